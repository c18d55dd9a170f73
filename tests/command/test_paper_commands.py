"""`motcua print` and `motcua forms`: what the record supports is printed, what it lacks is one Vietnamese line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from filelock import FileLock

from desk.errors import Trouble
from desk.files import DESK_LOCK
from printing import printers
from printing.documents.editions import EDITIONS
from tests.command.conftest import Motcua
from tests.printing.reading import texts

ROW = {"paper_no": "G1", "received_at": "2026-11-23T07:54:00+07:00", "procedure": "1.004873",
       "applicant": {"name": "Nguyễn Văn Mẫu"}}  # fmt: skip


@pytest.fixture
def code(motcua: Motcua, desk: Path, tmp_path: Path) -> str:
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(ROW, ensure_ascii=False), "utf-8")
    done = motcua("import", file, "--data", desk, "--as", "tiepnhan1", "--json")
    return str(done.json["rows"][0]["code"])


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("02", "chưa có yêu cầu bổ sung"),
        ("03", "không bị từ chối"),
        ("04", "chưa được gia hạn"),
        ("05", "chưa dừng"),
    ],
)
def test_what_the_record_lacks_is_said_and_nothing_is_written(
    motcua: Motcua, desk: Path, code: str, tmp_path: Path, form: str, said: str
) -> None:
    out = tmp_path / "paper.pdf"
    done = motcua("print", code, "--form", form, "--out", out, "--data", desk, "--json")
    assert done.code == 1
    assert done.json["failed"] == "not_recorded"
    assert said in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert not out.exists()


def test_one_copy_on_a4_when_asked(motcua: Motcua, desk: Path, code: str, tmp_path: Path) -> None:
    out = tmp_path / "made" / "paper.pdf"
    done = motcua("print", code, "--out", out, "--paper", "A4", "--copies", "1", "--data", desk, "--json")
    assert (done.code, done.json["copies"], done.json["template"]) == (0, 1, "01/2025-09-15/1")
    assert len(texts(out.read_bytes())) == 1


def test_a_printer_gets_the_paper_and_its_trouble_is_told(
    motcua: Motcua, desk: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[bytes, str, str, str]] = []

    def send(pdf: bytes, title: str, paper: str, printer: str = "", copies: int = 1) -> str:
        sent.append((pdf, title, paper, printer))
        return "quay1-7"

    monkeypatch.setattr(printers, "send", send)
    done = motcua("print", code, "--printer", "quay1", "--paper", "A4", "--data", desk, "--json")
    assert (done.code, done.json["job"]) == (0, "quay1-7"), done.err
    ((pdf, title, paper, printer),) = sent
    assert (title, paper, printer) == (code, "A4", "quay1")
    assert code in texts(pdf)[0]

    def off(*_arguments: object, **_options: object) -> str:
        raise Trouble("printer_off", "Máy in đang tắt.", "Hãy bật máy in.")

    monkeypatch.setattr(printers, "send", off)
    done = motcua("print", code, "--printer", "quay1", "--data", desk)
    assert done.code == 1
    assert done.err.strip() == "Máy in đang tắt. Hãy bật máy in."


@pytest.mark.parametrize("where", [(), ("--out", "x.pdf", "--printer", "quay1")])
def test_one_place_to_print_is_named(motcua: Motcua, desk: Path, code: str, where: tuple[str, ...]) -> None:
    assert motcua("print", code, *where, "--data", desk).code == 2


def test_each_form_has_a_filled_specimen_that_says_so(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("forms", "--specimen", "--out", tmp_path / "forms", "--json")
    assert done.code == 0
    made = {Path(row["file"]).name: row for row in done.json["forms"]}
    assert {"01.pdf", "02.pdf", "03.pdf", "04.pdf", "05.pdf", "01-chung-thuc.pdf"} <= made.keys()
    for name, row in made.items():
        pages = texts((tmp_path / "forms" / name).read_bytes())
        assert all("BẢN MẪU" in page for page in pages), name
        assert row["basis"] in pages[0], name


def test_the_forms_of_an_old_day_are_the_old_set(motcua: Motcua) -> None:
    done = motcua("forms", "--on", "2024-05-10", "--json")
    by_name = {row["name"]: row for row in done.json["forms"] if row["name"] in EDITIONS}
    assert "05" not in by_name, "the stop notice is of 2025"
    assert by_name["04"]["title"] == "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
    assert all("01/2018" in row["basis"] for row in by_name.values())


@pytest.mark.parametrize(
    ("arguments", "code"), [(("forms", "--on", "hôm qua"), 1), (("forms", "--specimen"), 2), (("forms",), 0)]
)
def test_forms_answers_wrong_usage(motcua: Motcua, arguments: tuple[str, ...], code: int) -> None:
    assert motcua(*arguments).code == code


def test_a_paper_that_its_printer_did_not_take_waits_and_is_tried_again_or_cancelled(
    motcua: Motcua, desk: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def off(*_arguments: object, **_options: object) -> str:
        raise Trouble("printer_off", "Máy in đang tắt.", "Hãy bật máy in.")

    monkeypatch.setattr(printers, "send", off)
    assert motcua("print", code, "--printer", "quay1", "--data", desk).code == 1
    (job,) = motcua("printing", "--data", desk, "--json").json["jobs"]
    assert (job["title"], job["printer"], job["why"]) == (code, "quay1", "Máy in đang tắt. Hãy bật máy in.")

    taken: list[str] = []
    monkeypatch.setattr(printers, "send", lambda *given: taken.append(given[3]) or "quay2-1")
    monkeypatch.setattr(printers, "is_waiting", lambda _job: True)
    monkeypatch.setattr(printers, "printers", lambda: ())
    done = motcua("printing", "--again", "1", "--printer", "quay2", "--data", desk, "--json")
    assert (taken, done.json["jobs"][0]["state"]) == (["quay2"], "printing")

    gone: list[str] = []
    monkeypatch.setattr(printers, "cancel", gone.append)
    done = motcua("printing", "--cancel", "1", "--data", desk, "--json")
    assert (gone, done.json["jobs"][0]["state"]) == (["quay2-1"], "cancelled")
    assert "Không có giấy nào chờ in." in done.out
    assert motcua("printing", "--cancel", "9", "--data", desk).err.strip() == "Hàng in chỉ có 1 giấy."


def test_while_the_desk_is_open_it_is_the_desk_that_prints(
    motcua: Motcua, desk: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printers, "send", lambda *_given: pytest.fail("two hands on one queue"))
    with FileLock(desk / DESK_LOCK):
        done = motcua("print", code, "--printer", "quay1", "--data", desk, "--json")
        assert (done.code, "job" in done.json) == (0, False)
        (job,) = motcua("printing", "--data", desk, "--json").json["jobs"]
    assert (job["id"], job["state"]) == (done.json["queued"], "waiting")


def test_papers_are_listed_and_saved_as_they_left(
    motcua: Motcua, desk: Path, code: str, tmp_path: Path
) -> None:
    assert "chưa in giấy nào" in motcua("papers", code, "--data", desk).out
    first, second, again = (tmp_path / name for name in ("first.pdf", "second.pdf", "again.pdf"))
    for out in (first, second):
        assert motcua("print", code, "--out", out, "--data", desk).code == 0
    listed = motcua("papers", code, "--data", desk, "--json").json["papers"]
    assert [(one["n"], one["form"], one["nth"], one["printer"], one["kept"]) for one in listed] == [
        (1, "01", 1, "pdf", True), (2, "01", 2, "pdf", True),
    ]  # fmt: skip
    assert motcua("papers", code, "--save", "2", "--out", again, "--data", desk).code == 0
    assert again.read_bytes() == second.read_bytes() != first.read_bytes()
    done = motcua("papers", code, "--save", "3", "--out", again, "--data", desk)
    assert (done.code, done.err.strip()) == (1, "Hồ sơ này chỉ có 2 giấy đã in.")
    assert motcua("papers", code, "--save", "1", "--data", desk).code == 2
