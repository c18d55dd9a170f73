"""What does a newcomer get by `make run`? A ready office with a province on loopback, or a played day without a display."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from ui.language import speak

if __name__ == "__main__":
    speak()  # before the rooms below are imported: they evaluate words at import

from desk.clock import now
from desk.rules.words import _
from ui.command.main import run
from ui.display import has_display
from ui.training import training_folder

PLAYED = Path("run")


def main() -> int:
    """`make run`. Without a display: says so in one line and plays a day headless instead."""
    if has_display():
        return int(import_module("ui.training_desk").open_training(training_folder()))
    place = PLAYED / f"ngay-mau-{now():%Y%m%d-%H%M%S}"
    print(
        _("Máy này không có màn hình: chạy thử một ngày ở quầy, kết quả trong thư mục {place}").format(
            place=place
        )
    )
    return run(["day", "--out", str(place)])


if __name__ == "__main__":
    sys.exit(main())
