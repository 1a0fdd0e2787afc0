"""A paper that two have signed, judged by programs that nobody here wrote: pyHanko's command and Poppler's pdfsig."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from portal.demo import signing_tool
from portal.documents.signing import signing
from portal.papers.files import finishing, packing
from portal.papers.letterhead import Issue
from portal.web.data.clock import ZONE
from tests.documents import authority, samples
from tests.documents.authority import OFFICE, PERSON
from tests.documents.printed import printed_synthesis

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

pytestmark = pytest.mark.once
ISSUE = Issue("12", date(2024, 6, 28), "K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nguyễn Văn A")
MOMENT = datetime(2024, 6, 28, 16, 21, 58, tzinfo=ZONE)
PRINTED_ON_PAPER = 4  # the flag of what is printed and shown, no other beside it


def print_paper() -> bytes:
    """A short report with all its annexes."""
    area = samples.area("Huyện A", samples.commune("Xã A", [(20, 15)] * 3, (2, 3, 10, 25, 10, 4)))
    return printed_synthesis(samples.figures((area,)), {}, ISSUE)


def sign_twice(content: bytes) -> bytes:
    """The person first, then the office, each with a stamp."""
    for field, lines in ((PERSON, ("Nguyễn Văn A", "28/06/2024 16:21:58")), (OFFICE, ("BAN DÂN VẬN", "28/06/2024"))):
        content = signing_tool.signed(content, field, authority.signer(field), MOMENT, lines)
    return content


@pytest.fixture(scope="module")
def signed(press: Flask) -> bytes:
    return sign_twice(print_paper())


def run_pyhanko(content: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    """PyHanko's command under its default policy, which trusts the tests' authority alone."""
    (folder / "signed.pdf").write_bytes(content)
    trust = ("--trust-replace", "--trust", authority.root_file(folder))
    command = [sys.executable, "-m", "pyhanko", "sign", "validate", "--pretty-print", *trust, folder / "signed.pdf"]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_pyhankos_own_command_finds_both_signatures_valid(signed: bytes, tmp_path: Path) -> None:
    found = run_pyhanko(signed, tmp_path)
    assert found.returncode == 0, found.stdout
    assert found.stdout.count("The signature is judged VALID.") == 2
    assert found.stdout.count("The signer's certificate is trusted.") == 2


def test_pyhankos_own_command_refuses_what_was_changed_after_the_signatures(signed: bytes, tmp_path: Path) -> None:
    found = run_pyhanko(authority.changed(signed), tmp_path)
    assert found.returncode != 0
    assert "The signature is judged INVALID." in found.stdout


def told_by(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_pdfsig_finds_both_signatures_valid_and_the_whole_file_signed(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "signed.pdf").write_bytes(signed)
    found = told_by("/usr/bin/pdfsig", str(tmp_path / "signed.pdf"))
    assert found.count("Signature is Valid") == 2
    assert found.count("- Total document signed") == 1, "the last one reaches to the end"


def test_the_signed_paper_is_still_an_archive_file(signed: bytes, tmp_path: Path) -> None:
    reader = PdfReader(BytesIO(signed))
    root = reader.trailer["/Root"]
    meta = root["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in meta
    assert 'pdfaid:conformance="A"' in meta
    assert reader.pdf_header == "%PDF-1.7"
    assert "/Version" not in root, "PDF/A-3 rests on PDF 1.7"
    assert len(reader.trailer["/ID"]) == 2
    assert not {"/OpenAction", "/AA", "/JavaScript"} & set(root)
    assert not {"/XFA", "/NeedAppearances"} & set(root["/AcroForm"])
    widgets = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert [one["/T"] for one in widgets] == [OFFICE, PERSON]
    assert all(one["/F"] == PRINTED_ON_PAPER and "/N" in one["/AP"] and "/A" not in one for one in widgets)
    (tmp_path / "signed.pdf").write_bytes(signed)
    listed = told_by("/usr/bin/pdffonts", str(tmp_path / "signed.pdf"))
    fonts = [row.split()[-5:-2] for row in listed.splitlines()[2:]]
    assert len(fonts) >= 6, "those of the stamps too"
    assert all(marks == ["yes", "yes", "yes"] for marks in fonts), listed


def test_no_stream_holds_so_many_objects_that_a_checker_takes_minutes(signed: bytes) -> None:
    reader = PdfReader(BytesIO(signed))
    packed = [reader.get_object(stream) for stream, _place in reader.xref_objStm.values()]
    assert packed
    assert max(one["/N"] for one in packed) <= packing.OBJECTS_A_STREAM


def test_papers_printed_before_are_still_signed_and_taken(press: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finishing, "SIGNATURE_FLAGS", 1)
    monkeypatch.setattr(finishing, "name_directly", lambda _tag: None)
    content = print_paper()
    found = signing.check_in_child(sign_twice(content), len(content), [])
    assert (found.reason, [one["field"] for one in found.signatures]) == ("", [PERSON, OFFICE])
