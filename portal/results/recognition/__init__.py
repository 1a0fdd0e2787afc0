"""Communes held against the survey's criteria of the plan: one of the grounds on which another body recognises them."""
