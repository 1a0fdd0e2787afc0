"""The working figures of an opened round, each file of them and the kit that holds them all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from portal.hooks import Hook
from portal.results.exports import archive_guide, codebook, codebook_page, csv_lines, ddi, spss
from portal.results.exports.counts import HEADER, Datum, data
from portal.results.exports.export_bundle import Part, zip_bundle
from portal.surveys.questionnaire.editing import xlsform

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portal.results.exports.codebook import Codebook
    from portal.results.tallying.reading import Reading
    from portal.surveys.models import Round

COUNTS: Final = "counts.csv"
TURNOUT: Final = "turnout.csv"
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
        return csv_lines.for_machines(HEADER, self.rows)

    def counts_for_excel(self) -> Iterator[str]:
        return csv_lines.for_excel(HEADER, self.rows)

    def spss(self) -> Iterator[bytes]:
        return spss.write(self.book, self.rows)

    def ddi(self) -> bytes:
        return ddi.write(self.book)

    def readable(self) -> bytes:
        return codebook_page.write(self.book)

    def questionnaire(self) -> bytes:
        """The form as other survey tools read it."""
        return xlsform.write(self.reading.round_.questionnaire.form)

    def questionnaire_json(self) -> bytes:
        return json.dumps(self.reading.round_.questionnaire.form.to_json(), ensure_ascii=False, indent=2).encode()

    def report_zip(self) -> bytes:
        """The ZIP that goes with a report: only what the report's outward copy prints."""
        return self.with_manifest(
            [
                *self.report_parts(inward=False),
                Part("questionnaire.xlsx", self.questionnaire()),
                Part("questionnaire.json", self.questionnaire_json()),
            ],
            inward=False,
        )

    def province_zip(self) -> bytes:
        """All of it for the province's own hands: the working counts too, and the tables of communes."""
        parts = [
            *self.report_parts(inward=True),
            Part(COUNTS, "".join(self.counts()).encode(), len(self.rows)),
            Part(TURNOUT, "".join(csv_lines.for_machines(TURNOUT_HEADER, self.turnout)).encode(), len(self.turnout)),
            Part("codebook.xml", self.ddi()),
            Part("codebook.html", self.readable()),
            Part("questionnaire.xlsx", self.questionnaire()),
            Part("questionnaire.json", self.questionnaire_json()),
        ]
        return self.with_manifest(parts, inward=True)

    def report_parts(self, *, inward: bool) -> Iterator[Part]:
        """The reports of the round and what they are made of, with words on each file."""
        yield Part(archive_guide.NAME, archive_guide.write(inward=inward))
        for provider in report_providers:
            yield from provider(self.reading.round_, inward=inward)

    def with_manifest(self, parts: list[Part], *, inward: bool) -> bytes:
        """With a manifest, and the script that compares."""
        round_ = self.reading.round_
        about = {"round": round_.slug, "title": round_.title, "simulated": round_.simulated, "inward": inward}
        return zip_bundle({**about, "ballots": self.reading.ballots} if inward else about, parts)
