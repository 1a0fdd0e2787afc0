"""The commune's task force: its registration and the papers of its first day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Put «Đăng ký tổ công tác» among a commune's tasks."""
    _ = app
    from portal.fieldwork.taskforce.tasks import tasks
    from portal.fieldwork.today import agenda

    if tasks not in agenda.TASK_PROVIDERS:
        agenda.TASK_PROVIDERS.append(tasks)
