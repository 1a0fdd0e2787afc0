"""Offered sentences: what of them is printed, and which wait for another look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.papers import citations, offers
from portal.papers.offers import CHANGED, KEPT, STRUCK, Choice
from portal.papers.sections import HOLE, Offer, Section

pytestmark = pytest.mark.once

MET = Offer("III.1.met", "Có 164/209 đơn vị bảo đảm số lượt tham gia.", ("164/209 đơn vị (Phụ lục 1)",))
DUE = Offer("IV.1.due", f"Chỉ đạo 15 đơn vị khắc phục trước {HOLE}.", ("15 tồn tại (Phụ lục 8)",))
MERITS = Section("III.1", "Ưu điểm", prompt="những mặt làm được", offers=(MET,))
ASKED = Section("IV.1", "Đối với cấp xã", prompt="việc đề nghị", offers=(DUE,), nothing="Không có kiến nghị.")
JULY = date(2024, 7, 15)


def chosen(offer: Offer, deed: str, words: str = "", day: date | None = None) -> dict[str, Choice]:
    return {offer.key: Choice(offer.key, deed, offer.text, 1, datetime(2024, 6, 20, tzinfo=UTC), words, day)}


@pytest.mark.parametrize(
    ("section", "choices", "typed", "printed"),
    [
        (MERITS, {}, "", ""),
        (MERITS, {}, "Lời tự viết.", "Lời tự viết."),
        (MERITS, chosen(MET, KEPT), "Lời tự viết.", f"{MET.text}\nLời tự viết."),
        (MERITS, chosen(MET, CHANGED, "Đa số đơn vị bảo đảm."), "", "Đa số đơn vị bảo đảm."),
        (MERITS, chosen(MET, STRUCK), "", ""),
        (ASKED, chosen(DUE, KEPT, day=JULY), "", "Chỉ đạo 15 đơn vị khắc phục trước ngày 15/7/2024."),
        (ASKED, {}, "", ""),
        (ASKED, chosen(DUE, STRUCK), "", "Không có kiến nghị."),
        (ASKED, chosen(DUE, STRUCK), "Đề nghị khác.", "Đề nghị khác."),
        (replace(ASKED, sentences=("Có 03 nhiệm vụ.",)), chosen(DUE, STRUCK), "", ""),
    ],
)
def test_what_is_kept_or_changed_stands_before_what_people_type(section, choices, typed, printed):
    assert offers.words_under(section, {section.key: typed}, choices) == printed


@pytest.mark.parametrize(
    ("deed", "text", "stale"),
    [
        (KEPT, MET.text, False),
        (KEPT, "Có 165/209 đơn vị bảo đảm số lượt tham gia.", True),
        (CHANGED, "Có 165/209 đơn vị bảo đảm số lượt tham gia.", True),
        (STRUCK, "Có 165/209 đơn vị bảo đảm số lượt tham gia.", False),
        (KEPT, None, True),
        (STRUCK, None, None),
    ],
)
def test_a_sentence_in_use_whose_figures_changed_waits_and_one_without_figures_is_not_printed(deed, text, stale):
    section = replace(MERITS, offers=() if text is None else (replace(MET, text=text),))
    found = offers.sentences(section, chosen(MET, deed, "Lời của người viết." if deed == CHANGED else ""))
    assert [one.is_stale for one in found] == ([] if stale is None else [stale])
    printed = {KEPT: text, CHANGED: "Lời của người viết."}.get(deed) if text else None
    assert [one.printed for one in found if one.printed] == ([printed] if printed else [])


def test_a_day_before_the_paper_waits_for_another():
    (sentence,) = offers.sentences(ASKED, chosen(DUE, KEPT, day=JULY))
    assert not sentence.waits(JULY)
    assert sentence.waits(date(2024, 7, 16))


def test_a_sentence_kept_before_belongs_to_its_own_heading():
    other = Section("III.2", "Hạn chế")
    assert offers.sentences(other, chosen(MET, KEPT)) == ()


def test_the_last_choice_of_a_sentence_stands():
    first, second = chosen(MET, KEPT)[MET.key], chosen(MET, STRUCK)[MET.key]
    assert offers.latest([first, second]) == {MET.key: second}


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Không có phụ lục.", []),
        ("Có 22.357 lượt (Phụ lục 1).", [("Phụ lục 1", 1)]),
        ("07 đơn vị (Phụ lục 1, 2); 15 tồn tại (Phụ lục 8).", [("Phụ lục 1", 1), ("2", 2), ("Phụ lục 8", 8)]),
        ("Tại Phụ lục 2, 5 và 9, gửi riêng.", [("Phụ lục 2", 2), ("5", 5), ("9", 9)]),
        ("03 tập thể (Phụ lục).", [("Phụ lục", 0)]),
    ],
)
def test_a_sentence_is_cut_where_it_cites_an_annex(text, cited):
    found = list(citations.pieces(text))
    assert "".join(piece for piece, _number in found) == text
    assert [(piece, number) for piece, number in found if number is not None] == cited


def test_a_heading_leads_to_every_table_its_figures_stand_in():
    section = Section("II.1", "Tham gia", ("Có 22.357 lượt (Phụ lục 1).",), offers=(DUE,), tables=(3,))
    assert citations.tables_of(section) == (1, 3, 8)
