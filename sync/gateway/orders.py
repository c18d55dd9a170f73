"""Did this province order this step? Its seal goes down with the order and comes back in the desk's journal.

So an order is known again although the gateway was restored from a backup that is older than the order.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from sqlalchemy import Connection, select

from desk.rules.chain import moment
from sync.gateway.store import settings

SEAL = "seal"
"""The fact of an order that holds the seal."""
SEAL_BYTES = 9
"""Twelve letters: nobody guesses one of 2**72 by asking, and each is a byte on a bad line."""


def order_key(session: Connection) -> bytes:
    """The key of the seals, from the gateway's own key, which every backup has."""
    key = session.scalars(select(settings.c.value).where(settings.c.name == "signing_key")).one()
    return hashlib.sha256(b"motcua-order-1\n" + bytes.fromhex(key)).digest()


def seal_of(key: bytes, device: str, dossier: str, action: str, at: datetime) -> str:
    """The seal of this order to this desk."""
    said = f"{device}\n{dossier}\n{action}\n{moment(at)}".encode()
    return base64.b64encode(hmac.digest(key, said, "sha256")[:SEAL_BYTES]).decode()


def is_sealed(
    session: Connection, device: str, dossier: str, action: str, at: datetime, seal: object
) -> bool:
    """Whether the seal is this province's for this order."""
    if not isinstance(seal, str):
        return False
    return hmac.compare_digest(
        seal.encode(), seal_of(order_key(session), device, dossier, action, at).encode()
    )
