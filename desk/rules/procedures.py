"""Is this document a whole procedure catalogue? Reads it strictly into the values of desk.rules.catalogue.

This is the door to the catalogue: its values are offered here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from desk.rules.appointment import ProcessingTime, Unit
from desk.rules.catalogue import (
    Case,
    Catalogue,
    Channel,
    ChannelTime,
    Component,
    Exemption,
    FeeSpec,
    Mark,
    Per,
    Period,
    Procedure,
    Tier,
)
from desk.rules.citizen import fold
from desk.rules.procedure_search import is_national_code
from desk.rules.strict import a_choice, a_day, a_flag, a_list, a_number, a_text, an_object, refuse, under
from desk.rules.words import _

__all__ = [
    "Case",
    "Catalogue",
    "Channel",
    "ChannelTime",
    "Component",
    "Exemption",
    "FeeSpec",
    "Mark",
    "Per",
    "Period",
    "Procedure",
    "Tier",
    "read_catalogue",
]

FORMAT = 1
MAX_PROCEDURES = 10_000
"""The national catalogue had 5,741 procedures in September 2026."""
MAX_ROWS = 100
"""Cases, components, fees of one procedure, and exemptions of a catalogue."""
MAX_TIME = 2_000
MAX_AMOUNT_VND = 1_000_000_000
MAX_PAPERS = 100
MAX_NAME = 1_000
MAX_TEXT = 2_000


class _FeeChannel(StrEnum):
    """The document writes "any" where the value says None."""

    ANY = "any"
    DESK = "desk"
    ONLINE = "online"
    POST = "post"


def read_catalogue(document: Mapping[str, object]) -> Catalogue:
    """The catalogue of a parsed JSON document, or RuleBroken with the path of the first thing that is wrong.

    Strict on purpose: a key that nobody knows is a misspelt one, and a figure that was meant and not
    read becomes a wrong promise to a citizen.
    """
    top = an_object(
        document, "", frozenset({"format", "version", "issuer", "procedures"}), frozenset({"exemptions"})
    )
    a_number(top["format"], "format", least=FORMAT, most=FORMAT)
    version = a_text(top["version"], "version", most=60)
    issuer = a_text(top["issuer"], "issuer", most=MAX_NAME)
    rows = a_list(top["procedures"], "procedures", least=1, most=MAX_PROCEDURES)
    procedures: list[Procedure] = []
    seen: set[str] = set()
    for number, row in enumerate(rows):
        procedure = _procedure(row, f"procedures[{number}]")
        if procedure.code in seen:
            sentence = _("Mục {field}: mã {code} đã có ở một dòng trước. Hãy giữ một dòng.")
            refuse(f"procedures[{number}].code", "duplicate_code", sentence, code=procedure.code)
        seen.add(procedure.code)
        procedures.append(procedure)
    exemptions = a_list(top.get("exemptions", []), "exemptions", most=MAX_ROWS)
    return Catalogue(
        version,
        issuer,
        tuple(sorted(procedures, key=lambda item: item.code)),
        tuple(_exemption(row, f"exemptions[{number}]") for number, row in enumerate(exemptions)),
    )


def _procedure(value: object, path: str) -> Procedure:
    row = an_object(
        value,
        path,
        frozenset({"code", "name", "field", "mark", "cases", "components", "fees"}),
        frozenset({"channels", "from", "to", "notes"}),
    )
    cases = _cases(row["cases"], f"{path}.cases")
    components = a_list(row["components"], f"{path}.components", most=MAX_ROWS)
    return Procedure(
        _code(row["code"], f"{path}.code"),
        a_text(row["name"], f"{path}.name", most=MAX_NAME),
        a_text(row["field"], f"{path}.field", most=MAX_NAME),
        a_choice(row["mark"], f"{path}.mark", Mark),
        cases,
        _channels(row.get("channels", {}), f"{path}.channels"),
        tuple(_component(item, f"{path}.components[{number}]") for number, item in enumerate(components)),
        _fees(row["fees"], f"{path}.fees", frozenset(case.name for case in cases)),
        _period(row, path),
        _note(row, path, "notes"),
    )


def _code(value: object, path: str) -> str:
    code = a_text(value, path, most=60)
    if not is_national_code(code):
        sentence = _("Mục {field}: “{code}” không đúng mẫu mã thủ tục, ví dụ đúng: 1.001193.")
        refuse(path, "bad_code", sentence, code=code)
    return code


def _cases(value: object, path: str) -> tuple[Case, ...]:
    cases: list[Case] = []
    for number, item in enumerate(a_list(value, path, least=1, most=MAX_ROWS)):
        at = f"{path}[{number}]"
        row = an_object(item, at, frozenset({"name", "time"}), frozenset({"note"}))
        name = a_text(row["name"], f"{at}.name", most=MAX_NAME, empty=True)
        if any(fold(name) == fold(case.name) for case in cases):
            sentence = _("Mục {field}: trường hợp “{name}” có hai lần.")
            refuse(f"{at}.name", "duplicate_case", sentence, name=name)
        time, mark = (None, None) if row["time"] is None else _time(row["time"], f"{at}.time")
        cases.append(Case(name, time, mark, _note(row, at)))
    return tuple(cases)


def _time(value: object, path: str) -> tuple[ProcessingTime, Mark]:
    row = an_object(value, path, frozenset({"amount", "unit", "mark"}))
    unit = a_choice(row["unit"], f"{path}.unit", Unit)
    if unit is Unit.STATED:
        refuse(f"{path}.unit", "bad_choice", _("Mục {field}: ngày hẹn do cán bộ ghi không phải là thời hạn."))
    least, most = (0, 0) if unit is Unit.SAME_DAY else (1, MAX_TIME)
    amount = a_number(row["amount"], f"{path}.amount", least=least, most=most)
    return ProcessingTime(amount, unit), a_choice(row["mark"], f"{path}.mark", Mark)


def _channels(value: object, path: str) -> tuple[ChannelTime, ...]:
    row = an_object(value, path, frozenset(), frozenset({Channel.ONLINE.value, Channel.POST.value}))
    return tuple(
        ChannelTime(Channel(channel), *_time(time, under(path, channel))) for channel, time in row.items()
    )


def _component(value: object, path: str) -> Component:
    row = an_object(
        value, path, frozenset({"name", "originals", "copies", "obligatory", "mark"}), frozenset({"note"})
    )
    originals = a_number(row["originals"], f"{path}.originals", least=0, most=MAX_PAPERS)
    # The portal's rows with "0 bản chính" are remarks; a remark belongs into a note, not into a checklist.
    copies = a_number(row["copies"], f"{path}.copies", least=0 if originals else 1, most=MAX_PAPERS)
    return Component(
        a_text(row["name"], f"{path}.name", most=MAX_NAME),
        originals,
        copies,
        a_flag(row["obligatory"], f"{path}.obligatory"),
        a_choice(row["mark"], f"{path}.mark", Mark),
        _note(row, path),
    )


def _fees(value: object, path: str, cases: frozenset[str]) -> tuple[FeeSpec, ...]:
    fees: list[FeeSpec] = []
    # At least one row: an empty list would not say whether it is free (0) or unknown (null).
    for number, item in enumerate(a_list(value, path, least=1, most=MAX_ROWS)):
        fee = _fee(item, f"{path}[{number}]", cases)
        if any(_meet(fee, other) for other in fees):
            sentence = _("Mục {field}: khoản “{name}” trùng thời gian, kênh, trường hợp với một dòng trước.")
            refuse(f"{path}[{number}]", "fee_twice", sentence, name=fee.name)
        fees.append(fee)
    return tuple(fees)


def _meet(one: FeeSpec, other: FeeSpec) -> bool:
    return (
        one.name == other.name
        and (one.channel is None or other.channel is None or one.channel is other.channel)
        and (one.case is None or other.case is None or one.case == other.case)
        and one.period.meets(other.period)
    )


def _fee(value: object, path: str, cases: frozenset[str]) -> FeeSpec:
    row = an_object(
        value,
        path,
        frozenset({"name", "amount", "per", "channel", "mark"}),
        frozenset({"case", "tiers", "max_per_copy", "from", "to", "note"}),
    )
    per = a_choice(row["per"], f"{path}.per", Per)
    case = None if row.get("case") is None else a_text(row["case"], f"{path}.case", most=MAX_NAME, empty=True)
    if case is not None and case not in cases:
        sentence = _("Mục {field}: thủ tục này không có trường hợp “{name}”.")
        refuse(f"{path}.case", "unknown_case", sentence, name=case)
    amount = None if row["amount"] is None else _amount(row["amount"], f"{path}.amount")
    by_page = per is Per.PAGE and amount is not None
    tiers = a_list(row.get("tiers", []), f"{path}.tiers", most=MAX_ROWS if by_page else 0)
    most = row.get("max_per_copy")
    if most is not None and not by_page:
        sentence = _("Mục {field}: chỉ dùng cho khoản thu theo trang đã biết mức.")
        refuse(f"{path}.max_per_copy", "not_by_page", sentence)
    return FeeSpec(
        a_text(row["name"], f"{path}.name", most=MAX_NAME),
        amount,
        per,
        a_choice(row["mark"], f"{path}.mark", Mark),
        _fee_channel(row["channel"], f"{path}.channel"),
        case,
        _tiers(tiers, f"{path}.tiers"),
        None if most is None else _amount(most, f"{path}.max_per_copy"),
        _period(row, path),
        _note(row, path),
    )


def _tiers(values: list[object], path: str) -> tuple[Tier, ...]:
    tiers: list[Tier] = []
    least = 2
    for number, item in enumerate(values):
        row = an_object(item, f"{path}[{number}]", frozenset({"from_page", "amount"}))
        page = a_number(row["from_page"], f"{path}[{number}].from_page", least=least, most=MAX_TIME)
        tiers.append(Tier(page, _amount(row["amount"], f"{path}[{number}].amount")))
        least = page + 1
    return tuple(tiers)


def _exemption(value: object, path: str) -> Exemption:
    row = an_object(
        value,
        path,
        frozenset({"name", "mark"}),
        frozenset({"fields", "codes", "channel", "from", "to", "note"}),
    )
    fields = a_list(row.get("fields", []), f"{path}.fields", most=MAX_ROWS)
    codes = a_list(row.get("codes", []), f"{path}.codes", most=MAX_PROCEDURES)
    return Exemption(
        a_text(row["name"], f"{path}.name", most=MAX_NAME),
        a_choice(row["mark"], f"{path}.mark", Mark),
        tuple(a_text(item, f"{path}.fields[{n}]", most=MAX_NAME) for n, item in enumerate(fields)),
        tuple(_code(item, f"{path}.codes[{n}]") for n, item in enumerate(codes)),
        _fee_channel(row.get("channel", "any"), f"{path}.channel"),
        _period(row, path),
        _note(row, path),
    )


def _amount(value: object, path: str) -> int:
    return a_number(value, path, least=0, most=MAX_AMOUNT_VND)


def _fee_channel(value: object, path: str) -> Channel | None:
    chosen = a_choice(value, path, _FeeChannel)
    return None if chosen is _FeeChannel.ANY else Channel(chosen.value)


def _period(row: Mapping[str, object], path: str) -> Period:
    period = Period(a_day(row.get("from"), f"{path}.from"), a_day(row.get("to"), f"{path}.to"))
    if period.first and period.last and period.last < period.first:
        refuse(f"{path}.to", "ends_before_it_begins", _("Mục {field}: ngày cuối đứng trước ngày đầu."))
    return period


def _note(row: Mapping[str, object], path: str, key: str = "note") -> str:
    return a_text(row.get(key, ""), f"{path}.{key}", most=MAX_TEXT, empty=True)
