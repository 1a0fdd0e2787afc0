"""What happened to a commune's figures, told from the events: who, when, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import Account, Person
from portal.accounts.permissions import role_title
from portal.audit.models import Event
from portal.extensions import db
from portal.fieldwork.visits.models import VisitCount
from portal.web.ui.formats import day_month, integer

if TYPE_CHECKING:
    from datetime import datetime

    from portal.surveys.models import Point


@dataclass(frozen=True)
class HistoryEntry:
    """One deed."""

    at: datetime
    who: str
    role: str
    words: str


def of_point(point: Point) -> list[HistoryEntry]:
    """A point's deeds on visits, the latest first."""
    numbers = db.session.scalars(select(VisitCount.id).where(VisitCount.point_id == point.id)).all()
    query = (
        select(Event, Person.full_name)
        .outerjoin(Account, Account.id == Event.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Event.subject_kind == "visits", Event.subject_id.in_([str(number) for number in numbers]))
        .order_by(Event.id.desc())
    )
    return [
        HistoryEntry(event.at, name or event.username, role_title(event.role) if event.role else "", event_words(event))
        for event, name in db.session.execute(query)
    ]


def event_words(event: Event) -> str:
    """A deed as a sentence."""
    detail: dict[str, Any] = event.detail
    day = day_month(date.fromisoformat(detail["day"]))
    visits, old = integer(detail.get("visits")), integer((detail.get("old") or {}).get("visits"))
    new = integer(detail.get("new"))
    words = {
        "visits.entered": _("Nhập ngày %(day)s: %(visits)s lượt", day=day, visits=visits),
        "visits.changed": _("Sửa ngày %(day)s: %(old)s thành %(visits)s lượt", day=day, old=old, visits=visits),
        "visits.locked": _("Chốt ngày %(day)s: %(visits)s lượt", day=day, visits=visits),
        "correction.asked": _("Đề nghị điều chỉnh ngày %(day)s: %(old)s thành %(new)s lượt", day=day, old=old, new=new),
        "correction.accepted": _(
            "Đồng ý điều chỉnh ngày %(day)s: %(old)s thành %(new)s lượt", day=day, old=old, new=new
        ),
        "correction.refused": _("Không đồng ý điều chỉnh ngày %(day)s thành %(new)s lượt", day=day, new=new),
    }
    return words.get(event.action, event.action)
