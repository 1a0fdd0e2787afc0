"""What is kept of a ballot: canonical JSON, padded so that all ballots of a form have one length.

Read them with `decode`; the tables know nothing of what is inside.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

BLOCK = 512
FASTEST, FAST, USUAL = 25, 40, 5 * 60
DURATIONS = ("under_25s", "under_40s", "under_5min", "longer")
HOME, FAMILY, DESK = "home", "family", "desk"
CHANNELS = (HOME, FAMILY, DESK)  # by whose form it is: `tokens.OWN`, `FAMILY`, `DESK` in this order
HIGHEST_RISK = 2
ERRATA, MOST_ERRATA = "+", 63
MARK = "\x1f"  # stands in no words that were typed: what cannot be seen is taken out of them
compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Ballot:
    """One answer sheet as it is kept: no date, time, address, browser or number that grows.

    `version` is the questionnaire's «code/version»; `answers` the chosen code by question id, of several codes the
    number that `several` makes, an untouched or unasked question being absent; `assisted` whether somebody else
    tapped, None where that was not answered.
    """

    version: str
    answers: Mapping[str, int]
    channel: str = HOME
    duration: str = DURATIONS[2]
    risk: int = 0
    assisted: bool | None = None


def with_errata(version: str, errata: int) -> str:
    """A form's version with how often its spelling was mended: «PKS02-MD-1/1+2»; as it stands for none."""
    return f"{version}{ERRATA}{errata}" if errata else version


def errata_of(version: str) -> int:
    """How many errata the form had that was answered."""
    return int(version.partition(ERRATA)[2] or 0)


def several(codes: Iterable[int]) -> int:
    """Any number of codes as one number: a bit for each."""
    return sum(1 << code for code in set(codes))


def codes_in(kept: int) -> tuple[int, ...]:
    """The codes that such a number says, in order."""
    return tuple(code for code in range(kept.bit_length()) if kept >> code & 1)


def named_text(question: str, text: str) -> str:
    """Words as they are kept: those of the comment (empty `question`) bare, others after their question's name."""
    return f"{MARK}{question}{MARK}{text}" if question else text


def question_of(kept: str) -> tuple[str, str]:
    """The question's name and the words; no name where they are the comment's."""
    if not kept.startswith(MARK):
        return "", kept
    _before, question, text = kept.split(MARK, 2)
    return question, text


def duration(seconds: float) -> str:
    """Name the bucket of the time (seconds) between opening the form and sending it."""
    if seconds < FASTEST:
        return DURATIONS[0]
    if seconds < FAST:
        return DURATIONS[1]
    return DURATIONS[2] if seconds < USUAL else DURATIONS[3]


def encode(ballot: Ballot, size: int = BLOCK) -> bytes:
    """Write a ballot as JSON, padded with spaces to the form's size in bytes."""
    return to_json(ballot).ljust(size)


def decode(stored: bytes) -> Ballot:
    """Read a ballot again. Raises ValueError or TypeError for what is none."""
    fields: dict[str, Any] = json.loads(stored)
    return Ballot(**fields)


def to_json(ballot: Ballot) -> bytes:
    # every field, whatever it holds, in one order: nothing is left out by which a ballot could be known again
    fields = {
        "answers": dict(sorted(ballot.answers.items())),
        "assisted": ballot.assisted,
        "channel": ballot.channel,
        "duration": ballot.duration,
        "risk": ballot.risk,
        "version": ballot.version,
    }
    return compact.encode(fields).encode()


def size_for(version: str, longest: Mapping[str, int]) -> int:
    """Return the length in bytes that holds any ballot of a form, in whole blocks; `longest` has each longest code."""
    # False is longer than true and null: the fullest ballot there can be
    fullest = Ballot(
        with_errata(version, MOST_ERRATA),
        longest,
        max(CHANNELS, key=len),
        max(DURATIONS, key=len),
        HIGHEST_RISK,
        assisted=False,
    )
    return -(-len(to_json(fullest)) // BLOCK) * BLOCK
