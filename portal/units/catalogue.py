"""Reads a catalogue of units from CSV: all of it, or every mistake at once with its line."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from portal.errors import DomainError
from portal.units.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLUMNS = ("code", "name", "kind", "parent_code", "level")
ALIASES = "aliases"
"""A sixth column, if there is one: other spellings of the name that a search finds too, parted by «;»."""
PROVINCE, DISTRICT, COMMUNE = LEVELS = ("province", "district", "commune")
CODE_LENGTHS = {PROVINCE: 2, DISTRICT: 3, COMMUNE: 5}
PARENT_LEVELS = {PROVINCE: (), DISTRICT: (PROVINCE,), COMMUNE: (DISTRICT, PROVINCE)}
KINDS = {
    "tỉnh": (PROVINCE,),
    "thành phố": (PROVINCE, DISTRICT),
    "thị xã": (DISTRICT,),
    "huyện": (DISTRICT,),
    "quận": (DISTRICT,),
    "phường": (COMMUNE,),
    "thị trấn": (COMMUNE,),
    "xã": (COMMUNE,),
    "đặc khu": (COMMUNE,),
}
LONGEST_NAME, MOST_ALIASES = 60, 3
NAME = re.compile(r"[^\W_]+(?:[ '’-][^\W_]+)*")


@dataclass(frozen=True)
class Row:
    """A unit as the file has it; `line` is where."""

    code: str
    name: str
    kind: str
    parent_code: str
    level: str
    aliases: tuple[str, ...] = ()
    line: int = 0

    @property
    def search(self) -> str:
        """What a search looks at: kind and name, and again under each other spelling, folded."""
        return " / ".join(fold(f"{self.kind} {name}") for name in (self.name, *self.aliases))


@dataclass(frozen=True)
class Mistake:
    """What is wrong in one line of the file."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"Dòng {self.line}: {self.sentence}"


class CatalogueMistakes(DomainError):
    """The file is no catalogue; `mistakes` has them all, in the file's order."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = sorted(mistakes, key=lambda mistake: mistake.line)
        super().__init__("\n".join(map(str, self.mistakes)))


def parse(content: bytes) -> list[Row]:
    """The units of a file, the upper levels first. Raises CatalogueMistakes."""
    header, *lines = _lines(content) or [(1, [])]
    if tuple(header[1]) not in {COLUMNS, (*COLUMNS, ALIASES)}:
        raise CatalogueMistakes([Mistake(1, f"dòng tiêu đề phải là {','.join(COLUMNS)}.")])
    width = len(header[1])
    mistakes = [Mistake(line, _miscounted(cells, width)) for line, cells in lines if len(cells) != width]
    rows = [_row(line, cells) for line, cells in lines if len(cells) == width]
    mistakes += [Mistake(row.line, sentence) for row in rows for sentence in _wrong_in(row)]
    mistakes += _wrong_among(rows)
    if mistakes:
        raise CatalogueMistakes(mistakes)
    return sorted(rows, key=lambda row: LEVELS.index(row.level))


def _lines(content: bytes) -> list[tuple[int, list[str]]]:
    """Each line that is not empty, with its number, cells in NFC and without stray spaces."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CatalogueMistakes([Mistake(line, "không phải bảng mã UTF-8; đề nghị lưu lại tệp ở UTF-8.")]) from error
    reader = csv.reader(StringIO(unicodedata.normalize("NFC", text), newline=""), strict=True)
    try:
        lines = [(reader.line_num, [" ".join(cell.split()) for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise CatalogueMistakes([Mistake(reader.line_num, "dấu nháy kép không khớp.")]) from error
    return [(line, cells) for line, cells in lines if any(cells)]


def _row(line: int, cells: Sequence[str]) -> Row:
    code, name, kind, parent_code, level, *aliases = cells
    others = tuple(part.strip() for cell in aliases for part in cell.split(";") if part.strip())
    return Row(code, name, kind.lower(), parent_code, level, others, line)


def _miscounted(cells: Sequence[str], width: int) -> str:
    return f"có {len(cells)} cột, phải có {width} cột."


def _wrong_in(row: Row) -> Iterator[str]:
    """What is wrong in a row by itself."""
    if row.level not in LEVELS:
        yield f"level “{row.level}” không đúng; phải là một trong {', '.join(LEVELS)}."
    if row.kind not in KINDS:
        yield f"kind “{row.kind}” không đúng; phải là một trong {', '.join(KINDS)}."
    elif row.level in LEVELS and row.level not in KINDS[row.kind]:
        yield f"“{row.kind}” không thể có level {row.level}."
    yield from _wrong_code(row)
    for name in (row.name, *row.aliases):
        yield from _wrong_name(name)
    if len(row.aliases) > MOST_ALIASES:
        yield f"aliases có {len(row.aliases)} cách viết, nhiều nhất là {MOST_ALIASES}."


def _wrong_code(row: Row) -> Iterator[str]:
    length = CODE_LENGTHS.get(row.level)
    if not (row.code.isascii() and row.code.isdigit()):
        yield f"code “{row.code}” phải là chữ số."
    elif length and len(row.code) != length:
        hint = "; bảng tính có thể đã bỏ mất số 0 ở đầu" if len(row.code) < length else ""
        yield f"code “{row.code}” phải có {length} chữ số{hint}."
    if row.level == PROVINCE and row.parent_code:
        yield "đơn vị cấp tỉnh phải để trống parent_code."


def _wrong_name(name: str) -> Iterator[str]:
    if not name:
        yield "thiếu tên đơn vị (name)."
    elif len(name) > LONGEST_NAME:
        yield f"tên “{name[:LONGEST_NAME]}…” dài quá {LONGEST_NAME} ký tự."
    elif not NAME.fullmatch(name):
        yield f"tên “{name}” có ký tự lạ."
    for kind in KINDS:
        if name.lower().startswith(f"{kind} "):
            yield f"tên “{name}” không ghi kèm chữ “{kind}”; loại đơn vị ghi ở cột kind."


def _wrong_among(rows: Sequence[Row]) -> Iterator[Mistake]:
    """What is wrong between rows: codes and names used twice, parents, the one province."""
    yield from _repeated(rows)
    by_code = {row.code: row for row in rows}
    has_districts = any(row.level == DISTRICT for row in rows)
    for row in rows:
        sentence = _wrong_parent(row, by_code.get(row.parent_code), has_districts=has_districts)
        if sentence:
            yield Mistake(row.line, sentence)
    provinces = sum(row.level == PROVINCE for row in rows)
    if provinces != 1:
        yield Mistake(1, f"danh mục phải có đúng một đơn vị cấp tỉnh; tệp này có {provinces}.")


def _repeated(rows: Sequence[Row]) -> Iterator[Mistake]:
    codes = Counter(row.code for row in rows)
    names = Counter((row.parent_code, row.kind, row.name) for row in rows)
    first: dict[object, int] = {}
    for row in rows:
        name = (row.parent_code, row.kind, row.name)
        code_line, name_line = first.setdefault(row.code, row.line), first.setdefault(name, row.line)
        if codes[row.code] > 1 and code_line != row.line:
            yield Mistake(row.line, f"code “{row.code}” đã dùng ở dòng {code_line}.")
        elif names[name] > 1 and name_line != row.line:
            yield Mistake(row.line, f"“{row.kind} {row.name}” đã có ở dòng {name_line}, cùng đơn vị cấp trên.")


def _wrong_parent(row: Row, parent: Row | None, *, has_districts: bool) -> str:
    allowed = PARENT_LEVELS.get(row.level)
    if not allowed:
        return ""
    if not row.parent_code:
        return "thiếu parent_code."
    if parent is None:
        return f"parent_code “{row.parent_code}” không có trong tệp."
    if parent.level not in allowed:
        return f"parent_code “{row.parent_code}” là đơn vị cấp {parent.level}; phải là {' hoặc '.join(allowed)}."
    if has_districts and row.level == COMMUNE and parent.level == PROVINCE:
        return "xã, phường, thị trấn phải thuộc một đơn vị cấp huyện, vì danh mục này có cấp huyện."
    return ""
