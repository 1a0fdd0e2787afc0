"""The pages of urging."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("urging", __name__)
