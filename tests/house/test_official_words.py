"""Official paper and the journal are Vietnamese whatever language the person reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from ui.entry import main
sys.exit(main())
"""
ROW = {"paper_no": "G1", "received_at": "2026-11-23T07:54:00+07:00", "procedure": "1.004873",
       "applicant": {"name": "Nguyễn Văn Mẫu"}}  # fmt: skip


def english(*arguments: object, password: str = "") -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "MOTCUA_LANGUAGE": "en",
        "MOTCUA_PASSPHRASE": "thử",
        "MOTCUA_PASSWORD": password,
    }
    command = [sys.executable, "-c", SCRIPT, *(str(one) for one in arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True)


def test_a_receipt_printed_by_an_english_speaker_is_the_vietnamese_form(tmp_path: Path) -> None:
    import pypdfium2

    made = json.loads(
        english("init", "--data", tmp_path / "desk", "--demo", "--json").stdout.splitlines()[-1]
    )
    password = next(one["password"] for one in made["staff"] if one["role"] == "reception")
    (tmp_path / "rows.jsonl").write_text(json.dumps(ROW, ensure_ascii=False), "utf-8")
    english(
        "import", tmp_path / "rows.jsonl", "--data", tmp_path / "desk", "--as", "tiepnhan1", password=password
    )
    found = json.loads(
        english("search", "mau", "--data", tmp_path / "desk", "--json").stdout.splitlines()[-1]
    )
    english("print", found["results"][0]["code"], "--out", tmp_path / "r.pdf", "--data", tmp_path / "desk")
    with pypdfium2.PdfDocument((tmp_path / "r.pdf").read_bytes()) as document:
        text = " ".join(document[0].get_textpage().get_text_range().split())
    assert "3 ngày làm việc, không tính ngày nhận" in text
    assert "working day" not in text
