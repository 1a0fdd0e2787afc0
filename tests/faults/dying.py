"""`python -m tests.faults.dying FOLDER`: seals over and over, killed at its first statement, its second and so on."""

from __future__ import annotations

import json
import os
import signal
import sys

from sqlalchemy import Engine, event

from portal import create_app
from portal.ballots.sealing import batch_sealer
from portal.extensions import db
from tests.faults.hourly import full_hour

MOST = 400


def main() -> None:
    """Print how many deaths it took until a run came through, as JSON."""
    most = int(sys.argv[1])
    app = create_app()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    step = max(1, MOST // most)
    deaths, at = 0, 1
    while at < MOST:
        child = os.fork()
        if child == 0:
            seal(app, at)
        _pid, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            if os.WEXITSTATUS(status):
                raise SystemExit(os.WEXITSTATUS(status))
            break
        deaths, at = deaths + 1, at + (1 if at < most else step)
    sys.stdout.write(json.dumps({"deaths": deaths, "last": at}))


def seal(app, at: int) -> None:
    """In a process of its own: die at the `at`th statement, or come through."""
    seen = 0

    def die(*_about: object) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", die)
    event.listen(Engine, "commit", die)
    with app.app_context(), full_hour(1):
        moved = batch_sealer.run(sign=True)
    os._exit(0 if moved.ran and not moved.troubles else 3)


if __name__ == "__main__":
    main()
