"""The pages of a round's results: shut until two persons opened them, then overview and tables T1 to T9."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import Refused
from portal.fieldwork.turnout.board_views import blueprint
from portal.fieldwork.turnout.figures import LineGroup
from portal.results.scoring import Method
from portal.results.statistics.basis import METHODS, method_label
from portal.results.tables import breakdown_grids, charts, estimate_grids, frame, other_grids, score_grids
from portal.results.tables import comparison as earlier
from portal.results.tables.grids import ALL, Grid
from portal.results.tables.screen import A_PAGE, page_of, screen
from portal.results.tables.workbook import COMPARISON, TABLES, send
from portal.results.tallying import tallying
from portal.results.tallying.reading import Reading
from portal.surveys import queries as surveys
from portal.surveys.models import Round
from portal.surveys.rounds import approvals
from portal.surveys.rounds.views import load_round
from portal.surveys.turnout import SHORT_LABELS
from portal.units import queries as units
from portal.web.http.views import exports, is_part, render, requires
from portal.web.ui.formats import integer
from portal.web.ui.listing import ListFilter

Page = Callable[..., ResponseReturnValue]
Way = tuple[str, str, bool]  # a way to look at a page: its label, its address, whether it is the one at hand
RESULTS_EXPORT = Permission.RESULTS_EXPORT

# pages that always tell of all communes
ENTIRE = frozenset({"release", "themes_by_area"})


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
    rounds = surveys.rounds_of(current_user.unit)
    return render(
        "results/tables/rounds.html", rounds=[(one, approvals.state_in_sentence(one.state)) for one in rounds]
    )


@results_page("")
def overview(reading: Reading) -> ResponseReturnValue:
    """The headline, which matters are weak, which places differ."""
    return show(
        reading,
        "overview",
        answers=charts.overall_answers(reading),
        stack=charts.question_stack(reading),
        areas=charts.area_intervals(reading),
        compared=charts.compared_units(reading),
        totals=charts.totals_in_words(reading),
        arrived=LineGroup(tuple(reading.lines)).ballots,
    )


@results_page("/questions")
def questions(reading: Reading) -> ResponseReturnValue:
    """Every question: its levels, its figures, beside an earlier round."""
    rounds = earlier.rounds(reading.top, reading.round_)
    chosen = earlier.named(rounds, request.args.get("with", ""), reading.round_.plan_data.identity.previous)
    comparison = earlier.compare(reading, chosen) if chosen else None
    form = chosen_of("show", score_grids.SHARES, score_grids.COUNTS)
    return show(
        reading,
        "questions",
        stack=charts.question_stack(reading),
        levels=screen(score_grids.distribution(reading), form),
        others=other_grids.pictures(reading),
        other_table=screen(other_grids.grid(reading)) if reading.basis.others else None,
        shows=ways("show", {score_grids.SHARES: _("Tỷ lệ (%)"), score_grids.COUNTS: _("Số phiếu")}),
        scores=[screen(score_grids.summary(reading), ALL), screen(score_grids.groups(reading))],
        comparison=comparison,
        slopes=charts.slopes(comparison.changes) if comparison else [],
        changes=screen(comparison.grid) if comparison else None,
        earlier=[(one.title, one.slug, one is chosen) for one in rounds],
        files=(
            *("distribution", "questions"),
            *(("others",) if reading.basis.others else ()),
            *((COMPARISON,) if comparison else ()),
        ),
    )


@results_page("/communes")
def communes(reading: Reading) -> ResponseReturnValue:
    """Districts, the communes beside the level of all; a list of communes where one is asked for."""
    list_filter, is_province = ListFilter.from_args(request.args), estimate_grids.is_for(reading)
    if list_filter.args:
        is_pooled = is_province and request.args.get("show") == estimate_grids.POOLED
        grid = (estimate_grids.pooled if is_pooled else score_grids.communes)(reading, list_filter)
        places = {str(place): words for place, words in score_grids.places_in_words(reading.basis).items()}
        choices = [*charts.standings_in_words().items(), *places.items()]
        return show_list(reading, "communes", grid, choices, _("Mức, nhóm"))
    return show(
        reading,
        "communes",
        areas=charts.area_intervals(reading),
        districts_table=screen(score_grids.areas(reading), ALL),
        compared=charts.compared_units(reading),
        matrix=screen(score_grids.matrix(reading)),
        heat=charts.heat(reading.basis),
        weighted=screen(estimate_grids.weighted(reading), ALL) if is_province else None,
        weighted_words=estimate_grids.weighted_sentence(reading) if is_province else "",
        files=("areas", "communes"),
    )


@results_page("/breakdowns")
def breakdowns(reading: Reading) -> ResponseReturnValue:
    """The overall question by what people told of themselves."""
    tables = [screen(grid, ALL) for grid in breakdown_grids.both(reading)]
    return show(
        reading,
        "breakdowns",
        tables=tables,
        parts=charts.breakdown_intervals(reading),
        thin_rows=breakdown_grids.thin_rows(),
        sides=breakdown_grids.sides_in_words(reading) if tables else [],
        files=("breakdowns",) if tables else (),
    )


def chosen_of(name: str, *allowed: str) -> str:
    """What the query says of a choice; the first of those allowed where it says nothing known."""
    asked = request.args.get(name, "")
    return asked if asked in allowed else allowed[0]


def ways(name: str, labels: Mapping[str, str]) -> list[Way]:
    """The ways to show a table: this page's address with each."""
    chosen = chosen_of(name, *labels)
    return [(label, here({name: way}), way == chosen) for way, label in labels.items()]


def here(changes: Mapping[str, str]) -> str:
    """This page's own address with some of its query changed, from the first of its pages on; empty takes a key out."""
    kept = {**request.args.to_dict(), "page": "", **changes}
    return f"{request.path}?{urlencode({name: value for name, value in kept.items() if value})}"


def show_list(reading: Reading, page: str, grid: Grid, choices: Sequence[tuple[str, str]], label: str) -> str:
    """A list of communes by itself, so many a page; on a phone the columns that matter most, or all."""
    labels = {"main": _("chính"), ALL: _("tất cả")}
    if page == "communes" and estimate_grids.is_for(reading):
        labels[estimate_grids.POOLED] = _("ước lượng gộp")
    form = chosen_of("show", *labels)
    short = SHORT_LABELS
    is_pooled = form == estimate_grids.POOLED
    listed = screen(grid, form, page=page_of(request.args), size=A_PAGE, places=0, verdicts=short)
    return show(
        reading,
        page,
        template="unit_list",
        listed=listed,
        choices=choices,
        choices_label=label,
        warning=grid.notes[0] if is_pooled else "",
        shows=ways("show", labels),
        back_url=frame.address(reading.round_, page, chosen_index()),
        table={"communes": "communes", "quality": "participation"}[page],
    )


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


def show(reading: Reading, page: str, files: Sequence[str] = (), template: str = "", **context: Any) -> str:
    """One page of the family: the frame all share, and what is its own; `files` are its tables in Excel."""
    kept = chosen_index()
    return frame.show_round(
        f"tables/{template or page}",
        reading.round_,
        reading=reading,
        basis=reading.basis,
        page=page,
        heading=headings()[page],
        tabs=frame.groups(reading.round_, page, kept),
        districts=units.district_choices(current_user.unit),
        list_filter=ListFilter.from_args(request.args),
        settings=settings(reading, page),
        changed=changed_settings(reading),
        usual_url=url_for(f".{page}", slug=reading.round_.slug),
        files=[(file_labels()[name], file_url(reading, name)) for name in files if current_user.can(RESULTS_EXPORT)],
        **context,
    )


def headings() -> dict[str, str]:
    """What each page is headed."""
    return {
        "overview": _("Kết quả đánh giá của người dân"),
        "questions": _("Mức hài lòng theo nội dung"),
        "communes": _("Kết quả theo địa phương"),
        "breakdowns": _("Kết quả theo người trả lời"),
        "themes_by_area": _("Ý kiến, kiến nghị của người dân"),
        "quality": _("Độ tin cậy của phiếu"),
        "release": _("Công bố và tải về"),
    }


def file_labels() -> dict[str, str]:
    """What each file of tables is called."""
    return {
        "": _("tất cả các bảng"),
        "areas": _("theo %(district)s"),
        "breakdowns": _("theo người trả lời"),
        "communes": _("từng đơn vị"),
        COMPARISON: _("so với đợt trước"),
        "distribution": _("từng mức trả lời"),
        "others": _("câu hỏi khác"),
        "participation": _("tham gia"),
        "quality": _("dấu hiệu, phiếu không mở được"),
        "questions": _("từng câu hỏi"),
        "themes": _("nhóm vấn đề"),
    }


def file_url(reading: Reading, table: str) -> str:
    """A table's file as the page shows it; without a name all tables."""
    args: dict[str, Any] = {"table": table, **kept_args()} if table else chosen_index()
    return url_for(".tables_file", slug=reading.round_.slug, **args)


def settings(reading: Reading, page: str) -> list[tuple[str, list[Way]]]:
    """How figures are read, on all pages alike: the index, and whether excluded communes count."""
    if page in ENTIRE:
        return []
    methods = [(method_label(one), here({"index": one}), one == reading.basis.method) for one in METHODS]
    found: list[tuple[str, list[Way]]] = [(_("Cách tính chỉ số"), methods)]
    if reading.excluded:
        every = (_("Tất cả phiếu"), here({"without": ""}), not reading.excluding)
        rest = (_("Không gồm đơn vị không đưa vào tổng hợp"), here({"without": "1"}), reading.excluding)
        found.append((_("Số liệu"), [every, rest]))
    return found


def changed_settings(reading: Reading) -> list[str]:
    """What the reader has set otherwise than the round."""
    found = [_("chỉ số là %(method)s", method=method_label(reading.basis.method))] if is_other_method(reading) else []
    if reading.left_out:
        found.append(_("không gồm %(n)s đơn vị không đưa vào tổng hợp", n=integer(len(reading.left_out))))
    return found


def is_other_method(reading: Reading) -> bool:
    return reading.method is not None and reading.method != reading.round_.plan_data.results.index
