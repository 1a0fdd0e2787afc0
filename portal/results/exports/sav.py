"""The counts as an SPSS system file with Vietnamese labels: each row stands for as many ballots as it counts. Pure.

Uncompressed, row by row: what PSPP documents of the format, and no more of it. Numbers are eight bytes, texts as many
eights as their column needs; all text is UTF-8, cut at whole letters.
"""

import math
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.results.exports.codebook import Codebook
from portal.results.exports.counts import HEADER, Datum

Cell = str | int

MIME: Final = "application/x-spss-sav"
QUESTION, CHOICE, N = HEADER.index("question"), HEADER.index("choice"), HEADER.index("n")
# the columns of numbers: their digits, their measure
NUMBERS: Final = {QUESTION: (3, "nominal"), CHOICE: (1, "ordinal"), N: (10, "scale")}

PRODUCT: Final = "@(#) SPSS DATA FILE - Y Dan"
UNCOMPRESSED, BIAS = 0, 100.0
LAYOUT: Final = 2
TEXT_FORMAT, NUMBER_FORMAT = 1, 5
LARGEST: Final = sys.float_info.max
WIDEST: Final = 255  # bytes of a text; longer ones need records of their own
LONGEST_LABEL, LONGEST_VALUE_LABEL, LONGEST_TITLE = 252, 120, 64
MEASURES: Final = {"nominal": 1, "ordinal": 2, "scale": 3}
LEFT, RIGHT = 0, 1


@dataclass(frozen=True)
class Column:
    """A variable: `width` in bytes for a text, 0 for a number; `values` are the labels of its numbers."""

    name: str
    label: str
    width: int = 0
    digits: int = 8
    measure: str = "nominal"
    values: Mapping[int, str] = field(default_factory=dict)

    @property
    def segments(self) -> int:
        """How many pieces of eight bytes a value takes."""
        return max(1, -(-self.width // 8))


def write_counts(book: Codebook, rows: Sequence[Datum]) -> Iterator[bytes]:
    """The file: questions and answers as numbers with labels."""
    questions = list(enumerate(book.variables[QUESTION].values, start=1))
    numbers = {question.value: number for number, question in questions}
    table = [(*row[:QUESTION], numbers[row.question], *row[QUESTION + 1 :]) for row in rows]
    labels = {
        QUESTION: {number: f"{question.value} {question.text or question.label}" for number, question in questions},
        CHOICE: {int(choice.value): choice.label for choice in book.variables[CHOICE].values},
    }
    longest = max((len(str(row.choice)) for row in rows), default=1)
    numbers_of = {**NUMBERS, CHOICE: (longest, NUMBERS[CHOICE][1])}
    columns = [
        Column(variable.name, variable.label, 0, *numbers_of[place], labels.get(place, {}))
        if place in NUMBERS
        else Column(variable.name, variable.label, width_of(str(row[place]) for row in table))
        for place, variable in enumerate(book.variables)
    ]
    return write(book.title, columns, table)


def write(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Iterator[bytes]:
    """The file: its head with the dictionary, then each row."""
    yield header(title, columns, len(rows))
    yield from (b"".join(cell(column, value) for column, value in zip(columns, row, strict=True)) for row in rows)


def width_of(texts: Iterable[str]) -> int:
    """The bytes that a column of texts needs."""
    return min(WIDEST, max((len(text.encode()) for text in texts), default=1) or 1)


def cell(column: Column, value: Cell) -> bytes:
    if not column.width:
        return struct.pack("<d", value)
    return padded(str(value), column.width).ljust(8 * column.segments)


def padded(text: str, width: int) -> bytes:
    """The text cut at a width in bytes, or filled up with spaces to it."""
    return cut(text, width).ljust(width)


def cut(text: str, most: int) -> bytes:
    """As many whole letters as fit into so many bytes."""
    return text.encode()[:most].decode(errors="ignore").encode()


def header(title: str, columns: Sequence[Column], rows: int) -> bytes:
    size = sum(column.segments for column in columns)
    first = struct.pack("<4s60s5id", b"$FL2", padded(PRODUCT, 60), LAYOUT, size, UNCOMPRESSED, 0, rows, BIAS)
    dated = b"01 Jan 70" + b"00:00:00"
    parts = [first, dated, padded(title, LONGEST_TITLE), b"\0" * 3]
    parts += [variable(number, column) for number, column in enumerate(columns, start=1)]
    parts += value_label_records(columns)
    parts += [
        extension_record(3, 4, struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, 65001)),
        extension_record(4, 8, struct.pack("<3d", -LARGEST, LARGEST, math.nextafter(-LARGEST, 0))),
        extension_record(11, 4, b"".join(display_record(column) for column in columns)),
        extension_record(13, 1, "\t".join(f"V{n}={column.name}" for n, column in enumerate(columns, start=1)).encode()),
        extension_record(20, 1, b"UTF-8"),
    ]
    return b"".join([*parts, struct.pack("<2i", 999, 0)])


def variable(number: int, column: Column) -> bytes:
    """A variable's record, and an empty one for each eight bytes of its text beyond the first."""
    kind, width = (TEXT_FORMAT, column.width) if column.width else (NUMBER_FORMAT, column.digits)
    shape = kind << 16 | width << 8
    label = cut(column.label, LONGEST_LABEL)
    record = struct.pack("<6i8s", 2, column.width, 1, 0, shape, shape, padded(f"V{number}", 8))
    label_record = struct.pack("<i", len(label)) + label.ljust(-(-len(label) // 4) * 4)
    rest = struct.pack("<6i8s", 2, -1, 0, 0, shape, shape, b" " * 8)
    return record + label_record + rest * (column.segments - 1)


def value_label_records(columns: Sequence[Column]) -> Iterator[bytes]:
    """The labels of numbers, each column's own set."""
    place = 1
    for column in columns:
        if column.values:
            yield struct.pack("<2i", 3, len(column.values))
            yield b"".join(struct.pack("<d", value) + padded_label(label) for value, label in column.values.items())
            yield struct.pack("<3i", 4, 1, place)
        place += column.segments


def padded_label(label: str) -> bytes:
    """A value's label after its length, filled up to eights."""
    text = cut(label, LONGEST_VALUE_LABEL)
    return (bytes([len(text)]) + text).ljust(-(-(len(text) + 1) // 8) * 8)


def display_record(column: Column) -> bytes:
    """How a viewer shows a column: measure, letters, side."""
    letters = min(column.width, 40) or column.digits
    return struct.pack("<3i", MEASURES[column.measure], letters, LEFT if column.width else RIGHT)


def extension_record(kind: int, size: int, content: bytes) -> bytes:
    """One of the records that later versions of the format added."""
    return struct.pack("<4i", 7, kind, size, len(content) // size) + content
