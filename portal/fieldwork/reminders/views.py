"""The pages of urging: the matrix of what is missing, «Gửi nhắc tất cả», the hours of reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.inspections.loaders import require_round
from portal.fieldwork.reminders import inbox_views, incident_views, matrix, operations, outstanding, queries, schedule
from portal.fieldwork.reminders.blueprint import blueprint
from portal.fieldwork.reminders.forms import rules_form
from portal.fieldwork.reminders.matrix import LAGGING, WHOLE_ROUND, Wish
from portal.fieldwork.scope import load_named_round, load_round
from portal.surveys import page_context
from portal.units import queries as units
from portal.web.data import clock, transactions
from portal.web.http.access import requires
from portal.web.media.downloads import describe_export, exports
from portal.web.media.sheets import send_table
from portal.web.ui.formats import clock_time, count
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from portal.fieldwork.reminders.outstanding import Scope
    from portal.surveys.models import Round
    from portal.web.ui.forms import PortalForm

__all__ = ["blueprint", "inbox_views", "incident_views"]

LONGEST_SEARCH = 80
FILTERS = ("q", "district", "status", "day", "sort")


@blueprint.get("/urging")
@blueprint.get("/urging/<slug>")
@requires(Permission.BOARD_VIEW, over=load_named_round)
def index(slug: str | None = None) -> ResponseReturnValue:
    """Unit × day of what is missing, with the filter that «Gửi nhắc tất cả» obeys."""
    survey = load_round(slug)
    if survey is None:
        return render("fieldwork/turnout/no_board.html")
    scope, wished = outstanding.scope_of(survey, current_user.unit), wish(request.args)
    found, days = matrix.rows(scope, wished), matrix.columns(scope, wished)
    return render(
        "fieldwork/reminders/index.html",
        survey=survey,
        rows=found,
        days=days,
        heads=matrix.heads(days),
        every_day=[(day.isoformat(), day) for day in scope.days],
        whole=WHOLE_ROUND,
        lagging=sum(bool(row.dues) for row in found),
        counts=matrix.counts(found),
        wish=wished,
        names={name: rule.words() for name, rule in outstanding.RULES.items()},
        reminded_words=matrix.reminded_words,
        choices=choices(),
        districts=[(one.code, one.title) for one in units.districts(current_user.unit)],
        sorts=[("-missing", _("Thiếu nhiều trước")), ("unit", _("Theo tên"))],
        last=queries.last_sent(current_user.unit, survey),
        open_incidents=queries.count_open_incidents(current_user.unit, survey),
        kept=kept(request.args),
        now=clock_time(clock.now()),
        file_url=url_for(".index_file", slug=survey.slug, **kept(request.args)),
        **page_context.round_context(survey, scope.plan),
    )


@blueprint.get("/urging/<slug>/table.xlsx")
@requires(Permission.BOARD_EXPORT, over=load_named_round)
@exports("urging.exported")
def index_file(slug: str) -> Response:
    """The table as it stands on the screen."""
    scope, wished = load_scope(slug), wish(request.args)
    found, days = matrix.rows(scope, wished), matrix.columns(scope, wished)
    made = matrix.values(found, days)
    describe_export(round=slug, rows=len(made))
    return send_table(f"don-doc-{slug}", _("Đôn đốc"), matrix.header(days), made)


@blueprint.post("/urging/<slug>/reminders")
@requires(Permission.REMINDERS_SEND, over=load_named_round)
def send(slug: str) -> ResponseReturnValue:
    """«Gửi nhắc tất cả»: everybody who lags in the filter the reader looks at."""
    scope, wished = load_scope(slug), wish(request.form)
    owed = [due for row in matrix.rows(scope, wished) for due in row.dues]
    flash(said(operations.remind(scope, owed, by=current_user), len(owed)))
    return redirect(url_for(".index", slug=slug, **kept(request.form)), 303)


def load_scope(slug: str) -> Scope:
    """What is asked about: a round in the reader's places."""
    return outstanding.scope_of(require_round(slug), current_user.unit)


def said(sent: operations.ReminderCounts, owed: int) -> str:
    """What the flash says after reminding."""
    if not owed:
        return _("Không có đơn vị nào còn thiếu, không gửi nhắc.")
    words = []
    if sent.units:
        words.append(_("Đã nhắc %(n)s đơn vị lúc %(time)s.", n=count(sent.units), time=clock_time(clock.now())))
    elif sent.known:
        words.append(_("Các đơn vị này đã được nhắc trong giờ này, không gửi lại."))
    if sent.nobody:
        words.append(_("%(n)s đơn vị chưa có tài khoản nên chưa nhắc được.", n=count(sent.nobody)))
    return " ".join(words)


def wish(asked: Mapping[str, str]) -> Wish:
    """What the reader wants to see of the table."""
    return Wish(
        asked.get("q", "")[:LONGEST_SEARCH],
        asked.get("district", ""),
        asked.get("status", ""),
        asked.get("day", ""),
        asked.get("sort", ""),
    )


def kept(asked: Mapping[str, str]) -> dict[str, Any]:
    """The query that decides which rows stand on the screen."""
    return {key: value for key in FILTERS if (value := asked.get(key))}


def choices() -> list[tuple[str, str]]:
    """What the table can be filtered by."""
    return [(LAGGING, _("Chỉ đơn vị còn thiếu")), *((name, rule.words()) for name, rule in outstanding.RULES.items())]


@blueprint.route("/urging/<slug>/rules", methods=["GET", "POST"])
@requires(Permission.REMINDERS_RULES, over=load_named_round)
def rules(slug: str) -> ResponseReturnValue:
    """At which hours the portal reminds by itself."""
    survey = require_round(slug)
    form = rules_form()(data=schedule.hours_of(survey))
    if form.submitted() and form.accepts(set_hours, survey):
        flash(_("Đã ghi giờ nhắc."))
        return redirect(url_for(".rules", slug=slug), 303)
    return rules_page(slug, form), form.status


def set_hours(survey: Round, **hours: Any) -> None:
    """The deed behind the form."""
    operations.set_hours(survey, hours, by=current_user, unit=current_user.unit)


def rules_page(slug: str, form: PortalForm) -> str:
    """The page as the round stands."""
    if request.method == "POST":
        transactions.read_only()
    survey = require_round(slug)
    shown: dict[str, Any] = {
        "survey": survey,
        "form": form,
        "rules": outstanding.RULES,
        "set_here": queries.rules_of(survey),
    }
    return render("fieldwork/reminders/rules.html", **shown, **page_context.round_context(survey))
