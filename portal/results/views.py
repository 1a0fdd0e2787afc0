"""All pages of the room: each view module hangs its views on the one blueprint when it is imported here."""

from __future__ import annotations

from portal.results import board_views, comment_views, exclusion_views, result_views
from portal.results.blueprint import blueprint
from portal.results.data_out import views as data_views

__all__ = ["blueprint", "board_views", "comment_views", "data_views", "exclusion_views", "result_views"]
