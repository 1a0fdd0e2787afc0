"""The part of a plan that says what ballots are held against, how often it is entered, and how many are asked for."""

from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal, NamedTuple

from portal.surveys import turnout
from portal.surveys.plan.reader import Problems, Words, between
from portal.web.data import codec

Preset = Literal["A", "B", "C", "D", "E", "H", "N"]
OWN_NUMBERS: Final = "N"
"""The preset of a plan that gives the numbers of its rule itself."""
NEVER_CROWDED: Final = 100_001
Crowded = Annotated[int, between(1, 100_000)]


USUAL: Final = "lượt người dân đến"


class Meaning(NamedTuple):
    """What one of what is counted is, and what is not counted, as both stand within a sentence; empty of nothing."""

    is_one: str
    is_none: str


OF_VISITS: Final = Meaning(
    "một lần một người đến nộp hồ sơ, nhận kết quả hoặc hỏi thủ tục", "người đi cùng, hồ sơ nộp trực tuyến từ nhà"
)


@dataclass(frozen=True)
class Denominator:
    """What ballots are held against, in words that stand after a number or «số»; `unit` is the shortest of them.

    `per`: entered for every day, or once for the round. `meaning` says what one is and `apart` what is not counted, for
    whoever counts.
    """

    noun: Words = USUAL
    short: Words = "lượt đến"
    unit: Words = "lượt"
    per: Literal["day", "round"] = "day"
    meaning: str = codec.later("")
    apart: str = codec.later("")

    @property
    def explained(self) -> Meaning:
        """The plan's own words; of people who come to a desk, where it has none, what everybody counts."""
        if self.meaning or self.noun != USUAL:
            return Meaning(self.meaning, self.apart)
        return OF_VISITS


VISITS: Final = Denominator()


def floor_is_not_above_ceiling(floor_percent: int, ceiling_percent: int) -> Problems:
    if floor_percent > ceiling_percent:
        yield "floor_percent", f"mức sàn {floor_percent}% cao hơn mức trần {ceiling_percent}% (ceiling_percent)."


def amber_is_not_below_ceiling(ceiling_percent: int, amber_percent: int) -> Problems:
    if amber_percent < ceiling_percent:
        yield "amber_percent", f"phải từ mức trần {ceiling_percent}% (ceiling_percent) trở lên."


@dataclass(frozen=True)
class Rule:
    """A turnout rule by its numbers: percents of the denominator, `tolerance` and `floor_ballots` in ballots.

    `crowded`: from `crowded_from` on `crowded_ballots` are asked for as well, instead of the floor, or not at all.
    """

    floor_percent: Annotated[int, between(1, 100)]
    ceiling_percent: Annotated[int, between(1, 1000)] = 100
    tolerance: Annotated[int, between(0, 1000)] = 0
    floor_ballots: Annotated[int, between(0, 10_000)] = 0
    crowded: Literal["none", "also", "instead"] = "none"
    amber_percent: Annotated[int, between(100, 1000)] = 150

    CHECKS = (
        (("floor_percent", "ceiling_percent"), floor_is_not_above_ceiling),
        (("ceiling_percent", "amber_percent"), amber_is_not_below_ceiling),
    )

    @property
    def policy(self) -> turnout.Policy:
        """The rule with the usual mark of a crowded day."""
        usual = turnout.PRESETS["B"]
        return turnout.Policy(
            OWN_NUMBERS,
            floor_percent=self.floor_percent,
            ceiling_percent=self.ceiling_percent,
            tolerance=self.tolerance,
            floor_ballots=self.floor_ballots,
            crowded_ballots=0 if self.crowded == "none" else usual.crowded_ballots,
            crowded_replaces=self.crowded == "instead",
            amber_percent=self.amber_percent,
        )


def numbers_stand_beside_their_preset(preset: str, rule: Rule | None) -> Problems:
    if preset == OWN_NUMBERS and rule is None:
        yield "rule", f"thiếu, trong khi preset = “{OWN_NUMBERS}” (quy tắc theo các con số riêng)."
    if preset != OWN_NUMBERS and rule is not None:
        yield "rule", f"thừa: các con số riêng chỉ dùng với preset = “{OWN_NUMBERS}”."


def a_crowded_day_can_comply(rule: Rule | None, crowded_from: int, crowded_ballots: int) -> Problems:
    if rule is None or rule.crowded == "none":
        return
    _low, most = turnout.band(rule.policy, crowded_from)
    if crowded_ballots > most:
        yield "crowded_ballots", f"cao hơn mức trần của ngày có {crowded_from} (crowded_from) là {most} phiếu."


@dataclass(frozen=True)
class Turnout:
    """The policy chosen, the plan's own words behind it, and the guidance paper if there is one."""

    preset: Preset
    clause: Words
    quotation: tuple[Words, ...]
    guidance: str = ""
    crowded_from: Crowded = 40
    crowded_ballots: Crowded = 20
    denominator: Denominator = codec.later(VISITS)
    rule: Rule | None = codec.later(None)

    CHECKS = (
        (("preset", "rule"), numbers_stand_beside_their_preset),
        (("rule", "crowded_from", "crowded_ballots"), a_crowded_day_can_comply),
    )

    @property
    def presets(self) -> tuple[str, ...]:
        """The rules to choose from: the usual ones, and the plan's own numbers where it gives any."""
        return (*turnout.PRESETS, *((OWN_NUMBERS,) if self.rule else ()))

    def policy(self, preset: str | None = None) -> turnout.Policy:
        """The policy in force, or what another preset would be under the round's settings."""
        name = preset or self.preset
        chosen = self.rule.policy if self.rule and name == OWN_NUMBERS else turnout.PRESETS[name]
        counted = self.denominator
        return replace(
            chosen,
            crowded_from=self.crowded_from,
            crowded_ballots=self.crowded_ballots if chosen.crowded_ballots else 0,
            counted=turnout.Counted(counted.noun, counted.short, counted.unit, once=counted.per == "round"),
        )
