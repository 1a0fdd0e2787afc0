"""What became of a theme's comments: the documents that passed them on and that answered them, where it can be read.

Nothing is called settled without a document: each step is told by its number and day (`docs/states.md`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _

from portal.errors import DomainError
from portal.results.models import Theme
from portal.web.ui.formats import short_date


@dataclass(frozen=True)
class Outcome:
    """A document's number and day for each step, and where the answer is public; empty and None where there is none."""

    passed_number: str = ""
    passed_on: date | None = None
    answered_number: str = ""
    answered_on: date | None = None
    published_in: str = ""


FIELDS = tuple(Outcome.__dataclass_fields__)


def outcome_of(typed: Mapping[str, Any]) -> Outcome:
    """The fields of a form, blanks at their ends taken off."""
    values: dict[str, Any] = {name: value.strip() if isinstance(value, str) else value for name, value in typed.items()}
    return Outcome(**values)


def of_theme(theme: Theme) -> Outcome:
    """As its row keeps it."""
    return Outcome(**{name: getattr(theme, name) for name in FIELDS})


def check(outcome: Outcome, today: date) -> None:
    """A number has its day and a day its number, none lies ahead, no answer before the passing on; else DomainError."""
    steps = (
        ("passed", outcome.passed_number, outcome.passed_on),
        ("answered", outcome.answered_number, outcome.answered_on),
    )
    for step, number, day in steps:
        if bool(number) != bool(day):
            lacking = f"{step}_{'on' if number else 'number'}"
            raise DomainError(_("Ghi đủ số và ngày của văn bản, hoặc để trống cả hai."), lacking)
        if day and day > today:
            raise DomainError(_("Ngày của văn bản không được sau ngày hôm nay."), f"{step}_on")
    if outcome.passed_on and outcome.answered_on and outcome.answered_on < outcome.passed_on:
        raise DomainError(_("Ngày trả lời phải từ ngày chuyển trở đi."), "answered_on")
    if outcome.published_in and not outcome.answered_on:
        raise DomainError(_("Ghi số, ngày văn bản trả lời trước khi ghi nơi công khai."), "answered_number")


def as_of(outcome: Outcome, until: date) -> Outcome:
    """Without the documents of later days; where it is public is told with the answer alone."""
    if outcome.passed_on and outcome.passed_on > until:
        outcome = replace(outcome, passed_number="", passed_on=None)
    if outcome.answered_on and outcome.answered_on > until:
        outcome = replace(outcome, answered_number="", answered_on=None, published_in="")
    return outcome


def in_words(outcome: Outcome) -> str:
    """«Đã chuyển (số 15-CV/BDVTU ngày 02/7/2024); đã có văn bản trả lời (…); công khai tại …»; empty for none."""
    parts = []
    if outcome.passed_on:
        parts.append(f"đã chuyển (số {outcome.passed_number} ngày {short_date(outcome.passed_on)})")
    if outcome.answered_on:
        parts.append(f"đã có văn bản trả lời (số {outcome.answered_number} ngày {short_date(outcome.answered_on)})")
    if outcome.published_in:
        parts.append(f"công khai tại {outcome.published_in}")
    return "; ".join(parts)


def days(outcome: Outcome) -> tuple[date, ...]:
    """The days of its documents."""
    return tuple(day for day in (outcome.passed_on, outcome.answered_on) if day)
