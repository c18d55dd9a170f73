"""Which printers are there, and how does a PDF reach one? Through CUPS, by its clients lp and lpstat.

No Qt, so that the command line prints too. On Windows there is no lp: there the window prints the
same PDF through Qt, and this module answers `no_print_service`.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from enum import Enum
from typing import Final

from desk.errors import Trouble
from desk.rules.words import _

PATIENCE_S: Final = 20  # a print service that says nothing for so long is down
OFF: Final = ("offline", "shutdown", "connecting-to-device", "timed-out")
OUT_OF_PAPER: Final = ("media-empty", "media-needed")
JAMMED: Final = ("media-jam", "cover-open", "door-open")


class PrinterState(Enum):
    """What a printer can do with the next paper."""

    READY = "ready"  # idle or printing: the paper comes out
    STOPPED = "stopped"  # somebody or an error stopped the queue: paper waits until it is resumed
    REFUSING = "refusing"  # the queue takes no jobs
    OFF = "off"  # the queue runs, the device does not answer
    OUT_OF_PAPER = "out_of_paper"
    JAMMED = "jammed"


@dataclass(frozen=True, slots=True)
class Printer:
    """A queue of the print service: its name, what people call it, whether it is the default, how it is."""

    name: str
    description: str
    is_default: bool
    state: PrinterState


def printers() -> tuple[Printer, ...]:
    """All queues of this machine, the default first. Empty when the service runs and has none.

    Raises Trouble `no_print_service` when CUPS is absent, down or silent.
    """
    if "not running" in _run("lpstat", "-r"):
        raise _no_service()
    default = _run("lpstat", "-d").partition("destination: ")[2].strip()
    refusing = set(re.findall(r"^(\S+) not accepting", _run("lpstat", "-a"), re.MULTILINE))
    found = []
    for part in re.split(r"^printer ", _run("lpstat", "-l", "-p"), flags=re.MULTILINE)[1:]:
        name = part.split(maxsplit=1)[0]
        description = re.search(r"^\s*Description: *(.*)$", part, re.MULTILINE)
        found.append(
            Printer(
                name,
                (description[1].strip() if description else "") or name,
                name == default,
                PrinterState.REFUSING if name in refusing else _state(part),
            )
        )
    return tuple(sorted(found, key=lambda printer: (not printer.is_default, printer.name)))


def send(pdf: bytes, title: str, paper: str, printer: str = "", copies: int = 1) -> str:
    """Hand a PDF to a queue (the default one where none is named); the service's id of the job.

    Afterwards the job is the print service's: it survives this program. It prints one-sided,
    because two copies (liên) must not share a sheet, and unscaled, because bars must keep
    their width. Nothing is queued when Trouble is raised: `no_print_service`, `no_printer`,
    `printer_unknown`, or a printer that would let the paper wait (`printer_stopped`,
    `printer_refusing`, `printer_off`, `printer_out_of_paper`, `printer_jammed`), `print_refused`.
    """
    known = {found.name: found for found in printers()}
    if not known:
        raise Trouble(
            "no_printer",
            _("Máy này chưa có máy in nào."),
            _("Hãy thêm máy in trong phần cài đặt của hệ điều hành, hoặc lưu giấy thành tệp PDF."),
        )
    chosen = known.get(printer) if printer else next(iter(known.values()))
    if chosen is None:
        raise Trouble(
            "printer_unknown",
            _("Không còn thấy máy in “{printer}”.").format(printer=printer),
            _("Hãy chọn máy in khác: {names}.").format(names=", ".join(known)),
        )
    if chosen.state is not PrinterState.READY:
        raise not_ready(chosen)
    answer = _run(
        "lp", "-d", chosen.name, "-n", str(copies), "-t", title,
        "-o", f"media={paper}", "-o", "print-scaling=none", "-o", "sides=one-sided", "-",
        given=pdf,
    )  # fmt: skip
    job = re.search(r"request id is (\S+)", answer)
    if job is None:
        raise _refused(answer)
    return job[1]


def is_waiting(job: str) -> bool:
    """Whether the service still holds a job: false once it is printed, cancelled or gone."""
    return any(line.split(maxsplit=1)[0] == job for line in _run("lpstat", "-o").splitlines() if line)


def cancel(job: str) -> None:
    """Take a job out of its queue. One that is already printed is left alone."""
    if is_waiting(job):
        _run("cancel", job)


def not_ready(printer: Printer) -> Trouble:
    """Why a printer that is not READY lets paper wait, and what a hand can do about it."""
    name = printer.description
    title, advice = {
        PrinterState.STOPPED: (
            _("Máy in “{name}” đang tạm dừng."),
            _("Hãy cho máy in chạy tiếp trong phần cài đặt của hệ điều hành, rồi in lại."),
        ),
        PrinterState.REFUSING: (
            _("Máy in “{name}” đang từ chối nhận giấy."),
            _("Hãy chọn máy in khác, hoặc nhờ người quản trị mở lại máy in này."),
        ),
        PrinterState.OFF: (
            _("Không gọi được máy in “{name}”."),
            _("Hãy kiểm tra nguồn điện và dây nối của máy in, rồi in lại."),
        ),
        PrinterState.OUT_OF_PAPER: (
            _("Máy in “{name}” hết giấy."),
            _("Hãy nạp giấy, rồi in lại."),
        ),
        PrinterState.JAMMED: (
            _("Máy in “{name}” bị kẹt giấy hoặc đang mở nắp."),
            _("Hãy gỡ giấy kẹt, đóng nắp máy, rồi in lại."),
        ),
    }[printer.state]
    return Trouble(f"printer_{printer.state.value}", title.format(name=name), advice)


def _state(report: str) -> PrinterState:
    """How a printer is, from the long report of lpstat: its first line, then its alerts (RFC 8011)."""
    alerts = " ".join(re.findall(r"^\s*Alerts: *(.*)$", report, re.MULTILINE))
    for words, state in (
        (OUT_OF_PAPER, PrinterState.OUT_OF_PAPER),
        (JAMMED, PrinterState.JAMMED),
        (OFF, PrinterState.OFF),
    ):
        if any(word in alerts for word in words):
            return state
    if re.match(r"\S+ disabled since", report):
        return PrinterState.STOPPED
    return PrinterState.READY


def _run(program: str, *arguments: str, given: bytes | None = None) -> str:
    """What a client of the print service says, in English whatever the desk's language.

    lpstat exits with 1 for "nothing there", so that only lp's failures are failures here.
    """
    speak_english = {**os.environ, "LC_ALL": "C", "LANG": "C", "LANGUAGE": "C"}
    try:
        done = subprocess.run(
            [program, *arguments],
            input=given if given is not None else b"",
            capture_output=True,
            timeout=PATIENCE_S,
            env=speak_english,
            check=False,
        )
    except (FileNotFoundError, PermissionError, subprocess.TimeoutExpired) as failure:
        raise _no_service() from failure
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if "Unable to connect" in said or "Bad file descriptor" in said or "onnection refused" in said:
        raise _no_service()
    if done.returncode and program != "lpstat":
        raise _refused(said)
    return done.stdout.decode("utf-8", "replace") if done.stdout else said


def _no_service() -> Trouble:
    return Trouble(
        "no_print_service",
        _("Dịch vụ in của máy không chạy."),
        _("Hãy bật dịch vụ in (CUPS) hoặc nhờ người quản trị; giấy vẫn lưu được thành tệp PDF."),
    )


def _refused(said: str) -> Trouble:
    return Trouble(
        "print_refused",
        _("Dịch vụ in không nhận giấy này: {said}").format(said=said.strip() or _("không nói lý do")),
        _("Hãy thử máy in khác hoặc lưu thành tệp PDF."),
    )
