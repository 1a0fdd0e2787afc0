"""The pages of the desks' phones."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("desk_phones", __name__)
