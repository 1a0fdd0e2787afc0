"""All pages of the roster: each view module hangs its views on the one blueprint when it is imported here."""

from __future__ import annotations

from portal.fieldwork.roster import (
    board_views,
    double_duty_views,
    handing_over_views,
    helper_views,
    import_views,
    own_views,
    paper_views,
)
from portal.fieldwork.roster.blueprint import blueprint

__all__ = [
    "blueprint",
    "board_views",
    "double_duty_views",
    "handing_over_views",
    "helper_views",
    "import_views",
    "own_views",
    "paper_views",
]
