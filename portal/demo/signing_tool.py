"""What stands in for an office's own signing tool in the demonstration: an untrusted authority, papers signed with it.

The portal itself signs nothing (papers come back signed from outside). Every certificate is made up for the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.papers import pdf

if TYPE_CHECKING:
    from pyhanko.sign.signers.pdf_signer import PdfSigningSession

DER = serialization.Encoding.DER
PERSON, OFFICE = "ChuKyNguoiKy", "ChuKyCoQuan"
"""The two empty fields at a paper's foot."""
# whatever year a round is set in
FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
SIZES = {PERSON: (52, 35), OFFICE: (30, 35)}  # of the fields, in millimetres
BITS = 2048
STAMP = """<!doctype html><html lang="vi"><title>Dấu</title><style>
@page {{ size: {0}mm {1}mm; margin: 0 }} body {{ margin: 0; width: {0}mm; height: {1}mm; display: table }}
div {{ display: table-cell; vertical-align: middle; text-align: center; color: #1f3a8a }}
p {{ margin: 0; font: 8pt/11pt "Liberation Serif" }} p:first-child {{ font-weight: bold }}
</style><div>{2}</div></html>"""


@dataclass(frozen=True)
class Authority:
    """One that vouches for signers."""

    name: str

    @cached_property
    def key(self) -> rsa.RSAPrivateKey:
        return new_key()

    @cached_property
    def certificate(self) -> x509.Certificate:
        own = named(self.name)
        return certificate(own, self.key, own, self.key, authority=True)

    def signer(self, common: str, organisation: str = "") -> signers.SimpleSigner:
        """A signer with a key and a certificate of this authority."""
        key = new_key()
        subject = named(common, organisation)
        own = certificate(subject, key, self.certificate.subject, self.key, authority=False)
        plain = key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's, untyped
        store.register(as_pyhanko(self.certificate))
        return signers.SimpleSigner(as_pyhanko(own), load_private_key_from_pemder_data(plain, None), store)


def new_key() -> rsa.RSAPrivateKey:
    """RSA, as the country's authorities have it; curves would make the signed file PDF 2.0, which PDF/A-3 is not."""
    return rsa.generate_private_key(65537, BITS)


def named(common: str, organisation: str = "") -> x509.Name:
    """A certificate's name."""
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


def certificate(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: x509.Name,
    by: rsa.RSAPrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    """A certificate for signing papers, or for giving certificates."""
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


def as_pyhanko(cert: x509.Certificate) -> Any:  # noqa: ANN401 - the certificate as pyHanko knows it
    return next(load_certs_from_pemder_data(cert.public_bytes(DER)))


class DatedSigner(signers.PdfSigner):
    """Signs at a moment of its own where one is given, as the demonstration's clock has it."""

    moment: datetime | None = None

    def init_signing_session(self, *args: Any, **named: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **named)
        session.system_time = self.moment or session.system_time
        return session


def signed(
    content: bytes,
    field: str,
    by: signers.SimpleSigner,
    moment: datetime | None = None,
    lines: Sequence[str] = (),
    **more: Any,
) -> bytes:
    """The file with one more signature, in an empty field of its own; `lines` are drawn there."""
    target = BytesIO()
    meta = signers.PdfSignatureMetadata(field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", **more)
    writer = IncrementalPdfFileWriter(BytesIO(content))
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as apart:
        look = stamp(lines, SIZES[field], Path(folder) / "stamp.pdf") if lines else None
        tool = DatedSigner(meta, by, stamp_style=look)
        tool.moment = moment
        # pyHanko runs a loop of its own; there may be one in this thread
        apart.submit(tool.sign_pdf, writer, output=target).result()
    return target.getvalue()


def stamp(lines: Sequence[str], size: tuple[int, int], file: Path) -> StaticStampStyle:
    """Words in the field, in embedded letters: the signed paper stays the archive file that it was."""
    text = "".join(f"<p>{escape(line)}</p>" for line in lines)
    file.write_bytes(pdf.lay_out(STAMP.format(*size, text)).write_pdf())
    page = ImportedPdfPage(str(file))  # type: ignore[no-untyped-call]  # the same
    return StaticStampStyle(border_width=0, background=page)
