"""The pages of urging: the matrix of what is missing, «Gửi nhắc tất cả», the hours of reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork import tasks
from portal.fieldwork.inspections.loaders import require_round
from portal.fieldwork.reminders import inbox_views, incident_views, matrix, operations, queries, schedule
from portal.fieldwork.reminders.blueprint import blueprint
from portal.fieldwork.reminders.forms import rules_form
from portal.fieldwork.reminders.matrix import ANY_RULE, WHOLE_ROUND
from portal.fieldwork.scope import load_named_round, load_round
from portal.surveys import page_context
from portal.units import queries as units
from portal.web.data import clock, transactions
from portal.web.http.access import requires
from portal.web.media.downloads import exports
from portal.web.ui.formats import clock_time, count
from portal.web.ui.fragments import render
from portal.web.ui.listing import DayFilter, send_list

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.tasks import Scope
    from portal.surveys.models import Round
    from portal.web.ui.forms import PortalForm

__all__ = ["blueprint", "inbox_views", "incident_views"]

FILTERS = ("q", "district", "status", "day", "sort")


@blueprint.get("/urging")
@blueprint.get("/urging/<slug>")
@requires(Permission.BOARD_VIEW, over=load_named_round)
def index(slug: str | None = None) -> ResponseReturnValue:
    """Unit × day of what is missing, with the filter that «Gửi nhắc tất cả» obeys."""
    round_ = load_round(slug)
    if round_ is None:
        return render("fieldwork/turnout/no_board.html")
    scope, list_filter = tasks.scope_of(round_, current_user.unit), DayFilter.from_args(request.args)
    rows, days = matrix.rows(scope, list_filter), matrix.days_shown(scope, list_filter)
    return render(
        "fieldwork/reminders/index.html",
        survey=round_,
        rows=rows,
        days=days,
        heads=matrix.heads(days),
        every_day=[(day.isoformat(), day) for day in scope.days],
        whole=WHOLE_ROUND,
        lagging=sum(bool(row.owed) for row in rows),
        counts=matrix.counts(rows),
        list_filter=list_filter,
        names={name: rule.words() for name, rule in tasks.rules().items()},
        reminded_words=matrix.reminded_words,
        choices=choices(),
        districts=units.district_choices(current_user.unit),
        sorts=[("-missing", _("Thiếu nhiều trước")), ("unit", _("Theo tên"))],
        last=queries.last_sent(current_user.unit, round_),
        open_incidents=queries.count_open_incidents(current_user.unit, round_),
        now=clock_time(clock.now()),
        file_url=url_for(".index_file", slug=round_.slug, **list_filter.args),
        **page_context.round_context(round_, scope.plan),
    )


@blueprint.get("/urging/<slug>/table.xlsx")
@requires(Permission.BOARD_EXPORT, over=load_named_round)
@exports("urging.exported")
def index_file(slug: str) -> Response:
    """The table as it stands on the screen."""
    scope, list_filter = load_scope(slug), DayFilter.from_args(request.args)
    rows, days = matrix.rows(scope, list_filter), matrix.days_shown(scope, list_filter)
    return send_list(f"don-doc-{slug}", _("Đôn đốc"), matrix.columns(days), rows, round=slug)


@blueprint.post("/urging/<slug>/reminders")
@requires(Permission.REMINDERS_SEND, over=load_named_round)
def send(slug: str) -> ResponseReturnValue:
    """«Gửi nhắc tất cả»: everybody who lags in the filter the reader looks at."""
    scope, list_filter = load_scope(slug), DayFilter.from_args(request.form)
    owed = [task for row in matrix.rows(scope, list_filter) for task in row.owed]
    flash(sent_in_words(operations.remind(scope, owed, by=current_user), len(owed)))
    return redirect(url_for(".index", slug=slug, **list_filter.args), 303)


def load_scope(slug: str) -> Scope:
    """What is asked about: a round in the reader's places."""
    return tasks.scope_of(require_round(slug), current_user.unit)


def sent_in_words(sent: operations.ReminderCounts, n_items: int) -> str:
    """What the flash says after reminding."""
    if not n_items:
        return _("Không có đơn vị nào còn thiếu, không gửi nhắc.")
    words = []
    if sent.units:
        words.append(_("Đã nhắc %(n)s đơn vị lúc %(time)s.", n=count(sent.units), time=clock_time(clock.now())))
    elif sent.reachable:
        words.append(_("Các đơn vị này đã được nhắc trong giờ này, không gửi lại."))
    if sent.unreachable:
        words.append(_("%(n)s đơn vị chưa có tài khoản nên chưa nhắc được.", n=count(sent.unreachable)))
    return " ".join(words)


def choices() -> list[tuple[str, str]]:
    """What the table can be filtered by."""
    return [
        (ANY_RULE, _("Chỉ đơn vị còn thiếu")),
        *((name, rule.words()) for name, rule in tasks.rules().items()),
    ]


@blueprint.route("/urging/<slug>/rules", methods=["GET", "POST"])
@requires(Permission.REMINDERS_RULES, over=load_named_round)
def rules(slug: str) -> ResponseReturnValue:
    """At which hours the portal reminds by itself."""
    round_ = require_round(slug)
    form = rules_form()(data=schedule.hours_of(round_))
    if form.submitted() and form.accepts(set_hours, round_):
        flash(_("Đã ghi giờ nhắc."))
        return redirect(url_for(".rules", slug=slug), 303)
    return rules_page(slug, form), form.status


def set_hours(round_: Round, **hours: Any) -> None:
    """The deed behind the form."""
    operations.set_hours(round_, hours, by=current_user, unit=current_user.unit)


def rules_page(slug: str, form: PortalForm) -> str:
    """The page as the round stands."""
    if request.method == "POST":
        transactions.read_only()
    round_ = require_round(slug)
    shown: dict[str, Any] = {
        "survey": round_,
        "form": form,
        "rules": tasks.rules(),
        "set_here": queries.rules_of(round_),
    }
    return render("fieldwork/reminders/rules.html", **shown, **page_context.round_context(round_))
