"""From what is recorded to figures and to the reasons of those who are out."""

from __future__ import annotations

from datetime import date

import pytest

from portal.fieldwork.awards.ranking import (
    CHANNELS,
    COUNTS,
    INSPECTIONS,
    REPORTS,
    ROSTER,
    Facts,
    Findings,
    Report,
    Share,
    candidate,
    faults,
)
from portal.fieldwork.roster.shifts.coverage import AFTERNOON, MORNING, Gap

WED, THU = date(2024, 6, 12), date(2024, 6, 13)


@pytest.fixture(autouse=True)
def _in_a_request(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("facts", "criterion", "value", "words"),
    [
        (Facts(cover=Share(5, 6)), ROSTER, 500 / 6, "5/6 lượt trực"),
        (Facts(locked=Share(3, 3)), COUNTS, 100, "3/3 ngày"),
        (Facts(channels=Share(0, 5)), CHANNELS, 0, "0/5 hình thức"),
        (Facts(report=Report(sent=True, in_time=True, is_over=True)), REPORTS, 100, "đúng hạn"),
        (Facts(report=Report(sent=True, in_time=False, is_over=True)), REPORTS, 0, "gửi muộn"),
        (Facts(report=Report(sent=False, in_time=False, is_over=False)), REPORTS, 0, "chưa gửi"),
        (Facts(findings=Findings()), INSPECTIONS, 100, "chưa kiểm tra"),
        (Facts(findings=Findings(1)), INSPECTIONS, 100, "không có tồn tại"),
        (Facts(findings=Findings(1, in_time=2)), INSPECTIONS, 100, "2 khắc phục đúng hạn"),
        (Facts(findings=Findings(1, late=1, open=1)), INSPECTIONS, 25, "1 chưa khắc phục, 1 khắc phục muộn"),
        (Facts(findings=Findings(2, open=3)), INSPECTIONS, 0, "3 chưa khắc phục"),
    ],
)
def test_figures(facts, criterion, value, words):
    figure = candidate(1, facts).figures[criterion]
    assert float(figure.value) == pytest.approx(value)
    assert figure.words == words


def test_what_is_not_recorded_is_no_figure():
    assert candidate(1, Facts()).figures == {}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (Facts(), []),
        (Facts(unlocked=(WED,)), ["chưa chốt số liệu ngày 12/6"]),
        (Facts(abnormal=(WED, THU)), ["vượt bất thường, cần kiểm tra: ngày 12/6, 13/6"]),
        (
            Facts(bare=(Gap(WED, MORNING, 1), Gap(THU, AFTERNOON, 1))),
            ["không có người trực sáng 12/6, chiều 13/6"],
        ),
        (Facts(report=Report(sent=False, in_time=False, is_over=True)), ["chưa gửi báo cáo"]),
        (Facts(report=Report(sent=False, in_time=False, is_over=False)), []),
        (Facts(report=Report(sent=True, in_time=False, is_over=True)), []),
        (Facts(findings=Findings(2, open=3), cover=Share(1, 6)), []),
        (
            Facts(unlocked=(THU,), abnormal=(WED,)),
            ["chưa chốt số liệu ngày 13/6", "vượt bất thường, cần kiểm tra: ngày 12/6"],
        ),
    ],
)
def test_rules_that_put_a_commune_out(facts, why):
    assert faults(facts) == why
