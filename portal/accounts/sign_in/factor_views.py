"""The pages of the second factor: give a code, set up an app, get new recovery codes."""

from typing import Any

from flask import Blueprint, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.forms import CodeForm
from portal.accounts.sign_in import devices, second_factor, sessions, step_up
from portal.accounts.sign_in.passwords import tidy_code
from portal.errors import DomainError, Refused
from portal.web.data import transactions
from portal.web.http import addresses, bodies
from portal.web.http.views import declares, render, signed_in
from portal.web.ui import qr

blueprint = Blueprint("accounts_factor", __name__, url_prefix="/second-factor")

GROUP = 4


@blueprint.route("", methods=["GET", "POST"])
@declares(while_pending=("code",))
@signed_in
def code() -> ResponseReturnValue:
    """The second half of signing in."""
    return prove("accounts/sign_in/factor_code.html", url_for("accounts.home"))


@blueprint.route("/again", methods=["GET", "POST"])
@signed_in
def again() -> ResponseReturnValue:
    """Prove it again before an export; the page then leads on to it."""
    return prove(
        "accounts/sign_in/factor_again.html",
        addresses.own_address(request.args.get("next", "")) or url_for("accounts.home"),
    )


def prove(page: str, target: str) -> ResponseReturnValue:
    """Ask for a code until one fits; every try is counted."""
    form = CodeForm()
    if form.submitted():
        device = devices.known_device(current_user)
        wait = second_factor.seconds_to_wait(current_user, device)
        if not wait and second_factor.prove(current_user, form.code.data or "", device):
            step_up.record_proof()
            return (
                redirect(target, 303)
                if page.endswith("code.html")
                else render("accounts/sign_in/go_on.html", target=target)
            )
        form.refuse(DomainError(step_up.refusal(wait), "code"))
        form.status = 429 if wait else 422
    left = second_factor.codes_left(current_user)
    return render(page, form=form, target=target, left=left), form.status


@blueprint.route("/setup", methods=["GET", "POST"])
@declares(while_pending=("enrol",))
@signed_in
def setup() -> ResponseReturnValue:
    """Set up an authenticator app: begin, scan, type its first code."""
    form = CodeForm()
    if request.method == "POST":
        require_fresh_proof()
    if request.method == "POST" and bodies.single_choice("begin"):
        second_factor.begin(current_user)
        return redirect(url_for(".setup"), 303)
    if form.submitted():
        if second_factor.confirm(current_user, tidy_code(form.code.data or "")):
            sign_out_elsewhere()
            return recovery_codes()
        form.refuse(DomainError(step_up.refusal(0), "code"))
    return render("accounts/sign_in/factor_setup.html", form=form, **setup_context()), form.status


def sign_out_elsewhere() -> None:
    """A changed factor ends the account's sessions in other browsers: they must sign in and prove it anew (P13)."""
    sessions.end_all(current_user, but=sessions.current().token)


def setup_context() -> dict[str, Any]:
    """The secret that waits, as a symbol and in letters; and what stands already."""
    secret = second_factor.pending_secret(current_user)
    groups = " ".join(secret[n : n + GROUP] for n in range(0, len(secret), GROUP))
    symbol = qr.symbol(second_factor.provisioning_uri(current_user, secret)) if secret else None
    return {
        "symbol": symbol,
        "groups": groups,
        "confirmed": second_factor.is_confirmed(current_user),
        "required": second_factor.is_required(current_user),
        "left": second_factor.codes_left(current_user),
    }


def require_fresh_proof() -> None:
    """Raises unless the factor was proved of late: an open browser alone must not enrol another app."""
    if second_factor.is_confirmed(current_user) and not step_up.is_fresh():
        raise Refused(_("Cần xác nhận lại trước khi thay đổi: mở trang “Xác nhận lại”, nhập mã, rồi làm lại."))


@blueprint.post("/codes")
@signed_in
def codes() -> ResponseReturnValue:
    """Ten new recovery codes."""
    require_fresh_proof()
    if not second_factor.is_confirmed(current_user):
        raise Refused(_("Chưa cài ứng dụng xác thực nên chưa có mã dự phòng."))
    return recovery_codes()


def recovery_codes() -> str:
    """Show them once: they stand on this page and nowhere else."""
    # committed before the page is written: what was shown must be what counts
    new_codes = second_factor.new_recovery_codes(current_user)
    step_up.record_proof()
    transactions.commit()
    return render("accounts/sign_in/recovery_codes.html", codes=new_codes)


@blueprint.post("/off")
@signed_in
def off() -> ResponseReturnValue:
    """Do without again, for those who need not have it."""
    require_fresh_proof()
    if second_factor.is_required(current_user):
        raise Refused(_("Tài khoản từ %(district_level)s trở lên phải có xác thực hai lớp."))
    second_factor.forget(current_user)
    sign_out_elsewhere()
    session.pop("proved_at", None)
    flash(_("Đã tắt xác thực hai lớp."), "ok")
    return redirect(url_for("accounts_own.show"), 303)
