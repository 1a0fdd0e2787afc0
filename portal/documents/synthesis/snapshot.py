"""Reading the tables once to freeze the figures of a report; who issues it and what it is about, for every paper."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.ballots.form.answers import WHO_TAPPED
from portal.documents.annexes import annex_digests
from portal.documents.lifecycle.requests import Request
from portal.documents.moments import moment_of
from portal.documents.synthesis import analysis, fieldwork, method, paper_words
from portal.documents.synthesis import figures as frozen
from portal.documents.synthesis.figures import CODES, Answers
from portal.documents.synthesis.other_questions import OtherQuestion
from portal.errors import Conflict, Refused
from portal.extensions import db
from portal.fieldwork.awards import queries as awards
from portal.fieldwork.awards.models import PERSON
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.invitations import queries as invitations
from portal.fieldwork.turnout.figures import Line, sum_known
from portal.fieldwork.turnout.queries import settled_lines
from portal.papers.letterhead import Citation, Office
from portal.results import queries as results
from portal.results.comments import themes
from portal.results.disclosure import disclosure_control, other_tables, protection_cache
from portal.results.exclusions import exclusions
from portal.results.models import Crossing
from portal.results.release import releasing
from portal.results.release.releasing import levels_of
from portal.results.scoring import NO_OPINION
from portal.results.statistics.basis import LEAST_SHOWN, Basis, basis_of
from portal.results.statistics.other_questions import of_whom
from portal.results.statistics.tables import Counts, areas, pool_answers
from portal.results.tables.breakdown_grids import WHERE
from portal.results.tallying import frozen_flags, tallying
from portal.surveys import turnout
from portal.surveys.models import Round
from portal.surveys.plan import features
from portal.surveys.plan.features import Feature
from portal.surveys.plan.plan import Plan
from portal.surveys.questionnaire.parts import Item
from portal.surveys.questionnaire.wording import Wording
from portal.units import queries as units
from portal.units.models import Unit
from portal.web.data import clock
from portal.web.ui.formats import integer, short_date

# The limits stand in the restricted kit alone: on paper they would tell a forger how far to go.
SIGNS = "Dấu hiệu chỉ để xem xét, đề nghị giải trình; không phải kết luận vi phạm và không tự động loại phiếu."
WAYS_OF_ANSWERING = frozenset({WHERE, WHO_TAPPED})
Crossed = dict[tuple[str, int], dict[int, int]]  # by optional question and choice: how often each answer was given


def freeze_synthesis(request: Request) -> frozen.SynthesisFigures:
    """The figures for the register: only once results are open and the tallies done."""
    if request.required_round.results_opened_at is None:
        raise Refused(_("Kết quả chưa mở. Chỉ lập báo cáo sau khi kết quả được mở."))
    if not tallying.is_ready(request.required_round):
        raise Conflict(_("Kết quả đang được tổng hợp. Xin đợi tổng hợp xong rồi lập báo cáo."))
    return synthesis_figures(request.required_round)


def carry(old: frozen.SynthesisFigures, fresh: frozen.SynthesisFigures) -> frozen.SynthesisFigures:
    """Keep the day on which explanations were asked for: a person said it, no table has it."""
    return with_day_asked(fresh, old.explanations_asked_on)


def with_day_asked(figures: frozen.SynthesisFigures, day: date | None) -> frozen.SynthesisFigures:
    """The figures with the day on which explanations were asked for, and the salt of these figures."""
    told = replace(figures, explanations_asked_on=day, salt="")
    return replace(told, salt=annex_digests.salt(told))


def synthesis_figures(round_: Round) -> frozen.SynthesisFigures:
    """Everything the province's report of a round says, as the tables have it now: a fixed number of queries."""
    top, plan, basis = province_of(round_), round_.plan_data, basis_of(round_)
    lines = settled_lines(top, round_, basis.policy)
    answers, made_inspections = results.answers_by_unit(top, round_), inspections.inspections_in(top, round_)
    facts = CommuneFacts(
        results.chairs(top, round_),
        fieldwork.work_by_unit(top, round_, plan, made_inspections),
        fieldwork.notes_by_day(top, round_),
        frozen_flags.read(top, round_),
    )
    found_areas = areas_of(lines, answers, facts, basis)
    # Worked out once, when it is frozen: what has left the office once must not be told more exactly later.
    outward = released_tables(lines, answers, basis) if releasing.tells_bands(round_) else {}
    figures = frozen.SynthesisFigures(
        office=office_of(plan),
        survey=survey_of(round_, plan, basis),
        grouping=frozen.Grouping(basis.floors, basis.least, LEAST_SHOWN, plan.results.groups_source),
        extracted_at=moment_of([round_]),
        by_district=any(line.unit.district for line in lines),
        headline=basis.headline,
        method=basis.method,
        groups={group.id: group.label for group in round_.questionnaire.form.groups},
        questions=questions_of(round_, plan),
        areas=found_areas,
        awards=awards_of(round_),
        fieldwork=fieldwork.summarise_fieldwork(top, round_, plan, made_inspections),
        traits=traits_of(round_, basis),
        outward=outward,
        apart=tuple(one.point.unit.code for one in exclusions.in_force(exclusions.requests_in(top, round_))),
        signs=quality_notes(top, round_),
        limits=limits_of(round_),
        edition=frozen.EDITION,
        estimates=analysis.estimates_of(found_areas),
        estimates_public=analysis.estimates_public(found_areas, outward.get(basis.headline)),
        compared=analysis.compared_of(found_areas, basis.least),
        several=analysis.several_of(answers, facts.chairs, basis),
        earlier=analysis.earlier_of(top, round_, basis),
        invitations=invitations_of(top, round_, lines),
        others=others_of(top, round_, basis, outward, len(lines)),
        **themes_of(round_),
    )
    instrument = method.Instrument.of(round_.questionnaire.form, basis.variant)
    figures = replace(figures, method_notes=method.method_notes(figures, instrument))
    return replace(figures, salt=annex_digests.salt(figures))


TOLD_OF = (Feature.VISITS, Feature.VISITS_BY_DAY, Feature.HELPERS, Feature.TASKFORCE, Feature.PUBLICITY, Feature.AWARDS)
"""The features that a plan may leave out and papers tell of."""


def invitations_of(top: Unit, round_: Round, lines: Sequence[Line]) -> tuple[frozen.Invitations, ...]:
    """The whole first, then each area; empty where the plan has no register."""
    if not round_.plan_data.invitations.counted:
        return ()
    invited = invitations.invited_by_unit(top, round_)
    groups = [[invited.get(line.unit.id) for line in group] for group in (lines, *(one.lines for one in areas(lines)))]
    return tuple(frozen.Invitations(sum_known(group), sum(one is not None for one in group)) for group in groups)


def province_of(round_: Round) -> Unit:
    """The unit at the top of a round's catalogue."""
    top = units.province(round_.catalogue_id)
    if top is None:
        raise LookupError(round_.catalogue_id)
    return top


def awards_of(round_: Round) -> tuple[frozen.Award, ...]:
    """Whom the accepted proposal names; empty before it is accepted."""
    return tuple(
        frozen.Award(line.name_and_office, line.unit, line.achievement, line.basis, line.kind == PERSON)
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
        division=head.division,
    )


def survey_of(round_: Round, plan: Plan, basis: Basis) -> frozen.Survey:
    identity = plan.identity
    form = f"{basis.title} ({basis.version}{', mẫu rút gọn' if basis.variant == 'short' else ''})"
    return frozen.Survey(
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
        helpers=plan.helpers.organisation if plan.helpers else "",
        turnout_rule=plan.turnout_in_print,
        form=form,
        due_on=plan.deadlines.signed_report,
        simulated=round_.simulated,
        channels=tuple(channel.label for channel in plan.channels),
        crowded=crowded_of(plan, basis.policy),
        left_out=tuple(feature.value for feature in TOLD_OF if not features.uses(plan, feature)),
        words=paper_words.of_plan(plan),
    )


def crowded_of(plan: Plan, policy: turnout.Policy) -> frozen.Crowded:
    """The rule for crowded days, where it asks for less than the share of visits would."""
    if not policy.crowded_replaces or plan.turnout is None:
        return frozen.NOT_CROWDED
    clause = f"{plan.turnout.clause} {plan.identity.kind} số {plan.identity.number}"
    return frozen.Crowded(policy.crowded_from, policy.crowded_ballots, policy.floor_percent, clause)


def questions_of(round_: Round, plan: Plan) -> tuple[frozen.Question, ...]:
    """The closed questions asked, in the words that fit all communes together."""
    words = plan.wording_in_general
    questions = round_.questionnaire.form.scaled(plan.form.variant)
    return tuple(
        frozen.Question(one.id, one.id.lstrip("Q"), words.say(one.text), one.label, one.group) for one in questions
    )


def released_tables(
    lines: Sequence[Line], answers: Mapping[int, Mapping[str, Counts]], basis: Basis
) -> dict[str, disclosure_control.Table]:
    """What may leave the office of each question's counts, judged with every commune's own."""
    found_areas = areas(lines)
    return {
        question.id: other_tables.withheld(found_areas)
        if question.is_for_some
        else protection_cache.protect(
            [[levels_of(answers, line.unit.id, question.id) for line in area.lines] for area in found_areas]
        )
        for question in basis.questions
    }


def others_of(
    top: Unit, round_: Round, basis: Basis, outward: Mapping[str, disclosure_control.Table], communes: int
) -> tuple[OtherQuestion, ...]:
    """The questions with choices of their own, as far as they may leave the office beside these tables."""
    if not basis.others:
        return ()
    words = round_.plan_data.wording_in_general
    texts = {item.id: words.say(item.text) for item in round_.questionnaire.form.closed}
    counts = pool_answers(results.other_answers_by_unit(top, round_).values())
    protected = other_tables.protect_others(basis.others, counts, outward, communes)
    return tuple(
        OtherQuestion(
            one.id.lstrip("Q"),
            texts[one.id],
            of_whom(one),
            protected[one.id].n,
            tuple(label for _code, label in one.choices),
            protected[one.id].cells,
        )
        for one in basis.others
    )


class CommuneFacts(NamedTuple):
    """What is known of communes besides their figures, by unit; notes by unit and day."""

    chairs: Mapping[int, str]
    works: Mapping[int, frozen.Work]
    notes: Mapping[tuple[int, date], str]
    flagged: Collection[str]  # by the unit's code


def areas_of(
    lines: Sequence[Line], answers: Mapping[int, Mapping[str, Counts]], beside: CommuneFacts, basis: Basis
) -> tuple[frozen.Area, ...]:
    """The communes by area, each with its answers. Ballots are None, not 0, where the round has none at all."""
    counted = any(line.ballots for line in lines)  # before the first ballot «0» would look like a result
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
            frozen.Area(
                area.title, area.short, communes, {key: in_code_order(part) for key, part in area_answers.items()}
            )
        )
    return tuple(built)


def commune_of(
    line: Line, overall: Counts | None, beside: CommuneFacts, days: tuple[frozen.Day, ...]
) -> frozen.Commune:
    return frozen.Commune(
        code=line.unit.code,
        name=line.unit.capital,
        days=days,
        minimum=line.verdict.low,
        verdict=line.status,
        overall=None if overall is None else in_code_order(overall),
        chair=beside.chairs.get(line.unit.id, "incumbent"),
        work=beside.works.get(line.unit.id, frozen.Work()),
        is_flagged=line.unit.code in beside.flagged,
    )


def days_of(line: Line, beside: CommuneFacts, basis: Basis, *, counted: bool) -> tuple[frozen.Day, ...]:
    """Each day with its own verdict."""
    return tuple(
        frozen.Day(
            one.visits,
            one.ballots if counted else None,
            str(turnout.judge(basis.policy, one.visits, one.ballots).status) if counted and one.is_counted else "",
            beside.notes.get((line.unit.id, one.day), ""),
        )
        for one in line.days
    )


def in_code_order(counts: Counts) -> Answers:
    return tuple(counts.get(code, 0) for code in CODES)


def traits_of(round_: Round, basis: Basis) -> tuple[frozen.Trait, ...]:
    """Each optional question asked; none where nothing was crossed."""
    crossed_answers = answers_by_trait(round_, basis.headline)
    items = [item for item in round_.questionnaire.form.optional if item.on]
    words = round_.plan_data.wording_in_general
    return tuple(trait_of(item, crossed_answers, words) for item in items) if crossed_answers else ()


def answers_by_trait(round_: Round, headline: str) -> Crossed:
    """The answers to the overall question by optional question and choice, the whole round together."""
    query = (
        select(Crossing.item, Crossing.code, Crossing.choice, func.sum(Crossing.n))
        .where(Crossing.round_id == round_.id, Crossing.question == headline)
        .group_by(Crossing.item, Crossing.code, Crossing.choice)
    )
    counts: Crossed = {}
    for item, code, choice, n in db.session.execute(query):
        counts.setdefault((item, code), {})[choice] = int(n)
    return counts


def trait_of(item: Item, crossed_answers: Crossed, words: Wording) -> frozen.Trait:
    """The groups in the form's order, those who left it out last."""
    # «Không trả lời» is the last group, whatever its place in the form.
    choices = sorted(item.choices, key=lambda choice: choice.code == NO_OPINION)
    groups = [
        frozen.TraitGroup(
            words.say(choice.text),
            tuple(crossed_answers.get((item.id, choice.code), {}).get(code, 0) for code in CODES),
        )
        for choice in choices
    ]
    return frozen.Trait(item.label, tuple(groups), item.id in WAYS_OF_ANSWERING)


def themes_of(round_: Round) -> dict[str, Any]:
    """The themes of the coded comments; empty where no comment is coded."""
    done = themes.progress(round_)
    if not done.coded:
        return {}
    rows = tuple(
        frozen.Theme(row.theme, row.n, row.share, row.wording, row.level, row.is_praise)
        for row in themes.table(round_)
        if row.n
    )
    return {"themes": rows, "comments": done.with_theme, "comments_received": done.total}


def limits_of(round_: Round) -> tuple[str, ...]:
    """The limits by which the signs of quality were made; empty where none were frozen at the opening."""
    record = frozen_flags.flag_record(round_)
    return tuple(f"{name}={value}" for name, value in sorted(record.limits.items())) if record else ()


def quality_notes(top: Unit, round_: Round) -> tuple[str, ...]:
    """What annex 9 says of the signs of quality (P11); empty where no flags were frozen at the opening."""
    record = frozen_flags.flag_record(round_)
    if record is None:
        return ()
    many, day = integer(len(frozen_flags.read(top, round_))), short_date(clock.local(record.frozen_at).date())
    opening = f"Khi mở kết quả (ngày {day}), {many} đơn vị có dấu hiệu về cách gửi phiếu hoặc về ảnh cần xem xét"
    return (f"{opening}.", SIGNS, *frozen_flags.not_applied_in_words(top, round_))
