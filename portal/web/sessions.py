"""The citizen's pages have no session: nothing is read from a cookie, nothing is put into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

if TYPE_CHECKING:
    from flask import Flask, Request

CITIZENS = "/p/"


class Forgotten(SecureCookieSession):
    """A session that is never kept."""


class StaffSessions(SecureCookieSessionInterface):
    """Flask's own sessions, everywhere but there."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return Forgotten() if request.path.startswith(CITIZENS) else super().open_session(app, request)

    def is_null_session(self, obj: object) -> bool:
        return isinstance(obj, Forgotten) or super().is_null_session(obj)


def install(app: Flask) -> None:
    """Take the place of Flask's."""
    app.session_interface = StaffSessions()
