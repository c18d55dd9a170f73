"""The real gateway on a real socket, desks in memory, and a bad line between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk.progress import Progress
from sync.engine import Engine
from sync.enrolment import enrol, new_key
from sync.gateway.serve import Embedded
from sync.line import Line
from sync.outbox import Closing, Identity, Report
from tests.sync.desks import OFFICE, Clock, MemoryDesk

ENOUGH_S = 60.0


class Province:
    """A gateway that can be restarted on its folder and port."""

    def __init__(self, folder: Path, key: bytes | None = None) -> None:
        self.folder, self.key = folder, key
        self.clock = Clock()
        self.embedded = Embedded(folder, key, clock=self.clock)
        self.url = self.embedded.url

    @property
    def gateway(self):
        return self.embedded.gateway

    @property
    def port(self) -> int:
        return self.embedded.port

    def restart(self) -> None:
        port = self.port
        self.embedded.stop()
        self.embedded = Embedded(self.folder, self.key, port=port, clock=self.clock)

    def enrolled(self, desk: MemoryDesk, key: bytes | None = None) -> MemoryDesk:
        code = self.gateway.devices.invite(desk.office, self.clock()).code
        done = enrol(self.url, code, desk.device, desk.office, "Quầy thử", key or new_key())
        desk.known = done.identity
        desk.leases.add(done.lease)
        return desk

    def new_desk(self, office: str = OFFICE) -> MemoryDesk:
        return self.enrolled(MemoryDesk(office))


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    made = Province(tmp_path / "province")
    yield made
    made.embedded.stop()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """One province for the sweeps: every case brings a desk of its own, and starting one takes longer than a case."""
    made = Province(tmp_path_factory.mktemp("shared") / "province")
    yield made
    made.embedded.stop()


@pytest.fixture
def desk(province: Province) -> MemoryDesk:
    return province.new_desk()


@pytest.fixture
def exchange() -> Iterator[Callable[..., Report]]:
    """Runs an exchange of this desk, over `url` instead of its own when given; waits are skipped."""
    engines: list[Engine] = []

    def run(
        desk: MemoryDesk, url: str | None = None, *, until: float = ENOUGH_S,
        closings: tuple[Closing, ...] = (), progress: Progress | None = None, waits: list[float] | None = None,
    ) -> Report:  # fmt: skip
        def line(identity: Identity) -> Line:
            return Line(url or identity.url)

        def no_sleep(progress: Progress, seconds: float) -> None:
            if waits is not None:
                waits.append(seconds)
            progress.wait(min(seconds, 0.01))

        engine = Engine(desk, line, desk.clock, no_sleep)
        engines.append(engine)
        return engine.run(progress or Progress(), until, closings)

    yield run
    for engine in engines:
        engine.close()
