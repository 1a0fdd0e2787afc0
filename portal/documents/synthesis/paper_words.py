"""What papers call levels, bodies and the rated office: frozen with their figures, so that they print as issued."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from portal.surveys.plan.plan import Plan

FILE: Final = Path(__file__).parents[3] / "plans" / "earlier" / "paper-words.toml"


@dataclass(frozen=True)
class PaperWords:
    """Nouns as they stand within a sentence; `holds` are the ways of holding the office that a paper tells, by status.

    `district_bodies` are whom a report asks at that level.
    """

    desk: str
    commune_level: str
    district_level: str
    province_level: str
    districts: str
    district_bodies: str
    task_force: str
    lead: str
    office: str
    chat: str
    holds: Mapping[str, str] = field(default_factory=dict)


EARLIER: Final = PaperWords(**tomllib.loads(FILE.read_text(encoding="utf-8")))
"""Of papers that were frozen without: they said these, whatever their plan."""


def of_plan(plan: Plan) -> PaperWords:
    """The words of a plan's papers."""
    said = plan.terms
    return PaperWords(
        desk=said.desk,
        commune_level=said.commune_level,
        district_level=said.district_level,
        province_level=plan.province_level,
        districts=said.districts,
        district_bodies=plan.words.district_bodies or f"các {said.districts}",
        task_force=said.task_force,
        lead=said.lead,
        office=said.office_short,
        chat=said.chat,
        holds={hold.status.value: hold.paper for hold in plan.rated.holds if hold.paper},
    )
