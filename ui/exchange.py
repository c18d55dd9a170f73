"""How do desk and exchange meet? The record room's outbox in the shape that sync/ asks for, one run at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import msgspec

from desk import outbox as record
from desk.clock import now
from desk.closing import day_parts
from desk.datasets import Kind
from desk.errors import Trouble
from desk.files import alone
from desk.missing import came_home, missing_files
from desk.office import office_of
from desk.progress import Cancelled, Progress
from desk.recovery import Apart, Rejoined, apart, check_may, nothing_apart, rejoin
from desk.rules.chain import Entry
from desk.rules.sending import WHOLE_LINE
from desk.rules.words import _
from desk.store import Actor, Store
from desk.trust import NOTHING_SPECIAL, PROXY_VARIABLE, Trust, address_and_pin, proxy_of
from sync.bundle import Written, take_answer, write_bundle
from sync.engine import Engine, open_line
from sync.enrolment import enrol, new_key
from sync.history import Theirs, fetch, fetch_file
from sync.line import Line
from sync.outbox import Closing, Ending, Identity, News, Report, SignedReceipt, Versions, Waiting
from sync.stages import proof
from sync.wire import Verdict

LOCK = "exchange.lock"
USUAL_SECONDS = 15 * 60


class DeskSide:
    """This desk as sync.outbox.Desk sees it."""

    def __init__(self, store: Store, url: str = "") -> None:
        self._store = store
        self._url = url
        with store.read() as session:
            self._office = office_of(session).code

    @property
    def device(self) -> str:
        return self._store.device

    @property
    def office(self) -> str:
        return self._office

    def identity(self) -> Identity | None:
        known = record.enrolment_of(self._store)
        if known is None:
            return None
        return Identity(
            self._url or known.url, known.office, known.device, known.private_key, known.gateway_key,
            _by_environment(known.trust),
        )  # fmt: skip

    def held(self) -> tuple[int, str]:
        return record.held(self._store)

    def tip(self) -> tuple[int, str]:
        return record.tip_of(self._store)

    def unsent(self, after: int, limit_bytes: int) -> list[Entry]:
        return record.entries_after(self._store, after, limit_bytes)

    def acknowledged(self, seq: int, hash: str, verdicts: Sequence[Verdict], at: datetime) -> None:
        record.acknowledge(self._store, seq, hash, [(one.seq, one.code, one.message) for one in verdicts], at)

    def waiting(self) -> Waiting:
        with self._store.read() as session:
            waits = record.backlog(session)
        return Waiting(waits.entries, waits.dossiers, waits.files, waits.bytes)

    def unsent_files(self) -> list[str]:
        with self._store.read() as session:
            return record.files_waiting(session)

    def file_size(self, sha256: str) -> int:
        return self._store.vault.size(sha256)

    def open_file(self, sha256: str, offset: int) -> Iterable[bytes]:
        return self._store.vault.read(sha256, offset)

    def files_confirmed(self, sha256s: Sequence[str], at: datetime) -> None:
        record.confirm_files(self._store, sha256s, at)

    def files_wanted(self, sha256s: Sequence[str]) -> None:
        record.want_files(self._store, sha256s)

    def versions(self) -> Versions:
        with self._store.read() as session:
            return Versions(*record.versions(session))

    def apply_news(self, news: News, at: datetime) -> None:
        documents = {Kind.CATALOGUE: news.catalogue, Kind.CALENDAR: news.calendar}
        record.take_news(
            self._store,
            documents={kind: json.loads(text) for kind, text in documents.items() if text is not None},
            leases=news.leases,
            statuses=[(one.dossier, one.action, one.by, one.at, one.facts) for one in news.statuses],
            cursor=news.cursor,
            at=at,
        )

    def day_parts(self, day: date, seq: int) -> dict[str, dict[str, str]]:
        with self._store.read() as session:
            return day_parts(session, day, seq)

    def receipt_came(self, receipt: SignedReceipt, at: datetime) -> None:
        document = {"receipt": msgspec.to_builtins(receipt.receipt), "signature": receipt.signature}
        record.keep_receipt(self._store, receipt.receipt.day, document)

    def note_exchange(self, report: Report) -> None:
        reached = report.outcome in (Ending.DONE, Ending.REFUSED) or report.bytes_down > 0
        record.keep_report(self._store, msgspec.to_builtins(report), reached=reached, at=now())


def exchange(
    store: Store,
    progress: Progress,
    closing_day: date | None = None,
    seconds: float = USUAL_SECONDS,
    *,
    url: str = "",
    most_kbit: int = WHOLE_LINE,
) -> Report:
    """Exchange now with the province, over whatever line there is, for at most `seconds`; blocks.

    `url` replaces the province's known address for this run (a relay, a tunnel); `most_kbit` is what sending may
    take of the line, in kbit/s.

    Cancel by `progress.cancel()`; nothing is lost by it. Raises Trouble: not enrolled, another exchange under way.
    """
    desk = DeskSide(store, url)
    if desk.identity() is None:
        raise not_enrolled()
    with _alone(store):
        engine = Engine(desk, partial(open_line, most_kbit=most_kbit), now)
        try:
            return engine.run(progress, seconds, _closings(store, closing_day))
        finally:
            engine.close()


def make_bundle(store: Store, path: Path, progress: Progress) -> Written:
    """Write what the province lacks to a file that a person carries there. Raises Trouble: not enrolled, the disk."""
    return write_bundle(DeskSide(store), path, now(), progress, _closings(store, None))


def take_bundle(store: Store, path: Path, progress: Progress) -> Report:
    """Take the province's answer to a bundle. Raises Trouble: not ours, cut, altered; another exchange under way."""
    with _alone(store):
        return take_answer(DeskSide(store), path, now(), progress, _closings(store, None))


def look_apart(store: Store, progress: Progress, *, url: str = "") -> Apart:
    """What the province holds of this desk that is not here, and what is only here; changes nothing.

    Raises Trouble: not enrolled, the line, another exchange under way; RuleBroken: there is nothing to recover.
    """
    with _theirs(store, progress, url) as (_line, theirs), store.read() as session:
        return apart(session, theirs.base, theirs.entries)


def recover(store: Store, actor: Actor, progress: Progress, *, url: str = "") -> Rejoined:
    """Find back to the province after a restored backup or a copied machine: its journal first, then what only we know.

    Nothing is dropped on either side; the next exchange sends the rest. Raises as `look_apart`, and RuleBroken where
    this person may not.
    """
    check_may(actor)
    with _theirs(store, progress, url) as (line, theirs):
        with store.read() as session:
            missing = missing_files(session)
        if not theirs.entries and not missing:
            raise nothing_apart()
        done = Rejoined(theirs.base, 0, 0, (), (), missing)
        if theirs.entries:
            with store.write(actor, now()) as change:
                done = rejoin(change, theirs.base, theirs.entries)
        return _with_files(store, line, done, progress)


def _with_files(store: Store, line: Line, done: Rejoined, progress: Progress) -> Rejoined:
    """Fetch what lies at the province only; what does not come now is asked for again another time."""
    home: list[str] = []
    for sha256 in done.lost_files:
        try:
            data = fetch_file(line, sha256, progress)
        except (Trouble, Cancelled):
            break  # the journal is home already
        if data is not None:
            store.vault.put([data])
            came_home(store, [sha256])
            home.append(sha256)
    left = tuple(one for one in done.lost_files if one not in home)
    return replace(done, lost_files=left, files_home=len(home))


@contextmanager
def _theirs(store: Store, progress: Progress, url: str) -> Iterator[tuple[Line, Theirs]]:
    desk = DeskSide(store, url)
    identity = desk.identity()
    if identity is None:
        raise not_enrolled()
    with _alone(store), open_line(identity) as line:
        yield line, fetch(line, desk, lambda: proof(identity, now()), progress)


def enrol_desk(store: Store, url: str, code: str, trust: Trust = NOTHING_SPECIAL) -> str:
    """Make this desk known to the province by a one-time code; the province's address. Raises Trouble.

    The address may carry the pin of the gateway's certificate (desk/trust.py).
    """
    url, pin = address_and_pin(url)
    trust = replace(trust, pin=trust.pin or pin)
    with store.read() as session:
        office = office_of(session)
    with _alone(store):
        key = record.device_key(store, new_key)
        answer = enrol(url, code, store.device, office.code, office.name, key, _by_environment(trust))
        record.keep_enrolment(
            store, answer.identity.url, answer.identity.gateway_key, answer.lease, now(), trust
        )
    return answer.identity.url


def _by_environment(trust: Trust) -> Trust:
    """The trust with the proxy that the environment names, where it names one."""
    proxy = os.environ.get(PROXY_VARIABLE, "")
    return replace(trust, proxy=proxy_of(proxy)) if proxy else trust


def _closings(store: Store, day: date | None) -> tuple[Closing, ...]:
    """The days to be signed: those that were closed while there was no line, and the one that is closed now."""
    with store.read() as session:
        days = sorted({*record.unsigned_days(session), *(() if day is None else (day,))})
        seq, hash_ = record.tip_in(session)
        counted = [(one, *record.day_numbers(session, one, seq)) for one in days]
    return tuple(Closing(one, dossiers, fees, seq, hash_, items) for one, dossiers, fees, items in counted)


def not_enrolled() -> Trouble:
    """This desk is not known to the province."""
    return Trouble(
        "not_enrolled",
        _("Máy này chưa đăng ký với tỉnh."),
        _("Hãy xin tỉnh một mã đăng ký rồi nhập ở trang Chốt ngày, hoặc chạy: motcua enrol ĐỊA-CHỈ MÃ."),
    )


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    """One exchange at a time on this desk, whichever program runs it."""
    runs = Trouble(
        "exchange_runs",
        _("Máy này đang gửi dữ liệu ở một cửa sổ khác."),
        _("Hãy chờ lần gửi kia xong rồi thử lại."),
    )
    with alone(store.folder / LOCK, runs):
        yield
