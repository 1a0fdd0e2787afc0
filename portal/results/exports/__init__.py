"""Figures for other programs: counts by unit, question and answer, what they mean, and how to work them out again."""
