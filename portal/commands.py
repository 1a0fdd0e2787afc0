"""Every command of the shell, and the one that is of no room: the worker."""

import click
from flask import Flask
from flask.cli import with_appcontext

from portal.accounts import commands as accounts
from portal.ballots import commands as ballots
from portal.demo import commands as demo
from portal.documents import commands as documents
from portal.extensions import queue
from portal.first_run import commands as first_run
from portal.ops import backup, doctor, grants, key_renewal, serving
from portal.results import commands as results
from portal.surveys import commands as surveys
from portal.units import commands as units
from portal.web.media import waiting_files

# One may be reading a file that somebody sent; the others go on.
WORKER_THREADS = 3


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Do the queue's work until told to stop."""
    waiting_files.retire()
    queue.work(WORKER_THREADS)


COMMANDS = (
    worker,
    serving.serve,
    backup.group,
    doctor.doctor,
    grants.group,
    key_renewal.group,
    units.group,
    accounts.group,
    first_run.first_run,
    surveys.rounds,
    surveys.points,
    ballots.box,
    results.group,
    documents.group,
    demo.demo,
)


def install(app: Flask) -> None:
    """Add the commands."""
    surveys.rounds.add_command(results.erase)  # a round's command that a room above carries out
    for command in COMMANDS:
        app.cli.add_command(command)
