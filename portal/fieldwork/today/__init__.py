"""What is to be done today, for a commune and for an office."""
