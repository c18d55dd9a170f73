"""How does a desk that was restored from a backup, or ran twice, find back? The province's journal first, then what only we know.

    ours      1 ─ base ─ mine … mine            the backup was taken at `base`; work went on after it
    province  1 ─ base ─ theirs … theirs        what this desk had sent before it was restored
    after     1 ─ base ─ theirs … theirs ─ mine, noted again ─ rejoined

Nothing is dropped: our entries as they were lie sealed in the vault, named by the last entry. A step that theirs have
made impossible is noted with its facts and told; a code that theirs gave to another dossier is replaced by a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from desk.columns import follow, write_new
from desk.home import bring_home
from desk.journal import after, timeline, tip
from desk.leases import rename
from desk.missing import look_for_missing, missing_files
from desk.records.base import VIETNAM
from desk.records.dossiers import AttachmentRow, DossierRow
from desk.records.journal import ExchangeRow, HeldRow, JournalRow, VerdictRow
from desk.records.office import StaffRow
from desk.renamed import forget_renamed, remember_renamed
from desk.rules.broken import RuleBroken
from desk.rules.chain import ENTRY, GENESIS, Entry, derived_id, entry_hash, link, verify
from desk.rules.dossier import Dossier, apply, fold
from desk.rules.lifecycle import Action, Note, Role
from desk.rules.words import _
from desk.search import index
from desk.store import Actor, Change

REJOINED, NOT_REJOINED = "rejoined", "not_rejoined"
RECOVERERS = frozenset({Role.ADMIN, Role.LEADER})
ALL_MINE = 1_000_000
"""More entries than a desk can write between a backup and its return."""


@dataclass(frozen=True, slots=True)
class Rejoined:
    """What came of it. `renamed` are (old, new) codes: their papers must be printed again; `passed_over` are our steps that
    what the province holds had made impossible; `lost_files` are attachments that lie at the province only; `by_hand` is
    what the journal alone cannot bring back."""

    base: int
    theirs: int
    mine: int
    renamed: tuple[tuple[str, str], ...]
    passed_over: tuple[str, ...]
    lost_files: tuple[str, ...]
    by_hand: tuple[str, ...] = ()
    files_home: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What one side has that the other lacks: how much, of how many dossiers, by whom, from when to when."""

    entries: int
    dossiers: int
    people: tuple[str, ...]
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Apart:
    """Where both journals part. `twice`: both were written in the same hours, so two machines have one identity."""

    base: int
    theirs: Part
    mine: Part
    files: int = 0
    """Attachments that lie at the province only."""

    @property
    def twice(self) -> bool:
        ours, last = self.mine.first_at, self.theirs.last_at
        return ours is not None and last is not None and ours < last


def apart(session: Session, base: int, theirs: Sequence[Entry]) -> Apart:
    """What would be brought together, for a person to read first. Raises RuleBroken where there is nothing."""
    files = len(missing_files(session))
    if not theirs and not files:
        raise nothing_apart()
    mine = after(session, base, ALL_MINE) if theirs else ()
    return Apart(base, _part(session, theirs), _part(session, mine), files)


def _part(session: Session, entries: Sequence[Entry]) -> Part:
    dossiers = {one.dossier for one in entries if one.dossier is not None}
    names = {row.login: row.name for row in session.execute(select(StaffRow.login, StaffRow.name))}
    people = tuple(dict.fromkeys(names[one.actor] for one in entries if one.actor in names))
    moments = sorted(one.at.astimezone(VIETNAM) for one in entries)
    first, last = (moments[0], moments[-1]) if moments else (None, None)
    return Part(len(entries), len(dossiers), people, first, last)


def check_may(actor: Actor) -> None:
    """RuleBroken where this person may not bring both journals together: codes of dossiers change by it."""
    if actor.role not in RECOVERERS:
        told = _(
            "Việc lấy lại nhật ký từ tỉnh do quản trị hoặc lãnh đạo làm. Hãy nhờ người ấy đăng nhập máy này."
        )
        raise RuleBroken("login", "not_yours", told)


def rejoin(change: Change, base: int, theirs: Sequence[Entry]) -> Rejoined:
    """Put the province's entries behind `base` and ours behind them: all of it, or nothing has changed.

    `theirs` follow our own entry `base` without a gap; raises ChainBroken where they do not. Ours are read inside the
    open change, so what a clerk saves meanwhile is among them.
    """
    check_may(change.actor)
    mine = after(change.session, base, ALL_MINE)
    start = after(change.session, base - 1, 1)[0].hash if base else GENESIS
    verify(theirs, after_seq=base, before=start)
    kept, _size = change.vault.put([msgspec.json.encode(mine)])
    work = _Rejoining(change, base, tuple(theirs), tuple(mine))
    return work.through(tip_hash=mine[-1].hash if mine else start, kept=kept)


def nothing_apart() -> RuleBroken:
    """Both journals are one: there is nothing to recover."""
    told = _("Tỉnh không có mục nhật ký nào mà máy này thiếu; không cần lấy lại.")
    return RuleBroken("journal", "nothing_to_recover", told)


@dataclass(slots=True)
class _Rejoining:
    change: Change
    base: int
    theirs: tuple[Entry, ...]
    mine: tuple[Entry, ...]
    before: dict[str, Dossier] = field(default_factory=dict)
    now: dict[str, Dossier | None] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)

    def through(self, *, tip_hash: str, kept: str) -> Rejoined:
        session = self.change.session
        touched = {one.dossier for one in (*self.theirs, *self.mine) if one.dossier is not None}
        self.before = {id_: was for id_ in touched if (was := fold(timeline(session, id_))) is not None}
        session.execute(delete(JournalRow).where(JournalRow.seq > self.base))
        session.execute(delete(VerdictRow).where(VerdictRow.seq > self.base))
        session.execute(delete(HeldRow).where(HeldRow.seq > self.base))
        forget_renamed(self.change, self.base)
        self._stand_at_base(session)
        self.now = {id_: fold(timeline(session, id_)) for id_ in touched}
        clashing = self._make_room(session)
        self.change.note_linked(self.theirs)
        by_hand: list[str] = []
        for entry in self.theirs:
            if entry.dossier is not None:
                self.now[entry.dossier] = apply(self.now.get(entry.dossier), entry)
            by_hand += bring_home(self.change, entry)
        for entry in self.mine:
            self._again(entry)
        renamed = tuple((old, self._rename(session, id_, old)) for id_, old in clashing)
        for id_ in sorted(touched):
            self._columns(session, id_)
        self._old_codes(session, touched)
        facts = {
            "base": self.base, "theirs": len(self.theirs), "mine": len(self.mine), "before": tip_hash, "kept": kept,
            "renamed": [list(pair) for pair in renamed], "passed_over": len(self.passed_over), "by_hand": by_hand,
        }  # fmt: skip
        self.change.note(REJOINED, facts)
        return Rejoined(self.base, len(self.theirs), len(self.mine), renamed, tuple(self.passed_over),
                        look_for_missing(session, self.change.vault), tuple(by_hand))  # fmt: skip

    def _stand_at_base(self, session: Session) -> None:
        """The next exchange asks for every verdict after `base` again."""
        row = session.get_one(ExchangeRow, 1)
        row.held_seq, hash_, _at = tip(session)
        row.held_hash = hash_ or GENESIS

    def _refused(self, entry: Entry) -> str:
        """Why this step of ours does not follow on what theirs made of the dossier; empty where it does."""
        if entry.dossier is None or entry.payload is None:
            return ""
        try:
            self.now[entry.dossier] = apply(self.now.get(entry.dossier), entry)
        except RuleBroken as broken:
            return broken.message
        return ""

    def _make_room(self, session: Session) -> list[tuple[str, str]]:
        """Our dossiers whose code, or paper slip, theirs have given to another one first: those columns are unique."""
        received = [one.facts() for one in self.theirs if one.action == Action.RECEIVE and one.payload]
        slips = {str(facts["paper_no"]) for facts in received if facts.get("paper_no")}
        given: dict[str, str] = {}
        for entry in self.theirs:
            if entry.action in (Action.RECEIVE, Note.ASSIGN_CODE) and entry.payload and entry.dossier:
                given.setdefault(str(entry.facts()["code"]), entry.dossier)
        clashing = []
        for id_ in sorted(self.before):
            row = session.scalars(select(DossierRow).where(DossierRow.id == id_)).one()
            at_base = self.now[id_]
            if row.paper_no in slips and at_base is None:
                row.paper_no = None
            if given.get(row.provisional_code or "", id_) != id_ and at_base is None:
                row.provisional_code = None
            if given.get(row.code, id_) != id_ and (at_base is None or at_base.code != row.code):
                clashing.append((id_, row.code))
            row.code = id_  # theirs may bring codes to and fro; the fold says at the end which it is
        session.flush()
        return clashing

    def _again(self, entry: Entry) -> None:
        """Our entry behind theirs: the same words by the same hand at the same moment, in its new place."""
        seq, before, _at = tip(self.change.session)
        device, at = self.change.device, entry.at
        if why := self._refused(entry):
            said = {
                "dossier": entry.dossier,
                "action": entry.action,
                "facts": entry.facts(),
                "why": why,
                "was": entry.hash,
            }
            self.passed_over.append(self._words(entry, why))
            fresh = link(before, id=derived_id(device, seq + 1, at, ENTRY), device=device, seq=seq + 1, at=at,
                         actor=entry.actor, dossier=None, action=NOT_REJOINED, payload=said)  # fmt: skip
        elif entry.payload is None:
            # Its words were erased by law; their hash goes on.
            erased = replace(entry, id=derived_id(device, seq + 1, at, ENTRY), device=device, seq=seq + 1,
                             hash_before=before)  # fmt: skip
            fresh = replace(erased, hash=entry_hash(erased))
        else:
            fresh = link(before, id=derived_id(device, seq + 1, at, ENTRY), device=device, seq=seq + 1, at=at,
                         actor=entry.actor, dossier=entry.dossier, action=entry.action, payload=entry.facts())  # fmt: skip
        self.change.note_linked([fresh])
        if fresh.action == Note.ASSIGN_CODE and fresh.dossier and (old := fresh.facts().get("instead_of")):
            remember_renamed(self.change, fresh.dossier, old, fresh.seq)

    def _words(self, entry: Entry, why: str) -> str:
        known = self.now.get(entry.dossier or "")
        return _("Hồ sơ {code}, việc ghi lúc {when}: {why}").format(
            code=known.code if known else "?", when=f"{entry.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}", why=why
        )

    def _columns(self, session: Session, id_: str) -> None:
        entries = timeline(session, id_)
        folded = fold(entries)
        row = session.scalars(select(DossierRow).where(DossierRow.id == id_)).first()
        if folded is None:
            return
        if row is None:
            first = apply(None, entries[0])
            assert first is not None
            write_new(session, replace(first, code=folded.code), entries[0])
            row = session.scalars(select(DossierRow).where(DossierRow.id == id_)).one()
            was = first
        else:
            was = self.before[id_]
        follow(session, row, was, folded, entries[-1])
        row.code, row.last_seq = folded.code, entries[-1].seq
        if was.attachments != folded.attachments or row.finished_at is None:
            self._attachments(session, row.no, folded)

    def _attachments(self, session: Session, number: int, folded: Dossier) -> None:
        known = {one.sha256: one.confirmed_at for one in
                 session.scalars(select(AttachmentRow).where(AttachmentRow.dossier == number))}  # fmt: skip
        theirs = {one.facts()["sha256"] for one in self.theirs if one.action == Note.ATTACH and one.payload}
        session.execute(delete(AttachmentRow).where(AttachmentRow.dossier == number))
        session.flush()
        for position, item in enumerate(folded.attachments):
            confirmed = known.get(item.sha256) or (self.change.at if item.sha256 in theirs else None)
            session.add(AttachmentRow(dossier=number, position=position, file=item.file, component=item.component,
                                      sha256=item.sha256, size=item.size, confirmed_at=confirmed))  # fmt: skip

    def _old_codes(self, session: Session, touched: Iterable[str]) -> None:
        """What was renamed before is found by its old code, too, where no other dossier has that."""
        session.flush()
        for id_ in sorted(touched):
            row = session.scalars(select(DossierRow).where(DossierRow.id == id_)).first()
            named = [
                one.facts()
                for one in timeline(session, id_)
                if one.action == Note.ASSIGN_CODE and one.payload
            ]
            old = next((str(one["instead_of"]) for one in named if "instead_of" in one), None)
            if row is None or row.provisional_code is not None or old is None:
                continue
            same = or_(DossierRow.code == old, DossierRow.provisional_code == old)
            if session.scalars(select(DossierRow.no).where(same)).first() is None:
                row.provisional_code = old
                index(session, row)
        session.flush()

    def _rename(self, session: Session, id_: str, old: str) -> str:
        row = session.scalars(select(DossierRow).where(DossierRow.id == id_)).one()
        return rename(self.change, row, old, findable=False)
