"""The way from a board of «Triển khai» to the same board of another round."""

from __future__ import annotations

from flask import request, url_for
from flask_login import current_user

from portal.accounts.navigation import Link
from portal.fieldwork import own_round
from portal.fieldwork.scope import approved_rounds, load_round

BOARDS = frozenset(
    {
        "awards.index",
        "inspections.index",
        "preparing.chat",
        "preparing.directing",
        "preparing.task_forces",
        "publicity.overview",
        "reporting.overview",
        "roster.all_desks",
        "urging.index",
    }
)
"""Pages that show one round and take its name."""


def context() -> dict[str, object]:
    """`other_rounds` for base.html: on these boards, and on pages of one's own commune."""
    if request.endpoint not in BOARDS or not current_user.is_authenticated:
        return own_round.context()
    current = load_round((request.view_args or {}).get("slug"))
    return {
        "other_rounds": [
            Link(round_.title, url_for(request.endpoint, slug=round_.slug))
            for round_ in approved_rounds()
            if current and round_ != current
        ]
    }
