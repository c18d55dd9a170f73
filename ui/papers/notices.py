"""How are forms 02 to 05 filled? From what the steps of the dossier said; a step that was not taken is named."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from desk.rules.citizen import Person
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import State, state_words
from desk.rules.words import _
from printing.documents.editions import APOLOGY, REFUSAL, STOP, SUPPLEMENT, edition_for
from printing.documents.notices import (
    Addressee,
    Apology,
    Contact,
    RefusalNotice,
    StopNotice,
    SupplementNotice,
)
from printing.documents.parts import Agency
from printing.documents.sectors import edition_of
from printing.layout import VIETNAM
from ui.papers.filling import Filler, Record, not_recorded, party
from ui.papers.receipt import component

RECIPIENTS: Final = ("Như trên", "Bộ phận một cửa", "Lưu: VT, hồ sơ")
TITLES: Final = {"Nam": "Ông", "Nữ": "Bà"}
EITHER: Final = "Ông/Bà"
DOTS: Final = "………"
"""Where the number of a paper is written by hand, because nobody numbered it."""
AT_RECEPTION: Final = "Khi tiếp nhận hồ sơ"
IN_HAND: Final = "Trong quá trình giải quyết hồ sơ"


def supplement(record: Record) -> SupplementNotice:
    """Form 02 of the last request; before it, there is nothing to print."""
    dossier = record.dossier
    if not dossier.supplements:
        raise not_recorded(
            "supplements",
            _(
                "Hồ sơ {code} chưa có yêu cầu bổ sung nào. Hãy ghi “Yêu cầu bổ sung” trước, rồi in mẫu 02."
            ).format(code=dossier.code),
        )
    asked = dossier.supplements[-1]
    before = _state_before(dossier, State.SUPPLEMENT, asked.at)
    return SupplementNotice(
        agency=record.agency,
        issued_on=_day(asked.at),
        number=asked.number or f"{DOTS}/HDHS",
        dossier_code=dossier.code,
        to=addressee(dossier),
        procedure=dossier.procedure_name,
        items=tuple(component(item) for item in asked.items),
        reason=asked.reason,
        stage=AT_RECEPTION if before is State.RECEIVED else IN_HAND,
        contact=contact(record.agency, record.name(asked.by)),
        officer=record.name(asked.by),
        guidance=asked.guidance,
        provisional=record.provisional,
        reprint=record.reprint,
        corrected=record.corrected,
        edition=edition_of(SUPPLEMENT, dossier.field, _day(asked.at)),
    )


def refusal(record: Record) -> RefusalNotice:
    """Form 03; the head signs a refusal that a leader gave after examination."""
    dossier, refused = record.dossier, record.dossier.refusal
    if refused is None:
        raise not_recorded(
            "refusal", _("Hồ sơ {code} không bị từ chối nên không có mẫu 03.").format(code=dossier.code)
        )
    agency = record.agency
    role = agency.head if record.leads(refused.by) else "Người từ chối hồ sơ"
    return RefusalNotice(
        agency=agency,
        issued_on=_day(refused.at),
        number=refused.number or DOTS,
        dossier_code=dossier.code,
        to=addressee(dossier),
        procedure=dossier.procedure_name,
        reason=refused.reason,
        basis=refused.basis,
        contact=contact(agency),
        issuer=record.name(refused.by),
        issuer_role=role,
        provisional=record.provisional,
        reprint=record.reprint,
        corrected=record.corrected,
        edition=edition_of(REFUSAL, dossier.field, _day(refused.at)),
    )


def apology(record: Record) -> Apology:
    """Form 04 of the one extension."""
    dossier, extended = record.dossier, record.dossier.extension
    if extended is None:
        raise not_recorded(
            "extension",
            _("Hồ sơ {code} chưa được gia hạn. Lãnh đạo ghi “Gia hạn” trước, rồi in mẫu 04.").format(
                code=dossier.code
            ),
        )
    agency = record.agency
    return Apology(
        agency=agency,
        issued_on=_day(extended.at),
        number=extended.number or f"{DOTS}/PXL",
        dossier_code=dossier.code,
        to=addressee(dossier),
        procedure=dossier.procedure_name,
        received_at=dossier.received_at,
        due_before=extended.due_before,
        reason=extended.reason,
        due=extended.due,
        place=record.office.desk_name,
        signer=extended.signer or (record.name(extended.by) if record.leads(extended.by) else ""),
        signer_role=agency.head,
        recipients=RECIPIENTS,
        provisional=record.provisional,
        reprint=record.reprint,
        corrected=record.corrected,
        edition=edition_for(APOLOGY, _day(extended.at)),
    )


def stop(record: Record) -> StopNotice:
    """Form 05: settling stopped, by the applicant's wish or by the office, before there was a result."""
    dossier, stopped = record.dossier, record.dossier.stop
    if stopped is None:
        raise not_recorded(
            "stop",
            _("Hồ sơ {code} chưa dừng giải quyết, cũng chưa rút, nên chưa có mẫu 05.").format(
                code=dossier.code
            ),
        )
    agency = record.agency
    ended = State.WITHDRAWN if stopped.requested_by_applicant else State.STOPPED
    before = _state_before(dossier, ended, stopped.at)
    return StopNotice(
        agency=agency,
        issued_on=_day(stopped.at),
        number=stopped.number or DOTS,
        dossier_code=dossier.code,
        to=addressee(dossier),
        procedure=dossier.procedure_name,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        requested_by_applicant=stopped.requested_by_applicant,
        stage=state_words(before) if before else "",
        reason=stopped.reason,
        basis=stopped.basis,
        stopped_at=stopped.at,
        returned=stopped.returned,
        signer=record.name(stopped.by) if record.leads(stopped.by) else "",
        signer_role=agency.head,
        recipients=RECIPIENTS,
        provisional=record.provisional,
        reprint=record.reprint,
        corrected=record.corrected,
        edition=edition_for(STOP, _day(stopped.at)),
    )


def addressee(dossier: Dossier) -> Addressee:
    """Whose dossier it is, and how the applicant is reached."""
    return person(dossier.applicant, dossier.holder)


def person(applicant: Person, holder: Person | None = None) -> Addressee:
    """A notice names the holder and goes where the applicant is found.

    A holder who is not the applicant may be a child: then the paper says Ông/Bà and assumes nothing.
    """
    named = holder or applicant
    return Addressee(
        party(named),
        applicant.address,
        applicant.phone,
        applicant.email,
        named.personal_id,
        is_organisation=bool(named.organisation),
        title=TITLES.get(named.sex, EITHER) if named == applicant else EITHER,
    )


def contact(agency: Agency, officer: str = "") -> Contact:
    """Whom the citizen asks: the officer at this counter."""
    return Contact(agency.desk_name, officer, agency.phone)


def _state_before(dossier: Dossier, reached: State, at: datetime) -> State | None:
    """In which state the dossier was when it reached another at that moment."""
    before: State | None = None
    for event in dossier.events:
        if event.state is reached and event.at == at:
            return before
        before = event.state
    return before


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()


FILLERS: Final[dict[str, Filler]] = {
    SUPPLEMENT: supplement,
    REFUSAL: refusal,
    APOLOGY: apology,
    STOP: stop,
}
