"""Where do desk and province hold a dossier otherwise? Each tells it in short parts, and the parts are laid side by side.

shown     a value that a person reads: state, appointment, procedure …
counted   "n#hash" of a list: how many, and whether they are the same
hashed    "#hash" of anything else, so that no personal data travels to be compared
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.rules.chain import canonical
from desk.rules.course import ReturnBy
from desk.rules.dossier import VIETNAM, Dossier, exported
from desk.rules.fees import format_vnd
from desk.rules.lifecycle import State, state_words
from desk.rules.words import _

Parts = Mapping[str, str]

SHOWN = frozenset({"received_at", "appointment", "procedure", "return_by", "quantity", "state"})
HASH_LETTERS = 8
"""32 bits of a SHA-256: the two sides hold the same journal, and nobody gains by a part that only looks the same."""
DOSSIER, FEES_VND = "dossier", "fees_vnd"
"""Differences that are none of a part: only one side has the dossier, or the sums of its fees."""
HERE = "1"
FOLLOWS = {
    **dict.fromkeys(("events", "handovers", "supplements", "refusal", "stop", "cancellation"), "state"),
    "extension": "appointment",
    "fees": FEES_VND,
}
"""What cannot but differ where another part does, and tells a person nothing more."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of one dossier as the desk and as the province has it; empty where a side has nothing there."""

    code: str
    field: str
    desk: str
    province: str


def parts_of(dossier: Dossier) -> dict[str, str]:
    """The dossier in short parts; a part that holds nothing is left out."""
    told = exported(dossier)
    return {name: _part(name, value) for name, value in told.items() if value not in (None, "", [], {})}


def compare(
    code: str, desk: Parts, province: Parts, desk_vnd: int, province_vnd: int
) -> Iterator[Difference]:
    """What differs of a dossier that both have, in the order of its parts. A side without parts is not asked for them."""
    differing = {FEES_VND} if desk_vnd != province_vnd else set()
    if desk and province:
        differing |= {name for name in desk.keys() | province.keys() if desk.get(name) != province.get(name)}
    for name in sorted(differing):
        if FOLLOWS.get(name) in differing:
            continue
        if name == FEES_VND:
            yield Difference(code, name, str(desk_vnd), str(province_vnd))
        else:
            yield Difference(code, name, desk.get(name, ""), province.get(name, ""))


def field_words(field: str) -> str:
    """The part by the name that a person knows."""
    return {
        DOSSIER: _("Hồ sơ"),
        FEES_VND: _("Số tiền lệ phí"),
        "fees": _("Các khoản lệ phí"),
        "state": _("Trạng thái"),
        "events": _("Các bước đã làm"),
        "appointment": _("Hẹn trả"),
        "received_at": _("Giờ tiếp nhận"),
        "procedure": _("Thủ tục"),
        "case": _("Trường hợp"),
        "applicant": _("Người nộp"),
        "holder": _("Chủ hồ sơ"),
        "representative": _("Người được ủy quyền"),
        "subjects": _("Những người trong hồ sơ"),
        "components": _("Giấy tờ đã nhận"),
        "attachments": _("Tệp đính kèm"),
        "return_by": _("Cách trả kết quả"),
        "note": _("Ghi chú"),
        "quantity": _("Số bộ"),
        "corrections": _("Các lần sửa"),
        "handovers": _("Các lần bàn giao"),
        "supplements": _("Yêu cầu bổ sung"),
        "extension": _("Gia hạn"),
        "cancellation": _("Hủy hồ sơ"),
        "code": _("Mã hồ sơ"),
    }.get(field, _("Nội dung khác"))


def value_words(field: str, value: str) -> str:
    """What a side has there, as a person reads it; what cannot be read (another version's) stays as it came."""
    if not value:
        return _("không có")
    count, mark, _hash = value.partition("#")
    if mark:
        return _("{n} mục").format(n=count) if count else _("có, nội dung khác")
    try:
        return _shown_words(field, value)
    except (KeyError, ValueError):
        return value


def difference_words(one: Difference) -> str:
    """One difference in one line."""
    return _("{code}: {field} (quầy: {desk}; tỉnh: {province})").format(
        code=one.code, field=field_words(one.field),
        desk=value_words(one.field, one.desk), province=value_words(one.field, one.province),
    )  # fmt: skip


def read_differences(told: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The differences that a kept receipt names (its facts)."""
    return tuple(
        Difference(
            str(one["code"]), str(one["field"]), str(one.get("desk", "")), str(one.get("province", ""))
        )
        for one in told.get("differences", ())
    )


def _shown_words(field: str, value: str) -> str:
    if field == DOSSIER:
        return _("có")
    if field == FEES_VND:
        return format_vnd(int(value))
    if field == "state":
        return state_words(State(value))
    if field in ("appointment", "received_at"):
        return f"{datetime.fromisoformat(value).astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    if field == "return_by":
        return {
            ReturnBy.DESK: _("tại quầy"),
            ReturnBy.POST: _("qua bưu điện"),
            ReturnBy.ONLINE: _("trực tuyến"),
        }[ReturnBy(value)]
    return value


def _part(name: str, value: Any) -> str:
    if name in SHOWN:
        return str(value)
    digest = hashlib.sha256(canonical({name: value}).encode()).hexdigest()[:HASH_LETTERS]
    return f"{len(value) if isinstance(value, list) else ''}#{digest}"
