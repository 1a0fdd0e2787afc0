"""What the day-one papers of a commune are filled from: read once, then no row is touched while pages are set."""

from dataclasses import dataclass
from datetime import date

from portal.ballots.form import questions
from portal.fieldwork.taskforce import queries
from portal.surveys.models import Point
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import fill_placeholders
from portal.surveys.points import codes
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.points.posters import address, domain_of
from portal.surveys.questionnaire.wording import Wording
from portal.units.models import Unit
from portal.web.ui.formats import capital


@dataclass(frozen=True)
class Person:
    """A member as the decision names one."""

    full_name: str
    office: str
    part: str


@dataclass(frozen=True)
class CommuneProfile:
    """A commune in a round: its names, desk, code, task force, form."""

    plan: Plan
    wording: Wording
    unit_code: str
    kind: str
    name: str
    parent: str
    parent_name: str
    committee: str
    url: str
    domain: str
    code: str
    desk_address: str
    desk_hours: str
    days: tuple[date, ...]
    people: tuple[Person, ...]
    decision_number: str
    decided_on: date | None
    parts: tuple[questions.Part, ...]
    comment: questions.Question
    optional: tuple[questions.Question, ...]
    form_title: str
    is_approved: bool
    simulated: bool

    @property
    def title(self) -> str:
        """«xã Thanh Hải»."""
        return f"{self.kind} {self.name}"

    @property
    def full(self) -> str:
        """«xã Thanh Hải, thị xã Việt Yên»."""
        return f"{self.title}, {self.parent}" if self.parent else self.title

    @property
    def holes(self) -> dict[str, str]:
        """The words for the plan's texts about a unit."""
        return {"unit": self.title, "name": self.name, "parent": self.parent, "committee": self.committee}

    @property
    def body(self) -> str:
        """The commune's Party committee: «Đảng ủy xã Thanh Hải»."""
        return f"Đảng ủy {self.title}"

    @property
    def chair(self) -> str:
        """What is rated in the commune; a person's office with who stands in."""
        return self.wording.holes["chair"]

    @property
    def place_name(self) -> str:
        """How the place line names the commune."""
        # wards named after persons keep their kind: «Phường Trần Phú», never «Trần Phú» alone
        if self.name in self.plan.letterheads.whole_names:
            return capital(self.title)
        return fill_placeholders(self.plan.letterheads.commune.place, self.holes)


def read_profile(point: Point) -> CommuneProfile:
    """Read a point with all that its papers say."""
    round_, unit = point.round, point.unit
    plan, force = round_.plan_data, queries.force_of(point)
    tenure, people = queries.tenure_of(point), force.members if force else ()
    wording = plan.wording(unit.name, unit.kind, tenure.status if tenure else ChairStatus.INCUMBENT)
    form, variant = round_.questionnaire.form, plan.form.variant
    above = unit.parent
    return CommuneProfile(
        plan=plan,
        wording=wording,
        unit_code=unit.code,
        kind=unit.kind,
        name=unit.name,
        parent=above.title if above else "",
        parent_name=above.name if above else "",
        committee=committee_of(plan, above),
        url=address(point.code),
        domain=domain_of(address("")),
        code=codes.pretty(point.code),
        desk_address=point.desk_address,
        desk_hours=point.desk_hours,
        days=tuple(round_.days),
        people=tuple(Person(member.full_name, member.office, member.part) for member in people),
        decision_number=force.decision_number if force else "",
        decided_on=force.decided_on if force else None,
        parts=questions.build_parts(form, variant, wording),
        comment=questions.comment_box(form, variant, wording),
        optional=questions.optional_questions(form, wording),
        form_title=wording.say(form.heading),
        is_approved=round_.approved_at is not None,
        simulated=round_.simulated,
    )


def committee_of(plan: Plan, above: Unit | None) -> str:
    """«Thị ủy Việt Yên»; where there is no district, the province's."""
    if above is None:
        return ""
    committee = plan.bodies.committee(above.kind)
    return f"{committee} {above.name}" if committee else f"Tỉnh ủy {above.name}"
