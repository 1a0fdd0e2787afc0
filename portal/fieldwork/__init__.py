"""The commune's work at its desk: visits, their closing, corrections; a sub-package for each further topic."""

from importlib import import_module

from flask import Flask

TOPICS = ("visits", "awards", "directives", "inspections", "publicity", "reporting", "roster", "taskforce", "reminders")
"""Sub-packages with models; each may have an `install(app)`."""


def install(app: Flask) -> None:
    """Bring in the models of every topic, then what else it adds."""
    for topic in TOPICS:
        package = import_module(f"portal.fieldwork.{topic}")
        import_module(f"portal.fieldwork.{topic}.models")
        if hasattr(package, "install"):
            package.install(app)
    # models are read first
    from portal.fieldwork import own_round

    app.context_processor(own_round.context)
    own_round.install(app)
