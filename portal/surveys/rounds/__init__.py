"""A round from its draft to its opening, and what two persons decide about it."""
