"""Write the résumés as Word documents in the layouts people use, and let LibreOffice make PDF and ODT of them.

`python samples/layouts/make_office.py` needs `python-docx`, and LibreOffice's `soffice` on the path.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from content import HERE, LONG, SHORT, Resume, Role, keep_truth
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

OUT = HERE / "office"
VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'
SHAPES = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def blank(margin: float = 18, size: float = 10):
    document = docx.Document()
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(margin)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Sans", Pt(size)
    normal.paragraph_format.space_after = Pt(2)
    return document


def write(place, words: str, *, bold: bool = False, style: str | None = None, size: float | None = None, color: str | None = None):
    paragraph = place.add_paragraph(style=style)
    run = paragraph.add_run(words)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if color:
        run.font.color.rgb = RGBColor.from_string(color)
    return paragraph


def heading(place, words: str, color: str | None = None) -> None:
    write(place, words, bold=True, size=12, color=color)


def stacked(place, role: Role) -> None:
    write(place, role.title, bold=True)
    write(place, role.where)
    write(place, role.period)
    for bullet in role.bullets:
        write(place, bullet, style="List Bullet")


def shade(cell, fill: str) -> None:
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>'))


def first_line(cell) -> None:
    """Take away the empty paragraph that every new cell begins with."""
    empty = cell.paragraphs[0]._p
    if len(cell._tc.findall(qn("w:p"))) > 1:
        empty.getparent().remove(empty)


def sidebar_table() -> tuple[object, Resume, int, list[object]]:
    """A table of two cells: a dark sidebar with white words, and the main text."""
    r = SHORT
    document = blank(12)
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    side, main = table.rows[0].cells
    side.width, main.width = Mm(58), Mm(134)
    shade(side, "1F3A4D")
    for name, lines in (("Contact", r.contact), ("Skills", r.skills), ("Languages", r.languages)):
        heading(side, name, "FFFFFF")
        for line in lines:
            write(side, line, color="FFFFFF")
    write(main, r.name, bold=True, size=20)
    write(main, r.profile)
    heading(main, "Experience")
    for role in r.roles:
        stacked(main, role)
    heading(main, "Education")
    for school in r.schools:
        write(main, ", ".join(school))
    first_line(side), first_line(main)
    truth = ["Contact", r.contact, "Skills", r.skills, "Languages", r.languages, r.name, r.profile, "Experience",
             [r.role_lines(x) for x in r.roles], "Education", r.schools]  # fmt: skip
    return document, r, 2, truth


def dates_table() -> tuple[object, Resume, int, list[object]]:
    """Periods in the left cells, roles of several paragraphs in the right ones; headings in merged cells."""
    r = LONG
    document = blank()
    write(document, r.name, bold=True, size=20)
    write(document, " | ".join(r.contact))
    table = document.add_table(rows=0, cols=2)
    table.autofit = False

    def span(words: str) -> None:
        cells = table.add_row().cells
        cell = cells[0].merge(cells[1])
        cell.paragraphs[0].add_run(words).bold = True

    def entry(when: str, fill) -> None:
        left, right = table.add_row().cells
        left.width, right.width = Mm(36), Mm(138)
        left.paragraphs[0].add_run(when)
        fill(right)
        first_line(right)

    def role(cell, x: Role) -> None:
        write(cell, f"{x.title}, {x.where}", bold=True)
        for bullet in x.bullets:
            write(cell, bullet, style="List Bullet")

    span("Professional experience")
    for x in r.roles:
        entry(x.period, lambda cell, x=x: role(cell, x))
    span("Education")
    for school, degree, period in r.schools:
        entry(period, lambda cell, s=school, d=degree: write(cell, f"{d}, {s}"))
    span("Skills")
    entry("Methods", lambda cell: write(cell, ", ".join(r.skills)))
    truth = [r.name, " | ".join(r.contact), "Professional experience", [[x.period, x.title, x.where, x.bullets] for x in r.roles],
             "Education", [[p, d, s] for s, d, p in r.schools], "Skills", "Methods", r.skills]  # fmt: skip
    return document, r, 1, truth


def word_columns() -> tuple[object, Resume, int, list[object]]:
    """A head in one column, then a section of two (w:cols)."""
    r = LONG
    document = blank(16, 9)
    write(document, r.name, bold=True, size=20)
    write(document, " · ".join(r.contact))
    section = document.add_section(0)
    columns = section._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), "500")
    heading(document, "Experience")
    for role in r.roles:
        stacked(document, role)
    heading(document, "Publications")
    for paper in r.publications:
        write(document, paper, style="List Number")
    heading(document, "Education")
    for school in r.schools:
        write(document, ", ".join(school))
    heading(document, "Skills")
    write(document, ", ".join(r.skills))
    truth = [r.name, " · ".join(r.contact), "Experience", [r.role_lines(x) for x in r.roles], "Publications",
             [f"{n}. {p}" for n, p in enumerate(r.publications, 1)], "Education", r.schools, "Skills", r.skills]  # fmt: skip
    return document, r, 2, truth


def box_content(lines: list[tuple[str, bool]]) -> str:
    rows = "".join(
        f'<w:p><w:r><w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="19"/></w:rPr><w:t>{escape(words)}</w:t></w:r></w:p>' for words, bold in lines
    )
    return f"<w:txbxContent>{rows}</w:txbxContent>"


def text_boxes() -> tuple[object, Resume, int, list[object]]:
    """A sidebar in a drawn text box with an older form of the same box for older programs, anchored in the first paragraph."""
    r = SHORT
    document = blank()
    lines = [(w, b) for name, rows in (("Contact", r.contact), ("Skills", r.skills), ("Languages", r.languages)) for w, b in [(name, True), *((x, False) for x in rows)]]
    content = box_content(lines)
    anchor = write(document, "", size=2)
    emu = 12700
    drawing = f"""<w:r {nsdecls("w")} {SHAPES} {VML}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
    <wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">
    <wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>{45 * emu}</wp:posOffset></wp:positionH>
    <wp:positionV relativeFrom="page"><wp:posOffset>{50 * emu}</wp:posOffset></wp:positionV><wp:extent cx="{150 * emu}" cy="{420 * emu}"/>
    <wp:wrapNone/><wp:docPr id="1" name="Box"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
    <wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{150 * emu}" cy="{420 * emu}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
    <a:solidFill><a:srgbClr val="E6ECEF"/></a:solidFill></wps:spPr><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>
    <mc:Fallback><w:pict><v:shape type="#_x0000_t202" style="position:absolute;left:45pt;top:50pt;width:150pt;height:420pt"><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback>
    </mc:AlternateContent></w:r>"""
    anchor._p.append(parse_xml(drawing))
    write(document, r.name, bold=True, size=20)
    write(document, r.profile)
    heading(document, "Experience")
    for role in r.roles:
        stacked(document, role)
    for paragraph in document.paragraphs[1:]:
        bulleted = paragraph.style.name == "List Bullet"
        paragraph.paragraph_format.left_indent = Mm(62 if bulleted else 56)
        paragraph.paragraph_format.first_line_indent = Mm(-6 if bulleted else 0)
    truth = ["Contact", r.contact, "Skills", r.skills, "Languages", r.languages, r.name, r.profile, "Experience",
             [r.role_lines(x) for x in r.roles]]  # fmt: skip
    return document, r, 2, truth


def vml_boxes() -> tuple[object, Resume, int, list[object]]:
    """The head in a text box of Word 2003's kind."""
    r = SHORT
    document = blank()
    anchor = write(document, "", size=2)
    content = box_content([(r.name, True), (" · ".join(r.contact), False)])
    anchor._p.append(parse_xml(
        f'<w:r {nsdecls("w")} {VML}><w:pict><v:shape type="#_x0000_t202" style="position:absolute;margin-left:0;margin-top:0;width:450pt;height:44pt" fillcolor="#dde8ee">'
        f"<v:textbox>{content}</v:textbox></v:shape></w:pict></w:r>"
    ))  # fmt: skip
    for _ in range(3):
        document.add_paragraph("")
    write(document, r.profile)
    heading(document, "Experience")
    for role in r.roles:
        stacked(document, role)
    heading(document, "Skills")
    write(document, ", ".join(r.skills))
    return document, r, 1, [r.name, " · ".join(r.contact), r.profile, "Experience", [r.role_lines(x) for x in r.roles], "Skills", r.skills]


def field(paragraph, instruction: str, shown: str) -> None:
    for kind, words in (("begin", ""), ("", instruction), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run(words if kind == "shown" else "")
        if kind == "shown":
            continue
        element = OxmlElement("w:instrText" if kind == "" else "w:fldChar")
        if kind == "":
            element.text = words
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def tab_dates() -> tuple[object, Resume, int, list[object]]:
    """Periods at a right tab stop, links behind words, a running head and page numbers over three pages."""
    r = LONG
    document = blank(25, 12)
    document.styles["Normal"].paragraph_format.line_spacing = 1.5
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{r.name} – curriculum vitae"
    footer = section.footer.paragraphs[0]
    footer.add_run("Page ")
    field(footer, "PAGE", "1")
    write(document, r.name, bold=True, size=20)
    line = write(document, " | ".join(r.contact) + " | ")
    for n, (word, url) in enumerate(r.links):
        key = line.part.relate_to(url, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True)
        line._p.append(parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{key}"><w:r><w:rPr><w:color w:val="0563C1"/><w:u w:val="single"/></w:rPr><w:t>{word}</w:t></w:r></w:hyperlink>'))
        if not n:
            line.add_run(" | ")
    write(document, r.profile)
    heading(document, "Experience")
    lines: list[object] = []
    seen = ""
    for x in r.roles:
        if x.employer != seen:
            tabbed(write(document, f"{x.employer}\t{x.place}", bold=True))
            lines.append([x.employer, x.place])
        seen = x.employer
        tabbed(write(document, f"{x.title}\t{x.period}"))
        lines.append([x.title, x.period, x.bullets])
        for bullet in x.bullets:
            write(document, bullet, style="List Bullet")
    heading(document, "Education")
    for s, d, p in r.schools:
        tabbed(write(document, f"{d}, {s}\t{p}"))
    heading(document, "Publications")
    for paper in r.publications:
        write(document, paper, style="List Number")
    heading(document, "Skills")
    write(document, ", ".join(r.skills))
    truth = [f"{r.name} – curriculum vitae", r.name, " | ".join([*r.contact, *(w for w, _ in r.links)]), r.profile, "Experience", lines,
             "Education", [[d, s, p] for s, d, p in r.schools], "Publications", [f"{n}. {p}" for n, p in enumerate(r.publications, 1)],
             "Skills", r.skills, "Page"]  # fmt: skip
    return document, r, 1, truth


def tabbed(paragraph) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(165), WD_TAB_ALIGNMENT.RIGHT)


def nested_tables() -> tuple[object, Resume, int, list[object]]:
    """A table of one column whose cells hold tables: heads of roles with the period right, skills in three columns."""
    r = SHORT
    document = blank()
    outer = document.add_table(rows=0, cols=1)
    outer.style = "Table Grid"

    def cell():
        return outer.add_row().cells[0]

    head = cell()
    head.paragraphs[0].add_run(r.name).bold = True
    write(head, " · ".join(r.contact))
    write(cell(), r.profile)
    first_line(outer.rows[-1].cells[0])
    for x in r.roles:
        box = cell()
        inner = box.add_table(rows=1, cols=2)
        inner.rows[0].cells[0].paragraphs[0].add_run(f"{x.title}, {x.where}").bold = True
        inner.rows[0].cells[1].paragraphs[0].add_run(x.period)
        for bullet in x.bullets:
            write(box, bullet, style="List Bullet")
        first_line(box)
    grid = cell()
    skills = grid.add_table(rows=0, cols=3)
    for n in range(0, len(r.skills), 3):
        row = skills.add_row().cells
        for place, word in zip(row, r.skills[n : n + 3]):
            place.paragraphs[0].add_run(word)
    write(grid, "Languages: " + ", ".join(r.languages))
    first_line(grid)
    truth = [r.name, " · ".join(r.contact), r.profile, [[x.title, x.where, x.period, x.bullets] for x in r.roles], r.skills, "Languages:", r.languages]
    return document, r, 1, truth


LAYOUTS = {
    "sidebar_table": sidebar_table, "dates_table": dates_table, "word_columns": word_columns, "text_boxes": text_boxes,
    "vml_boxes": vml_boxes, "tab_dates": tab_dates, "nested_tables": nested_tables,
}  # fmt: skip


AS_ODT = ("dates_table", "nested_tables", "text_boxes", "vml_boxes")


def convert(source: Path, kind: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        command = ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", kind, "--outdir", str(source.parent), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)


def main() -> None:
    OUT.mkdir(exist_ok=True)
    for name, make in LAYOUTS.items():
        document, resume, columns, truth = make()
        path = OUT / f"{name}.docx"
        document.save(str(path))
        for kind in ("docx", "pdf", "odt") if name in AS_ODT else ("docx", "pdf"):
            if kind != "docx":
                convert(path, kind)
            keep_truth(f"office/{name}.{kind}", resume, columns, *truth, grouped=name == "tab_dates")
        print(name)


if __name__ == "__main__":
    main()
