"""Reading publicity entries, posts and their photographs, always inside a subtree of units."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.fieldwork.publicity.checklist import Span
from portal.fieldwork.publicity.models import ENTRY, POST, DailyPost, PublicityEntry
from portal.fieldwork.scope import point_ids, with_place
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.data import transactions
from portal.web.media import uploads
from portal.web.media.uploads import Photo


def entries(top: Unit) -> Select[PublicityEntry]:
    """The entries of a subtree that stand, the latest first."""
    stands = within(top), PublicityEntry.withdrawn_at.is_(None), Round.approved_at.is_not(None)
    query = with_place(PublicityEntry, PublicityEntry.point).options(joinedload(PublicityEntry.enterer))
    return query.where(*stands).order_by(PublicityEntry.last_day.desc(), PublicityEntry.id.desc())


def entries_of(point: Point) -> Sequence[PublicityEntry]:
    """What one commune has done in a round."""
    return db.session.scalars(entries(point.unit).where(PublicityEntry.point_id == point.id)).all()


def entry_in(top: Unit, entry_id: int) -> PublicityEntry | None:
    """An entry of the subtree, as the database has it now."""
    # after a refused form, as another has left it
    fresh = entries(top).where(PublicityEntry.id == entry_id).execution_options(populate_existing=True)
    return db.session.scalar(fresh)


def entry_by_key(point: Point, key: str) -> PublicityEntry | None:
    """The entry a form has already made."""
    query = select(PublicityEntry).where(PublicityEntry.point_id == point.id, PublicityEntry.key == key)
    return db.session.scalar(query)


def stands_in(top: Unit, round_: Round) -> tuple[ColumnElement[bool], ...]:
    """The conditions on an entry of a round in a subtree that was not withdrawn."""
    return PublicityEntry.point_id.in_(point_ids(top, round_)), PublicityEntry.withdrawn_at.is_(None)


def entries_in_round(top: Unit, round_: Round) -> dict[int, list[PublicityEntry]]:
    """The entries of a round in a subtree, by point, rows alone."""
    by_point = defaultdict(list)
    for entry in db.session.scalars(select(PublicityEntry).where(*stands_in(top, round_))):
        by_point[entry.point_id].append(entry)
    return by_point


@transactions.once_a_request
def spans_in_round(top: Unit, round_: Round) -> dict[int, list[Span]]:
    """The same, channels and days alone."""
    wanted = PublicityEntry.point_id, PublicityEntry.channel, PublicityEntry.first_day, PublicityEntry.last_day
    by_point = defaultdict(list)
    for point_id, channel, first_day, last_day in db.session.execute(select(*wanted).where(*stands_in(top, round_))):
        by_point[point_id].append(Span(channel, first_day, last_day))
    return by_point


def channels_used(top: Unit, round_: Round) -> dict[int, set[str]]:
    """The channels of a round in a subtree that were used at least once, by point."""
    query = select(PublicityEntry.point_id, PublicityEntry.channel).where(*stands_in(top, round_)).distinct()
    by_point = defaultdict(set)
    for point_id, channel in db.session.execute(query):
        by_point[point_id].add(channel)
    return by_point


def post_of(point: Point, day: date) -> DailyPost | None:
    """A day's post of one commune, as the database has it now."""
    query = select(DailyPost).where(DailyPost.point_id == point.id, DailyPost.day == day)
    query = query.options(joinedload(DailyPost.poster)).execution_options(populate_existing=True)
    return db.session.scalar(query)


def posts_of(point: Point) -> Sequence[DailyPost]:
    """All posts of one commune, by day."""
    query = select(DailyPost).where(DailyPost.point_id == point.id).options(joinedload(DailyPost.poster))
    return db.session.scalars(query.order_by(DailyPost.day)).all()


def post_in(top: Unit, post_id: int) -> DailyPost | None:
    """A post of the subtree."""
    return db.session.scalar(with_place(DailyPost, DailyPost.point).where(DailyPost.id == post_id, within(top)))


def post_by_id(post_id: int) -> DailyPost | None:
    """A post for the job that draws its card."""
    return db.session.scalar(with_place(DailyPost, DailyPost.point).where(DailyPost.id == post_id))


def posted_on(top: Unit, round_: Round, day: date) -> dict[int, DailyPost]:
    """The posts of a day that stand in the group, by point."""
    in_group = DailyPost.day == day, DailyPost.posted_at.is_not(None)
    query = select(DailyPost).where(DailyPost.point_id.in_(point_ids(top, round_)), *in_group)
    return {post.point_id: post for post in db.session.scalars(query)}


def photo_in(top: Unit, photo_id: str) -> Photo | None:
    """A photograph of this room that comes from the subtree."""
    query = (
        select(Photo)
        .join(Unit, Unit.id == Photo.unit_id)
        .where(Photo.id == photo_id, Photo.owner_kind.in_((ENTRY, POST)), Photo.status != "removed", within(top))
    )
    return db.session.scalar(query)


def count_repeated_photos(top: Unit, round_: Round) -> dict[int, int]:
    """How many photographs of each commune of a round resemble earlier ones, by point."""
    # a photograph is of an entry or of a post, and both have a point
    point_id = func.coalesce(PublicityEntry.point_id, DailyPost.point_id)
    counted = (
        select(point_id, func.count())
        .select_from(Photo)
        .join(Unit, Unit.id == Photo.unit_id)
        .outerjoin(PublicityEntry, and_(Photo.owner_kind == ENTRY, PublicityEntry.id == Photo.owner_id))
        .outerjoin(DailyPost, and_(Photo.owner_kind == POST, DailyPost.id == Photo.owner_id))
        .join(Point, Point.id == point_id)
        .where(within(top), Point.round_id == round_.id, Photo.twin_id.is_not(None), Photo.status == "ready")
        .group_by(point_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def photos_of_entries(ids: Collection[int]) -> dict[int, list[Photo]]:
    """The photographs of entries."""
    return uploads.of_owners(ENTRY, ids)


def photos_of_posts(ids: Collection[int]) -> dict[int, list[Photo]]:
    """The photographs of posts."""
    return uploads.of_owners(POST, ids)


def photos_of_post(post: DailyPost | None) -> list[Photo]:
    """The photographs of a post."""
    return photos_of_posts([post.id]).get(post.id, []) if post else []


def units_of_photos(photos: Collection[Photo]) -> dict[int, Unit]:
    """Where photographs come from."""
    ids = {photo.unit_id for photo in photos}
    query = select(Unit).where(Unit.id.in_(ids)).options(joinedload(Unit.parent))
    return {unit.id: unit for unit in db.session.scalars(query)}
