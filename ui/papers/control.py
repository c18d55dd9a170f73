"""How is form 06 filled? From the handovers that the record folded; what nobody noted is left to be written by hand."""

from __future__ import annotations

from typing import Final

from desk.rules.course import Handover, Timing
from desk.rules.lifecycle import OPEN
from printing.documents.control import ControlSheet, HandoverLine, Verdict
from printing.documents.editions import CONTROL, edition_for
from ui.papers.filling import Filler, Record, party

VERDICTS: Final = {Timing.EARLY: Verdict.EARLY, Timing.ON_TIME: Verdict.ON_TIME, Timing.LATE: Verdict.LATE}
EXPERTS: Final = "Bộ phận chuyên môn"
"""Who settles it, where nobody named the unit; official words, never translated."""


def control(record: Record) -> ControlSheet:
    """The sheet walks with every dossier, from the first handover to the last."""
    dossier = record.dossier
    holder = dossier.holder or dossier.applicant
    unit = next((one.unit or one.receiver for one in dossier.handovers if one.unit or one.receiver), "")
    return ControlSheet(
        agency=record.agency,
        issued_on=dossier.received_at.date(),
        code=dossier.code,
        book=f"{dossier.received_at.year}",
        serial=f"{dossier.register_no:04d}",
        holder=party(holder),
        phone=holder.phone or dossier.applicant.phone,
        procedure=dossier.procedure_name,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        unit=unit,
        partner="",
        handovers=_lines(record),
        finished=dossier.state not in OPEN,
        reprint=record.reprint,
        edition=edition_for(CONTROL, dossier.received_at.date()),
    )


def _lines(record: Record) -> tuple[HandoverLine, ...]:
    """Each handover begins where the one before it ended; the first giver and the last receiver are the desk."""
    desk = record.office.desk_name
    lines: list[HandoverLine] = []
    at_hand, holder = desk, ""
    for one in record.dossier.handovers:
        back = one.verdict is not Timing.NONE
        to = desk if back else one.unit or EXPERTS
        giver = one.giver or (holder if lines else record.name(one.by))
        receiver = one.receiver or (record.name(one.by) if back else "")
        lines.append(
            HandoverLine(at_hand, to, one.at, giver, receiver, VERDICTS.get(one.verdict), _note(record, one))
        )
        at_hand, holder = to, receiver
    return tuple(lines)


def _note(record: Record, one: Handover) -> str:
    """What was noted; of a new appointment, the dossier's reason stands beside a late verdict."""
    if one.verdict is Timing.LATE and not one.note and record.dossier.extension is not None:
        return record.dossier.extension.reason
    return one.note


FILLERS: dict[str, Filler] = {CONTROL: control}
