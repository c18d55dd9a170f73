"""How does a training office get a past? Months of fictitious dossiers, from reception to result, written at bulk speed.

    working day ──▶ receptions in the order of the clock ─┐
    what was begun earlier (handed over, finished, …) ────┴─▶ journal entries, linked ──▶ rows, words ──▶ one COMMIT

The same rules as at the counter (appointment, fees, codes, lifecycle, chain) and the same columns (`motcua verify`
compares them); only the way to the disk is another: thousands of dossiers to a transaction, by plain inserts. Stopped
between two transactions, or killed in one, the store is whole and the past merely shorter.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.datasets import catalogue_of, working_calendar_of
from desk.journal import tip
from desk.leases import PROVISIONAL
from desk.narrowing import Found, procedure_number
from desk.office import office_of
from desk.practice import COMMON, numbered_person
from desk.practice_rows import Batch, Life, Taken
from desk.progress import Progress, Step
from desk.records.base import VIETNAM
from desk.records.journal import ExchangeRow
from desk.records.office import LeaseRow, RegisterRow, SerialRow, StaffRow
from desk.rules.appointment import ProcessingTime, appointment
from desk.rules.broken import RuleBroken
from desk.rules.chain import DOSSIER, ENTRY, derived_id, link
from desk.rules.checklist import handed_in_by_default
from desk.rules.course import ReturnBy, plain
from desk.rules.dossier_code import Lease, code_for, device_tag, next_serial, provisional_code
from desk.rules.fees import Channel, FeeLine, fee_lines
from desk.rules.lifecycle import OPEN, Action, Role, step
from desk.rules.procedures import Catalogue, Procedure
from desk.rules.words import _, official_words
from desk.rules.working_time import WorkingCalendar, next_opening, sessions_on
from desk.search import count_all
from desk.store import SYSTEM, Change, Store

MONTHS = 12
MAX_MONTHS = 240
MAX_DOSSIERS = 3_000_000
DAYS_A_MONTH = 30
ENTRIES_AT_ONCE = 12_000
"""Journal entries of one transaction: some tens of megabytes at most."""
DOSSIERS_A_PERSON = 4
RECENT_SHARE = 0.02
"""People come again soon or not at all, on the average within this share of everybody."""
SUPPLEMENTED, WITHDRAWN, LATE, LEFT, FORGOTTEN, FOR_ANOTHER = 0.03, 0.01, 0.04, 0.002, 0.0003, 0.25
"""Shares: papers are missing; withdrawn; finished late; result never fetched; never finished; for somebody else."""
MOST_COPIES = 12
BY_HANDLER = frozenset({Action.REQUEST_SUPPLEMENT, Action.FINISH})


@dataclass(frozen=True, slots=True)
class Offered:
    """A procedure with one of its cases, ready to be received."""

    procedure: Procedure
    case: str
    time: ProcessingTime
    number: int
    components: list[dict[str, Any]]


def write_past(
    store: Store, at: datetime, progress: Progress, *, dossiers: int, months: int = MONTHS, seed: int = 1
) -> int:
    """Write `dossiers` dossiers received over the last `months` before the day of `at`; how many entries that took.

    The same seed gives the same people, procedures and moments. Raises RuleBroken for a real or an enrolled office and
    for a year that the calendar does not know, Cancelled between two transactions, and Trouble where the disk is full.
    """
    for name, number, most in (("dossiers", dossiers, MAX_DOSSIERS), ("months", months, MAX_MONTHS)):
        if not 1 <= number <= most:
            raise RuleBroken(name, "out_of_range", _("Số phải từ 1 đến {n}.").format(n=most))
    with store.read() as session:
        _must_be_training(session)
        past = _Past(session, store.device, at, dossiers, months, seed)
    happenings = past.happenings()
    with official_words():
        while True:
            progress.step(Step(_("Tạo hồ sơ tập huấn"), past.received, dossiers))
            with store.write(SYSTEM, at) as change:
                more = past.live(change, happenings)
            if not more:
                return past.entries


def _must_be_training(session: Session) -> None:
    if not office_of(session).training:
        raise RuleBroken(
            "data",
            "not_training",
            _("Đây là văn phòng thật; chỉ tạo hồ sơ tập huấn trong văn phòng lập bằng “motcua init --demo”."),
        )
    if session.scalar(select(ExchangeRow.url)) is not None:
        raise RuleBroken(
            "data",
            "enrolled",
            _("Văn phòng tập huấn này đã nối với tỉnh; hãy lập một văn phòng khác để thử."),
        )


class _Past:
    """The office as it lives through its past."""

    def __init__(
        self, session: Session, device: str, at: datetime, dossiers: int, months: int, seed: int
    ) -> None:
        self._device, self._until, self._dossiers, self._seed = device, at, dossiers, seed
        self._chance = random.Random(seed)  # noqa: S311 (no secret)
        self._calendar = working_calendar_of(session)
        office, catalogue = office_of(session), catalogue_of(session)
        self._office, self._counters = office.code, [counter.id for counter in office.counters]
        self._catalogue_version = catalogue.version
        self._offered = _offered(catalogue, at.astimezone(VIETNAM).date())
        self._logins = _logins(session)
        self._days = _days(at, months, self._calendar)
        self._people = max(8, dossiers // DOSSIERS_A_PERSON)
        self._applicants: dict[int, int] = {}
        self._begun: list[tuple[datetime, int, Life]] = []
        self._order = count()
        self._batch = Batch()
        self._leases: list[tuple[int, Lease]] = []
        self._numbers: dict[int, int] = {}
        self._seq, self._hash, self._no = 0, "", 0
        self.received = self.entries = 0

    def happenings(self) -> Iterator[tuple[datetime, Life | None]]:
        """What happens, in the order of the clock: a reception (None), or the next step of what was begun."""
        for day, receptions in self._shares():
            for moment in self._moments(day, receptions):
                yield from self._steps_until(moment)
                yield moment, None
        yield from self._steps_until(self._until)

    def live(self, change: Change, happenings: Iterator[tuple[datetime, Life | None]]) -> bool:
        """Let the next things happen and write them in this transaction; False when nothing was left to happen."""
        session = change.session
        self._batch = Batch()
        self._seq, self._hash, _newest = tip(session)
        self._no = count_all(session)
        self._leases = [
            (row.id, Lease(row.agency, row.first, row.last))
            for row in session.scalars(select(LeaseRow).where(LeaseRow.agency == self._office).order_by(LeaseRow.first))
        ]  # fmt: skip
        for moment, life in happenings:
            if life is None:
                self._receive(session, moment)
            else:
                self._go_on(life, moment)
            if len(self._batch.entries) >= ENTRIES_AT_ONCE:
                break
        if self._batch.entries:
            self._batch.write(change, self._applicants)
        self.entries += len(self._batch.entries)
        return bool(self._batch.entries)

    def _shares(self) -> Iterator[tuple[date, int]]:
        """Each day with its part: some days are busier, and in sum it is exact."""
        weights = [self._chance.uniform(0.7, 1.3) for _day in self._days]
        total, reached, given = sum(weights), 0.0, 0
        for day, weight in zip(self._days, weights, strict=True):
            reached += weight
            upto = round(self._dossiers * reached / total)
            yield day, upto - given
            given = upto

    def _moments(self, day: date, number: int) -> list[datetime]:
        spans = []
        for session in sessions_on(day, self._calendar):
            opens = datetime.combine(day, session.opens, VIETNAM)
            spans.append(
                (opens, int((datetime.combine(day, session.closes, VIETNAM) - opens).total_seconds()))
            )
        lengths = [length for _opens, length in spans]
        chosen = self._chance.choices(spans, lengths, k=number)
        return sorted(
            opens + timedelta(seconds=int(self._chance.random() * length)) for opens, length in chosen
        )

    def _steps_until(self, moment: datetime) -> Iterator[tuple[datetime, Life]]:
        while self._begun and self._begun[0][0] <= moment:
            at, _order, life = heapq.heappop(self._begun)
            yield at, life

    def _receive(self, session: Session, at: datetime) -> None:
        chance, offered = self._chance, self._chance.choice(self._offered)
        newest = self._people * self.received // self._dossiers
        person = max(0, newest - int(chance.expovariate(1) * RECENT_SHARE * self._people))
        applicant = numbered_person(person, self._seed, self._until.year)
        holder = None
        if chance.random() < FOR_ANOTHER:
            holder = numbered_person(chance.randrange(self._people), self._seed, self._until.year)
        case, procedure = offered.case, offered.procedure
        fees = self._fees(procedure, case, chance.randint(1, MOST_COPIES), at.date())
        due = appointment(offered.time, at, self._calendar)
        code, provisional = self._code(session, at.date())
        counter = chance.choice(self._counters)
        register_no = self._register_no(session, at.year)
        return_by = chance.choice((ReturnBy.DESK, ReturnBy.DESK, ReturnBy.DESK, ReturnBy.POST)).value
        self._no += 1
        self.received += 1
        number = self._numbers.get(offered.number) or self._numbers.setdefault(
            offered.number, procedure_number(session, procedure.code, procedure.name, procedure.field)
        )
        found = Found(code, code if provisional else None, None, applicant.name, holder.name if holder else "",
                      applicant.personal_id, applicant.phone, number, counter, at.date())  # fmt: skip
        life = Life(self._no, derived_id(self._device, self._seq + 1, at, DOSSIER), found, due.due)
        facts = {
            "role": Role.RECEPTION.value, "code": code, "office": self._office, "counter": counter,
            "received_at": at.isoformat(), "at": at.isoformat(),
            "procedure": {"code": procedure.code, "name": procedure.name, "field": procedure.field,
                          "catalogue": self._catalogue_version},
            "case": case, "time": {"amount": offered.time.amount, "unit": offered.time.unit.value},
            "due": due.due.isoformat(), "reasons": list(due.reasons), "applicant": applicant.to_plain(),
            "components": offered.components, "fees": plain(fees), "return_by": return_by, "note": "",
            "register_no": register_no,
        }  # fmt: skip
        if provisional:
            facts["provisional"] = True
        if holder is not None:
            facts["holder"] = holder.to_plain()
        self._note(life, Action.RECEIVE, at, facts)
        self._batch.taken[life.no] = Taken(
            life, person, applicant, procedure.code, procedure.name, procedure.field, case, at, return_by, fees,
            offered.components, register_no,
        )  # fmt: skip
        life.plan = self._planned(at, due.due)
        self._wait(life)

    def _go_on(self, life: Life, at: datetime) -> None:
        _at, action = life.plan.pop()
        role = Role.HANDLER if action in BY_HANDLER else Role.RECEPTION
        after = step(life.state, action, role).next
        facts: dict[str, object] = {"role": role.value}
        match action:
            case Action.REQUEST_SUPPLEMENT:
                facts["reason"] = "Thiếu một thành phần hồ sơ (tập huấn)."
            case Action.WITHDRAW:
                facts["reason"] = "Công dân đề nghị rút hồ sơ (tập huấn)."
            case Action.RETURN:
                facts |= {"receiver": life.found.applicant, "receiver_id": life.found.personal_id,
                          "authorised": False, "note": ""}  # fmt: skip
            case _other:
                pass
        self._note(life, action, at, facts)
        life.state = after
        if life.finished_at is None and after not in OPEN:
            life.finished_at = at
        self._batch.move(life)
        self._wait(life)

    def _note(self, life: Life, action: Action, at: datetime, facts: dict[str, Any]) -> None:
        self._seq += 1
        entry = link(
            self._hash, id=derived_id(self._device, self._seq, at, ENTRY), device=self._device, seq=self._seq, at=at,
            actor=self._logins[Role(facts["role"])], dossier=life.id, action=action.value, payload=facts,
        )  # fmt: skip
        self._hash, life.last_seq = entry.hash, self._seq
        self._batch.entries.append(entry)

    def _wait(self, life: Life) -> None:
        if life.plan:
            heapq.heappush(self._begun, (life.plan[-1][0], next(self._order), life))

    def _planned(self, received: datetime, due: datetime) -> list[tuple[datetime, Action]]:
        """What will happen to a dossier, the last first."""
        chance = self._chance
        luck = chance.random()
        if luck < WITHDRAWN:
            return [(self._open(received + timedelta(minutes=chance.randint(20, 400))), Action.WITHDRAW)]
        at = self._open(received + timedelta(minutes=chance.randint(10, 90)))
        plan = [(at, Action.HAND_OVER)]
        if luck < WITHDRAWN + FORGOTTEN:
            return plan
        if chance.random() < SUPPLEMENTED:
            at = self._open(at + timedelta(minutes=chance.randint(30, 600)))
            plan.append((at, Action.REQUEST_SUPPLEMENT))
            at = self._open(at + timedelta(hours=chance.randint(6, 100)))
            plan.append((at, Action.SUPPLEMENT))
        if chance.random() < LATE:
            at = self._open(max(at, due) + timedelta(minutes=chance.randint(30, 4_000)))
        elif at < due:
            at = self._open(at + (due - at) * chance.uniform(0.3, 0.97))
        else:
            at = self._open(at + timedelta(minutes=chance.randint(20, 200)))
        plan.append((at, Action.FINISH))
        if chance.random() >= LEFT:
            plan.append((self._open(at + timedelta(minutes=1 + chance.expovariate(1 / 900))), Action.RETURN))
        plan.reverse()
        return plan

    def _open(self, at: datetime) -> datetime:
        return next_opening(at.replace(microsecond=0), self._calendar)

    def _fees(self, procedure: Procedure, case: str, copies: int, on: date) -> tuple[FeeLine, ...]:
        return fee_lines(procedure.fees, case=case, on=on, channel=Channel.DESK, quantity=copies)[0]

    def _code(self, session: Session, day: date) -> tuple[str, bool]:
        """As the counter gives it: from the first lease that serves the day, else a provisional number."""
        for number, lease in self._leases:
            serial = next_serial(lease, self._last_serial(session, day, number) or None)
            if serial is not None:
                self._batch.serials[self._office, day, number] = serial
                return code_for(self._office, day, serial), False
        serial = self._last_serial(session, day, PROVISIONAL) + 1
        self._batch.serials[self._office, day, PROVISIONAL] = serial
        return provisional_code(self._office, day, device_tag(self._device), serial), True

    def _last_serial(self, session: Session, day: date, lease: int) -> int:
        key = (self._office, day, lease)
        if key not in self._batch.serials:
            row = session.get(SerialRow, key)
            if row is None:
                return 0
            self._batch.serials[key] = row.last
        return self._batch.serials[key]

    def _register_no(self, session: Session, year: int) -> int:
        if year not in self._batch.registers:
            row = session.get(RegisterRow, year)
            self._batch.registers[year] = row.last if row is not None else 0
        self._batch.registers[year] += 1
        return self._batch.registers[year]


def _offered(catalogue: Catalogue, on: date) -> list[Offered]:
    """What a counter is asked for, in the proportion of a usual day, with every case that has a processing time."""
    offered = []
    for number, procedure in enumerate(one for code in COMMON if (one := catalogue.get(code)) is not None):
        for case in procedure.cases:
            time = procedure.time_for(case)
            if time is not None:
                components = plain(handed_in_by_default(procedure.components))
                offered.append(Offered(procedure, case.name, time, number, components))
    return offered


def _logins(session: Session) -> dict[Role, str]:
    """Whose hand notes what: the first person of each role, or the desk itself."""
    logins = dict.fromkeys((Role.RECEPTION, Role.HANDLER), SYSTEM.login)
    for row in session.scalars(select(StaffRow).where(StaffRow.active).order_by(StaffRow.login.desc())):
        logins[Role(row.role)] = row.login
    return logins


def _days(at: datetime, months: int, calendar: WorkingCalendar) -> list[date]:
    today = at.astimezone(VIETNAM).date()
    days = [today - timedelta(days=back) for back in range(DAYS_A_MONTH * months, 0, -1)]
    return [day for day in days if sessions_on(day, calendar)]
