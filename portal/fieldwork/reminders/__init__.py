"""Urging: what is missing where and when, reminders of it, and the incidents communes report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Register the rules, the reminders of every hour, and what a commune finds among its tasks and in its menu."""
    from portal.accounts import navigation
    from portal.extensions import queue
    from portal.fieldwork.reminders import providers, schedule, tasks
    from portal.fieldwork.today import agenda

    _ = app
    providers.register_all()
    queue.every(schedule.EVERY_MINUTES, schedule.run)
    if tasks.tasks not in agenda.TASK_PROVIDERS:
        agenda.TASK_PROVIDERS.append(tasks.tasks)
    if tasks.menu_links not in navigation.own_link_sources:
        navigation.own_link_sources.append(tasks.menu_links)
