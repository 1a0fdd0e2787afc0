"""All pages of the roster: importing a view module registers its views on the blueprint."""

from __future__ import annotations

from portal.fieldwork.roster.blueprint import blueprint
from portal.fieldwork.roster.board import board_views
from portal.fieldwork.roster.handover import handover_views
from portal.fieldwork.roster.imports import import_views
from portal.fieldwork.roster.lists import paper_views
from portal.fieldwork.roster.shifts import overlap_permission_views, own_views

__all__ = [
    "blueprint",
    "board_views",
    "handover_views",
    "import_views",
    "overlap_permission_views",
    "own_views",
    "paper_views",
]
