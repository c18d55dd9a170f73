"""What do the forms have in common below their heads? Labels with values, tables of papers, marks, the line of copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Protocol

from printing.documents.notices import Addressee, Contact
from printing.documents.parts import Agency, Component, Copy, Corrected, Edition, Reprint
from printing.flow import Strip
from printing.layout import (
    Paper,
    code_band,
    national_heading,
    notice,
    paragraph,
    side_by_side,
    spoken_date,
    spoken_time,
    title,
)
from printing.tables import Column, table
from printing.typeface import Face, Run

HOW_TO_SIGN: Final = "(Ký và ghi rõ họ tên)"
HOW_HEADS_SIGN: Final = "(Ký, ghi rõ họ tên và đóng dấu)"
NUMBER: Final = Column("TT", 7, "centre")
LISTED: Final = Column("STT", 9.5, "centre")
PAPERS: Final = Column("Thành phần hồ sơ", 68)
KINDS: Final = (
    Column("Bản chính", 14, "centre", group="Số lượng"),
    Column("Bản chứng thực", 18, "centre", group="Số lượng"),
    Column("Bản photo", 16, "centre", group="Số lượng"),
)
ELECTRONIC: Final = Column("Bản điện tử", 15, "centre", group="Số lượng")
CERTIFICATION: Final = (
    Column("Số trang", 14, "centre"),
    Column("Số bản giấy", 16, "centre"),
    Column("Ký bản điện tử", 18, "centre"),
)


class Marked(Protocol):
    """The agency of any paper of a dossier, and the marks that it may carry."""

    @property
    def agency(self) -> Agency: ...
    @property
    def provisional(self) -> bool: ...
    @property
    def corrected(self) -> Corrected | None: ...
    @property
    def reprint(self) -> Reprint | None: ...


def head(
    paper: Paper, paper_of: Marked, issued_on: date, number: str, dossier_code: str, about: str = ""
) -> list[Strip]:
    """The national heading with the number of the paper, and the code for people and machines once there is one."""
    agency = paper_of.agency
    dated = f"{agency.place}, {spoken_date(issued_on)}"
    numbered = f"Số: {number or '…………'}"
    strips = [national_heading(paper, agency.parent, agency.name, dated, numbered, about)]
    if not dossier_code:
        strips.append(Strip(paper.leading * 0.5, lambda _pen, _top: None))
    else:
        strips.append(
            code_band(
                paper,
                ((Run("Mã hồ sơ: "), Run(dossier_code, Face.BOLD)),),
                dossier_code,
                agency.lookup(dossier_code),
                agency.emblem,
            )
        )
    return strips


def field(paper: Paper, label: str, value: str, face: Face = Face.REGULAR) -> list[Strip]:
    """A label and its value; dots to write on where nobody gave one."""
    if not value.strip():
        return paragraph(paper, (Run(label),), dotted=True)
    return paragraph(paper, (Run(label), Run(value, face)))


def glued(strips: Sequence[Strip]) -> list[Strip]:
    """The first strip stays with what stands before it: a label does not stay behind when its table moves."""
    first, *rest = strips
    return [replace(first, with_previous=True), *rest]


def titled(paper: Paper, edition: Edition, agency: Agency, *under: str) -> list[Strip]:
    """The form's name, its English where the office is courteous to foreigners, and what stands under it."""
    english = f"({edition.english})" if agency.courtesy and edition.english else ""
    return title(paper, edition.title, english, *under)


def courtesy(paper: Paper, edition: Edition, agency: Agency) -> list[Strip]:
    """The English name of a letter, which has no title of its own to stand under."""
    if not agency.courtesy or not edition.english:
        return []
    return paragraph(paper, (Run(f"({edition.english})", Face.ITALIC),), align="centre")


def asked(paper: Paper, before: str, you: str, contact: Contact, end: str = "./.") -> list[Strip]:
    """Whom to ask: the wording of the forms, with as much as is known."""
    whom = " – ".join(part for part in (contact.officer, contact.place) if part) or "……………………………"
    phone = f", số điện thoại {contact.phone}," if contact.phone else ""
    return paragraph(paper, (Run(f"{before}{you} liên hệ với {whom}{phone} để được hướng dẫn{end}"),))


def sentence(text: str, end: str = ".") -> str:
    """Somebody's words with exactly one full stop (or none) behind them."""
    return text.strip().rstrip(".;, ") + end


def copy_line(reprint: Reprint | None, copy: Copy) -> str:
    """Which copy this is, and whether it is the same paper once more."""
    return f"(Liên: {copy.value}){reprint_words(reprint)}"


def reprint_words(reprint: Reprint | None) -> str:
    """The mark of a reprint, to follow another text."""
    return f" – In lại lần {reprint.nth}, {spoken_time(reprint.at)}" if reprint is not None else ""


def marks(paper: Paper, marked: Marked) -> Iterator[Strip]:
    """What must not be overlooked: the code may change; the record was corrected after the first print."""
    if marked.provisional:
        yield notice(
            paper,
            "Mã hồ sơ trên giấy này là mã tạm, cấp khi chưa kết nối được hệ thống. Mã chính thức sẽ được "
            "thông báo sau; tra cứu được bằng cả hai mã.",
        )
    if marked.corrected is not None:
        fields = ", ".join(marked.corrected.fields)
        yield notice(
            paper,
            f"BẢN SỬA ĐỔI: đã sửa {fields} lúc {spoken_time(marked.corrected.at)}. Bản này thay cho bản đã giao.",
        )


def person(paper: Paper, to: Addressee, label: str, *, with_identity: bool = False) -> Iterator[Strip]:
    """Whose dossier it is and how to reach them."""
    yield from field(paper, f"{label}: ", to.name, Face.BOLD)
    yield from field(paper, "Địa chỉ: ", to.address)
    yield from reach(paper, to.phone, to.email)
    if with_identity:
        yield from field(paper, "Số CMND/Thẻ căn cước/Hộ chiếu: ", to.identity_paper)


def reach(paper: Paper, phone: str, email: str) -> list[Strip]:
    """Telephone and e-mail on one line."""
    return side_by_side(
        paper,
        ((0.45, (Run("Số điện thoại: "), Run(phone))), (0.55, (Run("Email: "), Run(email)))),
    )


def component_table(paper: Paper, components: Sequence[Component], number: Column = NUMBER) -> list[Strip]:
    """Papers with their counts by kind of copy; electronic copies have a column where there are any."""
    electronic = any(one.electronic for one in components)
    kinds = (*KINDS, ELECTRONIC) if electronic else KINDS
    columns = (number, PAPERS, *kinds)
    rows = []
    for place, one in enumerate(components, 1):
        counts = (one.originals, one.certified, one.copies, one.electronic)[: len(kinds)]
        rows.append(((Run(str(place)),), _named(one), *(_count(count) for count in counts)))
    return table(paper, columns, rows)


def certification_table(paper: Paper, components: Sequence[Component]) -> list[Strip]:
    """Papers to certify: pages of the original, copies on paper, copies signed electronically."""
    rows = [
        (
            (Run(str(place)),),
            _named(one),
            _count(one.pages),
            _count(one.copies + one.certified),
            _count(one.electronic),
        )
        for place, one in enumerate(components, 1)
    ]
    return table(paper, (NUMBER, PAPERS, *CERTIFICATION), rows)


def _named(component: Component) -> tuple[Run, ...]:
    note = (Run(f" ({component.note})", Face.ITALIC),) if component.note else ()
    return (Run(component.name), *note)


def _count(count: int) -> tuple[Run, ...]:
    return (Run(f"{count:02d}" if count else ""),)
