"""Seeded nonsense: no status above 499, and no ballot but from a form that is whole (F6)."""

from __future__ import annotations

from random import Random
from urllib.parse import quote_from_bytes, urlencode

from tests.ballots.conftest import kept

ROUNDS = 250
PIECES = [
    b"&",
    b"=",
    b"%",
    b"%0",
    b"%00",
    b"%ff",
    b"+",
    b";",
    b"Q1=5",
    b"nonce=",
    b"\x00",
    b"\xff",
    "đ".encode(),
    b"[]",
]


def spoiled(dice: Random, raw: bytes) -> bytes:
    """Cut, doubled, swapped, sprinkled."""
    for _hit in range(dice.randint(1, 6)):
        at, size = dice.randrange(len(raw) + 1), dice.randint(0, 30)
        raw = dice.choice(
            [
                raw[:at] + raw[at + size :],
                raw[:at] + dice.choice(PIECES) + raw[at:],
                raw[:at] + dice.randbytes(size) + raw[at:],
                raw + b"&" + raw[at : at + size],
                raw[at:] + raw[:at],
            ]
        )
    return raw


def test_spoiled_forms_are_refused_and_keep_nothing(citizen):
    dice = Random(1986)  # noqa: S311 - the same nonsense every time
    citizen.open()
    citizen.wait(seconds=60)
    whole = urlencode(citizen.fill()).encode()
    for _round in range(ROUNDS):
        raw = spoiled(dice, whole)
        status = citizen.post(raw).status
        assert status in {303, 400, 413, 422}, raw
        if status == 303:
            assert kept()["ballot_pool"] == 1
            citizen.client.http.delete_cookie(f"p-{citizen.code}")
    assert kept()["ballot_pool"] <= 1


def test_spoiled_addresses_are_not_found(client, survey):
    dice = Random(1986)  # noqa: S311 - the same nonsense every time
    for _round in range(100):
        code = quote_from_bytes(dice.randbytes(dice.randint(1, 40)), safe="")
        for path in (f"/p/{code}", f"/p/{code}/done/{code}", f"/?code={code}&q={code}", f"/receipt?code={code}"):
            assert client.request("GET", path).status_code < 500, path
            assert client.request("POST", path, data=dice.randbytes(50)).status_code < 500, path
