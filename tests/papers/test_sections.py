"""What stands under a heading whose figures are known, and under one whose are not."""

from __future__ import annotations

import pytest

from portal.papers.sections import HOLE, Offer, Section, known
from portal.web.data import codec

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


def test_a_section_frozen_before_sentences_were_offered_reads_and_is_written_as_it_was():
    kept = {"key": "V", "title": "KHÓ KHĂN", "sentences": ["Không."], "prompt": ""}
    plain = {**kept, "optional": False, "missing": False}
    read = codec.from_plain(Section, plain)
    assert (read.offers, read.nothing, read.tables) == ((), "", ())
    assert codec.to_plain(read) == plain


def test_offered_sentences_are_frozen_with_their_section():
    offer = Offer("VI.late", f"Chỉ đạo 03 đơn vị khắc phục trước {HOLE}.", ("03 đơn vị chậm (Phụ lục 1)",))
    section = Section("VI", "KIẾN NGHỊ", offers=(offer,), nothing="Không có kiến nghị.", tables=(1,))
    assert codec.from_plain(Section, codec.to_plain(section)) == section
    assert offer.has_hole
