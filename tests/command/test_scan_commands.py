"""Scanning and attaching by command: a clean PDF comes out, a foreign or damaged file goes nowhere."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.command.conftest import Motcua
from tests.command.test_office_commands import ROW

SCANIMAGE = """#!/bin/sh
case "$*" in
*"-f "*) printf 'epson:1\\tEpson\\tDS-530\\tflatbed scanner\\n' ;;
*) echo "scanimage: open of device epson:1 failed: Device busy" >&2; exit 1 ;;
esac
"""


def picture(folder: Path, name: str = "don.jpg") -> Path:
    made = io.BytesIO()
    Image.new("RGB", (827, 1169), "white").save(made, "JPEG", dpi=(100, 100))
    (folder / name).write_bytes(made.getvalue())
    return folder / name


@pytest.fixture
def code(motcua: Motcua, desk: Path, tmp_path: Path) -> str:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps(ROW, ensure_ascii=False), "utf-8")
    done = motcua("import", rows, "--data", desk, "--as", "tiepnhan1", "--json")
    return str(done.json["rows"][0]["code"])


def test_pictures_become_a_pdf_of_the_dossier(motcua: Motcua, desk: Path, tmp_path: Path, code: str) -> None:
    done = motcua("attach", code, picture(tmp_path), "--as", "tiepnhan1", "--data", desk, "--json")
    assert done.code == 0, done.err
    (one,) = done.json["attached"]
    assert one["file"] == "don.pdf"
    assert motcua("verify", "--data", desk).code == 0


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\x00", b"%PDF-1.7 cut"], ids=["empty", "a program", "a cut PDF"]
)
def test_what_is_no_scan_is_refused_and_nothing_is_attached(
    motcua: Motcua, desk: Path, tmp_path: Path, code: str, content: bytes
) -> None:
    bad = tmp_path / "don.pdf"
    bad.write_bytes(content)
    done = motcua("attach", code, bad, "--as", "tiepnhan1", "--data", desk, "--json")
    assert done.code == 1
    assert len(done.err.strip().splitlines()) == 1


def test_a_component_that_the_dossier_does_not_have_is_told(
    motcua: Motcua, desk: Path, tmp_path: Path, code: str
) -> None:
    done = motcua(
        "attach",
        code,
        picture(tmp_path),
        "--component",
        "Giấy lạ",
        "--as",
        "tiepnhan1",
        "--data",
        desk,
        "--json",
    )
    assert (done.code, done.json["field"]) == (1, "component")


def test_scanners_are_listed_and_a_busy_one_is_one_line(
    motcua: Motcua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "scanimage"
    program.parent.mkdir()
    program.write_text(SCANIMAGE, "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    assert motcua("scan", "--list", "--json").json["scanners"] == [
        {"device": "epson:1", "name": "Epson DS-530"}
    ]
    done = motcua("scan", "--out", tmp_path / "x.pdf", "--json")
    assert (done.code, done.json["failed"]) == (1, "scanner_busy")
    assert not (tmp_path / "x.pdf").exists()


def test_a_pdf_stays_one(motcua: Motcua, desk: Path, tmp_path: Path, code: str) -> None:
    file = tmp_path / "hai-trang.pdf"
    with pikepdf.new() as made:
        made.add_blank_page()
        made.add_blank_page()
        made.save(file)
    done = motcua("attach", code, file, "--as", "tiepnhan1", "--data", desk, "--json")
    assert done.code == 0, done.err
