"""One whole day at a desk, played without a screen: the same use cases, an embedded province, a line that breaks.

OUT/papers/      the receipts as PDF
OUT/pictures/    each page of the desk, drawn offscreen
OUT/desk, OUT/province    the two stores, sealed under the passphrase of the run
OUT/summary.json and summary.txt    numbers that come from comparing the two stores
"""

from __future__ import annotations

import json
import os
import random
import secrets
import subprocess
import sys
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import click

from desk import keys
from desk.access import sign_in
from desk.attachments import NewFile
from desk.calendars import calendar_of
from desk.clock import now
from desk.closing import close_day
from desk.datasets import Kind, catalogue_of, shipped
from desk.errors import Trouble
from desk.files import disk_trouble
from desk.office import DEMO_STAFF, NewStaff, found, office_of, sample_office
from desk.papers import RECEIPT, note_issue
from desk.practice import practice_requests
from desk.progress import Progress
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.returning import Handout, give_back, result_arrived
from desk.rules.lifecycle import Role
from desk.rules.words import _
from desk.rules.working_time import is_working_day
from desk.store import Actor, Store
from printing.render import png_pages
from sync.gateway.export import export
from sync.gateway.serve import Embedded
from sync.outbox import Ending, Report
from sync.relay import BadLine
from ui.command.common import answer, command, fail, json_option
from ui.command.compare import Compared, compare
from ui.command.meter import meter
from ui.exchange import enrol_desk, exchange
from ui.papers import receipt_pdf

USUAL_DOSSIERS = 20
MAX_DOSSIERS = 4_000
OPENING = time(7, 31)
SEED = 20_261_124
SCANNED, RETURNED = 5, 4
"""Every fifth dossier brings a scan, every fourth goes home with its result the same day."""
SCAN_DPI = 110
RATE_BYTES_S = 64_000
"""512 kbit/s, the line of a commune."""
ROUND_TRIP_S, CUT_EVERY_S, DEAD_S = 0.05, 1.5, 0.4
EXCHANGE_S = 300.0


class Clock:
    """The hours of the played day: each act takes a few minutes."""

    def __init__(self, day: date, acts: int) -> None:
        self.at = datetime.combine(day, OPENING, VIETNAM)
        self._step = timedelta(seconds=max(1, min(150, 8 * 3600 // max(acts, 1))))

    def __call__(self) -> datetime:
        self.at += self._step
        return self.at


@dataclass(slots=True)
class Played:
    """What was done, to be compared with what arrived."""

    codes: list[str] = field(default_factory=list)
    returned: int = 0
    papers: int = 0


@click.command(
    "day", help=_("Chạy thử trọn một ngày ở quầy, không cần màn hình, qua đường truyền chập chờn.")
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=_("Thư mục kết quả."),
)
@click.option(
    "--dossiers",
    type=click.IntRange(1, MAX_DOSSIERS),
    default=USUAL_DOSSIERS,
    show_default=True,
    help=_("Số hồ sơ."),
)
@click.option("--pictures/--no-pictures", default=True, help=_("Chụp ảnh các trang."))
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("Kho của quầy chạy thử (mặc định: OUT/desk)."),
)
@json_option
@command
def day(out: Path, dossiers: int, pictures: bool, data: Path | None, as_json: bool) -> int:
    desk = data or out / "desk"
    _fresh(out, desk)
    os.environ.setdefault(keys.PASSPHRASE_VARIABLE, secrets.token_urlsafe(16))
    staff = tuple(NewStaff(one.login, one.name, one.role, secrets.token_urlsafe(9)) for one in DEMO_STAFF)
    played_on = _last_working_day(now())
    clock = Clock(played_on, dossiers * 4)
    store, people = found(
        out / "desk", keys.terminal_or_environment, sample_office(), staff, clock(), training=True
    )
    try:
        with Embedded(out / "province", secrets.token_bytes(keys.KEY_BYTES)) as province:
            with store.read() as session:
                office = office_of(session)
            enrol_desk(store, province.url, province.gateway.devices.invite(office.code, now()).code)
            reception = next(one for one in people if one.role is Role.RECEPTION)
            actor = sign_in(store, reception.login, reception.password, office.counters[0].id, now())
            played = _work(store, actor, clock, dossiers, out / "papers")
            with store.write(actor, now()) as change:
                close_day(change, played_on)
            with (
                BadLine(
                    province.port, rate=RATE_BYTES_S, rtt=ROUND_TRIP_S, cut_every=CUT_EVERY_S, dead_s=DEAD_S
                ) as line,
                meter() as step,
            ):
                report = _send(store, line, province, Progress(step), played_on)
                cuts = line.cuts
            export(province.gateway.store, province.gateway.files, out / "province-export")
            compared = compare(store, province.gateway)
        summary = _summary(played_on, played, report, compared, cuts)
        with disk_trouble():
            (out / "summary.json").write_text(
                json.dumps(summary, ensure_ascii=False, indent=1) + "\n", "utf-8"
            )
            (out / "summary.txt").write_text(_told(summary), "utf-8")
    finally:
        store.close()
    if pictures:
        _picture(desk, out)
    click.echo(_told(summary))
    click.echo(_("Giấy hẹn, ảnh màn hình và tổng kết ở {out}").format(out=out))
    if not compared.equal or report.outcome is not Ending.DONE:
        return fail(
            "differs",
            _("Hai kho không giống nhau: {what}").format(what="; ".join(compared.differences)),
            as_json=as_json,
        )
    if as_json:
        answer(summary)
    return 0


def _work(store: Store, actor: Actor, clock: Clock, number: int, papers: Path) -> Played:
    """Receive, print, hand over, finish and return, as the counter does."""
    played = Played()
    papers.mkdir(parents=True, exist_ok=True)
    chance = random.Random(SEED)  # noqa: S311 - plausible, not secret
    with store.read() as session:
        requests = practice_requests(chance, number, clock.at.date(), catalogue_of(session))
    scan: NewFile | None = None
    for count, request in enumerate(requests, start=1):
        received_at = clock()
        with store.write(actor, now()) as change:
            code = receive(change, _with(request, received_at, scan if count % SCANNED == 0 else None)).code
        with store.read() as session:
            printed = receipt_pdf(session, code)
        with store.write(actor, now()) as change:
            note_issue(change, code, RECEIPT, printed.template, printed.pdf, "pdf", printed.made)
        (papers / f"{code}.pdf").write_bytes(printed.pdf)
        if scan is None or count % SCANNED == 0:
            scan = _scanned(store, printed.pdf, count)
        if count % RETURNED == 0:
            _give_back(store, actor, code, request.applicant.name)
            played.returned += 1
        played.codes.append(code)
        played.papers += 1
    return played


def _with(request: Request, received_at: datetime, scan: NewFile | None) -> Request:
    return replace(request, received_at=received_at, files=() if scan is None else (scan,))


def _scanned(store: Store, pdf: bytes, number: int) -> NewFile:
    """A page as a scanner would give it: the picture of a printed paper."""
    picture = png_pages(pdf, SCAN_DPI)[0]
    sha256, size = store.vault.put([picture])
    return NewFile(f"scans/{number:04d}.png", "", sha256, size)


def _give_back(store: Store, actor: Actor, code: str, receiver: str) -> None:
    with store.write(actor, now()) as change:
        result_arrived(change, code)
    with store.write(actor, now()) as change:
        give_back(change, code, Handout(receiver))


def _send(store: Store, line: BadLine, province: Embedded, progress: Progress, day: date) -> Report:
    """Exchange through the bad line: the desk is told the relay's address for this run."""
    return exchange(store, progress, day, EXCHANGE_S, url=line.url)


def _summary(day: date, played: Played, report: Report, compared: Compared, cuts: int) -> dict[str, object]:
    return {
        "day": day.isoformat(),
        "dossiers": {
            "desk": compared.desk_dossiers,
            "province": compared.province_dossiers,
            "played": len(played.codes),
        },
        "entries": {"desk": compared.desk_entries, "province": compared.province_entries},
        "files": {"desk": compared.desk_files, "province": compared.province_files},
        "returned": played.returned,
        "receipts_printed": played.papers,
        "equal": compared.equal,
        "differences": list(compared.differences),
        "exchange": {
            "outcome": report.outcome.value,
            "bytes_up": report.bytes_up,
            "bytes_down": report.bytes_down,
            "seconds": round(report.seconds, 2),
            "line_cuts": cuts,
            "day_receipt_agreed": all(one.receipt.agreed for one in report.receipts)
            if report.receipts
            else None,
        },
    }


def _told(summary: dict[str, object]) -> str:
    dossiers, entries, files, line = (summary[key] for key in ("dossiers", "entries", "files", "exchange"))
    assert isinstance(dossiers, dict)
    assert isinstance(entries, dict)
    assert isinstance(files, dict)
    assert isinstance(line, dict)
    return _(
        "Ngày {day}: nhận {played} hồ sơ, in {papers} giấy hẹn, trả {returned} kết quả.\n"
        "Ở quầy {desk} hồ sơ, ở tỉnh {province}; nhật ký {desk_entries} và {province_entries} mục; "
        "tệp {desk_files} và {province_files}.\n"
        "Gửi {up} byte trong {seconds} giây, đường truyền đứt {cuts} lần; hai kho {verdict}.\n"
    ).format(
        day=summary["day"], played=dossiers["played"], papers=summary["receipts_printed"], returned=summary["returned"],
        desk=dossiers["desk"], province=dossiers["province"], desk_entries=entries["desk"],
        province_entries=entries["province"], desk_files=files["desk"], province_files=files["province"],
        up=line["bytes_up"], seconds=line["seconds"], cuts=line["line_cuts"],
        verdict=_("giống hệt nhau") if summary["equal"] else _("KHÁC nhau"),
    )  # fmt: skip


def _picture(desk: Path, out: Path) -> None:
    """Draw each page, in a process of its own: the command line itself knows no Qt."""
    done = subprocess.run(
        [sys.executable, "-m", "ui.album", "--data", str(desk), "--out", str(out / "pictures")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        click.echo(
            _("Chưa chụp được ảnh màn hình: {why}").format(why=done.stderr.strip().splitlines()[-1:]),
            err=True,
        )


def _fresh(out: Path, desk: Path) -> None:
    if (desk / "store.json").exists() or (out / "province").exists():
        raise Trouble(
            "day_exists",
            _("Thư mục {out} đã có một ngày chạy thử.").format(out=out),
            _("Hãy chọn thư mục khác hoặc xóa thư mục này trước."),
        )


def _last_working_day(at: datetime) -> date:
    """The day to play: the latest working day that is over, so that no moment of it lies in the future."""
    calendar = calendar_of(shipped(Kind.CALENDAR), sample_office().document["sessions"])
    day = at.date() - timedelta(days=1)
    while not is_working_day(day, calendar):
        day -= timedelta(days=1)
    return day
