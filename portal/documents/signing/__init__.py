"""Signatures: made, checked, verified by anybody."""
