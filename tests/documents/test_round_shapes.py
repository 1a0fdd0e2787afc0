"""Papers say what was sent and «chốt», and add up, in rounds of every shape; their content alone, no print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from portal.accounts.permissions import Role
from portal.documents.kinds import KINDS
from portal.documents.lifecycle import operations
from portal.documents.lifecycle.requests import Request
from portal.documents.monthly import monthly_snapshot
from portal.documents.synthesis.figures import CODES
from portal.errors import DomainError
from portal.papers.letterhead import Issue
from portal.units.models import COMMUNE
from tests import make, shapes
from tests.documents.test_sums import check_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from portal.surveys.models import Round
    from portal.units.models import Unit
    from tests.shapes import World


MONTHS = ["28-days", "62-days", "two-with-common-days", "closed-at-23:50", "no-district", "both-catalogues"]


def told(kind: str, request: Request) -> Any:
    """A paper's figures; its text and annexes are made, and every total of them adds up."""
    figures = KINDS[kind].freeze(request)
    assert KINDS[kind].outline(figures)
    check_all(*KINDS[kind].render_content(figures, {}, Issue(), KINDS[kind].copies[0]).annexes)
    return figures


def closed_visits(world: World, survey: Round, days: list[date] | None = None) -> list[int]:
    """The visits of a round that are «chốt», on some days or on all."""
    return [
        visits
        for (slug, _code, day), (visits, locked) in world.visits.items()
        if slug == survey.slug and locked and (days is None or day in days)
    ]


def test_papers_of_a_round_tell_its_own_figures(shape: World, at: Callable[[datetime], None]) -> None:
    at(shape.after)
    for survey in shape.rounds:
        survey = shape.open(survey)  # noqa: PLW2901 - the row as it stands afterwards
        synthesis = told("synthesis", Request(round=survey))
        assert synthesis.survey.days == tuple(survey.days)
        communes = [commune for area in synthesis.areas for commune in area.communes]
        assert {one.code for one in communes} == {point.unit.code for point in shapes.points(survey)}
        for one in communes:
            assert [day.ballots for day in one.days] == [shape.ballots(survey, one.code, day) for day in survey.days]
            assert [day.visits for day in one.days] == [
                shape.came(survey, one.code, day, locked=True) for day in survey.days
            ]
            assert one.overall == tuple(shape.levels(survey, one.code)[level] for level in CODES)
        minutes = told("minutes", Request(round=survey))
        assert minutes.ballots == tuple(shape.ballots(survey, day=day) for day in survey.days)
        assert sum(filter(None, minutes.visits)) == sum(closed_visits(shape, survey))
        assert (minutes.sealed, minutes.waiting) == (shape.ballots(survey), 0)
        for unit in places(survey):
            told(unit.level, Request(round=survey, unit=unit))
        for day in {survey.first_day, survey.last_day}:
            sheet = told("daily", Request(round=survey, day=day))
            assert sum(point.ballots for area in sheet.areas for point in area.points) == shape.ballots(survey, day=day)


def places(survey: Round) -> Iterator[Unit]:
    """A commune, and its district where there is one."""
    first = shapes.points(survey)[0].unit
    assert first.level == COMMUNE
    yield from [first, first.district] if first.district else [first]


@pytest.mark.parametrize("shape", MONTHS, indirect=True)
def test_the_months_of_a_round_add_up_to_the_round(shape: World, at: Callable[[datetime], None]) -> None:
    at(shape.after)
    for survey in shape.rounds:
        months = sorted({f"{day:%Y-%m}" for day in survey.days})
        ballots = visits = 0
        for month in months:
            figures = told("monthly", Request(month=month, catalogue=survey.catalogue_id))
            mine = next(one for one in figures.rounds if one.slug == survey.slug)
            ballots, visits = ballots + mine.ballots, visits + (mine.visits or 0)
            same = [one for one in shape.rounds if one.catalogue_id == survey.catalogue_id]
            span = monthly_snapshot.span_of(month)
            sent = sum(shape.ballots(one, day=day) for one in same for day in one.days if span.has(day))
            assert sum(area.month.ballots for area in figures.areas) == sent
            assert {one.slug for one in figures.rounds} == {one.slug for one in same if span.meets(one)}
        assert (ballots, visits) == (shape.ballots(survey), sum(closed_visits(shape, survey)))


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("shape", ["both-catalogues"], indirect=True)
@pytest.mark.parametrize("year", [2024, 2025])
def test_a_monthly_report_is_of_the_rounds_of_its_makers_catalogue(
    shape: World, at: Callable[[datetime], None], year: int
) -> None:
    at(shape.after)
    editor = make.account(Role.PROVINCE_EDITOR, make.unit("24", year))
    paper = operations.make("monthly", Request(month="2025-06"), by=editor)
    found = KINDS["monthly"].load_figures(paper.figures)
    assert [one.slug for one in found.rounds] == [one.slug for one in shape.rounds if one.catalogue_id == year]
    with pytest.raises(DomainError, match="không thay đổi"):
        operations.refresh(paper, paper.version, by=editor)
