"""Catalogues of units on pages: loading, correcting, matching old units with new ones."""
