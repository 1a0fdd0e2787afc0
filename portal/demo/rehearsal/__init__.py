"""What officers do in the demonstration."""
