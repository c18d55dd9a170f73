"""How is a list narrowed without reading it? Whatever a filter asks is a word of one full-text index.

    what people type           code, paper number, names, id, phone: any word by its beginning
    what nobody can type       words with a letter of Unicode's private planes: the procedure, the day, the month and
                               the year of reception are one such letter; state and counter begin with one

So "cho, still open, received in March, field Hộ tịch" is one query of the index, answered newest first without sorting,
however many dossiers there are. The words of a procedure's name are kept once, in `procedure_words`, not with each of
its dossiers: a typed word that begins one of them stands for the letter of that procedure, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from desk.plain_sql import cursor
from desk.records.base import VIETNAM
from desk.rules.citizen import fold
from desk.rules.lifecycle import State

MAX_QUERY_LENGTH = 120
MAX_QUERY_WORDS = 8
FIRST_DAY = date(1950, 1, 1)
"""No dossier is older; plane 15 has letters for the days until 2129."""
MONTHS_A_YEAR = 12
DAYS, MONTHS, YEARS, PROCEDURES = 0xF0000, 0x100000, 0x101000, 0x102000
"""Where the letters of each kind begin. Danger: they stand in the index on disk and never change."""
LAST_LETTER = 0x10FFFD
COUNTER, STATE = "\ue000", "\ue001"
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_BETWEEN_WORDS = re.compile(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")
"""What the tokenizer `ascii` of the index takes for the space between words."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty means everything. Days are inclusive."""

    text: str = ""
    states: frozenset[State] = field(default_factory=frozenset)
    received_from: date | None = None
    received_to: date | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    counter: str = ""
    field_: str = ""
    unsent: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a dossier is found by."""

    code: str
    provisional_code: str | None
    paper_no: str | None
    applicant: str
    holder: str
    personal_id: str
    phone: str
    procedure: int
    counter: str
    received_on: date
    people: str = ""

    def words(self, state: State) -> str:
        """The document of the index in this state; `procedure` is the number that `procedure_number` gave."""
        typed = " ".join((self.code, self.provisional_code or "", self.paper_no or "", fold(self.applicant),
                          fold(self.holder), self.personal_id, self.phone, self.people))  # fmt: skip
        return " ".join((
            _PRIVATE.sub(" ", typed).lower(), procedure_letter(self.procedure), state_word(state),
            counter_word(self.counter), day_letter(self.received_on), month_letter(self.received_on),
            year_letter(self.received_on.year)))  # fmt: skip


def typed_words(text: str) -> list[str]:
    """What was typed, as the beginnings of words of the index."""
    folded = fold(text[:MAX_QUERY_LENGTH])
    return "".join(letter if letter.isalnum() else " " for letter in folded).split()[:MAX_QUERY_WORDS]


def expression(session: Session, wanted: Filter) -> str:
    """The query of the index that a filter stands for, without due days and without what is unsent; "" for none."""
    parts = [_any([f'"{word}"*', *map(_quoted, _procedures_saying(session, word))])
             for word in typed_words(wanted.text)]  # fmt: skip
    if wanted.states:
        parts.append(_any(_quoted(state_word(state)) for state in sorted(wanted.states)))
    if wanted.counter:
        parts.append(_quoted(counter_word(wanted.counter)))
    if wanted.field_:
        parts.append(_any(map(_quoted, _procedures_of(session, wanted.field_))))
    if wanted.received_from is not None or wanted.received_to is not None:
        parts.append(_any(map(_quoted, _days(session, wanted.received_from, wanted.received_to))))
    return " AND ".join(parts)


def procedure_number(session: Session, procedure: str, name: str, field_: str) -> int:
    """The number under which this procedure, with this name and field, stands in the index."""
    statements = cursor(session)
    key = (procedure, name, field_)
    known = statements.execute(
        "SELECT no FROM procedure_words WHERE procedure = ? AND name = ? AND field = ?", key
    ).fetchone()
    if known is not None:
        return int(known[0])
    words = " ".join(_BETWEEN_WORDS.sub(" ", f"{procedure} {fold(name)} {fold(field_)}".lower()).split())
    statements.execute(
        "INSERT INTO procedure_words (procedure, name, field, words) VALUES (?, ?, ?, ?)", (*key, f" {words}")
    )
    return int(statements.lastrowid)


def procedure_letter(number: int) -> str:
    """One letter for each procedure that was ever received."""
    return _letter(PROCEDURES, number)


def state_word(state: State) -> str:
    """One word for each state."""
    return STATE + state.value


def counter_word(counter: str) -> str:
    """One word for each counter, whatever signs its id holds."""
    return COUNTER + counter.encode().hex()


def day_letter(day: date) -> str:
    """One letter for each day."""
    return _letter(DAYS, (day - FIRST_DAY).days)


def month_letter(day: date) -> str:
    """One letter for each month."""
    return _letter(MONTHS, (day.year - FIRST_DAY.year) * MONTHS_A_YEAR + day.month - 1)


def year_letter(year: int) -> str:
    """One letter for each year."""
    return _letter(YEARS, year - FIRST_DAY.year)


def _letter(first: int, number: int) -> str:
    if number < 0 or first + number > LAST_LETTER:
        raise ValueError("no letter left for this value")
    return chr(first + number)


def _quoted(word: str) -> str:
    return f'"{word}"'


def _any(words: Iterable[str]) -> str:
    found = list(words)
    # An empty choice matches nothing: this letter is given to no day.
    return f"({' OR '.join(found)})" if found else f'"{chr(LAST_LETTER)}"'


def _procedures_saying(session: Session, word: str) -> Iterator[str]:
    rows = cursor(session).execute("SELECT no FROM procedure_words WHERE instr(words, ?) > 0", (f" {word}",))
    return (procedure_letter(row[0]) for row in rows)


def _procedures_of(session: Session, field_: str) -> Iterator[str]:
    rows = cursor(session).execute("SELECT no FROM procedure_words WHERE field = ?", (field_,))
    return (procedure_letter(row[0]) for row in rows)


def _days(session: Session, first: date | None, last: date | None) -> Sequence[str]:
    """The fewest letters that stand for exactly these days, as far as there are dossiers."""
    span = cursor(session).execute(
        "SELECT (SELECT min(received_at) FROM dossiers), (SELECT max(received_at) FROM dossiers)"
    ).fetchone()  # fmt: skip
    if span[0] is None:
        return ()
    oldest, newest = (datetime.fromisoformat(text).astimezone(VIETNAM).date() for text in span)
    day, end = max(first or oldest, oldest), min(last or newest, newest)
    letters = []
    while day <= end:
        if day.month == day.day == 1 and date(day.year, 12, 31) <= end:
            letters.append(year_letter(day.year))
            day = date(day.year + 1, 1, 1)
        elif day.day == 1 and (following := _month_after(day)) - timedelta(days=1) <= end:
            letters.append(month_letter(day))
            day = following
        else:
            letters.append(day_letter(day))
            day += timedelta(days=1)
    return letters


def _month_after(day: date) -> date:
    return date(day.year + day.month // MONTHS_A_YEAR, day.month % MONTHS_A_YEAR + 1, 1)
