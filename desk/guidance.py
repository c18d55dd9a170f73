"""Who was sent home with a paper before anything was received? Form 02 or 03 at the counter, without a dossier.

No dossier code is used and no clock starts (Nghị định 61/2018/NĐ-CP Điều 17.2: all that is missing is asked for at once,
in writing). The paper is numbered like those of dossiers, kept in a table of its own and travels in the journal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.datasets import catalogue_of
from desk.handling import LIMITS, reason_of
from desk.ids import new_id
from desk.numbers import Series, next_number
from desk.records.base import VIETNAM
from desk.records.office import GuidanceRow
from desk.rules.broken import RuleBroken
from desk.rules.chain import canonical
from desk.rules.checklist import check, clean_components
from desk.rules.citizen import Person, clean_text, fold, read_person
from desk.rules.course import HandedIn, plain, read_components
from desk.rules.lifecycle import Action, step
from desk.rules.procedures import Procedure
from desk.rules.words import _, official_words
from desk.store import Change

GUIDED = "guidance"
"""The journal's action."""
SUPPLEMENT, REFUSAL = "02", "03"
LIST_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Guidance:
    """One form 02 (`items` to bring) or 03 (`basis` in law) that was given out at the counter."""

    id: str
    form: str
    number: str
    at: datetime
    by: str
    counter: str
    procedure: str
    procedure_name: str
    person: Person
    reason: str
    items: tuple[HandedIn, ...] = ()
    guidance: str = ""
    basis: str = ""


def ask_supplement(
    change: Change,
    procedure: str,
    person: Person,
    *,
    handed_in: Iterable[HandedIn] = (),
    items: Iterable[HandedIn] | None = None,
    reason: str = "",
    guidance: str = "",
) -> Guidance:
    """Form 02 before reception. Without `items` it lists what the checklist misses in `handed_in`.

    Raises RuleBroken: procedure unknown, nothing_missing, and what is wrong with the person or the papers.
    """
    asked = _procedure(change.session, procedure)
    with official_words():
        lacking = check(asked.components, handed_in).missing
        listed = clean_components(items if items is not None else (one.to_bring() for one in lacking))
        if not listed:
            told = _("Không có giấy tờ nào cần bổ sung; hãy tiếp nhận hồ sơ hoặc ghi giấy tờ còn thiếu.")
            raise RuleBroken("items", "nothing_missing", told)
        why = reason_of(reason or _("Thành phần hồ sơ chưa đầy đủ theo quy định"))
    facts = {"items": plain(listed), "guidance": clean_text(guidance, "guidance", LIMITS["guidance"])}
    return _given(change, SUPPLEMENT, Series.SUPPLEMENT, asked, person, {**facts, "reason": why})


def refuse(change: Change, procedure: str, person: Person, *, reason: str, basis: str = "") -> Guidance:
    """Form 03 before reception: refused with a reason, and the article that it rests on. Raises RuleBroken."""
    step(None, Action.REFUSE, change.actor.role)
    facts = {"reason": reason_of(reason), "basis": clean_text(basis, "basis", LIMITS["basis"])}
    return _given(change, REFUSAL, Series.REFUSAL, _procedure(change.session, procedure), person, facts)


def guidances(
    session: Session,
    *,
    text: str = "",
    first: date | None = None,
    last: date | None = None,
    limit: int = LIST_LIMIT,
) -> tuple[Guidance, ...]:
    """What was given out, newest first; `text` is part of a name, id, phone, procedure or number; days inclusive."""
    query = select(GuidanceRow)
    for word in fold(text).split():
        query = query.where(GuidanceRow.words.contains(word, autoescape=True))
    if first is not None:
        query = query.where(GuidanceRow.at >= datetime.combine(first, time.min, VIETNAM))
    if last is not None:
        query = query.where(GuidanceRow.at < datetime.combine(last + timedelta(days=1), time.min, VIETNAM))
    return tuple(_read(row) for row in session.scalars(query.order_by(GuidanceRow.no.desc()).limit(limit)))


def guidance_of(session: Session, which: str) -> Guidance:
    """The newest one of this number ("12/HDHS"), or the one of this id; RuleBroken(number, not_found)."""
    wanted = which.strip()
    row = session.scalars(
        select(GuidanceRow)
        .where(or_(GuidanceRow.number == wanted.upper(), GuidanceRow.id == wanted.lower()))
        .order_by(GuidanceRow.no.desc())
    ).first()
    if row is None:
        raise RuleBroken(
            "number", "not_found", _("Không có phiếu số “{number}” ở quầy này.").format(number=wanted[:60])
        )
    return _read(row)


def _given(
    change: Change, form: str, series: Series, procedure: Procedure, person: Person, facts: Mapping[str, Any]
) -> Guidance:
    at = change.at.astimezone(VIETNAM)
    who = read_person(person.to_plain(), "person", at.date())
    document = {
        "id": new_id(),
        "form": form,
        "number": next_number(change.session, series, at.year),
        "at": at.isoformat(),
        "role": change.actor.role.value,
        "counter": change.actor.counter,
        "procedure": {"code": procedure.code, "name": procedure.name},
        "person": who.to_plain(),
        **facts,
    }
    change.note(GUIDED, document)
    row = guidance_row(document, change.actor.login)
    change.session.add(row)
    change.session.flush()
    return _read(row)


def guidance_row(document: Mapping[str, Any], by: str) -> GuidanceRow:
    """The row of what the journal notes as GUIDED."""
    at = datetime.fromisoformat(document["at"])
    who, procedure = read_person(document["person"], "person", at.date()), document["procedure"]
    said = f"{who.name} {who.personal_id} {who.phone} {procedure['code']} {procedure['name']} {document['number']}"
    return GuidanceRow(
        id=document["id"], form=document["form"], number=document["number"], at=at, by=by,
        counter=document["counter"], procedure=procedure["code"], procedure_name=procedure["name"],
        person_name=who.name, document=canonical(document), words=fold(said),
    )  # fmt: skip


def _read(row: GuidanceRow) -> Guidance:
    said = json.loads(row.document)
    return Guidance(
        row.id, row.form, row.number, row.at, row.by, row.counter, row.procedure, row.procedure_name,
        read_person(said["person"], "person", row.at.date()), said["reason"],
        read_components(said.get("items", ())), said.get("guidance", ""), said.get("basis", ""),
    )  # fmt: skip


def _procedure(session: Session, code: str) -> Procedure:
    found = catalogue_of(session).get(code)
    if found is None:
        raise RuleBroken(
            "procedure", "unknown", _("Danh mục không có thủ tục mã “{code}”.").format(code=code[:60])
        )
    return found
