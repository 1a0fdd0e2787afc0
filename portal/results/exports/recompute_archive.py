"""The working figures of an opened round, and the kits that hold them: one beside a report, one for the province."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from portal.extensions import Hook
from portal.results.exports import codebook, files
from portal.results.exports.codebook import Codebook
from portal.results.exports.counts import HEADER, Datum, data
from portal.results.tallying.reading import Reading
from portal.surveys.models import Round
from portal.surveys.questionnaire.editing import xlsform
from portal.web.media.data_files import Part, csv_for_machines, readable_json
from portal.web.ui import terms

COUNTS: Final = "counts.csv"
TURNOUT_HEADER: Final = ("unit_code", "unit_name", "area_name", "day", "visits", "ballots", "verdict")


class ReportProvider(Protocol):
    """What a room above has printed of a round, as files; `inward` for the province's own hands."""

    def __call__(self, round_: Round, /, *, inward: bool) -> Iterable[Part]: ...


report_providers: Hook[ReportProvider] = Hook()


@dataclass(frozen=True)
class RecomputeArchive:
    """One reader's figures; each part is made when first asked for."""

    reading: Reading

    @cached_property
    def rows(self) -> list[Datum]:
        reading = self.reading
        with terms.saying(reading.round_.plan_data.tongues):  # made by jobs and the shell too
            return list(data(reading.basis, reading.areas, reading.by_unit, reading.other_by_unit))

    @cached_property
    def book(self) -> Codebook:
        return codebook.of_counts(self.reading, COUNTS, len(self.rows))

    @cached_property
    def turnout(self) -> list[tuple[str | int | None, ...]]:
        """Every commune's days; visits once they are «chốt», ballots once there are any in the round."""
        counted = any(line.ballots for line in self.reading.lines)
        return [
            (
                line.unit.code,
                line.unit.title,
                area.title,
                figures.day.isoformat(),
                figures.visits,
                figures.ballots if counted else None,
                line.status,
            )
            for area in self.reading.areas
            for line in area.lines
            for figures in line.days
        ]

    def counts(self) -> Iterator[str]:
        return csv_for_machines(HEADER, self.rows)

    def questionnaire(self) -> bytes:
        """The form as other survey tools read it."""
        return xlsform.write(self.reading.round_.questionnaire.form)

    def questionnaire_json(self) -> bytes:
        return readable_json(self.reading.round_.questionnaire.form.to_json(), indent=2)

    def report_zip(self) -> bytes:
        """The ZIP that goes with a report: only what the report's outward copy prints."""
        return self.kit([], inward=False)

    def province_zip(self) -> bytes:
        """All of it for the province's own hands: the working counts too, and the tables of communes."""
        turnout = "".join(csv_for_machines(TURNOUT_HEADER, self.turnout)).encode()
        parts = [
            Part(COUNTS, "".join(self.counts()).encode(), len(self.rows)),
            Part("turnout.csv", turnout, len(self.turnout)),
            Part("codebook.xml", codebook.write_ddi(self.book)),
            Part("codebook.html", codebook.write_page(self.book)),
        ]
        return self.kit(parts, inward=True)

    def kit(self, figures: list[Part], *, inward: bool) -> bytes:
        """The reports of the round and what they are made of, with words on each file and the script that compares."""
        round_ = self.reading.round_
        about = {"round": round_.slug, "title": round_.title, "simulated": round_.simulated, "inward": inward}
        parts = [
            Part(files.GUIDE, files.guide(inward=inward)),
            *(part for provider in report_providers for part in provider(round_, inward=inward)),
            *figures,
            Part("questionnaire.xlsx", self.questionnaire()),
            Part("questionnaire.json", self.questionnaire_json()),
        ]
        return files.zip_bundle({**about, "ballots": self.reading.ballots} if inward else about, parts)
