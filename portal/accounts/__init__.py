"""People and their accounts: roles, rights, sign-in, sessions on the server."""

from flask import Flask

from portal.accounts import navigation
from portal.accounts.sign_in import sessions


def install(app: Flask) -> None:
    """Sessions on the server, the loader of who is signed in, and the menu of every page."""
    sessions.install(app)
    app.context_processor(navigation.context)
