"""How does a paper become a file for the archive? PDF -> PDF/A-2b: one colour space, metadata that names itself, equal bytes.

PDF/A part 2 and not 1, because a PAdES signature (ETSI EN 319 142) needs what PDF 1.4 did not have. All that part 1
level b asks for (ISO 19005-1) is kept nevertheless, so that the checkers that know only part 1 can be asked, too.
"""

from __future__ import annotations

import io
from typing import Final
from xml.sax.saxutils import escape

import pikepdf

from printing import srgb

PART: Final = 2
EMBEDDED: Final = ("/FontFile", "/FontFile2", "/FontFile3")


def archival(pdf: bytes, part: int = PART) -> bytes:
    """The same pages as PDF/A level b of `part`; equal arguments give equal bytes.

    Raises ValueError for a PDF that cannot be one: encrypted, or with a face that is not embedded.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if document.is_encrypted:
            raise ValueError("an encrypted file is never PDF/A")
        if lacking := _faces_not_embedded(document):
            raise ValueError(f"not embedded: {', '.join(sorted(lacking))}")
        title, author = (str(document.docinfo.get(key, "")) for key in ("/Title", "/Author"))
        profile = document.make_stream(srgb.profile(), N=3)
        document.Root.OutputIntents = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.OutputIntent,
                    S=pikepdf.Name.GTS_PDFA1,
                    OutputConditionIdentifier=pikepdf.String(srgb.NAME.decode()),
                    Info=pikepdf.String(srgb.NAME.decode()),
                    DestOutputProfile=document.make_indirect(profile),
                )
            ]
        )
        if "/Info" in document.trailer:
            del (
                document.trailer.Info
            )  # one place for metadata, so that two can never differ (ISO 19005-1, 6.7.3)
        packet = document.make_stream(_metadata(title, author, part).encode("utf-8"))
        packet.Type, packet.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        document.Root.Metadata = document.make_indirect(packet)
        made = io.BytesIO()
        document.save(
            made,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            force_version="1.4" if part == 1 else "1.7",
        )
    return made.getvalue()


def _metadata(title: str, author: str, part: int) -> str:
    """The XMP packet (ISO 16684-1). Namespaces stand on the description itself: Preflight looks for them there only,
    and pikepdf's own editor writes them on each property."""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>{part}</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>
   <dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def _faces_not_embedded(document: pikepdf.Pdf) -> set[str]:
    lacking = set()
    for page in document.pages:
        for font in dict(page.resources.get("/Font", {})).values():
            about = font.get("/FontDescriptor")
            if about is None or not any(key in about for key in EMBEDDED):
                lacking.add(str(font.get("/BaseFont", "?")))
    return lacking
