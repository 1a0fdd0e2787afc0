"""Urging: what is missing where and when, reminders of it, and the incidents communes report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Send the reminders of every hour."""
    from portal.extensions import queue
    from portal.fieldwork.reminders import schedule

    _ = app
    queue.every(schedule.EVERY_MINUTES, schedule.run)
