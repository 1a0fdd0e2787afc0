"""The blueprint that the roster's view modules share; `views` brings them together."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("roster", __name__)
