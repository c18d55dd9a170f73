"""Which language does this start of the program speak? Vietnamese, unless the environment asks for a catalogue we have.

Pages evaluate their words when they are imported, so whoever starts the program calls `speak` before it imports them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from desk.rules.words import use_language

VARIABLE = "MOTCUA_LANGUAGE"
SOURCE = "vi"
WORDS = Path(__file__).parent / "words"


def speak(environment: Mapping[str, str] = os.environ) -> None:
    """Speak the language of MOTCUA_LANGUAGE; Vietnamese where it is unset, empty or a language without a catalogue."""
    use_language(environment.get(VARIABLE) or SOURCE, WORDS)
