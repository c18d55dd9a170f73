"""Which words does the desk speak? Vietnamese is the source; other languages are gettext catalogues."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_spoken: tuple[str, str] = ("", "")


_official: ContextVar[bool] = ContextVar("official", default=False)


@contextmanager
def official_words() -> Iterator[None]:
    """Inside, `_` answers in Vietnamese whatever the person reads: official paper and the journal are never translated."""
    token = _official.set(True)
    try:
        yield
    finally:
        _official.reset(token)


def _(text: str) -> str:
    """The sentence in the chosen language; the Vietnamese source where no translation exists."""
    return text if _official.get() else _catalogue.gettext(text)


def use_language(language: str, folder: Path) -> None:
    """Speak `language` ("vi" is the source) with the catalogues under `folder`; falls back to Vietnamese."""
    global _catalogue, _spoken
    _catalogue = gettext.translation("motcua", folder, [language], fallback=True)
    _spoken = (language, str(folder))


def spoken() -> tuple[str, str]:
    """What `use_language` was last told, so that a process started by this one can speak alike; empty before that."""
    return _spoken
