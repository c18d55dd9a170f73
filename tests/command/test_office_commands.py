"""The contract of the command line: exit codes, one line of reason, one JSON object, nothing lost, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from tests.command.conftest import PASSPHRASE, Motcua

ROW = {
    "paper_no": "G0001",
    "received_at": "2026-11-23T07:54:15+07:00",
    "procedure": "1.004873",
    "applicant": {"name": "Nguyễn Văn Mẫu", "personal_id": "026084000001", "born": "1984-03-02", "phone": "0999000001"},
}  # fmt: skip


def paper(folder: Path, *rows: object) -> Path:
    file = folder / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return file


def test_init_prints_the_office_and_its_logins(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("init", "--data", tmp_path / "desk", "--demo", "--json")
    assert done.code == 0
    assert done.json["office"] == "H44.900"
    assert {"login", "password", "role"} == set(done.json["staff"][0])
    assert "reception" in {one["role"] for one in done.json["staff"]}


def test_init_twice_refuses_and_leaves_the_first(motcua: Motcua, desk: Path) -> None:
    done = motcua("init", "--data", desk, "--demo", "--json")
    assert done.code == 1
    assert done.json["failed"] == "store_exists"
    assert len(done.err.strip().splitlines()) == 1
    assert motcua("verify", "--data", desk).code == 0


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ("{", "office"),
        ("[]", "office"),
        ({"code": "h44"}, "counters"),
        ({"colour": "xanh"}, "office.colour"),
    ],
)
def test_a_broken_office_file_names_the_field(
    motcua: Motcua, tmp_path: Path, document: object, field: str
) -> None:
    file = tmp_path / "office.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    done = motcua("init", "--data", tmp_path / "desk", "--office", file, "--json")
    assert done.code == 1
    assert field.split(".")[0] in done.json["field"]
    assert not (tmp_path / "desk" / "desk.db").exists()


def test_paper_comes_in_and_is_found_printed_and_verified(motcua: Motcua, desk: Path, tmp_path: Path) -> None:
    done = motcua("import", paper(tmp_path, ROW), "--data", desk, "--as", "tiepnhan1", "--json")
    assert done.code == 0, done.err
    assert (done.json["taken"], done.json["refused"]) == (1, 0)
    (found,) = motcua("search", "nguyen van mau", "--data", desk, "--json").json["results"]
    assert found == {"code": done.json["rows"][0]["code"], "applicant": "Nguyễn Văn Mẫu", "procedure": "1.004873",
                     "state": "received"}  # fmt: skip
    out = tmp_path / "receipt.pdf"
    assert motcua("print", found["code"], "--form", "01", "--out", out, "--data", desk).code == 0
    with pypdfium2.PdfDocument(out.read_bytes()) as document:
        text = document[0].get_textpage().get_text_range()
    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in text
    assert found["code"] in text
    assert "07 giờ 54 phút, ngày 27 tháng 11 năm 2026" in text
    assert "nhập vào hệ thống sau" in text
    verified = motcua("verify", "--data", desk, "--json")
    assert verified.code == 0
    assert verified.json["dossiers"] == 1


def test_a_second_print_is_the_same_paper_marked_as_a_reprint(
    motcua: Motcua, desk: Path, tmp_path: Path
) -> None:
    motcua("import", paper(tmp_path, ROW), "--data", desk, "--as", "tiepnhan1")
    (found,) = motcua("search", "mau", "--data", desk, "--json").json["results"]
    texts = []
    for name in ("first.pdf", "second.pdf"):
        motcua("print", found["code"], "--out", tmp_path / name, "--data", desk)
        with pypdfium2.PdfDocument((tmp_path / name).read_bytes()) as document:
            texts.append(document[0].get_textpage().get_text_range())
    assert "in lại" not in texts[0].lower()
    assert "in lại" in texts[1].lower()


def test_a_paper_is_printed_again_by_a_process_that_drew_none(
    motcua: Motcua, desk: Path, tmp_path: Path
) -> None:
    motcua("import", paper(tmp_path, ROW), "--data", desk, "--as", "tiepnhan1")
    (found,) = motcua("search", "mau", "--data", desk, "--json").json["results"]
    out = tmp_path / "paper.pdf"
    program = "from ui.entry import main; raise SystemExit(main())"
    line = [sys.executable, "-c", program, "print", found["code"], "--out", str(out), "--data", str(desk)]
    environment = {**os.environ, "MOTCUA_PASSPHRASE": PASSPHRASE}
    for _time in range(2):
        done = subprocess.run(line, env=environment, capture_output=True, text=True, encoding="utf-8")
        assert (done.returncode, done.stderr) == (0, "")
    with pypdfium2.PdfDocument(out.read_bytes()) as document:
        assert "in lại" in document[0].get_textpage().get_text_range().lower()


@pytest.mark.parametrize("place", ["a-file/paper.pdf", "x" * 300 + ".pdf"])
def test_a_place_that_cannot_be_written_is_one_line_and_leaves_nothing(
    motcua: Motcua, desk: Path, tmp_path: Path, place: str
) -> None:
    motcua("import", paper(tmp_path, ROW), "--data", desk, "--as", "tiepnhan1")
    (found,) = motcua("search", "mau", "--data", desk, "--json").json["results"]
    (tmp_path / "a-file").write_bytes(b"")
    before = sorted(tmp_path.iterdir())
    done = motcua("print", found["code"], "--out", tmp_path / place, "--data", desk, "--json")
    assert (done.code, done.json["failed"]) == (1, "not_written")
    assert len(done.err.strip().splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_what_a_person_reads_is_vietnamese(motcua: Motcua, desk: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    row = {**ROW, "paper_no": "=1+1"}
    motcua("import", paper(tmp_path, row), "--data", desk, "--as", "tiepnhan1", "--report", report)
    assert "Được tiếp nhận" in motcua("search", "mau", "--data", desk).out
    assert ",'=1+1,đã nhận," in report.read_text("utf-8-sig")
    for line in (["import", "--help"], ["gateway", "publish", "--help"], ["search"], ["print", "--copies", "9"],
                 ["nolệnh"], ["search", "a", "--colour"], ["replace", "x", "y"], ["gateway", "--data"]):  # fmt: skip
        done = motcua(*line)
        said = done.out + done.err
        assert "Cách dùng:" in said, line
        for english in ("Usage", "Option", "OPTIONS", "Error", "Show this", "required", "default:", "Missing", "No such",
                        "Invalid", "not in the range", "Commands", "for help", "is not"):  # fmt: skip
            assert english not in said, (line, said)


def test_the_same_file_twice_adds_nothing(motcua: Motcua, desk: Path, tmp_path: Path) -> None:
    file = paper(tmp_path, ROW)
    motcua("import", file, "--data", desk, "--as", "tiepnhan1")
    again = motcua("import", file, "--data", desk, "--as", "tiepnhan1", "--json")
    assert (again.code, again.json["taken"], again.json["already"]) == (0, 0, 1)


def test_refused_rows_are_told_and_the_exit_code_says_so(motcua: Motcua, desk: Path, tmp_path: Path) -> None:
    wrong = {**ROW, "paper_no": "G0002", "procedure": "9.999999"}
    done = motcua("import", paper(tmp_path, wrong, ROW), "--data", desk, "--as", "tiepnhan1", "--json",
                  "--report", tmp_path / "report.csv")  # fmt: skip
    assert done.code == 1
    assert (done.json["taken"], done.json["refused"]) == (1, 1)
    assert done.json["rows"][0]["field"] == "procedure"
    assert "G0002" in done.err
    assert "G0002" in (tmp_path / "report.csv").read_text("utf-8-sig")


def test_the_template_is_written_without_a_store(motcua: Motcua, tmp_path: Path) -> None:
    assert motcua("import", "--template", tmp_path / "mau.xlsx").code == 0
    assert (tmp_path / "mau.xlsx").stat().st_size > 1000


def test_an_appointment_is_computed_with_its_reasons(motcua: Motcua, desk: Path) -> None:
    done = motcua("appointment", "1.004873", "--at", "2026-11-23T07:54:00+07:00", "--data", desk, "--json")
    assert done.json["due"] == "2026-11-27T07:54:00+07:00"
    assert done.json["reasons"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("appointment", "9.999999", "--at", "2026-11-23T07:54:00+07:00"),
        ("appointment", "1.004873", "--at", "2026-11-23"),
        ("appointment", "1.004873", "--at", "hôm nay"),
        ("appointment", "1.004873", "--at", "2026-11-23T07:54:00+07:00", "--case", "không có"),
        ("print", "H44.900-261124-0001", "--out", "x.pdf"),
        ("print", "nonsense", "--out", "x.pdf"),
        ("print", "H44.900-261124-0001", "--form", "99", "--out", "x.pdf"),
        ("import", "khong-co.jsonl", "--as", "tiepnhan1"),
        ("import", "khong-co.xlsx", "--as", "tiepnhan1"),
        ("sync",),
        ("enrol", "http://127.0.0.1:9", "ABCD"),
        ("enrol", "nonsense", "ABCD"),
        ("replace", "catalogue", "khong-co.json", "--as", "tiepnhan1"),
    ],
)
def test_what_cannot_be_done_is_one_vietnamese_line_and_exit_code_1(
    motcua: Motcua, desk: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = motcua(*arguments, "--data", desk, "--json")
    assert done.code == 1
    assert len(done.err.strip().splitlines()) == 1, done.err
    assert done.json["reason"] == done.err.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        ("no-such-command",),
        ("search",),
        ("appointment", "1.004873"),
        ("print", "X"),
        ("import",),
        ("sync", "--for", "x"),
    ],
)
def test_wrong_usage_is_exit_code_2(motcua: Motcua, arguments: tuple[str, ...]) -> None:
    assert motcua(*arguments).code == 2


@pytest.mark.parametrize(
    "command", ["init", "import", "search", "appointment", "print", "verify", "sync", "enrol"]
)
def test_every_command_answers_help(motcua: Motcua, command: str) -> None:
    done = motcua(command, "--help")
    assert done.code == 0
    assert "--data" in done.out


def test_a_wrong_password_and_a_missing_one_are_told(
    motcua: Motcua, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = paper(tmp_path, ROW)
    monkeypatch.setenv("MOTCUA_PASSWORD", "sai bét")
    assert motcua("import", file, "--data", desk, "--as", "tiepnhan1", "--json").json["failed"] == "wrong"
    monkeypatch.delenv("MOTCUA_PASSWORD")
    assert (
        motcua("import", file, "--data", desk, "--as", "tiepnhan1", "--json").json["failed"] == "no_password"
    )


def test_a_wrong_passphrase_is_told(motcua: Motcua, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_PASSPHRASE", "sai")
    done = motcua("search", "x", "--data", desk, "--json")
    assert (done.code, done.json["failed"]) == (1, "wrong_passphrase")


def test_a_folder_without_an_office_says_what_to_do(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("search", "x", "--data", tmp_path)
    assert done.code == 1
    assert "motcua init" in done.err


def test_a_catalogue_with_nonsense_is_refused_and_the_old_one_stays(
    motcua: Motcua, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import resources

    document = json.loads(resources.files("desk.data").joinpath("catalogue.json").read_text("utf-8"))
    document["procedures"][3]["cases"][0]["time"] = {"amount": -1, "unit": "fortnight", "mark": "C"}
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps(document), "utf-8")
    made = motcua("init", "--data", tmp_path / "other", "--demo", "--json").json
    monkeypatch.setenv(
        "MOTCUA_PASSWORD", next(one["password"] for one in made["staff"] if one["role"] == "admin")
    )
    done = motcua("replace", "catalogue", file, "--as", "quantri", "--data", tmp_path / "other", "--json")
    assert done.code == 1
    assert "procedures[3]" in done.json["field"]
    assert (
        motcua(
            "appointment", "1.004873", "--at", "2026-11-23T07:54:00+07:00", "--data", tmp_path / "other"
        ).code
        == 0
    )


def test_the_administrator_is_shown_what_is_background_only(motcua: Motcua, desk: Path) -> None:
    everything = motcua("procedures", "--data", desk, "--json").json["procedures"]
    unsure = motcua("procedures", "--background", "--data", desk, "--json").json["procedures"]
    assert len(everything) > 140
    assert 0 < len(unsure) < len(everything)
    assert all(one["background"] for one in unsure)
    (found,) = motcua("procedures", "1.001776", "--data", desk, "--json").json["procedures"]
    assert any("thời hạn" in what for what in found["background"])


def test_an_office_that_could_not_be_founded_leaves_nothing_in_the_way(
    motcua: Motcua, tmp_path: Path
) -> None:
    from importlib import resources

    document = json.loads(resources.files("desk.data").joinpath("sample_office.json").read_text("utf-8"))
    document["staff"] = [{"login": "Có Dấu", "name": "Người Mẫu", "role": "reception"}]
    (tmp_path / "office.json").write_text(json.dumps(document), "utf-8")
    refused = motcua("init", "--data", tmp_path / "desk", "--office", tmp_path / "office.json", "--json")
    assert (refused.code, refused.json["field"]) == (1, "login")
    document["staff"][0]["login"] = "mau"
    (tmp_path / "office.json").write_text(json.dumps(document), "utf-8")
    done = motcua("init", "--data", tmp_path / "desk", "--office", tmp_path / "office.json", "--json")
    assert done.code == 0, done.err
    assert [one["login"] for one in done.json["staff"]] == ["mau"]


def test_the_administrator_adds_people_and_helps_who_forgot(
    motcua: Motcua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "desk"
    made = motcua("init", "--data", data, "--json").json
    assert [one["role"] for one in made["staff"]] == ["admin"]
    monkeypatch.setenv("MOTCUA_PASSWORD", made["staff"][0]["password"])
    added = motcua(
        "staff", "add", "lan", "Trần Thị Mẫu", "reception", "--as", "quantri", "--data", data, "--json"
    )
    again = motcua("staff", "password", "lan", "--as", "quantri", "--data", data, "--json")
    assert (added.code, again.code) == (0, 0)
    assert (
        motcua("staff", "remove", "quantri", "--as", "quantri", "--data", data, "--json").json["failed"]
        == "last_admin"
    )
    assert {one["login"] for one in motcua("staff", "list", "--data", data, "--json").json["staff"]} == {
        "quantri",
        "lan",
    }
    monkeypatch.setenv("MOTCUA_PASSWORD", added.json["password"])
    file = paper(tmp_path, ROW)
    assert motcua("import", file, "--data", data, "--as", "lan", "--json").json["failed"] == "wrong"
    monkeypatch.setenv("MOTCUA_PASSWORD", again.json["password"])
    assert motcua("import", file, "--data", data, "--as", "lan").code == 0
    assert motcua("staff", "add", "binh", "Lê Văn Mẫu", "reception", "--as", "lan", "--data", data).code == 1


def test_an_emptied_store_is_damaged_never_a_new_one(motcua: Motcua, desk: Path) -> None:
    (desk / "desk.db").write_bytes(b"")
    for command in (("verify",), ("search", "x")):
        done = motcua(*command, "--data", desk, "--json")
        assert (done.code, done.json["failed"]) == (1, "store_damaged")


@pytest.mark.parametrize("command", [("export", "--out", "x"), ("devices",), ("revoke", "y")])
def test_a_mistyped_folder_does_not_become_a_province(
    motcua: Motcua, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = motcua("gateway", *command, "--data", tmp_path / "nowhere", "--json")
    assert (done.code, done.json["failed"]) == (1, "no_gateway")
    assert not (tmp_path / "nowhere").exists()


def test_a_lost_province_is_damaged_never_an_empty_one(motcua: Motcua, tmp_path: Path) -> None:
    motcua("gateway", "invite", "--data", tmp_path, "--office", "H44.900")
    for name in ("gateway.db", "gateway.db-wal", "gateway.db-shm"):
        (tmp_path / "gateway" / name).unlink(missing_ok=True)
    for command in (("invite", "--office", "H44.900"), ("export", "--out", tmp_path / "out")):
        done = motcua("gateway", *command, "--data", tmp_path, "--json")
        assert (done.code, done.json["failed"]) == (1, "gateway_damaged")


def test_free_text_arrives_as_it_was_written(motcua: Motcua, desk: Path, tmp_path: Path) -> None:
    from desk.handling import dossier_of
    from desk.store import Store
    from tests.command.conftest import PASSPHRASE

    note = "Dòng một\n  dòng hai\t🙂 hết"
    done = motcua(
        "import", paper(tmp_path, {**ROW, "note": note}), "--data", desk, "--as", "tiepnhan1", "--json"
    )
    assert done.code == 0, done.err
    store = Store.open(desk, lambda new: PASSPHRASE)
    with store.read() as session:
        assert dossier_of(session, done.json["rows"][0]["code"]).note == note
    store.close()


def test_a_training_office_gets_a_past_and_a_real_one_refuses_it(
    motcua: Motcua, desk: Path, tmp_path: Path
) -> None:
    done = motcua("demo-data", "--dossiers", 30, "--months", 2, "--data", desk, "--json")
    assert done.code == 0, done.err
    assert done.json["dossiers"] == 30
    verified = motcua("verify", "--data", desk, "--json")
    assert (verified.code, verified.json["dossiers"]) == (0, 30)
    assert motcua("init", "--data", tmp_path / "real").code == 0
    refused = motcua("demo-data", "--data", tmp_path / "real", "--json")
    assert (refused.code, refused.json["failed"]) == (1, "not_training")


def test_a_code_that_the_province_did_not_refuse_is_not_changed(
    motcua: Motcua, desk: Path, tmp_path: Path
) -> None:
    taken = motcua("import", paper(tmp_path, ROW), "--data", desk, "--as", "tiepnhan1", "--json")
    code = taken.json["rows"][0]["code"]
    done = motcua("reassign", code, "--data", desk, "--as", "tiepnhan1", "--json")
    assert (done.code, done.json["failed"]) == (1, "not_refused")
    assert motcua("reassign", "H00", "--data", desk, "--as", "tiepnhan1").code == 1
