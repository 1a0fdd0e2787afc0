"""The reports of communes and districts on how the survey went, and the figures for the province's own software."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Put «Báo cáo tình hình, kết quả» among a commune's tasks and what it is urged to do."""
    _ = app
    from portal.fieldwork.reporting import outstanding
    from portal.fieldwork.reporting.tasks import tasks
    from portal.fieldwork.today import agenda

    outstanding.register_rules()
    if tasks not in agenda.TASK_PROVIDERS:
        agenda.TASK_PROVIDERS.append(tasks)
