"""A province's released figures in one signed file, from which sums over provinces are made.

It holds what two persons have released of the whole province, and no more: no unit's figures, no ballots. It is a
signed note (C2SP), as the log's checkpoints are and under the same key: a line that names it, JSON, the signature.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from flask_babel import gettext as _

from portal.errors import DomainError
from portal.results.disclosure.disclosure_control import GROUPINGS
from portal.results.models import Release
from portal.results.release import releasing
from portal.results.release.released import Content
from portal.sealing.log import checkpoints, notes
from portal.surveys.models import Round
from portal.units.models import Unit
from portal.web.data.codec import canonical
from portal.web.media.data_files import readable_json

# no checkpoint: where that has its number of leaves this line stands, so neither is ever taken for the other
FORMAT: Final = "y-dan tallies 1"


@dataclass(frozen=True)
class Figures:
    """A question's figures for a whole province: by groupings of the levels, or by its own choices.

    `told` has, for each way of grouping that follows from what was released, how many chose each group; none where a
    band, or nothing, was released. `n` is how many answered, None where that was not released.
    """

    title: str
    labels: Mapping[str, tuple[str, ...]]
    n: int | None
    told: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class CellTally:
    """What a file says once its signature is verified."""

    code: str
    name: str
    round_slug: str
    form: str
    form_digest: str
    simulated: bool
    units: int
    release: int
    digest: str
    figures: Mapping[str, Figures]


def write(round_: Round, release: Release, top: Unit) -> str:
    """The signed file of a release. Raises Conflict where the release is not as it was written."""
    content = releasing.content(release)
    body = {
        "cell": {"code": top.code, "name": top.full},
        "round": round_.slug,
        "title": content["title"],
        "days": content["days"],
        "simulated": content["simulated"],
        "plan_digest": sha256(canonical(round_.plan)).hexdigest(),
        "form": content["form"],
        "form_digest": round_.questionnaire.digest,
        "release": {"number": release.number, "sha256": release.digest, "made_at": release.made_at.isoformat()},
        "units": len(content["communes"]),
        "levels": content["levels"],
        "questions": [question_of(content, question) for question in content["questions"]],
        "others": content.get("others", []),
    }
    origin = checkpoints.origin(round_)
    text = f"{origin}\n{FORMAT}\n{readable_json(body).decode().strip()}\n"
    return checkpoints.signer().sign_text(origin, text)


def question_of(content: Content, question: Content) -> Content:
    """A question with its row for the whole province, as it was released."""
    table = content["tables"][question["id"]]
    row = table["whole"] or {"n": None, "cells": [], "band": None}
    return {"id": question["id"], "title": question["title"], "form": table["form"], **row}


def read(note: str, keys: Mapping[str, str]) -> CellTally:
    """What a file says. Raises DomainError unless the key that `keys` has for its province signed exactly this."""
    code = claimed_code(note)
    if code not in keys:
        raise DomainError(_("Chưa có khóa cho tỉnh mã %(code)s: thêm vào --keys hoặc --key.", code=code or "?"))
    text, origin = notes.verified_text(note, keys[code]), keys[code].split("+", 2)[0]
    body = body_of(text)
    if text.partition("\n")[0] != origin or not origin.endswith(f"/log/{body['round']}"):
        raise DomainError(_("Tệp của %(name)s không phải của đợt mà khóa ấy ký.", name=body["cell"]["name"]))
    figures = {one["id"]: of_levels(one, body["levels"]) for one in body["questions"]}
    figures |= {one["id"]: of_choices(one) for one in body["others"]}
    return CellTally(
        body["cell"]["code"],
        body["cell"]["name"],
        body["round"],
        body["form"],
        body["form_digest"],
        body["simulated"],
        body["units"],
        body["release"]["number"],
        sha256(note.encode()).hexdigest(),
        figures,
    )


def claimed_code(note: str) -> str:
    """Whose file it says it is; not believed before the signature is verified."""
    return str(body_of(note.rpartition("\n\n")[0] + "\n")["cell"]["code"])


def body_of(text: str) -> dict[str, Any]:
    """The JSON below the two lines that name the file. Raises DomainError for what is no such file."""
    origin, _break, rest = text.partition("\n")
    kind, _break, written = rest.partition("\n")
    try:
        body = json.loads(written)
        fits = bool(origin) and kind == FORMAT and {"cell", "questions", "others"} <= body.keys()
        fits = fits and isinstance(body["cell"].get("code"), str)
    except (ValueError, AttributeError):
        fits = False
    if not fits:
        raise DomainError(_("Không phải tệp số liệu đã ký của một tỉnh (flask results tallies)."))
    found: dict[str, Any] = body
    return found


def of_levels(question: Content, levels: list[str]) -> Figures:
    """A question on the form's scale, by every grouping that its released cells give."""
    labels = {
        form: tuple(", ".join(levels[place] for place in group) for group in GROUPINGS[form]) for form in GROUPINGS
    }
    told = {}
    if question["form"] in GROUPINGS:
        for form in GROUPINGS:
            merged = regrouped(question["cells"], question["form"], form, question["n"])
            if merged is not None:
                told[form] = merged
    return Figures(question["title"], labels, question["n"], told)


def regrouped(cells: list[int | None], form: str, to: str, n: int) -> tuple[int, ...] | None:
    """Released counts brought to another grouping; None where it is finer, or a hidden count keeps a group unknown."""
    parts = dict(zip(GROUPINGS[form], cells, strict=True))
    sums = []
    for group in GROUPINGS[to]:
        within = [count for part, count in parts.items() if set(part) <= set(group)]
        if sum(len(part) for part in parts if set(part) <= set(group)) != len(group):
            return None
        sums.append(None if None in within else sum(count or 0 for count in within))
    if sums.count(None) == 1:  # all that is hidden lies in one group: anybody may subtract
        sums[sums.index(None)] = n - sum(one or 0 for one in sums)
    return None if None in sums else tuple(one or 0 for one in sums)


def of_choices(question: Content) -> Figures:
    """A question with choices of its own, where all of them were told."""
    labels = {"own": tuple(choice["label"] for choice in question["choices"])}
    cells = question["cells"]
    told = {"own": tuple(cells)} if question["n"] is not None and None not in cells else {}
    return Figures(question["title"], labels, question["n"], told)
