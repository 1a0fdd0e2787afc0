"""The queue of account changes that need a second person."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import approvals
from portal.accounts.models import AccountApproval
from portal.accounts.permissions import Permission, role_title
from portal.errors import DomainError
from portal.web.data import transactions
from portal.web.http import bodies
from portal.web.http.views import render, requires

blueprint = Blueprint("accounts_deeds", __name__, url_prefix="/accounts/deeds")


def load_approval(deed_id: int) -> AccountApproval | None:
    """The action an address names, inside the reader's places."""
    return approvals.approval_in(current_user.unit, deed_id)


@blueprint.get("")
@requires(Permission.ACCOUNTS_DECIDE)
def index() -> str:
    """What waits, what was decided, what is to be carried out."""
    rows = approvals.recent_approvals(current_user.unit)
    return render("accounts/approvals.html", found=rows, title_of=approvals.title, role_title=role_title)


@blueprint.post("/<int:deed_id>/decision")
@requires(Permission.ACCOUNTS_DECIDE, subject=load_approval)
def decide(approval: AccountApproval) -> ResponseReturnValue:
    """Agree or refuse."""
    choice = bodies.single_choice("decision")
    if choice not in {"accept", "refuse"}:
        raise DomainError(_("Chọn đồng ý hoặc không đồng ý."))
    approvals.decide(approval, accept=choice == "accept", by=current_user)
    flash(_("Đã ghi quyết định."), "ok")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:deed_id>/doing")
@requires(Permission.ACCOUNTS_MANAGE, subject=load_approval)
def carry_out(approval: AccountApproval) -> ResponseReturnValue:
    """Do what was agreed; a code is shown on this page and nowhere else."""
    account, code = approvals.carry_out(approval, by=current_user)
    if not code:
        flash(_("Đã đổi trạng thái tài khoản %(name)s.", name=account.username), "ok")
        return redirect(url_for(".index"), 303)
    transactions.commit()
    return render("accounts/code.html", account=account, code=code)
