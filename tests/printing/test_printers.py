"""Does paper reach a printer, and does a person learn why not? Programs that play CUPS, then CUPS itself."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.errors import Trouble
from printing import printers
from printing.documents.receipt import Receipt
from printing.printers import Printer, PrinterState
from printing.render import pdf
from tests.printing.reading import codes, pictures, texts

LPSTAT = """#!/bin/sh
test "$LC_ALL" = C || { echo "bộ lập lịch đang chạy"; exit 0; }
case "$*" in
-r) echo "scheduler is running" ;;
-d) echo "system default destination: quay2" ;;
-a) cat "$REPORTS/accepting" ;;
"-l -p") cat "$REPORTS/printers" ;;
-o) cat "$REPORTS/jobs" ;;
esac
"""
LP = """#!/bin/sh
printf '%s\\n' "$@" > "$REPORTS/asked"
cat > "$REPORTS/paper"
echo "request id is quay2-7 (1 file(s))"
"""
IDLE = "printer {name} is idle.  enabled since Tue Nov 24 08:00:00 2026\n\tDescription: {what}\n\tAlerts: {alerts}\n"
STOPPED = "printer {name} disabled since Tue Nov 24 08:00:00 2026 -\n\tPaused\n\tDescription: {what}\n\tAlerts: {alerts}\n"


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A print service of two queues that says what its files say."""
    for name, program in (("lpstat", LPSTAT), ("lp", LP)):
        (tmp_path / name).write_text(program, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("REPORTS", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    (tmp_path / "accepting").write_text("quay1 accepting requests\nquay2 accepting requests\n")
    (tmp_path / "jobs").write_text("")
    (tmp_path / "printers").write_text(
        IDLE.format(name="quay1", what="Máy in quầy 1", alerts="none")
        + IDLE.format(name="quay2", what="", alerts="none"),
        encoding="utf-8",
    )
    return tmp_path


def test_printers_are_listed_with_the_default_first(service: Path) -> None:
    assert printers.printers() == (
        Printer("quay2", "quay2", True, PrinterState.READY),
        Printer("quay1", "Máy in quầy 1", False, PrinterState.READY),
    )


def test_paper_goes_out_unscaled_and_on_one_side_of_the_sheet(service: Path) -> None:
    """Bars must keep their width, and the two copies (liên) must not share a sheet."""
    job = printers.send(b"%PDF-1.4 giay", "Giấy hẹn; $(rm -rf x)", "A5", copies=3)
    assert job == "quay2-7"
    asked = (service / "asked").read_text(encoding="utf-8").splitlines()
    assert asked == [
        "-d", "quay2", "-n", "3", "-t", "Giấy hẹn; $(rm -rf x)",
        "-o", "media=A5", "-o", "print-scaling=none", "-o", "sides=one-sided", "-",
    ]  # fmt: skip
    assert (service / "paper").read_bytes() == b"%PDF-1.4 giay"


@pytest.mark.parametrize(
    ("report", "accepting", "code"),
    [
        (STOPPED.format(name="quay1", what="Máy", alerts="none"), "", "printer_stopped"),
        (
            IDLE.format(name="quay1", what="Máy", alerts="none"),
            "quay1 not accepting requests since Tue -\n\tRejecting\n",
            "printer_refusing",
        ),
        (IDLE.format(name="quay1", what="Máy", alerts="offline-report"), "", "printer_off"),
        (IDLE.format(name="quay1", what="Máy", alerts="connecting-to-device"), "", "printer_off"),
        (STOPPED.format(name="quay1", what="Máy", alerts="media-empty-error"), "", "printer_out_of_paper"),
        (IDLE.format(name="quay1", what="Máy", alerts="media-jam-warning paused"), "", "printer_jammed"),
    ],
)
def test_a_printer_that_would_let_the_paper_wait_is_named_and_nothing_is_queued(
    service: Path, report: str, accepting: str, code: str
) -> None:
    (service / "printers").write_text(report, encoding="utf-8")
    (service / "accepting").write_text(accepting, encoding="utf-8")
    with pytest.raises(Trouble) as trouble:
        printers.send(b"%PDF", "Giấy hẹn", "A5", "quay1")
    assert trouble.value.code == code
    assert "Máy" in trouble.value.title
    assert trouble.value.advice
    assert not (service / "asked").exists()


@pytest.mark.parametrize(("reports", "code"), [("", "no_printer"), (None, "printer_unknown")])
def test_a_printer_that_is_not_there(service: Path, reports: str | None, code: str) -> None:
    if reports is not None:
        (service / "printers").write_text(reports)
    with pytest.raises(Trouble) as trouble:
        printers.send(b"%PDF", "Giấy hẹn", "A5", "quay9")
    assert trouble.value.code == code
    assert trouble.value.advice


@pytest.mark.parametrize(
    ("program", "said", "code"),
    [
        ("lpstat", "echo 'scheduler is not running'", "no_print_service"),
        ("lpstat", "echo 'lpstat: Unable to connect to server' >&2; exit 1", "no_print_service"),
        ("lp", "echo 'lp: Unsupported document-format' >&2; exit 1", "print_refused"),
        ("lp", "echo 'không có số'", "print_refused"),
    ],
)
def test_a_service_that_fails_says_so_with_advice(service: Path, program: str, said: str, code: str) -> None:
    (service / program).write_text(f"#!/bin/sh\n{said}\n")
    with pytest.raises(Trouble) as trouble:
        printers.send(b"%PDF", "Giấy hẹn", "A5")
    assert trouble.value.code == code
    assert trouble.value.advice


def test_a_machine_without_a_print_service_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Trouble) as trouble:
        printers.printers()
    assert trouble.value.code == "no_print_service"


def test_a_job_waits_until_the_service_forgets_it(service: Path) -> None:
    (service / "jobs").write_text("quay2-7   an   45000   Tue Nov 24 08:00:00 2026\n")
    assert printers.is_waiting("quay2-7")
    assert not printers.is_waiting("quay2-77")


CUPSD = """Listen {home}/cups.sock
Browsing Off
WebInterface No
DefaultAuthType None
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
CUPS_FILES = """ServerRoot {home}
ServerBin /usr/lib/cups
DataDir /usr/share/cups
RequestRoot {home}/spool
TempDir {home}/spool/tmp
CacheDir {home}/cache
StateDir {home}/state
ErrorLog {home}/error
AccessLog {home}/access
PageLog {home}/page
Printcap {home}/printcap
FileDevice Yes
"""
DRIVER = Path("/usr/share/ppd/cupsfilters/Generic-PDF_Printer-PDF.ppd")
TOOLS = ("cupsd", "lp", "lpstat", "lpadmin", "cupsdisable", "cupsreject", "cancel")
PATIENCE_S = 60.0


def until(ready: object, what: str) -> None:
    """Ask again until it is so, or fail saying what never came."""
    end = time.monotonic() + PATIENCE_S
    while not ready():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.05)


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A CUPS of our own on its own socket, with one queue that prints into a file."""
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}:/usr/sbin")
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing or not DRIVER.exists():
        pytest.skip(f"CUPS is not installed (missing: {', '.join(missing) or DRIVER.name})")
    if os.geteuid() != 0:
        pytest.skip("cupsd starts as root only")
    # a socket's path holds 107 letters: too few for tmp_path
    with tempfile.TemporaryDirectory(prefix="cups") as folder:
        home = Path(folder)
        for part in ("spool/tmp", "cache", "state", "ppd"):
            (home / part).mkdir(parents=True)
        home.chmod(0o755)
        (home / "cupsd.conf").write_text(CUPSD.format(home=home))
        (home / "cups-files.conf").write_text(CUPS_FILES.format(home=home))
        monkeypatch.setenv("CUPS_SERVER", f"{home}/cups.sock")
        running = subprocess.Popen(
            ["cupsd", "-f", "-c", home / "cupsd.conf", "-s", home / "cups-files.conf"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            until(lambda: answers(home / "cups.sock"), "cupsd on its socket")
            subprocess.run(
                ["lpadmin", "-p", "quay", "-E", "-v", f"file:{home}/printed.pdf", "-P", DRIVER, "-D", "Máy in quầy"],
                check=True, capture_output=True,
            )  # fmt: skip
            subprocess.run(["lpadmin", "-d", "quay"], check=True, capture_output=True)
            yield home
        finally:
            running.terminate()
            running.wait(PATIENCE_S)


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(str(path)) == 0


@pytest.mark.heavy
def test_a_receipt_comes_out_of_a_real_queue_as_it_went_in(cups: Path) -> None:
    assert printers.printers() == (Printer("quay", "Máy in quầy", True, PrinterState.READY),)
    receipt = Receipt.specimen()
    paper = pdf(receipt)
    job = printers.send(paper, "Giấy hẹn", "A5")
    until(lambda: not printers.is_waiting(job), "the printed job")
    printed = (cups / "printed.pdf").read_bytes()
    assert texts(printed) == texts(paper)
    assert codes(pictures(printed, 200)[0])["Code 128"] == receipt.code


@pytest.mark.heavy
def test_a_real_queue_that_is_stopped_or_refuses_is_told_to_the_clerk(cups: Path) -> None:
    subprocess.run(["cupsdisable", "quay"], check=True)
    assert [found.state for found in printers.printers()] == [PrinterState.STOPPED]
    subprocess.run(["cupsreject", "quay"], check=True)
    assert [found.state for found in printers.printers()] == [PrinterState.REFUSING]
    with pytest.raises(Trouble):
        printers.send(b"%PDF", "Giấy hẹn", "A5")


@pytest.mark.heavy
def test_a_job_that_waits_can_be_cancelled(cups: Path) -> None:
    held = subprocess.run(
        ["lp", "-d", "quay", "-H", "hold", "-"],
        input=pdf(Receipt.specimen()),
        check=True,
        capture_output=True,
    )
    job = held.stdout.decode().split()[3]
    assert printers.is_waiting(job)
    printers.cancel(job)
    until(lambda: not printers.is_waiting(job), "the end of a cancelled job")
    printers.cancel(job)
