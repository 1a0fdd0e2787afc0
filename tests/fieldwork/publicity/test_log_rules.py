"""What may be logged, changed, prolonged, taken back and posted: the days, the numbers, who comes second."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.errors import Conflict, DomainError
from portal.extensions import db as database
from portal.fieldwork.publicity import operations, queries
from portal.fieldwork.publicity.models import DailyPost, PublicityEntry
from portal.web.data import clock
from portal.web.data.versioned import StaleRow
from tests import make
from tests.fieldwork.publicity.entries import kept, on, post
from tests.fieldwork.rounds import FIRST, desk, round_of

pytestmark = pytest.mark.usefixtures("db")

GOOD = {
    "channel": "posted",
    "first_day": FIRST,
    "last_day": None,
    "times": 1,
    "place": "Trụ sở",
    "link": "",
    "body": "",
}
KEY = "a" * 32


@pytest.fixture
def survey(at):
    """Plan 198 on the afternoon of its second day."""
    found = round_of()
    at(clock.at(on(1), 15))
    return found


@pytest.fixture
def officer(survey):
    return make.account(full_name="Nguyễn Thị Nhập")


def add(officer, key: str = KEY, code: str = "07507", **changes) -> PublicityEntry:
    return operations.add_entry(desk(code), key=key, by=officer, **(GOOD | changes))


def fresh(entry: PublicityEntry) -> PublicityEntry:
    found = queries.entry_in(make.unit("24"), entry.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"channel": "other"}, None),
        ({"channel": "loudspeaker"}, None),
        ({"channel": "radio"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"first_day": date(2024, 6, 4)}, "first_day"),
        ({"first_day": date(2024, 6, 5)}, None),
        ({"first_day": on(1)}, None),
        ({"first_day": on(2)}, "first_day"),
        ({"first_day": date(2023, 6, 12)}, "first_day"),
        ({"last_day": FIRST}, None),
        ({"last_day": on(1)}, None),
        ({"last_day": on(2)}, "last_day"),
        ({"last_day": on(-1)}, "last_day"),
        ({"times": 0}, "times"),
        ({"times": 1}, None),
        ({"times": 99}, None),
        ({"times": 100}, "times"),
        ({"link": "https://bacgiang.gov.vn"}, None),
        ({"link": "http://x"}, None),
        ({"link": "bacgiang.gov.vn"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://x"}, "link"),
        ({"link": "http:x"}, "link"),
    ],
)
def test_what_was_done_is_logged_within_its_bounds(officer, changes, field):
    if field is None:
        assert add(officer, **changes).channel == (GOOD | changes)["channel"]
        return
    with pytest.raises(DomainError) as refused:
        add(officer, **changes)
    assert refused.value.field == field
    assert queries.entries_of(desk()) == []


def test_without_a_last_day_it_was_done_on_one(officer):
    assert add(officer).last_day == FIRST
    assert add(officer, key="b" * 32, first_day=on(-1), last_day=FIRST).last_day == FIRST


def test_the_same_form_twice_is_the_first_entry_also_when_it_has_become_wrong(officer):
    first = add(officer)
    assert add(officer, place="Nơi khác", channel="no such").id == first.id
    assert (fresh(first).place, len(queries.entries_of(desk()))) == ("Trụ sở", 1)


def test_another_commune_may_have_the_same_key(officer):
    assert add(officer).id != add(make.account(at=make.unit("07519")), code="07519").id


def test_a_change_wants_the_version_looked_at_and_writes_only_what_differs(officer):
    one, values = add(officer), GOOD | {"last_day": FIRST}
    lead = make.account(Role.COMMUNE_LEAD, full_name="Trần Văn Trưởng")
    operations.change_entry(fresh(one), version=1, by=lead, **values)
    assert (fresh(one).version, fresh(one).entered_by) == (1, officer.id)
    operations.change_entry(fresh(one), version=1, by=lead, **(values | {"times": 3}))
    assert (fresh(one).version, fresh(one).times, fresh(one).entered_by) == (2, 3, lead.id)
    with pytest.raises(StaleRow, match="Trần Văn Trưởng sửa lúc 15:00"):
        operations.change_entry(fresh(one), version=1, by=officer, **values)
    event = database.session.scalars(select(Event).where(Event.action == "publicity.changed")).one()
    assert event.detail["old"] == {"times": "1"}


def test_a_change_is_held_to_the_same_bounds(officer):
    one = add(officer)
    with pytest.raises(DomainError) as refused:
        operations.change_entry(fresh(one), version=1, by=officer, **(GOOD | {"times": 0}))
    assert refused.value.field == "times"
    assert fresh(one).times == 1


@pytest.mark.parametrize(
    ("last", "outcome"), [(-1, "refused"), (0, "longer"), (1, "as it was")]
)  # fmt: skip
def test_one_tap_prolongs_only_what_was_done_yesterday(officer, last, outcome):
    one = fresh(kept(-2, last))
    if outcome == "refused":
        with pytest.raises(DomainError):
            operations.extend_to_today(one, by=officer)
        assert fresh(one).last_day == on(last)
    else:
        assert operations.extend_to_today(one, by=officer).last_day == on(1)
        assert fresh(one).version == (2 if outcome == "longer" else 1)


def test_a_run_may_be_prolonged_day_by_day_over_a_month(at):
    round_of(62)
    officer, one = make.account(), kept(0, 0)
    for day in range(1, 35):
        at(clock.at(on(day), 9))
        operations.extend_to_today(fresh(one), by=officer)
    assert fresh(one).last_day == on(34)


def test_what_is_taken_back_is_gone_from_the_log_and_stays_on_record(officer):
    one, other = add(officer), add(officer, key="b" * 32)
    operations.withdraw_entry(fresh(one), by=officer)
    assert [row.id for row in queries.entries_of(desk())] == [other.id]
    assert queries.entry_in(make.unit("24"), one.id) is None
    assert {row.id for row in queries.entries_in_round(make.unit("24"), desk().round)[desk().id]} == {other.id}
    kept_row = database.session.get(PublicityEntry, one.id)
    assert kept_row is not None
    assert kept_row.withdrawn_at == clock.now()


def test_the_log_stands_in_the_order_of_last_days_the_latest_first(officer):
    rows = [kept(-3, 1), kept(0, 0), kept(-1, 1), kept(-2, -2)]
    assert [row.id for row in queries.entries_of(desk())] == [rows[n].id for n in (2, 0, 1, 3)]


@pytest.mark.parametrize(
    ("top", "found"), [("07507", True), ("07519", False), ("219", True), ("213", False), ("24", True)]
)
def test_an_entry_is_found_inside_ones_places(officer, top, found):
    one = add(officer)
    assert (queries.entry_in(make.unit(top), one.id) is not None) is found
    assert bool(queries.entries_in_round(make.unit(top), desk().round)) is found


@pytest.mark.parametrize(
    ("days", "day", "today", "allowed"),
    [
        (1, 0, 0, True),
        (1, 1, 1, False),
        (3, -1, 0, False),
        (3, 1, 0, False),
        (3, 2, 30, True),
        (28, 27, 27, True),
        (28, 28, 28, False),
        (62, 61, 61, True),
    ],
)
def test_posts_are_of_the_rounds_days_that_have_come(at, days, day, today, allowed):
    round_of(days)
    at(clock.at(on(today), 9))
    if allowed:
        assert operations.post_begun(desk(), on(day)).day == on(day)
    else:
        with pytest.raises(DomainError):
            operations.post_begun(desk(), on(day))
        assert queries.post_of(desk(), on(day)) is None


def test_a_day_has_one_post_however_often_it_is_begun(officer):
    assert operations.post_begun(desk(), FIRST).id == operations.post_begun(desk(), FIRST).id
    assert operations.post_begun(desk(), on(1)).id != operations.post_begun(desk(), FIRST).id
    assert [one.day for one in queries.posts_of(desk())] == [FIRST, on(1)]


def test_the_first_to_say_that_it_is_posted_is_kept_with_the_text_that_stood(officer, at):
    lead = make.account(Role.COMMUNE_LEAD)
    first = operations.mark_posted(desk(), FIRST, by=officer)
    assert first.body.startswith("TIN TRONG NGÀY 12/6/2024")
    at(clock.at(on(1), 18))
    again = operations.mark_posted(desk(), FIRST, by=lead)
    assert (again.posted_by, again.posted_at) == (officer.id, clock.at(on(1), 15))


def test_a_text_made_before_is_not_written_anew_by_posting(officer):
    post(0, body="Bài đã sửa")
    assert operations.mark_posted(desk(), FIRST, by=officer).body == "Bài đã sửa"


def test_what_was_marked_by_mistake_is_taken_back_once(officer):
    operations.unmark_posted(desk(), FIRST, by=officer)
    operations.mark_posted(desk(), FIRST, by=officer)
    operations.unmark_posted(desk(), FIRST, by=officer)
    operations.unmark_posted(desk(), FIRST, by=officer)
    row = queries.post_of(desk(), FIRST)
    assert row is not None
    assert (row.posted_at, row.posted_by) == (None, None)
    asked = select(Event.action).where(Event.subject_kind == "post").order_by(Event.id)
    assert list(database.session.scalars(asked)) == ["post.posted", "post.unposted"]


def test_the_posts_of_a_day_are_those_in_the_group_inside_the_places(survey):
    post(0, clock.at(FIRST, 16))
    post(0, None, "07519")
    post(1, clock.at(on(1), 14), "07210")
    assert list(queries.posted_on(make.unit("24"), survey, FIRST)) == [desk().id]
    assert queries.posted_on(make.unit("213"), survey, FIRST) == {}
    assert list(queries.posted_on(make.unit("213"), survey, on(1))) == [desk("07210").id]


def test_an_entry_gone_meanwhile_is_said_to_be_gone(officer):
    one = fresh(add(officer))
    statement = PublicityEntry.__table__.update().values(version=9, withdrawn_at=clock.now())
    database.session.execute(statement)
    with pytest.raises(Conflict, match="vừa được bỏ khỏi nhật ký"):
        operations.write(one, officer, times=2)


def test_the_number_of_posts_is_that_of_the_days(survey, officer):
    for day in (FIRST, on(1)):
        operations.mark_posted(desk(), day, by=officer)
    assert len(database.session.scalars(select(DailyPost)).all()) == 2
