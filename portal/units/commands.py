"""Unit catalogues from the shell."""

import re
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.errors import DomainError
from portal.units import catalogue, mapping, positions, queries
from portal.web.data import transactions

group = AppGroup("units", help="Danh mục đơn vị hành chính.")


@group.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=int, help="Năm danh mục; mặc định lấy ở cuối tên tệp.")
@click.option("--province", default="", help="Mã tỉnh, thành phố cần nạp, khi tệp có nhiều tỉnh (tệp toàn quốc).")
def load(file: Path, year: int | None, province: str) -> None:
    """Load a catalogue from CSV: all of it, or nothing and every mistake with its row."""
    if year is None:
        named = re.search(r"(20\d\d)$", file.stem)
        if named is None:
            raise click.ClickException("Tên tệp không kết thúc bằng năm: thêm --year.")
        year = int(named[1])
    try:
        rows = catalogue.parse(file.read_bytes(), province)
        catalogue.load(year, rows)
        placed = place_from(positions.file_beside(file), year)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    transactions.commit()
    click.echo(f"Đã nạp {len(rows)} đơn vị, danh mục {year}; {placed} đơn vị có vị trí trên bản đồ.")


def place_from(file: Path, year: int) -> int:
    """Keep the positions of a file, if it is there. Returns how many units have one."""
    return positions.place(year, positions.parse(file.read_bytes())) if file.exists() else 0


@group.command("place")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("year", type=int)
def place(file: Path, year: int) -> None:
    """Give the units of a catalogue that is loaded already their positions on the map, from CSV (code,lat,lon)."""
    try:
        placed = place_from(file, year)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    transactions.commit()
    click.echo(f"{placed} đơn vị của danh mục {year} có vị trí trên bản đồ.")


@group.command("map")
@click.argument("earlier", type=int)
@click.argument("later", type=int)
def show_mapping(earlier: int, later: int) -> None:
    """Check the mapping between two catalogues (plans/units-map-EARLIER-LATER.csv) and name what it leaves out."""
    try:
        links = mapping.between(earlier, later)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    old, new = queries.codes(earlier), queries.codes(later)
    unknown = {code for code in links.parts if code not in new}
    unknown |= {part for parts in links.parts.values() for part in parts if part not in old}
    if unknown:
        raise click.ClickException(f"Không có trong danh mục: {', '.join(sorted(unknown))}.")
    missing = links.unmapped(new)
    click.echo(f"{len(new) - len(missing)}/{len(new)} đơn vị danh mục {later} có đối chiếu với danh mục {earlier}.")
    for code in missing:
        parts = ", ".join(old[part] for part in links.split.get(code, ()) if part in old)
        why = f"không theo được: {code} {new[code]} (đã chia {parts})" if parts else f"chưa có: {code} {new[code]}"
        click.echo(f"  {why}")
