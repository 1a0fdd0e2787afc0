"""One's own account: the browsers it is signed in with, its password, its second factor."""

from flask import Blueprint, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.sign_in import second_factor, sessions
from portal.audit.operations import record
from portal.errors import Conflict
from portal.web.http import bodies
from portal.web.http.views import render, signed_in

blueprint = Blueprint("accounts_own", __name__, url_prefix="/account")


@blueprint.get("")
@signed_in
def show() -> str:
    """Where the account is signed in, and how it is protected."""
    return render(
        "accounts/own.html",
        browsers=sessions.sessions_of(current_user),
        this_one=sessions.token_hash(getattr(session, "token", "")),
        confirmed=second_factor.is_confirmed(current_user),
        left=second_factor.codes_left(current_user),
    )


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """Sign one of the other browsers out."""
    if not sessions.end_one(current_user, bodies.single_choice("browser")):
        raise Conflict(_("Trình duyệt này đã đăng xuất từ trước."))
    record("accounts.sign-out", by=current_user, subject=("account", current_user.id))
    flash(_("Đã đăng xuất trình duyệt kia."), "ok")
    return redirect(url_for(".show"), 303)
