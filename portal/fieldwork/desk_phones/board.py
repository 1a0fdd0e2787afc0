"""The phones of many desks on one day: their state, and how fast each one goes, in coarse steps only (P7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.ballots.desks import queries
from portal.ballots.desks.models import DeskPhone
from portal.surveys.models import Round
from portal.units.models import Unit
from portal.web.data import clock
from portal.web.media.sheets import moment
from portal.web.ui.listing import Columns, Listing

OPEN, CLOSED, FAST = "open", "closed", "fast"
# coarse, and of hours that are over: they do not tell who sent which ballot when (P7)
TOTAL_STEPS = (10, 20, 60)
HOUR_STEPS = (10, 30, 60)


@dataclass(frozen=True)
class Line:
    """One phone; `total` and `hour` are the steps its ballots lie in, None while no hour is over."""

    phone: DeskPhone
    total: int | None = None
    hour: int | None = None

    @property
    def unit(self) -> Unit:
        unit: Unit = self.phone.point.unit
        return unit

    @property
    def is_open(self) -> bool:
        """Whether it takes ballots now."""
        return self.phone.closed_at is None and self.phone.day == clock.today()

    @property
    def is_fast(self) -> bool:
        """Whether one of its hours has to be looked at."""
        return self.hour is not None and self.hour >= len(HOUR_STEPS) - 1

    @property
    def state(self) -> str:
        if self.is_open:
            return _("đang dùng")
        return _("đã đóng") if self.phone.closed_at is not None else _("hết ngày")

    @property
    def shape(self) -> str:
        return "dat" if self.is_open else "chot"

    @property
    def total_words(self) -> str:
        return "-" if self.total is None else step_words(self.total, TOTAL_STEPS)

    @property
    def hour_words(self) -> str:
        return "-" if self.hour is None else step_words(self.hour, HOUR_STEPS)

    @property
    def hour_shape(self) -> str:
        """The shape beside a fast hour; empty for the others."""
        if not self.is_fast:
            return ""
        return "cao_bat_thuong" if self.hour == len(HOUR_STEPS) else "cao_can_giai_trinh"

    def has(self, status: str) -> bool:
        """Whether the line belongs to what the reader filters by."""
        return {"": True, OPEN: self.is_open, CLOSED: not self.is_open, FAST: self.is_fast}.get(status, False)


def step(n: int, steps: Sequence[int]) -> int:
    """The step a number lies in, 0 for the lowest."""
    return sum(n >= least for least in steps)


def step_words(number: int, steps: Sequence[int]) -> str:
    """A step in words: «dưới 10», «10–19», «từ 60»."""
    if number == 0:
        return _("dưới %(n)s phiếu", n=steps[0])
    if number == len(steps):
        return _("từ %(n)s phiếu", n=steps[-1])
    return _("%(low)s–%(high)s phiếu", low=steps[number - 1], high=steps[number] - 1)


def lines(round_: Round, top: Unit, day: date) -> list[Line]:
    """Every phone of a subtree on a day, in the order of the unit list."""
    phones = queries.phones_in(top, round_, day)
    paces = queries.paces(phones)
    return [
        Line(phone, step(paces[phone.id][0], TOTAL_STEPS), step(paces[phone.id][1], HOUR_STEPS))
        if phone.id in paces
        else Line(phone)
        for phone in phones
    ]


LISTING: Listing[Line] = Listing(
    has=Line.has,
    matches=lambda line, list_filter: line.unit.is_meant(list_filter.typed, list_filter.district),
    orders={
        "unit": lambda line: (line.unit.sort_key, line.phone.number),
        # phones of which no hour is over stand below those of the lowest step
        "total": lambda line: -1 if line.total is None else line.total,
        "hour": lambda line: -1 if line.hour is None else line.hour,
    },
)


def columns(day: date) -> Columns[Line]:
    """The columns of the file."""
    return [
        (_("Đơn vị"), lambda line: line.unit.full),
        (_("Ngày"), lambda _line: day),
        (_("Máy số"), lambda line: line.phone.number),
        (_("Đăng ký lúc"), lambda line: moment(line.phone.enrolled_at)),
        (_("Tình trạng"), lambda line: line.state),
        (_("Số phiếu"), lambda line: line.total_words),
        (_("Giờ nhiều nhất"), lambda line: line.hour_words),
    ]
