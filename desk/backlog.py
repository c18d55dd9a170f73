"""What was written on paper while the power was out? Takes rows in as if received then; says per row what became of it.

The format is JSON Lines or the Excel template (desk/backlog_sheet.py) with the same columns. A row is
recognised by `paper_no` and `received_at`: the same file twice adds nothing. A refused row stops no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.attachments import NewFile, take_in
from desk.errors import RuleBroken
from desk.journal import timeline
from desk.progress import Progress, Step
from desk.reception import MAX_NOTE_LENGTH, Request, receive
from desk.records.base import VIETNAM
from desk.records.dossiers import DossierRow
from desk.rules.checklist import MAX_COUNT
from desk.rules.citizen import clean_note, clean_text, read_person
from desk.rules.citizen import fold as fold_name
from desk.rules.dossier import HandedIn, ReturnBy, fold
from desk.rules.fees import FeeLine, Method
from desk.rules.words import _
from desk.store import Actor, Change, Store

ROW_KEYS = frozenset(
    {"paper_no", "received_at", "procedure", "case", "applicant", "holder", "components", "attachments", "fees",
     "return_by", "note"}
)  # fmt: skip
NEEDED = ("paper_no", "received_at", "procedure", "applicant")
MAX_PAPER_NO = 50
MAX_ROWS = 20_000
MAX_LINE_BYTES = 1_000_000
MAX_AMOUNT_VND = 10_000_000_000
MAX_FEES = 50
MAX_ATTACHMENTS = 100


class Fate(StrEnum):
    """What became of a row."""

    TAKEN = "taken"
    ALREADY = "already"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row's fate: its code when taken (or taken before), the field and reason when refused."""

    row: int
    paper_no: str
    fate: Fate
    code: str = ""
    field: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A line of the file, still as it was typed; `broken` says why it could not even be read."""

    number: int
    document: Mapping[str, Any] | None
    broken: RuleBroken | None = None


def read_jsonl(path: Path) -> list[PaperRow]:
    """The rows of a JSON Lines file (UTF-8, with or without a byte-order mark); blank lines are passed over."""
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as missing:
        raise RuleBroken("file", "missing", _("Không đọc được tệp {path}.").format(path=path)) from missing
    rows = [_read_line(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if len(rows) > MAX_ROWS:
        raise RuleBroken("file", "too_many_rows", _("Tệp có hơn {n} dòng; hãy chia nhỏ.").format(n=MAX_ROWS))
    return rows


def take_backlog(
    store: Store, actor: Actor, at: datetime, rows: Iterable[PaperRow], folder: Path, progress: Progress
) -> Iterator[Outcome]:
    """Take the rows in, one transaction each, in order, and tell each one's fate as soon as it is durable.

    `folder` is what attachment paths are relative to. Raises Cancelled between two rows, and Trouble (a full disk);
    what was taken stays taken, and the file can be given again.
    """
    rows = list(rows)
    for done, row in enumerate(rows, start=1):
        progress.step(Step(_("Nhập hồ sơ giấy"), done, len(rows)))
        yield _take(store, actor, at, row, folder)


def read_row(document: Mapping[str, Any], now: datetime) -> tuple[Request, list[tuple[str, str]]]:
    """A row as a request and its attachments as (file, component); RuleBroken names the first wrong field."""
    for key in document:
        if key not in ROW_KEYS:
            raise RuleBroken(key, "unknown_key", _("Cột “{key}” không có trong mẫu.").format(key=key))
    for key in NEEDED:
        if document.get(key) in (None, ""):
            raise RuleBroken(key, "missing", _("Thiếu “{key}”.").format(key=key))
    received_at = _moment(document["received_at"], now)
    on = received_at.date()
    holder = document.get("holder")
    request = Request(
        procedure=_text(document, "procedure", 60),
        case=_text(document, "case", 300),
        applicant=read_person(_mapping(document["applicant"], "applicant"), "applicant", on),
        holder=None if holder is None else read_person(_mapping(holder, "holder"), "holder", on),
        components=_components(document.get("components")),
        fees=_fees(document.get("fees")),
        return_by=_return_by(document.get("return_by")),
        note=_note(document),
        received_at=received_at,
        paper_no=_text(document, "paper_no", MAX_PAPER_NO),
    )
    return request, _attachments(document.get("attachments"))


def _take(store: Store, actor: Actor, at: datetime, row: PaperRow, folder: Path) -> Outcome:
    paper_no = "" if row.document is None else str(row.document.get("paper_no", ""))[:MAX_PAPER_NO]
    try:
        if row.broken is not None or row.document is None:
            raise row.broken or RuleBroken("row", "unreadable", _("Dòng không đọc được."))
        request, attachments = read_row(row.document, at)
        paper_no = request.paper_no or ""
        with store.read() as session:
            known = _known(session, request)
        if known is not None:
            return Outcome(row.number, paper_no, Fate.ALREADY, known)
        files = _files(store, attachments, folder)
        with store.write(actor, at) as change:
            known = _known(change.session, request)
            if known is None:
                return Outcome(row.number, paper_no, Fate.TAKEN, _received(change, request, files))
            change.note("backlog_row_known", {"paper_no": paper_no})
            return Outcome(row.number, paper_no, Fate.ALREADY, known)
    except RuleBroken as broken:
        return Outcome(row.number, paper_no, Fate.REFUSED, field=broken.field, reason=broken.message)


def _received(change: Change, request: Request, files: tuple[NewFile, ...]) -> str:
    return receive(change, replace(request, files=files)).code


def _known(session: Session, request: Request) -> str | None:
    """The code under which this row was taken before; RuleBroken where its number was used for another one that day."""
    assert request.received_at is not None
    day = datetime.combine(request.received_at.date(), time.min, VIETNAM)
    rows = session.execute(
        select(DossierRow.code, DossierRow.received_at, DossierRow.id).where(
            DossierRow.paper_no == request.paper_no,
            DossierRow.received_at >= day,
            DossierRow.received_at < day + timedelta(days=1),
        )
    ).all()
    for code, received_at, dossier in rows:
        if received_at == request.received_at and _same(session, dossier, request):
            return str(code)
    if rows:
        raise RuleBroken(
            "paper_no",
            "used",
            _("Số phiếu {no} đã dùng cho hồ sơ {code} cùng ngày.").format(
                no=request.paper_no, code=rows[0][0]
            ),
        )
    return None


def _same(session: Session, dossier: str, request: Request) -> bool:
    """Was that dossier taken from this very row? Two citizens under one number and minute are told, never made one."""
    taken = fold(
        timeline(session, dossier)[:1]
    )  # as it was received: corrected since then, it is still this row
    return (
        taken is not None
        and taken.procedure == request.procedure
        and fold_name(taken.applicant.name) == fold_name(request.applicant.name)
    )


def _files(store: Store, attachments: list[tuple[str, str]], folder: Path) -> tuple[NewFile, ...]:
    files = []
    root = folder.resolve()
    for number, (name, component) in enumerate(attachments):
        field = f"attachments[{number}]"
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise RuleBroken(
                field, "outside", _("Tệp “{name}” nằm ngoài thư mục của tệp nhập.").format(name=name)
            )
        files.append(take_in(store.vault, path, name=name, component=component, field=field))
    return tuple(files)


def _read_line(number: int, line: bytes) -> PaperRow:
    try:
        if len(line) > MAX_LINE_BYTES:
            raise RuleBroken("row", "too_long", _("Dòng dài quá {n} byte.").format(n=MAX_LINE_BYTES))
        document = json.loads(line.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_once)
        return PaperRow(number, _mapping(document, "row"))
    except RuleBroken as broken:
        return PaperRow(number, None, broken)
    except (ValueError, RecursionError):
        return PaperRow(
            number, None, RuleBroken("row", "not_json", _("Dòng không phải JSON (UTF-8) đọc được."))
        )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise RuleBroken("row", "key_twice", _("Một mục được ghi hai lần trong cùng một dòng."))
    return document


def _no_constant(name: str) -> Any:
    raise RuleBroken("row", "not_a_number", _("Giá trị {name} không phải là số.").format(name=name))


def _moment(value: object, now: datetime) -> datetime:
    at: datetime | None
    if isinstance(value, str):
        try:
            at = datetime.fromisoformat(value.strip())
        except ValueError:
            at = None
        if at is not None and at.tzinfo is not None and at.year >= 2000:
            if at > now:
                raise RuleBroken(
                    "received_at", "future", _("Thời điểm tiếp nhận {at} ở tương lai.").format(at=value)
                )
            return at.astimezone(UTC).astimezone(VIETNAM)
    raise RuleBroken(
        "received_at",
        "bad_moment",
        _("Thời điểm tiếp nhận phải có ngày, giờ và múi giờ, ví dụ 2026-11-23T07:40:09+07:00."),
    )


def _mapping(value: object, field: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise RuleBroken(
            field, "not_an_object", _("Mục “{field}” phải là một đối tượng.").format(field=field)
        )
    return value


def _list(value: object, field: str, most: int) -> list[Any]:
    if not isinstance(value, list):
        raise RuleBroken(field, "not_a_list", _("Mục “{field}” phải là một danh sách.").format(field=field))
    if len(value) > most:
        raise RuleBroken(
            field, "too_many", _("Mục “{field}” có quá {n} phần tử.").format(field=field, n=most)
        )
    return value


def _text(document: Mapping[str, Any], field: str, most: int) -> str:
    value = document.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RuleBroken(field, "not_text", _("Mục “{field}” phải là chữ.").format(field=field))
    return clean_text(value, field, most)


def _note(document: Mapping[str, Any]) -> str:
    value = document.get("note")
    if value is not None and not isinstance(value, str):
        raise RuleBroken("note", "not_text", _("Mục “{field}” phải là chữ.").format(field="note"))
    return clean_note(value or "", "note", MAX_NOTE_LENGTH)


def _only(document: Mapping[str, Any], field: str, keys: set[str]) -> None:
    for key in document:
        if key not in keys:
            raise RuleBroken(
                f"{field}.{key}", "unknown_key", _("Mục “{key}” không có trong mẫu.").format(key=key)
            )


def _components(value: object) -> tuple[HandedIn, ...] | None:
    if value is None or value == []:
        return None
    items = []
    for number, item in enumerate(_list(value, "components", 100)):
        field = f"components[{number}]"
        item = _mapping(item, field)
        _only(item, field, {"name", "originals", "copies"})
        name = item.get("name")
        if not isinstance(name, str) or not name.strip():
            raise RuleBroken(f"{field}.name", "missing", _("Thành phần hồ sơ phải có tên."))
        items.append(HandedIn(name, _count(item, "originals", field), _count(item, "copies", field)))
    return tuple(items)


def _count(item: Mapping[str, Any], key: str, field: str) -> int:
    value = item.get(key, 0)
    if type(value) is not int or not 0 <= value <= MAX_COUNT:
        raise RuleBroken(
            f"{field}.{key}", "bad_count", _("Số lượng phải là số nguyên từ 0 đến {n}.").format(n=MAX_COUNT)
        )
    return value


def _fees(value: object) -> tuple[FeeLine, ...] | None:
    if value is None:
        return None
    lines = []
    for number, item in enumerate(_list(value, "fees", MAX_FEES)):
        field = f"fees[{number}]"
        item = _mapping(item, field)
        _only(item, field, {"name", "amount", "method"})
        name, amount, method = item.get("name"), item.get("amount"), item.get("method", "cash")
        if not isinstance(name, str) or not name.strip():
            raise RuleBroken(f"{field}.name", "missing", _("Khoản phí phải có tên."))
        if type(amount) is not int or not 0 <= amount <= MAX_AMOUNT_VND:
            raise RuleBroken(f"{field}.amount", "bad_amount", _("Số tiền phải là số nguyên đồng, không âm."))
        if method not in ("cash", "transfer"):
            raise RuleBroken(f"{field}.method", "bad_method", _("Hình thức thu chỉ là cash hoặc transfer."))
        lines.append(FeeLine(clean_text(name, f"{field}.name", 500), amount, Method(method)))
    return tuple(lines)


def _return_by(value: object) -> ReturnBy:
    if value is None:
        return ReturnBy.DESK
    if not isinstance(value, str) or value not in set(ReturnBy):
        raise RuleBroken("return_by", "unknown", _("Cách trả kết quả chỉ là desk, post hoặc online."))
    return ReturnBy(value)


def _attachments(value: object) -> list[tuple[str, str]]:
    if value is None:
        return []
    files = []
    for number, item in enumerate(_list(value, "attachments", MAX_ATTACHMENTS)):
        field = f"attachments[{number}]"
        item = _mapping(item, field)
        _only(item, field, {"file", "component"})
        name, component = item.get("file"), item.get("component", "")
        if not isinstance(name, str) or not name.strip() or "\x00" in name:
            raise RuleBroken(f"{field}.file", "missing", _("Tệp đính kèm phải có đường dẫn."))
        if not isinstance(component, str):
            raise RuleBroken(f"{field}.component", "not_text", _("Tên thành phần phải là chữ."))
        files.append((name, component))
    return files
