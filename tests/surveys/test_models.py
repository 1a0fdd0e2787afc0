"""A round's days as its plan counts them, and the office it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from portal.config import ROOT
from portal.surveys.models import Round
from portal.surveys.plan import plan

DAYS = [date(2024, 6, 12), date(2024, 6, 13), date(2024, 6, 14)]


@pytest.mark.parametrize(
    ("by_day", "turnout", "expected"), [(True, True, DAYS), (False, True, DAYS[-1:]), (False, False, [])]
)
def test_a_figure_is_entered_each_day_once_for_the_round_or_not_at_all(*, by_day, turnout, expected):
    plan = SimpleNamespace(counts_by_day=by_day, turnout=turnout)
    assert Round.visit_days.fget(SimpleNamespace(plan_data=plan, days=DAYS, last_day=DAYS[-1])) == expected


def test_an_office_held_in_no_way_the_plan_knows_is_called_as_the_first():
    rated = plan.parse((ROOT / "plans" / "198-kh-bdvtu.toml").read_text(encoding="utf-8")).rated
    assert len(rated.holds) > 1
    assert [rated.hold(hold.status) for hold in rated.holds] == list(rated.holds)
    assert rated.hold("of-an-older-plan") is rated.holds[0]
    assert replace(rated, holds=()).hold("chair") is None
