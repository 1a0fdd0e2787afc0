"""The words of rounds kept before plans said them. Such a round's plan is never written anew: its digest is sealed."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parents[3] / "plans" / "earlier" / "words.toml"
SAID: Final = tomllib.loads(FILE.read_text(encoding="utf-8"))


def as_said(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A plan as a round keeps it, with the words that the software said for it before it had a section for them."""
    return {**SAID, **kept}


def to_keep(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A plan to keep with a round: each such section is there, so that an empty one is not taken for an earlier one."""
    return {**{section: {} for section in SAID}, **plan}
