"""Months and days that are typed for a paper, the day it may bear, and names as a certificate writes them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from portal.documents.lifecycle import operations, step_views
from portal.documents.signing import signature_check
from portal.errors import DomainError

DAYS = [date(2024, 6, 12), date(2024, 6, 13), date(2024, 6, 14)]
ROUND = SimpleNamespace(days=DAYS)


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("6/2024", "2024-06"),
        ("06/2024", "2024-06"),
        (" Tháng 12/2024 ", "2024-12"),
        ("tháng 1 - 2024", "2024-01"),
        ("6.2024", "2024-06"),
        ("2024-06", "2024-06"),
        ("2024-12", "2024-12"),
    ],
)
def test_a_month_is_read_as_people_and_browsers_write_it(typed, month):
    assert step_views.month_of(typed) == month


@pytest.mark.parametrize(
    "typed", ["", "0/2024", "13/2024", "2024-00", "2024-13", "2024-6", "6/1999", "6/24", "tháng sáu"]
)
def test_what_is_no_month_is_refused(app, typed):
    with app.test_request_context(), pytest.raises(DomainError, match="Nhập tháng"):
        step_views.month_of(typed)


@pytest.mark.parametrize(("typed", "day"), [("2024-06-12", DAYS[0]), ("2024-06-14", DAYS[2])])
def test_a_day_is_one_of_the_rounds(typed, day):
    assert step_views.day_of(ROUND, typed) == day


@pytest.mark.parametrize("typed", ["", "2024-06-11", "2024-06-15", "12/6/2024"])
def test_another_day_is_refused(app, typed):
    with app.test_request_context(), pytest.raises(DomainError, match="Ngày này không thuộc"):
        step_views.day_of(ROUND, typed)


@pytest.mark.parametrize(
    ("kind", "round_", "issued_on", "is_early"),
    [
        ("synthesis", ROUND, date(2024, 6, 13), True),
        ("synthesis", ROUND, date(2024, 6, 14), False),
        ("synthesis", ROUND, None, False),
        ("synthesis", None, date(2024, 6, 13), False),
        ("monthly", ROUND, date(2024, 6, 13), False),
    ],
)
def test_a_report_on_a_round_bears_no_day_before_its_last(app, kind, round_, issued_on, is_early):
    document = SimpleNamespace(kind=kind, round=round_)
    with app.test_request_context():
        if is_early:
            with pytest.raises(DomainError, match="từ ngày kết thúc"):
                operations.refuse_early(document, issued_on)
        else:
            operations.refuse_early(document, issued_on)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (None, ""),
        ("", ""),
        ("Ban Dân vận", "Ban Dân vận"),
        (["Tỉnh ủy", "Ban Dân vận"], "Tỉnh ủy, Ban Dân vận"),
        ("  nhiều \n dòng ", "nhiều dòng"),
        ("x" * 201, "x" * 200),
    ],
)
def test_a_certificates_name_is_one_short_line(value, line):
    assert signature_check.text(value) == line
