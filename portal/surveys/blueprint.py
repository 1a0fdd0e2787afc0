"""The one blueprint of the room's staff pages; each module of views registers its own on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("surveys", __name__)
