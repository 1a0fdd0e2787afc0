"""How a commune stands on each criterion that the plan takes from the survey. Pure; it decides nothing.

Taking part is met or not: more than the least asked for counts no more, else ballots would be stuffed. A share is met
where its interval lies at or above the threshold, not met where it lies below; else, as with few opinions or figures
that are still to be explained, there is no ground to say either.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.results.scoring import Score
from portal.results.statistics.tables import CommuneRow
from portal.surveys.plan.recognition import SATISFIED, Criterion
from portal.surveys.turnout import Status
from portal.web.ui.listing import Columns, Listing

MET, NOT_MET, OPEN = "met", "not_met", "open"
SHAPES = {MET: "dat", NOT_MET: "thap", OPEN: "chua_du_so_lieu"}


@dataclass(frozen=True)
class Compared:
    """A commune and its standing on each criterion, in the plan's order."""

    row: CommuneRow
    standings: tuple[str, ...]

    @property
    def met(self) -> int:
        return self.standings.count(MET)

    @property
    def overall(self) -> str:
        """All met; one not met; else open."""
        if NOT_MET in self.standings:
            return NOT_MET
        return OPEN if OPEN in self.standings else MET


def labels() -> dict[str, str]:
    return {MET: _("Đáp ứng"), NOT_MET: _("Chưa đáp ứng"), OPEN: _("Chưa đủ căn cứ")}


def by_turnout(status: str) -> str:
    """Met from the least asked for on; what has to be explained or is not complete stays open."""
    return {Status.DAT: MET, Status.THAP: NOT_MET}.get(Status(status), OPEN)


def by_share(score: Score, least: int, least_opinions: int) -> str:
    """The share satisfied against a threshold in percent, by its interval."""
    if score.n < least_opinions or score.low is None or score.high is None:
        return OPEN
    if score.low >= least:
        return MET
    return NOT_MET if score.high < least else OPEN


def standing(criterion: Criterion, row: CommuneRow, least_opinions: int) -> str:
    if criterion.measure == SATISFIED:
        return by_share(row.score, criterion.least, least_opinions)
    return by_turnout(row.line.status)


def compare(criteria: Sequence[Criterion], rows: Sequence[CommuneRow], least_opinions: int) -> list[Compared]:
    return [Compared(row, tuple(standing(one, row, least_opinions) for one in criteria)) for row in rows]


LISTING: Listing[Compared] = Listing(
    has=lambda one, state: one.overall == state,
    matches=lambda one, asked: one.row.line.unit.is_named(asked.typed, asked.district),
    orders={"unit": lambda one: one.row.line.unit.position, "met": lambda one: -one.met},
)


def columns(criteria: Sequence[Criterion]) -> Columns[Compared]:
    """The Excel file: a column a criterion."""
    words = labels()
    named = [
        (criterion.text, lambda one, place=place: words[one.standings[place]])
        for place, criterion in enumerate(criteria)
    ]
    return [
        (_("Mã đơn vị"), lambda one: one.row.line.unit.code),
        (_("Đơn vị"), lambda one: one.row.line.unit.full),
        *named,
        (_("Đối chiếu"), lambda one: words[one.overall]),
    ]
