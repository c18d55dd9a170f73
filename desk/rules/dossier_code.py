"""Which code does a dossier get? Reads and prints codes of every pattern; a lease gives the next one. No arithmetic elsewhere.

    H57.132-260804-0583          agency (QĐ 20/2020/QĐ-TTg) - yyMMdd - serial of the day, 4 digits or more
    000.00.06.H56-231027-0361    agency of the older order (QCVN 102:2016)
    G09.20-20260609-0092637      issued by a server: yyyyMMdd, 7 digits
    H44.900-261124-TK7M2QX-001   provisional number of this desk: printed when no lease serves the day

Legal ground for a desk that numbers by itself: Nghị định 61/2018/NĐ-CP Điều 39.1 (the officer issues the
code by the same structure), Thông tư 01/2018/TT-VPCP Điều 19 (the pattern).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import NewType

from desk.rules.broken import RuleBroken
from desk.rules.words import _

DossierCode = NewType("DossierCode", str)

MAX_AGENCY_LENGTH = 35
"""QĐ 20/2020/QĐ-TTg Điều 4: at most 35 characters."""
SERIAL_DIGITS = 4
PROVISIONAL_TAG_LENGTH = 6
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_AGENCY = re.compile(r"[A-Z0-9]+(\.[A-Z0-9]+)*")
_CODE = re.compile(
    r"(?P<agency>[A-Z0-9.]+)-(?P<day>[0-9]{8}|[0-9]{6})-(?:(?P<serial>[0-9]{4,9})|T(?P<tag>[0-9A-Z]{6})-(?P<count>[0-9]{3,5}))"
)


@dataclass(frozen=True, slots=True)
class ParsedCode:
    """A code taken apart. `provisional` codes carry the desk's tag instead of a leased serial."""

    agency: str
    day: date
    serial: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class Lease:
    """Serials `first`..`last` of each day, granted to one device of one agency (dải số được cấp).

    Two leases of one agency never overlap: that is what makes codes unique without a line.
    """

    agency: str
    first: int
    last: int


def check_agency(agency: str, field: str = "code") -> str:
    """The agency identifier itself, or RuleBroken(field, bad_agency)."""
    if len(agency) > MAX_AGENCY_LENGTH or not _AGENCY.fullmatch(agency):
        raise RuleBroken(
            field,
            "bad_agency",
            _("Mã định danh cơ quan “{agency}” không đúng mẫu, ví dụ đúng: H44.900.").format(agency=agency),
        )
    return agency


def code_for(agency: str, day: date, serial: int) -> DossierCode:
    """The official code: agency, day of reception, serial of the day (4 digits, more above 9999)."""
    return DossierCode(f"{agency}-{day:%y%m%d}-{serial:0{SERIAL_DIGITS}d}")


def provisional_code(agency: str, day: date, tag: str, count: int) -> DossierCode:
    """The number printed while no lease serves the day; later mapped to an official code, both searchable."""
    return DossierCode(f"{agency}-{day:%y%m%d}-T{tag}-{count:03d}")


def device_tag(device: str) -> str:
    """Six letters that tell desks of one agency apart in provisional numbers: the last 30 bits of the device id."""
    bits = int(device.replace("-", ""), 16) & (2**30 - 1)
    return "".join(_CROCKFORD[(bits >> shift) & 31] for shift in range(25, -1, -5))


def next_serial(lease: Lease, last_used: int | None) -> int | None:
    """The serial after `last_used` on that day under this lease; None when the lease has run dry."""
    serial = lease.first if last_used is None else last_used + 1
    return serial if serial <= lease.last else None


def overlap(one: Lease, other: Lease) -> bool:
    """Whether two leases could give the same code."""
    return one.agency == other.agency and one.first <= other.last and other.first <= one.last


def parse(text: str) -> ParsedCode:
    """Take a code of any known pattern apart; RuleBroken(code, bad_code) for anything else."""
    matched = _CODE.fullmatch(text.strip().upper())
    day = _day(matched["day"]) if matched else None
    if matched is None or day is None:
        raise RuleBroken(
            "code",
            "bad_code",
            _("“{text}” không phải mã hồ sơ. Ví dụ đúng: H44.900-261124-0001.").format(text=text[:60]),
        )
    provisional = matched["serial"] is None
    return ParsedCode(
        matched["agency"], day, int(matched["count"] if provisional else matched["serial"]), provisional
    )


def _day(digits: str) -> date | None:
    year, rest = (2000 + int(digits[:2]), digits[2:]) if len(digits) == 6 else (int(digits[:4]), digits[4:])
    try:
        return date(year, int(rest[:2]), int(rest[2:]))
    except ValueError:
        return None
