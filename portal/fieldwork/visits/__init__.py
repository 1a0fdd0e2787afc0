"""Visitors counted at a desk, a day made final, and its correction."""
