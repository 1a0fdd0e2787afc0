"""A questionnaire as a phone shows it: the citizen's very sheet, printed from a draft, in a page that sends nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.ballots.form import answers, form_view, pages
from portal.ballots.form.form_view import FormVersion, RoundSnapshot
from portal.ballots.form.pages import FormPage
from portal.ballots.submission_status import Window
from portal.extensions import db
from portal.surveys import queries
from portal.surveys.models import PlanDraft, Questionnaire, Round
from portal.surveys.plan.editing import bodies as plan_bodies
from portal.surveys.plan.editing import gallery, previews
from portal.surveys.plan.editing.views import load_draft
from portal.surveys.plan.plan import Plan
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.questionnaire.editing import bodies, words
from portal.surveys.questionnaire.editing.views import load_questionnaire
from portal.surveys.questionnaire.parts import Variant
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
from portal.surveys.questionnaire.wording import Language
from portal.web.data import clock
from portal.web.http.views import requires

blueprint = Blueprint("preview", __name__)


@blueprint.get("/manage/questionnaires/<int:form_id>/preview")
@requires(Permission.QUESTIONNAIRES_VIEW, subject=load_questionnaire)
def questionnaire(row: Questionnaire, form_id: int) -> str:
    """The sheet in the words of one commune: who holds the chair, which language, long or short, as chosen."""
    round_ = round_for(row)
    if round_ is None:
        abort(404, words.no_round())
    offered = offered_of(round_.plan_data)
    args = asked_for(offered, round_.plan_data.form.variant)
    form = bodies.readable(row.working_body)
    version = version_of(round_, form or row.form, args)
    sentence = words.preview(row, known=form is not None)
    back = _("Về trang soạn phiếu"), url_for("questionnaires.version", form_id=form_id)
    return sheet(version, {"form_id": form_id}, args, offered, sentence, back)


@blueprint.get("/manage/plans/<int:draft_id>/sheet")
@requires(Permission.ROUNDS_EDIT, subject=load_draft)
def plan_sheet(draft: PlanDraft, draft_id: int) -> str:
    """The sheet as the plan that is written has it; what is missing is lent by the plan it began from."""
    body = draft.body
    plan = plan_bodies.whole(body, draft.lender)
    form = gallery.form_of(plan.form.code, plan.form.version)
    if form is None:
        abort(404, _("Chưa có mẫu phiếu của kế hoạch này: soạn hoặc nhập ở Mẫu phiếu trước."))
    offered = offered_of(plan)
    args = asked_for(offered, plan.form.variant)
    lent = len(plan_bodies.mistakes_in(body))
    sentence = (
        _("Phiếu theo kế hoạch đang soạn; %(n)s chỗ chưa ghi tạm lấy từ kế hoạch đã chép.", n=lent)
        if lent
        else _("Phiếu theo kế hoạch đang soạn.")
    )
    back = _("Về trang kế hoạch"), url_for("plans.overview", draft_id=draft_id)
    return sheet(version_of_plan(plan, form, args), {"draft_id": draft_id}, args, offered, sentence, back)


def offered_of(plan: Plan) -> Mapping[str, Mapping[str, str]]:
    """What the sheet can be looked at in: how a rated office is held, long or short, which language."""
    chair = {"chair": plan.rated.labels} if plan.rated.is_person else {}
    return {**chair, "variant": words.variants(), "lang": words.languages()}


def asked_for(offered: Mapping[str, Mapping[str, str]], variant: str) -> dict[str, str]:
    """What the address asks for; what is not offered counts as not asked for: it is typed by hand, too."""
    args = {"chair": ChairStatus.INCUMBENT.value, "variant": variant, "lang": "vi"}
    return args | {name: value for name in args if (value := request.args.get(name, "")) in offered.get(name, ())}


def sheet(
    version: FormVersion,
    about: dict[str, int],
    args: dict[str, str],
    offered: Mapping[str, Mapping[str, str]],
    sentence: str,
    back: tuple[str, str],
) -> str:
    """The sheet of a version, with what may be chosen and the way back; `about` is what the address names."""
    language = cast("Language", args["lang"])  # one of those offered
    view = form_view.build(version, language)
    other = pages.OTHER[language][0]
    return pages.render(
        "ballots/form/preview.html",
        language,
        page=FormPage(view, "", language, nonce="", wait=0, simulated=version.round.simulated),
        simulated=version.round.simulated,
        wrong={},
        other=pages.other_language("", language) | {"url": address(about, args, lang=other)},
        sentence=sentence,
        choices=[links(about, args, name, labels) for name, labels in offered.items()],
        back=back,
    )


def round_for(row: Questionnaire) -> Round | None:
    """A round of the reader's catalogue to lend its plan: one that uses the form, else the latest; None without any."""
    rounds = queries.rounds_of(current_user.unit)
    using = [round_ for round_ in rounds if round_.questionnaire_id == row.id]
    return next(iter(using or rounds), None)


def version_of_plan(plan: Plan, form: Form, args: dict[str, str]) -> FormVersion:
    """The form version of the reader's first commune under a plan of no round."""
    variant = cast("Variant", args["variant"])  # one of those offered
    window = Window(clock.start_of(plan.window.first_day), clock.end_of(plan.window.last_day), is_closed=False)
    rules = answers.rules_of(form, variant)
    shown = replace(plan, form=replace(plan.form, variant=variant))
    shared = RoundSnapshot(plan.slug, window, shown, form, rules, plan.identity.example)
    return FormVersion.of(shared, previews.example_unit(current_user.unit), args["chair"])


def version_of(round_: Round, form: Form, args: dict[str, str]) -> FormVersion:
    """The form version of the round's first commune, with another form and chair."""
    variant = cast("Variant", args["variant"])  # one of those offered
    plan = replace(round_.plan_data, form=replace(round_.plan_data.form, variant=variant))
    # never closed: what a phone shows while the round runs
    window = Window(round_.opens_at, round_.closes_at, is_closed=False)
    shared = RoundSnapshot(round_.slug, window, plan, form, answers.rules_of(form, variant), round_.simulated)
    point = db.session.scalars(queries.points(current_user.unit, round_).limit(1)).first()
    if point is None:
        return FormVersion(shared, "…", plan.terms.commune, None, args["chair"])
    return FormVersion.of(shared, point.unit, args["chair"])


def address(about: dict[str, int], args: dict[str, str], **changes: str) -> str:
    chosen: dict[str, Any] = about | args | changes
    return url_for(request.endpoint or "", **chosen)


def links(
    about: dict[str, int], args: dict[str, str], key: str, labels: Mapping[str, str]
) -> list[tuple[str, str, bool]]:
    """A link for each value of one argument, the one at hand marked."""
    return [(label, address(about, args, **{key: name}), name == args[key]) for name, label in labels.items()]
