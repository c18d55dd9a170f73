"""Is this piece of a JSON document what it must be? The value itself, or RuleBroken with its path."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar

from desk.rules.broken import RuleBroken
from desk.rules.words import _

_E = TypeVar("_E", bound=StrEnum)


def under(path: str, key: str) -> str:
    """The path of `key` inside the object at `path`; the whole document has the path ""."""
    return f"{path}.{key}" if path else key


def an_object(
    value: object, path: str, required: frozenset[str], optional: frozenset[str] = frozenset()
) -> Mapping[str, object]:
    """The object itself, with every required key and none that is unknown (missing_key, unknown_key)."""
    if not isinstance(value, Mapping):
        refuse(path, "not_an_object", _("Mục {field}: phải là một đối tượng JSON."))
    for key in value:
        if key not in required and key not in optional:
            refuse(under(path, str(key)[:60]), "unknown_key", _("Mục {field}: khóa này không có trong mẫu."))
    for key in sorted(required):
        if key not in value:
            refuse(under(path, key), "missing_key", _("Mục {field}: còn thiếu, hãy bổ sung."))
    return value


def a_list(value: object, path: str, *, most: int, least: int = 0) -> list[object]:
    """The list itself, with `least` to `most` items (bad_length)."""
    if not isinstance(value, list):
        refuse(path, "not_a_list", _("Mục {field}: phải là một danh sách."))
    if not least <= len(value) <= most:
        sentence = _("Mục {field}: phải có từ {least} đến {most} dòng.")
        refuse(path, "bad_length", sentence, least=least, most=most)
    return value


def a_text(value: object, path: str, *, most: int, empty: bool = False) -> str:
    """The text in NFC, one printable line of at most `most` characters; empty only with `empty`."""
    if not isinstance(value, str):
        refuse(path, "not_text", _("Mục {field}: phải là chữ, đặt trong dấu ngoặc kép."))
    text = unicodedata.normalize("NFC", value)
    if not text.isprintable() or text != text.strip():
        sentence = _("Mục {field}: phải viết trên một dòng, không có dấu cách ở đầu và cuối.")
        refuse(path, "not_one_line", sentence)
    if not text and not empty:
        refuse(path, "empty", _("Mục {field}: không được để trống."))
    if len(text) > most:
        refuse(path, "too_long", _("Mục {field}: dài quá {most} ký tự."), most=most)
    return text


def a_number(value: object, path: str, *, least: int, most: int) -> int:
    """The whole number itself, from `least` to `most`; `true` and 1.0 are not numbers here."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        sentence = _("Mục {field}: phải là số nguyên từ {least} đến {most}.")
        refuse(path, "bad_number", sentence, least=least, most=most)
    return value


def a_flag(value: object, path: str) -> bool:
    """The truth value itself."""
    if not isinstance(value, bool):
        refuse(path, "not_a_flag", _("Mục {field}: phải là true hoặc false."))
    return value


def a_choice(value: object, path: str, choices: type[_E]) -> _E:
    """The member of `choices` that is written so (bad_choice)."""
    if not isinstance(value, str) or value not in {member.value for member in choices}:
        allowed = ", ".join(member.value for member in choices)
        refuse(path, "bad_choice", _("Mục {field}: chỉ được ghi một trong: {allowed}."), allowed=allowed)
    return choices(value)


def a_day(value: object, path: str) -> date | None:
    """The day written YYYY-MM-DD; None where the document says null."""
    if value is None:
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    # fromisoformat of 3.11 takes 20261124 and 2026-W48-2 too; one way of writing a day is enough.
    if day is None or day.isoformat() != value:
        refuse(path, "bad_day", _("Mục {field}: phải là ngày viết kiểu 2026-11-24."))
    return day


def refuse(path: str, code: str, sentence: str, /, **facts: object) -> NoReturn:
    """Raise RuleBroken(path, code); the sentence may name the path as {field}."""
    field = path or "document"
    raise RuleBroken(field, code, sentence.format(field=field, **facts))
