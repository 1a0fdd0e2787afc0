"""The commune's pages: its log of publicity with the plan's checklist, an entry with its photographs, a day's post."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork import own_round, photographs
from portal.fieldwork.own_round import of_own_round, own_point
from portal.fieldwork.publicity import checklist, operations, photo_views, queries, wording
from portal.fieldwork.publicity.blueprint import blueprint
from portal.fieldwork.publicity.board import board_views
from portal.fieldwork.publicity.forms import EntryForm
from portal.fieldwork.publicity.moves import moving, moving_views
from portal.fieldwork.publicity.subjects import load_entry, load_point_and_day
from portal.fieldwork.today import agenda
from portal.fieldwork.visits import queries as visit_queries
from portal.surveys import page_context
from portal.web.data import clock, transactions
from portal.web.http import bodies
from portal.web.http.access import is_part, reload, requires
from portal.web.jobs.jobs import Job
from portal.web.ui import qr
from portal.web.ui.forms import PortalForm
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from portal.fieldwork.publicity.models import DailyPost, PublicityEntry
    from portal.surveys.models import Point
    from portal.surveys.plan.plan import Plan

__all__ = ["blueprint", "board_views", "moving_views", "photo_views"]


@blueprint.get("/publicity")
@requires(Permission.PUBLICITY_WRITE)
@of_own_round
def index() -> ResponseReturnValue:
    """The log: the plan's channels first, then all that was done."""
    if not visit_queries.points_of(current_user.unit):
        return render("fieldwork/no_round.html")
    point = own_point()
    plan, entries = point.round.plan_data, queries.entries_of(point)
    return render(
        "fieldwork/publicity/index.html",
        point=point,
        lines=checklist.lines(plan.channels, entries),
        entries=entries,
        photos=queries.photos_of_entries([entry.id for entry in entries]),
        posts={post.day: post for post in queries.posts_of(point)},
        label_of=lambda entry: checklist.label_of(plan.channels, entry.channel),
        moves=moving.moves_of(point),
        move_sentence=moving.sentence,
        today=clock.today(),
        plan=plan,
        **page_context.round_context(point.round, plan),
    )


@blueprint.route("/publicity/new", methods=["GET", "POST"])
@requires(Permission.PUBLICITY_WRITE)
@of_own_round
def new() -> ResponseReturnValue:
    """Log something that was done; its photographs come afterwards, one by one."""
    point = own_point()
    form = EntryForm(channels=point.round.plan_data.channels)
    if request.method == "GET":
        form.channel.data = request.args.get("channel") or None
        form.first_day.data, form.key.data = clock.today(), uuid.uuid4().hex
    elif form.submitted() and form.accepts(operations.add_entry, point, by=current_user):
        flash(_("Đã ghi. Có thể thêm ảnh ngay bên dưới."))
        return redirect(url_for(".edit", entry_id=form.outcome.id, _anchor="photos"), 303)
    if request.method == "POST":
        transactions.read_only()
        point = own_point()
    return render(
        "fieldwork/publicity/new.html", point=point, form=form, **page_context.round_context(point.round)
    ), form.status


@blueprint.route("/publicity/entries/<int:entry_id>", methods=["GET", "POST"])
@requires(Permission.PUBLICITY_WRITE, subject=load_entry)
def edit(entry: PublicityEntry, entry_id: int) -> ResponseReturnValue:
    """One entry: its fields, its photographs."""
    if request.method == "GET":
        return entry_page(entry, form_of(entry))
    form = EntryForm(channels=entry.point.round.plan_data.channels)
    if form.submitted() and form.accepts(operations.change_entry, entry, by=current_user):
        flash(_("Đã lưu."))
        return redirect(url_for(".edit", entry_id=entry_id), 303)
    return entry_page(entry, form), form.status


def entry_page(entry: PublicityEntry, form: EntryForm | None = None, refused: str = "") -> str:
    """The page of an entry as it stands now; what was typed stays, and the next save is made knowingly."""
    entry = reload(entry)
    own_round.set_round(entry.point.round)
    form = form or form_of(entry)
    form.version.data = entry.version
    return render(
        "fieldwork/publicity/edit.html",
        "photo_part",
        entry=entry,
        point=entry.point,
        form=form,
        label=checklist.label_of(entry.point.round.plan_data.channels, entry.channel),
        agenda=agenda,
        upload_url=url_for(".add_photo", entry_id=entry.id),
        today=clock.today(),
        refused=refused,
        **photo_views.photo_context(queries.photos_of_entries([entry.id]).get(entry.id, [])),
        **page_context.round_context(entry.point.round),
    )


def form_of(entry: PublicityEntry) -> EntryForm:
    """The form as the row stands."""
    form = EntryForm(formdata=None, obj=entry, channels=entry.point.round.plan_data.channels)
    if entry.last_day == entry.first_day:
        form.last_day.data = None
    return form


@blueprint.post("/publicity/entries/<int:entry_id>/photos")
@requires(Permission.PUBLICITY_WRITE, subject=load_entry)
def add_photo(entry: PublicityEntry, entry_id: int) -> ResponseReturnValue:
    """Take one photograph of what was done."""
    back = url_for(".edit", entry_id=entry_id, _anchor="photos")
    return photographs.receive_photo(
        lambda: operations.add_photo(entry, photographs.uploaded_photo(), by=current_user),
        back,
        lambda said: entry_page(entry, None, said),
    )


@blueprint.post("/publicity/entries/<int:entry_id>/today")
@requires(Permission.PUBLICITY_WRITE, subject=load_entry)
def extend(entry: PublicityEntry, entry_id: int) -> ResponseReturnValue:
    """One tap: done again today."""
    operations.extend_to_today(entry, by=current_user)
    flash(_("Đã ghi cả ngày hôm nay."))
    return redirect(url_for(".edit", entry_id=entry_id), 303)


@blueprint.route("/publicity/entries/<int:entry_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.PUBLICITY_WRITE, subject=load_entry)
def withdraw(entry: PublicityEntry) -> ResponseReturnValue:
    """Take an entry off the log, asked once more."""
    form = PortalForm()
    own_round.set_round(entry.point.round)
    if form.submitted():
        operations.withdraw_entry(entry, by=current_user)
        flash(_("Đã bỏ khỏi nhật ký."))
        return redirect(url_for(".index"), 303)
    label = checklist.label_of(entry.point.round.plan_data.channels, entry.channel)
    return render(
        "fieldwork/publicity/withdraw.html",
        entry=entry,
        form=form,
        label=label,
        **page_context.round_context(entry.point.round),
    )


POST_DEEDS = {"make": operations.make_post, "posted": operations.mark_posted, "unposted": operations.unmark_posted}


@blueprint.route("/publicity/posts/<day>", methods=["GET", "POST"])
@requires(Permission.PUBLICITY_WRITE)
@of_own_round
def post(day: str) -> ResponseReturnValue:
    """The day's post: made, copied or shared, then said to be posted."""
    point, when = load_point_and_day(day)
    if request.method == "GET":
        return post_page(day)
    deed = POST_DEEDS.get(bodies.single_choice("deed")) or abort(400)
    deed(point, when, by=current_user)
    return ("", 204) if is_part() else redirect(url_for(".post", day=day), 303)


def post_page(day: str, refused: str = "") -> str:
    """The page of a day's post."""
    if request.method == "POST":
        transactions.read_only()
    point, when = load_point_and_day(day)
    daily_post, plan = queries.post_of(point, when), point.round.plan_data
    return render(
        "fieldwork/publicity/post.html",
        "photo_part" if request.args.get("part") == "photos" else "card_part",
        point=point,
        day=when,
        post=daily_post,
        is_old=is_old(daily_post, wording.text_of(point, when)),
        job=job_of(daily_post),
        plan=plan,
        agenda=agenda,
        late=clock.local(clock.now()).time() > plan.deadlines.daily_post or when < clock.today(),
        upload_url=url_for(".add_post_photo", day=day),
        symbol=symbol_of(plan),
        refused=refused,
        **photo_views.photo_context(queries.photos_of_post(daily_post)),
        **page_context.round_context(point.round, plan),
    )


def is_old(daily_post: DailyPost | None, text: str) -> bool:
    """Whether what is entered has changed since the text was made, and it is not yet in the group."""
    return daily_post is not None and bool(daily_post.body) and daily_post.posted_at is None and daily_post.body != text


@blueprint.post("/publicity/posts/<day>/photos")
@requires(Permission.PUBLICITY_WRITE)
@of_own_round
def add_post_photo(day: str) -> ResponseReturnValue:
    """Take one photograph for a day's post."""
    point, when = load_point_and_day(day)
    back = url_for(".post", day=day, _anchor="photos")
    return photographs.receive_photo(lambda: add_photo_to(point, when), back, lambda said: post_page(day, said))


def add_photo_to(point: Point, day: date) -> object:
    return operations.add_post_photo(point, day, photographs.uploaded_photo(), by=current_user)


def job_of(daily_post: DailyPost | None) -> Job | None:
    """The work that draws a post's card."""
    return db.session.get(Job, daily_post.job_id) if daily_post and daily_post.job_id else None


def symbol_of(plan: Plan) -> qr.Symbol | None:
    """The QR symbol of the group's address."""
    return qr.symbol(plan.chat.link) if plan.chat else None
