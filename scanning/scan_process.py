"""How does an outside program talk while it works? Its lines as they come, with patience, and an end that leaves nothing."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import BinaryIO, Final

from scanning.scan_faults import no_service

POLL_S: Final = 0.1
ASK_TO_STOP_S: Final = 10.0
"""scanimage ends the sheet and parks the lamp when it is asked; then it is ended."""
KEPT_LINES: Final = 12


def speak_english() -> dict[str, str]:
    """The program's words are read, so they must be English whatever the desk's language."""
    return {**os.environ, "LC_ALL": "C", "LANG": "C", "LANGUAGE": "C"}


class Running:
    """One run; leaving the block ends the program, whatever happened inside."""

    def __init__(self, command: list[str]) -> None:
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=speak_english()
            )  # fmt: skip
        except (FileNotFoundError, PermissionError) as missing:
            raise no_service() from missing
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._said: queue.Queue[str | None] = queue.Queue()
        self._complaints: list[str] = []
        self._readers = [
            threading.Thread(target=self._hear, args=(self._process.stdout, False), daemon=True),
            threading.Thread(target=self._hear, args=(self._process.stderr, True), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
            try:
                self._process.wait(ASK_TO_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def lines(self, patience_s: float, check: Callable[[], None] | None = None) -> Iterator[str]:
        """What it says, from both of its mouths, until it ends. TimeoutError after `patience_s` of silence.

        `check` is called several times a second and may raise.
        """
        open_mouths, silent_s = len(self._readers), 0.0
        while open_mouths:
            if check is not None:
                check()
            try:
                said = self._said.get(timeout=POLL_S)
            except queue.Empty:
                silent_s += POLL_S
                if silent_s > patience_s:
                    raise TimeoutError from None
                continue
            silent_s = 0.0
            if said is None:
                open_mouths -= 1
            else:
                yield said

    def ended(self) -> tuple[int, str]:
        """Its exit code (negative: the signal that ended it) and its last complaints."""
        return self._process.wait(), "\n".join(self._complaints[-KEPT_LINES:])

    def _hear(self, stream: BinaryIO, complains: bool) -> None:
        """Progress comes with carriage returns, so lines end with either sign."""
        rest = b""
        while piece := os.read(stream.fileno(), 4096):
            *whole, rest = re.split(rb"[\r\n]", rest + piece)
            for line in whole:
                self._take(line, complains)
        self._take(rest, complains)
        self._said.put(None)

    def _take(self, line: bytes, complains: bool) -> None:
        text = line.decode("utf-8", "replace")
        if text.strip():
            if complains and not text.startswith("Progress"):
                self._complaints.append(text)
            self._said.put(text)
