"""Does the sealer's work eight times as often as the worker does, until its input ends."""

from __future__ import annotations

import select
import sys

from portal import create_app
from portal.ballots import mover

PAUSE = 15


def main() -> None:
    """Seal what waits from before, say «ready», then wait and seal by turns."""
    with create_app().app_context():
        seal()
        print("ready", flush=True)
        while not select.select([sys.stdin], [], [], PAUSE)[0]:
            seal()


def seal() -> None:
    """One run of the sealer, signing; ends the process where the log is not as it should be."""
    moved = mover.run(sign=True)
    if moved.troubles:
        sys.exit(str(moved.troubles))


if __name__ == "__main__":
    main()
