"""Making a code, enrolling a phone with it, closing a phone."""

import hmac
import secrets

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.ballots.desks import desk_token
from portal.ballots.desks.desk_token import DeskToken
from portal.ballots.desks.models import MOST_PHONES, DeskCode, DeskPhone
from portal.errors import DomainError
from portal.extensions import db
from portal.surveys.models import Point, Round
from portal.surveys.points import codes
from portal.web.data import clock, transactions
from portal.web.ui.formats import day_month


def make_code(point: Point, *, by: Account) -> str:
    """Give a new code for today; the one before it enrols no further phone."""
    refuse_other_days(point.round)
    code, day, now = codes.new_code(secrets.SystemRandom()), clock.today(), clock.now()
    db.session.add(DeskCode(point_id=point.id, day=day, digest=digest(code), made_by=by.id, made_at=now))
    record("desks.code-made", by=by, subject=("point", point.id), unit=point.unit)
    return code


def refuse_other_days(round_: Round) -> None:
    """Phones are enrolled on days of the survey, while it takes ballots."""
    is_open = round_.approved_at is not None and round_.results_opened_at is None
    if is_open and round_.opens_at <= clock.now() < round_.closes_at:
        return
    first, last = day_month(round_.first_day), day_month(round_.last_day)
    raise DomainError(_("Chỉ đăng ký máy trong các ngày khảo sát, từ %(first)s đến %(last)s.", first=first, last=last))


def digest(code: str) -> bytes:
    """What is kept of a code, 32 bytes."""
    # keyed: eight letters are few enough for a reader of the table to try them all
    key: bytes = current_app.config["SECRETS"]["marker"]
    return hmac.digest(key, b"desk-code" + code.encode(), "sha256")


def enrol(code: str) -> DeskToken:
    """Make a phone a desk phone of the code's point for the rest of the day; returns its first token.

    Raises DomainError for a code that does not count, outside the days of the survey, at a full desk.
    """
    typed = codes.canonical(code)
    desk_code = current_code(typed) if typed else None
    if desk_code is None:
        raise DomainError(_("Mã không đúng hoặc đã hết hạn. Xin hỏi lại %(lead)s mã của hôm nay."), "code")
    refuse_other_days(desk_code.point.round)
    token = desk_token.new(desk_code.point_id)
    phone = assign_number(desk_code, token)
    record("desks.enrolled", by=None, subject=("desk-phone", phone.id), unit=desk_code.point.unit)
    return token


def current_code(code: str) -> DeskCode | None:
    """Today's code of a point; None for any that is not the latest of its desk."""
    later = aliased(DeskCode)
    of_the_desk = and_(later.point_id == DeskCode.point_id, later.day == DeskCode.day, later.id > DeskCode.id)
    query = select(DeskCode).where(
        DeskCode.digest == digest(code), DeskCode.day == clock.today(), ~exists().where(of_the_desk)
    )
    of_point = joinedload(DeskCode.point).options(joinedload(Point.unit), joinedload(Point.round))
    return db.session.scalar(query.options(of_point))


def assign_number(desk_code: DeskCode, token: DeskToken) -> DeskPhone:
    """The phone's row under the lowest free number at its desk. Raises DomainError where none is free."""
    point_id, day = desk_code.point_id, desk_code.day
    in_use = select(DeskPhone.number).where(
        DeskPhone.point_id == point_id, DeskPhone.day == day, DeskPhone.closed_at.is_(None)
    )
    # the unique index decides between two that come at once; the one that lost looks again
    for _again in range(MOST_PHONES):
        free = sorted(set(range(1, MOST_PHONES + 1)) - set(db.session.scalars(in_use)))
        if not free:
            break
        phone = DeskPhone(point_id=point_id, day=day, number=free[0], key_hash=token.key_hash, enrolled_at=clock.now())
        with transactions.unless_taken():
            db.session.add(phone)
        if phone in db.session:
            return phone
    raise DomainError(_("Bàn đã có đủ %(most)s máy. Xin %(lead)s đóng một máy rồi đăng ký lại.", most=MOST_PHONES))


def close(phone: DeskPhone, *, by: Account | None) -> None:
    """Make a desk phone a phone like any other, at once; `by` is None where the phone itself gives up."""
    if phone.closed_at is not None:
        return
    phone.closed_at, phone.closed_by = clock.now(), by.id if by else None
    record("desks.closed", by=by, subject=("desk-phone", phone.id), unit=phone.point.unit)
