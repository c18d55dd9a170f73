"""A long job tells where it is, and stops where stopping is harmless."""

from __future__ import annotations

import threading

import pytest

from desk.progress import Cancelled, Progress, Step


@pytest.mark.parametrize(
    ("done", "total", "share"),
    [(0, 10, 0.0), (5, 10, 0.5), (10, 10, 1.0), (12, 10, 1.0), (0, 0, 1.0), (3, None, None)],
)
def test_the_share_is_known_only_when_the_total_is(done: int, total: int | None, share: float | None) -> None:
    assert Step("gửi", done, total).share == share


def test_steps_reach_the_watcher_in_order() -> None:
    seen: list[int] = []
    progress = Progress(lambda step: seen.append(step.done))
    for at in range(5):
        progress.step(Step("đếm", at))
    assert seen == [0, 1, 2, 3, 4]


def test_a_cancelled_job_stops_at_its_next_step_and_reports_nothing_more() -> None:
    seen: list[Step] = []
    progress = Progress(seen.append)
    progress.check()
    progress.cancel()
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.step(Step("muộn"))
    assert (seen, progress.cancelled) == ([], True)


def test_a_pause_ends_at_once_when_another_thread_cancels() -> None:
    progress, ended = Progress(), threading.Event()

    def pause() -> None:
        with pytest.raises(Cancelled):
            progress.wait(3600)
        ended.set()

    thread = threading.Thread(target=pause)
    thread.start()
    progress.cancel()
    thread.join(timeout=30)
    assert ended.is_set()


def test_reports_of_many_threads_come_one_at_a_time() -> None:
    inside, together, seen = 0, 0, 0

    def watch(step: Step) -> None:
        nonlocal inside, together, seen
        inside += 1
        together = max(together, inside)
        seen += 1
        inside -= 1

    progress = Progress(watch)
    threads = [
        threading.Thread(target=lambda: [progress.step(Step("x")) for _ in range(200)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (together, seen) == (1, 800)
