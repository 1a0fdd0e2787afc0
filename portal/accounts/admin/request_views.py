"""The lead's page about the commune's accounts, and the queue of those who decide."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import queries
from portal.accounts.admin import requests
from portal.accounts.forms import AnswerForm, ChangeRequestForm, NewRequestForm
from portal.accounts.models import Account, AccountRequest
from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.web.http.views import exports, reload, render, requires
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job
from portal.web.jobs.made_files import send_made_file

blueprint = Blueprint("accounts_requests", __name__, url_prefix="/accounts/requests")


def load_own_account(account_id: int) -> Account | None:
    """An account of the lead's own commune."""
    return queries.account_in(current_user.unit, account_id)


def load_request(request_id: int) -> AccountRequest | None:
    """The request an address names, inside the reader's places."""
    return requests.request_in(current_user.unit, request_id)


@blueprint.get("/mine")
@requires(Permission.ACCOUNTS_ASK)
def mine() -> str:
    """The commune's accounts, and what was asked for."""
    accounts = db.session.scalars(queries.accounts(current_user.unit)).all()
    rows = requests.requests_of(current_user.unit)
    return render("accounts/admin/commune.html", accounts=accounts, found=rows, title_of=requests.title)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_ASK)
def new() -> ResponseReturnValue:
    """Ask for an officer's account."""
    form = NewRequestForm()
    if form.submitted() and form.accepts(requests.request_account, by=current_user):
        return redirect_sent()
    return render("accounts/admin/ask.html", form=form, account=None), form.status


@blueprint.route("/change/<int:account_id>", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_ASK, subject=load_own_account)
def change(account: Account) -> ResponseReturnValue:
    """Ask for a new code, or for the account to be closed."""
    form = ChangeRequestForm()
    if form.submitted() and form.accepts(requests.request_change, account, by=current_user):
        return redirect_sent()
    return render("accounts/admin/ask.html", form=form, account=account), form.status


def redirect_sent() -> ResponseReturnValue:
    """Say that it went to the administrator, and lead back to the list with its state."""
    flash(_("Đã gửi đề nghị. Quản trị tài khoản duyệt xong, kết quả hiện ở trang này."), "ok")
    return redirect(url_for(".mine"), 303)


@blueprint.get("")
@requires(Permission.ACCOUNTS_RESET)
def index() -> str:
    """What the communes of one's places ask for: what waits comes first."""
    rows = db.session.scalars(requests.requests(current_user.unit)).all()
    return render("accounts/admin/requests.html", found=rows, title_of=requests.title)


@blueprint.route("/<int:request_id>", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_RESET, subject=load_request)
def show(account_request: AccountRequest) -> ResponseReturnValue:
    """One request, the form to decide it, and after approval the slip to hand over."""
    form = AnswerForm()
    if form.submitted() and form.accepts(requests.decide, account_request, by=current_user):
        flash(_("Đã ghi quyết định."), "ok")
        return redirect(url_for(".show", request_id=account_request.id), 303)
    account_request = reload(account_request)
    context: dict[str, Any] = {"asked": account_request, "job": slip_job(account_request), "title_of": requests.title}
    context["may_decide"] = account_request.state == "asked" and requests.may_decide(account_request, current_user)
    return render("accounts/admin/request.html", "slip", form=form, **context), form.status


def slip_job(account_request: AccountRequest) -> Job | None:
    """The work that makes the code and its slip."""
    return db.session.get(Job, account_request.job_id or "")


@blueprint.post("/<int:request_id>/slip")
@requires(Permission.ACCOUNTS_RESET, subject=load_request)
def print_again(account_request: AccountRequest) -> ResponseReturnValue:
    """Try once more where the slip could not be made."""
    jobs.retry(slip_job(account_request) or abort(404))
    return redirect(url_for(".show", request_id=account_request.id), 303)


@blueprint.get("/<int:request_id>/slip.pdf")
@requires(Permission.ACCOUNTS_RESET, subject=load_request)
@exports("accounts.export")
def slip(account_request: AccountRequest) -> Response:
    """The A5 slip, for a day."""
    return send_made_file(slip_job(account_request))
