"""What a page says of the round it is about: its nouns, its title, whether figures are simulated, whom to call."""

from typing import Any

from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.web.ui import terms
from portal.web.ui.formats import ENGLISH


def title_of(round_: Round, plan: Plan) -> str:
    """The round's title in the page's language; in English its questionnaire's, since a plan has none."""
    if ENGLISH.get():
        return plan.wording_in_english.say(round_.questionnaire.form.title)
    return round_.title


def round_context(round_: Round, plan: Plan | None = None) -> dict[str, Any]:
    """Context for base.html, and `round_title`; from here on `terms` are the plan's. Give the plan if it is at hand."""
    plan = plan or round_.plan_data
    terms.speak_of(plan.tongues)
    contact = plan.contact
    name = contact.name.en if ENGLISH.get() else contact.name.vi
    who = f"{name}, {contact.telephone}" if contact.telephone else name
    return {"simulated": round_.simulated, "contact": who, "round_title": title_of(round_, plan)}
