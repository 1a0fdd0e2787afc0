"""Evidence photographs are kept for 24 months, then deleted with the cards drawn of them (P23). Signed papers stay."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import or_, select

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.extensions import db
from portal.fieldwork.publicity import cards
from portal.web.data import clock, files, transactions
from portal.web.jobs.jobs import Job
from portal.web.media import uploads
from portal.web.media.uploads import Photo

KEPT_YEARS: Final = 2
EVERY_MINUTES = 60
AT_ONCE = 200
LEAP_DAY = (2, 29)
REAL_ACCOUNTS = select(Account.id).where(Account.simulated.is_(False))
"""What a rehearsal drew shows nobody."""


def run() -> None:
    """Delete what is due, some hundreds at a time; does nothing on most days."""
    transactions.read_only()
    photos, drawn = overdue_photos(), overdue_cards()
    ids, jobs = [photo.id for photo in photos], [job.id for job in drawn]
    if ids or jobs:
        transactions.allow_writes()
        delete(ids, jobs)
        transactions.commit()


def oldest_kept_day() -> date:
    """Photographs of days before this one are no longer kept."""
    today = clock.today()
    day = 28 if (today.month, today.day) == LEAP_DAY else today.day
    return today.replace(year=today.year - KEPT_YEARS, day=day)


def overdue_photos() -> Sequence[Photo]:
    """Photographs of real people's phones that are too old and still there."""
    # rows without bytes stay for ever, and would fill every run
    has_bytes = or_(Photo.file_id.is_not(None), Photo.source_id.is_not(None))
    query = select(Photo).where(Photo.day < oldest_kept_day(), has_bytes, Photo.uploaded_by.in_(REAL_ACCOUNTS))
    return db.session.scalars(query.order_by(Photo.day, Photo.id).limit(AT_ONCE)).all()


def overdue_cards() -> Sequence[Job]:
    """Cards of daily posts that are as old."""
    query = select(Job).where(Job.kind == cards.JOB, Job.file_id.is_not(None), Job.asked_by.in_(REAL_ACCOUNTS))
    return db.session.scalars(query.where(Job.asked_at < clock.start_of(oldest_kept_day())).limit(AT_ONCE)).all()


def delete(photos: Sequence[str], drawn: Sequence[str]) -> None:
    """Delete the bytes; a photograph's row still counts for its day."""
    for photo in db.session.scalars(select(Photo).where(Photo.id.in_(photos))):
        uploads.remove(photo)
    for job in db.session.scalars(select(Job).where(Job.id.in_(drawn))):
        files.delete_file(job.file_id)
        job.file_id = None
    record("photo.expired", by=None, detail={"photos": len(photos), "cards": len(drawn)})
