"""How is our own mistake told? By a short code for the telephone, and an outline for the log that holds no personal data."""

from __future__ import annotations

import traceback
from pathlib import PurePath


def outline(error: BaseException) -> str:
    """The kind of an error and where it was, without its message: messages may hold names and numbers."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{'/'.join(PurePath(f.filename).parts[-3:])}:{f.lineno} {f.name}" for f in reversed(frames)]
    return f"{type(error).__name__} at {' < '.join(places) or 'nowhere'}"


def bug_code(error: BaseException) -> str:
    """A short code to read out on the telephone: the same fault in the same place gives the same code."""
    import hashlib  # here, because it loads OpenSSL and no start waits for that

    frames = traceback.extract_tb(error.__traceback__)
    last = f"{PurePath(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
    digest = hashlib.sha256(f"{type(error).__name__}@{last}".encode()).hexdigest()
    return f"{digest[:3]}-{digest[3:6]}".upper()
