"""Settings, rights, commands, papers and downloads as tables, from where the portal declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from docs_tools.markdown import code, table
from portal.accounts.permissions import ROLES, WITHHOLDABLE, Permission
from portal.commands import Commands, LaterCommand
from portal.config import SETTINGS
from portal.documents.kinds import KINDS
from portal.results.exports import files
from portal.surveys.rounds.promises import PROMISES, Promise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.documents.kinds import Kind

# Commands that Flask and Alembic bring.
NOT_OURS = frozenset({"db", "run", "shell", "routes"})


def settings() -> str:
    rows = ((code(f"PORTAL_{name}"), code(default), why) for name, (default, why) in SETTINGS.items())
    return table(("setting", "default", "why"), rows)


def permissions() -> str:
    """Every right with the roles that hold it, and whether a plan may take it from some."""
    holders = ((right, [code(role.value) for role in ROLES if right in ROLES[role]]) for right in Permission)
    rows = ((code(right.value), ", ".join(roles), "yes" if right in WITHHOLDABLE else "") for right, roles in holders)
    return table(("permission", "roles", "a plan may withhold"), rows)


def commands() -> str:
    """Every command of the portal's own with its arguments and options."""
    return table(("command", "options", "what"), (command_row(*one) for one in own_commands()))


def own_commands() -> Iterator[tuple[str, click.Command]]:
    """Each command by its full name, groups resolved."""
    for name, later in sorted(Commands().commands.items()):
        if name in NOT_OURS:
            continue
        command = loaded(later)
        if isinstance(command, click.Group):
            yield from ((f"{name} {part}", loaded(one)) for part, one in sorted(command.commands.items()))
        else:
            yield name, command


def loaded(command: click.Command) -> click.Command:
    return command.loaded() if isinstance(command, LaterCommand) else command


def command_row(name: str, command: click.Command) -> tuple[str, str, str]:
    arguments = [str(one.human_readable_name).upper() for one in command.params if isinstance(one, click.Argument)]
    options = [code(one.opts[0]) for one in command.params if isinstance(one, click.Option)]
    return code(" ".join(["flask", name, *arguments])), " ".join(options), command.help or ""


def papers() -> str:
    """Every kind of paper that can be printed."""
    return table(("kind", "on screen", "copies", "has to be told"), (paper_row(KINDS[name]) for name in sorted(KINDS)))


def paper_row(kind: Kind) -> tuple[str, str, str, str]:
    needs = (("--unit", kind.own_level), ("--month", kind.needs_month), ("--day", kind.needs_day))
    told = ", ".join(code(option) for option, needed in needs if needed)
    return code(kind.name), str(kind.title), ", ".join(map(code, kind.copies)), told


def kit_files() -> str:
    """The text that lies in the kit for the province's own hands, which names every file and column."""
    return f"```text\n{files.guide(inward=True).decode().strip()}\n```"


def downloads(app: Flask) -> str:
    """Every address that hands out a table, with the event that records it."""
    found = ((rule.rule, getattr(app.view_functions[rule.endpoint], "export", "")) for rule in app.url_map.iter_rules())
    rows = sorted({(code(event), code(address)) for address, event in found if event})
    return table(("recorded as", "address"), rows)


def promise_states() -> str:
    """How far each promise is kept, from the table that the public page is made of."""
    head = ("promise", "kept", "said to citizens", "missing", "test")
    return table(head, map(promise_row, PROMISES))


def promise_row(promise: Promise) -> tuple[str, ...]:
    link = f"[{promise.id}](#{promise.id.lower()})"
    return link, promise.state.value, promise.words.of("en"), promise.lacking("en"), code(promise.test)
