"""«Theo dõi»: units × steps of a round, the units with something left first."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.accounts.permissions import Permission
from portal.fieldwork.scope import load_named_round, load_round
from portal.surveys import page_context
from portal.web.http.views import render, requires

blueprint = Blueprint("monitoring", __name__)


@blueprint.get("/monitoring")
@blueprint.get("/monitoring/<slug>")
@requires(Permission.BOARD_VIEW, over=load_named_round)
def table(slug: str | None = None) -> ResponseReturnValue:
    """The table of a round."""
    round_ = load_round(slug)
    if round_ is None:
        return render("fieldwork/turnout/no_board.html")
    return render("fieldwork/monitoring/table.html", survey=round_, **page_context.round_context(round_))
