"""Evidence photographs and the cards drawn of them go after 24 months; those of a rehearsal stay."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.extensions import db as database
from portal.extensions import queue
from portal.fieldwork import old_photographs
from portal.fieldwork.publicity import cards
from portal.web.data import clock, files
from portal.web.data.files import StoredFile
from portal.web.jobs.jobs import Job
from portal.web.media import uploads
from portal.web.media.uploads import Photo
from tests import make

DAY = date(2024, 6, 13)
LAST = date(2026, 6, 13)


@pytest.fixture
def photographs(db, at):
    """One of a real officer, one of a simulated, and a card, all of the same day."""
    at(clock.at(DAY, 9))
    for number, simulated in enumerate((False, True)):
        officer = make.account(simulated=simulated)
        content = bytes([number]) * 64
        kept = files.store_file(f"anh-{number}.jpg", uploads.JPEG, content)
        values = {"owner_kind": "post", "owner_id": 1, "unit_id": 1, "day": DAY, "status": "ready", "reason": ""}
        photo = Photo(
            id=uuid.uuid4().hex, sha256=kept.sha256, fingerprint="f" * 32, file_id=kept.id,
            uploaded_by=officer.id, uploaded_at=clock.now(), **values,
        )  # fmt: skip
        card = files.store_file(f"the-{number}.png", cards.PNG, content)
        job = Job(id=card.id, kind=cards.JOB, args={}, asked_by=officer.id, asked_at=clock.now(), file_id=card.id)
        database.session.add_all([photo, job])
    database.session.commit()


def there() -> set[str]:
    found = set(database.session.scalars(select(StoredFile.name)))
    database.session.rollback()
    return found


def test_after_twenty_four_months_the_bytes_are_gone(photographs, at):
    at(clock.at(LAST, 23))
    old_photographs.run()
    assert there() == {"anh-0.jpg", "anh-1.jpg", "the-0.png", "the-1.png"}
    at(clock.at(LAST + timedelta(days=1), 1))
    old_photographs.run()
    old_photographs.run()
    assert there() == {"anh-1.jpg", "the-1.png"}
    told = database.session.scalars(select(Event).where(Event.action == "photo.expired")).all()
    assert [event.detail for event in told] == [{"photos": 1, "cards": 1}]
    gone = database.session.scalars(select(Photo).where(Photo.file_id.is_(None))).one()
    assert (gone.status, gone.fingerprint) == ("removed", "")


def test_a_leap_day_has_a_limit_two_years_before(at):
    at(clock.at(date(2028, 2, 29), 9))
    assert old_photographs.oldest_kept_day() == date(2026, 2, 28)


def test_it_is_looked_at_every_hour(app):
    assert (old_photographs.EVERY_MINUTES, old_photographs.run) in queue.periodic
