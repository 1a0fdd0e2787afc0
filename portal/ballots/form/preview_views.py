"""A questionnaire as a phone shows it: the citizen's very sheet, printed from a draft, in a page that sends nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, g, request, url_for
from flask_babel import force_locale
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.ballots.form import pages, sheet
from portal.ballots.form.editions import Edition, Survey
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
@requires(Permission.QUESTIONNAIRES_VIEW, over=load_questionnaire)
def questionnaire(form_id: int) -> str:
    """The sheet in the words of one commune: who holds the chair, which language, long or short, as chosen."""
    survey = round_for(g.subject)
    if survey is None:
        abort(404, words.no_round())
    wish = wishes(survey)
    language: Language = "en" if wish["lang"] == "en" else "vi"
    form = bodies.readable(operations.working_body(g.subject))
    edition = edition_of(survey, form or g.subject.form, wish)
    choices = [chair_links(form_id, wish), variant_links(form_id, wish), language_links(form_id, wish)]
    with force_locale(language):
        return pages.render(
            "ballots/form/preview.html",
            language,
            sheet=sheet.printed(edition, language),
            simulated=survey.simulated,
            typed={},
            wrong={},
            trouble=None,
            notice="",
            other=pages.other_language("", language) | {"url": address(form_id, wish, lang=other(language))},
            said=words.preview(g.subject, known=form is not None),
            choices=choices,
            back_url=url_for("questionnaires.version", form_id=form_id),
        )


def other(language: Language) -> str:
    return "vi" if language == "en" else "en"


def round_for(row: Questionnaire) -> Round | None:
    """A round of the reader's catalogue to lend its plan: one that uses the form, else the latest."""
    found = db.session.scalars(queries.rounds(current_user.unit)).all()
    using = [survey for survey in found if survey.questionnaire_id == row.id]
    return next(iter(using or found), None)


def wishes(survey: Round) -> dict[str, str]:
    """What the address asks for, as far as there is such a thing."""
    usual: dict[str, str] = {
        "chair": ChairStatus.INCUMBENT.value,
        "variant": survey.plan_data.form.variant,
        "lang": "vi",
    }
    allowed: dict[str, set[str]] = {
        "chair": {one.value for one in ChairStatus},
        "variant": {"long", "short"},
        "lang": {"vi", "en"},
    }
    asked = {name: request.args.get(name, value) for name, value in usual.items()}
    return {name: value if value in allowed[name] else usual[name] for name, value in asked.items()}


def edition_of(survey: Round, form: Form, wish: dict[str, str]) -> Edition:
    """The edition of the round's first commune, with another form and chair."""
    plan = survey.plan_data
    variant: Variant = "short" if wish["variant"] == "short" else "long"
    plan = replace(plan, form=replace(plan.form, variant=variant))
    window = Window(survey.opens_at, survey.closes_at, shut=False)
    shared = Survey(survey.slug, window, plan, form, sheet.rules(form, variant), survey.simulated)
    point = db.session.scalars(queries.points(current_user.unit, survey).limit(1)).first()
    if point is None:
        return Edition(shared, "…", "xã", None, wish["chair"])
    district = point.unit.district
    named = (district.kind, district.name) if district else None
    return Edition(shared, point.unit.name, point.unit.kind, named, wish["chair"])


def address(form_id: int, wish: dict[str, str], **changes: str) -> str:
    chosen: dict[str, Any] = {**wish, **changes}
    return url_for(".questionnaire", form_id=form_id, **chosen)


def chair_links(form_id: int, wish: dict[str, str]) -> Choices:
    return links(form_id, wish, "chair", {one.value: chairs.label(one) for one in ChairStatus})


def variant_links(form_id: int, wish: dict[str, str]) -> Choices:
    return links(form_id, wish, "variant", words.variants())


def language_links(form_id: int, wish: dict[str, str]) -> Choices:
    return links(form_id, wish, "lang", words.languages())


def links(form_id: int, wish: dict[str, str], key: str, labels: Mapping[str, str]) -> Choices:
    """A link for each value of one wish, the one at hand marked."""
    return [(label, address(form_id, wish, **{key: name}), name == wish[key]) for name, label in labels.items()]
