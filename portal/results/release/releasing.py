"""What two persons release of a round, frozen as it stood: made once from the tallies by the rules of P8."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.fieldwork.turnout.queries import settled_lines
from portal.results import queries
from portal.results.disclosure import disclosure_control, other_tables, protection_cache
from portal.results.disclosure.disclosure_control import Counts, Table
from portal.results.exclusions import exclusions
from portal.results.models import Release
from portal.results.release.released import Content, is_by_mean
from portal.results.scoring import LEVELS
from portal.results.statistics.basis import Basis, basis_of
from portal.results.statistics.other_questions import of_whom
from portal.results.statistics.tables import Answers, Area, areas, pool_answers
from portal.results.tallying import tallying
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.surveys.models import ApprovalRequest, Round
from portal.surveys.queries import waiting_approvals
from portal.units import queries as units
from portal.web.data import clock, codec
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job, Progress

KIND = "release"
LEAF = "release"  # under this name a version's number stands in its sealed leaf


@jobs.handler(tallying.PROTECTION, _l("tính cách che ô nhỏ"), low_priority=True)
def work_out_protection(job: Job, progress: Progress) -> None:
    """The job behind the opening of results: what it finds of the tables that may leave, no page has to work out."""
    with suppress(DomainError):  # nothing can be released: nothing to work out
        draft(db.session.get_one(Round, job.args["round_id"]))
    progress(1, 1)


def protect_before_decision(round_: Round, kind: str) -> None:
    """Audit the tables before the transaction that decides: the freeze then reads them from the cache."""
    if kind == KIND and tallying.is_ready(round_):
        for request in waiting_approvals(round_, KIND):
            refuse_means(request)
        draft(round_)


def freeze_when_released(round_: Round, kind: str) -> None:
    """Write the release down in the transaction that decides it."""
    if kind != KIND:
        return
    done = select(ApprovalRequest).where(
        ApprovalRequest.round_id == round_.id, ApprovalRequest.kind == KIND, ApprovalRequest.accepted.is_(True)
    )
    latest_first = done.order_by(ApprovalRequest.decided_at.desc(), ApprovalRequest.id.desc())
    freeze(round_, db.session.scalars(latest_first.limit(1)).one())


def freeze(round_: Round, deed: ApprovalRequest) -> Release:
    """Make the next version of what is released; the ones before it stay."""
    earlier = versions(round_)
    text = codec.canonical(draft(round_)).decode()
    release = Release(
        round_id=round_.id,
        number=len(earlier) + 1,
        content=text,
        digest=digest(text),
        reason=deed.reason,
        deed_id=deed.id,
        asked_by=deed.asked_by,
        decided_by=deed.decided_by,
        made_at=clock.now(),
    )
    db.session.add(release)
    db.session.flush()
    detail = {"number": release.number, "digest": release.digest}
    seal_later(round_, Kind.DOCUMENT, codec.canonical({LEAF: release.number, "sha256": release.digest}))
    record("results.release", by=None, subject=("round", round_.slug), detail=detail)
    return release


def versions(round_: Round) -> Sequence[Release]:
    """Everything released of a round, the first first."""
    return db.session.scalars(select(Release).where(Release.round_id == round_.id).order_by(Release.number)).all()


def latest(round_: Round) -> Release | None:
    """What stands released now; None before two persons have released anything."""
    if round_.released_at is None:
        return None
    query = select(Release).where(Release.round_id == round_.id).order_by(Release.number.desc()).limit(1)
    return db.session.scalar(query)


def content(release: Release) -> Content:
    """What a release says; refused where the row is no longer what was written."""
    if digest(release.content) != release.digest:
        raise Conflict(_("Bản công bố lần %(number)s không còn nguyên vẹn, đã bị sửa.", number=release.number))
    parsed: Content = json.loads(release.content)
    return parsed


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def draft(round_: Round) -> Content:
    """What would be released now. Raises Conflict where the round has been released by means."""
    if why := obstacle(round_, KIND):
        raise Conflict(why)
    return content_of(round_, [content(one) for one in versions(round_)])


def obstacle(round_: Round, kind: str) -> str:
    """Why a round gets no further release: bands beside the means that went out would give counts away."""
    try:
        if kind != KIND or tells_bands(round_):
            return ""
    except Conflict as damaged:
        return damaged.message
    return _(
        "Đợt này đã công bố theo điểm bình quân nên không công bố lại: nay chỉ công bố theo khoảng 20 điểm phần trăm, "
        "có cả hai thì suy ra được ý kiến của ít người. Bản đã công bố vẫn xem, tải được."
    )


def refuse_means(request: ApprovalRequest) -> None:
    """Raises Conflict for a request of before, when communes could still be told of by means."""
    if is_by_mean(request.payload):
        raise Conflict(
            _("Không còn công bố theo điểm bình quân. Từ chối đề nghị này rồi đề nghị lại: công bố theo khoảng.")
        )


def tells_bands(round_: Round) -> bool:
    """Whether what is told of a round's communes, now or later, is in bands."""
    release = latest(round_)
    return release is None or not is_by_mean(content(release))


def content_of(round_: Round, earlier: Sequence[Content] = ()) -> Content:
    """What would be released now, beside what was released before."""
    if not tallying.is_ready(round_):
        raise Conflict(_("Kết quả đang được tổng hợp. Xin đợi tổng hợp xong rồi công bố."))
    top = units.province(round_.catalogue_id)
    if top is None:
        raise LookupError(round_.catalogue_id)
    basis = basis_of(round_)
    lines, answers = settled_lines(top, round_, basis.policy), queries.answers_by_unit(top, round_)
    all_areas = areas(lines)
    counts = {
        question.id: [[levels_of(answers, line.unit.id, question.id) for line in area.lines] for area in all_areas]
        for question in basis.questions
    }
    tables = {
        question.id: other_tables.withheld(all_areas)
        if question.is_for_some
        else table_of(question.id, counts[question.id], earlier)
        for question in basis.questions
    }
    told = {question.id: counts[question.id] for question in basis.questions if not question.is_for_some}
    excluded = exclusions.in_force(exclusions.requests_in(top, round_))
    excluded_counts = [levels_of(answers, one.point.unit_id, basis.headline) for one in excluded]
    return {
        "round": round_.slug,
        "title": round_.title,
        "days": [round_.first_day.isoformat(), round_.last_day.isoformat()],
        "simulated": round_.simulated,
        **asked(basis),
        "measure": disclosure_control.BAND,
        "areas": [
            {
                "key": area.key,
                "title": area.title,
                "communes": len(area.lines),
                "district": area.lines[0].unit.district is not None,
            }
            for area in all_areas
        ],
        "tables": {key: codec.to_plain(table) for key, table in tables.items()},
        "communes": [
            commune_of(area, place, number, told)
            for number, area in enumerate(all_areas)
            for place in range(len(area.lines))
        ],
        # every figure counts the ballots of the excluded communes too: a release is made of all (P11)
        "apart": {
            "communes": [{"code": one.point.unit.code, "full": one.point.unit.full} for one in excluded],
            "without": disclosure_control.band_excluding(tables[basis.headline], excluded_counts),
        },
        **others_of(queries.other_answers_by_unit(top, round_), len(lines), basis, tables, earlier),
    }


def others_of(
    by_unit: Mapping[int, Answers], communes: int, basis: Basis, tables: Mapping[str, Table], earlier: Sequence[Content]
) -> Content:
    """The questions with choices of their own, for the whole alone; what was released otherwise before is not told."""
    if not basis.others:
        return {}
    protected = other_tables.protect_others(basis.others, pool_answers(by_unit.values()), tables, communes)
    rows = [
        {
            "id": one.id,
            "title": one.title,
            "note": of_whom(one),
            "choices": [{"code": code, "label": label} for code, label in one.choices],
            **codec.to_plain(protected[one.id]),
        }
        for one in basis.others
    ]
    before = [row for one in earlier for row in one.get("others", ())]
    return {"others": [row if all(is_same(row, one) for one in before) else without_figures(row) for row in rows]}


def is_same(row: Content, before: Content) -> bool:
    """Whether an earlier row is another question's, told nothing, or told the same."""
    now, then = ((one["n"], one["cells"]) for one in (row, before))
    return before["id"] != row["id"] or before["n"] is None or now == then


def without_figures(row: Content) -> Content:
    return {**row, "n": None, "cells": [None] * len(row["cells"])}


def asked(basis: Basis) -> Content:
    """The form in the words that its figures need."""
    return {
        "form": basis.version,
        "levels": list(basis.levels[: len(LEVELS)]),
        "headline": basis.headline,
        "groups": dict(basis.groups),
        "questions": [{"id": one.id, "title": one.title, "group": one.group} for one in basis.questions],
        "least": disclosure_control.LEAST_PUBLISHED,
        "bands": disclosure_control.BANDS,
    }


def levels_of(answers: Mapping[int, Mapping[str, Mapping[int, int]]], unit: int, question: str) -> Counts:
    """One commune's counts on one question by the five levels."""
    counts = answers.get(unit, {}).get(question, {})
    return tuple(counts.get(level, 0) for level in LEVELS)


def table_of(question: str, communes: Sequence[Sequence[Counts]], earlier: Sequence[Content]) -> Table:
    """A question's table; bands alone where an earlier one differs: their difference must not be readable."""
    table = protection_cache.protect(communes)
    before = [one["tables"].get(question) for one in earlier]
    if all(
        one == codec.to_plain(table)
        for one in before
        if one is not None and one["form"] in disclosure_control.GROUPINGS
    ):
        return table
    return protection_cache.protect(communes, bands_only=True)


def commune_of(area: Area, place: int, number: int, counts: Mapping[str, list[list[Counts]]]) -> Content:
    """One commune's bands, for the questions on which twenty or more gave an opinion."""
    unit = area.lines[place].unit
    bands = {key: disclosure_control.commune_band(communes[number][place]) for key, communes in counts.items()}
    return {
        "code": unit.code,
        "title": unit.capital,
        "full": unit.full,
        "area": area.key,
        "bands": {key: band for key, band in bands.items() if band is not None},
    }
