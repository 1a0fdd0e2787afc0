"""What pages of questionnaires say: states, and a form's texts with their holes filled and their marks read."""

from __future__ import annotations

from datetime import date

import pytest

from portal.surveys.models import Questionnaire
from portal.surveys.questionnaire.editing import words
from portal.units.models import Unit
from portal.web.data import clock

NOW = clock.at(date(2024, 6, 10), 9)
COMMUNE = Unit(name="Thanh Hải", kind="xã")


@pytest.mark.parametrize(
    ("state", "editors", "word", "shape"),
    [
        ("draft", [], "Nạp từ tệp, chưa duyệt", "chua_du_so_lieu"),
        ("draft", [1], "Đang soạn", "chua_du_so_lieu"),
        ("confirmed", [], "Đã xác nhận", "dat"),
        ("frozen", [1], "Đã dùng, giữ nguyên", "chot"),
    ],
)
def test_a_version_stands_in_one_of_four_states(app, state, editors, word, shape):
    row = Questionnaire(code="A", version=3, editors=editors)
    row.confirmed_at = None if state == "draft" else NOW
    row.frozen_at = NOW if state == "frozen" else None
    with app.test_request_context():
        assert (words.state(row), words.shape(row)) == (word, shape)
        assert words.title(row) == "A, phiên bản 3"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Không có gì", "Không có gì"),
        ("**Đậm** và thường", "<b>Đậm</b> và thường"),
        ("a **b** c **d**", "a <b>b</b> c <b>d</b>"),
        ("****", "****"),
        ("**chưa đóng", "**chưa đóng"),
        ("**một** **hai", "<b>một</b> **hai"),
        ("**<i>**", "<b>&lt;i&gt;</b>"),
        ("tại {unit}", 'tại <span class="pill">xã Thanh Hải</span>'),
        ("**{unit}**", '<b><span class="pill">xã Thanh Hải</span></b>'),
        ("{lạ} và {unheard}", "{lạ} và {unheard}"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_a_text_is_shown_with_its_holes_framed_and_nothing_of_it_is_markup(text, html):
    assert str(words.in_real_words(None, COMMUNE, text)) == html


@pytest.mark.parametrize(
    ("text", "line"), [("**Đậm**", "Đậm"), ("{unheard} x", "{unheard} x"), ("a {unit}", "a đơn vị"), ("", "")]
)
def test_a_list_to_choose_from_has_no_marks_and_is_about_all_communes(text, line):
    assert words.plain(None, text).strip() == line
