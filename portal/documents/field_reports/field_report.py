"""The reports of communes and districts as papers: figures and words frozen as they stand, their letterhead."""

from portal.documents.field_reports import report_annexes, report_offers
from portal.documents.lifecycle.requests import Request
from portal.documents.moments import moment_of
from portal.fieldwork.reporting.content import figure_sources, timing
from portal.fieldwork.reporting.content.figures import Figures
from portal.fieldwork.reporting.content.outline import outline
from portal.fieldwork.taskforce.texts import letterhead_office
from portal.papers.letterhead import PROFILES, Citation, Office, cite
from portal.papers.sections import SUMMARY, Section
from portal.papers.snapshot_document import SnapshotDocument
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import fill_placeholders
from portal.units.models import COMMUNE, Unit

CLOSING_COMMUNE = (
    "Trên đây là báo cáo tình hình, kết quả khảo sát trên địa bàn {unit}, kính báo cáo {above} theo dõi, tổng hợp"
)
"""Where the plan has no sentence of its own; `above` is the district's board, else who issues the plan."""


def freeze(request: Request) -> SnapshotDocument:
    """The report of the unit asked for."""
    return freeze_report(request.required_unit, request.required_round)


def freeze_report(unit: Unit, round_: Round) -> SnapshotDocument:
    """Freeze a unit's figures and words as they stand now."""
    plan, figures = round_.plan_data, figure_sources.report_figures(unit, round_)
    office, identity, words = office_of(unit, plan), plan.identity, words_of(unit, plan)
    subject = plan.report.commune_subject if unit.level == COMMUNE else plan.report.district_subject
    citation = Citation(identity.kind, identity.number, identity.issued_on, identity.issuer, identity.subject)
    profile = PROFILES[office.profile]
    return SnapshotDocument(
        office=office,
        opening=f"Thực hiện {cite(profile, citation)}, {office.name} báo cáo tình hình, kết quả như sau:",
        closing=f"{closing_of(unit, plan)}{profile.end_mark}",
        subject=fill_placeholders(subject, words),
        due_on=timing.due_of(unit.level, plan),
        sections=sections_of(figures, plan),
        annexes=report_annexes.annexes(figures, plan),
        taken_at=moment_of([round_]),
        simulated=round_.simulated,
    )


def sections_of(figures: Figures, plan: Plan) -> tuple[Section, ...]:
    """Three sentences that tell the whole, then the parts of the report with the sentences they offer."""
    parts = outline(figures, plan)
    offered = report_offers.offers(figures, parts, plan)
    return (
        Section(SUMMARY, "", (report_offers.summary(figures, plan),)),
        *(
            Section(
                part.number,
                part.title,
                part.paragraphs,
                missing=not (part.sentences or part.typed),
                offers=offered.get(part.number, ()),
            )
            for part in parts
        ),
    )


def closing_of(unit: Unit, plan: Plan) -> str:
    """To whom it reports: a commune to its district's board, where there is one, a district to the province."""
    words = words_of(unit, plan)
    if unit.level != COMMUNE:
        return fill_placeholders(plan.report.closing_below, words)
    above = plan.identity.issuer if unit.district is None else name_of(unit.district, plan)
    return fill_placeholders(plan.report.closing_commune or CLOSING_COMMUNE, {**words, "above": above})


def words_of(unit: Unit, plan: Plan) -> dict[str, str]:
    """The holes of the plan's texts about a unit."""
    return {
        "unit": unit.title,
        "name": unit.name,
        "parent": unit.parent.title if unit.parent else "",
        "committee": plan.bodies.committee(unit.kind),
    }


def office_of(unit: Unit, plan: Plan) -> Office:
    """Who issues the paper: the heads in capitals, the place line, whom it goes to."""
    heads, words = plan.letterheads, words_of(unit, plan)
    head = heads.commune if unit.level == COMMUNE or heads.district is None else heads.district
    place = unit.capital if unit.name in heads.whole_names else fill_placeholders(head.place, words)
    return letterhead_office(head, words, place, name_of(unit, plan), recipients_of(unit, plan))


def name_of(unit: Unit, plan: Plan) -> str:
    """How the opening names the issuer: «Đảng ủy xã Thanh Hải», «Ban Chỉ đạo … thị xã Việt Yên»."""
    if unit.level != COMMUNE:
        return fill_placeholders(plan.bodies.district, words_of(unit, plan))
    is_of_party = PROFILES[plan.letterheads.commune.profile].is_of_party
    return f"Đảng\u00a0ủy {unit.title}" if is_of_party else fill_placeholders(plan.bodies.commune, words_of(unit, plan))


def recipients_of(unit: Unit, plan: Plan) -> tuple[str, ...]:
    """The level above, then the file."""
    if unit.level != COMMUNE:
        committee = f"{plan.bodies.committee(unit.kind)} {unit.name}"
        return (f"{plan.identity.issuer} (b/c)", f"Thường trực {committee} (b/c)", "Lưu: Văn thư")
    above = unit.district
    if not PROFILES[plan.letterheads.commune.profile].is_of_party:
        return (f"{plan.identity.issuer} (b/c)", "Lưu: VT")
    if above is None:
        return (f"{plan.identity.issuer} (b/c)", "Lưu: Văn phòng Đảng ủy")
    committee = f"{plan.bodies.committee(above.kind)} {above.name}"
    return (
        f"{committee} (b/c)",
        f"{fill_placeholders(plan.bodies.district, words_of(above, plan))} (b/c)",
        "Lưu: Văn phòng Đảng ủy",
    )
