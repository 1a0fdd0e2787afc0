"""The pages of inspection."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("inspections", __name__)
