"""The citizen's side: the form of a point, its intake, the receipt; the pools and their mover."""
