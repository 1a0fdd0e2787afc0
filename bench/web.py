"""`python -m bench.web MODULE:NAME PORT SECONDS` serves an application as `flask serve` does, without a worker."""

from __future__ import annotations

import sys

from portal.ops import serving

WORKERS, THREADS = 2, 4


def main(application: str, port: str, seconds: str) -> int:
    listener = serving.listen("127.0.0.1", int(port))
    services = serving.web_services(listener, WORKERS, THREADS, float(seconds), application)
    return serving.Supervisor(services, lambda: True, "").run()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
