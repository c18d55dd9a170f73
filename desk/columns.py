"""What do the searching columns say? One function writes what the fold says, so that `motcua verify` finds no difference."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desk.journal import timeline
from desk.people import forget_person, index_person
from desk.records.dossiers import ApplicantRow, ComponentRow, DossierRow, FeeRow
from desk.rules.chain import Entry, canonical
from desk.rules.citizen import fold
from desk.rules.dossier import Dossier
from desk.rules.dossier import fold as folded
from desk.rules.fees import Method, total_vnd
from desk.search import index


def follow(session: Session, row: DossierRow, before: Dossier, after: Dossier, entry: Entry) -> None:
    """Bring the columns of an existing dossier to what `entry` made of it; untouched facts cost nothing."""
    found_anew = row.state != after.state.value
    row.state = after.state.value
    row.due_at = after.due_at
    row.finished_at = after.finished_at
    row.last_seq = entry.seq
    if after.fees != before.fees:
        session.execute(delete(FeeRow).where(FeeRow.dossier == row.no))
        write_fees(session, row, after)
    if after.components != before.components:
        session.execute(delete(ComponentRow).where(ComponentRow.dossier == row.no))
        write_components(session, row, after)
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


def write_fees(session: Session, row: DossierRow, dossier: Dossier) -> None:
    """The fee lines and their sums."""
    row.fees_vnd = total_vnd(dossier.fees)
    row.cash_vnd = sum(line.amount_vnd for line in dossier.fees if line.method is Method.CASH)
    for position, line in enumerate(dossier.fees):
        session.add(FeeRow(dossier=row.no, position=position, name=line.name,
                           amount_vnd=line.amount_vnd, method=line.method.value))  # fmt: skip


def write_components(session: Session, row: DossierRow, dossier: Dossier) -> None:
    """What was handed in."""
    for position, item in enumerate(dossier.components):
        session.add(ComponentRow(dossier=row.no, position=position, name=item.name,
                                 originals=item.originals, copies=item.copies, certified=item.certified,
                                 electronic=item.electronic, pages=item.pages))  # fmt: skip


def remember(session: Session, dossier: Dossier) -> int:
    """The applicant among the people met before, with the newest data; one more dossier is counted."""
    person = dossier.applicant
    row = session.scalars(
        select(ApplicantRow).where(ApplicantRow.personal_id == person.personal_id)
        if person.personal_id
        else select(ApplicantRow).where(
            ApplicantRow.personal_id == "",
            ApplicantRow.name_key == fold(person.name),
            ApplicantRow.phone == (person.phone or ""),
        )
    ).first()
    if row is None:
        row = ApplicantRow(personal_id=person.personal_id or "", dossiers=0, seen_at=dossier.received_at)
        session.add(row)
    _write(row, dossier)
    row.seen_at = max(row.seen_at, dossier.received_at)
    row.dossiers += 1
    session.flush()
    index_person(session, row.id, row.name, row.personal_id, row.phone)
    return row.id


def _moved(session: Session, row: DossierRow, after: Dossier) -> None:
    """Give the corrected dossier to whom it belongs. Whoever was named wrongly gets the data of their own newest
    dossier back, or goes where there is none."""
    wrong = session.get_one(ApplicantRow, row.applicant)
    wrong.dossiers -= 1
    row.applicant = remember(session, after)
    session.flush()
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
