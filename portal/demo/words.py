"""What the people of the demonstration are called, say and write: from `words.toml`, a table for each module.

Rounds of the gallery's plans have words of their own, from `gallery_words.toml`: those of any of them, then the plan's.
"""

import tomllib
from pathlib import Path
from typing import Any

Table = dict[str, Any]
HERE = Path(__file__).parent
ANY = "any"


def read(name: str) -> dict[str, Table]:
    """A file of words."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


WORDS = read("words.toml")
GALLERY = read("gallery_words.toml")


def of(slug: str, table: str) -> Table:
    """A table of words as the round of this slug says them."""
    if slug not in GALLERY:
        return WORDS[table]
    return {**WORDS[table], **GALLERY[ANY].get(table, {}), **GALLERY[slug].get(table, {})}
