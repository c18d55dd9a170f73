"""What does the desk remember of a person's habits? Column widths, the look, the paper: nothing that is a record."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


class Memory:
    """Small habits in one readable file beside the store; without a file they last until the program ends."""

    def __init__(self, file: Path | None = None) -> None:
        self._kept: dict[str, str] = {}
        self._settings = QSettings(str(file), QSettings.Format.IniFormat) if file is not None else None

    def text(self, name: str, default: str = "") -> str:
        """What was kept under a name."""
        if self._settings is None:
            return self._kept.get(name, default)
        value = self._settings.value(name, default)
        return value if isinstance(value, str) else default

    def keep(self, name: str, value: str) -> None:
        """Keep a habit; one that cannot be written is no loss worth a message."""
        if self._settings is None:
            self._kept[name] = value
        else:
            self._settings.setValue(name, value)

    def state(self, name: str) -> QByteArray:
        """A state that Qt made itself, such as the columns of a header."""
        return QByteArray.fromBase64(self.text(name).encode())

    def keep_state(self, name: str, state: QByteArray) -> None:
        """Keep a state of Qt's."""
        self.keep(name, bytes(state.toBase64().data()).decode())
