"""Publicity as districts and the province see it: every commune in one table, one commune with its photographs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.publicity import board, checklist, moving, queries
from portal.fieldwork.publicity.board import Row
from portal.fieldwork.round_lists import list_page, round_list
from portal.fieldwork.scope import load_point
from portal.surveys import page_context
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.units import queries as units
from portal.units.folding import part_of
from portal.units.models import PROVINCE
from portal.web.http.views import asks_file, render, requires
from portal.web.media import uploads
from portal.web.ui.listing import DayFilter, send_list

blueprint = Blueprint("publicity", __name__)


@round_list(
    blueprint,
    "/manage/publicity",
    Permission.PUBLICITY_WATCH,
    "publicity.exported",
    none="fieldwork/publicity/board/none.html",
)
def overview(round_: Round) -> ResponseReturnValue:
    """Every commune of the reader's places: which channels, posted or not, photographs shown before."""
    plan, day, list_filter = round_.plan_data, chosen_day(round_), DayFilter.from_args(request.args)
    all_rows = board.rows(current_user.unit, round_, plan.channels, day)
    rows = board.LISTING.apply(all_rows, list_filter)
    if asks_file():
        name, title = f"tuyen-truyen-{round_.slug}", _("Công khai, tuyên truyền")
        return send_list(name, title, board.columns(plan.channels, day), rows, round=round_.slug)
    return list_page(
        "fieldwork/publicity/board/overview.html",
        round_,
        list_filter,
        day=day,
        days=round_.days_begun,
        part=part_of(rows, lambda row: row.point.unit),
        all_rows=all_rows,
        figures=figures(all_rows, day),
        lacking=missing_by_channel(all_rows, plan),
        state_of=board.state_of,
        post_words=board.post_words,
        choices=choices(plan, day),
        sorts=[("done", _("Ít hình thức trước")), ("post", _("Chưa đăng trước")), ("-again", _("Ảnh trùng trước"))],
        province_post=province_text(round_, day, all_rows),
    )


@blueprint.get("/manage/publicity/<slug>/units/<code>")
@requires(Permission.PUBLICITY_WATCH, subject=load_point)
def unit(point: Point) -> ResponseReturnValue:
    """One commune: its log, its posts, its photographs, and where one was shown before."""
    plan, entries, posts = point.round.plan_data, queries.entries_of(point), queries.posts_of(point)
    photos = queries.photos_of_entries([one.id for one in entries])
    of_posts = queries.photos_of_posts([one.id for one in posts])
    twins = uploads.twins_of([photo for group in (*photos.values(), *of_posts.values()) for photo in group])
    return render(
        "fieldwork/publicity/board/unit.html",
        survey=point.round,
        point=point,
        lines=checklist.lines(plan.channels, entries),
        label_of=lambda entry: checklist.label_of(plan.channels, entry.channel),
        entries=entries,
        posts=posts,
        photos=photos,
        post_photos=of_posts,
        twins=twins,
        twin_units=units_seen(twins),
        state_of=board.state_of,
        moves=moving.moves_of(point),
        move_sentence=moving.sentence,
        **page_context.round_context(point.round, plan),
    )


def units_seen(twins: dict[str, Any]) -> dict[int, str]:
    """Where earlier photographs come from, named as far as the reader's places go."""
    places = queries.units_of_photos(list(twins.values()))
    # that it was shown before is said; where, only inside the reader's own places
    top, elsewhere = current_user.unit, _("đơn vị khác")
    return {number: place.full if units.contains(top, place) else elsewhere for number, place in places.items()}


def chosen_day(round_: Round) -> date | None:
    """The day whose posts are looked at: the one asked for, else today, else the last."""
    begun, day_asked = round_.days_begun, request.args.get("day", "")
    if day_asked:
        return next((day for day in begun if day.isoformat() == day_asked), None) or abort(404)
    return begun[-1] if begun else None


def choices(plan: Plan, day: date | None) -> list[tuple[str, str]]:
    """What the table can be filtered by."""
    return [
        (board.NOTHING, _("Chưa có hình thức nào")),
        (board.LACKING, _("Còn thiếu hình thức")),
        *([(board.NO_POST, _("Chưa đăng tin trong ngày"))] if day else []),
        (board.REPEATED_PHOTOS, _("Có ảnh trùng")),
        *((f"{board.CHANNEL}{channel.id}", _("Thiếu: %(what)s", what=channel.label)) for channel in plan.channels),
    ]


def province_text(round_: Round, day: date | None, rows: Sequence[Row]) -> str:
    """The province's own post of the day; none for others, none before the first day."""
    if day is None or current_user.unit.level != PROVINCE:
        return ""
    return board.province_post(round_, day, sum(row.post is not None for row in rows), len(rows))


def figures(rows: Sequence[Row], day: date | None) -> list[tuple[object, str]]:
    """The figures on top."""
    post = [(sum(row.post is not None for row in rows), _("đã đăng tin trong ngày"))] if day else []
    return [
        (len(rows), _("đơn vị")),
        (sum(row.is_complete for row in rows), _("đủ hình thức theo kế hoạch")),
        (sum(row.has(board.NOTHING) for row in rows), _("chưa có hình thức nào")),
        *post,
        (sum(row.repeated_photos for row in rows), _("ảnh trùng")),
    ]


def missing_by_channel(rows: Sequence[Row], plan: Plan) -> list[tuple[str, int, str]]:
    """For each channel: its words, how many communes lack it, the address of their list."""
    day_asked = request.args.get("day")
    args = ({"day": day_asked} if day_asked else {}) | (request.view_args or {})
    return [
        (
            channel.label,
            sum(row.has(f"{board.CHANNEL}{channel.id}") for row in rows),
            url_for(".overview", **args, status=f"{board.CHANNEL}{channel.id}", _anchor="table"),
        )
        for channel in plan.channels
    ]
