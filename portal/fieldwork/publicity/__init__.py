"""Making the survey known: the log of what was done, its photographs, and the post of each day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """The queue's handler of cards, and what publicity adds to «Việc còn lại»."""
    from portal.fieldwork.publicity import cards, tasks
    from portal.fieldwork.today import agenda

    _ = app, cards
    if tasks.tasks not in agenda.TASK_PROVIDERS:
        agenda.TASK_PROVIDERS.append(tasks.tasks)
