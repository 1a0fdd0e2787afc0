"""Helpers' telephones are kept until 90 days after the round, then wiped: from the lists and the files made of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute

from portal.audit.operations import record
from portal.extensions import db
from portal.fieldwork.roster.lists import papers
from portal.fieldwork.roster.models import Helper, OverlapPermission, Shift
from portal.surveys.models import Point, Round
from portal.web.data import clock, files, transactions
from portal.web.jobs.jobs import Job

KEPT_FOR = timedelta(days=90)
EVERY_MINUTES = 60


def run() -> None:
    """Wipe what is due; does nothing on most days."""
    transactions.read_only()
    due = [round_.id for round_ in overdue()]
    for survey_id in due:
        transactions.allow_writes()
        wipe(db.session.get_one(Round, survey_id))
        transactions.commit()


def overdue() -> Sequence[Round]:
    """Real rounds closed longer than KEPT_FOR ago that still hold a telephone."""
    with_phone = select(Helper.id).join(Point, Point.id == Helper.point_id).where(Point.round_id == Round.id)
    query = select(Round).where(
        Round.simulated.is_(False),  # made-up numbers belong to nobody, and the demonstration shows them
        Round.approved_at.is_not(None),
        Round.closes_at <= clock.now() - KEPT_FOR,
        with_phone.where(Helper.phone != "").exists(),
    )
    return db.session.scalars(query).all()


def wipe(round_: Round) -> int:
    """Take the telephones out of a round's lists, with the keys and files made of them. Returns how many there were."""
    points = select(Point.id).where(Point.round_id == round_.id)
    in_round = Helper.point_id.in_(points)
    with_phone = select(Helper.id).where(in_round, Helper.phone != "")
    number = db.session.scalar(select(func.count()).select_from(with_phone.subquery())) or 0
    # keys are made of numbers, and would tell a number to whoever tries all of them
    db.session.execute(
        update(Shift).where(Shift.helper_id.in_(with_phone)).values(person=anonymous_key(Shift.helper_id))
    )
    db.session.execute(
        update(OverlapPermission)
        .where(OverlapPermission.point_id.in_(points))
        .values(person=anonymous_key(OverlapPermission.id))
    )
    db.session.execute(
        update(Helper).where(in_round, Helper.phone != "").values(phone="", person=anonymous_key(Helper.id))
    )
    files = wipe_files(round_)
    record("roster.phones-wiped", by=None, subject=("round", round_.slug), detail={"helpers": number, "files": files})
    return number


def anonymous_key(number: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """«#12»: a key that says nothing, in the place of one made of a telephone."""
    return literal("#").concat(cast(number, String))


def wipe_files(round_: Round) -> int:
    """Delete the lists with telephones that were made for officials. Returns how many there were."""
    list_jobs = db.session.scalars(select(Job).where(Job.kind == papers.KIND, Job.file_id.is_not(None))).all()
    phone_jobs = [
        job for job in list_jobs if job.args.get("round") == round_.slug and job.args.get("what") != papers.PUBLIC
    ]
    for job in phone_jobs:
        files.delete_file(job.file_id)
        job.file_id = None
    db.session.flush()
    return len(phone_jobs)
