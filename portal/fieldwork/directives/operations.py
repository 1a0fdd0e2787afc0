"""Entering, changing and taking back papers and launches; naming people for the chat group. Each level its own."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.audit.operations import record
from portal.errors import DomainError, Refused
from portal.extensions import db
from portal.fieldwork import scans
from portal.fieldwork.directives import queries
from portal.fieldwork.directives.models import LAUNCH, MOST_PHOTOS, ChatMember, DirectingPaper, Launch
from portal.fieldwork.directives.queries import RowT
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import fill_placeholders
from portal.units.models import COMMUNE, DISTRICT
from portal.units.names import fold
from portal.web.data import clock, versioned
from portal.web.media import uploads
from portal.web.ui.formats import short_date

Row = DirectingPaper | Launch

MOST_CHAT_MEMBERS = 60
MOST_DAYS_TO_LAUNCH, YEAR = 60, 365


def issuer_of(plan: Plan, by: Account) -> str:
    """In whose name a person enters: the plan's name for the body at that level."""
    if by.role == Role.VETERANS_OFFICE:  # of the province too, but another body
        return plan.helping.provincial
    if by.unit.level == DISTRICT:
        return fill_placeholders(plan.bodies.district, {"unit": by.unit.title, "name": by.unit.name})
    if by.unit.level == COMMUNE:
        words = {"unit": by.unit.title, "name": by.unit.name, "parent": "", "committee": ""}
        return fill_placeholders(plan.bodies.commune, words)
    return plan.identity.issuer


def check_own(row: Row | ChatMember | uploads.Photo, by: Account) -> None:
    """Each level enters for itself."""
    if row.unit_id != by.unit_id:
        raise Refused(_("Chỉ đơn vị đã nhập mới sửa được nội dung này."))


def enter_paper(
    round_: Round, paper: DirectingPaper | None, *, version: int, scan: bytes | None, by: Account, **values: Any
) -> DirectingPaper:
    """Enter a directing paper, or change one; a new scan takes the old one's place."""
    check_issued(round_, values["issued_on"])  # before the scan is kept
    action = "directing.changed" if paper else "directing.entered"
    paper = enter(DirectingPaper, paper, round_, version=version, by=by, values=values)
    if scan is not None:
        # a number like «12-CV/HU» is no name of a file
        name = f"van-ban-{by.unit.code}-{paper.number.replace('/', '-').replace(' ', '')}"
        versioned.update_entered(paper, scan_id=scans.keep(scan, name, instead_of=paper.scan_id))
    record(action, by=by, subject=("directing_paper", paper.id), unit=by.unit, detail={"number": paper.number})
    return paper


def enter(
    table: type[RowT], row: RowT | None, round_: Round, *, version: int, by: Account, values: dict[str, Any]
) -> RowT:
    """Enter a row of one's own unit, or change one that is still as the person saw it."""
    values |= {"entered_by": by.id, "entered_at": clock.now()}
    if row is None:
        row = table(round_id=round_.id, unit_id=by.unit_id, **values)
        db.session.add(row)
        db.session.flush()
        return row
    check_own(row, by)
    versioned.refuse_stale(row, version)
    versioned.update_entered(row, **values)
    return row


def check_issued(round_: Round, issued_on: date) -> None:
    """A paper that directs the survey is neither to come nor older than a year before it."""
    if issued_on > clock.today():
        raise DomainError(_("Ngày ban hành chưa đến."), "issued_on")
    if (round_.first_day - issued_on).days > YEAR:
        raise DomainError(_("Ngày ban hành quá xa đợt khảo sát."), "issued_on")


def enter_launch(round_: Round, launch: Launch | None, *, version: int, by: Account, **values: Any) -> Launch:
    """Enter a launch, held or planned, or change one."""
    if by.unit.level == COMMUNE:
        raise Refused(_("Phát động ra quân do %(province_level)s, %(district_level)s tổ chức."))
    if abs((round_.first_day - values["day"]).days) > MOST_DAYS_TO_LAUNCH:
        first = short_date(round_.first_day)
        raise DomainError(_("Ngày phát động quá xa ngày đầu khảo sát (%(day)s).", day=first), "day")
    action = "launch.changed" if launch else "launch.entered"
    launch = enter(Launch, launch, round_, version=version, by=by, values=values)
    record(action, by=by, subject=("launch", launch.id), unit=by.unit, detail={"day": launch.day.isoformat()})
    return launch


def add_launch_photo(launch: Launch, sent: FileStorage | None, *, by: Account) -> uploads.Photo:
    """Take one photograph of a launch."""
    check_own(launch, by)
    photo = uploads.receive(sent, uploads.Owner(LAUNCH, launch.id, launch.unit_id), by=by.id, most=MOST_PHOTOS)
    record("photo.added", by=by, subject=("photo", photo.id), unit=by.unit)
    return photo


def withdraw(row: Row, *, by: Account) -> None:
    """Take a paper or launch that was entered by mistake off the lists; the row stays, its photographs go."""
    check_own(row, by)
    if row.withdrawn_at is not None:
        return
    versioned.update_entered(row, withdrawn_at=clock.now())
    if isinstance(row, DirectingPaper):
        record("directing.withdrawn", by=by, subject=("directing_paper", row.id), unit=by.unit)
        return
    record("launch.withdrawn", by=by, subject=(LAUNCH, row.id), unit=by.unit)
    for photo in queries.photos_of(row):
        uploads.remove(photo)


def add_chat_member(round_: Round, *, full_name: str, office: str, by: Account) -> ChatMember:
    """Name a person of one's own unit for the group."""
    members = queries.chat_members(by.unit, round_)
    # folded: the same person typed in capitals or without marks
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
    """Say that a person is in the group, or is not."""
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
    """Take a person off the list."""
    check_own(member, by)
    # recorded first: afterwards the row has no number
    record("chat.removed", by=by, subject=("chat_member", member.id), unit=by.unit, detail={"name": member.full_name})
    db.session.delete(member)
    db.session.flush()
