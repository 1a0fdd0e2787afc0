"""What a plan will look like on paper, from its first minute: a unit's poster, the heads of each level's reports."""

from dataclasses import dataclass

from portal.extensions import db
from portal.papers.letterhead import PROFILES, Office, Profile, date_line, number_line
from portal.surveys.plan.editing import words
from portal.surveys.plan.paper_parts import Letterhead, Letterheads
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import fill_placeholders
from portal.surveys.points import posters
from portal.surveys.points.posters import PointFacts, RoundFacts
from portal.units import queries as units
from portal.units.models import Unit

REPORT = "BC"
# Its check letter is wrong: typed or scanned it opens no form.
CODE = "22222222"


@dataclass(frozen=True)
class Head:
    """The head of a level's report, line by line."""

    level: str
    profile: Profile
    superior: str
    issuer: str
    number: str
    dated: str
    subject: str


def poster_of(plan: Plan) -> RoundFacts:
    """What the plan's posters say."""
    return posters.facts_of_plan(plan, plan.window.first_day, plan.window.last_day, simulated=plan.identity.example)


def point_of(top: Unit) -> PointFacts:
    """The first commune of a province, with a code that opens nothing."""
    unit = example_unit(top)
    district = unit.district.title if unit.district else ""
    return PointFacts(unit.code, unit.kind, unit.name, district, CODE, posters.address(CODE))


def example_unit(top: Unit) -> Unit:
    """The unit whose name stands in previews: the first commune; the province itself where there is none."""
    return db.session.scalars(units.communes(top).limit(1)).first() or top


def heads_of(plan: Plan, top: Unit) -> list[Head]:
    """The heads of the reports of all levels that the plan has, the province's first."""
    commune = example_unit(top)
    report = plan.report
    levels = [
        ("province", plan.letterheads.province, top, report.subject),
        ("district", plan.letterheads.district, commune.parent or top, report.district_subject),
        ("commune", plan.letterheads.commune, commune, report.commune_subject),
    ]
    return [head_of(plan, name, head, unit, subject) for name, head, unit, subject in levels if head is not None]


def head_of(plan: Plan, level: str, head: Letterhead, unit: Unit, subject: str) -> Head:
    """One level's head, in the words of one unit."""
    above = unit.parent or unit
    kind = above.kind if level == "commune" else unit.kind
    holes = {"unit": unit.title, "name": unit.name, "parent": above.title, "committee": plan.bodies.committee(kind)}
    superior, issuer, place, about = (
        fill_placeholders(text, holes) for text in (head.superior, head.issuer, head.place, subject)
    )
    profile = PROFILES[head.profile]
    office = Office(head.profile, superior.upper(), issuer.upper(), head.symbol, place, plan.identity.issuer)
    return Head(
        level=words.words_of(Letterheads, level).label,
        profile=profile,
        superior=office.superior,
        issuer=office.issuer,
        number=number_line(profile, REPORT, office),
        dated=date_line(place, None, plan.deadlines.signed_report),
        subject=about,
    )
