"""Prints the seconds of the synthesis report of Plan 198 and of WeasyPrint alone on the same HTML."""

from __future__ import annotations

from bench import paper
from bench.instances import PLAN
from portal import create_app
from portal.documents import freezing
from portal.surveys import queries

if __name__ == "__main__":
    with create_app().test_request_context():
        survey = queries.by_slug(PLAN)
        assert survey is not None  # noqa: S101 - the rehearsal has made it
        print(*paper.compare(freezing.synthesis_figures(survey)))
