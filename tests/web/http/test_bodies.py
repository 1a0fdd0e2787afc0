"""web/http/bodies.py: what no form of ours sends is refused in words, and nothing is done."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from werkzeug.exceptions import BadRequest, RequestTimeout

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.web.http.bodies import UnreadableBody
from tests import make

DESK = "/manage/rounds/198-kh-bdvtu/points/07507/desk"
PLAIN = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"


@pytest.fixture
def editor(db, sign_in):
    make.survey_round()
    make.point().desk_name = "Bộ phận một cửa"
    return sign_in(make.account(Role.PROVINCE_EDITOR))


@pytest.mark.parametrize(
    ("body", "kind", "status", "sentence"),
    [
        ('{"desk_name": "Bàn"}', "application/json", 415, "không phải biểu mẫu"),
        ("desk_name=B%C3%A0n", "text/plain", 415, "không phải biểu mẫu"),
        ("desk_name=B%C3%A0n", "", 415, "không phải biểu mẫu"),
        ("--x\r\nContent-Disp", PARTS, 400, "mở lại trang rồi làm lại"),
        ("desk_name=B", "multipart/form-data", 400, "mở lại trang rồi làm lại"),
        ("{form}&desk_name=B%00n", PLAIN, 400, "ký tự không đọc được"),
        ("{form}&desk_name=B%FFn", PLAIN, 400, "ký tự không đọc được"),
        ("{form}&la=%FF", PLAIN, 400, "ký tự không đọc được"),
        (
            '--x\r\nContent-Disposition: form-data; name="desk_name"\r\n\r\nB\0n\r\n--x--\r\n',
            PARTS,
            400,
            "ký tự không đọc được",
        ),
        ("{form}&desk_name=B&desk_name=C", PLAIN, 400, "có ô lặp lại"),
        ("{form}&version=1&version=1", PLAIN, 400, "có ô lặp lại"),
        ("csrf_token={token}", PLAIN, 422, "kiểm tra sửa trùng"),
    ],
)
def test_a_body_that_is_no_form_of_ours_changes_nothing(editor, body, kind, status, sentence):
    token = editor.csrf()
    form = urlencode({"csrf_token": token, "desk_address": "Thôn Trại", "desk_hours": ""})
    sent = body.replace("{form}", form).replace("{token}", quote(token))
    answer = editor.request("POST", DESK, data=sent, content_type=kind, headers={"X-CSRFToken": token})
    assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (status, True)
    database.session.expire_all()
    assert make.point().desk_name == "Bộ phận một cửa"


def test_a_form_as_a_browser_sends_it_is_taken(editor):
    assert editor.submit(DESK, {"desk_name": "Bàn tiếp dân"}).status == 303
    assert make.point().desk_name == "Bàn tiếp dân"


@pytest.mark.parametrize("path", ["/login", "/verify", "/p/{code}", "/desk/ballot"])
@pytest.mark.parametrize(
    ("refusal", "status", "sentence"),
    [(BadRequest(), 400, "Yêu cầu không đúng"), (RequestTimeout(), 408, "Đường truyền quá chậm")],
)
def test_a_body_that_did_not_come_whole_is_told_to_whoever_still_listens(client, path, refusal, status, sentence):
    make.survey_round()
    path = path.format(code=make.point().code)
    database.session.commit()
    environ = {"wsgi.input": UnreadableBody(refusal), "CONTENT_LENGTH": "120"}
    answer = client.request("POST", path, environ_overrides=environ, content_type=PLAIN)
    assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (status, True)
