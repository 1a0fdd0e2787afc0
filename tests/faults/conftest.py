"""Short in every run, long with PORTAL_FAULTS=long; at the end of a long run the figures as a table."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import pytest

from portal.extensions import db as database
from tests import databases, make
from tests.faults.installation import Installation, make_installation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_numbers = itertools.count(1)
FIGURES = pytest.StashKey[list[str]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A usual run leaves the slowest out."""
    slow = [item for item in items if item.get_closest_marker("long_fault")]
    if slow and os.environ.get("PORTAL_FAULTS") != "long":
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session")
def long() -> bool:
    """Whether this run takes its time."""
    return os.environ.get("PORTAL_FAULTS") == "long"


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """A portal that lives through one fault after the other."""
    yield from installed()


def installed(folder: str = "", kind: str = "") -> Iterator[Installation]:
    """Make it, on the database of the run or another, hand it over, end its database."""
    databases.process_folder().chmod(0o711)
    place = databases.process_folder() / (folder or f"fault-{next(_numbers)}")
    place.mkdir(mode=0o711, exist_ok=True)
    made = make_installation(place, kind or databases.engine_name())
    yield made
    with made.app.app_context():
        for engine in database.engines.values():
            engine.dispose()
    make.forget()
    if made.postgres is not None:
        databases.stop(made.postgres)


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Callable[..., None]:
    """`note(ballots=120, lost=0)`: figures for the table at the end."""
    kept = request.config.stash.setdefault(FIGURES, [])

    def write(**figures: object) -> None:
        told = ", ".join(f"{name} {value}" for name, value in figures.items())
        kept.append(f"{request.node.name:<58} {told}")

    return write


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, where faults were tried in this process."""
    kept = terminalreporter.config.stash.get(FIGURES, [])
    if kept:
        terminalreporter.section(f"faults on {databases.engine_name()}")
        for line in kept:
            terminalreporter.line(line)
