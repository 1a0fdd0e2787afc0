"""The page on which each office role's day starts: what waits for this person, then how far the round is."""
