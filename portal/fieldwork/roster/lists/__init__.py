"""Rosters as printed lists."""
