"""Signing in and out, choosing a password, and the account administrator's pages."""

from flask import Blueprint, Response, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import approvals, navigation, operations, persons, queries
from portal.accounts.admin import people_list, requests
from portal.accounts.forms import AccountForm, LoginForm, PasswordForm
from portal.accounts.models import Account
from portal.accounts.permissions import Permission, Role, role_title
from portal.accounts.sign_in import devices, passwords, sessions, signing_in
from portal.errors import DomainError
from portal.units.queries import district_choices
from portal.units.queries import in_scope as unit_in_scope
from portal.web.data import transactions
from portal.web.http import addresses, bodies
from portal.web.http.views import asks_file, declares, public, render, requires, signed_in, with_file
from portal.web.ui.listing import ListFilter, paged, send_list

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """The sign-in form."""
    signing_in.refuse_shared_browser()
    if current_user.is_authenticated and request.method == "GET":
        return redirect(url_for("accounts.home"), 303)
    form = LoginForm()
    if form.submitted():
        outcome = signing_in.try_sign_in(form.username.data or "", form.password.data or "", devices.current_device())
        if outcome.account is not None:
            return start_session(outcome.account)
        form.form_errors, form.status = [outcome.sentence], outcome.status
        answer = current_app.make_response((render("accounts/login.html", form=form), form.status))
        if outcome.wait:
            answer.headers["Retry-After"] = str(outcome.wait)
        return devices.set_device_cookie(answer)
    return render("accounts/login.html", form=form), form.status


def start_session(account: Account) -> Response:
    """Begin a session under a new id and go where the person was heading."""
    token = operations.sign_in(account, devices.current_device())
    target = addresses.own_address(request.args.get("next", "")) or url_for("accounts.home")
    answer = current_app.make_response(redirect(target, 303))
    sessions.give_cookie(answer, token)
    g.signed_in_now = True
    return devices.set_device_cookie(answer)


@blueprint.post("/logout")
@declares(before_first_password=True, while_pending=("code", "enrol"))
@signed_in
def logout() -> ResponseReturnValue:
    """Sign this browser out; what it kept of the site is cleared."""
    sessions.end(getattr(session, "token", ""))
    answer = current_app.make_response(redirect(url_for("accounts.login"), 303))
    answer.delete_cookie(str(current_app.config["SESSION_COOKIE_NAME"]), path="/")
    # not "cookies": browsers would take those of other sites under the same domain, too
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@blueprint.route("/password", methods=["GET", "POST"])
@declares(before_first_password=True)
@signed_in
def password() -> ResponseReturnValue:
    """Choose a password; compulsory after a one-use code."""
    form = PasswordForm()
    if form.submitted():
        transactions.read_only()  # hashing takes 60 ms, in which no other writer may be kept out
        password_hash = passwords.hashed(form.new_password.data or "")
        transactions.allow_writes()
        if form.accepts(change_own_password, password_hash):
            flash(_("Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất."), "ok")
            return redirect(url_for("accounts.home"), 303)
    return render("accounts/password.html", form=form), form.status


def change_own_password(password_hash: str, new_password: str, again: str) -> None:
    """The action behind the form, whose hash was made outside of the transaction."""
    if new_password != again:
        raise DomainError(_("Hai lần nhập mật khẩu không giống nhau."), "again")
    operations.change_password(current_user, new_password, password_hash, token=getattr(session, "token", ""))


@blueprint.get("/home")
@signed_in
def home() -> ResponseReturnValue:
    """The first of the role's places, with the round that was chosen for it."""
    return redirect(url_for(navigation.PLACES[current_user.role][0].endpoint, round=request.args.get("round")), 303)


@blueprint.get("/more")
@signed_in
def more() -> str:
    """«Thêm»: what has no place at the thumb, the guide, one's account, and the way out."""
    return render("accounts/more.html", links=navigation.more())


def load_account(account_id: int) -> Account | None:
    """The account an address names, inside the reader's places; communes only, for a district."""
    account = queries.account_in(current_user.unit, account_id)
    if account is None or current_user.can(Permission.ACCOUNTS_MANAGE) or account.is_of_commune:
        return account
    return None


@blueprint.get("/accounts")
@with_file(blueprint, "/accounts/list.xlsx", "accounts.export")
@requires(Permission.ACCOUNTS_RESET)
def people() -> ResponseReturnValue:
    """The accounts of one's places."""
    list_filter = ListFilter.from_args(request.args)
    rows = people_list.matching_accounts(current_user, list_filter)
    if asks_file():  # all pages
        return send_list("tai-khoan", _("Tài khoản"), people_list.columns(), rows)
    pages = paged(rows, request.args.get("page", 1, type=int), people_list.PAGE_SIZE)
    return render(
        "accounts/people.html",
        "list",
        pages=pages,
        list_filter=list_filter,
        waiting=requests.count_waiting(current_user),
        state_of=people_list.state,
        states=people_list.states(),
        districts=district_choices(current_user.unit),
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def new_account() -> ResponseReturnValue:
    """Open an account and show its one-use code once."""
    form = AccountForm()
    form.role.choices = [(role.value, role_title(role)) for role in Role]
    if form.submitted() and form.accepts(open_account):
        return redirect_asked() if form.outcome is None else show_code_once(*form.outcome)
    return render("accounts/new.html", form=form), form.status


def redirect_asked() -> ResponseReturnValue:
    """Say that a second person is needed, and lead to the queue."""
    flash(_("Đã gửi đề nghị. Tài khoản %(province_level)s cần người thứ hai đồng ý."), "ok")
    return redirect(url_for("accounts_deeds.index"), 303)


def open_account(
    full_name: str, identifier: str, username: str, role: str, unit_code: str
) -> tuple[Account, str] | None:
    """The action behind the form; None where it is only asked for, since it takes two persons."""
    unit = unit_in_scope(current_user.unit, unit_code)
    if unit is None:
        raise DomainError(_("Không có đơn vị mang mã này trong danh mục."), "unit_code")
    if approvals.needs_two(role):
        operations.refuse_unfit(username, role, unit)
        persons.refuse_other_name(full_name, identifier, unit)
        payload = {"full_name": full_name, "identifier": identifier, "username": username, "role": role}
        approvals.ask("create", unit=unit, by=current_user, payload=payload)
        return None
    person = persons.person_of(full_name, identifier, unit)
    account = operations.create(username, person=person, role=role, unit=unit, by=current_user)
    return account, operations.issue_code(account, by=current_user)


@blueprint.route("/accounts/<int:account_id>/code", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_RESET, subject=load_account)
def reset(account: Account) -> ResponseReturnValue:
    """Give a new one-use code: a question on GET, the action on POST."""
    if request.method == "POST" and approvals.needs_two(account.role):
        approvals.ask("code", unit=account.unit, by=current_user, account=account)
        return redirect_asked()
    if request.method == "POST":
        code = operations.issue_code(account, by=current_user)
        return show_code_once(account, code)
    return render("accounts/reset.html", account=account, account_id=account.id)


def show_code_once(account: Account, code: str) -> str:
    """Keep the action, then show the code: it stands on this page and nowhere else."""
    transactions.commit()
    return render("accounts/code.html", account=account, code=code)


@blueprint.route("/accounts/<int:account_id>/state", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE, subject=load_account)
def state(account: Account) -> ResponseReturnValue:
    """Close an account or open it again: a question on GET, the action on POST."""
    if request.method == "POST":
        wanted = bodies.single_choice("wanted")  # the state by its name, so that two clicks never undo each other
        if wanted not in {"open", "close"}:
            raise DomainError(_("Mở lại trang tài khoản rồi bấm khóa hoặc mở."))
        if approvals.needs_two(account.role):
            approvals.ask(wanted, unit=account.unit, by=current_user, account=account)
            return redirect_asked()
        operations.set_active(account, active=wanted == "open", by=current_user)
        flash(_("Đã đổi trạng thái tài khoản %(name)s.", name=account.username), "ok")
        return redirect(url_for("accounts.people"), 303)
    return render("accounts/state.html", account=account, account_id=account.id)
