from __future__ import annotations

import re

import pytest

from tests.web import gallery

WORDS = {
    "dat": "Đạt",
    "thap": "Dưới mức tối thiểu",
    "cao_can_giai_trinh": "Vượt số lượt đến, cần giải trình",
    "cao_bat_thuong": "Vượt bất thường, cần kiểm tra",
    "chua_du_so_lieu": "Chưa đủ số liệu",
}


@pytest.fixture(scope="module")
def parts() -> str:
    return gallery.page()


@pytest.mark.parametrize(("status", "words"), WORDS.items())
def test_a_verdict_is_a_word_and_a_shape(parts: str, status: str, words: str) -> None:
    assert f'<span class="tag {status}">{words}</span>' in parts
    assert f'<use href="#tile-{status}"/>' in parts


def test_a_wrong_field_names_its_hint_and_its_error(parts: str) -> None:
    field = re.search(r"<input[^>]*name=\"visits\"[^>]*>", parts)
    assert field is not None
    assert 'aria-describedby="visits-hint visits-error"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert '<a href="#visits">Số lượt người dân đến phải là số nguyên' in parts


def test_a_running_job_asks_again_and_a_finished_one_does_not(parts: str) -> None:
    assert "Đang làm: 100/209" in parts
    assert re.search(r'class="job running"[^>]*hx-trigger="every 2s"', parts)
    assert not re.search(r'class="job (done|failed)"[^>]*hx-trigger', parts)


def test_a_failed_job_can_be_tried_again(parts: str) -> None:
    assert re.search(r'action="/retry".*?Thử lại', parts, re.DOTALL)


def test_links_of_a_list_keep_what_was_searched(parts: str) -> None:
    assert 'href="/gallery?q=luc+ngan&amp;sort=-name"' in parts
    assert 'href="/gallery?q=luc+ngan&amp;page=3"' in parts


def test_a_query_cannot_choose_where_links_lead() -> None:
    page = gallery.page("/gallery?_scheme=javascript&_external=1&q=%22%3E%3Cscript%3E")
    assert "javascript:" not in page
    assert "<script>" not in page


def test_every_chart_has_its_table(parts: str) -> None:
    assert parts.count('<figure class="chart') == parts.count("Xem bảng số liệu") == 4


def test_nothing_stands_inline_that_the_policy_forbids(parts: str) -> None:
    assert not re.search(r"<[^>]*\s(style|on\w+|hx-on[^=]*)=", parts)
    assert not re.search(r"<(script|style)(?![^>]*src=)[^>]*>", parts)


def test_ids_are_unique(parts: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', parts)
    assert len(ids) == len(set(ids))


def test_the_style_sheet_stays_small() -> None:
    assert (gallery.ROOT / "static" / "site.css").stat().st_size < 32_000
