"""Which features a plan uses, and what goes with one that it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from portal.surveys.plan import features, plan
from portal.surveys.plan.features import Feature
from portal.surveys.plan.participation import OF_VISITS, Denominator, Meaning
from portal.surveys.plan.plan import Plan, timetable
from portal.surveys.plan.public_parts import Invitations
from portal.surveys.turnout import NOT_JUDGED

TEXT = (Path(__file__).parents[3] / "plans" / "198-kh-bdvtu.toml").read_text(encoding="utf-8")
PLAN = plan.parse(TEXT)
BARE = replace(
    PLAN,
    turnout=None,
    helpers=None,
    channels=(),
    awards=None,
    chat=None,
    software=None,
    bodies=replace(PLAN.bodies, task_force="", task_force_head="", task_force_members=()),
)


def test_plan_198_uses_all_but_what_came_later() -> None:
    unused = {feature for feature in Feature if not features.uses(PLAN, feature)}
    assert unused == {Feature.RECOGNITION, Feature.INVITATIONS}


@pytest.mark.parametrize(
    ("feature", "endpoint", "without"),
    [
        (Feature.HELPERS, "roster.all_desks", lambda whole: replace(whole, helpers=None)),
        (Feature.TASKFORCE, "preparing.own", lambda whole: replace(whole, bodies=BARE.bodies)),
        (Feature.PUBLICITY, "publicity.overview", lambda whole: replace(whole, channels=())),
        (Feature.CHAT, "preparing.chat", lambda whole: replace(whole, chat=None)),
        (Feature.SOFTWARE, "reporting.software", lambda whole: replace(whole, software=None)),
        (Feature.AWARDS, "awards.index", lambda whole: replace(whole, awards=None)),
    ],
)
def test_what_a_plan_leaves_out_has_no_pages(feature: Feature, endpoint: str, without: Callable[[Plan], Plan]) -> None:
    smaller = without(PLAN)
    assert features.has_page(PLAN, endpoint)
    assert not features.has_page(smaller, endpoint)
    assert {one for one in Feature if features.uses(PLAN, one) != features.uses(smaller, one)} == {feature}
    assert Plan.from_json(smaller.to_json()) == smaller


def test_a_plan_that_counts_nothing_counts_nothing_by_day_either() -> None:
    smaller = replace(PLAN, turnout=None)
    assert not features.has_page(smaller, "fieldwork.lock")
    assert not features.has_paper(smaller, "daily")
    changed = {one for one in Feature if features.uses(PLAN, one) != features.uses(smaller, one)}
    assert changed == {Feature.VISITS, Feature.VISITS_BY_DAY}


def test_pages_of_no_feature_are_always_there() -> None:
    assert all(features.has_page(BARE, endpoint) for endpoint in ("fieldwork.today", "results.board", "reporting.own"))
    assert features.has_paper(BARE, "synthesis")
    assert not features.has_paper(BARE, "awards")


def test_the_register_of_the_invited_asks_for_figures_of_every_day() -> None:
    counted = replace(PLAN, invitations=Invitations(counted=True))
    assert PLAN.turnout
    once = replace(PLAN.turnout, denominator=Denominator(per="round"))
    assert features.uses(counted, Feature.INVITATIONS)
    assert not features.uses(replace(counted, turnout=once), Feature.INVITATIONS)


def test_a_plan_that_counts_nothing_judges_nothing_and_closes_no_day() -> None:
    assert BARE.policy == NOT_JUDGED
    assert BARE.turnout_in_print == ""
    words = [entry.words for entry in timetable(BARE)]
    assert not [line for line in words if "Chốt" in line or "Hội" in line or "Zalo" in line]
    assert "Kiểm tra, giám sát, đôn đốc trong ngày đầu tiên" in words


def test_a_plan_that_counts_once_closes_its_figure_once() -> None:
    assert PLAN.turnout
    members = Denominator("thành viên", "thành viên", "thành viên", "round")
    once = replace(PLAN, turnout=replace(PLAN.turnout, denominator=members))
    assert [entry.words for entry in timetable(once) if "Chốt" in entry.words] == ["Chốt số thành viên"]


def test_half_a_task_force_is_refused() -> None:
    lacking = TEXT.replace('task_force_head = "phó bí thư thường trực đảng ủy"\n', "")
    with pytest.raises(Exception, match="task_force_head") as caught:
        plan.parse(lacking)
    assert "thiếu, trong khi kế hoạch có tổ ở đơn vị" in str(caught.value)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"province_level": "cấp tỉnh"}, ("tỉnh", "cấp tỉnh", "tỉnh", "whole province")),
        ({"province": "sở", "territory": "thành phố"}, ("sở", "sở", "thành phố", "whole survey")),
        ({"province": "sở", "province_level": "cấp sở"}, ("sở", "cấp sở", "sở", "whole survey")),
        ({}, ("cơ quan chủ trì", "cơ quan chủ trì", "đợt", "whole survey")),
    ],
)
def test_the_office_at_the_top_is_called_as_the_plan_calls_it(words: dict[str, str], said: tuple[str, ...]) -> None:
    unsaid = {"province_level": "", "province": "", "territory": ""}
    named = replace(PLAN, words=replace(PLAN.words, **unsaid | words))
    vi, en = named.tongues
    assert (vi.province, vi.province_level, vi.territory, f"whole {en.territory}") == said


@pytest.mark.parametrize(
    ("denominator", "meaning"),
    [
        (Denominator(), OF_VISITS),
        (Denominator("học sinh", "học sinh", "học sinh"), Meaning("", "")),
        (Denominator("lượt người bệnh", meaning="một lần khám"), Meaning("một lần khám", "")),
    ],
)
def test_what_one_visit_is_is_said_of_visits_alone(denominator: Denominator, meaning: Meaning) -> None:
    assert denominator.explained == meaning
