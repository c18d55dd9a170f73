"""A desk is enrolled over real TLS by a script, remembers whom to trust, and exchanges; another gateway is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.clock import now
from sync.gateway.serve import Certificate, Embedded
from tests.command.conftest import Motcua
from tests.sync.authority import Authority


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return Authority().issue(tmp_path, "gateway")


@pytest.fixture
def province(tmp_path: Path, certificate: Certificate) -> Iterator[Embedded]:
    with Embedded(tmp_path / "province", certificate=certificate) as running:
        yield running


def code_for(province: Embedded, motcua: Motcua, desk: Path) -> str:
    from desk import keys
    from desk.office import office_of
    from desk.store import Store

    store = Store.open(desk, keys.terminal_or_environment)
    with store.read() as session:
        office = office_of(session).code
    store.close()
    return province.gateway.devices.invite(office, now()).code


def test_the_pin_may_stand_in_the_address_and_is_remembered(motcua, desk, province, certificate) -> None:
    code = code_for(province, motcua, desk)
    done = motcua("enrol", f"{province.url}#sha256={certificate.pin()}", code, "--data", desk, "--json")
    assert (done.code, done.json["url"]) == (0, province.url)
    assert motcua("sync", "--data", desk, "--json").json["outcome"] == "done"


def test_a_gateway_of_another_root_is_refused(motcua, desk, province, tmp_path) -> None:
    other = tmp_path / "goc.pem"
    other.write_text(f"Gốc của tỉnh\n{Authority().pem}", "utf-8")
    refused = motcua(
        "enrol", province.url, code_for(province, motcua, desk), "--ca", other, "--data", desk, "--json"
    )
    assert (refused.code, refused.json["failed"]) == (1, "untrusted")


@pytest.mark.parametrize(
    ("option", "value", "code"), [("--pin", "12", "bad_pin"), ("--proxy", "may:3128", "bad_proxy")]
)
def test_what_cannot_be_trusted_is_told_before_anything_is_sent(motcua, desk, option, value, code) -> None:
    done = motcua("enrol", "https://cong.thu.invalid", "0000", option, value, "--data", desk, "--json")
    assert (done.code, done.json["failed"]) == (1, code)
