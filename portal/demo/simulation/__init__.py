"""What citizens do in the demonstration."""
