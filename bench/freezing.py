"""What a freeze of the synthesis figures takes of the processor, without and with the audits of what may leave."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from bench.instances import PLAN
from bench.rows import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.instances import Environment

TURNS = 3


def row(environment: Environment) -> Row:
    """A freeze after the audits have run (ruling 28), beside the first one, which runs them."""
    os.environ.update(environment)
    from portal import create_app  # noqa: PLC0415 - it reads the environment
    from portal.documents.synthesis import snapshot  # noqa: PLC0415
    from portal.surveys import queries as surveys  # noqa: PLC0415

    with create_app().test_request_context():
        round_ = surveys.by_slug(PLAN)
        if round_ is None:
            raise LookupError(PLAN)
        first = spent(lambda: snapshot.synthesis_figures(round_))
        # the tables of counts are remembered after the first time; the audit of estimates runs each time
        again = min(spent(lambda: snapshot.synthesis_figures(round_)) for _turn in range(TURNS))
    return Row("a freeze of 209 communes", f"{again:.2f} s", f"the first, with all audits, {first:.2f} s", again, 3)


def spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
