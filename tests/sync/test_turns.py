"""One request and one answer for everything: what a turn brings, what it refuses, and that desks of version 1 are still served."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.rules.chain import GENESIS
from sync import turn, wire
from sync.compact.journal import MAX_FRAME_BYTES, NO_DICTIONARY, pack
from sync.line import Line
from sync.outbox import Ending
from sync.relay import BadLine
from sync.turn import Frames, Hello, Kind, file_head, frame
from tests.sync.desks import MORNING, MemoryDesk
from tests.sync.held import files_there, journal_there
from tests.sync.test_files import is_written, until

NOTHING_NEW_BYTES = 600
CONTENT = b"%PDF-" + random.Random(8).randbytes(50_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
HELLO = frame(Kind.HELLO, wire.write(Hello()))


def proof(province, desk: MemoryDesk, at=None, nonce: str | None = None, key: bytes | None = None) -> str:
    at, nonce = at or province.clock(), nonce or os.urandom(16).hex()
    signer = Ed25519PrivateKey.from_private_bytes(key or desk.known.private_key)
    signature = signer.sign(wire.session_text(desk.device, at, nonce)).hex()
    return turn.proof_of(wire.SessionAsk(desk.device, at, nonce, signature))


def taken(province, desk, body: bytes, authorization: str | None = None) -> tuple[int, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", province.port, timeout=20)
    connection.request("POST", turn.TURN, body, {"Authorization": authorization or proof(province, desk)})
    answer = connection.getresponse()
    said = json.loads(answer.read())
    connection.close()
    return answer.status, said


def test_nothing_to_send_and_nothing_new_is_one_round_trip(province, desk, exchange) -> None:
    desk.catalogue = desk.calendar = "2026-11-24"
    desk.receive()
    exchange(desk)
    with BadLine(province.port) as line:
        report = exchange(desk, line.url)
        assert line.answers == 1
        assert line.bytes_up + line.bytes_down < NOTHING_NEW_BYTES
    assert report.outcome is Ending.DONE


def test_a_day_without_files_is_one_round_trip(province, desk, exchange) -> None:
    for _number in range(400):
        desk.receive()
    with BadLine(province.port) as line:
        exchange(desk, line.url)
        assert line.answers == 1
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]


def test_files_follow_each_other_without_a_pause(province, desk, exchange) -> None:
    for number in range(30):
        desk.attach(desk.receive(), b"%PDF-" + bytes([number]) * 5_000)
    with BadLine(province.port) as line:
        exchange(desk, line.url)
        assert line.answers == 2, "the journal, and then all files"
    assert files_there(province, desk) == desk.files


def test_pieces_of_a_journal_are_kept_one_by_one(province, desk) -> None:
    for _number in range(40):
        desk.receive()
    pieces = [frame(Kind.ENTRIES, pack(desk.entries[at : at + 10], NO_DICTIONARY)) for at in range(0, 40, 10)]
    broken = frame(Kind.ENTRIES, pieces[2][3:-1] + b"!")
    status, said = taken(province, desk, HELLO + pieces[0] + pieces[1] + broken)
    assert (status, said["code"]) in ((400, "bad_message"), (422, "broken_chain"))
    assert len(journal_there(province, desk)) == 20
    assert taken(province, desk, HELLO + b"".join(pieces))[1]["held"] == 40
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]


def test_the_same_turn_twice_changes_nothing(province, desk) -> None:
    desk.attach(desk.receive(), CONTENT)
    body = HELLO + frame(Kind.ENTRIES, pack(desk.entries)) + file_head(SHA256, len(CONTENT), 0) + CONTENT
    first, again = (taken(province, desk, body)[1] for _time in range(2))
    assert first["held"] == again["held"] == 2
    assert first["files"] == again["files"] == [{"offset": len(CONTENT), "whole": True}]
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]


def test_after_a_gap_the_answer_says_what_is_held(province, desk) -> None:
    for _number in range(4):
        desk.receive()
    status, said = taken(province, desk, HELLO + frame(Kind.ENTRIES, pack(desk.entries[2:])))
    assert (status, said["held"], said["hash"]) == (200, 0, GENESIS)


def test_another_past_is_a_fork(province, desk) -> None:
    desk.receive()
    taken(province, desk, HELLO + frame(Kind.ENTRIES, pack(desk.entries)))
    other = MemoryDesk(desk.office, desk.device)
    other.leases = desk.leases
    other.receive()
    other.receive()
    for entries in (other.entries[:1], other.entries[1:]):
        status, said = taken(province, desk, HELLO + frame(Kind.ENTRIES, pack(entries)))
        assert (status, said["code"]) == (409, "fork")


def test_each_file_is_answered_for_itself(province, desk) -> None:
    wrong = "1" * 64
    asked = frame(Kind.ASK, bytes.fromhex(SHA256) + bytes.fromhex(wrong))
    body = HELLO + asked + file_head(wrong, 3, 0) + b"abc" + file_head(SHA256, len(CONTENT), 7) + CONTENT[7:]
    status, said = taken(province, desk, body)
    assert status == 200
    assert [one.get("code", "") for one in said["files"]] == ["", "", "checksum", "not_found"]
    body = HELLO + file_head(SHA256, len(CONTENT), 0)[:-1]
    assert taken(province, desk, body)[0] == 400
    status, said = taken(province, desk, HELLO + file_head(SHA256, len(CONTENT), 0) + CONTENT + asked)
    assert said["files"][0] == {"offset": len(CONTENT), "whole": True}
    assert said["files"][1]["whole"] is True


def test_a_file_goes_on_from_where_it_stands_or_from_before(province, desk) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", province.port, timeout=20)
    body = HELLO + file_head(SHA256, len(CONTENT), 0) + CONTENT
    connection.putrequest("POST", turn.TURN)
    connection.putheader("Authorization", proof(province, desk))
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:20_000])
    until(lambda: is_written(province, SHA256))
    connection.close()
    asked = frame(Kind.ASK, bytes.fromhex(SHA256))
    stands = taken(province, desk, HELLO + asked)[1]["files"][0].get("offset", 0)
    assert 1_000 < stands < 20_000
    # From before it: what is there passes by.
    early = stands - 1_000
    rest = HELLO + file_head(SHA256, len(CONTENT), early) + CONTENT[early:]
    assert taken(province, desk, rest)[1]["files"][0].get("whole")
    assert b"".join(province.gateway.files.read(SHA256)) == CONTENT


BAD = [
    ("nothing", b"", 400),
    ("no hello", frame(Kind.ASK, b"1" * 32), 400),
    ("hello twice", HELLO + HELLO, 400),
    ("a file before hello", file_head(SHA256, 3, 0) + b"abc", 400),
    ("a kind that is none", HELLO + b"\x09\x01x", 400),
    ("a length without an end", HELLO + b"\x02" + b"\xff" * 9, 400),
    ("entries that are none", HELLO + frame(Kind.ENTRIES, b"\x00" + b"x" * 90), 400),
    ("entries above the limit", HELLO + turn.head(Kind.ENTRIES, MAX_FRAME_BYTES + 1), 400),
    ("half a hash", HELLO + frame(Kind.ASK, b"1" * 40), 400),
    ("a file above the limit", HELLO + turn.head(Kind.FILE, wire.MAX_FILE_BYTES + 99), 400),
    ("a cut frame", HELLO[:-1], 400),
    ("a field that hello does not have", frame(Kind.HELLO, b'{"held":0,"colour":1}'), 400),
    ("an unknown dictionary", HELLO + frame(Kind.ENTRIES, b"\x63" + bytes(90)), 415),
]  # fmt: skip


@pytest.fixture(scope="session")
def one_desk(shared) -> MemoryDesk:
    return shared.new_desk()


@pytest.mark.parametrize(("what", "body", "status"), BAD, ids=[case[0] for case in BAD])
def test_a_turn_that_is_none_is_answered(shared, one_desk, what: str, body: bytes, status: int) -> None:
    assert taken(shared, one_desk, body)[0] == status


def test_frames_come_out_the_same_however_they_are_cut() -> None:
    body = (
        HELLO
        + frame(Kind.ASK, b"1" * 32)
        + file_head(SHA256, 300, 5)
        + b"x" * 295
        + frame(Kind.ENTRIES, b"y" * 400)
    )
    whole = list(Frames().take(body))
    for size in (1, 2, 7, 64):
        frames, found = Frames(), []
        for at in range(0, len(body), size):
            found += frames.take(body[at : at + size])
        assert frames.between
        kinds = [type(one) for one in found if not isinstance(one, turn.Data)]
        assert kinds == [type(one) for one in whole if not isinstance(one, turn.Data)]
        assert b"".join(one.piece for one in found if isinstance(one, turn.Data)) == b"x" * 295


PROOFS = [
    ("another key", lambda p, d: proof(p, d, key=bytes(32)), 403, "bad_signature"),
    ("a clock that is days wrong", lambda p, d: proof(p, d, at=MORNING.replace(year=2025)), 403, "clock"),
    ("no base64", lambda p, d: "Motcua !", 400, "bad_message"),
    ("cut short", lambda p, d: proof(p, d)[:-8], 400, "bad_message"),
    ("none", lambda p, d: "Basic x", 401, "session_expired"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "made", "status", "code"), PROOFS, ids=[case[0] for case in PROOFS])
def test_who_speaks_is_proved_in_each_turn(shared, one_desk, what: str, made, status: int, code: str) -> None:
    answer, said = taken(shared, one_desk, HELLO, made(shared, one_desk))
    assert (answer, said["code"]) == (status, code)


def test_a_proof_serves_once(province, desk) -> None:
    once = proof(province, desk)
    assert taken(province, desk, HELLO, once)[0] == 200
    assert taken(province, desk, HELLO, once)[0] == 403


def test_a_desk_with_a_newer_dictionary_goes_on_without_it(province, desk, exchange, monkeypatch) -> None:
    monkeypatch.setattr("sync.compact.journal.KNOWN", (NO_DICTIONARY,))
    monkeypatch.setattr("sync.gateway.turns.KNOWN", (NO_DICTIONARY,))
    desk.receive()
    report = exchange(desk)
    assert (report.outcome, report.attention) == (Ending.DONE, ())
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]


def test_a_province_of_version_1_is_named_to_a_person(province, desk, exchange, monkeypatch) -> None:
    province.gateway._handlers.pop(("POST", turn.TURN))
    desk.receive()
    report = exchange(desk)
    assert (report.outcome, report.attention[0].code) == (Ending.REFUSED, "province_older")
    assert "cập nhật" in report.attention[0].message


def test_a_desk_of_version_1_is_served(province, desk) -> None:
    desk.attach(desk.receive(), CONTENT)
    at, nonce = province.clock(), os.urandom(16).hex()
    key = Ed25519PrivateKey.from_private_bytes(desk.known.private_key)
    ask = wire.SessionAsk(desk.device, at, nonce, key.sign(wire.session_text(desk.device, at, nonce)).hex())
    with Line(province.url) as line:
        session = line.post(wire.SESSION, ask, wire.SessionAnswer)
        line.prove = lambda: f"Bearer {session.token}"
        answer = line.post(wire.JOURNAL, wire.push_of(desk.entries), wire.JournalAnswer)
        assert [one.sha256 for one in answer.wanted] == [SHA256]
        assert line.get(wire.JOURNAL, wire.JournalAnswer, {"after": "0"}) == answer
        assert line.get(wire.NEWS, wire.NewsAnswer, {"cursor": "0"}).leases
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]
