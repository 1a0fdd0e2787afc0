"""Provinces with an installation each: what one signs of its released figures, and the sum over several."""
