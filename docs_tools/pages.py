"""The generated parts: blocks between two comments in a page of words, and drawings that are files of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docs_tools import data_model, decision_index, reference, state_diagrams
from portal.config import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

DOCS = ROOT / "docs"
BLOCK = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def current(app: Flask) -> dict[Path, str]:
    """Every file with a generated part, as it has to be now."""
    made = blocks(app)
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md"))}
    filled = {path: fill(text, made) for path, text in texts.items() if BLOCK.search(text)}
    return filled | {DOCS / name: drawing for name, drawing in state_diagrams.drawings().items()}


def fill(text: str, made: dict[str, str]) -> str:
    """A page with its blocks written anew. Raises KeyError for a block that nothing makes."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{made[found[2]]}\n\n{found[3]}", text)


def blocks(app: Flask) -> dict[str, str]:
    """Each generated block by its name."""
    return {
        "data-model": data_model.tables(),
        "settings": reference.settings(),
        "permissions": reference.permissions(),
        "commands": reference.commands(),
        "papers": reference.papers(),
        "kit-files": reference.kit_files(),
        "downloads": reference.downloads(app),
        "promise-states": reference.promise_states(),
        "decisions": decision_index.index(),
        "round-steps": state_diagrams.round_steps(),
        "paper-steps": state_diagrams.paper_steps(),
    }
