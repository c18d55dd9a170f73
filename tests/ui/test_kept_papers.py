"""A paper that left is kept; printed again it is the same paper with a mark, even when its template has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import ImageChops

from desk.custody import verify
from desk.errors import RuleBroken, Trouble
from desk.handling import dossier_of
from desk.papers import note_issue, papers_of
from desk.progress import Progress
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.rules.citizen import Person
from desk.store import Store
from printing import render
from printing.documents.receipt import Receipt
from printing.layout import A5, MM, paragraph
from printing.typeface import Run
from tests.desk.conftest import LAN
from tests.printing.reading import pictures, texts
from ui.papers import PaperSize, Printed
from ui.papers.keeping import kept_bytes, paper_for, reprint

AT_TEN = datetime(2026, 11, 25, 10, 0, tzinfo=VIETNAM)
LATER = AT_TEN + timedelta(days=400)
DPI = 100


@pytest.fixture
def code(store: Store) -> str:
    with store.write(LAN, AT_TEN) as change:
        return receive(change, Request("2.000815", Person("Nguyễn Thị Thử"))).code


def left(store: Store, printed: Printed, at: datetime = AT_TEN) -> Printed:
    with store.write(LAN, at) as change:
        note_issue(change, printed.code, printed.form, printed.template, printed.pdf, "quay", printed.made)
    return printed


def with_an_extra_line(lay: Callable[..., Any]) -> Callable[..., Any]:
    return lambda document, paper, copy: [*lay(document, paper, copy), *paragraph(paper, (Run("MẪU MỚI"),))]


def test_what_leaves_is_kept_byte_for_byte_before_it_is_noted(store: Store, code: str) -> None:
    printed = left(store, paper_for(store, code, "01", at=AT_TEN))
    with store.read() as session:
        (paper,) = papers_of(session, dossier_of(session, code).id)
    assert kept_bytes(store, paper) == printed.pdf
    assert (paper.template, paper.made) == (printed.template, printed.made)
    plain_on_disk = b"".join(
        file.read_bytes() for file in (store.folder / "vault").rglob("*") if file.is_file()
    )
    assert b"%PDF" not in plain_on_disk


def test_a_reprint_is_the_same_page_with_a_mark_in_the_margin_only(store: Store, code: str) -> None:
    first = left(store, paper_for(store, code, "01", at=AT_TEN))
    again = paper_for(store, code, "01", at=AT_TEN + timedelta(hours=1))

    assert "IN LẠI LẦN 1 – 11 giờ 00 phút, ngày 25 tháng 11 năm 2026" in texts(again.pdf)[0]
    margin = round(A5.top * MM / 72 * DPI) - 2
    for before, after in zip(pictures(first.pdf, DPI), pictures(again.pdf, DPI), strict=True):
        changed = ImageChops.difference(before, after).getbbox()
        assert changed is not None
        assert changed[3] <= margin, "only the white above the text area differs"
    assert again.made.original == hashlib.sha256(first.pdf).hexdigest()


def test_reprints_count_on_from_the_first_paper_and_never_mark_a_mark(store: Store, code: str) -> None:
    left(store, paper_for(store, code, "01", at=AT_TEN))
    left(store, paper_for(store, code, "01", at=AT_TEN), AT_TEN + timedelta(minutes=1))
    third = paper_for(store, code, "01", at=AT_TEN)
    (page, *_more) = texts(third.pdf)
    assert "IN LẠI LẦN 2" in page
    assert "IN LẠI LẦN 1" not in page


def test_a_paper_of_last_year_prints_as_it_was_after_its_template_changed(
    store: Store, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = left(store, paper_for(store, code, "01", at=AT_TEN))
    newer = with_an_extra_line(render.FORMS[Receipt])
    monkeypatch.setattr(render, "FORMS", {**render.FORMS, Receipt: newer})

    again = paper_for(store, code, "01", at=LATER)

    assert "MẪU MỚI" not in texts(again.pdf)[0]
    assert again.template == first.template
    assert "MẪU MỚI" in texts(paper_for(store, code, "01", PaperSize.A4, at=LATER).pdf)[0], (
        "another size is new"
    )


def test_a_record_that_was_changed_since_gives_a_new_paper_and_the_old_one_can_still_be_had(
    store: Store, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(store, paper_for(store, code, "01", at=AT_TEN))
    from ui import papers

    fill = papers.FILLERS["01"]
    changed = {**papers.FILLERS, "01": lambda record: replace(fill(record), holder="Nguyễn Thị Thử Sửa")}
    monkeypatch.setattr(papers, "FILLERS", changed)

    corrected = paper_for(store, code, "01", at=LATER)
    with store.read() as session:
        (first,) = papers_of(session, dossier_of(session, code).id)

    assert "Nguyễn Thị Thử Sửa" in texts(corrected.pdf)[0]
    assert corrected.made.original == ""
    assert "Nguyễn Thị Thử Sửa" not in texts(reprint(store, code, first.seq, LATER).pdf)[0]


def test_a_lost_paper_is_found_by_verify_and_told_when_it_is_asked_for(store: Store, code: str) -> None:
    printed = left(store, paper_for(store, code, "01", at=AT_TEN))
    assert verify(store, Progress()).papers == 1
    assert verify(store, Progress()).whole
    name = hashlib.sha256(printed.pdf).hexdigest()
    (store.folder / "vault" / name[:2] / name).unlink()

    verdict = verify(store, Progress())
    with store.read() as session:
        (paper,) = papers_of(session, dossier_of(session, code).id)

    assert [(one.part, one.about) for one in verdict.findings] == [("paper", code)]
    with pytest.raises(Trouble):
        reprint(store, code, paper.seq)
    assert paper_for(store, code, "01", at=LATER).made.original == "", "the counter is served from the record"


def test_a_paper_that_an_earlier_version_did_not_keep_is_listed_but_cannot_be_had(
    store: Store, code: str
) -> None:
    from desk.handling import note_on

    with store.write(LAN, AT_TEN) as change:
        old = {
            "form": "01",
            "template": "01/2025-09-15/1",
            "sha256": "0" * 64,
            "printer": "quay",
            "reprint": False,
        }
        note_on(change, dossier_of(change.session, code), "print", old)
    with store.read() as session:
        (paper,) = papers_of(session, dossier_of(session, code).id)

    assert paper.made is None
    assert verify(store, Progress()).whole
    with pytest.raises(RuleBroken):
        reprint(store, code, paper.seq)
