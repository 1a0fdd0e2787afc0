"""Letters and minutes of a round."""
