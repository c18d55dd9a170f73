"""Which connections are open, and how are they broken from another thread? Small send buffers, no hidden retries."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

STALL_S = 30.0
"""A connection that takes no byte for so long is dead, however slow its line."""
SILENT_S = 12
"""So long may the other machine's network leave the question unanswered whether it is still there."""
ASK_AFTER_S, ASK_EVERY_S = 4, 2
SEND_BUFFER_BYTES = 64 * 1024
"""Small, so that "sent" on the screen means that it nearly arrived, and a cut loses little. It still fills
a line of 2 Mbit/s at 200 ms."""
UNSENT_BYTES = 32 * 1024
"""Of what is buffered, so much may wait for its first sending, where the system can say so: what counts as sent is
then on its way, and after a cut only those files are asked for that really were. Half a second at 512 kbit/s."""
SOCKET_OPTIONS = [
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    # The rest where the system has it: a line that died without a word is noticed also while the province thinks.
    # Not TCP_USER_TIMEOUT: it broke uploads that went on, slowly, through small windows.
    *(
        (socket.IPPROTO_TCP, getattr(socket, name), value)
        for name, value in (
            ("TCP_KEEPIDLE", ASK_AFTER_S),
            ("TCP_KEEPINTVL", ASK_EVERY_S),
            ("TCP_KEEPCNT", (SILENT_S - ASK_AFTER_S) // ASK_EVERY_S),
            ("TCP_NOTSENT_LOWAT", UNSENT_BYTES),
        )
        if hasattr(socket, name)
    ),
]
_TCP_INFO_BYTES, _BYTES_ACKED = 128, struct.Struct("@Q")
_BYTES_ACKED_AT = 120
"""Where Linux (4.1) counts in struct tcp_info what the other machine has acknowledged."""


class Connections:
    """The open connections of a line, so that another thread can break them."""

    def __init__(self) -> None:
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._broken = False

    def add(self, connected: socket.socket) -> None:
        with self._lock:
            self._sockets = {one for one in self._sockets if one.fileno() >= 0} | {connected}
            if self._broken:
                _shut(connected)

    def any(self) -> bool:
        with self._lock:
            return any(one.fileno() >= 0 for one in self._sockets)

    def acknowledged(self) -> int:
        """Bytes that the other machine's network has taken, over all connections; 0 where the system does not tell."""
        with self._lock:
            return sum(_acknowledged(one) for one in self._sockets if one.fileno() >= 0)

    def cut(self) -> None:
        """Break all, and every connection that is opened here later: this set is used up."""
        with self._lock:
            self._broken = True
            for one in self._sockets:
                _shut(one)


def pools(registry: Connections) -> dict[str, type[HTTPConnectionPool]]:
    """Connection pools by scheme whose connections are registered."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            _register(registry, self.sock)

    class Tls(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            _register(registry, self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}


def _register(registry: Connections, connected: Any) -> None:
    # urllib3 leaves the connect timeout on the socket, and sendall counts it over a whole block: too short for 2G.
    connected.settimeout(STALL_S)
    registry.add(connected)


def _acknowledged(one: socket.socket) -> int:
    if not sys.platform.startswith("linux"):
        return 0
    try:
        told = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
    except OSError:
        return 0  # closed meanwhile
    count: int = _BYTES_ACKED.unpack_from(told, _BYTES_ACKED_AT)[0] if len(told) == _TCP_INFO_BYTES else 0
    return count


def _shut(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed already: that is what was wanted
