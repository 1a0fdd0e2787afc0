"""The commune's work at its desk: visits, their closing, corrections."""
