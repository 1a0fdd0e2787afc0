"""A questionnaire as a phone shows it: the citizen's very sheet, printed from a draft, in a page that sends nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from flask import Blueprint, abort, request, url_for
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.ballots.form import answers, form_view, pages
from portal.ballots.form.form_view import FormVersion, RoundSnapshot
from portal.ballots.form.pages import FormPage
from portal.ballots.submission_status import Window
from portal.extensions import db
from portal.surveys import queries
from portal.surveys.models import Questionnaire, Round
from portal.surveys.points import chairs
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.questionnaire.editing import bodies, words
from portal.surveys.questionnaire.editing.views import load_questionnaire
from portal.surveys.questionnaire.parts import Variant
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
from portal.surveys.questionnaire.wording import Language
from portal.web.http.views import requires

blueprint = Blueprint("preview", __name__)


@blueprint.get("/manage/questionnaires/<int:form_id>/preview")
@requires(Permission.QUESTIONNAIRES_VIEW, subject=load_questionnaire)
def questionnaire(row: Questionnaire, form_id: int) -> str:
    """The sheet in the words of one commune: who holds the chair, which language, long or short, as chosen."""
    round_ = round_for(row)
    if round_ is None:
        abort(404, words.no_round())
    offered = {
        "chair": chairs.LABELS,
        "variant": words.variants(),
        "lang": words.languages(),
    }
    args = {"chair": ChairStatus.INCUMBENT.value, "variant": round_.plan_data.form.variant, "lang": "vi"}
    # what is not offered counts as not asked for: the address is typed by hand, too
    args |= {name: value for name in args if (value := request.args.get(name, "")) in offered[name]}
    form = bodies.readable(row.working_body)
    language = cast("Language", args["lang"])  # one of those offered
    view = form_view.build(version_of(round_, form or row.form, args), language)
    other = pages.OTHER[language][0]
    return pages.render(
        "ballots/form/preview.html",
        language,
        page=FormPage(view, "", language, nonce="", wait=0, simulated=round_.simulated),
        simulated=round_.simulated,
        wrong={},
        other=pages.other_language("", language) | {"url": address(form_id, args, lang=other)},
        sentence=words.preview(row, known=form is not None),
        choices=[links(form_id, args, name, labels) for name, labels in offered.items()],
        back_url=url_for("questionnaires.version", form_id=form_id),
    )


def round_for(row: Questionnaire) -> Round | None:
    """A round of the reader's catalogue to lend its plan: one that uses the form, else the latest; None without any."""
    rounds = db.session.scalars(queries.rounds(current_user.unit)).all()
    using = [round_ for round_ in rounds if round_.questionnaire_id == row.id]
    return next(iter(using or rounds), None)


def version_of(round_: Round, form: Form, args: dict[str, str]) -> FormVersion:
    """The form version of the round's first commune, with another form and chair."""
    variant = cast("Variant", args["variant"])  # one of those offered
    plan = replace(round_.plan_data, form=replace(round_.plan_data.form, variant=variant))
    # never closed: what a phone shows while the round runs
    window = Window(round_.opens_at, round_.closes_at, is_closed=False)
    shared = RoundSnapshot(round_.slug, window, plan, form, answers.rules_of(form, variant), round_.simulated)
    point = db.session.scalars(queries.points(current_user.unit, round_).limit(1)).first()
    if point is None:
        return FormVersion(shared, "…", "xã", None, args["chair"])
    return FormVersion.of(shared, point.unit, args["chair"])


def address(form_id: int, args: dict[str, str], **changes: str) -> str:
    chosen: dict[str, Any] = args | changes
    return url_for(".questionnaire", form_id=form_id, **chosen)


def links(form_id: int, args: dict[str, str], key: str, labels: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """A link for each value of one argument, the one at hand marked."""
    return [(label, address(form_id, args, **{key: name}), name == args[key]) for name, label in labels.items()]
