"""How does a statement reach the driver without a detour? For the few statements of each save and each keystroke.

A statement through SQLAlchemy costs several times what SQLite needs for it; here is the one door beside it. It opens no
transaction: what goes through it belongs to the session's, and ends with it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

_DRIVER = "motcua_driver"


def cursor(session: Session) -> Any:
    """The driver's own cursor inside the session's transaction; mapped objects that wait are written first.

    Danger: a mapped object that the session knows already does not see what is written here; expire it.
    """
    session.flush()
    driver = session.info.get(_DRIVER)
    if driver is None:
        driver = session.info[_DRIVER] = session.connection().connection
    return driver.cursor()
