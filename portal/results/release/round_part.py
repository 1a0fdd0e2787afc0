"""What is released in short, for the round's own public page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template
from markupsafe import Markup

from portal.results.release import released, releasing

if TYPE_CHECKING:
    from portal.surveys.models import Round


def part(round_: Round) -> str:
    """The headline of what is released, for the round's page; nothing before."""
    release = releasing.latest(round_)
    if release is None:
        return ""
    content = releasing.content(release)
    overall = next(row for row in released.table(content) if row.is_overall)
    apart = released.excluded_in_words(content)
    values = {"survey": round_, "content": content, "overall": overall, "release": release, "apart": apart}
    return Markup(render_template("results/release/_released_part.html", **values))  # noqa: S704 - a template's own output
