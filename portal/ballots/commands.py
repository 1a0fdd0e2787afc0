"""`flask box seal`: move what waits in the pools now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from portal.ballots import mover

if TYPE_CHECKING:
    from flask import Flask

box = AppGroup("box", help="The ballot box: its pools and its log.")


def install(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(box)


@box.command("seal")
def seal() -> None:
    """Move waiting ballots, comments and receipts to the sealed tables."""
    moved = mover.run()
    if not moved.ran:
        raise click.ClickException("Một lượt chuyển khác đang chạy.")
    click.echo(f"Đã chuyển {moved.ballots} phiếu, {moved.comments} góp ý, {moved.receipts} mã biên nhận.")
