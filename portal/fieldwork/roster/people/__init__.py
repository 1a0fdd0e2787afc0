"""Helpers: who they are, and how long they are kept."""
