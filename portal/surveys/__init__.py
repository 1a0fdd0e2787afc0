"""Rounds, the questionnaire as data, survey points with their QR codes, the turnout policy."""
