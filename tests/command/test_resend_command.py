"""motcua gateway resend: what a desk has lost of the province's words comes once more, and what it has changes nothing."""

from __future__ import annotations

import random
from pathlib import Path

from desk.clock import now
from desk.handling import dossier_of
from desk.journal import timeline
from desk.practice import practice_person
from desk.reception import Request, receive
from desk.records.journal import ExchangeRow
from desk.rules.lifecycle import Action, State
from sync.gateway.serve import Embedded
from tests.command.conftest import Motcua
from tests.desk.conftest import LAN
from tests.province import gateway as gateway
from ui.command.common import opened


def test_a_desk_hears_again_what_it_has_lost_and_passes_by_what_it_has(
    motcua: Motcua, tmp_path: Path, gateway: Embedded
) -> None:
    desk = tmp_path / "desk"
    assert motcua("init", "--data", desk, "--demo").code == 0
    assert (
        motcua(
            "enrol", gateway.url, gateway.gateway.devices.invite("H44.900", now()).code, "--data", desk
        ).code
        == 0
    )
    with opened(desk) as store:
        device = store.device
        with store.write(LAN, now()) as change:
            code = receive(change, Request("1.004873", practice_person(random.Random(1), now().date()))).code
    assert motcua("sync", "--data", desk).code == 0
    number = gateway.gateway.news.set_status(code, Action.HAND_OVER, "tinh1", now())
    with opened(desk) as store, store.keep() as session:
        session.get_one(ExchangeRow, 1).news_cursor = number  # as if it had been heard

    def state_and_steps() -> tuple[State, int]:
        assert motcua("sync", "--data", desk).code == 0
        with opened(desk) as store, store.read() as session:
            dossier = dossier_of(session, code)
            return dossier.state, len(timeline(session, dossier.id))

    assert state_and_steps() == (State.RECEIVED, 1)
    assert gateway.gateway.news.resend(device) >= 1
    assert state_and_steps() == (State.PROCESSING, 2)
    gateway.gateway.news.resend(device)
    assert state_and_steps() == (State.PROCESSING, 2)
    assert motcua("verify", "--data", desk).code == 0


def test_an_unknown_device_is_told(motcua: Motcua, tmp_path: Path) -> None:
    assert motcua("gateway", "invite", "--office", "H44.900", "--data", tmp_path / "p").code == 0
    told = motcua("gateway", "resend", "khong-co", "--data", tmp_path / "p", "--json")
    assert (told.code, told.json["failed"]) == (1, "not_found")
