"""What simulated citizens tick, and when: opinions that differ by commune, question and person, some without any.

An answer is drawn from an ordered scale: the happier the person, the commune and the question, the further up.
"""

import math
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from portal.ballots.form.answers import Rule
from portal.ballots.sealing.payload import FAMILY, HOME
from portal.demo.simulation.comments import comment
from portal.demo.simulation.other_answers import OtherAnswers, is_personal
from portal.demo.words import WORDS

NO_OPINION = 9
STEPS_BETWEEN = (-4.3, -3.2, -1.75, 0.85)
"""Where the scale's steps lie: beyond the first is «không hài lòng», beyond the last «rất hài lòng»."""
MOODS = ((-2.4, 6), (-0.9, 20), (0.2, 40), (1.1, 24), (2.4, 10))
COMMUNES_DIFFER, QUESTIONS_DIFFER = 0.5, 0.25
EARLIER_LOWER = -0.15
"""How far the opinions of an earlier round lie below those of the round after it."""
LEANINGS = {
    f"Q{number}": leaning
    for number, leaning in enumerate(
        (0.2, -0.25, 0.25, 0.4, 0.1, 0.0, -0.4, -0.45, 0.35, 0.5, -0.35, 0.3, -0.6, 0.15), start=1
    )
}
UNSURE = {"Q1": 0.03, "Q2": 0.08, "Q3": 0.06, "Q5": 0.1, "Q6": 0.07, "Q7": 0.08, "Q8": 0.15, "Q11": 0.07, "Q14": 0.025}
UNSURE_ELSEWHERE = 0.02
ABOUT_THE_PERSON: Mapping[str, Mapping[int, float]] = {
    "D1": {1: 50, 2: 46, 3: 0.5, 9: 3.5},
    "D2": {1: 0.6, 2: 14, 3: 35, 4: 30, 5: 18, 9: 2.4},
    "D3": {1: 84, 2: 13, 9: 3},
    "D4": {1: 24, 2: 36, 3: 17, 4: 11, 5: 2, 6: 8, 9: 2},
    "D5": {1: 29, 2: 66, 9: 5},
    "D6": {1: 78, 2: 20, 9: 2},
    "D7": {1: 74, 2: 13, 3: 11, 9: 2},
}
LEFT_OUT = 0.06
ONE_COLUMN = 0.11
WITH_REMARK = 0.06
FAMILY_SHARE = 0.06
SECONDS = ((14, 24, 1), (26, 39, 3), (60, 290, 74), (301, 900, 22))
HURRIED_SECONDS = ((10, 24, 60), (26, 39, 25), (60, 120, 15))
HURRIED_RISKS = ((0, 15), (1, 45), (2, 40))
HOUR = 60
BY_HOUR = dict(zip(range(7, 22), (4, 17, 20, 16, 6, 2, 5, 12, 10, 6, 2, 1.5, 3, 3, 1.5), strict=True))
"""How many come in each hour from seven: by the desk's hours, some in the evening from home."""
OPENS_AT = 7 * HOUR + 30
HOURS, WEIGHTS = list(BY_HOUR), list(accumulate(BY_HOUR.values()))
BURSTS = ((23 * HOUR + 10, 25), (1 * HOUR + 20, 15))
IN_BURSTS = 0.7


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One filled-in form and how it came to be."""

    chosen: dict[str, int]
    channel: str
    seconds: float
    risk: int
    remark: str
    words: Mapping[str, str] = field(default_factory=dict)  # what was written under other questions than the comment


class Respondents:
    """The people who answer in one commune; in a stuffed one somebody fills in form after form.

    `wave` names an earlier round over the same communes: other people, and each question a little elsewhere. `said` is
    what they write.
    """

    def __init__(
        self,
        questions: Sequence[Rule],
        headline: str,
        seed: str,
        *,
        stuffed: bool,
        wave: str = "",
        said: Mapping[str, Sequence[str]] = WORDS["comments"],
    ) -> None:
        self.said = said
        self.random = Random(f"{seed}/opinions")
        self.headline = headline
        self.stuffed = stuffed
        closed = [rule for rule in questions if rule.scaled]
        self.optional = [personal_question(rule) for rule in questions if is_personal(rule)]
        self.others = OtherAnswers(questions, headline, f"{seed}/{wave}", said)
        commune = self.random.gauss(0, COMMUNES_DIFFER)
        # in the order of the form: another order would give other opinions from the same seed
        places = {rule.id: commune + self.random.gauss(0, QUESTIONS_DIFFER) for rule in closed}
        if wave:
            # the same for every commune, so that the province's figures move
            moved = Random(wave)
            places = {q: place + moved.gauss(EARLIER_LOWER, QUESTIONS_DIFFER) for q, place in places.items()}
            self.random = Random(f"{seed}/{wave}")
        # a table for each mood: drawing an answer is then a look-up, of which a million are made
        self.tables = [{q: table(q, place + mood) for q, place in places.items()} for mood, _weight in MOODS]

    def sheets(self, count: int) -> Iterator[FilledForm]:
        """So many forms, the hurried among them as if by chance."""
        for _number in range(count):
            hurried = self.stuffed and self.random.random() < 0.7
            yield self.hurried() if hurried else self.honest()

    def honest(self) -> FilledForm:
        """A form that a person filled in."""
        random = self.random
        one_column = random.random() < ONE_COLUMN
        chosen = self.column(random.choice((4, 4, 5))) if one_column else self.considered()
        for name, codes, weights in self.optional:
            if random.random() >= LEFT_OUT:
                chosen[name] = codes[bisect(weights, random.random() * weights[-1])]
        text = comment(random, chosen[self.headline], self.said) if random.random() < WITH_REMARK else ""
        channel = FAMILY if random.random() < FAMILY_SHARE else HOME
        return FilledForm(chosen, channel, time_taken(random, SECONDS), 0, text, self.others.complete(chosen))

    def considered(self) -> dict[str, int]:
        """An answer to each question, of one mood."""
        random = self.random
        answers = random.choices(self.tables, [weight for _mood, weight in MOODS])[0]
        return {name: codes[bisect(weights, random.random())] for name, (codes, weights) in answers.items()}

    def column(self, code: int) -> dict[str, int]:
        """The same answer to every question."""
        return dict.fromkeys(self.tables[0], code)

    def hurried(self) -> FilledForm:
        """A form ticked down the last column, without a word about the person."""
        risks, weights = zip(*HURRIED_RISKS, strict=True)
        seconds = time_taken(self.random, HURRIED_SECONDS)
        chosen, risk = self.column(5), self.random.choices(risks, weights)[0]
        return FilledForm(chosen, HOME, seconds, risk, "", self.others.complete(chosen))


def table(question: str, place: float) -> tuple[tuple[int, ...], list[float]]:
    """The answers to a question and how likely each is up to and with it, for a place on the scale."""
    place += LEANINGS.get(question, 0.0)
    sure = 1 - UNSURE.get(question, UNSURE_ELSEWHERE)
    return (1, 2, 3, 4, 5, NO_OPINION), [sure / (1 + math.exp(place - step)) for step in STEPS_BETWEEN] + [sure]


def personal_question(rule: Rule) -> tuple[str, list[int], list[float]]:
    """A question about the person: its codes and their weights, summed up."""
    codes = list(rule.codes.values())
    weights_by_code = ABOUT_THE_PERSON.get(rule.id, {})
    return rule.id, codes, list(accumulate(weights_by_code.get(code, 1.0) for code in codes))


def time_taken(random: Random, ranges: Sequence[tuple[int, int, int]]) -> float:
    """Seconds from opening the form to sending it."""
    low, high, _weight = random.choices(ranges, [weight for _low, _high, weight in ranges])[0]
    return random.uniform(low, high)


def minute_of_day(random: Random, *, stuffed: bool) -> int:
    """The minute of the day, 0 to 1439, at which a ballot comes."""
    if stuffed and random.random() < IN_BURSTS:
        start, length = random.choice(BURSTS)
        return start + random.randrange(length)
    hour = random.choices(HOURS, cum_weights=WEIGHTS)[0]
    return max(OPENS_AT, hour * HOUR + random.randrange(HOUR))
