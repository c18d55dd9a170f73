"""Where does a paper that is saved as a file go first? The person's documents, wherever the program was started."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def in_documents(name: str) -> str:
    """The proposal for a file dialog: this name among the person's documents; the bare name where there are none."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return str(Path(documents) / name) if documents and Path(documents).is_dir() else name
