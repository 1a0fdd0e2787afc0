"""Ballots opened and counted, kept and one day erased."""
