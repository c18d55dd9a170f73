"""The checklist: complete, or what is missing, by original and copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.checklist import Missing, check, handed_in_by_default, missing
from desk.rules.dossier import HandedIn
from desk.rules.procedures import Component, Mark
from tests.rules.catalogue_samples import shipped


def paper(name: str, originals: int, copies: int, *, obligatory: bool = True) -> Component:
    return Component(name, originals, copies, obligatory, Mark.CONFIRMED, "")


FORM = paper("Tờ khai", 1, 0)
BIRTH = paper("Giấy chứng sinh", 1, 0)
DEED = paper("Giấy chứng nhận", 1, 2)
COPY = paper("Bản sao hộ chiếu", 0, 1)
MANDATE = paper("Văn bản ủy quyền", 1, 0, obligatory=False)


@pytest.mark.parametrize(
    ("required", "handed_in", "lacking"),
    [
        ([], [], []),
        ([FORM], [HandedIn("Tờ khai", 1, 0)], []),
        ([FORM], [HandedIn("TỜ  khai", 1, 0)], []),
        # Letters typed as base and marks are the same letters; other marks are another word.
        ([FORM], [HandedIn("To\u031b\u0300 khai", 1, 0)], []),
        ([FORM], [HandedIn("Tớ khai", 1, 0)], [Missing("Tờ khai", 1, 0)]),
        ([FORM], [], [Missing("Tờ khai", 1, 0)]),
        ([FORM], [HandedIn("Tờ khai", 0, 1)], [Missing("Tờ khai", 1, 0)]),
        ([FORM, BIRTH], [HandedIn("Tờ khai", 1, 0)], [Missing("Giấy chứng sinh", 1, 0)]),
        ([MANDATE], [], []),
        ([DEED], [HandedIn("Giấy chứng nhận", 1, 1)], [Missing("Giấy chứng nhận", 0, 1)]),
        ([DEED], [HandedIn("Giấy chứng nhận", 1, 0), HandedIn("giấy chứng nhận", 0, 2)], []),
        ([DEED], [HandedIn("Giấy chứng nhận", 3, 0)], []),
        ([DEED], [HandedIn("Giấy chứng nhận", 0, 9)], [Missing("Giấy chứng nhận", 1, 0)]),
        ([COPY], [HandedIn("Bản sao hộ chiếu", 1, 0)], []),
    ],
)
def test_what_is_handed_in_against_what_is_asked_for(
    required: list[Component], handed_in: list[HandedIn], lacking: list[Missing]
) -> None:
    answer = check(required, handed_in)
    assert list(answer.missing) == lacking
    assert answer.complete == (not lacking)


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        (Missing("Tờ khai", 1, 0), "Tờ khai: thiếu 1 bản chính"),
        (Missing("Hộ chiếu", 0, 2), "Hộ chiếu: thiếu 2 bản sao"),
        (Missing("Giấy chứng nhận", 1, 2), "Giấy chứng nhận: thiếu 1 bản chính và 2 bản sao"),
    ],
)
def test_what_is_missing_is_said_as_the_supplement_request_prints_it(lacking: Missing, sentence: str) -> None:
    assert lacking.sentence() == sentence


def test_papers_that_nobody_asked_for_are_named_and_not_refused() -> None:
    answer = check([FORM], [HandedIn("Tờ khai", 1, 0), HandedIn("Ảnh chân dung", 2, 0)])
    assert answer.complete
    assert answer.beyond == ("Ảnh chân dung",)


def test_by_default_the_obligatory_papers_are_there_one_each() -> None:
    assert handed_in_by_default([FORM, DEED, MANDATE, COPY]) == (
        HandedIn("Tờ khai", 1, 0),
        HandedIn("Giấy chứng nhận", 1, 1),
        HandedIn("Bản sao hộ chiếu", 0, 1),
    )


@pytest.mark.parametrize("procedure", shipped().procedures, ids=lambda item: item.code)
def test_the_default_papers_complete_each_shipped_procedure(procedure: object) -> None:
    components = procedure.components  # type: ignore[attr-defined]
    assert missing(components, handed_in_by_default(components)) == ()


@given(
    st.lists(
        st.builds(
            paper,
            st.sampled_from(["A", "B", "C"]),
            st.integers(1, 3),
            st.integers(0, 3),
            obligatory=st.booleans(),
        ),
        unique_by=lambda item: item.name,
    )
)
def test_handing_in_everything_asked_for_is_complete_and_handing_in_nothing_lacks_all(
    required: list[Component],
) -> None:
    everything = [HandedIn(item.name, item.originals, item.copies) for item in required]
    assert check(required, everything).complete
    assert len(check(required, []).missing) == sum(item.obligatory for item in required)
