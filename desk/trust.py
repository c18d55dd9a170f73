"""By what does this desk know the province's gateway, and which way does it go there? Told by the province at enrolment.

Without a choice the roots of the operating system are trusted. With roots of the province's own only those are; with a
pin exactly one certificate is, whoever signed it and whatever name it bears.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from desk.errors import RuleBroken
from desk.rules.words import _

PIN = re.compile("[0-9a-f]{64}")
PIN_MARK = "#sha256="
"""An address may carry its pin: https://cong.tinh.gov.vn#sha256=…, one line to read over to a counter."""
MAX_ROOTS = 256 * 1024
PROXY_VARIABLE = "MOTCUA_PROXY"


@dataclass(frozen=True, slots=True)
class Trust:
    """`roots` is PEM text, `pin` the SHA-256 of the certificate in hex, `proxy` an address. Empty: nothing special."""

    roots: str = ""
    pin: str = ""
    proxy: str = ""

    def document(self) -> dict[str, str]:
        """As it is kept."""
        return {"roots": self.roots, "pin": self.pin, "proxy": self.proxy}


NOTHING_SPECIAL = Trust()


def read_trust(document: Mapping[str, Any] | None) -> Trust:
    """As it was kept; nothing special where nothing was."""
    said = document or {}
    return Trust(str(said.get("roots", "")), str(said.get("pin", "")), str(said.get("proxy", "")))


def pin_of(text: str) -> str:
    """A fingerprint as tools write it, with colons or without. Raises RuleBroken(pin, bad_pin)."""
    pin = re.sub(r"[:\s]", "", text).lower().removeprefix("sha256")
    if not PIN.fullmatch(pin):
        raise RuleBroken(
            "pin", "bad_pin", _("Vân tay chứng thư phải là mã SHA-256: 64 chữ số 0–9, A–F; hãy hỏi lại tỉnh.")
        )
    return pin


def roots_of(text: str) -> str:
    """Certificates in PEM. Raises RuleBroken(ca, bad_roots)."""
    text = text.encode("ascii", "replace").decode()  # remarks around the certificates may be in any language
    try:
        if len(text) > MAX_ROOTS or ssl.PEM_HEADER not in text:
            raise ValueError(len(text))
        ssl.create_default_context(cadata=text)
    except (ssl.SSLError, ValueError) as wrong:
        raise RuleBroken(
            "ca", "bad_roots", _("Tệp chứng thư gốc không đọc được; cần tệp PEM do tỉnh cấp.")
        ) from wrong
    return text


def proxy_of(text: str) -> str:
    """The address of a proxy. Raises RuleBroken(proxy, bad_proxy)."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RuleBroken(
            "proxy", "bad_proxy", _("Địa chỉ máy chủ trung gian phải có dạng http://may-chu:3128.")
        )
    return text


def address_and_pin(text: str) -> tuple[str, str]:
    """An address that may carry its pin. Raises RuleBroken(pin, bad_pin)."""
    address, mark, pin = text.strip().partition(PIN_MARK)
    return address, pin_of(pin) if mark else ""
