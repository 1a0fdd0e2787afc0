"""All staff pages of the room: importing a view module here registers its views on the one blueprint."""

from __future__ import annotations

from portal.surveys.blueprint import blueprint
from portal.surveys.points import point_views, print_views
from portal.surveys.questionnaire.editing import choice_views
from portal.surveys.rounds import approval_views, round_views

__all__ = ["approval_views", "blueprint", "choice_views", "point_views", "print_views", "round_views"]
