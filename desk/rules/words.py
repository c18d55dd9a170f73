"""Which words does the desk speak? Vietnamese is the source; other languages are gettext catalogues."""

from __future__ import annotations

import gettext
from pathlib import Path

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def _(text: str) -> str:
    """The sentence in the chosen language; the Vietnamese source where no translation exists."""
    return _catalogue.gettext(text)


def use_language(language: str, folder: Path) -> None:
    """Speak `language` ("vi" is the source) with the catalogues under `folder`; falls back to Vietnamese."""
    global _catalogue
    _catalogue = gettext.translation("motcua", folder, [language], fallback=True)
