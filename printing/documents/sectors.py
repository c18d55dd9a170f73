"""Which forms have fields of law of their own? They stand in the place of 01 to 03 for the dossiers of that field.

Residence (cư trú): Thông tư 56/2021/TT-BCA from 01/07/2021, in the wording of Thông tư 66/2023/TT-BCA from
01/01/2024, has CT04, CT05 and CT06. What is known here is their number, name and validity; their gazette layout
is not, so they carry the fields of forms 01, 02 and 03, which ask for no less. Household business and land have
receipts of their own, too, whose numbers and names are not known here: they are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from printing.documents.editions import RECEIPT, REFUSAL, SUPPLEMENT, edition_for
from printing.documents.parts import Edition

RESIDENCE: Final = "Cư trú"
"""The field (lĩnh vực) as the catalogue names it."""
NAMES: Final = {
    RECEIPT: ("CT04", "Phiếu tiếp nhận hồ sơ và hẹn trả kết quả"),
    SUPPLEMENT: ("CT05", "Phiếu hướng dẫn bổ sung, hoàn thiện hồ sơ"),
    REFUSAL: ("CT06", "Phiếu từ chối tiếp nhận, giải quyết hồ sơ"),
}
IN_FORCE: Final = (
    (date(2021, 7, 1), "Thông tư 56/2021/TT-BCA"),
    (date(2024, 1, 1), "Thông tư 56/2021/TT-BCA, sửa đổi bởi Thông tư 66/2023/TT-BCA"),
)
SECTORS: Final[Mapping[tuple[str, str], tuple[Edition, ...]]] = {
    (RESIDENCE, form): tuple(Edition(number, title, basis, since, 1, form) for since, basis in IN_FORCE)
    for form, (number, title) in NAMES.items()
}
"""(field, form in whose place it stands) -> its editions, the oldest first."""


def edition_of(form: str, field: str, on: date) -> Edition:
    """The edition of a form for a dossier of this field on that day: the sector's own where there is one in force."""
    own = [edition for edition in SECTORS.get((field, form), ()) if edition.applies_from <= on]
    return own[-1] if own else edition_for(form, on)


def sector_editions(on: date | None = None) -> Iterator[Edition]:
    """Every sector form in its newest edition, or in the one of that day."""
    for editions in SECTORS.values():
        own = [edition for edition in editions if on is None or edition.applies_from <= on]
        yield from own[-1:]
