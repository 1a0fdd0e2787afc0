"""A round with ballots for tests of results: filled, closed, opened, tallied."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from portal.accounts.permissions import Role
from portal.extensions import db
from portal.fieldwork.visits.models import VisitCount
from portal.results.tallying import tallying
from portal.surveys.models import Round
from portal.web.data import clock
from tests import kept_worlds, make

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portal.surveys.models import Point

QUESTIONS = tuple(f"Q{n}" for n in range(1, 15))
AFTER = clock.end_of(make.LAST_DAY) + timedelta(hours=12)


def sheet(level: int, **changes: int) -> dict[str, int]:
    """One answer sheet with the same level everywhere, but for what is named."""
    return {**dict.fromkeys(QUESTIONS, level), **changes}


def sheets(counts: Mapping[int, int], **changes: int) -> list[dict[str, int]]:
    """As many sheets of each level as the counts say."""
    return [sheet(level, **changes) for level, many in counts.items() for _ in range(many)]


def visits(at: Point, figures: Iterable[int | None], *, locked: bool = True) -> None:
    """The visits of a point's days, closed unless said otherwise."""
    account = make.account(Role.COMMUNE_LEAD)
    for number, figure in enumerate(figures):
        if figure is None:
            continue
        day = make.FIRST_DAY + timedelta(days=number)
        when = clock.at(day, 17)
        db.session.add(
            VisitCount(
                point_id=at.id,
                day=day,
                visits=figure,
                source="direct",
                entered_by=account.id,
                entered_at=when,
                locked_by=account.id if locked else None,
                locked_at=when if locked else None,
            )
        )
    db.session.flush()


def opened(survey: Round) -> Round:
    """Results opened by hand and tallied, as if two persons had done it."""
    survey.results_opened_at = AFTER
    db.session.commit()
    with clock.moved_to(AFTER):
        tallying.make(survey, lambda _done, _total: None)
    db.session.commit()
    return db.session.get_one(Round, survey.id)


def province(ballots: Mapping[str, Mapping[int, int]], **changes: Any) -> Round:
    """An opened round over the small catalogue: how many sheets of each level every commune gave."""
    survey = make.survey_round(**changes)
    for code, counts in ballots.items():
        point = make.point(code, survey)
        make.ballots(point, sheets(counts))
        visits(point, (sum(counts.values()), 0, 0))
    return opened(survey)


def kept_province(ballots: Mapping[str, Mapping[int, int]]) -> Round:
    """The same for many tests: made now, or as this process made it before. Not where a test changes how it is made."""
    return kept_worlds.once(f"province {ballots}", lambda: province(ballots))
