"""Entering, changing and taking back papers and launches; naming people for the chat group. Each level its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.accounts.permissions import Role
from portal.audit.operations import record
from portal.errors import DomainError, Refused
from portal.extensions import db
from portal.fieldwork import scans
from portal.fieldwork.directives import queries
from portal.fieldwork.directives.models import LAUNCH, MOST_PHOTOS, ChatMember, DirectingPaper, Launch
from portal.surveys.plan.reader import fill_placeholders
from portal.units.models import COMMUNE, DISTRICT
from portal.units.names import fold
from portal.web.data import clock, versioned
from portal.web.media import uploads
from portal.web.ui.formats import short_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, time

    from werkzeug.datastructures import FileStorage

    from portal.accounts.models import Account
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan

    Row = DirectingPaper | Launch

MOST_CHAT_MEMBERS = 60


def issuer_of(plan: Plan, by: Account) -> str:
    """In whose name somebody enters: the plan's name for the body at that level."""
    if by.role == Role.VETERANS_OFFICE:
        return plan.helpers.provincial
    if by.unit.level == DISTRICT:
        return fill_placeholders(plan.bodies.district, {"unit": by.unit.title, "name": by.unit.name})
    if by.unit.level == COMMUNE:
        words = {"unit": by.unit.title, "name": by.unit.name, "parent": "", "committee": ""}
        return fill_placeholders(plan.bodies.commune, words)
    return plan.identity.issuer


def check_own(row: Row | ChatMember, by: Account) -> None:
    """Each level enters for itself."""
    if row.unit_id != by.unit_id:
        raise Refused(_("Chỉ đơn vị đã nhập mới sửa được nội dung này."))


def enter_paper(  # noqa: PLR0913 - a paper has that many parts
    round_: Round,
    paper: DirectingPaper | None,
    *,
    issuer: str,
    number: str,
    issued_on: date,
    subject: str,
    version: int,
    scan: bytes | None,
    by: Account,
) -> DirectingPaper:
    """Enter a directing paper, or change one; a new scan takes the old one's place."""
    check_issued(round_, issued_on)
    values = {"issuer": issuer, "number": number, "issued_on": issued_on, "subject": subject}
    values |= {"entered_by": by.id, "entered_at": clock.now()}
    is_new = paper is None
    if paper is None:
        paper = DirectingPaper(round_id=round_.id, unit_id=by.unit_id, **values)
        db.session.add(paper)
        db.session.flush()
    else:
        check_own(paper, by)
        versioned.refuse_stale(paper, version)
        versioned.update_entered(paper, **values)
    if scan is not None:
        name = f"van-ban-{by.unit.code}-{number.replace('/', '-').replace(' ', '')}"
        versioned.update_entered(paper, scan_id=scans.keep(scan, name, instead_of=paper.scan_id))
    log_event("directing.entered" if is_new else "directing.changed", "directing_paper", paper, by, number=number)
    return paper


def check_issued(round_: Round, issued_on: date) -> None:
    """A paper that directs the survey is neither to come nor older than a year before it."""
    if issued_on > clock.today():
        raise DomainError(_("Ngày ban hành chưa đến."), "issued_on")
    if (round_.first_day - issued_on).days > 365:  # noqa: PLR2004 - a year
        raise DomainError(_("Ngày ban hành quá xa đợt khảo sát."), "issued_on")


def enter_launch(  # noqa: PLR0913 - a launch has that many parts
    round_: Round,
    launch: Launch | None,
    *,
    organiser: str,
    day: date,
    starts_at: time | None,
    place: str,
    people: int,
    note: str,
    version: int,
    by: Account,
) -> Launch:
    """Enter a launch, held or planned, or change one."""
    if by.unit.level == COMMUNE:
        raise Refused(_("Phát động ra quân do cấp tỉnh, cấp huyện tổ chức."))
    if abs((round_.first_day - day).days) > 60:  # noqa: PLR2004 - two months
        raise DomainError(
            _("Ngày phát động quá xa ngày đầu khảo sát (%(day)s).", day=short_date(round_.first_day)), "day"
        )
    values = {"organiser": organiser, "day": day, "starts_at": starts_at, "place": place, "people": people}
    values |= {"note": note, "entered_by": by.id, "entered_at": clock.now()}
    is_new = launch is None
    if launch is None:
        launch = Launch(round_id=round_.id, unit_id=by.unit_id, **values)
        db.session.add(launch)
        db.session.flush()
    else:
        check_own(launch, by)
        versioned.refuse_stale(launch, version)
        versioned.update_entered(launch, **values)
    record_of = "launch.entered" if is_new else "launch.changed"
    record(record_of, by=by, subject=("launch", launch.id), unit=by.unit, detail={"day": day.isoformat()})
    return launch


def add_launch_photo(launch: Launch, sent: FileStorage | None, *, by: Account) -> uploads.Photo:
    """Take one photograph of a launch."""
    check_own(launch, by)
    photo = uploads.receive(sent, uploads.Owner(LAUNCH, launch.id, launch.unit_id), by=by.id, most=MOST_PHOTOS)
    record("photo.added", by=by, subject=("photo", photo.id), unit=by.unit)
    return photo


def withdraw(row: Row, *, by: Account) -> None:
    """Take a paper or launch that was entered by mistake off the lists; the row stays."""
    check_own(row, by)
    if row.withdrawn_at is None:
        versioned.update_entered(row, withdrawn_at=clock.now())
        is_paper = isinstance(row, DirectingPaper)
        action, kind = ("directing.withdrawn", "directing_paper") if is_paper else ("launch.withdrawn", LAUNCH)
        record(action, by=by, subject=(kind, row.id), unit=by.unit)
        for photo in queries.photos_of(row) if isinstance(row, Launch) else ():
            uploads.remove(photo)


def log_event(action: str, kind: str, paper: DirectingPaper, by: Account, **detail: object) -> None:
    """Record a deed on a paper."""
    record(action, by=by, subject=(kind, paper.id), unit=by.unit, detail=detail)


def add_chat_member(round_: Round, *, full_name: str, office: str, by: Account) -> ChatMember:
    """Name somebody of one's own unit for the group."""
    members = queries.chat_members(by.unit, round_)
    if (fold(full_name), fold(office)) in {person_key(member) for member in members}:
        raise DomainError(_("Đồng chí %(name)s đã có trong danh sách.", name=full_name), "full_name")
    return insert_chat_members(round_, [(full_name, office)], len(members), by)[0]


def add_chat_members(round_: Round, people: Iterable[tuple[str, str]], *, by: Account) -> int:
    """Name everybody of a list who is not named yet; how many these were."""
    known = {person_key(each) for each in queries.chat_members(by.unit, round_)}
    new = [each for each in people if (fold(each[0]), fold(each[1])) not in known]
    return len(insert_chat_members(round_, new, len(known), by)) if new else 0


def insert_chat_members(
    round_: Round, people: Sequence[tuple[str, str]], n_present: int, by: Account
) -> list[ChatMember]:
    """New entries beside those that are there, with one record of them."""
    if n_present + len(people) > MOST_CHAT_MEMBERS:
        raise DomainError(_("Mỗi đơn vị cử nhiều nhất %(most)s người.", most=MOST_CHAT_MEMBERS))
    entry = {"round_id": round_.id, "unit_id": by.unit_id, "entered_by": by.id, "entered_at": clock.now()}
    members = [ChatMember(full_name=name, office=office, **entry) for name, office in people]
    db.session.add_all(members)
    db.session.flush()
    detail = {"names": [name for name, _office in people]}
    record("chat.named", by=by, subject=("unit", by.unit.code), unit=by.unit, detail=detail)
    return members


def person_key(member: ChatMember) -> tuple[str, str]:
    """By what two entries are the same person."""
    return fold(member.full_name), fold(member.office)


def set_joined(member: ChatMember, *, joined: bool, by: Account) -> None:
    """Say that somebody is in the group, or is not."""
    check_own(member, by)
    if joined != (member.joined_at is not None):
        member.joined_at = clock.now() if joined else None
        db.session.flush()
        action = "chat.joined" if joined else "chat.left"
        record(action, by=by, subject=("chat_member", member.id), unit=by.unit)


def mark_all_joined(round_: Round, *, by: Account) -> int:
    """Say that everybody of one's own unit is in the group; how many of them were not."""
    waiting = [member for member in queries.chat_members(by.unit, round_) if member.joined_at is None]
    for member in waiting:
        member.joined_at = clock.now()
    db.session.flush()
    if waiting:
        record("chat.joined", by=by, subject=("unit", by.unit.code), unit=by.unit, detail={"people": len(waiting)})
    return len(waiting)


def remove_chat_member(member: ChatMember, *, by: Account) -> None:
    """Take somebody off the list."""
    check_own(member, by)
    record("chat.removed", by=by, subject=("chat_member", member.id), unit=by.unit, detail={"name": member.full_name})
    db.session.delete(member)
    db.session.flush()
