"""What the commands of the shell have in common: a rule's no, files to read, rows for a machine or for eyes."""

import csv
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click
from flask.cli import AppGroup

from portal.errors import DomainError
from portal.web.data import transactions

Outcome = TypeVar("Outcome")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class CommandGroup(AppGroup):
    """A group of commands, each of which a rule's no ends with its sentence."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise click.ClickException(error.message) from error


def carry_out(action: Callable[[], Outcome]) -> Outcome:
    """Do an action and keep it."""
    outcome = action()
    transactions.commit()
    return outcome


def print_rows(header: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, as_csv: bool) -> None:
    """Print a table for machines, or for eyes."""
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([header, *rows])
        return
    for row in rows:
        click.echo("  ".join(row))
