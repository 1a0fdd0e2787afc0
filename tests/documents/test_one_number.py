"""One number, one value: the same sums, rates and counts in every paper and on every page of a round, whatever lacks.

Provinces are drawn as plain lines, with every kind of gap; papers and pages are made of them by the very functions that
make them of a database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.documents.annexes.annexes import annex_1, annex_2
from portal.documents.field_reports import report_annexes
from portal.documents.monthly import monthly_annexes, monthly_snapshot
from portal.documents.monthly.monthly_snapshot import RoundLines, Span
from portal.documents.round_papers import minutes, round_snapshot
from portal.documents.round_papers.round_figures import AreaDay, DayFigures, MinutesFigures
from portal.documents.synthesis.prose import findings
from portal.documents.synthesis.snapshot import CommuneFacts, areas_of
from portal.fieldwork.reporting.content import figure_sources, outline
from portal.fieldwork.reporting.content.figures import DistrictFigures
from portal.fieldwork.turnout import board, figures, words
from portal.fieldwork.turnout.figures import Line, LineGroup
from portal.results.statistics.tables import areas
from portal.results.tables import turnout_grids
from portal.surveys.turnout import PRESETS, Status
from portal.units.models import COMMUNE, DISTRICT, Unit
from tests import make
from tests.documents import calculator, samples
from tests.documents.monthly.test_monthly import JUNE, month
from tests.documents.test_sums import check_all, commune_of, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.documents.synthesis.figures import SynthesisFigures
    from portal.papers.tables import Annex, Row

POLICY = PRESETS["H"]
BASIS: Any = SimpleNamespace(policy=POLICY, headline="Q14")
BESIDE = CommuneFacts({}, {}, {}, ())
LOCKED = datetime(2024, 6, 17, 3, tzinfo=UTC)
NOTHING = {"-", "", "chưa có số liệu"}


@dataclass(frozen=True)
class Province:
    """The lines of a round as they were entered, and which communes are set apart."""

    days: tuple[date, ...]
    entered: tuple[Line, ...]
    apart: tuple[str, ...]
    has_districts: bool

    @property
    def lines(self) -> list[Line]:
        """On «chốt» visits: what leads once the round is over."""
        return [line.settled(POLICY) for line in self.entered]

    @property
    def round(self) -> Any:
        """A round that is over, closed early in its last day."""
        ended = datetime.combine(self.days[-1], datetime.min.time(), UTC) + timedelta(hours=9)
        first, last = self.days[0], self.days[-1]
        return SimpleNamespace(
            days=self.days, first_day=first, last_day=last, takes_until=ended, plan_data=make.plan_198()
        )


def unit_of(place: int, district: int | None) -> Unit:
    """A commune; its district where there is one."""
    above = None
    if district is not None:
        above = Unit(code=f"{200 + district}", name=f"Huyện {district}", kind="huyện", level=DISTRICT)
    return Unit(id=place, code=f"{place:05}", name=f"Số {place}", kind="xã", level=COMMUNE, parent=above)


# a day without an entry, entered and not «chốt», «chốt» in time or late; without a ballot, with more than visits
day_of_a_commune = st.tuples(
    st.none() | st.integers(0, 120),
    st.none() | st.sampled_from([LOCKED, LOCKED + timedelta(days=9)]),
    st.sampled_from([0, 0, 1, 5, 19, 20, 60]) | st.integers(0, 150),
)


@st.composite
def provinces(draw: st.DrawFn) -> Province:
    days = tuple(make.FIRST_DAY + timedelta(days=n) for n in range(draw(st.sampled_from([1, 2, 3, 6]))))
    districts = draw(st.sampled_from([None, None, 1, 2, 3]))
    number = draw(st.integers(1, 6))
    has_ballots = draw(st.integers(0, 9)) > 0
    lines = []
    for place in range(1, number + 1):
        found = []
        for day in days:
            visits, locked, ballots = draw(day_of_a_commune)
            found.append(figures.DayFigures(day, visits, ballots * has_ballots, locked if visits is not None else None))
        unit = unit_of(place, None if districts is None else place % districts)
        lines.append(Line(unit, tuple(found), figures.verdict_of(POLICY, found), place))
    apart = tuple(line.unit.code for line in lines if draw(st.integers(0, 4)) == 0)
    return Province(days, tuple(lines), apart, districts is not None)


def synthesis_of(province: Province) -> SynthesisFigures:
    made = samples.figures(areas_of(province.lines, {}, BESIDE, BASIS), by_district=province.has_districts)
    return replace(made, survey=replace(samples.SURVEY, days=province.days), apart=province.apart)


def monthly_of(province: Province) -> monthly_snapshot.MonthlyFigures:
    read, span = RoundLines(province.round, province.lines), Span(date(2024, 6, 1), date(2024, 6, 30))
    rows = monthly_snapshot.area_months([read], (span, span, Span(date(2024, 5, 1), date(2024, 5, 31))))
    complete = figures.complete_of(monthly_snapshot.days_by_unit(read, span))
    return month(areas=rows, complete=complete, edition=monthly_snapshot.EDITION, rounds=(JUNE,), before=())


def minutes_of(province: Province) -> MinutesFigures:
    whole, days = LineGroup(tuple(province.lines)), range(len(province.days))
    sums = [whole.day(number) for number in days]
    survey = replace(samples.SURVEY, days=province.days)
    return MinutesFigures(
        samples.OFFICE, survey, samples.EXTRACTED, samples.EXTRACTED, len(whole.lines),
        tuple(one.visits for one in sums), tuple(one.ballots for one in sums),
        tuple(sum(line.days[number].locked_at is not None for line in whole.lines) for number in days),
        0, 0, None, None, whole.complete,
    )  # fmt: skip


def daily_of(province: Province, number: int) -> DayFigures:
    one_day = [replace(line, days=(line.days[number],)) for line in province.entered]
    rows = [replace(line, verdict=figures.verdict_of(POLICY, line.days)) for line in one_day]
    found = tuple(AreaDay(area.title, tuple(map(round_snapshot.point_day, area.lines))) for area in areas(rows))
    survey = replace(samples.SURVEY, days=province.days)
    return DayFigures(samples.OFFICE, survey, samples.EXTRACTED, "", province.days[number], found, None)


def district_of(province: Province, lines: Sequence[Line]) -> DistrictFigures:
    desk: Any = SimpleNamespace(shifts=())
    communes = []
    for line in lines:
        days = tuple(figure_sources.day_of(province.round, day, desk, {}, to_commune=False) for day in line.days)
        made = commune_of(line.unit.title, days)
        communes.append(replace(made, verdict=figure_sources.verdict_of(POLICY, days)))
    return DistrictFigures("1", "huyện A", "huyện A", province.days, tuple(communes), (), (), 0, 0, (), {}, "draft")


def told(*texts: str) -> tuple[str, ...]:
    """What is printed, nothing in one way."""
    return tuple("-" if text in NOTHING else text for text in texts)


def row_of(annex: Annex, name: str = "Tổng cộng", table: int = 0) -> Row:
    return next(row for row in annex.tables[table].rows if row.name.lower() == name.lower())


def cells(annex: Annex, places: Sequence[int], name: str = "Tổng cộng", table: int = 0) -> tuple[str, ...]:
    shown = spread(row_of(annex, name, table))
    return told(*(shown[place] for place in places))


def of_group(lines: Sequence[Line]) -> tuple[str, ...]:
    """Visits, ballots and rate as the board sums them."""
    return told(*(figure.shown for figure in board.Layout(()).sums(lines)[0:4] if figure.shown != ""))


def of_grid(row: turnout_grids.Row, *places: int) -> tuple[str, ...]:
    return told(*(row.cells[place].shown for place in places))


common = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ONE_SILENT = Province(
    (make.FIRST_DAY,),
    (
        Line(
            unit_of(1, None),
            (figures.DayFigures(make.FIRST_DAY, None, 7),),
            figures.verdict_of(POLICY, [figures.DayFigures(make.FIRST_DAY, None, 7)]),
            1,
        ),
    ),
    (),
    has_districts=False,
)


@common
@example(ONE_SILENT)
@given(provinces())
def test_every_table_of_every_paper_adds_up(app, province: Province) -> None:
    with app.test_request_context():
        whole = synthesis_of(province)
        calculator.check_annex_1(annex_1(whole))
        calculator.check_annex_2(annex_2(whole))
        check_all(annex_1(whole), annex_2(whole))
        assert check_all(monthly_annexes.indicators(monthly_of(province))) > 0
        assert check_all(*minutes.round_annexes(minutes_of(province))) > 0
        for number in range(len(province.days)):
            assert check_all(*minutes.day_annexes(daily_of(province, number))) > 0
        for area in areas(province.lines):
            check_all(report_annexes.participation(district_of(province, area.lines), make.plan_198()))


@common
@example(ONE_SILENT)
@given(provinces())
def test_the_sums_of_a_round_are_the_same_everywhere(app, province: Province) -> None:
    with app.test_request_context():
        whole, line_sums = synthesis_of(province), of_group(province.lines)
        days = len(province.days)
        by_day = turnout_grids.by_day(province.lines, province.days, POLICY, excluded_ids(province))
        found = {
            "minutes": cells(minutes.round_annexes(minutes_of(province))[0], (0, 1, 2)),
            "results": of_grid(by_day.rows[-1], 0, 1, 3),
        }
        if any(line.ballots for line in province.lines):  # before the first ballot the synthesis tells no nought
            second = annex_2(whole)
            has_days = second.tables[0].columns.count("day") // 2
            found |= {
                "synthesis by day": cells(annex_1(whole), (0, 1, 2)),
                "synthesis by area": cells(annex_1(whole), (1, 2, 4), table=1),
                "synthesis by commune": cells(second, (has_days, 2 * has_days + 2, 2 * has_days + 3)),
            }
        month_row = spread(row_of(monthly_annexes.indicators(monthly_of(province))))
        found["monthly"] = told(month_row[0], month_row[2], month_row[4])
        assert {where: numbers for where, numbers in found.items() if numbers != line_sums} == {}, line_sums
        assert days == len(by_day.rows) - 1


def excluded_ids(province: Province) -> set[int]:
    return {line.point_id for line in province.entered if line.unit.code in province.apart}


@common
@given(provinces())
def test_the_sums_of_each_place_are_the_same_everywhere(app, province: Province) -> None:
    with app.test_request_context():
        whole, in_month = synthesis_of(province), monthly_annexes.indicators(monthly_of(province))
        grid = turnout_grids.by_area(areas(province.lines))
        for area, grid_row in zip(areas(province.lines), grid.rows, strict=True):
            sums = of_group(area.lines)
            month_row = spread(row_of(in_month, area.title))
            district = report_annexes.participation(district_of(province, area.lines), make.plan_198())
            assert told(month_row[0], month_row[2], month_row[4]) == sums
            assert of_grid(grid_row, 0, 1, 2) == sums
            assert told(*spread(row_of(district))[-4:-1]) == sums
            if any(line.ballots for line in province.lines):
                assert cells(annex_1(whole), (1, 2, 4), area.title, 1) == sums
                counts = [whole.areas[list(areas(province.lines)).index(area)].verdicts[status] for status in Status]
                assert [int(grid_row.cells[3 + place].shown) for place in range(len(Status))] == counts


@common
@given(provinces())
def test_the_sums_of_each_day_are_the_same_everywhere(app, province: Province) -> None:
    with app.test_request_context():
        whole = annex_1(synthesis_of(province))
        closing = minutes.round_annexes(minutes_of(province))[0]
        grid = turnout_grids.by_day(province.lines, province.days, POLICY)
        for number in range(len(province.days)):
            sheet = cells(minutes.day_annexes(daily_of(province, number))[0], (0, 1, 2))
            assert told(*spread(closing.tables[0].rows[number])[:3]) == sheet
            assert of_grid(grid.rows[number], 0, 1, 3) == sheet
            if any(line.ballots for line in province.lines):
                assert told(*spread(whole.tables[0].rows[number])[:3]) == sheet


@common
@given(provinces())
def test_a_communes_figures_are_the_same_everywhere(app, province: Province) -> None:
    with app.test_request_context():
        second = annex_2(synthesis_of(province))
        has_days = second.tables[0].columns.count("day") // 2
        rows = [row for row in second.tables[0].rows if row.kind == "unit"]
        in_order = [line for area in areas(province.lines) for line in area.lines]
        layout = board.Layout(())
        for line, row in zip(in_order, rows, strict=True):
            shown = [figure.shown for figure in layout.cells(line)]
            on_board = told(shown[0], shown[2], shown[3])
            (below, _total) = (
                report_annexes.participation(district_of(province, [line]), make.plan_198()).tables[0].rows
            )
            assert told(*spread(below)[-4:-1]) == on_board
            if any(one.ballots for one in province.lines):
                printed = spread(row)
                places = (has_days, 2 * has_days + 2, 2 * has_days + 3)
                assert told(*(printed[place] for place in places)) == on_board
                judged = any(one.visits is not None for one in province.lines)
                # the synthesis calls nobody's figures abnormal, nor names them before they were asked to explain
                is_named_alike = judged and line.status != Status.CAO_BAT_THUONG
                assert not is_named_alike or spread(below)[-1] == printed[2 * has_days + 4]


@common
@given(provinces())
def test_the_rate_over_what_is_complete_is_one_sentence(app, province: Province) -> None:
    with app.test_request_context():
        complete = LineGroup(tuple(province.lines)).complete
        sentence = words.complete_only(complete)
        assert minutes_of(province).complete == monthly_of(province).complete == complete
        assert (sentence in " ".join(minutes.participation(minutes_of(province)))) or not sentence
        assert district_of(province, province.lines).complete == complete
        below = outline.participation_below(district_of(province, province.lines), make.plan_198())
        assert (sentence in below) or not sentence
        if any(line.ballots for line in province.lines):
            valid = words.complete_only(complete, findings.VALID, named=False)
            assert findings.complete_only(synthesis_of(province)) == valid
        if sentence:
            assert 0 < complete.units < complete.of
            known = [line for line in province.lines if line.is_whole]
            assert len(known) == complete.units
            assert sum(line.ballots for line in known) == complete.ballots
            assert sum(line.visits or 0 for line in known) == complete.visits


@common
@given(provinces())
def test_verdicts_of_all_units_are_counted_once(app, province: Province) -> None:
    with app.test_request_context():
        figures_ = district_of(province, province.lines)
        sentences = outline.participation_below(figures_, make.plan_198())
        every, *parts = re.findall(
            r"(\d+) đơn vị", next(one for one in sentences if re.match(r"Trong \d+ đơn vị", one))
        )
        assert int(every) == sum(map(int, parts)) == len(province.lines)
