"""How does the province keep files without a folder? Whole ones in an S3-compatible store, parts under way in the database.

    s3://BUCKET/PREFIX/files/<ab>/<sha256>   whole, sealed as in a folder where the gateway has a key
    tables begun, slices                     under way: what a cut leaves, so that any worker goes on from there

A part of a multipart upload has 5 MiB at least, which is more than a commune's line brings between two cuts. So slices
gather in the database, where one writer at a time is a matter of its locks, and the bucket sees whole files only.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store
from sqlalchemy import Connection, delete, func, select

from desk.errors import Trouble
from desk.rules.words import _
from sync.gateway.boxes import FileBox
from sync.gateway.parts import WRITER_BYTES, Superseded
from sync.gateway.rooms import BUCKET_AWAY, Part
from sync.gateway.store import GatewayStore, begun, files, slices, written

if TYPE_CHECKING:
    from obstore.store import ObjectStore, S3Config

ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL"
"""Where the store listens, when it is not Amazon's; the keys are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."""
REGION = "us-east-1"
"""What stores that know no regions expect."""
SLICE_BYTES = 256 * 1024
"""What a killed worker may cost at most: four seconds of a line of 512 kbit/s."""
CONNECT_S, ANSWER_S = 5, 60
TRIES, TRYING_S = 2, 20
PROBE = "probe"


def opened_bucket(url: str) -> S3Store:
    """The bucket of this address, written to once to be sure. Raises Trouble: away, or it keeps us out."""
    parts = urlsplit(url)
    endpoint = os.environ.get(ENDPOINT_VARIABLE)
    config: S3Config = {"region": os.environ.get("AWS_REGION", REGION)}
    if endpoint:
        config["endpoint"] = endpoint
    bucket = S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=config,
        client_options={
            "allow_http": bool(endpoint and endpoint.startswith("http://")),
            "connect_timeout": timedelta(seconds=CONNECT_S),
            "timeout": timedelta(seconds=ANSWER_S),
        },
        retry_config={"max_retries": TRIES, "retry_timeout": timedelta(seconds=TRYING_S)},
    )
    with reached():
        obstore.put(bucket, PROBE, b"motcua")
    return bucket


@contextmanager
def reached() -> Iterator[None]:
    """Turn what the store's client raises into Trouble; FileNotFoundError passes."""
    try:
        yield
    except (PermissionDeniedError, UnauthenticatedError) as wrong:
        raise Trouble(
            "bucket_refused",
            _("Kho tệp S3 không cho cổng này vào."),
            _("Hãy kiểm tra AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY và quyền đọc, ghi, xóa trên kho."),
        ) from wrong
    except BaseError as away:
        raise Trouble(
            BUCKET_AWAY,
            _("Không tới được kho tệp S3, hoặc kho báo lỗi."),
            _("Hãy kiểm tra kho có chạy không và địa chỉ trong {name}.").format(name=ENDPOINT_VARIABLE),
        ) from away


class BucketRoom:
    """The room of one bucket and one database; nothing lies with the process."""

    def __init__(self, store: GatewayStore, bucket: ObjectStore, box: FileBox) -> None:
        self._store, self._bucket, self._box = store, bucket, box

    def has(self, sha256: str) -> bool:
        try:
            with reached():
                obstore.head(self._bucket, _key(sha256))
        except FileNotFoundError:
            return False
        return True

    def size(self, sha256: str) -> int:
        with self._store.read() as session:
            known = session.scalar(select(files.c.size).where(files.c.sha256 == sha256))
        # Not noted yet after a kill: what lies there may be sealed, so it is counted open.
        return int(known) if known is not None else sum(len(piece) for piece in self.read(sha256))

    def read(self, sha256: str, offset: int = 0) -> Iterator[bytes]:
        with reached():
            yield from self._box.opened(
                map(bytes, obstore.get(self._bucket, _key(sha256)).stream()), sha256, offset
            )

    def forget(self, sha256: str) -> None:
        with reached():
            obstore.delete(self._bucket, _key(sha256))

    def free(self, size: int) -> bool:
        return True  # a bucket tells no end; when it is full, writing to it fails

    def arrived(self, sha256: str) -> int:
        with self._store.read() as session:
            return _come_so_far(session, sha256)[0]

    def begin(self, sha256: str, length: int) -> Part:
        writer = _new_writer()
        with self._store.write(sha256) as change:
            _clear(change, sha256)
            change.execute(
                begun.insert().values(sha256=sha256, length=length, writer=writer, moved_at=_now())
            )
        return _BucketPart(self, sha256, length, writer, 0, 0)

    def take_over(self, sha256: str) -> Part | None:
        writer = _new_writer()
        with self._store.write(sha256) as change:
            length = change.scalar(select(begun.c.length).where(begun.c.sha256 == sha256))
            if length is None:
                return None
            change.execute(
                begun.update().where(begun.c.sha256 == sha256).values(writer=writer, moved_at=_now())
            )
            size, number = _come_so_far(change, sha256)
        return _BucketPart(self, sha256, length, writer, size, number)

    def drop(self, sha256: str) -> None:
        with self._store.write(sha256) as change:
            _clear(change, sha256)

    def sweep(self, before: datetime) -> None:
        with self._store.read() as session:
            old = session.scalars(select(begun.c.sha256).where(begun.c.moved_at < written(before))).all()
        for sha256 in old:
            self.drop(sha256)

    # -- for the part under way ---------------------------------------------------------------------------

    def check_writer(self, sha256: str, writer: str) -> None:
        """Raises Superseded where another request has taken the part over."""
        with self._store.read() as session:
            _check_writer(session, sha256, writer)

    def add(self, sha256: str, writer: str, number: int, piece: bytes) -> None:
        """The slice of this number, durable. Raises Superseded."""
        sealed = self._box.seal(piece, sha256, number)
        with self._store.write(sha256) as change:
            _check_writer(change, sha256, writer)
            change.execute(slices.insert().values(sha256=sha256, number=number, size=len(piece), data=sealed))

    def take_back(self, sha256: str, writer: str, first: int) -> None:
        """Throw away the slices from this number on. Raises Superseded."""
        with self._store.write(sha256) as change:
            _check_writer(change, sha256, writer)
            change.execute(delete(slices).where(slices.c.sha256 == sha256, slices.c.number >= first))

    def part_of(self, sha256: str, writer: str) -> Iterator[bytes]:
        """The plain bytes of what is under way. Raises Damaged, Superseded."""
        return self._box.opened(self._slices(sha256, writer), sha256)

    def take_in(self, sha256: str, writer: str) -> None:
        """From the database to the bucket: all of it, or Superseded and nothing."""
        with reached():
            obstore.put(self._bucket, _key(sha256), self._slices(sha256, writer))
        self.drop(sha256)

    def _slices(self, sha256: str, writer: str) -> Iterator[bytes]:
        number = 0
        while True:  # one after another: a slow store must hold no transaction open
            with self._store.read() as session:
                # Whoever begins the file anew clears the slices: an end that is none must break the put off.
                _check_writer(session, sha256, writer)
                data = session.scalar(
                    select(slices.c.data).where(slices.c.sha256 == sha256, slices.c.number == number)
                )
            if data is None:
                return
            yield bytes(data)
            number += 1


class _BucketPart:
    def __init__(
        self, room: BucketRoom, sha256: str, length: int, writer: str, size: int, number: int
    ) -> None:
        self._room, self._sha256, self._writer = room, sha256, writer
        self._length, self._durable, self._number = length, size, number
        self._start = (size, number)
        self._waiting = bytearray()

    @property
    def length(self) -> int:
        return self._length

    @property
    def size(self) -> int:
        return self._durable + len(self._waiting)

    @contextmanager
    def held(self) -> Iterator[None]:
        self._room.check_writer(self._sha256, self._writer)
        yield  # each slice that is written looks again, under the lock of the file

    def write(self, piece: bytes) -> None:
        self._waiting += piece
        while len(self._waiting) >= SLICE_BYTES:
            self._add(SLICE_BYTES)

    def flush(self) -> None:
        if self._waiting:
            self._add(len(self._waiting))

    def _add(self, size: int) -> None:
        self._room.add(self._sha256, self._writer, self._number, bytes(self._waiting[:size]))
        del self._waiting[:size]
        self._number += 1
        self._durable += size

    def rollback(self) -> None:
        self._waiting.clear()
        self._durable, self._number = self._start
        self._room.take_back(self._sha256, self._writer, self._number)

    def read(self) -> Iterator[bytes]:
        return self._room.part_of(self._sha256, self._writer)

    def throw_away(self) -> None:
        self._room.drop(self._sha256)

    def make_whole(self) -> None:
        self._room.take_in(self._sha256, self._writer)

    def close(self) -> None:
        self._waiting.clear()


def _come_so_far(session: Connection, sha256: str) -> tuple[int, int]:
    """Plain bytes that are there, and the number of the next slice."""
    size, number = session.execute(
        select(func.sum(slices.c.size), func.count()).where(slices.c.sha256 == sha256)
    ).one()
    return int(size or 0), int(number)


def _check_writer(session: Connection, sha256: str, writer: str) -> None:
    if session.scalar(select(begun.c.writer).where(begun.c.sha256 == sha256)) != writer:
        raise Superseded(sha256)


def _clear(change: Connection, sha256: str) -> None:
    change.execute(delete(slices).where(slices.c.sha256 == sha256))
    change.execute(delete(begun).where(begun.c.sha256 == sha256))


def _now() -> str:
    return written(datetime.now(UTC))


def _new_writer() -> str:
    return secrets.token_hex(WRITER_BYTES)


def _key(sha256: str) -> str:
    return f"files/{sha256[:2]}/{sha256}"
