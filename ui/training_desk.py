"""How is the training office opened? `make run`: its desk with a province of its own on loopback, enrolled and ready."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui import opening

if TYPE_CHECKING:
    from desk import keys
    from desk.store import Store
    from sync.gateway.serve import Embedded


def open_training(folder: Path) -> int:
    """Open it until its window is closed; founded at the first call. The exit code."""
    provinces: list[Embedded] = []

    def opened(ask: keys.AskPassphrase) -> Store:
        # An office at its work has no province in its own process, and need not wait for one to load.
        from sync.gateway.serve import Embedded
        from ui.province import province_folder, province_key
        from ui.training import training_store

        store = training_store(folder, ask)
        province = Embedded(province_folder(folder), province_key(folder, ask), port=_port(store))
        provinces.append(province)
        _enrol_once(store, province)
        return store

    try:
        folder.mkdir(parents=True, exist_ok=True)
        return opening.run(folder, opened, founds=True)
    finally:
        for province in provinces:
            province.stop()


def _port(store: Store) -> int:
    """The port that the training desk knows its province by, so that a second start finds it again."""
    from desk.outbox import line_state

    with store.read() as session:
        url = line_state(session).url
    return int(url.rsplit(":", 1)[1]) if url else 0


def _enrol_once(store: Store, province: Embedded) -> None:
    from desk.clock import now
    from desk.office import office_of
    from desk.outbox import line_state
    from ui.exchange import enrol_desk

    with store.read() as session:
        enrolled, code = line_state(session).enrolled, office_of(session).code
    if not enrolled:
        enrol_desk(store, province.url, province.gateway.devices.invite(code, now()).code)
