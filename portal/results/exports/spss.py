"""The counts as an SPSS file with Vietnamese labels: each row stands for as many ballots as it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from portal.results.exports import sav
from portal.results.exports.counts import HEADER
from portal.results.exports.sav import Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portal.results.exports.codebook import Category, Codebook
    from portal.results.exports.counts import Datum

MIME: Final = "application/x-spss-sav"
QUESTION, CHOICE, N = HEADER.index("question"), HEADER.index("choice"), HEADER.index("n")
NUMBERS: Final = {QUESTION: (3, "nominal"), CHOICE: (1, "ordinal"), N: (10, "scale")}
"""The columns of numbers: their digits, their measure."""


def write(book: Codebook, rows: Sequence[Datum]) -> Iterator[bytes]:
    """The file: questions and answers as numbers with labels."""
    numbers = {one.value: number for number, one in enumerate(book.variables[QUESTION].values, start=1)}
    table = [(*row[:QUESTION], numbers[row.question], *row[QUESTION + 1 :]) for row in rows]
    return sav.write(book.title, columns(book, table), table)


def columns(book: Codebook, table: Sequence[Sequence[str | int]]) -> list[Column]:
    """The columns as the codebook tells them."""
    labels = {
        QUESTION: {n: value_label(one) for n, one in enumerate(book.variables[QUESTION].values, start=1)},
        CHOICE: {int(one.value): one.label for one in book.variables[CHOICE].values},
    }
    return [
        Column(one.name, one.label, 0, *NUMBERS[place], labels.get(place, {}))
        if place in NUMBERS
        else Column(one.name, one.label, sav.width_of(str(row[place]) for row in table))
        for place, one in enumerate(book.variables)
    ]


def value_label(one: Category) -> str:
    return f"{one.value} {one.text or one.label}"
