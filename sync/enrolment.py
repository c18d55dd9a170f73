"""How does a desk become known to the province? With a one-time code that a person carried over, and a key of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from desk.errors import Trouble
from desk.rules.dossier_code import Lease
from desk.rules.words import _
from desk.trust import NOTHING_SPECIAL, Trust
from sync import wire
from sync.failures import Failed, NotWelcome, Refused, trouble_of
from sync.line import Line
from sync.outbox import Identity

ATTEMPTS = 3
"""A lost answer is harmless: the same device with the same key gets the same answer."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What enrolment brings: who we are, our first lease of serials, and the province's clock."""

    identity: Identity
    lease: Lease
    server_time: datetime


def new_key() -> bytes:
    """A fresh device key (raw Ed25519 private key). Keep it durably before enrolling with it."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def enrol(
    url: str, code: str, device: str, office: str, name: str, key: bytes, trust: Trust = NOTHING_SPECIAL
) -> Enrolled:
    """Introduce this desk with its key; afterwards it may exchange.

    Guarantee: the same call again, with the same code and key, gives the same answer, so an answer lost on
    the line costs nothing. Danger: a key that was not kept before the call is lost with a crash, and the
    code is used up. Raises Trouble: code_unknown, code_expired, code_used, wrong_office, not_reached, ….
    """
    public = Ed25519PrivateKey.from_private_bytes(key).public_key()
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    ask = wire.EnrolAsk(code.strip(), device, raw.hex(), office, name)
    with Line(url, trust) as line:
        answer = _asked(line, ask)
    if (answer.office, answer.device) != (office, device):
        raise Trouble(
            "wrong_office",
            _("Cổng của tỉnh trả lời cho một cơ quan khác ({office}).").format(office=answer.office[:40]),
            _("Hãy xin lại mã đăng ký cho đúng cơ quan."),
        )
    lease = Lease(answer.lease.agency, answer.lease.first, answer.lease.last)
    identity = Identity(line.url, office, device, key, bytes.fromhex(answer.gateway_key), trust)
    return Enrolled(identity, lease, answer.server_time)


def _asked(line: Line, ask: wire.EnrolAsk) -> wire.EnrolAnswer:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return line.post(wire.ENROL, ask, wire.EnrolAnswer)
        except (NotWelcome, Refused) as final:
            raise trouble_of(final) from final
        except Failed as failed:
            if attempt == ATTEMPTS:
                raise trouble_of(failed) from failed
    raise AssertionError("the last attempt returns or raises")
