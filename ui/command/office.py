"""Commands about the office: init, import of paper, search, appointment, verify."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import click

from desk import keys
from desk.backlog import Fate, Outcome, read_jsonl, take_backlog
from desk.backlog_sheet import read_sheet, write_template
from desk.clock import now
from desk.custody import verify
from desk.datasets import Kind, install, load
from desk.errors import RuleBroken
from desk.files import write_out
from desk.office import DEMO_STAFF, NewStaff, found, load_office, sample_office
from desk.progress import Progress
from desk.reception import propose
from desk.rules.lifecycle import Role, state_words
from desk.rules.words import _
from desk.search import Filter, search
from ui.command.common import answer, command, data_option, json_option, opened, person, person_option
from ui.command.meter import meter

SEARCH_SHOWN = 50
FIRST_YEAR, LAST_YEAR = 2000, 2200
FORMULA_SIGNS = ("=", "+", "-", "@")


@click.command("init", help=_("Tạo văn phòng trong thư mục dữ liệu."))
@data_option
@click.option(
    "--office", "office_file", type=click.Path(path_type=Path), help=_("Tệp mô tả văn phòng (JSON).")
)
@click.option("--demo", is_flag=True, help=_("Thêm nhân sự mẫu để tập dùng."))
@json_option
@command
def init(data: Path, office_file: Path | None, demo: bool, as_json: bool) -> None:
    file = load_office(office_file) if office_file else sample_office()
    staff = DEMO_STAFF if demo else _administrator(file.staff)
    store, people = found(data, keys.terminal_or_environment, file, staff, now(), training=demo)
    store.close()
    click.echo(
        _("Đã tạo văn phòng {name} ({code}) trong {data}").format(
            name=file.office.name, code=file.office.code, data=data
        )
    )
    for one in people:
        click.echo(f"  {one.login}\t{one.password}\t{one.role}\t{one.name}")
    if as_json:
        answer(
            {
                "office": file.office.code,
                "staff": [
                    {"login": one.login, "password": one.password, "role": one.role.value} for one in people
                ],
            }
        )


@click.command("import", help=_("Nhập hồ sơ đã ghi trên giấy từ tệp JSONL hoặc Excel."))
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--template", type=click.Path(path_type=Path, dir_okay=False), help=_("Ghi tệp Excel mẫu rồi thôi.")
)
@click.option("--as", "login", metavar="LOGIN", help=_("Người thực hiện."))
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help=_("Ghi kết quả từng dòng ra tệp CSV.")
)
@data_option
@json_option
@command
def import_(
    file: Path | None,
    template: Path | None,
    login: str | None,
    report: Path | None,
    data: Path,
    as_json: bool,
) -> int:
    if template is not None:
        write_template(template)
        click.echo(_("Đã ghi tệp mẫu {path}").format(path=template))
        return 0
    if file is None or login is None:
        raise click.UsageError(_("Cần tên tệp và --as LOGIN (hoặc --template TỆP.xlsx)."))
    with opened(data) as store:
        actor = person(store, login)
        rows = read_sheet(file) if file.suffix.lower() == ".xlsx" else read_jsonl(file)
        outcomes: list[Outcome] = []
        try:
            with meter() as report_step:
                outcomes.extend(take_backlog(store, actor, now(), rows, file.parent, Progress(report_step)))
        finally:
            # Also when the disk filled up in the middle: what was taken has its code and stays taken.
            _show_outcomes(outcomes, report)
    taken, already, refused = (sum(one.fate is fate for one in outcomes) for fate in Fate)
    click.echo(
        _("Đã nhận {taken}, đã có từ trước {already}, từ chối {refused}.").format(
            taken=taken, already=already, refused=refused
        )
    )
    if as_json:
        answer({"taken": taken, "already": already, "refused": refused,
                "rows": [_outcome(one) for one in outcomes]})  # fmt: skip
    return 1 if refused else 0


@click.command("search", help=_("Tìm hồ sơ theo mã, tên không dấu, số định danh, điện thoại, thủ tục."))
@click.argument("text")
@data_option
@json_option
@command
def search_(text: str, data: Path, as_json: bool) -> None:
    with opened(data) as store, store.read() as session:
        rows = search(session, Filter(text=text))
    for row in rows[:SEARCH_SHOWN]:
        click.echo(
            f"{row.code}\t{row.applicant}\t{row.procedure} {row.procedure_name}\t{state_words(row.state)}"
        )
    if len(rows) > SEARCH_SHOWN:
        click.echo(
            _("Chỉ hiện {n} hồ sơ mới nhất; hãy gõ thêm chữ để tìm hẹp hơn.").format(n=SEARCH_SHOWN), err=True
        )
    if not rows:
        click.echo(_("Không có hồ sơ nào khớp với “{text}”.").format(text=text))
    if as_json:
        answer({"results": [{"code": row.code, "applicant": row.applicant, "procedure": row.procedure,
                             "state": row.state.value} for row in rows]})  # fmt: skip


@click.command("appointment", help=_("Tính ngày hẹn trả của một thủ tục nếu nhận vào lúc đã cho."))
@click.argument("procedure")
@click.option(
    "--at",
    "at",
    required=True,
    metavar="RFC3339",
    help=_("Thời điểm tiếp nhận, ví dụ 2026-11-24T09:00:00+07:00."),
)
@click.option("--case", "case", default="", help=_("Tên trường hợp của thủ tục."))
@data_option
@json_option
@command
def appointment(procedure: str, at: str, case: str, data: Path, as_json: bool) -> None:
    moment = _moment(at)
    with opened(data) as store, store.read() as session:
        due = propose(session, procedure, case=case, at=moment).appointment
    if due is None:
        raise RuleBroken("procedure", "no_time", _("Danh mục chưa có thời hạn của thủ tục này."))
    click.echo(_("Hẹn trả: {due}").format(due=f"{due.due:%H:%M %d/%m/%Y}"))
    for reason in due.reasons:
        click.echo(f"  - {reason}")
    if as_json:
        answer({"due": due.due.isoformat(), "reasons": list(due.reasons)})


@click.command("verify", help=_("Kiểm tra cơ sở dữ liệu, nhật ký và tệp đính kèm."))
@data_option
@json_option
@command
def verify_(data: Path, as_json: bool) -> int:
    with opened(data) as store, meter() as report_step:
        verdict = verify(store, Progress(report_step))
    for finding in verdict.findings:
        click.echo(f"{_part(finding.part)}\t{finding.about}\t{finding.message}", err=True)
    click.echo(
        _("{entries} mục nhật ký, {dossiers} hồ sơ, {files} tệp đính kèm: {verdict}").format(
            entries=verdict.entries,
            dossiers=verdict.dossiers,
            files=verdict.attachments,
            verdict=_("toàn vẹn") if verdict.whole else _("có {n} chỗ sai").format(n=len(verdict.findings)),
        )  # fmt: skip
    )
    if as_json:
        answer({"whole": verdict.whole, "entries": verdict.entries, "dossiers": verdict.dossiers,
                "attachments": verdict.attachments,
                "findings": [{"part": one.part, "about": one.about, "message": one.message}
                             for one in verdict.findings]})  # fmt: skip
    return 0 if verdict.whole else 1


@click.command(
    "replace", help=_("Thay danh mục thủ tục (catalogue) hoặc lịch làm việc (calendar) bằng một tệp.")
)
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@person_option
@data_option
@json_option
@command
def replace(kind: str, file: Path, login: str, data: Path, as_json: bool) -> None:
    with opened(data) as store:
        actor = person(store, login)
        if actor.role is not Role.ADMIN:
            raise RuleBroken("login", "not_yours", _("Chỉ người quản trị được thay danh mục và lịch."))
        document = load(Kind(kind), file)
        with store.write(actor, now()) as change:
            install(change, Kind(kind), document)
    click.echo(_("Đã dùng {kind} phiên bản {version}.").format(kind=kind, version=document["version"]))
    if as_json:
        answer({"kind": kind, "version": document["version"]})


def _part(part: str) -> str:
    return {
        "database": _("cơ sở dữ liệu"),
        "journal": _("nhật ký"),
        "dossier": _("hồ sơ"),
        "attachment": _("tệp đính kèm"),
        "paper": _("giấy đã in"),
    }.get(part, part)


def _administrator(staff: tuple[NewStaff, ...]) -> tuple[NewStaff, ...]:
    """An office without staff gets one administrator, who adds the others."""
    return () if staff else (NewStaff("quantri", _("Quản trị"), Role.ADMIN),)


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise RuleBroken(
            "at",
            "bad_moment",
            _("“{text}” không phải thời điểm có múi giờ, ví dụ 2026-11-24T09:00:00+07:00.").format(
                text=text[:60]
            ),
        )
    return at


def _outcome(one: Outcome) -> dict[str, object]:
    document: dict[str, object] = {"row": one.row, "paper_no": one.paper_no, "fate": one.fate.value}
    if one.fate is Fate.REFUSED:
        return {**document, "field": one.field, "reason": one.reason}
    return {**document, "code": one.code}


def _show_outcomes(outcomes: list[Outcome], report: Path | None) -> None:
    for one in outcomes:
        if one.fate is Fate.REFUSED:
            click.echo(_("Dòng {row} (phiếu {no}): từ chối, {field}: {reason}").format(
                row=one.row, no=one.paper_no or "?", field=one.field, reason=one.reason), err=True)  # fmt: skip
        else:
            click.echo(
                _("Dòng {row} (phiếu {no}): {words}, mã {code}").format(
                    row=one.row, no=one.paper_no, words=_fate(one.fate), code=one.code
                )
            )
    if report is not None:
        written = io.StringIO(newline="")
        writer = csv.writer(written)
        writer.writerow([_("Dòng"), _("Số phiếu"), _("Kết quả"), _("Mã hồ sơ"), _("Cột sai"), _("Lý do")])
        writer.writerows(
            [one.row, _cell(one.paper_no), _fate(one.fate), one.code, one.field, one.reason]
            for one in outcomes
        )
        write_out(report, written.getvalue().encode("utf-8-sig"))


def _fate(fate: Fate) -> str:
    return {Fate.TAKEN: _("đã nhận"), Fate.ALREADY: _("đã có từ trước"), Fate.REFUSED: _("từ chối")}[fate]


def _cell(text: str) -> str:
    """Text that a workbook opens as text: what begins like a formula is quoted."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
