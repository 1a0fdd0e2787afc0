"""Pages about communes that ask for a look: their flags, what is excluded, asking for it and deciding."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.approvals.pages import RequestPages
from portal.extensions import db
from portal.fieldwork.turnout.board_views import blueprint
from portal.results.exclusions import exclusions, mended_words
from portal.results.models import Exclusion
from portal.results.tables import charts, frame, quality_grids, quality_words, result_views, turnout_grids
from portal.results.tables.grids import select_lines
from portal.results.tables.result_views import not_open_page, results_page
from portal.results.tables.screen import page_of, screen
from portal.results.tallying import frozen_flags
from portal.results.tallying.reading import Reading
from portal.surveys import turnout
from portal.surveys.forms import ReasonForm
from portal.surveys.models import Point, Round
from portal.surveys.plan.quality_limits import Limits
from portal.surveys.points.views import load_point
from portal.surveys.rounds.views import load_round
from portal.units import queries as units
from portal.web.http.views import reload, requires
from portal.web.ui.listing import ListFilter, paged

A_PAGE = 7  # cards of a commune's flags


def load_exclusion(slug: str, number: int) -> Exclusion | None:
    """The request an address names, with its unit and persons."""
    round_ = load_round(slug)
    every = exclusions.requests_in(current_user.unit, round_) if round_ is not None else ()
    return next((one for one in every if one.id == number), None)


@blueprint.get("/results/<slug>/flags")
@requires(Permission.FLAGS_VIEW, subject=load_round)
def flags(round_: Round) -> ResponseReturnValue:
    """What stood out when results were opened, in the reader's own place; no answer stands here."""
    record = frozen_flags.flag_record(round_)
    if record is None:
        return not_open_page(round_), 403
    top, labels = current_user.unit, quality_words.labels()
    every = quality_words.flagged_communes(db.session.scalars(units.communes(top)), frozen_flags.read(top, round_))
    raised = {flag.rule for one in every for flag in one.flags}
    return frame.show_round(
        "exclusions/flags",
        round_,
        pages=paged(
            quality_words.LISTING.apply(every, ListFilter.from_args(request.args)), page_of(request.args), A_PAGE
        ),
        every=every,
        districts=units.district_choices(top),
        choices=[(rule, labels[rule]) for rule in quality_words.RULES if rule in raised],
        used_limits=Limits.of_record(record.limits),
        record=record,
        untold=frozen_flags.not_applied_in_words(top, round_),
        labels=labels,
    )


@results_page("/quality")
def quality(reading: Reading) -> ResponseReturnValue:
    """Who came, which ballots have marks, what is left out; a list of communes where one is asked for."""
    list_filter = ListFilter.from_args(request.args)
    if list_filter.args:
        grid = turnout_grids.by_unit(select_lines(reading.lines, list_filter), reading.round_.days)
        choices = [(status.value, turnout.label_on_screen(status)) for status in turnout.Status]
        return result_views.show_list(reading, "quality", grid, choices, _("Mức tham gia"))
    return result_views.show(
        reading,
        "quality",
        **participation(reading),
        **marks(reading),
        mended=mended_words.of_round(reading),
        files=("participation", "quality"),
    )


def participation(reading: Reading) -> dict[str, Any]:
    """Who came and who answered, by day, hour and district."""
    return {
        "totals": charts.totals_in_words(reading),
        "turnout": charts.verdicts(reading),
        "days": charts.days(reading),
        "hours": charts.hours(reading),
        "by_day": screen(
            turnout_grids.by_day(reading.lines, reading.round_.days, reading.basis.policy, reading.excluded)
        ),
        "by_area": screen(turnout_grids.by_area(reading.areas)),
    }


def marks(reading: Reading) -> dict[str, Any]:
    """Which ballots have marks, which communes ask for a look, and what two persons left out."""
    round_, communes = reading.round_, [line.unit for line in reading.lines]
    marked, unopened = quality_grids.counted_marks(reading)
    return {
        "marked": screen(marked),
        "unopened": screen(unopened),
        "table": exclusions.table(reading.top, round_, None if reading.left_out else reading.marked),
        "flagged": quality_words.flagged_communes(communes, reading.flags),
        "lines": {line.unit.code: line for line in reading.lines},
        "labels": quality_words.labels(),
        "standing": exclusions.statuses(reading.exclusions),
        "untold": frozen_flags.not_applied_in_words(reading.top, round_),
        "may_ask": current_user.can(Permission.DEEDS_ASK) and round_.state == "opened",
    }


@blueprint.route("/results/<slug>/exclusions/new/<code>", methods=["GET", "POST"])
@requires(Permission.DEEDS_ASK, subject=load_point)
def ask_exclusion(point: Point) -> ResponseReturnValue:
    """Ask to exclude a commune, or to take it back in."""
    form = ReasonForm()
    if form.submitted() and form.accepts(exclusions.ask, point.round, point, by=current_user):
        flash(_("Đã gửi đề nghị. Cần một lãnh đạo duyệt khác quyết định."), "ok")
        return redirect(url_for(".exclusion", slug=point.round.slug, number=form.outcome.id), 303)
    point = reload(point)
    back = bool(exclusions.in_force(exclusions.requests_in(point.unit, point.round)))
    return frame.show_round("exclusions/exclusion_new", point.round, point=point, form=form, back=back), form.status


@blueprint.get("/results/<slug>/exclusions/<int:number>")
@requires(Permission.RESULTS_VIEW, subject=load_exclusion)
def exclusion(one: Exclusion) -> ResponseReturnValue:
    """One request: who asked, why, who decided."""
    return PAGES.show(one)


def exclusion_page(one: Exclusion, **values: Any) -> str:
    effects = exclusions.effects(one.kind)
    return frame.show_round("exclusions/exclusion", one.round, one=one, effects=effects, **values)


PAGES: RequestPages[Exclusion] = RequestPages(
    exclusion_page, Permission.DEEDS_DECIDE, (".exclusion", ".decide_exclusion", ".withdraw_exclusion")
)


@blueprint.post("/results/<slug>/exclusions/<int:number>/decision")
@requires(Permission.DEEDS_DECIDE, subject=load_exclusion)
def decide_exclusion(one: Exclusion) -> ResponseReturnValue:
    """Agree, and the commune is excluded (or included again); or turn it down."""
    return PAGES.decide(one, exclusions.decide)


@blueprint.post("/results/<slug>/exclusions/<int:number>/withdrawal")
@requires(Permission.DEEDS_ASK, subject=load_exclusion)
def withdraw_exclusion(one: Exclusion) -> ResponseReturnValue:
    """Take back what one asked for oneself."""
    return PAGES.withdraw(one, exclusions.withdraw)
