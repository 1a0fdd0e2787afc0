"""The list of decisions, from the head of each file in docs/decisions."""

from __future__ import annotations

import re
from typing import NamedTuple

from docs_tools.markdown import table
from portal.config import ROOT

FOLDER = ROOT / "docs" / "decisions"
HEAD = re.compile(r"# (\d{4}) (.+)\n\n- Date: (\d{4}-\d\d-\d\d)\n- Status: (.+)\n")
PARTS = ("## Context", "## Decision", "## Cost", "## What would change our mind")


class Decision(NamedTuple):
    """What stands at the head of a decision's file."""

    file: str
    number: str
    title: str
    date: str
    status: str


def decisions() -> list[Decision]:
    """Every decision by its number. Raises ValueError for a file whose head lacks a field."""
    return [decision(path.name, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("[0-9]*.md"))]


def decision(name: str, text: str) -> Decision:
    head = HEAD.match(text)
    if head is None:
        message = f"{name} does not begin with number, title, date and status"
        raise ValueError(message)
    return Decision(name, *head.groups())


def index() -> str:
    """The newest first."""
    rows = ((f"[{one.number}]({one.file})", one.title, one.date, one.status) for one in reversed(decisions()))
    return table(("no.", "decision", "date", "status"), rows)
