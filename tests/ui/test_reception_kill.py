"""The process dies while a clerk is typing (SIGKILL, as a power cut does it): what stood on the page is there again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from desk.custody import verify
from desk.progress import Progress
from desk.store import Store
from tests.desk.conftest import PASSPHRASE
from tests.ui.test_reception import Hands, sit_down
from ui.pages.reception import Reception

__all__ = ["sit_down"]

NAME = "Nguyễn Thị Bất Chợt"
TYPIST = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from desk.office import office_of
from desk.rules.lifecycle import Role
from desk.store import Actor, Store
from ui.memory import Memory
from ui.pages.reception import Reception
from ui.seat import Seat
from ui.work import Work

app = QApplication([])
store = Store.open(Path(sys.argv[1]), lambda new: sys.argv[2])
with store.read() as session:
    office = office_of(session)
work = Work()
page = Reception(Seat(store, Actor("tiepnhan1", "Mẫu", Role.RECEPTION, "1"), office, work), memory=Memory())
page.show()

def rest():
    while True:
        loop = QEventLoop()
        QTimer.singleShot(1, loop.quit)
        loop.exec()
        if work.resting:
            return

rest()
line = page.applicant.fields["name"].control
for letter in sys.argv[3]:
    line.insert(letter)
    line.textEdited.emit(line.text())
    rest()
    print(len(line.text()), flush=True)
line.insert("…")
line.textEdited.emit(line.text())
print("on", flush=True)
while True:
    rest()
"""


@pytest.mark.parametrize("letters", [1, 9, len(NAME)])
def test_the_lights_go_out_after_some_letters(
    store: Store, sit_down: Callable[[], Reception], qtbot: object, letters: int
) -> None:
    store.close()
    typist = subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(store.folder), PASSPHRASE, NAME],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert typist.stdout is not None
    for told in typist.stdout:
        if told.strip() == str(letters):
            break
    typist.kill()
    typist.stdout.close()
    assert typist.wait() != 0
    page = sit_down()
    typed = page.typed.applicant["name"]
    assert typed.startswith(NAME[:letters])
    assert NAME.startswith(typed.rstrip("…"))
    assert "Đã lấy lại" in page.notices.shown[0].title
    assert verify(store, Progress()).findings == ()
    assert Hands(qtbot, page).page.applicant.fields["name"].text() == typed
