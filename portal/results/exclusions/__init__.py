"""Communes whose ballots two persons set apart."""
