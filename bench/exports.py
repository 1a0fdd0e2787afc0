"""Prints the processor's seconds and the megabytes of making one file of figures of Plan 198, in a process of its own.

The megabytes are the most that the process held at once, the portal itself among them.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from resource import RUSAGE_SELF, getrusage
from typing import TYPE_CHECKING

from bench.instances import PLAN
from portal import create_app
from portal.results.exports.open_data import build_open_data
from portal.results.exports.recompute_archive import RecomputeArchive
from portal.results.exports.views import OFFERS
from portal.results.models import Release
from portal.results.release import releasing
from portal.results.tables.workbook import TABLES
from portal.results.tallying.reading import Reading
from portal.surveys import queries
from portal.units import queries as units
from portal.web.data import codec
from portal.web.media.sheets import build_workbook
from portal.web.ui.listing import ListFilter

if TYPE_CHECKING:
    from collections.abc import Callable


def workbook(reading: Reading) -> int:
    """Every table of the results as Excel."""
    grids = [grid for make in TABLES.values() for grid in make(reading, ListFilter())]
    return len(build_workbook(reading.round_.title, [grid.sheet for grid in grids]))


def release_of(reading: Reading) -> Release:
    """What is released, or would be."""
    release = releasing.latest(reading.round_)
    if release is None:
        text = codec.canonical(releasing.draft(reading.round_)).decode()
        release = Release(number=1, content=text, digest=releasing.digest(text))
    return release


OFFERED = {
    "CSV for Excel": "counts-excel",
    "CSV": "counts",
    "SPSS": "counts-spss",
    "DDI": "codebook-ddi",
    "kit to go with a report": "kit",
    "kit for the province": "kit-restricted",
}
"""By what they are called on that page's address."""


def offered(name: str, reading: Reading) -> int:
    """A file that the page of the results offers."""
    content = OFFERS[name].make(RecomputeArchive(reading))
    return len(content) if isinstance(content, bytes) else sum(map(len, content))


FILES: dict[str, Callable[[Reading], int]] = {
    "XLSX": workbook,
    **{title: partial(offered, name) for title, name in OFFERED.items()},
    "open data": lambda reading: len(build_open_data(reading.round_, release_of(reading))),
}


def main(name: str) -> None:
    with create_app().test_request_context():
        round_ = queries.by_slug(PLAN)
        assert round_ is not None  # noqa: S101 - the rehearsal has made it
        top = units.province(round_.catalogue_id)
        assert top is not None  # noqa: S101 - and its units
        reading = Reading(top, round_)
        ballots = reading.ballots
        began = time.process_time()
        size = FILES[name](Reading(top, round_))
        seconds = time.process_time() - began
    most = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    print(seconds, most, size, ballots)


if __name__ == "__main__":
    main(sys.argv[1])
