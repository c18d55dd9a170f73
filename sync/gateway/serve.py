"""How does the province run? In a process of its own, or embedded in a thread on a free loopback port."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn

from desk.errors import Trouble
from desk.rules.words import _
from sync.gateway.app import Clock, Gateway, system_clock

Ready = Callable[[str], object]

LOOPBACK = "127.0.0.1"
BACKLOG = 128
KEEP_ALIVE_S = 75
GRACE_S = 2
"""How long requests under way may go on when the server stops; a desk resumes what was cut."""
START_S = 20
STOP_S = 20


def serve(
    folder: Path,
    host: str,
    port: int,
    key: bytes | None = None,
    *,
    database: str = "",
    ready: Ready = lambda _at: None,
) -> None:
    """Serve until interrupted (SIGINT, SIGTERM); `ready` is told the address once it listens.

    Raises Trouble: the address is taken, the folder cannot be used.
    """
    gateway = Gateway(folder, key, database=database)
    try:
        listening = _listen(host, port)
    except Trouble:
        gateway.close()
        raise
    ready(f"{host}:{listening.getsockname()[1]}")
    try:
        uvicorn.Server(_config(gateway)).run(sockets=[listening])
    finally:
        gateway.close()
        listening.close()


class Embedded:
    """A gateway in a thread of this process: the province of a training office and of tests.

    Installs no signal handlers. `url` is where it listens; `gateway` is open for administration.
    """

    def __init__(
        self,
        folder: Path,
        key: bytes | None = None,
        *,
        port: int = 0,
        clock: Clock = system_clock,
        database: str = "",
    ) -> None:
        """Serves when this returns. Raises Trouble: the port is taken, the folder cannot be used."""
        self._listening = _listen(LOOPBACK, port)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://{LOOPBACK}:{self.port}"
        try:
            self.gateway = Gateway(folder, key, clock, database)
        except BaseException:
            self._listening.close()
            raise
        self._server = _Quiet(_config(self.gateway))
        self._thread = threading.Thread(target=self._run, name="motcua-gateway", daemon=True)
        self._thread.start()
        if not self._server.serving.wait(START_S):
            self.stop()
            raise Trouble("gateway_not_started", _("Cổng thử nghiệm trên máy này không khởi động được."))

    def __enter__(self) -> Embedded:
        return self

    def __exit__(self, *_wrong: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop serving; what was answered is durable. Stopping twice changes nothing."""
        self._server.should_exit = True
        self._thread.join(STOP_S)
        self.gateway.close()
        self._listening.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._listening])


class _Quiet(uvicorn.Server):
    """Tells when it serves. (uvicorn takes over signals on the main thread only; this runs on another.)"""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.serving.set()


def _config(gateway: Gateway) -> uvicorn.Config:
    return uvicorn.Config(
        gateway.app, http="h11", ws="none", lifespan="off", loop="asyncio", log_config=None, access_log=False,
        server_header=False, date_header=False, timeout_keep_alive=KEEP_ALIVE_S, timeout_graceful_shutdown=GRACE_S, backlog=BACKLOG,
    )  # fmt: skip


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
            listening.listen(BACKLOG)
        except OSError:
            listening.close()
            raise
    except OSError as taken:
        raise Trouble(
            "address_taken",
            _("Không mở được địa chỉ {host}:{port}.").format(host=host, port=port),
            _("Hãy chọn cổng khác, hoặc tắt chương trình đang dùng cổng này."),
        ) from taken
    return listening
