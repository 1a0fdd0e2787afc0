"""Where words and photographs stand on the day's picture card."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.fieldwork.publicity import cards
from tests.fieldwork.publicity.pictures import photo

WHITE = (255, 255, 255)
WORDS = st.lists(st.text("aăâbcđghiươqrsyw", min_size=1, max_size=60), min_size=1, max_size=60)


@settings(max_examples=20)
@given(WORDS)
@example(["ư" * 60, "x"])
def test_a_sentence_is_cut_into_lines_that_end_before_the_margin(words):
    lines, room = cards.wrapped(" ".join(words)), cards.WIDTH - 2 * cards.MARGIN - 40
    assert " ".join(lines).split() == words or any(line.endswith("…") for line in lines)
    for line, following in itertools.pairwise([*lines, ""]):
        assert " " not in line or cards.font(34).getlength(line) <= room
        assert not following or cards.font(34).getlength(f"{line} {following.split()[0]}") > room


@pytest.mark.parametrize(("n", "filled"), [(1, [True]), (2, [False]), (3, [False, True]), (4, [False, False])], ids=str)
def test_a_photograph_alone_in_its_row_takes_it_whole(n, filled):
    """Two in a row leave a gap in the middle of the card."""
    card = Image.new("RGB", (cards.WIDTH, 2000), WHITE)
    cards.draw_photos(card, [photo(number) for number in range(n)], 0)
    height = cards.cell_width(n) * 3 // 4
    middles = [cards.GAP + row * (height + cards.GAP) + height // 2 for row in range(len(filled))]
    assert [card.getpixel((cards.WIDTH // 2, middle)) != WHITE for middle in middles] == filled
