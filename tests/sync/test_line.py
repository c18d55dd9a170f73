"""A request that fails is named by what must happen next, and a watcher can always end it."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from desk.progress import Cancelled, Progress
from sync import connections, patience, wire
from sync.failures import CutSending, CutWaiting, NotReached, NotWelcome
from sync.line import Body, Line, Moved
from sync.meter import WINDOW_S, Meter
from sync.pace import BURST_S, BYTES_PER_S_OF_KBIT, Pace
from sync.patience import Patience
from sync.relay import BadLine

BIG = 3_000_000


def pieces(size: int) -> Iterator[bytes]:
    while size > 0:
        yield b"x" * min(size, 10_000)
        size -= 10_000


def upload(line: Line, watch=lambda moved: None) -> None:
    sha256 = hashlib.sha256(b"".join(pieces(BIG))).hexdigest()
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
    }
    line.request("PATCH", f"{wire.FILES}/{sha256}", headers=headers, body=Body(BIG, pieces(BIG)), watch=watch)


@pytest.fixture
def deaf() -> Iterator[socket.socket]:
    """A server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with Line(f"http://127.0.0.1:{port}") as line, pytest.raises(NotReached):
        line.request("GET", wire.HEALTH)


def test_a_cut_inside_the_request_is_a_cut_while_sending(deaf) -> None:
    with BadLine(deaf.getsockname()[1], cut_up=50_000) as bad, Line(bad.url) as line:
        with pytest.raises(CutSending):
            upload(line)


def test_a_cut_after_the_request_is_a_cut_while_waiting(province) -> None:
    with BadLine(province.port, lose_answers=1) as bad, Line(bad.url) as line:
        with pytest.raises(CutWaiting):
            line.request("GET", wire.HEALTH)
        assert line.request("GET", wire.HEALTH).status == 200


def test_a_watcher_that_gives_up_ends_a_request_that_nobody_answers(deaf) -> None:
    progress = Progress()
    seen: list[Moved] = []

    def watch(moved: Moved) -> None:
        seen.append(moved)
        if len(seen) == 2:
            progress.cancel()
        progress.check()

    with Line(f"http://127.0.0.1:{deaf.getsockname()[1]}") as line:
        with pytest.raises(Cancelled):
            line.request("GET", wire.HEALTH, watch=watch)
        assert not [
            thread for thread in threading.enumerate() if thread.name == "motcua-line" and not _ends(thread)
        ]


def test_a_watcher_sees_bytes_move_and_can_end_a_long_body(deaf) -> None:
    seen: list[int] = []

    def watch(moved: Moved) -> None:
        seen.append(moved.up)
        if moved.up:
            raise Cancelled

    with BadLine(deaf.getsockname()[1], rate=100_000) as bad, Line(bad.url) as line:
        with pytest.raises(Cancelled):
            upload(line, watch)
    assert 0 < seen[-1] < BIG


@pytest.fixture
def quick(monkeypatch) -> None:
    """The same patience, in a tenth of the time."""
    monkeypatch.setattr(patience, "LEAST_STALL_S", 0.4)
    monkeypatch.setattr(patience, "ANSWER_S", 0.5)


def test_a_line_that_falls_silent_while_sending_is_left_soon(deaf, quick) -> None:
    with BadLine(deaf.getsockname()[1], cut_up=50_000, silent=True) as bad, Line(bad.url) as line:
        line.patience.bytes_per_s = 1_000_000.0
        with pytest.raises(CutSending):
            upload(line)
        assert line.patience.bytes_per_s is None, "it may only have been slow: it is measured anew"


def test_a_slow_line_is_not_taken_for_a_silent_one(deaf, quick) -> None:
    seen: list[Moved] = []

    def watch(moved: Moved) -> None:
        seen.append(moved)
        if len(seen) > 20:
            raise Cancelled

    with BadLine(deaf.getsockname()[1], rate=20_000) as bad, Line(bad.url) as line:
        line.patience.bytes_per_s = 20_000.0
        with pytest.raises(Cancelled):
            upload(line, watch)


def test_an_answer_that_never_comes_is_waited_for_longer_the_next_time(province, quick) -> None:
    with BadLine(province.port, lose_answers=2, silent=True) as bad, Line(bad.url) as line:
        waited = line.patience.answer_s(0)
        for _lost in range(2):
            with pytest.raises(CutWaiting):
                line.request("GET", wire.HEALTH)
            assert line.patience.answer_s(0) == 2 * waited
            waited = line.patience.answer_s(0)
        assert line.request("GET", wire.HEALTH).status == 200


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the options of Linux")
def test_the_system_too_watches_a_line_that_may_have_died(province) -> None:
    with Line(province.url) as line:
        line.request("GET", wire.HEALTH)
        (connected,) = line._connections._sockets
        assert connected.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == connections.ASK_AFTER_S
        broken = connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        assert broken == 0, "it breaks uploads that go on slowly through small windows"
        unsent = connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT)
        assert unsent == connections.UNSENT_BYTES, "what counts as sent is on its way"
        assert line._connections.acknowledged() > 0


def test_how_long_a_line_is_waited_for_follows_from_what_it_showed() -> None:
    shown = Patience()
    assert shown.stall_s(0, 0.0) == connections.STALL_S
    assert shown.stall_s(640_000, 10.0) == patience.LEAST_STALL_S + patience.BUFFERED_BYTES / 64_000
    shown.went(640_000, 10.0, 10.0, reached=True)
    assert shown.bytes_per_s == 64_000
    assert shown.stall_s(0, 0.0) == patience.LEAST_STALL_S + patience.BUFFERED_BYTES / 64_000
    shown.went(70_000, 0.001, 0.005, reached=False)
    assert (shown.crossed, shown.bytes_per_s) == (320, 64_000), "buffers took it, the line cannot have"
    shown.went(100, 0.001, 5.0, reached=True)
    assert shown.crossed == 100
    shown.went(100_000, 0.1, 30.0, reached=False, moving_s=0.2)
    assert not shown.carried, "buffers took it, and then nothing moved"
    shown.went(2_000_000, 30.0, 30.0, reached=False, moving_s=30.0)
    assert shown.carried
    assert shown.connect_s() == patience.LEAST_CONNECT_S
    shown.fell_silent()
    assert shown.stall_s(0, 0.0) == connections.STALL_S


def test_what_reading_the_body_raises_comes_out_unchanged(province) -> None:
    class Lost(Exception):
        pass

    def lost() -> Iterator[bytes]:
        yield b"x" * 100
        raise Lost

    with Line(province.url) as line, pytest.raises(Lost):
        line.request("POST", wire.JOURNAL, body=Body(1_000, lost()))


def test_proxies_of_the_environment_are_not_used(province, monkeypatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with Line(province.url) as line:
        assert line.request("GET", wire.HEALTH).status == 200


def test_the_speed_is_that_of_the_last_seconds() -> None:
    meter = Meter()
    assert (meter.bytes_per_s, meter.left_s(100)) == (None, None)
    meter.restart(0.0)
    for second in range(1, 20):
        meter.note(float(second), second * 1_000)
    assert (meter.bytes_per_s, meter.left_s(5_500)) == (1_000, 6)
    meter.restart(19.0)
    for second in range(20, 20 + int(WINDOW_S) * 2):
        meter.note(float(second), (second - 19) * 100)
    assert meter.bytes_per_s == 100


def _ends(thread: threading.Thread) -> bool:
    thread.join(10)
    return not thread.is_alive()


def paced(url: str, kbit: int, size: int, watch=lambda moved: None) -> tuple[float, Line]:
    """Seconds for so many bytes with this allowance, and the line with what it learned."""
    with Line(url, pace=Pace(kbit)) as line:
        began = time.monotonic()
        with contextlib.suppress(NotWelcome):  # nobody signed in here; the bytes went all the same
            line.request("POST", wire.CLOSING, body=Body(size, pieces(size)), watch=watch)
        return time.monotonic() - began, line


def test_an_allowance_holds_back_what_is_sent(province) -> None:
    """A sleep is never shorter than it was asked for, so the least time is no matter of the machine."""
    kbit, size = 1_000, 60_000
    took, line = paced(province.url, kbit, size)
    assert took >= size / (kbit * BYTES_PER_S_OF_KBIT) - 2 * BURST_S
    assert line.bytes_up >= size


def test_what_was_held_back_says_nothing_of_the_line(province) -> None:
    """The patience with a line is measured by the line and not by our own allowance."""
    kbit, size = 1_000, 60_000
    _took, line = paced(province.url, kbit, size)
    assert line.patience.bytes_per_s is not None
    assert line.patience.bytes_per_s > 4 * kbit * BYTES_PER_S_OF_KBIT


def test_cancelling_does_not_wait_for_the_allowance(province) -> None:
    """At 16 kbit/s this body needs half an hour."""

    def watch(moved: Moved) -> None:
        if moved.up:
            raise Cancelled

    with pytest.raises(Cancelled):
        paced(province.url, 16, BIG, watch)
