"""Edges of the roster's rules: who is listed twice, what a closed day refuses, leaves, hand-over, wiping, reading."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.errors import Conflict, DomainError
from portal.fieldwork.roster import forms, operations, person_matching, queries, retention, tasks
from portal.fieldwork.roster.handover import handover
from portal.fieldwork.roster.imports.roster_file import COLUMNS, MOST_ROWS, halves_in, turns_in
from portal.fieldwork.roster.models import Helper
from portal.fieldwork.roster.shifts import coverage, own_views
from portal.fieldwork.roster.shifts.coverage import Crowding, HalfDay
from portal.fieldwork.roster.shifts.day_parsing import parse_days
from portal.web.data import clock
from portal.web.ui.formats import day_month
from tests import make
from tests.fieldwork.roster.desks import FRI, PHONE, THU, WED, desk, full, helper, officer, on, point

DAYS = [WED, THU, FRI]
AFTER, EVE = date(2024, 6, 18), date(2024, 6, 17)


@pytest.fixture
def survey(db, at):
    at(clock.at(date(2024, 6, 6), 9))
    return make.survey_round()


@pytest.mark.parametrize(
    ("name", "phone", "words"),
    [
        ("nguyen van an", PHONE, "cùng số điện thoại này, đã có"),
        ("Nguyễn Văn An", PHONE, "cùng số điện thoại này, đã có"),
        ("Nguyễn Văn An", "0123456702", None),
        ("Nguyễn Văn An", "", None),
        ("Vũ Văn Ba", PHONE, None),
    ],
)
def test_a_person_stands_on_a_list_once(survey, name, phone, words):
    helper()
    if words is None:
        assert helper(name=name, phone=phone).id
        return
    with pytest.raises(operations.AlreadyListed, match=words) as listed:
        helper(name=name, phone=phone)
    assert listed.value.field == "full_name"
    assert len(desk().helpers) == 1


def test_a_namesake_without_a_number_is_asked_for_one(survey):
    helper(phone="")
    with pytest.raises(operations.AlreadyListed, match="nhập số điện thoại để phân biệt"):
        helper(phone="")
    assert helper("07519", phone="").id


@pytest.mark.parametrize(
    ("day", "half", "allowed"),
    [
        (WED, "morning", True),
        (FRI, "afternoon", True),
        (WED - timedelta(days=1), "morning", False),
        (FRI + timedelta(days=1), "morning", False),
        (WED, "night", False),
        (WED, "", False),
    ],
)
def test_only_half_days_of_the_round_are_staffed(survey, day, half, allowed):
    an = helper()
    if allowed:
        assert operations.assign(an, day, half, by=officer())
        return
    for deed in (operations.assign, operations.release):
        with pytest.raises(DomainError, match="trong những ngày khảo sát"):
            deed(an, day, half, by=officer())


def test_every_deed_on_a_closed_roster_is_refused_and_none_on_its_last_day(survey, at):
    an, by = on(), officer()
    values = {"full_name": an.full_name, "association": "", "phone": PHONE, "note": "", "extra": True}
    deeds = [
        lambda: operations.assign(an, THU, "morning", by=by),
        lambda: operations.release(an, WED, "morning", by=by),
        lambda: operations.copy_day(point(), WED, FRI, by=by),
        lambda: operations.change_helper(an, **values, version=an.version, by=by),
        lambda: operations.add_helper(point(), **{**values, "full_name": "Vũ Văn Ba"}, by=by),
        lambda: operations.mark_crowded(point(), reason="x", by=by),
        lambda: operations.unmark_crowded(point(), by=by),
        lambda: operations.hand_in(point(), by=by),
        lambda: operations.remove_helper(an, by=by),
    ]
    at(clock.at(AFTER, 0))
    for deed in deeds:
        with pytest.raises(Conflict, match="ngày 17/6/2024"):
            deed()
    at(clock.at(EVE, 23))
    for deed in deeds:
        deed()


def test_a_change_that_changes_nothing_is_no_change(survey, at):
    an = helper()
    at(clock.at(THU, 9))
    same = {name: getattr(an, name) for name in operations.FIELDS}
    assert operations.change_helper(an, **same, version=an.version, by=officer()) is an
    assert desk().head.changed_at == clock.at(date(2024, 6, 6), 9)


@pytest.mark.parametrize(
    ("crowd", "day", "needed"),
    [
        (Crowding(), WED, 1),
        (Crowding(by_hand=True), WED, 2),
        (Crowding(busy_days=(WED,)), WED, 1),
        (Crowding(busy_days=(WED,)), THU, 2),
        (Crowding(busy_days=(WED, FRI)), THU, 2),
        (Crowding(busy_days=(FRI,)), THU, 1),
    ],
)
def test_two_are_needed_from_the_day_after_a_busy_one(crowd, day, needed):
    assert coverage.helpers_needed(crowd, day) == needed


presents = st.dictionaries(st.sampled_from(coverage.half_days(DAYS)), st.integers(0, 4))
crowds = st.builds(Crowding, st.booleans(), st.lists(st.sampled_from(DAYS), unique=True).map(tuple))


@pytest.mark.once
@given(presents, crowds)
def test_a_half_day_is_a_gap_by_just_as_many_as_it_lacks(present, crowd):
    found = {(gap.day, gap.half): gap.missing for gap in coverage.gaps(DAYS, present, crowd)}
    for place in coverage.half_days(DAYS):
        lacking = coverage.helpers_needed(crowd, place.day) - present.get(place, 0)
        assert found.pop(tuple(place), 0) == max(lacking, 0)
    assert found == {}


ON_DUTY = "Trực hôm nay|đủ người|sáng: Vũ Văn Ba; chiều: Lê Thị Tư"


@pytest.mark.parametrize(
    ("today", "handed", "words"),
    [
        (date(2024, 6, 7), False, ["Gửi danh sách, lịch phân công|chưa gửi|Chậm nhất ngày 07/6/2024"]),
        (date(2024, 6, 8), False, ["Gửi danh sách, lịch phân công|quá hạn|Chậm nhất ngày 07/6/2024"]),
        (date(2024, 6, 8), True, []),
        (FRI, False, ["Gửi danh sách, lịch phân công|quá hạn|Chậm nhất ngày 07/6/2024", ON_DUTY]),
        (FRI + timedelta(days=1), False, []),
    ],
)
def test_handing_in_is_a_chore_until_it_is_done_or_the_round_is_over(app, survey, at, today, handed, words):
    full()
    if handed:
        operations.hand_in(point(), by=officer())
    at(clock.at(today, 9))
    with app.test_request_context():
        found = tasks.tasks(point(), survey.plan_data, Account())
    assert [f"{one.words}|{one.state}|{one.due}" for one in found] == words


def test_only_half_days_to_come_are_still_to_be_filled(app, survey, at):
    first, _second = full()
    operations.hand_in(point(), by=officer())
    for day in (WED, FRI):
        operations.release(first, day, "morning", by=officer())

    def said(today):
        at(clock.at(today, 9))
        with app.test_request_context():
            return [(one.words, one.state) for one in tasks.tasks(point(), survey.plan_data, Account())]

    # today's apart from those of the days to come
    lacking = [(f"Phân công buổi sáng {day}", "còn thiếu 1 buổi") for day in ("thứ Tư, 12/6", "thứ Sáu, 14/6")]
    assert said(WED) == lacking
    assert said(THU) == [lacking[1], ("Trực hôm nay", "đủ người")]
    assert said(FRI) == [("Phân công buổi sáng thứ Sáu, 14/6", "còn thiếu 1 buổi")]
    assert said(FRI + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("days", "allowed"), [([WED], True), ([FRI, WED], True), ([], False), ([WED, AFTER], False), ([AFTER], False)]
)
def test_supervisors_are_sent_on_days_of_the_round(survey, days, allowed):
    by = make.account(Role.VETERANS_OFFICE)
    values = {"full_name": "A", "post": "B", "office": "C", "area": "D", "days": days}
    if allowed:
        assert handover.add_supervisor(survey, **values, by=by).dates == sorted(days)
        return
    with pytest.raises(DomainError) as refused:
        handover.add_supervisor(survey, **values, by=by)
    assert refused.value.field == "days"


@pytest.mark.parametrize(
    ("days", "simulated", "wiped"), [(89, False, 0), (90, False, 1), (400, False, 1), (90, True, 0)]
)
def test_telephones_of_real_rounds_are_due_ninety_days_after_the_close(survey, at, days, simulated, wiped):
    helper()
    survey.simulated = simulated
    at(survey.closes_at + timedelta(days=days) - timedelta(seconds=0 if wiped else 1))
    assert len(retention.overdue()) == wiped
    at(survey.closes_at + timedelta(days=days))
    retention.wipe(survey)
    assert retention.overdue() == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12:2024-06-12:morning:on", (12, WED, "morning", True)),
        ("12:2024-06-12:afternoon:off", (12, WED, "afternoon", False)),
        ("12:2024-06-12:morning:x", (12, WED, "morning", False)),
        ("999999999:2024-06-12:morning:on", (999999999, WED, "morning", True)),
        ("9999999999:2024-06-12:morning:on", None),
        ("١٢:2024-06-12:morning:on", None),
        (":2024-06-12:morning:on", None),
        ("-1:2024-06-12:morning:on", None),
        ("12:2024-06-31:morning:on", None),
        ("12:2024-06-12:night:on", None),
        ("12:2024-06-12:morning", None),
        ("12:2024-06-12:morning:on:on", None),
        ("", None),
    ],
)
def test_a_tap_is_read_or_refused_whole(text, read):
    assert forms.tap_in(text) == read


@pytest.mark.once
@pytest.mark.parametrize(("n", "kept"), [(0, 0), (1, 1), (MOST_ROWS, MOST_ROWS), (MOST_ROWS + 1, 0)])
def test_so_many_rows_are_carried_from_the_preview(n, kept):
    cells = ",".join(['"x"'] * len(COLUMNS))
    assert len(forms.rows_in("[" + ",".join(f"[{row},[{cells}]]" for row in range(n)) + "]")) == kept


@pytest.mark.once
@given(
    st.text("0123456789", min_size=7, max_size=9), st.sampled_from(["0", "+84", "0084", "84"]), st.sampled_from(" .-")
)
def test_one_number_is_one_however_its_country_and_groups_are_written(rest, country, mark):
    rest = f"9{rest[1:]}".ljust(9, "1")
    assert person_matching.phone_digits(f"{country}{rest[:3]}{mark}{rest[3:]}") == f"0{rest}"
    assert person_matching.phone_digits(person_matching.pretty_phone(f"0{rest}")) == f"0{rest}"


@pytest.mark.once
def test_without_a_number_nobody_is_known_beyond_the_own_list():
    bare, other = Helper(id=7, person="abc", phone=""), Helper(id=8, person="abc", phone="")
    assert (person_matching.duty_key(bare), person_matching.duty_key(other)) == ("#7", "#8")
    assert person_matching.duty_key(Helper(id=7, person="abc", phone=PHONE)) == "abc"


@pytest.mark.once
@given(st.lists(st.sampled_from(DAYS), min_size=1, unique=True), st.sampled_from([", ", "; ", " và ", "+"]))
def test_days_written_one_by_one_are_read_as_they_stand(days, between):
    assert parse_days(between.join(day_month(day) for day in days), DAYS) == days
    last = day_month(days[-1])
    short = [str(day.day) for day in days[:-1]]
    assert parse_days(between.join([*short, last]), DAYS) == days


@pytest.mark.parametrize(
    ("day", "half", "turns", "wrong"),
    [
        ("", "", 0, []),
        ("12/6", "sáng", 1, []),
        ("cả đợt", "cả ngày", 6, []),
        ("", "sáng", 0, ["thiếu ngày"]),
        ("12/6", "", 0, ["thiếu buổi"]),
        ("31/6", "tối", 0, ["ngày sai", "buổi sai"]),
        ("31/6", "", 0, ["ngày sai", "thiếu buổi"]),
    ],
)
def test_every_mistake_of_a_row_is_named(app, day, half, turns, wrong):
    with app.test_request_context():
        found, mistakes = turns_in(day, half, DAYS)
    assert (len(found), [short for short, _full in mistakes]) == (turns, wrong)
    assert halves_in("chiều; sáng") == coverage.HALVES


@pytest.mark.once
@pytest.mark.parametrize("n", [1, 5, 28, 62])
def test_weeks_hold_every_day_once_in_order(n):
    days = [WED + timedelta(days=place) for place in range(n)]
    found = own_views.weeks(days)
    assert [day for week in found for day in week] == days
    assert len(found) == 1 or all(len({day.isocalendar()[:2] for day in week}) == 1 for week in found)
    assert own_views.days_shown(days, days[-1] + timedelta(days=9)) == found[-1]
    assert own_views.days_shown(days, days[0] - timedelta(days=9)) == found[0]
    assert all(day in own_views.days_shown(days, day) for day in days)


def test_leaves_and_shifts_of_another_round_do_not_count(survey):
    on()
    other = make.survey_round("dot-2")
    here = make.point("07519", other)
    found = queries.shifts_elsewhere(here, {person_matching.person_key("Nguyễn Văn An", PHONE)}, set(DAYS))
    assert found == {}
    there = queries.shifts_elsewhere(point("07519"), {person_matching.person_key("Nguyễn Văn An", PHONE)}, set(DAYS))
    assert list(there) == [(person_matching.person_key("Nguyễn Văn An", PHONE), HalfDay(WED, "morning"))]
