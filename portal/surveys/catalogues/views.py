"""Catalogues on pages: those of one's office, a new one from a file or the national list, corrections."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select

from portal.accounts.permissions import Permission
from portal.errors import DomainError, Mistake, Mistakes
from portal.extensions import db
from portal.surveys.catalogues import corrections, forms
from portal.surveys.models import Round
from portal.units import catalogue as files
from portal.units import positions, queries, shipped, tiers
from portal.units.catalogue import ALIASES, COLUMNS, Name, Row
from portal.units.models import Catalogue, Unit
from portal.units.names import fold
from portal.web.http.views import exports, render, requires
from portal.web.jobs.jobs import Job
from portal.web.media import filled_sheets, readings, sheets
from portal.web.media.filled_sheets import Contents, Shape, Unreadable
from portal.web.ui.forms import PortalForm, SelectChoice
from portal.web.ui.listing import ListFilter, Listing, paged

blueprint = Blueprint("catalogues", __name__, url_prefix="/manage/catalogues")
P = Permission
TOPIC, MOST_ROWS, PAGE_SIZE = "catalogue", 12_000, 30
SHAPE = Shape(filled_sheets.TABLE_OR_CSV, len(COLUMNS) + 1, MOST_ROWS + 1)
STATES = ("placed", "unplaced")
LISTING: Listing[Unit] = Listing(
    has=lambda unit, status: (unit.latitude is not None) == (status == "placed"),
    matches=lambda unit, asked: fold(asked.typed) in f"{unit.code} {unit.search}" and unit.lies_in(asked.district),
)


def own_office() -> str:
    """The office whose catalogues a reader may see: that of the catalogue the reader stands in."""
    return queries.catalogue_of(current_user.unit).office


def load_catalogue(key: str, **_rest: object) -> Catalogue | None:
    """The catalogue an address names, if it is of the reader's office."""
    found = queries.catalogue(key)
    return found if found is not None and found.office == own_office() else None


def load_unit(key: str, code: str) -> Unit | None:
    """A unit of such a catalogue."""
    found = load_catalogue(key)
    return queries.by_code(found.id, code) if found else None


def load_own_reading(job_id: str, **_rest: object) -> Job | None:
    return readings.own_reading(job_id, TOPIC)


def load_reading_of(key: str, job_id: str) -> tuple[Catalogue, Job] | None:
    """A catalogue of the office, and the reading of a file for it."""
    found, job = load_catalogue(key), load_own_reading(job_id)
    return (found, job) if found and job else None


def crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to a page of this room."""
    return [(_("Danh mục đơn vị"), url_for("catalogues.index")), *more]


def crumbs_of(key: str, here: str) -> list[tuple[str, str | None]]:
    """The way to a page of one catalogue; a bare key would be too narrow for a finger."""
    return crumbs((_("Danh mục %(key)s", key=key), url_for("catalogues.show", key=key)), (here, None))


@blueprint.get("")
@requires(P.UNITS_VIEW)
def index() -> str:
    """The catalogues of the reader's office, the latest year first."""
    found = queries.catalogues(own_office())
    ids = [one.id for one in found]
    counted = select(Unit.catalogue_id, func.count(), func.count(Unit.latitude)).where(Unit.catalogue_id.in_(ids))
    units = {row[0]: row for row in db.session.execute(counted.group_by(Unit.catalogue_id))}
    rounds = select(Round).where(Round.catalogue_id.in_(ids)).order_by(Round.opens_at)
    used: dict[int, list[Round]] = {}
    for round_ in db.session.scalars(rounds):
        used.setdefault(round_.catalogue_id, []).append(round_)
    return render("surveys/catalogues/index.html", found=found, units=units, used=used, levels=levels_in_words)


def levels_in_words(catalogue: Catalogue) -> str:
    """«tỉnh › thị xã › phường, xã»: the kinds that occur at each level, or the file's own words."""
    if not set(catalogue.levels) <= tiers.STATE_LEVELS.keys():
        return " › ".join(catalogue.levels)
    query = select(Unit.level, Unit.kind).where(Unit.catalogue_id == catalogue.id).distinct().order_by(Unit.kind)
    kinds: dict[str, list[str]] = {}
    for level, kind in db.session.execute(query):
        kinds.setdefault(level, []).append(kind)
    return " › ".join(", ".join(kinds.get(level, [level])) for level in catalogue.levels)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(P.UNITS_MANAGE)
def new() -> ResponseReturnValue:
    """Choose a file, which a job reads, or a province of the national list."""
    form = forms.FileForm()
    if readings.takes(form, TOPIC, SHAPE):
        return redirect(url_for(".reading", job_id=form.outcome.id), 303)
    return new_page(form)


def new_page(form: PortalForm, mistakes: Sequence[Mistake] = ()) -> ResponseReturnValue:
    """The page that takes a file, with what is wrong with the last one."""
    values: dict[str, Any] = {"form": form, "mistakes": mistakes, "shipped": shipped_form()}
    return render("surveys/catalogues/new.html", crumbs=crumbs((_("Nạp danh mục"), None)), **values), form.status


def shipped_form() -> forms.ShippedForm:
    """The provinces of the national list to choose from."""
    form = forms.ShippedForm()
    national = [one for one in shipped.provinces() if one.file == shipped.NATIONAL]
    choices = [SelectChoice(one.province, f"{one.province} · {one.unit}") for one in national]
    form.province.choices = [SelectChoice("", _("Chọn")), *choices]
    return form


@blueprint.post("/shipped")
@requires(P.UNITS_MANAGE)
def take_shipped() -> ResponseReturnValue:
    """Load a province of the national list, with its positions."""
    form = forms.ShippedForm()
    if form.submitted() and form.accepts(load_shipped):
        return to_catalogue(form.outcome)
    again = forms.FileForm(formdata=None)
    again.status, again.form_errors = form.status, [*form.form_errors, *form.province.errors]
    return new_page(again)


def load_shipped(province: str) -> Catalogue:
    """The units of a province as they stand in the national list."""
    file, year = shipped.NATIONAL, shipped.NATIONAL_YEAR
    rows = files.parse(file.read_bytes(), province)
    key = str(year) if queries.catalogue(str(year)) is None else f"{year}-{province}"
    loaded = files.load(Name.of(year, key, own_office()), rows, by=current_user)
    positions.place(loaded, positions.of_file(file))
    return loaded


def to_catalogue(catalogue: Catalogue) -> ResponseReturnValue:
    flash(_("Đã nạp danh mục %(key)s.", key=catalogue.key), "ok")
    return redirect(url_for(".show", key=catalogue.key), 303)


@blueprint.route("/readings/<string:job_id>", methods=["GET", "POST"])
@requires(P.UNITS_MANAGE, subject=load_own_reading)
def reading(job: Job) -> ResponseReturnValue:
    """A good file is named and loaded by POST; a bad one is answered row by row."""
    waiting = readings.page_until_read(job, crumbs((_("Nạp danh mục"), url_for(".new"))))
    if waiting is not None:
        return waiting
    again = forms.FileForm(formdata=None)
    try:
        rows = rows_in(readings.result_of(job))
    except DomainError as error:
        return new_page(again, refused(again, error))
    form = forms.NameForm()
    if form.submitted() and form.accepts(load_named, rows):
        readings.forget(job)
        return to_catalogue(form.outcome)
    values: dict[str, Any] = {"form": form, "rows": rows, "levels": tiers.names_in_order(rows)}
    return render("surveys/catalogues/review.html", crumbs=crumbs((_("Nạp danh mục"), None)), **values), form.status


def refused(form: PortalForm, error: DomainError) -> Sequence[Mistake]:
    """Say above the form that a file is not taken; returns its mistakes, row by row."""
    if not isinstance(error, Mistakes):
        form.refuse(error)
        return ()
    form.refuse(DomainError(_("Tệp có %(n)s chỗ sai, chưa nạp gì.", n=len(error.mistakes)), "file"))
    return error.mistakes


def load_named(rows: Sequence[Row], *, year: int, key: str) -> Catalogue:
    """Load the rows of a file under a name, for the office of whoever loads."""
    return files.load(Name.of(year, key, own_office()), rows, by=current_user)


def rows_in(contents: Contents) -> list[Row]:
    """The units that a file holds. Raises Mistakes, Unreadable."""
    filled = [(number, cells) for number, cells in contents.first if any(cells)]
    if not filled:
        raise Unreadable(_("Tệp không có dòng nào."))
    (_number, first), *lines = filled
    header = tuple(cell for cell in first if cell)
    return files.rows_of(header, [(number, filled_sheets.shaped(cells, len(header))) for number, cells in lines])


@blueprint.get("/<string:key>")
@requires(P.UNITS_VIEW, subject=load_catalogue)
def show(catalogue: Catalogue) -> str:
    """The units of a catalogue, searched and filtered, in pages."""
    asked = ListFilter.from_args(request.args)
    found = LISTING.apply(corrections.units_of(catalogue).values(), asked)
    return render(
        "surveys/catalogues/show.html",
        "list",
        catalogue=catalogue,
        pages=paged(found, request.args.get("page", 1, int), PAGE_SIZE),
        list_filter=asked,
        districts=districts_of(catalogue),
        states={"placed": _("có vị trí"), "unplaced": _("chưa có vị trí")},
        why_fixed=corrections.why_fixed(catalogue),
        levels=levels_in_words(catalogue),
        word_of=corrections.word_of,
        others=[one for one in queries.catalogues(own_office()) if one.year < catalogue.year],
        crumbs=crumbs((_("Danh mục %(key)s", key=catalogue.key), None)),
    )


def districts_of(catalogue: Catalogue) -> list[tuple[str, str]]:
    """The middle units of a catalogue to filter by."""
    top = queries.province(catalogue.id)
    return queries.district_choices(top) if top else []


@blueprint.get("/<string:key>/units.xlsx")
@requires(P.UNITS_VIEW, subject=load_catalogue)
@exports("units.export")
def units_file(catalogue: Catalogue) -> Response:
    """The catalogue as a file that can be corrected and sent again."""
    units = corrections.units_of(catalogue)
    codes = {unit.id: unit.code for unit in units.values()}
    rows = [
        (
            *(unit.code, unit.name, unit.kind, codes.get(unit.parent_id or 0, "")),
            *(corrections.word_of(unit, catalogue), corrections.aliases_of(unit)),
        )
        for unit in units.values()
    ]
    return sheets.send_table(f"units-{catalogue.key}", catalogue.title, (*COLUMNS, ALIASES), rows)


@blueprint.route("/<string:key>/correction", methods=["GET", "POST"])
@requires(P.UNITS_MANAGE, subject=load_catalogue)
def correct(catalogue: Catalogue) -> ResponseReturnValue:
    """Choose the corrected file; a job reads it."""
    form = forms.FileForm()
    key = catalogue.key
    if readings.takes(form, TOPIC, SHAPE):
        return redirect(url_for(".correction", key=key, job_id=form.outcome.id), 303)
    return correct_page(catalogue, form)


def correct_page(catalogue: Catalogue, form: PortalForm, mistakes: Sequence[Mistake] = ()) -> ResponseReturnValue:
    """The page that takes a corrected file."""
    values: dict[str, Any] = {"catalogue": catalogue, "form": form, "mistakes": mistakes}
    path = crumbs_of(catalogue.key, _("Sửa bằng tệp"))
    why_fixed = corrections.why_fixed(catalogue)
    return render("surveys/catalogues/correct.html", crumbs=path, why_fixed=why_fixed, **values), form.status


@blueprint.route("/<string:key>/correction/<string:job_id>", methods=["GET", "POST"])
@requires(P.UNITS_MANAGE, subject=load_reading_of)
def correction(both: tuple[Catalogue, Job]) -> ResponseReturnValue:
    """What the file would change, unit by unit; POST makes the catalogue so."""
    catalogue, job = both
    path = crumbs_of(catalogue.key, _("Sửa bằng tệp"))
    waiting = readings.page_until_read(job, path)
    if waiting is not None:
        return waiting
    again = forms.FileForm(formdata=None)
    try:
        rows = rows_in(readings.result_of(job))
    except DomainError as error:
        return correct_page(catalogue, again, refused(again, error))
    form = PortalForm()
    if form.submitted() and form.accepts(corrections.correct, catalogue, rows, by=current_user):
        readings.forget(job)
        flash(_("Đã sửa danh mục %(key)s: %(n)s thay đổi.", key=catalogue.key, n=len(form.outcome)), "ok")
        return redirect(url_for(".show", key=catalogue.key), 303)
    found = corrections.changes(catalogue, rows)
    return (
        render("surveys/catalogues/correction.html", crumbs=path, catalogue=catalogue, form=form, found=found),
        form.status,
    )


@blueprint.route("/<string:key>/units/<string:code>", methods=["GET", "POST"])
@requires(P.UNITS_MANAGE, subject=load_unit)
def unit(one: Unit, key: str) -> ResponseReturnValue:
    """Correct one unit."""
    values = {"name": one.name, "kind": one.kind, "aliases": corrections.aliases_of(one)}
    form = forms.UnitForm(data={**values, "position": corrections.place_in_words(one)})
    if form.submitted() and form.accepts(corrections.correct_unit, one, by=current_user):
        flash(_("Đã sửa %(unit)s.", unit=one.title), "ok")
        return redirect(url_for(".show", key=key), 303)
    title = one.title
    path = crumbs_of(key, title)
    return render("surveys/catalogues/unit.html", crumbs=path, key=key, title=title, form=form), form.status
