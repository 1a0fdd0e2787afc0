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
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from PIL import Image, ImageDraw
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.fieldwork.publicity.cards import font

if TYPE_CHECKING:
    from pyhanko.sign.signers.pdf_signer import PdfSigningSession

DER = serialization.Encoding.DER
PERSON, OFFICE = "ChuKyNguoiKy", "ChuKyCoQuan"
"""The two empty fields at a paper's foot."""
# whatever year a round is set in
FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
SIZES = {PERSON: (520, 350), OFFICE: (300, 350)}
BLUE = "#1f3a8a"


@dataclass(frozen=True)
class Authority:
    """One that vouches for signers."""

    name: str

    @cached_property
    def key(self) -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())

    @cached_property
    def certificate(self) -> x509.Certificate:
        own = named(self.name)
        return certificate(own, self.key, own, self.key, authority=True)

    def signer(self, common: str, organisation: str = "") -> signers.SimpleSigner:
        """A signer with a key and a certificate of this authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = named(common, organisation)
        own = certificate(subject, key, self.certificate.subject, self.key, authority=False)
        plain = key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's, untyped
        store.register(as_pyhanko(self.certificate))
        return signers.SimpleSigner(as_pyhanko(own), load_private_key_from_pemder_data(plain, None), store)


def named(common: str, organisation: str = "") -> x509.Name:
    """A certificate's name."""
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


def certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    by: ec.EllipticCurvePrivateKey,
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
    tool = DatedSigner(meta, by, stamp_style=stamp(lines, SIZES[field]) if lines else None)
    tool.moment = moment
    writer = IncrementalPdfFileWriter(BytesIO(content))
    with ThreadPoolExecutor(1) as apart:  # pyHanko runs a loop of its own; there may be one in this thread
        apart.submit(tool.sign_pdf, writer, output=target).result()
    return target.getvalue()


def stamp(lines: Sequence[str], size: tuple[int, int]) -> TextStampStyle:
    """Words in the field, as a picture."""
    picture = Image.new("RGB", size, "#ffffff")
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        # the library's own letters know no Vietnamese
        letters = font(30, strong=not number)
        left = (size[0] - pen.textlength(line, letters)) / 2
        pen.text((left, size[1] / 2 + 42 * (number - len(lines) / 2)), line, BLUE, letters)
    return TextStampStyle(border_width=0, stamp_text=" ", background=PdfImage(picture), background_opacity=1)
