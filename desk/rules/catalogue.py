"""What may be asked for at the desk? The procedure catalogue (danh mục thủ tục hành chính) as values.

One figure of the catalogue stands on one of two legs and says on which: `Mark.CONFIRMED` was seen in a
published source, `Mark.BACKGROUND` is likely right and waits for the province's decision. What nobody
knows is absent (`None`), never 0 and never guessed.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desk.rules.appointment import ProcessingTime
from desk.rules.broken import RuleBroken
from desk.rules.citizen import fold
from desk.rules.procedure_search import national_code, ranked
from desk.rules.words import _


class Mark(StrEnum):
    """How sure a figure is."""

    CONFIRMED = "C"
    """Seen in a published source."""
    BACKGROUND = "B"
    """Likely right; the office checks it against the province's decision."""


class Channel(StrEnum):
    """How the dossier comes in (KenhThucHien of the portal: 1 direct, 2 online, 3 public post)."""

    DESK = "desk"
    ONLINE = "online"
    POST = "post"


class Per(StrEnum):
    """What one amount is paid for."""

    DOSSIER = "dossier"
    COPY = "copy"
    PAGE = "page"
    """A page of the original, times the copies made of it."""
    PERSON = "person"
    CERTIFICATE = "certificate"
    PAPER = "paper"
    """One paper, however many signatures it carries."""
    TRANSACTION = "transaction"


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included; None is open."""

    first: date | None = None
    last: date | None = None

    def holds(self, on: date) -> bool:
        """Whether `on` lies in it."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)

    def meets(self, other: Period) -> bool:
        """Whether some day lies in both."""
        first = max(self.first or date.min, other.first or date.min)
        return first <= min(self.last or date.max, other.last or date.max)


@dataclass(frozen=True, slots=True)
class Case:
    """One case (trường hợp) of a procedure; "" is the ordinary one. `time` None: no source gives any."""

    name: str
    time: ProcessingTime | None
    mark: Mark | None
    note: str


@dataclass(frozen=True, slots=True)
class ChannelTime:
    """Another time for the ordinary case when the dossier comes in this way."""

    channel: Channel
    time: ProcessingTime
    mark: Mark


@dataclass(frozen=True, slots=True)
class Component:
    """One paper that the procedure asks for, with how many originals and copies; at least one."""

    name: str
    originals: int
    copies: int
    obligatory: bool
    mark: Mark
    note: str


@dataclass(frozen=True, slots=True)
class Tier:
    """From page `from_page` on, a page costs `amount_vnd`."""

    from_page: int
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class FeeSpec:
    """One fee. `amount_vnd` None: set by the province and not known here; 0: truly free of charge.

    `channel` and `case` None: whatever the channel, whatever the case.
    """

    name: str
    amount_vnd: int | None
    per: Per
    mark: Mark
    channel: Channel | None = None
    case: str | None = None
    tiers: tuple[Tier, ...] = ()
    max_per_copy_vnd: int | None = None
    period: Period = Period()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why somebody may pay nothing, in these fields or codes (both empty: everywhere)."""

    name: str
    mark: Mark
    fields: tuple[str, ...]
    codes: tuple[str, ...]
    channel: Channel | None
    period: Period
    note: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure (thủ tục hành chính) as the catalogue has it; `mark` is about its code and name."""

    code: str
    name: str
    field: str
    mark: Mark
    cases: tuple[Case, ...]
    channels: tuple[ChannelTime, ...]
    components: tuple[Component, ...]
    fees: tuple[FeeSpec, ...]
    period: Period
    notes: str

    def case(self, name: str = "") -> Case:
        """The case of that name, capitals and diacritics aside, or RuleBroken(case, unknown_case)."""
        for case in self.cases:
            if fold(case.name) == fold(name):
                return case
        names = "; ".join(case.name or _("(thông thường)") for case in self.cases)
        raise RuleBroken(
            "case",
            "unknown_case",
            _("Thủ tục {code} không có trường hợp “{name}”. Hãy chọn: {names}.").format(
                code=self.code, name=name[:60], names=names
            ),
        )

    def time_for(self, case: Case, channel: Channel = Channel.DESK) -> ProcessingTime | None:
        """The time of the case; the ordinary one may have another on this channel. None: ask a person."""
        if not case.name:
            for other in self.channels:
                if other.channel is channel:
                    return other.time
        return case.time


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A whole catalogue, sorted by code. A dossier copies what it needs at reception and never looks back."""

    version: str
    issuer: str
    procedures: tuple[Procedure, ...]
    exemptions: tuple[Exemption, ...]

    def get(self, code: str) -> Procedure | None:
        """The procedure of this national code, or of a province's copy of it (2.000815.000.00.00.H55)."""
        wanted = national_code(code)
        if wanted is None:
            return None
        at = bisect_left(self.procedures, wanted, key=lambda procedure: procedure.code)
        found = self.procedures[at] if at < len(self.procedures) else None
        return found if found and found.code == wanted else None

    def find(self, typed: str, limit: int = 10, on: date | None = None) -> tuple[Procedure, ...]:
        """Procedures that a few letters or digits mean, best first; with `on` only those in force then."""
        offered = (item for item in self.procedures if on is None or item.period.holds(on))
        return ranked(typed, offered, limit)

    def exemptions_for(self, procedure: Procedure, on: date, channel: Channel) -> tuple[Exemption, ...]:
        """The reasons the catalogue knows for paying nothing. The list is an offer: the office decides."""
        return tuple(
            item
            for item in self.exemptions
            if item.period.holds(on)
            and item.channel in (None, channel)
            and (
                procedure.code in item.codes
                or procedure.field in item.fields
                or not (item.codes or item.fields)
            )
        )
