"""web/bodies.py: what no form of ours sends is refused in words, and nothing is done."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote, urlencode

import pytest
from gunicorn.http.errors import InvalidChunkSize

from portal.accounts.permissions import Role
from portal.extensions import db as database
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


class Broken(BytesIO):
    """A body in pieces whose next piece has no size."""

    def read(self, _size=-1):
        raise InvalidChunkSize(b"--x")

    readinto = readline = read


@pytest.mark.parametrize("path", ["/login", "/verify"])
def test_a_body_that_is_not_in_pieces_as_it_says_is_a_bad_request(client, path):
    environ = {"wsgi.input": Broken(), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = client.request("POST", path, environ_overrides=environ, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
