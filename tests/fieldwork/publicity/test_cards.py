"""Where words and photographs stand on the day's picture card."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

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


@pytest.mark.parametrize("n", range(5))
def test_photographs_take_the_room_that_is_kept_for_them(n):
    room = cards.grid_height(n)
    card = Image.new("RGB", (cards.WIDTH, 2000), WHITE)
    cards.draw_photos(card, [photo(number) for number in range(n)], 0)
    drawn = ImageOps.invert(card).getbbox()
    if n == 0:
        assert (room, drawn) == (0, None)
    else:
        assert drawn == (cards.MARGIN, cards.GAP, cards.WIDTH - cards.MARGIN, room - cards.GAP)


def test_each_sentence_begins_a_point_and_what_is_too_much_is_left_to_the_text_beside(monkeypatch):
    long = " ".join(["chữ"] * 60)
    monkeypatch.setattr(cards.wording, "parts", lambda _facts: ["Ngắn.", long, "Cuối."])
    lines = cards.body_lines(None)
    begins = [begins for _line, begins in lines]
    assert [line for line, is_first in lines if is_first] == ["Ngắn.", cards.wrapped(long)[0], "Cuối."]
    assert begins == [True, True, *[False] * (len(lines) - 3), True]
    monkeypatch.setattr(cards.wording, "parts", lambda _facts: ["Ngắn."] * (cards.MOST_LINES + 1))
    assert len(cards.body_lines(None)) == cards.MOST_LINES


@pytest.mark.parametrize("n", [1, 60, 61, 200])
def test_a_line_that_is_too_long_ends_in_a_dot_dot_dot_and_fits(n):
    line, room = "ư" * n, cards.WIDTH - 2 * cards.MARGIN
    found, face = cards.shortened(line, 34), cards.font(34)
    assert face.getlength(found) <= room
    if face.getlength(line) <= room:
        assert found == line
    else:
        assert found.endswith("…")
        assert face.getlength(f"{found[:-1]}ư…") > room
