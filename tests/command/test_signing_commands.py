"""Digital copies by command: signed on a real token, kept with the dossier, checked again; refusals say what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from desk import keys
from desk.handling import dossier_of
from desk.store import Store
from printing.signature_check import signatures
from tests.command.conftest import Motcua
from tests.command.test_office_commands import ROW
from tests.printing.authority import MODULE, OFFICE, OFFICIAL, PIN, Authority
from ui.digital import component_of, latest_copy


@pytest.fixture
def codes(motcua: Motcua, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two dossiers at the desk, and the PIN of the tokens in the environment."""
    monkeypatch.setenv("MOTCUA_PIN", PIN)
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        "\n".join(json.dumps(ROW | {"paper_no": no}, ensure_ascii=False) for no in ("G1", "G2")), "utf-8"
    )
    done = motcua("import", rows, "--data", desk, "--as", "tiepnhan1", "--json")
    assert done.code == 0, done.err
    return [one["code"] for one in done.json["rows"]]


def copy_of(desk: Path, code: str) -> bytes:
    store = Store.open(desk, keys.terminal_or_environment)
    try:
        with store.read() as session:
            copy = latest_copy(dossier_of(session, code), "01")
        assert copy is not None
        assert copy.component == component_of("01")
        return b"".join(store.vault.read(copy.sha256))
    finally:
        store.close()


def test_many_are_signed_in_one_go_and_lie_with_their_dossiers(
    motcua: Motcua, desk: Path, codes: list[str], authority: Authority
) -> None:
    done = motcua(
        "sign", *codes, "--token", MODULE, "--label", OFFICIAL, "--as", "tiepnhan1", "--data", desk, "--json"
    )
    assert done.code == 0, done.err
    assert [one["code"] for one in done.json["signed"]] == codes
    root = authority.certificate.public_bytes(Encoding.DER)
    for code in codes:
        (one,) = signatures(copy_of(desk, code), [root])
        assert one.good
    assert motcua("verify", "--data", desk).code == 0


def test_the_office_signs_what_the_official_signed(
    motcua: Motcua, desk: Path, codes: list[str], authority: Authority, tmp_path: Path
) -> None:
    code = codes[0]
    common = ("--token", MODULE, "--as", "tiepnhan1", "--data", desk, "--json")
    early = motcua("sign", code, "--agency", "--label", OFFICE, *common)
    assert early.code == 1
    assert "ký trước rồi mới đóng dấu" in early.json["refused"][0]["reason"]
    assert motcua("sign", code, "--label", OFFICIAL, *common).code == 0
    assert motcua("sign", code, "--agency", "--label", OFFICE, *common).code == 0
    file, root = tmp_path / "copy.pdf", tmp_path / "ca.pem"
    file.write_bytes(copy_of(desk, code))
    root.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    told = motcua("signatures", file, "--root", root, "--json")
    assert told.code == 0
    assert [one["holder"] for one in told.json["signatures"]] == ["Lê Thị Minh Họa", "UBND xã Thử Nghiệm"]
    assert all(one["trusted"] for one in told.json["signatures"])


def test_a_form_that_the_record_does_not_support_is_told_and_nothing_is_kept(
    motcua: Motcua, desk: Path, codes: list[str], authority: Authority
) -> None:
    done = motcua("sign", codes[0], "H00.000-000000-0000", "--label", OFFICIAL, "--token", MODULE, "--as", "tiepnhan1",
                  "--data", desk, "--json")  # fmt: skip
    assert done.code == 1
    assert [one["code"] for one in done.json["signed"]] == [codes[0]]
    assert "H00.000-000000-0000" in done.json["refused"][0]["reason"]
    register = motcua("sign", codes[0], "--form", "07", "--label", OFFICIAL, "--token", MODULE, "--as", "tiepnhan1",
                      "--data", desk, "--json")  # fmt: skip
    assert register.code == 1
    assert register.json["failed"] == "not_signed"


def test_a_wrong_pin_is_one_line_that_warns(
    motcua: Motcua, desk: Path, codes: list[str], authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_PIN", "000000")
    done = motcua(
        "sign",
        codes[0],
        "--label",
        OFFICIAL,
        "--token",
        MODULE,
        "--as",
        "tiepnhan1",
        "--data",
        desk,
        "--json",
    )
    assert done.code == 1
    assert done.json["failed"] == "wrong_pin"
    assert "tự khóa" in done.err
    monkeypatch.delenv("MOTCUA_PIN")
    assert (
        motcua("sign", codes[0], "--token", MODULE, "--as", "tiepnhan1", "--data", desk, "--json").json[
            "failed"
        ]
        == "no_pin"
    )


def test_an_unsigned_or_foreign_file_is_told(motcua: Motcua, tmp_path: Path) -> None:
    rubbish = tmp_path / "x.pdf"
    rubbish.write_bytes(b"hello")
    done = motcua("signatures", rubbish, "--json")
    assert done.code == 1
    assert done.json["failed"] == "not_pdf"
