"""What ballots are counted into. Pure: no database, so that processes side by side may count a share each."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from zlib import crc32

from portal.ballots.sealing.cipher import Opener
from portal.ballots.sealing.payload import Ballot, errata_of
from portal.results.scoring import NO_OPINION
from portal.results.statistics import response_flags
from portal.results.statistics.basis import Basis
from portal.results.statistics.other_questions import counted_codes
from portal.results.statistics.quality_indicators import ALIKE, SAME, UNOPENED
from portal.web.data.sealed_box import Unopened

# answer sheets are told apart by this many check values: memory stays the same however many ballots there are
PATTERNS = 4096

Stored = tuple[int, bytes]  # a ballot's point, and how it is kept


class Share(NamedTuple):
    """What one of several has counted, for the others to add."""

    ballots: int
    unopened: Counter[int]
    tallies: Counter[tuple[int, str, int]]
    crossings: Counter[tuple[int, str, int, int]]
    by_errata: Counter[tuple[int, int, str, int]]
    patterns: dict[tuple[int, str], array[int]]


@dataclass
class Counts:
    """What has been counted so far. Its size follows the points and the choices, never the ballots."""

    basis: Basis
    opener: Opener
    mended: tuple[str, ...] = ()  # questions whose spelling was mended while the round ran
    ballots: int = 0
    # ballots by point that could not be opened: counted as that, and named in the record
    unopened: Counter[int] = field(default_factory=Counter)
    tallies: Counter[tuple[int, str, int]] = field(default_factory=Counter)
    crossings: Counter[tuple[int, str, int, int]] = field(default_factory=Counter)
    # by point, errata of the form answered, question and choice
    by_errata: Counter[tuple[int, int, str, int]] = field(default_factory=Counter)
    # how often each check value of a sheet came, by point: of all sheets, and of those that are no straight column
    patterns: dict[tuple[int, str], array[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.asked = tuple(question.id for question in self.basis.questions)
        self.parts = tuple(question.id for question in self.basis.parts)
        self.items = tuple(item.id for item in self.basis.items)

    def add(self, point_id: int, payload: bytes) -> None:
        """Count one ballot; a question left untouched counts as not answered, a ballot that stays shut as that."""
        self.ballots += 1
        try:
            ballot = self.opener.ballot(point_id, payload)
        except Unopened:
            self.unopened[point_id] += 1
            return
        self.take(point_id, ballot)

    def take(self, point_id: int, ballot: Ballot) -> None:
        """Count what an opened ballot says."""
        for question in self.asked:
            if (choice := ballot.answers.get(question)) is not None:
                self.tallies[point_id, question, choice] += 1
        for other in self.basis.others:
            if (kept := ballot.answers.get(other.id)) is not None:
                for code in counted_codes(other, kept):
                    self.tallies[point_id, other.id, code] += 1
        for question in self.mended:
            if (choice := ballot.answers.get(question)) is not None:
                self.by_errata[point_id, errata_of(ballot.version), question, choice] += 1
        if (overall := ballot.answers.get(self.basis.headline)) is not None:
            self.cross(point_id, ballot, overall)

    def cross(self, point_id: int, ballot: Ballot, overall: int) -> None:
        """Count the answer to the overall question by what the person told, and by how the sheet was filled in."""
        answers = ballot.answers
        for item in self.items:
            self.crossings[point_id, item, answers.get(item, NO_OPINION), overall] += 1
        for item, code in response_flags.of_ballot(ballot, self.parts).items():
            self.crossings[point_id, item, code, overall] += 1
        sheet = bytes(answers.get(question, 0) for question in self.asked)
        for name in (SAME, ALIKE) if len(set(sheet)) > 1 else (SAME,):
            counted = self.patterns.setdefault((point_id, name), array("I", bytes(4 * PATTERNS)))
            counted[crc32(sheet) % PATTERNS] += 1

    def add_all(self, ballots: Iterable[Stored]) -> None:
        """Count some ballots."""
        for point_id, payload in ballots:
            self.add(point_id, payload)

    @property
    def share(self) -> Share:
        """All that was counted here."""
        return Share(self.ballots, self.unopened, self.tallies, self.crossings, self.by_errata, self.patterns)

    def add_share(self, share: Share) -> None:
        """Add what another has counted of other ballots."""
        self.ballots += share.ballots
        self.unopened.update(share.unopened)
        self.tallies.update(share.tallies)
        self.crossings.update(share.crossings)
        self.by_errata.update(share.by_errata)
        for key, theirs in share.patterns.items():
            ours = self.patterns.get(key)
            self.patterns[key] = theirs if ours is None else array("I", map(int.__add__, ours, theirs))

    def pattern_indicators(self) -> dict[tuple[int, str], int]:
        """How many sheets of a point are alike, and how many stayed shut."""
        shut = {(point, UNOPENED): n for point, n in self.unopened.items()}
        return {key: max(counted) for key, counted in self.patterns.items()} | shut
