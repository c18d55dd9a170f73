"""How is a dossier taken at the counter? Four steps, one Enter apart; at the right what the citizen will get.

    ① Người nộp ─Enter─▶ ② Thủ tục ─Enter─▶ ③ Thành phần ─Enter─▶ ④ Lệ phí ─Ctrl+Enter─▶ number, print, next

What is typed is gathered into one value at every change; that value is kept as a draft, looked up for the receipt,
and saved. A filled step folds into one line; whatever fails, nothing typed goes away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desk.clock import now as system_now
from desk.drafts import Draft
from desk.errors import RuleBroken
from desk.rules.citizen import Person
from desk.rules.dossier import Dossier
from desk.rules.procedures import Procedure
from desk.rules.words import _
from ui.icons import Icon
from ui.memory import Memory
from ui.notices import Notices
from ui.page import Key, Page
from ui.pages.moments import moment_words
from ui.pages.reception_although import OVERRULES, Why
from ui.pages.reception_beside import Beside
from ui.pages.reception_card import ReceiptCard
from ui.pages.reception_cards import Cards
from ui.pages.reception_drafts import Drafts, Parked, unfinished
from ui.pages.reception_keys import reception_keys
from ui.pages.reception_look_up import Outlook, with_another
from ui.pages.reception_looking import Looking
from ui.pages.reception_other import Answer, SomebodyElse
from ui.pages.reception_people import SeveralPeople
from ui.pages.reception_photo import AskPhoto
from ui.pages.reception_printing import Preview, Printing
from ui.pages.reception_saved import SavedPanel
from ui.pages.reception_saving import Saving
from ui.pages.reception_sides import Scrolled, Sides, over_bar
from ui.pages.reception_steps import Steps
from ui.pages.reception_typed import Typed, person_of, piece_of, repeated, typed_from
from ui.pages.sent_home import SentHome
from ui.seat import Seat
from ui.theme import TIGHT, Meaning
from ui.widgets.buttons import Button, Kind
from ui.widgets.text import ElidedLabel, column
from ui.work import Area, Told


class Reception(Page):
    """The reception page. `open_dossier(code)` asks the frame to show one; `taken(code)` follows every saving."""

    open_dossier = Signal(str)
    taken = Signal(str)
    shown = Signal(object, object)  # what stands on the page and its Outlook (or None), for the citizen

    title = _("Tiếp nhận")
    icon = Icon.RECEIVE
    concerns = Area.CATALOGUE | Area.SETTINGS
    scrolls = False

    def __init__(
        self,
        seat: Seat,
        *,
        memory: Memory | None = None,
        clock: Callable[[], datetime] = system_now,
        preview: Preview | None = None,
        ask_photo: AskPhoto | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("reception")
        self.setAccessibleName(self.title)
        self._seat, self._clock = seat, clock
        self._typed, self._begun, self._save_when_taken = Typed(), False, False
        self._outlook: Outlook | None = None
        self.steps = Steps(seat, clock)
        self.applicant, self.components = self.steps.applicant, self.steps.components
        self.beside, self.card, self.saved = Beside(), ReceiptCard(), SavedPanel()
        self.drafts, self.saving = Drafts(seat, self), Saving(seat, clock, self)
        self.looking = Looking(seat, clock, self)
        self.printing = Printing(seat, memory or Memory(), preview, self)
        self.why = Why(self)
        self.cards, self.other = Cards(seat, clock, self, self._may_paste, ask_photo), SomebodyElse()
        self.save = Button(_("Lưu và in"), self._save, key="Ctrl+Return", icon=Icon.SAVE, kind=Kind.PRIMARY)
        self.park = Button(_("Gác lại"), self._park, key="Ctrl+G", icon=Icon.PAUSED)
        self.parked = Parked(clock)
        for button, name in ((self.save, "save"), (self.park, "park")):
            button.setObjectName(f"reception.{name}")
        self.brief = ElidedLabel("", "muted")
        self.brief.hide()
        self._whole = self._build()
        self.setLayout(column(self._whole, self.saved, space=0))
        self.saved.hide()
        self.notices = Notices(self)
        self._connect()
        self._show_typed(Typed())

    def _build(self) -> QWidget:
        sides = Sides(column(self.steps, space=0), column(self.card, self.beside, space=TIGHT))
        sides.folded.connect(self.brief.setVisible)
        self.form = Scrolled(sides)
        return over_bar(self.other, self.form, self.parked, self.brief, 0, self.park, self.save)

    def _connect(self) -> None:
        self.steps.edited.connect(self._edited)
        self.steps.finished.connect(lambda: self.save.setFocus(Qt.FocusReason.OtherFocusReason))
        self.beside.another.connect(self._another)
        self.beside.people.connect(self._ask_people)
        self.beside.taken_up.connect(lambda at: self._show_kept(self._typed.turned_to(at), 1))
        self.beside.dropped.connect(lambda at: self._show_kept(self._typed.without(at), 1))
        self.looking.found.connect(self._show_outlook)
        self.looking.refused.connect(self._refused)
        self.components.trouble.connect(self.notices.trouble)
        self.components.taken.connect(self._files_taken)
        self.components.send_home.connect(self._send_home)
        self.cards.read.connect(self._carded)
        self.cards.refused.connect(self.notices.trouble)
        reading = _("Đang đọc mã trên ảnh thẻ…")
        self.cards.photo.began.connect(lambda: self.notices.say(reading, Meaning.QUIET))
        self.applicant.photo_wanted.connect(self.cards.look)
        self.other.chosen.connect(self._answered)
        self.saving.began.connect(lambda: self.save.setEnabled(False))
        self.saving.received.connect(self._received)
        self.saving.refused.connect(self._not_received)
        self.why.wrote.connect(self._remember)
        self.why.decided.connect(self._go_on)
        self.why.refused.connect(self._refused)
        self.card.open_dossier.connect(self.open_dossier)
        self.drafts.found.connect(self.parked.show_parked)
        self.parked.chosen.connect(self._resume)
        self.drafts.failed.connect(self.notices.trouble)
        self.saved.print.connect(lambda: self.printing.show(self.saved.code, self.saved.form))
        self.printing.said.connect(self.notices.say)
        self.printing.ended.connect(self.arrive)
        self.saved.next_person.connect(self._next_person)
        self.saved.same_person.connect(self._same_person)
        self.saved.repeat.connect(self._repeat)
        self.saved.open_dossier.connect(lambda: self.open_dossier.emit(self.saved.code))

    # -- what the frame asks -----------------------------------------------------------------------------

    def keys(self) -> list[Key]:
        """The keys of this page, in the order of use."""
        return reception_keys()

    def refresh(self) -> None:
        """The first time take up what was left; later only look the receipt up again."""
        if not self._begun:
            self._begun = True
            self.drafts.look(self._take_up)
        else:
            self.looking.look(self._typed)

    def arrive(self) -> None:
        """Work begins in the step at hand, or with the keys after saving."""
        if not self.saved.isHidden():
            self.saved.setFocus()
            return
        self.steps.arrive()

    def may_leave(self) -> str:
        """Text that is not on disk yet is handed over; a file on its way is worth a word."""
        self.drafts.flush()
        return _("Một tệp đính kèm đang được cất.") if self.components.taking else ""

    # -- typing ------------------------------------------------------------------------------------------

    @property
    def typed(self) -> Typed:
        """What stands on the page."""
        return self._typed

    def _edited(self) -> None:
        # A reason answers one question about what stood here then; after a change it is asked again.
        self._typed = replace(self.steps.gather(self._typed), although={}, due=None)
        if not self.saving.busy:
            self.drafts.keep(self._typed)
        self.looking.look(self._typed)

    def _show_outlook(self, outlook: Outlook | None) -> None:
        self._outlook = outlook
        if outlook is not None:
            self.steps.show_outlook(outlook)
            self._typed = self.steps.gather(self._typed)
        self.card.show_typed(self._typed, outlook)
        self.brief.setText(self.card.line())
        self.shown.emit(self._typed, outlook)

    def _show_typed(self, typed: Typed, opened: int = 0) -> None:
        self.notices.clear()  # what was said of the dossier before is not true of this one
        self._typed, self._outlook = typed, None
        self.other.hide()
        self.saved.hide()
        self._whole.show()
        self.steps.put(typed, opened)
        self.beside.show_typed(typed)
        self.looking.look(self._typed)

    def _show_kept(self, typed: Typed, opened: int = 0) -> None:
        """Show this, and keep it: it is not what the draft on disk says."""
        self._show_typed(typed, opened)
        self.drafts.keep(typed)
        self.arrive()

    # -- several dossiers, several people ----------------------------------------------------------------

    def _another(self) -> None:
        typed = self.steps.gather(self._typed)
        try:
            room = with_another(typed, self._outlook, self._clock().date())
        except RuleBroken as broken:
            self._refused(broken)
            return
        self._show_kept(room, 1)
        said = _("Đã ghi {procedure}; chọn thủ tục tiếp theo, rồi lưu tất cả một lần.")
        self.notices.say(said.format(procedure=typed.procedure_name), Meaning.GOOD)

    def _turn_to(self, told: RuleBroken) -> RuleBroken:
        """What is wrong with one of several: that one comes back to the page."""
        at, field = piece_of(told.field)
        if at is not None and at < len(self._typed.more):
            self._show_typed(self._typed.turned_to(at), 1)
        return RuleBroken(field, told.code, told.message)

    def _ask_people(self) -> None:
        dialog = SeveralPeople(self._seat, self._typed.subjects, self._clock, parent=self)
        dialog.decided.connect(self._several)
        dialog.open()

    def _several(self, people: tuple[Mapping[str, str], ...]) -> None:
        self._typed = replace(self._typed, subjects=people)
        self.beside.show_typed(self._typed)
        self._edited()

    # -- drafts ------------------------------------------------------------------------------------------

    def _take_up(self, all_drafts: tuple[Draft, ...]) -> None:
        left = unfinished(all_drafts)
        if left is not None and self._typed.empty:
            self._show_draft(left)
            at = moment_words(left.updated_at, self._clock())
            self.notices.say(_("Đã lấy lại hồ sơ đang nhập dở lúc {at}.").format(at=at), Meaning.GOOD)
        self.drafts.show_parked()

    def _show_draft(self, draft: Draft) -> None:
        self.drafts.id = draft.id
        typed = typed_from(draft.document)
        self._show_typed(typed, 1 if typed.applicant.get("name") else 0)

    def _park(self) -> None:
        if self._typed.empty:
            self.notices.say(_("Chưa có gì để gác lại."), Meaning.QUIET)
            return
        title = self._typed.title()
        self.drafts.park(self._typed, self.drafts.show_parked)
        self._show_typed(Typed())
        self.notices.say(_("Đã gác lại: {title}. Ctrl+L để lấy lại.").format(title=title), Meaning.GOOD)

    def begin_new(self) -> None:
        """Somebody asks for a new dossier: one that is half typed is put aside, never lost and never mixed with it."""
        if not self.saved.isHidden():
            self._next_person()
        elif not self._typed.empty and not self.saving.busy:
            self._park()
        self.arrive()

    def begin_with(self, procedure: Procedure) -> None:
        """A new dossier of this procedure; who hands it in comes next."""
        self.begin_new()
        self.steps.procedure.choose(procedure)

    def _resume(self, draft: Draft) -> None:
        """Take up a parked dossier; what stands on the page is parked in its place."""
        if not self._typed.empty:
            self.drafts.park(self._typed, lambda: None)
        self._show_draft(draft)
        self.drafts.keep(self._typed)
        self.drafts.show_parked()

    # -- a card, wherever the focus is -------------------------------------------------------------------

    def _may_paste(self) -> bool:
        return self.steps.sections[0].is_open and self.saved.isHidden()

    def _carded(self, person: Person) -> None:
        """A card came: whose it is decides what happens."""
        if self.saving.busy:
            self.notices.say(_("Đang lưu hồ sơ trước; hãy quét lại thẻ sau khi lưu xong."), Meaning.SOON)
            return
        if not self.saved.isHidden():
            self._next_person()
        named = self.applicant.named_otherwise(person)
        if named and self.applicant.holder.asked_for:
            self.applicant.take_holder(person)
            self.steps.sections[0].open()
        elif named:
            self.notices.clear()  # nothing lies over the question
            self.other.ask(person, named)
        else:
            self.applicant.take_card(person)

    def _answered(self, answer: Answer, person: Person) -> None:
        """What the clerk wants with the card of somebody else."""
        if answer is Answer.PARK:
            self._park()
            self.applicant.take_card(person)
        elif answer is Answer.HOLDER:
            self.applicant.take_holder(person)
            self.steps.sections[1].open()
        elif answer is Answer.REPLACE:
            self.applicant.take_card(person)
        else:
            self.arrive()

    # -- saving ------------------------------------------------------------------------------------------

    def _save(self) -> None:
        if self.components.taking:
            self._save_when_taken = True
            self.notices.say(_("Đang cất tệp đính kèm; hồ sơ sẽ được lưu ngay sau đó."), Meaning.QUIET)
            return
        self._typed = self.steps.gather(self._typed)
        self.drafts.flush()
        self.notices.clear()
        self.saving.save(self._typed, self.drafts.id)

    def _send_home(self, form: str) -> None:
        """Not complete, or not for us: a numbered paper, and what was typed waits for the citizen's return."""
        try:
            who = person_of(self._typed.applicant, "applicant", self._clock().date())
        except RuleBroken as broken:
            self._refused(broken)
            return
        if self._outlook is not None:
            papers, wanted = self._typed.components or (), self._outlook.proposal
            dialog = SentHome(
                self._seat, form, wanted.procedure.code, who, papers, wanted.missing, self._clock, parent=self
            )
            dialog.given.connect(lambda _number: dialog.finished.connect(self._park))
            dialog.open()

    def _files_taken(self) -> None:
        if self._save_when_taken:
            self._save_when_taken = False
            self._save()

    def _received(self, taken: tuple[Dossier, ...]) -> None:
        self.save.setEnabled(True)
        self.drafts.begin()
        self.saved.show_dossiers(taken, self._clock())
        self._whole.hide()
        self.saved.show()
        self.saved.setFocus()
        self.drafts.show_parked()
        self.taken.emit(self.saved.code)
        self.printing.show(self.saved.code, self.saved.form)

    def _not_received(self, told: Told) -> None:
        self.save.setEnabled(True)
        if isinstance(told, RuleBroken):
            told = self._turn_to(told)
        self.drafts.keep(self._typed)
        if isinstance(told, RuleBroken) and told.code in OVERRULES:
            self.why.ask(told, self._typed)
        else:
            self._refused(told)

    def _remember(self, typed: Typed) -> None:
        self._typed = typed
        self.drafts.keep(typed)

    def _go_on(self, typed: Typed) -> None:
        self._typed = typed
        self._save()

    def _refused(self, told: Told) -> None:
        """A broken rule opens its step and stands beside its field; anything else is a notice."""
        if not (isinstance(told, RuleBroken) and self.steps.refuse(told)):
            self.notices.trouble(told)

    # -- after saving ------------------------------------------------------------------------------------

    def _next_person(self) -> None:
        self._show_typed(Typed())

    def _repeat(self) -> None:
        """The same procedure for whoever is next in the queue; papers and money are looked at anew."""
        typed = repeated(self._typed)
        self._show_typed(typed)
        self.notices.say(_("Lặp lại: {procedure}").format(procedure=typed.procedure_name), Meaning.QUIET)

    def _same_person(self) -> None:
        self._show_kept(Typed(applicant=self._typed.applicant, holder=self._typed.holder), 1)
