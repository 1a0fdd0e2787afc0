"""What the demonstration of one number holds, table by table: the same in every run, as `figures.csv` keeps it.

Whoever changes what is invented reads in `git diff` what is another now, after
`PORTAL_TEST_ACCEPT=yes .venv/bin/python -m pytest tests/demo/test_figures.py` has written the file anew.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Boolean, Date, DateTime, Integer, String, func, select
from sqlalchemy.types import TypeDecorator

from portal.demo import setup
from portal.extensions import db as database
from portal.web.data import clock, transactions
from tests import make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Table

KEPT = Path(__file__).with_name("figures.csv")
NOW = clock.at(date(2024, 7, 3), 14)
"""Plan 198 is over and counted; the round for trying has its second day."""
NAMED = {"action", "channel", "half", "kind", "level", "part", "role", "rule", "source", "state", "status", "what"}
"""Columns whose values are few and have a name."""
LEFT_OUT = {"event", "staff_session", "known_device", "kv", "task", "schedule", "node", "round_node_key"}
"""Records of the making itself."""


@pytest.fixture
def demonstration(app, db, at, tmp_path, monkeypatch):
    at(NOW)
    units, plan = tmp_path / "units.csv", setup.the_plan()
    units.write_text(make.SMALL, encoding="utf-8")
    small = replace(plan, catalogue=replace(plan.catalogue, expected=4))
    monkeypatch.setattr(setup, "CATALOGUES", dict.fromkeys(setup.CATALOGUES, units))
    monkeypatch.setattr(setup, "the_plan", lambda: small)
    transactions.commit()
    made = app.test_cli_runner().invoke(args=["demo", "--ballots", "120", "--no-papers"])
    assert made.exit_code == 0, made.output
    database.session.rollback()


def figures() -> Iterator[tuple[str, str, str, int]]:
    """Table, column, value, number: rows, sums, days, what is there and what is not."""
    for table in make.tables(database.metadata):
        rows = database.session.scalar(select(func.count()).select_from(table)) or 0
        if rows and table.name not in LEFT_OUT:
            yield table.name, "", "rows", rows
            for column in table.columns:
                if not column.primary_key and not column.name.endswith(("_id", "_by")):
                    yield from ((table.name, column.name, *figure) for figure in of_column(table, column))


def of_column(table: Table, column: Column) -> Iterator[tuple[str, int]]:
    """Value and number: each day, each named value, the sum of numbers, how many are set."""
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    values = database.session.scalars(select(column).select_from(table)).all()
    if isinstance(kind, Date | Boolean) or (isinstance(kind, String) and column.name in NAMED):
        yield from sorted((str(value), n) for value, n in Counter(values).items())
    elif isinstance(kind, Integer):
        yield "sum", sum(value or 0 for value in values)
    elif isinstance(kind, DateTime | String) and column.nullable:
        yield "set", sum(value is not None for value in values)


def test_one_number_makes_the_same_demonstration(demonstration):
    found = [[table, column, value, str(n)] for table, column, value, n in figures()]
    if os.environ.get("PORTAL_TEST_ACCEPT"):
        with KEPT.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(found)
    with KEPT.open(encoding="utf-8", newline="") as file:
        assert found == list(csv.reader(file))
