"""The pages of awards."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("awards", __name__)
