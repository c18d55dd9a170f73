"""What does each stage of an exchange say and take in? One step of one stage is one request, or none.

What was learned is written to the desk before the next request, so the desk is always as far as the province
has said. Files have their own module, sync/uploads.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from desk.errors import RuleBroken
from desk.progress import Step
from desk.rules.chain import Entry
from desk.rules.day_compare import Difference
from desk.rules.day_compare import difference_words as one_line
from desk.rules.dossier_code import Lease
from desk.rules.lifecycle import Action
from desk.rules.words import _
from sync import day_receipt, turn, wire
from sync.answers import message_of
from sync.compact.journal import DICTIONARY, KNOWN, NO_DICTIONARY, pack
from sync.failures import Failed, Refused
from sync.line import Body, Line, Moved, Watch
from sync.meter import Meter
from sync.outbox import Attention, Closing, Desk, Identity, News, SignedReceipt, is_ours
from sync.states import Outcome, Stage
from sync.uploads import Uploads
from sync.wire import Code

FIRST_BATCH_BYTES = 128 * 1024
LEAST_BATCH_BYTES = 8 * 1024
MOST_BATCH_BYTES = 512 * 1024
"""Plain payloads in one frame: packed they are a fiftieth or less, so each is through in a moment on a bad line."""
MOST_FRAMES = 32
"""Frames in one turn: the province keeps each as it arrives, but says so at the end."""
NOT_FOUND = 404
NAMED_IN_WORDS = 5
"""Differences of a day in one message; the receipt has them all."""
CLOCK_TOLD = timedelta(minutes=5)

Show = Callable[[Step], None]


class Grown(Exception):
    """The journal has grown behind this stage."""


@dataclass(slots=True)
class Tally:
    """What a run has done so far."""

    entries: int = 0
    dossiers: int = 0
    files: int = 0
    received: int = 0
    attention: list[Attention] = field(default_factory=list)
    receipts: list[SignedReceipt] = field(default_factory=list)

    def tell(self, code: str, message: str, about: str = "") -> None:
        """Something for a person, once."""
        one = Attention(code, message, about)
        if one not in self.attention:
            self.attention.append(one)


class Exchange:
    """The steps of one run."""

    def __init__(self, desk: Desk, line: Line, identity: Identity, clock: Callable[[], datetime], show: Show,
                 closings: Sequence[Closing]) -> None:  # fmt: skip
        self.tally = Tally()
        self._desk, self._line, self._identity, self._clock, self._show = desk, line, identity, clock, show
        self._batch = FIRST_BATCH_BYTES
        self._remote: tuple[int, str] | None = None
        self._closings = list(closings)
        self._itemised = False
        self._more = False
        self._dictionary = DICTIONARY
        self._uploads = Uploads(desk, self._turn, line, clock, show, self.tally)
        line.prove = self.proof
        self._steps: dict[Stage, Callable[[], bool]] = {
            Stage.JOURNAL: self._journal,
            Stage.ASK: self._ask,
            Stage.FILES: self._files,
            Stage.CLOSING: self._closing,
        }

    def step(self, stage: Stage) -> bool:
        """One step; True when the stage has nothing left. Raises a failure of the line, or Grown."""
        return self._steps[stage]()

    def advanced(self) -> bool:
        """Whether part of a file got through since this was asked last, although its request failed."""
        return self._uploads.advanced()

    def cut(self, stage: Stage, outcome: Outcome) -> None:
        """A request of this stage failed: be smaller, and ask before going on."""
        if stage is Stage.JOURNAL and outcome in (Outcome.CUT_SENDING, Outcome.CUT_WAITING):
            self._batch = max(LEAST_BATCH_BYTES, self._batch // 2)
        if stage is Stage.FILES:
            self._uploads.cut()

    def set_aside(self, stage: Stage, failed: Failed) -> None:
        """A person must look at this; the rest goes on."""
        about = ""
        if stage is Stage.FILES:
            about = self._uploads.set_aside()
        if stage is Stage.CLOSING and self._closings:
            about, self._itemised = self._closings.pop(0).day.isoformat(), False
        self.tally.tell(failed.code, failed.message, about)

    def proof(self) -> str:
        """A fresh signature of the device, for one request."""
        return proof(self._identity, self._clock())

    def _ask(self) -> bool:
        self._turn((), _("Hỏi tỉnh đã nhận tới đâu"))
        return True

    def _journal(self) -> bool:
        seq, hash_ = self._remote or self._desk.held()
        tip_seq = self._desk.tip()[0]
        if not is_ours(self._desk, seq, hash_):
            raise _fork(tip_seq, seq)
        if self._remote is not None and seq == tip_seq and not self._more:
            return True
        first = self._desk.unsent(seq, self._batch)[: wire.MAX_ENTRIES]
        what = _("Gửi nhật ký: mục {first} đến {last} / {tip}").format(
            first=first[0].seq, last=tip_seq, tip=tip_seq
        ) if first else _("Kết nối với tỉnh")  # fmt: skip
        sent = _counted(first)
        try:
            self._turn(
                self._packed(first, sent) if first else (), what, whole=not first or first[-1].seq >= tip_seq
            )
        except Refused as refused:
            self._mend(refused)
            return False
        assert self._remote is not None
        held = self._remote[0]
        arrived = [received for number, received in sent if seq < number <= held]
        self.tally.entries += len(arrived)
        self.tally.dossiers += sum(arrived)
        if first:
            self._batch = min(MOST_BATCH_BYTES, self._batch * 2)
        return held == self._desk.tip()[0] and not self._more and is_ours(self._desk, *self._remote)

    def _packed(self, first: Sequence[Entry], sent: list[tuple[int, bool]]) -> Iterator[bytes]:
        """The journal from `first` on, frame by frame: one is packed while the one before is on its way."""
        entries, batch = list(first), self._batch
        for _frame in range(MOST_FRAMES):
            yield turn.frame(turn.Kind.ENTRIES, pack(entries, self._dictionary))
            batch = min(MOST_BATCH_BYTES, batch * 2)
            entries = self._desk.unsent(entries[-1].seq, batch)[: wire.MAX_ENTRIES]
            if not entries:
                return
            sent += _counted(entries)

    def _mend(self, refused: Refused) -> None:
        """A refusal that needs no person: the push was too large for the province, or its dictionary is older."""
        if refused.code == Code.TOO_LARGE and self._batch > LEAST_BATCH_BYTES:
            self._batch = max(LEAST_BATCH_BYTES, self._batch // 4)
        elif refused.code == Code.DICTIONARY and self._dictionary != NO_DICTIONARY:
            known = refused.details.get("known")
            older = [one for one in known if one in KNOWN] if isinstance(known, list) else []
            self._dictionary = min(max(older, default=NO_DICTIONARY), self._dictionary - 1)
        else:
            raise refused

    def _files(self) -> bool:
        self._check_grown()
        return self._uploads.step()

    def _turn(self, frames: Iterable[bytes], what: str, *, whole: bool = True, size: int = 0,
              watch: Watch | None = None) -> turn.TurnAnswer:  # fmt: skip
        """One request with these frames behind its hello, and its answer, written down before anything else happens.

        `whole`: the frames are few and are counted first; otherwise they are made while they are sent, and `size`
        is their sum where it is known.
        """
        here = self._desk.versions()
        hello = turn.Hello(self._desk.held()[0], here.catalogue, here.calendar, here.news_cursor)
        begin = turn.frame(turn.Kind.HELLO, wire.write(hello))
        if whole:
            all_frames = b"".join([begin, *frames])
            body = Body(len(all_frames), [all_frames])
        else:
            body = Body(size and size + len(begin), chain([begin], frames))
        try:
            response = self._line.request("POST", turn.TURN, body=body,
                                          watch=watch or self._watch(what))  # fmt: skip
        except Refused as refused:
            if refused.status != NOT_FOUND:
                raise
            older = _(
                "Cổng của tỉnh còn phiên bản cũ nên chưa nhận được. Hãy báo quản trị của tỉnh cập nhật cổng."
            )
            raise Refused(refused.status, "province_older", older, {}) from refused
        answer = message_of(response, turn.TurnAnswer)
        self._take(answer)
        return answer

    def _take_news(self, said: turn.TurnAnswer) -> None:
        here = self._desk.versions()
        leases = tuple(Lease(one.agency, one.first, one.last) for one in said.leases)
        news = News(said.catalogue, said.calendar, leases, tuple(said.statuses), said.cursor)
        documents = [text for text in (said.catalogue, said.calendar) if text is not None]
        self._more = said.more
        if documents or leases or said.statuses or said.cursor != here.news_cursor:
            self._show(Step(_("Nhận tin từ tỉnh")))
            self._apply(news)
            self.tally.received += len(leases) + len(said.statuses) + len(documents)

    def _apply(self, news: News) -> None:
        try:
            self._desk.apply_news(news, self._clock())
        except RuleBroken as broken:
            # A catalogue that this desk cannot read must not keep leases and statuses from it.
            self.tally.tell(
                "news_refused",
                _("Danh mục hoặc lịch của tỉnh không dùng được: {why}").format(why=broken.message),
                broken.field,
            )
            self.tally.received -= sum(text is not None for text in (news.catalogue, news.calendar))
            rest = News(None, None, news.leases, news.statuses, news.cursor)
            if rest.leases or rest.statuses or rest.cursor != self._desk.versions().news_cursor:
                self._desk.apply_news(rest, self._clock())

    def _closing(self) -> bool:
        if not self._closings:
            return True
        closing = self._closings[0]
        self._check_grown()
        items = items_of(self._desk, closing) if self._itemised else None
        ask = day_receipt.ClosingAsk(
            closing.day, closing.dossiers, closing.fees_vnd, closing.seq, closing.hash, items
        )
        what = _("Chốt ngày {day} với tỉnh").format(day=f"{closing.day:%d/%m/%Y}")
        answer = self._line.post(wire.CLOSING, ask, day_receipt.ClosingAnswer, self._watch(what))
        self._check_receipt(closing, answer)
        if not answer.receipt.agreed and not self._itemised and closing.items:
            self._itemised = True
            return False
        self._closings.pop(0)
        self._itemised = False
        receipt = SignedReceipt(answer.receipt, answer.signature)
        self._desk.receipt_came(receipt, self._clock())
        self.tally.receipts.append(receipt)
        if not answer.receipt.agreed:
            self.tally.tell("day_differs", difference_words(closing, answer.receipt), closing.day.isoformat())
        return not self._closings

    def _check_receipt(self, closing: Closing, answer: day_receipt.ClosingAnswer) -> None:
        receipt = answer.receipt
        same = (receipt.day, receipt.seq, receipt.hash) == (closing.day, closing.seq, closing.hash)
        if not same or not is_signed(self._identity, answer):
            raise Refused(200, "bad_receipt", _("Biên nhận ngày của tỉnh có chữ ký không đúng."), {})

    def _take(self, answer: turn.TurnAnswer) -> None:
        """Write down what the province said before anything else happens."""
        skew = answer.server_time - self._clock()
        if abs(skew) > CLOCK_TOLD:
            self.tally.tell("clock", _("Đồng hồ máy này lệch {n} phút so với tỉnh. Hãy chỉnh lại ngày giờ.").format(
                n=round(abs(skew).total_seconds() / 60)))  # fmt: skip
        if answer.held < self._desk.held()[0]:
            self.tally.tell(
                "province_went_back",
                _("Tỉnh vừa khôi phục từ bản sao cũ; máy đang gửi lại phần còn thiếu."),
            )
        self._remote = (answer.held, answer.hash)
        self._uploads.told(answer)
        # Only what the desk can stand for is written; a fork is told by the journal stage.
        if not is_ours(self._desk, answer.held, answer.hash):
            return
        if answer.verdicts or self._desk.held() != self._remote:
            self._desk.acknowledged(answer.held, answer.hash, answer.verdicts, self._clock())
        for verdict in answer.verdicts:
            self.tally.tell(verdict.code, verdict.message, str(verdict.seq))
        self._take_news(answer)

    def _check_grown(self) -> None:
        assert self._remote is not None
        if self._desk.tip()[0] > self._remote[0] or self._more or not is_ours(self._desk, *self._remote):
            raise Grown

    def _watch(self, what: str) -> Callable[[Moved], None]:
        meter, show = Meter(), self._show

        def watch(moved: Moved) -> None:
            show(Step(what, moved.up + moved.down, None, True, meter.bytes_per_s))

        return watch


def items_of(desk: Desk, closing: Closing) -> list[day_receipt.ClosingItem]:
    """The day's dossiers for a comparison to the item; in parts, unless they are more than one message holds."""
    few = len(closing.items) <= day_receipt.MAX_ITEMS_IN_PARTS
    parts = desk.day_parts(closing.day, closing.seq) if few else {}
    return [day_receipt.ClosingItem(code, fees, dict(parts.get(code, {}))) for code, fees in closing.items]


def proof(identity: Identity, now: datetime) -> str:
    """A fresh signature of this device, for one request: the header Authorization."""
    nonce = os.urandom(16).hex()
    key = Ed25519PrivateKey.from_private_bytes(identity.private_key)
    signature = key.sign(wire.session_text(identity.device, now, nonce)).hex()
    return turn.proof_of(wire.SessionAsk(identity.device, now, nonce, signature))


def is_signed(identity: Identity, answer: day_receipt.ClosingAnswer) -> bool:
    """Whether the province signed this receipt, and for this desk."""
    receipt = answer.receipt
    try:
        key = Ed25519PublicKey.from_public_bytes(identity.gateway_key)
        key.verify(bytes.fromhex(answer.signature), day_receipt.receipt_text(receipt))
    except InvalidSignature:
        return False
    return (receipt.office, receipt.device) == (identity.office, identity.device)


def _counted(entries: Sequence[Entry]) -> list[tuple[int, bool]]:
    """Number and whether it is a reception: what is counted at the end, without holding a month's payloads."""
    return [(entry.seq, entry.action == Action.RECEIVE) for entry in entries]


def _fork(tip: int, held: int) -> Refused:
    return Refused(409, Code.FORK, fork_words(tip, held), {"held": held, "tip": tip})


def fork_words(tip: int, held: int) -> str:
    """What a person reads when the province holds another journal than this desk."""
    return _(
        "Tỉnh đang giữ nhật ký của máy này đến mục {held}, khác với nhật ký trên máy (đến mục {tip}). "
        "Dữ liệu có thể đã được khôi phục từ bản sao lưu, hoặc đang chạy trên hai máy. Chưa gửi gì và chưa mất gì: "
        "quản trị hoặc lãnh đạo hãy bấm “Lấy lại từ tỉnh” ở trang Chốt ngày, hoặc chạy: motcua recover."
    ).format(held=held, tip=tip)


def difference_words(closing: Closing, receipt: day_receipt.DayReceipt) -> str:
    """What a person reads when both sides count a day otherwise."""
    sentence = _(
        "Ngày {day}: máy có {mine} hồ sơ, {my_fees} đ; tỉnh có {theirs} hồ sơ, {their_fees} đ."
    ).format(
        day=f"{closing.day:%d/%m/%Y}", mine=closing.dossiers, my_fees=closing.fees_vnd,
        theirs=receipt.dossiers, their_fees=receipt.fees_vnd,
    )  # fmt: skip
    if receipt.differences:
        named = receipt.differences[:NAMED_IN_WORDS]
        told = "; ".join(one_line(Difference(one.code, one.field, one.desk, one.province)) for one in named)
        sentence += " " + _("Khác nhau: {what}.").format(what=told)
        if left := len(receipt.differences) - len(named):
            sentence += " " + _("Còn {n} chỗ khác nữa, ghi ở biên nhận chốt ngày.").format(n=left)
    elif receipt.differing:
        sentence += " " + _("Khác nhau: {codes}.").format(codes=", ".join(receipt.differing[:20]))
    return sentence
