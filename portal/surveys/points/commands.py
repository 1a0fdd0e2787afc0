"""The points of a round from the shell: posters, the list of codes. Apart from rounds: posters are slow to load."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from portal.surveys import queries
from portal.surveys.commands import TARGET, round_named, write_file
from portal.surveys.points import posters
from portal.web.data import transactions
from portal.web.ui.shell import CommandGroup, print_rows

points = CommandGroup("points", help="Điểm khảo sát và mã QR.")


@points.command("list")
@click.argument("slug", metavar="ROUND")
@click.option("--csv", "as_csv", is_flag=True, help="In dạng CSV có dòng tiêu đề.")
def list_points(slug: str, as_csv: bool) -> None:
    """List a round's points: a line a commune."""
    facts = posters.facts_of_points(queries.points_of(round_named(slug)))
    rows = [(point.unit_code, point.title, point.district, point.code, point.url) for point in facts]
    print_rows(("unit_code", "unit_name", "district_name", "code", "url"), rows, as_csv=as_csv)


def folder_of(_context: click.Context, _option: click.Parameter, out: Path) -> Path:
    """Complain of a folder that is not there before the work is done, not after."""
    if not out.parent.is_dir():
        raise click.BadParameter(f"không có thư mục “{out.parent}”.")
    return out


def to_file(words: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add where to write."""
    return click.option("--out", type=TARGET, required=True, callback=folder_of, help=words)


def facts_named(slug: str) -> tuple[posters.RoundFacts, list[posters.PointFacts]]:
    """What the papers of a round say."""
    transactions.read_only()
    round_ = round_named(slug)
    return posters.facts_of_round(round_), posters.facts_of_points(queries.points_of(round_))


@points.command("posters")
@click.argument("slug", metavar="ROUND")
@to_file("Tệp PDF để ghi.")
def write_posters(slug: str, out: Path) -> None:
    """Write the poster book: a page a commune."""
    facts, point_facts = facts_named(slug)
    with click.progressbar(length=len(point_facts), label="Tờ niêm yết", file=sys.stderr) as bar:
        content = posters.poster_book(facts, point_facts, lambda done, _total: bar.update(done - bar.pos))
    write_file(out, content)


@points.command("annex")
@click.argument("slug", metavar="ROUND")
@to_file("Tệp PDF để ghi.")
def write_annex(slug: str, out: Path) -> None:
    """Write the attached list of codes."""
    write_file(out, posters.code_list(*facts_named(slug)))


@points.command("images")
@click.argument("slug", metavar="ROUND")
@to_file("Tệp ZIP để ghi.")
def write_images(slug: str, out: Path) -> None:
    """Write an SVG and a PNG of each code."""
    write_file(out, posters.images(facts_named(slug)[1]))
