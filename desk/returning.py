"""How does the result reach the citizen? Finishing a dossier and handing its result out, with who received it."""

from __future__ import annotations

from dataclasses import dataclass

from desk.handling import act, dossier_of
from desk.rules.broken import RuleBroken
from desk.rules.citizen import clean_name, clean_text
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import Action, State
from desk.rules.words import _
from desk.store import Change

MAX_NOTE_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Handout:
    """Who takes the result away: the applicant, or somebody with an authorisation."""

    receiver: str
    receiver_id: str = ""
    authorised: bool = False
    note: str = ""


def give_back(change: Change, code: str, handout: Handout) -> Dossier:
    """Hand the result out (state FINISHED -> RETURNED). Raises RuleBroken where it is not ready or nobody is named."""
    dossier = dossier_of(change.session, code)
    if dossier.state in (State.RECEIVED, State.PROCESSING):
        raise RuleBroken(
            "code",
            "not_ready",
            _(
                "Hồ sơ {code} chưa có kết quả. Khi chuyên môn đã chuyển kết quả, bấm “Ghi nhận đã có kết quả” trước."
            ).format(code=dossier.code),
        )
    facts = {
        "receiver": clean_name(handout.receiver, "receiver"),
        "receiver_id": clean_text(handout.receiver_id, "receiver_id", 50),
        "authorised": handout.authorised,
        "note": clean_text(handout.note, "note", MAX_NOTE_LENGTH),
    }
    return act(change, code, Action.RETURN, facts)


def result_arrived(change: Change, code: str, note: str = "") -> Dossier:
    """Note that the handler's result is at the desk; a dossier still at reception is handed over first."""
    dossier = dossier_of(change.session, code)
    if dossier.state is State.RECEIVED:
        act(change, code, Action.HAND_OVER)
    return act(change, code, Action.FINISH, {"note": clean_text(note, "note", MAX_NOTE_LENGTH)})
