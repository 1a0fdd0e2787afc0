"""The simulated reports: most in time, some late, a few returned and sent again, a few never made; ticks with gaps."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.accounts.permissions import Role
from portal.demo.rehearsal import people
from portal.demo.setup import account
from portal.demo.simulation.replay import points_with_units, staff_by_unit
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.reporting import operations, queries
from portal.fieldwork.reporting.content import figure_sources
from portal.fieldwork.reporting.models import FieldReport
from portal.units import queries as units
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.accounts.models import Account
    from portal.fieldwork.reporting.content.figures import CommuneFigures
    from portal.surveys.models import Point, Round
    from portal.units.models import Unit

Staff = dict[tuple[int, Role], "Account"]

NEVER, ONLY_DRAFT, LATE, RETURNED, TICKED = 0.03, 0.04, 0.11, 0.08, 0.82
DIFFICULTIES = (
    "Mạng di động yếu ở một số thời điểm trong ngày.",
    "Nhiều người cao tuổi không có điện thoại thông minh, phải dùng máy hỗ trợ tại bàn.",
    "Ngày đầu một số người dân còn e ngại, sợ phải ghi họ tên.",
    "Người dân đến tập trung vào buổi sáng nên có lúc thiếu người hỗ trợ.",
    "",
)
PROPOSALS = (
    "Đề nghị huyện hỗ trợ thêm điểm phát mạng không dây tại bộ phận một cửa.",
    "Đề nghị thông báo kế hoạch khảo sát sớm hơn để tuyên truyền đến các thôn.",
    "",
)
REASONS = (
    "Số lượt được hướng dẫn chưa khớp với sổ theo dõi tại bàn, đề nghị rà lại.",
    "Đề nghị nêu rõ khó khăn, vướng mắc và cách đã xử lý.",
)
SUPERVISION = "Ban Chỉ đạo đôn đốc hằng ngày qua nhóm Zalo, nhắc các đơn vị chốt số liệu và đăng tin đúng giờ."


def fill(round_: Round, seed: int) -> None:
    """Write and decide them through the pages' own operations. The caller commits."""
    if is_filled(round_):
        return
    staff, figures = staff_by_unit(round_), figures_by_code(round_)
    for point in points_with_units(round_):
        report_commune(point, figures[point.unit.code], staff, Random(f"{seed}/{point.unit.code}/report"))
    top = units.province(round_.catalogue_year)
    for district in units.districts(top) if top else ():
        report_district(round_, district, staff, Random(f"{seed}/{district.code}/report"))


def is_filled(round_: Round) -> bool:
    """Whether an earlier fill has begun."""
    return bool(db.session.scalar(select(func.count(FieldReport.id)).where(FieldReport.round_id == round_.id)))


def figures_by_code(round_: Round) -> Mapping[str, CommuneFigures]:
    """What every commune has entered, as it stands after the last day."""
    top = units.province(round_.catalogue_year)
    with clock.moved_to(clock.at(round_.last_day + timedelta(days=3), 11)):
        return {one.code: one for one in figure_sources.commune_figures(top, round_)} if top else {}


def report_commune(point: Point, figures: CommuneFigures, staff: Staff, random: Random) -> None:
    """One commune: a draft, a submission, what the district says, the tick."""
    officer = staff[point.unit_id, Role.COMMUNE_OFFICER]
    due, luck = point.round.plan_data.deadlines.commune_report, random.random()
    late = 1 + random.randrange(2) if random.random() < LATE else 0
    started = clock.at(due + timedelta(days=late), 8 + random.randrange(5), random.randrange(60))
    if random.random() < TICKED:
        with clock.moved_to(started + timedelta(hours=1)):
            operations.tick_software(point, figures, by=officer)
    if luck < NEVER:
        return
    with clock.moved_to(started):
        operations.save(point.unit, point.round, fields=report_fields(figures, random), version=0, by=officer)
    if luck >= NEVER + ONLY_DRAFT and submit(point.unit, point.round, 1, staff, started + timedelta(hours=2)):
        decide(point, staff, random, started + timedelta(hours=4))


def report_fields(figures: CommuneFigures, random: Random) -> dict[str, object]:
    """Counts below the visits, a difficulty and a proposal."""
    days = {}
    for day in figures.days:
        most = day.visits or 0
        days[day.day.isoformat()] = {
            "helped": round(most * random.uniform(0.4, 0.8)),
            "guided": round(most * random.uniform(0.45, 0.9)),
        }
    return {"days": days, "texts": {"difficulties": random.choice(DIFFICULTIES), "proposals": random.choice(PROPOSALS)}}


def submit(unit: Unit, round_: Round, version: int, staff: Staff, moment: datetime) -> bool:
    """Hand in; a commune that has not «chốt» its days cannot."""
    by = staff.get((unit.id, Role.COMMUNE_LEAD)) or staff[unit.id, Role.DISTRICT_MONITOR]
    with clock.moved_to(moment):
        try:
            operations.submit(unit, round_, version=version, by=by)
        except DomainError:
            return False
    return True


def decide(point: Point, staff: Staff, random: Random, moment: datetime) -> None:
    """The district receives most; of those it returns, half come again."""
    unit, round_ = point.unit, point.round
    above = staff.get((unit.parent_id or 0, Role.DISTRICT_MONITOR))
    report = queries.report_of(unit, round_)
    if above is None or report is None:
        return
    with clock.moved_to(moment):
        if random.random() >= RETURNED:
            operations.decide(report, received=True, reason="", version=2, by=above)
            return
        operations.decide(report, received=False, reason=random.choice(REASONS), version=2, by=above)
    if random.random() < 0.5 and submit(unit, round_, 3, staff, moment + timedelta(hours=16)):
        with clock.moved_to(moment + timedelta(hours=20)):
            again = queries.report_of(unit, round_)
            if again is not None:
                operations.decide(again, received=True, reason="", version=4, by=above)


def report_district(round_: Round, district: Unit, staff: Staff, random: Random) -> None:
    """One district: most submit the day before they are due, and the province receives them."""
    by, due = staff[district.id, Role.DISTRICT_MONITOR], round_.plan_data.deadlines.district_report
    if due is None or random.random() < NEVER:
        return
    texts = {"supervision": SUPERVISION, "difficulties": random.choice(DIFFICULTIES)}
    written = clock.at(due - timedelta(days=1), 9 + random.randrange(6), random.randrange(60))
    with clock.moved_to(written):
        operations.save(district, round_, fields={"texts": texts}, version=0, by=by)
    if random.random() < LATE or not submit(district, round_, 1, staff, written + timedelta(hours=1)):
        return
    report = queries.report_of(district, round_)
    if report is not None:
        with clock.moved_to(clock.at(due, 8, random.randrange(20))):
            operations.decide(report, received=True, reason="", version=2, by=account(people.EDITOR))
