"""What simulated citizens write under Q15: short, about matters, naming nobody."""

from random import Random

from portal.demo import words as demo_words
from portal.web.ui.formats import capital

SATISFIED_FROM, NEUTRAL = 4, 3
words = demo_words.WORDS["comments"]
OPENINGS = words["openings"]

PRAISE = words["praise"]

REQUESTS = words["requests"]

COMPLAINTS = words["complaints"]


def comment(random: Random, overall: int) -> str:
    """A comment that fits the answer to the overall question."""
    if overall > 5:
        overall = NEUTRAL
    first = PRAISE if overall >= SATISFIED_FROM else REQUESTS if overall == NEUTRAL else COMPLAINTS
    text = random.choice(OPENINGS) + random.choice(first if random.random() < 0.5 else REQUESTS)
    return capital(text)
