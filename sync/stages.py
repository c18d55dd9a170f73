"""What does each stage of an exchange say and take in? One step of one stage is one request, or none.

What was learned is written to the desk before the next request, so the desk is always as far as the province
has said. Files have their own module, sync/uploads.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from desk.errors import RuleBroken
from desk.progress import Step
from desk.rules.chain import GENESIS
from desk.rules.dossier_code import Lease
from desk.rules.lifecycle import Action
from desk.rules.words import _
from sync import wire
from sync.failures import Failed, Refused
from sync.line import Line, Moved
from sync.meter import Meter
from sync.outbox import Attention, Closing, Desk, Identity, News, SignedReceipt
from sync.states import Outcome, Stage
from sync.uploads import Uploads
from sync.wire import Code

FIRST_BATCH_BYTES = 256 * 1024
LEAST_BATCH_BYTES = 8 * 1024
MOST_BATCH_BYTES = 2 * 1024 * 1024
"""Plain bytes of entries in one push: they compress about eightfold, so the first takes seconds on a bad line."""
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
        self._uploads = Uploads(desk, line, clock, show, self.tally)
        self._steps: dict[Stage, Callable[[], bool]] = {
            Stage.SESSION: self._session,
            Stage.JOURNAL: self._journal,
            Stage.ASK: self._ask,
            Stage.FILES: self._files,
            Stage.NEWS: self._news,
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

    def _session(self) -> bool:
        self._show(Step(_("Kết nối với tỉnh")))
        now, nonce = self._clock(), os.urandom(16).hex()
        key = Ed25519PrivateKey.from_private_bytes(self._identity.private_key)
        device = self._identity.device
        ask = wire.SessionAsk(device, now, nonce, key.sign(wire.session_text(device, now, nonce)).hex())
        answer = self._line.post(wire.SESSION, ask, wire.SessionAnswer, self._watch(_("Kết nối với tỉnh")))
        self._line.token = answer.token
        skew = answer.server_time - self._clock()
        if abs(skew) > CLOCK_TOLD:
            self.tally.tell("clock", _("Đồng hồ máy này lệch {n} phút so với tỉnh. Hãy chỉnh lại ngày giờ.").format(
                n=round(abs(skew).total_seconds() / 60)))  # fmt: skip
        self._learn(answer.held, answer.hash)
        return True

    def _ask(self) -> bool:
        what = _("Hỏi tỉnh đã nhận tới đâu")
        after = {"after": str(self._desk.held()[0])}
        self._take(self._line.get(wire.JOURNAL, wire.JournalAnswer, after, self._watch(what)))
        return True

    def _journal(self) -> bool:
        assert self._remote is not None
        seq, hash_ = self._remote
        tip_seq = self._desk.tip()[0]
        if not self._is_ours(seq, hash_):
            raise _fork(tip_seq, seq)
        entries = self._desk.unsent(seq, self._batch)[: wire.MAX_ENTRIES]
        if not entries:
            if self._desk.held() != (seq, hash_):
                self._desk.acknowledged(seq, hash_, (), self._clock())
            return True
        what = _("Gửi nhật ký: mục {first} đến {last} / {tip}").format(
            first=entries[0].seq, last=entries[-1].seq, tip=tip_seq
        )
        try:
            answer = self._line.post(
                wire.JOURNAL, wire.push_of(entries), wire.JournalAnswer, self._watch(what)
            )
        except Refused as refused:
            self._mend(refused)
            return False
        self._take(answer)
        arrived = [entry for entry in entries if entry.seq <= answer.held]
        self.tally.entries += len(arrived)
        self.tally.dossiers += sum(entry.action == Action.RECEIVE for entry in arrived)
        self._batch = min(MOST_BATCH_BYTES, self._batch * 2)
        return False

    def _mend(self, refused: Refused) -> None:
        """A refusal that needs no person: the province went back in time, or the push was too large for it."""
        if refused.code == Code.TOO_LARGE and self._batch > LEAST_BATCH_BYTES:
            self._batch = max(LEAST_BATCH_BYTES, self._batch // 4)
            return
        held, hash_ = refused.details.get("held"), refused.details.get("hash")
        if refused.code == Code.GAP and isinstance(held, int) and isinstance(hash_, str):
            assert self._remote is not None
            if held < self._remote[0]:
                self._learn(held, hash_)
                return
        raise refused

    def _files(self) -> bool:
        self._check_grown()
        return self._uploads.step()

    def _news(self) -> bool:
        self._check_grown()
        here = self._desk.versions()
        params = {"catalogue": here.catalogue, "calendar": here.calendar, "cursor": str(here.news_cursor)}
        what = _("Nhận tin từ tỉnh")
        said = self._line.get(wire.NEWS, wire.NewsAnswer, params, self._watch(what))
        leases = tuple(Lease(one.agency, one.first, one.last) for one in said.leases)
        news = News(said.catalogue, said.calendar, leases, tuple(said.statuses), said.cursor)
        documents = [text for text in (said.catalogue, said.calendar) if text is not None]
        if documents or leases or said.statuses or said.cursor != here.news_cursor:
            self._apply(news)
            self.tally.received += len(leases) + len(said.statuses) + len(documents)
        if said.more:
            return False
        self._check_grown()
        return True

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
        items = [wire.ClosingItem(code, fees) for code, fees in closing.items] if self._itemised else None
        ask = wire.ClosingAsk(
            closing.day, closing.dossiers, closing.fees_vnd, closing.seq, closing.hash, items
        )
        what = _("Chốt ngày {day} với tỉnh").format(day=f"{closing.day:%d/%m/%Y}")
        answer = self._line.post(wire.CLOSING, ask, wire.ClosingAnswer, self._watch(what))
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
            self.tally.tell("day_differs", _difference(closing, answer.receipt), closing.day.isoformat())
        return not self._closings

    def _check_receipt(self, closing: Closing, answer: wire.ClosingAnswer) -> None:
        receipt = answer.receipt
        mine = (self._identity.office, self._identity.device, closing.day, closing.seq, closing.hash)
        try:
            key = Ed25519PublicKey.from_public_bytes(self._identity.gateway_key)
            key.verify(bytes.fromhex(answer.signature), wire.receipt_text(receipt))
            signed = (receipt.office, receipt.device, receipt.day, receipt.seq, receipt.hash) == mine
        except InvalidSignature:
            signed = False
        if not signed:
            raise Refused(200, "bad_receipt", _("Biên nhận ngày của tỉnh có chữ ký không đúng."), {})

    def _take(self, answer: wire.JournalAnswer) -> None:
        """Write down what the province said before anything else happens."""
        # Only what the desk can stand for is written; a fork is told by the journal stage.
        if self._is_ours(answer.held, answer.hash):
            self._desk.acknowledged(answer.held, answer.hash, answer.verdicts, self._clock())
        for verdict in answer.verdicts:
            self.tally.tell(verdict.code, verdict.message, str(verdict.seq))
        self._remote = (answer.held, answer.hash)
        self._uploads.told(answer)

    def _is_ours(self, seq: int, hash_: str) -> bool:
        """Whether entry `seq` of our own journal is the one that the province holds."""
        if seq == 0:
            return hash_ == GENESIS
        here = self._desk.unsent(seq - 1, 1)
        return bool(here) and (here[0].seq, here[0].hash) == (seq, hash_)

    def _learn(self, held: int, hash_: str) -> None:
        if held < self._desk.held()[0]:
            self.tally.tell(
                "province_went_back",
                _("Tỉnh vừa khôi phục từ bản sao cũ; máy đang gửi lại phần còn thiếu."),
            )
            # Files may be missing there again: their list comes with an answer about the journal.
            self._uploads.ask_for_list()
        self._remote = (held, hash_)

    def _check_grown(self) -> None:
        assert self._remote is not None
        if self._desk.tip()[0] > self._remote[0]:
            raise Grown

    def _watch(self, what: str) -> Callable[[Moved], None]:
        meter, show = Meter(), self._show

        def watch(moved: Moved) -> None:
            show(Step(what, moved.up + moved.down, None, True, meter.bytes_per_s))

        return watch


def _fork(tip: int, held: int) -> Refused:
    return Refused(
        409,
        Code.FORK,
        _(
            "Tỉnh đang giữ nhật ký của máy này đến mục {held}, khác với nhật ký trên máy (đến mục {tip}). "
            "Dữ liệu có thể đã được khôi phục từ bản sao lưu, hoặc đang chạy trên hai máy. "
            "Chưa gửi gì; hãy báo quản trị."
        ).format(held=held, tip=tip),
        {"held": held, "tip": tip},
    )


def _difference(closing: Closing, receipt: wire.DayReceipt) -> str:
    sentence = _(
        "Ngày {day}: máy có {mine} hồ sơ, {my_fees} đ; tỉnh có {theirs} hồ sơ, {their_fees} đ."
    ).format(
        day=f"{closing.day:%d/%m/%Y}", mine=closing.dossiers, my_fees=closing.fees_vnd,
        theirs=receipt.dossiers, their_fees=receipt.fees_vnd,
    )  # fmt: skip
    if receipt.differing:
        sentence += " " + _("Khác nhau: {codes}.").format(codes=", ".join(receipt.differing[:20]))
    return sentence
