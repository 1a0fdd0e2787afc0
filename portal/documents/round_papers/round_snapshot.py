"""Reading the tables once for the papers around a round."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Table, func, select

from portal.accounts.tasks import Task
from portal.ballots import counting
from portal.ballots.models import ballot_pool, sealed_ballot
from portal.documents.lifecycle.requests import Request
from portal.documents.moments import moment_of
from portal.documents.round_papers import round_figures as frozen
from portal.documents.synthesis.snapshot import awards_of, office_of, province_of, survey_of
from portal.errors import Refused
from portal.extensions import db
from portal.fieldwork import tasks
from portal.fieldwork.awards import queries as awards
from portal.fieldwork.awards.models import COLLECTIVE, AwardLine
from portal.fieldwork.turnout import queries as turnout_queries
from portal.fieldwork.turnout.figures import Line, LineGroup
from portal.papers.letterhead import Office
from portal.results.statistics.basis import basis_of
from portal.results.statistics.tables import areas
from portal.sealing import queries as sealing
from portal.sealing.log import checkpoints
from portal.sealing.wording import kind_in_words
from portal.surveys import turnout
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import fill_placeholders
from portal.units.models import COMMUNE, PROVINCE
from portal.web.data import clock
from portal.web.ui.formats import clock_time, day_month, decimal, short_date


def common_figures(request: Request) -> dict[str, Any]:
    """What every paper of a round has."""
    round_, plan = request.required_round, request.plan
    office = office_of(plan)
    # A letter goes to those it is addressed to, the office's own leaders, the file.
    own = [line for line in office.recipients if line.startswith(("Lãnh đạo", "Lưu"))]
    return {
        "office": replace(office, recipients=("Như trên", *own)),
        "survey": survey_of(round_, plan, basis_of(round_)),
        "taken_at": moment_of([round_]),
    }


def proposal(request: Request) -> frozen.ProposalFigures:
    """The accepted proposal."""
    round_, plan = request.required_round, request.plan
    named = awards_of(round_)
    if not named:
        raise Refused(_("Chưa có đề nghị khen thưởng được duyệt, chưa lập được tờ trình."))
    accepted = awards.proposal_of(round_)
    decided = accepted.decided_at if accepted else None
    common = common_figures(request)
    return frozen.ProposalFigures(
        **{**common, "office": division_office(common["office"], plan)},
        edition=frozen.EDITION,
        leaders=f"Lãnh đạo {plan.identity.issuer}",
        division=plan.bodies.division,
        least=plan.awarding.least,
        most=plan.awarding.most,
        awards=named,
        decided_on=clock.local(decided).date() if decided else None,
        ties=ties_of(accepted.lines if accepted else ()),
    )


def ties_of(lines: Sequence[AwardLine]) -> tuple[frozen.Tie, ...]:
    """Scores that more communes have than are proposed; proposals sent before this was kept have none."""
    by_place = defaultdict[int, list[AwardLine]](list)
    for line in lines:
        if line.kind == COLLECTIVE and line.figures.get("tied", 1) > 1:
            by_place[line.figures["place"]].append(line)
    return tuple(
        frozen.Tie(
            chosen[0].figures["tied"],
            decimal(float(chosen[0].figures["score"]), 1),
            tuple((line.name, line.achievement) for line in chosen),
        )
        for _place, chosen in sorted(by_place.items())
        if len(chosen) < chosen[0].figures["tied"]
    )


def division_office(office: Office, plan: Plan) -> Office:
    """The division as the issuer of a paper to the office's own leaders: not under the office's head and number."""
    return replace(
        office,
        superior=office.issuer,
        issuer=plan.bodies.division.upper(),
        symbol=office.division,
        name=plan.bodies.division,
        recipients=("Như trên", f"Lưu: {plan.bodies.division_short}"),
        is_internal=True,
    )


def guidance(request: Request) -> frozen.GuidanceFigures:
    """What the plan orders communes to do."""
    round_, plan = request.required_round, request.plan
    due, bodies = plan.deadlines, plan.bodies
    return frozen.GuidanceFigures(
        **common_figures(request),
        edition=frozen.EDITION,
        points=len(turnout_queries.lines(round_, province_of(round_), [], basis_of(round_).policy)),
        addressees=addressees_of(plan),
        member=plan.helpers.member if plan.helpers else "",
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
    return (board, plan.helpers.provincial) if plan.helpers else (board,)


def urging(request: Request) -> frozen.UrgingFigures:
    """What is late now."""
    round_, plan = request.required_round, request.plan
    scope = tasks.scope_of(round_, province_of(round_), plan)
    late = [due for due in tasks.urged(scope) if due.is_late]
    if not late:
        raise Refused(_("Không có đơn vị nào chậm tiến độ, không cần công văn đôn đốc."))
    by_point = defaultdict[int, list[Task]](list)
    for due in late:
        by_point[due.point].append(due)
    lags = tuple(
        frozen.Lag(
            point.unit.capital,
            point.unit.district.capital if point.unit.district else "",
            owed_in_words(by_point[point.id]),
        )
        for point in scope.points
        if point.id in by_point
    )
    late_once = dict.fromkeys((due.rule, due.point) for due in late)  # in order, so that equal counts keep one order
    counted = Counter(rule for rule, _point in late_once)
    return frozen.UrgingFigures(
        **common_figures(request),
        edition=frozen.EDITION,
        addressees=addressees_of(plan),
        points=len(scope.points),
        by_rule={tasks.rule_words(rule): n for rule, n in counted.most_common()},
        lags=lags,
    )


def owed_in_words(owed: Iterable[Task]) -> tuple[str, ...]:
    """«Chưa chốt số liệu: 12/6, 13/6»."""
    days_by_rule = defaultdict[str, list[date]](list)
    for due in owed:
        days_by_rule[due.rule] += [due.day] if due.day else []  # some rules are for the whole round
    return tuple(
        ": ".join(filter(None, (tasks.rule_words(rule), ", ".join(map(day_month, sorted(days))))))
        for rule, days in days_by_rule.items()
    )


def daily(request: Request) -> frozen.DayFigures:
    """The day asked for, else the last that is over."""
    round_, over = request.required_round, counting.days_over(request.required_round)
    day = request.day or (over[-1] if over else None)
    if day is None or day not in over:
        raise Refused(_("Ngày này chưa hết hoặc không thuộc đợt khảo sát, chưa lập được bản chốt số liệu."))
    top, policy = request.unit or province_of(round_), basis_of(round_).policy
    rows = turnout_queries.lines(round_, top, [day], policy)
    return frozen.DayFigures(
        **common_figures(request),
        edition=frozen.EDITION,
        place="" if top.level == PROVINCE else top.title,
        day=day,
        areas=tuple(frozen.AreaDay(area.title, tuple(map(point_day, area.lines))) for area in areas(rows)),
        head=None if top.level == COMMUNE else head_after(round_, counting.over_at(round_, day)),
    )


def point_day(line: Line) -> frozen.PointDay:
    (day,) = line.days
    return frozen.PointDay(line.unit.capital, day.visits, day.locked_at, day.ballots, line.status)


def head_after(round_: Round, moment: datetime) -> frozen.Head | None:
    """The first head of the log signed since a moment: later ones hold later days as well. None before there is one."""
    checkpoint = checkpoints.first_since(round_, moment)
    if checkpoint is None:
        return None
    made_of = tuple((kind_in_words(kind), n) for kind, n in sealing.counts(round_, checkpoint.size))
    return frozen.Head(checkpoint.size, checkpoint.text_root, checkpoint.signed_at, made_of)


def minutes(request: Request) -> frozen.MinutesFigures:
    """A round that is over."""
    round_ = request.required_round
    if clock.now() < round_.closes_at:
        raise Refused(_("Đợt khảo sát chưa kết thúc, chưa lập được biên bản đóng đợt."))
    if clock.now() < round_.takes_until:  # ballots that were begun in time still come in
        moment = f"{clock_time(round_.takes_until)} ngày {short_date(clock.local(round_.takes_until).date())}"
        raise Refused(
            _("Đợt khảo sát đã kết thúc, còn nhận phiếu gửi muộn đến %(time)s; sau đó lập được biên bản.", time=moment)
        )
    lines = turnout_queries.settled_lines(province_of(round_), round_, basis_of(round_).policy)
    days = range(len(round_.days))
    sums = [LineGroup(tuple(lines)).day(number) for number in days] if lines else []
    return frozen.MinutesFigures(
        **common_figures(request),
        edition=frozen.EDITION,
        closed_at=round_.closes_at,
        points=len(lines),
        visits=tuple(one.visits for one in sums),
        ballots=tuple(one.ballots for one in sums),
        locked=tuple(sum(line.days[number].locked_at is not None for line in lines) for number in days),
        sealed=sealed_in(round_),
        waiting=rows_in(ballot_pool, round_),
        results_opened_at=round_.results_opened_at,
        head=head_after(round_, round_.takes_until),
        complete=LineGroup(tuple(lines)).complete,
    )


def sealed_in(round_: Round) -> int:
    """How many ballots were sealed; once they are erased, the log alone knows."""
    if round_.erased_at is None:
        return rows_in(sealed_ballot, round_)
    checkpoint = checkpoints.latest(round_)
    return dict(sealing.counts(round_, checkpoint.size if checkpoint else 0)).get("B", 0)


def rows_in(table: Table, round_: Round) -> int:
    return int(db.session.scalar(select(func.count()).select_from(table).where(table.c.round_id == round_.id)) or 0)
