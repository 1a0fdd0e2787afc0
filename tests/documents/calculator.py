"""A reader with a pocket calculator: works every figure of an annex out again from what is printed beside it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.papers.tables import Annex, Row, Table

WORDS = {"-", "chưa có số liệu", "chưa đủ cơ sở", "khuyết chức danh Chủ tịch"}


def read(text: str) -> Decimal | None:
    return None if text in WORDS else Decimal(text.replace(".", "").replace(",", "."))


def half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    return half_up(100 * part / whole, 1)


def mean(values: Iterable[Decimal | None], places: int) -> Decimal | None:
    known = [value for value in values if value is not None]
    return half_up(sum(known, Decimal(0)) / len(known), places) if known else None


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def columns(row: Row) -> list[str]:
    """A row's cells by column; a cell that spans repeats."""
    return [cell.text for cell in row.cells for _ in range(cell.span)]


def numbers(row: Row, *places: int) -> list[Decimal | None]:
    cells = columns(row)
    return [read(cells[place]) for place in places]


def check_turnout(row: Row, visits: int, ballots: int, rate: int, *, incomplete: bool = False) -> None:
    came, answered, shown = numbers(row, visits, ballots, rate)
    if came and answered is not None and not incomplete:
        assert shown == percent(answered, came), row
    else:
        assert shown is None, row


def check_sums(rows: Sequence[Row], whole: Row, places: Iterable[int]) -> None:
    for place in places:
        parts = [read(columns(row)[place]) for row in rows]
        assert total(parts) == read(columns(whole)[place]), (whole.name, place)


def check_annex_1(annex: Annex) -> None:
    by_day, by_area = annex.tables
    *days, whole = by_day.rows
    check_sums(days, whole, (0, 1))
    for row in by_day.rows:
        check_turnout(row, 0, 1, 2)
    *areas, province = by_area.rows
    check_sums(areas, province, (0, 1, 2, *range(5, 10)))
    for row in by_area.rows:
        check_turnout(row, 1, 2, 4)
        verdicts = numbers(row, *range(5, 10))
        assert total(verdicts) in {None, read(columns(row)[0])}, row
    assert numbers(whole, 0, 1, 2) == numbers(province, 1, 2, 4)


def check_annex_2(annex: Annex) -> None:
    (table,) = annex.tables
    days = table.columns.count("day") // 2
    visits, ballots = days, 2 * days + 2
    counted = (*range(days + 1), *range(days + 2, 2 * days + 3), 2 * days + 5)
    for row in table.rows:
        if days:
            check_parts(row, range(days), visits)
            check_parts(row, range(days + 2, 2 * days + 2), ballots)
        late = "Chưa đủ số liệu" in columns(row)
        check_turnout(row, visits, ballots, ballots + 1, incomplete=late)
        check_share(columns(row)[2 * days + 5 :])
    groups = list(grouped(table))
    for group, members in groups:
        check_sums(members, group, counted)
        fine = sum(columns(member)[ballots + 2] == "Đạt" for member in members)
        assert columns(group)[ballots + 2] in {f"Đạt {fine}/{len(members)}", "-"}
    check_sums([group for group, _members in groups], table.rows[-1], counted)


def check_parts(row: Row, parts: Iterable[int], whole: int) -> None:
    assert total(numbers(row, *parts)) == read(columns(row)[whole]), row


def check_share(cells: Sequence[str]) -> None:
    """A share satisfied: possible for its base, within its interval, and the interval is Wilson's."""
    base, share, index = (read(cell) for cell in cells[:3])
    if share is None or base is None:
        return
    assert index is not None
    low, high = (read(part) for part in cells[3].split("–"))
    assert low is not None
    assert high is not None
    assert low <= share <= high
    assert 20 <= index <= 100
    near = int(share * base / 100)
    possible = [k for k in range(max(0, near - 1), near + 3) if k <= base and percent(Decimal(k), base) == share]
    assert possible, cells
    assert any(wilson(k, int(base)) == (low, high) for k in possible) or len(possible) > 1


def wilson(part: int, whole: int) -> tuple[Decimal, Decimal]:
    share, z = part / whole, 1.96
    middle = share + z * z / (2 * whole)
    reach = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    ends = [min(100.0, max(0.0, 100 * (middle + way * reach) / scale)) for way in (-1, 1)]
    low, high = (half_up(Decimal(repr(round(end, 9))), 1) for end in ends)
    return low, high


def grouped(table: Table) -> Iterable[tuple[Row, list[Row]]]:
    """The sums of a table with the rows they sum."""
    head, members = None, []
    for row in table.rows:
        if row.kind == "unit":
            members.append(row)
            continue
        if head:
            yield head, members
        head, members = row, []


def check_annex_3(annex: Annex) -> None:
    table, *_estimates = annex.tables
    groups = [(head, members) for head, members in grouped(table) if members]
    for head, members in groups:
        for place, places in ((8, 1), (9, 2)):
            assert read(columns(head)[place]) == mean((read(columns(m)[place]) for m in members), places)
    composite = next(row for row in table.rows if row.name == "Tổng hợp các nhóm")
    for place, places in ((8, 1), (9, 2)):
        assert read(columns(composite)[place]) == mean((read(columns(head)[place]) for head, _m in groups), places)
    for row in table.rows:
        if row.kind != "sum":
            check_levels(columns(row))


def check_levels(cells: Sequence[str]) -> None:
    if cells[0] == "-":
        assert set(cells) == {"-"}
        return
    counts = [read(cell.split("\n")[0]) for cell in cells[:5]]
    shares = [read(cell.split("\n")[1].rstrip("%")) for cell in cells[:5]]
    levels = [count for count in counts if count is not None]
    base, points = read(cells[5]), sum((n * many for n, many in enumerate(levels, start=1)), Decimal(0))
    assert base == sum(levels)
    assert shares == [percent(many, base) for many in levels]
    assert read(cells[7]) == half_up(points / base, 2)
    assert read(cells[8]) == percent(levels[3] + levels[4], base)
    assert read(cells[9]) == half_up(20 * points / base, 2)
    check_share([cells[5], cells[8], cells[9], cells[10]])


def check_annex_5(annex: Annex) -> None:
    (table,) = annex.tables
    *_, whole = table.rows
    every = read(columns(whole)[0])
    for head, members in grouped(table):
        many = read(columns(head)[0])
        if many is None or every is None:
            continue
        assert total(read(columns(member)[0]) for member in members) in {many, None if many == 0 else many}
        assert columns(head)[1] == f"bằng {percent(many, every)}% số đơn vị".replace(".", ",")
        for member in members:
            assert read(columns(member)[0]) == len(columns(member)[1].split(", "))
    heads = [head for head, _members in grouped(table)]
    assert total(read(columns(head)[0]) for head in heads) == every
