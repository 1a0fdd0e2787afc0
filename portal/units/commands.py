"""Unit catalogues from the shell."""

import re
from pathlib import Path

import click

from portal.units import catalogue, mapping, positions, queries
from portal.units.models import Catalogue
from portal.web.data import transactions
from portal.web.ui.shell import FILE, CommandGroup

group = CommandGroup("units", help="Danh mục đơn vị hành chính.")


@group.command("load")
@click.argument("file", type=FILE)
@click.option("--year", type=int, help="Năm danh mục; mặc định lấy ở cuối tên tệp.")
@click.option("--province", default="", help="Mã đơn vị cấp cao nhất cần nạp, khi tệp có nhiều (tệp toàn quốc).")
@click.option("--all", "every", is_flag=True, help="Nạp mọi tỉnh, thành phố trong tệp, mỗi nơi một danh mục.")
@click.option("--key", default="", help="Khóa danh mục; mặc định là năm. Cần khi một năm có nhiều danh mục.")
@click.option("--office", default="", help="Khóa cơ quan: danh mục cùng khóa so sánh được với nhau ở cấp cao nhất.")
def load(file: Path, year: int | None, province: str, key: str, office: str, *, every: bool) -> None:
    """Load a catalogue from CSV: all of it, or nothing and every mistake with its row."""
    year = year_of(file) if year is None else year
    content = file.read_bytes()
    read = catalogue.parse_each(content) if every else [catalogue.parse(content, province)]
    points = positions.of_file(file)
    for rows in read:
        name = catalogue.Name.of(year, f"{key or year}-{rows[0].code}" if every else key, office)
        loaded = catalogue.load(name, rows)
        placed = positions.place(loaded, points) if points else 0
        click.echo(f"Đã nạp {len(rows)} đơn vị, danh mục {loaded.key}; {placed} đơn vị có vị trí trên bản đồ.")
    transactions.commit()


def year_of(file: Path) -> int:
    """The year at the end of a file's name."""
    named = re.search(r"(20\d\d)$", file.stem)
    if named is None:
        raise click.ClickException("Tên tệp không kết thúc bằng năm: thêm --year.")
    return int(named[1])


def known(key: str) -> Catalogue:
    """A catalogue by its key."""
    found = queries.catalogue(key)
    if found is None:
        message = f"Chưa có danh mục đơn vị {key}."
        raise click.ClickException(message)
    return found


@group.command("list")
def show_catalogues() -> None:
    """Name the catalogues there are: key, office, levels, title."""
    for one in queries.catalogues():
        click.echo("  ".join((one.key, one.office, " > ".join(one.levels), one.title)))


@group.command("place")
@click.argument("file", type=FILE)
@click.argument("key")
def place(file: Path, key: str) -> None:
    """Give the units of a catalogue that is loaded already their positions on the map, from CSV (code,lat,lon)."""
    placed = positions.place(known(key), positions.parse(file.read_bytes()))
    transactions.commit()
    click.echo(f"{placed} đơn vị của danh mục {key} có vị trí trên bản đồ.")


@group.command("map")
@click.argument("earlier")
@click.argument("later")
def show_mapping(earlier: str, later: str) -> None:
    """Check the mapping between two catalogues (plans/units-map-EARLIER-LATER.csv) and name what it leaves out."""
    before, after = known(earlier), known(later)
    links = mapping.between(before.id, after.id)
    old, new = queries.codes(before.id), queries.codes(after.id)
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
