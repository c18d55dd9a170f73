"""Scanned paper by command: `motcua scan` lists scanners or scans into a PDF, `motcua attach` puts files into a dossier."""

from __future__ import annotations

from pathlib import Path

import click

from desk.attachments import NewFile
from desk.clock import now
from desk.errors import RuleBroken
from desk.files import write_durably
from desk.handling import dossier_of
from desk.progress import Progress
from desk.reception import attach
from desk.rules.words import _
from scanning.apart import read_file, taken_apart
from scanning.intake import Source
from scanning.pages import Page, bound
from scanning.scanners import USUAL_DPI, Paper, Wish, scan, scanners
from scanning.tray import digest_of
from ui.command.common import answer, command, data_option, json_option, opened, person, person_option
from ui.command.meter import meter


@click.command("scan", help=_("Xem các máy quét, hoặc quét ra một tệp PDF sạch."))
@click.option("--list", "lists", is_flag=True, help=_("Chỉ liệt kê máy quét."))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=_("Tệp PDF sẽ ghi."))
@click.option("--device", default="", help=_("Tên máy quét; bỏ trống là máy đầu tiên."))
@click.option(
    "--source", type=click.Choice([one.value for one in Paper]), default=Paper.GLASS.value, show_default=True,
    help=_("Giấy nằm ở đâu: mặt kính, khay nạp, khay nạp hai mặt."),
)  # fmt: skip
@click.option("--dpi", type=click.IntRange(100, 600), default=USUAL_DPI, show_default=True)
@json_option
@command
def scan_(lists: bool, out: Path | None, device: str, source: str, dpi: int, as_json: bool) -> None:
    if lists:
        found = scanners()
        for one in found:
            click.echo(f"{one.device}\t{one.name}")
        if not found:
            click.echo(_("Không thấy máy quét nào."), err=True)
        if as_json:
            answer({"scanners": [{"device": one.device, "name": one.name} for one in found]})
        return
    if out is None:
        raise click.UsageError(_("Hãy cho biết tệp sẽ ghi (--out) hoặc dùng --list."))
    sources: list[Source] = []
    with meter() as report_step:
        for picture in scan(Wish(device, Paper(source), dpi=dpi), Progress(report_step)):
            sources += taken_apart(picture, out.name)
    write_durably(out, _one_pdf(sources))
    click.echo(_("Đã quét {count} trang vào {path}").format(count=len(_pages(sources)), path=out))
    if as_json:
        answer({"file": str(out), "pages": len(_pages(sources))})


@click.command("attach", help=_("Đính tệp (PDF, ảnh) vào một hồ sơ; tệp được làm sạch trước."))
@click.argument("code")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--component", default="", help=_("Thành phần hồ sơ mà tệp thuộc về."))
@person_option
@data_option
@json_option
@command
def attach_(
    code: str, files: tuple[Path, ...], component: str, login: str, data: Path, as_json: bool
) -> None:
    with opened(data) as store:
        actor = person(store, login)
        with store.read() as session:
            dossier = dossier_of(session, code)
        names = {item.name for item in dossier.components}
        if component and component not in names:
            raise RuleBroken(
                "component", "unknown",
                _("Hồ sơ không có thành phần “{name}”; hiện có: {all}.").format(
                    name=component[:60], all="; ".join(sorted(names))
                ),
            )  # fmt: skip
        done = []
        for path in files:  # each by itself: one that is refused leaves the ones before it attached
            clean = _one_pdf(taken_apart(read_file(path, path.name), path.name))
            sha256, size = store.vault.put([clean])
            file = NewFile(f"{path.stem}.pdf", component, sha256, size)
            with store.write(actor, now()) as change:
                attach(change, dossier_of(change.session, code), file)
            click.echo(_("Đã đính {name}").format(name=file.file))
            done.append({"file": file.file, "sha256": sha256, "size": size})
    if as_json:
        answer({"code": dossier.code, "attached": done})


def _pages(sources: list[Source] | tuple[Source, ...]) -> list[Page]:
    return [
        Page(
            digest_of(source.data),
            source.kind,
            index,
            len(source.pictures),
            dpi=source.dpi,
            signed=source.signed,
        )
        for source in sources
        for index in range(len(source.pictures))
    ]


def _one_pdf(sources: list[Source] | tuple[Source, ...]) -> bytes:
    by_digest = {digest_of(source.data): source.data for source in sources}
    return bound(_pages(sources), by_digest.__getitem__)
