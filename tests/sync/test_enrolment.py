"""Who may talk to the province: one-time codes, leases that never overlap, signed sessions, clocks, revocation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest

from desk.errors import Trouble
from desk.ids import new_id
from desk.rules.broken import RuleBroken
from desk.rules.dossier_code import overlap
from sync import wire
from sync.enrolment import enrol, new_key
from sync.failures import NotWelcome
from sync.gateway.devices import CLOCK_TOLERANCE, INVITE_LIFETIME, LEASE_SIZE, SESSION_LIFETIME
from sync.line import Line
from sync.outbox import Ending
from sync.relay import BadLine
from tests.sync.desks import OFFICE, MemoryDesk


def invited(province, office: str = OFFICE) -> str:
    return province.gateway.devices.invite(office, province.clock()).code


def refused_with(*codes: str):
    return pytest.raises(Trouble, check=lambda trouble: trouble.code in codes and bool(trouble.advice))


def test_the_code_may_be_typed_as_people_type(province) -> None:
    code = invited(province)
    done = enrol(province.url, f" {code.lower().replace('-', ' ')} ", new_id(), OFFICE, "Quầy 1", new_key())
    assert done.identity.office == OFFICE


def test_a_lost_answer_is_repeated_and_answered_the_same(province) -> None:
    code, device, key = invited(province), new_id(), new_key()
    with BadLine(province.port, lose_answers=1) as line:
        first = enrol(line.url, code, device, OFFICE, "Quầy 1", key)
    again = enrol(province.url, code, device, OFFICE, "Quầy 1", key)
    assert (first.lease, first.identity.gateway_key) == (again.lease, again.identity.gateway_key)


def test_a_used_code_does_not_take_in_another_device(province) -> None:
    code, device = invited(province), new_id()
    enrol(province.url, code, device, OFFICE, "Quầy 1", new_key())
    with refused_with("code_used"):
        enrol(province.url, code, new_id(), OFFICE, "Quầy 2", new_key())
    with refused_with("code_used"):
        enrol(province.url, code, device, OFFICE, "Quầy 1", new_key())


def test_a_code_dies_after_its_time(province) -> None:
    code = invited(province)
    province.clock.at += INVITE_LIFETIME + timedelta(minutes=1)
    with refused_with("code_expired"):
        enrol(province.url, code, new_id(), OFFICE, "Quầy 1", new_key())


def test_a_code_is_for_one_office(province) -> None:
    with refused_with("wrong_office"):
        enrol(province.url, invited(province, "H44.901"), new_id(), OFFICE, "Quầy 1", new_key())


def test_an_unknown_code_and_an_unreachable_province_say_what_to_do(province) -> None:
    with refused_with("code_unknown"):
        enrol(province.url, "0000-0000-0000", new_id(), OFFICE, "Quầy 1", new_key())
    with BadLine(province.port) as line:
        line.dead = True
        with refused_with("not_reached", "cut_waiting", "cut_sending"):
            enrol(line.url, "0000-0000-0000", new_id(), OFFICE, "Quầy 1", new_key())
    with refused_with("not_reached"):
        enrol(line.url, "0000-0000-0000", new_id(), OFFICE, "Quầy 1", new_key())
    with refused_with("bad_url"):
        enrol("công tỉnh", "0000-0000-0000", new_id(), OFFICE, "Quầy 1", new_key())


def test_the_code_is_not_kept_in_the_clear(province) -> None:
    code = invited(province)
    letters = code.replace("-", "").encode()
    for path in province.folder.glob("gateway.db*"):
        assert code.encode() not in path.read_bytes()
        assert letters not in path.read_bytes()


def test_an_office_code_that_is_none_is_refused(province) -> None:
    with pytest.raises(RuleBroken):
        province.gateway.devices.invite("h44/900", province.clock())


def test_leases_of_one_agency_never_overlap(province) -> None:
    desks = [province.new_desk() for _number in range(4)] + [province.new_desk("H44.901")]
    leases = [lease for desk in desks for lease in desk.leases]
    assert [(lease.first, lease.last) for lease in leases[:3]] == [
        (1, LEASE_SIZE - 1),
        (LEASE_SIZE, 2 * LEASE_SIZE - 1),
        (2 * LEASE_SIZE, 3 * LEASE_SIZE - 1),
    ]
    assert (leases[4].first, leases[4].last) == (1, LEASE_SIZE - 1)
    assert not any(overlap(one, other) for one, other in combinations(leases, 2))


def test_a_new_key_with_a_new_code_keeps_journal_and_lease(province, desk, exchange) -> None:
    desk.receive()
    exchange(desk)
    leases = set(desk.leases)
    province.enrolled(desk)
    desk.receive()
    assert exchange(desk).outcome is Ending.DONE
    assert desk.leases == leases


def test_another_key_opens_no_session(desk, exchange) -> None:
    desk.known = replace(desk.known, private_key=new_key())
    report = exchange(desk)
    assert (report.outcome, report.attention[0].code) == (Ending.NOT_WELCOME, "bad_signature")


def test_an_unknown_device_opens_no_session(province, desk, exchange) -> None:
    stranger = MemoryDesk()
    stranger.known = replace(desk.known, device=stranger.device)
    report = exchange(stranger)
    assert (report.outcome, report.attention[0].code) == (Ending.NOT_WELCOME, "device_unknown")


def test_a_session_request_serves_once(province, desk) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    now, nonce = province.clock(), "0" * 32
    key = Ed25519PrivateKey.from_private_bytes(desk.known.private_key)
    ask = wire.SessionAsk(desk.device, now, nonce, key.sign(wire.session_text(desk.device, now, nonce)).hex())
    with Line(province.url) as line:
        assert line.post(wire.SESSION, ask, wire.SessionAnswer).token
        with pytest.raises(NotWelcome, match="bad_signature"):
            line.post(wire.SESSION, ask, wire.SessionAnswer)


def test_a_revoked_device_is_told_so(province, desk, exchange) -> None:
    province.gateway.devices.revoke(desk.device, province.clock())
    report = exchange(desk)
    assert (report.outcome, report.attention[0].code) == (Ending.NOT_WELCOME, "device_revoked")


def test_a_clock_that_is_hours_wrong_is_told_and_served(desk, exchange) -> None:
    desk.clock.at += timedelta(hours=2)
    desk.receive()
    report = exchange(desk)
    assert (report.outcome, [one.code for one in report.attention]) == (Ending.DONE, ["clock"])
    assert "120 phút" in report.attention[0].message


def test_a_clock_that_is_days_wrong_is_told_and_not_served(desk, exchange) -> None:
    desk.clock.at += CLOCK_TOLERANCE + timedelta(days=1)
    report = exchange(desk)
    assert (report.outcome, report.attention[0].code) == (Ending.NOT_WELCOME, "clock")


def test_an_expired_session_is_opened_anew_by_itself(province, desk) -> None:
    from desk.progress import Progress
    from sync.engine import Engine

    engine = Engine(desk, lambda identity: Line(identity.url), desk.clock, lambda progress, seconds: None)
    desk.receive()
    assert engine.run(Progress(), 30).outcome is Ending.DONE
    for clock in (province.clock, desk.clock):
        clock.at += SESSION_LIFETIME + timedelta(minutes=1)
    desk.receive()
    report = engine.run(Progress(), 30)
    assert (report.outcome, report.sent_dossiers, report.attention) == (Ending.DONE, 1, ())
    engine.close()


def test_a_token_that_was_changed_is_none(province, desk) -> None:
    with Line(province.url) as line:
        for token in ("", "x", "AAAA" * 16):
            line.token = token
            with pytest.raises(NotWelcome, match="session_expired"):
                line.get(wire.JOURNAL, wire.JournalAnswer)
