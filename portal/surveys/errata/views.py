"""Pages of errata: those of a round, asking for one, deciding."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.approvals.pages import RequestPages
from portal.surveys.errata import forms, operations
from portal.surveys.errata.models import FormErratum
from portal.surveys.models import Round
from portal.surveys.rounds import views as rounds
from portal.web.http.views import reload, requires

blueprint = Blueprint("errata", __name__, url_prefix="/manage/rounds/<slug>/errata")
P = Permission


def load_round_with_question(slug: str, question: str) -> Round | None:
    """The round, if its form asks that."""
    found = rounds.load_round(slug)
    return found if found and question in operations.questions(found.form) else None


def load_erratum(slug: str, erratum_id: int) -> FormErratum | None:
    """One of a round of the reader's catalogue."""
    return operations.erratum_in(current_user.unit, slug, erratum_id)


@blueprint.get("")
@requires(P.DEEDS_ASK, subject=rounds.load_round)
def index(round_: Round) -> str:
    """What was mended, what waits, and every question to choose from."""
    found = operations.of_round(round_)
    may_ask = round_.state in operations.RUNNING and not any(one.waits for one in found)
    return rounds.show(
        "errata/index", round_, found=found, may_ask=may_ask, questions=operations.questions(round_.form)
    )


@blueprint.route("/new/<string:question>", methods=["GET", "POST"])
@requires(P.DEEDS_ASK, subject=load_round_with_question)
def ask(round_: Round, question: str) -> ResponseReturnValue:
    """Mend the words of one question; another person decides."""
    words = operations.questions(round_.form)[question].text
    form = forms.ErratumForm(data={"vi": words.vi, "en": words.en})
    if form.submitted() and form.accepts(operations.ask, round_, question, by=current_user):
        flash(_("Đã gửi đề nghị. Lời được sửa khi một lãnh đạo duyệt khác đồng ý."), "ok")
        return redirect(url_for(".show", slug=round_.slug, erratum_id=form.outcome.id), 303)
    return rounds.show("errata/ask", reload(round_), form=form, question=question), form.status


@blueprint.get("/<int:erratum_id>")
@requires(P.DEEDS_ASK, subject=load_erratum)
def show(erratum: FormErratum) -> ResponseReturnValue:
    """One erratum: the words before and after, who asked, who decided."""
    return PAGES.show(erratum)


def erratum_page(one: FormErratum, **values: Any) -> str:
    return rounds.show("errata/erratum", one.round, one=one, **values)


PAGES: RequestPages[FormErratum] = RequestPages(erratum_page, P.DEEDS_DECIDE, (".show", ".decide", ".withdraw"))


@blueprint.post("/<int:erratum_id>/decision")
@requires(P.DEEDS_DECIDE, subject=load_erratum)
def decide(erratum: FormErratum) -> ResponseReturnValue:
    """Agree, and the form shows the mended words; or turn it down."""
    return PAGES.decide(erratum, operations.decide)


@blueprint.post("/<int:erratum_id>/withdrawal")
@requires(P.DEEDS_ASK, subject=load_erratum)
def withdraw(erratum: FormErratum, slug: str) -> ResponseReturnValue:
    """Take back what one asked for oneself."""
    return PAGES.withdraw(erratum, operations.withdraw, url_for(".index", slug=slug))
