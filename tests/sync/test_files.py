"""Files travel by tus 1.0: a foreign client can upload, every byte is kept, wrong bytes are thrown away."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.client
import io
import os
import random
import time
from collections.abc import Callable

import pytest
from tusclient.client import TusClient

from desk.errors import Trouble
from sync import wire
from sync.gateway import boxes
from sync.gateway.boxes import Damaged, PlainBox, SealedBox
from sync.outbox import Ending
from tests.sync.conftest import Province
from tests.sync.desks import MemoryDesk
from tests.sync.held import files_there, journal_there, spoil
from tests.sync.test_border import token_of

WITHIN_S = 20.0
CONTENT = b"%PDF-" + random.Random(5).randbytes(90_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
KEY = bytes(range(32))


def foreign(province, desk) -> TusClient:
    return TusClient(
        province.url + wire.FILES, headers={"Authorization": f"Bearer {token_of(province, desk)}"}
    )


@pytest.fixture(params=[None, KEY], ids=["plain", "sealed"])
def either_province(request, tmp_path):
    province = Province(tmp_path / "province", request.param)
    yield province
    province.embedded.stop()


@pytest.mark.parametrize("checksum", [False, True], ids=["", "with checksums"])
def test_a_foreign_tus_client_uploads(either_province, checksum: bool) -> None:
    desk = either_province.new_desk()
    client = foreign(either_province, desk)
    for _time in range(2):
        uploader = client.uploader(
            file_stream=io.BytesIO(CONTENT), chunk_size=30_000, metadata={"sha256": SHA256},
            upload_checksum=checksum,
        )  # fmt: skip
        uploader.upload()
        assert uploader.offset == len(CONTENT)
    assert b"".join(either_province.gateway.files.read(SHA256)) == CONTENT


def test_a_foreign_tus_client_resumes_after_a_restart(either_province) -> None:
    desk = either_province.new_desk()
    client = foreign(either_province, desk)
    first = client.uploader(file_stream=io.BytesIO(CONTENT), chunk_size=20_000, metadata={"sha256": SHA256})
    first.upload_chunk()
    either_province.restart()
    rest = client.uploader(file_stream=io.BytesIO(CONTENT), url=first.url, chunk_size=50_000)
    assert rest.offset == 20_000
    rest.upload()
    assert b"".join(either_province.gateway.files.read(SHA256)) == CONTENT


def asked(province, desk, method: str, path: str, body: bytes = b"", **headers: str):
    connection = http.client.HTTPConnection("127.0.0.1", province.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(
        method, path, body,
        {"Authorization": f"Bearer {token_of(province, desk)}", "Tus-Resumable": "1.0.0", **named},
    )  # fmt: skip
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def created(province, desk, sha256: str, length: int, body: bytes = b"", **headers: str):
    named = base64.b64encode(sha256.encode()).decode()
    kind = {"Content_Type": "application/offset+octet-stream"} if body else {}
    return asked(province, desk, "POST", wire.FILES, body, Upload_Length=str(length),
                 Upload_Metadata=f"filename YQ==,sha256 {named}", **kind, **headers)  # fmt: skip


def patched(province, desk, sha256: str, offset: int, body: bytes, **headers: str):
    return asked(province, desk, "PATCH", f"{wire.FILES}/{sha256}", body, Upload_Offset=str(offset),
                 Content_Type="application/offset+octet-stream", **headers)  # fmt: skip


def stands(province, desk, sha256: str) -> int | None:
    answer = asked(province, desk, "HEAD", f"{wire.FILES}/{sha256}")
    return int(answer.headers["Upload-Offset"]) if answer.status == 200 else None


def test_options_tell_what_is_spoken(province, desk) -> None:
    answer = asked(province, desk, "OPTIONS", wire.FILES)
    assert answer.status == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,creation-with-upload,checksum"
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert int(answer.headers["Tus-Max-Size"]) == wire.MAX_FILE_BYTES


def test_one_request_brings_a_whole_file(either_province) -> None:
    desk = either_province.new_desk()
    answer = created(either_province, desk, SHA256, len(CONTENT), CONTENT)
    assert (answer.status, answer.headers["Upload-Offset"]) == (201, str(len(CONTENT)))
    assert answer.headers["Location"] == f"{wire.FILES}/{SHA256}"
    assert stands(either_province, desk, SHA256) == len(CONTENT)


def test_bytes_that_are_not_those_of_the_hash_are_thrown_away(either_province) -> None:
    desk = either_province.new_desk()
    wrong = CONTENT[:-1] + b"!"
    assert created(either_province, desk, SHA256, len(CONTENT), wrong).status == 460
    assert stands(either_province, desk, SHA256) is None
    assert created(either_province, desk, SHA256, len(CONTENT), CONTENT).status == 201
    assert b"".join(either_province.gateway.files.read(SHA256)) == CONTENT


def test_a_piece_with_a_wrong_checksum_leaves_the_offset(either_province) -> None:
    desk = either_province.new_desk()
    created(either_province, desk, SHA256, len(CONTENT), CONTENT[:1_000])
    right = base64.b64encode(hashlib.sha256(CONTENT[1_000:5_000]).digest()).decode()
    answer = patched(either_province, desk, SHA256, 1_000, b"!" * 4_000, Upload_Checksum=f"sha256 {right}")
    assert (answer.status, stands(either_province, desk, SHA256)) == (460, 1_000)
    answer = patched(
        either_province, desk, SHA256, 1_000, CONTENT[1_000:5_000], Upload_Checksum=f"sha256 {right}"
    )
    assert (answer.status, stands(either_province, desk, SHA256)) == (204, 5_000)


REFUSED = [
    ("another offset", lambda p, d: patched(p, d, SHA256, 5, b"abc"), 409),
    ("more than was promised", lambda p, d: patched(p, d, SHA256, 10, b"a" * 200_000), 413),
    ("a file that was not begun", lambda p, d: patched(p, d, "1" * 64, 0, b"abc"), 404),
    ("a name that is no hash", lambda p, d: patched(p, d, "..", 0, b"abc"), 404),
    ("another version of tus", lambda p, d: patched(p, d, SHA256, 10, b"abc", Tus_Resumable="0.2.2"), 412),
    ("an unknown checksum", lambda p, d: patched(p, d, SHA256, 10, b"abc", Upload_Checksum="crc32 AAAA"), 400),
    ("a file above the limit", lambda p, d: created(p, d, "2" * 64, wire.MAX_FILE_BYTES + 1), 413),
    ("a hash that is none", lambda p, d: created(p, d, "x", 10), 400),
    ("a length that is none", lambda p, d: created(p, d, "2" * 64, -1), 400),
    ("no session", lambda p, d: patched(p, d, SHA256, 10, b"abc", Authorization="Bearer x"), 401),
]  # fmt: skip


@pytest.mark.parametrize(("what", "does", "status"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused_and_what_is_there_stays(province, desk, what: str, does, status: int) -> None:
    created(province, desk, SHA256, len(CONTENT), CONTENT[:10])
    assert does(province, desk).status == status
    assert stands(province, desk, SHA256) == 10


def until(reached: Callable[[], bool]) -> None:
    """Wait for what another thread is about to do, for at most WITHIN_S."""
    end = time.monotonic() + WITHIN_S
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.005)


def is_written(province, sha256: str) -> bool:
    """Whether a request is writing this file just now."""
    claim = province.gateway.files._claims.get(sha256)
    return claim is not None and not claim.over


def test_a_newer_request_takes_over_from_a_dead_one(province, desk) -> None:
    created(province, desk, SHA256, len(CONTENT), CONTENT[:10])
    hanging = http.client.HTTPConnection("127.0.0.1", province.port, timeout=20)
    hanging.putrequest("PATCH", f"{wire.FILES}/{SHA256}")
    for name, value in (
        ("Authorization", f"Bearer {token_of(province, desk)}"), ("Tus-Resumable", "1.0.0"),
        ("Upload-Offset", "10"), ("Content-Type", "application/offset+octet-stream"),
        ("Content-Length", str(len(CONTENT) - 10)),
    ):  # fmt: skip
        hanging.putheader(name, value)
    hanging.endheaders()
    with contextlib.closing(hanging):
        until(lambda: is_written(province, SHA256))
        assert patched(province, desk, SHA256, 10, CONTENT[10:]).status == 204
    assert b"".join(province.gateway.files.read(SHA256)) == CONTENT


def test_with_a_key_nothing_lies_in_the_clear(tmp_path, exchange) -> None:
    province = Province(tmp_path / "province", KEY)
    desk = province.new_desk()
    desk.attach(desk.receive(), b"%PDF-" + b"Nguyen Van Thu " * 500)
    created(province, desk, SHA256, len(CONTENT), CONTENT[:50_000])
    assert exchange(desk).outcome is Ending.DONE
    assert files_there(province, desk) == desk.files
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]
    province.embedded.stop()
    kept = [path.read_bytes() for path in province.folder.rglob("*") if path.is_file()]
    assert len(kept) >= 3
    for secret in (b"Nguyen Van Thu", "Nguyễn".encode(), CONTENT[:64], b"SQLite format"):
        assert not any(secret in content for content in kept)


def test_another_key_does_not_open_the_folder(tmp_path) -> None:
    from desk.errors import Trouble

    Province(tmp_path / "province", KEY).embedded.stop()
    with pytest.raises(Trouble, match="khóa"):
        Province(tmp_path / "province", bytes(32))


@pytest.mark.parametrize("box", [PlainBox(), SealedBox(KEY)], ids=["plain", "sealed"])
def test_a_box_grows_rolls_back_and_reads(tmp_path, box) -> None:
    path = tmp_path / "part"
    assert box.size(path) == 0
    for piece in (b"one", b"", b"two" * 600_000):
        appender = box.append_to(path, "name")
        appender.write(piece)
        appender.flush()
        appender.close()
    appender = box.append_to(path, "name")
    appender.write(b"never")
    appender.rollback()
    appender.write(b"!")
    appender.close()
    assert b"".join(box.read(path, "name")) == b"one" + b"two" * 600_000 + b"!"
    assert box.size(path) == 3 + 1_800_000 + 1


@pytest.mark.parametrize("box", [PlainBox(), SealedBox(KEY)], ids=["plain", "sealed"])
def test_a_box_reads_from_any_place(tmp_path, box) -> None:
    path, pieces = tmp_path / "whole", [bytes([number]) * (number * 7 + 1) for number in range(40)]
    appender = box.append_to(path, "name")
    for piece in pieces:
        appender.write(piece)
    appender.close()
    whole = b"".join(pieces)
    for offset in (0, 1, 8, 9, 500, len(whole) - 1, len(whole), len(whole) + 5):
        assert b"".join(box.read(path, "name", offset)) == whole[offset:]


def test_a_late_piece_of_a_sealed_file_is_read_without_those_before_it(tmp_path, monkeypatch) -> None:
    box, path, pieces = SealedBox(KEY), tmp_path / "whole", 12
    appender = box.append_to(path, "name")
    for number in range(pieces):
        appender.write(bytes([number]) * 100_000)
    appender.close()
    came = []
    real = boxes._sealed
    monkeypatch.setattr(boxes, "_sealed", lambda read: real(came.append(len(one)) or one for one in read))
    assert b"".join(box.read(path, "name", 100_000 * (pieces - 1))) == bytes([pieces - 1]) * 100_000
    assert sum(came) < 101_000


def test_a_sealed_file_torn_at_any_byte_keeps_its_whole_frames(tmp_path) -> None:
    box, path = SealedBox(KEY), tmp_path / "part"
    appender = box.append_to(path, "name")
    ends = []
    for piece in (b"first", b"second", b"third"):
        appender.write(piece)
        appender.flush()
        ends.append(path.stat().st_size)
    appender.close()
    sealed = path.read_bytes()
    for cut in range(len(sealed)):
        path.write_bytes(sealed[:cut])
        whole = b"".join([b"first", b"second", b"third"][: sum(end <= cut for end in ends)])
        assert box.size(path) == len(whole)
        again = box.append_to(path, "name")
        again.write(b"+")
        again.close()
        assert b"".join(box.read(path, "name")) == whole + b"+"


def test_a_sealed_file_that_was_changed_or_renamed_does_not_open(tmp_path) -> None:
    box, path = SealedBox(KEY), tmp_path / "part"
    appender = box.append_to(path, "name")
    appender.write(b"first")
    appender.close()
    with pytest.raises(Damaged):
        list(box.read(path, "other"))
    changed = bytearray(path.read_bytes())
    changed[-1] ^= 1
    path.write_bytes(changed)
    with pytest.raises(Damaged):
        list(box.read(path, "name"))


def test_a_file_damaged_at_the_province_is_missing_in_the_export(province, desk, exchange, tmp_path) -> None:
    from sync.gateway.export import export

    sha256 = desk.attach(desk.receive(), b"%PDF-whole")
    exchange(desk)
    spoil(province, sha256, b"%PDF-wrong")
    done = export(province.gateway.store, province.gateway.files, tmp_path / "out")
    assert (done.files, len(done.missing)) == (0, 1)


def test_a_whole_file_without_its_row_heals(province, desk: MemoryDesk, exchange) -> None:
    from sync.gateway.store import files

    desk.attach(desk.receive(), b"%PDF-whole")
    exchange(desk)
    with province.gateway.store.write("test") as change:
        change.execute(files.delete())
    desk.confirmed.clear()
    assert exchange(desk).outcome is Ending.DONE
    assert desk.unsent_files() == []


@pytest.mark.skipif(os.name != "posix", reason="the owner's eyes are an idea of POSIX")
def test_an_export_is_for_its_owner_and_its_list_is_whole_or_not_there(
    province, desk, exchange, tmp_path, monkeypatch
) -> None:
    from sync.gateway.export import export

    desk.attach(desk.receive(), b"%PDF-whole")
    exchange(desk)
    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr("sync.gateway.export._placed", lambda one: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            export(province.gateway.store, province.gateway.files, out)
    assert not (out / "dossiers.jsonl").exists()
    export(province.gateway.store, province.gateway.files, out)
    assert out.stat().st_mode & 0o777 == 0o700
    assert len((out / "dossiers.jsonl").read_bytes().splitlines()) == 1


def test_a_place_where_no_export_can_be_is_told(province, tmp_path) -> None:
    from sync.gateway.export import export

    (tmp_path / "a-file").write_bytes(b"")
    with pytest.raises(Trouble) as told:
        export(province.gateway.store, province.gateway.files, tmp_path / "a-file" / "out")
    assert told.value.code == "not_written"
