"""A commune's deeds on its log of publicity and on the post of a day."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.fieldwork.publicity import cards, queries, wording
from portal.fieldwork.publicity.checklist import OTHER
from portal.fieldwork.publicity.models import ENTRY, MOST_PHOTOS, MOST_TIMES, POST, DailyPost, PublicityEntry
from portal.web.data import clock, transactions, versioned
from portal.web.media import uploads
from portal.web.media.uploads import Owner, Photo
from portal.web.ui.formats import day_month

if TYPE_CHECKING:
    from datetime import date

    from werkzeug.datastructures import FileStorage

    from portal.accounts.models import Account
    from portal.surveys.models import Point


def check_entry(point: Point, channel: str, first_day: date, last_day: date, times: int, link: str) -> None:
    """A channel the plan has, days between the plan and today, a number of times, an address that is one."""
    plan = point.round.plan_data
    if channel not in {OTHER, *(each.id for each in plan.channels)}:
        raise DomainError(_("Chọn một trong các hình thức có sẵn."), "channel")
    if not plan.identity.issued_on <= first_day <= clock.today():
        begun = day_month(plan.identity.issued_on)
        raise DomainError(
            _("Chỉ ghi việc đã làm: từ ngày ban hành kế hoạch (%(day)s) đến hôm nay.", day=begun), "first_day"
        )
    if not first_day <= last_day <= clock.today():
        raise DomainError(_("Ngày cuối phải từ ngày đầu đến hôm nay."), "last_day")
    if not 1 <= times <= MOST_TIMES:
        raise DomainError(_("Số lần mỗi ngày phải là số nguyên từ 1 đến 99."), "times")
    if link and not link.startswith(("http://", "https://")):
        raise DomainError(_("Đường dẫn phải bắt đầu bằng http:// hoặc https://."), "link")


def add_entry(point: Point, *, key: str, by: Account, version: int = 0, **values: Any) -> PublicityEntry:
    """Log something that was done. The same form sent twice is one entry."""
    _ = version
    values = with_last_day(values)
    known = queries.entry_by_key(point, key)
    if known is not None:
        return known
    check_entry(point, values["channel"], values["first_day"], values["last_day"], values["times"], values["link"])
    entry = PublicityEntry(point_id=point.id, key=key, entered_by=by.id, entered_at=clock.now(), **values)
    kept = transactions.add_or_find(entry, partial(queries.entry_by_key, point, key))
    if kept is not entry:
        return kept
    log_event("publicity.added", entry, point, by)
    return entry


def with_last_day(values: dict[str, Any]) -> dict[str, Any]:
    """One day where no last day is given."""
    return values | {"last_day": values["last_day"] or values["first_day"]}


def change_entry(entry: PublicityEntry, *, version: int, by: Account, key: str = "", **values: Any) -> PublicityEntry:
    """Change an entry, if it is the one the person looked at."""
    _ = key
    values = with_last_day(values)
    versioned.refuse_stale(entry, version)
    check_entry(
        entry.point, values["channel"], values["first_day"], values["last_day"], values["times"], values["link"]
    )
    old = {name: str(getattr(entry, name)) for name, value in values.items() if getattr(entry, name) != value}
    if old:
        write(entry, by, **values)
        log_event("publicity.changed", entry, entry.point, by, old=old)
    return entry


def write(entry: PublicityEntry, by: Account, **values: object) -> None:
    """Change the row. Raises Conflict where somebody changed it or took it off the log first."""
    conflict = partial(conflict_over, entry.id, entry.point)
    versioned.update(entry, conflict, **values, entered_by=by.id, entered_at=clock.now())


def conflict_over(entry_id: int, point: Point) -> Conflict:
    current = queries.entry_in(point.unit, entry_id)
    return versioned.stale(current) if current else Conflict(_("Nội dung này vừa được bỏ khỏi nhật ký."))


def extend_to_today(entry: PublicityEntry, *, by: Account) -> PublicityEntry:
    """One tap: it was done again today."""
    today = clock.today()
    if (today - entry.last_day).days == 1:
        old = {"last_day": str(entry.last_day)}
        write(entry, by, last_day=today)
        log_event("publicity.changed", entry, entry.point, by, old=old)
    elif today != entry.last_day:
        raise DomainError(_("Việc này không liền ngày với hôm nay, đề nghị ghi thành mục mới."))
    return entry


def withdraw_entry(entry: PublicityEntry, *, by: Account) -> None:
    """Take an entry off the log; the row stays, its photographs go."""
    point, entry_id = entry.point, entry.id
    write(entry, by, withdrawn_at=clock.now())
    for photo in queries.photos_of_entries([entry_id]).get(entry_id, []):
        uploads.remove(photo)
    log_event("publicity.withdrawn", entry, point, by)


def add_photo(entry: PublicityEntry, sent: FileStorage | None, *, by: Account) -> Photo:
    """Take one photograph of what was done."""
    owner = Owner(ENTRY, entry.id, entry.point.unit_id)
    photo = uploads.receive(sent, owner, by=by.id, most=MOST_PHOTOS)
    record("photo.added", by=by, subject=("photo", photo.id), unit=entry.point.unit)
    return photo


def add_post_photo(point: Point, day: date, sent: FileStorage | None, *, by: Account) -> Photo:
    """Take one photograph for a day's post."""
    post = post_begun(point, day)
    photo = uploads.receive(sent, Owner(POST, post.id, point.unit_id), by=by.id, most=MOST_PHOTOS)
    record("photo.added", by=by, subject=("photo", photo.id), unit=point.unit)
    return photo


def check_post_day(point: Point, day: date) -> None:
    """Posts are of the round's days that have come."""
    if day not in point.round.days or day > clock.today():
        raise DomainError(_("Chỉ đăng tin của các ngày khảo sát, không đăng trước ngày chưa đến."))


def post_begun(point: Point, day: date) -> DailyPost:
    """A day's post, begun where there is none."""
    check_post_day(point, day)
    post = queries.post_of(point, day)
    if post is not None:
        return post
    return transactions.add_or_find(DailyPost(point_id=point.id, day=day), partial(queries.post_of, point, day))


def make_post(point: Point, day: date, *, by: Account) -> DailyPost:
    """One tap: the text from what is entered now, and the picture card asked for."""
    post = post_begun(point, day)
    post.body, post.made_at = wording.text_of(point, day), clock.now()
    post.job_id = cards.start(post, by.id).id
    db.session.flush()
    record("post.made", by=by, subject=("post", post.id), unit=point.unit, detail={"day": day.isoformat()})
    return post


def mark_posted(point: Point, day: date, *, by: Account) -> DailyPost:
    """Record that the post stands in the group; the first to say so is kept."""
    post = post_begun(point, day)
    if post.posted_at is None:
        post.body = post.body or wording.text_of(point, day)
        post.posted_by, post.posted_at = by.id, clock.now()
        db.session.flush()
        record("post.posted", by=by, subject=("post", post.id), unit=point.unit, detail={"day": day.isoformat()})
    return post


def unmark_posted(point: Point, day: date, *, by: Account) -> None:
    """Take back what was marked by mistake."""
    post = queries.post_of(point, day)
    if post is not None and post.posted_at is not None:
        post.posted_by = post.posted_at = None
        db.session.flush()
        record("post.unposted", by=by, subject=("post", post.id), unit=point.unit, detail={"day": day.isoformat()})


def log_event(action: str, entry: PublicityEntry, point: Point, by: Account, **detail: object) -> None:
    """Record a deed on an entry."""
    now = {"channel": entry.channel, "first_day": str(entry.first_day), "last_day": str(entry.last_day)}
    record(action, by=by, subject=("publicity", entry.id), unit=point.unit, detail=now | detail)
