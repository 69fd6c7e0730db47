"""Small PDF files for tests: lines of Chinese text set at given places, in a font every reader knows."""

from __future__ import annotations

from collections.abc import Sequence

Placed = tuple[float, float, float, str]
"""x and y in points from the bottom left, size, text."""


def pdf(pages: Sequence[Sequence[Placed]], encrypted: bool = False) -> bytes:
    """A PDF with these pages. ``encrypted``: it asks for a password that nobody knows."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(pages), b" ".join(b"%d 0 R" % (5 + 2 * n) for n in range(len(pages)))),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
    ]
    for n, page in enumerate(pages):
        content = b"".join(
            b"BT /F %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n" % (size, x, y, text.encode("utf-16-be").hex().encode())
            for x, y, size, text in page
        )
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (6 + 2 * n)
        )
        objects.append(b"<</Length %d>>stream\n%sendstream" % (len(content), content))
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = (
        b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"ab" * 32, b"cd" * 32)
        if encrypted
        else b""
    )
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, lock, start)
    return bytes(out)


def set_text(paragraphs: Sequence[str], width: int = 28, size: float = 16, top: float = 760) -> list[Placed]:
    """Paragraphs set as word processors do: first line indented by two characters, lines of ``width``."""
    placed = []
    y = top
    for paragraph in paragraphs:
        rest, indent = paragraph, 2
        while rest:
            part, rest = rest[: width - indent], rest[width - indent :]
            placed.append((80 + indent * size, y, size, part))
            y -= 1.75 * size
            indent = 0
    return placed
