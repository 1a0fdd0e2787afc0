"""What lies in tables, cookies, forms on their way and files that others keep is written and read as it always was.

The values were made before the modules that write them were put together: none may ever change (ruling 18).
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask

from portal.ballots.desks import desk_token
from portal.ballots.desks.desk_token import DeskToken
from portal.ballots.intake import receipts, tokens
from portal.ballots.intake.receipts import Thanks
from portal.ballots.intake.tokens import Nonce
from portal.ballots.sealing import payload
from portal.ballots.sealing.cipher import Opener
from portal.ballots.sealing.payload import Ballot
from portal.ballots.sealing.sealable_tables import row_mac
from portal.sealing.log import leaves, log
from portal.sealing.log.notes import CheckpointBody, Signer
from portal.sealing.periodic_check import StoredVerdict
from portal.sealing.verification import VerifiedPrefix

KEY, RANDOM = b"k" * 32, b"n" * 16
NONCE = "bm5ubm5ubm5ubm5ubm5ubgAAAAcAAAADZmmmwAE300Lzw2YLSS6XB5skOEVR"
BROWSER = "eCIq7LqmWtMM4lDj91UosQAAAAcBAAAD6A3Tl6xI8TVE5MjDUAmT-V6A-ZRr"
DESK = "ZGRkZGRkZGRkZGRkZGRkZAAAAAcAAgAAA-gCYdvV7ThT_bXqBevkJRfU8WFo"
THANKS = "Flf7WXb38njioA44HA5q6EWJl4ClGM1NjwUZHHK8ZAdw-LLArT7hfpfz1UCr5Pyo6YhLmvs"
WRITTEN = (
    b'{"answers":{"Q1":5,"Q2":4},"assisted":true,"channel":"desk","duration":"under_25s","risk":1,'
    b'"version":"PKS 02/1"}                                               '
)
SEALED_BALLOT = bytes.fromhex(
    "01864b8235341f35361b2fe9fa9fcc799334950b8f84b711b2d32707abdacf8e6daca965413969eaef11a9dca0820918acbf876a631a6274"
    "d19b6b3ab5427532b84ae3aa6eaf1cf3a97b15f5abd871e43fb8a84d6a4b4897a7683fdaf398a1634455d9d7aacd16c3aebbb258132c33b4"
    "38fde1b2b9a2d7769775d9c967792da6fdd4ebe443c99a47c8a9d4cf60d1e30e6fb07bdaea85949e782e36363875b3ebd0355df304837bee"
    "ef81349e866ee902e824d44e49d46f493238924e441193956a97f51ec29f7d492dec2cecd6fc7a3b5c"
)
SEALED_COMMENT = (
    "AYLkKTR2AQ/701krU8m8/cQ9ohwcnZmDoxa4IOHc1V0lEUj6/UI34CPhDwh7betuzABooSImOBrNNzLFJg+JX6Oz8viwMLF0DGcWevLLB9y3Jzxh"
    "0tv4Vwcczv5RUB0CPD7jpgGJiUuRXgcwRjTfXFZFGSu/o0rCncII9PgJF5exxvB2cLkgKfwpkvhtj3OaDu+7Nri/RDjtCY5d0BaumTs7aX2GRhfG"
    "p3fBLABxg2f6XEVjYQftzBn2Ha7nzuKJ6Vfc0dFHDpFN2/Nm5sfxNSFO0WUTmzg2G7XBtuRLWY782QWJTueHa37l+ylLSjK/92NYWaAjtNv3Q8pb"
    "vXl46V5xW2dAQEDhA46+iHH37g867aqdO6/dB7Lg/4jsipxbbuwCkk8XaBQBpT/Od0Nk2HA="
)
NOTE = (
    "h.vn/log/x\n3\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n2024-06-12T01:02:03+00:00\n\n— h.vn/log/x "
    "9fNsO0Mowl00eo+AXlrpFGPlfCbfvO0qvrrcUgTyxhxTby/zZZK0yHbIXbXk6uhriUoRIgRsyCM/+zd6Ck8Wl87OngM=\n"
)
VERDICT = (
    '{"checked": "2024-06-12T00:00:00+00:00", "whole": "2024-06-12T00:00:00+00:00", "size": 5, "right": 3, '
    '"edge": ["6565"], "due": 9, "faults": ["lỗi"]}'
)


def test_a_form_s_nonce_and_what_the_table_keeps_of_it() -> None:
    nonce = Nonce(RANDOM, 7, 3, 1_718_200_000, tokens.FAMILY)
    assert tokens.read_nonce(KEY, NONCE) == nonce
    assert nonce.used_token(KEY).hex() == "cd01b753e461f77d6c3e8bd86d5573e761c75fd6876f3a2c676d62983bb2830b"


def test_a_browser_s_token_and_what_the_table_keeps_of_it() -> None:
    token = tokens.first_token(KEY, RANDOM, 7).after(1000)
    assert tokens.write_token(KEY, token) == BROWSER
    assert tokens.read_token(KEY, BROWSER, 7) == token
    assert token.used_token(KEY).hex() == "ceff3bfcb168498a1bec0950a7d7bd9990b66c66528552c46070b0a00d4b9263"


def test_a_desk_phone_s_token_and_what_the_table_keeps_of_it() -> None:
    token = DeskToken(b"d" * 16, 7, 2, 1000, 2)
    assert desk_token.write(KEY, token) == DESK
    assert desk_token.read(KEY, DESK) == token
    assert token.used_token(KEY).hex() == "e81a38b14a52478a233f996e91cb65cd832b6edebc6abbfbfa850606d1dd3f13"


def test_a_receipt_and_the_way_to_it() -> None:
    assert receipts.code(KEY, RANDOM) == "M2W63NF8F248P272"
    kept = "deb8d19a0264d56e8171dd7b81506c9b8980d8129406de5902fb2b934c65996f"
    assert receipts.digest("M2W63NF8F248P272").hex() == kept
    thanks = Thanks("K7QM2XPA9HTN4D3E", 7, 1_718_200_600, hidden=True)
    assert receipts.read_thanks(AESGCM(KEY), THANKS) == thanks


def test_a_ballot_in_clear_and_sealed() -> None:
    ballot = Ballot("PKS 02/1", {"Q2": 4, "Q1": 5}, "desk", "under_25s", 1, assisted=True)
    assert payload.encode(ballot, 160) == WRITTEN
    private = X25519PrivateKey.from_private_bytes(KEY)
    opener = Opener(3, private, private.public_key().public_bytes_raw())
    assert opener.ballot(7, SEALED_BALLOT) == opener.ballot(7, WRITTEN) == ballot
    assert opener.comment(7, SEALED_COMMENT) == "Tốt"


def test_the_macs_of_what_waits_and_of_the_log_s_end() -> None:
    kept = "8cb807f8157c6edd0ab8938cb1a3191168b093de154831bfc3b7827e4ba6046e"
    assert row_mac(KEY, "B", (3, 7), b"i" * 16, b"{}").hex() == kept
    app = Flask("formats")
    app.config["SECRETS"] = {"row": KEY}
    with app.app_context():
        item = log.mac("item", b"s" * 16, 3, "V", "07507", b"{}").hex()
        end = log.mac("end", 3, 2, b"r" * 32).hex()
    assert item == "671c6567a56581d215e4d524555730b9f028c139635181854306e3285b9adacb"
    assert end == "04313f2ef98b04a1ec515796bd723c3704da61c74d6de854b0433b92e0050618"


def test_a_leaf_and_a_signed_checkpoint() -> None:
    entry = leaves.make("B", "07507", b"i" * 16, b"{}").entry.hex()
    assert entry == "0f37559c701047359998061268ff8a0514857529729957898dc2f2c0e1c77cdc"
    body = CheckpointBody("h.vn/log/x", 3, b"r" * 32, datetime(2024, 6, 12, 1, 2, 3, tzinfo=UTC))
    assert Signer(KEY).sign(body) == NOTE
    assert Signer(KEY).read(NOTE) == body
    assert Signer(KEY).verifier(body.origin) == "h.vn/log/x+f5f36c3b+AYMgpRl32MOMqKSSfGcN9YIeRJdhlF4V6e+yahUJ0jDq"


def test_the_verdict_on_a_box() -> None:
    moment = datetime(2024, 6, 12, tzinfo=UTC)
    verdict = StoredVerdict(moment, moment, 5, VerifiedPrefix(3, (b"ee",), 9), ("lỗi",))
    assert verdict.text == VERDICT
    assert StoredVerdict.read(VERDICT) == verdict


@pytest.mark.parametrize("place", [0, 7, 30, 59])
def test_no_vector_is_read_once_a_letter_is_changed(place: int) -> None:
    def changed(text: str) -> str:
        return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]

    assert tokens.read_nonce(KEY, changed(NONCE)) is None
    assert tokens.read_token(KEY, changed(BROWSER), 7) is None
    assert desk_token.read(KEY, changed(DESK)) is None
    assert receipts.read_thanks(AESGCM(KEY), changed(THANKS)) is None
