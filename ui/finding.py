"""What does Ctrl+K find beside pages and commands? Dossiers and procedures, asked off the UI thread."""

from __future__ import annotations

from collections.abc import Callable

from desk.clock import now
from desk.datasets import catalogue_of
from desk.progress import Progress
from desk.rules.procedures import Procedure
from desk.rules.words import _
from desk.search import Filter, search
from ui.icons import Icon
from ui.seat import Seat
from ui.widgets.picker import Answer
from ui.widgets.results import Found

FOUND_EACH = 6


def dossiers(seat: Seat, go: Callable[[str], None]) -> Callable[[str, Answer], None]:
    """Dossiers by code, name, number; `go` opens one."""

    def provide(text: str, answer: Answer) -> None:
        if len(text.strip()) < 2:
            answer([])
            return

        def find(progress: Progress) -> list[Found]:
            with seat.store.read() as session:
                rows = search(session, Filter(text=text), limit=FOUND_EACH)
            return [
                Found(
                    row.applicant,
                    f"{row.code} · {row.procedure_name}",
                    _goer(go, row.code),
                    Icon.DOCUMENT,
                    _("Hồ sơ"),
                    "",
                )
                for row in rows
            ]

        seat.work.ask(find, answer, lambda _trouble: answer([]))

    return provide


def procedures(seat: Seat, go: Callable[[Procedure], None]) -> Callable[[str, Answer], None]:
    """Procedures by words or code; `go` opens reception."""

    def provide(text: str, answer: Answer) -> None:
        if len(text.strip()) < 2:
            answer([])
            return

        def find(progress: Progress) -> list[Found]:
            with seat.store.read() as session:
                found = catalogue_of(session).find(text, FOUND_EACH, now().date())
            return [
                Found(
                    one.name,
                    f"{one.code} · {one.field}",
                    lambda one=one: go(one),
                    Icon.RECEIVE,
                    _("Thủ tục"),
                    "",
                )
                for one in found
            ]

        seat.work.ask(find, answer, lambda _trouble: answer([]))

    return provide


def _goer(go: Callable[[str], None], code: str) -> Callable[[], None]:
    return lambda: go(code)
