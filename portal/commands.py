"""Commands of the installation as a whole: the worker, the server, the rehearsal."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from portal.extensions import queue
from portal.web.media import waiting_files

if TYPE_CHECKING:
    from flask import Flask

WORKER_THREADS = 3
"""One may be reading a file that somebody sent; the others go on."""
ELSEWHERE = (
    "portal.ops.serving",
    "portal.ops.backup",
    "portal.ops.doctor.checks",
    "portal.ops.grants",
    "portal.ops.key_renewal",
    "portal.demo",
)
"""Modules with an `install(app)` that adds commands of their own."""


def install(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(worker)
    for name in ELSEWHERE:
        if find_spec(name) is not None:
            module = import_module(name)
            if hasattr(module, "install"):
                module.install(app)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Do the queue's work until told to stop."""
    waiting_files.retire()
    queue.consumer(WORKER_THREADS).run()
