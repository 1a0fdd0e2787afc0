"""Reading the ranking, the weights in force, the proposal; what annex 10 prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.extensions import db
from portal.fieldwork.awards import ranking, rules, sources
from portal.fieldwork.awards.models import ACCEPTED, AwardLine, AwardProposal, AwardWeights
from portal.fieldwork.roster import queries as roster
from portal.surveys.models import Point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.fieldwork.awards.ranking import Line, Ranking
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan
    from portal.units.models import Unit


@dataclass(frozen=True)
class RankingState:
    """The communes of a round with their lines, and the weights they were ranked with."""

    points: Mapping[int, Point]
    ranking: Ranking
    weights: Mapping[str, int]
    version: int

    def line_of(self, point_id: int | None) -> Line | None:
        """One commune's line."""
        return next((line for line in self.ranking.lines if line.candidate.key == point_id), None)


def ranking_state(top: Unit, round_: Round, plan: Plan) -> RankingState:
    """The current ranking of all communes; the number of queries does not depend on how many there are."""
    points = roster.points_in(top, round_)
    facts = sources.facts(round_, plan, top, points)
    weights_row = weights_in_force(round_)
    weights = weights_row.weights if weights_row else dict(ranking.DEFAULT_WEIGHTS)
    ranked = ranking.rank([rules.candidate(point.id, facts[point.id]) for point in points], weights)
    return RankingState(
        {point.id: point for point in points}, ranked, weights, weights_row.version if weights_row else 0
    )


def weights_in_force(round_: Round) -> AwardWeights | None:
    """The latest version; None where the defaults hold."""
    return next(iter(weight_versions(round_)), None)


def weight_versions(round_: Round) -> Sequence[AwardWeights]:
    """Every version of the weights, the latest first."""
    query = select(AwardWeights).where(AwardWeights.round_id == round_.id).options(joinedload(AwardWeights.changer))
    return db.session.scalars(query.order_by(AwardWeights.version.desc())).all()


def proposal_of(round_: Round) -> AwardProposal | None:
    """The round's proposal with its lines, as the database has it now."""
    query = (
        select(AwardProposal)
        .where(AwardProposal.round_id == round_.id)
        .options(
            selectinload(AwardProposal.lines).joinedload(AwardLine.point).joinedload(Point.unit),
            joinedload(AwardProposal.sender),
            joinedload(AwardProposal.decider),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def line_in(round_: Round, line_id: int) -> AwardLine | None:
    """A line of the round's proposal."""
    query = (
        select(AwardLine)
        .join(AwardLine.proposal)
        .where(AwardProposal.round_id == round_.id, AwardLine.id == line_id)
        .options(contains_eager(AwardLine.proposal), joinedload(AwardLine.point).joinedload(Point.unit))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


@dataclass(frozen=True)
class ProposalRow:
    """A row of annex 10, in words that do not change any more."""

    kind: str
    name: str
    unit: str
    achievement: str
    basis: str


def proposal_lines(round_: Round) -> tuple[ProposalRow, ...]:
    """The lines of an accepted proposal; empty before acceptance."""
    proposal = proposal_of(round_)
    if proposal is None or proposal.status != ACCEPTED:
        return ()
    return tuple(
        ProposalRow(
            line.kind,
            f"{line.name}, {line.office}" if line.office else line.name,
            line.unit,
            line.achievement,
            line.basis,
        )
        for line in proposal.lines
    )
