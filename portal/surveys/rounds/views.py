"""The staff's pages of a round: what it is and asks, how turnout is judged, what is due, what two persons decide."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.approvals.pages import DecisionForm, RequestPages
from portal.errors import Conflict
from portal.extensions import Hook, db
from portal.surveys import contacts, forms, page_context, queries, turnout, words
from portal.surveys.models import ApprovalRequest, Point, Round
from portal.surveys.plan import features
from portal.surveys.plan.participation import OWN_NUMBERS
from portal.surveys.plan.plan import Plan, needed, timetable
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.questionnaire.editing import operations as editing
from portal.surveys.questionnaire.editing import words as form_words
from portal.surveys.questionnaire.wording import Language, Wording
from portal.surveys.rounds import approvals, chosen
from portal.units import queries as units
from portal.units.models import PROVINCE
from portal.web.data import clock, transactions
from portal.web.http.views import reload, render, requires
from portal.web.ui.forms import PortalForm

blueprint = Blueprint("surveys", __name__)

# Rooms above say here what the province must know of a round's box at once, a sentence each.
alarms: Hook[Callable[[Round], list[str]]] = Hook()
EXAMPLES = (6, 12, 15, 20, 30, 40, 60, 90, 200)
NEXT_KINDS = {"draft": "approve", "closed": "open_results", "opened": "release"}
FORMS = {"approve": forms.ApprovalForm, "extend": forms.ExtensionForm, "close": forms.ReasonForm}


def load_round(slug: str, **_rest: object) -> Round | None:
    """The round an address names, if it is of the reader's catalogue."""
    return next((round_ for round_ in chosen.rounds() if round_.slug == slug), None)


def load_round_for_kind(slug: str, kind: str) -> Round | None:
    """The round, if there is such an action."""
    return load_round(slug) if kind in approvals.KINDS else None


def load_approval(slug: str, deed_id: int) -> ApprovalRequest | None:
    """The request an address names."""
    return queries.approval_in(current_user.unit, slug, deed_id)


def show(template: str, round_: Round, block: str | None = None, **values: Any) -> str:
    """Render a page of a round with what the frame and the head of every such page need."""
    plan: Plan = round_.plan_data
    head = {"round": round_, "slug": round_.slug, "plan": plan, "tabs": tabs(plan)}
    head |= {"words": words, "approvals": approvals}
    return render(f"surveys/{template}.html", block, **{**head, **page_context.round_context(round_, plan), **values})


def tabs(plan: Plan) -> list[tuple[str, str]]:
    """The pages of a round that the reader may open."""
    pages = [
        ("surveys.overview", _("Tổng quan"), Permission.ROUNDS_VIEW),
        ("surveys.questionnaire", _("Phiếu"), Permission.ROUNDS_VIEW),
        ("surveys.policy", _("Mức tham gia"), Permission.ROUNDS_VIEW),
        ("surveys.calendar", _("Lịch"), Permission.ROUNDS_VIEW),
        ("surveys.points", _("Điểm"), Permission.ROUNDS_VIEW),
        ("surveys.papers", _("In mã QR"), Permission.POSTERS_MAKE),
        ("surveys.all_deeds", _("Phê duyệt"), Permission.DEEDS_ASK),
        ("errata.index", _("Sửa chính tả"), Permission.DEEDS_ASK),
    ]
    return [
        (endpoint, label)
        for endpoint, label, right in pages
        if current_user.can(right) and features.has_page(plan, endpoint)
    ]


@blueprint.get("/manage/rounds")
@requires(Permission.ROUNDS_VIEW)
def rounds() -> str:
    """The rounds of the reader's catalogue."""
    rows = queries.rounds_of(current_user.unit)
    counts = queries.points_per_round(current_user.unit)
    return render("surveys/rounds/rounds.html", rounds=rows, counts=counts, words=words)


@blueprint.get("/manage/round")
@requires(Permission.ROUNDS_VIEW)
def at_hand() -> ResponseReturnValue:
    """«Thiết lập đợt»: the round that is chosen; the list where there is none."""
    round_ = chosen.chosen()
    return redirect(url_for(".overview", slug=round_.slug) if round_ else url_for(".rounds"), 303)


@blueprint.get("/manage/rounds/<slug>")
@requires(Permission.ROUNDS_VIEW, subject=load_round)
def overview(round_: Round) -> str:
    """What a round is, how it stands and what comes next."""
    of_province = current_user.unit.level == PROVINCE
    return show(
        "rounds/overview",
        round_,
        count=queries.points_per_round(current_user.unit).get(round_.id, 0),
        waiting=queries.waiting_approvals(round_) if current_user.can(Permission.DEEDS_ASK) else [],
        alarms=[sentence for alarm in alarms for sentence in alarm(round_)] if of_province else [],
        # Another process may serve the open page, under another host.
        public_url=f"{current_app.config['BASE_URL']}/rounds/{round_.slug}",
        lacking=contacts.missing_numbers(round_) if round_.state == "draft" else "",
        contact_province=contacts.of_province(round_.plan_data),
        contact_districts=[contacts.number_of(round_, one) for one in units.districts(current_user.unit)],
        **next_link(round_),
    )


def next_link(round_: Round) -> dict[str, str]:
    """Where the next step is taken, for those who may take it."""
    if round_.state == "approved" and current_user.can(Permission.POSTERS_MAKE):
        return {"next_label": _("In mã QR"), "next_url": url_for("surveys.papers", slug=round_.slug)}
    kind = NEXT_KINDS.get(round_.state, "")
    may_ask = kind in {askable.name for askable in approvals.askable(round_, current_user)}
    if not may_ask or queries.waiting_approvals(round_, kind):
        return {}
    return {"next_label": approvals.title(kind), "next_url": url_for("surveys.ask_deed", slug=round_.slug, kind=kind)}


@blueprint.get("/manage/rounds/<slug>/questionnaire")
@requires(Permission.ROUNDS_VIEW, subject=load_round)
def questionnaire(round_: Round) -> str:
    """The questions as the citizens of one commune will read them."""
    may_choose = round_.state == "draft" and current_user.can(Permission.QUESTIONNAIRES_EDIT)
    return questionnaire_page(round_, choice_form(round_) if may_choose else None)


@blueprint.post("/manage/rounds/<slug>/questionnaire")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_round)
def choose_questionnaire(round_: Round, slug: str) -> ResponseReturnValue:
    """Choose another version for a round that is not approved."""
    form = choice_form(round_)
    if form.submitted() and form.accepts(editing.choose, round_, by=current_user):
        flash(_("Đã chọn mẫu phiếu của đợt. Đề nghị duyệt cũ, nếu có, không còn hiệu lực."), "ok")
        return redirect(url_for("surveys.questionnaire", slug=slug), 303)
    return questionnaire_page(reload(round_), form), form.status


def choice_form(round_: Round) -> forms.ChoiceForm:
    """The versions to choose from, the round's own chosen."""
    form = forms.ChoiceForm(form_id=round_.questionnaire_id, version=str(round_.version))
    rows = queries.questionnaires(current_user.unit)
    form.form_id.choices = [(row.id, f"{form_words.title(row)} ({form_words.state(row)})") for row in rows]
    return form


def questionnaire_page(round_: Round, chooser: PortalForm | None) -> str:
    """Render the questions, and for a draft round the choice of another questionnaire."""
    points = db.session.scalars(queries.points(current_user.unit, round_)).all()
    chosen = (point for point in points if point.unit.code == request.args.get("unit"))
    point = next(chosen, points[0] if points else None)
    language: Language = "en" if request.args.get("lang") == "en" else "vi"
    return show(
        "rounds/questionnaire",
        round_,
        points=points,
        point=point,
        language=language,
        form=round_.form,
        explained=form_words.explained,
        wording=wording_of(round_, point, language),
        chooser=chooser,
    )


def wording_of(round_: Round, point: Point | None, language: Language) -> Wording:
    """The words for a commune as they stand on the day the round tells of; for all communes where there is none."""
    plan: Plan = round_.plan_data
    if point is None:
        return plan.wording("", plan.catalogue.communes, language=language)
    tenure = queries.tenure_on(point.tenures, queries.reference_day(round_))
    chair = tenure.status if tenure else ChairStatus.INCUMBENT
    return plan.wording(point.unit.name, point.unit.kind, chair, language)


@blueprint.get("/manage/rounds/<slug>/policy")
@requires(Permission.ROUNDS_VIEW, subject=load_round)
def policy(round_: Round) -> str:
    """How turnout is judged, with what each preset, and the plan's own numbers, would ask for."""
    settings = needed(round_.plan_data.turnout)
    presets = {name: settings.policy(name) for name in settings.presets}
    rows = [(visits, {name: turnout.band(rule, visits) for name, rule in presets.items()}) for visits in EXAMPLES]
    names = {OWN_NUMBERS: _("Số riêng")}
    return show("rounds/policy", round_, presets=presets, rows=rows, turnout=turnout, names=names)


@blueprint.get("/manage/rounds/<slug>/calendar")
@requires(Permission.ROUNDS_VIEW, subject=load_round)
def calendar(round_: Round) -> str:
    """What is due when, over the window as it is now."""
    plan: Plan = round_.plan_data
    window = replace(plan.window, first_day=round_.first_day, last_day=round_.last_day)
    return show("rounds/calendar", round_, entries=timetable(replace(plan, window=window)), today=clock.today())


@blueprint.get("/manage/rounds/<slug>/deeds")
@requires(Permission.DEEDS_ASK, subject=load_round)
def all_deeds(round_: Round) -> str:
    """What can be asked for now, what waits, what was decided."""
    rows = queries.approvals_of(round_)
    waiting = {row.kind for row in rows if row.waits}
    kinds = approvals.asked_by(round_, current_user)
    possible = [kind for kind, why_not in kinds if not why_not and kind.name not in waiting]
    later = [(kind, why_not) for kind, why_not in kinds if why_not]
    return show("rounds/approvals", round_, found=rows, possible=possible, later=later)


@blueprint.route("/manage/rounds/<slug>/deeds/new/<kind>", methods=["GET", "POST"])
@requires(Permission.DEEDS_ASK, subject=load_round_for_kind)
def ask_deed(round_: Round, kind: str) -> ResponseReturnValue:
    """Ask for an action: what it will do on GET, the asking on POST."""
    approvals.refuse_unfit(current_user, round_, approvals.KINDS[kind].asked_with)
    form = (FORMS.get(kind) or (forms.ReasonForm if approvals.needs_reason(round_, kind) else forms.AskForm))()
    if form.submitted() and form.accepts(ask_approval, round_, kind):
        flash(_("Đã gửi đề nghị. Việc được thực hiện khi một lãnh đạo duyệt khác đồng ý."), "ok")
        return redirect(url_for(".deed", slug=round_.slug, deed_id=form.outcome.id), 303)
    return show("rounds/ask", reload(round_), kind=kind, form=form), form.status


def ask_approval(round_: Round, kind: str, *, confirmed: bool = True, **values: Any) -> ApprovalRequest:
    """The action behind the form; that the questions were read is for the person, not for the record."""
    _ = confirmed
    with approvals.logged_refusal(round_.slug, kind, by=current_user):
        return approvals.ask(round_, kind, by=current_user, **values)


@blueprint.get("/manage/rounds/<slug>/deeds/<int:deed_id>")
@requires(Permission.DEEDS_ASK, subject=load_approval)
def deed(approval: ApprovalRequest) -> ResponseReturnValue:
    """One request: what it will do, who asked, who decided."""
    return PAGES.show(approval)


def approval_page(one: ApprovalRequest, **values: Any) -> str:
    return show("rounds/approval", one.round, one=one, until=approvals.requested_last_day(one), **values)


PAGES: RequestPages[ApprovalRequest] = RequestPages(
    approval_page, Permission.DEEDS_DECIDE, (".deed", ".decide_deed", ".withdraw_deed")
)


@blueprint.post("/manage/rounds/<slug>/deeds/<int:deed_id>/decision")
@requires(Permission.DEEDS_DECIDE, subject=load_approval)
def decide_deed(approval: ApprovalRequest, slug: str) -> ResponseReturnValue:
    """Agree, and the action is done; or turn it down."""
    form = DecisionForm()
    if form.submitted() and passes_guards(form, approval) and form.accepts(decide_approval, approval, slug):
        accepted = form.decision.data == "yes"
        flash(_("Đã đồng ý, việc đã được thực hiện.") if accepted else _("Đã ghi ý kiến không đồng ý."), "ok")
        return redirect(url_for(".deed", slug=slug, deed_id=approval.id), 303)
    return PAGES.show(approval, form)


def passes_guards(form: DecisionForm, approval: ApprovalRequest) -> bool:
    """Run the guards before the transaction that writes, since they may take seconds; False where one refuses."""
    if form.decision.data != "yes":
        return True
    # The round is not loaded again by itself once the transaction is given back.
    round_, kind = approval.round, approval.kind
    transactions.read_only()
    try:
        with approvals.logged_refusal(round_.slug, kind, by=current_user):
            approvals.run_guards(round_, kind)
    except Conflict as error:
        form.refuse(error)
        return False
    transactions.allow_writes()
    return True


def decide_approval(approval: ApprovalRequest, slug: str, *, decision: str, note: str) -> None:
    """The action behind the form, whose guards have just been asked."""
    with approvals.logged_refusal(slug, approval.kind, by=current_user):
        approvals.decide(approval, by=current_user, accepted=decision == "yes", note=note, guarded=True)


@blueprint.post("/manage/rounds/<slug>/deeds/<int:deed_id>/withdrawal")
@requires(Permission.DEEDS_ASK, subject=load_approval)
def withdraw_deed(approval: ApprovalRequest) -> ResponseReturnValue:
    """Take back what one asked for."""
    return PAGES.withdraw(approval, approvals.withdraw)
