"""How does the office appear on paper? Each change is a version beside the founding file; the newest in force counts.

Undo is a new version with the words of an older one, so that nothing that stood on paper is ever forgotten.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.office import IDENTITY, Office, office_of
from desk.records.office import IdentityRow
from desk.rules.broken import RuleBroken
from desk.rules.chain import canonical, sha256
from desk.rules.citizen import clean_text
from desk.rules.lifecycle import Role
from desk.rules.words import _
from desk.store import Change

MAX_WORDS: Final = 200
MAX_EMBLEM_BYTES: Final = 256 * 1024
MAX_EMBLEM_SIDE: Final = 2_000
PNG: Final = b"\x89PNG\r\n\x1a\n"
PNG_END: Final = b"IEND\xaeB`\x82"
NEEDED: Final = ("name", "desk_name", "place")
SIZES: Final = ("A5", "A4")


@dataclass(frozen=True, slots=True)
class Identity:
    """One version: what it says, the picture of the emblem or nothing, who wrote it and when."""

    version: int
    at: datetime
    by: str
    words: Mapping[str, Any]
    emblem: bytes


def versions(session: Session) -> tuple[Identity, ...]:
    """Every version since the founding, the newest first."""
    rows = session.scalars(select(IdentityRow).order_by(IdentityRow.version.desc()))
    return tuple(
        Identity(row.version, row.at, row.by, json.loads(row.document), row.emblem or b"") for row in rows
    )


def change_identity(change: Change, words: Mapping[str, Any], emblem: bytes = b"") -> Office:
    """The office appears so from now on. Only an administrator may.

    Raises RuleBroken: forbidden, a word that is missing or too long, an emblem that is not a small whole PNG,
    nothing changed.
    """
    if change.actor.role is not Role.ADMIN:
        raise RuleBroken("identity", "forbidden", _("Chỉ quản trị được đổi tên và giấy tờ của văn phòng."))
    checked = _checked(words)
    check_emblem(emblem)
    before = office_of(change.session)
    if {name: getattr(before, name) for name in IDENTITY} == checked and before.emblem == emblem:
        raise RuleBroken("identity", "unchanged", _("Chưa có gì thay đổi."))
    newest = versions(change.session)
    version = newest[0].version + 1 if newest else 1
    change.session.add(
        IdentityRow(
            version=version,
            at=change.at,
            by=change.actor.login,
            document=canonical(checked),
            emblem=emblem or None,
        )
    )
    change.note("change_office", {**checked, "version": version, "emblem": sha256(emblem) if emblem else ""})
    change.session.flush()
    return office_of(change.session)


def undo(change: Change) -> Office:
    """Back to the version before the newest, or to the founding file. RuleBroken where there is none."""
    known = versions(change.session)
    if not known:
        raise RuleBroken("identity", "nothing_to_undo", _("Chưa có lần đổi nào để hoàn tác."))
    if len(known) > 1:
        return change_identity(change, known[1].words, known[1].emblem)
    founded = office_of(change.session, founding=True)
    return change_identity(change, {name: getattr(founded, name) for name in IDENTITY})


def check_emblem(emblem: bytes) -> None:
    """Nothing, or a whole PNG of a sane size: looked at by content, never by name."""
    if not emblem:
        return
    if not emblem.startswith(PNG) or PNG_END not in emblem[-16:]:
        raise RuleBroken("emblem", "not_a_picture", _("Biểu trưng phải là ảnh PNG hoặc SVG nguyên vẹn."))
    if len(emblem) > MAX_EMBLEM_BYTES or max(struct.unpack_from(">2L", emblem, 16)) > MAX_EMBLEM_SIDE:
        raise RuleBroken(
            "emblem",
            "too_large",
            _("Biểu trưng lớn quá: nhiều nhất {kb} KB và {side} điểm mỗi cạnh.").format(
                kb=MAX_EMBLEM_BYTES // 1024, side=MAX_EMBLEM_SIDE
            ),
        )


def _checked(words: Mapping[str, Any]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for name in IDENTITY:
        if name == "courtesy":
            checked[name] = bool(words.get(name, False))
            continue
        checked[name] = clean_text(str(words.get(name, "")), name, MAX_WORDS)
        if name in NEEDED and not checked[name]:
            raise RuleBroken(name, "missing", _("Mục này không được để trống."))
    if checked["paper"] not in SIZES:
        raise RuleBroken("paper", "unknown_size", _("Khổ giấy là A5 hoặc A4."))
    return checked
