"""The working figures of an opened round, each file of them and the kit that holds them all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from portal.results.data_out import codebook, ddi, lines, readable, spss
from portal.results.data_out.bundle import Part, bundle, plain
from portal.results.data_out.counts import HEADER, Datum, data
from portal.surveys.editing import xlsform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from portal.results.data_out.codebook import Codebook
    from portal.results.reading import Reading
    from portal.surveys.models import Round

COUNTS: Final = "counts.csv"
TURNOUT: Final = "turnout.csv"
TURNOUT_HEADER: Final = ("unit_code", "unit_name", "area_name", "day", "visits", "ballots", "verdict")

papers: list[Callable[[Round], list[dict[str, Any]]]] = []
"""What rooms above have printed of a round: words and tables, each with the digest that stands under it."""


@dataclass(frozen=True)
class Kit:
    """One reader's figures; each part is made when first asked for."""

    reading: Reading

    @cached_property
    def rows(self) -> list[Datum]:
        reading = self.reading
        return list(data(reading.basis, reading.areas, reading.by_unit))

    @cached_property
    def book(self) -> Codebook:
        return codebook.codebook(self.reading, COUNTS, len(self.rows))

    @cached_property
    def turnout(self) -> list[tuple[str | int | None, ...]]:
        """Every commune's days; visits once they are «chốt», ballots once there are any in the round."""
        counted = any(line.ballots for line in self.reading.lines)
        return [
            (
                line.unit.code,
                line.unit.title,
                area.title,
                one.day.isoformat(),
                one.visits,
                one.ballots if counted else None,
                line.status,
            )
            for area in self.reading.areas
            for line in area.lines
            for one in line.days
        ]

    def counts(self) -> Iterator[str]:
        return lines.for_machines(HEADER, self.rows)

    def counts_for_excel(self) -> Iterator[str]:
        return lines.for_excel(HEADER, self.rows)

    def spss(self) -> bytes:
        return spss.write(self.book, self.rows)

    def ddi(self) -> bytes:
        return ddi.write(self.book)

    def readable(self) -> bytes:
        return readable.write(self.book)

    def questionnaire(self) -> bytes:
        """The form as other survey tools read it."""
        return xlsform.write(self.reading.survey.questionnaire.form)

    def questionnaire_json(self) -> bytes:
        return json.dumps(self.reading.survey.questionnaire.form.to_json(), ensure_ascii=False, indent=2).encode()

    def zipped(self) -> bytes:
        """All of it with a manifest, what was printed of the round, and the script that compares."""
        survey = self.reading.survey
        printed = [one for of_room in papers for one in of_room(survey)]
        parts = [
            Part(COUNTS, "".join(self.counts()).encode(), len(self.rows)),
            Part(TURNOUT, "".join(lines.for_machines(TURNOUT_HEADER, self.turnout)).encode(), len(self.turnout)),
            Part("codebook.xml", self.ddi()),
            Part("codebook.html", self.readable()),
            Part("questionnaire.xlsx", self.questionnaire()),
            Part("questionnaire.json", self.questionnaire_json()),
            Part("papers.json", plain(printed)),
        ]
        about = {"round": survey.slug, "title": survey.title, "simulated": survey.simulated}
        return bundle({**about, "ballots": self.reading.ballots}, parts)
