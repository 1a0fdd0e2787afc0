"""The synthesis report of a round."""
