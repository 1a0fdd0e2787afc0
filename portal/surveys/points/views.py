"""The points of a round: the list and its file, one point, its desk, its chair; and what is printed of their codes.

Importing it makes the room's blueprint complete: these pages join those of `rounds.views`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.permissions import Permission
from portal.audit.operations import record
from portal.extensions import db
from portal.surveys import operations, queries
from portal.surveys.forms import ChairForm, DeskForm
from portal.surveys.models import ChairTenure, Point, Round
from portal.surveys.points import codes, posters
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.rounds.views import blueprint, load_round, show
from portal.units import queries as units
from portal.units.folding import part_of
from portal.units.models import Unit
from portal.web.http.views import asks_file, exports, reload, requires, serves_file, with_file
from portal.web.jobs.made_files import made_file, send_made_file
from portal.web.ui.listing import Columns, ListFilter, Listing, send_list

__all__ = ["blueprint"]


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    unit: Unit
    unit_code: str
    sort_key: str
    name: str
    district: str
    code: str
    standing: str
    chair: str
    desk_hours: str


LISTING: Listing[Row] = Listing(
    has=lambda row, status: row.standing == status,
    orders={"name": lambda row: row.sort_key, "code": lambda row: row.code, "chair": lambda row: row.chair},
)


def load_point(slug: str, code: str) -> Point | None:
    """The point an address names, inside the reader's places; its round comes along."""
    round_ = load_round(slug)
    point = queries.point_in(current_user.unit, round_, code) if round_ else None
    if point is not None:
        set_committed_value(point, "round", round_)  # the relationship is never loaded by itself
    return point


def load_round_of_paper(slug: str, what: str) -> Round | None:
    """The round, if there is such a paper of it."""
    return load_round(slug) if what in posters.KINDS else None


@blueprint.get("/manage/rounds/<slug>/points")
@with_file(blueprint, "/manage/rounds/<slug>/points.xlsx", "points.export")
@requires(Permission.ROUNDS_VIEW, subject=load_round)
def points(round_: Round, slug: str) -> ResponseReturnValue:
    """The points in the reader's places."""
    list_filter = ListFilter.from_args(request.args)
    lines = rows(round_, list_filter)
    if asks_file():
        return send_list(f"diem-khao-sat-{slug}", _("Điểm khảo sát"), columns(), lines, round=slug)
    districts = [(unit.code, unit.capital) for unit in units.districts(current_user.unit)]
    return show(
        "points/points",
        round_,
        part=part_of(lines, lambda row: row.unit),
        sort=list_filter.sort,
        districts=districts if len(districts) > 1 else [],
        chairs=list(round_.plan_data.rated.labels.items()),
    )


def columns() -> Columns[Row]:
    """The columns of the file."""
    return [
        (_("Đơn vị"), lambda row: row.name),
        (_("%(District)s"), lambda row: row.district),
        (_("Mã"), lambda row: row.code),
        (_("Chức danh %(office)s"), lambda row: row.chair),
        (_("Giờ làm việc"), lambda row: row.desk_hours),
    ]


def rows(round_: Round, list_filter: ListFilter) -> list[Row]:
    """The points in the reader's places that answer a filter, by district and name unless asked otherwise."""
    query = queries.points(current_user.unit, round_)
    if list_filter.typed:
        code = codes.canonical(list_filter.typed)
        # Whoever scans or types a code looks for one point, not for a name.
        query = query.where(Point.code == code if code else units.matching(list_filter.typed))
    if list_filter.district:
        district = units.in_scope(current_user.unit, list_filter.district)
        query = query.where(units.within(district)) if district else query.where(Point.id.is_(None))
    day = queries.reference_day(round_)
    labels = round_.plan_data.rated.labels
    return LISTING.apply((row_of(point, day, labels) for point in db.session.scalars(query)), list_filter)


def row_of(point: Point, day: date, labels: Mapping[str, str]) -> Row:
    """One point with its tenure on a day, in the plan's words for each way of holding the office."""
    tenure, unit = queries.tenure_on(point.tenures, day), point.unit
    standing = tenure.status if tenure else ChairStatus.INCUMBENT.value
    holder = f": {tenure.holder}" if tenure and tenure.holder else ""
    return Row(
        unit=unit,
        unit_code=unit.code,
        sort_key=unit.sort_key,
        name=unit.capital,
        district=unit.district.title if unit.district else "",
        code=codes.pretty(point.code),
        standing=standing,
        chair=labels.get(standing, "") + holder,
        desk_hours=point.desk_hours,
    )


@blueprint.get("/manage/rounds/<slug>/points/<code>")
@requires(Permission.ROUNDS_VIEW, subject=load_point)
def point(point: Point) -> str:
    """One point: its code, its desk, who has held the chair, its poster."""
    return show_point("points/point", point)


def show_point(template: str, point: Point, block: str | None = None, **values: Any) -> str:
    """Render a page of one point, read afresh."""
    point = reload(point)
    if "form" in values:
        values["form"].version.data = point.version
    day = queries.reference_day(point.round)
    values |= {"facts": posters.facts_of_point(point), "tenure": queries.tenure_on(point.tenures, day), "day": day}
    return show(
        template,
        point.round,
        block,
        point=point,
        code=point.unit.code,
        labels=point.round.plan_data.rated.labels,
        **values,
    )


@blueprint.route("/manage/rounds/<slug>/points/<code>/desk", methods=["GET", "POST"])
@requires(Permission.ROUNDS_EDIT, subject=load_point)
def desk(point: Point, slug: str, code: str) -> ResponseReturnValue:
    """What the desk is called, where it is, when it is open."""
    form = DeskForm(obj=point)
    if form.submitted() and form.accepts(operations.set_desk, point, by=current_user):
        flash(_("Đã lưu thông tin bàn tiếp nhận."), "ok")
        return redirect(url_for(".point", slug=slug, code=code), 303)
    return show_point("points/desk", point, form=form), form.status


@blueprint.route("/manage/rounds/<slug>/points/<code>/chair", methods=["GET", "POST"])
@requires(Permission.ROUNDS_EDIT, subject=load_point)
def chair(point: Point, slug: str, code: str) -> ResponseReturnValue:
    """Who holds the chair from a day on."""
    form = ChairForm(version=point.version)
    form.offer(point.round.plan_data.rated.labels)
    if form.submitted() and form.accepts(record_tenure, point):
        flash(_("Đã lưu chức danh %(office)s."), "ok")
        return redirect(url_for(".point", slug=slug, code=code), 303)
    return show_point("points/chair", point, form=form), form.status


def record_tenure(point: Point, *, standing: str, **values: Any) -> ChairTenure:
    """The action behind the form, whose field for the status has a name of its own."""
    return operations.set_chair(point, status=standing, by=current_user, **values)


@blueprint.get("/manage/rounds/<slug>/printing")
@requires(Permission.POSTERS_MAKE, subject=load_round)
def papers(round_: Round) -> str:
    """What can be made of a round's codes, and what has been."""
    latest_jobs = {what: posters.latest(round_, what) for what in posters.KINDS}
    return show("points/papers", round_, titles=posters.titles(), made=latest_jobs)


@blueprint.route("/manage/rounds/<slug>/printing/<what>", methods=["GET", "POST"])
@requires(Permission.POSTERS_MAKE, subject=load_round_of_paper)
def paper(round_: Round, what: str) -> ResponseReturnValue:
    """One of these: how far it is, where to fetch it; a post makes it."""
    if request.method == "POST":
        start_printing(round_, what)
        return redirect(url_for(".paper", slug=round_.slug, what=what), 303)
    job, count = posters.latest(round_, what), len(queries.points_of(round_))
    about = {"what": what, "title": posters.titles()[what], "job": job, "kept": made_file(job), "count": count}
    return show("points/paper", round_, "status", **about)


def start_printing(round_: Round, what: str, unit_code: str = "") -> None:
    """Ask the queue, and note who did."""
    job = posters.start(round_, what, by=current_user.id, unit_code=unit_code)
    detail = {"what": what, "unit": unit_code, "job": job.id}
    record("points.print", by=current_user, subject=("round", round_.slug), detail=detail)


@blueprint.get("/manage/rounds/<slug>/printing/<what>/file")
@requires(Permission.POSTERS_MAKE, subject=load_round_of_paper)
@exports("points.export")
def paper_file(round_: Round, what: str) -> Response:
    """The paper itself."""
    return send_made_file(posters.latest(round_, what))


@blueprint.route("/manage/rounds/<slug>/points/<code>/poster", methods=["GET", "POST"])
@requires(Permission.POSTERS_VIEW, subject=load_point)
def poster(point: Point, slug: str, code: str) -> ResponseReturnValue:
    """One commune's poster: for the province, its district, and the commune itself."""
    if request.method == "POST":
        start_printing(point.round, posters.POSTER, code)
        return redirect(url_for(".poster", slug=slug, code=code), 303)
    job = posters.latest(point.round, posters.POSTER, code)
    return show_point("points/poster", point, "status", job=job, kept=made_file(job))


@blueprint.get("/manage/rounds/<slug>/points/<code>/poster.pdf")
@requires(Permission.POSTERS_VIEW, subject=load_point)
@serves_file
def poster_file(point: Point, code: str) -> Response:
    """The poster itself."""
    return send_made_file(posters.latest(point.round, posters.POSTER, code))
