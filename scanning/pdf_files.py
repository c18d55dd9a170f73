"""Is this PDF only paper? Looked through object by object; what could run, hide or grow is left behind or refused.

plain ───────────────► kept byte for byte
carries something ───► rebuilt from its pages, with the filled fields drawn in; `dropped` says what stayed behind
signed ──────────────► kept byte for byte, and refused if it carries something: a change would break the signature
password, damage ────► refused
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf, Stream

from desk.errors import RuleBroken
from desk.rules.words import _
from scanning.pictures import MAX_PIXELS

MAX_PDF_PAGES: Final = 300
MAX_OBJECTS: Final = 200_000
MAX_UNPACKED_BYTES: Final = 400 * 1024 * 1024
"""All packed streams together; a page of text unpacks to kilobytes, a bomb to gigabytes."""
MAX_DEPTH: Final = 60
MAX_POINTS: Final = 5_000
"""A side of a page; A0 is 3,370 points long."""
TAIL_WINDOW: Final = 2_048
_RUNS: Final = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/Sound"}
)
_HIDES: Final = (
    "/JS",
    "/XFA",
    "/RichMediaContent",
    "/AA",
    "/OpenAction",
    "/JavaScript",
    "/EF",
    "/EmbeddedFiles",
    "/AF",
)


@dataclass(frozen=True, slots=True)
class Clean:
    """A PDF that is only pages. `dropped` are sentences about what stayed behind."""

    data: bytes
    pages: int
    signed: bool = False
    dropped: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    runs: bool = False
    files: bool = False
    signature: bool = False


def cleaned(data: bytes, name: str, field: str = "attachments") -> Clean:
    """The PDF, harmless. Raises RuleBroken: cut, locked, damaged, empty, too_many_pages, too_large_inside, signed_unsafe.

    `locked` needs a password to be opened; a PDF that only forbids printing or copying opens, and loses that lock.
    """
    if b"%%EOF" not in data[-TAIL_WINDOW:]:
        raise RuleBroken(
            field, "cut", _("Tệp “{name}” bị cắt cụt; hãy chép hoặc quét lại.").format(name=name)
        )
    try:
        with Pdf.open(BytesIO(data)) as pdf:
            return _judged(pdf, data, name, field)
    except pikepdf.PasswordError as locked:
        raise RuleBroken(
            field, "locked",
            _("Tệp “{name}” có mật khẩu; hãy xin người nộp bản không đặt mật khẩu.").format(name=name),
        ) from locked  # fmt: skip
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, KeyError, AttributeError,
            IndexError, RuntimeError, RecursionError, MemoryError) as damage:  # fmt: skip
        raise _damaged(name, field) from damage


def _judged(pdf: Pdf, data: bytes, name: str, field: str) -> Clean:
    pages = len(pdf.pages)
    if not pages:
        raise RuleBroken(field, "empty", _("Tệp “{name}” không có trang nào.").format(name=name))
    if pages > MAX_PDF_PAGES:
        raise RuleBroken(
            field, "too_many_pages",
            _("Tệp “{name}” có hơn {n} trang; hãy chia thành nhiều tệp.").format(name=name, n=MAX_PDF_PAGES),
        )  # fmt: skip
    for page in pdf.pages:
        box = [float(number) for number in page.mediabox]
        if max(abs(box[2] - box[0]), abs(box[3] - box[1])) > MAX_POINTS:
            raise _grows(name, field)
    found = _looked_through(pdf, name, field)
    if found.signature:
        if found.runs or found.files:
            raise RuleBroken(
                field, "signed_unsafe",
                _("Tệp “{name}” đã ký số nhưng chứa mã chạy hoặc tệp ẩn; hãy xin cơ quan cấp bản khác.").format(name=name),
            )  # fmt: skip
        return Clean(data, pages, signed=True)
    dropped = tuple(
        sentence
        for there, sentence in (
            (found.runs, _("đã bỏ mã tự chạy")),
            (found.files, _("đã bỏ tệp ẩn bên trong")),
            (pdf.is_encrypted, _("đã bỏ khóa cấm in")),
        )
        if there
    )
    if not dropped:
        return Clean(data, pages)
    if found.runs or found.files:
        _scrub(pdf)
        left = _looked_through(pdf, name, field)
        if left.runs or left.files:
            raise _damaged(name, field)
    return Clean(saved(pdf), pages, dropped=dropped)


def _scrub(pdf: Pdf) -> None:
    """Take out what could run or hide; pages, filled fields and the marks of an archive file (PDF/A) stay.

    A file that nothing names any more is not written by `saved`.
    """
    for top in pdf.objects:
        for thing in _within(top):
            for key in [str(key) for key in thing if str(key) in _HIDES]:
                del thing[key]
            if str(thing.get("/S", "")) in _RUNS or str(thing.get("/Type", "")) == "/EmbeddedFile":
                for key in [str(key) for key in thing if str(key) not in ("/Length", "/Filter")]:
                    del thing[key]


def saved(pdf: Pdf) -> bytes:
    """Equal pages give equal bytes: no clock, no chance; streams packed, unused things gone."""
    pdf.remove_unreferenced_resources()
    out = BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()


def _looked_through(pdf: Pdf, name: str, field: str) -> _Found:
    """Every object once, direct ones inside them too. Raises where something is far larger inside than outside."""
    found, unpacked = _Found(), 0
    for number, top in enumerate(pdf.objects):
        if number > MAX_OBJECTS:
            raise _grows(name, field)
        for thing in _within(top):
            _note(thing, found)
        if isinstance(top, Stream):
            width, height = (int(top.get(side, 0) or 0) for side in ("/Width", "/Height"))
            if width * height > MAX_PIXELS:
                raise _grows(name, field)
            unpacked += _unpacked(top, MAX_UNPACKED_BYTES - unpacked)
            if unpacked >= MAX_UNPACKED_BYTES:
                raise _grows(name, field)
    return found


def _within(top: Object) -> Iterator[Object]:
    """`top` and the dictionaries that lie directly in it; references lead to objects that are visited by themselves."""
    waiting = [(top, 0)]
    while waiting:
        thing, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise RecursionError
        if isinstance(thing, (Dictionary, Stream)):
            yield thing
            children = [value for _key, value in thing.items()]
        elif isinstance(thing, Array):
            children = list(thing)
        else:
            continue
        waiting.extend(
            (child, depth + 1)
            for child in children
            if isinstance(child, (Dictionary, Array)) and not child.is_indirect
        )


def _note(thing: Object, found: _Found) -> None:
    kind = str(thing.get("/S", ""))
    if kind in _RUNS or any(key in thing for key in ("/JS", "/XFA", "/RichMediaContent", "/JavaScript")):
        found.runs = True
    if (
        any(key in thing for key in ("/EF", "/EmbeddedFiles"))
        or str(thing.get("/Type", "")) == "/EmbeddedFile"
    ):
        found.files = True
    is_signature = str(thing.get("/FT", "")) == "/Sig" and "/V" in thing
    if is_signature or str(thing.get("/Type", "")) in ("/Sig", "/DocTimeStamp"):
        found.signature = True


def _unpacked(stream: Stream, room: int) -> int:
    """How many bytes a packed stream unpacks to, counted without keeping them; `room` when it is that many or more.

    Streams packed twice are what bombs are made of, and nothing else: they count as no room left.
    """
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, Array) else [str(filters)] if filters else []
    packed = [
        one
        for one in names
        if one in ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL")
    ]
    if len(packed) > 1:
        return room
    raw = stream.read_raw_bytes()
    if not names or names[0] not in ("/FlateDecode", "/Fl"):
        return len(raw)
    inflate, total, waiting = zlib.decompressobj(), 0, raw
    try:
        while waiting and total < room and not inflate.eof:
            total += len(inflate.decompress(waiting, 1 << 20))
            waiting = inflate.unconsumed_tail
    except zlib.error:
        return total  # viewers show what came before the damage
    return min(total, room)


def _grows(name: str, field: str) -> RuleBroken:
    return RuleBroken(
        field, "too_large_inside",
        _("Tệp “{name}” phình quá lớn khi mở; hãy quét lại ở 200–300 dpi.").format(name=name),
    )  # fmt: skip


def _damaged(name: str, field: str) -> RuleBroken:
    return RuleBroken(
        field, "damaged", _("Tệp “{name}” bị hỏng hoặc cắt cụt; hãy chép hoặc quét lại.").format(name=name)
    )
