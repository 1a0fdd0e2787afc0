"""What simulated citizens write under Q15: short, about matters, naming nobody."""

from collections.abc import Mapping, Sequence
from random import Random

from portal.demo import words as demo_words
from portal.web.ui.formats import capital

SATISFIED_FROM, NEUTRAL = 4, 3
words = demo_words.WORDS["comments"]
OPENINGS = words["openings"]

PRAISE = words["praise"]

REQUESTS = words["requests"]

COMPLAINTS = words["complaints"]


def comment(random: Random, overall: int, said: Mapping[str, Sequence[str]] = words) -> str:
    """A comment that fits the answer to the overall question, in the words of the plan."""
    if overall > 5:
        overall = NEUTRAL
    about = "praise" if overall >= SATISFIED_FROM else "requests" if overall == NEUTRAL else "complaints"
    opening = random.choice(said["openings"])
    text = opening + random.choice(said[about] if random.random() < 0.5 else said["requests"])
    return capital(text)
