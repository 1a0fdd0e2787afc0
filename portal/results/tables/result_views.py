"""The pages of a round's results: shut until two persons opened them, then overview and tables T1 to T9."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import Refused
from portal.extensions import db
from portal.fieldwork.turnout.board_views import blueprint
from portal.results.scoring import Method
from portal.results.statistics.basis import METHODS, method_label
from portal.results.tables import charts, frame, score_grids
from portal.results.tables import comparison as earlier
from portal.results.tables.workbook import COMPARISON, TABLES, send
from portal.results.tallying import tallying
from portal.results.tallying.reading import Reading
from portal.surveys import queries as surveys
from portal.surveys import turnout
from portal.surveys.models import Round
from portal.surveys.rounds import approvals
from portal.surveys.rounds.views import load_round
from portal.units import queries as units
from portal.units.models import communes_in_words
from portal.web.http.views import exports, is_part, render, requires
from portal.web.ui.listing import ListFilter

Page = Callable[..., ResponseReturnValue]

ENTIRE = frozenset({"comparison", "data", "exclusions", "themes"})  # pages that always tell of all communes
OWN_TEMPLATES = frozenset({"comparison", "data", "exclusions", "overview"})


def chosen_index() -> dict[str, str]:
    """The part of an address that keeps the index, and which communes count, from page to page."""
    index_ = method()
    return ({"index": index_} if index_ else {}) | ({"without": "1"} if "without" in request.args else {})


def kept_args() -> dict[str, Any]:
    """The query that decides which rows stand on the screen, and of which figures."""
    other = {"with": request.args["with"]} if request.args.get("with") else {}
    return ListFilter.from_args(request.args).args | other | chosen_index()


def method() -> Method | None:
    """The index the reader asked for; None for the round's own."""
    return next((one for one in METHODS if one == request.args.get("index")), None)


def results_page(
    place: str, permission: Permission = Permission.RESULTS_VIEW, event: str = ""
) -> Callable[[Page], Page]:
    """Declare a page that is shown once results are opened and tallied; before that, why there is nothing yet.

    `place` is its address below the round's results, `event` the record's word for a file that is handed out.
    """

    def declare(page: Page) -> Page:
        @wraps(page)
        def guarded(round_: Round, /, **address: str) -> ResponseReturnValue:
            if round_.results_opened_at is None:
                return not_open_page(round_), 403
            is_polling = is_part() and "poll" in request.args
            if is_polling or not tallying.is_ready(round_):
                return frame.show_round("tables/tallying", round_, "progress", job=tallying.latest(round_))
            reading = Reading(current_user.unit, round_, method(), excluding="without" in request.args)
            return page(reading, **address)

        view = exports(event)(guarded) if event else guarded
        return blueprint.get(f"/results/<slug>{place}")(requires(permission, subject=load_round)(view))

    return declare


def not_open_page(round_: Round) -> str:
    """Why there is nothing to see: the same page whatever the ballots say."""
    return frame.show_round("tables/shut", round_, state=approvals.state_in_sentence(round_.state))


@blueprint.get("/results")
@requires(Permission.RESULTS_VIEW)
def index() -> ResponseReturnValue:
    """The rounds of the reader's catalogue."""
    rounds = db.session.scalars(surveys.rounds(current_user.unit)).all()
    return render(
        "results/tables/rounds.html", rounds=[(one, approvals.state_in_sentence(one.state)) for one in rounds]
    )


@results_page("")
def overview(reading: Reading) -> ResponseReturnValue:
    """The headline, what stands out, and the way to the tables."""
    return show(
        reading,
        "overview",
        answers=charts.overall_answers(reading),
        levels=charts.overall_levels(reading),
        contrast=charts.contrast(reading),
        group_bars=charts.group_bars(reading),
        area_intervals=charts.area_intervals(reading),
        places=charts.places(reading),
        turnout=charts.turnout_strip(reading),
        arrived=sum(line.ballots for line in reading.lines),
    )


# the pages that show tables of the Excel file, T1 to T9: what a page has beside them, charts and filters
BESIDE_TABLES: Final[dict[str, Callable[[Reading], dict[str, Any]]]] = {
    "participation": lambda reading: {
        "choices": [(status.value, turnout.label(status)) for status in turnout.Status],
        "everything": _("Tất cả mức tham gia"),
        "hours": charts.hours(reading),
    },
    "distribution": lambda reading: {"stacked": charts.distributions(reading)},
    "questions": lambda reading: {
        "intervals": charts.question_intervals(reading),
        "groups": charts.group_intervals(reading),
    },
    "areas": lambda reading: {"heat": charts.heat(reading.basis), "intervals": charts.area_intervals(reading)},
    "communes": lambda reading: {
        "choices": [(str(place), words) for place, words in score_grids.places_in_words(reading.basis).items()],
        "everything": _("Tất cả nhóm"),
        "tiles": charts.tiles(reading),
    },
    "breakdowns": lambda _reading: {},
    "themes": lambda _reading: {},
    "quality": lambda _reading: {},
}


def add_tables_page(name: str) -> None:
    def page(reading: Reading) -> ResponseReturnValue:
        grids = TABLES[name](reading, ListFilter.from_args(request.args))
        return show(reading, name, grids=grids, **BESIDE_TABLES[name](reading))

    page.__name__ = frame.ENDPOINTS.get(name, name)  # Flask names the endpoint after it
    results_page(f"/{name}")(page)


for _name in BESIDE_TABLES:
    add_tables_page(_name)


@results_page("/comparison")
def comparison(reading: Reading) -> ResponseReturnValue:
    """The round beside an earlier one, where that is allowed."""
    rounds = earlier.rounds(reading.top, reading.round_)
    chosen = earlier.named(rounds, request.args.get("with", ""))
    # `with` is a word of Python's own
    addresses: list[dict[str, Any]] = [{"slug": reading.round_.slug, "with": one.slug} for one in rounds]
    links = [(one, url_for(".comparison", **args), one is chosen) for one, args in zip(rounds, addresses, strict=True)]
    grids, unmapped = earlier.compare(reading, chosen) if chosen else ([], ())
    return show(reading, "comparison", grids=grids, earlier=links, unmapped=unmapped)


@results_page("/tables.xlsx", Permission.RESULTS_EXPORT, event="results.export")
def tables_file(reading: Reading) -> ResponseReturnValue:
    """All tables, or the one asked for as it stands on the screen."""
    table = request.args.get("table", "")
    if table not in {"", COMPARISON, *TABLES}:
        abort(404)
    list_filter = ListFilter.from_args(request.args) if table else ListFilter()
    return send(reading, table, list_filter, request.args.get("with", ""))


@blueprint.post("/results/<slug>/tallies")
@requires(Permission.DEEDS_ASK, subject=load_round)
def tally(round_: Round) -> ResponseReturnValue:
    """Ask again for tallies that failed or were never made."""
    if round_.results_opened_at is None:
        raise Refused(_("Kết quả chưa mở nên chưa tổng hợp."))
    tallying.start_again(round_, current_user.id)
    flash(_("Đang tổng hợp kết quả."), "ok")
    return redirect(url_for(".overview", slug=round_.slug), 303)


def show(reading: Reading, page: str, **context: Any) -> str:
    """One page of the family: the frame all share, and what is its own."""
    slug, kept = reading.round_.slug, kept_args()
    # the overview's file holds all tables, any other page's its own as they stand
    file_args: dict[str, Any] = chosen_index() if page in {"exclusions", "overview"} else {"table": page, **kept}
    methods = [
        (
            method_label(one),
            url_for(frame.endpoint(page), **{"slug": slug, **kept, "index": one}),
            one == reading.basis.method,
        )
        for one in METHODS
    ]
    return frame.show_round(
        f"tables/{page if page in OWN_TEMPLATES else 'tables'}",
        reading.round_,
        reading=reading,
        basis=reading.basis,
        page=page,
        tabs=frame.groups(reading.round_, page, chosen_index()),
        communes=communes_in_words([line.unit for line in reading.lines]),
        districts=units.district_choices(current_user.unit),
        list_filter=ListFilter.from_args(request.args),
        methods=methods,
        switch=switch(reading, page, {"slug": slug, **kept}),
        file_url=url_for(".tables_file", slug=slug, **file_args),
        **context,
    )


def switch(reading: Reading, page: str, kept: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """With all communes, or without those excluded: label, this page's address so, whether it is the one shown."""
    if page in ENTIRE or not reading.excluded:
        return []
    kept.pop("without", None)
    return [
        (_("Tất cả phiếu"), url_for(f".{page}", **kept), not reading.excluding),
        (_("Không gồm đơn vị không đưa vào tổng hợp"), url_for(f".{page}", **kept, without="1"), reading.excluding),
    ]
