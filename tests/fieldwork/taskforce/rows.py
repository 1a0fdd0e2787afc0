"""Rows for tests: a task force with its scan, a directing paper, a launch, somebody in the chat group."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from portal.extensions import db
from portal.fieldwork.directives.models import ChatMember, DirectingPaper, Launch
from portal.fieldwork.taskforce.models import TaskForce, TaskForceMember
from portal.web.data import clock, files
from tests import make

if TYPE_CHECKING:
    from portal.accounts.models import Account
    from portal.surveys.models import Point, Round
    from portal.units.models import Unit

PEOPLE = (
    ("head", "Trần Văn Trưởng", "Phó Bí thư thường trực Đảng ủy"),
    ("member", "Lê Thị Hoa", "Chủ tịch Hội Liên hiệp Phụ nữ"),
    ("member", "Vi Văn Sơn", "Chủ tịch Hội Cựu chiến binh"),
    ("clerk", "Giáp Thị Mai", "Công chức Văn phòng - Thống kê"),
)


def force(point: Point, by: Account, **changes: Any) -> TaskForce:
    """A task force of four, founded unless told otherwise."""
    values = {"decision_number": "12-QĐ/ĐU", "decided_on": date(2024, 6, 6), "scan_id": scan()} | changes
    row = TaskForce(point_id=point.id, entered_by=by.id, entered_at=clock.now(), **values)
    db.session.add(row)
    db.session.flush()
    for place, (part, name, office) in enumerate(PEOPLE, start=1):
        db.session.add(TaskForceMember(task_force_id=row.id, place=place, part=part, full_name=name, office=office))
    db.session.flush()
    return row


def scan() -> str:
    return str(files.store_file("quyet-dinh.pdf", "application/pdf", b"%PDF-1.7").id)


def paper(survey: Round, unit: Unit, by: Account, **changes: Any) -> DirectingPaper:
    """A directing paper of a unit."""
    values = {
        "issuer": "Ban Chỉ đạo",
        "number": "45-CV/BCĐ",
        "issued_on": date(2024, 6, 6),
        "subject": "về việc triển khai khảo sát",
        "scan_id": scan(),
    } | changes
    return added(DirectingPaper(**place(survey, unit, by), **values))


def launch(survey: Round, unit: Unit, by: Account, **changes: Any) -> Launch:
    """A launch of a unit."""
    values = {
        "organiser": "Ban Chỉ đạo",
        "day": make.FIRST_DAY,
        "place": "UBND huyện",
        "people": 120,
        "note": "",
    } | changes
    return added(Launch(**place(survey, unit, by), **values))


def chat_member(survey: Round, unit: Unit, by: Account, **changes: Any) -> ChatMember:
    """Somebody named for the group."""
    values = {"full_name": "Lê Thị Hoa", "office": "Chủ tịch Hội Phụ nữ"} | changes
    return added(ChatMember(**place(survey, unit, by), **values))


def place(survey: Round, unit: Unit, by: Account) -> dict[str, Any]:
    return {"round_id": survey.id, "unit_id": unit.id, "entered_by": by.id, "entered_at": clock.now()}


def added(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
