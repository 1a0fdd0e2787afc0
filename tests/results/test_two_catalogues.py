"""Results of 2024 and of 2025 under the same paths: what is read for a place is of the catalogue of its own year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.extensions import db as database
from portal.fieldwork.turnout import queries as turnout_queries
from portal.results import queries
from portal.results.exclusions import exclusions
from portal.results.statistics.basis import basis_of
from portal.results.tallying import tallying
from portal.surveys import queries as surveys
from portal.surveys.models import Round
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.browser import PageClient

YEARS = [(2024, 2025), (2025, 2024)]

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.parametrize(("year", "other"), YEARS)]


@pytest.fixture(autouse=True)
def opened(db: object, at: Callable[[datetime], None]) -> None:
    """The same places in both catalogues; in each a round with ballots, its results counted."""
    for year in (2024, 2025):
        make.units_small(year)
        survey = make.survey_round(f"khao-sat-{year}", catalogue_id=year)
        make.ballots(make.point(of=survey), [{"Q14": 5}] * (year - 2000))
        survey.results_opened_at = clock.end_of(make.LAST_DAY)
    database.session.commit()
    at(clock.at(make.LAST_DAY, 23))
    for year in (2024, 2025):
        tallying.make(round_of(year), lambda *_: None)
        database.session.commit()


def round_of(year: int) -> Round:
    return database.session.scalars(select(Round).where(Round.catalogue_id == year)).one()


@pytest.mark.parametrize("code", ["24", "219", "07507"])
def test_a_place_has_no_figures_in_a_round_of_the_other_year(year: int, other: int, code: str) -> None:
    top, policy = make.unit(code, year), basis_of(round_of(year)).policy
    assert sum(queries.answers(top, round_of(year))["Q14"].values()) == year - 2000
    assert queries.answers(top, round_of(other)) == {}
    assert queries.answers_by_point(top, round_of(other), "Q14") == {}
    assert turnout_queries.settled_lines(top, round_of(other), policy) == []
    assert turnout_queries.lines(round_of(other), top, [make.FIRST_DAY], policy) == []
    assert turnout_queries.lines(round_of(year), top, [make.FIRST_DAY], policy)
    assert exclusions.requests_in(top, round_of(other)) == []
    assert surveys.point_in(top, round_of(other), "07507") is None
    assert surveys.point_in(top, round_of(year), "07507") is not None


def test_no_page_of_results_opens_for_the_other_year(sign_in: Callable[..., PageClient], year: int, other: int) -> None:
    editor = sign_in(make.account("province_editor", make.unit("24", year)))
    for address in ("/results/{}", "/results/{}/communes", "/board/{}", "/board/{}/units/07507"):
        assert editor.get(address.format(f"khao-sat-{year}")).status == 200, address
        assert editor.get(address.format(f"khao-sat-{other}")).status == 404, address
