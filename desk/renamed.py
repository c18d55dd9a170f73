"""Which papers bear a code that is not their dossier's any more? Renamings are kept, so that nobody with such a paper is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.handling import dossier_of
from desk.papers import RECEIPT, papers_of
from desk.records.dossiers import DossierRow
from desk.rules.dossier import Dossier
from desk.settings import keep, setting
from desk.store import Change

RENAMED = "renamed"
"""The setting that holds [dossier, old code, number of the entry] of every renaming, oldest first."""
MOST_KEPT = 200
"""The newest; every look at the closing page goes through them."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A dossier that had another code before; `entry` noted the new one. A paper may bear `old` still."""

    dossier: Dossier
    old: str
    entry: int


def remember_renamed(change: Change, dossier: str, old: str, entry: int) -> None:
    """Keep that this dossier's papers bear `old`."""
    known = (setting(change.session, RENAMED) or {}).get("dossiers", [])
    keep(change, RENAMED, {"dossiers": [*known, [dossier, old, entry]][-MOST_KEPT:]})


def forget_renamed(change: Change, after: int) -> None:
    """Forget what was kept of entries behind `after`, because they get other numbers."""
    known = (setting(change.session, RENAMED) or {}).get("dossiers", [])
    if any(one[2] > after for one in known):
        keep(change, RENAMED, {"dossiers": [one for one in known if one[2] <= after]})


def to_print_again(session: Session) -> tuple[Renamed, ...]:
    """Dossiers whose citizen holds a receipt with the old code: printed before the renaming, and not since."""
    return tuple(
        one
        for one in _all(session)
        if (seqs := [paper.seq for paper in papers_of(session, one.dossier.id) if paper.form == RECEIPT])
        and max(seqs) < one.entry
    )


def renamed_unsent(session: Session, held_seq: int) -> frozenset[str]:
    """The codes of dossiers whose new code the province has not heard yet."""
    return frozenset(one.dossier.code for one in _all(session, after=held_seq))


def who_bore(session: Session, code: str) -> tuple[Renamed, ...]:
    """Dossiers other than that of `code` whose paper may bear it: whoever comes with it may mean one of these."""
    return tuple(one for one in _all(session) if one.old == code and one.dossier.code != code)


def _all(session: Session, after: int = 0) -> Iterator[Renamed]:
    for dossier, old, entry in (setting(session, RENAMED) or {}).get("dossiers", []):
        if entry <= after:
            continue
        if session.scalars(select(DossierRow.no).where(DossierRow.id == dossier)).first() is not None:
            yield Renamed(dossier_of(session, dossier), old, entry)
