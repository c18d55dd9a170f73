"""What do the searching columns say? One function writes what the fold says, so that `motcua verify` finds no difference."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desk.journal import timeline
from desk.people import forget_person, index_person
from desk.plain_sql import cursor
from desk.records.base import written_moment
from desk.records.dossiers import ApplicantRow, ComponentRow, DossierRow, FeeRow
from desk.rules.chain import Entry, canonical
from desk.rules.citizen import fold
from desk.rules.dossier import Dossier
from desk.rules.dossier import fold as folded
from desk.rules.fees import Method, total_vnd
from desk.search import INDEX, found_by, index


def follow(session: Session, row: DossierRow, before: Dossier, after: Dossier, entry: Entry) -> None:
    """Bring the columns of an existing dossier to what `entry` made of it; untouched facts cost nothing."""
    found_anew = row.state != after.state.value
    row.state = after.state.value
    row.due_at = after.due_at
    row.finished_at = after.finished_at
    row.last_seq = entry.seq
    if after.fees != before.fees:
        session.execute(delete(FeeRow).where(FeeRow.dossier == row.no))
        row.fees_vnd, row.cash_vnd = total_vnd(after.fees), _cash_vnd(after)
        write_fees(session, row.no, after)
    if after.components != before.components:
        session.execute(delete(ComponentRow).where(ComponentRow.dossier == row.no))
        write_components(session, row.no, after)
    row.return_by, row.note, row.quantity = after.return_by.value, after.note, after.quantity
    if _people(after) != _people(before):
        row.people = people_words(after)
        row.applicant_name = after.applicant.name
        row.holder_name = after.holder.name if after.holder else ""
        if after.applicant != before.applicant:
            _moved(session, row, after)
        found_anew = True
    if found_anew:
        index(session, row)


def people_words(dossier: Dossier) -> str:
    """How the representative and the subjects are found: names without diacritics, ids and phones."""
    others = (*((dossier.representative,) if dossier.representative else ()), *dossier.subjects)
    said = [" ".join((fold(one.name), one.personal_id, one.phone)) for one in others]
    return " ".join(" ".join(said).split())


def write_new(session: Session, dossier: Dossier, entry: Entry) -> None:
    """The rows of a dossier that was just received, and the words under which it is found."""
    applicant = remember(session, dossier)
    values = {
        "id": dossier.id, "code": dossier.code, "provisional_code": dossier.provisional_code,
        "paper_no": dossier.paper_no, "applicant": applicant, "applicant_name": dossier.applicant.name,
        "holder_name": dossier.holder.name if dossier.holder else "", "procedure": dossier.procedure,
        "procedure_name": dossier.procedure_name, "field": dossier.field, "case": dossier.case,
        "counter": dossier.counter, "received_at": written_moment(dossier.received_at),
        "due_at": written_moment(dossier.due_at), "finished_at": None, "state": dossier.state.value,
        "return_by": dossier.return_by.value, "fees_vnd": total_vnd(dossier.fees), "cash_vnd": _cash_vnd(dossier),
        "register_no": dossier.register_no, "note": dossier.note, "last_seq": entry.seq,
        "people": people_words(dossier), "quantity": dossier.quantity, "group_id": dossier.group,
    }  # fmt: skip
    statements = cursor(session)
    statements.execute(_NEW, values)
    number = int(statements.lastrowid)
    write_components(session, number, dossier)
    write_fees(session, number, dossier)
    found = found_by(session, values, dossier.applicant.personal_id, dossier.applicant.phone)
    statements.execute(INDEX, (number, found.words(dossier.state)))


_COLUMNS = tuple(column.name for column in DossierRow.__table__.columns if column.name != "no")
_NEW = "INSERT INTO dossiers ({names}) VALUES ({values})".format(
    names=", ".join(f'"{name}"' for name in _COLUMNS), values=", ".join(f":{name}" for name in _COLUMNS)
)


def write_fees(session: Session, number: int, dossier: Dossier) -> None:
    """The fee lines."""
    cursor(session).executemany(
        "INSERT INTO fees (dossier, position, name, amount_vnd, method) VALUES (?, ?, ?, ?, ?)",
        [(number, position, line.name, line.amount_vnd, line.method.value)
         for position, line in enumerate(dossier.fees)])  # fmt: skip


def write_components(session: Session, number: int, dossier: Dossier) -> None:
    """What was handed in."""
    cursor(session).executemany(
        "INSERT INTO components (dossier, position, name, originals, copies, certified, electronic, pages)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(number, position, item.name, item.originals, item.copies, item.certified, item.electronic, item.pages)
         for position, item in enumerate(dossier.components)])  # fmt: skip


def _cash_vnd(dossier: Dossier) -> int:
    return sum(line.amount_vnd for line in dossier.fees if line.method is Method.CASH)


def remember(session: Session, dossier: Dossier) -> int:
    """The applicant among the people met before, with the newest data; one more dossier is counted.

    Danger: written past the session's objects; whoever holds an ApplicantRow expires it.
    """
    person, statements = dossier.applicant, cursor(session)
    key, phone, seen = fold(person.name), person.phone or "", written_moment(dossier.received_at)
    row = statements.execute(
        *(("SELECT id, name_key, phone FROM applicants WHERE personal_id = ? ORDER BY id LIMIT 1", (person.personal_id,))
          if person.personal_id
          else ("SELECT id, name_key, phone FROM applicants WHERE personal_id = '' AND name_key = ? AND phone = ?"
                " ORDER BY id LIMIT 1", (key, phone)))
    ).fetchone()  # fmt: skip
    document = canonical(person.to_plain())
    if row is None:
        statements.execute(
            "INSERT INTO applicants (personal_id, name, name_key, phone, document, seen_at, dossiers)"
            " VALUES (?, ?, ?, ?, ?, ?, 1)",
            (person.personal_id or "", person.name, key, phone, document, seen),
        )
        number = int(statements.lastrowid)
    else:
        number = int(row[0])
        statements.execute(
            "UPDATE applicants SET name = ?, name_key = ?, phone = ?, document = ?, seen_at = max(seen_at, ?),"
            " dossiers = dossiers + 1 WHERE id = ?",
            (person.name, key, phone, document, seen, number),
        )
    if row is None or tuple(row[1:]) != (key, phone):
        index_person(session, number, person.name, person.personal_id or "", phone)
    return number


def _moved(session: Session, row: DossierRow, after: Dossier) -> None:
    """Give the corrected dossier to whom it belongs. Whoever was named wrongly gets the data of their own newest
    dossier back, or goes where there is none."""
    wrong = session.get_one(ApplicantRow, row.applicant)
    wrong.dossiers -= 1
    row.applicant = remember(session, after)
    session.flush()
    session.expire(wrong)
    if row.applicant == wrong.id:
        return
    newest = session.scalars(
        select(DossierRow.id)
        .where(DossierRow.applicant == wrong.id)
        .order_by(DossierRow.received_at.desc(), DossierRow.no.desc())
    ).first()
    theirs = None if newest is None else folded(timeline(session, newest))
    if theirs is None:
        forget_person(session, wrong.id)
        session.delete(wrong)
    else:
        _write(wrong, theirs)
        index_person(session, wrong.id, wrong.name, wrong.personal_id, wrong.phone)


def _people(dossier: Dossier) -> tuple[object, ...]:
    return dossier.applicant, dossier.holder, dossier.representative, dossier.subjects


def _write(row: ApplicantRow, dossier: Dossier) -> None:
    person = dossier.applicant
    row.name, row.name_key, row.phone = person.name, fold(person.name), person.phone or ""
    row.document = canonical(person.to_plain())
