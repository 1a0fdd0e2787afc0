"""What the communes did to make the survey known: most did all, some little or late, a few used a photograph twice."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Select, delete, select

from portal.accounts.models import Account
from portal.demo import words as demo_words
from portal.demo.steps import drawn_photos
from portal.demo.steps.fieldwork import Fieldwork
from portal.extensions import db
from portal.fieldwork.publicity import operations
from portal.fieldwork.publicity.models import ENTRY, POST, DailyPost, PublicityEntry
from portal.surveys.models import Point
from portal.web.data import clock
from portal.web.media import image_processing, uploads

Shot = tuple[Point, PublicityEntry, Account]

SHARES = {"posted": 0.96, "loudspeaker": 0.93, "website": 0.62, "social": 0.84, "village": 0.78}
"""Of how many communes each channel is logged; another channel of a plan: of every second."""
IDLE, SHORT_LOUDSPEAKER = 0.03, 0.12
POSTS, LATE_POSTS = 0.86, 0.09
WITH_PHOTO, USED_AGAIN = 0.5, 7


def fill(work: Fieldwork, *, with_photographs: bool) -> None:
    """Every commune's log and posts up to now. The caller commits."""
    shots: list[Shot] = []
    random = work.random("publicity")
    for point in work.points:
        by, code = work.officer(point), point.unit.code
        entries = log(point, by, work.random(code, "publicity"), work.now)
        if work.plan.chat is not None:
            mark_posts(point, by, work.random(code, "posts"), work.now)
        if entries and random.random() < WITH_PHOTO:
            shots.append((point, random.choice(entries), by))
    if with_photographs:
        take_photographs(shots, work.random("publicity", "photographs"))


def clear(points: Select[int]) -> None:
    """Take out everything of these points, photographs included."""
    for table, kind in ((PublicityEntry, ENTRY), (DailyPost, POST)):
        ids = db.session.scalars(select(table.id).where(table.point_id.in_(points))).all()
        for photos in uploads.of_owners(kind, ids).values():
            for photo in photos:
                uploads.remove(photo)
                # SQLite gives a deleted entry's number again: the row would refuse the same picture there
                db.session.delete(photo)
        db.session.execute(delete(table).where(table.id.in_(ids)))
    db.session.flush()


def log(point: Point, by: Account, random: Random, until: datetime) -> list[PublicityEntry]:
    """One commune's log."""
    if random.random() < IDLE:
        return []
    entries = []
    for number, (at, use) in enumerate(channel_uses(point, random)):
        if at <= until:
            # the form's key, the same in every run: a fill that is repeated by mistake adds nothing
            key = hashlib.sha256(f"{point.code}/{number}".encode()).hexdigest()[:32]
            with clock.moved_to(at):
                entries.append(operations.add_entry(point, key=key, by=by, link="", body="", **use))
    return entries


def channel_uses(point: Point, random: Random) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """What a commune did, channel by channel, and when it was logged."""
    round_, plan = point.round, point.round.plan_data
    begun = max(round_.first_day - timedelta(days=2), plan.identity.issued_on)
    villages = 0
    for channel in plan.channels:
        if random.random() >= SHARES.get(channel.id, 0.5):
            continue
        first = begun + timedelta(days=random.choice((0, 0, 1, 1, 2)))
        days = channel.least_days if random.random() >= SHORT_LOUDSPEAKER else max(1, channel.least_days - 1)
        last = min(round_.last_day, first + timedelta(days=days - 1))
        times = random.choice((2, 2, 3)) if channel.least_days > 1 else 1
        at = clock.at(last, random.randrange(14, 18), random.randrange(60))
        places = demo_words.of(round_.slug, "publicity")["places"]
        words = random.choice(places.get(channel.id, ("Trụ sở UBND {unit}",)))
        drawn = random.randrange(6, 19)
        villages = villages or drawn  # a commune has one number of villages, whichever channel names it
        place = words.format(unit=point.unit.title, n=f"{villages:02d}")
        yield at, {"channel": channel.id, "first_day": first, "last_day": last, "times": times, "place": place}


def mark_posts(point: Point, by: Account, random: Random, until: datetime) -> None:
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


def take_photographs(shots: Sequence[Shot], random: Random) -> None:
    """A photograph for each of these entries; the last few use an earlier commune's again, saved anew."""
    images: list[bytes] = []
    # in the order of time: a picture resembles an earlier one, never a later
    for number, (point, entry, by) in enumerate(sorted(shots, key=lambda shot: shot[1].entered_at)):
        again = number >= len(shots) - USED_AGAIN and images
        image = image_processing.reencoded(
            random.choice(images) if again else drawn_photos.draw(random, point.unit.name)
        )
        if not again:
            images.append(image.content)
        with clock.moved_to(entry.entered_at + timedelta(minutes=2)):
            photo = drawn_photos.store(uploads.Owner(ENTRY, entry.id, point.unit_id), entry.key, by, image)
            photo.twin_id = uploads.earliest_lookalike(photo)
