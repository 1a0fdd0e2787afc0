"""The launch of the campaign: when, where, how many, and up to five photographs of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork import photographs
from portal.fieldwork.directives import operations, queries
from portal.fieldwork.directives.forms import LaunchForm
from portal.fieldwork.directives.models import MOST_PHOTOS, Launch
from portal.fieldwork.today.preparing import blueprint, load_approved_round, render_page, start_reading
from portal.web.http.access import reload, requires

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Round
    from portal.web.media.uploads import Photo


def load_launch(slug: str, launch_id: int) -> Launch | None:
    """A launch of a unit inside the reader's places; the round comes along in `g.survey`."""
    g.survey = load_approved_round(slug)
    if g.survey is None:
        return None
    return db.session.scalar(queries.launches_in(current_user.unit, g.survey).where(Launch.id == launch_id))


@blueprint.route("/manage/rounds/<slug>/directing/launches/new", methods=["GET", "POST"])
@requires(Permission.LAUNCHES_ENTER, subject=load_approved_round)
def new_launch(round_: Round, slug: str) -> ResponseReturnValue:
    """Enter a launch."""
    g.survey = round_
    form = LaunchForm()
    if request.method == "GET":
        form.organiser.data = operations.issuer_of(g.survey.plan_data, current_user)
    return save_or_show(slug, form, None)


def load_photo(slug: str, launch_id: int, photo_id: str) -> Photo | None:
    """A photograph of a launch inside the reader's places; the launch comes along in `g.launch`."""
    g.launch = load_launch(slug, launch_id)
    return queries.photo_in(g.launch, photo_id) if g.launch else None


@blueprint.get("/manage/rounds/<slug>/directing/launches/<int:launch_id>")
@requires(Permission.DIRECTING_VIEW, subject=load_launch)
def launch(launch_row: Launch, slug: str) -> str:
    """A launch with its photographs."""
    return launch_page(launch_row, slug)


def launch_page(launch_row: Launch, slug: str, refused: str = "") -> str:
    """The page of a launch as it stands now."""
    launch_row = reload(launch_row)
    is_own = launch_row.unit_id == current_user.unit_id and current_user.can(Permission.LAUNCHES_ENTER)
    address: dict[str, Any] = {"slug": slug, "launch_id": launch_row.id}
    shown = photographs.context(
        queries.photos_of(launch_row),
        most=MOST_PHOTOS,
        picture_url=lambda photo_id: url_for(".launch_picture", photo_id=photo_id, **address),
        decide_url=lambda photo: url_for(".decide_launch_photo", photo_id=photo.id, **address) if is_own else "",
    )
    urls = {"page_url": url_for(".launch", **address), "upload_url": url_for(".add_launch_photo", **address)}
    page = {"slug": slug, "launch": launch_row, "is_own": is_own, "refused": refused}
    return render_page("fieldwork/directives/launch_photos.html", g.survey, "photo_part", **page, **urls, **shown)


@blueprint.post("/manage/rounds/<slug>/directing/launches/<int:launch_id>/photos")
@requires(Permission.LAUNCHES_ENTER, subject=load_launch)
def add_launch_photo(launch_row: Launch, slug: str, launch_id: int) -> ResponseReturnValue:
    """Take one photograph of a launch."""
    return photographs.receive_photo(
        lambda: operations.add_launch_photo(launch_row, photographs.uploaded_photo(), by=current_user),
        url_for(".launch", slug=slug, launch_id=launch_id, _anchor="photos"),
        lambda said: launch_page(launch_row, slug, said),
    )


@blueprint.get("/manage/rounds/<slug>/directing/launches/<int:launch_id>/photos/<photo_id>.jpg")
@requires(Permission.DIRECTING_VIEW, subject=load_photo)
def launch_picture(photo: Photo) -> Response:
    """The photograph itself."""
    return photographs.picture(photo)


@blueprint.post("/manage/rounds/<slug>/directing/launches/<int:launch_id>/photos/<photo_id>")
@requires(Permission.LAUNCHES_ENTER, subject=load_photo)
def decide_launch_photo(photo: Photo, slug: str, launch_id: int) -> ResponseReturnValue:
    """Let it stand although shown before, take it away, or try its job again."""
    operations.check_own(g.launch, current_user)
    photographs.decide(photo)
    return redirect(url_for(".launch", slug=slug, launch_id=launch_id, _anchor="photos"), 303)


@blueprint.route("/manage/rounds/<slug>/directing/launches/<int:launch_id>/edit", methods=["GET", "POST"])
@requires(Permission.LAUNCHES_ENTER, subject=load_launch)
def edit_launch(launch_row: Launch, slug: str, launch_id: int) -> ResponseReturnValue:
    """Change a launch of one's own unit."""
    if launch_row.unit_id != current_user.unit_id:
        return redirect(url_for(".launch", slug=slug, launch_id=launch_id), 303)
    return save_or_show(slug, LaunchForm(obj=launch_row) if request.method == "GET" else LaunchForm(), launch_row)


def save_or_show(slug: str, form: LaunchForm, launch_row: Launch | None) -> ResponseReturnValue:
    """Keep what was typed, or show the form."""
    if form.submitted() and form.accepts(operations.enter_launch, g.survey, launch_row, by=current_user):
        flash(_("Đã lưu phát động ra quân. Có thể thêm ảnh ngay bên dưới."))
        return redirect(url_for(".launch", slug=slug, launch_id=form.outcome.id), 303)
    start_reading()
    g.survey = load_approved_round(slug) or abort(404)
    current = load_launch(slug, launch_row.id) if launch_row else None
    if current is not None and form.status == 409:  # noqa: PLR2004 - the next save is made knowingly
        form.version.data = current.version
    page = render_page("fieldwork/directives/launch.html", g.survey, slug=slug, form=form, launch=current)
    return page, form.status


@blueprint.post("/manage/rounds/<slug>/directing/launches/<int:launch_id>/withdraw")
@requires(Permission.LAUNCHES_ENTER, subject=load_launch)
def withdraw_launch(launch_row: Launch, slug: str) -> ResponseReturnValue:
    """Take a launch off the list."""
    operations.withdraw(launch_row, by=current_user)
    flash(_("Đã bỏ khỏi danh sách."))
    return redirect(url_for(".directing", slug=slug), 303)
