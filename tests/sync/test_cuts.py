"""The line is cut at byte N, answers are lost, either side dies: nothing is lost and nothing is there twice."""

from __future__ import annotations

import random
import threading

import pytest
from sqlalchemy import select

from desk.progress import Progress
from desk.rules.lifecycle import Action
from sync import patience
from sync.gateway.store import devices
from sync.outbox import Ending
from sync.relay import BadLine
from sync.states import FIRST_WAIT_S
from tests.sync.desks import Killed, MemoryDesk
from tests.sync.held import files_there, journal_there

UP_BYTES = 57_600
CUT_AT = 16_000
DOWN_BYTES = 1_150
"""What `a_small_day` moves, about: the sweeps below cover all of it."""


def a_small_day(desk: MemoryDesk) -> MemoryDesk:
    chance = random.Random(7)
    for size in (20_000, 300, 35_000):
        dossier = desk.receive()
        desk.attach(dossier, b"%PDF-" + chance.randbytes(size) + desk.device.encode())
        desk.act(dossier, Action.HAND_OVER)
    return desk


def everything_is_there_once(province, desk: MemoryDesk) -> None:
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]
    assert files_there(province, desk) == desk.files
    assert desk.held() == desk.tip()
    assert desk.unsent_files() == []
    assert desk.verdicts == {}


def test_the_sweeps_cover_the_whole_exchange(shared, exchange) -> None:
    desk = a_small_day(shared.new_desk())
    with BadLine(shared.port) as line:
        exchange(desk, line.url, closings=(desk.day(),))
        assert 0.8 * UP_BYTES < line.bytes_up < 1.2 * UP_BYTES
        assert 0.8 * DOWN_BYTES < line.bytes_down < 1.2 * DOWN_BYTES


def survives(province, exchange, **cut: int) -> None:
    desk = a_small_day(province.new_desk())
    closing = desk.day()
    with BadLine(province.port, **cut) as line:
        report = exchange(desk, line.url, closings=(closing,))
        assert line.cuts >= 1, "this sweep does not reach the line any more"
    assert (report.outcome, report.attention) == (Ending.DONE, ())
    assert report.receipts[0].receipt.agreed
    everything_is_there_once(province, desk)


@pytest.mark.parametrize(
    "at", [0, 1, 90, 280, 330, 400, 700, 1_100, 1_700, 2_100, 3_000, *range(4_000, 50_000, 5_600)]
)
def test_cut_on_the_way_up(shared, exchange, at: int) -> None:
    survives(shared, exchange, cut_up=at)


@pytest.mark.parametrize("at", [0, 1, *range(40, 900, 85)])
def test_cut_on_the_way_down(shared, exchange, at: int) -> None:
    survives(shared, exchange, cut_down=at)


@pytest.mark.torture
@pytest.mark.parametrize("at", range(0, 52_000, 211))
def test_cut_on_the_way_up_anywhere(shared, exchange, at: int) -> None:
    survives(shared, exchange, cut_up=at)


@pytest.mark.torture
@pytest.mark.parametrize("at", range(0, 940, 3))
def test_cut_on_the_way_down_anywhere(shared, exchange, at: int) -> None:
    survives(shared, exchange, cut_down=at)


@pytest.mark.parametrize("lost", [1, 2, 3, 6])
def test_lost_answers_cost_a_question_and_no_repetition(shared, exchange, lost: int) -> None:
    desk = a_small_day(shared.new_desk())
    with BadLine(shared.port, lose_answers=lost) as line:
        report = exchange(desk, line.url)
        assert line.cuts == lost
    assert report.outcome is Ending.DONE
    everything_is_there_once(shared, desk)


def test_a_month_whose_answer_is_lost_is_asked_for_and_not_sent_again(province, exchange) -> None:
    moved = []
    for lost in (0, 1):
        desk = province.new_desk()
        for _number in range(300):
            desk.receive()
        with BadLine(province.port, lose_answers=lost) as line:
            report = exchange(desk, line.url)
            moved.append(line.bytes_up)
            assert (report.outcome, line.cuts) == (Ending.DONE, lost)
        everything_is_there_once(province, desk)
    assert moved[1] < moved[0] + 1_000, "a question, and nothing of the journal"


def held_of(province, device: str) -> int:
    with province.gateway.store.read() as session:
        return session.scalar(select(devices.c.held_seq).where(devices.c.id == device)) or 0


def test_a_month_that_is_cut_goes_on_after_the_pieces_that_are_held(province, exchange) -> None:
    moved = []
    for cut in (None, CUT_AT):
        desk = province.new_desk()
        for _number in range(900):
            desk.receive()

        def a_piece_is_held(device: str = desk.device) -> None:
            """What the kernel has not handed over when the reset comes is lost, however long ago it was sent."""
            ready = threading.Event()
            for _time in range(300):
                if held_of(province, device):
                    return
                ready.wait(0.1)
            raise AssertionError("the first piece is never held")

        with BadLine(province.port, cut_up=cut, before_cut=a_piece_is_held) as line:
            assert exchange(desk, line.url).outcome is Ending.DONE
            moved.append(line.bytes_up)
        everything_is_there_once(province, desk)
    # The first piece is about 2.6 kB, and asking what arrived costs less than 600 bytes.
    assert moved[1] < moved[0] + CUT_AT - 2_000, "pieces that were held before the cut are not sent again"


def test_after_a_lost_answer_the_verdicts_still_arrive(province, desk, exchange) -> None:
    desk.receive("H44.900-261124-9999")
    with BadLine(province.port) as line:
        heard = []

        def lose_the_answer_to_the_journal(step) -> None:
            if "nhật ký" in step.what and not heard:
                heard.append(step)
                line.lose_answers = 1

        exchange(desk, line.url, progress=Progress(lose_the_answer_to_the_journal))
    assert {verdict.code for verdict in desk.verdicts.values()} == {"code_not_leased"}


def test_a_cut_every_moment_still_ends(province, exchange) -> None:
    desk = province.new_desk()
    for number in range(6):
        desk.attach(desk.receive(), b"%PDF-" + random.Random(number).randbytes(60_000))
    with BadLine(province.port, rate=400_000, rtt=0.01, cut_every=0.25, dead_s=0.05) as line:
        report = exchange(desk, line.url)
        assert line.cuts >= 1
    assert report.outcome is Ending.DONE
    everything_is_there_once(province, desk)


@pytest.mark.parametrize("seed", range(4))
def test_cuts_and_lost_answers_together_still_end(shared, exchange, seed: int) -> None:
    desk = a_small_day(shared.new_desk())
    for number in range(4):
        desk.attach(desk.receive(), b"%PDF-" + random.Random(f"{seed} {number}").randbytes(40_000))
    with BadLine(shared.port, rate=600_000, rtt=0.01, cut_every=(0.05, 0.3), dead_s=0.05, lose_share=0.4,
                 seed=seed) as line:  # fmt: skip
        report = exchange(desk, line.url, closings=(desk.day(),))
        assert line.cuts >= 1
    assert (report.outcome, report.receipts[0].receipt.agreed) == (Ending.DONE, True)
    everything_is_there_once(shared, desk)


def test_what_arrived_before_a_cut_is_not_sent_again(province, exchange) -> None:
    desk = province.new_desk()
    size = 400_000
    desk.attach(desk.receive(), b"%PDF-" + random.Random(1).randbytes(size))
    with BadLine(province.port, cut_up=300_000) as line:
        waits: list[float] = []
        exchange(desk, line.url, waits=waits)
        assert waits == [0.0], "after a cut it is tried again at once"
        assert line.bytes_up < size * 1.6, "at most what was in buffers goes twice"
    everything_is_there_once(province, desk)


@pytest.mark.parametrize("cut", [{"cut_up": 450_000}, {"lose_answers": 2}])
def test_a_line_that_dies_without_a_word_is_noticed_and_nothing_is_lost(
    province, exchange, monkeypatch, cut
) -> None:
    monkeypatch.setattr(patience, "LEAST_STALL_S", 0.4)
    monkeypatch.setattr(patience, "ANSWER_S", 0.5)
    desk = a_small_day(province.new_desk())
    for number in range(4):
        desk.attach(desk.receive(), b"%PDF-" + random.Random(number).randbytes(200_000))
    with BadLine(province.port, rate=2_000_000, silent=True, **cut) as line:
        assert exchange(desk, line.url, until=20.0).outcome is Ending.DONE
        assert line.cuts >= 1
    everything_is_there_once(province, desk)


@pytest.mark.parametrize("durable_calls", range(4))
def test_the_desk_dies_after_any_of_its_steps_and_runs_on(shared, exchange, durable_calls: int) -> None:
    desk = a_small_day(shared.new_desk())
    desk.dies_at = durable_calls
    closing = desk.day()
    with pytest.raises(Killed):
        exchange(desk, closings=(closing,))
    assert exchange(desk, closings=(closing,)).outcome is Ending.DONE
    everything_is_there_once(shared, desk)


@pytest.mark.parametrize("what", ["nhật ký", "tệp"])
def test_the_gateway_restarts_in_the_middle(province, exchange, what: str) -> None:
    desk = a_small_day(province.new_desk())
    restarted: list[threading.Thread] = []

    def restart_once(step) -> None:
        if what in step.what and not restarted:
            restarted.append(threading.Thread(target=province.restart))
            restarted[0].start()

    report = exchange(desk, progress=Progress(restart_once))
    restarted[0].join()
    assert report.outcome is Ending.DONE
    everything_is_there_once(province, desk)


def test_a_province_restored_from_yesterday_is_told_again(province, desk, exchange, tmp_path) -> None:
    a_small_day(desk)
    exchange(desk)
    province.embedded.stop()
    province.back_up(tmp_path / "yesterday")
    province.restart()
    a_small_day(desk)
    dossier = desk.receive()
    desk.attach(dossier, b"%PDF-" + b"today" * 999)
    exchange(desk)
    province.embedded.stop()
    province.restore(tmp_path / "yesterday")
    province.restart()
    report = exchange(desk)
    assert report.outcome is Ending.DONE
    assert [one.code for one in report.attention] == ["province_went_back"]
    everything_is_there_once(province, desk)


def test_a_desk_restored_from_a_backup_is_stopped_and_nothing_is_overwritten(
    province, desk, exchange
) -> None:
    a_small_day(desk)
    exchange(desk)
    before = journal_there(province, desk)
    desk.entries, desk.held_at = desk.entries[:4], (4, desk.entries[3].hash)
    report = exchange(desk)
    assert (report.outcome, report.attention[-1].code) == (Ending.REFUSED, "fork")
    desk.receive()
    for _entry in range(10):
        desk.note("sign_in", {"counter": "1"})
    report = exchange(desk)
    assert (report.outcome, report.attention[-1].code) == (Ending.REFUSED, "fork")
    assert journal_there(province, desk) == before
    assert desk.held() == (4, desk.entries[3].hash)


def test_a_cloned_machine_is_noticed(province, desk, exchange) -> None:
    a_small_day(desk)
    clone = MemoryDesk(desk.office, desk.device)
    clone.known, clone.entries, clone.files = desk.known, list(desk.entries), dict(desk.files)
    clone.leases, clone._serial = desk.leases, desk._serial
    desk.receive()
    clone.receive()
    assert exchange(desk).outcome is Ending.DONE
    assert exchange(clone).outcome is Ending.REFUSED
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]


def test_cancelling_in_the_middle_of_a_file_loses_nothing(province, exchange) -> None:
    desk = province.new_desk()
    desk.attach(desk.receive(), b"%PDF-" + random.Random(3).randbytes(3_000_000))

    def cancel_when_bytes_move(step) -> None:
        if step.is_bytes and step.total and step.done:
            progress.cancel()

    progress = Progress(cancel_when_bytes_move)
    with BadLine(province.port, rate=1_000_000) as line:
        report = exchange(desk, line.url, progress=progress)
        assert report.outcome is Ending.CANCELLED
        assert line.bytes_up < 2_500_000
    assert exchange(desk).outcome is Ending.DONE
    everything_is_there_once(province, desk)


def test_a_dead_line_ends_with_the_time_that_was_given(desk, province, exchange) -> None:
    desk.receive()
    waits: list[float] = []
    heard: list[str] = []
    with BadLine(province.port) as line:
        line.dead = True
        progress = Progress(lambda step: heard.append(step.what))
        report = exchange(desk, line.url, until=2.0, waits=waits, progress=progress)
    assert report.outcome is Ending.OUT_OF_TIME
    assert len(report.attention) == 1, "why it did not get through"
    assert waits.count(0.0) <= 1, "at once after a cut"
    assert max(waits) >= FIRST_WAIT_S, "and then ten times a second at most"
    assert any(what.startswith(report.attention[0].message) and "Thử lại sau" in what for what in heard)
    assert report.sent_entries == 0
    assert exchange(desk).outcome is Ending.DONE


def test_an_outage_is_over_where_the_line_carried_again(province, exchange, monkeypatch) -> None:
    monkeypatch.setattr("sync.patience.CARRIED_S", 0.2)
    monkeypatch.setattr("sync.engine.AT_ONCE_EVERY_S", 0.1)
    desk = province.new_desk()
    for number in range(8):
        desk.attach(desk.receive(), b"%PDF-" + random.Random(number).randbytes(120_000))
    waits: list[float] = []
    with BadLine(province.port, rate=800_000, cut_every=0.5) as line:
        assert exchange(desk, line.url, waits=waits).outcome is Ending.DONE
        assert line.cuts >= 2
    assert set(waits) == {0.0}, "each cut is an outage of its own, though no answer came between them"
    everything_is_there_once(province, desk)


def test_two_desks_of_one_office_exchange_at_once(province, exchange) -> None:
    desks = [a_small_day(province.new_desk()) for _number in range(3)]
    reports = []
    threads = [threading.Thread(target=lambda one=one: reports.append(exchange(one))) for one in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.outcome for report in reports] == [Ending.DONE] * 3
    for one in desks:
        everything_is_there_once(province, one)
    codes = [code for one in desks for code in one.codes]
    assert len(set(codes)) == len(codes)
