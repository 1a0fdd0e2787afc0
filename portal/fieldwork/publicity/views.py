"""The commune's pages: its log of publicity, an entry with its photographs, a day's post; moving an entry elsewhere."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork import own_round, photographs
from portal.fieldwork.own_round import of_own_round, own_point, with_own_point
from portal.fieldwork.publicity import checklist, moving, operations, queries, wording
from portal.fieldwork.publicity.board_views import blueprint
from portal.fieldwork.publicity.forms import EntryForm, MoveForm
from portal.fieldwork.publicity.models import ENTRY, MOST_PHOTOS, DailyPost, PublicityEntry
from portal.surveys import page_context
from portal.surveys.models import Point
from portal.web.data import clock, files, transactions
from portal.web.http import bodies
from portal.web.http.views import is_part, reload, render, requires
from portal.web.jobs.jobs import Job
from portal.web.jobs.made_files import made_file
from portal.web.media.uploads import Photo
from portal.web.ui import qr
from portal.web.ui.formats import iso_day
from portal.web.ui.forms import PortalForm


def load_entry(entry_id: int) -> PublicityEntry | None:
    return own_round.about(queries.entry_in(current_user.unit, entry_id))


def load_photo(photo_id: str) -> Photo | None:
    photo = queries.photo_in(current_user.unit, photo_id)
    if photo is not None:  # the page is about the round of what it belongs to
        (load_entry if photo.owner_kind == ENTRY else load_post)(photo.owner_id)
    return photo


def load_post(post_id: int) -> DailyPost | None:
    return own_round.about(queries.post_in(current_user.unit, post_id))


def load_point_and_day(text: str) -> tuple[Point, date]:
    """The commune's point in the round at hand, and the day of a post."""
    day = iso_day(text) or abort(404)
    point = own_point()
    operations.check_post_day(point, day)
    return point, day


def label_of(entry: PublicityEntry) -> str:
    """An entry's channel in the words of its round's plan."""
    return checklist.label_of(entry.point.round.plan_data.channels, entry.channel)


@blueprint.get("/publicity")
@requires(Permission.PUBLICITY_WRITE)
@with_own_point()
def index(point: Point) -> ResponseReturnValue:
    """The log: the plan's channels first, then all that was done."""
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
    point = own_round.reload_own_point()
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
    form = form or form_of(entry)
    form.version.data = entry.version  # the next save is made knowingly
    return render(
        "fieldwork/publicity/edit.html",
        "photo_part",
        entry=entry,
        point=entry.point,
        form=form,
        label=label_of(entry),
        upload_url=url_for(".add_photo", entry_id=entry.id),
        today=clock.today(),
        refused=refused,
        **photo_context(queries.photos_of_entries([entry.id]).get(entry.id, [])),
        **page_context.round_context(entry.point.round),
    )


def form_of(entry: PublicityEntry) -> EntryForm:
    """The form as the row stands."""
    form = EntryForm(formdata=None, obj=entry, channels=entry.point.round.plan_data.channels)
    if entry.last_day == entry.first_day:
        form.last_day.data = None  # one day: the second field was left empty
    return form


@blueprint.post("/publicity/entries/<int:entry_id>/photos")
@requires(Permission.PUBLICITY_WRITE, subject=load_entry)
def add_photo(entry: PublicityEntry, entry_id: int) -> ResponseReturnValue:
    """Take one photograph of what was done."""
    return photographs.receive_photo(
        lambda: operations.add_photo(entry, photographs.uploaded_photo(), by=current_user),
        url_for(".edit", entry_id=entry_id, _anchor="photos"),
        lambda message: entry_page(entry, None, message),
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
    if form.submitted():
        operations.withdraw_entry(entry, by=current_user)
        flash(_("Đã bỏ khỏi nhật ký."))
        return redirect(url_for(".index"), 303)
    page: dict[str, Any] = {"entry": entry, "form": form, "label": label_of(entry)}
    return render("fieldwork/publicity/withdraw.html", **page, **page_context.round_context(entry.point.round))


POST_ACTIONS = {"make": operations.make_post, "posted": operations.mark_posted, "unposted": operations.unmark_posted}


@blueprint.route("/publicity/posts/<day>", methods=["GET", "POST"])
@requires(Permission.PUBLICITY_WRITE)
@of_own_round
def post(day: str) -> ResponseReturnValue:
    """The day's post: made, copied or shared, then said to be posted."""
    point, when = load_point_and_day(day)
    if request.method == "GET":
        return post_page(day)
    action = POST_ACTIONS.get(bodies.single_choice("deed")) or abort(400)
    action(point, when, by=current_user)
    # a script that asks stays on its page
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
        job=db.session.get(Job, (daily_post and daily_post.job_id) or ""),
        plan=plan,
        late=clock.local(clock.now()).time() > plan.deadlines.daily_post or when < clock.today(),
        upload_url=url_for(".add_post_photo", day=day),
        symbol=qr.symbol(plan.chat.link) if plan.chat else None,
        refused=refused,
        **photo_context(queries.photos_of_post(daily_post)),
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
    return photographs.receive_photo(
        lambda: operations.add_post_photo(point, when, photographs.uploaded_photo(), by=current_user),
        url_for(".post", day=day, _anchor="photos"),
        lambda message: post_page(day, message),
    )


def photo_context(photos: Sequence[Photo]) -> dict[str, Any]:
    """What the part of a page that shows photographs needs."""
    return photographs.context(
        photos,
        most=MOST_PHOTOS,
        picture_url=lambda photo_id: url_for(".picture", photo_id=photo_id),
        decide_url=lambda photo: url_for(".decide", photo_id=photo.id),
    )


@blueprint.get("/publicity/photos/<photo_id>.jpg")
@requires(Permission.PUBLICITY_VIEW, subject=load_photo)
def picture(photo: Photo) -> Response:
    """The photograph itself."""
    return photographs.picture(photo)


@blueprint.post("/publicity/photos/<photo_id>")
@requires(Permission.PUBLICITY_WRITE, subject=load_photo)
def decide(photo: Photo) -> ResponseReturnValue:
    """Let it stand although shown before, take it away, or try its job again."""
    back = page_of(photo)  # before the photograph may be gone
    photographs.decide(photo)
    return redirect(back, 303)


def page_of(photo: Photo) -> str:
    """The page on which a photograph stands."""
    if photo.owner_kind == ENTRY:
        return url_for(".edit", entry_id=photo.owner_id, _anchor="photos")
    post = load_post(photo.owner_id) or abort(404)
    return url_for(".post", day=post.day.isoformat(), _anchor="photos")


@blueprint.get("/publicity/cards/<int:post_id>.png")
@requires(Permission.PUBLICITY_VIEW, subject=load_post)
def card(post: DailyPost) -> Response:
    """The picture card of a post."""
    return files.send(made_file(db.session.get(Job, post.job_id or "")) or abort(404), inline=True)


@blueprint.route("/manage/publicity/entries/<int:entry_id>/move", methods=["GET", "POST"])
@requires(Permission.PUBLICITY_MOVE, subject=load_entry)
def move(entry: PublicityEntry) -> ResponseReturnValue:
    """Choose the commune where it belongs, and say why."""
    slug, code = entry.point.round.slug, entry.point.unit.code
    form = MoveForm(formdata=None, version=entry.version) if request.method == "GET" else MoveForm()
    form.offer(moving.targets(entry, current_user.unit))
    if form.submitted() and form.accepts(moving.move, entry, by=current_user):
        flash(_("Đã chuyển. Hai %(commune)s đều được báo."))
        return redirect(url_for(".unit", slug=slug, code=code), 303)
    entry = reload(entry)
    form.version.data = entry.version
    page: dict[str, Any] = {"entry": entry, "point": entry.point, "form": form, "label": label_of(entry)}
    context = page_context.round_context(entry.point.round)
    return render("fieldwork/publicity/move.html", **page, **context), form.status
