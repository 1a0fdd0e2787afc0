"""What simulated citizens answer to questions that are not on the form's scale, and which they are asked at all.

Chances of their own: a form without such questions gives the same ballots from the same seed as ever.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random

from portal.ballots.form.answers import Rule
from portal.ballots.sealing import payload
from portal.demo.simulation.comments import comment
from portal.surveys.questionnaire.parts import DONT_KNOW

UNSURE = 0.04
PASSED = 0.15
"""How many leave a question that need not be answered."""
FIRST_BOX, NEXT_BOX = 0.62, 0.82
"""How many tick the first of several boxes; each further one is ticked by so much fewer."""
WRITES = 0.2


def is_personal(rule: Rule) -> bool:
    """Whether it is answered as those about the person are: with weights, by most."""
    return bool(rule.codes) and not (rule.required or rule.scaled or rule.several or rule.when)


class OtherAnswers:
    """Adds to the answers on the scale what else a form asks; `questions` end with the comment."""

    def __init__(self, questions: Sequence[Rule], headline: str, seed: str, said: Mapping[str, Sequence[str]]) -> None:
        self.said = said
        self.random, self.headline = Random(f"{seed}/others"), headline
        self.rules = [rule for rule in questions[:-1] if not is_personal(rule)]
        self.has_any = any(rule.when or not rule.scaled for rule in self.rules)

    def complete(self, chosen: dict[str, int]) -> dict[str, str]:
        """Answer what the branches taken ask, and take out what they do not; returns the words written, by question."""
        if not self.has_any:
            return {}
        picked, words = dict[str, frozenset[int]](), dict[str, str]()
        for rule in self.rules:
            if not rule.is_asked(picked):
                chosen.pop(rule.id, None)
            elif rule.longest:
                words |= self.written(rule, chosen[self.headline])
            else:
                picked[rule.id] = self.codes(rule, chosen)
        return words

    def written(self, rule: Rule, overall: int) -> dict[str, str]:
        if not rule.required and self.random.random() >= WRITES:
            return {}
        return {rule.id: comment(self.random, overall, self.said)[: rule.longest].rstrip()}

    def codes(self, rule: Rule, chosen: dict[str, int]) -> frozenset[int]:
        """The codes of one question, chosen now where it is not on the scale."""
        if rule.scaled:
            return frozenset({chosen[rule.id]}) if rule.id in chosen else frozenset()
        if not rule.required and self.random.random() < PASSED:
            return frozenset()
        picked = self.boxes(rule) if rule.several else frozenset({self.choice(rule)})
        chosen[rule.id] = payload.several(picked) if rule.several else min(picked)
        return picked

    def choice(self, rule: Rule) -> int:
        """One code: the middle and the upper ones more often."""
        codes = [code for code in rule.codes.values() if code != DONT_KNOW]
        if DONT_KNOW in rule.codes.values() and self.random.random() < UNSURE:
            return DONT_KNOW
        weights = list(accumulate(1 + min(place, len(codes) - 1) / len(codes) for place in range(len(codes))))
        return codes[bisect(weights, self.random.random() * weights[-1])]

    def boxes(self, rule: Rule) -> frozenset[int]:
        """Some codes, one at least."""
        codes = [code for code in rule.codes.values() if code != DONT_KNOW]
        if DONT_KNOW in rule.codes.values() and self.random.random() < UNSURE:
            return frozenset({DONT_KNOW})
        shares = {code: FIRST_BOX * NEXT_BOX**place for place, code in enumerate(codes)}
        ticked = frozenset(code for code, share in shares.items() if self.random.random() < share)
        return ticked or frozenset({codes[0]})


def kept(words: Mapping[str, str]) -> list[str]:
    """The words as they are kept, each in a row of its own."""
    return [payload.named_text(question, text) for question, text in words.items()]
