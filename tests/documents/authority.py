"""A signing authority of the tests: a root, a person's and an office's certificate, and papers signed with them."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.demo import signing_tool
from portal.demo.signing_tool import OFFICE, PERSON, Authority

if TYPE_CHECKING:
    from pathlib import Path

    from pyhanko.sign.signers import SimpleSigner

NAMES = {PERSON: ("Nguyễn Văn A", ""), OFFICE: ("BAN DÂN VẬN TỈNH ỦY", "Tỉnh ủy Bắc Giang")}


@cache
def root() -> Authority:
    return Authority("Tổ chức chứng thực thử")


@cache
def signer(field: str) -> SimpleSigner:
    """Whoever signs in a field."""
    return root().signer(*NAMES[field])


def root_file(folder: Path) -> str:
    """The root as an installation keeps it."""
    path = folder / "root.pem"
    path.write_bytes(root().certificate.public_bytes(serialization.Encoding.PEM))
    return str(path)


def signed(content: bytes, field: str = PERSON, **more: Any) -> bytes:
    """The file with one more signature, in an empty field of its own."""
    return signing_tool.signed(content, field, signer(field), **more)


def changed(content: bytes) -> bytes:
    """A file whose first page was turned."""
    writer, target = IncrementalPdfFileWriter(BytesIO(content)), BytesIO()
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = writer_number(90)
    writer.update_container(page)
    writer.write(target)
    return target.getvalue()


def changed_then_signed(content: bytes) -> bytes:
    """A file whose first page was changed before somebody signed it."""
    return signed(changed(content))


def writer_number(value: int) -> Any:
    from pyhanko.pdf_utils.generic import NumberObject  # noqa: PLC0415 - beside its one use

    return NumberObject(value)
