"""What does the camera see? A live picture: shown a citizen's card it reads the code, over a paper it takes pages.

open ─► newest frame, looked at off the UI thread ─► shown ─► the next, until the card is read, the pages are done, or Esc
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from desk.errors import RuleBroken, Trouble
from desk.progress import Progress
from desk.rules.words import _
from scanning.cameras import Camera, Stream, cameras
from scanning.card_photo import card_at_a_glance
from scanning.tray import Bundle
from ui.desk_tray import DeskTray, ScanHabits
from ui.icons import LARGE, Icon
from ui.icons import paint as paint_icon
from ui.theme import BETWEEN, CLOSE, INSIDE, RADIUS, SECTION, look, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.field import Combo
from ui.widgets.text import column, label, row, set_role
from ui.work import Task, Told, Work

PICTURE = QSize(720, 405)
DEVICE = "camera"
PATIENT_EVERY = 4
"""Each so many frames one is sharpened before it is read: that finds blurred codes and takes longer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame: the JPEG as it came, a picture of it for the screen, and the card's text or why its code is none."""

    jpeg: bytes
    image: QImage
    card: str
    broken: RuleBroken | None


class Picture(QWidget):
    """The live picture, whole and undistorted."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(px(PICTURE.width()) // 2, px(PICTURE.height()) // 2)
        self.setAccessibleName(_("Hình từ camera"))

    def sizeHint(self) -> QSize:
        return QSize(px(PICTURE.width()), px(PICTURE.height()))

    def show_image(self, image: QImage | None) -> None:
        """The newest picture; none while the camera is opened."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tones, box = QPainter(self), look().tones, QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QColor(tones.line))
        painter.setBrush(QColor(tones.hover))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(RADIUS), px(RADIUS))
        if self._image is None:
            side = px(LARGE)
            centre = box.center()
            place = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
            paint_icon(painter, Icon.CAMERA, place, tones.muted)
            return
        size = self._image.size().toSizeF().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(
            box.center().x() - size.width() / 2,
            box.center().y() - size.height() / 2,
            size.width(),
            size.height(),
        )
        painter.drawImage(place, self._image)


class CameraDialog(QDialog):
    """`read(text)` once where cards are looked for; `taken(pages)` with JPEGs where papers are; `other_photo()` for a file."""

    read = Signal(str)
    taken = Signal(list)
    other_photo = Signal()

    def __init__(
        self,
        work: Work,
        found: Sequence[Camera],
        habits: ScanHabits,
        *,
        cards: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("camera")
        self._work, self._habits, self._cards = work, habits, cards
        self._found = tuple(found)
        self._stream: Stream | None = None
        self._looking: Task[Seen] | None = None
        self._frames = 0
        self._newest: bytes = b""
        self.pages: list[bytes] = []
        self._asked_to_drop = False
        self.setWindowTitle(_("Đọc thẻ bằng camera") if cards else _("Chụp giấy tờ bằng camera"))
        self.picture = Picture()
        self.choice = Combo([(one.name, one.device) for one in self._found])
        self.choice.setAccessibleName(_("Camera"))
        self.choice.setVisible(len(self._found) > 1)
        self.choice.setCurrentIndex(max(0, self.choice.findData(habits.text(DEVICE))))
        self.choice.activated.connect(lambda _at: self._choose())
        self.told = label("", "strong", wrap=True)
        self.told.setObjectName("camera.told")
        self.again = Button(_("Mở lại camera"), self.begin, key="F5", icon=Icon.CAMERA)
        self.again.hide()
        self.file = Button(
            _("Chọn tệp ảnh…"), self._other, key="Alt+A", icon=Icon.ATTACHMENT, kind=Kind.QUIET
        )
        self.file.setVisible(cards)
        self.shoot = Button(_("Chụp trang"), self._shoot, key="Space", icon=Icon.CAMERA)
        self.drop = Button(_("Bỏ trang cuối"), self._drop, key="Backspace", icon=Icon.DELETE, kind=Kind.QUIET)
        self.take = Button(
            _("Xong, đính vào hồ sơ"), self._take, key="Ctrl+Return", icon=Icon.TICK, kind=Kind.PRIMARY
        )
        for one in (self.shoot, self.drop, self.take):
            one.setVisible(not cards)
        self.leave = Button(_("Đóng"), self.reject, key="Escape")
        for name, one in (
            ("shoot", self.shoot),
            ("take", self.take),
            ("drop", self.drop),
            ("file", self.file),
        ):
            one.setObjectName(f"camera.{name}")
        page = column(
            label(self.windowTitle(), "title"), self.choice, self.picture, self.told,
            row(self.file, self.again, self.drop, 0, self.leave, self.shoot, self.take, space=INSIDE),
            space=CLOSE,
        )  # fmt: skip
        page.setContentsMargins(px(SECTION), px(BETWEEN), px(SECTION), px(BETWEEN))
        page.setStretch(2, 1)
        self.setLayout(page)
        self._count()
        (self.leave if cards else self.shoot).setFocus(Qt.FocusReason.OtherFocusReason)
        self.begin()

    # -- frames -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Open the chosen camera, or the same one again."""
        self._hang_up()
        device = str(self.choice.currentData() or "")
        camera = next((one for one in self._found if one.device == device), None)
        if camera is None:
            return
        self.again.hide()
        self.picture.show_image(None)
        self._say(_("Đang mở camera…"))
        self._stream = Stream(camera)
        self._next()

    def _next(self) -> None:
        stream = self._stream
        if stream is None or self._work.closing:
            return
        self._frames += 1
        cards, patient, size = self._cards, self._frames % PATIENT_EVERY == 0, self.picture.size()

        def see(progress: Progress) -> Seen:
            jpeg = stream.newest(progress)
            card, broken = "", None
            if cards:
                try:
                    card = card_at_a_glance(jpeg, patient=patient)
                except RuleBroken as other:
                    broken = other
            image = QImage.fromData(jpeg)
            if not image.isNull():
                image = image.scaled(
                    size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
            return Seen(jpeg, image, card, broken)

        self._looking = self._work.ask(see, self._seen, self._failed, owner=self, instead_of=self._looking)

    def _seen(self, seen: Seen) -> None:
        self._newest = seen.jpeg
        self.picture.show_image(seen.image)
        if seen.card:
            self._hang_up()
            self.accept()
            self.read.emit(seen.card)
            return
        if seen.broken is not None:
            self._say(seen.broken.message, wrong=True)
        elif self._cards:
            self._say(_("Đưa mặt thẻ có mã QR vào trước camera, giữ yên, cách một gang tay."))
        else:
            self._count()
        self._next()

    def _failed(self, told: Told) -> None:
        self._hang_up()
        title, advice = (told.message, "") if isinstance(told, RuleBroken) else (told.title, told.advice)
        self._say(f"{title} {advice}".strip(), wrong=True)
        self.picture.show_image(None)
        self.again.show()
        self.again.setFocus()

    def _hang_up(self) -> None:
        if self._looking is not None:
            self._looking.forget()
            self._looking = None
        stream, self._stream = self._stream, None
        if stream is not None:
            # Not here: a driver that hangs lets its process end when it likes.
            self._work.ask(lambda _progress: stream.close(), lambda _none: None)

    def _choose(self) -> None:
        device = str(self.choice.currentData() or "")
        self._habits.keep(DEVICE, device)
        if self._stream is None or self._stream.camera.device != device:
            self.begin()

    # -- pages --------------------------------------------------------------------------------------------

    def _shoot(self) -> None:
        """The picture that is on the screen becomes a page."""
        if self._newest and self._stream is not None:
            self.pages.append(self._newest)
            self._asked_to_drop = False
            self._count()

    def _drop(self) -> None:
        if self.pages:
            self.pages.pop()
        self._count()

    def _take(self) -> None:
        if not self.pages:
            self._shoot()
        if self.pages:
            pages, self.pages = self.pages, []
            self.accept()
            self.taken.emit(pages)

    def _count(self) -> None:
        self.take.setEnabled(bool(self.pages))
        self.drop.setEnabled(bool(self.pages))
        if not self._cards and not self._asked_to_drop:
            self._say(
                _("Đã chụp {n} trang. Dấu cách chụp tiếp, Ctrl+Enter đính vào hồ sơ.").format(
                    n=len(self.pages)
                )
                if self.pages
                else _("Đặt giấy trọn trong khung hình, đủ sáng, rồi bấm dấu cách.")
            )

    def _other(self) -> None:
        self.reject()
        self.other_photo.emit()

    # -- leaving ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes a page too: that is what a hand on the table looks for."""
        if not self._cards and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._shoot()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        """Pages that were taken are not lost by one Esc."""
        if self.pages and not self._asked_to_drop:
            self._asked_to_drop = True
            self._say(
                _("Còn {n} trang chưa đính: Ctrl+Enter để đính, Esc lần nữa để bỏ.").format(
                    n=len(self.pages)
                ),
                wrong=True,
            )
            return
        super().reject()

    def done(self, result: int) -> None:
        self._hang_up()
        super().done(result)

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        if self.told.text() != sentence:
            self.told.setText(sentence)
        set_role(self.told, "error" if wrong else "strong")


def with_camera(
    work: Work, habits: ScanHabits, parent: QWidget, opened: Callable[[CameraDialog], object],
    none: Callable[[Trouble], object], *, cards: bool,
) -> None:  # fmt: skip
    """Look for cameras, then open the dialog: `opened` ties it to the page; `none` where this machine has no camera."""

    def found(cameras: tuple[Camera, ...]) -> None:
        if not cameras:
            none(
                Trouble(
                    "no_camera",
                    _("Máy này chưa có camera."),
                    _("Hãy cắm camera rồi làm lại, hoặc chụp bằng điện thoại và thả ảnh vào đây."),
                )
            )
            return
        dialog = CameraDialog(work, cameras, habits, cards=cards, parent=parent.window())
        dialog.finished.connect(dialog.deleteLater)
        opened(dialog)
        dialog.open()

    work.ask(lambda _progress: cameras(), found, owner=parent)


def shoot(
    work: Work, tray: DeskTray, component: str, parent: QWidget, then: Callable[[Bundle], object],
    none: Callable[[Trouble], object],
) -> None:  # fmt: skip
    """Pages of the camera as one bundle, cleaned in the tray like scanned ones; `then` gets it."""

    def taken(pages: list[bytes]) -> None:
        tray.collect(lambda _progress: pages, component or _("Ảnh chụp"), then)

    with_camera(work, tray.habits, parent, lambda dialog: dialog.taken.connect(taken), none, cards=False)
