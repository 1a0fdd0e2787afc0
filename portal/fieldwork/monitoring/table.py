"""The table units × steps: which rows a reader asks for, in which order, on the screen and in the file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.fieldwork.monitoring.steps import STEPS, Progress, labels
from portal.surveys.plan.plan import Plan
from portal.web.media.sheets import Cell
from portal.web.ui.listing import Columns, ListFilter, Listing

EVERY = "1"


@dataclass(frozen=True)
class MonitoringFilter(ListFilter):
    """What is asked of the table: `status` is a step with something left, `every` shows units with nothing left too."""

    every: str = ""

    @property
    def shows_every(self) -> bool:
        """Whether units with nothing left stay in: asked for, or searched for by name."""
        return self.every == EVERY or bool(self.typed)


LISTING: Listing[Progress] = Listing(
    has=lambda row, step: step in row.steps and row.steps[step].is_left,
    matches=lambda row, list_filter: row.unit.is_meant(list_filter.typed, list_filter.district),
    orders={"unit": lambda row: row.unit.sort_key, "left": lambda row: (-row.left, not row.is_late)},
    usual_order="left",
)


def rows(every: Sequence[Progress], list_filter: MonitoringFilter) -> list[Progress]:
    """The rows that a filter leaves: those with most left first."""
    found = LISTING.apply(every, list_filter)
    return found if list_filter.shows_every else [row for row in found if row.left]


def columns(plan: Plan) -> Columns[Progress]:
    """The columns of the file."""
    return [
        (_("%(Communes)s"), lambda row: row.unit.capital),
        *district_column(plan),
        *((label, step_cell(step)) for step, label in labels(plan).items()),
        (_("Số việc còn lại"), lambda row: row.left),
    ]


def district_column(plan: Plan) -> Columns[Progress]:
    """The district of each unit, where there are districts."""
    if not plan.has_districts:
        return []
    return [(_("%(District)s"), lambda row: row.unit.district.title if row.unit.district else None)]


def step_cell(step: str) -> Callable[[Progress], Cell]:
    """A step in words."""
    return lambda row: row.steps[step].words


@dataclass(frozen=True)
class Bar:
    """How many units have passed a step."""

    step: str
    words: str
    passed: int


def funnel(every: Sequence[Progress], words: dict[str, str]) -> list[Bar]:
    """The steps in order, each with how many units have it behind them."""
    return [Bar(step, words[step], sum(row.steps[step].is_passed for row in every)) for step in STEPS if step in words]
