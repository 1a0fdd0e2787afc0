"""A month as its days from the first to the last."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from portal.documents.lifecycle.requests import MONTH
from portal.errors import DomainError
from portal.surveys.models import Round


class Span(NamedTuple):
    """Days from the first to the last, both counted."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last

    def meets(self, round_: Round) -> bool:
        return round_.first_day <= self.last and round_.last_day >= self.first


def span_of(month: str) -> Span:
    """The days of «2024-06»."""
    match = MONTH.fullmatch(month)
    if match is None:
        raise DomainError(_("Tháng viết theo dạng năm-tháng, ví dụ 2024-06."), "month")
    return span_from(date(int(match[1]), int(match[2]), 1))


def span_from(first: date) -> Span:
    """The month that begins on a day."""
    return Span(first, first.replace(day=monthrange(first.year, first.month)[1]))
