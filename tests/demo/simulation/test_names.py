"""Made-up people: Vietnamese names, none twice."""

from __future__ import annotations

import unicodedata
from itertools import islice
from random import Random

from portal.demo.simulation.names import SURNAMES, names


def some(count: int, seed: int = 1) -> list[str]:
    return list(islice(names(Random(seed)), count))


def test_nobody_has_the_name_of_another() -> None:
    assert len(set(some(500))) == 500


def test_a_name_is_a_surname_and_two_or_three_more_words_in_capitals() -> None:
    for name in some(500):
        surname, *rest = name.split()
        assert surname in SURNAMES
        assert len(rest) in {2, 3}
        assert name == name.title() == unicodedata.normalize("NFC", name)


def test_the_same_seed_gives_the_same_names() -> None:
    assert some(50) == some(50)
    assert some(50) != some(50, seed=2)
