"""How does one request cross the line, and what must happen next when it does not? The only importer of requests.

Failures are named in sync/failures.py. A request runs on a thread of its own while the caller watches the bytes
move; a watcher that raises (a person cancelled, the time is over) breaks the connection at once. The
environment's proxies are not used: the trust of a line (desk/trust.py) names one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3
from requests.adapters import HTTPAdapter

from desk.errors import Trouble
from desk.rules.words import _
from desk.trust import NOTHING_SPECIAL, Trust
from sync import wire
from sync.answers import Message, Response, message_of, not_understood, refusal
from sync.connections import SOCKET_OPTIONS, Connections, pools
from sync.failures import UNTRUSTED, CutSending, CutWaiting, Failed, NotReached
from sync.pace import Pace
from sync.patience import Patience
from sync.trusted import causes, tls_of, why_untrusted

LOOK_EVERY_S = 0.2
READ_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Moved:
    """What one request has moved so far, headers aside."""

    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Body:
    """Bytes to send; `pieces` are read once, on the request's own thread. A `size` of 0: known when all are made."""

    size: int
    pieces: Iterable[bytes]


Watch = Callable[[Moved], None]


def unwatched(moved: Moved) -> None:
    """Nobody looks."""


class Line:
    """One province over one line: keeps its connection open between requests. Use from one thread at a time."""

    def __init__(self, url: str, trust: Trust = NOTHING_SPECIAL, pace: Pace | None = None) -> None:
        """`url` is http or https; `pace` holds back what is sent. Raises Trouble(bad_url)."""
        self.url = _checked_url(url)
        self.pace = pace or Pace()
        self.prove: Callable[[], str] | None = None
        """Makes the header Authorization of one request; None before enrolment."""
        self.bytes_up = 0
        self.bytes_down = 0
        self.patience = Patience()
        self._trust = trust
        self._tls: dict[str, Any] = {}
        """Made once: reading the system's roots takes longer than a lost line should cost. None for plain http."""
        self._open()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_wrong: object) -> None:
        self.close()

    def close(self) -> None:
        """Break whatever is open; another request opens a new connection."""
        self._connections.cut()
        self._session.close()
        self._open()

    def get(self, path: str, kind: type[Message], params: Mapping[str, str] | None = None,
            watch: Watch = unwatched) -> Message:  # fmt: skip
        """Ask; the answer as a message."""
        response = self.request("GET", path, params=params, watch=watch)
        return message_of(response, kind)

    def post(
        self, path: str, message: msgspec.Struct, kind: type[Message], watch: Watch = unwatched
    ) -> Message:
        """Say something; the answer as a message. Raises one of the failures above."""
        body, headers = wire.packed(wire.write(message))
        response = self.request("POST", path, headers=headers, body=Body(len(body), [body]), watch=watch)
        return message_of(response, kind)

    def request(self, method: str, path: str, *, headers: Mapping[str, str] | None = None,
                params: Mapping[str, str] | None = None, body: Body | None = None,
                watch: Watch = unwatched) -> Response:  # fmt: skip
        """One request and its answer.

        `watch` is called about five times a second on this thread; what it raises ends the request and
        comes out of here. Raises one of the failures above, or what reading `body.pieces` raised.
        """
        sent = {"User-Agent": "motcua", "Accept-Encoding": wire.ZSTD, **(headers or {})}
        if self.prove is not None:
            sent["Authorization"] = self.prove()
        trip = _Trip(self, method, self.url + path, sent, params, body)
        trip.start()
        try:
            while not trip.over.wait(LOOK_EVERY_S):
                watch(trip.moved())
                trip.break_if_stalled()
            watch(trip.moved())
        except BaseException:
            self.close()
            raise
        finally:
            self.bytes_up += trip.up + _size(sent) + len(method) + len(path)
            self.bytes_down += trip.down
        return self._judged(trip)

    def _judged(self, trip: _Trip) -> Response:
        self._learn(trip)
        if trip.wrong is not None:
            self.close()
            raise trip.wrong
        response = trip.response
        assert response is not None
        self.bytes_down += _size(response.headers)
        if response.headers.get(wire.VERSION_HEADER.lower()) != wire.VERSION:
            self.close()
            if not response.body and "location" not in response.headers:
                # The gateway writes this header last: a head without it was cut inside.
                raise CutWaiting("cut_waiting", _("Mất mạng khi đang chờ tỉnh trả lời."))
            raise NotReached(
                "foreign_answer", _("Đường mạng trả lời thay cho cổng của tỉnh (có thể cần đăng nhập mạng).")
            )
        if response.status >= 400:
            raise refusal(response)
        return response

    def _learn(self, trip: _Trip) -> None:
        patience, wrong = self.patience, trip.wrong
        patience.went(trip.up, trip.sending_s, trip.took_s, reached=wrong is None, moving_s=trip.moving_s)
        patience.connected(not isinstance(wrong, NotReached))
        if trip.stalled:
            patience.fell_silent()
        if isinstance(wrong, CutWaiting) and isinstance(wrong.__cause__, requests.exceptions.Timeout):
            patience.answer_was_late()

    def _open(self) -> None:
        self._connections = Connections()
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
        if not self._tls and self.url.startswith("https:"):
            self._tls = tls_of(self._trust)
        adapter = _Adapter(self._connections, self._tls)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        if self._trust.proxy:
            self._session.proxies = {"http": self._trust.proxy, "https": self._trust.proxy}


class _Trip(threading.Thread):
    """One request on its way. `over` is set when `response` or `wrong` stands."""

    def __init__(self, line: Line, method: str, url: str, headers: Mapping[str, str],
                 params: Mapping[str, str] | None, body: Body | None) -> None:  # fmt: skip
        super().__init__(name="motcua-line", daemon=True)
        self.over = threading.Event()
        self.response: Response | None = None
        self.wrong: BaseException | None = None
        self.up = 0
        self.sent = False
        """Whether the connection has taken the whole body."""
        self.down = 0
        self.sending_s = self.took_s = self.held_s = 0.0
        """While bytes were sent; all in all; held back for the allowance, which says nothing of the line."""
        self.stalled = False
        self._line, self._method, self._url, self._headers = line, method, url, headers
        self._params, self._body = params, body
        self._session, self._connections = line._session, line._connections
        self._started_at = self._moved_at = time.monotonic()
        self._seen = (0, 0, 0)

    def moved(self) -> Moved:
        return Moved(self.up, self.down)

    def hold(self, size: int) -> None:
        """Wait until the allowance bears `size` more bytes; never long, see sync/pace.py."""
        before = time.monotonic()
        if wait_s := self._line.pace.wait_s(size, before):
            time.sleep(wait_s)
            self.held_s += time.monotonic() - before

    @property
    def moving_s(self) -> float:
        """How long after the start bytes were still taken or acknowledged."""
        return self._moved_at - self._started_at

    def break_if_stalled(self) -> None:
        """While sending: nothing moved for too long. (Waiting for the answer has its own limit.)"""
        now, moved = time.monotonic(), (self.up, self.down, self._connections.acknowledged())
        if moved != self._seen:
            self._seen, self._moved_at = moved, now
        if (
            self._sending()
            and self._connections.any()
            and now - self._moved_at > self._line.patience.stall_s(self.up, self.sending_s)
        ):
            self.stalled = True
            self._connections.cut()

    def run(self) -> None:
        try:
            self.response = self._cross()
        except BaseException as wrong:  # handed over to the thread that asked, which raises it
            self.wrong = wrong
        finally:
            self.took_s = time.monotonic() - self._started_at
            self.over.set()

    def _sending(self) -> bool:
        return self._body is not None and not self.sent

    def _cross(self) -> Response:
        size = 0 if self._body is None else self._body.size
        reader: _CountingReader | _Chunks | None = None
        if self._body is not None:
            reader = _CountingReader(self, self._body) if size else _Chunks(_CountingReader(self, self._body))
        try:
            answer = self._session.request(
                self._method, self._url, headers=dict(self._headers), params=dict(self._params or {}),
                data=reader, stream=True, allow_redirects=False,
                timeout=(self._line.patience.connect_s(), self._line.patience.answer_s(size)),
            )  # fmt: skip
            with answer:
                return self._received(answer)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as broken:
            raise self._failure(broken) from broken

    def _received(self, answer: requests.Response) -> Response:
        pieces: list[bytes] = []
        while piece := answer.raw.read1(READ_BYTES, decode_content=False):
            self.down += len(piece)
            pieces.append(piece)
            if self.down > wire.MAX_ANSWER_BYTES:
                raise not_understood(f"longer than {wire.MAX_ANSWER_BYTES} bytes")
        headers = {name.lower(): value for name, value in answer.headers.items()}
        promised = headers.get("content-length", "")
        # http.client (3.11) takes a head that was cut inside for a whole one, and then finds an empty body.
        cut_inside = not promised.isdecimal() and not pieces and answer.status_code != 204
        if cut_inside or (self._method != "HEAD" and promised.isdecimal() and int(promised) > self.down):
            raise urllib3.exceptions.ProtocolError("the answer is shorter than promised")
        return Response(answer.status_code, headers, b"".join(pieces))

    def _failure(self, broken: Exception) -> Failed:
        if isinstance(broken, requests.exceptions.SSLError):
            return NotReached(UNTRUSTED, why_untrusted(broken), {"why": str(broken)[:300]})
        why = {"why": f"{type(broken).__name__}: {broken}"[:300]}
        if _never_connected(broken):
            return NotReached("not_reached", _("Chưa tới được cổng của tỉnh."), why)
        if self._sending():
            return CutSending("cut_sending", _("Mất mạng khi đang gửi."), why)
        return CutWaiting("cut_waiting", _("Mất mạng khi đang chờ tỉnh trả lời."), why)


class _CountingReader:
    """Gives the body to the connection piece by piece and counts what was taken."""

    def __init__(self, trip: _Trip, body: Body) -> None:
        self._trip = trip
        self._size = body.size
        self._pieces = iter(body.pieces)
        self._rest = b""

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read(READ_BYTES):
            yield piece

    def read(self, size: int = -1) -> bytes:
        # The connection asks for the next piece when it has taken the one before: time is measured here.
        trip = self._trip
        trip.sending_s = time.monotonic() - trip._started_at - trip.held_s
        wanted = trip._line.pace.piece_bytes(READ_BYTES if size is None or size < 0 else size)
        while not self._rest:
            following = next(self._pieces, None)
            if following is None:
                trip.sent = True
                return b""
            self._rest = bytes(following)
        piece, self._rest = self._rest[:wanted], self._rest[wanted:]
        trip.hold(len(piece))
        trip.up += len(piece)
        trip.sent = trip.up == self._size
        return piece


class _Chunks:
    """The body without its length: what has no length travels chunked."""

    def __init__(self, reader: _CountingReader) -> None:
        self._reader = reader

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._reader)


class _Adapter(HTTPAdapter):
    """requests over connections that are registered, with a small send buffer and without retries of its own."""

    def __init__(self, connections: Connections, tls: Mapping[str, Any]) -> None:
        self._registry = connections
        self._made_with = {"socket_options": SOCKET_OPTIONS, **tls}
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **keywords: Any) -> None:
        super().init_poolmanager(*arguments, **(keywords | self._made_with))
        self.poolmanager.pool_classes_by_scheme = pools(self._registry)

    def proxy_manager_for(self, proxy: Any, **keywords: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **(keywords | self._made_with))
        manager.pool_classes_by_scheme = pools(self._registry)
        return manager

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, _tls = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {}  # whom to trust stands in the context that the pools are made with

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing: as above."""


def _never_connected(broken: BaseException) -> bool:
    if isinstance(broken, requests.exceptions.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    refused = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.NameResolutionError)
    return any(isinstance(one, refused) for one in causes(broken))


def _checked_url(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise Trouble(
            "bad_url",
            _("“{url}” không phải địa chỉ cổng của tỉnh.").format(url=url[:100]),
            _("Địa chỉ đúng có dạng https://cong.tinh.gov.vn; hãy hỏi quản trị của tỉnh."),
        )
    return url.strip().rstrip("/")


def _size(headers: Mapping[str, str]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.items()) + 20
