"""The lines of a CSV file that an office sends: read as they stand, and what is wrong with them, by number."""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

from portal.errors import Mistake, Mistakes

# What is wrong, after the number of its line.
Problem = tuple[int, str]


def read_lines(content: bytes) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """The header of a CSV file, and each line that is not empty with its number; cells in NFC, no stray spaces.

    Raises Mistakes where the file is not in UTF-8 or its quotes do not match.
    """
    try:
        text = content.decode("utf-8-sig")  # spreadsheets put a byte order mark first
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refusal([(line, "không phải bảng mã UTF-8; đề nghị lưu lại tệp ở UTF-8.")]) from error
    # NFC: some machines write accents apart; strict: else an open quote swallows the rest of the file.
    reader = csv.reader(StringIO(unicodedata.normalize("NFC", text), newline=""), strict=True)
    try:
        lines = [(reader.line_num, [" ".join(cell.split()) for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise refusal([(reader.line_num, "dấu nháy kép không khớp.")]) from error
    header, *filled = [(line, cells) for line, cells in lines if any(cells)] or [(1, [])]
    return tuple(header[1]), filled


def miscounted(cells: Sequence[str], width: int) -> str:
    """What is wrong with the number of a line's cells; empty if nothing."""
    return "" if len(cells) == width else f"có {len(cells)} cột, phải có {width} cột."


def refusal(problems: Iterable[Problem]) -> Mistakes:
    """All that is wrong with a file, in the order of its lines."""
    in_order = sorted(problems, key=lambda problem: problem[0])
    return Mistakes([Mistake(f"Dòng {line}", sentence) for line, sentence in in_order])
