"""What the recompute kit takes of the synthesis reports of a round: a folder each, with frozen rows and printed tables.

The kit that may leave the office rebuilds every table of the copy that does; the one for the province's own hands
rebuilds those of communes too. Neither holds more than its copy prints: of a commune with too few opinions for a
rate, how many there were and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.documents.annexes import annex_digests
from portal.documents.kinds import KINDS
from portal.documents.lifecycle.states import State
from portal.documents.models import Document
from portal.documents.synthesis import exclusion_text
from portal.documents.synthesis.figures import FIRST_EDITION, SynthesisFigures
from portal.documents.synthesis.recomputing_rows import SOURCES
from portal.extensions import db
from portal.results.exports import csv_lines
from portal.results.exports.export_bundle import Part, readable_json
from portal.surveys.turnout import LABELS
from portal.web.ui.formats import day_month

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.papers.tables import Annex
    from portal.surveys.models import Round

NEEDS = {
    "1": ("areas", "turnout"),
    "2": ("areas", "turnout", "answers", "communes", "days"),
    "3": ("answers",),
    "4": ("answers",),
    "5": ("answers", "communes"),
    "6": ("traits",),
    "7": ("themes",),
    "8": ("work",),
    "9": ("turnout", "communes", "days"),
    "10": ("awards",),
    f"3{annex_digests.PUBLIC_SUFFIX}": ("outward",),
    f"4{annex_digests.PUBLIC_SUFFIX}": ("outward",),
    f"6{annex_digests.PUBLIC_SUFFIX}": ("traits-out",),
}
"""The rows that each table is made of."""


def report_files(round_: Round, *, inward: bool) -> Iterator[Part]:
    """The files of every synthesis report of a round that no other has replaced, the first first."""
    query = (
        select(Document)
        .where(Document.round_id == round_.id, Document.state != State.REPLACED)
        .order_by(Document.asked_at, Document.id)
    )
    pairs = [(document, KINDS[document.kind].load_figures(document.figures)) for document in db.session.scalars(query)]
    reports = [(document, figures) for document, figures in pairs if isinstance(figures, SynthesisFigures)]
    for number, (document, figures) in enumerate(reports, start=1):
        title = f"{document.title}, số {document.number}" if document.number else f"{document.title} (dự thảo)"
        yield from files_of_report(f"report-{number}", title, figures, inward=inward)


def files_of_report(folder: str, title: str, figures: SynthesisFigures, *, inward: bool) -> Iterator[Part]:
    """One report: its words and tables, then the rows they are made of."""
    every_table = annex_digests.annex_tables(figures)
    tables = recomputed_tables(every_table, inward=inward)
    report = {
        "title": title,
        "edition": figures.edition,
        "digest": annex_digests.digest_with(figures, every_table),
        "marks": annex_digests.digest_list(figures, every_table)
        if figures.edition > FIRST_EDITION
        else first_edition_digests(tables),
        "salt": figures.salt if inward else "",
        "titles": {key: one.title.replace("\n", " ") for key, one in every_table.items()},
        "tables": {key: one.plain for key, one in tables.items()},
        "words": texts_and_rules(figures, inward=inward),
    }
    yield Part(f"{folder}/report.json", readable_json(report))
    for name in sorted({name for key in tables for name in NEEDS[key]}):
        header, make = SOURCES[name]
        rows = list(make(figures))
        yield Part(f"{folder}/{name}.csv", "".join(csv_lines.for_machines(header, rows)).encode(), len(rows))


def recomputed_tables(every_table: Mapping[str, Annex], *, inward: bool) -> dict[str, Annex]:
    """The marked tables that a kit makes again."""
    printed = every_table if inward else annex_digests.public_tables(every_table)
    return {key: one for key, one in printed.items() if one.is_marked}


def first_edition_digests(tables: Mapping[str, Annex]) -> list[list[str]]:
    """The digests behind the marks of the first edition; the one at the end does not follow from them."""
    return [[key, one.digest] for key, one in tables.items()]


def texts_and_rules(figures: SynthesisFigures, *, inward: bool) -> dict[str, Any]:
    """What stands in the tables besides figures, and the rules they are made by."""
    grouping = figures.grouping
    return {
        "index": "mean0" if figures.method == "mean0" else "mean5",
        "least": grouping.least,
        "least_shown": grouping.least_shown,
        "floors": grouping.floors,
        "headline": figures.headline,
        "excluded": figures.excluded,
        "by_district": figures.by_district,
        "statuses": list(LABELS.items()),
        "days": [{"day": day.isoformat(), "label": day_month(day)} for day in figures.survey.days],
        "areas": [{"name": area.name} for area in figures.areas],
        "groups": list(figures.groups.items()),
        "questions": [
            {"id": one.id, "number": one.number, "text": one.text, "label": one.label, "group": one.group}
            for one in figures.questions
        ],
        "channels": len(figures.survey.channels),
        "theme_base": figures.comments,
        "apart": exclusion_text.row_name(figures) if figures.apart else "",
        "without": counts_without_excluded(figures) if inward else None,
        "band_without": exclusion_text.band_without_excluded(figures) if figures.apart else None,
    }


def counts_without_excluded(figures: SynthesisFigures) -> dict[str, int] | None:
    """The overall question without the communes set apart, as annex 3 needs it."""
    score = exclusion_text.score_without_excluded(figures)
    if score is None or score.mean is None:
        return None
    return {"n": score.n, "satisfied": score.satisfied, "points": round(score.mean * score.n)}
