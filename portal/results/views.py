"""All pages of the room: each view module hangs its views on the one blueprint when it is imported here."""

from __future__ import annotations

from portal.fieldwork.turnout import board_views
from portal.fieldwork.turnout.blueprint import blueprint
from portal.results.comments import comment_views
from portal.results.exclusions import exclusion_views
from portal.results.exports import views as data_views
from portal.results.tables import result_views

__all__ = ["blueprint", "board_views", "comment_views", "data_views", "exclusion_views", "result_views"]
