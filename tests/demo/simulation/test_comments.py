"""What simulated citizens write fits what they answered."""

from __future__ import annotations

from random import Random

import pytest

from portal.demo.simulation import comments
from portal.demo.simulation.comments import COMPLAINTS, PRAISE, REQUESTS

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("overall", "first"),
    [(1, COMPLAINTS), (2, COMPLAINTS), (3, REQUESTS), (4, PRAISE), (5, PRAISE), (9, REQUESTS)],
)
def test_praise_comes_of_the_satisfied_and_complaints_of_the_others(overall, first):
    written = [comments.comment(Random(seed), overall).casefold() for seed in range(200)]
    said = {
        name for name in (*PRAISE, *REQUESTS, *COMPLAINTS) if any(text.endswith(name.casefold()) for text in written)
    }
    assert said == {*first, *REQUESTS}
