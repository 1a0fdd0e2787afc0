"""The helper's card for the phone: open to everybody, for helpers have no accounts."""

from __future__ import annotations

from flask import Blueprint

from portal.fieldwork.guiding import desk_sheets
from portal.web.access import public
from portal.web.fragments import render

blueprint = Blueprint("guiding_public", __name__)


@blueprint.get("/card")
@public
def card() -> str:
    """What a helper may do, must not do, and says when asked."""
    return render("fieldwork/guiding/card.html", **desk_sheets.words())
