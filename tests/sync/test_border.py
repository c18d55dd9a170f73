"""What the gateway does with requests that no desk of ours would send: an answer with a code, never a crash."""

from __future__ import annotations

import http.client
import json

import pytest
import zstandard

from desk.rules.chain import GENESIS
from sync import wire
from sync.failures import NotReached, Refused
from sync.gateway import openapi
from sync.gateway.refusal import STATUS
from sync.line import Line
from tests.sync.desks import MemoryDesk


@pytest.fixture(scope="session")
def shared_desk(shared) -> MemoryDesk:
    return shared.new_desk()


def token_of(province, desk: MemoryDesk) -> str:
    return province.gateway.devices._token(desk.device, province.clock.at.replace(year=2030))


def sent(province, desk, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", province.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, {"Authorization": f"Bearer {token_of(province, desk)}", **named})
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    assert answer.headers[wire.VERSION_HEADER] == wire.VERSION
    return answer.status, json.loads(said) if said else {}


def push(**changed) -> bytes:
    entry = {
        "id": "01a20fb1-c381-7f4c-8d9e-0321b62c26fe", "at": "2026-11-24T08:00:00+07:00", "actor": "a",
        "action": "x", "payload": {},
    }  # fmt: skip
    whole = {"after_seq": 0, "before_hash": GENESIS, "hash": "0" * 64, "entries": [{**entry, **changed}]}
    return json.dumps(whole).encode()


BAD_PUSHES = [
    ("not JSON", b"{"),
    ("nothing", b""),
    ("another type", b"[]"),
    ("an unknown field", push(colour="red")),
    ("a moment without an offset", push(at="2026-11-24T08:00:00")),
    ("a moment before all moments", push(at="0001-01-01T00:00:00+07:00")),
    ("an identifier that is none", push(id="1")),
    ("a dossier that is a path", push(dossier="../x")),
    ("no payload", push(payload=None)),
    ("a payload and its erasure", push(erased="0" * 64)),
    ("a very deep payload", b'{"after_seq":' + b"[" * 200_000),
    ("bytes that are no text", b'{"after_seq":0,"before_hash":"\xff"}'),
]


@pytest.mark.parametrize(("what", "body"), BAD_PUSHES, ids=[case[0] for case in BAD_PUSHES])
def test_a_push_that_is_none_is_answered(shared, shared_desk, what: str, body: bytes) -> None:
    status, said = sent(shared, shared_desk, "POST", wire.JOURNAL, body)
    assert (status, said["code"]) == (400, "bad_message")
    assert said["message"]


def test_entries_that_do_not_lead_to_their_hash_are_not_taken(province, desk) -> None:
    status, said = sent(province, desk, "POST", wire.JOURNAL, push())
    assert (status, said["code"]) == (422, "broken_chain")


def test_a_gap_is_told_with_what_is_held(province, desk) -> None:
    body = json.dumps({"after_seq": 7, "before_hash": GENESIS, "hash": GENESIS, "entries": []}).encode()
    status, said = sent(province, desk, "POST", wire.JOURNAL, body)
    assert (status, said["code"], said["details"]) == (409, "gap", {"held": 0, "hash": GENESIS})


def test_a_body_above_the_limit_is_refused_without_being_read_whole(province, desk) -> None:
    body = b" " * (wire.MAX_MESSAGE_BYTES + 1)
    assert sent(province, desk, "POST", wire.SESSION, body)[0] == 413


def test_a_bomb_does_not_unpack(province, desk) -> None:
    bomb = zstandard.ZstdCompressor().compress(b" " * (wire.MAX_JOURNAL_BODY_BYTES + 1))
    assert len(bomb) < 10_000
    status, said = sent(province, desk, "POST", wire.JOURNAL, bomb, Content_Encoding="zstd")
    assert (status, said["code"]) == (400, "bad_message")


@pytest.mark.parametrize(("encoding", "status"), [("zstd", 400), ("gzip", 415), ("br", 415)])
def test_other_codings_are_refused(shared, shared_desk, encoding: str, status: int) -> None:
    assert sent(shared, shared_desk, "POST", wire.JOURNAL, b"x", Content_Encoding=encoding)[0] == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("DELETE", wire.JOURNAL, 404),
        ("GET", f"{wire.FILES}/..%2f..%2fgateway.db", 404),
        ("GET", f"{wire.JOURNAL}?after=-1", 400),
        ("GET", f"{wire.JOURNAL}?after=x", 400),
        ("GET", f"{wire.NEWS}?cursor=%F0%9F%98%80", 400),
        ("GET", wire.HEALTH, 200),
        ("GET", wire.OPENAPI, 200),
    ],
)
def test_addresses(shared, shared_desk, method: str, path: str, status: int) -> None:
    assert sent(shared, shared_desk, method, path)[0] == status


def test_a_mistake_of_ours_is_told_without_a_trace(province, desk, monkeypatch, caplog) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("Nguyễn Văn Thử, 001099000000")

    monkeypatch.setattr(province.gateway.inbox, "state", broken)
    status, said = sent(province, desk, "GET", wire.JOURNAL)
    assert (status, said["code"]) == (500, "internal")
    assert "Thử" not in json.dumps(said) + caplog.text
    assert "RuntimeError" in caplog.text


def test_the_description_names_every_route_and_message(province, desk) -> None:
    status, said = sent(province, desk, "GET", wire.OPENAPI)
    assert status == 200
    described = {(method.upper(), path) for path, methods in said["paths"].items() for method in methods}
    served = {
        (method, route.path)
        for route in province.gateway.app.routes
        for method in route.methods
        if (method, route.path) in province.gateway._handlers
    }
    assert described == served == {(route.method, route.path) for route in openapi.ROUTES}
    assert {"JournalPush", "JournalAnswer", "DayReceipt", "Failure"} <= set(said["components"]["schemas"])
    for code in wire.Code:
        assert code in said["info"]["description"]
        assert code in STATUS


def test_a_log_in_page_is_not_taken_for_the_province() -> None:
    import socket
    import threading

    page = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Type: text/html\r\n\r\n<html>"
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with server.accept()[0] as guest:
                guest.recv(65_536)
                guest.sendall(page)

        thread = threading.Thread(target=answer)
        thread.start()
        with Line(f"http://127.0.0.1:{server.getsockname()[1]}") as line:
            with pytest.raises(NotReached, match="foreign_answer"):
                line.request("GET", wire.HEALTH)
        thread.join()


def test_a_full_disk_at_the_province_is_waited_for(province, desk, exchange, monkeypatch) -> None:
    from desk.files import disk_full
    from sync.outbox import Ending

    real = province.gateway.inbox.keep
    calls = []

    def full_twice(*arguments: object):
        calls.append(1)
        if len(calls) <= 2:
            raise disk_full()
        return real(*arguments)

    monkeypatch.setattr(province.gateway.inbox, "keep", full_twice)
    desk.receive()
    waits: list[float] = []
    assert exchange(desk, waits=waits).outcome is Ending.DONE
    assert len(waits) == 2
    assert min(waits) > 30, "as the province told"


def test_an_answer_that_this_version_does_not_know_is_for_a_person(province) -> None:
    with Line(province.url) as line:
        with pytest.raises(Refused, match="bad_answer"):
            line.get(wire.HEALTH, wire.JournalAnswer)
