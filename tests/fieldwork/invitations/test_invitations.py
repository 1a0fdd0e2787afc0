"""The register of invitations: only where the plan asks for it, only after «chốt», told by district and province."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from portal.documents.annexes.method_annex import annex_11
from portal.documents.synthesis import method
from portal.documents.synthesis.figures import Invitations
from portal.errors import Conflict, DomainError
from portal.fieldwork.invitations import operations, queries
from portal.fieldwork.reporting.content import figure_sources
from portal.fieldwork.visits import operations as visits
from portal.fieldwork.visits import queries as visit_queries
from portal.surveys.plan import public_parts
from portal.web.data import clock
from portal.web.data.versioned import StaleRow
from tests import make
from tests.documents import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.accounts.models import Account
    from portal.surveys.models import Point
    from tests.browser import PageClient

DAY = date(2024, 6, 12)
PATH = "/visits/2024-06-12/invited"
LINK = "Nhập số người được mời"


def counted() -> dict[str, Any]:
    plan: dict[str, Any] = replace(make.plan_198(), invitations=public_parts.Invitations(counted=True)).to_json()
    return plan


@pytest.fixture
def head(db: object) -> Account:
    return make.account("commune_lead", full_name="Trần Văn Trưởng")


@pytest.fixture
def point(head: Account, at: Callable[[object], None]) -> Point:
    """A desk in a round with the register, its first day entered and not «chốt»."""
    survey = make.survey_round(plan=counted())
    at(clock.at(DAY, 15))
    [found, *_others] = visit_queries.points_of(make.unit("07507"))
    assert found.round_id == survey.id
    visits.save_visits(found, DAY, visits=40, source="direct", version=0, by=head)
    return found


def lock(point: Point, head: Account) -> None:
    visits.lock_day(point, DAY, version=1, by=head)


def save(point: Point, head: Account, morning: int, afternoon: int, version: int = 0) -> None:
    operations.save_tally(point, DAY, morning=morning, afternoon=afternoon, version=version, by=head)


def test_before_the_day_is_closed_nothing_is_taken(point: Point, head: Account) -> None:
    with pytest.raises(Conflict, match="chưa chốt"):
        save(point, head, 20, 15)
    assert queries.tally_of(point, DAY) is None


def test_a_tally_is_kept_by_half_days_and_changed_by_who_saw_it(point: Point, head: Account) -> None:
    lock(point, head)
    save(point, head, 20, 15)
    with pytest.raises(StaleRow):
        save(point, head, 21, 15)
    save(point, head, 22, 15, version=1)
    assert queries.invited_by_unit(make.unit("24"), point.round) == {point.unit_id: 37}
    ((day, communes, morning, afternoon),) = queries.invited_by_day(make.unit("219"), point.round)
    assert (day, communes, morning + afternoon) == (DAY, 1, 37)
    assert figure_sources.district_figures(make.unit("219"), point.round).tallied == 1


@pytest.mark.parametrize(("morning", "afternoon"), [(-1, 0), (0, 5001)])
def test_only_whole_numbers_that_can_be_are_taken(point: Point, head: Account, morning: int, afternoon: int) -> None:
    lock(point, head)
    with pytest.raises(DomainError, match=r"từ 0 đến 5\.000"):
        save(point, head, morning, afternoon)


def test_a_plan_without_a_register_takes_none(head: Account, at: Callable[[object], None]) -> None:
    make.survey_round()
    at(clock.at(DAY, 15))
    [found] = visit_queries.points_of(make.unit("07507"))
    with pytest.raises(Conflict, match="không yêu cầu"):
        save(found, head, 1, 1)


def test_the_page_asks_once_the_day_is_closed(point: Point, head: Account, sign_in: Callable[..., PageClient]) -> None:
    browser = sign_in(head)
    assert browser.get(PATH).status == 409
    assert LINK not in browser.get("/visits/2024-06-12").text
    # the requests have put the session of this test aside
    lock(visit_queries.points_of(make.unit("07507"))[0], head)
    assert LINK in browser.get("/visits/2024-06-12").text
    assert browser.submit(PATH, {"morning": "20", "afternoon": "x"}).status == 422
    assert browser.submit(PATH, {"morning": "20", "afternoon": "15"}).status == 303
    tally = queries.tally_of(make.point("07507"), DAY)
    assert tally is not None
    assert (tally.morning, tally.afternoon) == (20, 15)


def test_the_method_annex_says_how_many_were_invited_or_that_nobody_knows() -> None:
    figures = samples.province_2024()
    assert method.invited(figures).startswith("Không biết số người được mời")
    whole = Invitations(812, 14)
    held = replace(figures, invitations=(whole, *[Invitations(None, 0)] * len(figures.areas)))
    assert "14/209 đơn vị, có 812 lượt người được mời" in method.invited(held)
    assert "không phải là tỷ lệ trả lời" in method.invited(held)
    rows = annex_11(held).tables[1].rows
    assert [cell.text for cell in rows[-1].cells] == ["14", "812"]
    assert rows[0].cells[1].text == "chưa có số liệu"
