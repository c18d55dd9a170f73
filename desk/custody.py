"""Is everything still whole? Database pages, the journal's chain, the fold against the columns, every file and paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desk.columns import people_words
from desk.errors import RuleBroken, Trouble
from desk.journal import timeline, verify_all
from desk.papers import all_kept
from desk.progress import Progress, Step
from desk.records.dossiers import AttachmentRow, DossierRow, FeeRow
from desk.rules.chain import ChainBroken
from desk.rules.dossier import fold
from desk.rules.fees import total_vnd
from desk.rules.words import _
from desk.store import Store

BATCH = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be; `about` names the dossier, entry or file."""

    part: str
    about: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at and what was found; whole means no finding."""

    entries: int
    dossiers: int
    attachments: int
    findings: tuple[Finding, ...]
    papers: int = 0

    @property
    def whole(self) -> bool:
        return not self.findings


def verify(store: Store, progress: Progress) -> Verdict:
    """Look at everything; never changes anything. Raises Cancelled from `progress`."""
    findings = _pages(store)
    entries, broken = _chain(store)
    dossiers, differing = _dossiers(store, progress)
    attachments, lost = _files(store, progress)
    papers, torn = _papers(store, progress)
    found = (*findings, *broken, *differing, *lost, *torn)
    return Verdict(entries, dossiers, attachments, found, papers)


def _chain(store: Store) -> tuple[int, list[Finding]]:
    try:
        with store.read() as session:
            return verify_all(session)[0], []
    except ChainBroken as broken:
        told = _("Nhật ký bị đứt ở mục số {seq}.").format(seq=broken.seq)
        return broken.seq - 1, [Finding("journal", str(broken.seq), told)]
    except Trouble as trouble:
        return 0, [Finding("journal", _("nhật ký"), trouble.title)]


def _dossiers(store: Store, progress: Progress) -> tuple[int, list[Finding]]:
    findings: list[Finding] = []
    dossiers = 0
    try:
        for batch in _batches(store):
            progress.check()
            with store.read() as session:
                for row in session.scalars(select(DossierRow).where(DossierRow.no.in_(batch))):
                    findings += _compared(session, row)
            dossiers += len(batch)
            progress.step(Step(_("Đối chiếu hồ sơ"), dossiers, None))
    except Trouble as trouble:
        findings.append(Finding("dossier", _("hồ sơ"), trouble.title))
    return dossiers, findings


def _pages(store: Store) -> list[Finding]:
    try:
        with store.read() as session:
            broken = [str(row[0]) for row in session.execute(text("PRAGMA cipher_integrity_check"))]
            broken += [
                str(row[0]) for row in session.execute(text("PRAGMA integrity_check")) if row[0] != "ok"
            ]
            broken += [str(row[0]) for row in session.execute(text("PRAGMA foreign_key_check"))]
    except Trouble as trouble:
        broken = [trouble.title]
    return [Finding("database", _("tệp dữ liệu"), message) for message in broken]


def _compared(session: Session, row: DossierRow) -> list[Finding]:
    try:
        dossier = fold(timeline(session, row.id))
    except RuleBroken as broken:
        return [Finding("dossier", row.code, broken.message)]
    if dossier is None:
        return [Finding("dossier", row.code, _("Không có mục nhật ký nào cho hồ sơ này."))]
    fees = tuple(
        session.execute(
            select(FeeRow.name, FeeRow.amount_vnd).where(FeeRow.dossier == row.no).order_by(FeeRow.position)
        )
    )
    files = tuple(
        session.scalars(
            select(AttachmentRow.sha256)
            .where(AttachmentRow.dossier == row.no)
            .order_by(AttachmentRow.position)
        )
    )
    columns = (
        row.code, row.state, row.due_at, row.applicant_name, row.holder_name, row.procedure, row.return_by,
        row.note, row.quantity, row.group_id, row.people, row.fees_vnd, fees, files,
    )  # fmt: skip
    folded = (
        dossier.code, dossier.state.value, dossier.due_at, dossier.applicant.name,
        dossier.holder.name if dossier.holder else "", dossier.procedure, dossier.return_by.value,
        dossier.note, dossier.quantity, dossier.group, people_words(dossier), total_vnd(dossier.fees),
        tuple((line.name, line.amount_vnd) for line in dossier.fees),
        tuple(item.sha256 for item in dossier.attachments),
    )  # fmt: skip
    if columns == folded:
        return []
    return [Finding("dossier", row.code, _("Cột dùng để tìm kiếm khác với nhật ký."))]


def _files(store: Store, progress: Progress) -> tuple[int, list[Finding]]:
    named = select(AttachmentRow.sha256, DossierRow.code, AttachmentRow.file)
    try:
        with store.read() as session:
            files = session.execute(named.join(DossierRow, DossierRow.no == AttachmentRow.dossier)).all()
    except Trouble as trouble:
        return 0, [Finding("attachment", _("tệp đính kèm"), trouble.title)]
    findings = []
    for done, (sha256, code, name) in enumerate(files, start=1):
        progress.check()
        if not store.vault.verify(sha256):
            findings.append(
                Finding("attachment", code, _("Tệp đính kèm “{name}” mất hoặc hỏng.").format(name=name))
            )
        progress.step(Step(_("Kiểm tra tệp đính kèm"), done, len(files)))
    return len(files), findings


def _papers(store: Store, progress: Progress) -> tuple[int, list[Finding]]:
    try:
        with store.read() as session:
            kept = tuple(all_kept(session))
    except Trouble as trouble:
        return 0, [Finding("paper", _("giấy đã in"), trouble.title)]
    findings = []
    for done, (code, sha256) in enumerate(kept, start=1):
        progress.check()
        if not store.vault.verify(sha256):
            findings.append(
                Finding("paper", code, _("Bản giấy đã in {hash}… mất hoặc hỏng.").format(hash=sha256[:12]))
            )
        progress.step(Step(_("Kiểm tra giấy đã in"), done, len(kept)))
    return len(kept), findings


def _batches(store: Store) -> Iterator[list[int]]:
    last = 0
    while True:
        with store.read() as session:
            batch = list(
                session.scalars(
                    select(DossierRow.no).where(DossierRow.no > last).order_by(DossierRow.no).limit(BATCH)
                )
            )
        if not batch:
            return
        yield batch
        last = batch[-1]
