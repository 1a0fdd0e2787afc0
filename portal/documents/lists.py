"""The round's lists as papers: codes, duty rosters and supervisors, frozen as the tables they print.

A frozen list stays for good, telephones do not: the internal copy with them is made from the rosters' own page.
"""

from collections.abc import Sequence

from portal.documents.lifecycle.requests import Request
from portal.documents.moments import moment_of
from portal.documents.synthesis.snapshot import office_of, province_of
from portal.fieldwork.roster import queries as rosters
from portal.fieldwork.roster.lists import duty_list
from portal.fieldwork.roster.lists.papers import desks_annex, summary_annex, supervisors_annex
from portal.papers.snapshot_document import SnapshotDocument
from portal.papers.tables import Annex
from portal.surveys import queries as surveys
from portal.surveys.points import posters
from portal.web.ui.formats import lower_first


def list_document(request: Request, annexes: Sequence[Annex], enclosed: str) -> SnapshotDocument:
    """Tables alone, enclosed with a plan or letter."""
    return SnapshotDocument(
        office=office_of(request.plan),
        subject=annexes[0].title.replace("\n", " "),
        opening="",
        closing="",
        due_on=None,
        sections=(),
        annexes=tuple(annexes),
        taken_at=moment_of([request.required_round]),
        simulated=request.required_round.simulated,
        enclosed=enclosed,
    )


def codes(request: Request) -> SnapshotDocument:
    """The list attached to the plan."""
    facts = posters.facts_of_round(request.required_round)
    points = posters.facts_of_points(surveys.points_of(request.required_round))
    return list_document(request, [posters.code_annex(facts, points)], f"Kèm theo {facts.plan}")


def roster(request: Request) -> SnapshotDocument:
    """The duty lists of a unit, of the whole province where none is named; without telephone numbers."""
    round_ = request.required_round
    book = duty_list.read_book(round_, request.unit or province_of(round_), internal=False)
    facts = book.facts
    if not book.is_whole:
        place = f"UBND {book.unit}" if book.is_single and facts.at_committee else book.unit
        return list_document(request, [desks_annex(facts, book.desks, 0, f", {place}")], book.enclosed)
    summary = summary_annex(book, 1, f", {book.unit}", (facts.duty,))
    places = [f", {lower_first(group.title)}" if group.title else "" for group in book.groups]
    parts = [
        desks_annex(facts, group.desks, n, place)
        for n, (group, place) in enumerate(zip(book.groups, places, strict=True), start=2)
    ]
    sent = [supervisors_annex(facts, book.sent, len(parts) + 2)] if book.sent else []
    return list_document(request, [summary, *parts, *sent], book.enclosed)


def supervisors(request: Request) -> SnapshotDocument:
    """Leaders and officers sent to direct, inspect, supervise."""
    round_, plan = request.required_round, request.plan
    facts = duty_list.round_facts(round_, plan, rosters.days_of(round_, plan))
    sent = duty_list.supervisor_lines(rosters.supervisors(round_), round_.days)
    return list_document(request, [supervisors_annex(facts, sent, 0)], facts.enclosed)
