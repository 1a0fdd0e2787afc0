"""Rounds, the questionnaire as data, survey points with their QR codes, the turnout policy."""

from flask import Flask


def install(app: Flask) -> None:
    """Say on every page of an office which round it is about."""
    # models are read first
    from portal.surveys.rounds import chosen

    app.context_processor(chosen.context)
