"""Papers from the shell: `flask documents render KIND ROUND --out F.pdf`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from portal.documents import field_report, freezing, synthesis
from portal.documents.letterhead import Issue
from portal.fieldwork.roster import papers as rosters
from portal.surveys import posters, printing
from portal.surveys import queries as surveys
from portal.units import queries as units

if TYPE_CHECKING:
    from flask import Flask

    from portal.documents.printing import Progress
    from portal.surveys.models import Round

KINDS = ("codes", "commune", "district", "roster", "supervisors", "synthesis")

group = AppGroup("documents", help="Văn bản.")


def install(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)


@group.command("render")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("slug", metavar="ROUND")
@click.option(
    "--copy",
    type=click.Choice(synthesis.COPIES),
    default="full",
    help="districts: không kèm phụ lục gửi riêng.",
)
@click.option(
    "--unit",
    "code",
    default="",
    help="Mã đơn vị, cho báo cáo cấp xã (commune), cấp huyện (district), lịch phân công (roster).",
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True), help="Tệp PDF.")
def render(kind: str, slug: str, copy: str, code: str, out: str) -> None:
    """Print a paper from the tables as they are now; nothing is kept but the file."""
    survey = surveys.by_slug(slug)
    if survey is None:
        raise click.ClickException(f"Không có đợt khảo sát «{slug}».")
    content = printed(kind, survey, copy, code)
    Path(out).write_bytes(content)
    click.echo(f"{out}: {len(content)} B")


def printed(kind: str, survey: Round, copy: str, code: str) -> bytes:
    """The paper of a kind."""
    if kind in {"commune", "district"}:
        return of_unit(kind, survey, code)
    if kind in {"roster", "supervisors"}:
        return rosters.supervisors_paper(survey) if kind == "supervisors" else duty_lists(survey, code)
    return codes(survey) if kind == "codes" else report(survey, copy)


def of_unit(level: str, survey: Round, code: str) -> bytes:
    """The report of a commune or district as the tables are now."""
    unit = units.by_code(survey.catalogue_year, code)
    if unit is None or unit.level != level:
        raise click.ClickException(f"Không có đơn vị «{code}» ở cấp này. Dùng --unit với mã đơn vị.")
    with click.progressbar(length=1, label=f"{level} {code}") as bar:
        return field_report.render(field_report.content(unit, survey), shown_on(bar))


def duty_lists(survey: Round, code: str) -> bytes:
    """The duty lists of a unit, telephones included; of the whole province where none is named."""
    unit = units.by_code(survey.catalogue_year, code) if code else units.province(survey.catalogue_year)
    if unit is None:
        raise click.ClickException(f"Không có đơn vị «{code}».")
    with click.progressbar(length=1, label=f"roster {unit.code}") as bar:
        return rosters.paper(rosters.read(survey, unit, internal=True), shown_on(bar), internal=True)


def codes(survey: Round) -> bytes:
    """The list of codes attached to the plan."""
    points = printing.facts_of_points(surveys.points_of(survey))
    return posters.annex(printing.facts_of_round(survey), points)


def report(survey: Round, copy: str) -> bytes:
    """The synthesis report as the tables are now."""
    if survey.results_opened_at is None:
        raise click.ClickException("Kết quả chưa mở. Chỉ lập báo cáo sau khi kết quả được mở.")
    figures = freezing.synthesis_figures(survey)
    with click.progressbar(length=1, label=f"synthesis {survey.slug}") as bar:
        return synthesis.render(figures, {}, Issue(), copy, shown_on(bar))


def shown_on(bar: click._termui_impl.ProgressBar[int]) -> Progress:
    """Progress as a bar in the shell."""

    def show(done: int, total: int) -> None:
        bar.length = total
        bar.update(done - bar.pos)

    return show
