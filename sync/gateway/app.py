"""What answers at the province's door? An ASGI application: strict at the border, one rim for errors, work off the loop."""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute

from desk.errors import Trouble
from desk.files import disk_full
from desk.rules.words import _
from sync import day_receipt, past, turn, wire
from sync.gateway import openapi
from sync.gateway.body import DRAIN_BYTES, Body
from sync.gateway.boxes import FileBox, PlainBox, SealedBox
from sync.gateway.bundles import Bundles
from sync.gateway.closings import Closings
from sync.gateway.devices import Device, Devices
from sync.gateway.files import Files
from sync.gateway.inbox import Inbox
from sync.gateway.limits import LATER_S, Limits, Quotas
from sync.gateway.news import News
from sync.gateway.refusal import STATUS, Refusal
from sync.gateway.rooms import BUCKET_AWAY, FolderRoom, Room
from sync.gateway.store import GatewayStore, settings
from sync.gateway.turns import Turns
from sync.gateway.turnstile import Turnstile
from sync.gateway.tus import TUS_VERSION, Tus
from sync.gateway.watch import LOG, Seen, Watch
from sync.wire import Code

LOOPBACK = ("127.0.0.1", "::1")
MAX_QUERY_VALUE = 200
log = logging.getLogger(LOG)

USUAL = Limits()
Clock = Callable[[], datetime]
Handler = Callable[[Request], Awaitable[Response]]
_T = TypeVar("_T", bound=msgspec.Struct)


def system_clock() -> datetime:
    """This moment, aware."""
    return datetime.now(UTC)


class Gateway:
    """The province over one folder: database, files, and what works on them. `app` is its ASGI application."""

    def __init__(
        self, folder: Path, key: bytes | None = None, clock: Clock = system_clock, database: str = "",
        limits: Limits = USUAL, bucket: str = "",
    ) -> None:  # fmt: skip
        """With a `key` (32 bytes) the database and all files, unfinished ones too, are encrypted under it.
        `database` is the address of a PostgreSQL database instead of the file in the folder, `bucket` that of an
        S3-compatible store instead of the folder itself.

        Raises Trouble: damaged, wrong key, newer version, no permission, the bucket is away or keeps us out.
        """
        box: FileBox = PlainBox() if key is None else SealedBox(hmac.digest(key, b"motcua-files", "sha256"))
        self.clock = clock
        self.store = GatewayStore(folder, key, database)
        self.devices = Devices(self.store)
        self.files = Files(
            self.store, _room(self.store, folder, box, bucket), timedelta(days=limits.parts_kept_days)
        )
        self.inbox = Inbox(self.store, self.files)
        self.news = News(self.store)
        self.closings = Closings(self.store, self.devices)
        self._turns = Turns(self.inbox, self.news, self.files, clock)
        self.bundles = Bundles(self.devices, self._turns, self.closings, clock)
        self._tus = Tus(self.files, clock)
        self._limits, self._quotas, self._watch = limits, Quotas(self.store, limits), Watch()
        self._turnstile = Turnstile(limits.at_work, limits.longest_wait_s)
        self._openapi = msgspec.json.encode(openapi.document())
        self._handlers: dict[tuple[str, str], Handler] = {
            ("POST", wire.ENROL): self._enrol,
            ("POST", wire.SESSION): self._session,
            ("POST", wire.JOURNAL): self._push,
            ("GET", wire.JOURNAL): self._journal,
            ("GET", past.HISTORY): self._history,
            ("GET", past.HISTORY_FILE): self._history_file,
            ("OPTIONS", wire.FILES): self._options,
            ("POST", wire.FILES): self._create,
            ("HEAD", openapi.FILE): self._head,
            ("PATCH", openapi.FILE): self._patch,
            ("GET", wire.NEWS): self._news,
            ("POST", wire.CLOSING): self._close_day,
            ("POST", turn.TURN): self._turn,
            ("GET", wire.OPENAPI): self._document,
            ("GET", wire.HEALTH): self._health,
            ("GET", wire.LIVE): self._live,
            ("GET", wire.READY): self._health,
            ("GET", wire.METRICS): self._metrics,
        }
        paths: dict[str, list[str]] = {}
        for route in openapi.ROUTES:
            paths.setdefault(route.path, []).append(route.method)
        self.app = Starlette(
            routes=[StarletteRoute(path, self._answer, methods=methods) for path, methods in paths.items()],
            exception_handlers={HTTPException: _no_such_resource},
        )

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    async def _answer(self, request: Request) -> Response:
        """The rim: whatever happens inside becomes an answer, without traces and without personal data."""
        path, began = request.scope["route"].path, time.monotonic()
        body = Body(request.receive, self._limits.stall_s)
        inner = Request(request.scope, body)
        code = ""
        self._watch.at_once += 1
        try:
            response = await self._handled(inner, path)
        except Refusal as refusal:
            code = refusal.code.value
            await body.drain()
            response = refused(refusal)
        except ClientDisconnect:
            code = "stalled" if body.stalled else "cut"
            response = Response(status_code=400)  # nobody reads it
        except Trouble as trouble:
            log.warning("%s %s: trouble %s", request.method, path, trouble.code)
            told = _troubled(trouble)
            code = told.code.value
            await body.drain()
            response = refused(told)
        except Exception as mistake:
            # Only kind and place: the text of an exception may carry what citizens wrote.
            log.error("%s %s: %s %s", request.method, path, type(mistake).__name__, _place(mistake))
            code = Code.INTERNAL.value
            response = refused(Refusal(Code.INTERNAL, _("Cổng của tỉnh gặp lỗi; chưa ghi gì.")))
        finally:
            self._watch.at_once -= 1
        response.headers[wire.VERSION_HEADER] = wire.VERSION
        if body.stalled:
            response.headers["Connection"] = "close"
        device = await self._charged(inner, body)
        self._watch.note(
            Seen(
                request.method, path, response.status_code, code, time.monotonic() - began, body.bytes, device
            )
        )
        return response

    async def _handled(self, request: Request, path: str) -> Response:
        handler = self._handlers.get((request.method, path))
        if handler is None:
            raise Refusal(Code.NOT_FOUND, _("Không có địa chỉ này."))
        if self._watch.at_once > self._limits.at_once:
            raise Refusal(Code.BUSY, _("Cổng của tỉnh đang bận."))
        return await handler(request)

    async def _charged(self, request: Request, body: Body) -> str:
        """The id of the device that spoke, whose share of the day is counted; empty where none did."""
        device = getattr(request.state, "device", None)
        if device is None:
            return ""
        try:
            await run_in_threadpool(self._quotas.charge, device, body.bytes, self.clock())
        except Trouble as trouble:  # what was asked is done: the count of bytes is not worth a refusal
            log.warning("usage: trouble %s", trouble.code)
        return str(device.id)

    async def _enrol(self, request: Request) -> Response:
        ask = await _read(request, wire.EnrolAsk, wire.MAX_MESSAGE_BYTES)
        address = request.client.host if request.client is not None else ""
        await run_in_threadpool(self._quotas.check_address, address, self.clock())
        try:
            answer = await run_in_threadpool(self.devices.enrol, ask, self.clock())
        except Refusal as refusal:
            if refusal.code is Code.CODE_UNKNOWN:
                await run_in_threadpool(self._quotas.missed, address, self.clock())
            raise
        return _said(request, answer)

    async def _session(self, request: Request) -> Response:
        ask = await _read(request, wire.SessionAsk, wire.MAX_MESSAGE_BYTES)
        return _said(request, await run_in_threadpool(self.devices.open_session, ask, self.clock()))

    async def _push(self, request: Request) -> Response:
        device = await self._welcome(request)
        push = await _read(request, wire.JournalPush, wire.MAX_JOURNAL_BODY_BYTES)
        return _said(request, await run_in_threadpool(self.inbox.push, device, push))

    async def _journal(self, request: Request) -> Response:
        device = await self._welcome(request)
        return _said(request, await run_in_threadpool(self.inbox.state, device, _number(request, "after")))

    async def _history(self, request: Request) -> Response:
        device = await self._welcome(request)
        after, most = _number(request, "after"), _number(request, "most")
        return _said(request, await run_in_threadpool(self.inbox.history, device, after, most))

    async def _history_file(self, request: Request) -> Response:
        device = await self._welcome(request)
        sha256, offset, most = (
            request.query_params.get("sha256", ""),
            _number(request, "offset"),
            _number(request, "most"),
        )
        return _said(request, await run_in_threadpool(self.inbox.file_piece, device, sha256, offset, most))

    async def _options(self, request: Request) -> Response:
        return self._tus.options()

    async def _create(self, request: Request) -> Response:
        device = await self._welcome(request)
        return await self._tus.create(
            request, lambda sha256: self._quotas.begin_upload(device, sha256, self.clock())
        )

    async def _head(self, request: Request) -> Response:
        await self._welcome(request)
        return await self._tus.head(request)

    async def _patch(self, request: Request) -> Response:
        await self._welcome(request)
        return await self._tus.patch(request)

    async def _news(self, request: Request) -> Response:
        device = await self._welcome(request)
        catalogue, calendar = _text(request, "catalogue"), _text(request, "calendar")
        cursor = _number(request, "cursor")
        answer = await run_in_threadpool(self.news.since, device, catalogue, calendar, cursor, self.clock())
        return _said(request, answer)

    async def _close_day(self, request: Request) -> Response:
        device = await self._welcome(request)
        ask = await _read(request, day_receipt.ClosingAsk, wire.MAX_JOURNAL_BODY_BYTES)
        return _said(request, await run_in_threadpool(self.closings.close, device, ask, self.clock()))

    async def _turn(self, request: Request) -> Response:
        length = request.headers.get("content-length", "")
        # A desk that has more than this to send does not hear a refusal before it has sent it.
        place = self._turnstile.enter(always=length.isdecimal() and int(length) > DRAIN_BYTES)
        try:
            device = await self._welcome(request)
            return _said(request, await self._turns.take(device, request, place))
        finally:
            place.leave()

    async def _document(self, request: Request) -> Response:
        return Response(self._openapi, media_type=wire.JSON)

    async def _live(self, request: Request) -> Response:
        return Response(b'{"status":"ok"}', media_type=wire.JSON)

    async def _health(self, request: Request) -> Response:
        await run_in_threadpool(self._look)
        return Response(b'{"status":"ok"}', media_type=wire.JSON)

    async def _metrics(self, request: Request) -> Response:
        if request.client is None or request.client.host not in LOOPBACK:
            raise Refusal(Code.NOT_FOUND, _("Không có địa chỉ này."))
        text = await run_in_threadpool(self._watch.text, self.store)
        return Response(text, media_type="text/plain; version=0.0.4")

    def _look(self) -> None:
        if not self.files.room():
            raise disk_full()
        with self.store.read() as session:
            session.execute(select(settings.c.name).limit(1)).all()

    async def _welcome(self, request: Request) -> Device:
        device = await self._proved(request)
        request.state.device = device
        self._quotas.check_rate(device, self.clock())
        await run_in_threadpool(self._quotas.check_device, device, self.clock())
        return device

    async def _proved(self, request: Request) -> Device:
        scheme, _space, token = request.headers.get("authorization", "").partition(" ")
        if scheme == turn.SCHEME:
            try:
                proof = turn.read_proof(token)
            except wire.Unreadable as wrong:
                raise Refusal(
                    Code.BAD_MESSAGE, _("Cổng không đọc được yêu cầu này."), {"why": wrong.why}
                ) from wrong
            return await run_in_threadpool(self.devices.prove, proof, self.clock())
        if scheme.lower() != "bearer":
            token = ""
        return await run_in_threadpool(self.devices.welcome, token, self.clock())


def refused(refusal: Refusal) -> Response:
    """The refusal as an answer."""
    headers = {"Tus-Resumable": TUS_VERSION}
    if refusal.code in LATER_S:
        headers["Retry-After"] = str(refusal.after_s or LATER_S[refusal.code])
    if refusal.code is Code.TUS_VERSION:
        headers["Tus-Version"] = TUS_VERSION
    body = wire.write(wire.Failure(refusal.code.value, refusal.message, refusal.details))
    return Response(body, status_code=STATUS[refusal.code], headers=headers, media_type=wire.JSON)


async def _no_such_resource(request: Request, wrong: Exception) -> Response:
    response = refused(Refusal(Code.NOT_FOUND, _("Không có địa chỉ này.")))
    response.headers[wire.VERSION_HEADER] = wire.VERSION
    return response


async def _read(request: Request, kind: type[_T], most: int) -> _T:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise Refusal(Code.TOO_LARGE, _("Yêu cầu quá lớn."), {"most": most})
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", wire.ZSTD):
        raise Refusal(Code.BAD_ENCODING, _("Cổng không hiểu cách nén này."), {"why": encoding[:40]})
    try:
        return await run_in_threadpool(lambda: wire.read(wire.unpacked(bytes(body), encoding, most), kind))
    except wire.Unreadable as wrong:
        raise Refusal(
            Code.BAD_MESSAGE, _("Cổng không đọc được yêu cầu này."), {"why": wrong.why[:300]}
        ) from wrong


def _said(request: Request, message: msgspec.Struct) -> Response:
    plain = wire.write(message)
    if wire.ZSTD in request.headers.get("accept-encoding", ""):
        body, headers = wire.packed(plain)
        return Response(body, headers=headers)
    return Response(plain, media_type=wire.JSON)


def _text(request: Request, name: str) -> str:
    return request.query_params.get(name, "")[:MAX_QUERY_VALUE]


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Refusal(Code.BAD_MESSAGE, _("Cổng không đọc được yêu cầu này."), {"why": name})
    return int(text)


def _room(store: GatewayStore, folder: Path, box: FileBox, bucket: str) -> Room:
    if not bucket:
        return FolderRoom(folder, box)
    from sync.gateway.bucket import BucketRoom, opened_bucket  # whoever has no bucket needs no library of it

    return BucketRoom(store, opened_bucket(bucket), box)


def _troubled(trouble: Trouble) -> Refusal:
    code = {"disk_full": Code.DISK_FULL, "store_busy": Code.BUSY, BUCKET_AWAY: Code.BUSY}.get(
        trouble.code, Code.INTERNAL
    )
    sentence = {
        Code.DISK_FULL: _("Ổ đĩa của tỉnh đã đầy; những gì đã gửi vẫn còn. Máy sẽ tự gửi lại sau."),
        Code.BUSY: _("Cổng của tỉnh đang bận."),
        Code.INTERNAL: _("Cổng của tỉnh gặp lỗi; chưa ghi gì."),
    }[code]
    return Refusal(code, sentence)


def _place(mistake: Exception) -> str:
    trace = mistake.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
