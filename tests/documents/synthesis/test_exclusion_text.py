"""Communes set apart in the report: both totals where nobody is told by the difference, else one and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from portal.documents.annexes import annexes, answer_annexes
from portal.documents.synthesis import exclusion_text
from portal.documents.synthesis.prose.findings import participation
from portal.papers.letterhead import Issue
from portal.results.disclosure.disclosure_control import protect
from tests.documents import samples

if TYPE_CHECKING:
    from portal.documents.synthesis.figures import Answers, SynthesisFigures
from tests.documents.printed import SYNTHESIS

MANY = (10, 12, 15, 60, 50, 3)


def figures(*apart: Answers) -> SynthesisFigures:
    """A province of many ballots, and communes set apart with these answers to the overall question."""
    days = [(60, 50)] * 3
    kept = [samples.commune(f"Xã {n}", days, MANY) for n in range(6)]
    gone = [samples.commune(f"Xã R{n}", days, one) for n, one in enumerate(apart)]
    areas = (samples.area("Huyện A", *kept[:3]), samples.area("Huyện B", *kept[3:], *gone))
    table = protect([[commune.overall[:5] for commune in area.communes if commune.overall] for area in areas])
    made = samples.figures(areas, outward={question.id: table for question in samples.QUESTIONS})
    return replace(made, apart=tuple(one.code for one in gone))


BIG, SMALL = (0, 0, 0, 10, 20, 2), (0, 1, 2, 5, 4, 1)
SINGLE, SILENT = (0, 0, 0, 0, 1, 0), (0, 0, 0, 0, 0, 3)


@pytest.mark.parametrize(
    ("apart", "opinions"),
    [
        ((), None),
        ((BIG,), 882),
        ((SMALL,), None),
        ((SINGLE,), None),
        ((SILENT,), 882),
        ((BIG, SMALL), None),
        ((SMALL, SMALL), 882),
        ((BIG, BIG), 882),
    ],
    ids=str,
)
def test_the_rest_is_told_where_no_commune_of_few_stands_alone_behind_it(
    apart: tuple[Answers, ...], opinions: int | None
) -> None:
    found = exclusion_text.score_without_excluded(figures(*apart))
    assert (found.n if found else None) == opinions


def test_the_full_copy_tells_both_totals_and_names_them_in_a_restricted_annex() -> None:
    made = figures(BIG)
    told = exclusion_text.sentence(made)
    assert "không đưa vào tổng hợp phiếu của 01 đơn vị (150 phiếu)" in told
    assert "Không tính các phiếu đó, có 74,8% người trả lời" in told
    last = answer_annexes.annex_3(made).tables[0].rows[-1]
    assert (last.name, last.cells[8].text, last.cells[0].text) == (
        "Không gồm 01 đơn vị không đưa vào tổng hợp",
        "74,8",
        "-",
    )
    assert "xã R0 (huyện B), 150 phiếu" in annexes.annexes(made)[8].notes[-1]
    assert "Không đưa vào tổng hợp 150 phiếu của 01 đơn vị (mục II.3)." in participation(made)
    assert [row.cells[3].text for row in annexes.annex_1(made).tables[1].rows] == ["0", "150", "150"]


def test_of_few_the_paper_says_why_it_tells_one_total() -> None:
    made = figures(SMALL)
    assert "không nêu, để không suy ra được" in exclusion_text.sentence(made)
    assert all("không đưa vào tổng hợp" not in row.name for row in answer_annexes.annex_3(made).tables[0].rows)


def test_what_leaves_the_office_has_a_band_and_no_name() -> None:
    made = figures(BIG)
    told = SYNTHESIS.render_content(made, {}, Issue(), "districts")
    text = next(" ".join(lines) for section, lines, _waits in told.sections if section.key == "II.3")
    assert "Không tính các phiếu đó, tỷ lệ hài lòng chung trong khoảng 60–80%." in text
    assert "74,8" not in text
    third = next(annex for annex in told.annexes if annex.number == 3)
    assert third.plain[-1][1:] == ["Không gồm 01 đơn vị không đưa vào tổng hợp", "-", "-", "-", "-", "60–80", "-", "-"]
    assert all("R0" not in " ".join(annex.notes) for annex in told.annexes)


def test_without_any_the_paper_says_so() -> None:
    made = figures()
    assert exclusion_text.sentence(made) == exclusion_text.public_sentence(made) == ""
    assert "Không có đơn vị nào bị đưa ra khỏi số liệu tổng hợp." in participation(made)
    assert exclusion_text.annex_note(made) == ()
