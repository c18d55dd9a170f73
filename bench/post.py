"""What would a plain program do? Everything as one JSON POST, sent again from the start when the line is cut."""

from __future__ import annotations

import base64
import dataclasses
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from desk.rules.chain import Entry

LOOPBACK = "127.0.0.1"
CONNECT_S, STALL_S = 10.0, 30.0
PAUSE_S = 0.25


def posted(url: str, entries: Sequence[Entry], files: Sequence[bytes], limit_s: float) -> bool:
    """Whether it all arrived before `limit_s` was over; files travel as base64 in the same JSON."""
    document = {
        "entries": [dataclasses.asdict(entry) for entry in entries],
        "files": [base64.b64encode(file).decode() for file in files],
    }
    body = json.dumps(document, ensure_ascii=False, default=str).encode()
    until = time.monotonic() + limit_s
    with requests.Session() as session:
        session.trust_env = False  # a proxy of the environment must not see loopback
        while time.monotonic() < until:
            # A deadline for the whole request, which requests has not: the pieces stop when it is over.
            try:
                if session.post(url, data=_Pieces(body, until), timeout=(CONNECT_S, STALL_S)).ok:
                    return True
            except requests.RequestException:
                time.sleep(PAUSE_S)
            except TimeoutError:
                return False
    return False


def posted_one_by_one(url: str, entries: Sequence[Entry], limit_s: float) -> bool:
    """Whether a request for each record, on a connection that stays open, was through before the time was over."""
    until = time.monotonic() + limit_s
    left = [
        json.dumps(dataclasses.asdict(entry), ensure_ascii=False, default=str).encode() for entry in entries
    ]
    with requests.Session() as session:
        session.trust_env = False
        while left and time.monotonic() < until:
            try:
                if session.post(url, data=left[0], timeout=(CONNECT_S, STALL_S)).ok:
                    left.pop(0)
            except requests.RequestException:
                time.sleep(PAUSE_S)
    return not left


class _Pieces:
    """The body with its length, read piece by piece, until the time is over."""

    def __init__(self, body: bytes, until: float) -> None:
        self._body, self._until, self._at = body, until, 0

    def __len__(self) -> int:
        return len(self._body)

    def read(self, size: int = 16_384) -> bytes:
        if time.monotonic() > self._until:
            raise TimeoutError
        piece = self._body[self._at : self._at + size]
        self._at += len(piece)
        return piece


@contextmanager
def sink() -> Iterator[int]:
    """A server that reads what is posted and says 200; its port."""
    server = ThreadingHTTPServer((LOOPBACK, 0), _Sink)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        try:
            if len(self.rfile.read(size)) == size:
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
        except OSError:
            self.close_connection = True  # the line was cut: the peer sends again

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tables are what is read."""
