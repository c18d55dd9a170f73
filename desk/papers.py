"""Which papers left the desk? Notes every issued paper in the dossier's journal, with the hash of its bytes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.handling import dossier_of, note_on
from desk.journal import timeline
from desk.rules.chain import sha256
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import Note
from desk.store import Change

RECEIPT = "01"
"""Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Thông tư 03/2025/TT-VPCP, Mẫu số 01)."""


def issued(session: Session, dossier: str, form: str) -> int:
    """How many times this form was issued for the dossier of this id."""
    entries = timeline(session, dossier)
    return sum(1 for entry in entries if entry.action == Note.PRINT and entry.facts().get("form") == form)


def note_issue(change: Change, code: str, form: str, template: str, pdf: bytes, printer: str) -> Dossier:
    """Note that `pdf` was issued as `form`; the second and later ones are noted as reprints."""
    dossier = dossier_of(change.session, code)
    reprint = issued(change.session, dossier.id, form) > 0
    facts = {
        "form": form,
        "template": template,
        "sha256": sha256(pdf),
        "printer": printer,
        "reprint": reprint,
    }
    return note_on(change, dossier, Note.PRINT, facts)
