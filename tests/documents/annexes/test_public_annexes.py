"""What the copy for districts tells of the answers: no cell below five, none that follows from its neighbours."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from portal.documents.annexes import annexes
from portal.documents.synthesis.figures import Trait, TraitGroup
from portal.papers.letterhead import Issue
from portal.results.disclosure.disclosure_control import Row, Table, protect
from tests.documents import samples
from tests.documents.calculator import columns

if TYPE_CHECKING:
    from portal.documents.synthesis.figures import SynthesisFigures
from tests.documents.printed import SYNTHESIS

EVERY = (20, 30, 40, 50, 60)
DISTRICTS = ("Huyện Lục Ngạn", "Huyện Sơn Động")


def figures(table: Table, answers: tuple[int, ...] = (20, 30, 40, 50, 60, 3)) -> SynthesisFigures:
    """Two districts of three communes whose released table is `table`, for every question alike."""
    half = tuple(n // 2 for n in answers)
    commune = tuple(n // 6 for n in answers)
    made = samples.figures(
        tuple(
            samples.area(
                name,
                *(samples.commune(f"Xã {name} {n}", [(40, 35)] * 3, commune) for n in range(3)),
                answers={question.id: half for question in samples.QUESTIONS},
            )
            for name in DISTRICTS
        )
    )
    return replace(made, outward={question.id: table for question in samples.QUESTIONS})


def row(made: SynthesisFigures, number: int, copy: str = "districts") -> list[str]:
    """The first question's cells in an annex of a copy."""
    (annex,) = [one for one in SYNTHESIS.annexes(made, copy) if one.number == number]
    return next(columns(line) for line in annex.tables[0].rows if line.number == "1")


def five(*cells: int | None) -> Row:
    return Row(sum(EVERY), cells)


def table(form: str, whole: Row, area: Row | None) -> Table:
    return Table(form, (area, area), whole)


def test_what_is_all_told_stands_as_in_the_full_copy() -> None:
    open_ = table("five", five(*EVERY), Row(100, (10, 15, 20, 25, 30)))
    made = figures(open_, (20, 30, 40, 50, 60, 7))
    for number in (3, 4):
        assert row(made, number) == row(made, number, "full")


def test_opinions_withheld_below_five_are_a_dash() -> None:
    made = figures(table("five", five(*EVERY), None))
    assert row(made, 3, "full")[6] == "2"
    assert row(made, 3)[6] == "-"


@pytest.mark.parametrize(
    ("cells", "share"),
    [((None, None, 40, 50, 60), "55,0"), ((20, 30, None, None, 60), "-")],
    ids=["satisfied shown", "satisfied hidden"],
)
def test_a_share_is_printed_only_where_both_its_levels_are(cells: tuple[int | None, ...], share: str) -> None:
    told = row(figures(table("five", five(*cells), Row(100, cells))), 3)
    assert [text == "-" for text in told[:5]] == [n is None for n in cells]
    assert told[8] == share
    assert (told[7], told[9], told[10] == "-") == ("-", "-", share == "-")


def test_levels_put_together_stand_as_one_cell_and_give_no_mean() -> None:
    made = figures(table("two", Row(200, (90, 110)), Row(100, (45, 55))))
    annex = next(one for one in SYNTHESIS.annexes(made, "districts") if one.number == 3)
    asked = next(line for line in annex.tables[0].rows if line.number == "1")
    assert [(cell.text, cell.span) for cell in asked.cells[:2]] == [("90\n45,0%", 3), ("110\n55,0%", 2)]
    assert row(made, 4) == ["55,0"] * 3
    groups = [columns(line) for line in annex.tables[0].rows if line.kind == "sum"]
    assert all(cells[-3:] == ["-", "-", "-"] for cells in groups)


def test_where_a_band_alone_is_let_out_the_band_is_printed() -> None:
    made = figures(table("band", Row(200, (), 2), Row(100, (), 2)))
    assert row(made, 4) == ["40–60"] * 3
    assert row(made, 3)[8:] == ["40–60", "-", "-"]


@pytest.mark.parametrize("number", [3, 4])
def test_of_a_question_that_nobody_has_judged_nothing_is_told(number: int) -> None:
    made = replace(figures(table("five", five(*EVERY), None)), outward={})
    assert set(row(made, number)) == {"-"}


def test_districts_with_fewer_than_three_communes_have_no_column_of_figures() -> None:
    assert row(figures(table("five", five(*EVERY), None)), 4) == ["-", "-", "55,0"]


def test_a_level_that_few_chose_in_a_district_is_hidden_with_a_second_one() -> None:
    made = figures(protect([[(0, 1, 9, 30, 20)] * 3, [(1, 3, 9, 28, 25)] * 3]))
    assert [text.split("\n")[0] for text in row(made, 3)[:5]] == ["-", "-", "54", "174", "135"]
    assert row(made, 4) == ["83,3", "80,3", "81,7"]


def test_the_copy_says_its_rule_and_has_marks_of_its_own_tables() -> None:
    made = figures(table("five", five(*EVERY), None))
    copies = {copy: {one.number: one for one in SYNTHESIS.annexes(made, copy)} for copy in ("full", "districts")}
    assert all("Ô dưới 5 phiếu" in copies["districts"][number].notes[-1] for number in (3, 4))
    assert not any("Ô dưới 5 phiếu" in note for number in (3, 4) for note in copies["full"][number].notes)
    assert all(one.is_marked for found in copies.values() for one in found.values())
    assert copies["districts"][3].mark != copies["full"][3].mark


def test_restricted_annexes_are_exact_from_twenty_opinions_on() -> None:
    exact = samples.commune("Xã A", [(20, 15)] * 3, (2, 1, 5, 8, 4, 0))
    thin = samples.commune("Xã B", [(20, 15)] * 3, (2, 1, 5, 7, 4, 0))
    found = samples.figures((samples.area("Huyện A", exact, thin),))
    rows = {line.name: columns(line) for line in annexes.annex_2(found).tables[0].rows}
    assert rows["Xã A"][-3] == "60,0"
    assert rows["Xã B"][-3] == "chưa đủ cơ sở"


@pytest.mark.parametrize(
    ("released", "told"),
    [
        (table("five", five(*EVERY), None), "Trong 200 phiếu có ý kiến"),
        (table("two", Row(200, (90, 110)), None), "Có 55,0% người trả lời"),
        (table("band", Row(200, (), 2), None), "Kết quả chung nêu ở Phụ lục 3"),
    ],
    ids=["five", "two", "band"],
)
def test_the_text_tells_no_level_that_the_annex_hides(released: Table, told: str) -> None:
    text = text_of(figures(released))["II.3"]
    assert told in text
    assert ("phiếu (" in text) == (released.form == "five")


def text_of(made: SynthesisFigures) -> dict[str, str]:
    """What stands under each heading; the same in every copy."""
    full, districts = (
        {
            section.key: " ".join(lines)
            for section, lines, _waits in SYNTHESIS.render_content(made, {}, Issue(), copy).sections
        }
        for copy in ("full", "districts")
    )
    assert full == districts
    return full


@pytest.mark.parametrize(
    ("released", "item", "place"),
    [
        (
            table("five", five(*EVERY), Row(100, (10, 15, 20, 25, 30))),
            "Tỷ lệ hài lòng theo",
            "Tỷ lệ hài lòng chung của",
        ),
        (table("five", five(*EVERY), None), "Tỷ lệ hài lòng theo", "nêu ở Phụ lục 4"),
        (table("band", Row(200, (), 2), Row(100, (), 2)), "nêu ở Phụ lục 3", "nêu ở Phụ lục 4"),
    ],
    ids=["all", "whole", "band"],
)
def test_the_text_names_rates_only_where_the_annexes_of_all_copies_do(released: Table, item: str, place: str) -> None:
    text = text_of(figures(released))
    assert item in text["II.4"]
    assert place in text["II.5"]
    assert "(danh sách tại Phụ lục 5, gửi riêng)" in text["II.5"]


def test_a_copy_cites_no_annex_it_does_not_hold_but_as_sent_apart() -> None:
    made = figures(table("five", five(*EVERY), Row(100, (10, 15, 20, 25, 30))))
    held = {one.number for one in SYNTHESIS.annexes(made, "districts")}
    text = " ".join(text_of(made).values())
    for cited in re.finditer(r"Phụ lục (\d+)(, gửi riêng)?", text):
        assert int(cited[1]) in held or cited[2], cited[0]


def test_sizes_of_small_groups_leave_the_office_neither_in_the_annex_nor_in_the_text() -> None:
    sizes = {"nam": 60, "nữ": 50, "khác": 4, "Không trả lời": 20}
    groups = tuple(TraitGroup(name, (0, 0, 0, n, 0, 0)) for name, n in sizes.items())
    made = replace(figures(table("five", five(*EVERY), None)), traits=(Trait("Giới tính", groups),))
    rows = {
        copy: {
            line.name: line.cells[0].text
            for one in SYNTHESIS.annexes(made, copy)
            if one.number == 6
            for line in one.tables[0].rows
        }
        for copy in ("full", "districts")
    }
    assert rows["full"]["khác"] == "4"
    assert rows["districts"] == rows["full"] | {"khác": "-", "Không trả lời": "-"}
    told = SYNTHESIS.render_content(made, {}, Issue(), "districts").sections
    text = next(" ".join(lines) for section, lines, _waits in told if section.key == "II.2")
    assert "khác" not in text
    assert "nam 44,8%" in text
