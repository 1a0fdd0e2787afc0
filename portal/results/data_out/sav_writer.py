"""Writes an SPSS file in a process of its own: a table as JSON comes in, the file goes out. Imports nothing of ours."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


def main() -> None:
    """From standard input to standard output."""
    sys.stdout.buffer.write(made(json.load(sys.stdin)))


def made(asked: dict[str, Any]) -> bytes:
    """The file; JSON has no whole numbers for keys, so the values' labels get theirs back."""
    import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy, and not on every server
    import pyreadstat  # noqa: PLC0415

    said = asked["labels"]
    values = said.pop("variable_value_labels").items()
    numbered: dict[str, dict[int | float, str]] = {
        name: {int(value): label for value, label in of.items()} for name, of in values
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.sav"
        frame = pd.DataFrame(asked["rows"], columns=asked["header"])
        pyreadstat.write_sav(frame, path, variable_value_labels=numbered, **said)
        return path.read_bytes()


if __name__ == "__main__":
    main()
