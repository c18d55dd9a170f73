"""Everything slow leaves the UI thread by one door, and everything comes back by it."""

from __future__ import annotations

import gc
import logging
import threading
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk.errors import RuleBroken, Trouble
from desk.progress import Progress, Step
from ui.work import Area, Lane, Work, bug_code, catch_strays, outline

PATIENCE_MS = 30_000
"""Not a measure: only how long a broken test may hang."""


def until(qtbot: QtBot, happened: Callable[[], bool]) -> None:
    qtbot.waitUntil(happened, timeout=PATIENCE_MS)


def fails_with(error: BaseException) -> Callable[[Progress], None]:
    def fn(progress: Progress) -> None:
        raise error

    return fn


def test_an_answer_is_computed_elsewhere_and_delivered_here(work: Work, qtbot: QtBot) -> None:
    threads: list[QThread] = []
    work.ask(
        lambda _p: QThread.currentThread(), lambda other: threads.extend((other, QThread.currentThread()))
    )
    until(qtbot, lambda: len(threads) == 2)
    assert threads[0] is not threads[1]
    assert threads[1] is QApplication.instance().thread()


def test_changes_are_written_in_the_order_in_which_they_were_asked(work: Work, qtbot: QtBot) -> None:
    written: list[int] = []
    running, most = 0, 0
    lock = threading.Lock()

    def write(number: int) -> Callable[[Progress], None]:
        def fn(progress: Progress) -> None:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            written.append(number)
            with lock:
                running -= 1

        return fn

    for number in range(40):
        work.change(write(number), touches=Area.DOSSIERS)
    until(qtbot, lambda: not work.changing)
    assert (written, most) == (list(range(40)), 1)


def test_a_slow_line_does_not_hold_up_saving(work: Work, qtbot: QtBot) -> None:
    gate, saved = threading.Event(), []
    work.change(lambda _p: gate.wait(), touches=Area.EXCHANGE, lane=Lane.LINE)
    work.change(lambda _p: None, lambda _v: saved.append(True), touches=Area.DOSSIERS)
    until(qtbot, lambda: bool(saved))
    assert work.changing
    gate.set()
    until(qtbot, lambda: not work.changing)


def test_pages_hear_what_was_touched_only_when_it_ended_well(work: Work, qtbot: QtBot) -> None:
    heard: list[Area] = []
    work.changed.connect(heard.append)
    work.change(lambda _p: None, touches=Area.DOSSIERS | Area.MONEY)
    work.change(fails_with(RuleBroken("x", "y", "z")), failed=lambda _e: None, touches=Area.STAFF)
    work.change(lambda _p: 3, touches=lambda count: Area.DRAFTS if count == 3 else Area.NOTHING)
    work.ask(lambda _p: None, lambda _v: None)
    until(qtbot, lambda: work.resting)
    assert heard == [Area.DOSSIERS | Area.MONEY, Area.DRAFTS]


@pytest.mark.parametrize("error", [RuleBroken("a", "b", "c"), Trouble("disk", "Đĩa đầy.", "Xóa bớt.")])
def test_a_broken_rule_and_a_trouble_go_to_the_one_who_asked(
    work: Work, qtbot: QtBot, error: RuleBroken | Trouble
) -> None:
    told: list[object] = []
    broke: list[object] = []
    work.broke.connect(lambda _code, e: broke.append(e))
    work.ask(fails_with(error), lambda _v: told.append("then"), told.append)
    until(qtbot, lambda: work.resting)
    assert (told, broke) == ([error], [])


def test_a_trouble_that_nobody_expects_is_told_all_the_same(work: Work, qtbot: QtBot) -> None:
    broke: list[object] = []
    work.broke.connect(lambda _code, e: broke.append(e))
    error = Trouble("disk", "Đĩa đầy.")
    work.change(fails_with(error), touches=Area.DOSSIERS)
    until(qtbot, lambda: bool(broke))
    assert broke == [error]


def test_our_own_fault_has_a_code_and_leaves_no_names_in_the_log(
    work: Work, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    codes: list[str] = []
    work.broke.connect(lambda code, _e: codes.append(code))
    with caplog.at_level(logging.ERROR, "motcua.ui"):
        work.ask(fails_with(KeyError("Nguyễn Văn Thử 026099000123")), lambda _v: None, lambda _e: None)
        until(qtbot, lambda: bool(codes))
    assert codes[0] in caplog.text
    assert "KeyError" in caplog.text
    assert "test_work.py" in caplog.text
    assert "Nguyễn" not in caplog.text
    assert "026099000123" not in caplog.text


def test_the_same_fault_has_the_same_code_and_another_has_another() -> None:
    def code_of(kind: type[Exception]) -> str:
        try:
            raise kind
        except Exception as error:
            return bug_code(error)

    assert code_of(ValueError) == code_of(ValueError) != code_of(TypeError)
    assert outline(ValueError("secret")) == "ValueError at nowhere"


def test_a_failure_in_a_callback_is_told_and_the_next_change_still_runs(
    work: Work, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    codes: list[str] = []
    done: list[bool] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    catch_strays(work)
    work.broke.connect(lambda code, _e: codes.append(code))
    work.change(lambda _p: None, lambda _v: {}["missing"], touches=Area.DRAFTS)
    work.change(lambda _p: None, lambda _v: done.append(True), touches=Area.DRAFTS)
    until(qtbot, lambda: work.resting)
    assert (len(codes), done) == (1, [True])


def test_who_is_gone_is_not_called(work: Work, qtbot: QtBot) -> None:
    owner, gate, heard = QWidget(), threading.Event(), []
    work.ask(lambda _p: gate.wait(), lambda _v: heard.append("ask"), owner=owner)
    work.change(
        lambda _p: heard.append("written"), lambda _v: heard.append("then"), touches=Area.DRAFTS, owner=owner
    )
    owner.deleteLater()
    QApplication.sendPostedEvents(owner, 0)
    QApplication.processEvents()
    gate.set()
    until(qtbot, lambda: work.resting)
    assert "written" in heard
    assert "ask" not in heard


def test_while_typing_only_the_last_question_is_answered(work: Work, qtbot: QtBot) -> None:
    gate, heard = threading.Event(), []
    first = work.ask(lambda _p: gate.wait(), lambda _v: heard.append("n"))
    work.ask(lambda _p: None, lambda _v: heard.append("ng"), instead_of=first)
    until(qtbot, lambda: heard == ["ng"])
    gate.set()
    until(qtbot, lambda: work.resting)
    assert heard == ["ng"]


def test_a_job_shows_its_last_step_and_stops_when_asked(work: Work, qtbot: QtBot) -> None:
    seen: list[int] = []
    ended: list[str] = []
    ready = threading.Event()

    def fn(progress: Progress) -> None:
        for at in range(1000):
            progress.step(Step("đếm", at, 1000))
        ready.set()
        while True:
            progress.wait(60)

    task = work.change(
        fn,
        lambda _v: ended.append("then"),
        lambda _e: ended.append("failed"),
        touches=Area.EXCHANGE,
        lane=Lane.LINE,
        watch=lambda step: seen.append(step.done),
        stopped=lambda: ended.append("stopped"),
    )
    assert ready.wait(PATIENCE_MS / 1000)
    until(qtbot, lambda: 999 in seen)
    assert seen == sorted(seen)
    task.cancel()
    until(qtbot, lambda: work.resting)
    assert ended == ["stopped"]


def test_the_background_gives_way_to_whoever_comes_into_its_lane(work: Work, qtbot: QtBot) -> None:
    ran: list[str] = []

    def endless(progress: Progress) -> None:
        while True:
            progress.wait(60)

    work.change(
        endless, stopped=lambda: ran.append("stopped"), touches=Area.NOTHING, lane=Lane.LINE, yields=True
    )
    work.change(lambda _p: ran.append("a person"), touches=Area.NOTHING, lane=Lane.LINE)
    work.change(lambda _p: ran.append("and another"), touches=Area.NOTHING, lane=Lane.LINE)
    until(qtbot, lambda: work.resting)
    assert sorted(ran) == ["a person", "and another", "stopped"], "only what yields is stopped"


def test_what_waits_in_a_lane_can_be_cancelled_before_it_begins(work: Work, qtbot: QtBot) -> None:
    gate, ran = threading.Event(), []
    work.change(lambda _p: gate.wait(), touches=Area.DRAFTS)
    second = work.change(
        lambda _p: ran.append("ran"), stopped=lambda: ran.append("stopped"), touches=Area.DRAFTS
    )
    second.cancel()
    gate.set()
    until(qtbot, lambda: work.resting)
    assert ran == ["stopped"]


def test_closing_waits_for_what_is_written_and_drops_what_is_asked(work: Work, qtbot: QtBot) -> None:
    gate, heard = threading.Event(), []
    work.change(lambda _p: gate.wait(), lambda _v: heard.append("first"), touches=Area.DRAFTS)
    work.change(lambda _p: None, lambda _v: heard.append("second"), touches=Area.DRAFTS)
    work.ask(lambda _p: gate.wait(), lambda _v: heard.append("ask"))
    assert work.close() is False
    with pytest.raises(RuntimeError):
        work.change(lambda _p: None, touches=Area.DRAFTS)
    with qtbot.waitSignal(work.idle, timeout=PATIENCE_MS):
        gate.set()
    assert heard == ["first", "second"]
    assert work.close() is True


def test_busy_is_told_once_at_the_beginning_and_once_at_the_end(work: Work, qtbot: QtBot) -> None:
    told: list[bool] = []
    work.busy.connect(told.append)
    for _number in range(5):
        work.change(lambda _p: None, touches=Area.DRAFTS)
    until(qtbot, lambda: work.resting)
    assert told == [True, False]


def test_an_owner_may_be_any_object_of_qt(work: Work, qtbot: QtBot) -> None:
    owner, heard = QObject(), []
    work.ask(lambda _p: 7, heard.append, owner=owner)
    until(qtbot, lambda: heard == [7])


def test_only_the_main_thread_collects_garbage_while_work_goes_on(work: Work, qtbot: QtBot) -> None:
    """A page is a cycle: freed on a thread of the pool, its widgets would end the process."""
    import gc
    import threading

    freed_on: list[int] = []

    class Page:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            freed_on.append(threading.get_ident())

    def busy(_progress: Progress) -> int:
        for _n in range(20):
            Page()
        return len([[n] for n in range(50_000)])

    assert not gc.isenabled()
    answers: list[int] = []
    work.ask(busy, answers.append)
    qtbot.waitUntil(lambda: answers == [50_000])
    qtbot.waitUntil(lambda: len(freed_on) == 20, timeout=10_000)
    assert set(freed_on) == {threading.get_ident()}


def test_nothing_of_an_answered_question_stays_in_memory(work: Work, qtbot: QtBot) -> None:
    """A desk that is open all day asks tens of thousands of times."""

    class Page:
        def __init__(self) -> None:
            self.shown: list[int] = []

        def show(self, value: int) -> None:
            self.shown.append(value)

    pages = [Page() for _page in range(200)]
    gone = [weakref.ref(page) for page in pages]
    for page in pages:
        work.ask(lambda _p: 1, page.show)
    until(qtbot, lambda: work.resting)
    assert all(page.shown == [1] for page in pages)
    work.wait()
    del page, pages
    gc.collect()
    assert not [ref for ref in gone if ref() is not None]
