"""What the frame of a page shows of the round it is about: whether its figures are simulated, and whom to call."""

from typing import Any

from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan


def round_context(round_: Round, plan: Plan | None = None) -> dict[str, Any]:
    """Context for base.html; give the plan if it is at hand."""
    contact = (plan or round_.plan_data).contact
    who = f"{contact.name.vi}, {contact.telephone}" if contact.telephone else contact.name.vi
    return {"simulated": round_.simulated, "contact": who}
