"""The words of a day's post, and what is still to be done about publicity, on rows made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from portal.fieldwork.publicity import board, checklist, tasks, wording
from portal.fieldwork.publicity.models import PublicityMove
from portal.fieldwork.publicity.wording import PostFacts
from portal.web.data import clock
from tests import make
from tests.fieldwork.publicity.entries import ONCE, THREE, entry, kept, on, post
from tests.fieldwork.roster import desks
from tests.fieldwork.rounds import FIRST, desk, plan_of, round_of, visits

pytestmark = pytest.mark.usefixtures("db")

NOTHING_DONE = "Trong ngày chưa ghi hoạt động công khai, tuyên truyền"


@pytest.fixture(autouse=True)
def _in_a_request(app):
    with app.test_request_context():
        yield


def facts(**changes) -> PostFacts:
    values = {
        "day": FIRST,
        "unit": "xã Thanh Hải",
        "helpers": (),
        "visits": None,
        "counted": "lượt người dân đến bộ phận một cửa",
        "done": (),
    }
    return PostFacts(**values | changes)


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, [NOTHING_DONE]),
        ({"done": ("Niêm yết",)}, ["Niêm yết"]),
        ({"visits": 0}, ["Số lượt người dân đến bộ phận một cửa: 0 (đã chốt)", NOTHING_DONE]),
        ({"visits": 1234}, ["Số lượt người dân đến bộ phận một cửa: 1.234 (đã chốt)", NOTHING_DONE]),
        ({"helpers": ("A",)}, ["Người hỗ trợ hỗ trợ người dân: 01 đồng chí (A)", NOTHING_DONE]),
    ],
)
def test_a_post_says_what_is_known_and_nothing_else(changes, lines):
    assert wording.parts(facts(**changes)) == lines


@pytest.mark.parametrize(("n", "dots"), [(1, False), (8, False), (9, True), (30, True)])
def test_of_many_helpers_eight_are_named_and_all_are_counted(n, dots):
    said = wording.helpers_in_words([f"#{one}" for one in range(n)])
    assert f"{n:02d} đồng chí" in said
    assert said.count("#") == min(n, 8)
    assert ("…" in said) is dots


def test_a_post_begins_with_its_day_and_its_commune():
    assert wording.text(facts(done=("Niêm yết",))).split("\n") == [
        "TIN TRONG NGÀY 12/6/2024",
        "Tổ thực hiện xã Thanh Hải",
        "- Niêm yết",
    ]


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (entry(0, channel="posted"), "Niêm yết"),
        (entry(0, channel="posted", place="trụ sở"), "Niêm yết: trụ sở"),
        (entry(0, channel="posted", times=2), "Niêm yết, 02 lần"),
        (entry(0, channel="posted", link="https://x"), "Niêm yết (https://x)"),
        (entry(0, channel="posted", times=3, place="a", link="https://x"), "Niêm yết, 03 lần: a (https://x)"),
        (entry(0, channel="gone"), "Hình thức khác"),
        (entry(0), "Thông báo trên loa truyền thanh của xã, thôn (ngày thứ nhất)"),
    ],
)
def test_a_sentence_says_what_how_often_and_where(one, said):
    assert wording.done_on(make.plan_198(), [one], FIRST) == [said]


@pytest.mark.parametrize(
    ("first", "last", "day", "nth"),
    [(0, 2, 1, "hai"), (0, 2, 2, "ba"), (0, 9, 9, "mười"), (0, 27, 10, "11"), (0, 61, 61, "62")],
)
def test_a_channel_of_many_days_says_which_day_in_a_row(first, last, day, nth):
    (said,) = wording.done_on(make.plan_198(), [entry(first, last)], on(day))
    assert said.endswith(f"(ngày thứ {nth})")


def test_only_the_days_own_stand_in_a_post_in_the_order_of_the_plan():
    found = [
        entry(0, channel="other"),
        entry(0, channel="village"),
        entry(0, channel="posted"),
        entry(1, channel="website"),
    ]
    for number, one in enumerate(found):
        one.id = number
    said = wording.done_on(make.plan_198(), found, FIRST)
    assert [one[:8] for one in said] == ["Niêm yết", "Thông qu", "Hình thứ"]


@pytest.mark.parametrize(("locked", "said"), [(False, None), (True, 40)])
def test_visits_stand_in_a_post_only_once_they_are_closed(at, locked, said):
    round_of()
    at(clock.at(FIRST, 16))
    visits(desk(), FIRST, make.account(), 40, locked=locked)
    found = wording.facts_of(desk(), FIRST)
    assert (found.visits, found.unit, found.done) == (said, "xã Thanh Hải, huyện Lục Ngạn", ())


def test_those_on_duty_are_named_once_and_only_of_the_day_and_the_desk(at):
    round_of()
    at(clock.at(on(-6), 9))
    desks.full()
    assert wording.on_duty(desk(), FIRST) == ("Vũ Văn Ba", "Lê Thị Tư")
    assert wording.on_duty(desk("07519"), FIRST) == ()
    assert wording.on_duty(desk(), on(3)) == ()


PLAN_HOUR = replace(make.plan_198().deadlines, daily_post=time(17, 0))


@pytest.mark.parametrize(
    ("today", "hour", "minute", "state"),
    [
        (-1, 9, 0, None),
        (0, 9, 0, "chưa đăng"),
        (0, 17, 0, "chưa đăng"),
        (0, 17, 1, "quá giờ"),
        (2, 9, 0, "chưa đăng"),
        (3, 9, 0, None),
    ],
)
def test_the_days_post_is_asked_for_on_the_rounds_days_and_late_after_its_hour(at, today, hour, minute, state):
    survey = round_of(3, deadlines=PLAN_HOUR)
    at(clock.at(on(today), hour, minute))
    found = next(tasks.post_task(desk(), survey.plan_data), None)
    assert (found.state if found else None) == state
    assert found is None or found.shape == ("cao_bat_thuong" if state == "quá giờ" else "thap")


@pytest.mark.parametrize(("posted", "asked"), [(None, True), (10, False)])
def test_a_post_in_the_group_is_asked_for_no_more(at, posted, asked):
    survey = round_of()
    at(clock.at(FIRST, 11))
    post(0, clock.at(FIRST, posted) if posted else None)
    (found,) = tasks.post_task(desk(), survey.plan_data)
    assert (not found.is_done, found.verb) == (asked, "Đăng" if asked else "Xem")


def test_without_a_group_no_post_is_asked_for(at):
    round_of()
    at(clock.at(FIRST, 9))
    assert not any(tasks.post_task(desk(), plan_of(3, chat=None)))


@pytest.mark.parametrize(
    ("spans", "today", "words"),
    [
        ([], 0, "Loa truyền thanh (ngày thứ nhất)"),
        ([(0, 0)], 0, "Loa truyền thanh"),
        ([(0, 0)], 1, "Loa truyền thanh (ngày thứ hai)"),
        ([(0, 1)], 2, "Loa truyền thanh (ngày thứ ba)"),
        ([(0, 1)], 3, "Loa truyền thanh (ngày thứ nhất)"),
        ([(0, 2)], 3, None),
        ([(0, 2)], 30, None),
    ],
)
def test_a_channel_of_days_in_a_row_is_asked_for_until_it_is_done(at, spans, today, words):
    at(clock.at(on(today), 9))
    entries = [entry(*span) for span in spans]
    for number, one in enumerate(entries, 1):
        one.id = number
    found = next(tasks.repeated_channel_task(checklist.line(THREE, entries)), None)
    assert (found.words if found else None) == words
    assert found is None or found.is_done is any(one.covers(on(today)) for one in entries)
    if found and not found.is_done:
        was_yesterday = any(one.covers(on(today - 1)) for one in entries)
        assert found.url.endswith("/publicity/entries/1" if was_yesterday else "?channel=loudspeaker")


@pytest.mark.parametrize(
    ("begun", "words"), [([], "còn thiếu 2"), (["posted"], "còn thiếu 1"), (["posted", "web"], None)]
)
def test_what_nothing_is_logged_for_is_counted_without_the_channels_of_many_days(begun, words):
    channels = [ONCE, THREE, replace(ONCE, id="web", label="Trang tin")]
    lines = checklist.lines(channels, [entry(0, channel=one) for one in begun])
    found = next(tasks.missing_channels_task(lines), None)
    assert (found.state if found else None) == words
    assert found is None or "Loa" not in found.due


@pytest.mark.parametrize(
    ("days", "today", "asked"),
    [
        (3, -4, False),
        (3, -3, True),
        (3, 2, True),
        (3, 3, False),
        (1, 0, True),
        (1, 1, False),
        (28, 27, True),
        (62, 61, True),
    ],
)
def test_publicity_is_asked_for_from_three_days_before_to_the_last_day(at, days, today, asked):
    survey = round_of(days)
    at(clock.at(on(today), 9))
    assert any(tasks.tasks(desk(), survey.plan_data, make.account())) is asked


@pytest.mark.parametrize(("after", "told"), [(0, True), (2, True), (3, False)])
@pytest.mark.parametrize(("code", "words"), [
    ("07507", "Huyện đã chuyển một hoạt động của đơn vị sang thị trấn Chũ."),
    ("07519", "Huyện đã chuyển một hoạt động từ xã Thanh Hải sang đơn vị."),
])  # fmt: skip
def test_both_communes_are_told_of_a_move_for_three_days(db, at, after, told, code, words):
    round_of()
    at(clock.at(FIRST, 23, 30))
    moved = PublicityMove(entry_id=kept().id, from_point_id=desk().id, to_point_id=desk("07519").id, reason="Nhầm xã")
    moved.moved_by, moved.moved_at = make.account("district_monitor").id, clock.now()
    db.session.add(moved)
    db.session.flush()
    at(clock.at(on(after), 0, 30 if after else 59) if after else clock.now())
    found = next(tasks.move_task(desk(code)), None)
    assert (found is not None) is told
    assert found is None or (found.words, found.due) == (words, "Nhầm xã")
    assert not any(tasks.move_task(desk("07534")))


def test_the_provinces_post_says_that_nothing_is_signed_yet(app):
    survey = round_of()
    assert board.province_post(survey, FIRST, 3, 1209).split("\n") == [
        "TIN TRONG NGÀY 12/6/2024",
        "Ban Dân vận Tỉnh ủy",
        "- Đã đăng tin trong ngày: 3/1.209 đơn vị",
        "- Sổ niêm phong phiếu: chưa có xác nhận nào được ký",
        f"- Đề nghị các đơn vị giữ lại tin này để so sánh: {app.config['BASE_URL']}/log/198-kh-bdvtu",
    ]
