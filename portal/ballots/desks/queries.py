"""The phones of desks: which one a browser is now; those of a place and a day; how fast each one went."""

from collections.abc import Sequence
from datetime import date

from flask import request
from flask_babel import gettext as _
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.ballots.desks import desk_token
from portal.ballots.desks.desk_token import Phone
from portal.ballots.desks.models import DeskCode, DeskPhone, desk_pace
from portal.ballots.intake.intake import current_intake
from portal.extensions import db
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.data import clock, transactions


def current_phone() -> Phone | None:
    """The desk phone that this browser is, read anew for every request; None for everybody else's.

    None also once its day is over or it was closed, whatever its cookie says.
    """
    intake = current_intake()
    text = request.cookies.get(desk_token.cookie_name(secure=intake.secure), "") if "Cookie" in request.headers else ""
    token = desk_token.read(intake.marker_key, text) if text else None
    if token is None:
        return None
    query = (
        select(DeskPhone.id, DeskPhone.number, Point.code)
        .join(Point, Point.id == DeskPhone.point_id)
        .where(DeskPhone.key_hash == token.key_hash, DeskPhone.day == clock.today(), DeskPhone.closed_at.is_(None))
    )
    with transactions.read_connection() as connection:
        row = connection.execute(query).first()
    return Phone(row.id, row.number, row.code, token) if row else None


def sign_in_refusal() -> str:
    """Why no account signs in on a phone that is a desk's now; empty for every other browser."""
    if current_phone() is None:
        return ""
    # whoever answers on it next would else meet the pages of the staff (P6)
    return _(
        "Máy này đang là máy hỗ trợ tại bàn nên không đăng nhập được. Đăng nhập bằng máy khác, hoặc nhờ %(lead)s đóng "
        "máy này trước."
    )


def load_phone(phone: Phone) -> DeskPhone:
    """A phone's row, with its commune."""
    query = select(DeskPhone).where(DeskPhone.id == phone.id)
    return db.session.scalars(query.options(joinedload(DeskPhone.point).joinedload(Point.unit))).one()


def phones_of(point: Point, day: date) -> Sequence[DeskPhone]:
    """A desk's phones of a day, the closed ones too, in the order they were enrolled."""
    query = select(DeskPhone).where(DeskPhone.point_id == point.id, DeskPhone.day == day).order_by(DeskPhone.id)
    return db.session.scalars(query).all()


def phones_below(top: Unit) -> Select[DeskPhone]:
    """The phones of a subtree's desks, each with its commune."""
    query = select(DeskPhone).join(DeskPhone.point).join(Point.unit).where(within(top))
    return query.options(contains_eager(DeskPhone.point).contains_eager(Point.unit).joinedload(Unit.parent))


def phones_in(top: Unit, round_: Round, day: date) -> Sequence[DeskPhone]:
    """The phones of a subtree's desks on a day, each with its commune, in the order of the unit list."""
    query = phones_below(top).where(Point.round_id == round_.id, DeskPhone.day == day)
    return db.session.scalars(query.order_by(Unit.position, DeskPhone.id)).all()


def phone_in(top: Unit, phone_id: int) -> DeskPhone | None:
    """One phone inside a subtree, with its commune and round; None where there is none."""
    query = phones_below(top).where(DeskPhone.id == phone_id)
    return db.session.scalar(query.options(contains_eager(DeskPhone.point).joinedload(Point.round)))


def days_with_phones(top: Unit, round_: Round) -> Sequence[date]:
    """The days on which desks of a subtree had phones, the latest first."""
    query = (
        select(DeskPhone.day)
        .join(DeskPhone.point)
        .join(Point.unit)
        .where(Point.round_id == round_.id, within(top))
        .group_by(DeskPhone.day)
        .order_by(DeskPhone.day.desc())
    )
    return db.session.scalars(query).all()


def paces(phones: Sequence[DeskPhone]) -> dict[int, tuple[int, int]]:
    """Ballots of each phone in the hours that are over: all of them, and those of its busiest hour."""
    # not the hour that runs: whoever reloads would see which person has just answered (P7)
    hour = int(clock.now().timestamp()) // desk_token.HOUR
    query = (
        select(desk_pace.c.phone_id, func.sum(desk_pace.c.n), func.max(desk_pace.c.n))
        .where(desk_pace.c.phone_id.in_([phone.id for phone in phones]), desk_pace.c.hour < hour)
        .group_by(desk_pace.c.phone_id)
    )
    return {phone_id: (int(total), int(most)) for phone_id, total, most in db.session.execute(query)}


def has_code(point: Point, day: date) -> bool:
    """Whether a code was made for a desk on a day."""
    query = exists().where(DeskCode.point_id == point.id, DeskCode.day == day)
    return bool(db.session.scalar(select(query)))
