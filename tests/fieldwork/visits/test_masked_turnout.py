"""What a commune may know of its ballots before the day is over and «chốt»."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fieldwork.visits import masked_turnout, operations, queries
from portal.fieldwork.visits.masked_turnout import Step
from portal.fieldwork.visits.models import MOST_VISITS
from portal.surveys.turnout import PRESETS, Policy, judge
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
    ("visits", "ballots", "label"),
    [
        (None, 12, "Chưa kết luận"),
        (36, 12, "Chưa kết luận"),
        (36, 19, "Chưa kết luận"),
        (36, 9, "Dưới mức tối thiểu (tạm tính)"),
        (36, 25, "Chưa kết luận"),
        (45, 300, "Chưa kết luận"),
        (41, 80, "Chưa kết luận"),
        (20, 14, "Đạt (tạm tính)"),
        (20, 21, "Chưa kết luận"),
        (15, 25, "Vượt số lượt đến (tạm tính)"),
        (5, 12, "Vượt số lượt đến (tạm tính)"),
        (0, 0, "Chưa kết luận"),
    ],
)
def test_before_the_figure_a_label_says_only_what_the_step_proves(
    db: object, visits: int | None, ballots: int, label: str
) -> None:
    assert veiled(H, visits, masked_turnout.step_of(ballots)).label == label


@given(visits=st.integers(0, MOST_VISITS), further=st.integers(0, 4 * MOST_VISITS))
def test_what_a_step_proves_holds_for_every_number_in_it(app: object, visits: int, further: int) -> None:
    for policy, step in product(PRESETS.values(), STEPS):
        ballots = step.low + (further if step.high is None else further % (step.high - step.low + 1))
        assert judge(policy, visits, ballots).status in masked_turnout.possible_statuses(policy, visits, step)


POLICIES = st.builds(
    Policy,
    st.just("own"),
    st.integers(0, 100),
    st.integers(0, 200),
    tolerance=st.integers(0, 20),
    floor_ballots=st.integers(0, 15),
    crowded_replaces=st.booleans(),
)


@given(policy=POLICIES, visits=st.integers(0, 100))
def test_under_any_policy_the_label_says_all_that_the_numbers_of_a_step_have_in_common(
    app: object, policy: Policy, visits: int
) -> None:
    for step in STEPS:
        numbers = range(step.low, (step.high or 1000) + 1)
        every = frozenset(judge(policy, visits, number).status for number in numbers)
        assert masked_turnout.provisional_status(
            masked_turnout.possible_statuses(policy, visits, step)
        ) == masked_turnout.provisional_status(every)


def veiled(policy: Policy, visits: int | None, step: Step) -> masked_turnout.MaskedTurnout:
    return masked_turnout.masked(policy, visits, step, "Lúc 15 giờ", "Số chính xác hiện sau khi chốt.")


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


def test_trying_other_numbers_of_visits_reveals_nothing_finer(db: object) -> None:
    """A verdict made of the exact figure would give it away to whoever tries one number after the other."""
    steps = {}
    for ballots in (10, 14, 19):
        steps[ballots] = [veiled(H, visits, masked_turnout.step_of(ballots)) for visits in range(60)]
    assert steps[10] == steps[14] == steps[19]
