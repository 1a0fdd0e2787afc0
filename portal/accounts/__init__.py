"""People and their accounts: roles, rights, sign-in, sessions on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.accounts import commands, navigation
from portal.accounts.admin import slips
from portal.accounts.sign_in import sessions
from portal.extensions import queue

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Sessions on the server, the loader of who is signed in, and the shell's commands."""
    sessions.install(app)
    app.context_processor(navigation.context)
    commands.install(app)
    queue.every(60, slips.forget_old_slips)
