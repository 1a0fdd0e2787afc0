"""Making the survey known: the log of what was done, its photographs, and the post of each day."""
