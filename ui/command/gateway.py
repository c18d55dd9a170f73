"""Commands of the province's side: serve, invite, export, publish, status, devices, revoke."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import select

from desk import keys
from desk.clock import now
from desk.datasets import Kind, load
from desk.errors import RuleBroken
from desk.progress import Progress
from desk.rules.lifecycle import Action, Role
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from sync.gateway.app import Gateway
from sync.gateway.custody import verify
from sync.gateway.export import export
from sync.gateway.limits import read_limits
from sync.gateway.news import ONLY_DESK
from sync.gateway.refusal import Refusal
from sync.gateway.serve import Certificate, serve
from sync.gateway.store import devices, read_moment, usage
from ui.command.common import answer, command, data_option, fail, json_option
from ui.command.meter import meter
from ui.province import check_stands, province_folder, province_key

MOST_WORKERS = 64
STATUS_ACTIONS = [action.value for action in Action if action not in ONLY_DESK]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the province keeps what does not lie in its folder; empty: it does."""

    database: str
    bucket: str


@click.group("gateway", help=_("Cổng của tỉnh: phía nhận dữ liệu của các quầy."))
@click.option(
    "--database",
    envvar="MOTCUA_GATEWAY_DATABASE",
    default="",
    metavar="URL",
    help=_("PostgreSQL thay cho tệp SQLite: postgresql://NGƯỜI-DÙNG@MÁY/TÊN (mật khẩu trong ~/.pgpass)."),
)
@click.option(
    "--bucket",
    envvar="MOTCUA_GATEWAY_BUCKET",
    default="",
    metavar="URL",
    help=_(
        "Kho tệp tương thích S3 thay cho thư mục: s3://KHO/TIỀN-TỐ (địa chỉ và khóa trong các biến AWS_…)."
    ),
)
@click.pass_context
def gateway(context: click.Context, database: str, bucket: str) -> None:
    """The group of the province's commands."""
    if bucket and not bucket.startswith("s3://"):
        raise click.UsageError(_("--bucket phải có dạng s3://KHO/TIỀN-TỐ."))
    if database and not database.startswith(("postgresql://", "postgres://")):
        raise click.UsageError(_("--database phải có dạng postgresql://NGƯỜI-DÙNG@MÁY/TÊN."))
    context.obj = Places(database.replace("postgres://", "postgresql://", 1), bucket)


@gateway.command("serve", help=_("Chạy cổng cho đến khi dừng (Ctrl+C)."))
@click.option("--listen", required=True, metavar="HOST:PORT", help=_("Địa chỉ nghe, ví dụ 127.0.0.1:8700."))
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=1,
    show_default=True,
    help=_("Số tiến trình cùng phục vụ."),
)
@click.option(
    "--tls-cert",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Chứng thư TLS (PEM, cả chuỗi)."),
)
@click.option(
    "--tls-key",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Khóa của chứng thư TLS (PEM)."),
)
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=N",
    help=_("Đổi một giới hạn, ví dụ device_bytes=8589934592; ghi được nhiều lần."),
)
@data_option
@command
def serve_(
    listen: str,
    workers: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    limits: tuple[str, ...],
    data: Path,
) -> None:
    host, port = _address(listen)
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError(_("--tls-cert và --tls-key phải đi cùng nhau."))
    certificate = None if tls_cert is None or tls_key is None else Certificate(tls_cert, tls_key)
    if certificate is not None:
        certificate.check()
        click.echo(_("Vân tay chứng thư: {pin}").format(pin=certificate.pin()))
    serve(
        province_folder(data), host, port, key=_key(data), database=_places().database, bucket=_places().bucket,
        workers=workers, limits=read_limits(limits), certificate=certificate, ready=_listening,
    )  # fmt: skip


@gateway.command("invite", help=_("In một mã đăng ký dùng một lần cho một máy của đơn vị."))
@click.option("--office", required=True, metavar="CODE", help=_("Mã định danh đơn vị, ví dụ H44.900."))
@data_option
@json_option
@command
def invite(office: str, data: Path, as_json: bool) -> None:
    with _opened(data, founding=True) as province:
        made = province.devices.invite(office, now())
    click.echo(
        _("Mã đăng ký, dùng một lần, đến {until}:").format(until=f"{made.expires_at:%H:%M %d/%m/%Y}"),
        err=True,
    )
    if as_json:
        answer({"code": made.code, "office": office, "expires_at": made.expires_at.isoformat()})
    else:
        click.echo(made.code)


@gateway.command("export", help=_("Xuất mọi hồ sơ đã nhận ra dossiers.jsonl và các tệp đính kèm."))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=_("Thư mục xuất."),
)
@data_option
@json_option
@command
def export_(out: Path, data: Path, as_json: bool) -> int:
    with _opened(data) as province:
        done = export(province.store, province.files, out)
    click.echo(
        _("Đã xuất {dossiers} hồ sơ, {files} tệp vào {out}.").format(
            dossiers=done.dossiers, files=done.files, out=out
        )
    )
    for name in done.missing:
        click.echo(_("Tệp chưa gửi lên đủ: {name}").format(name=name), err=True)
    if as_json:
        answer({"dossiers": done.dossiers, "files": done.files, "missing": list(done.missing)})
    return 1 if done.missing else 0


@gateway.command("publish", help=_("Đưa danh mục thủ tục hoặc lịch làm việc mới xuống mọi quầy."))
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_option
@json_option
@command
def publish(kind: str, file: Path, data: Path, as_json: bool) -> None:
    document = load(Kind(kind), file)
    with _opened(data) as province:
        install = province.news.set_catalogue if Kind(kind) is Kind.CATALOGUE else province.news.set_calendar
        install(file, now())
    click.echo(_("Đã phát hành {kind} phiên bản {version}.").format(kind=kind, version=document["version"]))
    if as_json:
        answer({"kind": kind, "version": document["version"]})


@gateway.command("status", help=_("Báo một bước xử lý của tỉnh trên một hồ sơ xuống quầy."))
@click.argument("code")
@click.argument("action", type=click.Choice(STATUS_ACTIONS))
@click.option("--by", required=True, metavar="NAME", help=_("Ai thực hiện."))
@click.option("--reason", default="", help=_("Lý do, nội dung."))
@data_option
@json_option
@command
def status(code: str, action: str, by: str, reason: str, data: Path, as_json: bool) -> None:
    with _opened(data) as province:
        facts = {"reason": reason} if reason else {}
        number = province.news.set_status(code, Action(action), by, now(), facts)
    click.echo(_("Đã ghi; quầy sẽ nhận ở lần trao đổi tới."))
    if as_json:
        answer({"number": number, "code": code, "action": action, "role": Role.PROVINCE.value})


@gateway.command("take-bundle", help=_("Nhận một gói dữ liệu mang đến bằng USB và lập gói trả lời."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="ANSWER",
    help=_("Tệp trả lời để mang về quầy."),
)
@data_option
@json_option
@command
def take_bundle_(file: Path, out: Path, data: Path, as_json: bool) -> int:
    with _opened(data) as province, meter() as report_step:
        try:
            done = province.bundles.take(file, out, Progress(report_step))
        except Refusal as refusal:
            return fail(refusal.code.value, refusal.message, as_json=as_json)
    click.echo(
        _("Gói của {office}, lập {at}: nhật ký từ mục {first} đến {last}, {files} tệp.").format(
            office=done.office,
            at=f"{done.made_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
            first=done.held_before + 1,
            last=done.held,
            files=done.files,
        )
        if done.held > done.held_before
        else _("Gói của {office}, lập {at}: không có mục nhật ký mới, {files} tệp.").format(
            office=done.office, at=f"{done.made_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}", files=done.files
        )
    )
    if done.refused is not None:
        click.echo(_("Chưa nhận phần còn lại: {why}").format(why=done.refused.message), err=True)
    click.echo(_("Gói trả lời: {out}. Hãy mang về và nhận ở máy của quầy.").format(out=out))
    if as_json:
        answer({"office": done.office, "device": done.device, "held_before": done.held_before, "held": done.held,
                "files": done.files, "missing": done.missing, "verdicts": done.verdicts, "days": done.days,
                "refused": None if done.refused is None else done.refused.code})  # fmt: skip
    return 0


@gateway.command("devices", help=_("Các máy đã đăng ký."))
@data_option
@json_option
@command
def devices_(data: Path, as_json: bool) -> None:
    with _opened(data) as province, province.store.read() as session:
        rows = session.execute(
            select(devices, usage.c.seen_at)
            .outerjoin(usage, usage.c.device == devices.c.id)
            .order_by(devices.c.office, devices.c.enrolled_at)
        ).all()
    for row in rows:
        seen = read_moment(row.seen_at).astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y") if row.seen_at else "–"
        revoked = _("đã thu hồi") if row.revoked_at else ""
        click.echo(f"{row.id}\t{row.office}\t{row.name}\t{row.held_seq}\t{seen}\t{revoked}")
    if as_json:
        answer({"devices": [{"id": row.id, "office": row.office, "name": row.name, "held": row.held_seq,
                             "seen_at": row.seen_at, "revoked": row.revoked_at is not None} for row in rows]})  # fmt: skip


@gateway.command("verify", help=_("Kiểm tra nhật ký của mọi máy và mọi tệp mà cổng đang giữ."))
@click.option("--ask-again", is_flag=True, help=_("Xin các quầy gửi lại những tệp hỏng."))
@data_option
@json_option
@command
def verify_(ask_again: bool, data: Path, as_json: bool) -> int:
    with _opened(data) as province:
        found = verify(province.store, province.files, ask_again=ask_again)
    click.echo(_("Đã kiểm tra {n} mục nhật ký, {m} tệp.").format(n=found.entries, m=found.files))
    for device, seq in found.broken:
        click.echo(_("Nhật ký của máy {device} hỏng từ mục {seq}.").format(device=device, seq=seq), err=True)
    for name in found.damaged:
        click.echo(_("Tệp hỏng: {name}").format(name=name), err=True)
    if as_json:
        answer({"entries": found.entries, "files": found.files, "damaged": list(found.damaged),
                "broken": [{"device": device, "seq": seq} for device, seq in found.broken]})  # fmt: skip
    return 0 if found.whole else 1


@gateway.command("resend", help=_("Gửi lại cho một máy mọi dải mã và trạng thái mà tỉnh đã báo."))
@click.argument("device")
@data_option
@json_option
@command
def resend_(device: str, data: Path, as_json: bool) -> None:
    with _opened(data) as province:
        count = province.news.resend(device)
    click.echo(_("Máy {device} sẽ nhận lại {n} tin ở lần trao đổi tới.").format(device=device, n=count))
    if as_json:
        answer({"device": device, "news": count})


@gateway.command("revoke", help=_("Thu hồi quyền của một máy."))
@click.argument("device")
@data_option
@json_option
@command
def revoke(device: str, data: Path, as_json: bool) -> None:
    with _opened(data) as province:
        if not province.devices.revoke(device, now()):
            raise RuleBroken(
                "device", "not_found", _("Tỉnh không biết máy {device}.").format(device=device[:60])
            )
    click.echo(_("Đã thu hồi máy {device}.").format(device=device))
    if as_json:
        answer({"device": device, "revoked": True})


@contextmanager
def _opened(data: Path, *, founding: bool = False) -> Iterator[Gateway]:
    if not founding and not _places().database:
        check_stands(data)
    places = _places()
    province = Gateway(province_folder(data), _key(data), database=places.database, bucket=places.bucket)
    try:
        yield province
    finally:
        province.close()


def _key(data: Path) -> bytes | None:
    key = province_key(data, keys.terminal_or_environment, in_file=not _places().database)
    if key is None:
        click.echo(
            _("Chú ý: kho của cổng KHÔNG mã hóa vì máy không có kho mật khẩu và không có {name}.").format(
                name=keys.PASSPHRASE_VARIABLE
            ),
            err=True,
        )
    return key


def _places() -> Places:
    return click.get_current_context().find_object(Places) or Places("", "")


def _listening(at: str) -> None:
    click.echo(_("Cổng nghe tại {at}; dừng bằng Ctrl+C.").format(at=at))


def _address(listen: str) -> tuple[str, int]:
    host, _colon, port = listen.rpartition(":")
    host = host.strip("[]")
    if not host or not port.isascii() or not port.isdigit() or not 0 <= int(port) < 65536:
        raise click.UsageError(_("--listen phải có dạng HOST:PORT, ví dụ 127.0.0.1:8700."))
    return host, int(port)
