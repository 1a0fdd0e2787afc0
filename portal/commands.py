"""Every command of the shell, and the one that is of no room: the worker."""

import sys
from importlib import import_module
from typing import Any, cast

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from flask.globals import app_ctx

# One may be reading a file that somebody sent; the others go on.
WORKER_THREADS = 3


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Do the queue's work until told to stop."""
    work(app_ctx.app)


def work(app: Flask) -> None:
    """Do an application's queue's work until told to stop. Raises SystemExit where this machine may not."""
    # only this command needs them
    from portal.extensions import COMPLETE, queue  # noqa: PLC0415
    from portal.nodes import reconciler  # noqa: PLC0415
    from portal.web.media import waiting_files  # noqa: PLC0415

    app.extensions[COMPLETE]()
    if refusal := reconciler.begin(app):
        sys.exit(refusal)
    with app.app_context():
        waiting_files.retire()
    queue.work(WORKER_THREADS)


# Where each lies, and what is said of it in a list: a command loads no other's modules.
COMMANDS = {
    "accounts": ("portal.accounts.commands:group", "Tài khoản của cán bộ."),
    "backup": ("portal.ops.backup:group", "Sao lưu và phục hồi."),
    "box": ("portal.ballots.commands:box", "The ballot box: its pools and its log."),
    "database": ("portal.ops.grants:group", "Quyền của từng tiến trình trên PostgreSQL."),
    "db": ("flask_migrate.cli:db", "Perform database migrations."),
    "demo": ("portal.demo.commands:demo", "Fill an empty database with the demonstration."),
    "doctor": ("portal.ops.doctor:doctor", "Name what is wrong with this installation and how to mend it."),
    "documents": ("portal.documents.commands:group", "Văn bản."),
    "first-run": ("portal.first_run.commands:first_run", "Print an address to set up an empty installation."),
    "keys": ("portal.ops.key_renewal:group", "Khóa bí mật của cài đặt."),
    "nodes": ("portal.nodes.commands:group", "Các máy của cài đặt."),
    "points": ("portal.surveys.points.commands:points", "Điểm khảo sát và mã QR."),
    "results": ("portal.results.commands:group", "Kết quả khảo sát."),
    "rounds": ("portal.surveys.commands:rounds", "Đợt khảo sát."),
    "serve": ("portal.ops.serving:serve", "Serve the portal."),
    "units": ("portal.units.commands:group", "Danh mục đơn vị hành chính."),
    "worker": ("portal.commands:worker", "Do the queue's work until told to stop."),
}

# Parts of a group that a room above carries out.
PARTS = {"rounds": {"erase": ("portal.results.commands:erase", "Erase ballots, comments and the key of a round")}}


class LaterCommand(click.Command):
    """A command in a list; its module is loaded when it is to be done."""

    def __init__(self, name: str, place: str, words: str) -> None:
        super().__init__(name, short_help=words)
        self.place = place

    def loaded(self) -> click.Command:
        """The command itself."""
        module, _colon, name = self.place.partition(":")
        command = cast("click.Command", getattr(import_module(module), name))
        for part, told in PARTS.get(str(self.name), {}).items():
            cast("click.Group", command).add_command(LaterCommand(part, *told))
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Hand over to the command itself."""
        return self.loaded().make_context(info_name, args, parent, **extra)


class Commands(AppGroup):
    """All of them by name."""

    def __init__(self) -> None:
        super().__init__(commands={name: LaterCommand(name, *told) for name, told in COMMANDS.items()})
