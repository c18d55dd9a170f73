"""What does the province do with a turn? Takes each frame in as it arrives, durably, and answers everything at the end.

    HELLO ──▶ who asks from where        ENTRIES ──▶ inbox, a transaction each
    ASK   ──▶ looked up at the end       FILE    ──▶ file room, piece by piece; what arrived before a cut stays

Memory is one frame of entries, or one piece of a file, whatever a desk sends. A bundle is one long turn from a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from desk.rules.words import _
from sync import day_receipt, turn, wire
from sync.compact.journal import KNOWN, UnknownDictionary, unpack
from sync.gateway.devices import Device
from sync.gateway.files import Claim, Files
from sync.gateway.inbox import Inbox
from sync.gateway.news import News
from sync.gateway.parts import Superseded
from sync.gateway.refusal import Refusal
from sync.gateway.turnstile import Place
from sync.turn import Carried, Data, Ended, Frames, Hello, Kind, Stands, Started, TurnAnswer
from sync.wire import Code

MAX_CLOSINGS = 400
"""Days of one bundle: more than a year."""


class Turns:
    """Takes turns of all desks."""

    def __init__(self, inbox: Inbox, news: News, files: Files, clock: Callable[[], datetime]) -> None:
        self._inbox, self._news, self._files, self._clock = inbox, news, files, clock

    async def take(self, device: Device, request: Request, place: Place) -> TurnAnswer:
        """Everything that this request brings, and the answer. Raises Refusal, Trouble; what came before is kept."""
        one = _Turn(device, self._inbox, self._news, self._files, self._clock)
        pieces = request.stream()
        try:
            async for piece in pieces:
                if piece:
                    await place.work(one.take, piece)
            return await place.work(one.answer)
        except ClientDisconnect:
            await run_in_threadpool(one.cut)
            raise
        finally:
            await run_in_threadpool(one.release)

    def held(self, device: Device) -> int:
        """Up to where the journal of this desk is here."""
        return self._inbox.state(device, 0).held

    def carried(
        self, device: Device, pieces: Iterable[bytes]
    ) -> tuple[Carried, list[day_receipt.ClosingAsk]]:
        """Everything that a bundle brings, and its answer but for the days to be signed. What came before a refusal is kept."""
        one = _Turn(device, self._inbox, self._news, self._files, self._clock, carried=True)
        refused: wire.Failure | None = None
        try:
            for piece in pieces:
                one.take(piece)
            if not one.whole:
                raise _unreadable("a bundle without its hello or end")
        except Refusal as refusal:
            refused = wire.Failure(refusal.code.value, refusal.message, refusal.details)
        finally:
            one.cut()
            one.release()
        said = [one.answer()]
        while said[-1].more:
            said.append(one.answer(said[-1].cursor))
        return Carried(one.hello, said, one.files_whole, [], refused), one.closings


class _Turn:
    def __init__(self, device: Device, inbox: Inbox, news: News, files: Files, clock: Callable[[], datetime],
                 *, carried: bool = False) -> None:  # fmt: skip
        self._device, self._inbox, self._news, self._files, self._clock = device, inbox, news, files, clock
        self._carried = carried
        self.closings: list[day_receipt.ClosingAsk] = []
        self.files_whole: list[str] = []
        """Of the files that were sent, those that are here."""
        self._frames = Frames()
        self._hello: Hello | None = None
        self._gap = False
        self._claim: Claim | None = None
        self._passing = 0
        """So many bytes of the file under way are here already."""
        self._told: list[Stands | str] = []
        """Of each file that was asked for its name, of each that was sent how it went."""
        self._sent = 0
        self._bytes = 0

    def take(self, piece: bytes) -> None:
        self._bytes += len(piece)
        if self._bytes > turn.MAX_TURN_BYTES and not self._carried:
            raise Refusal(Code.TOO_LARGE, _("Yêu cầu quá lớn."), {"most": turn.MAX_TURN_BYTES})
        try:
            for event in self._frames.take(piece):
                match event:
                    case Started():
                        self._file_starts(event)
                    case Data():
                        self._file_goes_on(event.piece)
                    case Ended():
                        self._frame_ends(event)
        except wire.Unreadable as wrong:
            raise _unreadable(wrong.why) from wrong

    def cut(self) -> None:
        """The line broke: what arrived of a file stays."""
        if self._claim is not None:
            try:
                self._files.keep(self._claim)
            except Superseded:
                return

    def release(self) -> None:
        if self._claim is not None:
            self._files.release(self._claim)
            self._claim = None

    @property
    def whole(self) -> bool:
        return self._hello is not None and self._frames.between

    @property
    def hello(self) -> Hello:
        """What the desk knew; nothing, as long as it did not say."""
        return self._hello or Hello()

    def answer(self, cursor: int | None = None) -> TurnAnswer:
        """What the province says now; with a `cursor`, the news after it that one answer did not hold."""
        if not self.whole and not self._carried:
            raise _unreadable("a turn without its hello or end")
        hello, now = self.hello, self._clock()
        said = self._inbox.state(self._device, hello.held)
        news = self._news.since(
            self._device, hello.catalogue, hello.calendar, hello.cursor if cursor is None else cursor, now
        )
        files = [one if isinstance(one, Stands) else self._standing(one) for one in self._told]
        return TurnAnswer(
            said.held, said.hash, now, news.cursor, said.verdicts, said.wanted, said.wanted_all, files,
            news.catalogue, news.calendar, news.leases, news.statuses, news.more,
        )  # fmt: skip

    def _frame_ends(self, event: Ended) -> None:
        if (self._hello is None) != (event.kind is Kind.HELLO):
            raise _unreadable("hello comes once and first")
        match event.kind:
            case Kind.HELLO:
                self._hello = wire.read(event.body, Hello)
            case Kind.ENTRIES:
                self._keep_entries(event.body)
            case Kind.ASK:
                if len(event.body) % turn.HASH_BYTES or len(self._told) > turn.MAX_ASKED:
                    raise _unreadable("hashes")
                self._told += [event.body[at : at + turn.HASH_BYTES].hex()
                               for at in range(0, len(event.body), turn.HASH_BYTES)]  # fmt: skip
            case Kind.FILE:
                self._file_ends()
            case Kind.CLOSING:
                if not self._carried or len(self.closings) >= MAX_CLOSINGS:
                    raise _unreadable("a day to be signed")
                self.closings.append(wire.read(event.body, day_receipt.ClosingAsk))

    def _keep_entries(self, body: bytes) -> None:
        if self._gap:
            return
        try:
            push = unpack(body, self._device.id)
        except UnknownDictionary as unknown:
            raise Refusal(
                Code.DICTIONARY, _("Cổng chưa biết từ điển nén số {n}.").format(n=unknown.number),
                {"known": list(KNOWN)},
            ) from unknown  # fmt: skip
        try:
            self._inbox.keep(self._device, push)
        except Refusal as refusal:
            # After a gap nothing can be kept; what the answer says is held tells the desk where to go on.
            if refusal.code is not Code.GAP:
                raise
            self._gap = True

    def _file_starts(self, event: Started) -> None:
        self._sent += 1
        if self._hello is None or (self._sent > turn.MAX_FILES and not self._carried):
            raise _unreadable("a file before hello, or too many")
        try:
            if event.offset == 0:
                claim = self._files.begin(event.sha256, event.length, self._clock())
            else:
                claim = self._files.claim(event.sha256)
        except Refusal as refusal:
            self._told.append(Stands(code=refusal.code, message=refusal.message))
            return
        if claim is None:
            self._told.append(Stands(event.length, whole=True))
            self.files_whole.append(event.sha256)
        elif claim.length != event.length or claim.size < event.offset:
            offset = claim.size
            self._files.release(claim)
            self._told.append(
                Stands(
                    offset,
                    code=Code.OFFSET,
                    message=_("Tệp đang ở vị trí khác; hãy hỏi lại vị trí rồi gửi tiếp."),
                )
            )
        else:
            self._claim, self._passing = claim, claim.size - event.offset

    def _file_goes_on(self, piece: bytes) -> None:
        if self._claim is None:
            return  # not taken: its bytes pass by
        here = min(self._passing, len(piece))
        self._passing -= here
        try:
            self._files.append(self._claim, piece[here:])
        except Superseded:
            self._superseded()

    def _file_ends(self) -> None:
        claim = self._claim
        if claim is None:
            return
        try:
            offset = self._files.keep(claim)
            if offset == claim.length:
                self._files.finish(claim, self._clock())
                self.files_whole.append(claim.sha256)
            self._told.append(Stands(offset, whole=offset == claim.length))
        except Superseded:
            self._superseded()
        except Refusal as refusal:
            self._told.append(Stands(code=refusal.code, message=refusal.message))
        self.release()

    def _superseded(self) -> None:
        self._told.append(Stands(code=Code.OFFSET, message=_("Một yêu cầu mới hơn đang gửi tệp này.")))
        self.release()

    def _standing(self, sha256: str) -> Stands:
        try:
            offset, length = self._files.standing(sha256, self._clock())
        except Refusal:
            return Stands()  # not begun
        return Stands(offset, whole=offset == length and self._files.has(sha256))


def _unreadable(why: str) -> Refusal:
    return Refusal(Code.BAD_MESSAGE, _("Cổng không đọc được yêu cầu này."), {"why": why[:300]})
