"""Which procedure does the clerk mean? Ranks names and codes against a few letters typed without diacritics.

What is typed -> what is found first:

    2.000815, 2.000815.000.00.00.H55   the procedure with that code
    000815, 815, 2.0008                codes that hold the digits
    khai sinh                          names with these words, shorter names first
    ks, dkks                           names whose words begin with these letters, one after another
    ct bs                              both at once: initials of "chứng thực", then of "bản sao"
    thu hoi nong                       words anywhere, also those of the field (lĩnh vực)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol, TypeVar

from desk.rules.citizen import fold

MAX_TYPED = 200
"""Longer texts are a paste by mistake; what is beyond is not looked at."""
_CODE_LIKE = re.compile(r"[0-9][0-9.]*")
_NATIONAL = re.compile(r"[0-9]\.[0-9]{6}")
_COPY = re.compile(r"([0-9]\.[0-9]{6})(\.000\.00\.00\.[A-Z][0-9]{2})?(\.[0-9]{2})?")
_WORD = re.compile(r"\w+")

_Rank = tuple[int, int, int, int, str]


class Named(Protocol):
    """What a search looks at."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def field(self) -> str: ...


_N = TypeVar("_N", bound=Named)


def is_national_code(text: str) -> bool:
    """Whether this is a national procedure code as it is written: one digit, a dot, six digits."""
    return text.isascii() and _NATIONAL.fullmatch(text) is not None


def national_code(text: str) -> str | None:
    """The national code inside a code of any level; None where `text` is no procedure code.

    `2.000815`, a province's copy `2.000815.000.00.00.H55` and a service `2.000815.000.00.00.H55.02`
    or `1.000894.01` name the same procedure.
    """
    tidy = text.strip().upper()
    matched = _COPY.fullmatch(tidy) if tidy.isascii() else None
    return matched[1] if matched else None


def ranked(typed: str, procedures: Iterable[_N], limit: int) -> tuple[_N, ...]:
    """At most `limit` procedures that match, best first; none for an empty text. Ties: lower code."""
    text = typed[:MAX_TYPED]
    exact, query = national_code(text), fold(text)
    tokens = tuple(_WORD.findall(query))
    found: list[tuple[_Rank, _N]] = []
    for procedure in procedures:
        rank = _rank(exact, query, tokens, procedure)
        if rank is not None:
            found.append((rank, procedure))
    found.sort(key=lambda pair: pair[0])
    return tuple(procedure for _rank_of_it, procedure in found[: max(limit, 0)])


def _rank(exact: str | None, query: str, tokens: tuple[str, ...], procedure: Named) -> _Rank | None:
    code, words = procedure.code, _folded_words(procedure.name)
    length = len(procedure.name)
    if exact == code:
        return (0, 0, 0, 0, code)
    if exact is None and _CODE_LIKE.fullmatch(query):
        return _rank_code(query, code)
    if not tokens:
        return None
    phrase, name = " ".join(tokens), " ".join(words)
    if name == phrase:
        return (2, 0, 0, 0, code)
    at = f" {name}".find(f" {phrase}")
    if at >= 0:
        # A phrase that ends with the word ("khai sinh") beats one cut in its middle ("khai sin").
        cut = 0 if f" {name} ".startswith(f" {phrase} ", at) else 1
        return (3, cut, length, at, code)
    in_order = _in_order(tokens, words)
    if in_order is not None:
        gaps, start = in_order
        return (4, gaps, length, start, code)
    anywhere = (*words, *_folded_words(procedure.field))
    if all(any(word.startswith(token) for word in anywhere) for token in tokens):
        return (5, 0, length, 0, code)
    return None


def _rank_code(typed: str, code: str) -> _Rank | None:
    if code.startswith(typed):
        return (1, 0, 0, 0, code)
    digits = typed.replace(".", "")
    at = code.replace(".", "").find(digits) if digits else -1
    if at < 0:
        return None
    # 815 means a number that ends so far more often than one that merely holds it.
    ends = 0 if code.endswith(typed) else 1
    return (1, 1 + ends, at, 0, code)


def _in_order(tokens: tuple[str, ...], words: tuple[str, ...]) -> tuple[int, int] | None:
    """How few words lie between the tokens when each is a word's beginning or the initials of a run of words.

    (gaps, first word), or None where they cannot be placed in this order.
    """
    # best[end] = the placement of the tokens so far whose last one ends before word `end`.
    best: dict[int, tuple[int, int]] = {}
    for number, token in enumerate(tokens):
        now: dict[int, tuple[int, int]] = {}
        for start in range(len(words)):
            for end in _ends(token, words, start):
                if number == 0:
                    placed = [(0, start)]
                else:
                    placed = [
                        (gaps + start - before, first)
                        for before, (gaps, first) in best.items()
                        if before <= start
                    ]
                if placed:
                    now[end] = min([*placed, *([now[end]] if end in now else [])])
        best = now
    return min(best.values()) if best else None


def _ends(token: str, words: tuple[str, ...], start: int) -> list[int]:
    ends = [start + 1] if words[start].startswith(token) else []
    run = words[start : start + len(token)]
    if len(token) > 1 and len(run) == len(token) and "".join(word[0] for word in run) == token:
        ends.append(start + len(token))
    return ends


@lru_cache(maxsize=8192)
def _folded_words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(name)))
