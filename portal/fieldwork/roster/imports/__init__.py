"""Rosters read from Excel files."""
