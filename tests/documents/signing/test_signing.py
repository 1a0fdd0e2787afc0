"""Signed copies over a real print, with an authority made for the test."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef
from sqlalchemy import text
from werkzeug.datastructures import FileStorage

from portal.demo import signing_tool
from portal.documents import queries
from portal.documents.kinds import KINDS
from portal.documents.lifecycle import operations
from portal.documents.lifecycle.requests import Request
from portal.documents.signing import signature_check, signing
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.papers.letterhead import Issue
from portal.papers.pdf import print_copies
from portal.sealing import verification
from portal.web.jobs import jobs
from tests.documents import authority, samples
from tests.documents.authority import OFFICE, PERSON, signed
from tests.documents.lifecycle import test_operations
from tests.documents.lifecycle.test_operations import (
    again,
    approved,
    approver,
    bytes_of,
    editor,
    numbered,
    opened,
    pressed,
    stepped,
)

if TYPE_CHECKING:
    from portal.documents.models import Document, SignedCopy

pytestmark = pytest.mark.usefixtures("db", "waiting")
PRINT: list[bytes] = []
REFUSED = "Tệp ký không khớp bản đã duyệt"


def to_be_signed() -> tuple[Document, bytes]:
    """An approved, numbered, printed paper and its bytes."""
    who = editor()
    document = numbered(approved(opened(), who, approver()), who)
    return document, bytes_of(document)


def to_print() -> bytes:
    """The text of a paper with its empty fields, made once."""
    if not PRINT:
        text, *_annexes = KINDS["synthesis"].html(samples.empty(), {}, Issue())
        PRINT.extend(print_copies([[text]]))
    return PRINT[0]


@pytest.fixture(autouse=True)
def _one_print(monkeypatch: pytest.MonkeyPatch, db: object) -> None:
    """Papers of these tests have a real print that is made once."""
    monkeypatch.setattr(test_operations, "PRESSED", to_print())


def clerk(document: Document):
    return again(document).asker


def sent(document: Document, content: bytes, way: str = "digital") -> SignedCopy:
    """A copy as the clerk sends it in, checked."""
    document = again(document)
    copy = signing.receive(document, FileStorage(BytesIO(content), "ky.pdf"), way, by=clerk(document))
    db.session.commit()
    jobs.run(str(copy.job_id))
    return queries.copies(document)[0]


def test_a_person_and_the_office_sign_one_after_the_other_and_the_paper_goes_out() -> None:
    document, content = to_be_signed()
    with pytest.raises(DomainError, match="Chưa có bản ký hợp lệ"):
        operations.issue(document, document.version, by=clerk(document))
    once = signed(content, PERSON)
    first = sent(document, once)
    assert (first.state, [one["name"] for one in first.signatures]) == ("taken", ["Nguyễn Văn A"])
    assert first.signatures[0]["at"]
    assert first.signatures[0]["trusted"] is None
    both = sent(document, signed(once, OFFICE))
    assert (both.state, both.refusal) == ("taken", "")
    assert [(one["field"], one["organisation"]) for one in both.signatures] == [
        (PERSON, ""),
        (OFFICE, "Tỉnh ủy Bắc Giang"),
    ]
    document = again(document)
    operations.issue(document, document.version, by=clerk(document))
    assert document.state == "issued"
    refuse_forged(document)
    with pytest.raises(Conflict, match="lập văn bản mới thay thế"):
        operations.print_again(document, by=clerk(document))
    with pytest.raises(Conflict, match="đã ban hành"):
        operations.write(document, {"III.1": "Khác."}, document.version, by=clerk(document))
    assert bytes_of(again(document)) == content


def refuse_forged(document: Document) -> None:
    """Whoever swaps the print's hash in the database is named by the check of the box."""
    db.session.commit()
    number, survey = document.number, document.round_id
    db.session.rollback()
    with db.engine.execution_options(sqlite_write=True).connect() as connection:
        assert verification.verify_in(connection, survey, []).faults == []
        connection.execute(text("UPDATE document SET sha256 = 'x'"))
        found = verification.verify_in(connection, survey, []).faults
        connection.rollback()
    assert found == [f"Văn bản số {number} đã ban hành nay bị sửa hoặc xóa."]


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_any_changed_byte_of_the_approved_part_is_refused_at_once() -> None:
    document, content = to_be_signed()
    for place in (1000, len(content) // 2, len(content) - 10):
        with pytest.raises(DomainError, match=REFUSED):
            sent(document, flipped(signed(content), place))
    with pytest.raises(DomainError, match="chưa có chữ ký số nào"):
        sent(document, content)


def test_what_was_changed_around_a_signature_is_refused_and_not_kept() -> None:
    document, content = to_be_signed()
    good = signed(content)
    stamped = IncrementalPdfFileWriter(BytesIO(good))
    stamped.root["/Lang"] = stamped.root["/Type"]
    stamped.update_root()
    later = BytesIO()
    stamped.write(later)
    marked = good.index(b"/Contents", len(content)) + 200
    bad = {
        "changed before": authority.changed_then_signed(content),
        "changed after": later.getvalue(),
        "signature broken": flipped(good, marked),
        "tail": good + b"\n% more\n",
    }
    for name, sent_in in bad.items():
        copy = sent(document, sent_in)
        assert (copy.state, copy.file_id) == ("refused", None), name
        assert copy.refusal.startswith((REFUSED, "Không đọc được")), (name, copy.refusal)


def test_rubbish_is_refused_in_a_sentence() -> None:
    document, content = to_be_signed()
    for rubbish in (b"", b"GIF89a", b"x" * 3000):
        with pytest.raises(DomainError, match=r"Chưa chọn tệp|không phải PDF"):
            sent(document, rubbish, "scan")
    copy = sent(document, b"%PDF-1.7\n" + b"\x00\xff" * 4000, "scan")
    assert (copy.state, copy.refusal) == ("refused", "Không đọc được tệp PDF này.")
    assert sent(document, content[: len(content) // 2], "scan").state == "refused"
    assert sent(document, content, "scan").refusal == "Tệp không có chữ ký số."


def test_a_signed_scan_waits_for_the_clerk_who_compares_it() -> None:
    document, content = to_be_signed()
    copy = sent(document, signed(content, OFFICE), "scan")
    assert copy.state == "doubtful"
    with pytest.raises(DomainError, match="Chưa có bản ký hợp lệ"):
        operations.issue(again(document), again(document).version, by=clerk(document))
    copy = queries.copy_in(document.unit, document.id, copy.id)
    assert copy is not None
    signing.confirm(copy, by=clerk(document))
    assert copy.state == "taken"
    assert copy.confirmed_by == clerk(document).id
    with pytest.raises(Conflict, match="không còn chờ"):
        signing.confirm(copy, by=clerk(document))


def test_a_new_number_makes_earlier_signed_copies_useless() -> None:
    document, content = to_be_signed()
    sent(document, signed(content))
    numbered(again(document), clerk(document), "13")
    assert [copy.state for copy in queries.copies(document)] == ["outdated"]


def shown(one: object) -> str:
    """An object as it reads, not where in memory its nulls lie."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(one))


def test_objects_read_at_once_are_those_the_library_reads_one_by_one() -> None:
    content = signed(to_print())
    plain, at_once = PdfFileReader(BytesIO(content)), signature_check.open_reader(content)
    packed = [ref for ref in plain.xrefs.explicit_refs_in_revision(0) if isinstance(plain.xrefs[ref], ObjStreamRef)]
    assert len(packed) > 20
    read = {ref: at_once.cache_get_indirect_object(0, ref.idnum) for ref in packed}
    assert {ref: shown(one) for ref, one in read.items()} == {ref: shown(plain.get_object(ref)) for ref in packed}


def test_authorities_that_are_named_decide_who_is_trusted(tmp_path) -> None:
    content = signed(to_print(), PERSON)
    known = signing.check_in_child(content, 0, [authority.root_file(tmp_path)])
    assert (known.reason, [one["trusted"] for one in known.signatures]) == ("", [True])
    same_key, name = authority.root().key, signing_tool.named("Khác")
    foreign = signing_tool.certificate(name, same_key, name, same_key, authority=True)
    other = tmp_path / "other.pem"
    other.write_bytes(foreign.public_bytes(Encoding.PEM))
    judged = signing.check_in_child(content, 0, [str(other)])
    assert signing.refusal_reason(judged) == "untrusted"


def test_a_newer_paper_replaces_the_issued_one_when_it_is_issued_itself() -> None:
    document, content = to_be_signed()
    sent(document, signed(content))
    document = again(document)
    operations.issue(document, document.version, by=clerk(document))
    db.session.commit()
    newer = operations.make_replacement(again(document), again(document).version, by=clerk(document))
    db.session.commit()
    assert newer.paragraphs == document.paragraphs
    with pytest.raises(Conflict, match="Đã có văn bản mới"):
        operations.make_replacement(again(document), again(document).version, by=clerk(document))
    assert queries.request_of(again(newer)) == Request(round=document.round, catalogue=2024)
    newer = printed_through(again(newer))
    sent(newer, signed(bytes_of(newer)))
    newer = again(newer)
    operations.issue(newer, newer.version, by=clerk(document))
    assert again(document).state == "replaced"


def printed_through(newer: Document) -> Document:
    """Through review and approval to number 14."""
    who, second = newer.asker, approver()
    newer.annexes_secret = False
    newer = stepped(stepped(pressed(newer), operations.submit, who), operations.approve, second)
    return numbered(newer, who, "14")
