"""Is a signed paper whole, and whose signatures are on it? Signature, integrity, certificate, chain and time, told apart.

Nothing is fetched: revocation is known only where the file carries it, and the finding says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from desk.errors import RuleBroken
from desk.rules.words import _

MAY_SIGN = KeyUsageConstraints({"digital_signature", "non_repudiation"}, match_all_key_usages=False)
"""Certificates for officials carry one of the two or both."""


@dataclass(frozen=True, slots=True)
class Found:
    """One signature of a file. `whole`: what it signed was not changed afterwards, other than by further signatures;
    `trusted`: its certificate leads to one of the roots that were given and was in force at `signed_at`."""

    field: str
    holder: str
    organisation: str
    signed_at: datetime | None
    whole: bool
    trusted: bool

    @property
    def good(self) -> bool:
        """Nothing speaks against it."""
        return self.whole and self.trusted

    def sentence(self) -> str:
        """The finding as a person reads it."""
        if not self.whole:
            return _("Tệp đã bị sửa sau khi ký: chữ ký của {holder} không còn giá trị.").format(
                holder=self.holder
            )
        if not self.trusted:
            return _("Nội dung nguyên vẹn, nhưng chưa xác minh được chứng thư số của {holder}.").format(
                holder=self.holder
            )
        return _("Chữ ký của {holder} hợp lệ (chưa kiểm tra thu hồi trực tuyến).").format(holder=self.holder)


def signatures(pdf: bytes, roots: Iterable[bytes] = ()) -> tuple[Found, ...]:
    """Every signature of the file, in the order in which they were made; none: it is not signed.

    `roots` are the certificates that are trusted, PEM or DER. Raises RuleBroken(file) for what is no readable PDF.
    """
    trusted = [_certificate(root) for root in roots]
    try:
        embedded = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        return tuple(_found(one, trusted) for one in embedded)
    except (
        PdfError,
        ValueError,
        KeyError,
        TypeError,
    ) as wrong:  # a reader meets damage wherever it looks next
        raise RuleBroken("file", "not_pdf", _("Tệp không phải PDF đọc được.")) from wrong


def holders(pdf: bytes) -> tuple[str, ...]:
    """Whose signatures the file carries, in their order, without judging any; none where it cannot be read."""
    try:
        embedded = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        return tuple(str(one.signer_cert.subject.native.get("common_name", "?")) for one in embedded)
    except (PdfError, ValueError, KeyError, TypeError):
        return ()


def _found(one: EmbeddedPdfSignature, trusted: list[x509.Certificate]) -> Found:
    signed_at = one.self_reported_timestamp
    context = ValidationContext(trust_roots=trusted, allow_fetching=False, moment=signed_at)
    subject = one.signer_cert.subject.native
    try:
        status = validate_pdf_signature(one, signer_validation_context=context, key_usage_settings=MAY_SIGN)
        whole = status.intact and status.valid and status.modification_level is not ModificationLevel.OTHER
        trust = status.trusted
    except SignatureValidationError:
        whole = trust = False
    return Found(
        field=one.field_name,
        holder=str(subject.get("common_name", "?")),
        organisation=str(subject.get("organization_name", "")),
        signed_at=signed_at,
        whole=whole,
        trusted=trust,
    )


def _certificate(root: bytes) -> x509.Certificate:
    try:
        der = pem.unarmor(root)[2] if pem.detect(root) else root
        read = x509.Certificate.load(der)
        read.subject.native  # noqa: B018  loading is lazy; this reads it
    except (ValueError, TypeError) as wrong:
        raise RuleBroken("roots", "bad_certificate", _("Tệp chứng thư gốc không đọc được.")) from wrong
    return read
