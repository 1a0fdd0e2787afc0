"""Reading and coding comments: how far it is, one comment at a time, the list, and the list of themes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import Conflict, Refused
from portal.extensions import db
from portal.fieldwork.turnout.board_views import blueprint
from portal.results.comments import coding, comments, outcomes, themes
from portal.results.comments.coding_forms import CodeForm, MergeForm, PickForm, ThemeEditForm, ThemeForm, number
from portal.results.models import CodedComment, Theme
from portal.results.tables import frame, result_views
from portal.results.tables.result_views import not_open_page, results_page
from portal.results.tables.screen import screen
from portal.results.tallying.reading import Reading
from portal.surveys.models import Round
from portal.surveys.rounds.views import load_round
from portal.web.http.views import reload, requires
from portal.web.ui.formats import capital
from portal.web.ui.forms import PortalForm, SelectChoice
from portal.web.ui.listing import ListFilter

Subject = Round | CodedComment | Theme
Page = Callable[..., ResponseReturnValue]

A_PAGE = 20
LONGEST_STATE = 9
BOTH, POST = ("GET", "POST"), ("POST",)


def load_theme(slug: str, number: int) -> Theme | None:
    """The theme an address names, in a round of the reader's catalogue."""
    round_, theme = load_round(slug), db.session.get(Theme, number)
    return theme if round_ is not None and theme is not None and theme.round_id == round_.id else None


def load_comment(slug: str, place: int) -> CodedComment | None:
    """The comment an address names."""
    round_ = load_round(slug)
    return db.session.get(CodedComment, (round_.id, place)) if round_ else None


def comments_page_at(
    place: str,
    methods: tuple[str, ...],
    load: Callable[..., Any] = load_round,
    *,
    of_single_comments: bool = False,
) -> Callable[[Page], Page]:
    """Declare a page of comments, with its address below the round's results, shut until results are opened.

    Single comments are there until they are erased; the themes stay.
    """

    def declare(page: Page) -> Page:
        @wraps(page)
        def guarded(subject: Subject, /) -> ResponseReturnValue:
            round_ = subject if isinstance(subject, Round) else subject.round
            if round_.results_opened_at is None:
                return refuse_shut(round_)
            return refuse_erased(round_) if of_single_comments and round_.erased_at is not None else page(subject)

        declared = requires(Permission.COMMENTS_CODE, subject=load)(guarded)
        return blueprint.route(f"/results/<slug>{place}", methods=methods)(declared)

    return declare


def refuse_shut(round_: Round) -> ResponseReturnValue:
    """The same page whatever the comments say."""
    if request.method == "POST":
        raise Refused(_("Kết quả chưa mở nên chưa đọc được ý kiến."))
    return not_open_page(round_), 403


def refuse_erased(round_: Round) -> ResponseReturnValue:
    if request.method == "POST":
        raise Conflict(_("Ý kiến của đợt đã xóa vì hết hạn lưu giữ, không phân loại được nữa."))
    return frame.show_round("tallying/erased", round_), 410


def show(template: str, round_: Round, status: int = 200, **context: Any) -> ResponseReturnValue:
    """A page of comments with how far coding is and the list of themes."""
    values = {"progress": themes.progress(round_), "themes": themes.themes_of(round_), **context}
    return frame.show_round(f"comments/{template}", round_, **values), status


@results_page("/themes")
def themes_by_area(reading: Reading) -> ResponseReturnValue:
    """What people write, by theme; for those who read comments how far that is, and the list of themes."""
    return themes_page(reading, ThemeForm(formdata=None))


def themes_page(reading: Reading, form: PortalForm) -> str:
    round_, rows = reading.round_, themes.table(reading.round_)
    tables = [screen(grid) for grid in themes.area_grids(round_, reading.areas)]
    return result_views.show(
        reading,
        "themes_by_area",
        form=form,
        bars=themes.bars(round_.plan_data, rows),
        tables=tables,
        rows=rows,
        progress=themes.progress(round_),
        themes=themes.themes_of(round_),
        outcomes={theme.id: outcomes.in_words(outcomes.of_theme(theme)) for theme in themes.themes_of(round_)},
        may_code=current_user.can(Permission.COMMENTS_CODE),
        files=("themes",) if tables else (),
    )


@comments_page_at("/comments", POST)
def add_theme(round_: Round) -> ResponseReturnValue:
    """A new theme."""
    form = ThemeForm()
    if form.submitted() and form.accepts(coding.add, round_, by=current_user):
        flash(_("Đã thêm nhóm vấn đề."), "ok")
        return redirect(url_for(".themes_by_area", slug=round_.slug), 303)
    return themes_page(Reading(current_user.unit, reload(round_)), form), form.status


@comments_page_at("/comments/next", POST, of_single_comments=True)
def next_comment(round_: Round) -> ResponseReturnValue:
    """Claim the next comment that waits, after the one at hand if it is skipped."""
    return to_next(round_, number(request.form.get("after", "")))


def to_next(round_: Round, after: int) -> ResponseReturnValue:
    """The page of the next comment that waits, or back to where it began."""
    place = coding.claim_next(round_, current_user, after)
    if place is not None:
        return redirect(url_for(".comment", slug=round_.slug, place=place), 303)
    flash(_("Không còn ý kiến nào chờ phân loại, hoặc người khác đang phân loại những ý kiến cuối."), "ok")
    return redirect(url_for(".themes_by_area", slug=round_.slug), 303)


@comments_page_at("/comments/<int:place>", BOTH, load_comment, of_single_comments=True)
def comment(row: CodedComment) -> ResponseReturnValue:
    """One comment and the themes to choose; the next one follows."""
    form = CodeForm()
    if form.submitted() and form.accepts(coding.code, row.round, row.place, by=current_user):
        return to_next(row.round, row.place)
    row = reload(row)
    one = comments.shown(row.round, [row])[0]
    if form.status in {200, 409}:
        form.chosen.data, form.uncodable.data = list(one.themes), row.uncodable
    return show("comment", row.round, form.status, form=form, one=one)


@dataclass(frozen=True)
class CommentFilter(ListFilter):
    """Which comments: with some words, of a state or of a theme by its number; and the page that stays open."""

    page: str = ""


@comments_page_at("/comments/list", BOTH, of_single_comments=True)
def comment_list(round_: Round) -> ResponseReturnValue:
    """Comments page by page, searched and filtered; themes for those picked on POST."""
    form, list_filter = PickForm(), CommentFilter.from_args(request.args)
    if form.submitted() and form.accepts(coding.code_many, round_, by=current_user):
        flash(bulk_in_words(form.outcome), "ok")
        return redirect(url_for(".comment_list", slug=round_.slug, **list_filter.args), 303)
    round_ = reload(round_)
    pages = db.paginate(
        comments.matching(round_, list_filter.status[:LONGEST_STATE], list_filter.typed),
        page=number(list_filter.page) or 1,
        per_page=A_PAGE,
        error_out=False,
    )
    named = [(str(theme.id), theme.name) for theme in themes.themes_of(round_)]
    choices = [(comments.OPEN, _("Chưa phân loại")), *named, (comments.UNCODABLE, _("Không xếp được vào nhóm nào"))]
    shown = comments.shown(round_, pages.items)
    return show("comment_list", round_, form.status, form=form, found=pages, shown=shown, choices=choices)


def bulk_in_words(done: coding.Bulk) -> str:
    """What coding a list did, in a sentence."""
    if done.missed:
        return _(
            "Đã phân loại %(done)s ý kiến; %(missed)s ý kiến vừa được người khác phân loại nên chưa ghi.",
            done=done.done,
            missed=done.missed,
        )
    return _("Đã phân loại %(done)s ý kiến.", done=done.done)


@comments_page_at("/themes/<int:number>", BOTH, load_theme)
def theme(theme: Theme) -> ResponseReturnValue:
    """A theme's name, general wording and level."""
    form = ThemeEditForm(obj=theme)
    if form.submitted() and form.accepts(coding.edit, theme, by=current_user):
        flash(_("Đã lưu nhóm vấn đề."), "ok")
        return redirect(url_for(".themes_by_area", slug=theme.round.slug), 303)
    return theme_page(reload(theme), form, MergeForm())


def theme_page(theme: Theme, form: ThemeEditForm, merging: PortalForm) -> ResponseReturnValue:
    called = themes.levels_of(theme.round.plan_data).items()
    form.level.choices = [SelectChoice("", _("Chưa xác định")), *(SelectChoice(one, capital(to)) for one, to in called)]
    n, status = themes.numbers(theme.round).get(theme.id, 0), max(form.status, merging.status)
    return show("theme", theme.round, status, form=form, merging=merging, theme=theme, n=n)


@comments_page_at("/themes/<int:number>/merge", POST, load_theme)
def merge_theme(theme: Theme) -> ResponseReturnValue:
    """Give a theme's comments to another and take it out."""
    slug, form = theme.round.slug, MergeForm()
    if form.submitted() and form.accepts(coding.merge, theme, by=current_user):
        flash(_("Đã gộp vào “%(name)s”.", name=form.outcome.name), "ok")
        return redirect(url_for(".themes_by_area", slug=slug), 303)
    theme = reload(theme)
    return theme_page(theme, ThemeEditForm(formdata=None, obj=theme), form)


@comments_page_at("/themes/<int:number>/move", POST, load_theme)
def move_theme(theme: Theme) -> ResponseReturnValue:
    """One place up or down the list."""
    coding.move(theme, step=1 if request.form.get("step") == "down" else -1)
    return redirect(url_for(".themes_by_area", slug=theme.round.slug, _anchor="themes"), 303)
