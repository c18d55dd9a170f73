"""Whatever bytes come to any address of the OpenAPI table, the gateway answers with a code of its own and stays alive."""

from __future__ import annotations

import http.client
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync import turn, wire
from sync.gateway import openapi
from tests.sync.desks import MemoryDesk
from tests.sync.test_border import token_of

CODES = {code.value for code in wire.Code} - {wire.Code.INTERNAL.value}
FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
)
NAMES = sorted(
    {"after_seq", "before_hash", "hash", "entries", "code", "device", "public_key", "office", "at", "nonce"}
    | {"signature", "day", "dossiers", "fees_vnd", "seq", "items"}
)
NEAR = st.dictionaries(st.sampled_from(NAMES), SCALARS | st.just("0" * 64) | st.lists(JSON, max_size=2))
HEADERS = st.dictionaries(
    st.sampled_from(["Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Checksum",
                     "Content-Encoding", "Content-Type"]),
    st.sampled_from(["1.0.0", "0", "17", "zstd", "x", "sha256 AAAA", "application/offset+octet-stream", "-1", ""]),
)  # fmt: skip
FRAMES = st.lists(
    st.builds(turn.frame, st.sampled_from(list(turn.Kind)), st.binary(max_size=120))
    | st.just(turn.frame(turn.Kind.HELLO, wire.write(turn.Hello())))
    | st.binary(max_size=40),
    max_size=5,
).map(b"".join)


@pytest.fixture(scope="module")
def fuzzed(shared) -> tuple[object, MemoryDesk]:
    return shared, shared.new_desk()


def asked(fuzzed, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    province, desk = fuzzed
    connection = http.client.HTTPConnection("127.0.0.1", province.port, timeout=20)
    try:
        connection.request(
            method, path, body, {"Authorization": f"Bearer {token_of(province, desk)}", **headers}
        )
        answer = connection.getresponse()
        assert answer.headers[wire.VERSION_HEADER] == wire.VERSION
        return answer.status, answer.read()
    finally:
        connection.close()


def is_an_answer(method: str, status: int, said: bytes) -> None:
    assert status < 500 or status == 503, said
    if status >= 400 and method != "HEAD" and said:
        told = json.loads(said)
        assert told["code"] in CODES
        assert told["message"]


@FEW
@given(
    route=st.sampled_from([one for one in openapi.ROUTES if one.method != "OPTIONS"]),
    body=(JSON | NEAR).map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))
    | st.binary(max_size=200),
    headers=HEADERS,
    name=st.sampled_from(["0" * 64, "x", "%2e%2e", "F" * 64]),
)
def test_any_body_to_any_address_is_answered(
    fuzzed, route, body: bytes, headers: dict[str, str], name: str
) -> None:
    path = route.path.replace("{sha256}", name)
    is_an_answer(route.method, *asked(fuzzed, route.method, path, body, headers))


@FEW
@given(body=FRAMES)
def test_any_frames_in_a_turn_are_answered(fuzzed, body: bytes) -> None:
    is_an_answer("POST", *asked(fuzzed, "POST", turn.TURN, body, {}))


@FEW
@given(
    query=st.dictionaries(st.sampled_from(["after", "catalogue", "calendar", "cursor"]), st.text(max_size=20))
)
def test_any_question_is_answered(fuzzed, query: dict[str, str]) -> None:
    from urllib.parse import urlencode

    for path in (wire.JOURNAL, wire.NEWS):
        asked_for = f"{path}?{urlencode(query, errors='surrogatepass')}"
        is_an_answer("GET", *asked(fuzzed, "GET", asked_for, b"", {}))
