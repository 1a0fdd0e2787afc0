"""What stands under a heading whose figures are known, and under one whose are not."""

from __future__ import annotations

import pytest

from portal.papers.sections import known

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("sentences", "told", "missing"),
    [
        (["Một.", "Hai."], ("Một.", "Hai."), False),
        ([], ("Chưa có số liệu về lượt đến.",), True),
    ],
)
def test_a_section_has_its_sentences_or_says_that_there_are_none(sentences, told, missing):
    found = known("I.1", "Lượt đến", iter(sentences), "lượt đến")
    assert (found.sentences, found.missing) == (told, missing)
