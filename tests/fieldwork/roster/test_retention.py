"""Helpers' telephones: kept for 90 days after the round, then gone from lists, keys and files."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.extensions import db as database
from portal.fieldwork.roster import retention
from portal.fieldwork.roster.lists import papers
from portal.fieldwork.roster.models import Helper, Shift
from portal.web.data import clock, files
from portal.web.data.files import StoredFile
from portal.web.jobs.jobs import Job
from tests import make
from tests.fieldwork.roster.desks import on

LAST_MOMENT = clock.at(date(2024, 9, 12), 23)
AFTER = clock.at(date(2024, 9, 13), 1)


@pytest.fixture(autouse=True)
def survey(db, at):
    found = make.survey_round()
    at(clock.at(date(2024, 6, 6), 9))
    on("07507")
    on("07519", name="Trần Văn Bình", phone="0123456702")
    for what in (papers.INTERNAL, papers.PUBLIC):
        stored = files.store_file("tep.pdf", "application/pdf", b"%PDF")
        job = Job(id=what.ljust(32, "0"), kind=papers.KIND, args={"round": found.slug, "what": what}, status="done")
        job.asked_at, job.file_id = clock.now(), stored.id
        database.session.add(job)
    database.session.commit()
    return found


def kept() -> tuple[set[str], int]:
    phones = set(database.session.scalars(select(Helper.phone)))
    return phones, database.session.scalar(select(func.count()).select_from(StoredFile))


def test_nothing_is_wiped_until_ninety_days_after_closing(at):
    at(LAST_MOMENT)
    retention.run()
    assert kept() == ({"0123456701", "0123456702"}, 2)


def test_then_telephones_keys_and_internal_files_go_and_names_and_shifts_stay(at):
    before = set(database.session.scalars(select(Shift.person)))
    at(AFTER)
    retention.run()
    assert kept() == ({""}, 1)
    assert set(database.session.scalars(select(Helper.full_name))) == {"Nguyễn Văn An", "Trần Văn Bình"}
    after = list(database.session.scalars(select(Shift.person)))
    assert len(after) == 2
    assert not before & set(after)
    event = database.session.scalars(select(Event).where(Event.action == "roster.phones-wiped")).one()
    assert event.detail == {"helpers": 2, "files": 1}


def test_it_is_done_once(at):
    at(AFTER)
    retention.run()
    retention.run()
    events = select(func.count()).select_from(Event).where(Event.action == "roster.phones-wiped")
    assert database.session.scalar(events) == 1


def test_made_up_numbers_stay(at, survey):
    survey.simulated = True
    database.session.commit()
    at(AFTER + timedelta(days=400))
    retention.run()
    assert "" not in kept()[0]
