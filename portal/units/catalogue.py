"""A catalogue of units from CSV: all of it is read and kept, or every mistake named at once with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from flask_babel import gettext as _
from sqlalchemy import select

from portal.audit.operations import HasAccount, record
from portal.errors import Conflict, DomainError, Mistake, Mistakes
from portal.extensions import db
from portal.units import queries, tiers
from portal.units.kinds import KINDS, STATE_KINDS
from portal.units.lines import Problem, miscounted, read_lines, refusal
from portal.units.models import COMMUNE, DISTRICT, PROVINCE, Catalogue, Unit
from portal.units.names import fold, sort_key
from portal.units.tiers import STATE_LEVELS
from portal.web.data import clock

COLUMNS = ("code", "name", "kind", "parent_code", "level")
# A sixth column, if there is one: other spellings of the name that a search finds too, parted by «;».
ALIASES = "aliases"
PARENT_LEVELS = {PROVINCE: (), DISTRICT: (PROVINCE,), COMMUNE: (DISTRICT, PROVINCE)}
LONGEST_NAME, LONGEST_KIND, LONGEST_CODE, MOST_ALIASES = 60, 20, 8, 3
NAME = re.compile(r"[^\W_]+\.?(?:(?: - |[ '’-])[^\W_]+\.?)*")
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_KEY = 40


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


def parse(content: bytes, top: str = "") -> list[Row]:
    """The units of a CSV file, or those in one top unit of it by its code, the upper levels first. Raises Mistakes."""
    return rows_of(*read_lines(content), top)


def rows_of(header: tuple[str, ...], lines: Sequence[tuple[int, list[str]]], top: str = "") -> list[Row]:
    """The units of a table by its header and lines, as `parse` gives them."""
    if header not in {COLUMNS, (*COLUMNS, ALIASES)}:
        raise refusal([(1, f"dòng tiêu đề phải là {','.join(COLUMNS)}.")])
    problems = [(line, wrong) for line, cells in lines if (wrong := miscounted(cells, len(header)))]
    rows = within([row_of(line, cells) for line, cells in lines if len(cells) == len(header)], top)
    problems += wrong_among(rows)
    if problems:
        raise refusal(problems)
    order = tiers.names_in_order(rows)
    return sorted(rows, key=lambda row: order.index(row.level))


def parse_each(content: bytes) -> list[list[Row]]:
    """The units of every top unit of a file, each as `parse` reads one. Raises Mistakes with those of all."""
    header, lines = read_lines(content)
    tops = [cells[0] for _line, cells in lines if len(cells) == len(header) and header[:5] == COLUMNS and not cells[3]]
    found: list[list[Row]] = []
    problems: dict[str, Mistake] = {}
    for top in dict.fromkeys(tops) or [""]:
        try:
            found.append(parse(content, top))
        except Mistakes as refused:
            problems |= {str(mistake): mistake for mistake in refused.mistakes}
    if problems:
        raise Mistakes(list(problems.values()))
    return found


def within(rows: list[Row], top: str) -> list[Row]:
    """The rows that lie in a top unit, itself included; all where none is named. Raises Mistakes where it is not."""
    if not top:
        return rows
    above = {row.code: row.parent_code for row in rows}
    if top not in above:
        raise refusal([(1, f"không có đơn vị cấp cao nhất mã “{top}” trong tệp.")])
    return [row for row in rows if top in tiers.chain_up(row.code, above)]


def row_of(line: int, cells: Sequence[str]) -> Row:
    code, name, kind, parent_code, level, *aliases = cells
    others = tuple(part.strip() for cell in aliases for part in cell.split(";") if part.strip())
    return Row(code, name, kind.lower(), parent_code, level, others, line)


def wrong_among(rows: Sequence[Row]) -> Iterator[Problem]:
    """All that is wrong with the rows of a file, each by itself and among each other."""
    of_the_state = tiers.is_of_the_state(rows)
    for row in rows:
        yield from ((row.line, sentence) for sentence in wrong_in(row, of_the_state=of_the_state))
    yield from _repeated(rows)
    yield from _wrong_parents(rows) if of_the_state else _wrong_levels(rows)
    tops = sum(not row.parent_code if not of_the_state else row.level == PROVINCE for row in rows)
    if tops != 1:
        hint = "; chọn một bằng --province MÃ, hoặc nạp mỗi đơn vị một danh mục bằng --all" if tops > 1 else ""
        yield 1, f"danh mục phải có đúng một đơn vị cấp cao nhất; tệp này có {tops}{hint}."


def wrong_in(row: Row, *, of_the_state: bool) -> Iterator[str]:
    """What is wrong in a row by itself."""
    yield from _wrong_kind(row) if of_the_state else _wrong_own_kind(row)
    yield from _wrong_code(row, STATE_LEVELS.get(row.level, 0))
    for name in (row.name, *row.aliases):
        yield from _wrong_name(name)
    if len(row.aliases) > MOST_ALIASES:
        yield f"aliases có {len(row.aliases)} cách viết, nhiều nhất là {MOST_ALIASES}."


def _wrong_kind(row: Row) -> Iterator[str]:
    """A unit of the State has a level and a kind that go with each other."""
    if row.level not in STATE_LEVELS:
        yield f"level “{row.level}” không đúng; phải là một trong {', '.join(STATE_LEVELS)}."
    if row.kind not in STATE_KINDS:
        yield f"kind “{row.kind}” không đúng; phải là một trong {', '.join(STATE_KINDS)}."
    elif row.level in STATE_LEVELS and row.level not in KINDS[row.kind].levels:
        yield f"“{row.kind}” không thể có level {row.level}."


def _wrong_own_kind(row: Row) -> Iterator[str]:
    """Where the file names its levels itself, kinds are free, yet words."""
    for column, word in (("level", row.level), ("kind", row.kind)):
        if not word:
            yield f"thiếu {column}."
        elif len(word) > LONGEST_KIND:
            yield f"{column} “{word[:LONGEST_KIND]}…” dài quá {LONGEST_KIND} ký tự."
        elif not NAME.fullmatch(word):
            yield f"{column} “{word}” có ký tự lạ."


def _wrong_code(row: Row, digits: int) -> Iterator[str]:
    """A code has as many digits as its level asks for; 0 is any number of them."""
    if not (row.code.isascii() and row.code.isdigit()):
        yield f"code “{row.code}” phải là chữ số."
    elif digits and len(row.code) != digits:
        # Codes read as figures lose their noughts: the usual mistake.
        hint = "; bảng tính có thể đã bỏ mất số 0 ở đầu" if len(row.code) < digits else ""
        yield f"code “{row.code}” phải có {digits} chữ số{hint}."
    elif len(row.code) > LONGEST_CODE:
        yield f"code “{row.code}” dài quá {LONGEST_CODE} chữ số."
    if row.level == PROVINCE and row.parent_code:
        yield "đơn vị cấp cao nhất phải để trống parent_code."


def _wrong_name(name: str) -> Iterator[str]:
    if not name:
        yield "thiếu tên đơn vị (name)."
    elif len(name) > LONGEST_NAME:
        yield f"tên “{name[:LONGEST_NAME]}…” dài quá {LONGEST_NAME} ký tự."
    elif not NAME.fullmatch(name):
        yield f"tên “{name}” có ký tự lạ."
    for kind in STATE_KINDS:
        if name.lower().startswith(f"{kind} "):
            yield f"tên “{name}” không ghi kèm chữ “{kind}”; loại đơn vị ghi ở cột kind."


def _repeated(rows: Sequence[Row]) -> Iterator[Problem]:
    """Codes and names used twice."""
    first: dict[object, int] = {}
    for row in rows:
        code_line = first.setdefault(row.code, row.line)
        name_line = first.setdefault((row.parent_code, row.kind, row.name), row.line)
        if code_line != row.line:
            yield row.line, f"code “{row.code}” đã dùng ở dòng {code_line}."
        elif name_line != row.line:
            yield row.line, f"“{row.kind} {row.name}” đã có ở dòng {name_line}, cùng đơn vị cấp trên."


def _wrong_levels(rows: Sequence[Row]) -> Iterator[Problem]:
    """What is wrong with a tree whose levels the file names itself."""
    yield from tiers.wrong_in_tree(rows)
    if len({row.level for row in rows}) == 1:
        yield 1, "danh mục phải có từ hai cấp trở lên."


def _wrong_parents(rows: Sequence[Row]) -> Iterator[Problem]:
    """What is wrong between units of the State and those above them."""
    by_code = {row.code: row for row in rows}
    has_districts = any(row.level == DISTRICT for row in rows)
    for row in rows:
        if sentence := _wrong_parent(row, by_code.get(row.parent_code), has_districts=has_districts):
            yield row.line, sentence


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


@dataclass(frozen=True)
class Name:
    """What a catalogue is known by: its key, its year, and the office whose earlier rounds it may be compared with."""

    key: str
    year: int
    office: str = ""

    @classmethod
    def of(cls, year: int, key: str = "", office: str = "") -> Name:
        """A catalogue's name as a file or a person gives it: the year is the key where there is none."""
        return cls(key or str(year), year, office)

    def refuse_odd(self) -> None:
        """Raise DomainError where the key does not fit into an address."""
        if not KEY.fullmatch(self.key) or len(self.key) > LONGEST_KEY:
            sentence = "Khóa danh mục “%(key)s” chỉ gồm chữ thường không dấu, chữ số, dấu gạch nối, dài nhất 40 ký tự."
            raise DomainError(_(sentence, key=self.key), "key")


def load(name: Name, rows: Sequence[Row], *, by: HasAccount | None = None) -> Catalogue:
    """Keep a catalogue, all of its units. Raises Conflict where one of its key is loaded already."""
    name.refuse_odd()
    if queries.catalogue(name.key) is not None:
        raise Conflict(_("Danh mục đơn vị “%(key)s” đã có trong hệ thống, không nạp lại.", key=name.key))
    levels, top = tiers.names_in_order(rows), rows[0]
    catalogue = Catalogue(
        id=number_for(name.year),
        key=name.key,
        year=name.year,
        office=name.office or (top.code if tiers.is_of_the_state(rows) else name.key),
        levels=levels,
        title=f"{top.kind} {top.name}",
        loaded_at=clock.now(),
    )
    db.session.add(catalogue)
    db.session.flush()
    add_units(catalogue, rows)
    detail = {"units": len(rows)}
    record("units.load", by=by, subject=("catalogue", catalogue.key), detail=detail)
    return catalogue


def number_for(year: int) -> int:
    """A new catalogue's number: the year for its first, as years alone were numbers once, else a longer one."""
    taken = set(db.session.scalars(select(Catalogue.id)))
    return next(number for number in chain((year,), count(year * 1000 + 1)) if number not in taken)


def add_units(catalogue: Catalogue, rows: Sequence[Row], known: Mapping[str, Unit] | None = None) -> None:
    """Make the units of these rows, the upper first; those that are known already are left as they are."""
    units, order, tier = dict(known or {}), positions(rows), tiers.tiers(catalogue.levels)
    for row in sorted(rows, key=lambda row: catalogue.levels.index(row.level)):
        if row.code not in units:
            units[row.code] = unit_of(catalogue.id, row, units.get(row.parent_code), order[row.code], tier[row.level])
            db.session.add(units[row.code])  # a unit refers to its parent, which is made first
    db.session.flush()


def unit_of(catalogue_id: int, row: Row, parent: Unit | None, position: int, tier: str) -> Unit:
    """A unit row under its parent, at its position among all."""
    return Unit(
        catalogue_id=catalogue_id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        level=tier,
        parent=parent,
        path=f"{parent.path if parent else '/'}{row.code}/",
        sort_key=sort_key(row.name),
        search=row.search,
        position=position,
    )


def positions(rows: Sequence[Row]) -> dict[str, int]:
    """Each code's place from 1 on: upper units as the catalogue lists them (by code), the lowest by Vietnamese name.

    Worked out before the rows are written, so that a unit is written once.
    """
    by_code, lowest = {row.code: row for row in rows}, tiers.names_in_order(rows)[-1]
    above = {row.code: row.parent_code for row in rows}

    def place(row: Row) -> tuple[list[str], str]:
        ways = [code for code in tiers.chain_up(row.code, above) if by_code[code].level != lowest]
        # «1» puts a lowest unit after the one it lies in, whose own second key is empty.
        return ways[::-1], f"1{sort_key(row.name)}" if row.level == lowest else ""

    return {row.code: position for position, row in enumerate(sorted(rows, key=place), start=1)}
