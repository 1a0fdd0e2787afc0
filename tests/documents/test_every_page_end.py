"""Pages of every kind of paper: none ends with a heading at its foot or goes on with a row or two of a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from portal.documents.kinds import KINDS
from portal.documents.lifecycle.requests import Request
from portal.documents.round_papers.press import PressFigures, ReleasedQuestion
from portal.documents.round_papers.round_figures import ProposalFigures
from portal.documents.synthesis.figures import Award
from portal.papers.letterhead import Issue
from portal.papers.printing import print_contents
from portal.papers.tables import Annex, Row, Table
from tests import make
from tests.documents import samples
from tests.documents.lifecycle.test_operations import opened
from tests.documents.printed import Printed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("db")

MANY, FEW = 47, 8  # rows: more than a page, and not a page more exactly; as few as a page may carry on
AWARD = Award("Xã A", "Huyện A", "Làm tốt", "100 điểm", is_person=False)
TOLD = ReleasedQuestion("Nhìn chung", "1.200", "86,1%", is_overall=True)


def figures_of_every_kind() -> Iterator[tuple[str, Any]]:
    """Each kind of paper of a small province; the two that wait for a decision by hand."""
    survey, plain = opened(), samples.empty()
    base: Any = (plain.office, plain.survey, plain.extracted_at)
    yield "awards", ProposalFigures(*base, "Phòng A", 5, 10, (AWARD,), date(2024, 6, 25))
    yield "press", PressFigures(*base, "215-CV/TU", date(2024, 6, 25), 1, date(2024, 6, 26), 209, (TOLD,), "x.vn")
    asked = {
        "district": Request(survey, make.unit("219")),
        "commune": Request(survey, make.unit("07507")),
        "roster": Request(survey, make.unit("07507")),
        "monthly": Request(month="2024-06", catalogue=survey.catalogue_id),
        "daily": Request(survey, day=make.FIRST_DAY),
    }
    for name in KINDS.keys() - {"awards", "press"}:
        yield name, KINDS[name].freeze(asked.get(name, Request(survey)))


def stretched(annex: Annex, many: int) -> Annex:
    """The annex with each table's rows again and again, its total once."""
    return replace(annex, tables=tuple(replace(one, rows=tuple(rows_of(one, many))) for one in annex.tables))


def rows_of(one: Table, many: int) -> Iterator[Row]:
    *rows, last = one.rows
    body = rows if last.kind == "total" else one.rows
    yield from (body[place % len(body)] for place in range(many if body else 0))
    yield from one.rows[len(body) :]


def test_no_page_of_any_kind_ends_in_a_heading_or_goes_on_with_a_row_or_two(tmp_path: Path) -> None:
    contents = {}
    for name, figures in figures_of_every_kind():
        kind = KINDS[name]
        content = kind.render_content(figures, {}, Issue(), kind.copies[0])
        # the long annexes of the synthesis are printed by test_printing.py
        many = FEW if name == "synthesis" else MANY
        annexes = tuple(stretched(annex, many) for annex in content.annexes)
        contents[name] = replace(content, annexes=annexes)
    assert contents.keys() == KINDS.keys()
    printed = {
        name: Printed(file, tmp_path)
        for name, file in zip(contents, print_contents(list(contents.values())), strict=True)
    }
    assert {name: one.lone_rows() for name, one in printed.items() if one.lone_rows()} == {}
    assert {name: one.bare_heads() for name, one in printed.items() if one.bare_heads()} == {}
