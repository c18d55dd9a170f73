"""The real gateway on a real socket, desks in memory, and a bad line between them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk.progress import Progress
from sync.engine import Engine
from sync.enrolment import enrol, new_key
from sync.gateway.serve import Embedded
from sync.line import Line
from sync.outbox import Closing, Identity, Report
from tests.sync.buckets import bucket_server
from tests.sync.desks import OFFICE, Clock, MemoryDesk
from tests.sync.postgres import copy_database, drop_database, name_of, postgres_server

ENOUGH_S = 60.0
HERE = Path(__file__).parent


class Province:
    """A gateway that can be restarted on its folder and port."""

    def __init__(self, folder: Path, key: bytes | None = None, database: str = "", bucket: str = "") -> None:
        self.folder, self.key, self.database, self.bucket = folder, key, database, bucket
        self.clock = Clock()
        self.embedded = Embedded(folder, key, clock=self.clock, database=database, bucket=bucket)
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
        self.embedded = Embedded(
            self.folder, self.key, port=port, clock=self.clock, database=self.database, bucket=self.bucket
        )

    def back_up(self, to: Path) -> None:
        """A copy of the whole province as it stands; it must not be serving."""
        shutil.copytree(self.folder, to / "folder")
        if self.database:
            copy_database(self.database, f"{name_of(self.database)}_kept")

    def restore(self, from_: Path) -> None:
        """What was kept takes the place of what is there."""
        shutil.rmtree(self.folder)
        shutil.copytree(from_ / "folder", self.folder)
        if self.database:
            drop_database(self.database)
            copy_database(self.database, name_of(self.database), source=f"{name_of(self.database)}_kept")

    def enrolled(self, desk: MemoryDesk, key: bytes | None = None) -> MemoryDesk:
        code = self.gateway.devices.invite(desk.office, self.clock()).code
        done = enrol(self.url, code, desk.device, desk.office, "Quầy thử", key or new_key())
        desk.known = done.identity
        desk.leases.add(done.lease)
        return desk

    def new_desk(self, office: str = OFFICE) -> MemoryDesk:
        return self.enrolled(MemoryDesk(office))


ENGINES = ("sqlite", "postgresql", "postgresql-s3")
"""A file and a folder; a server and a folder; a server and a bucket, so that nothing lies with a worker."""
ALWAYS = {
    "[postgresql-s3": ("test_workers",),
    "[postgresql": ("test_exchange", "test_verdicts", "test_enrolment", "test_workers"),
}
"""What `make test` tries there too; the long sweeps over PostgreSQL belong to `make test-all`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        tried = next((stems for name, stems in ALWAYS.items() if name in item.name), None)
        if tried is not None and item.path.stem not in tried and item.path.parent == HERE:
            item.add_marker(pytest.mark.heavy)


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Every exchange is tried on both of the province's databases."""
    return str(request.param)


@pytest.fixture(scope="session")
def new_database(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Makes an empty database; its address, or nothing for SQLite, which needs only the folder."""
    if engine == "sqlite":
        yield lambda: ""
        return
    with postgres_server(tmp_path_factory.mktemp("postgres")) as make:
        yield make


@pytest.fixture(scope="session")
def buckets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Makes an empty place in a bucket; its address."""
    with bucket_server(tmp_path_factory.mktemp("weed")) as make:
        yield make


@pytest.fixture(scope="session")
def new_bucket(engine: str, request: pytest.FixtureRequest) -> Callable[[], str]:
    """As `buckets`; makes nothing where files lie in the folder."""
    return request.getfixturevalue("buckets") if engine.endswith("-s3") else lambda: ""


@pytest.fixture
def province(
    tmp_path: Path, new_database: Callable[[], str], new_bucket: Callable[[], str]
) -> Iterator[Province]:
    made = Province(tmp_path / "province", database=new_database(), bucket=new_bucket())
    yield made
    made.embedded.stop()


@pytest.fixture(scope="session")
def shared(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str], new_bucket: Callable[[], str]
) -> Iterator[Province]:
    """One province for the sweeps: every case brings a desk of its own, and starting one takes longer than a case."""
    made = Province(
        tmp_path_factory.mktemp("shared") / "province", database=new_database(), bucket=new_bucket()
    )
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
