"""How does a dossier get its digital copies? The record's paper, signed on the token, kept as a file of the dossier that travels.

    read: facts -> document   ·   token: sign   ·   vault, then one write: attachment and the issue of the paper

The token is used between two transactions, never inside one: a slow token holds nobody up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.attachments import NewFile
from desk.clock import now
from desk.errors import RuleBroken, Trouble
from desk.files import disk_trouble
from desk.handling import dossier_of
from desk.papers import note_issue
from desk.progress import Progress, Step
from desk.reception import attach
from desk.rules.dossier import Dossier
from desk.rules.words import _
from desk.store import Actor, Store
from printing.layout import A4
from printing.signing import sign_as_agency, sign_as_person, to_sign
from printing.tokens import Certificate, Token
from ui.papers import document, template_of
from ui.papers.keeping import DIGITAL

SIGNABLE: Final = ("01", "02", "03", "04", "05")
"""The forms that have a place for a signature and go to the citizen (Thông tư 03/2025/TT-VPCP, Phụ lục I)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one dossier: the signed file, or why not."""

    code: str
    file: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """With what one signs: the open token, the certificate on it, the picture (PNG) of the hand or the seal, and whether
    it is the agency that signs what a person signed before."""

    token: Token
    certificate: Certificate
    image: bytes = b""
    agency: bool = False


def sign_copies(store: Store, actor: Actor, codes: Sequence[str], form: str, stamp: Stamp,
                progress: Progress | None = None) -> tuple[Outcome, ...]:  # fmt: skip
    """Sign `form` of each dossier, one after another; what was signed before a cancel or a trouble stays.

    A dossier whose record does not support the form is told in its outcome and holds up no other. Raises
    Trouble where the token or the disk fails, RuleBroken for a form that is not signed.
    """
    if form not in SIGNABLE:
        raise RuleBroken(
            "form",
            "not_signed",
            _("Biểu mẫu {form} không phát hành bản điện tử có chữ ký; chỉ có: {forms}.").format(
                form=form[:20], forms=", ".join(SIGNABLE)
            ),
        )
    progress = progress or Progress()
    done: list[Outcome] = []
    for number, code in enumerate(codes):
        progress.step(Step(_("Đang ký {code}").format(code=code), number, len(codes)))
        try:
            done.append(_sign_one(store, actor, code, form, stamp, now()))
        except RuleBroken as broken:
            done.append(Outcome(code, refused=broken.message))
    return tuple(done)


def _sign_one(store: Store, actor: Actor, code: str, form: str, stamp: Stamp, at: datetime) -> Outcome:
    with store.read() as session:
        filled = document(session, code, form, at)
        dossier = dossier_of(session, code)
    if stamp.agency:
        signed = sign_as_agency(
            _signed_by_person(store, dossier, form), stamp.token, stamp.certificate, at, stamp.image
        )
    else:
        signed = sign_as_person(to_sign(filled, A4), stamp.token, stamp.certificate, at, stamp.image)
    with disk_trouble():
        sha256, size = store.vault.put([signed])
    name = f"{dossier.code}-mau-{form}-{'dau' if stamp.agency else 'ky'}-{len(dossier.attachments) + 1}.pdf"
    with store.write(actor, now()) as change:
        attach(change, dossier_of(change.session, code), NewFile(name, component_of(form), sha256, size))
        note_issue(change, code, form, template_of(filled), signed, DIGITAL)
    return Outcome(dossier.code, name)


def component_of(form: str) -> str:
    """Under which name the digital copies of a form lie with the dossier's files."""
    return f"Bản điện tử có chữ ký số – Mẫu số {form}"


def latest_copy(dossier: Dossier, form: str) -> NewFile | None:
    """The newest signed copy of this form among the dossier's files."""
    name = component_of(form)
    found = [item for item in dossier.attachments if item.component == name]
    return NewFile(found[-1].file, name, found[-1].sha256, found[-1].size) if found else None


def _signed_by_person(store: Store, dossier: Dossier, form: str) -> bytes:
    copy = latest_copy(dossier, form)
    if copy is None:
        raise RuleBroken(
            "form",
            "not_signed_yet",
            _(
                "Hồ sơ {code} chưa có bản điện tử mẫu {form} do người có thẩm quyền ký; ký trước rồi mới đóng dấu."
            ).format(code=dossier.code, form=form),
        )
    try:
        return b"".join(store.vault.read(copy.sha256))
    except Trouble as lost:
        raise RuleBroken("form", "lost", f"{lost.title} {lost.advice}") from lost
