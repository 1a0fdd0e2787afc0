"""Places where citizens answer: codes, chairs, posters."""
