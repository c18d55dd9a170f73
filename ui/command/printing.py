"""Commands about paper that left: what was kept of a dossier, and what waits for a printer and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from filelock import FileLock, Timeout

from desk import print_queue
from desk.clock import now
from desk.errors import RuleBroken, Trouble
from desk.files import DESK_LOCK, write_durably
from desk.print_queue import Job, JobState
from desk.progress import Progress
from desk.records.base import VIETNAM
from desk.rules.words import _
from desk.store import Store
from printing import printers
from ui.command.common import answer, command, data_option, json_option, opened
from ui.papers.keeping import Kept, kept_bytes, kept_papers
from ui.papers.sending import Service, take_back, turn


def hand_on(store: Store, job: str) -> dict[str, str]:
    """Give a queued paper to its printer now, or leave it to the open desk; what to answer about it.

    Raises Trouble with the printer's reason; the paper stays in the queue then.
    """
    if not _turned(store):
        click.echo(_("Đã xếp vào hàng in; màn hình quầy đang mở sẽ gửi ra máy in trong giây lát."))
        return {"queued": job}
    with store.read() as session:
        found = next(one for one in print_queue.queue(session, now()) if one.id == job)
    if found.why:
        click.echo(_("Giấy nằm trong hàng in; xem và thử lại bằng “motcua printing”."))
        raise Trouble(found.code, found.why)
    click.echo(_("Đã gửi máy in, số việc in {job}.").format(job=found.spool or _("không rõ")))
    return {"queued": job, "job": found.spool}


def _service() -> Service:
    return Service(printers.send, printers.is_waiting, printers.cancel, printers.printers)


def _turned(store: Store) -> bool:
    """Turn the queue once; False where an open desk does that itself."""
    try:
        with FileLock(store.folder / DESK_LOCK, timeout=0):
            turn(store, _service(), now, Progress())
    except Timeout:
        return False
    return True


@click.command(
    "papers", help=_("Liệt kê giấy đã in của một hồ sơ; với --save N --out, ghi đúng bản đã in ra tệp.")
)
@click.argument("code")
@click.option("--save", "number", type=click.IntRange(1), metavar="N", help=_("Số thứ tự trong danh sách."))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=_("Tệp PDF."))
@data_option
@json_option
@command
def papers(code: str, number: int | None, out: Path | None, data: Path, as_json: bool) -> None:
    if (number is None) != (out is None):
        raise click.UsageError(_("Cần cả hai: --save N và --out TỆP.pdf."))
    with opened(data) as store:
        kept = kept_papers(store, code)
        if number is not None and out is not None:
            if number > len(kept):
                raise RuleBroken(
                    "save", "not_kept", _("Hồ sơ này chỉ có {n} giấy đã in.").format(n=len(kept))
                )
            if not kept[number - 1].is_here:
                raise RuleBroken("save", "not_kept", _("Bản in này không được giữ lại; hãy in bản mới."))
            write_durably(out, kept_bytes(store, kept[number - 1].paper))
            click.echo(_("Đã ghi {path}").format(path=out))
    if number is None:
        for at, one in enumerate(kept, 1):
            click.echo(f"{at}\t{_line(one)}")
        if not kept:
            click.echo(_("Hồ sơ này chưa in giấy nào."))
    if as_json:
        saved = {"file": str(out)} if out is not None else {}
        answer({"papers": [_plain(at, one) for at, one in enumerate(kept, 1)], **saved})


def _line(one: Kept) -> str:
    left = f"{one.paper.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    signed = _("ký số: {who}").format(who=", ".join(one.signers)) if one.signers else ""
    lost = "" if one.is_here else _("không còn bản lưu")
    said = (one.paper.form, left, one.by, one.paper.printer, _("lần {n}").format(n=one.nth), signed, lost)
    return "\t".join(part for part in said if part)


def _plain(number: int, one: Kept) -> dict[str, Any]:
    paper = one.paper
    return {
        "n": number, "form": paper.form, "at": paper.at.isoformat(), "by": paper.by, "printer": paper.printer,
        "nth": one.nth, "template": paper.template, "sha256": paper.sha256, "kept": one.is_here,
        "signed_by": list(one.signers),
    }  # fmt: skip


@click.command("printing", help=_("Hàng in: giấy nào chờ, vì sao; thử lại hoặc hủy."))
@click.option("--again", metavar="N", type=click.IntRange(1), help=_("Thử in lại giấy thứ N ngay."))
@click.option("--printer", metavar="NAME", help=_("Cùng --again: ra máy in này."))
@click.option("--cancel", metavar="N", type=click.IntRange(1), help=_("Hủy giấy thứ N."))
@data_option
@json_option
@command
def printing(again: int | None, printer: str | None, cancel: int | None, data: Path, as_json: bool) -> None:
    if again is not None and cancel is not None:
        raise click.UsageError(_("Chọn một trong hai: --again hoặc --cancel."))
    if printer is not None and again is None:
        raise click.UsageError(_("--printer chỉ dùng cùng --again N."))
    with opened(data) as store:
        before = _jobs(store)
        if cancel is not None:
            take_back(store, _service(), _chosen(before, cancel).id, now())
        if again is not None:
            with store.keep() as session:
                print_queue.again(session, _chosen(before, again).id, now(), printer)
        _turned(store)
        jobs = _jobs(store)
    for number, job in enumerate(jobs, 1):
        at = f"{job.created_at.astimezone(VIETNAM):%H:%M}"
        where = job.printer or _("mặc định")
        click.echo(
            "\t".join(part for part in (str(number), at, job.title, where, _state(job), job.why) if part)
        )
    if not any(job.open for job in jobs):
        click.echo(_("Không có giấy nào chờ in."))
    if as_json:
        answer({"jobs": [_job(number, job) for number, job in enumerate(jobs, 1)]})


def _jobs(store: Store) -> tuple[Job, ...]:
    with store.read() as session:
        return print_queue.queue(session, now())


def _chosen(jobs: tuple[Job, ...], number: int) -> Job:
    if number > len(jobs):
        raise RuleBroken("job", "not_found", _("Hàng in chỉ có {n} giấy.").format(n=len(jobs)))
    return jobs[number - 1]


def _state(job: Job) -> str:
    return {
        JobState.WAITING: _("chờ in"),
        JobState.PRINTING: _("đang in"),
        JobState.DONE: _("đã in"),
        JobState.FAILED: _("chưa in được"),
        JobState.CANCELLED: _("đã hủy"),
    }[job.state]


def _job(number: int, job: Job) -> dict[str, Any]:
    return {
        "n": number, "id": job.id, "title": job.title, "printer": job.printer, "state": job.state.value,
        "why": job.why, "at": job.created_at.isoformat(), "copies": job.copies, "size": job.size,
    }  # fmt: skip
