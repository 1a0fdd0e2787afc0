"""Reading the tables once to freeze the figures of a report."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.documents.synthesis import quality_notes
from portal.documents.synthesis.fieldwork_by_commune import notes_by_day, work_by_unit
from portal.documents.synthesis.fieldwork_summary import summarise_fieldwork
from portal.documents.synthesis.figures import (
    CODES,
    EDITION,
    Area,
    Award,
    Commune,
    Day,
    Grouping,
    Question,
    Survey,
    SynthesisFigures,
    Work,
)
from portal.documents.synthesis.respondents import themes_of, traits_of
from portal.errors import Conflict, Refused
from portal.fieldwork.awards import queries as awards
from portal.fieldwork.awards.models import PERSON
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.turnout.queries import settled_lines
from portal.papers.office import Citation, Office
from portal.results import queries as results
from portal.results.disclosure import disclosure_control, protection_cache
from portal.results.exclusions import exclusions
from portal.results.release import releasing
from portal.results.release.releasing import levels_of
from portal.results.statistics.basis import LEAST_SHOWN, basis_of
from portal.results.statistics.tables import areas, pool_answers
from portal.results.tallying import tallying
from portal.surveys import turnout
from portal.units import queries as units
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from portal.documents.lifecycle.requests import Request
    from portal.documents.synthesis.figures import Answers
    from portal.fieldwork.turnout.figures import Line
    from portal.results.statistics.basis import Basis
    from portal.results.statistics.tables import Counts
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan


def freeze_synthesis(request: Request) -> SynthesisFigures:
    """The figures for the register: only once results are open and the tallies done."""
    if request.required_round.results_opened_at is None:
        raise Refused(_("Kết quả chưa mở. Chỉ lập báo cáo sau khi kết quả được mở."))
    if not tallying.is_ready(request.required_round):
        raise Conflict(_("Kết quả đang được tổng hợp. Xin đợi tổng hợp xong rồi lập báo cáo."))
    return synthesis_figures(request.required_round)


def synthesis_figures(round_: Round) -> SynthesisFigures:
    """Everything the province's report of a round says, as the tables have it now: a fixed number of queries."""
    top = units.province(round_.catalogue_year)
    if top is None:
        raise LookupError(round_.catalogue_year)
    plan, basis = round_.plan_data, basis_of(round_)
    lines = settled_lines(top, round_, basis.policy)
    answers, made_inspections = results.answers_by_unit(top, round_), inspections.inspections_in(top, round_)
    return SynthesisFigures(
        office=office_of(plan),
        survey=survey_of(round_, plan, basis),
        grouping=Grouping(basis.floors, basis.least, LEAST_SHOWN),
        extracted_at=clock.now().replace(microsecond=0),
        by_district=any(line.unit.district for line in lines),
        headline=basis.headline,
        method=basis.method,
        groups={group.id: group.label for group in round_.questionnaire.form.groups},
        questions=questions_of(round_, plan),
        areas=areas_of(
            lines,
            answers,
            CommuneFacts(
                results.chairs(top, round_),
                work_by_unit(top, round_, plan, made_inspections),
                notes_by_day(top, round_),
            ),
            basis,
        ),
        awards=awards_of(round_),
        fieldwork=summarise_fieldwork(top, round_, plan, made_inspections),
        traits=traits_of(round_, basis),
        outward=released_tables(lines, answers, basis) if releasing.tells_bands(round_) else {},
        apart=tuple(one.point.unit.code for one in exclusions.in_force(exclusions.requests_in(top, round_))),
        signs=quality_notes.notes_of(top, round_),
        edition=EDITION,
        salt=secrets.token_hex(16),
        **themes_of(round_),
    )


def awards_of(round_: Round) -> tuple[Award, ...]:
    """Whom the accepted proposal names; empty before it is accepted."""
    return tuple(
        Award(line.name_and_office, line.unit, line.achievement, line.basis, line.kind == PERSON)
        for line in awards.proposal_lines(round_)
    )


def office_of(plan: Plan) -> Office:
    head, report = plan.letterheads.province, plan.report
    return Office(
        profile=head.profile,
        superior=head.superior,
        issuer=head.issuer,
        symbol=head.symbol,
        place=head.place,
        name=plan.identity.issuer,
        reports_to=plan.bodies.reports_to,
        restricted_to=report.restricted.reader,
        restricted=report.restricted.annexes,
        government=plan.bodies.government,
        recipients=report.recipients,
    )


def survey_of(round_: Round, plan: Plan, basis: Basis) -> Survey:
    identity = plan.identity
    form = f"{basis.title} ({basis.version}{', mẫu rút gọn' if basis.variant == 'short' else ''})"
    return Survey(
        slug=round_.slug,
        title=round_.title,
        subject=plan.report.subject,
        closing=plan.report.closing,
        plan=Citation(identity.kind, identity.number, identity.issued_on, identity.issuer, identity.subject),
        days=tuple(round_.days),
        units=plan.catalogue.communes,
        districts=plan.catalogue.districts,
        rated=identity.rated,
        desk=plan.desk.full,
        helpers=plan.helpers.organisation,
        turnout_rule=plan.turnout_in_print,
        form=form,
        due_on=plan.deadlines.signed_report,
        simulated=round_.simulated,
        channels=tuple(channel.label for channel in plan.channels),
    )


def questions_of(round_: Round, plan: Plan) -> tuple[Question, ...]:
    """The closed questions asked, in the words that fit all communes together."""
    words = plan.wording_in_general
    questions = round_.questionnaire.form.required(plan.form.variant)
    return tuple(Question(one.id, one.id.lstrip("Q"), words.say(one.text), one.label, one.group) for one in questions)


def released_tables(
    lines: Sequence[Line], answers: Mapping[int, Mapping[str, Counts]], basis: Basis
) -> dict[str, disclosure_control.Table]:
    """What may leave the office of each question's counts, judged with every commune's own."""
    found_areas = areas(lines)
    return {
        question.id: protection_cache.protect(
            [[levels_of(answers, line.unit.id, question.id) for line in area.lines] for area in found_areas]
        )
        for question in basis.questions
    }


@dataclass(frozen=True)
class CommuneFacts:
    """What is known of communes besides their figures, by unit; notes by unit and day."""

    chairs: Mapping[int, str]
    works: Mapping[int, Work]
    notes: Mapping[tuple[int, date], str]


def areas_of(
    lines: Sequence[Line], answers: Mapping[int, Mapping[str, Counts]], beside: CommuneFacts, basis: Basis
) -> tuple[Area, ...]:
    """The communes by area, each with its answers. Ballots are None, not 0, where the round has none at all."""
    counted = any(line.ballots for line in lines)
    built = []
    for area in areas(lines):
        area_answers = pool_answers(answers.get(line.unit.id, {}) for line in area.lines)
        communes = tuple(
            commune_of(
                line,
                answers.get(line.unit.id, {}).get(basis.headline),
                beside,
                days_of(line, beside, basis, counted=counted),
            )
            for line in area.lines
        )
        built.append(
            Area(area.title, area.short, communes, {key: in_code_order(part) for key, part in area_answers.items()})
        )
    return tuple(built)


def commune_of(line: Line, overall: Counts | None, beside: CommuneFacts, days: tuple[Day, ...]) -> Commune:
    return Commune(
        code=line.unit.code,
        name=line.unit.capital,
        days=days,
        minimum=line.verdict.low,
        verdict=line.status,
        overall=None if overall is None else in_code_order(overall),
        chair=beside.chairs.get(line.unit.id, "incumbent"),
        work=beside.works.get(line.unit.id, Work()),
    )


def days_of(line: Line, beside: CommuneFacts, basis: Basis, *, counted: bool) -> tuple[Day, ...]:
    """Each day with its own verdict."""
    return tuple(
        Day(
            one.visits,
            one.ballots if counted else None,
            str(turnout.judge(basis.policy, one.visits, one.ballots).status) if counted else "",
            beside.notes.get((line.unit.id, one.day), ""),
        )
        for one in line.days
    )


def in_code_order(counts: Counts) -> Answers:
    return tuple(counts.get(code, 0) for code in CODES)
