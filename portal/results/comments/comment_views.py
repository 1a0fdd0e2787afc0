"""Reading and coding comments: how far it is, one comment at a time, the list, and the list of themes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import Conflict, Refused
from portal.extensions import db
from portal.fieldwork.turnout.board_views import blueprint
from portal.results.comments import coding, comments, themes
from portal.results.comments.coding_forms import CodeForm, MergeForm, PickForm, ThemeEditForm, ThemeForm, number
from portal.results.models import CodedComment, Theme
from portal.results.tables import tabs
from portal.results.tables.result_views import load_round, not_open_page
from portal.surveys import page_context
from portal.web.data import transactions
from portal.web.http.access import requires
from portal.web.ui.fragments import render
from portal.web.ui.listing import ListFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Round
    from portal.web.ui.forms import PortalForm

A_PAGE = 20
LONGEST_STATE = 9


def load_theme(slug: str, number: int) -> Theme | None:
    """The theme an address names, in a round of the reader's catalogue."""
    round_, theme = load_round(slug), db.session.get(Theme, number)
    return theme if round_ is not None and theme is not None and theme.round_id == round_.id else None


def load_comment(slug: str, place: int) -> CodedComment | None:
    """The comment an address names."""
    round_ = load_round(slug)
    return db.session.get(CodedComment, (round_.id, place)) if round_ else None


def when_results_open(page: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Nothing of comments before results are opened: the same page whatever they say."""

    @wraps(page)
    def guarded(slug: str, **values: Any) -> ResponseReturnValue:
        round_ = load_round(slug) or abort(404)
        if round_.results_opened_at is not None:
            return page(round_, **values)
        if request.method == "POST":
            raise Refused(_("Kết quả chưa mở nên chưa đọc được ý kiến."))
        return not_open_page(round_), 403

    return guarded


def unless_erased(page: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Single comments are there until they are erased; the themes stay."""

    @wraps(page)
    def guarded(round_: Round, **values: Any) -> ResponseReturnValue:
        if round_.erased_at is None:
            return page(round_, **values)
        if request.method == "POST":
            raise Conflict(_("Ý kiến của đợt đã xóa vì hết hạn lưu giữ, không mã hoá được nữa."))
        return render("results/tallying/erased.html", survey=round_, **page_context.round_context(round_)), 410

    return guarded


def show(template: str, round_: Round, status: int = 200, **context: Any) -> ResponseReturnValue:
    """A page of comments, read afresh after a post that was refused."""
    if request.method == "POST":
        transactions.read_only()
        round_ = load_round(round_.slug) or abort(404)
    values = {"survey": round_, "progress": themes.progress(round_), "themes": themes.themes_of(round_)}
    return render(
        f"results/comments/{template}.html", **{**values, **context}, **page_context.round_context(round_)
    ), status


@blueprint.route("/results/<slug>/comments", methods=["GET", "POST"])
@requires(Permission.COMMENTS_CODE, over=load_round)
@when_results_open
def comments_page(round_: Round) -> ResponseReturnValue:
    """How far coding is and what came of it; a new theme on POST."""
    slug, form = round_.slug, ThemeForm()
    if form.submitted() and form.accepts(coding.add, round_, by=current_user):
        flash(_("Đã thêm nhóm vấn đề."), "ok")
        return redirect(url_for(".comments_page", slug=slug), 303)
    if request.method == "POST":
        transactions.read_only()
        round_ = load_round(slug) or abort(404)
    return show(
        "comments", round_, form.status, form=form, rows=themes.table(round_), tabs=tabs.groups(round_, "comments")
    )


@blueprint.post("/results/<slug>/comments/next")
@requires(Permission.COMMENTS_CODE, over=load_round)
@when_results_open
@unless_erased
def next_comment(round_: Round) -> ResponseReturnValue:
    """Claim the next comment that waits, after the one at hand if it is skipped."""
    return to_next(round_, number(request.form.get("after", "")))


def to_next(round_: Round, after: int = 0) -> ResponseReturnValue:
    """The page of the next comment that waits, or back to where it began."""
    place = coding.claim_next(round_, current_user, after)
    if place is not None:
        return redirect(url_for(".comment", slug=round_.slug, place=place), 303)
    flash(_("Không còn ý kiến nào chờ mã hoá, hoặc người khác đang mã hoá những ý kiến cuối."), "ok")
    return redirect(url_for(".comments_page", slug=round_.slug), 303)


@blueprint.route("/results/<slug>/comments/<int:place>", methods=["GET", "POST"])
@requires(Permission.COMMENTS_CODE, over=load_comment)
@when_results_open
@unless_erased
def comment(round_: Round, place: int) -> ResponseReturnValue:
    """One comment and the themes to choose; the next one follows."""
    row: CodedComment = g.subject
    slug, form = round_.slug, CodeForm()
    if form.submitted() and form.accepts(submit_code, round_, place):
        return to_next(round_, place)
    if request.method == "POST":
        transactions.read_only()
        round_, row = load_round(slug) or abort(404), load_comment(slug, place) or abort(404)
    one = comments.shown(round_, [row])[0]
    if form.status in {200, 409}:
        form.chosen.data, form.uncodable.data = list(one.themes), row.uncodable
    return show("comment", round_, form.status, form=form, one=one)


def submit_code(round_: Round, place: int, *, chosen: list[int], uncodable: bool, version: int) -> None:
    """The deed behind the form."""
    coding.code(round_, place, chosen=chosen, uncodable=uncodable, version=version, by=current_user)


@dataclass(frozen=True)
class CommentFilter(ListFilter):
    """Which comments: with some words, of a state or of a theme by its number; and the page that stays open."""

    page: str = ""


@blueprint.route("/results/<slug>/comments/list", methods=["GET", "POST"])
@requires(Permission.COMMENTS_CODE, over=load_round)
@when_results_open
@unless_erased
def comment_list(round_: Round) -> ResponseReturnValue:
    """Comments page by page, searched and filtered; themes for those picked on POST."""
    slug, form = round_.slug, PickForm()
    if form.submitted() and form.accepts(submit_picked, round_, form):
        flash(bulk_in_words(form.outcome), "ok")
        return redirect(url_for(".comment_list", slug=slug, **CommentFilter.from_args(request.args).args), 303)
    if request.method == "POST":
        transactions.read_only()
        round_ = load_round(slug) or abort(404)
    list_filter = CommentFilter.from_args(request.args)
    pages = db.paginate(
        comments.matching(round_, list_filter.status[:LONGEST_STATE], list_filter.typed),
        page=number(list_filter.page) or 1,
        per_page=A_PAGE,
        error_out=False,
    )
    shown = comments.shown(round_, pages.items)
    return show("comment_list", round_, form.status, form=form, found=pages, shown=shown, choices=choices(round_))


def submit_picked(round_: Round, form: PickForm, *, chosen: list[int], **_typed: object) -> coding.Bulk:
    """The deed behind the list's form."""
    return coding.code_many(round_, form.pairs(), chosen=chosen, by=current_user)


def bulk_in_words(done: coding.Bulk) -> str:
    """What coding a list did, in a sentence."""
    if done.missed:
        return _(
            "Đã mã hoá %(done)s ý kiến; %(missed)s ý kiến vừa được người khác mã hoá nên chưa ghi.",
            done=done.done,
            missed=done.missed,
        )
    return _("Đã mã hoá %(done)s ý kiến.", done=done.done)


def choices(round_: Round) -> list[tuple[str, str]]:
    """What the list can be filtered by."""
    named = [(str(theme.id), theme.name) for theme in themes.themes_of(round_)]
    return [(comments.OPEN, _("Chưa mã hoá")), *named, (comments.UNCODABLE, _("Không mã hoá được"))]


@blueprint.route("/results/<slug>/themes/<int:number>", methods=["GET", "POST"])
@requires(Permission.COMMENTS_CODE, over=load_theme)
@when_results_open
def theme(round_: Round, number: int) -> ResponseReturnValue:
    """A theme's name, general wording and level."""
    slug, found = round_.slug, g.subject
    form = ThemeEditForm(obj=found)
    if form.submitted() and form.accepts(coding.edit, found, round_, by=current_user):
        flash(_("Đã lưu nhóm vấn đề."), "ok")
        return redirect(url_for(".comments_page", slug=slug), 303)
    return theme_page(slug, number, form, MergeForm())


def theme_page(slug: str, number: int, form: PortalForm, merging: PortalForm) -> ResponseReturnValue:
    """Render a theme's page, read afresh after a refusal."""
    if request.method == "POST":
        transactions.read_only()
    round_, found = load_round(slug) or abort(404), load_theme(slug, number) or abort(404)
    n = themes.numbers(round_).get(found.id, 0)
    status = max(form.status, merging.status)
    return show("theme", round_, status, form=form, merging=merging, theme=found, n=n)


@blueprint.post("/results/<slug>/themes/<int:number>/merge")
@requires(Permission.COMMENTS_CODE, over=load_theme)
@when_results_open
def merge_theme(round_: Round, number: int) -> ResponseReturnValue:
    """Give a theme's comments to another and take it out."""
    slug, form = round_.slug, MergeForm()
    if form.submitted() and form.accepts(submit_merge, g.subject, round_):
        flash(_("Đã gộp vào “%(name)s”.", name=form.outcome.name), "ok")
        return redirect(url_for(".comments_page", slug=slug), 303)
    transactions.read_only()
    theme = load_theme(slug, number) or abort(404)
    return theme_page(slug, number, ThemeEditForm(formdata=None, obj=theme), form)


def submit_merge(theme: Theme, round_: Round, *, into: str) -> Theme:
    """The deed behind the form."""
    return coding.merge(theme, round_, into=number(into), by=current_user)


@blueprint.post("/results/<slug>/themes/<int:number>/move")
@requires(Permission.COMMENTS_CODE, over=load_theme)
@when_results_open
def move_theme(round_: Round, number: int) -> ResponseReturnValue:
    """One place up or down the list."""
    _ = number
    coding.move(g.subject, round_, step=1 if request.form.get("step") == "down" else -1)
    return redirect(url_for(".comments_page", slug=round_.slug, _anchor="themes"), 303)
