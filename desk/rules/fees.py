"""What does it cost? Case, day, channel, quantity and exemption -> fee lines; sums, in figures and in words.

Sources: Thông tư 226/2016/TT-BTC (certification: by page of the original, by paper, by transaction), Thông tư
281/2016/TT-BTC (extracts of the civil status register), resolutions of the provincial council for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from desk.rules.broken import RuleBroken
from desk.rules.catalogue import Channel, FeeSpec, Mark, Per
from desk.rules.citizen import clean_text
from desk.rules.words import _

__all__ = [
    "Channel",
    "FeeLine",
    "Method",
    "Quantity",
    "UnknownFee",
    "clean_fees",
    "fee_lines",
    "format_vnd",
    "in_words",
    "reckoning",
    "total_vnd",
]

MAX_QUANTITY = 10_000
MAX_LINES = 50
MAX_NAME = 500
MAX_AMOUNT_VND = 10_000_000_000
MAX_SUM_VND = 10**15 - 1
"""The largest sum that `in_words` can say."""


class Method(StrEnum):
    """How a fee is settled."""

    CASH = "cash"
    TRANSFER = "transfer"
    EXEMPT = "exempt"
    """Nothing is paid; the line's name carries the reason."""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee of one dossier. The amount of an EXEMPT line is 0 and `reason` says why; `reckoning` how a sum came about."""

    name: str
    amount_vnd: int
    method: Method
    reckoning: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnknownFee:
    """A fee that is due while the catalogue does not know its amount: ask a person, never guess."""

    name: str
    note: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much is asked for. `items` counts certificates, papers or transactions."""

    pages: int = 1
    copies: int = 1
    persons: int = 1
    items: int = 1


def fee_lines(
    specs: Iterable[FeeSpec],
    *,
    case: str = "",
    on: date,
    channel: Channel = Channel.DESK,
    quantity: Quantity | int = 1,
    exemption: str | None = None,
    method: Method = Method.CASH,
) -> tuple[tuple[FeeLine, ...], tuple[UnknownFee, ...]]:
    """What is to be paid for this case on this day and channel, and the fees whose amount nobody knows here.

    A plain number as quantity counts whatever each fee counts by: pages, copies, persons or items. What is
    free of charge (0) makes no line. With an `exemption` (its reason in words) every fee that is not free
    becomes one EXEMPT line of 0, also an unknown one, so nothing is left to ask. Raises RuleBroken for a
    quantity that is not a count, an empty reason, or the method EXEMPT without a reason.
    """
    reason = None if exemption is None else " ".join(exemption.split())
    if reason == "" or (reason is None and method is Method.EXEMPT):
        raise RuleBroken("fees.exemption", "missing", _("Hãy ghi lý do miễn phí, lệ phí."))
    lines: list[FeeLine] = []
    unknown: list[UnknownFee] = []
    for spec in specs:
        amount = _amount(spec, quantity)
        if not _applies(spec, case, on, channel) or amount == 0:
            continue
        if reason is not None:
            name = _("{fee} (miễn: {reason})").format(fee=spec.name, reason=reason)
            lines.append(FeeLine(name, 0, Method.EXEMPT, reason=reason))
        elif amount is None:
            unknown.append(UnknownFee(spec.name, spec.note, spec.mark))
        else:
            lines.append(FeeLine(spec.name, amount, method, reckoning(spec, quantity)))
    return tuple(lines), tuple(unknown)


def reckoning(spec: FeeSpec, quantity: Quantity | int) -> str:
    """How the amount came about, as the receipt states it: "2 trang × 2.000 đồng + 5 trang × 1.000 đồng"; empty for a
    fee that counts nothing. Never translated: it stands on official paper."""
    counted = quantity if isinstance(quantity, Quantity) else _counting(spec.per, quantity)
    if spec.amount_vnd is None or spec.per is Per.DOSSIER:
        return ""
    if spec.per is Per.PAGE:
        return _pages_reckoned(spec, spec.amount_vnd, counted)
    number, unit = {
        Per.COPY: (counted.copies, "bản"),
        Per.PERSON: (counted.persons, "người"),
        Per.CERTIFICATE: (counted.items, "giấy"),
        Per.PAPER: (counted.items, "văn bản"),
        Per.TRANSACTION: (counted.items, "giao dịch"),
    }[spec.per]
    return f"{number} {unit} × {_dong(spec.amount_vnd)}"


def clean_fees(lines: Iterable[FeeLine]) -> tuple[FeeLine, ...]:
    """Fee lines as the record keeps them. RuleBroken(fees[n].name, .amount or .reason) for what is none."""
    given = tuple(lines)
    if len(given) > MAX_LINES:
        raise RuleBroken("fees", "too_many", _("Quá {n} khoản phí, lệ phí.").format(n=MAX_LINES))
    return tuple(_cleaned(line, f"fees[{number}]") for number, line in enumerate(given))


def _cleaned(line: FeeLine, field: str) -> FeeLine:
    name = clean_text(line.name, f"{field}.name", MAX_NAME)
    if not name:
        raise RuleBroken(f"{field}.name", "missing", _("Khoản phí phải có tên."))
    most = 0 if line.method is Method.EXEMPT else MAX_AMOUNT_VND
    if not 0 <= line.amount_vnd <= most:
        raise RuleBroken(
            f"{field}.amount", "bad_amount", _("Số tiền phải từ 0 đến {most}.").format(most=format_vnd(most))
        )
    return replace(line, name=name, reason=clean_text(line.reason, f"{field}.reason", MAX_NAME))


def total_vnd(lines: Iterable[FeeLine]) -> int:
    """What the citizen pays: exempt lines count nothing."""
    return sum(line.amount_vnd for line in lines if line.method is not Method.EXEMPT)


def format_vnd(amount_vnd: int) -> str:
    """14000 -> "14.000 đ"."""
    return f"{amount_vnd:,}".replace(",", ".") + " đ"


def in_words(amount_vnd: int) -> str:
    """14000 -> "Mười bốn nghìn đồng", as a receipt writes it. Never translated: it stands on official paper.

    Raises RuleBroken(amount, out_of_range) below 0 and above MAX_SUM_VND.
    """
    if not 0 <= amount_vnd <= MAX_SUM_VND:
        raise RuleBroken(
            "amount",
            "out_of_range",
            _("Số tiền phải từ 0 đến {most}.").format(most=format_vnd(MAX_SUM_VND)),
        )
    words = _read(amount_vnd) or ["không"]
    sentence = " ".join([*words, "đồng"])
    return sentence[0].upper() + sentence[1:]


def _applies(spec: FeeSpec, case: str, on: date, channel: Channel) -> bool:
    return spec.case in (None, case) and spec.channel in (None, channel) and spec.period.holds(on)


def _amount(spec: FeeSpec, quantity: Quantity | int) -> int | None:
    counted = quantity if isinstance(quantity, Quantity) else _counting(spec.per, quantity)
    for name in ("pages", "copies", "persons", "items"):
        if not 1 <= getattr(counted, name) <= MAX_QUANTITY:
            raise RuleBroken(
                f"quantity.{name}",
                "bad_quantity",
                _("Số lượng phải từ 1 đến {most}.").format(most=MAX_QUANTITY),
            )
    if spec.amount_vnd is None:
        return None
    match spec.per:
        case Per.DOSSIER:
            return spec.amount_vnd
        case Per.COPY:
            return spec.amount_vnd * counted.copies
        case Per.PAGE:
            return _one_copy(spec, spec.amount_vnd, counted.pages) * counted.copies
        case Per.PERSON:
            return spec.amount_vnd * counted.persons
        case Per.CERTIFICATE | Per.PAPER | Per.TRANSACTION:
            return spec.amount_vnd * counted.items


def _counting(per: Per, number: int) -> Quantity:
    match per:
        case Per.DOSSIER | Per.CERTIFICATE | Per.PAPER | Per.TRANSACTION:
            return Quantity(items=number)
        case Per.COPY:
            return Quantity(copies=number)
        case Per.PAGE:
            return Quantity(pages=number)
        case Per.PERSON:
            return Quantity(persons=number)


def _one_copy(spec: FeeSpec, first: int, pages: int) -> int:
    """The pages of one copy, each at its tier's amount, never above the maximum for a copy."""
    amount = sum(number * price for number, price in _tiers(spec, first, pages))
    return amount if spec.max_per_copy_vnd is None else min(amount, spec.max_per_copy_vnd)


def _tiers(spec: FeeSpec, first: int, pages: int) -> list[tuple[int, int]]:
    """How many pages at which price."""
    parts, counted_to, price = [], 0, first
    for tier in spec.tiers:
        before = min(pages, tier.from_page - 1)
        parts.append((max(before - counted_to, 0), price))
        counted_to, price = max(before, counted_to), tier.amount_vnd
    parts.append((pages - counted_to, price))
    return [(number, price) for number, price in parts if number]


def _pages_reckoned(spec: FeeSpec, first: int, counted: Quantity) -> str:
    parts = _tiers(spec, first, counted.pages)
    most = spec.max_per_copy_vnd
    if most is not None and sum(number * price for number, price in parts) > most:
        one = f"{counted.pages} trang, tối đa {_dong(most)}/bản"
        return one if counted.copies == 1 else f"{one} × {counted.copies} bản"
    one = " + ".join(f"{number} trang × {_dong(price)}" for number, price in parts)
    if counted.copies == 1:
        return one
    return f"({one}) × {counted.copies} bản" if len(parts) > 1 else f"{one} × {counted.copies} bản"


def _dong(amount_vnd: int) -> str:
    return f"{amount_vnd:,}".replace(",", ".") + " đồng"


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", "nghìn", "triệu")
_BILLION = 10**9


def _read(number: int) -> list[str]:
    """The words of a number; none for 0. Above a billion the billions are read first, then "tỷ"."""
    if number >= _BILLION:
        rest = _groups(number % _BILLION, led=True)
        return [*_read(number // _BILLION), "tỷ", *rest]
    return _groups(number, led=False)


def _groups(number: int, *, led: bool) -> list[str]:
    words: list[str] = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group == 0:
            continue
        words += _three(group, full=led or bool(words))
        if power:
            words.append(_THOUSANDS[power])
    return words


def _three(group: int, *, full: bool) -> list[str]:
    """Three digits; `full` says "không trăm" and "linh" where something was said before."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 5 and tens:
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return words
