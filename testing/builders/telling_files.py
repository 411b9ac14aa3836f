"""Made-up documents that say who the candidate is in every place that their format has."""

# pikepdf's objects take any attribute.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pikepdf
from PIL import Image

NAME = "Quentin Zabriskie"
MAIL = "quentin.zabriskie@example.com"
PHONE = "(212) 555-0142"
WORDS = ("Quentin", "Zabriskie", "ZABRISKIE", "quentin.zabriskie", "555-0142", "zabriskie.example")
"""None of them may stand anywhere in a copy."""
KEPT = ("Acme Hospital", "Cut waiting time from 49 to 31 minutes", "Nursing, Example University")
_LINES = (
    f"{MAIL} - {PHONE}", "Date of birth: 3 May 1990", "Nationality: Ruritanian", "Experience", "Nurse, Acme Hospital, Jan 2020 - Present",
    "Cut waiting time from 49 to 31 minutes", "She led the ward with Dr. Zabriskie", "Education", "B.S. Nursing, Example University, 2019",
)  # fmt: skip


def photo() -> bytes:
    """Return a small picture."""
    target = io.BytesIO()
    picture = Image.new("RGB", (40, 50), (240, 235, 230))
    for y in range(50):
        for x in range(y % 3, 40, 3):
            picture.putpixel((x, y), (30, 30, 30))
    picture.save(target, "JPEG")
    return target.getvalue()


def telling_pdf(*, standard_font: bool = False) -> bytes:
    """Return a PDF of two pages; `standard_font`: in a font that does not say how wide its letters are."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
                              Encoding=pikepdf.Name.WinAnsiEncoding)  # fmt: skip
    if not standard_font:
        font.FirstChar, font.LastChar = 32, 126
        font.Widths = pikepdf.Array([500] * 95)
        font.FontDescriptor = pikepdf.Dictionary(Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name.Helvetica, Flags=32,
                                                 MissingWidth=500)  # fmt: skip
    font = pdf.make_indirect(font)
    picture = pdf.make_stream(photo(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=40, Height=50,
                              ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode)  # fmt: skip
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("Zabriskie notes")))
    form = pdf.make_stream(b"BT /F 9 Tf (CV of Quentin Zabriskie) Tj ET", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
                           BBox=[0, 0, 300, 20], Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)))  # fmt: skip
    resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(F=font),
        XObject=pikepdf.Dictionary(P=picture, H=form),
        Properties=pikepdf.Dictionary(L=layer),
    )
    lines = b" ".join(
        b"0 -20 Td (" + line.replace("(", "\\(").replace(")", "\\)").encode() + b") Tj" for line in _LINES
    )
    content = (
        b"/Span <</ActualText (Quentin Zabriskie)>> BDC BT /F 18 Tf 72 740 Td [(Que) 20 (ntin) -200 (Zab) 15 (riskie)] TJ ET EMC "
        b"q 40 0 0 50 500 720 cm /P Do Q BT /F 10 Tf 72 720 Td " + lines + b" ET "
        b"q 1 0 0 1 72 30 cm /H Do Q /OC /L BDC BT /F 10 Tf 72 60 Td (Zabriskie hidden layer) Tj ET EMC "
        b"BT /F 10 Tf 3 Tr 72 80 Td (Zabriskie invisible) Tj 0 Tr ET BT 1 1 1 rg /F 10 Tf 72 100 Td (Zabriskie white) Tj ET "
        b"BT 0 g /F 10 Tf 12 TL 72 400 Td (Reports about) Tj (Zabriskie Q, Example P. A paper.) ' 0 0 (Second paper) \" ET"
    )  # fmt: skip
    second = b"q 1 0 0 1 72 30 cm /H Do Q BT /F 10 Tf 72 700 Td (Third paper, with more words) Tj ET"
    for part in (content, second):
        pdf.add_blank_page(page_size=(612, 792))
        page = pdf.pages[-1]
        page.obj.Contents, page.obj.Resources = pdf.make_stream(part), resources
    _add_telling_parts(pdf, layer)
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def _add_telling_parts(pdf: pikepdf.Pdf, layer: Any) -> None:
    page = pdf.pages[0]
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[72, 700, 300, 712], Contents=NAME,
                              A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://zabriskie.example/cv"))  # fmt: skip
    field = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V=NAME,
                               Rect=[72, 10, 200, 20])  # fmt: skip
    page.obj.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(link), pdf.make_indirect(field)]))
    page.obj.PieceInfo = pikepdf.Dictionary(Editor=pikepdf.Dictionary(LastModified="D:2026", Private=NAME))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[page.obj.Annots[1]])
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))
    pdf.Root.StructTreeRoot = pikepdf.Dictionary(
        Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Dictionary(S=pikepdf.Name.Figure, Alt=NAME)
    )
    pdf.Root.Lang = "en"
    pdf.docinfo["/Author"], pdf.docinfo["/Title"] = NAME, f"CV of {NAME}"
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [NAME]
    pdf.attachments["zabriskie.txt"] = MAIL.encode()
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(NAME, 0))


_COMMENTS = (
    '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="0" w:author="Quentin Zabriskie">'
    "<w:p><w:r><w:t>Zabriskie said so</w:t></w:r></w:p></w:comment></w:comments>"
)


def telling_docx() -> bytes:
    """Return a Word document with its words in runs, header, table, text box, tracked changes, comment, properties and custom XML."""
    document = docx.Document()
    head = document.add_paragraph()
    for piece in ("Quen", "tin Zab", "riskie"):
        head.add_run(piece).bold = True
    for line in _LINES[:1]:
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Nationality", "Ruritanian"
    for line in _LINES[3:]:
        document.add_paragraph(line)
    document.sections[0].header.paragraphs[0].text = "CV of Quentin ZABRISKIE"
    document.add_picture(io.BytesIO(photo()))
    document.core_properties.author = NAME
    target = io.BytesIO()
    document.save(target)
    return _with_more(target.getvalue())


def _with_more(data: bytes) -> bytes:
    """Add what python-docx cannot write."""
    more = (
        '<w:p><w:ins w:author="Quentin Zabriskie" w:id="9"><w:r><w:t>Spoke at a congress</w:t></w:r></w:ins>'
        '<w:del w:author="Quentin Zabriskie" w:id="10"><w:r><w:delText>Zabriskie was here</w:delText></w:r></w:del></w:p>'
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://zabriskie.example"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Portfolio</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" alt="Photo of Zabriskie"><v:textbox><w:txbxContent><w:p><w:r>'
        "<w:t>Box of Quentin</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
        '<w:p><w:commentRangeStart w:id="0"/><w:r><w:rPr><w:vanish/></w:rPr><w:t>Zabriskie vanished</w:t></w:r><w:commentRangeEnd w:id="0"/></w:p>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:sectPr", more.encode() + b"<w:sectPr", 1)
            new.writestr(name, content)
        new.writestr("word/comments.xml", _COMMENTS)
        new.writestr("customXml/item9.xml", f"<person>{NAME}</person>")
    return target.getvalue()
