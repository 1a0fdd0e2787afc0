"""The digests printed in a synthesis report: one under each annex, and one at its end that is made of them all.

The last is the SHA-256 of the list of every table's digest beside that of the frozen figures, so a reader with the
list can recompute it and compare each table with its line. Digests of tables that do not leave the office are salted
(`SynthesisFigures.salt`): a hidden cell has few possible values, which could be tried against an unsalted digest.
Reports of the first edition carry a digest under annexes 1, 3 and 4, and at their end that of the frozen figures alone.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from portal.documents.annexes import annexes, public_annexes
from portal.documents.synthesis.figures import FIRST_EDITION
from portal.web.data import codec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.documents.synthesis.figures import SynthesisFigures
    from portal.papers.tables import Annex

RECOMPUTED = frozenset({1, 3, 4})
"""The annexes with a mark in the first edition."""
COMMUNE_ANNEXES = frozenset("259")
"""The annexes with figures of each commune."""
FIGURES_KEY = "so-lieu"
PUBLIC_SUFFIX = "-cap-huyen"
"""What the keys of annexes of the districts' copy end in, where they are others."""


def annex_tables(figures: SynthesisFigures) -> dict[str, Annex]:
    """Every table that one of the copies prints, with its mark, by its key in the list: the full ones first."""
    mark_all = figures.edition > FIRST_EDITION
    full = [replace(one, is_marked=mark_all or one.number in RECOMPUTED) for one in annexes.annexes(figures)]
    let_out = [replace(one, is_marked=mark_all) for one in public_annexes.replaced_annexes(figures)]
    return {str(one.number): one for one in full} | {f"{one.number}{PUBLIC_SUFFIX}": one for one in let_out}


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
    digests = [[key, one.digest if key in public else salted_digest(figures, one)] for key, one in tables.items()]
    return [*digests, [FIGURES_KEY, codec.digest(figures)]]


def salted_digest(figures: SynthesisFigures, annex: Annex) -> str:
    return sha256(f"{figures.salt}{annex.digest}".encode()).hexdigest()


def digest(figures: SynthesisFigures) -> str:
    """What is printed at the end."""
    return digest_with(figures, annex_tables(figures))


def digest_with(figures: SynthesisFigures, tables: Mapping[str, Annex]) -> str:
    """The digest at the end, from tables already built. SHA-256 in hexadecimal."""
    return codec.digest(figures if figures.edition == FIRST_EDITION else digest_list(figures, tables))
