"""What a commune may know of its ballots before the day is over and «chốt»."""

from __future__ import annotations

import re
from datetime import date
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update

from portal.ballots import counting
from portal.ballots.models import arrivals
from portal.extensions import db as database
from portal.fieldwork.visits import masked_turnout, operations, queries
from portal.fieldwork.visits.masked_turnout import Step
from portal.fieldwork.visits.models import VisitCount
from portal.surveys.turnout import PRESETS
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portal.surveys.models import Point
    from tests.browser import PageClient

DAY = date(2024, 6, 13)
H = PRESETS["H"]
STEPS = (Step(0, 9), Step(10, 19), Step(20, None))


@pytest.mark.parametrize(
    ("ballots", "words"),
    [
        (0, "dưới 10 phiếu"),
        (9, "dưới 10 phiếu"),
        (10, "từ 10 đến 19 phiếu"),
        (19, "từ 10 đến 19 phiếu"),
        (20, "từ 20 phiếu"),
        (300, "từ 20 phiếu"),
    ],
)
def test_the_steps(db: object, ballots: int, words: str) -> None:
    assert masked_turnout.step_of(ballots).words == words


@pytest.mark.parametrize(
    ("by_hour", "shown"),
    [
        ([], 0),
        ([9], 0),
        ([4, 8, 10], 10),
        ([19, 20], 10),
        ([19, 20, 23], 10),
        ([19, 20, 24], 20),
        ([15, 20], 20),
        ([16, 20, 20, 20, 21], 20),
        ([9, 10, 14, 19], 10),
        ([30], 20),
        ([30, 31, 90], 20),
    ],
)
def test_a_step_moves_only_when_five_ballots_have_come_since_it_moved_last(
    db: object, by_hour: list[int], shown: int
) -> None:
    assert masked_turnout.step_after(by_hour).low == shown


@given(hours=st.lists(st.integers(0, 12), max_size=24))
def test_between_two_moves_of_a_step_five_ballots_came(hours: list[int]) -> None:
    sums = list(accumulate(hours))
    shown = [masked_turnout.step_after(sums[: n + 1]).low for n in range(len(sums))]
    moves = [n for n, low in enumerate(shown) if low != (shown[n - 1] if n else 0)]
    assert all(sums[later] - sums[earlier] >= 5 for earlier, later in pairwise(moves))
    # what is shown is never more than what has come, and less by fewer than five
    assert all(low <= sums[n] < (low + 10 if low < 20 else 999) + 4 for n, low in enumerate(shown))


@pytest.fixture
def point(db: object) -> Point:
    make.survey_round()
    return queries.points_of(make.unit("07507"))[0]


def sentence(point: Point) -> str:
    return queries.masked_turnout_of(point, DAY, queries.count_of(point, DAY), H).sentence


def test_the_step_changes_on_the_hour_only(point: Point) -> None:
    make.arrive(point, 9, DAY, hour=9)
    make.arrive(point, 8, DAY, hour=15)
    with clock.moved_to(clock.at(DAY, 15, 59)):
        assert "Lúc 15 giờ: dưới 10 phiếu." in sentence(point)
    with clock.moved_to(clock.at(DAY, 16)):
        assert "Lúc 16 giờ: từ 10 đến 19 phiếu." in sentence(point)


def test_nothing_of_a_day_before_its_first_hour_is_over(point: Point) -> None:
    make.arrive(point, 40, DAY, hour=0)
    with clock.moved_to(clock.at(DAY, 0, 30)):
        assert "Lúc 0 giờ: dưới 10 phiếu." in sentence(point)


def test_the_figure_needs_both_the_end_of_the_day_and_chot(point: Point) -> None:
    make.arrive(point, 23, DAY)
    head = make.account("commune_lead")
    with clock.moved_to(clock.at(DAY, 17)):
        operations.save_visits(point, DAY, visits=36, source="direct", version=0, by=head)
    with clock.moved_to(clock.at(date(2024, 6, 14), 8)):
        assert "Hết ngày 13/6: từ 20 phiếu. Số chính xác hiện sau khi chốt." in sentence(point)
    with clock.moved_to(clock.at(DAY, 18)):
        operations.lock_day(point, DAY, version=1, by=head)
        assert "từ 20 phiếu. Số chính xác hiện sau 24 giờ ngày 13/6." in sentence(point)
    with clock.moved_to(clock.at(date(2024, 6, 14), 0)):
        assert "Có 23 phiếu: đạt." in sentence(point)


def test_ballots_of_the_grace_after_closing_belong_to_the_last_day(point: Point) -> None:
    last = date(2024, 6, 14)
    make.arrive(point, 12, last)
    make.arrive(point, 1, date(2024, 6, 15), hour=0)
    head = make.account("commune_lead")
    with clock.moved_to(clock.at(last, 20)):
        operations.save_visits(point, last, visits=20, source="direct", version=0, by=head)
        operations.lock_day(point, last, version=1, by=head)
    count = queries.count_of(point, last)
    with clock.moved_to(clock.at(date(2024, 6, 15), 0, 14)):
        assert queries.masked_turnout_of(point, last, count, H).ballots is None
    with clock.moved_to(clock.at(date(2024, 6, 15), 0, 15)):
        assert queries.masked_turnout_of(point, last, count, H).ballots == 13


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (10, 59, "Lúc 10 giờ: dưới 10 phiếu. Số chính xác hiện sau 0 giờ 15 phút ngày 15/6."),
        (11, 10, "Lúc 11 giờ: từ 10 đến 19 phiếu. Số chính xác hiện sau 11 giờ 15 phút ngày 14/6."),
        (11, 15, "Có 13 phiếu"),
        (18, 0, "Có 13 phiếu"),
    ],
)
def test_an_early_close_has_the_number_of_its_day_told_on_that_day(
    point: Point, hour: int, minute: int, said: str
) -> None:
    last = date(2024, 6, 14)
    make.arrive(point, 12, last, hour=10)
    make.arrive(point, 1, last, hour=11)
    head = make.account("commune_lead")
    with clock.moved_to(clock.at(last, 10, 30)):
        operations.save_visits(point, last, visits=20, source="direct", version=0, by=head)
        operations.lock_day(point, last, version=1, by=head)
    if hour >= 11:
        point.round.closes_at = clock.at(last, 11)
    with clock.moved_to(clock.at(last, hour, minute)):
        assert said in queries.masked_turnout_of(point, last, queries.count_of(point, last), H).sentence


def test_once_all_ballots_are_there_the_step_counts_those_of_the_grace_too(point: Point) -> None:
    last = date(2024, 6, 14)
    make.arrive(point, 9, last)
    make.arrive(point, 1, last, hour=11)
    point.round.closes_at = clock.at(last, 10, 50)
    with clock.moved_to(clock.at(last, 12)):
        standing = queries.masked_turnout_of(point, last, None, H)
    assert "Sau khi kết thúc đợt khảo sát: từ 10 đến 19 phiếu." in standing.sentence


def test_no_page_of_the_commune_has_the_number_before_its_time(
    point: Point, sign_in: Callable[..., PageClient], at: Callable[[datetime], None]
) -> None:
    make.arrive(point, 137, DAY)
    at(clock.at(DAY, 17))
    lead = sign_in(make.account("commune_lead"))
    lead.submit("/visits/2024-06-13", {"visits": "36"})
    paths = ["/today", "/visits/2024-06-13", "/visits/2024-06-12", "/visits/2024-06-13/lock"]
    assert not [path for path in paths if re.search(r"\b137\b", lead.get(path).text)]
    lead.submit("/visits/2024-06-13/lock", {})
    assert "137" not in lead.get("/visits/2024-06-13").text
    assert lead.get("/board").status == 403


def test_within_a_step_the_page_is_the_same_for_all_ballots_and_visits_but_the_number_typed(
    point: Point, sign_in: Callable[..., PageClient], at: Callable[[datetime], None]
) -> None:
    """Whatever differed beside the number would give the ballots away to whoever tries one number after the other."""
    at(clock.at(DAY, 15, 41))
    officer = sign_in(make.account("commune_officer"))
    officer.submit("/visits/2024-06-13", {"visits": "1"})
    officer.get("/today")  # what is said once has been said
    pages = {step: set() for step in STEPS}
    for ballots in (0, 9, 10, 14, 19, 20, 57):
        set_ballots(point, ballots)
        for visits in (0, 5, 9, 10, 18, 20, 36, 38, 39, 5000):
            set_visits(visits)
            html = officer.request("GET", "/today").get_data(as_text=True)
            assert f'value="{visits}"' in html
            pages[masked_turnout.step_of(ballots)].add(without_the_number(html))
    assert [len(found) for found in pages.values()] == [1, 1, 1]


def set_ballots(point: Point, ballots: int) -> None:
    """The only arrivals of the day, at ten."""
    database.session.execute(delete(arrivals))
    counting.memory_of.cache_clear()
    make.arrive(point, ballots, DAY, hour=10)
    database.session.commit()


def set_visits(visits: int) -> None:
    """The number that stands in the field, past the form: its version would change with every save."""
    database.session.execute(update(VisitCount).values(visits=visits))
    database.session.commit()


def without_the_number(html: str) -> str:
    """A page without the number in its field, and without what a page has anew each time."""
    html = re.sub(r'(<input[^>]*name="visits"[^>]*value=")\d+', r"\1", html)
    return re.sub(r'("X-CSRFToken":\s*"|name="csrf_token"[^>]*value=")[^"]+', r"\1", html)


def test_before_chot_the_page_has_one_sentence_and_the_rule_and_neither_bar_nor_verdict(
    point: Point, sign_in: Callable[..., PageClient], at: Callable[[datetime], None]
) -> None:
    make.arrive(point, 12, DAY, hour=10)
    at(clock.at(DAY, 15, 41))
    officer = sign_in(make.account("commune_officer"))
    officer.submit("/visits/2024-06-13", {"visits": "36"})
    page = officer.get("/today")
    assert "Lúc 15 giờ: từ 10 đến 19 phiếu. Số chính xác hiện sau khi chốt." in page.reads("#state")
    assert "Cần ít nhất một nửa số lượt đến (ngày có từ 40 lượt: ít nhất 20 phiếu)" in page.reads("#state")
    assert "Đề nghị tiếp tục mời người dân; không ép, không trả lời thay." in page.reads("#state")
    assert not page.all("#state svg, #state progress, #state meter, #state .verdict, #state .tag")
    assert not re.search(r"18 phiếu|36 phiếu|tạm tính|Chưa kết luận", page.text)
