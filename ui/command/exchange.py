"""Commands of the exchange: enrol this desk, exchange now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import msgspec

from desk.clock import now
from desk.closing import close_day
from desk.leases import reassign
from desk.progress import Progress
from desk.rules.sending import WHOLE_LINE, read_hour, seconds_until
from desk.rules.words import _
from desk.trust import Trust, pin_of, proxy_of, roots_of
from sync.outbox import Ending, Report
from ui.command.common import answer, command, data_option, fail, json_option, opened, person, person_option
from ui.command.meter import meter
from ui.exchange import USUAL_SECONDS, enrol_desk, exchange


@click.command("enrol", help=_("Đăng ký máy này với cổng của tỉnh bằng mã dùng một lần."))
@click.argument("url")
@click.argument("code")
@click.option(
    "--ca",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=_("Chỉ tin chứng thư gốc trong tệp PEM này."),
)
@click.option("--pin", metavar="SHA256", help=_("Chỉ tin đúng chứng thư có vân tay SHA-256 này."))
@click.option("--proxy", metavar="URL", help=_("Đi qua máy chủ trung gian, ví dụ http://may-chu:3128."))
@data_option
@json_option
@command
def enrol_(
    url: str, code: str, ca: Path | None, pin: str | None, proxy: str | None, data: Path, as_json: bool
) -> None:
    trust = Trust(
        roots_of(ca.read_text("utf-8", "replace")) if ca else "",
        pin_of(pin) if pin else "",
        proxy_of(proxy) if proxy else "",
    )
    with opened(data) as store:
        place = enrol_desk(store, url, code, trust)
        device = store.device
    click.echo(_("Đã đăng ký máy này với {url}.").format(url=place))
    if as_json:
        answer({"url": place, "device": device})


@click.command("sync", help=_("Gửi và nhận với tỉnh ngay bây giờ, kiên trì qua đường truyền chập chờn."))
@click.option(
    "--for",
    "seconds",
    type=click.FloatRange(min=1),
    default=USUAL_SECONDS,
    show_default=True,
    help=_("Cố gắng trong bao nhiêu giây."),
)
@click.option(
    "--until",
    metavar="HH:MM",
    help=_("Cố gắng đến giờ này (hôm nay hoặc ngày mai), thử lại đến khi gửi hết; thay cho --for."),
)
@click.option(
    "--most",
    "most_kbit",
    type=click.IntRange(min=0),
    default=WHOLE_LINE,
    metavar="KBIT",
    help=_("Gửi nhiều nhất bao nhiêu kbit/s; 0 là cả đường truyền."),
)
@click.option(
    "--close", "close", is_flag=True, help=_("Chốt ngày hôm nay trước rồi lấy biên nhận của tỉnh (cần --as).")
)
@click.option("--as", "login", metavar="LOGIN", help=_("Người chốt ngày."))
@data_option
@json_option
@command
def sync_(
    seconds: float,
    until: str | None,
    most_kbit: int,
    close: bool,
    login: str | None,
    data: Path,
    as_json: bool,
) -> int:
    if close and login is None:
        raise click.UsageError(_("--close cần --as LOGIN."))
    if until is not None:
        seconds = seconds_until(read_hour("until", until), now())
    with opened(data) as store:
        day: date | None = None
        if login is not None:
            actor = person(store, login)
            day = now().date() if close else None
            if day is not None:
                with store.write(actor, now()) as change:
                    close_day(change, day)
        with meter() as report_step:
            report = exchange(store, Progress(report_step), day, seconds, most_kbit=most_kbit)
    show_report(report)
    if report.outcome is not Ending.DONE:
        words = {
            Ending.CANCELLED: _("Đã dừng theo yêu cầu; chưa có gì bị mất."),
            Ending.OUT_OF_TIME: _(
                "Chưa gửi hết vì đường truyền; hãy chạy lại lệnh này, phần đã gửi không gửi lại."
            ),
            Ending.NOT_ENROLLED: _("Máy này chưa đăng ký với tỉnh; hãy chạy: motcua enrol."),
            Ending.NOT_WELCOME: _("Tỉnh không nhận máy này; xem lý do ở trên."),
            Ending.REFUSED: _("Tỉnh không nhận nhật ký của máy này; xem lý do ở trên và gọi quản trị."),
        }
        return fail(report.outcome.value, words[report.outcome], as_json=as_json, **numbers(report))
    if as_json:
        answer(numbers(report))
    return 0


@click.command("reassign", help=_("Cấp mã mới cho hồ sơ mà tỉnh từ chối vì trùng mã; giấy cũ phải in lại."))
@click.argument("code")
@person_option
@data_option
@json_option
@command
def reassign_(code: str, login: str, data: Path, as_json: bool) -> None:
    with opened(data) as store:
        actor = person(store, login)
        with store.write(actor, now()) as change:
            new = reassign(change, code)
    click.echo(
        _("Hồ sơ {old} nay mang mã {new}. Hãy in lại giấy hẹn cho người dân.").format(old=code, new=new)
    )
    if as_json:
        answer({"old": code, "code": new})


def show_report(report: Report) -> None:
    """The report as a person reads it."""
    click.echo(
        _("Đã gửi {entries} mục nhật ký, {dossiers} hồ sơ, {files} tệp; nhận {received}.").format(
            entries=report.sent_entries,
            dossiers=report.sent_dossiers,
            files=report.sent_files,
            received=report.received,
        )
    )
    click.echo(
        _("Lên {up} byte, xuống {down} byte, {seconds} giây.").format(
            up=report.bytes_up, down=report.bytes_down, seconds=f"{report.seconds:.1f}"
        )
    )
    for item in report.attention:
        click.echo(
            _("Cần xem: {message} ({about})").format(message=item.message, about=item.about or item.code),
            err=True,
        )


def numbers(report: Report) -> dict[str, object]:
    """The report as a script reads it."""
    return {
        "outcome": report.outcome.value,
        "sent": {
            "entries": report.sent_entries,
            "dossiers": report.sent_dossiers,
            "files": report.sent_files,
        },
        "received": report.received,
        "bytes_up": report.bytes_up,
        "bytes_down": report.bytes_down,
        "seconds": round(report.seconds, 3),
        "attention": [
            {"code": one.code, "message": one.message, "about": one.about} for one in report.attention
        ],
        "receipts": [
            {
                "day": one.receipt.day.isoformat(),
                "agreed": one.receipt.agreed,
                "differences": msgspec.to_builtins(one.receipt.differences),
            }
            for one in report.receipts
        ],
    }
