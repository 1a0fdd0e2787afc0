"""Making a code, enrolling a phone with it, closing a phone."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.audit.operations import record
from portal.ballots.desks import turns
from portal.ballots.desks.models import MOST_PHONES, DeskCode, DeskPhone
from portal.errors import DomainError
from portal.extensions import db
from portal.surveys.models import Point
from portal.surveys.points import codes
from portal.web.data import clock
from portal.web.ui.formats import day_month

if TYPE_CHECKING:
    from sqlalchemy import Select

    from portal.accounts.models import Account
    from portal.ballots.desks.turns import Turn
    from portal.surveys.models import Round


def make_code(point: Point, *, by: Account) -> str:
    """Give a new code for today; the one before it enrols nobody any more."""
    refuse_other_days(point.round)
    code = codes.new_code(secrets.SystemRandom())
    db.session.add(
        DeskCode(point_id=point.id, day=clock.today(), digest=digest(code), made_by=by.id, made_at=clock.now())
    )
    record("desks.code-made", by=by, subject=("point", point.id), unit=point.unit)
    return code


def refuse_other_days(survey: Round) -> None:
    """Phones are enrolled on days of the survey, while it takes ballots."""
    is_open = survey.approved_at is not None and survey.results_opened_at is None
    if is_open and survey.opens_at <= clock.now() < survey.closes_at:
        return
    first, last = day_month(survey.first_day), day_month(survey.last_day)
    raise DomainError(_("Chỉ ghi danh máy trong các ngày khảo sát, từ %(first)s đến %(last)s.", first=first, last=last))


def digest(code: str) -> bytes:
    """What is kept of a code: keyed, so that a reader of the table cannot try codes out."""
    key: bytes = current_app.config["SECRETS"]["marker"]
    return hmac.digest(key, b"desk-code" + code.encode(), "sha256")


def enrol(code: str) -> Turn:
    """Make a phone a desk phone of the code's point for the rest of the day; gives its first turn."""
    typed = codes.canonical(code)
    known = current_code(typed) if typed else None
    if known is None:
        raise DomainError(_("Mã không đúng hoặc đã hết hạn. Xin hỏi lại tổ trưởng mã của hôm nay."), "code")
    refuse_other_days(known.point.round)
    turn = turns.new(known.point_id)
    phone = seated(known, turn)
    record("desks.enrolled", by=None, subject=("desk-phone", phone.id), unit=known.point.unit)
    return turn


def current_code(code: str) -> DeskCode | None:
    """Today's code of a point, if it is the latest one."""
    found = (
        select(DeskCode)
        .where(DeskCode.digest == digest(code), DeskCode.day == clock.today())
        .options(joinedload(DeskCode.point).options(joinedload(Point.unit), joinedload(Point.round)))
    )
    known = db.session.scalar(found)
    if known is None:
        return None
    of_today = select(DeskCode.id).where(DeskCode.point_id == known.point_id, DeskCode.day == known.day)
    latest = db.session.scalar(of_today.order_by(DeskCode.id.desc()).limit(1))
    return known if known.id == latest else None


def seated(known: DeskCode, turn: Turn) -> DeskPhone:
    """The phone's row under the lowest free number; the constraint decides between two that come at once."""
    for _again in range(MOST_PHONES):
        taken = set(db.session.scalars(open_numbers(known)))
        free = [number for number in range(1, MOST_PHONES + 1) if number not in taken]
        if not free:
            break
        phone = DeskPhone(
            point_id=known.point_id,
            day=known.day,
            number=free[0],
            key_hash=turn.key_hash,
            enrolled_at=clock.now(),
        )
        try:
            with db.session.begin_nested():
                db.session.add(phone)
        except IntegrityError:
            continue
        return phone
    raise DomainError(_("Bàn đã có đủ %(most)s máy. Xin tổ trưởng đóng một máy rồi ghi danh lại.", most=MOST_PHONES))


def open_numbers(known: DeskCode) -> Select[int]:
    """The numbers in use at a desk today."""
    return select(DeskPhone.number).where(
        DeskPhone.point_id == known.point_id, DeskPhone.day == known.day, DeskPhone.closed_at.is_(None)
    )


def close(phone: DeskPhone, *, by: Account | None) -> None:
    """Make a desk phone a phone like any other, at once; `by` nobody where the phone itself gives up."""
    if phone.closed_at is not None:
        return
    phone.closed_at, phone.closed_by = clock.now(), by.id if by else None
    record("desks.closed", by=by, subject=("desk-phone", phone.id), unit=phone.point.unit)
