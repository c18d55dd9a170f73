"""How bad is the line today? A relay for training days, tests and benchmarks.

A TCP relay on loopback that shapes, cuts at byte N, cuts every T seconds and loses answers.

    desk ──▶ BadLine ──(rate, round trip)──▶ gateway

Segments are small (TCP_MAXSEG) and so are the buffers, so that loopback does not flatter. A cut is a reset of
both sides, as a lost carrier looks to them; or, on a `silent` line, nothing at all.
"""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType

SEGMENT = 1448
BUFFER = 16 * 1024
PIECE = 4096
QUEUE_PIECES = 8
LOOPBACK = "127.0.0.1"


class BadLine:
    """Relays to `port`. Everything may be changed while it runs.

    `rate` is bytes a second in each direction (None: as fast as it goes), `rtt` seconds.
    `cut_up`/`cut_down`: after so many more bytes in that direction, over all connections, cut once; `before_cut` runs
    when they are through and nothing more passes: whoever waits in it decides what the other end has read.
    `lose_answers`: so many answers vanish after the gateway has given them; the connection is cut.
    `cut_every`/`dead_s`: cut so often (or between so many seconds), and refuse to connect for so long after.
    `lose_share`: so large a part of all answers vanishes. `seed` decides both, the same way each time.
    `silent`: all of this happens without a word, as behind a router that forgot the connection: nothing is reset,
    nothing is carried any more.
    """

    def __init__(
        self,
        port: int,
        *,
        rate: int | None = None,
        rtt: float = 0.0,
        cut_up: int | None = None,
        cut_down: int | None = None,
        lose_answers: int = 0,
        cut_every: float | tuple[float, float] | None = None,
        dead_s: float = 0.0,
        lose_share: float = 0.0,
        silent: bool = False,
        before_cut: Callable[[], object] = lambda: None,
        seed: int = 0,
    ) -> None:
        self.target = port
        self.rate, self.rtt = rate, rtt
        self.cut_up, self.cut_down = cut_up, cut_down
        self.lose_answers = lose_answers
        self.lose_share = lose_share
        self.silent = silent
        self.before_cut = before_cut
        self._chance = random.Random(seed)  # noqa: S311 - a line's moods guard nothing
        self.dead = False
        self.connections = 0
        self.answers = 0
        """How often the gateway began to speak after the desk had spoken: round trips."""
        self.cuts = 0
        self.bytes_up = 0
        self.bytes_down = 0
        self._lock = threading.Lock()
        self._open: set[_Pair] = set()
        self._silenced: list[_Pair | socket.socket] = []
        self._over = threading.Event()
        self._listening = socket.socket()
        self._listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        self._listening.bind((LOOPBACK, 0))
        self._listening.listen(64)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://{LOOPBACK}:{self.port}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        if cut_every is not None:
            self._threads.append(
                threading.Thread(target=self._cut_again, args=(cut_every, dead_s, seed), daemon=True)
            )
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> BadLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.silent = False
        self.cut()
        for one in self._silenced:
            one.reset() if isinstance(one, _Pair) else _reset(one)
        for thread in self._threads:
            thread.join(5)

    def cut(self) -> None:
        """Break every connection now."""
        with self._lock:
            pairs, self._open = self._open, set()
        for pair in pairs:
            pair.broken()

    def silence(self, one: _Pair | socket.socket) -> None:
        """Keep this until the line is closed: it must not be seen to end."""
        with self._lock:
            self._silenced.append(one)

    def passes(self, up: bool, size: int) -> tuple[int, bool]:
        """How many of the next `size` bytes still pass in this direction, and whether the line is cut after them."""
        with self._lock:
            left = self.cut_up if up else self.cut_down
            cut = left is not None and left <= size
            passed = size if left is None else min(size, left)
            after = None if left is None or cut else left - passed
            if up:
                self.cut_up, self.bytes_up = after, self.bytes_up + passed
            else:
                self.cut_down, self.bytes_down = after, self.bytes_down + passed
            self.cuts += cut
            return passed, cut

    def loses(self) -> bool:
        """Whether this answer, which begins now, is lost."""
        with self._lock:
            self.answers += 1
            if self.lose_answers > 0:
                self.lose_answers -= 1
            elif not self.lose_share or self._chance.random() >= self.lose_share:
                return False
            self.cuts += 1
            return True

    def forget(self, pair: _Pair) -> None:
        with self._lock:
            self._open.discard(pair)

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                near, _address = self._listening.accept()
            except OSError:
                return
            if self.dead or self._over.is_set():
                self.silence(near) if self.silent else _reset(near)
                continue
            try:
                far = socket.create_connection((LOOPBACK, self.target), timeout=10)
            except OSError:
                _reset(near)
                continue
            far.settimeout(None)
            self.connections += 1
            pair = _Pair(self, near, far)
            with self._lock:
                self._open.add(pair)
            pair.start()

    def _cut_again(self, every: float | tuple[float, float], dead_s: float, seed: int) -> None:
        least, most = every if isinstance(every, tuple) else (every, every)
        chance = random.Random(seed)  # noqa: S311 - as above
        while not self._over.wait(chance.uniform(least, most)):
            self.dead = True
            self.cuts += 1
            self.cut()
            self._over.wait(dead_s)
            self.dead = False


class _Pair:
    def __init__(self, line: BadLine, near: socket.socket, far: socket.socket) -> None:
        self._line, self._near, self._far = line, near, far
        self._asked = False
        self._deaf = False
        for one in (near, far):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)

    def start(self) -> None:
        for source, target, up in ((self._near, self._far, True), (self._far, self._near, False)):
            pipe = _Pipe()
            threading.Thread(target=self._take, args=(source, pipe, up), daemon=True).start()
            threading.Thread(target=self._give, args=(target, pipe, up), daemon=True).start()

    def broken(self) -> None:
        if self._line.silent:
            self._deaf = True
            self._line.forget(self)
            self._line.silence(self)
        else:
            self.reset()

    def reset(self) -> None:
        self._line.forget(self)
        _reset(self._near)
        _reset(self._far)

    def _take(self, source: socket.socket, pipe: _Pipe, up: bool) -> None:
        while True:
            try:
                piece = source.recv(PIECE)
            except OSError:
                piece = b""
            if up:
                self._asked = True
            elif piece and self._asked:
                self._asked = False
                if self._line.loses():
                    self.broken()
                    piece = b""
            if self._deaf:
                return
            pipe.put(time.monotonic() + self._line.rtt / 2, piece)
            if not piece:
                return

    def _give(self, target: socket.socket, pipe: _Pipe, up: bool) -> None:
        free_at = 0.0
        while True:
            due, piece = pipe.get()
            if self._deaf:
                return
            if not piece:
                with contextlib.suppress(OSError):
                    target.shutdown(socket.SHUT_WR)
                return
            passed, cut = self._line.passes(up, len(piece))
            if self._line.rate:
                # The line is busy with a piece from when it came in, however late this thread wakes up; then it travels.
                travels = self._line.rtt / 2
                free_at = max(free_at, due - travels) + len(piece) / self._line.rate
                due = free_at + travels
            if (wait := due - time.monotonic()) > 0:
                time.sleep(wait)
            try:
                target.sendall(piece[:passed])
                if cut:
                    self._line.before_cut()
            except OSError:
                cut = True
            if cut:
                self.broken()
                return


class _Pipe:
    """A short queue with the moment at which each piece is due at the other end."""

    def __init__(self) -> None:
        self._pieces: deque[tuple[float, bytes]] = deque()
        self._changed = threading.Condition()

    def put(self, due: float, piece: bytes) -> None:
        with self._changed:
            self._changed.wait_for(lambda: len(self._pieces) < QUEUE_PIECES or not piece, timeout=30)
            self._pieces.append((due, piece))
            self._changed.notify_all()

    def get(self) -> tuple[float, bytes]:
        with self._changed:
            self._changed.wait_for(lambda: bool(self._pieces))
            found = self._pieces.popleft()
            self._changed.notify_all()
            return found


def _reset(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
