"""Prints the seconds of Plan 198's synthesis report, of WeasyPrint alone, of the Word file, and the memory in MB."""

from __future__ import annotations

from resource import RUSAGE_SELF, getrusage

from bench import paper
from bench.instances import PLAN
from portal import create_app
from portal.documents.synthesis import snapshot
from portal.surveys import queries

if __name__ == "__main__":
    with create_app().test_request_context():
        survey = queries.by_slug(PLAN)
        assert survey is not None  # noqa: S101 - the rehearsal has made it
        figures = snapshot.synthesis_figures(survey)
        paper.printed(figures)
        megabytes = getrusage(RUSAGE_SELF).ru_maxrss / 1024  # before anything of WeasyPrint's alone counts with it
        ours, plain = paper.compare(figures)
        print(ours, plain, paper.word_seconds(figures), megabytes)
