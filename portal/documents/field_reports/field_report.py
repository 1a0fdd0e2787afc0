"""The reports of communes and districts as papers: frozen figures in, their letterhead, text and annexes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents.field_reports import commune_report, district_report
from portal.fieldwork.reporting.content import figure_sources, timing
from portal.fieldwork.reporting.content.figures import CommuneFigures
from portal.fieldwork.reporting.content.outline import outline
from portal.papers.letterhead import PROFILES, Issue, cite
from portal.papers.office import Citation, Office
from portal.papers.paper import html_sheets
from portal.papers.printing import ignore_progress, print_copies
from portal.papers.sections import Section
from portal.papers.snapshot_document import SnapshotDocument, render_content
from portal.surveys.plan.reader import fill_placeholders
from portal.units.models import COMMUNE
from portal.web.data import clock

if TYPE_CHECKING:
    from portal.documents.lifecycle.requests import Request
    from portal.fieldwork.reporting.content.figures import Figures
    from portal.papers.printing import Progress
    from portal.papers.tables import Annex
    from portal.surveys.models import Round
    from portal.surveys.plan.parts import Letterhead
    from portal.surveys.plan.plan import Plan
    from portal.units.models import Unit


def freeze(request: Request) -> SnapshotDocument:
    """The report of the unit asked for."""
    return freeze_report(request.required_unit, request.required_round)


def freeze_report(unit: Unit, round_: Round) -> SnapshotDocument:
    """Freeze a unit's figures and words as they stand now."""
    plan, figures = round_.plan_data, figure_sources.report_figures(unit, round_)
    office = office_of(unit, plan)
    identity, words = plan.identity, words_of(unit, plan)
    citation = Citation(identity.kind, identity.number, identity.issued_on, identity.issuer, identity.subject)
    profile = PROFILES[office.profile]
    return SnapshotDocument(
        office=office,
        opening=f"Thực hiện {cite(profile, citation)}, {office.name} báo cáo tình hình, kết quả như sau:",
        closing=f"{fill_placeholders(plan.report.closing_below, words)}{profile.end_mark}",
        subject=fill_placeholders(subject_of(unit, plan), words),
        due_on=timing.due_of(unit.level, plan),
        sections=tuple(Section(part.number, part.title, part.paragraphs) for part in outline(figures, plan)),
        annexes=annexes_of(figures, plan),
        taken_at=clock.now().replace(microsecond=0),
        simulated=round_.simulated,
    )


def annexes_of(figures: Figures, plan: Plan) -> tuple[Annex, ...]:
    """The annexes of either level."""
    if isinstance(figures, CommuneFigures):
        return commune_report.annexes(figures, plan)
    return district_report.annexes(figures, plan)


def subject_of(unit: Unit, plan: Plan) -> str:
    """The subject of either level; a plan without districts names none for them."""
    return plan.report.commune_subject if unit.level == COMMUNE else plan.report.district_subject


def words_of(unit: Unit, plan: Plan) -> dict[str, str]:
    """The holes of the plan's texts about a unit."""
    return {
        "unit": unit.title,
        "name": unit.name,
        "parent": unit.parent.title if unit.parent else "",
        "committee": plan.bodies.committee(unit.kind),
    }


def letterhead_of(unit: Unit, plan: Plan) -> Letterhead:
    """The head of the unit's level."""
    heads = plan.letterheads
    return heads.commune if unit.level == COMMUNE or heads.district is None else heads.district


def office_of(unit: Unit, plan: Plan) -> Office:
    """Who issues the paper: the heads in capitals, the place line, whom it goes to."""
    head, words = letterhead_of(unit, plan), words_of(unit, plan)
    superior, issuer = (fill_placeholders(text, words).upper() for text in (head.superior, head.issuer))
    place = fill_placeholders(head.place, words)
    return Office(
        profile=head.profile,
        superior=superior,
        issuer=issuer,
        symbol=head.symbol,
        place=unit.capital if unit.name in plan.letterheads.whole_names else place,
        name=name_of(unit, plan),
        recipients=recipients_of(unit, plan),
    )


def name_of(unit: Unit, plan: Plan) -> str:
    """How the opening names the issuer: «Đảng ủy xã Thanh Hải», «Ban Chỉ đạo … huyện Lục Ngạn»."""
    return (
        f"Đảng\u00a0ủy {unit.title}"
        if unit.level == COMMUNE
        else fill_placeholders(plan.bodies.district, words_of(unit, plan))
    )


def recipients_of(unit: Unit, plan: Plan) -> tuple[str, ...]:
    """The level above, then the file."""
    if unit.level != COMMUNE:
        committee = f"{plan.bodies.committee(unit.kind)} {unit.name}"
        return (f"{plan.identity.issuer} (b/c)", f"Thường trực {committee} (b/c)", "Lưu: Văn thư")
    above = unit.district
    if above is None:
        return (f"{plan.identity.issuer} (b/c)", "Lưu: Văn phòng Đảng ủy")
    committee = f"{plan.bodies.committee(above.kind)} {above.name}"
    return (
        f"{committee} (b/c)",
        f"{fill_placeholders(plan.bodies.district, words_of(above, plan))} (b/c)",
        "Lưu: Văn phòng Đảng ủy",
    )


def render(report: SnapshotDocument, progress: Progress = ignore_progress) -> bytes:
    """Set the pages: the text, then each annex counting from one."""
    return print_copies([html_sheets(render_content(report, {}, Issue(), "full"))], progress)[0]
