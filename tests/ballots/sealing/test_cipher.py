"""What is kept of an answer says nothing without the round's private half: one size, never the same twice."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from portal.ballots.form import answers
from portal.ballots.sealing import cipher, payload
from portal.ballots.sealing.cipher import Opener
from portal.ballots.sealing.payload import Ballot
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
from portal.web.data import sealed_box
from portal.web.data.sealed_box import Unopened
from tests import make

PRIVATE = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
ROUND, POINT = 3, 41
OPENER = Opener(ROUND, PRIVATE, PUBLIC)
WRITTEN = payload.encode(Ballot("X/1", {"Q1": 4}))


def sealed(written: bytes = WRITTEN) -> bytes:
    return cipher.ballot(PUBLIC, ROUND, POINT, written)


def test_a_sealed_ballot_opens_to_what_it_was():
    assert OPENER.ballot(POINT, sealed()) == Ballot("X/1", {"Q1": 4})


def test_every_ballot_of_a_form_has_one_size_whatever_was_answered():
    rules = answers.rules_of(Form.from_json(make.default_form()), make.plan_198().form.variant)
    least = {rule.id: min(rule.codes.values()) for rule in rules.questions if rule.required}
    most = {rule.id: max(rule.codes.values()) for rule in rules.questions if rule.codes}
    none, sizes = {}, set()
    for chosen in (none, least, most):
        for channel in payload.CHANNELS:
            for seconds in (9, 30, 100, 4000):
                written = answers.ballot(rules, answers.Answers(chosen, [], []), channel, seconds, 2)
                sizes.add(len(sealed(written)))
    assert sizes == {rules.size + cipher.OVERHEAD}


def test_equal_answers_are_kept_as_different_bytes():
    kept = [sealed() for _ in range(50)]
    assert len({row[1:33] for row in kept}) == len({row[33:] for row in kept}) == 50


@pytest.mark.parametrize("place", [0, 1, 32, 33, 200, -1])
def test_one_changed_bit_keeps_a_ballot_shut(place):
    kept = bytearray(sealed())
    kept[place] ^= 1
    with pytest.raises(Unopened):
        OPENER.ballot(POINT, bytes(kept))


@pytest.mark.parametrize(
    ("opener", "point"),
    [
        (OPENER, POINT + 1),
        (Opener(ROUND + 1, PRIVATE, PUBLIC), POINT),
        (Opener(ROUND, X25519PrivateKey.generate(), PUBLIC), POINT),
        (Opener(ROUND), POINT),
    ],
)
def test_a_ballot_opens_only_at_its_point_in_its_round_with_its_key(opener, point):
    with pytest.raises(Unopened):
        opener.ballot(point, sealed())


@pytest.mark.parametrize(
    "kept",
    [b"", b"\x01", bytes(600), b"{", b'{"answers":{}}', b"[]", b"\xff" * 561, sealed()[:60]],
    ids=["nothing", "a version", "zeros", "half a brace", "a form", "a list", "ones", "a sealed one cut short"],
)
def test_what_is_no_ballot_stays_shut_and_breaks_nothing(kept):
    with pytest.raises(Unopened):
        OPENER.ballot(POINT, kept)


def test_a_ballot_of_before_the_keys_is_read_in_clear():
    assert cipher.ballot(None, ROUND, POINT, WRITTEN) == WRITTEN
    assert Opener(ROUND).ballot(POINT, WRITTEN) == OPENER.ballot(POINT, WRITTEN) == Ballot("X/1", {"Q1": 4})


@pytest.mark.parametrize("text", ["Tốt", "ý kiến " * 60, "ộ" * 1000, "🙂" * 1500])
def test_a_comment_opens_to_what_it_was_and_its_size_tells_little(text):
    kept = cipher.comment(PUBLIC, ROUND, POINT, text)
    assert OPENER.comment(POINT, kept) == text
    assert "Tốt" not in kept
    size = len(cipher.padded(text.encode()))
    assert size in cipher.STEPS or size % cipher.STEPS[-1] == 0
    with pytest.raises(Unopened):
        OPENER.comment(POINT + 1, kept)


@pytest.mark.parametrize("kept", ["", "không mã hóa", "AAAA", "AQ==", "é"])
def test_what_is_no_comment_stays_shut(kept):
    with pytest.raises(Unopened):
        OPENER.comment(POINT, kept)


def test_no_comment_is_kept_as_no_comment():
    assert cipher.comment(PUBLIC, ROUND, POINT, "") == ""
    assert cipher.comment(None, ROUND, POINT, "Tốt") == "Tốt"


def test_a_ballot_does_not_open_as_a_comment():
    with pytest.raises(Unopened):
        OPENER.opened(cipher.COMMENT, POINT, sealed())


def test_a_box_with_nothing_in_it_opens_and_a_part_of_it_does_not():
    box = sealed_box.seal(PUBLIC, b"label", b"", b"bound")
    assert len(box) == sealed_box.OVERHEAD
    assert sealed_box.unseal(PRIVATE, PUBLIC, b"label", box, b"bound") == b""
    for size in range(len(box)):
        with pytest.raises(Unopened):
            sealed_box.unseal(PRIVATE, PUBLIC, b"label", box[:size], b"bound")
