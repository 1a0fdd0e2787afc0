"""The public page that tells whether a paper is genuine."""

from __future__ import annotations

import pytest

from portal.documents.models import Document
from portal.documents.signing import verifying
from portal.extensions import db
from tests.documents.lifecycle.test_operations import again, editor, opened, pressed, requested


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        ("012", "12"),
        ("Số 12-BC/BDVTU", "12"),
        ("số: 07/BC-UBND", "7"),
        ("12a", "12A"),
        ("", ""),
        ("mười hai", ""),
        ("99999", ""),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, number: str) -> None:
    assert verifying.parse_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "good"), [("AB" * 32, True), ("ab " * 32, True), ("ab" * 31, False), ("g" * 64, False)]
)
def test_a_hash_is_sixty_four_hexadecimal_digits(typed: str, *, good: bool) -> None:
    assert bool(verifying.parse_hash(typed)) is good


@pytest.mark.usefixtures("waiting")
def test_only_issued_papers_are_told_of(client) -> None:
    document = pressed(requested(opened(), editor()))
    document.number = "12"
    db.session.commit()
    sha256 = again(document).sha256
    asked = {"number": "Số 12-BC/BDVTU", "hash": sha256}
    assert "Không có văn bản đã ban hành nào khớp" in client.submit("/verify", asked, "main form").text
    db.session.get_one(Document, document.id).state = "issued"
    db.session.commit()
    page = client.submit("/verify", asked, "main form")
    assert "đang có hiệu lực" in page.text
    assert "Số 12-BC/BDVTU" in page.text
    assert "Không có văn bản" in client.submit("/verify", {**asked, "number": "13"}, "main form").text
    assert client.submit("/verify", {**asked, "hash": "xyz"}, "main form").status == 422
