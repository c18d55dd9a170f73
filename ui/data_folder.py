"""Where does the data of this desk lie, when nobody says it?"""

from __future__ import annotations

from pathlib import Path


def data_folder() -> Path:
    """The folder of this person's data on this system."""
    import platformdirs  # here, because most commands are told their folder

    return Path(platformdirs.user_data_dir("motcua", appauthor=False))
