"""Is the dossier complete? What was handed in against what the procedure asks for, paper by paper.

A receipt (form 01) is only for a complete dossier; what is missing goes onto one supplement request
(form 02), all of it at once (Nghị định 61/2018/NĐ-CP Điều 15.3, 17).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from desk.rules.broken import RuleBroken
from desk.rules.catalogue import Component
from desk.rules.citizen import clean_text
from desk.rules.course import HandedIn
from desk.rules.words import _

MAX_COMPONENTS = 100
MAX_COMPONENT_NAME = 1000
MAX_COUNT = 999


@dataclass(frozen=True, slots=True)
class Missing:
    """So many originals and copies of this paper are still to come; at least one of the two is not 0."""

    name: str
    originals: int
    copies: int

    def to_bring(self) -> HandedIn:
        """As form 02 lists it."""
        return HandedIn(self.name, self.originals, self.copies)

    def sentence(self) -> str:
        """The line that the supplement request prints."""
        if self.originals and self.copies:
            text = _("{name}: thiếu {originals} bản chính và {copies} bản sao")
        elif self.originals:
            text = _("{name}: thiếu {originals} bản chính")
        else:
            text = _("{name}: thiếu {copies} bản sao")
        return text.format(name=self.name, originals=self.originals, copies=self.copies)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The answer: what is missing, and names that the procedure does not ask for (kept, not refused)."""

    missing: tuple[Missing, ...]
    beyond: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Nothing obligatory is missing."""
        return not self.missing


def check(required: Iterable[Component], handed_in: Iterable[HandedIn]) -> Checklist:
    """Compare by name, letters' case and spaces aside; several rows of one name add up.

    An original beyond the number asked for stands for a copy, because the desk copies it on the spot
    (Nghị định 45/2020/NĐ-CP: the desk digitises); a copy never stands for an original. A certified or an electronic
    one counts as a copy.
    """
    given: dict[str, tuple[str, int, int]] = {}
    for item in handed_in:
        name, originals, copies = given.get(_key(item.name), (item.name, 0, 0))
        given[_key(item.name)] = (
            name,
            originals + item.originals,
            copies + item.copies + item.certified + item.electronic,
        )
    missing: list[Missing] = []
    known: set[str] = set()
    for component in required:
        known.add(_key(component.name))
        _name, originals, copies = given.get(_key(component.name), (component.name, 0, 0))
        if not component.obligatory:
            continue
        spare = max(originals - component.originals, 0)
        lacking = Missing(
            component.name,
            max(component.originals - originals, 0),
            max(component.copies - copies - spare, 0),
        )
        if lacking.originals or lacking.copies:
            missing.append(lacking)
    beyond = tuple(name for key, (name, _originals, _copies) in given.items() if key not in known)
    return Checklist(tuple(missing), beyond)


def missing(required: Iterable[Component], handed_in: Iterable[HandedIn]) -> tuple[str, ...]:
    """The sentences of what is missing; none: complete."""
    return tuple(item.sentence() for item in check(required, handed_in).missing)


def handed_in_by_default(required: Iterable[Component]) -> tuple[HandedIn, ...]:
    """What a dossier holds when nobody says otherwise: the obligatory papers, one each."""
    return tuple(
        HandedIn(component.name, min(component.originals, 1), min(component.copies, 1))
        for component in required
        if component.obligatory
    )


def clean_components(components: Iterable[HandedIn]) -> tuple[HandedIn, ...]:
    """The components as the record keeps them. RuleBroken(components[n].name or a count) for what is none."""
    given = tuple(components)
    if len(given) > MAX_COMPONENTS:
        raise RuleBroken("components", "too_many", _("Quá {n} thành phần hồ sơ.").format(n=MAX_COMPONENTS))
    return tuple(_cleaned(item, f"components[{number}]") for number, item in enumerate(given))


def _cleaned(item: HandedIn, field: str) -> HandedIn:
    name = clean_text(item.name, f"{field}.name", MAX_COMPONENT_NAME)
    if not name:
        raise RuleBroken(f"{field}.name", "missing", _("Thành phần hồ sơ phải có tên."))
    for which in ("originals", "copies", "certified", "electronic", "pages"):
        if not 0 <= getattr(item, which) <= MAX_COUNT:
            raise RuleBroken(
                f"{field}.{which}", "bad_count", _("Số lượng phải từ 0 đến {n}.").format(n=MAX_COUNT)
            )
    return replace(item, name=name)


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
