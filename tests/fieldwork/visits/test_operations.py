"""The races that no page can be fast enough to show."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portal.extensions import db as database
from portal.fieldwork.visits import operations, queries
from portal.fieldwork.visits.models import VisitCount
from portal.web.data import clock, versioned
from portal.web.data.versioned import StaleRow
from tests import make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.accounts.models import Account
    from portal.surveys.models import Point

DAY = date(2024, 6, 13)


@pytest.fixture
def point(db: object) -> Iterator[Point]:
    make.survey_round()
    with clock.moved_to(clock.at(DAY, 15)):
        yield queries.points_of(make.unit("07507"))[0]


@pytest.fixture
def head(point: Point) -> Account:
    return make.account("commune_lead", full_name="Trần Văn Trưởng")


def test_of_two_first_figures_the_second_is_told_of_the_first(point: Point, head: Account) -> None:
    operations.add_first_visits(point, DAY, visits=36, source="direct", by=head)
    with pytest.raises(StaleRow, match="đồng chí Trần Văn Trưởng sửa lúc 15:00"):
        operations.add_first_visits(point, DAY, visits=40, source="direct", by=head)
    there = queries.count_of(point, DAY)
    assert there is not None
    assert there.visits == 36


def test_a_row_changed_between_reading_and_writing_is_not_overwritten(point: Point, head: Account) -> None:
    count = operations.add_first_visits(point, DAY, visits=36, source="direct", by=head)
    behind = update(VisitCount).where(VisitCount.id == count.id).values(visits=40, version=2)
    database.session.execute(behind.execution_options(synchronize_session=False))
    with pytest.raises(StaleRow):
        versioned.update_entered(count, visits=50)
    there = queries.count_of(point, DAY)
    assert there is not None
    assert there.visits == 40


def test_an_unknown_source_or_number_never_reaches_the_table(point: Point, head: Account) -> None:
    for visits, source in ((-1, "direct"), (5001, "direct"), (36, "guess")):
        with pytest.raises(operations.DomainError):
            operations.save_visits(point, DAY, visits=visits, source=source, version=0, by=head)
    assert queries.count_of(point, DAY) is None
