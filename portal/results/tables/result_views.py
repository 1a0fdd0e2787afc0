"""The pages of a round's results: shut until two persons opened them, then overview and tables T1 to T5."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import Refused
from portal.extensions import db
from portal.fieldwork.turnout.board_views import blueprint
from portal.results.disclosure import theme_areas
from portal.results.statistics.basis import METHODS, method_label
from portal.results.statistics.grouping import TOO_THIN, VACANT
from portal.results.tables import chart_data, heatmap, score_grids, tabs
from portal.results.tables.workbook import COMPARISON, TABLES, send
from portal.results.tallying import tallying
from portal.results.tallying.reading import Reading
from portal.surveys import page_context, turnout
from portal.surveys import queries as surveys
from portal.surveys.rounds import approvals
from portal.units import queries as units
from portal.units.models import communes_in_words
from portal.web.data import clock
from portal.web.http.access import is_part, requires
from portal.web.media.downloads import exports
from portal.web.ui.fragments import render
from portal.web.ui.listing import ListFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from portal.results.scoring import Method
    from portal.surveys.models import Round

ENTIRE = frozenset({"comparison", "data", "exclusions", "themes"})
"""Pages that always tell of all communes."""
OWN_TEMPLATES = frozenset({"comparison", "data", "exclusions", "overview"})


def load_round(slug: str) -> Round | None:
    """The round an address names, among those of the reader's catalogue."""
    return surveys.round_in(current_user.unit, slug)


def kept_args() -> dict[str, str]:
    """The query that decides which rows stand on the screen, and of which figures."""
    other = {"with": request.args["with"]} if request.args.get("with") else {}
    return ListFilter.from_args(request.args).args | other | chosen_index()


def method() -> Method | None:
    """The index the reader asked for; None for the round's own."""
    return next((one for one in METHODS if one == request.args.get("index")), None)


def chosen_index() -> dict[str, str]:
    """The part of an address that keeps the index, and which communes count, from page to page."""
    index_ = method()
    return ({"index": index_} if index_ else {}) | ({"without": "1"} if "without" in request.args else {})


def when_opened(page: Callable[[Reading], ResponseReturnValue]) -> Callable[[str], ResponseReturnValue]:
    """Show a page once results are opened and tallied; before that, why there is nothing to see yet."""

    @wraps(page)
    def guarded(slug: str) -> ResponseReturnValue:
        _ = slug
        round_: Round = g.subject
        if round_.results_opened_at is None:
            return not_open_page(round_), 403
        if is_polling() or not tallying.is_ready(round_):
            job = tallying.latest(round_)
            return render(
                "results/tables/tallying.html", "progress", survey=round_, job=job, **page_context.round_context(round_)
            )
        return page(Reading(current_user.unit, round_, method(), excluding="without" in request.args))

    return guarded


def not_open_page(round_: Round) -> str:
    """Why there is nothing to see: the same page whatever the ballots say."""
    state, from_day = approvals.state_in_sentence(round_.state), clock.local(round_.takes_until).date()
    return render(
        "results/tables/shut.html", survey=round_, state=state, from_day=from_day, **page_context.round_context(round_)
    )


def is_polling() -> bool:
    """Whether the page of progress asks how far the work is."""
    return is_part() and "poll" in request.args


@blueprint.get("/results")
@requires(Permission.RESULTS_VIEW)
def index() -> ResponseReturnValue:
    """The rounds of the reader's catalogue."""
    rounds = db.session.scalars(surveys.rounds(current_user.unit)).all()
    return render(
        "results/tables/rounds.html", rounds=[(one, approvals.state_in_sentence(one.state)) for one in rounds]
    )


@blueprint.get("/results/<slug>")
@requires(Permission.RESULTS_VIEW, over=load_round)
@when_opened
def overview(reading: Reading) -> ResponseReturnValue:
    """The headline, what stands out, and the way to the tables."""
    return show(
        reading,
        "overview",
        answers=chart_data.answers(reading),
        levels=chart_data.overall(reading),
        contrast=chart_data.contrast(reading),
        group_bars=chart_data.group_bars(reading),
        area_intervals=chart_data.area_intervals(reading),
        places=chart_data.places(reading),
        turnout=chart_data.turnout_strip(reading),
        arrived=sum(line.ballots for line in reading.lines),
    )


@blueprint.get("/results/<slug>/participation")
@requires(Permission.RESULTS_VIEW, over=load_round)
@when_opened
def participation(reading: Reading) -> ResponseReturnValue:
    """T1: who came and who answered, and when."""
    statuses = [(status.value, turnout.label(status)) for status in turnout.Status]
    grids = [reading.turnout_by_day(), reading.turnout_by_unit(ListFilter.from_args(request.args))]
    everything, hours = _("Tất cả mức tham gia"), heatmap.hours(reading)
    return show(reading, "participation", grids=grids, choices=statuses, everything=everything, hours=hours)


@blueprint.get("/results/<slug>/distribution")
@requires(Permission.RESULTS_VIEW, over=load_round)
@when_opened
def distribution(reading: Reading) -> ResponseReturnValue:
    """T2: how often each level was chosen."""
    return show(reading, "distribution", grids=[reading.distribution()], stacked=chart_data.distributions(reading))


@blueprint.get("/results/<slug>/questions")
@requires(Permission.RESULTS_VIEW, over=load_round)
@when_opened
def questions(reading: Reading) -> ResponseReturnValue:
    """T3: every question and group with its interval."""
    grids = [reading.summary(), reading.group_summary()]
    charts = {"intervals": chart_data.question_intervals(reading), "groups": chart_data.group_intervals(reading)}
    return show(reading, "questions", grids=grids, **charts)


@blueprint.get("/results/<slug>/areas")
@requires(Permission.RESULTS_VIEW, over=load_round)
@when_opened
def areas(reading: Reading) -> ResponseReturnValue:
    """T4: questions by district."""
    heat, intervals = heatmap.heat(reading.basis), chart_data.area_intervals(reading)
    return show(reading, "areas", grids=[reading.matrix()], intervals=intervals, heat=heat)


@blueprint.get("/results/<slug>/communes")
@requires(Permission.RESULTS_VIEW, over=load_round)
@when_opened
def communes(reading: Reading) -> ResponseReturnValue:
    """T5: every commune on the overall question."""
    groups = [*range(len(reading.basis.floors) + 1), TOO_THIN, VACANT]
    choices = [(str(place), score_grids.place_in_words(reading.basis, place)) for place in groups]
    grids = [reading.communes(ListFilter.from_args(request.args))]
    everything, tiles = _("Tất cả nhóm"), heatmap.communes(reading)
    return show(reading, "communes", grids=grids, choices=choices, everything=everything, tiles=tiles)


@blueprint.get("/results/<slug>/breakdowns")
@requires(Permission.RESULTS_VIEW, over=load_round)
@when_opened
def breakdowns(reading: Reading) -> ResponseReturnValue:
    """T6 and T7: by what people told, at the desk and at home, alone and helped."""
    return show(reading, "breakdowns", grids=reading.breakdowns())


@blueprint.get("/results/<slug>/themes")
@requires(Permission.RESULTS_VIEW, over=load_round)
@when_opened
def themes_by_area(reading: Reading) -> ResponseReturnValue:
    """T8: what comments are about, by district."""
    return show(reading, "themes", grids=theme_areas.grid(reading.round_, reading.areas))


@blueprint.get("/results/<slug>/quality")
@requires(Permission.RESULTS_VIEW, over=load_round)
@when_opened
def quality(reading: Reading) -> ResponseReturnValue:
    """T9: marks of ballots, communes that ask for a look."""
    return show(reading, "quality", grids=reading.quality())


@blueprint.get("/results/<slug>/comparison")
@requires(Permission.RESULTS_VIEW, over=load_round)
@when_opened
def comparison(reading: Reading) -> ResponseReturnValue:
    """The round beside an earlier one, where that is allowed."""
    earlier, slug = reading.earlier, reading.round_.slug
    chosen = reading.compared_with(request.args.get("with", ""))
    links = [(one, comparison_url(slug, one), one is chosen) for one in earlier]
    grids, unmapped = reading.comparison(chosen) if chosen else ([], ())
    return show(reading, "comparison", grids=grids, earlier=links, unmapped=unmapped)


def comparison_url(slug: str, other: Round) -> str:
    """The page that holds a round against another; `with` is a word of Python's own."""
    kept: dict[str, Any] = {"slug": slug, "with": other.slug}
    return url_for(".comparison", **kept)


@blueprint.get("/results/<slug>/tables.xlsx")
@requires(Permission.RESULTS_EXPORT, over=load_round)
@exports("results.export")
@when_opened
def tables_file(reading: Reading) -> ResponseReturnValue:
    """All tables, or the one asked for as it stands on the screen."""
    table = request.args.get("table", "")
    if table not in {"", COMPARISON, *TABLES}:
        abort(404)
    return send(
        reading, table, ListFilter.from_args(request.args) if table else ListFilter(), request.args.get("with", "")
    )


@blueprint.post("/results/<slug>/tallies")
@requires(Permission.DEEDS_ASK, over=load_round)
def tally(slug: str) -> ResponseReturnValue:
    """Ask again for tallies that failed or were never made."""
    round_: Round = g.subject
    if round_.results_opened_at is None:
        raise Refused(_("Kết quả chưa mở nên chưa tổng hợp."))
    tallying.start_again(round_, current_user.id)
    flash(_("Đang tổng hợp kết quả."), "ok")
    return redirect(url_for(".overview", slug=slug), 303)


def show(reading: Reading, page: str, **context: Any) -> str:
    """One page of the family: the frame all share, and what is its own."""
    return render(
        f"results/tables/{page if page in OWN_TEMPLATES else 'tables'}.html",
        reading=reading,
        survey=reading.round_,
        basis=reading.basis,
        page=page,
        tabs=tabs.groups(reading.round_, page, chosen_index()),
        communes=communes_in_words([line.unit for line in reading.lines]),
        districts=[(one.code, one.title) for one in units.districts(current_user.unit)],
        list_filter=ListFilter.from_args(request.args),
        methods=methods(reading, page),
        switch=switch(reading, page),
        file_url=url_for(".tables_file", slug=reading.round_.slug, **file_args(page)),
        **page_context.round_context(reading.round_),
        **context,
    )


def file_args(page: str) -> dict[str, Any]:
    """Which tables a page's file holds: its own as they stand, all of them from the overview."""
    return chosen_index() if page in {"exclusions", "overview"} else {"table": page, **kept_args()}


def methods(reading: Reading, page: str) -> list[tuple[str, str, bool]]:
    """The three indices: name, this page's address with it, whether it is the one shown."""
    kept: dict[str, Any] = {"slug": reading.round_.slug, **kept_args()}
    return [
        (
            method_label(one),
            url_for(tabs.endpoint(page), **{**kept, "index": one}),
            one == reading.basis.method,
        )
        for one in METHODS
    ]


def switch(reading: Reading, page: str) -> list[tuple[str, str, bool]]:
    """With all communes, or without those excluded: label, this page's address so, whether it is the one shown."""
    if page in ENTIRE or not reading.excluded:
        return []
    kept: dict[str, Any] = {"slug": reading.round_.slug, **kept_args()}
    kept.pop("without", None)
    return [
        (_("Tất cả phiếu"), url_for(f".{page}", **kept), not reading.excluding),
        (_("Không tính đơn vị để riêng"), url_for(f".{page}", **kept, without="1"), reading.excluding),
    ]
