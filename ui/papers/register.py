"""How is form 07 filled? The book's head from the office, each row from a line of the register."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desk.access import staff_of
from desk.files import disk_trouble
from desk.office import Office, office_of
from desk.register import Line, check_days, register_lines
from desk.rules.broken import RuleBroken
from desk.rules.chain import sha256
from desk.rules.dossier import Dossier, ReturnBy
from desk.rules.lifecycle import Role, State
from desk.rules.words import _, official_words
from desk.store import Store
from printing.books import write_register
from printing.documents.editions import REGISTER, edition_for
from printing.documents.register import Register, RegisterRow
from printing.layout import VIETNAM
from ui.papers.filling import agency, party

PDF, EXCEL = ".pdf", ".xlsx"
WAYS = {
    ReturnBy.DESK: "Tại Bộ phận một cửa",
    ReturnBy.POST: "Bưu chính công ích",
    ReturnBy.ONLINE: "Trực tuyến",
}
ENDED = {
    State.REFUSED: "Từ chối",
    State.WITHDRAWN: "Người nộp rút hồ sơ",
    State.STOPPED: "Dừng giải quyết",
    State.CANCELLED: "Hủy trong ngày",
}
"""Official words of the column Ghi chú, never translated."""


def save_register(store: Store, first: date, last: date, out: Path, at: datetime) -> dict[str, Any]:
    """Write the register of these days to a .pdf or .xlsx; what the journal notes about it.

    A file of that name is replaced only by a whole book. Raises RuleBroken for another kind of file or for days
    that cannot be, Trouble for a disk that does not take it.
    """
    kind = out.suffix.lower()
    if kind not in (PDF, EXCEL):
        raise RuleBroken("out", "bad_kind", _("Tên tệp phải kết thúc bằng .pdf hoặc .xlsx."))
    check_days(first, last)
    beside = out.with_name(f".{out.stem}.part{kind}")
    try:
        with disk_trouble():
            out.parent.mkdir(parents=True, exist_ok=True)
        with store.read() as session:
            leader = next((one.name for one in staff_of(session) if one.role is Role.LEADER), "")
            head = register_head(session, first, last, at.astimezone(VIETNAM).date(), head=leader)
            rows = register_rows(session, first, last)
            facts = _pdf(head, rows, beside) if kind == PDF else _sheet(head, rows, beside)
        with disk_trouble():
            os.replace(beside, out)
    finally:
        beside.unlink(missing_ok=True)
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        **facts,
        "closed": head.closes,
        "sha256": sha256(out.read_bytes()),
    }


def _pdf(head: Register, rows: Iterator[RegisterRow], path: Path) -> dict[str, int]:
    with disk_trouble(), open(path, "wb") as file:
        sums = write_register(head, rows, file)
    upto = sums.upto
    return {"rows": upto.dossiers, "pages": sums.pages, "sets": upto.sets, "returned": upto.returned}


def _sheet(head: Register, rows: Iterator[RegisterRow], path: Path) -> dict[str, int]:
    from desk.register_sheet import write_register_sheet  # openpyxl: 12 MB that most days do without

    title = f"{head.edition.title} – {head.period}"
    return {"rows": write_register_sheet(path, title, (sheet_row(row) for row in rows))}


def register_head(
    session: Session, first: date, last: date, today: date, *, made_by: str = "", head: str = ""
) -> Register:
    """The book of these days. A whole year that is over is closed; anything else is an extract."""
    office = office_of(session)
    whole = (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))
    until = min(last, today)
    if whole:
        period = f"Năm {first.year}" + ("" if today > last else f", đến ngày {until:%d/%m/%Y}")
    else:
        period = f"Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"
    return Register(
        agency=agency(office),
        issued_on=today,
        book=f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}",
        period=period,
        closes=whole and today > last,
        made_by=made_by,
        head=head,
        edition=edition_for(REGISTER, min(last, today)),
    )


def register_rows(session: Session, first: date, last: date) -> Iterator[RegisterRow]:
    """The rows of the book, read as they are asked for."""
    office = office_of(session)
    for line in register_lines(session, first, last):
        with official_words():
            yield row_of(line, office)


def row_of(line: Line, office: Office) -> RegisterRow:
    """One dossier as the book names it."""
    dossier = line.dossier
    contact = "; ".join(part for part in (dossier.applicant.address, dossier.applicant.phone) if part)
    return RegisterRow(
        no=dossier.register_no,
        code=dossier.code,
        procedure=dossier.procedure_name,
        sets=max(1, dossier.quantity),
        person=party(dossier.holder or dossier.applicant),
        contact=contact,
        unit=unit_of(dossier, office),
        received_on=dossier.received_at.astimezone(VIETNAM).date(),
        due_on=dossier.due_at.astimezone(VIETNAM).date(),
        returned_on=line.returned_at.date() if line.returned_at is not None else None,
        way=WAYS[dossier.return_by],
        signed=line.receiver,
        note="; ".join(_notes(dossier)),
    )


def unit_of(dossier: Dossier, office: Office) -> str:
    """Who settles it: whom the desk handed it to, else the authority of the desk."""
    first = next((one.unit or one.receiver for one in dossier.handovers if one.unit or one.receiver), "")
    return first or office.name


def sheet_row(row: RegisterRow) -> list[str | int]:
    """The row as a workbook shows it."""
    return [
        f"{value:%d/%m/%Y}" if isinstance(value, date) else "" if value is None else value
        for value in astuple(row)
    ]


def _notes(dossier: Dossier) -> Iterator[str]:
    if dossier.state in ENDED:
        yield ENDED[dossier.state]
    if dossier.paper_no is not None:
        yield f"Từ giấy {dossier.paper_no}"
    if dossier.provisional_code not in (None, dossier.code):
        yield f"Mã tạm {dossier.provisional_code}"
    if dossier.extension is not None:
        yield f"Gia hạn từ {dossier.extension.due_before.astimezone(VIETNAM):%d/%m/%Y}"
