"""Inspections of the districts and the province, what they found and what was mended, incidents, reminders by rule."""

from __future__ import annotations

import uuid
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.demo.simulation.replay import points_with_units, staff_by_unit
from portal.extensions import db
from portal.fieldwork import tasks
from portal.fieldwork.inspections import checklist
from portal.fieldwork.inspections import operations as inspections
from portal.fieldwork.inspections.models import Finding, InspectionPlan
from portal.fieldwork.reminders import operations
from portal.surveys.models import Point
from portal.units import queries as units
from portal.web.data import clock

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.surveys.models import Round

TEAMS = (
    "Đồng chí Trưởng Ban Dân vận, đồng chí Chủ tịch Hội Cựu chiến binh",
    "Đồng chí Phó Trưởng Ban Dân vận, cán bộ Hội Cựu chiến binh",
    "Đoàn kiểm tra số 2: cán bộ Ban Dân vận, cán bộ Văn phòng cấp ủy",
)
PROVINCIAL = "Đoàn của Ban Dân vận Tỉnh ủy và Hội Cựu chiến binh tỉnh"
UNPLANNED, MISSED, FIRST_DAY = 0.14, 0.08, 0.55
"""Shares of communes: no visit planned; a planned visit not made; visit on the first day."""
NOT_MET, UNSEEN, MENDED = 0.05, 0.06, 0.72
OF_PROVINCE, TROUBLED, SETTLED = 0.04, 0.12, 0.7
TROUBLES = (
    ("network", "Mất mạng tại bộ phận một cửa từ đầu giờ, người dân không gửi được phiếu."),
    ("network", "Mất điện cả xã, wifi không dùng được; người dân dùng 4G."),
    ("paper", "Tờ in mã QR bị ướt mưa, đề nghị cấp lại bản in."),
    ("paper", "Hết tờ in câu hỏi chữ lớn cho người cao tuổi."),
    ("complaint", "Người dân phản ánh phải chờ lâu mới đến lượt được hướng dẫn."),
    ("complaint", "Có ý kiến đề nghị đặt bàn hỗ trợ kín đáo hơn."),
    ("other", "Một hội viên hỗ trợ bị ốm, đang tìm người thay."),
)
ANSWERS = ("Đã nhận, đang cử người xuống hỗ trợ.", "Đã liên hệ đơn vị cung cấp, khắc phục trong buổi.")
MENDINGS = ("Đã khắc phục ngay trong buổi.", "Đã dán lại, có ảnh lưu tại xã.", "Tổ trưởng đã nhắc, phân công lại.")
REMINDED_AT = (10, 14)


class Staff(NamedTuple):
    """The acting accounts: by unit and role, and the province's editor."""

    by_unit: dict[tuple[int, Role], Account]
    editor: Account
    now: datetime


def fill(round_: Round, seed: int) -> None:
    """Do it all through the pages' own operations, up to the present. The caller commits."""
    points = points_with_units(round_)
    if not points or is_filled(round_):
        return
    editor = db.session.scalars(
        select(Account).where(Account.role == Role.PROVINCE_EDITOR).order_by(Account.id)
    ).first()
    assert editor is not None  # noqa: S101 - opened with the units
    staff = Staff(staff_by_unit(round_), editor, clock.now())
    for point in points:
        random = Random(f"{seed}/{point.unit.code}/urging")
        inspect_commune(point, staff, random)
        report_incident(point, staff, random)
    send_reminders(round_, staff.now)


def is_filled(round_: Round) -> bool:
    """Whether an earlier, interrupted fill has begun; what it wrote is kept."""
    counted = select(func.count(InspectionPlan.id)).join(InspectionPlan.point).where(Point.round_id == round_.id)
    return bool(db.session.scalar(counted))


def inspect_commune(point: Point, staff: Staff, random: Random) -> None:
    """A visit of the district, and here and there one of the province."""
    monitor = staff.by_unit.get((point.unit.parent_id or 0, Role.DISTRICT_MONITOR))
    if monitor is not None and random.random() >= UNPLANNED:
        day = point.round.first_day if random.random() < FIRST_DAY else random.choice(point.round.days[:3])
        inspect(point, day, random.choice(TEAMS), monitor, staff, random)
    if random.random() < OF_PROVINCE:
        inspect(point, point.round.first_day, PROVINCIAL, staff.editor, staff, random)


def inspect(point: Point, day: date, team: str, by: Account, staff: Staff, random: Random) -> None:
    """Planned two days before, then made or not."""
    with clock.moved_to(clock.at(day - timedelta(days=2), 10, random.randrange(60))):
        inspections.plan_visits([point], day=day, team=team, by=by)
    at = clock.at(day, random.choice((8, 9, 10, 14, 15)), random.randrange(60))
    if at > staff.now or random.random() < MISSED:
        return
    with clock.moved_to(at):
        inspection = inspections.record_inspection(
            point,
            key=f"{random.getrandbits(128):032x}",
            by=by,
            day=day,
            hour=f"{clock.local(at):%H:%M}",
            team=team,
            answers={item: checklist_answer(random) for item in checklist.ITEMS},
            remark="",
        )
    set_committed_value(inspection, "point", point)
    for finding in db.session.scalars(select(Finding).where(Finding.inspection_id == inspection.id)).all():
        set_committed_value(finding, "inspection", inspection)
        fix_finding(finding, point, at, staff, random)


def checklist_answer(random: Random) -> dict[str, str]:
    """One item of the checklist."""
    drawn = random.random()
    answer = checklist.NO if drawn < NOT_MET else checklist.UNSEEN if drawn < NOT_MET + UNSEEN else checklist.YES
    return {"answer": answer, "note": ""}


def fix_finding(finding: Finding, point: Point, at: datetime, staff: Staff, random: Random) -> None:
    """Most things are mended within a day."""
    moment = at + timedelta(minutes=random.randrange(40, 1300))
    if random.random() > MENDED or moment > staff.now:
        return
    with clock.moved_to(moment):
        lead = staff.by_unit[point.unit_id, Role.COMMUNE_LEAD]
        inspections.mark_fixed(finding, note_typed=random.choice(MENDINGS), by=lead)


def report_incident(point: Point, staff: Staff, random: Random) -> None:
    """Something stands in a desk's way; the level above answers."""
    day = random.choice(point.round.days[:3])
    at = clock.at(day, random.randrange(8, 16), random.randrange(60))
    if random.random() > TROUBLED or at > staff.now:
        return
    kind, body = random.choice(TROUBLES)
    with clock.moved_to(at):
        by = staff.by_unit[point.unit_id, Role.COMMUNE_OFFICER]
        incident = operations.report_incident(
            point, key=uuid.UUID(int=random.getrandbits(128)).hex, kind=kind, body=body, by=by
        )
    answered_at = at + timedelta(minutes=random.randrange(5, 90))
    if answered_at <= staff.now:
        with clock.moved_to(answered_at):
            by = staff.by_unit.get((point.unit.parent_id or 0, Role.DISTRICT_MONITOR), staff.editor)
            set_committed_value(incident, "point", point)
            operations.answer_incident(incident, body=random.choice(ANSWERS), closes=random.random() < SETTLED, by=by)


def send_reminders(round_: Round, now: datetime) -> None:
    """The reminders of the round's own hours, to those who never did it."""
    for day in round_.days[1:3]:
        for hour in REMINDED_AT:
            at = clock.at(day, hour)
            if at <= now:
                with clock.moved_to(at):
                    remind_at(round_, hour)


def remind_at(round_: Round, hour: int) -> None:
    """What the scheduler would send in an hour."""
    top = units.province(round_.catalogue_year)
    rules = {name for name, rule in tasks.rules().items() if hour in rule.hours}
    if top is not None and rules:
        scope = tasks.scope_of(round_, top)
        operations.remind(scope, tasks.urged(scope, rules), by=None)
