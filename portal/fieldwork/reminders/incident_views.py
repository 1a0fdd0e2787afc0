"""Incidents: reported by communes, listed and answered by districts and the province."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.inspections.loaders import require_round
from portal.fieldwork.own_round import of_own_round, own_point
from portal.fieldwork.reminders import operations, queries
from portal.fieldwork.reminders.blueprint import blueprint
from portal.fieldwork.reminders.forms import KIND_WORDS, AnswerForm, IncidentForm, kind_words
from portal.fieldwork.scope import load_named_round
from portal.fieldwork.today.agenda import stamp_in_words
from portal.fieldwork.visits import queries as visit_queries
from portal.surveys import page_context
from portal.units import queries as units
from portal.web.data import transactions
from portal.web.http.access import requires
from portal.web.media.downloads import exports
from portal.web.ui.formats import stamp
from portal.web.ui.fragments import render
from portal.web.ui.listing import ListFilter, Listing, send_list

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from portal.fieldwork.reminders.models import Incident
    from portal.web.ui.listing import Columns

OPEN, CLOSED = "open", "closed"


@blueprint.app_template_filter("incident_kind")
def kind_filter(kind: str) -> str:
    """A kind of incident in words."""
    return kind_words(kind)


@blueprint.app_template_filter("moment_words")
def moment_filter(moment: datetime) -> str:
    """«17:05 ngày 13/6»."""
    return stamp_in_words(moment)


@blueprint.route("/incidents", methods=["GET", "POST"])
@requires(Permission.INCIDENTS_REPORT)
@of_own_round
def incidents() -> ResponseReturnValue:
    """A commune's own: what it reported and what was answered; the form for a new one."""
    if not visit_queries.points_of(current_user.unit):
        return render("fieldwork/no_round.html")
    form = IncidentForm()
    if request.method == "GET":
        form.key.data = uuid.uuid4().hex
    if form.submitted() and form.accepts(operations.report_incident, own_point(), by=current_user):
        flash(_("Đã gửi. Huyện và tỉnh thấy ngay trên bảng theo dõi."))
        return redirect(url_for(".incidents"), 303)
    if request.method == "POST":
        transactions.read_only()
    point = own_point()
    shown: dict[str, Any] = {"point": point, "form": form, "found": queries.incidents_of(point)}
    return render("fieldwork/reminders/incidents.html", **shown, **page_context.round_context(point.round)), form.status


@blueprint.get("/urging/<slug>/incidents")
@requires(Permission.BOARD_VIEW, over=load_named_round)
def incident_list(slug: str) -> ResponseReturnValue:
    """Every incident of the reader's places, the open ones first."""
    round_, list_filter = require_round(slug), ListFilter.from_args(request.args)
    return render(
        "fieldwork/reminders/incident_list.html",
        survey=round_,
        found=LISTING.apply(queries.incidents_in(current_user.unit, round_), list_filter),
        choices=choices(),
        districts=units.district_choices(current_user.unit),
        file_url=url_for(".incident_file", slug=slug, **list_filter.args),
        **page_context.round_context(round_),
    )


@blueprint.get("/urging/<slug>/incidents.xlsx")
@requires(Permission.BOARD_EXPORT, over=load_named_round)
@exports("incidents.exported")
def incident_file(slug: str) -> Response:
    """The list as it stands on the screen."""
    incidents = LISTING.apply(
        queries.incidents_in(current_user.unit, require_round(slug)), ListFilter.from_args(request.args)
    )
    return send_list(f"su-co-{slug}", _("Sự cố, phản ánh"), columns(), incidents, round=slug)


LISTING: Listing[Incident] = Listing(
    has=lambda incident, status: status in {incident.kind, OPEN if incident.is_open else CLOSED},
    matches=lambda incident, list_filter: incident.point.unit.is_named(list_filter.typed, list_filter.district),
)


def columns() -> Columns[Incident]:
    """The columns of the file."""
    return [
        (_("Đơn vị"), lambda incident: incident.point.unit.full),
        (_("Loại việc"), lambda incident: kind_words(incident.kind)),
        (_("Nội dung"), lambda incident: incident.body),
        (_("Báo lúc"), lambda incident: stamp(incident.reported_at)),
        (_("Tình trạng"), lambda incident: _("chưa xử lý xong") if incident.is_open else _("đã xử lý")),
        (_("Trả lời"), lambda incident: "; ".join(reply.body for reply in incident.replies)),
    ]


def choices() -> list[tuple[str, str]]:
    """What the list can be filtered by."""
    return [(OPEN, _("Chưa xử lý xong")), (CLOSED, _("Đã xử lý")), *((k, str(w)) for k, w in KIND_WORDS.items())]


def load_incident(incident_id: int) -> Incident | None:
    return queries.incident_in(current_user.unit, incident_id)


@blueprint.route("/manage/incidents/<int:incident_id>", methods=["GET", "POST"])
@requires(Permission.INCIDENTS_ANSWER, over=load_incident)
def answer(incident_id: int) -> ResponseReturnValue:
    """One incident: read, then answered."""
    incident = load_incident(incident_id) or abort(404)
    form = AnswerForm()
    if form.submitted() and form.accepts(operations.answer_incident, incident, by=current_user):
        flash(_("Đã trả lời đơn vị."))
        return redirect(url_for(".answer", incident_id=incident_id), 303)
    if request.method == "POST":
        transactions.read_only()
    incident = load_incident(incident_id) or abort(404)
    shown: dict[str, Any] = {"one": incident, "form": form}
    return render(
        "fieldwork/reminders/answer.html", **shown, **page_context.round_context(incident.point.round)
    ), form.status
