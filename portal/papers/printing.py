"""Papers printed: their sheets, and inside the PDF every table as CSV beside a list of their hashes."""

from collections.abc import Sequence
from datetime import UTC, datetime

from portal.papers import pdf
from portal.papers.paper import DocumentContent, html_sheets
from portal.papers.pdf import Files, Progress
from portal.papers.tables import Annex, Table, flat_cells, flat_heads
from portal.web.media.data_files import Part, csv_for_excel, manifest

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # stands in the file where a paper has no moment


def print_contents(contents: Sequence[DocumentContent], progress: Progress = pdf.ignore_progress) -> list[bytes]:
    """Each paper as PDF, with its files in it; a sheet that several have is laid out once."""
    sheets = [html_sheets(content) for content in contents]
    return pdf.print_copies(sheets, progress, [files_of(content) for content in contents])


def files_of(content: DocumentContent) -> Files | None:
    """Of a paper without tables none."""
    tables = [part for annex in content.annexes for part in parts_of(annex)]
    if not tables:
        return None
    about = {"paper": content.paper.title, "digest": content.digest, "marks": [list(mark) for mark in content.marks]}
    created = content.paper.created
    moment = datetime.fromisoformat(created).astimezone(UTC) if created else UNDATED
    return Files((*tables, manifest(about, tables)), moment)


def parts_of(annex: Annex) -> list[Part]:
    """«phu-luc-3.csv», or «phu-luc-3-bang-1.csv» and so on; no number where there is only one annex."""
    stem = f"phu-luc-{annex.number:02d}" if annex.number else "phu-luc"
    names = [stem] if len(annex.tables) == 1 else [f"{stem}-bang-{n}" for n in range(1, len(annex.tables) + 1)]
    return [as_csv(f"{name}.csv", table) for name, table in zip(names, annex.tables, strict=True)]


def as_csv(name: str, table: Table) -> Part:
    """What the table prints, its head in one row."""
    text = "".join(csv_for_excel(flat_heads(table), map(flat_cells, table.rows)))
    return Part(name, text.encode(), len(table.rows))
