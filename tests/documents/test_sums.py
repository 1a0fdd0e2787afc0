"""Every total of every table is the sum of what is printed above it, whatever was left out: by hand, from the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.documents.annexes import annexes, people_annexes
from portal.documents.annexes.annexes import annex_2
from portal.documents.field_reports import report_annexes
from portal.documents.monthly import monthly_annexes
from portal.documents.monthly.monthly_snapshot import AreaMonth
from portal.documents.round_papers import minutes
from portal.documents.round_papers.round_figures import AreaDay, DayFigures, MinutesFigures, PointDay
from portal.documents.synthesis.figures import Day as MonthDay
from portal.fieldwork.reporting.content.figures import CommuneFigures, Day, DistrictFigures, Verdict
from portal.surveys.turnout import Status
from tests import make
from tests.documents import samples
from tests.documents.annexes.test_annexes import drawn
from tests.documents.monthly.test_monthly import month

if TYPE_CHECKING:
    from portal.papers.tables import Annex, Row, Table

SUMMED = {"Tổng cộng", "Cộng", "Tổng số", "Cả đợt"}
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
count = st.none() | st.integers(0, 2500)


def number(text: str) -> int | None:
    """A printed whole number; None for a dash, a rate, words."""
    bare = text.replace(".", "")
    return int(bare) if bare.lstrip("+-").isdecimal() and "," not in text else None


def spread(row: Row) -> list[str]:
    """A row's cells by column; a cell over several columns stands in the first."""
    return [text for cell in row.cells for text in (cell.text, *[""] * (cell.span - 1))]


def check_sums(table: Table) -> int:
    """Add every column of a table that has a total. Returns how many columns were added."""
    total = next((row for row in table.rows if row.kind == "total" and row.name in SUMMED), None)
    if total is None:
        return 0
    parts, added = [spread(row) for row in table.rows if row.kind == "unit"], 0
    for place, text in enumerate(spread(total)):
        cells = [number(part[place]) for part in parts if place < len(part)]
        if number(text) is None or any(part[place] == "x" for part in parts):
            continue
        known = [cell for cell in cells if cell is not None]
        assert number(text) == sum(known), (place, text, cells)
        added += 1
    return added


def check_all(*found: Annex) -> int:
    return sum(check_sums(table) for annex in found for table in annex.tables)


@st.composite
def commune_days(draw: st.DrawFn, days: list[date]) -> tuple[Day, ...]:
    """Days of a desk: without visits, with ballots not known yet, closed."""
    found = []
    for day in days:
        visits = draw(count)
        ballots = draw(count) if visits is not None else None
        found.append(Day(day, visits, ballots, draw(count), draw(count), draw(count)))
    return tuple(found)


def commune_of(name: str, days: tuple[Day, ...]) -> CommuneFigures:
    verdict = Verdict("dat", 20)
    work = {"is_founded": False, "decision_number": "", "decided_on": None, "members": (), "roster_in": False}
    lists = {"gaps": 0, "helpers": (), "channels": (), "activities": (), "texts": {}, "state": "draft"}
    return CommuneFigures(name, name, name, days, verdict, **work, **lists)


@st.composite
def district(draw: st.DrawFn) -> DistrictFigures:
    days = [make.FIRST_DAY + timedelta(days=n) for n in range(draw(st.sampled_from([1, 3, 5, 6, 28])))]
    communes = tuple(commune_of(f"xã {n}", draw(commune_days(days))) for n in range(draw(st.integers(1, 5))))
    return DistrictFigures("219", "huyện A", "huyện A", tuple(days), communes, (), (), 0, 0, (), {}, "draft")


def rate_of(visits: str, ballots: str) -> float | None:
    above, below = number(ballots), number(visits)
    return None if above is None or not below else 100 * above / below


@slow
@given(district())
def test_a_districts_participation_adds_up_downwards_and_across(figures: DistrictFigures) -> None:
    annex = report_annexes.participation(figures, make.plan_198())
    assert check_all(annex) >= (figures.total("visits") is not None)
    shown = len(figures.days) if len(figures.days) <= 5 else 0
    for row in annex.tables[0].rows:
        *days, visits, ballots, rate, _verdict = spread(row)
        assert len(days) == 2 * shown, "up to five days stand side by side, of more the sums alone"
        for start, whole in ((0, visits), (1, ballots)):
            known = [n for n in map(number, days[start::2]) if n is not None]
            assert not days or number(whole) == (sum(known) if known else None), row.name
        if rate != "-":
            assert abs(float(rate.replace(".", "").replace(",", ".")) - (rate_of(visits, ballots) or 0)) < 0.051, (
                row.name
            )


@slow
@given(district())
def test_what_a_districts_sums_leave_out_is_said(figures: DistrictFigures) -> None:
    notes = " ".join(report_annexes.participation(figures, make.plan_198()).notes)
    lacking = any(day.visits is None or day.ballots is None for one in figures.communes for day in one.days)
    assert ("chưa gồm" in notes) == lacking


def test_the_sentence_counts_what_is_left_out() -> None:
    days = [make.FIRST_DAY + timedelta(days=n) for n in range(3)]
    known, half, none = Day(days[0], 10, 5), Day(days[1], 7, None), Day(days[2])
    communes = (commune_of("xã A", (known, half, none)), commune_of("xã B", (known, known, known)))
    figures = DistrictFigures("219", "huyện A", "huyện A", tuple(days), communes, (), (), 0, 0, (), {}, "draft")
    annex = report_annexes.participation(figures, make.plan_198())
    assert annex.notes[-1] == (
        "Tổng cộng chỉ cộng các số liệu có trong bảng, chưa gồm 01 ngày chưa có lượt đến và 01 ngày chưa có số phiếu "
        "của 01 đơn vị; các đơn vị này chưa tính tỷ lệ."
    )
    assert [spread(row)[-4:-1] for row in annex.tables[0].rows] == [
        ["17", "5", "-"],
        ["30", "15", "50,0"],
        ["47", "20", "-"],
    ]


@slow
@given(district())
def test_a_communes_journal_adds_up_and_says_what_it_leaves_out(figures: DistrictFigures) -> None:
    for one in figures.communes:
        annex = report_annexes.by_day(one, make.plan_198())
        check_all(annex)
        part = any(0 < one.lacking(name) < len(one.days) for name in report_annexes.FIGURES[:-1])
        assert ("còn thiếu" in " ".join(annex.notes)) == part


@slow
@given(drawn())
def test_every_annex_of_the_synthesis_adds_up(figures) -> None:
    found = (annexes.annex_1(figures), annex_2(figures), people_annexes.annex_8(figures))
    assert check_all(*found) > 0


@st.composite
def months(draw: st.DrawFn) -> tuple[AreaMonth, ...]:
    return tuple(
        AreaMonth(f"Huyện {n}", *(MonthDay(draw(count), draw(count)) for _part in range(3)))
        for n in range(draw(st.integers(1, 4)))
    )


@slow
@given(months())
def test_a_months_indicators_add_up_differences_included(areas) -> None:
    check_all(monthly_annexes.indicators(month(areas=areas)))


@slow
@given(st.lists(st.tuples(count, st.integers(0, 900)), min_size=1, max_size=7))
def test_the_minutes_add_up(days) -> None:
    window = tuple(make.FIRST_DAY + timedelta(days=n) for n in range(len(days)))
    visits, ballots = zip(*days, strict=True)
    figures = MinutesFigures(
        samples.OFFICE, replace(samples.SURVEY, days=window), samples.EXTRACTED, samples.EXTRACTED, 9, visits, ballots,
        (9,) * len(days), 0, 0, None, None,
    )  # fmt: skip
    assert check_all(minutes.round_annexes(figures)[0]) >= 1


points = st.builds(
    PointDay,
    st.just("Xã A"),
    st.integers(0, 900),
    st.none() | st.just(samples.EXTRACTED),
    st.integers(0, 900),
    st.just(Status.DAT),
)


@slow
@given(st.lists(st.lists(points, min_size=1, max_size=4), min_size=1, max_size=3))
def test_a_days_closing_sheet_adds_up(areas) -> None:
    found = tuple(AreaDay(f"Huyện {n}", tuple(there)) for n, there in enumerate(areas))
    figures = DayFigures(samples.OFFICE, samples.SURVEY, samples.EXTRACTED, "", make.FIRST_DAY, found, None)
    assert check_all(minutes.day_annexes(figures)[0]) >= 1
