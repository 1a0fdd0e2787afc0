"""The public front door: open rounds, a commune's desk by name, the printed code, a receipt."""

from __future__ import annotations

from portal.ballots.blueprint import blueprint
from portal.web.access import citizen


@blueprint.get("/")
@citizen
def home() -> str:
    return ""


@blueprint.get("/receipt")
@citizen
def receipt() -> str:
    return ""
