"""The board: how far the communes are, for districts and the province."""

from __future__ import annotations
