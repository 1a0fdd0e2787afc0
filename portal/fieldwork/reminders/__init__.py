"""Urging: what is missing where and when, reminders of it, and the incidents communes report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Register the rules, the reminders of every hour, and what a commune finds among its chores and in its menu."""
    from portal.accounts import navigation  # noqa: PLC0415 - models come first
    from portal.extensions import queue  # noqa: PLC0415
    from portal.fieldwork.reminders import chores, providers, schedule  # noqa: PLC0415
    from portal.fieldwork.today import agenda  # noqa: PLC0415

    _ = app
    providers.register_all()
    queue.every(schedule.EVERY_MINUTES, schedule.run)
    if chores.chores not in agenda.MORE:
        agenda.MORE.append(chores.chores)
    if chores.menu_links not in navigation.MORE_LINKS:
        navigation.MORE_LINKS.append(chores.menu_links)
