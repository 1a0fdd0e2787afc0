"""Units × steps: every state, the same figures as the steps' own pages, as many queries for many as for few."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork.monitoring import overview, steps, unit_map
from portal.fieldwork.monitoring import table as tables
from portal.fieldwork.monitoring.table import MonitoringFilter
from portal.fieldwork.turnout.figures import DayFigures, Line, verdict_of
from portal.surveys.turnout import PRESETS
from portal.units import positions
from portal.units.models import Catalogue
from portal.web.data import clock
from tests import make
from tests.fieldwork.rounds import desk, visits
from tests.fieldwork.taskforce import rows

ONE, TWO, THREE = (date(2024, 6, day) for day in (12, 13, 14))
PAGE = "/monitoring/198-kh-bdvtu"
MORNING = clock.at(ONE, 9)


def line(*days: tuple[int | None, int, bool]) -> Line:
    figures = tuple(
        DayFigures(day, n, ballots, MORNING if locked else None)
        for day, (n, ballots, locked) in zip((ONE, TWO, THREE), days, strict=False)
    )
    return Line(SimpleNamespace(), figures, verdict_of(PRESETS["B"], figures))


@pytest.mark.parametrize(
    ("given", "words", "left", "passed"),
    [
        (None, "-", False, False),
        (line((40, 30, False)), "xong", False, True),
        (line((40, 30, True), (None, 5, False)), "chưa 13/6", True, False),
    ],
)
def test_visits_are_left_for_days_that_have_come(given, words, left, passed):
    step = steps.visits_step(given)
    assert (step.words, step.is_left, step.is_passed) == (words, left, passed)


@pytest.mark.parametrize(
    ("given", "words", "left", "passed"),
    [
        (None, "0/3", False, False),
        (line((40, 30, True)), "1/3", False, False),
        (line((40, 30, True), (40, 30, False)), "1/3", True, False),
        (line((40, 30, True), (40, 30, True), (40, 30, True)), "3/3", False, True),
    ],
)
def test_chot_counts_days_and_is_left_only_for_days_that_have_come(given, words, left, passed):
    step = steps.lock_step(given, 3)
    assert (step.words, step.is_left, step.is_passed) == (words, left, passed)


@pytest.mark.parametrize(
    ("ballots", "is_over", "left"),
    [(10, False, True), (10, True, False), (30, True, False), (50, True, True), (70, True, True)],
)
def test_turnout_is_left_while_people_can_come_and_above_the_ceiling_always(ballots, is_over, left):
    assert steps.turnout_step(line((40, ballots, True)), is_over=is_over).is_left == left


@pytest.mark.parametrize(
    ("handed", "gaps", "is_over", "left", "passed"),
    [
        (None, 0, False, True, False),
        (None, 0, True, False, False),
        (MORNING, 2, False, True, True),
        (MORNING, 2, True, False, True),
        (MORNING, 0, False, False, True),
    ],
)
def test_a_roster_is_left_until_nobody_can_mend_it(handed, gaps, is_over, left, passed):
    given = SimpleNamespace(handed_in_at=handed, gaps=[None] * gaps, state="chưa gửi", shape="open")
    step = steps.roster_step(given, is_over=is_over)
    assert (step.is_left, step.is_passed) == (left, passed)


@pytest.mark.parametrize(
    ("done", "begun", "is_over", "words", "left", "passed"),
    [
        (0, 0, True, "chưa", True, False),
        (2, 3, False, "2/5", True, True),
        (2, 3, True, "2/5", False, True),
        (5, 5, False, "xong", False, True),
    ],
)
def test_publicity_is_left_while_the_round_runs_or_nothing_is_logged(done, begun, is_over, words, left, passed):
    lines = [SimpleNamespace(is_begun=number < begun) for number in range(5)]
    step = steps.publicity_step(SimpleNamespace(is_complete=done == 5, done=done, lines=lines), is_over=is_over)
    assert (step.words, step.is_left, step.is_passed) == (words, left, passed)


@pytest.fixture
def survey(db, at):
    at(clock.at(TWO, 9))
    made = make.survey_round()
    officer = make.account(Role.COMMUNE_OFFICER)
    for day in (ONE, TWO):
        visits(desk("07507"), day, officer, locked=day == ONE)
    visits(desk("07210"), ONE, officer)
    rows.force(desk("07507"), officer)
    database.session.commit()
    return made


@pytest.fixture
def editor(survey, sign_in):
    return sign_in(make.account(Role.PROVINCE_EDITOR))


def every(survey):
    return steps.of_round(survey, make.unit("24"), survey.plan_data)


def test_the_numbers_are_those_of_the_steps_own_pages(survey, editor):
    progress = every(survey)
    board = editor.get("/board/198-kh-bdvtu?day=all&status=chua_nhap")
    listed = {head.get_text(strip=True).lower() for head in board.all("tbody tr:not(.sum, .total) th a")}
    assert {row.unit.title.lower() for row in progress if row.steps[steps.VISITS].is_left} == listed
    forces = editor.get("/manage/rounds/198-kh-bdvtu/task-forces?status=missing").all("tbody tr")
    assert sum(not row.steps[steps.TASKFORCE].is_passed for row in progress) == len(forces)


def test_the_page_opens_on_units_with_something_left_most_first(survey, editor):
    page = editor.get(PAGE)
    names = [head.get_text(" ", strip=True) for head in page.all(".steps tbody th")]
    assert len(names) == 4
    assert names[-1].startswith("Xã Thanh Hải")
    assert page.all(".steps thead a")[0]["href"] == "/manage/rounds/198-kh-bdvtu/task-forces"
    assert page.all(".steps tbody a")[0]["href"].startswith("/board/198-kh-bdvtu/units/")


def test_filters_leave_the_rows_they_name_and_no_others(survey, editor):
    page = editor.get(f"{PAGE}?q=thanh+hai&status=lock")
    assert [head.get_text(" ", strip=True) for head in page.all(".steps tbody th")] == ["Xã Thanh Hải Lục Ngạn"]
    assert len(editor.get(f"{PAGE}?district=213").all("#rows .steps tbody tr")) == 1
    assert "Không có đơn vị nào phù hợp" in editor.get(f"{PAGE}?q=khong+co").text


def test_units_with_nothing_left_stay_out_until_asked_for(survey):
    done = steps.Step("xong", "dat", is_passed=True)
    quiet = steps.Progress(make.unit("07507"), 1, None, dict.fromkeys(steps.STEPS, done))
    assert tables.rows([quiet], MonitoringFilter()) == []
    assert tables.rows([quiet], MonitoringFilter(every="1")) == [quiet]
    assert tables.rows([quiet], MonitoringFilter(typed="thanh")) == [quiet]


def test_a_district_sees_its_own_units_alone(survey, sign_in):
    page = sign_in(make.account(Role.DISTRICT_MONITOR)).get(PAGE)
    assert len(page.all(".steps tbody tr")) == 3


def statements(deed) -> int:
    sent = []
    event.listen(database.engine, "before_cursor_execute", lambda *_args: sent.append(1))
    deed()
    return len(sent)


def test_as_many_queries_for_many_units_as_for_one(survey, app):
    with app.test_request_context():
        top, one = make.unit("24"), make.unit("07507")
        few = statements(lambda: steps.of_round(survey, one, survey.plan_data))
        assert 0 < statements(lambda: steps.of_round(survey, top, survey.plan_data)) <= few + 1


def test_the_funnel_the_map_and_the_days_tell_the_same_units(survey, app):
    with app.test_request_context():
        found = overview.of_round(survey, make.unit("24"), "")
    assert {bar.step: bar.passed for bar in found.funnel}[steps.VISITS] == 1
    assert sum(found.unit_map.counts.values()) == 4
    assert [(bar.figures.day, bar.figures.visits) for bar in found.days] == [(ONE, 80), (TWO, 40)]
    assert found.days[0].visits_share == 100
    assert {one.url.rpartition("=")[2] for one in found.left} <= set(steps.STEPS)


def test_a_catalogue_without_positions_falls_back_to_cells_in_its_own_order(survey, app):
    with app.test_request_context():
        shown = overview.of_round(survey, make.unit("24"), "").unit_map
    assert shown.box is None
    assert [area.name for area in shown.areas] == [
        area.name for area in sorted(shown.areas, key=lambda one: one.district.position)
    ]


def test_with_positions_districts_stand_as_on_the_map_and_one_can_be_looked_at_alone(survey, editor):
    points = {"07507": (21.3, 106.5), "07519": (21.4, 106.6), "07534": (21.5, 106.7), "07210": (21.2, 106.2)}
    positions.place(database.session.get_one(Catalogue, 2024), points)
    database.session.commit()
    page = editor.get("/tasks/198-kh-bdvtu")
    stops = page.all("svg.unit-map a")
    assert [stop["aria-label"] for stop in stops] == ["Lục Ngạn: 0/3 đơn vị đạt", "TP Bắc Giang: 0/1 đơn vị đạt"]
    assert len(page.all("svg.unit-map use")) == 4
    zoomed = editor.get("/tasks/198-kh-bdvtu?district=219")
    assert zoomed.all("svg.unit-map a")[0]["href"].startswith("/board/198-kh-bdvtu/units/")
    assert [line.get_text() for line in zoomed.all("svg.unit-map a text")] == ["Chũ", "Phúc", "Sơn", "Thanh", "Hải"]


def test_names_of_districts_do_not_stand_on_each_other():
    areas = [unit_map.Area(None, name, {}, middle=(5, y)) for name, y in (("Việt Yên", 3), ("TP Bắc Giang", 3.2))]
    heights = sorted(area.middle[1] for area in unit_map.parted(areas))
    assert heights[1] - heights[0] >= unit_map.LINE_HEIGHT


@pytest.mark.parametrize(
    ("x", "y", "height"),
    [
        (5, 3.2, 3.95),
        (5, 3.94, 3.95),
        (5, 3.95, 3.95),
        (5, 4.5, 4.5),
        (7.1, 3.2, 3.95),
        (7.2, 3.2, 3.2),
        (2.8, 3.2, 3.2),
    ],
)
def test_a_name_moves_down_where_it_would_stand_on_another(x, y, height):
    areas = [unit_map.Area(None, "A" * 5, {}, middle=middle) for middle in ((5, 3), (x, y))]
    assert [area.middle for area in unit_map.parted(areas)] == [(5, 3), (x, height)]


def test_cells_stand_in_three_rows_from_the_north_each_from_the_west():
    places = {"a": (9, 1), "b": (1, 2), "c": (5, 3), "d": (2, 4), "e": (3, 9)}
    areas = [unit_map.Area(None, name, {}, middle=middle) for name, middle in places.items()]
    assert [area.name for area in unit_map.in_map_order(areas)] == ["b", "a", "d", "c", "e"]


def test_the_box_leaves_a_margin_around_whole_squares():
    squares = [unit_map.Square(None, "dat", x, y, ()) for x, y in ((1, 5), (3, 2))]
    assert unit_map.box_of(squares) == pytest.approx((0.4, 1.4, 4.2, 5.2))


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Chũ", ("Chũ",)),
        ("Phúc An", ("Phúc An",)),
        ("Phúc Sơn", ("Phúc", "Sơn")),
        ("Thanh Hải", ("Thanh", "Hải")),
        ("Hoàng Văn Thụ", ("Hoàng", "Văn Thụ")),
        ("Nghiêng-ngả", ("Nghiêng-ngả",)),
    ],
)
def test_long_names_stand_in_two_lines(name, lines):
    assert unit_map.lines_of(name) == lines


def test_a_unit_s_page_has_its_eight_steps_on_top_each_with_the_way_to_its_own_page(survey, editor):
    page = editor.get("/board/198-kh-bdvtu/units/07507")
    rows_ = page.all(".unit-steps li")
    assert len(rows_) == len(steps.STEPS)
    assert rows_[0].a["href"] == "/manage/rounds/198-kh-bdvtu/task-forces/07507"
    assert "Tổ trưởng" in rows_[0].get_text()
    assert rows_[3].a["href"] == "#days"


def test_a_unit_s_page_leads_nobody_where_it_may_not_go(survey, sign_in):
    page = sign_in(make.account(Role.AUDITOR)).get("/board/198-kh-bdvtu/units/07507")
    roster = page.all(".unit-steps li")[1]
    assert roster.a is None
