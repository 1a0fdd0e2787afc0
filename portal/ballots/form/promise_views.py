"""The public page «Cam kết»: what is promised, how anybody checks it, and what is not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from portal.ballots import queries
from portal.ballots.blueprint import blueprint
from portal.ballots.form import pages, phrases
from portal.surveys.rounds import promises
from portal.surveys.rounds.promises import State
from portal.web.data import clock
from portal.web.http.access import public

if TYPE_CHECKING:
    from portal.surveys.questionnaire.wording import Language

MOST_ROUNDS = 5


@blueprint.get("/promises")
@public
def promised() -> str:
    """Say what is promised and what is not kept of it."""
    language = phrases.language()
    lang = None if language == "vi" else language
    other = pages.OTHER[language][0]
    return pages.render(
        "ballots/form/promises.html",
        language,
        other={**pages.other_language("", language), "url": url_for(".promised", lang="en" if other == "en" else None)},
        kept=[promise.words.of(language) for promise in promises.in_state(State.KEPT, State.PARTLY)],
        lacking=[
            {"said": promise.words.of(language), "missing": promise.lacking(language)}
            for promise in promises.in_state(State.PARTLY, State.NOT)
        ],
        outside=[promise.of(language) for promise in promises.OUTSIDE],
        logs=logs(language),
        tool_url=url_for("log.tool"),
        receipt_url=url_for(".receipt", lang=lang),
        home_url=pages.address("", language),
    )


def logs(language: Language) -> list[dict[str, str]]:
    """The sealing logs of the rounds that run or ran last."""
    moment = clock.now()
    rounds = [*queries.rounds_at(moment), *queries.rounds_before(moment, MOST_ROUNDS)]
    lang = None if language == "vi" else language
    return [{"title": round_.title, "url": url_for("log.page", slug=round_.slug, lang=lang)} for round_ in rounds]
