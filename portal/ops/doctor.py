"""`flask doctor`: what is wrong with an installation, and how to mend it."""

import click

from portal.ops.condition.checks import examine
from portal.web.data import transactions


@click.command("doctor")
def doctor() -> None:
    """Name what is wrong with this installation and how to mend it; exit 1 if anything is."""
    transactions.read_only()
    wrong = False
    for found in examine():
        measured = f" ({found.measured})" if found.measured else ""
        click.echo(f"{'LỖI ' if found.mend else 'đạt '} {found.check.words}{measured}")
        if found.mend:
            click.echo(f"      → {found.mend}")
            wrong = True
    if wrong:
        raise SystemExit(1)
