"""Ballots from the waiting pools into the sealed box, and the destruction of what they came with."""
