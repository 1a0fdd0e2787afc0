"""Whose file waits while another is read: of one person one at a time, whatever others read or other work is done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.errors import Conflict
from portal.extensions import db as database
from portal.web.data import clock
from portal.web.jobs.jobs import Job
from portal.web.media import readings
from tests import make

OWN, OTHER = True, False


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ([], False),
        ([(readings.JOB, OWN, "pending")], True),
        ([(readings.JOB, OWN, "done")], False),
        ([(readings.JOB, OWN, "failed")], False),
        ([(readings.JOB, OTHER, "pending")], False),
        ([("poster", OWN, "pending")], False),
        ([(readings.JOB, OWN, "pending"), (readings.JOB, OWN, "done")], False),  # the last counts
        ([(readings.JOB, OWN, "done"), (readings.JOB, OWN, "pending")], True),
        ([(readings.JOB, OWN, "pending"), ("poster", OWN, "done")], True),
    ],
)
def test_of_one_person_one_file_is_read_at_a_time(db, asked, refused):
    me, somebody = make.account(), make.account()
    for minute, (kind, is_own, status) in enumerate(asked):
        job = Job(id=f"{minute:032x}", kind=kind, args={}, status=status, asked_by=(me if is_own else somebody).id)
        job.asked_at = clock.now() + timedelta(minutes=minute)
        database.session.add(job)
    database.session.flush()
    if refused:
        with pytest.raises(Conflict):
            readings.refuse_second(me.id)
    else:
        readings.refuse_second(me.id)
