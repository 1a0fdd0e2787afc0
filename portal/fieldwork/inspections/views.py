"""The pages of inspections: the plan, the desks, one inspection with its findings, what a commune has to mend."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import Refused
from portal.extensions import db
from portal.fieldwork import own_round, photographs
from portal.fieldwork.inspections import board, checklist, operations, posters, queries
from portal.fieldwork.inspections.board import Row
from portal.fieldwork.inspections.forms import FindingForm, FixForm, InspectionForm, PlanForm, ReopenForm
from portal.fieldwork.inspections.models import FINDING, MOST_PHOTOS, Finding, Inspection, InspectionPlan
from portal.fieldwork.own_round import with_own_point
from portal.fieldwork.roster import queries as roster
from portal.fieldwork.round_lists import list_page, round_list
from portal.fieldwork.scope import load_point, load_round
from portal.surveys import page_context
from portal.surveys.models import Point, Round
from portal.units.district_table import by_district
from portal.units.folding import part_of
from portal.web.data import clock
from portal.web.http.views import asks_file, reload, render, requires
from portal.web.jobs.jobs import Job
from portal.web.media import uploads
from portal.web.media.uploads import Photo
from portal.web.ui.formats import clock_time, day_month, integer
from portal.web.ui.forms import PortalForm
from portal.web.ui.listing import ListFilter, send_list

blueprint = Blueprint("inspections", __name__)


def load_plan(plan_id: int) -> InspectionPlan | None:
    return own_round.about(queries.plan_in(current_user.unit, plan_id))


def load_inspection(inspection_id: int) -> Inspection | None:
    return own_round.about(queries.inspection_in(current_user.unit, inspection_id))


def load_finding(finding_id: int) -> Finding | None:
    finding = queries.finding_in(current_user.unit, finding_id)
    if finding is not None:
        own_round.set_round(queries.round_of(finding))
    return finding


def load_photo(photo_id: str) -> Photo | None:
    photo = queries.photo_in(current_user.unit, photo_id)
    if photo is not None and photo.owner_kind == FINDING:
        load_finding(photo.owner_id)  # the page is about its round
    return photo


@round_list(blueprint, "/inspections", Permission.BOARD_VIEW, "inspections.exported", Permission.BOARD_EXPORT)
def index(round_: Round) -> ResponseReturnValue:
    """Every commune of the reader's places: planned, inspected, still to be mended."""
    all_rows, list_filter = board.rows(current_user.unit, round_), ListFilter.from_args(request.args)
    rows = board.LISTING.apply(all_rows, list_filter)
    if asks_file():
        return send_list(f"kiem-tra-{round_.slug}", _("Kiểm tra, giám sát"), board.columns(), rows, round=round_.slug)
    return list_page(
        "fieldwork/inspections/index.html",
        round_,
        list_filter,
        all_rows=all_rows,
        part=part_of(rows, lambda row: row.point.unit),
        figures=figures(all_rows),
        state=board.state,
        choices=choices(),
        sorts=[("-open", _("Còn tồn tại trước")), ("made", _("Chưa kiểm tra trước")), ("unit", _("Theo tên"))],
    )


def choices() -> list[tuple[str, str]]:
    """What the table can be filtered by."""
    return [
        (board.UNPLANNED, _("Chưa có lịch")),
        (board.WAITING, _("Có lịch, chưa kiểm tra")),
        (board.MISSED, _("Quá ngày chưa kiểm tra")),
        (board.SEEN, _("Đã kiểm tra")),
        (board.OPEN, _("Còn tồn tại chưa khắc phục")),
    ]


def figures(rows: Sequence[Row]) -> list[tuple[object, str]]:
    """The figures on top."""
    return [
        (len(rows), _("đơn vị")),
        (sum(bool(row.plans) for row in rows), _("có lịch kiểm tra")),
        (sum(row.on_first_day for row in rows), _("kiểm tra trong ngày đầu")),
        (sum(bool(row.made) for row in rows), _("đã kiểm tra")),
        (sum(row.findings for row in rows), _("tồn tại đã ghi")),
        (sum(len(row.open) for row in rows), _("tồn tại chưa khắc phục")),
    ]


@blueprint.route("/inspections/<slug>/plan", methods=["GET", "POST"])
@requires(Permission.INSPECTIONS_MAKE, subject=load_round)
def plan(round_: Round, slug: str) -> ResponseReturnValue:
    """Send a team to some desks on a day."""
    points = roster.points_in(current_user.unit, round_)
    form = PlanForm(choices=[(point.unit.code, point.unit.full) for point in points])
    if request.method == "GET":
        day = max(round_.first_day, clock.today()) if clock.today() <= round_.last_day else clock.today()
        form.day.data, form.communes.data = day, request.args.getlist("commune")
    if form.submitted() and form.accepts(send_team, points):
        flash(_("Đã ghi lịch kiểm tra %(count)s đơn vị.", count=integer(form.outcome) if form.outcome else "0"))
        return redirect(url_for(".index", slug=slug), 303)
    round_ = reload(round_)
    return render(
        "fieldwork/inspections/plan.html",
        survey=round_,
        form=form,
        boxes={option.data: option for option in form.communes},
        groups=by_district(roster.points_in(current_user.unit, round_)),
        **page_context.round_context(round_),
    ), form.status


def send_team(points: Sequence[Point], communes: Sequence[str] | None, **values: Any) -> int:
    """Called by the form once its input is valid; ignores communes outside the reader's subtree."""
    ticked = set(communes or ())
    return operations.plan_visits([point for point in points if point.unit.code in ticked], by=current_user, **values)


@blueprint.post("/inspections/plans/<int:plan_id>/drop")
@requires(Permission.INSPECTIONS_MAKE, subject=load_plan)
def drop(line: InspectionPlan) -> ResponseReturnValue:
    """Take a line off the plan."""
    slug, code = line.point.round.slug, line.point.unit.code
    operations.remove_plan(line, by=current_user)
    flash(_("Đã bỏ lịch kiểm tra ngày %(day)s.", day=day_month(line.day)))
    return redirect(url_for(".unit", slug=slug, code=code), 303)


@blueprint.get("/inspections/<slug>/units/<code>")
@requires(Permission.BOARD_VIEW, subject=load_point)
def unit(point: Point) -> ResponseReturnValue:
    """One commune: who is to come, who came, what they found."""
    return render(
        "fieldwork/inspections/unit.html",
        survey=point.round,
        point=point,
        plans=queries.plans_of(point),
        made=queries.inspections_of(point),
        seen=checklist.item_results,
        today=clock.today(),
        **page_context.round_context(point.round),
    )


@blueprint.route("/inspections/<slug>/units/<code>/visit", methods=["GET", "POST"])
@requires(Permission.INSPECTIONS_MAKE, subject=load_point)
def visit(point: Point) -> ResponseReturnValue:
    """Record a visit with its checklist."""
    form = InspectionForm()
    if request.method == "GET":
        prefill(form, point)
    if form.submitted() and form.accepts(operations.record_inspection, point, by=current_user):
        lacking = sum(item.answer == checklist.NO for item in checklist.item_results(form.outcome.answers))
        flash(outcome_message(lacking))
        return redirect(url_for(".show", inspection_id=form.outcome.id), 303)
    point = reload(point)
    context: dict[str, Any] = {"survey": point.round, "point": point, "form": form, "items": checklist.ITEMS}
    return render("fieldwork/inspections/visit.html", **context, **page_context.round_context(point.round)), form.status


def outcome_message(lacking: int) -> str:
    """What the flash says after an inspection."""
    if lacking:
        return _("Đã ghi lần kiểm tra, %(count)s tồn tại. Thêm ảnh nếu cần.", count=integer(lacking))
    return _("Đã ghi lần kiểm tra, không có tồn tại. Thêm ảnh nếu cần.")


def prefill(form: InspectionForm, point: Point) -> None:
    """What a fresh form holds: now, and the team that was to come today."""
    today = clock.today()
    # another organiser's team of the same day is not this one
    own_teams = [
        plan.team for plan in queries.plans_of(point) if plan.organiser_id == current_user.unit_id and plan.day == today
    ]
    form.day.data, form.hour.data = today, clock_time(clock.now())
    form.team.data = own_teams[0] if own_teams else current_user.full_name
    form.due_day.data, form.key.data = operations.default_due(point.round), uuid.uuid4().hex


@blueprint.route("/inspections/visits/<int:inspection_id>", methods=["GET", "POST"])
@requires(Permission.INSPECTIONS_MAKE, subject=load_inspection)
def show(inspection: Inspection, inspection_id: int) -> ResponseReturnValue:
    """One inspection; its form notes one more thing to be mended."""
    form = FindingForm(due_day=operations.default_due(inspection.point.round))
    if form.submitted() and form.accepts(operations.add_finding, inspection, inspection.point, by=current_user):
        flash(_("Đã ghi tồn tại."))
        return redirect(url_for(".show", inspection_id=inspection_id), 303)
    return page(inspection, form), form.status


def page(inspection: Inspection, form: PortalForm) -> str:
    """The page of an inspection as it stands now."""
    inspection = reload(inspection)
    return render(
        "fieldwork/inspections/show.html",
        "poster",
        one=inspection,
        form=form,
        seen=checklist.item_results(inspection.answers),
        photos=queries.photos_of([finding.id for finding in inspection.findings]),
        poster_photo=db.session.get(Photo, inspection.poster_photo_id or ""),
        poster_job=db.session.get(Job, inspection.poster_job_id or ""),
        poster_words=posters.reading_in_words(inspection),
        poster_shape=posters.SHAPES.get(inspection.poster_reading, "chua_du_so_lieu"),
        most_photos=MOST_PHOTOS,
        most_bytes=uploads.MOST_BYTES,
        today=clock.today(),
        **page_context.round_context(inspection.point.round),
    )


@blueprint.post("/inspections/visits/<int:inspection_id>/poster")
@requires(Permission.INSPECTIONS_MAKE, subject=load_inspection)
def poster(inspection: Inspection, inspection_id: int) -> ResponseReturnValue:
    """The photograph of the poster: its code is read by a job."""

    def page_with(message: str) -> str:
        empty = FindingForm(formdata=None)
        empty.form_errors = [message]  # the page has one place for what was refused
        return page(inspection, empty)

    return photographs.receive_photo(
        lambda: operations.add_poster_photo(inspection, photographs.uploaded_photo(), by=current_user),
        url_for(".show", inspection_id=inspection_id, _anchor="poster"),
        page_with,
    )


@blueprint.post("/inspections/visits/<int:inspection_id>/poster/retry")
@requires(Permission.INSPECTIONS_MAKE, subject=load_inspection)
def read_again(inspection: Inspection, inspection_id: int) -> ResponseReturnValue:
    """Read the poster once more after its job has failed."""
    photo = db.session.get(Photo, inspection.poster_photo_id or "") or abort(404)
    inspection.poster_job_id = posters.start(inspection, photo, current_user).id
    return redirect(url_for(".show", inspection_id=inspection_id, _anchor="poster"), 303)


@blueprint.route("/inspections/findings/<int:finding_id>/photos", methods=["GET", "POST"])
@requires(Permission.FINDINGS_FIX, subject=load_finding)
def finding_photo(finding: Finding, finding_id: int) -> ResponseReturnValue:
    """The photographs of what is to be mended, and of how it was; POST takes one more."""
    if request.method == "GET":
        return photo_page(finding)
    return photographs.receive_photo(
        lambda: operations.add_finding_photo(finding, photographs.uploaded_photo(), by=current_user),
        url_for(".finding_photo", finding_id=finding_id, _anchor="photos"),
        lambda message: photo_page(finding, message),
    )


def photo_page(finding: Finding, message: str = "") -> str:
    """The page of a finding's photographs."""
    finding = reload(finding)
    shown = photographs.context(
        queries.photos_of([finding.id]).get(finding.id, []),
        most=MOST_PHOTOS,
        picture_url=lambda photo_id: url_for(".picture", photo_id=photo_id),
        decide_url=lambda photo: url_for(".decide", photo_id=photo.id) if is_own(photo) else "",
    )
    address, round_ = url_for(".finding_photo", finding_id=finding.id), queries.round_of(finding)
    page = {"finding": finding, "back": back_url(finding), "page_url": address, "refused": message}
    template = "fieldwork/inspections/photos.html"
    return render(template, "photo_part", **page, **shown, **page_context.round_context(round_))


def is_own(photo: Photo) -> bool:
    """Whether the reader's own unit sent a photograph."""
    return bool(photo.unit_id == current_user.unit_id)


@blueprint.post("/inspections/photos/<photo_id>")
@requires(Permission.FINDINGS_FIX, subject=load_photo)
def decide(photo: Photo) -> ResponseReturnValue:
    """Let a finding's photograph stand although shown before, take it away, or try its job again."""
    if photo.owner_kind != FINDING or not is_own(photo):
        raise Refused(_("Chỉ đơn vị đã gửi ảnh mới sửa, bỏ được ảnh này."))
    back = url_for(".finding_photo", finding_id=photo.owner_id, _anchor="photos")  # before the row may be gone
    photographs.decide(photo)
    return redirect(back, 303)


def back_url(finding: Finding) -> str:
    """The page on which the reader sees a finding."""
    if current_user.is_of_commune:
        return url_for(".findings", _anchor=f"finding-{finding.id}")
    return url_for(".show", inspection_id=finding.inspection_id, _anchor=f"finding-{finding.id}")


@blueprint.get("/inspections/photos/<photo_id>")
@requires(Permission.FINDINGS_VIEW, subject=load_photo)
def picture(photo: Photo) -> Response:
    """A photograph as its job has made it anew."""
    return photographs.picture(photo)


@blueprint.route("/inspections/findings/<int:finding_id>/reopen", methods=["GET", "POST"])
@requires(Permission.INSPECTIONS_MAKE, subject=load_finding)
def reopen(finding: Finding) -> ResponseReturnValue:
    """Not content with how it was mended: open again."""
    form = ReopenForm(due_day=clock.today())
    if form.submitted() and form.accepts(operations.reopen, finding, by=current_user):
        flash(_("Đã chuyển lại cho đơn vị khắc phục."))
        return redirect(url_for(".show", inspection_id=form.outcome.inspection_id), 303)
    return render("fieldwork/inspections/reopen.html", finding=reload(finding), form=form), form.status


@blueprint.get("/findings")
@requires(Permission.VISITS_ENTER)
@with_own_point()
def findings(point: Point) -> ResponseReturnValue:
    """The commune's own page: inspections at its desk, and what is to be mended."""
    inspections = queries.inspections_of(point)
    all_findings = [finding for one in inspections for finding in one.findings]
    context: dict[str, Any] = {
        "point": point,
        "plans": queries.plans_of(point),
        "made": inspections,
        "findings": sorted(all_findings, key=lambda one: (not one.is_open, one.due_day)),
        "photos": queries.photos_of([one.id for one in all_findings]),
        "seen": checklist.item_results,
        "today": clock.today(),
        "most_photos": MOST_PHOTOS,
    }
    return render("fieldwork/inspections/findings.html", **context, **page_context.round_context(point.round))


@blueprint.route("/findings/<int:finding_id>/fix", methods=["GET", "POST"])
@requires(Permission.FINDINGS_FIX, subject=load_finding)
def fix(finding: Finding) -> ResponseReturnValue:
    """Say that a finding is mended, and how: the commune, or the inspectors on the spot."""
    form = FixForm()
    if form.submitted() and form.accepts(operations.mark_fixed, finding, by=current_user):
        flash(_("Đã ghi là khắc phục."))
        return redirect(back_url(form.outcome), 303)
    finding = reload(finding)
    return render("fieldwork/inspections/fix.html", finding=finding, form=form, back=back_url(finding)), form.status
