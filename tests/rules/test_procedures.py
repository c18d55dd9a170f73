"""The catalogue: what the shipped file holds, what is refused and where, what a few letters find."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.rules.appointment import ProcessingTime, Unit
from desk.rules.broken import RuleBroken
from desk.rules.procedures import Channel, Mark, read_catalogue
from tests.rules.catalogue_samples import shipped, shipped_document, small_document

CODES = (Path(__file__).parents[1] / "data" / "procedure_codes.txt").read_text(encoding="utf-8").split()


# What ships


def test_every_code_of_the_list_is_in_the_shipped_catalogue() -> None:
    have = {procedure.code for procedure in shipped().procedures}
    assert len(CODES) > 140
    assert set(CODES) - have == set()


def test_the_shipped_file_is_sorted_by_code_so_that_two_versions_can_be_compared() -> None:
    codes = [row["code"] for row in shipped_document()["procedures"]]
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    ("code", "case", "amount", "unit"),
    [
        ("1.001193", "", 0, "same_day"),
        ("1.000894", "", 0, "same_day"),
        ("1.000894", "Cần xác minh", 5, "working_day"),
        ("1.000656", "", 0, "same_day"),
        ("1.004873", "", 3, "working_day"),
        ("1.004873", "Cần xác minh", 23, "day"),
        ("1.004859", "", 1, "working_day"),
        ("1.004859", "Bổ sung thông tin hộ tịch", 0, "same_day"),
        ("2.000635", "", 0, "same_day"),
        ("2.000815", "", 0, "same_day"),
        ("2.000884", "", 0, "same_day"),
        ("2.001035", "", 2, "working_day"),
        ("1.013949", "Vùng khó khăn", 25, "day"),
        ("1.002693", "Cây xanh được bảo tồn", 20, "working_day"),
        ("1.001776", "", 22, "working_day"),
        ("2.001159", "", 1, "working_hour"),
        ("1.003005", "", 45, "working_day"),
        ("1.013314", "", 2, "working_day"),
        ("2.000424", "", 7, "working_day"),
    ],
)
def test_times_that_were_checked_against_the_sources(code: str, case: str, amount: int, unit: str) -> None:
    procedure = shipped().get(code)
    assert procedure is not None
    assert procedure.case(case).time == ProcessingTime(amount, Unit(unit))


def test_a_building_permit_takes_longer_online_and_by_post_than_at_the_desk() -> None:
    procedure = shipped().get("1.013225")
    assert procedure is not None
    days = {channel: procedure.time_for(procedure.case(), channel) for channel in Channel}
    assert days == {
        Channel.DESK: ProcessingTime(15, Unit.DAY),
        Channel.ONLINE: ProcessingTime(20, Unit.DAY),
        Channel.POST: ProcessingTime(20, Unit.DAY),
    }


def test_where_no_source_gives_a_time_there_is_none_and_a_note_says_why() -> None:
    unknown = [(p.code, c.note) for p in shipped().procedures for c in p.cases if c.time is None]
    assert "2.002516" in dict(unknown)
    assert all(note for _code, note in unknown)


def test_every_figure_says_how_sure_it_is() -> None:
    for procedure in shipped().procedures:
        marks = [procedure.mark, *(c.mark for c in procedure.components), *(f.mark for f in procedure.fees)]
        marks += [case.mark for case in procedure.cases if case.time is not None]
        assert all(isinstance(mark, Mark) for mark in marks), procedure.code


def test_no_fee_of_0_stands_for_an_unknown_one() -> None:
    """Free of charge in civil status are only those that the law makes free; the rest waits for the province."""
    truly_free = {
        "1.001193", "1.000894", "1.000656", "1.004837", "1.004845", "1.003583", "1.000593", "1.000419",
        "2.000986", "2.001023",
    }  # fmt: skip
    for procedure in shipped().procedures:
        if procedure.field == "Hộ tịch" and any(fee.amount_vnd == 0 for fee in procedure.fees):
            assert procedure.code in truly_free
    for code in ("1.004873", "1.004859", "1.001022", "2.000806", "1.001612", "1.013978"):
        procedure = shipped().get(code)
        assert procedure is not None
        assert all(fee.amount_vnd is None and fee.note for fee in procedure.fees), code


def test_late_registration_of_birth_and_death_is_not_promised_to_be_free() -> None:
    for code in ("1.001193", "1.000656"):
        procedure = shipped().get(code)
        assert procedure is not None
        by_case = {fee.case: fee.amount_vnd for fee in procedure.fees}
        assert by_case[""] == 0
        assert by_case["Đăng ký quá hạn"] is None


def test_a_repealed_procedure_is_no_longer_offered_after_its_last_day() -> None:
    typed = "công nhận hộ nghèo thường xuyên"
    assert "1.011607" in [p.code for p in shipped().find(typed, 5, on=date(2026, 12, 31))]
    assert "1.011607" not in [p.code for p in shipped().find(typed, 5, on=date(2027, 1, 1))]
    assert shipped().get("1.011607") is not None, "old dossiers still name it"


def test_exemptions_are_offered_by_field_code_channel_and_day() -> None:
    extract = shipped().get("2.000635")
    assert extract is not None
    in_period = shipped().exemptions_for(extract, date(2026, 11, 24), Channel.ONLINE)
    at_desk = shipped().exemptions_for(extract, date(2026, 11, 24), Channel.DESK)
    afterwards = shipped().exemptions_for(extract, date(2027, 3, 1), Channel.ONLINE)
    assert [item.name for item in in_period if "Công dân số" in item.name]
    assert at_desk == afterwards
    assert [item.name for item in at_desk] == [
        "Gia đình người có công với cách mạng",
        "Hộ nghèo",
        "Người khuyết tật",
    ]


# Looking up and searching


@pytest.mark.parametrize(
    "written",
    [
        "2.000815",
        " 2.000815 ",
        "2.000815.000.00.00.H55",
        "2.000815.000.00.00.h55",
        "2.000815.000.00.00.H55.02",
        "2.000815.01",
    ],
)
def test_a_code_of_the_province_or_of_a_service_names_the_national_procedure(written: str) -> None:
    found = shipped().get(written)
    assert found is not None
    assert found.code == "2.000815"


@pytest.mark.parametrize(
    "written", ["", "2.00081", "2.0008155", "9.999999", "chứng thực", "2.000815.H55", "٢.000815"]
)
def test_anything_else_names_none(written: str) -> None:
    assert shipped().get(written) is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("khai sinh", "1.001193"),
        ("Khai Sinh", "1.001193"),
        ("ks", "1.001193"),
        ("dkks", "1.001193"),
        ("kết hôn", "1.000894"),
        ("khai tu", "1.000656"),
        ("ct bs", "2.000815"),
        ("chung thuc ban sao", "2.000815"),
        ("ctck", "2.000884"),
        ("xn tthn", "1.004873"),
        ("trich luc", "2.000635"),
        ("hkd", "1.001612"),
        ("gpxd", "1.013225"),
        ("dk tam tru", "1.004194"),
        ("hoa giai dat dai", "1.012812"),
        ("815", "2.000815"),
        ("000815", "2.000815"),
        ("2.000815.000.00.00.H55", "2.000815"),
    ],
)
def test_a_few_letters_find_what_the_clerk_means(typed: str, first: str) -> None:
    assert shipped().find(typed, 5)[0].code == first


@pytest.mark.parametrize("typed", ["", "   ", "?", "zzzz", "khai sinh zzzz", "9.9.9.9"])
def test_what_means_nothing_finds_nothing(typed: str) -> None:
    assert shipped().find(typed, 5) == ()


def test_no_more_are_found_than_asked_for() -> None:
    assert len(shipped().find("đăng ký", 3)) == 3
    assert shipped().find("đăng ký", 0) == ()


@given(st.sampled_from(CODES), st.sampled_from(["", ".000.00.00.H44", ".01"]))
def test_an_exact_code_ranks_first(code: str, tail: str) -> None:
    assert shipped().find(code + tail, 5)[0].code == code


@given(st.sampled_from(shipped().procedures))
def test_a_full_name_finds_its_procedure_first_or_another_of_the_same_name(procedure: Any) -> None:
    assert shipped().find(procedure.name, 1)[0].name == procedure.name


@given(st.text(max_size=300))
def test_search_answers_any_text(typed: str) -> None:
    found = shipped().find(typed, 7)
    assert len(found) <= 7
    assert len(set(found)) == len(found)


def test_a_case_is_found_without_its_diacritics_and_an_unknown_one_names_the_others() -> None:
    procedure = shipped().get("1.004859")
    assert procedure is not None
    assert procedure.case("bo sung thong tin ho tich").name == "Bổ sung thông tin hộ tịch"
    with pytest.raises(RuleBroken, match="Bổ sung thông tin hộ tịch") as refused:
        procedure.case("Không có")
    assert (refused.value.field, refused.value.code) == ("case", "unknown_case")


# Reading strictly


def put(document: dict[str, Any], path: str, value: object) -> None:
    """Set what `path` (procedures.0.code) points to; ... takes it away."""
    *way, last = path.split(".")
    at: Any = document
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    key: Any = int(last) if last.isdigit() else last
    if value is ...:
        del at[key]
    else:
        at[key] = value


def test_the_small_catalogue_reads_and_is_sorted() -> None:
    catalogue = read_catalogue(small_document())
    assert [procedure.code for procedure in catalogue.procedures] == ["1.013225", "2.000635", "2.000815"]


FIRST = "procedures[0]"


@pytest.mark.parametrize(
    ("path", "value", "field", "code"),
    [
        ("format", 2, "format", "bad_number"),
        ("version", ..., "version", "missing_key"),
        ("issuer", "", "issuer", "empty"),
        ("procedure", [], "procedure", "unknown_key"),
        ("procedures", {}, "procedures", "not_a_list"),
        ("procedures", [], "procedures", "bad_length"),
        ("procedures.0", None, FIRST, "not_an_object"),
        ("procedures.0.cod", "1.000001", f"{FIRST}.cod", "unknown_key"),
        ("procedures.0.name", ..., f"{FIRST}.name", "missing_key"),
        ("procedures.0.name", 7, f"{FIRST}.name", "not_text"),
        ("procedures.0.name", "hai\ndòng", f"{FIRST}.name", "not_one_line"),
        ("procedures.0.name", "x" * 1001, f"{FIRST}.name", "too_long"),
        ("procedures.0.code", "2.00815", f"{FIRST}.code", "bad_code"),
        ("procedures.0.code", "1.013225", "procedures[1].code", "duplicate_code"),
        ("procedures.0.mark", "A", f"{FIRST}.mark", "bad_choice"),
        ("procedures.0.cases", [], f"{FIRST}.cases", "bad_length"),
        ("procedures.0.cases.1.name", "", f"{FIRST}.cases[1].name", "duplicate_case"),
        ("procedures.0.cases.0.time", 3, f"{FIRST}.cases[0].time", "not_an_object"),
        ("procedures.0.cases.0.time.unit", "week", f"{FIRST}.cases[0].time.unit", "bad_choice"),
        ("procedures.0.cases.0.time.amount", 1, f"{FIRST}.cases[0].time.amount", "bad_number"),
        ("procedures.0.cases.1.time.amount", 0, f"{FIRST}.cases[1].time.amount", "bad_number"),
        ("procedures.0.cases.1.time.amount", 2.0, f"{FIRST}.cases[1].time.amount", "bad_number"),
        ("procedures.0.cases.1.time.amount", True, f"{FIRST}.cases[1].time.amount", "bad_number"),
        ("procedures.0.components.0.originals", 0, f"{FIRST}.components[0].copies", "bad_number"),
        ("procedures.0.components.0.originals", -1, f"{FIRST}.components[0].originals", "bad_number"),
        ("procedures.0.components.0.obligatory", 1, f"{FIRST}.components[0].obligatory", "not_a_flag"),
        ("procedures.0.fees", [], f"{FIRST}.fees", "bad_length"),
        ("procedures.0.fees.0.amount", -1, f"{FIRST}.fees[0].amount", "bad_number"),
        ("procedures.0.fees.0.amount", "Miễn phí", f"{FIRST}.fees[0].amount", "bad_number"),
        ("procedures.0.fees.0.per", "pages", f"{FIRST}.fees[0].per", "bad_choice"),
        ("procedures.0.fees.0.per", "copy", f"{FIRST}.fees[0].tiers", "bad_length"),
        ("procedures.0.fees.0.tiers.0.from_page", 1, f"{FIRST}.fees[0].tiers[0].from_page", "bad_number"),
        ("procedures.0.fees.0.case", "Ít bản", f"{FIRST}.fees[0].case", "unknown_case"),
        ("procedures.0.fees.0.channel", "fax", f"{FIRST}.fees[0].channel", "bad_choice"),
        ("procedures.1.to", "31/12/2026", "procedures[1].to", "bad_day"),
        ("procedures.1.to", "20261231", "procedures[1].to", "bad_day"),
        ("procedures.1.to", "2025-06-30", "procedures[1].to", "ends_before_it_begins"),
        ("procedures.1.channels", {"desk": None}, "procedures[1].channels.desk", "unknown_key"),
        ("procedures.1.fees.0.max_per_copy", 5, "procedures[1].fees[0].max_per_copy", "not_by_page"),
        ("procedures.2.fees.1.from", "2026-12-31", "procedures[2].fees[1]", "fee_twice"),
        ("procedures.2.fees.2.channel", "any", "procedures[2].fees[2]", "fee_twice"),
        ("exemptions.1.codes.0", "635", "exemptions[1].codes[0]", "bad_code"),
        ("exemptions.0.from", 2026, "exemptions[0].from", "bad_day"),
    ],
)
def test_nonsense_is_refused_at_its_place(path: str, value: object, field: str, code: str) -> None:
    document = small_document()
    put(document, path, value)
    with pytest.raises(RuleBroken) as refused:
        read_catalogue(document)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert field in refused.value.message


def test_names_are_kept_composed_whatever_the_file_holds() -> None:
    document = small_document()
    document["procedures"][0]["name"] = "Chư\u0301ng thư\u0323c"
    assert read_catalogue(document).get("2.000815").name == "Chứng thực"  # type: ignore[union-attr]


_NONSENSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just("2026-02-30"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*way, key)
        yield from _places(inner, (*way, key))


_PLACES = list(_places(small_document()))


@settings(max_examples=600)
@given(
    st.lists(
        st.tuples(st.sampled_from(_PLACES), st.sampled_from(["put", "drop", "add"]), _NONSENSE),
        min_size=1,
        max_size=3,
    )
)
def test_a_spoilt_catalogue_is_read_or_refused_and_nothing_else(changes: list[tuple[Any, str, Any]]) -> None:
    document = small_document()
    for way, how, value in changes:
        at: Any = document
        try:
            for step in way[:-1]:
                at = at[step]
            if how == "put":
                at[way[-1]] = value
            elif how == "drop":
                del at[way[-1]]
            elif isinstance(at, list):
                at.append(value)
            else:
                at[str(value)] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    with contextlib.suppress(RuleBroken):
        read_catalogue(document)


@given(_NONSENSE)
def test_anything_at_all_is_read_or_refused(document: Any) -> None:
    with pytest.raises(RuleBroken):
        read_catalogue(document)
