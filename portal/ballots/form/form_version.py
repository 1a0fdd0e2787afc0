"""What a point's page is printed from, as plain values: the plan, the form, the commune, who holds the chair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.ballots.form import answers
from portal.ballots.form.window import Window
from portal.extensions import db
from portal.surveys.models import Point
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.queries import reference_day, tenure_on
from portal.units.models import Unit
from portal.web.ui.text import capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.ballots.form.answers import Rules
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan
    from portal.surveys.questionnaire.questionnaire import Questionnaire, Variant
    from portal.surveys.questionnaire.wording import Language, Wording

ENGLISH_DISTRICTS = {"huyện": "district", "thị xã": "town", "thành phố": "city", "quận": "district"}


@dataclass(frozen=True, slots=True)
class RoundSnapshot:
    """What all points of a round share."""

    slug: str
    window: Window
    plan: Plan
    form: Questionnaire
    rules: Rules
    simulated: bool

    @classmethod
    def of(cls, row: Round) -> RoundSnapshot:
        plan, form = row.plan_data, row.questionnaire.form
        window = Window(row.opens_at, row.closes_at, row.results_opened_at is not None)
        return cls(row.slug, window, plan, form, answers.rules_of(form, plan.form.variant), row.simulated)

    @property
    def variant(self) -> Variant:
        return self.plan.form.variant


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One version of one point's page. `district` is its kind and name, None where there is none."""

    round: RoundSnapshot
    name: str
    kind: str
    district: tuple[str, str] | None
    chair: str

    def wording(self, language: Language) -> Wording:
        """Return the form's words for this commune."""
        return self.round.plan.wording(self.name, self.kind, self.chair, language)

    def where(self, wording: Wording) -> str:
        """Name the commune and its district."""
        return place_name(wording, self.district)


def place_name(wording: Wording, district: tuple[str, str] | None) -> str:
    """«Xã Thanh Hải, huyện Lục Ngạn», «Thanh Hải commune, Lục Ngạn district»."""
    unit = capital(wording.holes["unit"])
    if district is None:
        return unit
    kind, name = district
    if wording.language == "en":
        return f"{unit}, {name} {ENGLISH_DISTRICTS.get(kind, kind)}"
    return f"{unit}, {kind} {name}"


def load(code: str, shared: Callable[[Round], RoundSnapshot]) -> FormVersion:
    """Read what a point's page is printed from, outside the request's own transaction."""
    query = (
        select(Point)
        .where(Point.code == code)
        .options(
            joinedload(Point.round),
            joinedload(Point.unit).joinedload(Unit.parent),
            selectinload(Point.tenures),
        )
    )
    with Session(db.engine.execution_options(sqlite_readonly=True)) as session:
        point = session.scalars(query).one()
        unit, district = point.unit, point.unit.district
        tenure = tenure_on(point.tenures, reference_day(point.round))
        return FormVersion(
            shared(point.round),
            unit.name,
            unit.kind,
            (district.kind, district.name) if district else None,
            tenure.status if tenure else ChairStatus.INCUMBENT,
        )
