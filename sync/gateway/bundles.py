"""How does the province take in what came on a USB stick? As one long turn, and the answer goes back the same way.

    bundle ──▶ whole? signed by a desk that we know? for us? ──▶ the same inbox and file room as over the line
           ◀── signed answer: what is held, verdicts, files, news, receipts of the days

Any bundle may come in any order and any number of times: entries are compared by hash, files by theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import zstandard

from desk.files import disk_trouble
from desk.progress import Progress, Step
from desk.rules.words import _
from sync import wire
from sync.gateway.closings import Closings
from sync.gateway.devices import Devices
from sync.gateway.refusal import Refusal
from sync.gateway.turns import Turns
from sync.sealed import DOWN, UP, Between, Head, foreign, look, opened, seal


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a bundle brought. `refused`: why the rest of it was not taken; the answer tells the desk."""

    office: str
    device: str
    made_at: datetime
    held_before: int
    held: int
    files: int
    missing: int
    verdicts: int
    days: int
    refused: wire.Failure | None


class Bundles:
    """Takes bundles and writes their answers."""

    def __init__(
        self, devices: Devices, turns: Turns, closings: Closings, clock: Callable[[], datetime]
    ) -> None:
        self._devices, self._turns, self._closings, self._clock = devices, turns, closings, clock

    def take(self, bundle: Path, out: Path, progress: Progress) -> TakenIn:
        """Take the bundle in, write its answer to `out`. The same bundle again changes nothing and is answered anew.

        Raises Refusal (device_unknown, device_revoked) and Trouble (bundle_cut, bundle_altered, bundle_foreign, the
        disk); what was kept before a crash stays, and the same bundle goes on from there.
        """
        with disk_trouble(), open(bundle, "rb") as file:
            progress.step(Step(_("Kiểm tra chữ ký của gói")))
            head = look(file)
            self._check(head)
            device, key = self._devices.known(head.device)
            if head.sender != key.hex() or head.office != device.office:
                raise foreign(_("Gói này ký bằng một khóa khác với khóa mà máy đã đăng ký."))
            before = self._turns.held(device)
            plain = _shown(opened(file, self._devices.private_key), bundle.stat().st_size, progress)
            carried, asks = self._turns.carried(device, plain)
        receipts = []
        for ask in asks:
            try:
                receipts.append(self._closings.close(device, ask, self._clock()))
            except Refusal:
                continue  # the journal is not there that far: the answer says how far it is, and the desk asks again
        carried = msgspec.structs.replace(carried, receipts=receipts)
        body = zstandard.ZstdCompressor().compress(wire.write(carried))
        between = Between(DOWN, device.office, device.id, self._clock())
        seal(out, between, self._devices.private_key, key, [body], progress.check)
        said = carried.said[0]
        return TakenIn(
            device.office, device.id, head.at, before, said.held, len(carried.whole), len(said.wanted),
            len(said.verdicts), len(receipts), carried.refused,
        )  # fmt: skip

    def _check(self, head: Head) -> None:
        if head.kind != UP:
            raise foreign(_("Gói này là trả lời của tỉnh; hãy nhận nó ở máy của quầy."))
        if head.receiver != self._devices.public_key.hex():
            raise foreign(_("Gói này lập cho cổng của một tỉnh khác."))


def _shown(pieces: Iterator[bytes], total: int, progress: Progress) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        done += len(piece)
        progress.step(Step(_("Nhận gói dữ liệu"), done, total, True))
        yield piece
