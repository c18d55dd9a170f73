"""May this entry be folded? One verdict per entry: the lifecycle, the code and its lease, the office, the limits.

A refused entry holds back the later entries of its own dossier and no other's. Where nothing but the code was wrong, a
new code that a person gives the dossier mends it, and all of its entries with it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desk.rules.broken import RuleBroken
from desk.rules.chain import Entry, canonical, moment
from desk.rules.course import Choice
from desk.rules.dossier import VIETNAM, Dossier, apply
from desk.rules.dossier_code import Lease, code_for, device_tag, parse, provisional_code
from desk.rules.fees import total_vnd
from desk.rules.lifecycle import Action, Note, Role
from desk.rules.words import _
from sync import wire
from sync.gateway.devices import Device
from sync.gateway.orders import SEAL, is_sealed
from sync.gateway.store import codes, dossiers, journal, leases, news, to_entry, written

MAX_CODE = 80
MAX_FILE_NAME = 255
WRONG_CODE = frozenset({"code_taken", "code_not_leased"})
LOOK_UP = 400
"""Identifiers asked for in one statement."""


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that an entry names: wanted until it is here."""

    sha256: str
    size: int


@dataclass(slots=True)
class _Course:
    """A dossier as far as this push has followed it."""

    owner: str | None = None
    folded: Dossier | None = None
    first_seq: int = 0
    blocked_by: int | None = None
    changed: bool = False
    waiting: list[Entry] = field(default_factory=list)
    """What was refused, and what waits behind it."""
    wrong_code: bool = False
    """Nothing but the code was wrong with the first of these."""


@dataclass(slots=True)
class Judge:
    """Judges the new entries of one push, in order, inside one transaction of the store."""

    change: Connection
    device: Device
    courses: dict[str, _Course] = field(default_factory=dict)
    leases: tuple[Lease, ...] = ()
    holders: dict[str, str | None] = field(default_factory=dict)
    """Whose each code is that this push names, as far as it was looked up; None: nobody's."""
    fresh_codes: list[dict[str, str | None]] = field(default_factory=list)
    mended: set[int] = field(default_factory=set)
    """Entries that were refused before, and are accepted since their dossier has a code of its own."""

    def prepare(self, entries: Iterable[Entry]) -> None:
        """Look up what the entries refer to: dossiers as they stand, and the leases of the device."""
        rows = self.change.execute(select(leases).where(leases.c.device == self.device.id))
        self.leases = tuple(Lease(row.agency, row.first, row.last) for row in rows)
        entries = list(entries)
        named = sorted({code for entry in entries if (code := _named_code(entry))})
        self.holders = dict.fromkeys(named)
        for at in range(0, len(named), LOOK_UP):
            held = self.change.execute(select(codes).where(codes.c.code.in_(named[at : at + LOOK_UP])))
            self.holders |= {row.code: row.dossier for row in held}
        wanted = sorted({entry.dossier for entry in entries if entry.dossier is not None})
        self.courses = {dossier: _Course() for dossier in wanted}
        for at in range(0, len(wanted), LOOK_UP):
            known = self.change.execute(
                select(journal)
                .where(journal.c.dossier.in_(wanted[at : at + LOOK_UP]))
                .order_by(journal.c.device, journal.c.seq)
            )
            for row in known:
                self._follow(self.courses[row.dossier], row)

    def judge(self, entry: Entry) -> wire.Verdict | None:
        """None when the entry is accepted and folded; otherwise why not."""
        try:
            facts = _readable(entry)
            if entry.dossier is not None:
                self._take(self.courses[entry.dossier], entry, facts)
        except RuleBroken as broken:
            return wire.Verdict(entry.seq, broken.code, broken.message)
        return None

    def settle(self) -> None:
        """Write what the folds of this push say into the columns that closing and export look for."""
        if self.fresh_codes:
            self.change.execute(codes.insert(), self.fresh_codes)
        for seq in sorted(self.mended):
            self.change.execute(
                journal.update()
                .where(journal.c.device == self.device.id, journal.c.seq == seq)
                .values(verdict=None, message=None)
            )
        rows = [
            {
                "id": dossier,
                "device": self.device.id,
                "office": folded.office,
                "code": folded.code,
                "day": _day_of(folded).isoformat(),
                "received_at": written(folded.received_at),
                "fees_vnd": total_vnd(folded.fees),
                "first_seq": course.first_seq,
            }
            for dossier, course in self.courses.items()
            if course.changed and (folded := course.folded) is not None
        ]
        known: set[str] = set()
        for at in range(0, len(rows), LOOK_UP):
            ids = [row["id"] for row in rows[at : at + LOOK_UP]]
            known |= set(self.change.scalars(select(dossiers.c.id).where(dossiers.c.id.in_(ids))))
        fresh = [row for row in rows if row["id"] not in known]
        if fresh:
            self.change.execute(dossiers.insert(), fresh)
        changed = [{"this": row.pop("id"), **row} for row in rows if row["id"] in known]
        if changed:
            self.change.execute(dossiers.update().where(dossiers.c.id == bindparam("this")), changed)

    def _follow(self, course: _Course, row: Any) -> None:
        course.owner = course.owner or row.device
        if row.device != course.owner:
            return
        if row.verdict is not None:
            _blocked(course, to_entry(row), row.verdict)
        elif course.blocked_by is None:
            course.folded = apply(course.folded, to_entry(row))
            course.first_seq = course.first_seq or row.seq

    def _take(self, course: _Course, entry: Entry, facts: dict[str, Any]) -> None:
        if course.owner not in (None, self.device.id):
            raise RuleBroken("dossier", "other_device", _("Hồ sơ này do một máy khác tiếp nhận."))
        course.owner = self.device.id
        if course.blocked_by is not None:
            if course.wrong_code and entry.action == Note.ASSIGN_CODE:
                self._mend(course, entry)
                return
            course.waiting.append(entry)
            raise RuleBroken(
                "dossier",
                "held_back",
                _("Mục này chờ mục số {seq} của cùng hồ sơ được giải quyết.").format(seq=course.blocked_by),
            )
        try:
            folded = self._folded(course.folded, entry, facts)
        except RuleBroken as broken:
            _blocked(course, entry, broken.code)
            raise
        course.first_seq = course.first_seq or entry.seq
        course.folded, course.changed = folded, True

    def _mend(self, course: _Course, entry: Entry) -> None:
        """The dossier gets a code of its own: what waited is folded now, all of it or nothing."""
        folded = course.folded
        try:
            for waits in course.waiting:
                folded = self._folded(folded, waits, _readable(waits), code=False)
            folded = self._folded(folded, entry, _readable(entry))
        except RuleBroken:
            course.waiting.append(entry)
            raise
        self.mended |= {waits.seq for waits in course.waiting}
        course.first_seq = course.first_seq or course.waiting[0].seq
        course.folded, course.changed = folded, True
        course.blocked_by, course.waiting, course.wrong_code = None, [], False

    def _folded(
        self, before: Dossier | None, entry: Entry, facts: dict[str, Any], *, code: bool = True
    ) -> Dossier | None:
        try:
            folded = apply(before, entry)
            if folded is not None and entry.payload is not None:
                self._check(folded, entry, facts, code=code)
        except (AssertionError, AttributeError, ArithmeticError, TypeError, ValueError) as wrong:
            # Types that the fold takes for granted: whatever an enrolled desk sends, it is an answer, not a crash.
            raise _unreadable(entry) from wrong
        return folded

    def _check(self, folded: Dossier, entry: Entry, facts: dict[str, Any], *, code: bool) -> None:
        if facts.get("role") == Role.PROVINCE:
            self._check_told(entry, entry.action, facts.get("at") or entry.at.isoformat(), facts.get(SEAL))
        if entry.action == Note.DECIDE and "told" in facts:
            _action, at = _order_of(facts)
            if (taken := facts.get("step")) is not None:
                self._check_told(entry, taken["action"], at, taken["facts"].get(SEAL))
        if entry.action == Action.RECEIVE:
            if folded.office != self.device.office:
                raise RuleBroken(
                    "office", "wrong_office", _("Hồ sơ này ghi cho cơ quan khác với cơ quan của máy.")
                )
            total_vnd(folded.fees)
            if folded.received_at.tzinfo is None:
                raise _unreadable(entry)
        if code and entry.action in (Action.RECEIVE, Note.ASSIGN_CODE):
            self._check_code(folded, entry)
        if entry.action == Note.ATTACH and named_file(entry) is None:
            raise _unreadable(entry)

    def _check_told(self, entry: Entry, action: str, done_at: str, seal: object) -> None:
        """The desk acts for the province only where the province told it to, here or before it was restored."""
        told = self.change.execute(
            select(news.c.document).where(
                news.c.kind == "status", news.c.device == self.device.id, news.c.dossier == entry.dossier
            )
        )
        at = moment(datetime.fromisoformat(done_at))
        for row in told:
            status = json.loads(row.document)
            if status["action"] == action and moment(datetime.fromisoformat(status["at"])) == at:
                return
        if is_sealed(
            self.change, self.device.id, entry.dossier or "", action, datetime.fromisoformat(done_at), seal
        ):
            return
        raise RuleBroken("action", "not_told", _("Tỉnh không ra bước này cho hồ sơ."))

    def _check_code(self, folded: Dossier, entry: Entry) -> None:
        code = folded.code
        if len(code) > MAX_CODE:
            raise _unreadable(entry)
        parsed = parse(code)
        day = _day_of(folded)
        if parsed.provisional:
            mine = code == provisional_code(
                self.device.office, day, device_tag(self.device.id), parsed.serial
            )
        else:
            mine = code == code_for(parsed.agency, day, parsed.serial) and _leased(self.leases, code)
        if not mine:
            raise RuleBroken(
                "code",
                "code_not_leased",
                _("Mã {code} không nằm trong dải số cấp cho máy này.").format(code=code),
            )
        if code not in self.holders:
            self.holders[code] = self.change.scalar(select(codes.c.dossier).where(codes.c.code == code))
        holder = self.holders[code]
        if holder is None:
            self.holders[code] = entry.dossier
            self.fresh_codes.append({"code": code, "dossier": entry.dossier})
        elif holder != entry.dossier:
            raise RuleBroken("code", "code_taken", _("Mã {code} đã cấp cho hồ sơ khác.").format(code=code))


def _blocked(course: _Course, entry: Entry, why: str) -> None:
    if course.blocked_by is None:
        course.blocked_by = entry.seq
        course.wrong_code = why in WRONG_CODE and entry.action in (Action.RECEIVE, Note.ASSIGN_CODE)
    course.waiting.append(entry)


def _named_code(entry: Entry) -> str:
    """The code that an entry gives, to look up many at once; empty for other entries and for nonsense."""
    if entry.payload is None or entry.action not in (Action.RECEIVE, Note.ASSIGN_CODE):
        return ""
    try:
        code = entry.facts().get("code")
    except (ValueError, TypeError, RecursionError):
        return ""
    return code if isinstance(code, str) and code.isascii() and len(code) <= MAX_CODE else ""


def named_file(entry: Entry) -> NamedFile | None:
    """The file that an `attach` entry names; None for other entries and for nonsense.

    Also a refused entry's file is wanted: what a desk hands over is kept, whatever is decided about it.
    """
    if entry.action != Note.ATTACH or entry.payload is None:
        return None
    try:
        facts = entry.facts()
    except (ValueError, TypeError, RecursionError):
        return None
    sha256, size, name = facts.get("sha256"), facts.get("size"), facts.get("file")
    if not (isinstance(sha256, str) and len(sha256) == 64 and set(sha256) <= set("0123456789abcdef")):
        return None
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= wire.MAX_FILE_BYTES:
        return None
    if not isinstance(name, str) or not 0 < len(name) <= MAX_FILE_NAME:
        return None
    return NamedFile(sha256, size)


def pending(statuses: Collection[dict[str, Any]], entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The statuses that the desk has neither noted in its journal yet nor decided on."""
    taken: set[tuple[str, str]] = set()
    decided: dict[str, tuple[str, str]] = {}
    for entry in entries:
        facts = entry.facts()
        if facts.get("role") == Role.PROVINCE and "at" in facts:
            taken.add((entry.action, moment(datetime.fromisoformat(facts["at"]))))
        if entry.action == Note.DECIDE and "told" in facts:
            action, at = _order_of(facts)
            decided[facts["dispute"]] = (action, moment(datetime.fromisoformat(at)))
        elif entry.action == Note.DECIDE and facts["choice"] == Choice.UNDO:
            decided.pop(facts["dispute"], None)
    over = taken | set(decided.values())
    return [one for one in statuses if (one["action"], moment(datetime.fromisoformat(one["at"]))) not in over]


def _order_of(facts: dict[str, Any]) -> tuple[str, str]:
    """The order that a decision closes: its action and moment. ValueError for nonsense."""
    told = facts["told"]
    if not isinstance(told, dict) or not isinstance(facts.get("dispute"), str):
        raise ValueError("told is an order")
    action, at = told.get("action"), told.get("at")
    if not isinstance(action, str) or not isinstance(at, str):
        raise ValueError("an order has an action and a moment")
    datetime.fromisoformat(at)
    return action, at


def _leased(granted: Iterable[Lease], code: str) -> bool:
    parsed = parse(code)
    return any(
        lease.agency == parsed.agency and lease.first <= parsed.serial <= lease.last for lease in granted
    )


def _day_of(folded: Dossier) -> date:
    return folded.received_at.astimezone(VIETNAM).date()


def _readable(entry: Entry) -> dict[str, Any]:
    """The facts of an entry, which is taken apart once; none after an erasure. Raises RuleBroken."""
    if entry.payload is None:
        return {}
    if len(entry.payload.encode()) > wire.MAX_PAYLOAD_BYTES:
        raise RuleBroken("payload", "too_large", _("Mục nhật ký số {seq} quá lớn.").format(seq=entry.seq))
    try:
        facts = json.loads(entry.payload)
        readable = isinstance(facts, dict) and canonical(facts) == entry.payload
    except (ValueError, TypeError, RecursionError) as wrong:
        raise _unreadable(entry) from wrong
    if not readable:
        raise _unreadable(entry)
    return dict(facts)


def _unreadable(entry: Entry) -> RuleBroken:
    return RuleBroken(
        "payload",
        "unreadable",
        _("Mục nhật ký số {seq} ({action}) không đọc được.").format(seq=entry.seq, action=entry.action),
    )
