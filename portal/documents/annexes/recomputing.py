"""What the recompute kit takes of the synthesis reports of a round: a folder each, with frozen rows and printed tables.

The kit that may leave the office rebuilds every table of the copy that does; the one for the province's own hands
rebuilds those of communes too. Neither holds more than its copy prints: of a commune with too few opinions for a
rate, how many there were and nothing else.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from sqlalchemy import select

from portal.documents.annexes import annex_digests, annexes, left_out
from portal.documents.annexes.people_annexes import is_named, themes_in_order
from portal.documents.kinds import KINDS
from portal.documents.lifecycle.states import State
from portal.documents.models import Document
from portal.documents.synthesis import estimate_sources, exclusion_text
from portal.documents.synthesis.figures import CODES, FIRST_EDITION, Commune, SynthesisFigures
from portal.documents.synthesis.prose import findings, places
from portal.documents.synthesis.prose.people import hidden_groups, small_groups
from portal.documents.synthesis.prose.told import WITHHELD
from portal.extensions import db
from portal.fieldwork.turnout.figures import sum_known
from portal.results.disclosure.disclosure_control import LEAST_CELL, Table
from portal.results.disclosure.disclosure_control import Row as Released
from portal.results.scoring import LEVELS
from portal.results.statistics.weighting import Sums
from portal.surveys.models import Round
from portal.surveys.plan.features import Feature
from portal.surveys.turnout import LABELS, Status
from portal.units.names import sort_key
from portal.web.media.data_files import Part, csv_for_machines, readable_json
from portal.web.ui.formats import day_month

Cells = tuple[str | int | float | None, ...]
LEVEL_NAMES: Final = tuple(f"n{level}" for level in LEVELS)
NEEDS = {  # the rows that each table is made of
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
    "11": ("method", "invited"),
    "12": ("others",),
    f"3{annex_digests.PUBLIC_SUFFIX}": ("outward",),
    f"4{annex_digests.PUBLIC_SUFFIX}": ("outward",),
    f"6{annex_digests.PUBLIC_SUFFIX}": ("traits-out",),
}


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
    printed = every_table if inward else annex_digests.public_tables(every_table)
    tables = {key: table for key, table in printed.items() if table.is_marked}
    report = {
        "title": title,
        "edition": figures.edition,
        "territory": figures.survey.words.territory,
        "digest": annex_digests.digest_with(figures, every_table),
        # The first edition's digest at the end does not follow from those of its marked tables.
        "marks": annex_digests.digest_list(figures, every_table)
        if figures.edition > FIRST_EDITION
        else [[key, table.digest] for key, table in tables.items()],
        "salt": figures.salt if inward else "",
        "titles": {key: one.title.replace("\n", " ") for key, one in every_table.items()},
        "tables": {key: table.plain for key, table in tables.items()},
        "words": texts_and_rules(figures, inward=inward),
    }
    yield Part(f"{folder}/report.json", readable_json(report))
    for name in sorted({name for key in tables for name in (*NEEDS[key], *estimates_needed(figures, key))}):
        header, make = SOURCES[name]
        rows = list(make(figures))
        yield Part(f"{folder}/{name}.csv", "".join(csv_for_machines(header, rows)).encode(), len(rows))


def estimates_needed(figures: SynthesisFigures, key: str) -> tuple[str, ...]:
    """What the second table of annex 3 is made of besides; in the copy that leaves, its figures as they are printed."""
    if not figures.estimate:
        return ()
    return {"3": ("communes", "days", "rest"), f"3{annex_digests.PUBLIC_SUFFIX}": ("estimates-out",)}.get(key, ())


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
        "statuses": [[status, annexes.commune_label(figures, status)] for status in LABELS],
        "unlocked": findings.sign(figures.survey.words, None, ""),
        "vacant": places.vacant(figures),
        "named": is_named(figures),
        "groups_of_communes": group_words(figures),
        "days": [{"day": day.isoformat(), "label": day_month(day)} for day in figures.survey.days],
        "areas": [{"name": area.name} for area in figures.areas],
        "groups": list(figures.groups.items()),
        "questions": [
            {"id": one.id, "number": one.number, "text": one.text, "label": one.label, "group": one.group}
            for one in figures.questions
        ],
        "limits": figures.limits if inward else (),
        "channels": len(figures.survey.channels),
        "theme_base": figures.comments,
        "apart": exclusion_text.row_name(figures) if figures.apart else "",
        "without": counts_without_excluded(figures) if inward else None,
        "estimates": bool(figures.estimate),
        **({} if figures.survey.has(Feature.VISITS) else {"unweighted": True}),
        **({"dropped": dropped} if (dropped := left_out.for_recomputing(figures)) else {}),
        "band_without": exclusion_text.band_without_excluded(figures) if figures.apart else None,
    }


def group_words(figures: SynthesisFigures) -> dict[str, Any] | None:
    """Annex 5's places in words and whether the plan's floors have a source; None in papers of before."""
    if figures.is_of_earlier_edition:
        return None
    return {
        "by_floors": bool(figures.grouping.source),
        "places": [[str(place), words] for place, words in places.headings(figures)],
        "reasons": list(places.reasons_in_words(figures).items()),
    }


def counts_without_excluded(figures: SynthesisFigures) -> dict[str, int] | None:
    """The overall question without the communes set apart, as annex 3 needs it."""
    score = exclusion_text.score_without_excluded(figures)
    if score is None or score.mean is None:
        return None
    return {"n": score.n, "satisfied": score.satisfied, "points": round(score.mean * score.n)}


def areas(figures: SynthesisFigures) -> Iterator[Cells]:
    """How many communes an area has, how many ballots are set apart, how many communes have each verdict."""
    for area in figures.areas:
        apart = sum_known(commune.ballots for commune in figures.excluded_in(area))
        verdicts = (area.verdicts[status] for status in Status)
        yield area.name, len(area.communes), apart or 0, *verdicts


def turnout(figures: SynthesisFigures) -> Iterator[Cells]:
    """Each area's days; empty where nothing is known."""
    for area in figures.areas:
        for index, day in enumerate(figures.survey.days):
            totals = area.on_day(index)
            yield area.name, day.isoformat(), totals.visits, totals.ballots


def answers(figures: SynthesisFigures) -> Iterator[Cells]:
    """How often each answer was given, in all and by area (empty for all), from so many opinions on as are shown."""
    for question in figures.questions:
        for area in (figures.whole, *figures.areas):
            counts = area.answers.get(question.id, ())
            if sum(counts[: len(LEVELS)]) >= figures.grouping.least_shown:
                yield question.id, "" if area is figures.whole else area.name, *counts


def public_answers(figures: SynthesisFigures) -> Iterator[Cells]:
    """What of the same may leave the office: the counts of groups of levels (empty where hidden), or a band."""
    for question in figures.questions:
        table = figures.outward.get(question.id, WITHHELD)
        silent = figures.whole.score(question.id).no_opinion
        for area, row in released(figures, table):
            is_printed = not area and (silent == 0 or silent >= LEAST_CELL)
            no_opinion = silent if is_printed else None
            yield (
                question.id,
                area,
                table.form,
                row.n,
                *row.cells,
                *[None] * (len(LEVELS) - len(row.cells)),
                row.band,
                no_opinion,
            )


def released(figures: SynthesisFigures, table: Table) -> Iterator[tuple[str, Released]]:
    """The rows that a released table has, each with its area's name; none for the whole."""
    names = ("", *(area.name for area in figures.areas))  # a table that was withheld has no areas at all
    pairs = zip(names, (table.whole, *table.areas), strict=False)
    return ((name, row) for name, row in pairs if row is not None)


def communes(figures: SynthesisFigures) -> Iterator[Cells]:
    """Each commune; of its answers the satisfied and the sum of levels, from so many opinions on as have a rate."""
    names = sorted((commune.name for commune in figures.communes), key=sort_key)
    place = {name: number for number, name in enumerate(names)}
    for area in figures.areas:
        for one in area.communes:
            who = area.name, one.code, one.name, place[one.name]
            yield (
                *who,
                one.chair,
                one.minimum,
                one.verdict,
                int(one.complete),
                *satisfied_cells(figures, one),
                int(one.is_flagged),
            )


def satisfied_cells(figures: SynthesisFigures, commune: Commune) -> Cells:
    score = commune.score
    if score.mean is None or estimate_sources.is_hidden(figures, commune):
        return score.n, None, None
    return score.n, score.satisfied, round(score.mean * score.n)


def days(figures: SynthesisFigures) -> Iterator[Cells]:
    """Each commune's days with their verdicts and what it noted."""
    for commune in figures.communes:
        for when, day in zip(figures.survey.days, commune.days, strict=True):
            yield commune.code, when.isoformat(), day.visits, day.ballots, day.status, day.note


def trait_rows(figures: SynthesisFigures, *, public: bool) -> Iterator[Cells]:
    """Each group of each optional question; opinions and satisfied where the annex of the copy prints a rate."""
    for trait in figures.traits:
        hidden, small = hidden_groups(trait), small_groups(trait) if public else set()
        for group in trait.groups:
            score = group.score
            rated = (score.n, score.satisfied) if group.label not in hidden | small else (None, None)
            yield trait.name, trait.ballots, group.label, None if group.label in small else group.ballots, *rated


def themes(figures: SynthesisFigures) -> Iterator[Cells]:
    """In the order of annex 7, and which are praise, that has no number there."""
    requests, praise = themes_in_order(figures)
    for theme in (*requests, *praise):
        yield theme.name, theme.comments, theme.wording, theme.level, int(theme in praise)


def work(figures: SynthesisFigures) -> Iterator[Cells]:
    """What each commune did: a sign a channel (1 used), empty where unknown; days of inspections by spaces."""
    for area in figures.areas:
        for commune in area.communes:
            done = commune.work
            channels = "".join(str(int(used)) for used in done.channels)
            inspected = " ".join(day.isoformat() for day in done.inspected)
            made = (None if flag is None else int(flag) for flag in (done.task_force, done.roster))
            yield area.name, commune.name, channels, done.helpers_a_day, inspected, done.faults, done.faults_open, *made


def awards(figures: SynthesisFigures) -> Iterator[Cells]:
    for award in figures.awards:
        yield award.name, award.unit, award.achievement, award.basis


def method(figures: SynthesisFigures) -> Iterator[Cells]:
    for note in figures.method_notes:
        yield note.item, note.words


def invited(figures: SynthesisFigures) -> Iterator[Cells]:
    """Each area, the whole (empty) last; no rows where the plan has no register."""
    names = [*(area.name for area in figures.areas), ""]
    found = [*figures.invitations[1:], *figures.invitations[:1]]
    for name, one in zip(names, found, strict=False):
        yield name, one.communes, one.invited


def others(figures: SynthesisFigures) -> Iterator[Cells]:
    """Each question with how many answered it (no choice), then its choices; empty where that is not told."""
    for one in figures.others:
        yield one.number, "", one.text, one.n
        for place, (label, n) in enumerate(zip(one.labels, one.counts, strict=True), start=1):
            yield one.number, place, label, n


SOURCES: dict[str, tuple[tuple[str, ...], Callable[[SynthesisFigures], Iterator[Cells]]]] = {
    "areas": (("area", "communes", "apart", *map(str, Status)), areas),
    "turnout": (("area", "day", "visits", "ballots"), turnout),
    "answers": (("question", "area", *(f"n{code}" for code in CODES)), answers),
    "outward": (("question", "area", "form", "n", *LEVEL_NAMES, "band", "no_opinion"), public_answers),
    "communes": (
        (
            "area",
            "code",
            "name",
            "order",
            "chair",
            "minimum",
            "verdict",
            "complete",
            "n",
            "satisfied",
            "points",
            "flagged",
        ),
        communes,
    ),
    "days": (("code", "day", "visits", "ballots", "status", "note"), days),
    "traits": (("trait", "total", "group", "ballots", "opinions", "satisfied"), partial(trait_rows, public=False)),
    "traits-out": (("trait", "total", "group", "ballots", "opinions", "satisfied"), partial(trait_rows, public=True)),
    "themes": (("theme", "comments", "wording", "level", "praise"), themes),
    "work": (
        ("area", "name", "channels", "helpers_a_day", "inspected", "faults", "faults_open", "task_force", "roster"),
        work,
    ),
    "awards": (("name", "unit", "achievement", "basis"), awards),
    "method": (("item", "words"), method),
    "invited": (("area", "communes", "invited"), invited),
    "others": (("number", "place", "label", "n"), others),
    "rest": (("area", "kind", *Sums._fields), estimate_sources.rest),
    "estimates-out": (estimate_sources.PUBLIC_HEADER, estimate_sources.public_estimates),
}
