"""The counts as an SPSS file with Vietnamese labels: needs pyreadstat and pandas, which a server may leave out.

They weigh more than the portal, so a process of its own loads them and is gone with them.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _

from portal.errors import Conflict
from portal.results.data_out import sav_writer
from portal.results.data_out.counts import HEADER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.results.data_out.codebook import Codebook
    from portal.results.data_out.counts import Datum

MIME: Final = "application/x-spss-sav"
NEEDED: Final = ("pyreadstat", "pandas")
SECONDS: Final = 60
LONGEST_LABEL: Final = 120
"""SPSS cuts value labels after so many bytes."""


def is_there() -> bool:
    """Whether this server can write such files."""
    return all(importlib.util.find_spec(name) for name in NEEDED)


def write(book: Codebook, rows: Sequence[Datum]) -> bytes:
    """The file: questions and answers as numbers with labels, each row weighing as many ballots as it counts."""
    if not is_there():
        raise Conflict(_("Máy chủ này chưa cài phần ghi tệp SPSS (requirements-sav.txt)."))
    asked = {one.value: number for number, one in enumerate(values_of(book, "question"), start=1)}
    table = {
        "header": HEADER,
        "rows": [(*row[:4], asked[row.question], row.choice, row.label, row.n) for row in rows],
        "labels": labels(book, asked),
    }
    program = [sys.executable, "-I", sav_writer.__file__]
    sent = json.dumps(table).encode()
    return subprocess.run(program, input=sent, stdout=subprocess.PIPE, check=True, timeout=SECONDS).stdout  # noqa: S603 - our own program, nothing from outside on its line


def labels(book: Codebook, asked: dict[str, int]) -> dict[str, Any]:
    questions = {asked[one.value]: cut(f"{one.value} {one.text or one.label}") for one in values_of(book, "question")}
    choices = {int(one.value): cut(one.label) for one in values_of(book, "choice")}
    return {
        "file_label": cut(book.title, 60),
        "column_labels": [one.label for one in book.variables],
        "variable_value_labels": {"question": questions, "choice": choices},
        "variable_measure": {"question": "nominal", "choice": "ordinal", "n": "scale"},
        "variable_format": {"question": "F3.0", "choice": "F1.0", "n": "F10.0"},
    }


def values_of(book: Codebook, name: str) -> Sequence[Any]:
    return next(one.values for one in book.variables if one.name == name)


def cut(text: str, most: int = LONGEST_LABEL) -> str:
    """As many whole letters as fit into so many bytes."""
    return text.encode()[:most].decode(errors="ignore")
