"""What a page says of the round it is about: whether its figures are simulated, whom to call, its plan's own words."""

from dataclasses import dataclass
from typing import Any

from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.web.ui import terms
from portal.web.ui.formats import ENGLISH


@dataclass(frozen=True)
class RoundWords:
    """What a round is called and who holds it, in the page's language; names that exist in Vietnamese alone are left.

    `rated` is whose work is asked about, `communes` the kinds of units.
    """

    title: str
    organiser: str
    rated: str
    desk: str
    communes: str
    purpose: str
    kept: str


def words_of(round_: Round, plan: Plan) -> RoundWords:
    """The plan's words; in English those of its questionnaire where the plan has none."""
    citizen = plan.citizen
    if not ENGLISH.get():
        who, rated = plan.identity.issuer_full, plan.identity.rated
        desk, communes = plan.desk.short, plan.catalogue.communes
        return RoundWords(round_.title, who, rated, desk, communes, citizen.purpose.vi, citizen.kept.vi)
    wording = plan.wording_in_english
    return RoundWords(
        wording.say(round_.questionnaire.form.title),
        citizen.organiser.en,
        wording.holes["chair"],
        plan.desk.english,
        plan.terms_in_english.communes,
        citizen.purpose.en,
        citizen.kept.en,
    )


def round_context(round_: Round, plan: Plan | None = None) -> dict[str, Any]:
    """Context for base.html, and `said`, the plan's words; give the plan if it is at hand."""
    plan = plan or round_.plan_data
    terms.speak_of(plan.tongues)
    contact = plan.contact
    name = contact.name.en if ENGLISH.get() else contact.name.vi
    who = f"{name}, {contact.telephone}" if contact.telephone else name
    return {"simulated": round_.simulated, "contact": who, "said": words_of(round_, plan)}
