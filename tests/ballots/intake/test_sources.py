from __future__ import annotations

import pytest

from portal.ballots.intake.sources import Sources, network

NOON = 1_718_168_400.0


def risks(sources: Sources, ballots: int, *, apart: float, address: str = "203.0.113.7") -> list[int]:
    """Take ballots one after the other; the marks they get."""
    marks = []
    for number in range(ballots):
        moment = NOON + apart * number
        tag = sources.tag(address, 7, moment)
        marks.append(sources.risk(tag, moment))
        sources.count(tag, moment)
    return marks


def test_twenty_in_ten_minutes_are_quiet_then_busy_then_a_crowd() -> None:
    marks = risks(Sources(), 70, apart=1)
    assert marks == [0] * 20 + [1] * 40 + [2] * 10


def test_sixty_in_a_day_are_quiet_when_spread() -> None:
    assert risks(Sources(), 70, apart=60) == [0] * 60 + [1] * 10


def test_another_commune_or_address_counts_for_itself() -> None:
    sources = Sources()
    risks(sources, 70, apart=1)
    assert sources.risk(sources.tag("203.0.113.7", 8, NOON), NOON) == 0
    assert sources.risk(sources.tag("203.0.113.8", 7, NOON), NOON) == 0


def flooded(ballots: int, workers: int = 1) -> tuple[Sources, bytes]:
    """A source that has sent so many within a minute, as one of several processes sees it."""
    sources = Sources(workers)
    tag = sources.tag("203.0.113.7", 7, NOON)
    for _ballot in range(ballots):
        sources.count(tag, NOON)
    return sources, tag


@pytest.mark.parametrize(
    ("ballots", "age", "later", "waits"),
    [
        (299, 8, 0, None),
        (300, 8, 0, (22, 30)),
        (300, 25, 0, (10, 30)),
        (300, 30, 0, None),
        (1199, 30, 0, None),
        (1200, 30, 0, (10, 30)),
        (1200, 8, 60, None),
    ],
)
def test_in_a_flood_the_fastest_wait_until_half_a_minute_and_all_in_a_deluge(ballots, age, later, waits) -> None:
    sources, tag = flooded(ballots)
    found = {sources.wait(tag, age, NOON + later) for _try in range(50)}
    assert found == {0} if waits is None else found <= set(range(waits[0], waits[1] + 1))


def test_each_of_two_workers_counts_half() -> None:
    assert risks(Sources(workers=2), 12, apart=1) == [0] * 10 + [1] * 2


@pytest.mark.parametrize("workers", [2, 3, 4])
@pytest.mark.parametrize(("budget", "age"), [(300, 8), (1200, 30)])
def test_each_of_several_workers_has_its_share_of_a_flood_s_budget(workers, budget, age) -> None:
    sources, tag = flooded(budget // workers - 1, workers)
    assert sources.wait(tag, age, NOON) == 0
    sources.count(tag, NOON)
    assert sources.wait(tag, age, NOON) > 0


def test_the_name_of_a_source_dies_with_the_local_day() -> None:
    sources = Sources()
    before, midnight = NOON + 12 * 3600 - 1, NOON + 12 * 3600
    name = sources.tag("203.0.113.7", 7, before)
    assert name == sources.tag("203.0.113.7", 7, NOON)
    assert name != sources.tag("203.0.113.7", 7, midnight)
    assert sources.windows[-1].counts == {}


def test_another_process_names_it_otherwise() -> None:
    assert Sources().tag("203.0.113.7", 7, NOON) != Sources().tag("203.0.113.7", 7, NOON)


def test_a_home_has_one_network() -> None:
    assert network("2001:db8:0:1200::1") == network("2001:db8:0:12ff:5::9")
    assert network("2001:db8:0:1200::1") != network("2001:db8:0:1300::1")
    assert network("203.0.113.7") != network("203.0.113.8")
    assert network("::ffff:203.0.113.7") == network("203.0.113.7")
    assert network("not an address") == b""
