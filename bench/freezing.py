"""What a freeze of the synthesis figures takes of the processor, without and with the audits of what may leave."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TypeVar

from bench.instances import PLAN
from bench.rows import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.instances import Environment

T = TypeVar("T")
MOST_SECONDS = 3


def row(environment: Environment) -> Row:
    """A freeze after the audits have run (ruling 28), beside the first one, which runs them."""
    os.environ.update(environment)
    from portal import create_app  # noqa: PLC0415 - it reads the environment
    from portal.documents.synthesis import analysis, snapshot  # noqa: PLC0415
    from portal.surveys import queries as surveys  # noqa: PLC0415

    with create_app().test_request_context():
        round_ = surveys.by_slug(PLAN)
        if round_ is None:
            raise LookupError(PLAN)
        first, figures = spent(lambda: snapshot.synthesis_figures(round_))
        # the tables of counts are remembered after the first time, the audit of estimates is not
        again, _figures = spent(lambda: snapshot.synthesis_figures(round_))
        audit, _form = spent(lambda: analysis.estimates_public(figures.areas, figures.outward.get(figures.headline)))
    seconds = again - audit
    return Row("a freeze of 209 communes", f"{seconds:.2f} s", f"with the audits {first:.2f} s", seconds, MOST_SECONDS)


def spent(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result
