"""Reading the tables once for the papers around a round."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.ballots import counting
from portal.ballots.models import ballot_pool, sealed_ballot
from portal.documents.round_papers.round_figures import (
    AreaDay,
    DayFigures,
    GuidanceFigures,
    Head,
    Lag,
    MinutesFigures,
    PointDay,
    ProposalFigures,
    UrgingFigures,
)
from portal.documents.synthesis.snapshot import awards_of, office_of, survey_of
from portal.errors import Refused
from portal.extensions import db
from portal.fieldwork import tasks
from portal.fieldwork.awards import queries as awards
from portal.fieldwork.turnout import queries as turnout_queries
from portal.fieldwork.turnout.figures import LineGroup
from portal.results.statistics.basis import basis_of
from portal.results.statistics.tables import areas
from portal.sealing import queries as sealing
from portal.sealing.log import checkpoints
from portal.surveys import turnout
from portal.surveys.plan.reader import fill_placeholders
from portal.units import queries as units
from portal.units.models import COMMUNE, PROVINCE
from portal.web.data import clock
from portal.web.ui.formats import clock_time, day_month, short_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

    from sqlalchemy import Table

    from portal.accounts.tasks import Task
    from portal.documents.lifecycle.requests import Request
    from portal.fieldwork.turnout.figures import Line
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan
    from portal.units.models import Unit


def common_figures(request: Request) -> dict[str, Any]:
    """What every paper of a round has."""
    round_, plan = request.required_round, request.plan
    office = office_of(plan)
    return {
        "office": replace(office, recipients=letter_recipients(office.recipients)),
        "survey": survey_of(round_, plan, basis_of(round_)),
        "taken_at": clock.now().replace(microsecond=0),
    }


def letter_recipients(recipients: tuple[str, ...]) -> tuple[str, ...]:
    """Whom a letter goes to: those it is addressed to, the office's own leaders, the file."""
    own = [line for line in recipients if line.startswith(("Lãnh đạo", "Lưu"))]
    return ("Như trên", *own)


def province_of(round_: Round) -> Unit:
    top = units.province(round_.catalogue_year)
    if top is None:
        raise LookupError(round_.catalogue_year)
    return top


def proposal(request: Request) -> ProposalFigures:
    """The accepted proposal."""
    round_, plan = request.required_round, request.plan
    named = awards_of(round_)
    if not named:
        raise Refused(_("Chưa có đề nghị khen thưởng được duyệt, chưa lập được tờ trình."))
    accepted = awards.proposal_of(round_)
    decided = accepted.decided_at if accepted else None
    return ProposalFigures(
        **common_figures(request),
        division=plan.bodies.division,
        least=plan.awards.least,
        most=plan.awards.most,
        awards=named,
        decided_on=clock.local(decided).date() if decided else None,
    )


def guidance(request: Request) -> GuidanceFigures:
    """What the plan orders communes to do."""
    round_, plan = request.required_round, request.plan
    due, bodies = plan.deadlines, plan.bodies
    return GuidanceFigures(
        **common_figures(request),
        points=len(turnout_queries.lines(round_, province_of(round_), [], basis_of(round_).policy)),
        addressees=addressees_of(plan),
        member=plan.helpers.member,
        task_force=bodies.task_force,
        task_force_head=bodies.task_force_head,
        turnout=turnout.rule(basis_of(round_).policy),
        lock_hour=due.lock_hour.hour,
        rosters=due.rosters,
        commune_report=due.commune_report,
        district_report=due.district_report,
        chat=plan.chat.name if plan.chat else "",
        software=plan.software.name if plan.software and plan.software.required else "",
        contact=plan.contact.name.vi,
        telephone=plan.contact.telephone,
    )


def addressees_of(plan: Plan) -> tuple[str, ...]:
    """The boards of all districts together; the communes' boards where there are no districts; the helpers' office."""
    places = plan.catalogue.districts or plan.catalogue.communes
    board = fill_placeholders(plan.bodies.district or plan.bodies.commune, {"unit": f"các {places}", "name": places})
    return (board, plan.helpers.provincial)


def urging(request: Request) -> UrgingFigures:
    """What is late now."""
    round_, plan = request.required_round, request.plan
    scope = tasks.scope_of(round_, province_of(round_), plan)
    late = [due for due in tasks.urged(scope) if due.is_late]
    if not late:
        raise Refused(_("Không có đơn vị nào chậm tiến độ, không cần công văn đôn đốc."))
    by_point: dict[int, list[Task]] = {}
    for due in late:
        by_point.setdefault(due.point, []).append(due)
    lags = tuple(
        Lag(
            point.unit.capital,
            point.unit.district.capital if point.unit.district else "",
            owed_in_words(by_point[point.id]),
        )
        for point in scope.points
        if point.id in by_point
    )
    pairs = {(due.rule, due.point) for due in late}
    counted = Counter(rule for rule, _point in pairs)
    return UrgingFigures(
        **common_figures(request),
        addressees=addressees_of(plan),
        points=len(scope.points),
        by_rule={tasks.rule_words(rule): n for rule, n in counted.most_common()},
        lags=lags,
    )


def owed_in_words(owed: Iterable[Task]) -> tuple[str, ...]:
    """«Chưa chốt số liệu: 12/6, 13/6»."""
    days: dict[str, list[date | None]] = {}
    for due in owed:
        days.setdefault(due.rule, []).append(due.day)
    return tuple(
        f"{tasks.rule_words(rule)}: {', '.join(day_month(day) for day in sorted(filter(None, of)))}"
        if any(of)
        else tasks.rule_words(rule)
        for rule, of in days.items()
    )


def daily(request: Request) -> DayFigures:
    """The day asked for, else the last that is over."""
    round_, over = request.required_round, counting.days_over(request.required_round)
    day = request.day or (over[-1] if over else None)
    if day is None or day not in over:
        raise Refused(_("Ngày này chưa hết hoặc không thuộc đợt khảo sát, chưa lập được bản chốt số liệu."))
    top, policy = request.unit or province_of(round_), basis_of(round_).policy
    rows = turnout_queries.lines(round_, top, [day], policy)
    return DayFigures(
        **common_figures(request),
        place="" if top.level == PROVINCE else top.title,
        day=day,
        areas=tuple(AreaDay(area.title, tuple(point_day(line) for line in area.lines)) for area in areas(rows)),
        head=None if top.level == COMMUNE else head_of(round_),
    )


def point_day(line: Line) -> PointDay:
    (day,) = line.days
    return PointDay(line.unit.capital, day.visits, day.locked_at, day.ballots, line.status)


def head_of(round_: Round) -> Head | None:
    """The last signed head of the log."""
    checkpoint = checkpoints.latest(round_)
    return Head(checkpoint.size, checkpoint.text_root, checkpoint.signed_at) if checkpoint else None


def minutes(request: Request) -> MinutesFigures:
    """A round that is over."""
    round_ = request.required_round
    if clock.now() < round_.closes_at:
        raise Refused(_("Đợt khảo sát chưa kết thúc, chưa lập được biên bản đóng đợt."))
    if clock.now() < round_.takes_until:
        moment = f"{clock_time(round_.takes_until)} ngày {short_date(clock.local(round_.takes_until).date())}"
        raise Refused(
            _("Đợt khảo sát đã kết thúc, còn nhận phiếu gửi muộn đến %(time)s; sau đó lập được biên bản.", time=moment)
        )
    lines = turnout_queries.settled_lines(province_of(round_), round_, basis_of(round_).policy)
    days = range(len(round_.days))
    sums = [LineGroup(tuple(lines)).day(number) for number in days] if lines else []
    return MinutesFigures(
        **common_figures(request),
        closed_at=round_.closes_at,
        points=len(lines),
        visits=tuple(one.visits for one in sums),
        ballots=tuple(one.ballots for one in sums),
        locked=tuple(sum(line.days[number].locked_at is not None for line in lines) for number in days),
        sealed=sealed_in(round_),
        waiting=rows_in(ballot_pool, round_),
        results_opened_at=round_.results_opened_at,
        head=head_of(round_),
    )


def sealed_in(round_: Round) -> int:
    """How many ballots were sealed; once they are erased, the log alone knows."""
    if round_.erased_at is None:
        return rows_in(sealed_ballot, round_)
    checkpoint = checkpoints.latest(round_)
    return dict(sealing.counts(round_, checkpoint.size if checkpoint else 0)).get("B", 0)


def rows_in(table: Table, round_: Round) -> int:
    return int(db.session.scalar(select(func.count()).select_from(table).where(table.c.round_id == round_.id)) or 0)
