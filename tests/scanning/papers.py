"""Papers as scanners, telephones and strangers make them."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageDraw


def sheet(words: str = "TỜ KHAI", size: tuple[int, int] = (1654, 2339), mode: str = "RGB") -> Image.Image:
    """A page of text with a mark in the upper left corner, so that one sees which way is up."""
    picture = Image.new(mode, size, "white" if mode == "RGB" else 255)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, size[0] // 4, size[1] // 8), fill="#b02020" if mode == "RGB" else 0)
    for line in range(size[1] // 5, size[1] - 60, 60):
        draw.text((60, line), f"{words} {line} " * 8, fill="black" if mode == "RGB" else 0)
    return picture


def jpeg(picture: Image.Image | None = None, dpi: int | None = 200, **more: object) -> bytes:
    out = BytesIO()
    named = {"dpi": (dpi, dpi)} if dpi else {}
    (picture or sheet()).save(out, "JPEG", quality=85, **named, **more)
    return out.getvalue()


def png(picture: Image.Image | None = None, **more: object) -> bytes:
    out = BytesIO()
    (picture or sheet()).save(out, "PNG", **more)
    return out.getvalue()


def pdf(pages: int = 2, dress: object = None, **save: object) -> bytes:
    """A PDF of drawn pages; `dress(pdf)` adds what strangers add."""
    made = Pdf.new()
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number in range(1, pages + 1):
        made.add_blank_page(page_size=(595, 842))
        page = made.pages[-1]
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = Stream(made, f"BT /F1 24 Tf 72 700 Td (Trang {number}) Tj ET".encode())
    if callable(dress):
        dress(made)
    out = BytesIO()
    made.save(out, **save)
    return out.getvalue()


def with_script(made: Pdf) -> None:
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('x')"))


def with_page_script(made: Pdf) -> None:
    made.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("calc.exe")))


def with_script_in_an_array(made: Pdf) -> None:
    made.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String("x"))]))
    )


def with_file(made: Pdf) -> None:
    made.attachments["virus.exe"] = b"MZ not a program"


def with_field(made: Pdf) -> None:
    """A form whose field is filled and carries a script."""
    text = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("ten"), V=String("Nguyen Thi Mau"),
        Rect=Array([72, 500, 400, 530]), DA=String("/Helv 14 Tf 0 g"), F=4,
        AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS=String("x"))),
    )  # fmt: skip
    field = made.make_indirect(text)
    made.pages[0].Annots = made.make_indirect(Array([field]))
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    made.Root.AcroForm = made.make_indirect(
        Dictionary(
            Fields=Array([field]), DR=Dictionary(Font=Dictionary(Helv=font)), DA=String("/Helv 14 Tf 0 g")
        )
    )


def with_signature(made: Pdf) -> None:
    value = made.make_indirect(
        Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("00"))
    )
    field = made.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String("ky"),
            V=value,
            Rect=Array([0, 0, 0, 0]),
        )
    )
    made.pages[0].Annots = made.make_indirect(Array([field]))
    made.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)


def with_huge_picture(made: Pdf) -> None:
    picture = Stream(made, b"\0" * 100)
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    picture.Width, picture.Height, picture.ColorSpace, picture.BitsPerComponent = (
        60_000,
        60_000,
        Name.DeviceGray,
        8,
    )
    made.pages[0].Resources.XObject = Dictionary(Im0=made.make_indirect(picture))


def with_bomb(made: Pdf) -> None:
    """500 MB of spaces in half a megabyte."""
    made.pages[0].Contents = Stream(made, b" " * (500 * 1024 * 1024))


def cut(data: bytes, share: float = 0.6) -> bytes:
    return data[: int(len(data) * share)]


def mangled(data: bytes, seed: int, bytes_changed: int = 40) -> bytes:
    """Some bytes changed, the first ones kept, so that it still looks like what it was."""
    chance, made = random.Random(seed), bytearray(data)
    for _ in range(bytes_changed):
        made[chance.randrange(16, len(made))] = chance.randrange(256)
    return bytes(made)


def png_bomb(side: int = 30_000) -> bytes:
    """A picture of 900 million pixels in a few kilobytes: only its header is ever read."""
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def encrypted(**passwords: str) -> bytes:
    return pdf(encryption=pikepdf.Encryption(**passwords))


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
