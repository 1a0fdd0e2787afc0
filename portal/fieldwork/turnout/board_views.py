"""The board: how far the communes are, for districts and the province; the page of one commune; the file."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork import tasks
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.monitoring import unit_map, unit_page
from portal.fieldwork.reminders import queries as reminders
from portal.fieldwork.round_lists import list_page, round_list
from portal.fieldwork.scope import approved_rounds, load_point
from portal.fieldwork.today import agenda
from portal.fieldwork.turnout import board as boards
from portal.fieldwork.turnout import figures, hours, queries
from portal.fieldwork.turnout.figures import LineGroup
from portal.fieldwork.visits import queries as visit_queries
from portal.sealing import periodic_check
from portal.surveys import contacts, page_context, turnout
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.units.folding import part_of
from portal.units.models import PROVINCE, communes_in_words
from portal.web.data import clock
from portal.web.http import addresses
from portal.web.http.views import asks_file, describe_export, render, requires
from portal.web.media.sheets import send_table
from portal.web.ui.formats import clock_time, day_month
from portal.web.ui.listing import DayFilter

blueprint = Blueprint("results", __name__)

WHOLE_ROUND = "all"
RULES_WITHOUT_COLUMN = ("roster_missing", "roster_gap", "publicity_missing", "post_missing", "taskforce_missing")
"""What urging knows of that this board has no column for."""


class Alert(NamedTuple):
    """Something to urge: how many, what, and where they stand listed."""

    n: int
    words: str
    shape: str
    url: str = ""


@round_list(blueprint, "/board", Permission.BOARD_VIEW, "board.exported", Permission.BOARD_EXPORT)
def board(round_: Round) -> ResponseReturnValue:
    """The board of a round, for one day or the whole of it."""
    plan, days, top = round_.plan_data, chosen_days(round_), current_user.unit
    policy, list_filter = visit_queries.policy_of(round_, plan), DayFilter.from_args(request.args)
    # before the first day the file names the communes; the page has nothing to show of them
    lines = queries.board_lines(round_, top, days, policy) if days or asks_file() else []
    table = boards.table(lines, list_filter, days, top)
    if asks_file():
        part = f"{days[0]:%d-%m-%Y}" if len(days) == 1 else "ca-dot"
        title = _("Tình hình tham gia khảo sát")
        describe_export(round=round_.slug, rows=table.communes)
        return send_table(f"tham-gia-{round_.slug}-{part}", title, table.header, table.values)
    total = figures.LineGroup(tuple(lines))
    # built once, not for each of hundreds of rows
    address = addresses.row_url_builder(".unit", "code", slug=round_.slug)
    return list_page(
        "fieldwork/turnout/board.html",
        round_,
        list_filter,
        "board",
        days=days,
        begun=round_.days_begun,
        whole=len(days) != 1 or request.args.get("day") == WHOLE_ROUND,
        total=total,
        basis=boards.basis_in_words(total),
        communes=communes_in_words([line.unit for line in lines]),
        map=unit_map.of_lines(lines, top, list_filter.district),
        address=address,
        boxes=changed_boxes(),
        alerts=[*alerts(round_, total, plan), *(preparation_alerts(round_, plan, days) if days else ())],
        reminded=reminders.last_sent(top, round_),
        table=table,
        part=part_of(table.rows, lambda row: row.line and row.line.unit),
        sorts=sorts() if plan.turnout else [("-ballots", _("Phiếu nhiều trước")), ("unit", _("Theo tên"))],
        hours=hours.of_days(round_, [line.point_id for line in lines], days) if len(days) == 1 else None,
        policy=turnout.in_words(policy),
        paper=f"{plan.identity.kind} {plan.identity.number}",
    )


def changed_boxes() -> list[tuple[str, str, str]]:
    """Title, page and first fault of each round whose box is not as it was signed; for the province alone."""
    if current_user.unit.level != PROVINCE:
        return []
    troubles = periodic_check.faults_by_round()
    return [
        (round_.title, url_for("surveys.overview", slug=round_.slug), troubles[round_.slug][0])
        for round_ in approved_rounds()
        if round_.slug in troubles
    ]


@blueprint.get("/board/<slug>/units/<code>")
@requires(Permission.BOARD_VIEW, subject=load_point)
def unit(point: Point) -> ResponseReturnValue:
    """One commune: its steps, whom to call there, its days, who entered what when, its corrections."""
    round_ = point.round
    plan = round_.plan_data
    policy = visit_queries.policy_of(round_, plan)
    progress = unit_page.progress_of(point, plan)
    line = progress.line
    return render(
        "fieldwork/turnout/unit.html",
        survey=round_,
        point=point,
        sections=unit_page.sections(point, plan, current_user, progress),
        call=contacts.number_of(round_, point.unit),
        line=line,
        days=[(day, figures.verdict_of(policy, [day])) for day in line.days] if line else [],
        counts_visits=plan.turnout is not None,
        counts_by_day=plan.counts_by_day,
        counts=visit_queries.counts_of(point),
        share=figures.percent_of,
        corrections=visit_queries.corrections_of(point),
        history=queries.history_of(point),
        policy=turnout.in_words(policy),
        now=clock_time(clock.now()),
        **page_context.round_context(round_, plan),
    )


def chosen_days(round_: Round) -> list[date]:
    """The days looked at: the one asked for, all that have come, or by default today's (the last one's, afterwards)."""
    begun = round_.days_begun
    day_asked = request.args.get("day", "")
    # one figure for the round says nothing of a day
    if day_asked == WHOLE_ROUND or (round_.plan_data.turnout and not round_.plan_data.counts_by_day):
        return begun
    if day_asked:
        return [day for day in begun if day.isoformat() == day_asked] or abort(404)
    return begun[-1:]


def sorts() -> list[tuple[str, str]]:
    """The orders a phone chooses from, where the heads of the table are out of sight."""
    return [
        ("status", _("Cần chú ý trước")),
        ("-rate", _("Tỷ lệ cao trước")),
        ("rate", _("Tỷ lệ thấp trước")),
        ("-visits", _("%(Counted_short)s nhiều trước")),
        ("-ballots", _("Phiếu nhiều trước")),
        ("unit", _("Theo tên")),
    ]


def alerts(round_: Round, total: LineGroup, plan: Plan) -> list[Alert]:
    """What to urge, each with a link to the list of whom."""
    top, words = current_user.unit, _("đơn vị chưa nhập %(counted_figure)s")
    corrections_url = url_for("fieldwork.corrections") if current_user.can(Permission.CORRECTIONS_DECIDE) else ""
    entry = [
        table_alert(total.count(figures.NOT_ENTERED), words, "chua_du_so_lieu", figures.NOT_ENTERED),
        *overdue_alerts(total, plan),
    ]
    found = [
        *(entry if plan.turnout else ()),
        table_alert(total.count("cao_bat_thuong"), _("đơn vị vượt bất thường, cần kiểm tra"), "cao_bat_thuong"),
        table_alert(
            total.count("cao_can_giai_trinh"),
            _("đơn vị vượt số %(counted_short)s, cần giải trình"),
            "cao_can_giai_trinh",
        ),
        Alert(
            visit_queries.count_waiting_corrections(top, round_),
            _("yêu cầu điều chỉnh chờ duyệt"),
            "open",
            corrections_url,
        ),
        Alert(
            inspections.open_findings_count(top, round_),
            _("tồn tại sau kiểm tra chưa khắc phục"),
            "cao_bat_thuong",
            url_for("inspections.index", slug=round_.slug, status="open"),
        ),
        Alert(
            reminders.count_open_incidents(top, round_),
            _("sự cố, phản ánh chưa xử lý xong"),
            "cao_bat_thuong",
            url_for("urging.incident_list", slug=round_.slug, status="open"),
        ),
    ]
    return [alert for alert in found if alert.n]


def table_alert(n: int, words: str, shape: str, status: str = "", day: date | None = None) -> Alert:
    """One thing to urge, linked to the table filtered by it."""
    query: dict[str, Any] = {"status": status or shape}
    # the list behind a link is of the day that the board shows
    day_asked = day.isoformat() if day else request.args.get("day")
    if day_asked:
        query["day"] = day_asked
    return Alert(n, words, shape, url_for(".board", **(request.view_args or {}), **query, _anchor="table"))


def overdue_alerts(total: LineGroup, plan: Plan) -> list[Alert]:
    """The communes that have not «chốt» in time, for each of the days looked at that should have been by now."""
    days = [figures_.day for figures_ in total.lines[0].days] if total.lines else []
    return [
        table_alert(
            sum(line.days[number].locked_at is None for line in total.lines),
            _("đơn vị quá hạn chốt số liệu ngày %(day)s", day=day_month(day)),
            "thap",
            figures.NOT_LOCKED,
            day,
        )
        for number, day in enumerate(days)
        if clock.now() > agenda.deadline(plan, day)
    ]


def preparation_alerts(round_: Round, plan: Plan, days: Sequence[date]) -> list[Alert]:
    """Rosters, publicity, posts and task forces that are late, each with the list of whom."""
    counted = tasks.late_units(tasks.scope_of(round_, current_user.unit, plan), RULES_WITHOUT_COLUMN, days)
    return [
        Alert(
            n,
            _("đơn vị %(words)s", words=tasks.rule_words(rule)),
            "thap",
            url_for("urging.index", slug=round_.slug, status=rule),
        )
        for rule, n in counted.items()
        if n
    ]
