"""What the figures say, sentence by sentence: tables of cases at the edges of each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.documents.synthesis.figures import Crowded, Day
from portal.documents.synthesis.prose import findings
from portal.results.scoring import score
from portal.results.statistics.grouping import NamedScore
from portal.surveys.plan.features import Feature
from portal.surveys.turnout import Status
from tests.documents import samples
from tests.documents.samples import area, commune

AT_DESK = "lượt người dân đến bộ phận tiếp nhận và trả kết quả"
DAYS = "Trong 03 ngày (từ ngày 12/6 đến ngày 14/6/2024)"


def figures(*days, **changes):
    return replace(samples.figures((area("Huyện A", commune("Xã A", days, (0, 0, 10, 40, 0, 0))),)), **changes)


def of_survey(made, **changes):
    return replace(made, survey=replace(made.survey, **changes))


@pytest.mark.parametrize(
    ("days", "left_out", "told"),
    [
        ([(40, 20), (60, 30)], (), f"100 {AT_DESK}; có 50 phiếu hợp lệ, bằng 50,0%"),
        ([(0, 20)], (), f"0 {AT_DESK}; có 20 phiếu hợp lệ."),
        ([(40, None)], (), f"40 {AT_DESK}; chưa có số liệu về số phiếu."),
        ([(None, 20)], (), "20 phiếu hợp lệ. Chưa có số liệu đã chốt"),
        ([(40, 20)], (Feature.VISITS.value,), "20 phiếu hợp lệ."),
    ],
)
def test_totals_tell_what_is_known(days, left_out, told) -> None:
    assert findings.totals(of_survey(figures(*days), left_out=left_out)).startswith(f"{DAYS}, có {told}")


@pytest.mark.parametrize(
    ("day", "counted", "told"),
    [
        (Day(40, 20), "lượt", "40 lượt, 20 phiếu hợp lệ (50,0%)"),
        (Day(None, 20), "lượt", "chưa có số liệu về lượt, 20 phiếu hợp lệ"),
        (Day(40, None), "lượt", "40 lượt, chưa có số liệu về số phiếu"),
        (Day(40, 20), "", "20 phiếu hợp lệ"),
    ],
)
def test_a_day_is_told_as_far_as_it_is_known(day, counted, told) -> None:
    whole = area("A", commune("Xã A", [(day.visits, day.ballots)]))
    assert findings.day_words(whole, 0, samples.DAYS[0], counted) == f"ngày 12/6: {told}"


@pytest.mark.parametrize(("days", "told"), [(1, False), (2, True), (5, True), (6, False)])
def test_days_are_told_one_by_one_of_a_short_window(days, told) -> None:
    window = tuple(nth_day(number) for number in range(days))
    made = of_survey(figures(*[(40, 20)] * days), days=window)
    assert bool(findings.by_day(made)) is told


def nth_day(number: int):
    return samples.DAYS[0].replace(day=12 + number)


@pytest.mark.parametrize(
    ("overall", "taken", "told"),
    [
        ((0, 0, 10, 40, 0, 0), 50, False),
        ((0, 0, 10, 40, 0, 5), 55, False),
        ((0, 0, 10, 40, 0, 5), 50, True),
        ((0, 0, 0, 0, 0, 0), 50, False),
    ],
)
def test_ballots_tallied_are_held_against_those_taken(overall, taken, told) -> None:
    made = samples.figures((area("Huyện A", commune("Xã A", [(60, taken)], overall)),))
    assert bool(findings.mismatch(made)) is told


@pytest.mark.parametrize(
    ("count", "ending"),
    [
        (4, "n3 (50,0%)"),
        (5, "n3 (50,0%) và 01 nội dung chưa phân biệt được"),
        (7, "và 03 nội dung chưa phân biệt được"),
    ],
)
def test_four_are_named_and_the_others_counted(count, ending) -> None:
    named = [NamedScore(f"n{number}", score({4: 5, 1: 5})) for number in range(count)]
    assert findings.listed(named).endswith(ending)
    assert findings.listed(named).count("(") == 4


@pytest.mark.parametrize(
    ("days", "rule", "crowded"),
    [
        ([(40, 19)], Crowded(40, 20, 50, "x"), True),
        ([(39, 19)], Crowded(40, 20, 50, "x"), False),
        ([(40, 20)], Crowded(40, 20, 50, "x"), False),
        ([(40, 19)], Crowded(0, 20, 50, "x"), False),
        ([(None, 19)], Crowded(40, 20, 50, "x"), False),
    ],
)
def test_a_district_is_below_its_share_by_the_rule_for_crowded_days(days, rule, crowded) -> None:
    one = commune("Xã A", days, verdict=Status.DAT)
    made = of_survey(figures(*days), crowded=rule)
    assert findings.is_crowded(made, area("A", one)) is crowded
    assert not findings.is_crowded(made, area("A", one, replace(one, verdict=Status.THAP))), "half are not most"


@pytest.mark.parametrize(
    ("opinions", "told"), [(0, findings.NO_RESULTS), (4, "Dưới 05 phiếu có ý kiến"), (5, "Kết quả")]
)
def test_few_opinions_have_no_result(opinions, told) -> None:
    made = samples.figures((area("A", commune("Xã A", [(9, 9)], (0, 0, 0, opinions, 0, 0))),))
    assert findings.overall(made)[0].startswith(told)


@pytest.mark.parametrize(
    ("status", "visits", "told"),
    [(Status.CHUA_DU_SO_LIEU, 40, True), (Status.DAT, 40, False), (Status.CHUA_DU_SO_LIEU, None, False)],
)
def test_a_rate_that_lacks_visits_is_said_to_be_too_high(status, visits, told) -> None:
    made = samples.figures((area("A", commune("Xã A", [(visits, 20)], verdict=status)),))
    assert bool(findings.missing_visits(made)) is told


def test_a_verdict_is_told_of_each_status_that_some_commune_has() -> None:
    statuses = (Status.THAP, Status.THAP, Status.CAO_CAN_GIAI_TRINH, Status.CAO_BAT_THUONG, Status.CHUA_DU_SO_LIEU)
    made = samples.figures((area("A", *[commune("Xã A", [(40, 20)], verdict=one) for one in statuses]),))
    parts = findings.verdict_words(made).split("; ")
    assert parts[0] == "Không có đơn vị bảo đảm số lượt tham gia theo Kế hoạch"
    assert [part[:9] for part in parts[1:]] == ["02 đơn vị", "01 đơn vị", "01 đơn vị", "01 đơn vị"]


@pytest.mark.parametrize(("areas", "told"), [(1, False), (2, True)])
def test_a_range_needs_two_districts(areas, told) -> None:
    made = samples.figures(tuple(area(f"H{n}", commune("X", [(100, 50 + n)])) for n in range(areas)))
    assert bool(findings.district_range(made)) is told
    assert not findings.district_range(replace(made, by_district=False))
