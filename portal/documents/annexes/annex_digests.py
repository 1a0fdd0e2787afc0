"""The digests printed in a synthesis report: one under each annex, and one at its end that is made of them all.

The last is the SHA-256 of the list of every table's digest beside that of the frozen figures, so a reader with the
list can recompute it and compare each table with its line. Digests of tables that do not leave the office are salted
(`SynthesisFigures.salt`): a hidden cell has few possible values, which could be tried against an unsalted digest.
Reports of the first edition carry a digest under annexes 1, 3 and 4, and at their end that of the frozen figures alone.
"""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from flask import current_app

from portal.documents.annexes import annexes, public_annexes
from portal.documents.synthesis import annex_numbers
from portal.documents.synthesis.figures import FIRST_EDITION, SynthesisFigures
from portal.papers.tables import Annex
from portal.web.data import codec

RECOMPUTED = frozenset({1, 3, 4})  # the annexes with a mark in the first edition
COMMUNE_ANNEXES = frozenset("259")  # the annexes with figures of each commune
FIGURES_KEY = "so-lieu"
PUBLIC_SUFFIX = "-cap-huyen"  # what the keys of annexes of the districts' copy end in, where they are others


def salt(figures: SynthesisFigures) -> str:
    """What a stranger who tries cells against a digest does not know; of equal figures it is the same."""
    key: bytes = current_app.config["SECRETS"]["paper"]
    return hmac.digest(key, codec.digest(figures).encode(), "sha256")[:16].hex()


def annex_tables(figures: SynthesisFigures) -> dict[str, Annex]:
    """Every table that one of the copies prints, with its mark, by its key in the list: the full ones first.

    A key is the annex's usual number, whatever it is here.
    """
    mark_all = figures.edition > FIRST_EDITION
    full = [replace(one, is_marked=mark_all or one.number in RECOMPUTED) for one in annexes.annexes(figures)]
    let_out = [replace(one, is_marked=mark_all) for one in public_annexes.replaced_annexes(figures)]
    return {str(annex_numbers.usual_of(figures, one.number)): one for one in full} | {
        f"{one.number}{PUBLIC_SUFFIX}": one for one in let_out
    }


def public_tables(tables: Mapping[str, Annex]) -> dict[str, Annex]:
    """Of all tables those of the copy that leaves the office; those of communes never."""
    return {
        key: one
        for key, one in tables.items()
        if not (key in COMMUNE_ANNEXES or one.restricted or f"{key}{PUBLIC_SUFFIX}" in tables)
    }


def digest_list(figures: SynthesisFigures, tables: Mapping[str, Annex]) -> list[list[str]]:
    """The list: the key and digest of every table, salted where it stays in the office, then of the frozen figures."""
    public = public_tables(tables)
    digests = {key: table.digest for key, table in tables.items()}
    salted = {key: sha256(f"{figures.salt}{digest}".encode()).hexdigest() for key, digest in digests.items()}
    listed = [[key, digest if key in public else salted[key]] for key, digest in digests.items()]
    return [*listed, [FIGURES_KEY, codec.digest(figures)]]


def digest(figures: SynthesisFigures) -> str:
    """What is printed at the end."""
    return digest_with(figures, annex_tables(figures))


def marks(figures: SynthesisFigures) -> list[list[str]]:
    """The list that the digest at the end is made of; of the first edition none."""
    return digest_list(figures, annex_tables(figures)) if figures.edition > FIRST_EDITION else []


def digest_with(figures: SynthesisFigures, tables: Mapping[str, Annex]) -> str:
    """The digest at the end, from tables already built. SHA-256 in hexadecimal."""
    # Papers of the first edition are out: their digest stays what they print.
    return codec.digest(figures if figures.edition == FIRST_EDITION else digest_list(figures, tables))
