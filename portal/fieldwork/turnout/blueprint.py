"""The blueprint that the room's view modules share; `views` brings them together."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("results", __name__)
