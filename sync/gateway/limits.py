"""How much may one desk, one office and one address ask of the province? Named limits, counted in the database for all workers.

    an address    failed enrolment codes in an hour     429 too_many, come back later
    a device      bytes in a day (UTC)                  429 quota
    a device      requests in a minute                  429 too_many
    a device      files begun and not whole             429 quota
    all devices   files begun and not whole             429 quota
    an office     bytes in a day (UTC)                  429 quota
    a worker      requests at once, a turn's wait       503 busy
    a connection  seconds without a byte                closed; what arrived of a file stays

A desk understands each as "later": it waits as told, tells the clerk why, and loses nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from desk.rules.broken import RuleBroken
from desk.rules.words import _
from sync.gateway.devices import Device
from sync.gateway.refusal import Refusal
from sync.gateway.store import GatewayStore, attempts, devices, uploads, usage, written
from sync.wire import Code

HOUR = timedelta(hours=1)
MINUTE_S = 60
GIB = 1024**3
CHARGED_BYTES = 16 * 1024
"""Smaller requests are not worth a write each; they are counted with the next one that is larger, or after SEEN."""
SEEN = timedelta(minutes=5)
LATER_S = {Code.BUSY: 5, Code.INTERNAL: 5, Code.DISK_FULL: 60, Code.TOO_MANY: 600, Code.QUOTA: 600}
"""Retry-After of each refusal that means "later"."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a province allows. A desk with 120 dossiers of two scanned files sends less than 0.2 GiB a day."""

    at_once: int = 512
    at_work: int = 4
    """Turns that are judged at once: more only take the processor and the database from each other."""
    longest_wait_s: float = 4.0
    """For its beginning a turn may wait so long; a desk waits 10 s for an answer."""
    stall_s: float = 60.0
    device_bytes: int = 4 * GIB
    office_bytes: int = 16 * GIB
    failed_codes: int = 20
    """Wrong enrolment codes from one address in an hour. With 60 random bits a code is not found in a lifetime."""
    requests_a_minute: int = 600
    """Of one device at one worker. A desk needs a handful for its day; a foreign tus client one for each piece."""
    device_uploads: int = 500
    """Files that a device has begun by POST and not brought to their end. Its own journal's files are not counted."""
    uploads: int = 50_000
    """The same, of all devices: so many small parts a folder bears."""
    parts_kept_days: int = 30
    """A file that was begun and has got nothing for so long is forgotten; its desk begins it anew."""


def read_limits(pairs: Sequence[str]) -> Limits:
    """Limits with some of them set, each as NAME=NUMBER. Raises RuleBroken(limit)."""
    known = asdict(Limits())
    chosen: dict[str, Any] = {}
    for pair in pairs:
        name, _equals, text = pair.partition("=")
        number = text.strip()
        if name not in known or not number.isascii() or not number.isdecimal() or int(number) < 1:
            raise RuleBroken(
                "limit",
                "bad_limit",
                _("Không có giới hạn “{pair}”. Ghi dạng TÊN=SỐ, số từ 1 trở lên; có: {names}.").format(
                    pair=pair[:60], names=", ".join(known)
                ),
            )
        chosen[name] = type(known[name])(number)
    return Limits(**chosen)


class Quotas:
    """What was used, by whom. Requests are counted by this worker, everything else by all of them."""

    def __init__(self, store: GatewayStore, limits: Limits) -> None:
        self._store, self._limits = store, limits
        self._minute = 0
        self._requests: Counter[str] = Counter()

    def check_rate(self, device: Device, now: datetime) -> None:
        """Count one request. Raises Refusal(too_many) above the device's share of this minute."""
        minute = int(now.timestamp()) // MINUTE_S
        if minute != self._minute:  # so it never holds more than the devices of one minute
            self._minute, self._requests = minute, Counter()
        self._requests[device.id] += 1
        if self._requests[device.id] > self._limits.requests_a_minute:
            raise Refusal(
                Code.TOO_MANY,
                _("Máy này hỏi tỉnh quá dày; hãy chờ một phút."),
                {"most": self._limits.requests_a_minute},
                MINUTE_S - int(now.timestamp()) % MINUTE_S,
            )

    def check_address(self, address: str, now: datetime) -> None:
        """Raises Refusal(too_many) where this address has tried too many wrong codes."""
        with self._store.read() as session:
            count = session.scalar(
                select(func.count())
                .select_from(attempts)
                .where(attempts.c.address == address, attempts.c.at > written(now - HOUR))
            )
        if (count or 0) >= self._limits.failed_codes:
            raise Refusal(
                Code.TOO_MANY, _("Quá nhiều mã đăng ký sai từ đường mạng này. Hãy chờ một giờ rồi thử lại.")
            )

    def missed(self, address: str, now: datetime) -> None:
        """A wrong code came from this address."""
        with self._store.write(f"attempts {address}") as change:
            change.execute(delete(attempts).where(attempts.c.at <= written(now - HOUR)))
            change.execute(attempts.insert().values(address=address, at=written(now)))

    def check_device(self, device: Device, now: datetime) -> None:
        """Raises Refusal(quota) where this device or its office has sent its day's share."""
        day = written(now)[:10]
        with self._store.read() as session:
            rows = session.execute(
                select(usage.c.device, usage.c.bytes)
                .join(devices, devices.c.id == usage.c.device)
                .where(devices.c.office == device.office, usage.c.day == day)
            ).all()
        own = sum(row.bytes for row in rows if row.device == device.id)
        if own >= self._limits.device_bytes or sum(row.bytes for row in rows) >= self._limits.office_bytes:
            raise Refusal(
                Code.QUOTA,
                _(
                    "Hôm nay máy này hoặc cơ quan này đã gửi quá hạn mức của tỉnh; phần còn lại gửi vào ngày mai."
                ),
                {"device_bytes": own, "most": self._limits.device_bytes},
            )

    def begin_upload(self, device: Device, sha256: str, now: datetime) -> None:
        """Count this file as begun. Raises Refusal(quota) where the device, or all together, have too many open.

        What was begun longer ago than parts are kept is forgotten here as well.
        """
        with self._store.write(f"uploads {device.id}") as change:
            old = written(now - timedelta(days=self._limits.parts_kept_days))
            change.execute(delete(uploads).where(uploads.c.begun_at < old))
            change.execute(delete(uploads).where(uploads.c.sha256 == sha256))
            count = select(func.count()).select_from(uploads)
            own = change.scalar(count.where(uploads.c.device == device.id)) or 0
            if own >= self._limits.device_uploads or (change.scalar(count) or 0) >= self._limits.uploads:
                raise Refusal(
                    Code.QUOTA,
                    _("Còn quá nhiều tệp gửi dở; hãy gửi xong các tệp đã bắt đầu rồi mới gửi tệp khác."),
                    {"uploads": own, "most": self._limits.device_uploads},
                )
            change.execute(uploads.insert().values(sha256=sha256, device=device.id, begun_at=written(now)))

    def charge(self, device: Device, size: int, now: datetime) -> None:
        """This device was here and has sent so much."""
        day = written(now)[:10]
        mine = (usage.c.device == device.id) & (usage.c.day == day)
        if size < CHARGED_BYTES:
            with self._store.read() as session:
                seen = session.scalar(select(usage.c.seen_at).where(mine))
            if seen is not None and seen > written(now - SEEN):
                return
        with self._store.write(f"usage {device.id}") as change:
            had = change.scalar(select(usage.c.bytes).where(mine)) or 0
            change.execute(delete(usage).where(usage.c.device == device.id))
            change.execute(
                usage.insert().values(device=device.id, day=day, bytes=had + size, seen_at=written(now))
            )
