"""What papers call levels, bodies and the rated office: frozen with their figures, so that they print as issued."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from portal.surveys.plan.plan import Plan
from portal.web.data.codec import later
from portal.web.ui.terms import came_to, figure_of

FILE: Final = Path(__file__).parents[3] / "plans" / "earlier" / "paper-words.toml"
SAID: Final = tomllib.loads(FILE.read_text(encoding="utf-8"))


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
    counted: str = later(SAID["counted"])
    counted_short: str = later(SAID["counted_short"])
    counted_unit: str = later(SAID["counted_unit"])
    counted_is: str = later(SAID["counted_is"])
    counted_is_not: str = later(SAID["counted_is_not"])
    territory: str = later(SAID["territory"])
    helpers: str = later(SAID["helpers"])
    at_committee: bool = later(default=True)

    @property
    def counted_figure(self) -> str:
        """«lượt người dân đến», «số học sinh»: the figure that is entered."""
        return figure_of(self.counted)

    @property
    def counted_figure_short(self) -> str:
        return figure_of(self.counted_short)

    @property
    def over(self) -> str:
        """What is said of a unit with more ballots than it may have."""
        return f"có số phiếu vượt số {self.counted}"

    @property
    def is_of_visits(self) -> bool:
        """Whether people are counted as they come, so that one of the count is no person."""
        return self.counted_unit == EARLIER.counted_unit

    def counted_at(self, desk: str) -> str:
        """«lượt người đến trạm y tế»."""
        return came_to(self.counted, desk)

    def where(self, desk: str, units: str) -> str:
        """«bộ phận tiếp dân của UBND phường»; a desk that stands elsewhere says itself where."""
        return f"{desk} của UBND {units}" if self.at_committee else desk


EARLIER: Final = PaperWords(**SAID)
"""Of papers that were frozen without: they said these, whatever their plan."""


def of_plan(plan: Plan) -> PaperWords:
    """The words of a plan's papers."""
    said = plan.terms
    return PaperWords(
        desk=said.desk,
        commune_level=said.commune_level,
        district_level=said.district_level,
        province_level=said.province_level,
        districts=said.districts,
        district_bodies=plan.words.district_bodies or f"các {said.districts}",
        task_force=said.task_force,
        lead=said.lead,
        office=said.office_short,
        chat=said.chat,
        counted=said.counted,
        counted_short=said.counted_short,
        counted_unit=said.counted_unit,
        counted_is=said.counted_is,
        counted_is_not=said.counted_is_not,
        territory=said.territory,
        helpers=said.helpers,
        at_committee=plan.desk.at_committee,
        holds={hold.status.value: hold.paper for hold in plan.rated.holds if hold.paper},
    )
