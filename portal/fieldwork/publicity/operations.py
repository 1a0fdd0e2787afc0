"""What a commune does to its log of publicity and to the post of a day."""

from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.fieldwork.publicity import cards, queries, wording
from portal.fieldwork.publicity.checklist import OTHER
from portal.fieldwork.publicity.models import ENTRY, MOST_PHOTOS, MOST_TIMES, POST, DailyPost, PublicityEntry
from portal.surveys.models import Point
from portal.web.data import clock, transactions, versioned
from portal.web.media import uploads
from portal.web.media.uploads import Owner, Photo
from portal.web.ui.formats import day_month


def check_entry(
    point: Point, *, channel: str, first_day: date, last_day: date, times: int, link: str, **_texts: str
) -> None:
    """A channel the plan has, days between the plan and today, a number of times, an address that is one."""
    plan = point.round.plan_data
    if channel not in {OTHER, *(each.id for each in plan.channels)}:
        raise DomainError(_("Chọn một trong các hình thức có sẵn."), "channel")
    if not plan.identity.issued_on <= first_day <= clock.today():
        begun = day_month(plan.identity.issued_on)
        words = _("Chỉ ghi việc đã làm: từ ngày ban hành kế hoạch (%(day)s) đến hôm nay.", day=begun)
        raise DomainError(words, "first_day")
    if not first_day <= last_day <= clock.today():
        raise DomainError(_("Ngày cuối phải từ ngày đầu đến hôm nay."), "last_day")
    if not 1 <= times <= MOST_TIMES:
        raise DomainError(_("Số lần mỗi ngày phải là số nguyên từ 1 đến 99."), "times")
    if link and not link.startswith(("http://", "https://")):
        raise DomainError(_("Đường dẫn phải bắt đầu bằng http:// hoặc https://."), "link")


def add_entry(point: Point, *, key: str, by: Account, version: int = 0, **values: Any) -> PublicityEntry:
    """Log something that was done. The same form sent twice is one entry."""
    _ = version  # the form has one for both pages; a new row has none
    known = queries.entry_by_key(point, key)
    if known is not None:
        return known
    values["last_day"] = values["last_day"] or values["first_day"]
    check_entry(point, **values)
    entry = PublicityEntry(point_id=point.id, key=key, entered_by=by.id, entered_at=clock.now(), **values)
    kept = transactions.add_or_find(entry, partial(queries.entry_by_key, point, key))
    if kept is entry:
        log_event("publicity.added", entry, point, by)
    return kept


def change_entry(entry: PublicityEntry, *, version: int, by: Account, key: str = "", **values: Any) -> PublicityEntry:
    """Change an entry, if it is the one the person looked at."""
    _ = key  # the form has one for both pages; a row keeps that of its first form
    values["last_day"] = values["last_day"] or values["first_day"]
    versioned.refuse_stale(entry, version)
    check_entry(entry.point, **values)
    old = {name: str(getattr(entry, name)) for name, value in values.items() if getattr(entry, name) != value}
    if old:
        write(entry, by, **values)
        log_event("publicity.changed", entry, entry.point, by, old=old)
    return entry


def write(entry: PublicityEntry, by: Account, **values: object) -> None:
    """Change the row. Raises Conflict if another changed it or took it off the log first."""
    # looked up only where it came to one: the row may be gone by then
    conflict = partial(conflict_over, entry.id, entry.point)
    versioned.update(entry, conflict, **values, entered_by=by.id, entered_at=clock.now())


def conflict_over(entry_id: int, point: Point) -> Conflict:
    current = queries.entry_in(point.unit, entry_id)
    return versioned.stale(current) if current else Conflict(_("Nội dung này vừa được bỏ khỏi nhật ký."))


def extend_to_today(entry: PublicityEntry, *, by: Account) -> PublicityEntry:
    """One tap: it was done again today."""
    last, today = entry.last_day, clock.today()
    if (today - last).days == 1:
        write(entry, by, last_day=today)
        log_event("publicity.changed", entry, entry.point, by, old={"last_day": str(last)})
    elif today != last:
        raise DomainError(_("Việc này không liền ngày với hôm nay, đề nghị ghi thành mục mới."))
    return entry


def withdraw_entry(entry: PublicityEntry, *, by: Account) -> None:
    """Take an entry off the log; the row stays, its photographs go."""
    point, entry_id = entry.point, entry.id  # the row is not found any more once it is withdrawn
    write(entry, by, withdrawn_at=clock.now())
    for photo in queries.photos_of_entries([entry_id]).get(entry_id, []):
        uploads.remove(photo)
    log_event("publicity.withdrawn", entry, point, by)


def add_photo(entry: PublicityEntry, sent: FileStorage | None, *, by: Account) -> Photo:
    """Take one photograph of what was done."""
    return take_photo(Owner(ENTRY, entry.id, entry.point.unit_id), entry.point, sent, by)


def add_post_photo(point: Point, day: date, sent: FileStorage | None, *, by: Account) -> Photo:
    """Take one photograph for a day's post."""
    return take_photo(Owner(POST, post_begun(point, day).id, point.unit_id), point, sent, by)


def take_photo(owner: Owner, point: Point, sent: FileStorage | None, by: Account) -> Photo:
    photo = uploads.receive(sent, owner, by=by.id, most=MOST_PHOTOS)
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
    return post or transactions.add_or_find(DailyPost(point_id=point.id, day=day), partial(queries.post_of, point, day))


def make_post(point: Point, day: date, *, by: Account) -> DailyPost:
    """One tap: the text from what is entered now, and the picture card asked for."""
    post = post_begun(point, day)
    post.body, post.made_at = wording.text_of(point, day), clock.now()
    post.job_id = cards.start(post, by.id).id
    log_post("post.made", post, point, by)
    return post


def mark_posted(point: Point, day: date, *, by: Account) -> DailyPost:
    """Record that the post stands in the group; the first to say so is kept."""
    post = post_begun(point, day)
    if post.posted_at is None:
        # posted without a text made here: what it would have said is kept
        post.body = post.body or wording.text_of(point, day)
        post.posted_by, post.posted_at = by.id, clock.now()
        log_post("post.posted", post, point, by)
    return post


def unmark_posted(point: Point, day: date, *, by: Account) -> None:
    """Take back what was marked by mistake."""
    post = queries.post_of(point, day)
    if post is not None and post.posted_at is not None:
        post.posted_by = post.posted_at = None
        log_post("post.unposted", post, point, by)


def log_post(action: str, post: DailyPost, point: Point, by: Account) -> None:
    db.session.flush()
    record(action, by=by, subject=("post", post.id), unit=point.unit, detail={"day": post.day.isoformat()})


def log_event(action: str, entry: PublicityEntry, point: Point, by: Account, **detail: object) -> None:
    """Record an action on an entry, with its channel and days as they are now."""
    now = {"channel": entry.channel, "first_day": str(entry.first_day), "last_day": str(entry.last_day)}
    record(action, by=by, subject=("publicity", entry.id), unit=point.unit, detail=now | detail)
