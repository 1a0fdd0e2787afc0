"""`python -m bench.web MODULE:NAME PORT SECONDS` serves an application as `flask serve` does, without a worker."""

from __future__ import annotations

import sys
from importlib import import_module

from portal.app import Portal
from portal.ops import serving
from portal.ops.services import Supervisor

WORKERS, THREADS = 2, 4


def main(application: str, port: str, seconds: str) -> int:
    listener = serving.listen("127.0.0.1", int(port))
    module, _colon, name = application.partition(":")
    app = getattr(import_module(module), name)
    if isinstance(app, Portal):
        app.complete()
    services = serving.web_services(app, listener, WORKERS, THREADS, float(seconds))
    return Supervisor(services, lambda: True, "").run()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
