from __future__ import annotations

import pytest

from portal.ballots.intake import body
from portal.ballots.intake.body import Damaged, Unreadable


def test_a_browsers_form_is_read() -> None:
    assert body.read(b"nonce=a-_b&Q1=5&Q15=Xin+c%E1%BA%A3m+%C6%A1n%0D%0A%26") == {
        "nonce": "a-_b",
        "Q1": "5",
        "Q15": "Xin cảm ơn\r\n&",
    }


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"&",
        b"Q1=5&",
        b"Q1",
        b"=5",
        b"Q1=5&&Q2=4",
        b"Q1=5&Q1=5",
        b"Q1=5&Q%31=4",
        b"Q1=%",
        b"Q1=%4",
        b"Q1=%zz",
        b"Q1=%u1234",
        b"%ff=1",
        b"%00=1",
        b'{"Q1": 5}',
        b"\x00",
    ],
)
def test_what_no_browser_sends_is_damaged(raw: bytes) -> None:
    with pytest.raises(Damaged):
        body.read(raw)


@pytest.mark.parametrize(
    "value", [b"%00", b"a%00b", b"\x00", b"%ff", b"%C3", b"%ED%A0%80", b"%C0%80", b"\xe1\xba", b"%F5%80%80%80"]
)
def test_an_unreadable_value_is_named_and_the_rest_is_read(value: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        body.read(b"Q1=5&Q15=" + value + b"&Q2=4")
    assert caught.value.field == "Q15"
    assert caught.value.fields == {"Q1": "5", "Q15": "", "Q2": "4"}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
        "Application/X-WWW-Form-Urlencoded;charset=utf-8",
    ],
)
def test_a_plain_form_is_a_form(content_type: str) -> None:
    assert body.is_form(content_type)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/json",
        "application/x-www-form-urlencoded; charset=utf-16",
    ],
)
def test_anything_else_is_not(content_type: str) -> None:
    assert not body.is_form(content_type)
