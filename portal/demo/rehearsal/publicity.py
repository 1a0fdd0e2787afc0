"""What the simulated communes did to make the survey known: most did all, some little or late, a few photos twice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from portal.accounts.permissions import Role
from portal.demo import drawn_photos
from portal.demo.simulation.replay import points_with_units, staff_by_unit
from portal.extensions import db
from portal.fieldwork.publicity import operations
from portal.fieldwork.publicity.models import ENTRY, POST, DailyPost, PublicityEntry
from portal.surveys.models import Point
from portal.web.data import clock
from portal.web.media import image_processing, uploads

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portal.accounts.models import Account
    from portal.surveys.models import Round

SHARES = {"posted": 0.96, "loudspeaker": 0.93, "website": 0.62, "social": 0.84, "village": 0.78}
"""Of how many communes each channel is logged; another channel of a plan: of every second."""
IDLE, SHORT_LOUDSPEAKER = 0.03, 0.12
POSTS, LATE_POSTS = 0.86, 0.09
WITH_PHOTO, USED_AGAIN = 0.5, 7
PLACES = {
    "posted": (
        "Trụ sở UBND {unit}",
        "Bảng tin trụ sở và nhà văn hóa {n} thôn",
        "Bộ phận một cửa, nhà văn hóa các thôn",
    ),
    "loudspeaker": ("Loa truyền thanh {unit} và {n} thôn", "Cụm loa {n} thôn", "Đài truyền thanh {unit}"),
    "website": ("Trang thông tin điện tử {unit}",),
    "social": ("Trang Zalo {unit}", "Nhóm Zalo các thôn, trang Facebook {unit}", "Zalo Mặt trận và các đoàn thể"),
    "village": ("Họp {n} thôn", "Trưởng thôn, tổ dân vận cộng đồng {n} thôn đến từng nhà"),
}


@dataclass(frozen=True)
class ChannelUse:
    """A channel used, logged at a moment."""

    at: datetime
    channel: str
    first_day: date
    last_day: date
    times: int
    place: str


def fill(round_: Round, seed: int) -> None:
    """Log it all through the pages' own operations. The caller commits."""
    if not is_filled(round_):
        photographs(logged(round_, seed, round_.takes_until), Random(f"{seed}/publicity/photographs"))


def refill(round_: Round, seed: int) -> None:
    """The same for a round that is running: what was logged before is taken out, nothing comes after this moment."""
    clear(round_)
    logged(round_, seed, clock.now())


def clear(round_: Round) -> None:
    """Take out everything of a round's publicity, photographs included."""
    points = select(Point.id).where(Point.round_id == round_.id)
    for table, kind in ((PublicityEntry, ENTRY), (DailyPost, POST)):
        ids = db.session.scalars(select(table.id).where(table.point_id.in_(points))).all()
        for photos in uploads.of_owners(kind, ids).values():
            for photo in photos:
                uploads.remove(photo)
        db.session.execute(delete(table).where(table.id.in_(ids)))
    db.session.flush()


def logged(round_: Round, seed: int, until: datetime) -> list[tuple[Point, PublicityEntry, Account]]:
    """Every commune's log and posts until a moment; the entries that have a photograph."""
    staff, random = staff_by_unit(round_), Random(f"{seed}/publicity")
    shots: list[tuple[Point, PublicityEntry, Account]] = []
    for point in points_with_units(round_):
        by = staff[point.unit_id, Role.COMMUNE_OFFICER]
        entries = log(point, by, Random(f"{seed}/{point.unit.code}/publicity"), until)
        if round_.plan_data.chat is not None:
            posts(point, by, Random(f"{seed}/{point.unit.code}/posts"), until)
        if entries and random.random() < WITH_PHOTO:
            shots.append((point, random.choice(entries), by))
    return shots


def is_filled(round_: Round) -> bool:
    """Whether an earlier, interrupted fill has begun; what it wrote is kept."""
    counted = select(func.count(PublicityEntry.id)).join(PublicityEntry.point).where(Point.round_id == round_.id)
    return bool(db.session.scalar(counted))


def log(point: Point, by: Account, random: Random, until: datetime) -> list[PublicityEntry]:
    """One commune's log."""
    if random.random() < IDLE:
        return []
    entries = []
    for number, done in enumerate(channel_uses(point, random)):
        if done.at > until:
            continue
        with clock.moved_to(done.at):
            entries.append(
                operations.add_entry(
                    point,
                    key=hashlib.sha256(f"{point.code}/{number}".encode()).hexdigest()[:32],
                    by=by,
                    channel=done.channel,
                    first_day=done.first_day,
                    last_day=done.last_day,
                    times=done.times,
                    place=done.place,
                    link="",
                    body="",
                )
            )
    return entries


def channel_uses(point: Point, random: Random) -> Iterator[ChannelUse]:
    """What a commune did, channel by channel."""
    round_ = point.round
    plan, last = round_.plan_data, round_.last_day
    begun = max(round_.first_day - timedelta(days=2), plan.identity.issued_on)
    for channel in plan.channels:
        if random.random() >= SHARES.get(channel.id, 0.5):
            continue
        first = begun + timedelta(days=random.choice((0, 0, 1, 1, 2)))
        days = channel.least_days if random.random() >= SHORT_LOUDSPEAKER else max(1, channel.least_days - 1)
        end = min(last, first + timedelta(days=days - 1))
        times = random.choice((2, 2, 3)) if channel.least_days > 1 else 1
        at = clock.at(end, random.randrange(14, 18), random.randrange(60))
        yield ChannelUse(at, channel.id, first, end, times, place(point, channel.id, random))


def place(point: Point, channel: str, random: Random) -> str:
    """Where it was done, in words."""
    words = random.choice(PLACES.get(channel, ("Trụ sở UBND {unit}",)))
    return words.format(unit=point.unit.title, n=f"{random.randrange(6, 19):02d}")


def posts(point: Point, by: Account, random: Random, until: datetime) -> None:
    """The post of each day: most in time, some in the evening, some never."""
    for day in point.round.days:
        luck = random.random()
        if luck >= POSTS + LATE_POSTS:
            continue
        hour = random.randrange(14, 17) if luck < POSTS else random.randrange(17, 21)
        at = clock.at(day, hour, random.randrange(60))
        if at > until:
            return
        with clock.moved_to(at):
            operations.mark_posted(point, day, by=by)


def photographs(shots: Sequence[tuple[Point, PublicityEntry, Account]], random: Random) -> None:
    """A photograph for each of these entries; the last few use an earlier commune's again, saved anew."""
    images: list[bytes] = []
    for number, (point, entry, by) in enumerate(sorted(shots, key=lambda shot: shot[1].entered_at)):
        again = number >= len(shots) - USED_AGAIN and images
        source = random.choice(images) if again else drawn_photos.draw(random, point.unit.name)
        image = image_processing.reencoded(source)
        if not again:
            images.append(image.content)
        with clock.moved_to(entry.entered_at + timedelta(minutes=2)):
            store_photo(point, entry, by, image)


def store_photo(point: Point, entry: PublicityEntry, by: Account, image: image_processing.Reencoded) -> None:
    """The photograph, and which earlier one it resembles."""
    photo = drawn_photos.store_photo(uploads.Owner(ENTRY, entry.id, point.unit_id), entry.key, by, image)
    photo.twin_id = uploads.earliest_lookalike(photo)
