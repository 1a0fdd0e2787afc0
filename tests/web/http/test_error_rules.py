"""Which words a status has on its error page, and when the raiser's own sentence is said."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import Conflict, HTTPException, ImATeapot, NotFound

from portal.web.http import errors


class Odd(HTTPException):
    """One that Werkzeug does not know."""

    code = 499


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        (400, "Yêu cầu không đúng"),
        (401, "Cần đăng nhập"),
        (403, "Không có quyền thực hiện"),
        (404, "Không tìm thấy nội dung"),
        (405, "Cách gửi không đúng"),
        (408, "Đường truyền quá chậm"),
        (409, "Nội dung vừa thay đổi"),
        (413, "Nội dung gửi quá lớn"),
        (415, "Loại nội dung không nhận được"),
        (422, "Nội dung chưa hợp lệ"),
        (429, "Đang có nhiều yêu cầu"),
        (500, "Hệ thống gặp lỗi"),
        (503, "Hệ thống đang bận"),
        (406, "Yêu cầu không đúng"),
        (499, "Yêu cầu không đúng"),
        (501, "Hệ thống gặp lỗi"),
        (599, "Hệ thống gặp lỗi"),
    ],
)
def test_a_status_has_its_heading_and_one_that_is_not_listed_that_of_its_kind(app, code, heading):
    with app.test_request_context():
        found, advice = errors.heading_and_advice(code)
    assert found == heading
    assert advice.endswith(".")


@pytest.mark.parametrize(
    ("error", "is_default"),
    [
        (NotFound(), True),
        (NotFound("Không có đợt này."), False),
        (NotFound(Conflict.description), False),
        (HTTPException(), True),
        (HTTPException("Chờ một phút."), False),
        (Odd(), True),
        (Odd("Chờ một phút."), False),
        (ImATeapot(), True),
    ],
)
def test_werkzeugs_english_is_never_said(error, is_default):
    assert errors.is_default_text(error) == is_default


@pytest.mark.parametrize(
    ("error", "said"), [(NotFound(), ""), (NotFound("Không có đợt này."), "Không có đợt này.")], ids=["none", "own"]
)
def test_a_page_says_the_raisers_own_sentence_and_carries_its_headers(app, error, said):
    with app.test_request_context():
        answer = errors.show_http_error(error)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "Không tìm thấy nội dung" in page
    assert (said in page) or not said
    assert NotFound.description not in page
