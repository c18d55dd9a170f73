"""Dossier codes: every pattern seen in practice is read; a lease never gives a code twice."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.broken import RuleBroken
from desk.rules.dossier_code import (
    Lease,
    ParsedCode,
    check_agency,
    code_for,
    device_tag,
    next_serial,
    overlap,
    parse,
    provisional_code,
)

READ = [
    # code, agency, day, serial, provisional
    ("H57.132-260804-0583", "H57.132", date(2026, 8, 4), 583, False),
    ("000.00.06.H56-231027-0361", "000.00.06.H56", date(2023, 10, 27), 361, False),
    ("000.00.19.H47-260105-0001", "000.00.19.H47", date(2026, 1, 5), 1, False),
    ("G09.20-20260609-0092637", "G09.20", date(2026, 6, 9), 92637, False),
    ("H44.900-261124-12345", "H44.900", date(2026, 11, 24), 12345, False),
    (" h44.900-261124-0007 ", "H44.900", date(2026, 11, 24), 7, False),
    ("H44.900-261124-TK7M2QX-001", "H44.900", date(2026, 11, 24), 1, True),
]
NONSENSE = [
    "",
    "H44.900",
    "H44.900-261324-0001",
    "H44.900-261124-01",
    "H44 900-261124-0001",
    "x" * 500,
    "H44.900-260230-0001",
]


@pytest.mark.parametrize(("code", "agency", "day", "serial", "provisional"), READ)
def test_every_known_pattern_is_read(
    code: str, agency: str, day: date, serial: int, provisional: bool
) -> None:
    assert parse(code) == ParsedCode(agency, day, serial, provisional)


@pytest.mark.parametrize("text", NONSENSE)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        parse(text)
    assert broken.value.code == "bad_code"


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 99_999))
def test_what_is_printed_reads_back(day: date, serial: int) -> None:
    assert parse(code_for("H44.900", day, serial)) == ParsedCode("H44.900", day, serial, False)


@given(st.uuids(), st.integers(1, 999))
def test_a_provisional_number_reads_back_and_names_its_desk(device: object, count: int) -> None:
    code = provisional_code("H44.900", date(2026, 11, 24), device_tag(str(device)), count)
    assert parse(code) == ParsedCode("H44.900", date(2026, 11, 24), count, True)


def test_a_lease_runs_from_first_to_last_and_then_dry() -> None:
    lease = Lease("H44.900", 9_998, 10_000)
    given_serials = []
    serial = next_serial(lease, None)
    while serial is not None:
        given_serials.append(serial)
        serial = next_serial(lease, serial)
    assert given_serials == [9_998, 9_999, 10_000]
    assert code_for("H44.900", date(2026, 11, 24), 10_000) == "H44.900-261124-10000"


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (Lease("A", 1, 10), Lease("A", 10, 20), True),
        (Lease("A", 1, 10), Lease("A", 11, 20), False),
        (Lease("A", 1, 10), Lease("B", 1, 10), False),
        (Lease("A", 5, 6), Lease("A", 1, 10), True),
    ],
)
def test_leases_that_could_give_one_code_overlap(one: Lease, other: Lease, shared: bool) -> None:
    assert overlap(one, other) is shared is overlap(other, one)


@pytest.mark.parametrize("agency", ["H44.900", "000.00.06.H56", "G09"])
def test_agency_identifiers_of_both_orders_pass(agency: str) -> None:
    assert check_agency(agency) == agency


@pytest.mark.parametrize("agency", ["", "h44", "H44..1", ".H44", "H44-1", "H" * 36, "Đ44"])
def test_other_agency_identifiers_do_not(agency: str) -> None:
    with pytest.raises(RuleBroken):
        check_agency(agency)
