"""The pages of a set-up. To everybody but the browser that used the code, and with any account, they are not there."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from limits import parse

from portal.errors import DomainError, Mistake, Mistakes
from portal.first_run import access, forms, operations, trial
from portal.first_run.models import FirstRun
from portal.surveys.points import posters
from portal.web.http import rate_limit
from portal.web.http.views import public, render
from portal.web.jobs.made_files import made_file, send_made_file
from portal.web.ui.forms import PortalForm, SelectChoice

blueprint = Blueprint("first_run", __name__)

TRIES = parse("20/hour")


def require_own() -> FirstRun:
    """The set-up of this browser, or 404."""
    return access.own() or abort(404)


def steps(row: FirstRun) -> list[tuple[str, str, bool]]:
    """The five steps: the page's name, the words, whether it is done."""
    has_units = operations.top() is not None
    return [
        ("office", _("Cơ quan và điện thoại"), bool(row.office)),
        ("units", _("Danh mục đơn vị"), has_units),
        ("trial", _("In thử một tờ niêm yết"), row.is_tried or made_file(trial.poster_job()) is not None),
        ("trial", _("Gửi một phiếu thử"), row.is_tried),
        ("people", _("Bốn tài khoản đầu tiên"), False),
    ]


def next_step(row: FirstRun) -> str:
    """The page of the first step that is not done."""
    return next(name for name, _words, is_done in steps(row) if not is_done)


def show(template: str, row: FirstRun, **values: Any) -> str:
    return render(f"first_run/{template}.html", row=row, steps=steps(row), here=template, **values)


def refuse_too_early(row: FirstRun, page: str) -> ResponseReturnValue | None:
    """The way to the step that comes before, where this one cannot be done yet."""
    order = ["office", "units", "trial", "people"]
    due = next_step(row)
    return redirect(url_for(f".{due}"), 303) if order.index(page) > order.index(due) else None


@blueprint.route("/first-run/codes/<code>", methods=["GET", "POST"])
@public
def enter(code: str) -> ResponseReturnValue:
    """The address that the first start prints: opening it does nothing yet, beginning uses the code up."""
    if not rate_limit.hit(TRIES, "first-run"):
        abort(HTTPStatus.TOO_MANY_REQUESTS)
    row = access.with_code(code) or abort(404)
    form = PortalForm()
    if form.submitted() and form.accepts(access.use_code, row):
        return redirect(url_for(".index"), 303)
    return render("first_run/enter.html", form=form), form.status


@blueprint.get("/first-run")
@public
def index() -> ResponseReturnValue:
    """The step that is due."""
    return redirect(url_for(f".{next_step(require_own())}"), 303)


@blueprint.route("/first-run/office", methods=["GET", "POST"])
@public
def office() -> ResponseReturnValue:
    """Who runs the installation, and whom people call."""
    row = require_own()
    form = forms.OfficeForm(obj=row)
    if form.submitted() and form.accepts(operations.set_office, row):
        return redirect(url_for(".index"), 303)
    return show("office", row, form=form), form.status


@blueprint.route("/first-run/units", methods=["GET", "POST"])
@public
def units() -> ResponseReturnValue:
    """The units surveyed: a province of what ships, or a file whose every mistake is named."""
    row = require_own()
    if (answer := refuse_too_early(row, "units")) is not None:
        return answer
    form = forms.UnitsForm()
    form.shipped.choices = [SelectChoice("", _("Chọn tỉnh, thành phố"))]
    form.shipped.choices += [SelectChoice(one.name, operations.title_of(one)) for one in operations.to_choose_from()]
    mistakes: Sequence[Mistake] = ()
    if form.submitted():
        try:
            chosen = read_units(form)
        except Mistakes as error:
            mistakes = error.mistakes
            form.refuse(DomainError(_("Tệp có %(n)s chỗ sai, chưa nạp gì.", n=len(mistakes)), "file"))
        except DomainError as error:
            form.refuse(error)
        else:
            if form.accepts(lambda **_typed: operations.load(chosen)):
                flash(_("Đã nạp danh mục: %(title)s.", title=form.outcome.title), "ok")
                return redirect(url_for(".index"), 303)
    return show("units", row, form=form, mistakes=mistakes, top=operations.top()), form.status


def read_units(form: forms.UnitsForm) -> operations.Units:
    """What was chosen: a file of one's own comes before what ships."""
    if form.file.data:
        return operations.read_file(form.file.data.read(operations.MOST_BYTES + 1), form.year.data or "")
    return operations.read_shipped(form.shipped.data or "")


@blueprint.route("/first-run/trial", endpoint="trial", methods=["GET", "POST"])
@public
def trial_page() -> ResponseReturnValue:
    """The poster to print and the ballot to cast; a post begins the trial."""
    row = require_own()
    if (answer := refuse_too_early(row, "trial")) is not None:
        return answer
    form = PortalForm()
    if form.submitted() and form.accepts(operations.begin_trial, row):
        return redirect(url_for(".trial"), 303)
    return page_of_trial(row, form)


def page_of_trial(row: FirstRun, form: PortalForm) -> ResponseReturnValue:
    point, job = trial.the_point(), trial.poster_job()
    facts = posters.facts_of_point(point) if point else None
    return show("trial", row, form=form, facts=facts, job=job, kept=made_file(job)), form.status


@blueprint.get("/first-run/poster.pdf")
@public
def poster() -> Response:
    """The trial's poster."""
    require_own()
    return send_made_file(trial.poster_job())


@blueprint.post("/first-run/ballot")
@public
def ballot() -> ResponseReturnValue:
    """The ballot was cast: the trial is erased with it."""
    row = require_own()
    form = PortalForm()
    if form.submitted() and form.accepts(operations.end_trial, row):
        flash(_("Đã nhận phiếu thử, rồi xóa hẳn đợt thử cùng phiếu."), "ok")
        return redirect(url_for(".index"), 303)
    return page_of_trial(require_own(), form)


@blueprint.route("/first-run/people", methods=["GET", "POST"])
@public
def people() -> ResponseReturnValue:
    """The first accounts; with them the set-up ends, and what stands on this answer is shown once."""
    row = require_own()
    if (answer := refuse_too_early(row, "people")) is not None:
        return answer
    form = forms.PeopleForm()
    if form.submitted() and form.accepts(operations.open_accounts, row):
        # shown once, as nobody can come back to it; not by `render`, which would give back what was written
        answer = make_response(render_template("first_run/ready.html", slips=form.outcome, days=operations.CODE_DAYS))
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return show("people", require_own(), form=form), form.status
