"""What the pages and files read of a round: inside the reader's subtree, from the tallies, each part once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flask_babel import gettext as _

from portal.fieldwork.turnout.figures import Line
from portal.fieldwork.turnout.queries import settled_lines
from portal.results import queries
from portal.results.exclusions import exclusions
from portal.results.models import Exclusion
from portal.results.scoring import Method, Score, difference, pooled, score
from portal.results.statistics import response_flags, tables
from portal.results.statistics.basis import Basis, basis_of
from portal.results.statistics.marked_units import Marks, mark
from portal.results.statistics.other_questions import OtherDistribution, distribution
from portal.results.statistics.pooling import Pooled, pool
from portal.results.statistics.quality import Flag
from portal.results.statistics.weighting import AreaEstimate, CommuneCounts, estimate_areas
from portal.results.tallying import frozen_flags
from portal.surveys.models import Round
from portal.units.models import Unit


@dataclass(frozen=True)
class Reading:
    """One reader's view of an opened round. Every part is read once, when first asked for."""

    top: Unit
    round_: Round
    method: Method | None = None
    excluding: bool = False  # whether communes that two persons excluded are left out

    @cached_property
    def basis(self) -> Basis:
        """The round's own, with the index that the reader asked for."""
        found = basis_of(self.round_)
        return replace(found, method=self.method) if self.method else found

    @cached_property
    def exclusions(self) -> Sequence[Exclusion]:
        """All that was asked about excluding communes."""
        return exclusions.requests_in(self.top, self.round_)

    @cached_property
    def excluded(self) -> frozenset[int]:
        """The points that are excluded."""
        return frozenset(one.point_id for one in exclusions.in_force(self.exclusions))

    @cached_property
    def left_out(self) -> frozenset[int]:
        """The points that this reader leaves out."""
        return self.excluded if self.excluding else frozenset()

    @cached_property
    def withheld(self) -> frozenset[str]:
        """Questions on which an excluded commune has so few opinions that the difference would tell them."""
        if not self.left_out:
            return frozenset()
        units = {one.point.unit_id for one in self.exclusions if one.point_id in self.left_out}
        return exclusions.withheld_questions(queries.answers_by_unit(self.top, self.round_), units)

    @cached_property
    def lines(self) -> list[Line]:
        """Every commune's turnout."""
        found = settled_lines(self.top, self.round_, self.basis.policy)
        return [line for line in found if line.point_id not in self.left_out]

    @cached_property
    def areas(self) -> tuple[tables.Area, ...]:
        return tables.areas(self.lines)

    @cached_property
    def answers(self) -> tables.Answers:
        """All answers together."""
        found = queries.answers(self.top, self.round_, self.left_out)
        return {question: counts for question, counts in found.items() if question not in self.withheld}

    @cached_property
    def by_unit(self) -> Mapping[int, tables.Answers]:
        """All answers of each commune."""
        found = queries.answers_by_unit(self.top, self.round_, excluded=self.left_out)
        return {unit: {q: n for q, n in asked.items() if q not in self.withheld} for unit, asked in found.items()}

    @cached_property
    def by_area(self) -> tuple[tables.Answers, ...]:
        """All answers of each area, its communes' taken together."""
        found = queries.answers_by_place(self.top, self.round_, self.left_out)
        return tuple(self.answers_of(area, found) for area in self.areas)

    @cached_property
    def other_by_unit(self) -> Mapping[int, tables.Answers]:
        """Each commune's answers to the questions with choices of their own."""
        found = queries.other_answers_by_unit(self.top, self.round_, self.left_out)
        hidden = self.withheld_others
        return {unit: {q: n for q, n in asked.items() if q not in hidden} for unit, asked in found.items()}

    @cached_property
    def withheld_others(self) -> frozenset[str]:
        """Those of which an excluded commune has so few answers that the difference would tell them."""
        if not self.left_out:
            return frozenset()
        units = {one.point.unit_id for one in self.exclusions if one.point_id in self.left_out}
        every = queries.other_answers_by_unit(self.top, self.round_)
        return exclusions.withheld_others(self.basis.others, every, units)

    @cached_property
    def others(self) -> tuple[OtherDistribution, ...]:
        """How the questions with choices of their own were answered, all answers together."""
        whole = tables.pool_answers(self.other_by_unit.values())
        return tuple(distribution(question, whole.get(question.id, {})) for question in self.basis.others)

    def answers_of(self, area: tables.Area, found: Mapping[int | None, Mapping[str, tables.Answers]]) -> tables.Answers:
        district = area.lines[0].unit.district
        parts = (
            found.get(district.id, {}).values() if district else [kinds.get(area.key, {}) for kinds in found.values()]
        )
        return {question: n for question, n in tables.pool_answers(parts).items() if question not in self.withheld}

    @cached_property
    def overall_by_unit(self) -> Mapping[int, tables.Answers]:
        """Each commune's answers to the overall question."""
        return queries.answers_by_unit(self.top, self.round_, self.basis.headline, self.left_out)

    @cached_property
    def scores(self) -> dict[str, Score]:
        """What may be seen of every question, all answers together."""
        return {
            question.id: tables.shown_score(self.answers.get(question.id, tables.NOTHING))
            for question in self.basis.questions
        }

    @property
    def overall(self) -> Score:
        return self.scores[self.basis.headline]

    @cached_property
    def commune_rows(self) -> tuple[tables.CommuneRow, ...]:
        chairs, standing = queries.chairs(self.top, self.round_), self.marks.standing
        rows = tables.commune_rows(self.basis, self.lines, self.overall_by_unit, chairs)
        return tuple(replace(row, standing=standing.get(row.line.unit.id, "")) for row in rows)

    @cached_property
    def compared_scores(self) -> dict[int, Score]:
        """The overall scores of the communes with enough opinions to be compared, by the unit's id."""
        scores = {unit: score(answers[self.basis.headline]) for unit, answers in self.overall_by_unit.items()}
        return {unit: one for unit, one in scores.items() if one.n >= self.basis.least}

    @cached_property
    def marks(self) -> Marks:
        """Those communes against all the others; every opinion counts among these."""
        compared = {unit: (one.satisfied, one.n) for unit, one in self.compared_scores.items()}
        return mark(compared, (self.overall.satisfied, self.overall.n))

    @cached_property
    def area_counts(self) -> dict[str, tables.Counts]:
        """Each area's answers to the overall question: its communes' taken together."""
        headline, answers = self.basis.headline, self.overall_by_unit
        return {
            area.key: pooled(answers.get(line.unit.id, {}).get(headline, tables.NOTHING) for line in area.lines)
            for area in self.areas
        }

    @cached_property
    def area_scores(self) -> dict[str, Score]:
        """Each area's overall score."""
        return {key: tables.shown_score(counts) for key, counts in self.area_counts.items()}

    @cached_property
    def area_differences(self) -> dict[str, tuple[float, float, float] | None]:
        """How far each area lies from all the others together; None where either has too few opinions."""
        others = {
            key: tables.shown_score(pooled(counts for other, counts in self.area_counts.items() if other != key))
            for key in self.area_counts
        }
        return {key: difference(score, others[key]) for key, score in self.area_scores.items()}

    @cached_property
    def estimates(self) -> tuple[AreaEstimate, ...]:
        """The whole first, then each area: the overall share unweighted and weighted by visits."""
        return estimate_areas([[self.counts_of(line) for line in area.lines] for area in self.areas])

    def counts_of(self, line: Line) -> CommuneCounts:
        """A commune's opinions with its visits; without these where a day is not «chốt»."""
        one = score(self.overall_by_unit.get(line.unit.id, {}).get(self.basis.headline, tables.NOTHING))
        return CommuneCounts(one.satisfied, one.n, line.visits if line.is_whole else None, line.ballots)

    @cached_property
    def pooled(self) -> Mapping[int, Pooled]:
        """Partial pooling by the unit's id, of those with enough opinions: a working view of the province alone."""
        found = pool({area.key: {line.unit.id: self.counts_of(line)[:2] for line in area.lines} for area in self.areas})
        return {unit: found[unit] for unit in self.compared_scores if unit in found}

    @cached_property
    def groups(self) -> tuple[tables.GroupSummary, ...]:
        """Each group of questions, then all together."""
        found = tables.group_summaries(self.basis, self.scores)
        return (*found, tables.composite(found, _("Tổng hợp các nhóm")))

    @property
    def ballots(self) -> int:
        """How many ballots were tallied: each has an answer to the overall question, an opinion or none."""
        return sum(self.answers.get(self.basis.headline, tables.NOTHING).values())

    @cached_property
    def crossed(self) -> Mapping[str, Mapping[int, tables.Counts]]:
        """The overall question by what people told."""
        return queries.crossed(self.top, self.round_, [item.id for item in self.basis.items], self.left_out)

    @cached_property
    def marked(self) -> Mapping[str, Mapping[int, tables.Counts]]:
        """The overall question by the marks of ballots."""
        return queries.crossed(self.top, self.round_, response_flags.ITEMS, self.left_out)

    @cached_property
    def flags(self) -> Mapping[str, tuple[Flag, ...]]:
        """The communes that asked for a look when results were opened, by code."""
        return frozen_flags.read(self.top, self.round_)
