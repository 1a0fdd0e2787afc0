"""The one blueprint of the citizen's pages; each module of views registers its own on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("ballots", __name__)
