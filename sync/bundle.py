"""How does a day leave a desk whose line is dead? As a bundle: the turn that would have crossed the line, sealed in a file.

    write  everything after what the province acknowledged, all files it lacks, the days to be signed ──▶ province
    take   its answer: what is held, verdicts, files, news, receipts                                   ◀── province

Until an answer comes, the next bundle holds the same and more, so a lost stick costs nothing; an answer that comes late,
twice or after the line is back is seen as old, and only what is new in it is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.errors import RuleBroken, Trouble
from desk.files import disk_trouble
from desk.progress import Progress, Step
from desk.rules.dossier_code import Lease
from desk.rules.lifecycle import Action, Note
from desk.rules.words import _
from sync import day_receipt, turn, wire
from sync.compact.journal import pack
from sync.outbox import Attention, Closing, Desk, Ending, Identity, News, Report, SignedReceipt, is_ours
from sync.sealed import DOWN, UP, Between, foreign, look, opened, seal
from sync.stages import MOST_BATCH_BYTES, difference_words, fork_words, is_signed, items_of
from sync.turn import Carried, TurnAnswer
from sync.uploads import LOST

MOST_BYTES = 4_000_000_000
"""A stick formatted as FAT32 holds no longer file; what does not fit goes with the next bundle."""
MAX_ANSWER_BYTES = 4 * wire.MAX_ANSWER_BYTES
_ZEROS = bytes(64 * 1024)


@dataclass(frozen=True, slots=True)
class Written:
    """What a new bundle holds; `left` files did not fit or are lost here."""

    entries: int
    dossiers: int
    files: int
    left: int
    bytes: int
    attention: tuple[Attention, ...]


def write_bundle(desk: Desk, path: Path, at: datetime, progress: Progress, closings: Sequence[Closing] = (),
                 most: int = MOST_BYTES) -> Written:  # fmt: skip
    """Write what the province lacks to `path`, journal first, files of dossiers that fall due first. Changes nothing here.

    Cancelling leaves no file. Raises Trouble: not_enrolled, the disk.
    """
    identity = _identity(desk)
    made = _Making(desk, closings, progress, most)
    between = Between(UP, identity.office, identity.device, at)
    size = seal(path, between, identity.private_key, identity.gateway_key, made.frames(), progress.check)
    return Written(made.entries, made.dossiers, made.files, made.left, size, tuple(made.attention))


def take_answer(
    desk: Desk, path: Path, at: datetime, progress: Progress, closings: Sequence[Closing] = ()
) -> Report:
    """Take the province's answer to a bundle; what came of it, as after an exchange. Taking it twice changes nothing.

    Raises Trouble: not_enrolled, bundle_cut, bundle_altered, bundle_foreign, the disk.
    """
    identity = _identity(desk)
    with disk_trouble(), open(path, "rb") as file:
        progress.step(Step(_("Kiểm tra chữ ký của gói")))
        head = look(file)
        if head.kind != DOWN:
            raise foreign(_("Gói này do máy quầy lập để gửi tỉnh, không phải trả lời của tỉnh."))
        if head.sender != identity.gateway_key.hex():
            raise foreign(_("Gói này không do tỉnh mà máy đã đăng ký lập."))
        public = Ed25519PrivateKey.from_private_bytes(identity.private_key).public_key().public_bytes_raw()
        if (head.device, head.office, head.receiver) != (identity.device, identity.office, public.hex()):
            raise foreign(_("Gói trả lời này dành cho một máy khác."))
        body = bytearray()
        for piece in opened(file, identity.private_key):
            progress.check()
            body += piece
            if len(body) > MAX_ANSWER_BYTES:
                raise _unreadable()
    try:
        carried = wire.read(wire.unpacked(bytes(body), wire.ZSTD, MAX_ANSWER_BYTES), Carried)
    except wire.Unreadable as wrong:
        raise _unreadable() from wrong
    return _Taking(desk, identity, at, closings).take(carried, len(body))


class _Making:
    """Makes the frames of one bundle, once, and counts them."""

    def __init__(self, desk: Desk, closings: Sequence[Closing], progress: Progress, most: int) -> None:
        self._desk, self._closings, self._progress, self._most = desk, closings, progress, most
        self.entries = self.dossiers = self.files = self.left = 0
        self.attention: list[Attention] = []

    def frames(self) -> Iterator[bytes]:
        here, seq = self._desk.versions(), self._desk.held()[0]
        hello = turn.Hello(seq, here.catalogue, here.calendar, here.news_cursor)
        yield turn.frame(turn.Kind.HELLO, wire.write(hello))
        size = 0
        while batch := self._desk.unsent(seq, MOST_BATCH_BYTES)[: wire.MAX_ENTRIES]:
            self._progress.step(Step(_("Ghi nhật ký vào gói"), self.entries, None))
            packed = turn.frame(turn.Kind.ENTRIES, pack(batch))
            size += len(packed)
            self.entries += len(batch)
            self.dossiers += sum(entry.action == Action.RECEIVE for entry in batch)
            seq = batch[-1].seq
            yield packed
        for day in self._closings:
            items = items_of(self._desk, day)
            ask = day_receipt.ClosingAsk(day.day, day.dossiers, day.fees_vnd, day.seq, day.hash, items)
            yield turn.frame(turn.Kind.CLOSING, wire.write(ask))
        yield from self._file_frames(self._most - size)

    def _file_frames(self, most: int) -> Iterator[bytes]:
        sizes: dict[str, int] = {}
        for sha256 in self._desk.unsent_files():
            try:
                size = self._desk.file_size(sha256)
            except Trouble as lost:
                self._lost(sha256, lost)
                continue
            if size > most:
                self.left += 1
                continue
            sizes[sha256] = size
            most -= size
        total, done = sum(sizes.values()), 0
        for sha256, size in sizes.items():
            yield turn.file_head(sha256, size, 0)
            for piece in self._whole(sha256, size):
                done += len(piece)
                self._progress.step(Step(_("Ghi tệp đính kèm vào gói"), done, total, True))
                yield piece
            self.files += 1

    def _whole(self, sha256: str, size: int) -> Iterator[bytes]:
        """The bytes of a file. One that turns out to be damaged is filled up: the province's hash throws it away."""
        given = 0
        try:
            for piece in self._desk.open_file(sha256, 0) if size else ():
                given += len(piece)
                yield piece
        except Trouble as lost:
            self._lost(sha256, lost)
            self.files -= 1
        while given < size:
            piece = _ZEROS[: size - given]
            given += len(piece)
            yield piece

    def _lost(self, sha256: str, lost: Trouble) -> None:
        if lost.code not in LOST:
            raise lost
        self.left += 1
        self.attention.append(Attention(lost.code, lost.title, sha256))


class _Taking:
    """Takes one answer in."""

    def __init__(self, desk: Desk, identity: Identity, at: datetime, closings: Sequence[Closing]) -> None:
        self._desk, self._identity, self._at = desk, identity, at
        self._closings = {closing.day: closing for closing in closings}
        self._told: list[Attention] = []
        self._receipts: list[SignedReceipt] = []
        self._received = 0

    def take(self, carried: Carried, size: int) -> Report:
        first, waited = carried.said[0], self._desk.waiting()
        outcome = Ending.DONE
        if not is_ours(self._desk, first.held, first.hash):
            self._told.append(Attention(wire.Code.FORK, fork_words(self._desk.tip()[0], first.held)))
            outcome = Ending.REFUSED
        else:
            self._acknowledge(carried, first)
            if carried.whole:
                self._desk.files_confirmed(carried.whole, self._at)
            for number, said in enumerate(carried.said):
                self._news(carried.asked, said, first=number == 0)
            for receipt in carried.receipts:
                self._receipt(receipt)
        if carried.refused is not None:
            self._told.append(Attention(carried.refused.code, carried.refused.message))
            outcome = Ending.REFUSED
        left = self._desk.waiting()
        report = Report(outcome, max(0, waited.entries - left.entries), max(0, waited.dossiers - left.dossiers),
                        max(0, waited.files - left.files), self._received, 0, size, 0.0, tuple(self._told),
                        tuple(self._receipts))  # fmt: skip
        self._desk.note_exchange(report)
        return report

    def _acknowledge(self, carried: Carried, said: TurnAnswer) -> None:
        here = self._desk.held()[0]
        went_back = said.held < carried.asked.held <= here
        if went_back:
            words = _("Tỉnh vừa khôi phục từ bản sao cũ; lần gửi tới sẽ gửi lại phần còn thiếu.")
            self._told.append(Attention("province_went_back", words))
        elif said.held < here:
            self._told.append(
                Attention(
                    "bundle_old", _("Gói trả lời này cũ hơn những gì máy đã biết; chỉ nhận phần còn mới.")
                )
            )
            return
        self._desk.acknowledged(said.held, said.hash, said.verdicts, self._at)
        self._told += [Attention(one.code, one.message, str(one.seq)) for one in said.verdicts]
        lost = {one.sha256 for one in said.wanted}
        if went_back:
            lost |= self._named_after(said.held)
        if lost:
            self._desk.files_wanted(sorted(lost))

    def _named_after(self, seq: int) -> set[str]:
        """Files of entries that the restored province will only hear of with the next bundle: it lacks them too."""
        named: set[str] = set()
        while batch := self._desk.unsent(seq, MOST_BATCH_BYTES):
            named |= {str(entry.facts().get("sha256", "")) for entry in batch if entry.action == Note.ATTACH}
            seq = batch[-1].seq
        return named - {""}

    def _news(self, asked: turn.Hello, said: TurnAnswer, *, first: bool) -> None:
        here = self._desk.versions()
        catalogue = said.catalogue if first and here.catalogue == asked.catalogue else None
        calendar = said.calendar if first and here.calendar == asked.calendar else None
        leases = tuple(Lease(one.agency, one.first, one.last) for one in said.leases)
        statuses = tuple(one for one in said.statuses if one.number > here.news_cursor)
        if asked.cursor > here.news_cursor:
            # Made by a desk that knew more than this one does: between the two, something would be passed over.
            leases, statuses, cursor = (), (), here.news_cursor
        else:
            cursor = max(said.cursor, here.news_cursor)
        documents = [text for text in (catalogue, calendar) if text is not None]
        if not (documents or statuses or cursor != here.news_cursor):
            return
        try:
            self._desk.apply_news(News(catalogue, calendar, leases, statuses, cursor), self._at)
        except RuleBroken as broken:
            # A catalogue that this desk cannot read must not keep leases and statuses from it.
            words = _("Danh mục hoặc lịch của tỉnh không dùng được: {why}").format(why=broken.message)
            self._told.append(Attention("news_refused", words, broken.field))
            documents = []
            self._desk.apply_news(News(None, None, leases, statuses, cursor), self._at)
        self._received += len(leases) + len(statuses) + len(documents)

    def _receipt(self, answer: day_receipt.ClosingAnswer) -> None:
        receipt = answer.receipt
        if not is_signed(self._identity, answer) or not is_ours(self._desk, receipt.seq, receipt.hash):
            words = _("Biên nhận ngày của tỉnh có chữ ký không đúng.")
            self._told.append(Attention("bad_receipt", words, receipt.day.isoformat()))
            return
        signed = SignedReceipt(receipt, answer.signature)
        self._desk.receipt_came(signed, self._at)
        self._receipts.append(signed)
        mine = self._closings.get(receipt.day)
        if not receipt.agreed and mine is not None:
            self._told.append(
                Attention("day_differs", difference_words(mine, receipt), receipt.day.isoformat())
            )


def _identity(desk: Desk) -> Identity:
    identity = desk.identity()
    if identity is None:
        raise Trouble(
            "not_enrolled",
            _("Máy này chưa đăng ký với tỉnh."),
            _("Hãy xin tỉnh một mã đăng ký rồi nhập ở trang Chốt ngày, hoặc chạy: motcua enrol ĐỊA-CHỈ MÃ."),
        )
    return identity


def _unreadable() -> Trouble:
    return Trouble(
        "bundle_unreadable",
        _("Gói trả lời của tỉnh ở dạng mà phiên bản này không hiểu."),
        _("Hãy cập nhật Một Cửa trên máy này rồi nhận lại; chưa nhận gì."),
    )
