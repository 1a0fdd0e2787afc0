"""The directing papers of each level, and the board that says which unit has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork import scans
from portal.fieldwork.directives import board, operations, queries
from portal.fieldwork.directives.forms import PaperForm
from portal.fieldwork.directives.models import DirectingPaper
from portal.fieldwork.today.preparing import (
    blueprint,
    district_choices,
    load_approved_round,
    render_page,
    start_reading,
)
from portal.web.data import transactions
from portal.web.http.access import requires, takes_up_to
from portal.web.media.downloads import exports, serves_file
from portal.web.ui.listing import ListFilter, send_list

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Round


@blueprint.get("/manage/rounds/<slug>/directing")
@requires(Permission.DIRECTING_VIEW, subject=load_approved_round)
def directing(round_: Round, slug: str) -> str:
    """What one's own level has entered, and how far the units below are."""
    own = queries.directives_in(current_user.unit, round_).of(current_user.unit)
    lines = queries.lines(current_user.unit, round_)
    return render_page(
        "fieldwork/directives/index.html",
        round_,
        slug=slug,
        own=own,
        rows=board.LISTING.apply(lines, ListFilter.from_args(request.args)),
        lines=lines,
        photo_counts=queries.photo_counts(
            [*own.launches, *(one for line in lines for one in line.directives.launches)]
        ),
        labels=list(queries.labels().items()),
        districts=district_choices() if lines and lines[0].unit.level == "commune" else [],
    )


@blueprint.get("/manage/rounds/<slug>/directing.xlsx")
@requires(Permission.BOARD_EXPORT, subject=load_approved_round)
@exports("directing.export")
def directing_file(round_: Round, slug: str) -> Response:
    """The rows on the screen as a file."""
    lines = queries.lines(current_user.unit, round_)
    rows = board.LISTING.apply(lines, ListFilter.from_args(request.args))
    return send_list(f"chi-dao-{slug}", _("Chỉ đạo, phát động"), board.columns(), rows, round=slug)


def load_paper(slug: str, paper_id: int) -> DirectingPaper | None:
    """A paper of a unit inside the reader's places; the round comes along in `g.survey`."""
    g.survey = load_approved_round(slug)
    if g.survey is None:
        return None
    query = queries.papers_in(current_user.unit, g.survey)
    return db.session.scalar(query.where(DirectingPaper.id == paper_id))


@blueprint.route("/manage/rounds/<slug>/directing/papers/new", methods=["GET", "POST"])
@requires(Permission.DIRECTING_ENTER, subject=load_approved_round)
@takes_up_to(scans.MOST_SENT)
def new_paper(round_: Round, slug: str) -> ResponseReturnValue:
    """Enter a paper."""
    g.survey = round_
    form = PaperForm()
    if request.method == "GET":
        form.issuer.data = operations.issuer_of(g.survey.plan_data, current_user)
    return save_or_show(slug, form, None)


@blueprint.route("/manage/rounds/<slug>/directing/papers/<int:paper_id>", methods=["GET", "POST"])
@requires(Permission.DIRECTING_ENTER, subject=load_paper)
@takes_up_to(scans.MOST_SENT)
def edit_paper(paper: DirectingPaper, slug: str) -> ResponseReturnValue:
    """Look at a paper; change it, if it is one's own unit's."""
    return save_or_show(slug, PaperForm(obj=paper) if request.method == "GET" else PaperForm(), paper)


def save_or_show(slug: str, form: PaperForm, paper: DirectingPaper | None) -> ResponseReturnValue:
    """Keep what was typed, or show the form."""
    if form.submitted() and is_saved(form, paper):
        flash(_("Đã lưu văn bản chỉ đạo."))
        return redirect(url_for(".directing", slug=slug), 303)
    start_reading()
    current = load_paper(slug, paper.id) if paper else None
    if paper is not None and current is None:
        abort(404)
    if g.get("survey") is None or paper is None:
        g.survey = load_approved_round(slug) or abort(404)
    if current is not None and form.status == 409:  # noqa: PLR2004 - the next save is made knowingly
        form.version.data = current.version
    page = render_page("fieldwork/directives/paper.html", g.survey, slug=slug, form=form, paper=current)
    return page, form.status


def is_saved(form: PaperForm, paper: DirectingPaper | None) -> bool:
    """Whether paper and scan could be kept."""
    try:
        scan = scans.read_scan(form.scan.data)
    except DomainError as error:
        form.refuse(error)
        transactions.read_only()
        return False
    return form.accepts(operations.enter_paper, g.survey, paper, scan=scan, by=current_user)


@blueprint.post("/manage/rounds/<slug>/directing/papers/<int:paper_id>/withdraw")
@requires(Permission.DIRECTING_ENTER, subject=load_paper)
def withdraw_paper(paper: DirectingPaper, slug: str) -> ResponseReturnValue:
    """Take a paper off the list."""
    operations.withdraw(paper, by=current_user)
    flash(_("Đã bỏ văn bản khỏi danh sách."))
    return redirect(url_for(".directing", slug=slug), 303)


@blueprint.get("/manage/rounds/<slug>/directing/papers/<int:paper_id>/scan.pdf")
@requires(Permission.DIRECTING_VIEW, subject=load_paper)
@serves_file
def paper_scan(paper: DirectingPaper) -> Response:
    """A paper's scan, as an attachment."""
    return scans.send(paper.scan_id)
