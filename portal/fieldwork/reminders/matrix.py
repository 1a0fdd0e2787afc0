"""Unit × day of what is missing, made once for the page, the file and the reminders of «Gửi nhắc tất cả»."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from portal.accounts.tasks import Task
from portal.fieldwork import tasks
from portal.fieldwork.reminders import queries
from portal.fieldwork.tasks import Scope
from portal.surveys.models import Point
from portal.web.media.sheets import Cell
from portal.web.ui.formats import day_month, stamp
from portal.web.ui.listing import Columns, DayFilter, Listing

WHOLE_ROUND = "round"
"""The filter for what is owed for the round as a whole."""
ANY_RULE = "any"


@dataclass(frozen=True)
class Row:
    """A commune: what it owes, by day (None: for the round as a whole), and when it was reminded."""

    point: Point
    owed: tuple[Task, ...]
    reminded_at: datetime | None = None

    def on(self, day: date | None) -> list[Task]:
        """What is owed for a day."""
        return [task for task in self.owed if task.day == day]


LISTING: Listing[Row] = Listing(
    has=lambda row, _rule: bool(row.owed),
    matches=lambda row, list_filter: row.point.unit.is_named(list_filter.typed, list_filter.district),
    orders={"unit": lambda row: row.point.unit.sort_key, "missing": lambda row: len(row.owed)},
)


def covers(list_filter: DayFilter, task: Task) -> bool:
    """Whether something owed is of the rule (`status`) and of the day that a filter asks for."""
    day = task.day.isoformat() if task.day else WHOLE_ROUND
    return list_filter.status in {"", ANY_RULE, task.rule} and list_filter.day in {"", day}


def rows(scope: Scope, list_filter: DayFilter) -> list[Row]:
    """The communes that search, district, rule and day leave."""
    by_point: dict[int, list[Task]] = {}
    for task in tasks.urged(scope):
        if covers(list_filter, task):
            by_point.setdefault(task.point, []).append(task)
    reminded = queries.last_by_point(scope.top, scope.round)
    all_rows = (Row(point, tuple(by_point.get(point.id, ())), reminded.get(point.id)) for point in scope.points)
    return LISTING.apply(all_rows, list_filter)


def days_shown(scope: Scope, list_filter: DayFilter) -> list[date | None]:
    """The days on the screen, then the round as a whole."""
    every: list[date | None] = [*scope.days, None]
    return [day for day in every if list_filter.day in {"", day.isoformat() if day else WHOLE_ROUND}]


def heads(days: Sequence[date | None]) -> list[str]:
    """The columns' heads."""
    return [day_month(day) if day else _("Cả đợt") for day in days]


def counts(matrix_rows: Sequence[Row]) -> Mapping[str, int]:
    """How many communes lag by each rule."""
    counted: dict[str, int] = {}
    for row in matrix_rows:
        # a commune that owes a rule for several days is one commune
        for rule in {task.rule for task in row.owed}:
            counted[rule] = counted.get(rule, 0) + 1
    return counted


def columns(days: Sequence[date | None]) -> Columns[Row]:
    """The columns of the file."""
    return [
        (_("%(Communes)s"), lambda row: row.point.unit.capital),
        (_("%(District)s"), lambda row: row.point.unit.district.capital if row.point.unit.district else ""),
        *((head, day_cell(day)) for head, day in zip(heads(days), days, strict=True)),
        (_("Số việc còn thiếu"), lambda row: len(row.owed)),
        (_("Nhắc gần nhất"), lambda row: reminded_words(row.reminded_at)),
    ]


def day_cell(day: date | None) -> Callable[[Row], Cell]:
    """What is owed for a day, in words."""
    return lambda row: "; ".join(tasks.rule_words(task.rule) for task in row.on(day))


def reminded_words(moment: datetime | None) -> str:
    """«14:00, 13/6/2024», of today «14:00»; empty where nobody was reminded."""
    return stamp(moment) if moment else ""
