"""How does the province run? In one process or several on one socket, or embedded in a thread on a free loopback port.

Workers share nothing but the database and the folder, so they may as well be processes on several machines behind a
balancer. A worker that dies is started again; the desk whose request it had asks and goes on.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import signal
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import SpawnProcess
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from desk.errors import Trouble
from desk.rules.words import _
from sync.gateway.app import USUAL, Clock, Gateway, system_clock
from sync.gateway.limits import Limits
from sync.gateway.watch import log_to_stderr

Ready = Callable[[str], object]

LOOPBACK = "127.0.0.1"
BACKLOG = 1024
"""Desks of a whole province may call in one second at closing time."""
KEEP_ALIVE_S = 75
GRACE_S = 2
"""How long requests under way may go on when the server stops; a desk resumes what was cut."""
START_S = 20
STOP_S = 20
LOOK_S = 1.0
"""How soon a worker that died is started again."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The gateway's TLS: a file with its certificate and those above it, and one with its key, both PEM."""

    chain: Path
    key: Path

    def check(self) -> None:
        """Raises Trouble(bad_certificate) where they cannot be used."""
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
                self.chain, self.key, password=_no_password
            )
        except (OSError, ssl.SSLError, ValueError) as wrong:
            raise Trouble(
                "bad_certificate",
                _("Không dùng được chứng thư {chain} với khóa {key}.").format(chain=self.chain, key=self.key),
                _("Hãy kiểm tra hai tệp PEM: khóa phải là khóa của chứng thư và không đặt mật khẩu."),
            ) from wrong

    def pin(self) -> str:
        """What `motcua enrol --pin` takes: SHA-256 of the certificate."""
        pem = self.chain.read_text("ascii", "replace")
        first = pem[pem.index(ssl.PEM_HEADER) : pem.index(ssl.PEM_FOOTER) + len(ssl.PEM_FOOTER)]
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(first)).hexdigest()


def _no_password() -> str:
    return ""  # never ask on the terminal of a service


def serve(
    folder: Path,
    host: str,
    port: int,
    key: bytes | None = None,
    *,
    database: str = "",
    bucket: str = "",
    limits: Limits = USUAL,
    workers: int = 1,
    certificate: Certificate | None = None,
    ready: Ready = lambda _at: None,
) -> None:
    """Serve until interrupted (SIGINT, SIGTERM); `ready` is told the address once it listens.

    Raises Trouble: the address is taken, the folder cannot be used.
    """
    if certificate is not None:
        certificate.check()
    if workers > 1:
        _serve_by_workers(folder, host, port, key, database, bucket, limits, workers, certificate, ready)
        return
    log_to_stderr()
    gateway = Gateway(folder, key, database=database, limits=limits, bucket=bucket)
    try:
        listening = _listen(host, port)
    except Trouble:
        gateway.close()
        raise
    ready(_url(host, listening, certificate))
    try:
        uvicorn.Server(_config(gateway, certificate)).run(sockets=[listening])
    finally:
        gateway.close()
        listening.close()


def _serve_by_workers(
    folder: Path, host: str, port: int, key: bytes | None, database: str, bucket: str, limits: Limits, workers: int,
    certificate: Certificate | None, ready: Ready,
) -> None:  # fmt: skip
    Gateway(
        folder, key, database=database, bucket=bucket
    ).close()  # its troubles are told once, and the tables are made by one
    listening = _listen(host, port)
    ready(_url(host, listening, certificate))
    processes = multiprocessing.get_context("spawn")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_signal: stop.set())
    running: list[SpawnProcess] = []
    try:
        while not stop.is_set():
            running = [one for one in running if one.is_alive()]
            while len(running) < workers:
                told = (folder, key, database, bucket, limits, listening, certificate)
                worker = processes.Process(target=_work, args=told, daemon=True)
                worker.start()
                running.append(worker)
            stop.wait(LOOK_S)
    finally:
        for worker in running:
            worker.terminate()
        for worker in running:
            worker.join(STOP_S)
        listening.close()


def _work(
    folder: Path, key: bytes | None, database: str, bucket: str, limits: Limits, listening: socket.socket,
    certificate: Certificate | None,
) -> None:  # fmt: skip
    # Ctrl+C reaches the whole group of processes: the parent ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log_to_stderr()
    gateway = Gateway(folder, key, database=database, limits=limits, bucket=bucket)
    try:
        uvicorn.Server(_config(gateway, certificate)).run(sockets=[listening])
    finally:
        gateway.close()


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
        bucket: str = "",
        certificate: Certificate | None = None,
        limits: Limits = USUAL,
    ) -> None:
        """Serves when this returns. Raises Trouble: the port is taken, the folder cannot be used."""
        self._listening = _listen(LOOPBACK, port)
        self.port: int = self._listening.getsockname()[1]
        self.url = _url(LOOPBACK, self._listening, certificate)
        try:
            self.gateway = Gateway(folder, key, clock, database, limits, bucket)
        except BaseException:
            self._listening.close()
            raise
        self._server = _Quiet(_config(self.gateway, certificate))
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


class _Patient(H11Protocol):
    """Closes a connection that brings no whole request head between two looks, however slowly it drips."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(KEEP_ALIVE_S, self._look, None)

    def _look(self, before: object) -> None:
        if self.transport.is_closing():
            return
        idle = self.cycle is None or self.cycle.response_complete
        if idle and before is self.cycle:
            self.transport.close()
            return
        self.loop.call_later(KEEP_ALIVE_S, self._look, self.cycle if idle else self)


class _Quiet(uvicorn.Server):
    """Tells when it serves. (uvicorn takes over signals on the main thread only; this runs on another.)"""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.serving.set()


def _url(host: str, listening: socket.socket, certificate: Certificate | None) -> str:
    named = f"[{host}]" if ":" in host else host
    return f"{'http' if certificate is None else 'https'}://{named}:{listening.getsockname()[1]}"


def _config(gateway: Gateway, certificate: Certificate | None = None) -> uvicorn.Config:
    return uvicorn.Config(
        gateway.app, http=_Patient, ws="none", lifespan="off", loop="asyncio", log_config=None, access_log=False,
        server_header=False, date_header=False, timeout_keep_alive=KEEP_ALIVE_S, timeout_graceful_shutdown=GRACE_S, backlog=BACKLOG,
        ssl_certfile=None if certificate is None else certificate.chain,
        ssl_keyfile=None if certificate is None else certificate.key,
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
