"""What citizens wrote, masked and sorted by theme."""
