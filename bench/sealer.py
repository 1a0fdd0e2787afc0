"""Does the sealer's work every quarter of a minute, each time as at another full hour, until its input ends."""

from __future__ import annotations

import select
import sys
from datetime import timedelta

from portal import create_app
from portal.ballots.sealing import batch_sealer
from portal.web.data import clock

PAUSE = 15


def main() -> None:
    """Seal what waits from before, say «ready», then wait and seal by turns."""
    with create_app().app_context():
        seal(0)
        print("ready", flush=True)
        hours = 1
        while not select.select([sys.stdin], [], [], PAUSE)[0]:
            seal(hours)
            hours += 1


def seal(hours: int) -> None:
    """One run of the sealer, signing, as at a full hour to come; ends the process where the log is not right."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
    with clock.moved_to(hour):
        moved = batch_sealer.run(sign=True)
    if moved.troubles:
        sys.exit(str(moved.troubles))


if __name__ == "__main__":
    main()
