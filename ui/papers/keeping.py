"""Is this the paper that left before? Compares what it says; the kept bytes go again with the mark of a reprint.

record ──document──▶ hash of its facts ══ hash of the kept paper?  yes ▶ kept bytes + mark
                                                                   no  ▶ a new paper from the record
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.access import staff_of
from desk.clock import now
from desk.errors import RuleBroken, Trouble
from desk.handling import dossier_of
from desk.papers import Issued, Made, issued, kept_before, papers_of
from desk.rules.chain import sha256
from desk.rules.words import _
from desk.store import Store
from printing.reprint import marked
from ui import papers
from ui.papers.filling import PaperSize, Printed, facts_of, sheet_name

SIGNED = b"/ByteRange"
"""Stands in the clear in every signed PDF: what a signature covers is never packed (ISO 32000-1, 12.8.1)."""
DIGITAL = "digital"
"""Where the journal names a printer, a digital copy says so."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper of a dossier that left: by whose hand, the how-manieth of its form, who signed it digitally.

    `is_here` tells whether its bytes are on this desk; papers that another counter printed are not.
    """

    paper: Issued
    by: str
    nth: int
    signers: tuple[str, ...]
    is_here: bool

    @property
    def digital(self) -> bool:
        """A signed file: a mark on its pages would break the signature, so it goes out as it is or not at all."""
        return self.paper.printer == DIGITAL


def kept_papers(store: Store, code: str) -> tuple[Kept, ...]:
    """Every paper that left for this dossier, oldest first. Signers are read from the files themselves."""
    with store.read() as session:
        issued_papers = papers_of(session, dossier_of(session, code).id)
        names = {person.login: person.name for person in staff_of(session)}
    seen: Counter[str] = Counter()
    found = []
    for paper in issued_papers:
        seen[paper.form] += 1
        here = paper.made is not None and store.vault.has(paper.sha256)
        signers = _signers(store, paper) if here and paper.printer == DIGITAL else ()
        found.append(Kept(paper, names.get(paper.by, paper.by), seen[paper.form], signers, here))
    return tuple(found)


def _signers(store: Store, paper: Issued) -> tuple[str, ...]:
    try:
        pdf = kept_bytes(store, paper)
        if SIGNED not in pdf:
            return ()
        from printing.signature_check import holders  # pyHanko: 25 MB that only signed papers need

        return holders(pdf)
    except Trouble:
        return ()  # a damaged file holds up no list; opening it says what is wrong


def paper_for(
    store: Store,
    code: str,
    form: str,
    size: PaperSize = PaperSize.A5,
    copies: int = 2,
    at: datetime | None = None,
) -> Printed:
    """The paper to print now: the one that left before, marked as a reprint, where the record still says the same.

    Otherwise a new one from the record. Errors as in `papers.paper_pdf`.
    """
    at = at or now()
    with store.read() as session:
        before = _same_as_before(session, code, form, size, copies)
        if before is None or not store.vault.has(before.sha256):
            return papers.paper_pdf(session, code, form, size, copies, at)
        dossier = dossier_of(session, code)
        nth = issued(session, dossier.id, form)
    return _again(store, dossier.code, before, nth, at)


def reprint(store: Store, code: str, seq: int, at: datetime | None = None) -> Printed:
    """This very paper of the dossier once more, whatever the record says now; `seq` is its entry in the journal.

    Raises RuleBroken where the dossier has no such kept paper, Trouble where its bytes are lost.
    """
    with store.read() as session:
        dossier = dossier_of(session, code)
        all_papers = papers_of(session, dossier.id)
        kept = next((one for one in all_papers if one.seq == seq and one.made is not None), None)
        if kept is None:
            raise RuleBroken("paper", "not_kept", _("Bản in này không được giữ lại; hãy in bản mới."))
        if kept.printer == DIGITAL:
            raise RuleBroken(
                "paper",
                "signed",
                _("Bản điện tử có chữ ký số phát nguyên tệp; hãy mở hoặc lưu, không in thêm dấu."),
            )
        original = kept.made.original if kept.made else ""
        first = next((one for one in all_papers if original and one.sha256 == original), kept)
        nth = issued(session, dossier.id, kept.form)
    return _again(store, dossier.code, first, nth, at or now())


def kept_bytes(store: Store, paper: Issued) -> bytes:
    """The paper as it left. Raises Trouble where it is lost or damaged."""
    pdf = b"".join(store.vault.read(paper.sha256))
    if sha256(pdf) != paper.sha256:
        raise Trouble(
            "paper_damaged",
            _("Bản giấy đã in không còn nguyên vẹn."),
            _("Hãy chạy “motcua verify” và in bản mới từ hồ sơ."),
        )
    return pdf


def _same_as_before(session: Session, code: str, form: str, size: PaperSize, copies: int) -> Issued | None:
    before = kept_before(session, dossier_of(session, code).id, form, sheet_name(form, size), copies)
    if before is None or before.made is None:
        return None
    said_now = papers.document(session, code, form, before.made.at)
    return before if facts_of(said_now) == before.made.facts else None


def _again(store: Store, code: str, first: Issued, nth: int, at: datetime) -> Printed:
    assert first.made is not None
    made = Made(first.made.size, first.made.copies, first.made.at, first.made.facts, first.sha256)
    pdf = marked(kept_bytes(store, first), nth, at)
    return Printed(code, first.template, pdf, first.made.copies, first.form, made)
