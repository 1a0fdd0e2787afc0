"""A questionnaire as a phone shows it: the citizen's very sheet, printed from a draft, in a page that sends nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request, url_for
from flask_babel import force_locale
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.ballots.form import answers, form_view, pages
from portal.ballots.form.form_version import FormVersion, RoundSnapshot
from portal.ballots.form.window import Window
from portal.extensions import db
from portal.surveys import queries
from portal.surveys.points import chairs
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.questionnaire.editing import bodies, operations, words
from portal.surveys.questionnaire.editing.blueprint import load_questionnaire
from portal.web.http.access import requires

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.surveys.models import Questionnaire, Round
    from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
    from portal.surveys.questionnaire.questionnaire import Variant
    from portal.surveys.questionnaire.wording import Language

    Choices = list[tuple[str, str, bool]]

blueprint = Blueprint("preview", __name__)


@blueprint.get("/manage/questionnaires/<int:form_id>/preview")
@requires(Permission.QUESTIONNAIRES_VIEW, subject=load_questionnaire)
def questionnaire(row: Questionnaire, form_id: int) -> str:
    """The sheet in the words of one commune: who holds the chair, which language, long or short, as chosen."""
    round_ = round_for(row)
    if round_ is None:
        abort(404, words.no_round())
    args = edition_args(round_)
    language: Language = "en" if args["lang"] == "en" else "vi"
    form = bodies.readable(operations.working_body(row))
    version = edition_of(round_, form or row.form, args)
    choices = [chair_links(form_id, args), variant_links(form_id, args), language_links(form_id, args)]
    with force_locale(language):
        return pages.render(
            "ballots/form/preview.html",
            language,
            form_view=form_view.build(version, language),
            simulated=round_.simulated,
            typed={},
            wrong={},
            problem=None,
            notice="",
            other=pages.other_language("", language) | {"url": address(form_id, args, lang=other(language))},
            sentence=words.preview(row, known=form is not None),
            choices=choices,
            back_url=url_for("questionnaires.version", form_id=form_id),
        )


def other(language: Language) -> str:
    return "vi" if language == "en" else "en"


def round_for(row: Questionnaire) -> Round | None:
    """A round of the reader's catalogue to lend its plan: one that uses the form, else the latest."""
    rounds = db.session.scalars(queries.rounds(current_user.unit)).all()
    using = [round_ for round_ in rounds if round_.questionnaire_id == row.id]
    return next(iter(using or rounds), None)


def edition_args(round_: Round) -> dict[str, str]:
    """What the address asks for, as far as there is such a thing."""
    usual: dict[str, str] = {
        "chair": ChairStatus.INCUMBENT.value,
        "variant": round_.plan_data.form.variant,
        "lang": "vi",
    }
    allowed: dict[str, set[str]] = {
        "chair": {status.value for status in ChairStatus},
        "variant": {"long", "short"},
        "lang": {"vi", "en"},
    }
    choices = {name: request.args.get(name, value) for name, value in usual.items()}
    return {name: value if value in allowed[name] else usual[name] for name, value in choices.items()}


def edition_of(round_: Round, form: Form, args: dict[str, str]) -> FormVersion:
    """The form version of the round's first commune, with another form and chair."""
    plan = round_.plan_data
    variant: Variant = "short" if args["variant"] == "short" else "long"
    plan = replace(plan, form=replace(plan.form, variant=variant))
    window = Window(round_.opens_at, round_.closes_at, is_closed=False)
    shared = RoundSnapshot(round_.slug, window, plan, form, answers.rules_of(form, variant), round_.simulated)
    point = db.session.scalars(queries.points(current_user.unit, round_).limit(1)).first()
    if point is None:
        return FormVersion(shared, "…", "xã", None, args["chair"])
    district = point.unit.district
    named = (district.kind, district.name) if district else None
    return FormVersion(shared, point.unit.name, point.unit.kind, named, args["chair"])


def address(form_id: int, args: dict[str, str], **changes: str) -> str:
    chosen: dict[str, Any] = {**args, **changes}
    return url_for(".questionnaire", form_id=form_id, **chosen)


def chair_links(form_id: int, args: dict[str, str]) -> Choices:
    return links(form_id, args, "chair", chairs.LABELS)


def variant_links(form_id: int, args: dict[str, str]) -> Choices:
    return links(form_id, args, "variant", words.variants())


def language_links(form_id: int, args: dict[str, str]) -> Choices:
    return links(form_id, args, "lang", words.languages())


def links(form_id: int, args: dict[str, str], key: str, labels: Mapping[str, str]) -> Choices:
    """A link for each value of one argument, the one at hand marked."""
    return [(label, address(form_id, args, **{key: name}), name == args[key]) for name, label in labels.items()]
