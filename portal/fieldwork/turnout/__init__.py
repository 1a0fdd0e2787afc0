"""Visits against ballots, commune by commune. Reads no result."""
