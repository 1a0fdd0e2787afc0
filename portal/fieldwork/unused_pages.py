"""A page of a feature that the round's plan does not use is not there: 404 with a sentence, and no entry in a menu."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.fieldwork.scope import approved_rounds, load_round
from portal.surveys.models import Round
from portal.surveys.plan import features
from portal.surveys.plan.features import Feature
from portal.surveys.rounds import chosen
from portal.web.http.views import View


def refuse(view: View) -> ResponseReturnValue | None:
    """404 where the round at hand has no such page; it names the plan and what the plan does not have."""
    feature = features.of_page(request.endpoint or "")
    if feature is None:
        return None
    rounds = rounds_meant(view)
    if rounds and not any(uses(round_, feature) for round_ in rounds):
        abort(404, features.absence(rounds[0].plan_data, feature))
    return None


def rounds_meant(view: View) -> list[Round]:
    """The round of the page; all approved ones where the address names a row and no round."""
    if getattr(view, "of_own_round", False):
        return [round_ for round_ in approved_rounds() if round_.slug == g.get("own_round")]
    if chosen.named() is not None or not request.view_args:
        round_ = load_round(chosen.named()) or chosen.chosen()
        return [round_] if round_ else []
    return approved_rounds()


def is_in_use(endpoint: str) -> bool:
    """Whether a menu has an entry for a page: a commune by any of its rounds, an office by the round that is chosen."""
    feature = features.of_page(endpoint)
    if feature is None:
        return True
    rounds = approved_rounds()
    if not current_user.is_of_commune:
        at_hand = chosen.chosen(rounds)
        rounds = [at_hand] if at_hand else []
    return not rounds or any(uses(round_, feature) for round_ in rounds)


def uses(round_: Round, feature: Feature) -> bool:
    return features.uses(round_.plan_data, feature)
