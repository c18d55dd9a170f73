"""How is a paper signed? PAdES (ETSI EN 319 142-1, level B-B) on a PDF/A copy: the person's signature, then the agency's.

    paper (PDF, where it is signed) --archival--> PDF/A --sign_as_person--> --sign_as_agency--> digital copy

Each signature is appended (ISO 32000-1, 12.8): what was signed before stays byte for byte, and the signatures before stay
valid. How signatures look: printing/signature_looks.py (Nghị định 30/2020/NĐ-CP, Phụ lục I).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.pkcs11 import PKCS11Signer

from printing.archival import archival
from printing.documents.parts import Document
from printing.flow import SigningPlace
from printing.layout import A4, Paper
from printing.render import pdf_to_sign
from printing.signature_looks import Look, agency_look, person_look
from printing.tokens import Certificate, Token, told

PERSON_FIELD = "ChuKyNguoiCoThamQuyen"
AGENCY_FIELD = "ChuKyCoQuan"
DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A PDF/A copy that nobody signed yet, and the places for signatures on it."""

    pdf: bytes
    places: tuple[SigningPlace, ...]

    def place(self) -> SigningPlace:
        """Where the official signs: the last place; the applicant's, where there is one, stands before it."""
        return self.places[-1]


def to_sign(document: Document, paper: Paper = A4) -> Unsigned:
    """The citizen's copy as PDF/A-2b. Raises MissingGlyph as printing does, ValueError for a form without a signature."""
    drawn, places = pdf_to_sign(document, paper)
    if not places:
        raise ValueError(f"form {document.edition.number} has no place for a signature")
    return Unsigned(archival(drawn), places)


def sign_as_person(unsigned: Unsigned, token: Token, certificate: Certificate, at: datetime, image: bytes = b"",
                   reason: str = "") -> bytes:  # fmt: skip
    """The copy with the competent person's signature in its place; `image` (PNG) is the picture of the hand's signature.

    Raises Trouble where the certificate is not in force at `at` (aware) or the token fails; nothing half signed is returned.
    """
    place = unsigned.place()
    return _sign(
        unsigned.pdf, token, certificate, at, PERSON_FIELD, person_look(place, certificate, at, image), reason
    )


def sign_as_agency(signed: bytes, token: Token, certificate: Certificate, at: datetime, seal: bytes = b"",
                   reason: str = "") -> bytes:  # fmt: skip
    """The copy with the agency's signature added: over the left of the person's where there is a picture of the `seal`
    (PNG), else as words at the top right of the first page. Raises as `sign_as_person`."""
    look = agency_look(signed, PERSON_FIELD, certificate, at, seal)
    return _sign(signed, token, certificate, at, AGENCY_FIELD, look, reason)


def _sign(
    pdf: bytes, token: Token, certificate: Certificate, at: datetime, field: str, look: Look, reason: str
) -> bytes:
    certificate.check_valid(at)
    read = x509.Certificate.load(certificate.der)
    signer = PKCS11Signer(
        token.session,
        signing_cert=read,
        key_id=certificate.key,
        ca_chain=token.above(read),
        embed_roots=False,
    )
    about = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        name=certificate.holder,
        reason=reason or None,
        location=certificate.organisation or None,
        signer_key_usage=set(),  # certificates of the state's own authority carry only digital_signature
    )
    place = fields.SigFieldSpec(field, on_page=look.page, box=look.whole_points)
    stamper = signers.PdfSigner(about, signer, stamp_style=look.style(), new_field_spec=place)
    made = io.BytesIO()
    with told():
        stamper.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=made)
    return made.getvalue()
