from __future__ import annotations

import pytest

from portal.results.scoring import score
from portal.results.statistics.grouping import group_of, names
from portal.surveys.turnout import Status


@pytest.mark.parametrize(
    ("satisfied", "of", "place"),
    [
        (20, 20, 0),
        (18, 20, 0),
        (899, 1000, 1),
        (8996, 10_000, 0),
        (80, 100, 1),
        (799, 1000, 2),
        (7, 10, "too_thin"),
        (69, 100, 3),
    ],
)
def test_the_printed_rate_decides_the_group(satisfied: int, of: int, place: int | str) -> None:
    assert group_of(score({5: satisfied, 1: of - satisfied}), Status.DAT, "incumbent") == place


@pytest.mark.parametrize(
    ("verdict", "place"),
    [
        (Status.DAT, 0),
        (Status.CAO_CAN_GIAI_TRINH, 0),
        (Status.THAP, "too_thin"),
        (Status.CAO_BAT_THUONG, "too_thin"),
        (Status.CHUA_DU_SO_LIEU, "too_thin"),
    ],
)
def test_doubtful_turnout_gives_no_group(verdict: str, place: int | str) -> None:
    assert group_of(score({5: 50}), verdict, "acting") == place


def test_nobody_in_the_chair_gives_no_group() -> None:
    assert group_of(score({5: 50}), Status.DAT, "vacant") == "vacant"


def test_answers_without_opinion_do_not_count_towards_twenty() -> None:
    assert group_of(score({5: 19, 9: 30}), Status.DAT, "incumbent") == "too_thin"


def test_the_groups_in_words() -> None:
    assert names() == ("từ 90% trở lên", "từ 80% đến dưới 90%", "từ 70% đến dưới 80%", "dưới 70%")
    assert names((85,)) == ("từ 85% trở lên", "dưới 85%")
