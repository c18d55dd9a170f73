"""Was the citizen content? One rating a dossier, three taps: all in all, the manner of the staff, how easy it was.

The questions are the last ones of the questionnaire that provinces use (Nghị định 61/2018/NĐ-CP Điều 31; levels from
"rất không hài lòng" to "rất hài lòng"); one rating a dossier only. No name stands in a rating.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.errors import RuleBroken
from desk.records.office import RatingRow
from desk.rules.words import _
from desk.search import find
from desk.store import Change

RATING = "rating"
"""The journal's action for a rating."""
BEST = 4
CONTENT = 3
"""From this mark on somebody counts as content."""


@dataclass(frozen=True, slots=True)
class Rating:
    """Three marks from 0 (rất không hài lòng) to 4 (rất hài lòng)."""

    overall: int
    manner: int
    ease: int


@dataclass(frozen=True, slots=True)
class Content:
    """Ratings of a time: how many, and how many of them were content all in all."""

    ratings: int
    content: int


def rate(change: Change, code: str, rating: Rating) -> None:
    """Keep a rating. Raises RuleBroken: a mark out of range, an unknown dossier, one that was rated already."""
    for mark, field in ((rating.overall, "overall"), (rating.manner, "manner"), (rating.ease, "ease")):
        if not 0 <= mark <= BEST:
            raise RuleBroken(field, "bad_mark", _("Mức đánh giá phải từ 0 đến {best}.").format(best=BEST))
    row = find(change.session, code)
    if row is None:
        raise RuleBroken(
            "code", "not_found", _("Không có hồ sơ mã “{code}” ở quầy này.").format(code=code[:60])
        )
    if change.session.get(RatingRow, row.code) is not None:
        raise RuleBroken("code", "rated", _("Hồ sơ này đã được đánh giá; mỗi hồ sơ chỉ một lần."))
    change.session.add(
        RatingRow(code=row.code, at=change.at, overall=rating.overall, manner=rating.manner, ease=rating.ease)
    )
    change.note(
        RATING, {"code": row.code, "overall": rating.overall, "manner": rating.manner, "ease": rating.ease}
    )


def content(session: Session, since: datetime, until: datetime) -> Content:
    """How content people were from `since` to before `until`."""
    inside = (RatingRow.at >= since, RatingRow.at < until)
    ratings = session.scalar(select(func.count()).select_from(RatingRow).where(*inside)) or 0
    good = session.scalar(
        select(func.count()).select_from(RatingRow).where(*inside, RatingRow.overall >= CONTENT)
    )
    return Content(ratings, good or 0)
