"""The helper's card for the phone: open to everybody, for helpers have no accounts."""

from flask import Blueprint

from portal.fieldwork.help import desk_sheets
from portal.web.http.views import public, render

blueprint = Blueprint("guiding_public", __name__)


@blueprint.get("/card")
@public
def card() -> str:
    """What a helper may do, must not do, and says when asked."""
    return render("fieldwork/help/card.html", **desk_sheets.words())
