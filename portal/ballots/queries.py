"""What the front door shows: approved rounds, the desks of communes by name, whether a receipt is known."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import aliased, contains_eager

from portal.ballots.models import receipt_pool, sealed_receipt
from portal.ballots.sealing.sealable_tables import RECEIPTS, unit_codes
from portal.extensions import db
from portal.sealing.log.leaves import Leaf
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.names import fold
from portal.web.data import transactions, two_disks


def rounds_at(moment: datetime) -> Sequence[Round]:
    """Approved rounds that run or will, the next to close first."""
    query = select(Round).where(Round.approved_at.is_not(None), Round.closes_at > moment).order_by(Round.closes_at)
    return db.session.scalars(query).all()


def rounds_before(moment: datetime, most: int) -> Sequence[Round]:
    """Approved rounds that are over, the latest first."""
    query = select(Round).where(Round.approved_at.is_not(None), Round.closes_at <= moment)
    return db.session.scalars(query.order_by(Round.closes_at.desc()).limit(most)).all()


def desks(typed: str, moment: datetime, most: int) -> Sequence[Point]:
    """The points of such rounds whose commune or district has these words in its name, accents or not."""
    district = aliased(Unit)
    query = (
        select(Point)
        .join(Point.round)
        .join(Point.unit)
        .outerjoin(district, Unit.parent_id == district.id)
        .where(Round.approved_at.is_not(None), Round.closes_at > moment, named(typed, district))
        .options(contains_eager(Point.round), contains_eager(Point.unit).joinedload(Unit.parent))
        .order_by(Round.closes_at, Unit.position)
        .limit(most)
    )
    return db.session.scalars(query).all()


def named(typed: str, district: type[Unit]) -> ColumnElement[bool]:
    """Each word stands in the commune's name or its district's; no word, no name."""
    words = fold(typed).split()
    matches = [
        or_(Unit.search.contains(word, autoescape=True), district.search.contains(word, autoescape=True))
        for word in words
    ]
    return and_(true(), *matches) if words else false()


def leaf_of(digest: bytes) -> tuple[Round, Leaf] | None:
    """The round of a sealed receipt and the leaf it made; None while it waits, or where there is none."""
    with transactions.read_connection() as connection:
        row = connection.execute(select(sealed_receipt).where(sealed_receipt.c.hash == digest)).mappings().first()
        if row is None:
            return None
        places = unit_codes(connection, row["round_id"])
    return db.session.get_one(Round, row["round_id"]), RECEIPTS.leaf(dict(row), places)


def has_receipt(digest: bytes) -> bool:
    """Whether a receipt was given, waiting or sealed: nothing else is known of it.

    Raises OperationalError where it is here and not on the second disk that was promised.
    """
    # the pool first: a receipt that is sealed between the two looks is found by the second
    # the hash by name: the public site's role on PostgreSQL may read no more of these tables, and «*» is more
    queries = [select(table.c.hash).where(table.c.hash == digest) for table in (receipt_pool, sealed_receipt)]
    with transactions.read_connection() as connection:
        known = any(connection.scalar(query) is not None for query in queries)
        if known:
            two_disks.confirm(connection)
        return known
