"""A catalogue of units from CSV: all of it is read and kept, or every mistake named at once with its line."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from flask_babel import gettext as _

from portal.audit.operations import record
from portal.errors import Conflict, Mistake, Mistakes
from portal.extensions import db
from portal.units.kinds import KINDS
from portal.units.models import COMMUNE, DISTRICT, PROVINCE, Catalogue, Unit
from portal.units.names import fold, sort_key
from portal.web.data import clock

COLUMNS = ("code", "name", "kind", "parent_code", "level")
# A sixth column, if there is one: other spellings of the name that a search finds too, parted by «;».
ALIASES = "aliases"
LEVELS = (PROVINCE, DISTRICT, COMMUNE)
CODE_LENGTHS = {PROVINCE: 2, DISTRICT: 3, COMMUNE: 5}
PARENT_LEVELS = {PROVINCE: (), DISTRICT: (PROVINCE,), COMMUNE: (DISTRICT, PROVINCE)}
LONGEST_NAME, MOST_ALIASES = 60, 3
NAME = re.compile(r"[^\W_]+(?:(?: - |[ '’-])[^\W_]+)*")


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


def parse(content: bytes, province: str = "") -> list[Row]:
    """The units of a file, or of one province of it by its code, the upper levels first. Raises Mistakes with all."""
    header, lines = read_lines(content)
    if header not in {COLUMNS, (*COLUMNS, ALIASES)}:
        raise refusal([(1, f"dòng tiêu đề phải là {','.join(COLUMNS)}.")])
    problems = [(line, wrong) for line, cells in lines if (wrong := miscounted(cells, len(header)))]
    rows = within([row_of(line, cells) for line, cells in lines if len(cells) == len(header)], province)
    problems += [(row.line, sentence) for row in rows for sentence in _wrong_in(row)]
    problems += _wrong_among(rows)
    if problems:
        raise refusal(problems)
    return sorted(rows, key=lambda row: LEVELS.index(row.level))


def within(rows: list[Row], province: str) -> list[Row]:
    """The rows that lie in a province, itself included; all where none is named. Raises Mistakes where it is not."""
    if not province:
        return rows
    by_code = {row.code: row for row in rows}
    if province not in by_code:
        raise refusal([(1, f"không có đơn vị cấp tỉnh mã “{province}” trong tệp.")])
    parents = {row.code: row.parent_code for row in rows}
    return [row for row in rows if province in {row.code, row.parent_code, parents.get(row.parent_code)}]


def row_of(line: int, cells: Sequence[str]) -> Row:
    code, name, kind, parent_code, level, *aliases = cells
    others = tuple(part.strip() for cell in aliases for part in cell.split(";") if part.strip())
    return Row(code, name, kind.lower(), parent_code, level, others, line)


def _wrong_in(row: Row) -> Iterator[str]:
    """What is wrong in a row by itself."""
    if row.level not in LEVELS:
        yield f"level “{row.level}” không đúng; phải là một trong {', '.join(LEVELS)}."
    if row.kind not in KINDS:
        yield f"kind “{row.kind}” không đúng; phải là một trong {', '.join(KINDS)}."
    elif row.level in LEVELS and row.level not in KINDS[row.kind].levels:
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
        # Codes read as figures lose their noughts: the usual mistake.
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


def _wrong_among(rows: Sequence[Row]) -> Iterator[Problem]:
    """What is wrong between rows: codes and names used twice, parents, the one province."""
    yield from _repeated(rows)
    by_code = {row.code: row for row in rows}
    has_districts = any(row.level == DISTRICT for row in rows)
    for row in rows:
        sentence = _wrong_parent(row, by_code.get(row.parent_code), has_districts=has_districts)
        if sentence:
            yield row.line, sentence
    provinces = sum(row.level == PROVINCE for row in rows)
    if provinces != 1:
        hint = "; chọn một tỉnh bằng --province MÃ" if provinces > 1 else ""
        yield 1, f"danh mục phải có đúng một đơn vị cấp tỉnh; tệp này có {provinces}{hint}."


def _repeated(rows: Sequence[Row]) -> Iterator[Problem]:
    first: dict[object, int] = {}
    for row in rows:
        code_line = first.setdefault(row.code, row.line)
        name_line = first.setdefault((row.parent_code, row.kind, row.name), row.line)
        if code_line != row.line:
            yield row.line, f"code “{row.code}” đã dùng ở dòng {code_line}."
        elif name_line != row.line:
            yield row.line, f"“{row.kind} {row.name}” đã có ở dòng {name_line}, cùng đơn vị cấp trên."


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
    # It would be missing from the sums of every district.
    if has_districts and row.level == COMMUNE and parent.level == PROVINCE:
        return "đơn vị cấp commune phải thuộc một đơn vị cấp district, vì danh mục này có cấp district."
    return ""


def load(year: int, rows: Sequence[Row]) -> Catalogue:
    """Keep the units of a year, all of them. Raises Conflict where that year is loaded already."""
    if db.session.get(Catalogue, year) is not None:
        raise Conflict(_("Danh mục đơn vị năm %(year)s đã có trong hệ thống, không nạp lại.", year=year))
    top = next(row for row in rows if row.level == PROVINCE)
    catalogue = Catalogue(year=year, title=f"{top.kind} {top.name}", loaded_at=clock.now())
    db.session.add(catalogue)
    db.session.flush()
    order = positions(rows)
    units: dict[str, Unit] = {}
    # A unit refers to its parent, which is made first.
    for row in sorted(rows, key=lambda row: LEVELS.index(row.level)):
        units[row.code] = unit_of(year, row, units.get(row.parent_code), order[row.code])
    db.session.add_all(units.values())
    db.session.flush()
    record("units.load", by=None, subject=("catalogue", year), detail={"units": len(rows)})
    return catalogue


def unit_of(year: int, row: Row, parent: Unit | None, position: int) -> Unit:
    """A unit row under its parent, at its position among all."""
    return Unit(
        catalogue_year=year,
        code=row.code,
        name=row.name,
        kind=row.kind,
        level=row.level,
        parent=parent,
        path=f"{parent.path if parent else '/'}{row.code}/",
        sort_key=sort_key(row.name),
        search=row.search,
        position=position,
    )


def positions(rows: Sequence[Row]) -> dict[str, int]:
    """Each code's place from 1 on: districts as the catalogue lists them (by code), communes by Vietnamese name within.

    Worked out before the rows are written, so that a unit is written once.
    """
    by_code = {row.code: row for row in rows}

    def place(row: Row) -> tuple[str, str]:
        parent = by_code.get(row.parent_code)
        district = row if row.level == DISTRICT else parent if parent and parent.level == DISTRICT else None
        # «1» puts a commune after its district, whose own second key is empty.
        return (district.code if district else "", "" if row.level != COMMUNE else f"1{sort_key(row.name)}")

    return {row.code: position for position, row in enumerate(sorted(rows, key=place), start=1)}
