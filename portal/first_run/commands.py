"""The address at which an empty installation is set up, from the shell."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.first_run import access
from portal.web.data import transactions


@click.command("first-run")
@with_appcontext
def first_run() -> None:
    """Print an address to set up an empty installation in the browser: one use, 24 hours; nothing with an account."""
    code = access.new_code()
    transactions.commit()
    if code:
        click.echo(f"thiết lập lần đầu: {current_app.config['BASE_URL']}/first-run/codes/{code} (dùng một lần, 24 giờ)")
