"""Who may talk to the province? Invitations, enrolment with a device key, signed sessions with short-lived tokens.

motcua gateway invite ──▶ code (a person carries it) ──▶ POST /v1/enrol ──▶ device + lease
POST /v1/session (signed: device, moment, nonce) ──▶ token ──▶ every other request
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets as random_source
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import Connection, delete, func, select, update

from desk.rules.chain import GENESIS
from desk.rules.dossier_code import Lease, check_agency
from desk.rules.words import _
from sync import wire
from sync.gateway.refusal import Refusal
from sync.gateway.store import GatewayStore, devices, invites, leases, news, nonces, settings, written
from sync.wire import Code

INVITE_LIFETIME = timedelta(days=7)
INVITE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
INVITE_GROUPS, INVITE_GROUP = 3, 4
"""Twelve letters of 5 bits: 60 bits, read over the telephone in three groups."""
LEASE_SIZE = 5_000
SESSION_LIFETIME = timedelta(minutes=30)
CLOCK_TOLERANCE = timedelta(hours=12)
"""More, and the day itself may be wrong: appointments would be. Less is told to the clerk, not refused."""
MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled desk as a request finds it."""

    id: str
    office: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code to carry to a desk; it is shown once and kept only as a hash."""

    code: str
    office: str
    expires_at: datetime


class Devices:
    """The register of desks."""

    def __init__(self, store: GatewayStore) -> None:
        self._store = store
        with store.write("keys") as change:
            self._signing = Ed25519PrivateKey.from_private_bytes(_secret(change, "signing_key", _new_signing))
            self._sealing = _secret(change, "session_key", lambda: os.urandom(32))

    @property
    def public_key(self) -> bytes:
        """The gateway's own key, raw: desks check receipts with it."""
        return self._signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, text: bytes) -> str:
        """The gateway's signature, in hex."""
        return self._signing.sign(text).hex()

    def invite(self, office: str, now: datetime) -> Invitation:
        """A new one-time code for one device of this office. Raises RuleBroken(office, bad_agency)."""
        check_agency(office, "office")
        code = "-".join(
            "".join(random_source.choice(INVITE_LETTERS) for _letter in range(INVITE_GROUP))
            for _group in range(INVITE_GROUPS)
        )
        expires_at = now + INVITE_LIFETIME
        with self._store.write("enrol") as change:
            change.execute(
                invites.insert().values(
                    code_hash=_code_hash(code), office=office, expires_at=written(expires_at)
                )
            )
        return Invitation(code, office, expires_at)

    def enrol(self, ask: wire.EnrolAsk, now: datetime) -> wire.EnrolAnswer:
        """Take the device in; the same device with the same key and code gets the same answer again.

        An enrolled device may take a new key with a new code of its office: its journal and lease stay.
        Raises Refusal: code_unknown, code_expired, code_used, wrong_office.
        """
        with self._store.write("enrol") as change:
            self._store.hold(change, ask.device)  # a lease is news for this device, and news go out in order
            invite = change.execute(
                select(invites).where(invites.c.code_hash == _code_hash(ask.code))
            ).first()
            known = change.execute(select(devices).where(devices.c.id == ask.device)).first()
            if invite is None:
                raise Refusal(Code.CODE_UNKNOWN, _("Mã đăng ký không đúng. Hãy kiểm tra lại từng chữ."))
            if invite.office != ask.office or (known is not None and known.office != ask.office):
                raise Refusal(
                    Code.WRONG_OFFICE,
                    _("Mã đăng ký này cấp cho cơ quan {office}.").format(office=invite.office),
                )
            repeated = known is not None and known.public_key == ask.public_key
            if invite.used_by is not None and not (invite.used_by == ask.device and repeated):
                raise Refusal(
                    Code.CODE_USED, _("Mã đăng ký đã được dùng. Hãy xin tỉnh cấp mã mới cho máy này.")
                )
            if invite.used_by is None:
                if written(now) > invite.expires_at:
                    raise Refusal(Code.CODE_EXPIRED, _("Mã đăng ký đã hết hạn. Hãy xin tỉnh cấp mã mới."))
                self._take_in(change, ask, known is not None, now)
            lease = _lease_of(change, ask.device, ask.office)
        return wire.EnrolAnswer(
            ask.office, ask.device, self.public_key.hex(),
            wire.LeaseGrant(lease.agency, lease.first, lease.last), now,
        )  # fmt: skip

    def _take_in(self, change: Connection, ask: wire.EnrolAsk, known: bool, now: datetime) -> None:
        if known:
            change.execute(
                update(devices)
                .where(devices.c.id == ask.device)
                .values(public_key=ask.public_key, name=ask.name, revoked_at=None)
            )
        else:
            change.execute(
                devices.insert().values(
                    id=ask.device, office=ask.office, name=ask.name, public_key=ask.public_key,
                    enrolled_at=written(now), held_seq=0, held_hash=GENESIS,
                )
            )  # fmt: skip
            _grant(change, ask.device, ask.office, now)
        change.execute(
            update(invites)
            .where(invites.c.code_hash == _code_hash(ask.code))
            .values(used_by=ask.device, used_at=written(now))
        )

    def open_session(self, ask: wire.SessionAsk, now: datetime) -> wire.SessionAnswer:
        """A token for a signed request. Raises Refusal: device_unknown, device_revoked, bad_signature, clock."""
        with self._store.write(f"session {ask.device}") as change:
            row = self._proved(change, ask, now)
            expires_at = now + SESSION_LIFETIME
            return wire.SessionAnswer(
                self._token(ask.device, expires_at), int(SESSION_LIFETIME.total_seconds()), now,
                row.held_seq, row.held_hash,
            )  # fmt: skip

    def prove(self, ask: wire.SessionAsk, now: datetime) -> Device:
        """The device that signed this one request. Raises Refusal: device_unknown, device_revoked, bad_signature, clock."""
        with self._store.write(f"session {ask.device}") as change:
            row = self._proved(change, ask, now)
        return Device(row.id, row.office)

    def _proved(self, change: Connection, ask: wire.SessionAsk, now: datetime) -> Any:
        row = change.execute(select(devices).where(devices.c.id == ask.device)).first()
        if row is None:
            raise Refusal(Code.DEVICE_UNKNOWN, _("Tỉnh chưa biết máy này. Hãy đăng ký lại thiết bị."))
        _check_revoked(row.revoked_at)
        _check_signature(row.public_key, ask)
        if abs(ask.at - now) > CLOCK_TOLERANCE:
            raise Refusal(
                Code.CLOCK,
                _("Đồng hồ máy này lệch quá nhiều so với tỉnh. Hãy chỉnh lại ngày giờ rồi thử lại."),
                {"desk_time": ask.at.isoformat(), "server_time": now.isoformat()},
            )
        change.execute(delete(nonces).where(nonces.c.at < written(now - 2 * CLOCK_TOLERANCE)))
        seen = (nonces.c.device == ask.device) & (nonces.c.nonce == ask.nonce)
        if change.execute(select(nonces.c.at).where(seen)).first() is not None:
            raise _bad_signature()
        change.execute(nonces.insert().values(device=ask.device, nonce=ask.nonce, at=written(now)))
        return row

    def known(self, device: str) -> tuple[Device, bytes]:
        """An enrolled desk and its public key. Raises Refusal: device_unknown, device_revoked."""
        with self._store.read() as session:
            row = session.execute(select(devices).where(devices.c.id == device)).first()
        if row is None:
            raise Refusal(Code.DEVICE_UNKNOWN, _("Tỉnh chưa biết máy này. Hãy đăng ký lại thiết bị."))
        _check_revoked(row.revoked_at)
        return Device(row.id, row.office), bytes.fromhex(row.public_key)

    @property
    def private_key(self) -> bytes:
        """The gateway's own key, raw: bundles are opened and sealed with it. It never leaves this process."""
        return self._signing.private_bytes_raw()

    def welcome(self, token: str, now: datetime) -> Device:
        """The device of a valid token. Raises Refusal: session_expired, device_revoked."""
        device = self._opened(token, now)
        with self._store.read() as session:
            row = session.execute(select(devices).where(devices.c.id == device)).first()
        if row is None:
            raise _expired()
        _check_revoked(row.revoked_at)
        return Device(row.id, row.office)

    def revoke(self, device: str, now: datetime) -> bool:
        """Shut a device out; False where there is none. What it sent stays."""
        with self._store.write(device) as change:
            done = change.execute(
                update(devices).where(devices.c.id == device).values(revoked_at=written(now))
            )
            return bool(done.rowcount)

    def _token(self, device: str, expires_at: datetime) -> str:
        head = uuid.UUID(device).bytes + int(expires_at.timestamp()).to_bytes(8, "big")
        return base64.urlsafe_b64encode(head + self._mac(head)).decode()

    def _opened(self, token: str, now: datetime) -> str:
        try:
            raw = base64.urlsafe_b64decode(token.encode("ascii"))
        except ValueError as wrong:
            raise _expired() from wrong
        head, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
        if len(head) != 24 or not hmac.compare_digest(mac, self._mac(head)):
            raise _expired()
        if int.from_bytes(head[16:], "big") <= now.timestamp():
            raise _expired()
        return str(uuid.UUID(bytes=head[:16]))

    def _mac(self, head: bytes) -> bytes:
        return hmac.digest(self._sealing, head, "sha256")[:MAC_BYTES]


def _grant(change: Connection, device: str, agency: str, now: datetime) -> None:
    """The next block of serials of the agency: 1–4999, then 5000–9999, 10000–14999 …; inside one transaction."""
    top = change.scalar(select(func.max(leases.c.last)).where(leases.c.agency == agency))
    first = 1 if top is None else top + 1
    last = LEASE_SIZE - 1 if top is None else top + LEASE_SIZE
    change.execute(
        leases.insert().values(agency=agency, first=first, last=last, device=device, granted_at=written(now))
    )
    document = msgspec.json.encode(wire.LeaseGrant(agency, first, last)).decode()
    change.execute(news.insert().values(device=device, kind="lease", document=document))


def _lease_of(change: Connection, device: str, agency: str) -> Lease:
    row = change.execute(
        select(leases)
        .where(leases.c.device == device, leases.c.agency == agency)
        .order_by(leases.c.first)
        .limit(1)
    ).one()
    return Lease(row.agency, row.first, row.last)


def _secret(change: Connection, name: str, make: object) -> bytes:
    value = change.scalar(select(settings.c.value).where(settings.c.name == name))
    if value is None:
        assert callable(make)
        value = make().hex()
        change.execute(settings.insert().values(name=name, value=value))
    return bytes.fromhex(value)


def _new_signing() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def _code_hash(code: str) -> str:
    letters = "".join(letter for letter in code.upper() if letter in INVITE_LETTERS)
    return hashlib.sha256(b"motcua-invite\n" + letters.encode()).hexdigest()


def _check_signature(public_key: str, ask: wire.SessionAsk) -> None:
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    try:
        key.verify(bytes.fromhex(ask.signature), wire.session_text(ask.device, ask.at, ask.nonce))
    except InvalidSignature as wrong:
        raise _bad_signature() from wrong


def _check_revoked(revoked_at: str | None) -> None:
    if revoked_at is not None:
        raise Refusal(
            Code.DEVICE_REVOKED, _("Tỉnh đã ngừng tiếp nhận từ máy này. Hãy liên hệ quản trị tỉnh.")
        )


def _bad_signature() -> Refusal:
    return Refusal(Code.BAD_SIGNATURE, _("Chữ ký của máy không đúng. Hãy đăng ký lại thiết bị."))


def _expired() -> Refusal:
    return Refusal(Code.SESSION_EXPIRED, _("Phiên làm việc với tỉnh đã hết hạn."))
