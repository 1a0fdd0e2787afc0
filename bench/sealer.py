"""Does the sealer's work each few seconds, far oftener than the worker's two minutes, until its input ends."""

from __future__ import annotations

import select
import sys

from portal import create_app
from portal.ballots import mover

PAUSE = 4


def main() -> None:
    """Say «ready» once, then seal and wait by turns."""
    with create_app().app_context():
        print("ready", flush=True)
        while not select.select([sys.stdin], [], [], PAUSE)[0]:
            moved = mover.run(sign=True)
            if moved.troubles:
                sys.exit(str(moved.troubles))


if __name__ == "__main__":
    main()
