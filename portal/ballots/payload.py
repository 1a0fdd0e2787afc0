"""What is kept of a ballot: canonical JSON, padded so that no two ballots of a form differ in length."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

BLOCK = 512
FASTEST, FAST, USUAL = 25, 40, 5 * 60
DURATIONS = ("under_25s", "under_40s", "under_5min", "longer")
OWN, FAMILY = "own", "family"
CHANNELS = (OWN, FAMILY)


@dataclass(frozen=True, slots=True)
class Ballot:
    """One answer sheet as it is kept: no date, time, address, browser or number that grows."""

    version: str
    answers: Mapping[str, int]
    channel: str
    duration: str
    risk: int
    assisted: bool | None


def duration(seconds: float) -> str:
    """Name the bucket of the time between opening the form and sending it."""
    if seconds < FASTEST:
        return DURATIONS[0]
    if seconds < FAST:
        return DURATIONS[1]
    return DURATIONS[2] if seconds < USUAL else DURATIONS[3]


def encode(ballot: Ballot) -> bytes:
    """Write a ballot, padded with spaces to whole blocks."""
    said = {
        "answers": ballot.answers,
        "assisted": ballot.assisted,
        "channel": ballot.channel,
        "duration": ballot.duration,
        "risk": ballot.risk,
        "version": ballot.version,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return text.ljust(-(-len(text) // BLOCK) * BLOCK)


def decode(kept: bytes) -> Ballot:
    """Read a ballot again."""
    said: dict[str, Any] = json.loads(kept)
    return Ballot(**said)
