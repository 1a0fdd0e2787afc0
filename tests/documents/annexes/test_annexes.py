"""Every printed figure survives a pocket calculator."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.documents.annexes.annexes import annex_1, annex_2, annexes
from portal.documents.annexes.answer_annexes import annex_3, annex_4
from portal.documents.annexes.group_annex import annex_5
from tests.documents import calculator, samples
from tests.documents.calculator import columns
from tests.documents.samples import area, commune

if TYPE_CHECKING:
    from portal.documents.synthesis.figures import SynthesisFigures

PROVINCES = {
    "2024": samples.province_2024(),
    "2024 again": samples.province_2024(seed=7),
    "2025": samples.province_2025(),
    "nothing": samples.empty(),
}
everywhere = pytest.mark.parametrize("figures", PROVINCES.values(), ids=PROVINCES)

visits = st.none() | st.integers(0, 300)
ballots = st.integers(0, 400)
answers = st.tuples(*[st.integers(0, 60)] * 6)


@st.composite
def drawn(draw: st.DrawFn) -> SynthesisFigures:
    days = draw(st.integers(1, 7))
    window = tuple(samples.DAYS[0].replace(day=12 + n) for n in range(days))
    areas = []
    for n in range(draw(st.integers(1, 3))):
        communes = [
            commune(
                f"Xã {n}.{m}",
                draw(st.lists(st.tuples(visits, ballots), min_size=days, max_size=days)),
                draw(answers),
                chair=draw(st.sampled_from(["incumbent", "vacant"])),
            )
            for m in range(draw(st.integers(1, 3)))
        ]
        areas.append(area(f"Huyện {n}", *communes, answers={"Q1": draw(answers), "Q2": draw(answers)}))
    survey = replace(samples.SURVEY, days=window)
    return samples.figures(tuple(areas), survey=survey)


def check(figures: SynthesisFigures) -> None:
    calculator.check_annex_1(annex_1(figures))
    calculator.check_annex_2(annex_2(figures))
    calculator.check_annex_3(annex_3(figures))
    calculator.check_annex_5(annex_5(figures))


@everywhere
def test_every_figure_is_found_again(figures: SynthesisFigures) -> None:
    check(figures)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn())
def test_every_figure_is_found_again_whatever_was_counted(figures: SynthesisFigures) -> None:
    check(figures)


@everywhere
def test_annexes_agree_with_each_other(figures: SynthesisFigures) -> None:
    matrix = annex_4(figures).tables[0]
    questions = {row.number: columns(row) for row in annex_3(figures).tables[0].rows if row.number}
    for row in matrix.rows[:-1]:
        assert columns(row)[-1] == questions[row.number][8]
    overall = next(row for row in matrix.rows if row.kind == "total")
    areas = [columns(row) for row in annex_2(figures).tables[0].rows if row.kind != "unit"]
    assert columns(overall) == [cells[-3] for cells in areas]
    assert columns(matrix.rows[-1]) == [cells[-4] for cells in areas]
    by_area = annex_1(figures).tables[1].rows
    if figures.whole.visits is not None:
        totals = [(cells[3], cells[8], cells[9]) for cells in areas]
        assert [(c[1], c[2], c[4]) for c in map(columns, by_area)] == totals


@everywhere
def test_all_communes_stand_in_the_annex_under_their_area(figures: SynthesisFigures) -> None:
    rows = annex_2(figures).tables[0].rows
    units = [row for row in rows if row.kind == "unit"]
    assert [row.name for row in units] == [c.name for c in figures.communes]
    assert [row.number for row in units] == [str(n + 1) for n in range(len(figures.communes))]
    assert [row.name for row in rows if row.kind == "sum"] == [a.name for a in figures.areas]
    assert rows[-1].name == "Tổng cộng"


@everywhere
def test_each_row_fills_its_columns(figures: SynthesisFigures) -> None:
    for annex in annexes(figures):
        for table in annex.tables:
            for row in table.rows:
                assert len(columns(row)) + 2 == len(table.columns), (annex.number, row)
            assert sum(head.colspan for head in table.head[0]) == len(table.columns)


def test_the_longest_window_has_no_columns_by_day() -> None:
    days = tuple(samples.DAYS[0].replace(day=day) for day in range(1, 31))
    figures = samples.figures(
        (area("Huyện A", commune("Xã A", [(4, 3)] * 30)),), survey=replace(samples.SURVEY, days=days)
    )
    assert "day" not in annex_2(figures).tables[0].columns
    assert len(annex_1(figures).tables[0].rows) == 31
    check(figures)


def row_of(figures: SynthesisFigures, name: str) -> list[str]:
    return next(columns(row) for row in annex_2(figures).tables[0].rows if row.name == name)


def test_few_opinions_show_no_rate_for_a_commune() -> None:
    thin = commune("Xã A", [(10, 8)] * 3, (0, 0, 2, 10, 7, 5))
    vacant = commune("Xã B", [(20, 15)] * 3, (0, 0, 2, 30, 7, 5), chair="vacant")
    fine = commune("Xã C", [(20, 15)] * 3, (2, 3, 10, 25, 10, 4), chair="acting")
    figures = samples.figures((area("Huyện A", thin, vacant, fine),))
    assert row_of(figures, "Xã A")[-4:] == ["19", "chưa đủ cơ sở", "chưa đủ cơ sở", "chưa đủ cơ sở"]
    assert row_of(figures, "Xã B")[-3:] == ["khuyết chức danh Chủ tịch"] * 3
    assert row_of(figures, "Xã C")[-4:] == ["50", "70,0", "75,20", "56,2–80,9"]
    notes = " ".join(annex_2(figures).notes)
    assert "Bình quân cộng tỷ lệ hài lòng của 1 đơn vị có in tỷ lệ: 70,0%." in notes
    assert "Quyền Chủ tịch UBND: xã C (huyện A)." in notes
    assert "Khuyết chức danh Chủ tịch UBND, Phó Chủ tịch phụ trách: xã B (huyện A)." in notes


def test_missing_visits_are_a_dash_and_give_no_rate() -> None:
    late = commune("Xã A", [(20, 15), (None, 12), (20, 15)], (2, 3, 10, 25, 2, 0))
    figures = samples.figures((area("Huyện A", late, commune("Xã B", [(20, 15)] * 3)),))
    assert row_of(figures, "Xã A")[:11] == ["20", "-", "20", "40", "-", "15", "12", "15", "42", "-", "Chưa đủ số liệu"]
    assert row_of(figures, "Huyện A")[:4] == ["40", "20", "40", "100"]


def test_below_five_opinions_a_cell_of_the_matrix_stays_empty_and_below_twenty_it_leans() -> None:
    few = area("Huyện A", commune("Xã A", [(20, 4)] * 3, (0, 0, 0, 2, 2, 3)))
    some = area("Huyện B", commune("Xã B", [(20, 15)] * 3, (0, 0, 5, 5, 5, 0)))
    first = annex_4(samples.figures((few, some))).tables[0].rows[0]
    assert [(cell.text, cell.thin) for cell in first.cells] == [("-", False), ("66,7", True), ("73,7", True)]


def test_without_any_figure_the_cells_hold_none() -> None:
    for annex in annexes(samples.empty()):
        for table in annex.tables:
            for row in table.rows:
                figures = columns(row)[1:] if annex.number == 1 and len(columns(row)) > 3 else columns(row)
                assert not [text for text in figures if re.search(r"\d", text)], (annex.number, row)


def test_only_figures_by_commune_are_restricted() -> None:
    assert [annex.number for annex in annexes(PROVINCES["2024"]) if annex.restricted] == [2, 5, 9]


def test_without_districts_communes_are_grouped_by_kind() -> None:
    text = repr(annexes(PROVINCES["2025"]))
    assert "huyện" not in text.lower()
    assert "Tổng hợp tham gia khảo sát theo loại đơn vị hành chính" in text


def test_two_communes_of_one_name_stand_under_their_own_districts() -> None:
    members = [row for row in annex_5(PROVINCES["2024"]).tables[0].rows if "xã Phúc Sơn" in columns(row)[1].split(", ")]
    assert {row.name for row in members} == {"Huyện Tân Yên", "Huyện Sơn Động"}
