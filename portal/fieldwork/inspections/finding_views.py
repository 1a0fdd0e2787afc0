"""One inspection with its findings and photographs; the commune's page of what it has to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import Refused
from portal.extensions import db
from portal.fieldwork import own_round, photographs
from portal.fieldwork.inspections import checklist, operations, posters, queries
from portal.fieldwork.inspections.blueprint import blueprint
from portal.fieldwork.inspections.forms import FindingForm, FixForm, ReopenForm
from portal.fieldwork.inspections.loaders import load_finding, load_inspection, load_photo
from portal.fieldwork.inspections.models import FINDING, MOST_PHOTOS
from portal.fieldwork.own_round import of_own_round, own_point
from portal.fieldwork.visits import queries as fieldwork
from portal.surveys import page_context
from portal.web.data import clock
from portal.web.http.access import reload, requires
from portal.web.jobs.jobs import Job
from portal.web.media import uploads
from portal.web.media.uploads import Photo
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.inspections.models import Finding, Inspection
    from portal.web.ui.forms import PortalForm


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
    job = db.session.get(Job, inspection.poster_job_id) if inspection.poster_job_id else None
    photo = db.session.get(Photo, inspection.poster_photo_id) if inspection.poster_photo_id else None
    return render(
        "fieldwork/inspections/show.html",
        "poster",
        one=inspection,
        form=form,
        seen=checklist.item_results(inspection.answers),
        photos=queries.photos(inspection),
        poster_photo=photo,
        poster_job=job,
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
    return photographs.receive_photo(
        lambda: operations.add_poster_photo(inspection, photographs.uploaded_photo(), by=current_user),
        url_for(".show", inspection_id=inspection_id, _anchor="poster"),
        lambda message: page(inspection, form_with_error(message)),
    )


def form_with_error(message: str) -> FindingForm:
    """The page's own form, empty, with what was said of a photograph."""
    empty = FindingForm(formdata=None)
    empty.form_errors = [message]
    return empty


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
    photo_context = photographs.context(
        queries.photos_of([finding.id]).get(finding.id, []),
        most=MOST_PHOTOS,
        picture_url=lambda photo_id: url_for("inspections.picture", photo_id=photo_id),
        decide_url=decide_url,
    )
    return render(
        "fieldwork/inspections/photos.html",
        "photo_part",
        finding=finding,
        back=back_url(finding),
        page_url=url_for(".finding_photo", finding_id=finding.id),
        refused=message,
        **photo_context,
        **page_context.round_context(queries.round_of(finding)),
    )


def decide_url(photo: Photo) -> str:
    """Where to decide about a photograph: those of one's own unit only."""
    return url_for("inspections.decide", photo_id=photo.id) if photo.unit_id == current_user.unit_id else ""


@blueprint.post("/inspections/photos/<photo_id>")
@requires(Permission.FINDINGS_FIX, subject=load_photo)
def decide(photo: Photo) -> ResponseReturnValue:
    """Let a finding's photograph stand although shown before, take it away, or try its job again."""
    if photo.owner_kind != FINDING or photo.unit_id != current_user.unit_id:
        raise Refused(_("Chỉ đơn vị đã gửi ảnh mới sửa, bỏ được ảnh này."))
    back = url_for(".finding_photo", finding_id=photo.owner_id, _anchor="photos")
    photographs.decide(photo)
    return redirect(back, 303)


def back_url(finding: Finding) -> str:
    """The page on which the reader sees a finding."""
    if current_user.is_of_commune:
        own_round.set_round(queries.round_of(finding))
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
@of_own_round
def findings() -> ResponseReturnValue:
    """The commune's own page: inspections at its desk, and what is to be mended."""
    if not fieldwork.points_of(current_user.unit):
        return render("fieldwork/no_round.html")
    point = own_point()
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
