"""How do foreign bytes meet decoders without danger for the desk? In a process of its own, with little to do harm with.

    desk ── the file ──► stdin │ python -m scanning.apart │ stdout ──► {"sources": […]} \\n bytes bytes bytes
                               │ no file grows, 2 GB, 60 s of the processor

A decoder that crashes, hangs or fills the memory takes the helper process along; the clerk reads that this file cannot
be taken, and nothing else happens. What comes back is read as data, never as code.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from desk.attachments import MAX_FILE_BYTES
from desk.errors import RuleBroken
from desk.progress import Progress
from desk.rules.words import _, spoken, use_language
from scanning.intake import Source, taken, too_large
from scanning.pictures import Kind

MEMORY_BYTES: Final = 2 * 1024**3
PROCESSOR_S: Final = 60
PATIENCE_S: Final = 180
"""On the clock: longer than the processor's limit, for a machine that has other things to do."""
POLL_S: Final = 0.2


def taken_apart(
    data: bytes, name: str, field: str = "attachments", progress: Progress | None = None
) -> tuple[Source, ...]:
    """As `intake.taken`, in a process of its own. Also raises RuleBroken `unreadable` when that process gave up.

    Raises Cancelled when `progress` is cancelled; the process is ended then.
    """
    if len(data) > MAX_FILE_BYTES:
        raise too_large(name, field)
    asked = json.dumps({"name": name, "field": field, "words": spoken()}).encode() + b"\n"
    process = subprocess.Popen(
        [sys.executable, "-m", "scanning.apart"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=surroundings(),
        cwd=str(Path(__file__).parents[1]),
    )  # fmt: skip
    said: list[bytes] = []
    # A thread of its own writes and reads: communicate() loses what it has not yet written when it times out (3.11).
    talk = threading.Thread(target=lambda: said.append(process.communicate(asked + data)[0]), daemon=True)
    talk.start()
    waited = 0.0
    try:
        while talk.is_alive() and waited < PATIENCE_S:
            talk.join(POLL_S)
            waited += POLL_S
            if progress is not None:
                progress.check()
    finally:
        process.kill()
        talk.join()
    if process.returncode != 0:
        raise _unreadable(name, field)
    return _read(said[0], name, field)


def read_file(path: Path, name: str, field: str = "attachments") -> bytes:
    """The bytes of a chosen, dropped or watched file. Raises RuleBroken: missing (also when it vanishes), too_large."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as gone:
        raise RuleBroken(field, "missing", _("Không đọc được tệp “{name}”.").format(name=name)) from gone
    if len(data) > MAX_FILE_BYTES:
        raise too_large(name, field)
    return data


@dataclass(frozen=True, slots=True)
class _Answer:
    head: dict[str, Any]
    blobs: tuple[bytes, ...] = ()

    def write(self, out: BinaryIO) -> None:
        out.write(json.dumps(self.head).encode() + b"\n")
        for blob in self.blobs:
            out.write(blob)
        out.flush()


def _read(said: bytes, name: str, field: str) -> tuple[Source, ...]:
    line, _break, rest = said.partition(b"\n")
    try:
        head = json.loads(line)
        if "broken" in head:
            code, sentence = head["broken"]
            raise RuleBroken(field, str(code), str(sentence))
        sources, at = [], 0
        for one in head["sources"]:
            sizes = [int(size) for size in one["sizes"]]
            blobs = []
            for size in sizes:
                blobs.append(rest[at : at + size])
                at += size
            sources.append(
                Source(
                    blobs[0], Kind(one["kind"]), tuple(blobs[1:]), int(one["dpi"]), bool(one["signed"]),
                    tuple(str(sentence) for sentence in one["dropped"]),
                )
            )  # fmt: skip
        if at != len(rest):
            raise ValueError
    except (ValueError, KeyError, TypeError, IndexError) as nonsense:
        raise _unreadable(name, field) from nonsense
    return tuple(sources)


def surroundings() -> dict[str, str]:
    """What a helper process may know: where its programs are; no passphrase."""
    kept = (
        "PATH",
        "LANG",
        "LC_ALL",
        "SYSTEMROOT",
        "TEMP",
        "TMP",
        "VIRTUAL_ENV",
        "PYTHONPATH",
        "MOTCUA_LANGUAGE",
    )
    return {name: os.environ[name] for name in kept if name in os.environ}


def _unreadable(name: str, field: str) -> RuleBroken:
    return RuleBroken(
        field, "unreadable",
        _("Không mở được tệp “{name}” một cách an toàn nên không nhận; hãy quét lại từ bản giấy.").format(name=name),
    )  # fmt: skip


def _bounded() -> None:
    """Little memory, little time, no file (POSIX; on Windows the clock alone)."""
    try:
        import resource
    except ImportError:
        return
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def _answer(given: bytes) -> _Answer:
    line, _break, data = given.partition(b"\n")
    asked = json.loads(line)
    language, folder = asked["words"]
    if language:
        use_language(language, Path(folder))
    try:
        sources = taken(data, str(asked["name"]), str(asked["field"]))
    except RuleBroken as broken:
        return _Answer({"broken": [broken.code, broken.message]})
    return _Answer(
        {
            "sources": [
                {
                    "kind": one.kind.value, "dpi": one.dpi, "signed": one.signed, "dropped": list(one.dropped),
                    "sizes": [len(one.data), *(len(picture) for picture in one.pictures)],
                }
                for one in sources
            ]
        },
        tuple(blob for one in sources for blob in (one.data, *one.pictures)),
    )  # fmt: skip


if __name__ == "__main__":
    _bounded()
    _answer(sys.stdin.buffer.read()).write(sys.stdout.buffer)
