"""Communes whose ballots two persons excluded."""
