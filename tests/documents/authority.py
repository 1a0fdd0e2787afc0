"""A signing authority of the tests: a root, a person's and an office's certificate, and papers signed with them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

if TYPE_CHECKING:
    from pathlib import Path

PERSON, OFFICE = "ChuKyNguoiKy", "ChuKyCoQuan"
FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
NAMES = {PERSON: ("Nguyễn Văn A", ""), OFFICE: ("BAN DÂN VẬN TỈNH ỦY", "Tỉnh ủy Bắc Giang")}


def named(common: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


@cache
def root() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = named("Tổ chức chứng thực thử")
    return key, certificate(name, key, name, key, authority=True)


def certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    by: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number(), FROM, UNTIL)
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    builder = builder.add_extension(x509.BasicConstraints(authority, None), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return builder.add_extension(usage, critical=True).sign(by, hashes.SHA256())


@cache
def signer(field: str) -> signers.SimpleSigner:
    """Whoever signs in a field."""
    above, top = root()
    key = ec.generate_private_key(ec.SECP256R1())
    own = certificate(named(*NAMES[field]), key, top.subject, above, authority=False)
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    store = SimpleCertificateStore()
    store.register(bare(top))
    return signers.SimpleSigner(bare(own), keys.PrivateKeyInfo.load(plain), store)


def bare(one: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(one.public_bytes(serialization.Encoding.DER))


def root_file(folder: Path) -> str:
    """The root as an installation keeps it."""
    path = folder / "root.pem"
    path.write_bytes(root()[1].public_bytes(serialization.Encoding.PEM))
    return str(path)


def signed(content: bytes, field: str = PERSON, **more: Any) -> bytes:
    """The file with one more signature, in an empty field of its own."""
    target = BytesIO()
    meta = signers.PdfSignatureMetadata(field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", **more)
    writer = IncrementalPdfFileWriter(BytesIO(content))
    with ThreadPoolExecutor(1) as apart:  # pyHanko runs a loop of its own; a browser of other tests may run one here
        apart.submit(signers.sign_pdf, writer, meta, signer(field), output=target).result()
    return target.getvalue()


def changed_then_signed(content: bytes) -> bytes:
    """A file whose first page was changed before somebody signed it."""
    writer, target = IncrementalPdfFileWriter(BytesIO(content)), BytesIO()
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = writer_number(90)
    writer.update_container(page)
    writer.write(target)
    return signed(target.getvalue())


def writer_number(value: int) -> Any:
    from pyhanko.pdf_utils.generic import NumberObject  # noqa: PLC0415 - beside its one use

    return NumberObject(value)
