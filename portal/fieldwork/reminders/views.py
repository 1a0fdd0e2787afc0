"""The pages of urging: what is missing where, the hours of reminders; a person's inbox; incidents and their answers."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import Conflict
from portal.fieldwork import own_round, tasks
from portal.fieldwork.own_round import with_own_point
from portal.fieldwork.reminders import inbox as inbox_lines
from portal.fieldwork.reminders import matrix, operations, queries, schedule, sending
from portal.fieldwork.reminders.forms import KIND_WORDS, AnswerForm, IncidentForm, kind_words, rules_form
from portal.fieldwork.reminders.models import Incident, Reminder
from portal.fieldwork.round_lists import list_page, round_list
from portal.fieldwork.scope import load_round
from portal.surveys import page_context
from portal.surveys.models import Point, Round
from portal.units.folding import part_of
from portal.web.data import clock
from portal.web.http.views import SIGNED_IN, asks_file, reload, render, requires, signed_in, with_file
from portal.web.media.sheets import moment
from portal.web.ui.formats import clock_time, integer
from portal.web.ui.listing import Columns, DayFilter, ListFilter, Listing, send_list

blueprint = Blueprint("urging", __name__)
blueprint.app_template_filter("incident_kind")(kind_words)


@round_list(blueprint, "/urging", Permission.BOARD_VIEW, "urging.exported", Permission.BOARD_EXPORT)
def index(round_: Round) -> ResponseReturnValue:
    """Unit × day of what is missing, with the filter that «Gửi nhắc tất cả» obeys."""
    scope, list_filter = tasks.scope_of(round_, current_user.unit), DayFilter.from_args(request.args)
    rows, days = matrix.rows(scope, list_filter), matrix.days_shown(scope, list_filter)
    if asks_file():
        return send_list(f"don-doc-{round_.slug}", _("Đôn đốc"), matrix.columns(days), rows, round=round_.slug)
    names = {name: rule.words() for name, rule in tasks.rules(round_.plan_data).items()}
    return list_page(
        "fieldwork/reminders/index.html",
        round_,
        list_filter,
        part=part_of(rows, lambda row: row.point.unit),
        days=days,
        heads=matrix.heads(days),
        every_day=[(day.isoformat(), day) for day in scope.days],
        whole=matrix.WHOLE_ROUND,
        lagging=sum(bool(row.owed) for row in rows),
        refusal=sending.why_not(round_, rows),
        counts=matrix.counts(rows),
        names=names,
        reminded_words=matrix.reminded_words,
        choices=[(matrix.ANY_RULE, _("Chỉ đơn vị còn thiếu")), *names.items()],
        sorts=[("-missing", _("Thiếu nhiều trước")), ("unit", _("Theo tên"))],
        last=queries.last_sent(current_user.unit, round_),
        open_incidents=queries.count_open_incidents(current_user.unit, round_),
    )


@blueprint.get("/urging/<slug>/reminders")
@requires(Permission.REMINDERS_SEND, subject=load_round)
def ask_to_send(round_: Round, slug: str) -> ResponseReturnValue:
    """Whom «Gửi nhắc tất cả» would remind of what, before it does."""
    scope, list_filter = tasks.scope_of(round_, current_user.unit), DayFilter.from_args(request.args)
    rows = matrix.rows(scope, list_filter)
    return render(
        "fieldwork/reminders/send.html",
        survey=round_,
        list_filter=list_filter,
        preview=sending.preview(rows),
        refusal=sending.why_not(round_, rows),
        back=url_for(".index", slug=slug, **list_filter.args),
        **page_context.round_context(round_),
    )


@blueprint.post("/urging/<slug>/reminders")
@requires(Permission.REMINDERS_SEND, subject=load_round)
def send(round_: Round, slug: str) -> ResponseReturnValue:
    """«Gửi nhắc tất cả»: everybody who lags in the filter the reader looks at."""
    scope, list_filter = tasks.scope_of(round_, current_user.unit), DayFilter.from_args(request.form)
    if round_.state not in sending.RUNNING:
        raise Conflict(sending.why_not(round_, ()))
    owed = [task for row in matrix.rows(scope, list_filter) for task in row.owed]
    flash(sent_in_words(operations.remind(scope, owed, by=current_user), len(owed)))
    return redirect(url_for(".index", slug=slug, **list_filter.args), 303)


def sent_in_words(sent: operations.ReminderCounts, n_owed: int) -> str:
    """What the flash says after reminding."""
    if not n_owed:
        return _("Không có đơn vị nào còn thiếu, không gửi nhắc.")
    words = []
    if sent.units:
        words.append(_("Đã nhắc %(n)s đơn vị lúc %(time)s.", n=integer(sent.units), time=clock_time(clock.now())))
    elif sent.reachable:
        words.append(_("Các đơn vị này đã được nhắc trong giờ này, không gửi lại."))
    if sent.unreachable:
        words.append(_("%(n)s đơn vị chưa có tài khoản nên chưa nhắc được.", n=integer(sent.unreachable)))
    return " ".join(words)


@blueprint.route("/urging/<slug>/rules", methods=["GET", "POST"])
@requires(Permission.REMINDERS_RULES, subject=load_round)
def rules(round_: Round, slug: str) -> ResponseReturnValue:
    """At which hours the portal reminds by itself."""
    form = rules_form(round_.plan_data)(data=schedule.hours_of(round_))
    if form.submitted() and form.accepts(set_hours, round_):
        flash(_("Đã ghi giờ nhắc."))
        return redirect(url_for(".rules", slug=slug), 303)
    round_ = reload(round_)
    shown: dict[str, Any] = {"survey": round_, "form": form, "rules": tasks.rules(round_.plan_data)}
    shown |= {"set_here": queries.rules_of(round_), **page_context.round_context(round_)}
    return render("fieldwork/reminders/rules.html", **shown), form.status


def set_hours(round_: Round, **hours: Any) -> None:
    """Called by the form: its fields are the rules."""
    operations.set_hours(round_, hours, by=current_user)


@blueprint.get("/inbox")
@signed_in
def inbox() -> ResponseReturnValue:
    """The reader's reminders: what is still owed first."""
    lines = inbox_lines.lines_of(current_user)
    return render(
        "fieldwork/reminders/inbox.html",
        new_lines=[line for line in lines if line.is_new],
        open_lines=[line for line in lines if line.task and not line.unseen],
        done_lines=[line for line in lines if not line.task],
        unseen=any(line.unseen for line in lines),
        rule_words=tasks.rule_words,
        simulated=any(line.latest.round.simulated for line in lines),
    )


def load_reminder(reminder_id: int) -> Reminder | None:
    """One of the reader's own."""
    return queries.reminder_of(current_user, reminder_id)


@blueprint.post("/inbox/<int:reminder_id>")
@requires(SIGNED_IN, subject=load_reminder)
def follow(reminder: Reminder) -> ResponseReturnValue:
    """Look at a reminder: on to the page where it is done, or back if it has been done."""
    task = inbox_lines.owed_by_key(current_user.unit, [reminder.round], [reminder.rule]).get(reminder.key)
    operations.mark_seen(reminder)
    if task is None:
        flash(_("Việc này đã xong."))
        return redirect(url_for(".inbox"), 303)
    own_round.set_round(reminder.round)  # or the page would be about the nearest round
    return redirect(task.url, 303)


@blueprint.post("/inbox/seen")
@signed_in
def seen() -> ResponseReturnValue:
    """Everything has been looked at."""
    operations.mark_all_seen(current_user)
    return redirect(url_for(".inbox"), 303)


OPEN, CLOSED = "open", "closed"


@blueprint.route("/incidents", methods=["GET", "POST"])
@requires(Permission.INCIDENTS_REPORT)
@with_own_point()
def incidents(point: Point) -> ResponseReturnValue:
    """A commune's own: what it reported and what was answered; the form for a new one."""
    form = IncidentForm()
    if request.method == "GET":
        form.key.data = uuid.uuid4().hex  # what is sent twice is one incident
    if form.submitted() and form.accepts(operations.report_incident, point, by=current_user):
        flash(_("Đã gửi. %(District)s và %(province)s thấy ngay trên bảng theo dõi."))
        return redirect(url_for(".incidents"), 303)
    point = own_round.reload_own_point()
    shown: dict[str, Any] = {"point": point, "form": form, "found": queries.incidents_of(point)}
    return render("fieldwork/reminders/incidents.html", **shown, **page_context.round_context(point.round)), form.status


@blueprint.get("/urging/<slug>/incidents")
@with_file(
    blueprint, "/urging/<slug>/incidents.xlsx", "incidents.exported", Permission.BOARD_EXPORT, endpoint="incident_file"
)
@requires(Permission.BOARD_VIEW, subject=load_round)
def incident_list(round_: Round) -> ResponseReturnValue:
    """Every incident of the reader's places, the open ones first."""
    list_filter = ListFilter.from_args(request.args)
    found = INCIDENTS.apply(queries.incidents_in(current_user.unit, round_), list_filter)
    if asks_file():
        return send_list(f"su-co-{round_.slug}", _("Sự cố, phản ánh"), incident_columns(), found, round=round_.slug)
    return list_page(
        "fieldwork/reminders/incident_list.html",
        round_,
        list_filter,
        part=part_of(found, lambda incident: incident.point.unit),
        choices=[(OPEN, _("Chưa xử lý xong")), (CLOSED, _("Đã xử lý")), *((k, str(w)) for k, w in KIND_WORDS.items())],
    )


INCIDENTS: Listing[Incident] = Listing(
    has=lambda incident, status: status in {incident.kind, OPEN if incident.is_open else CLOSED},
    matches=lambda incident, list_filter: incident.point.unit.is_named(list_filter.typed, list_filter.district),
)


def incident_columns() -> Columns[Incident]:
    """The columns of the file."""
    return [
        (_("Đơn vị"), lambda incident: incident.point.unit.full),
        (_("Loại việc"), lambda incident: kind_words(incident.kind)),
        (_("Nội dung"), lambda incident: incident.body),
        (_("Báo lúc"), lambda incident: moment(incident.reported_at)),
        (_("Tình trạng"), lambda incident: _("chưa xử lý xong") if incident.is_open else _("đã xử lý")),
        (_("Trả lời"), lambda incident: "; ".join(reply.body for reply in incident.replies)),
    ]


def load_incident(incident_id: int) -> Incident | None:
    return own_round.about(queries.incident_in(current_user.unit, incident_id))


@blueprint.route("/manage/incidents/<int:incident_id>", methods=["GET", "POST"])
@requires(Permission.INCIDENTS_ANSWER, subject=load_incident)
def answer(incident: Incident, incident_id: int) -> ResponseReturnValue:
    """One incident: read, then answered."""
    form = AnswerForm()
    if form.submitted() and form.accepts(operations.answer_incident, incident, by=current_user):
        flash(_("Đã trả lời đơn vị."))
        return redirect(url_for(".answer", incident_id=incident_id), 303)
    incident = reload(incident)
    shown: dict[str, Any] = {"one": incident, "form": form, **page_context.round_context(incident.point.round)}
    return render("fieldwork/reminders/answer.html", **shown), form.status
