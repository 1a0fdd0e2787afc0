"""How made-up communes keep their books: in the order of time, and as the pages' own rules would let them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from portal.demo.simulation import behaviour
from portal.demo.simulation.attendance import Commune, Day, Place, Size, Story
from portal.demo.simulation.behaviour import Ask, Authorise, Behaviour, Decide, Enter, Lock
from portal.demo.simulation.citizens import minute_of_day
from portal.surveys.plan.deadlines import lock_deadline
from portal.web.data import clock

DAYS = [date(2024, 6, 12), date(2024, 6, 13), date(2024, 6, 14)]


def communes(count: int = 209) -> list[Commune]:
    days = (Day(20, 14), Day(22, 15), Day(24, 16))
    return [Commune(Place(f"{n:05}", "xã", "219"), Size.USUAL, Story.STEADY, days) for n in range(count)]


def done(seed: int = 1) -> list[behaviour.Action]:
    return behaviour.whole_round(communes(), DAYS, seed)


def test_deeds_come_in_the_order_of_time() -> None:
    moments = [one.at for one in done()]
    assert moments == sorted(moments)


def test_nothing_is_entered_before_its_day_has_come() -> None:
    assert all(clock.local(one.at).date() >= one.day for one in done() if isinstance(one, Enter | Lock | Ask))


def test_a_day_is_entered_before_it_is_closed_and_closed_before_it_is_put_right() -> None:
    order = {Enter: 0, Lock: 1, Ask: 2, Decide: 3}
    seen: dict[tuple[str, date], int] = {}
    for one in done():
        if isinstance(one, Authorise):
            continue
        key = (one.code, one.day)
        assert order[type(one)] >= seen.get(key, 0)
        seen[key] = order[type(one)]


def test_seven_communes_forget_a_day_and_six_leave_one_open() -> None:
    entered = {(one.code, one.day) for one in done() if isinstance(one, Enter)}
    closed = {(one.code, one.day) for one in done() if isinstance(one, Lock)}
    assert 209 * 3 - len(entered) == 7
    assert len(entered - closed) == 6


def test_some_close_too_late_and_most_in_time() -> None:
    late = {one.code for one in done() if isinstance(one, Lock) and one.at > lock_deadline(one.day)}
    assert len(late) == 14


def test_of_what_is_asked_some_is_agreed_to_some_not_and_some_waits() -> None:
    asked = [one for one in done() if isinstance(one, Ask)]
    answers = Counter(one.accepted for one in done() if isinstance(one, Decide))
    assert len(asked) == 7
    assert answers == {True: 4, False: 1}
    assert all(one.reply for one in done() if isinstance(one, Decide))


def test_a_commune_asks_for_another_figure_than_it_closed() -> None:
    last: dict[tuple[str, date], int] = {}
    for one in done():
        if isinstance(one, Enter):
            last[one.code, one.day] = one.visits
        if isinstance(one, Ask):
            assert one.visits != last[one.code, one.day]


def test_few_communes_all_keep_their_books_in_time() -> None:
    assert set(behaviour.assign_behaviours(communes(4), Random(1)).values()) == {Behaviour.IN_TIME}


@pytest.mark.parametrize(("hour", "begun"), [(0, 0), (23, 1)])
def test_a_running_round_has_its_first_day_closed_its_second_entered_its_third_begun(hour: int, begun: int) -> None:
    now = clock.at(DAYS[2], hour, 5)
    so_far = behaviour.running_round(communes(), DAYS, 1, now)
    assert {one.day for one in so_far if isinstance(one, Lock)} == {DAYS[0]}
    assert sum(isinstance(one, Lock) for one in so_far) == 209
    assert len({one.day for one in so_far if isinstance(one, Enter)}) == 2 + begun
    assert all(one.at <= now for one in so_far)


def test_the_first_day_of_a_running_round_is_closed_even_over_a_weekend() -> None:
    friday = [date(2024, 6, 14) + timedelta(days=n) for n in range(3)]
    so_far = behaviour.running_round(communes(), friday, 1, clock.at(friday[2], 0, 10))
    assert sum(isinstance(one, Lock) for one in so_far) == 209


def test_ballots_come_by_day_and_a_stuffed_commune_has_its_bursts_by_night() -> None:
    random = Random(1)
    usual = [minute_of_day(random, stuffed=False) for _ballot in range(2000)]
    stuffed = [minute_of_day(random, stuffed=True) for _ballot in range(2000)]
    assert all(7 * 60 + 30 <= minute < 22 * 60 for minute in usual)
    assert sum(minute >= 23 * 60 or minute < 5 * 60 for minute in stuffed) / 2000 > 0.6
