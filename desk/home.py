"""What else of an entry that comes back from the province belongs into this desk's tables? Its dossier is desk/recovery.py's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.access import NO_PASSWORD
from desk.guidance import GUIDED, guidance_row
from desk.leases import PROVISIONAL
from desk.records.base import VIETNAM
from desk.records.office import (
    ClosingRow,
    GuidanceRow,
    LeaseRow,
    PaperNumberRow,
    RatingRow,
    RegisterRow,
    SerialRow,
    SettingRow,
    StaffRow,
)
from desk.renamed import remember_renamed
from desk.rules.chain import Entry, canonical
from desk.rules.dossier_code import parse
from desk.rules.lifecycle import Action, Note
from desk.rules.words import _
from desk.settings import SET
from desk.store import Change
from desk.survey import RATING


def bring_home(change: Change, entry: Entry) -> list[str]:
    """Write what the entry says beside its dossier, and never give its codes and numbers again.

    What the journal does not hold (a password, an emblem) is returned in words: a person does it again.
    """
    if entry.payload is None:
        return []
    facts, session = entry.facts(), change.session
    _count(session, entry, facts)
    match entry.action:
        case Note.ASSIGN_CODE if "instead_of" in facts and entry.dossier is not None:
            remember_renamed(change, entry.dossier, facts["instead_of"], entry.seq)
        case "close_day":
            _close(session, entry, facts)
        case action if action == GUIDED:
            if session.scalars(select(GuidanceRow.no).where(GuidanceRow.id == facts["id"])).first() is None:
                session.add(guidance_row(facts, entry.actor))
        case action if action == SET:
            session.merge(SettingRow(name=facts["name"], document=canonical(facts["value"])))
        case action if action == RATING:
            session.merge(RatingRow(at=entry.at, **facts))
        case "remove_staff":
            if (row := session.get(StaffRow, facts["login"])) is not None:
                row.active = False
        case "add_staff":
            if session.get(StaffRow, facts["login"]) is None:
                session.add(StaffRow(login=facts["login"], name=facts["name"], role=facts["role"],
                                     password_hash=NO_PASSWORD, active=True, failures=0))  # fmt: skip
                session.flush()
                return [_("Đặt mật khẩu mới cho người dùng “{login}” ({name}).").format(
                    login=facts["login"], name=facts["name"])]  # fmt: skip
        case "set_password":
            return [_("Mật khẩu của “{login}” trở về mật khẩu cũ; hãy đổi lại.").format(login=facts["login"])]
        case "change_office":
            return [_("Tên và giấy tờ của văn phòng trở về như cũ; hãy sửa lại ở trang Cài đặt.")]
        case _:
            pass
    session.flush()
    return []


def _close(session: Session, entry: Entry, facts: dict[str, Any]) -> None:
    """The day is closed as it was; the province signs it again when it is asked."""
    numbers = {key: value for key, value in facts.items() if key not in ("seq", "hash")}
    day = date.fromisoformat(facts["day"])
    row = session.get(ClosingRow, day) or ClosingRow(day=day)
    if row.closed_at is None or row.closed_at < entry.at:
        row.closed_at, row.closed_by, row.summary, row.receipt = (
            entry.at,
            entry.actor,
            canonical(numbers),
            None,
        )
        session.add(row)


def _count(session: Session, entry: Entry, facts: dict[str, Any]) -> None:
    if entry.action == "lease":
        same = (LeaseRow.agency == facts["agency"]) & (LeaseRow.first == facts["first"])
        if session.scalars(select(LeaseRow.id).where(same)).first() is None:
            session.add(LeaseRow(agency=facts["agency"], first=facts["first"], last=facts["last"],
                                 granted_at=entry.at))  # fmt: skip
            session.flush()
    if entry.action in (Action.RECEIVE, Note.ASSIGN_CODE):
        _count_code(session, str(facts["code"]))
    if entry.action == Action.RECEIVE:
        year = datetime.fromisoformat(facts["received_at"]).astimezone(VIETNAM).year
        _at_least(session, RegisterRow, {"year": year}, int(facts.get("register_no", 0)))
    number, _slash, series = str(facts.get("number", "")).partition("/")
    if number.isdecimal() and series:
        year = entry.at.astimezone(VIETNAM).year
        _at_least(session, PaperNumberRow, {"series": series, "year": year}, int(number))


def _count_code(session: Session, code: str) -> None:
    parsed = parse(code)
    lease = PROVISIONAL
    if not parsed.provisional:
        found = session.scalars(
            select(LeaseRow.id).where(
                LeaseRow.agency == parsed.agency,
                LeaseRow.first <= parsed.serial,
                LeaseRow.last >= parsed.serial,
            )
        ).first()
        if found is None:
            return
        lease = found
    _at_least(session, SerialRow, {"agency": parsed.agency, "day": parsed.day, "lease": lease}, parsed.serial)


def _at_least(session: Session, kind: Any, key: dict[str, Any], last: int) -> None:
    row = session.get(kind, tuple(key[column.key] for column in kind.__table__.primary_key))
    if row is None:
        session.add(kind(**key, last=last))
        session.flush()
    else:
        row.last = max(row.last, last)
