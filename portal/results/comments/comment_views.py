"""Reading and coding comments: how far it is, one comment at a time, the list, and the list of themes."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import Conflict, Refused
from portal.extensions import db
from portal.fieldwork.turnout.blueprint import blueprint
from portal.results.comments import coding, comments, themes
from portal.results.comments.coding_forms import CodeForm, MergeForm, PickForm, ThemeEditForm, ThemeForm, number
from portal.results.models import CodedComment, Theme
from portal.results.tables import tabs
from portal.results.tables.result_views import LONGEST_SEARCH, load_round, not_open_page
from portal.surveys import page_context
from portal.web.data import transactions
from portal.web.http.access import requires
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Round
    from portal.web.ui.forms import PortalForm

A_PAGE = 20
LONGEST_STATE = 9


def load_theme(slug: str, number: int) -> Theme | None:
    """The theme an address names, in a round of the reader's catalogue."""
    survey, found = load_round(slug), db.session.get(Theme, number)
    return found if survey is not None and found is not None and found.round_id == survey.id else None


def load_comment(slug: str, place: int) -> CodedComment | None:
    """The comment an address names."""
    survey = load_round(slug)
    return db.session.get(CodedComment, (survey.id, place)) if survey else None


def when_results_open(page: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Nothing of comments before results are opened: the same page whatever they say."""

    @wraps(page)
    def guarded(slug: str, **values: Any) -> ResponseReturnValue:  # noqa: ANN401 - what the address names
        survey = load_round(slug) or abort(404)
        if survey.results_opened_at is not None:
            return page(survey, **values)
        if request.method == "POST":
            raise Refused(_("Kết quả chưa mở nên chưa đọc được ý kiến."))
        return not_open_page(survey), 403

    return guarded


def unless_erased(page: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Single comments are there until they are erased; the themes stay."""

    @wraps(page)
    def guarded(survey: Round, **values: Any) -> ResponseReturnValue:  # noqa: ANN401 - what the address names
        if survey.erased_at is None:
            return page(survey, **values)
        if request.method == "POST":
            raise Conflict(_("Ý kiến của đợt đã xóa vì hết hạn lưu giữ, không mã hoá được nữa."))
        return render("results/tallying/erased.html", survey=survey, **page_context.round_context(survey)), 410

    return guarded


def show(template: str, survey: Round, status: int = 200, **context: Any) -> ResponseReturnValue:  # noqa: ANN401
    """A page of comments, read afresh after a post that was refused."""
    if request.method == "POST":
        transactions.read_only()
        survey = load_round(survey.slug) or abort(404)
    values = {"survey": survey, "progress": themes.progress(survey), "themes": themes.themes_of(survey)}
    return render(
        f"results/comments/{template}.html", **{**values, **context}, **page_context.round_context(survey)
    ), status


@blueprint.route("/results/<slug>/comments", methods=["GET", "POST"])
@requires(Permission.COMMENTS_CODE, over=load_round)
@when_results_open
def comments_page(survey: Round) -> ResponseReturnValue:
    """How far coding is and what came of it; a new theme on POST."""
    slug, form = survey.slug, ThemeForm()
    if form.submitted() and form.accepts(coding.add, survey, by=current_user):
        flash(_("Đã thêm nhóm vấn đề."), "ok")
        return redirect(url_for(".comments_page", slug=slug), 303)
    if request.method == "POST":
        transactions.read_only()
        survey = load_round(slug) or abort(404)
    return show(
        "comments", survey, form.status, form=form, rows=themes.table(survey), tabs=tabs.groups(survey, "comments")
    )


@blueprint.post("/results/<slug>/comments/next")
@requires(Permission.COMMENTS_CODE, over=load_round)
@when_results_open
@unless_erased
def next_comment(survey: Round) -> ResponseReturnValue:
    """Claim the next comment that waits, after the one at hand if it is skipped."""
    return to_next(survey, number(request.form.get("after", "")))


def to_next(survey: Round, after: int = 0) -> ResponseReturnValue:
    """The page of the next comment that waits, or back to where it began."""
    place = coding.claim_next(survey, current_user, after)
    if place is not None:
        return redirect(url_for(".comment", slug=survey.slug, place=place), 303)
    flash(_("Không còn ý kiến nào chờ mã hoá, hoặc người khác đang mã hoá những ý kiến cuối."), "ok")
    return redirect(url_for(".comments_page", slug=survey.slug), 303)


@blueprint.route("/results/<slug>/comments/<int:place>", methods=["GET", "POST"])
@requires(Permission.COMMENTS_CODE, over=load_comment)
@when_results_open
@unless_erased
def comment(survey: Round, place: int) -> ResponseReturnValue:
    """One comment and the themes to choose; the next one follows."""
    row: CodedComment = g.subject
    slug, form = survey.slug, CodeForm()
    if form.submitted() and form.accepts(submit_code, survey, place):
        return to_next(survey, place)
    if request.method == "POST":
        transactions.read_only()
        survey, row = load_round(slug) or abort(404), load_comment(slug, place) or abort(404)
    one = comments.shown(survey, [row])[0]
    if form.status in {200, 409}:
        form.chosen.data, form.uncodable.data = list(one.themes), row.uncodable
    return show("comment", survey, form.status, form=form, one=one)


def submit_code(survey: Round, place: int, *, chosen: list[int], uncodable: bool, version: int) -> None:
    """The deed behind the form."""
    coding.code(survey, place, chosen=chosen, uncodable=uncodable, version=version, by=current_user)


@blueprint.route("/results/<slug>/comments/list", methods=["GET", "POST"])
@requires(Permission.COMMENTS_CODE, over=load_round)
@when_results_open
@unless_erased
def comment_list(survey: Round) -> ResponseReturnValue:
    """Comments page by page, searched and filtered; themes for those picked on POST."""
    slug, form = survey.slug, PickForm()
    if form.submitted() and form.accepts(submit_picked, survey, form):
        flash(bulk_in_words(form.outcome), "ok")
        return redirect(url_for(".comment_list", slug=slug, **kept_args()), 303)
    if request.method == "POST":
        transactions.read_only()
        survey = load_round(slug) or abort(404)
    asked = kept_args()
    found = db.paginate(
        comments.wanted(survey, asked.get("status", ""), asked.get("q", "")),
        page=number(asked.get("page", "")) or 1,
        per_page=A_PAGE,
        error_out=False,
    )
    shown = comments.shown(survey, found.items)
    return show("comment_list", survey, form.status, form=form, found=found, shown=shown, choices=choices(survey))


def submit_picked(survey: Round, form: PickForm, *, chosen: list[int], **_typed: object) -> coding.Bulk:
    """The deed behind the list's form."""
    return coding.code_many(survey, form.pairs(), chosen=chosen, by=current_user)


def bulk_in_words(done: coding.Bulk) -> str:
    """What coding a list did, in a sentence."""
    if done.missed:
        return _(
            "Đã mã hoá %(done)s ý kiến; %(missed)s ý kiến vừa được người khác mã hoá nên chưa ghi.",
            done=done.done,
            missed=done.missed,
        )
    return _("Đã mã hoá %(done)s ý kiến.", done=done.done)


def kept_args() -> dict[str, Any]:
    """What the reader searched and filtered by."""
    asked = {"q": request.args.get("q", "").strip()[:LONGEST_SEARCH], "page": request.args.get("page", "")}
    return {
        key: value
        for key, value in {**asked, "status": request.args.get("status", "")[:LONGEST_STATE]}.items()
        if value
    }


def choices(survey: Round) -> list[tuple[str, str]]:
    """What the list can be filtered by."""
    named = [(str(theme.id), theme.name) for theme in themes.themes_of(survey)]
    return [(comments.OPEN, _("Chưa mã hoá")), *named, (comments.UNCODABLE, _("Không mã hoá được"))]


@blueprint.route("/results/<slug>/themes/<int:number>", methods=["GET", "POST"])
@requires(Permission.COMMENTS_CODE, over=load_theme)
@when_results_open
def theme(survey: Round, number: int) -> ResponseReturnValue:
    """A theme's name, general wording and level."""
    slug, found = survey.slug, g.subject
    form = ThemeEditForm(obj=found)
    if form.submitted() and form.accepts(coding.edit, found, survey, by=current_user):
        flash(_("Đã lưu nhóm vấn đề."), "ok")
        return redirect(url_for(".comments_page", slug=slug), 303)
    return theme_page(slug, number, form, MergeForm())


def theme_page(slug: str, number: int, form: PortalForm, merging: PortalForm) -> ResponseReturnValue:
    """Render a theme's page, read afresh after a refusal."""
    if request.method == "POST":
        transactions.read_only()
    survey, found = load_round(slug) or abort(404), load_theme(slug, number) or abort(404)
    n = themes.numbers(survey).get(found.id, 0)
    status = max(form.status, merging.status)
    return show("theme", survey, status, form=form, merging=merging, theme=found, n=n)


@blueprint.post("/results/<slug>/themes/<int:number>/merge")
@requires(Permission.COMMENTS_CODE, over=load_theme)
@when_results_open
def merge_theme(survey: Round, number: int) -> ResponseReturnValue:
    """Give a theme's comments to another and take it out."""
    slug, form = survey.slug, MergeForm()
    if form.submitted() and form.accepts(submit_merge, g.subject, survey):
        flash(_("Đã gộp vào “%(name)s”.", name=form.outcome.name), "ok")
        return redirect(url_for(".comments_page", slug=slug), 303)
    transactions.read_only()
    found = load_theme(slug, number) or abort(404)
    return theme_page(slug, number, ThemeEditForm(formdata=None, obj=found), form)


def submit_merge(found: Theme, survey: Round, *, into: str) -> Theme:
    """The deed behind the form."""
    return coding.merge(found, survey, into=number(into), by=current_user)


@blueprint.post("/results/<slug>/themes/<int:number>/move")
@requires(Permission.COMMENTS_CODE, over=load_theme)
@when_results_open
def move_theme(survey: Round, number: int) -> ResponseReturnValue:
    """One place up or down the list."""
    _ = number
    coding.move(g.subject, survey, step=1 if request.form.get("step") == "down" else -1)
    return redirect(url_for(".comments_page", slug=survey.slug, _anchor="themes"), 303)
