"""The pages of publicity."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("publicity", __name__)
