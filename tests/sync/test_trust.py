"""Real TLS: the desk speaks to the gateway that it was told to trust, and says why it does not speak to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk.clock import now
from desk.errors import RuleBroken, Trouble
from desk.progress import Progress
from desk.trust import Trust, address_and_pin, pin_of, proxy_of, roots_of
from sync import wire
from sync.engine import Engine
from sync.enrolment import enrol, new_key
from sync.failures import NotReached
from sync.gateway.serve import Certificate, Embedded
from sync.line import Line
from sync.outbox import Ending
from tests.sync.authority import DAY, Authority
from tests.sync.desks import OFFICE, Clock, MemoryDesk
from tests.sync.test_cuts import a_small_day, everything_is_there_once


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[[Certificate], Embedded]]:
    running: list[Embedded] = []

    def start(certificate: Certificate) -> Embedded:
        running.append(Embedded(tmp_path / f"province{len(running)}", certificate=certificate))
        return running[-1]

    yield start
    for one in running:
        one.stop()


def why(url: str, trust: Trust) -> NotReached:
    with Line(url, trust) as line, pytest.raises(NotReached) as refused:
        line.request("GET", wire.HEALTH)
    return refused.value


@pytest.mark.parametrize("by", ["root", "pin"])
def test_a_desk_enrols_and_exchanges_over_tls(authority, serving, tmp_path, by: str) -> None:
    certificate = authority.issue(tmp_path, "good")
    province = serving(certificate)
    trust = Trust(roots=authority.pem) if by == "root" else Trust(pin=certificate.pin())
    desk = MemoryDesk()
    desk.clock = Clock(now())
    code = province.gateway.devices.invite(OFFICE, now()).code
    done = enrol(province.url, code, desk.device, OFFICE, "Quầy thử", new_key(), trust)
    assert done.identity.trust == trust
    desk.known = done.identity
    desk.leases.add(done.lease)
    a_small_day(desk)
    engine = Engine(desk, lambda identity: Line(identity.url, identity.trust), desk.clock)
    report = engine.run(Progress(), 60.0)
    engine.close()
    assert (report.outcome, report.attention) == (Ending.DONE, ())
    everything_is_there_once(province, desk)


REFUSED = [
    ("an unknown root", {}, lambda authority, certificate: Trust(), "không được tin cậy"),
    ("another root", {}, lambda authority, certificate: Trust(roots=Authority().pem), "không được tin cậy"),
    ("another pin", {}, lambda authority, certificate: Trust(pin="0" * 64), "khác vân tay"),
    ("a wrong name", {"address": "127.0.0.9"}, lambda authority, certificate: Trust(roots=authority.pem), "không phải của địa chỉ"),
    ("an expired one", {"until": -DAY}, lambda authority, certificate: Trust(roots=authority.pem), "hết hạn"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "issued", "trust", "told"), REFUSED, ids=[case[0] for case in REFUSED])
def test_another_gateway_is_refused_with_the_reason(
    authority, serving, tmp_path, what, issued, trust, told
) -> None:
    certificate = authority.issue(tmp_path, "one", **issued)
    failed = why(serving(certificate).url, trust(authority, certificate))
    assert failed.code == "untrusted"
    assert told in failed.message


def test_a_person_who_enrols_is_told_what_to_do_and_the_code_is_not_used(
    authority, serving, tmp_path
) -> None:
    province = serving(authority.issue(tmp_path, "one"))
    code = province.gateway.devices.invite(OFFICE, now()).code
    with pytest.raises(Trouble) as told:
        enrol(province.url, code, MemoryDesk().device, OFFICE, "Quầy thử", new_key(), Trust(pin="0" * 64))
    assert told.value.code == "untrusted"
    assert "quản trị của tỉnh" in told.value.advice
    enrol(province.url, code, MemoryDesk().device, OFFICE, "Quầy thử", new_key(), Trust(roots=authority.pem))


def test_a_pinned_certificate_may_be_expired_and_bear_any_name(authority, serving, tmp_path) -> None:
    certificate = authority.issue(tmp_path, "old", address="127.0.0.9", until=-DAY)
    with Line(serving(certificate).url, Trust(pin=certificate.pin())) as line:
        assert line.request("GET", wire.HEALTH).status == 200


def test_the_trust_of_a_line_is_read_from_what_people_write() -> None:
    pin = "AB:" * 31 + "CD"
    assert pin_of(pin) == "ab" * 31 + "cd"
    assert address_and_pin(f"https://cong.tinh#sha256={pin}") == ("https://cong.tinh", "ab" * 31 + "cd")
    assert address_and_pin(" https://cong.tinh ") == ("https://cong.tinh", "")
    assert proxy_of("http://may:3128") == "http://may:3128"


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (pin_of, "abc", "bad_pin"),
        (roots_of, "đây không phải PEM", "bad_roots"),
        (proxy_of, "may:3128", "bad_proxy"),
    ],
)
def test_what_cannot_be_trusted_is_refused_where_it_is_typed(read, text: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read(text)
    assert broken.value.code == code


def test_a_key_that_is_not_the_certificates_is_told_before_serving(authority, tmp_path) -> None:
    one, other = authority.issue(tmp_path, "one"), authority.issue(tmp_path, "other")
    with pytest.raises(Trouble) as told:
        Certificate(one.chain, other.key).check()
    assert told.value.code == "bad_certificate"
    with pytest.raises(Trouble):
        Certificate(tmp_path / "none.pem", one.key).check()
