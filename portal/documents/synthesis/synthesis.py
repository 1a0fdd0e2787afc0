"""The synthesis report as paper: its headings, the sentences that figures make, what people must write, its copies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from portal.documents.annexes import annex_digests
from portal.documents.synthesis import annex_numbers, headings, offers
from portal.documents.synthesis.earlier import outline as earlier
from portal.documents.synthesis.figures import SynthesisFigures
from portal.documents.synthesis.offers import NO_REQUESTS, NOTHING_TO_SAY
from portal.documents.synthesis.prose import findings, people, places, summary
from portal.documents.synthesis.prose import work as done
from portal.papers.letterhead import PROFILES, cite
from portal.papers.paper import REPORT, HeadDetails, Wording
from portal.papers.sections import SUMMARY, Offer, Section
from portal.papers.tables import DISTRICTS, Annex, of_copy

# The annexes that hold the figures of a heading, where its sentences cite none.
TABLES: Mapping[str, tuple[int, ...]] = {
    SUMMARY: (1, 3, 4, 7),
    **dict.fromkeys(("I.1", "I.2", "I.3", "I.4"), (8,)),
    "II.2": (6,),
    "II.6": (7,),
    "III.4": (1, 3),
}

SENTENCES: headings.SentencesByHeading = {
    "I.1": lambda figures: (done.task_forces(figures),),
    "I.2": lambda figures: (done.publicity(figures),),
    "I.3": lambda figures: (done.helpers(figures),),
    "I.4": lambda figures: (done.inspections(figures),),
    "II.1": findings.participation,
    "II.2": people.respondent_sentences,
    "II.3": findings.overall,
    "II.4": findings.by_question,
    "II.5": places.by_place,
    "II.6": people.comment_sentences,
    "III.4": findings.cautions,
}
NOTHING: Mapping[str, str] = {"III": NOTHING_TO_SAY, "IV": NO_REQUESTS}  # where all that is offered is struck


def wording(figures: SynthesisFigures, copy: str) -> Wording:
    """The text: one and the same in every copy, but in papers of the first two editions."""
    survey, profile = figures.survey, PROFILES[figures.office.profile]
    is_told_less = copy == DISTRICTS and figures.is_of_earlier_edition
    return Wording(
        HeadDetails(figures.office, REPORT, survey.subject, figures.extracted_at, survey.simulated, survey.due_on),
        f"Thực hiện {cite(profile, survey.plan)}, {figures.office.name} báo cáo kết quả như sau:",
        earlier.public_outline(figures, outline(figures)) if is_told_less else outline(figures),
        f"{survey.closing}{profile.end_mark}",
    )


def annexes_of(figures: SynthesisFigures, copy: str) -> Sequence[Annex]:
    """The annexes of one copy, in the form in which they leave the office where it does."""
    every_table = annex_digests.annex_tables(figures)
    form = annex_digests.PUBLIC_SUFFIX if copy == DISTRICTS else ""
    full = [annex for key, annex in every_table.items() if not key.endswith(annex_digests.PUBLIC_SUFFIX)]
    keys = {annex.number: f"{annex_numbers.usual_of(figures, annex.number)}{form}" for annex in full}
    return [every_table.get(keys[annex.number], annex) for annex in of_copy(full, copy)]


def outline(figures: SynthesisFigures) -> tuple[Section, ...]:
    """The sections of the paper, in order."""
    if figures.is_of_earlier_edition:
        return earlier.outline(figures)
    return tuple(replace(part, tables=TABLES.get(part.key, ())) for part in written_now(figures))


def written_now(figures: SynthesisFigures) -> Iterator[Section]:
    """The headings with the sentences that figures make and those that are offered; one without any waits for words."""
    offered = offered_under(figures)
    yield summary.section(figures)
    for part in headings.outline(figures, SENTENCES):
        nothing = NOTHING.get(part.key.partition(".")[0], "") if part.key in offered else ""
        yield replace(part, offers=offered.get(part.key, ()), nothing=nothing)


def offered_under(figures: SynthesisFigures) -> dict[str, tuple[Offer, ...]]:
    """What is offered, by heading."""
    communes = headings.communes_key(figures)
    by_district = {"IV.3": offers.for_districts(figures)} if figures.by_district else {}
    return {
        "III.1": offers.strengths(figures),
        "III.2": offers.weaknesses(figures),
        "IV.1": offers.for_leaders(figures),
        "IV.2": offers.for_government(figures),
        **by_district,
        communes: offers.for_communes(figures, communes),
        "V": offers.next_tasks(figures),
    }
