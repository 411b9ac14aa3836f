"""Files that cannot be read, or try to do harm, each with the code that it comes to."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx

from extract.errors import DocumentErrorCode

PDF = (Path(__file__).parents[2] / "samples" / "layouts" / "right_dates.pdf").read_bytes()

# One page that is locked with a password (RC4, revision 2): the dictionary alone makes the file refuse to open.
LOCKED = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
4 0 obj<</Filter/Standard/V 1/R 2/O<0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20>/U<2102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20>/P -4>>endobj
trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>
"""
LOOP = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>endobj
trailer<</Root 1 0 R>>
"""
BLANK = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
"""
SCAN = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj
4 0 obj<</Length 30>>stream
q 200 0 0 200 0 0 cm /I Do Q  \nendstream endobj
5 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream
\x80
endstream endobj
trailer<</Root 1 0 R>>
"""


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    pages = b"".join(
        b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n" % number for number in range(3, 3 + count)
    )
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj\n%s"
        b"trailer<</Root 1 0 R>>\n" % (kids, count, pages)
    )


def word(members: dict[str, bytes]) -> bytes:
    """A DOCX made by Word's rules, with members replaced or added."""
    blank = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Zara Quill, potter")
    document.save(blank)
    packed = io.BytesIO()
    with zipfile.ZipFile(blank) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in members:
                target.writestr(name, source.read(name))
        for name, data in members.items():
            target.writestr(name, data)
    return packed.getvalue()


W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ENTITY = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document %s><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>' % W  # fmt: skip
BILLION = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><w:document %s><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>' % W  # fmt: skip
DEEP = b"<w:document %s><w:body>%s%s</w:body></w:document>" % (W, b"<w:sdt>" * 240, b"</w:sdt>" * 240)

CASES: list[tuple[str, str, bytes, DocumentErrorCode]] = [
    ("no bytes", "cv.pdf", b"", "empty"),
    ("white space", "cv.txt", b" \n\t \n", "empty"),
    ("byte order mark alone", "cv.txt", b"\xef\xbb\xbf", "empty"),
    ("zero bytes", "cv.txt", b"\x00" * 400, "damaged"),
    ("PDF cut in its header", "cv.pdf", PDF[:40], "damaged"),
    ("PDF with a loop in its page tree", "cv.pdf", LOOP, "damaged"),
    ("PDF with a password", "cv.pdf", LOCKED, "encrypted"),
    ("PDF with nothing on its page", "cv.pdf", BLANK, "empty"),
    ("PDF with a picture alone", "cv.pdf", SCAN, "no_text_layer"),
    ("PDF with too many pages", "cv.pdf", many_pages(501), "too_large"),
    ("PDF with 5,000 pages", "cv.pdf", many_pages(5000), "too_large"),
    ("archive cut short", "cv.docx", word({})[:900], "damaged"),
    ("archive of other things", "cv.docx", b"PK\x05\x06" + b"\x00" * 18, "unsupported"),
    ("Word without a body", "cv.docx", word({"word/document.xml": b"<w:document %s/>" % W}), "unsupported"),
    ("Word with broken XML", "cv.docx", word({"word/document.xml": b"<w:document"}), "damaged"),
    ("Word with an external entity", "cv.docx", word({"word/document.xml": ENTITY}), "damaged"),
    ("Word with entities in entities", "cv.docx", word({"word/document.xml": BILLION}), "damaged"),
    ("Word with a bomb", "cv.docx", word({"word/media/bomb.bin": b"\x00" * 30_000_000}), "too_large"),
    ("Word with an absolute path", "cv.docx", word({"/etc/cron.d/x": b"x"}), "damaged"),
    ("Word with a path that leads out", "cv.docx", word({"word/../../x": b"x"}), "damaged"),
    ("Word nested too deeply", "cv.docx", word({"word/document.xml": DEEP}), "empty"),
    (
        "Word with a password",
        "cv.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
        "encrypted",
    ),
    ("Word of before 2007", "cv.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "unsupported"),
    ("picture that is broken", "cv.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "damaged"),
    ("program", "cv.pdf", b"\x7fELF" + b"\x01" * 100, "unsupported"),
    ("HTML with nothing to see", "cv.html", b"<html><script>var a = 1</script><p hidden>x</p></html>", "empty"),
]


def nested_forms(depth: int) -> bytes:
    """Return a PDF whose page draws a form twice, which draws another twice, and so on: 2 ** depth forms in 4 kB."""
    twice = "/F Do /F Do"
    forms = [f"<</Length {len(twice)}>>stream\n{twice}\nendstream "]
    for number in range(6, 6 + depth):
        resources = f"/Resources<</XObject<</F {number} 0 R>>>>"
        head = f"<</Type/XObject/Subtype/Form/BBox[0 0 200 200]{resources}/Length {len(twice)}>>"
        forms.append(f"{head}stream\n{twice}\nendstream ")
    leaf = "q Q"
    forms.append(f"<</Type/XObject/Subtype/Form/BBox[0 0 200 200]/Length {len(leaf)}>>stream\n{leaf}\nendstream ")
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *forms]
    body = "".join(f"{number} 0 obj{each}endobj\n" for number, each in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n".encode()
