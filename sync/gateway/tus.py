"""How does a file travel up? The tus 1.0 protocol (core, creation, creation-with-upload, checksum) over the file room.

Uploads are named by their content: the metadata carries `sha256` in hex, and the address is /v1/files/<sha256>.
What arrived before a cut stays and is told by HEAD; with Upload-Checksum an unfinished or wrong piece is thrown away.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from desk.rules.words import _
from sync import wire
from sync.gateway.files import Claim, Files
from sync.gateway.openapi import OCTETS
from sync.gateway.parts import Superseded
from sync.gateway.refusal import Refusal
from sync.wire import Code

TUS_VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum"
PIECE_BYTES = 128 * 1024
"""Received bytes are written in pieces of this size: memory is bounded whatever a desk sends."""
MAX_METADATA = 4_096
_SHA256 = re.compile("[0-9a-f]{64}")
_DIGESTS: dict[str, Callable[[], Any]] = {
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
}


class Tus:
    """Handlers of /v1/files."""

    def __init__(self, files: Files, clock: Callable[[], datetime]) -> None:
        self._files = files
        self._clock = clock

    def options(self) -> Response:
        """What is spoken here; needs no session."""
        return _answer(
            204,
            {
                "Tus-Version": TUS_VERSION,
                "Tus-Extension": EXTENSIONS,
                "Tus-Max-Size": str(wire.MAX_FILE_BYTES),
                "Tus-Checksum-Algorithm": ",".join(_DIGESTS),
            },
        )

    async def create(self, request: Request, admit: Callable[[str], None]) -> Response:
        """Begin a file anew, with its first bytes where the request has a body; a file that is here costs nothing.

        `admit` counts the file and raises Refusal where too many are open.
        """
        _check_version(request)
        length = _number(request, "upload-length")
        sha256 = _named(request.headers.get("upload-metadata", ""))
        where = {"Location": f"{wire.FILES}/{sha256}"}
        if not await run_in_threadpool(self._files.has, sha256):
            await run_in_threadpool(admit, sha256)
        claim = await run_in_threadpool(self._files.begin, sha256, length, self._clock())
        if claim is None:
            return _answer(201, {**where, "Upload-Offset": str(length)})
        if request.headers.get("content-type", "") == OCTETS or length == 0:
            offset = await self._receive(request, claim)
        else:
            offset = await run_in_threadpool(self._files.keep, claim)
            await run_in_threadpool(self._files.release, claim)
        return _answer(201, {**where, "Upload-Offset": str(offset)})

    async def head(self, request: Request) -> Response:
        """Where the file stands."""
        _check_version(request)
        offset, length = await run_in_threadpool(self._files.standing, _sha256_of(request), self._clock())
        return _answer(
            200, {"Upload-Offset": str(offset), "Upload-Length": str(length), "Cache-Control": "no-store"}
        )

    async def patch(self, request: Request) -> Response:
        """Continue the file from exactly where it stands."""
        _check_version(request)
        if request.headers.get("content-type", "") != OCTETS:
            raise Refusal(Code.BAD_ENCODING, _("Nội dung tệp phải có kiểu {kind}.").format(kind=OCTETS))
        offset = _number(request, "upload-offset")
        sha256 = _sha256_of(request)
        claim = await run_in_threadpool(self._files.claim, sha256)
        if claim is None:
            # Whole already, sent again by a client that never asked: its bytes are not needed.
            size = await run_in_threadpool(self._files.size, sha256)
            return _answer(204, {"Upload-Offset": str(size)})
        if claim.size != offset:
            await run_in_threadpool(self._files.release, claim)
            raise Refusal(
                Code.OFFSET,
                _("Tệp đang ở vị trí khác; hãy hỏi lại vị trí rồi gửi tiếp."),
                {"offset": claim.size},
            )
        return _answer(204, {"Upload-Offset": str(await self._receive(request, claim))})

    async def _receive(self, request: Request, claim: Claim) -> int:
        try:
            checksum = _checksum(request.headers.get("upload-checksum"))
            complete = await self._stream(request, claim, checksum)
            if checksum is not None and not (complete and checksum.matches()):
                await run_in_threadpool(self._files.rollback, claim)
                raise Refusal(Code.CHECKSUM, _("Phần tệp vừa gửi không khớp mã kiểm tra nên đã bỏ."))
            offset = await run_in_threadpool(self._files.keep, claim)
            if offset == claim.length:
                await run_in_threadpool(self._files.finish, claim, self._clock())
            return offset
        except Superseded as newer:
            raise Refusal(Code.OFFSET, _("Một yêu cầu mới hơn đang gửi tệp này.")) from newer
        finally:
            await run_in_threadpool(self._files.release, claim)

    async def _stream(self, request: Request, claim: Claim, checksum: _Checksum | None) -> bool:
        """Write what comes; whether all of it came."""
        waiting = bytearray()
        complete = True
        try:
            async for piece in request.stream():
                waiting += piece
                if checksum is not None:
                    checksum.digest.update(piece)
                if len(waiting) >= PIECE_BYTES:
                    await run_in_threadpool(self._files.append, claim, bytes(waiting))
                    waiting.clear()
        except ClientDisconnect:
            complete = False
        if waiting:
            await run_in_threadpool(self._files.append, claim, bytes(waiting))
        return complete


class _Checksum:
    def __init__(self, algorithm: str, expected: bytes) -> None:
        self.digest = _DIGESTS[algorithm]()
        self._expected = expected

    def matches(self) -> bool:
        return bool(self.digest.digest() == self._expected)


def _checksum(header: str | None) -> _Checksum | None:
    if header is None:
        return None
    algorithm, _space, text = header.partition(" ")
    if algorithm not in _DIGESTS:
        raise Refusal(Code.BAD_MESSAGE, _("Không biết cách kiểm tra “{name}”.").format(name=algorithm[:20]))
    return _Checksum(algorithm, _decoded(text))


def _named(metadata: str) -> str:
    if len(metadata) <= MAX_METADATA:
        for pair in metadata.split(","):
            name, _space, value = pair.strip().partition(" ")
            if name == "sha256":
                sha256 = _decoded(value).decode("ascii", "replace")
                if _SHA256.fullmatch(sha256):
                    return sha256
    raise Refusal(Code.BAD_MESSAGE, _("Thiếu mã băm sha256 của tệp trong Upload-Metadata."))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except ValueError as wrong:
        raise Refusal(Code.BAD_MESSAGE, _("Giá trị base64 không đọc được.")) from wrong


def _sha256_of(request: Request) -> str:
    sha256 = str(request.path_params["sha256"])
    if not _SHA256.fullmatch(sha256):
        raise Refusal(Code.NOT_FOUND, _("Không có tệp này."))
    return sha256


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not re.fullmatch("[0-9]{1,15}", text):
        raise Refusal(Code.BAD_MESSAGE, _("Thiếu số {header}.").format(header=header))
    return int(text)


def _check_version(request: Request) -> None:
    if request.headers.get("tus-resumable") != TUS_VERSION:
        raise Refusal(Code.TUS_VERSION, _("Cổng chỉ nói tus {version}.").format(version=TUS_VERSION))


def _answer(status: int, headers: dict[str, str]) -> Response:
    return Response(status_code=status, headers={"Tus-Resumable": TUS_VERSION, **headers})
