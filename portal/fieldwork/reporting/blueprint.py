"""The pages of reports; rooms above may add links of their own to a report's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.surveys.models import Round
    from portal.units.models import Unit

blueprint = Blueprint("reporting", __name__)

LINK_PROVIDERS: list[Callable[[Unit, Round], tuple[str, str]]] = []
"""Each tells the label and the address of one more link for a unit's report."""
