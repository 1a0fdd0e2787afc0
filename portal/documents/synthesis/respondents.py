"""Reading who answered and what they wrote about: the optional questions crossed with the overall one, the themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from portal.documents.synthesis.figures import CODES, Theme, Trait, TraitGroup
from portal.extensions import db
from portal.results.comments import themes
from portal.results.models import Crossing
from portal.results.scoring import NO_OPINION

if TYPE_CHECKING:
    from portal.results.statistics.basis import Basis
    from portal.surveys.models import Round
    from portal.surveys.questionnaire.questionnaire import Item
    from portal.surveys.questionnaire.wording import Wording

Crossed = dict[tuple[str, int], dict[int, int]]


def traits_of(round_: Round, basis: Basis) -> tuple[Trait, ...]:
    """Each optional question asked; none where nothing was crossed."""
    crossed_answers = answers_by_trait(round_, basis.headline)
    items = [item for item in round_.questionnaire.form.optional if item.on]
    words = round_.plan_data.wording_in_general
    return tuple(trait_of(item, crossed_answers, words) for item in items) if crossed_answers else ()


def answers_by_trait(round_: Round, headline: str) -> Crossed:
    """The answers to the overall question by optional question and choice, the whole round together."""
    query = (
        select(Crossing.item, Crossing.code, Crossing.choice, func.sum(Crossing.n))
        .where(Crossing.round_id == round_.id, Crossing.question == headline)
        .group_by(Crossing.item, Crossing.code, Crossing.choice)
    )
    counts: Crossed = {}
    for item, code, choice, n in db.session.execute(query):
        counts.setdefault((item, code), {})[choice] = int(n)
    return counts


def trait_of(item: Item, crossed_answers: Crossed, words: Wording) -> Trait:
    """The groups in the form's order, those who left it out last."""
    choices = sorted(item.choices, key=lambda choice: choice.code == NO_OPINION)
    groups = [
        TraitGroup(
            words.say(choice.text),
            tuple(crossed_answers.get((item.id, choice.code), {}).get(code, 0) for code in CODES),
        )
        for choice in choices
    ]
    return Trait(item.label, tuple(groups))


def themes_of(round_: Round) -> dict[str, Any]:
    """The themes of the coded comments; empty where no comment is coded."""
    done = themes.progress(round_)
    if not done.coded:
        return {}
    rows = tuple(Theme(row.theme, row.n, row.share, row.wording, row.level) for row in themes.table(round_) if row.n)
    return {"themes": rows, "comments": done.with_theme}
