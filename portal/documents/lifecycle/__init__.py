"""A paper from its draft to its issue."""
