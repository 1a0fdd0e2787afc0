"""P21: the same moments decide alike, whatever zone the server is set to."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from portal.ballots.submission_status import SubmissionStatus, Window

OPENS, CLOSES = datetime(2024, 6, 11, 17, tzinfo=UTC), datetime(2024, 6, 14, 17, tzinfo=UTC)
WINDOW = Window(OPENS, CLOSES)
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Tokyo"])
def server_zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("moment", "gate"),
    [
        (OPENS - SECOND, SubmissionStatus.EARLY),
        (OPENS, SubmissionStatus.OPEN),
        (CLOSES - SECOND, SubmissionStatus.OPEN),
        (CLOSES, SubmissionStatus.OVER),
        (CLOSES + SECOND, SubmissionStatus.OVER),
    ],
)
def test_a_form_is_issued_inside_the_window(server_zone, moment, gate):
    assert WINDOW.status(moment) is gate


@pytest.mark.parametrize(
    ("moment", "issued", "gate"),
    [
        (CLOSES, CLOSES - SECOND, SubmissionStatus.OPEN),
        (CLOSES + timedelta(minutes=15) - SECOND, CLOSES - SECOND, SubmissionStatus.OPEN),
        (CLOSES + timedelta(minutes=15), CLOSES - SECOND, SubmissionStatus.OVER),
        (CLOSES + SECOND, CLOSES, SubmissionStatus.OVER),
        (OPENS - SECOND, OPENS - SECOND, SubmissionStatus.EARLY),
        (OPENS, OPENS - SECOND, SubmissionStatus.TOO_OLD),
        (OPENS, OPENS, SubmissionStatus.OPEN),
        (CLOSES + SECOND, OPENS - SECOND, SubmissionStatus.TOO_OLD),
        (CLOSES + timedelta(minutes=15, seconds=1), OPENS - SECOND, SubmissionStatus.OVER),
    ],
)
def test_a_form_issued_in_time_is_taken_in_the_grace(server_zone, moment, issued, gate):
    assert WINDOW.status_of_form(moment, issued.timestamp()) is gate


def test_a_form_of_the_second_in_which_a_round_opens_is_taken():
    opens = OPENS + timedelta(milliseconds=700)
    window = Window(opens, CLOSES)
    assert window.status_of_form(opens, int(opens.timestamp())) is SubmissionStatus.OPEN
    assert window.status_of_form(opens, int(opens.timestamp()) - 1) is SubmissionStatus.TOO_OLD


def test_opened_results_shut_the_window():
    shut = Window(OPENS, CLOSES, is_closed=True)
    assert shut.status(CLOSES - SECOND) is SubmissionStatus.OVER
    assert shut.status_of_form(CLOSES + SECOND, (CLOSES - SECOND).timestamp()) is SubmissionStatus.OVER
