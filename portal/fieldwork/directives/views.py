"""The directing papers and the launch of each level, and the board that says which unit has none."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork import photographs, scans
from portal.fieldwork.directives import board, operations, queries
from portal.fieldwork.directives.forms import LaunchForm, PaperForm
from portal.fieldwork.directives.models import MOST_PHOTOS, DirectingPaper, Launch
from portal.fieldwork.scope import load_round
from portal.fieldwork.today.preparing import blueprint, district_choices, render_page
from portal.surveys.models import Round
from portal.units.models import COMMUNE
from portal.web.data import transactions
from portal.web.http.views import asks_file, reload, requires, serves_file, takes_up_to, with_file
from portal.web.media.uploads import Photo
from portal.web.ui.listing import ListFilter, send_list

CONFLICT = 409


@blueprint.get("/manage/rounds/<slug>/directing")
@with_file(blueprint, "/manage/rounds/<slug>/directing.xlsx", "directing.export", Permission.BOARD_EXPORT)
@requires(Permission.DIRECTING_VIEW, subject=load_round)
def directing(round_: Round, slug: str) -> ResponseReturnValue:
    """What one's own level has entered, and how far the units below are."""
    lines = queries.lines(current_user.unit, round_)
    rows = board.LISTING.apply(lines, ListFilter.from_args(request.args))
    if asks_file():
        return send_list(f"chi-dao-{slug}", _("Chỉ đạo, phát động"), board.columns(), rows, round=slug)
    own = queries.directives_in(current_user.unit, round_).of(current_user.unit)
    launches = [*own.launches, *(launch for line in lines for launch in line.directives.launches)]
    return render_page(
        "fieldwork/directives/index.html",
        round_,
        slug=slug,
        own=own,
        rows=rows,
        lines=lines,
        photo_counts=queries.photo_counts(launches),
        labels=list(queries.labels().items()),
        districts=district_choices() if lines and lines[0].unit.level == COMMUNE else [],
    )


def load_entered(table: type[queries.RowT], slug: str, number: int) -> queries.RowT | None:
    """A paper or launch of a unit inside the reader's places, knowing its round."""
    if (round_ := load_round(slug)) is None:
        return None
    # a row of another round is not found under this one's address
    row = db.session.scalar(queries.entered_in(table, current_user.unit, round_).where(table.id == number))
    if row is not None:
        set_committed_value(row, "round", round_)
    return row


def load_paper(slug: str, paper_id: int) -> DirectingPaper | None:
    return load_entered(DirectingPaper, slug, paper_id)


def load_launch(slug: str, launch_id: int) -> Launch | None:
    return load_entered(Launch, slug, launch_id)


def form_page(subject: Round | DirectingPaper | Launch, form: PaperForm | LaunchForm, name: str) -> ResponseReturnValue:
    """The page of a form, as its subject stands now: the round for a new row, else the row."""
    subject = reload(subject)
    row, round_ = (None, subject) if isinstance(subject, Round) else (subject, subject.round)
    if row is not None and form.status == CONFLICT:
        form.version.data = row.version  # whoever saves once more has seen what another wrote
    page: dict[str, Any] = {"slug": round_.slug, "form": form, name: row}
    return render_page(f"fieldwork/directives/{name}.html", round_, **page), form.status


@blueprint.route("/manage/rounds/<slug>/directing/papers/new", methods=["GET", "POST"])
@requires(Permission.DIRECTING_ENTER, subject=load_round)
@takes_up_to(scans.MOST_SENT)
def new_paper(round_: Round) -> ResponseReturnValue:
    """Enter a paper."""
    form = PaperForm()
    if request.method == "GET":
        form.issuer.data = operations.issuer_of(round_.plan_data, current_user)
    return save_paper(form, round_)


@blueprint.route("/manage/rounds/<slug>/directing/papers/<int:paper_id>", methods=["GET", "POST"])
@requires(Permission.DIRECTING_ENTER, subject=load_paper)
@takes_up_to(scans.MOST_SENT)
def edit_paper(paper: DirectingPaper) -> ResponseReturnValue:
    """Look at a paper; change it, if it is one's own unit's."""
    return save_paper(PaperForm(obj=paper) if request.method == "GET" else PaperForm(), paper)


def save_paper(form: PaperForm, subject: Round | DirectingPaper) -> ResponseReturnValue:
    """Keep what was typed, or show the form."""
    round_, paper = (subject, None) if isinstance(subject, Round) else (subject.round, subject)
    if form.submitted() and is_kept(form, round_, paper):
        flash(_("Đã lưu văn bản chỉ đạo."))
        return redirect(url_for(".directing", slug=round_.slug), 303)
    return form_page(subject, form, "paper")


def is_kept(form: PaperForm, round_: Round, paper: DirectingPaper | None) -> bool:
    """Whether paper and scan could be kept."""
    try:
        scan = scans.read_scan(form.scan.data)
    except DomainError as error:
        form.refuse(error)
        transactions.read_only()
        return False
    return form.accepts(operations.enter_paper, round_, paper, scan=scan, by=current_user)


@blueprint.post("/manage/rounds/<slug>/directing/papers/<int:paper_id>/withdraw")
@requires(Permission.DIRECTING_ENTER, subject=load_paper)
def withdraw_paper(paper: DirectingPaper, slug: str) -> ResponseReturnValue:
    """Take a paper off the list."""
    operations.withdraw(paper, by=current_user)
    flash(_("Đã bỏ văn bản khỏi danh sách."))
    return redirect(url_for(".directing", slug=slug), 303)


@blueprint.get("/manage/rounds/<slug>/directing/papers/<int:paper_id>/scan.pdf")
@requires(Permission.DIRECTING_VIEW, subject=load_paper)
@serves_file
def paper_scan(paper: DirectingPaper) -> Response:
    """A paper's scan, as an attachment."""
    return scans.send(paper.scan_id)


@blueprint.route("/manage/rounds/<slug>/directing/launches/new", methods=["GET", "POST"])
@requires(Permission.LAUNCHES_ENTER, subject=load_round)
def new_launch(round_: Round) -> ResponseReturnValue:
    """Enter a launch."""
    form = LaunchForm()
    if request.method == "GET":
        form.organiser.data = operations.issuer_of(round_.plan_data, current_user)
    return save_launch(form, round_)


@blueprint.route("/manage/rounds/<slug>/directing/launches/<int:launch_id>/edit", methods=["GET", "POST"])
@requires(Permission.LAUNCHES_ENTER, subject=load_launch)
def edit_launch(row: Launch, slug: str) -> ResponseReturnValue:
    """Change a launch of one's own unit."""
    if row.unit_id != current_user.unit_id:
        return redirect(url_for(".launch", slug=slug, launch_id=row.id), 303)
    return save_launch(LaunchForm(obj=row) if request.method == "GET" else LaunchForm(), row)


def save_launch(form: LaunchForm, subject: Round | Launch) -> ResponseReturnValue:
    """Keep what was typed, or show the form."""
    round_, row = (subject, None) if isinstance(subject, Round) else (subject.round, subject)
    if form.submitted() and form.accepts(operations.enter_launch, round_, row, by=current_user):
        flash(_("Đã lưu phát động ra quân. Có thể thêm ảnh ngay bên dưới."))
        return redirect(url_for(".launch", slug=round_.slug, launch_id=form.outcome.id), 303)
    return form_page(subject, form, "launch")


@blueprint.post("/manage/rounds/<slug>/directing/launches/<int:launch_id>/withdraw")
@requires(Permission.LAUNCHES_ENTER, subject=load_launch)
def withdraw_launch(row: Launch, slug: str) -> ResponseReturnValue:
    """Take a launch off the list."""
    operations.withdraw(row, by=current_user)
    flash(_("Đã bỏ khỏi danh sách."))
    return redirect(url_for(".directing", slug=slug), 303)


@blueprint.get("/manage/rounds/<slug>/directing/launches/<int:launch_id>")
@requires(Permission.DIRECTING_VIEW, subject=load_launch)
def launch(row: Launch, slug: str) -> str:
    """A launch with its photographs."""
    return launch_page(row, slug)


def launch_page(row: Launch, slug: str, refused: str = "") -> str:
    """The page of a launch as it stands now."""
    row = reload(row)
    is_own = row.unit_id == current_user.unit_id and current_user.can(Permission.LAUNCHES_ENTER)
    address: dict[str, Any] = {"slug": slug, "launch_id": row.id}
    shown = photographs.context(
        queries.photos_of(row),
        most=MOST_PHOTOS,
        picture_url=lambda photo_id: url_for(".launch_picture", photo_id=photo_id, **address),
        decide_url=lambda photo: url_for(".decide_launch_photo", photo_id=photo.id, **address) if is_own else "",
    )
    urls = {"page_url": url_for(".launch", **address), "upload_url": url_for(".add_launch_photo", **address)}
    page = {"slug": slug, "launch": row, "is_own": is_own, "refused": refused}
    return render_page("fieldwork/directives/launch_photos.html", row.round, "photo_part", **page, **urls, **shown)


@blueprint.post("/manage/rounds/<slug>/directing/launches/<int:launch_id>/photos")
@requires(Permission.LAUNCHES_ENTER, subject=load_launch)
def add_launch_photo(row: Launch, slug: str, launch_id: int) -> ResponseReturnValue:
    """Take one photograph of a launch."""
    return photographs.receive_photo(
        lambda: operations.add_launch_photo(row, photographs.uploaded_photo(), by=current_user),
        url_for(".launch", slug=slug, launch_id=launch_id, _anchor="photos"),
        lambda message: launch_page(row, slug, message),
    )


def load_photo(slug: str, launch_id: int, photo_id: str) -> Photo | None:
    """A photograph of a launch inside the reader's places."""
    row = load_launch(slug, launch_id)
    return queries.photo_in(row, photo_id) if row else None


@blueprint.get("/manage/rounds/<slug>/directing/launches/<int:launch_id>/photos/<photo_id>.jpg")
@requires(Permission.DIRECTING_VIEW, subject=load_photo)
def launch_picture(photo: Photo) -> Response:
    """The photograph itself."""
    return photographs.picture(photo)


@blueprint.post("/manage/rounds/<slug>/directing/launches/<int:launch_id>/photos/<photo_id>")
@requires(Permission.LAUNCHES_ENTER, subject=load_photo)
def decide_launch_photo(photo: Photo, slug: str, launch_id: int) -> ResponseReturnValue:
    """Let it stand although shown before, take it away, or try its job again."""
    operations.check_own(photo, current_user)  # a photograph is of the unit that held the launch
    photographs.decide(photo)
    return redirect(url_for(".launch", slug=slug, launch_id=launch_id, _anchor="photos"), 303)
