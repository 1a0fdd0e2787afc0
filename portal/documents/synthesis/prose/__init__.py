"""The sentences of the synthesis report since its third edition."""
