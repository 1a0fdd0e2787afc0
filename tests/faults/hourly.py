"""`python -m tests.faults.hourly HOURS`: one run of the sealer as at a full hour to come, when a batch may enter."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from portal import create_app
from portal.ballots.sealing import batch_sealer
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def full_hour(hours: int) -> Iterator[None]:
    """The clock stands at the full hour so many hours from this one."""
    with clock.moved_to(clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)):
        yield


if __name__ == "__main__":
    with create_app().app_context(), full_hour(int(sys.argv[1])):
        moved = batch_sealer.run(sign=True)
    sys.exit(0 if moved.ran and not moved.troubles else 3)
