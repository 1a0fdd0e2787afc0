"""All staff pages of the room: each view module hangs its views on the one blueprint when it is imported here."""

from __future__ import annotations

from portal.surveys import deed_views, point_views, print_views, round_views
from portal.surveys.blueprint import blueprint
from portal.surveys.editing import choice_views

__all__ = ["blueprint", "choice_views", "deed_views", "point_views", "print_views", "round_views"]
