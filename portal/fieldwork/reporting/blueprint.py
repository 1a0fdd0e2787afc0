"""The pages of reports; rooms above may add links of their own to a report's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portal.hooks import Hook

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.surveys.models import Round
    from portal.units.models import Unit

blueprint = Blueprint("reporting", __name__)

extra_links: Hook[Callable[[Unit, Round], tuple[str, str]]] = Hook()
"""Each tells the label and the address of one more link for a unit's report."""
