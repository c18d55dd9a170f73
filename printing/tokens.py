"""Which certificates lie on the token? The USB token (PKCS#11) of a signer: found, opened with its PIN, used, closed.

The private key never leaves the token. Troubles are told by what the signer must do next; a wrong PIN is asked once and
never tried again by itself, because a token locks itself after a few.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, ObjectClass
from pkcs11 import exceptions as p11

from desk.errors import Trouble
from desk.rules.words import _


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate on a token that can sign: whose it is, until when, and the bytes that prove it (DER)."""

    token: str
    key: bytes  # CKA_ID, shared by the certificate and its private key
    holder: str
    organisation: str
    issuer: str
    serial: str  # hexadecimal, as certificates are named
    valid_from: datetime
    valid_until: datetime
    der: bytes

    def check_valid(self, at: datetime) -> None:
        """Trouble where the certificate is not in force at `at`."""
        if not self.valid_from <= at <= self.valid_until:
            raise Trouble(
                "certificate_not_in_force",
                _("Chứng thư số của {holder} chỉ có hiệu lực từ {since} đến {until}.").format(
                    holder=self.holder,
                    since=f"{self.valid_from:%d/%m/%Y}",
                    until=f"{self.valid_until:%d/%m/%Y}",
                ),
                _("Hãy dùng token khác hoặc gia hạn chứng thư số; kiểm tra cả ngày giờ của máy."),
            )


class Token:
    """An open token; valid inside `opened_token` only."""

    def __init__(self, session: Any, label: str) -> None:
        self.session = session
        self.label = label

    def certificates(self) -> tuple[Certificate, ...]:
        """Those with a private key beside them, the longest valid first."""
        with told():
            keys = {
                bytes(key[Attribute.ID])
                for key in self.session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})
            }
            found = [
                _certificate(self.label, bytes(one[Attribute.ID]), bytes(one[Attribute.VALUE]))
                for one in self.session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
                if bytes(one[Attribute.ID]) in keys
            ]
        return tuple(sorted(found, key=lambda one: one.valid_until, reverse=True))

    def above(self, own: x509.Certificate) -> list[x509.Certificate]:
        """The other certificates on the token (the authorities' above the signer's), so that a copy proves itself."""
        with told():
            every = [
                x509.Certificate.load(bytes(one[Attribute.VALUE]))
                for one in self.session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
            ]
        return [one for one in every if one.subject != own.subject]

    def chosen(self, serial: str = "") -> Certificate:
        """The certificate of this serial, or the only one there is. Trouble where that is not one."""
        found = self.certificates()
        if serial:
            found = tuple(one for one in found if one.serial == serial.upper().lstrip("0"))
        if len(found) == 1:
            return found[0]
        if not found:
            raise Trouble(
                "no_certificate",
                _("Token “{token}” không có chứng thư số dùng để ký.").format(token=self.label),
                _("Hãy kiểm tra đúng token chưa, hoặc liên hệ nơi cấp chứng thư."),
            )
        raise Trouble(
            "several_certificates",
            _("Token có nhiều chứng thư số: {all}.").format(
                all="; ".join(f"{one.holder} ({one.serial})" for one in found)
            ),
            _("Hãy chọn một chứng thư theo số hiệu."),
        )


@contextmanager
def opened_token(module: Path, pin: str, label: str = "") -> Iterator[Token]:
    """The token in the reader, opened with its PIN and closed afterwards.

    `module` is the maker's PKCS#11 library; `label` is needed only where several tokens are plugged in.
    Raises Trouble: no_module, no_token, several_tokens, wrong_pin, pin_locked, token_gone, token_fault.
    """
    if not module.is_file():
        raise Trouble(
            "no_module",
            _("Không có thư viện của token: {path}.").format(path=module),
            _("Hãy cài phần mềm của nhà cung cấp token, rồi chọn lại tệp thư viện (PKCS#11)."),
        )
    try:
        library = pkcs11.lib(str(module))
    except (p11.PKCS11Error, RuntimeError) as fault:
        raise Trouble(
            "no_module",
            _("Tệp thư viện của token không dùng được: {path}.").format(path=module),
            _("Hãy chọn đúng tệp thư viện PKCS#11 do nhà cung cấp token cài."),
        ) from fault
    with told():
        slots = library.get_slots(token_present=True)
        there = [token for token in (slot.get_token() for slot in slots) if token.label.strip()]
    plugged = [token for token in there if label in ("", token.label)]
    if not plugged:
        raise Trouble(
            "no_token", _("Chưa cắm token, hoặc token chưa được nhận."), _("Hãy cắm token rồi thử lại.")
        )
    if len(plugged) > 1:
        names = ", ".join(token.label for token in plugged)
        raise Trouble(
            "several_tokens",
            _("Đang cắm nhiều token: {names}.").format(names=names),
            _("Hãy rút bớt, hoặc chọn token theo tên."),
        )
    with told():
        session = plugged[0].open(user_pin=pin)
    try:
        yield Token(session, plugged[0].label)
    finally:
        session.close()


@contextmanager
def told() -> Iterator[None]:
    """Turn what the token's library raises into a trouble that says what to do."""
    try:
        yield
    except (p11.PinIncorrect, p11.PinLenRange, p11.PinInvalid, p11.ArgumentsBad) as wrong:
        raise Trouble(
            "wrong_pin",
            _("Mã PIN của token không đúng."),
            _("Hãy nhập lại cẩn thận: token tự khóa sau vài lần sai."),
        ) from wrong
    except (p11.PinLocked, p11.PinExpired) as locked:
        raise Trouble(
            "pin_locked", _("Token đã bị khóa mã PIN."), _("Hãy liên hệ nơi cấp chứng thư số để mở khóa.")
        ) from locked
    except (p11.DeviceRemoved, p11.TokenNotPresent, p11.SessionHandleInvalid, p11.DeviceError) as gone:
        raise Trouble(
            "token_gone",
            _("Token đã bị rút ra hoặc không trả lời."),
            _("Hãy cắm lại token rồi ký tiếp; những tệp đã ký xong vẫn giữ."),
        ) from gone
    except p11.PKCS11Error as fault:
        raise Trouble(
            "token_fault",
            _("Token báo lỗi {name}.").format(name=type(fault).__name__),
            _("Hãy rút token, cắm lại rồi thử; nếu còn lỗi, đọc tên lỗi này cho người hỗ trợ."),
        ) from fault


def _certificate(token: str, key: bytes, der: bytes) -> Certificate:
    read = x509.Certificate.load(der)
    subject = read.subject.native
    valid = read["tbs_certificate"]["validity"]
    return Certificate(
        token=token,
        key=key,
        holder=_first(subject.get("common_name")),
        organisation=_first(subject.get("organization_name")),
        issuer=_first(read.issuer.native.get("common_name")),
        serial=f"{read.serial_number:X}",
        valid_from=valid["not_before"].native,
        valid_until=valid["not_after"].native,
        der=der,
    )


def _first(value: object) -> str:
    """A name may hold one value or a list of them."""
    return str(value[0]) if isinstance(value, list) else str(value or "")
