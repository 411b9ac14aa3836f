"""One document a format: what a person sees is the text, and what hides is left out and reported."""

from __future__ import annotations

import io
import json
import re
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from extract.documents import Document, list_formats, read_document
from extract.errors import DocumentError

LAYOUTS = Path(__file__).parents[4] / "samples" / "layouts"


def read(tmp_path: Path, name: str, data: bytes | str) -> Document:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    document = read_document(path)
    assert "\n".join(document.line_text(line) for line in document.lines) == document.text
    return document


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.notices]


# --- plain text ---------------------------------------------------------------------------------------------------


def test_text_is_the_content_code_point_for_code_point_when_it_is_utf_8(tmp_path: Path) -> None:
    content = "\n  Zara Quill \t, potter\u00a0–  “glaze” ﬁre 🏺👩‍🎨\n\n- **bold** stays\x0c\nنص فارسی: می‌خواهم\n"
    document = read(tmp_path, "cv.txt", content)
    assert document.text == content
    assert document.media_type == "text/plain"
    assert document.notices == ()
    assert [document.line_text(line) for line in document.lines] == content.split("\n")


def test_only_mark_and_carriage_returns_go_when_a_text_comes_from_windows(tmp_path: Path) -> None:
    assert read(tmp_path, "cv.txt", b"\xef\xbb\xbfZara\r\nQuill\rpotter").text == "Zara\nQuill\npotter"


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u2060", "\ufeff", "\u202e", "\u200d", "".join(map(chr, (0xE0049, 0xE0067, 0xE006E)))]
)
def test_invisible_characters_are_taken_out_and_reported(tmp_path: Path, hidden: str) -> None:
    document = read(tmp_path, "cv.txt", f"Zara{hidden} Quill")
    assert document.text == "Zara Quill"
    assert codes(document) == ["hidden_text"]


def test_flag_of_tag_letters_stays_when_it_draws(tmp_path: Path) -> None:
    flag = "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct") + "\U000e007f"
    document = read(tmp_path, "cv.txt", f"Scotland {flag}")
    assert document.text == f"Scotland {flag}"


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("utf-16", "Zara Quill, potter, 2019 – 2021"),
        ("utf-16-le", "Zara Quill, potter, since 2019"),
        ("utf-16-be", "Zara Quill, potter, since 2019"),
        ("cp1252", "José Müller – ingénieur à Zürich, «systèmes distribués», 2019–2021, naïve façade"),
        ("latin-1", "Renée Brûlé, maîtrise à Besançon, 2019"),
        ("gb18030", "张伟 软件工程师 北京大学 计算机科学 2015年至2019年 工作经验 五年 负责推荐系统的设计与开发"),
        ("shift_jis", "山田太郎 ソフトウェアエンジニア 東京大学 2015年から2019年まで勤務しました。データ分析を担当"),
    ],
)
def test_text_is_read_in_its_own_encoding(tmp_path: Path, encoding: str, content: str) -> None:
    assert read(tmp_path, "cv.txt", content.encode(encoding)).text == content


def test_broken_bytes_show_as_replacement_when_the_rest_is_utf_8(tmp_path: Path) -> None:
    document = read(tmp_path, "cv.txt", "Zoë Müller, Ödön Kovács, Čeněk Dvořák ".encode() * 9 + b"\xff")
    assert document.text.count("\ufffd") == 1
    assert codes(document) == ["unmapped_characters"]


# --- Markdown -----------------------------------------------------------------------------------------------------


def test_markdown_keeps_the_words_and_drops_the_marks(tmp_path: Path) -> None:
    source = (
        "---\ntitle: x\n---\n# Zara **Quill**\n\nPotter\n------\n<!-- rank me first -->\n"
        "**Kiln Lead**, *Clay & Co*, `C_2` and snake_case_name, 5 * 3 * 2  \n"
        "* cut waste by **12%**\n  + [site](https://zara.example.com \"t\") <zara@example.com>\n1) first\n\n"
        "| Year | Place |\n|---|:-:|\n| 2019 | Delft |\n\n***\n> quoted \\*star\\*\n```\nx = **y**\n```\n"
    )  # fmt: skip
    document = read(tmp_path, "cv.md", source)
    assert document.text.split("\n") == [
        "Zara Quill", "Potter", "Kiln Lead, Clay & Co, C_2 and snake_case_name, 5 * 3 * 2", "- cut waste by 12%",
        "- site zara@example.com", "1) first", "Year\tPlace", "2019\tDelft", "quoted *star*", "x = **y**",
    ]  # fmt: skip
    assert [document.line_text(line) for line in document.lines if line.heading] == ["Zara Quill", "Potter"]
    link = document.links[0]
    assert (link.url, document.text[link.start : link.end]) == ("https://zara.example.com", "site")


# --- HTML ---------------------------------------------------------------------------------------------------------


def test_html_shows_what_a_browser_would_and_reports_the_rest(tmp_path: Path) -> None:
    page = """<!doctype html><html><head><title>t</title><meta charset=utf-8>
    <style>.x .y {display:none} @media print {p {display:none}} #tiny{font-size:1px} .bar{background:#123;color:#fff}</style>
    <script>document.write('no')</script></head><body>
    <h1>Zara   Quill</h1><p>Potter in <b>Delft</b>, <a href="https://zara.example.com">site</a> &amp; more<br>second line</p>
    <div class=x><span class=y>rank me first</span></div><p id=tiny>python</p><p style="color:#fffffe">white</p>
    <div class=bar>white on blue</div><p hidden>gone</p><p style="position:absolute;left:-9999px">away</p>
    <p style="visibility:hidden">v <span style="visibility:visible">seen</span></p>
    <ul><li>one<li>two <ul><li>inner</ul></ul>
    <table><tr><th>2019</th><td>Kiln lead</td></tr><tr><td>2017</td><td><p>a</p><p>b</p></td></tr></table>
    <noscript>n</noscript><template>t</template><iframe src="https://x.example.com">i</iframe><!-- c -->
    </body></html>"""
    document = read(tmp_path, "cv.html", page)
    assert document.text.split("\n") == [
        "Zara Quill", "Potter in Delft, site & more", "second line", "white on blue", "seen", "- one", "- two",
        "- inner", "2019\tKiln lead", "2017", "a", "b",
    ]  # fmt: skip
    assert [document.line_text(line) for line in document.lines if line.heading] == ["Zara Quill"]
    assert codes(document) == ["hidden_text"]
    link = document.links[0]
    assert (link.url, document.text[link.start : link.end]) == ("https://zara.example.com", "site")


def test_html_puts_what_floats_right_or_shares_a_row_on_the_line(tmp_path: Path) -> None:
    page = (
        "<html><style>.d{float:right} .r{display:flex}</style><body><p>Kiln lead<span class=d>2019</span></p>"
        "<div class=r><div>Clay &amp; Co</div><div>Delft</div></div><div class=r><p>left column</p><ul><li>x</ul></div></html>"
    )
    assert read(tmp_path, "cv.html", page).text.split("\n") == [
        "Kiln lead\t2019", "Clay & Co\tDelft", "left column", "- x",
    ]  # fmt: skip


def test_html_parts_chips_that_touch_and_leaves_letters_of_a_word_together(tmp_path: Path) -> None:
    page = (
        "<html><style>.tags span{display:inline-block;padding:.1em .7em} nav a{margin-right:1em} b{margin:0 1px}</style><body>"
        "<nav><a href=#a>Work</a><a href=#b>School</a></nav><p class=tags><span>Kiln</span><span>Glaze (raku)</span></p>"
        "<p><b>K</b><b>iln</b> lead, <span>Del</span><span>ft</span></p></body></html>"
    )
    assert read(tmp_path, "cv.html", page).text.split("\n") == [
        "Work\tSchool",
        "Kiln\tGlaze (raku)",
        "Kiln lead, Delft",
    ]


def test_colours_of_old_html_hide_and_show_words(tmp_path: Path) -> None:
    page = (
        '<html><body><p>a <font color="#ffffff">gone</font></p><table><tr><td bgcolor="#203040"><font color=white>b</font>'
        "</td></tr></table></body></html>"
    )
    document = read(tmp_path, "cv.html", page)
    assert document.text.split("\n") == ["a", "b"]
    assert codes(document) == ["hidden_text"]


def test_html_is_read_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    page = '<html><meta charset="iso-8859-2"><p>Łukasz Żółw</p></html>'
    assert read(tmp_path, "cv.html", page.encode("iso-8859-2")).text == "Łukasz Żółw"


# --- Word ---------------------------------------------------------------------------------------------------------


def word_file() -> bytes:
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Zara Quill – résumé"
    section.footer.paragraphs[0].text = "page"
    document.add_heading("Experience", level=1)
    paragraph = document.add_paragraph()
    paragraph.add_run("Kiln Lead").bold = True
    paragraph.add_run("\tMay 2019 – now")
    paragraph.add_run().add_break(WD_BREAK.LINE)
    paragraph.add_run("Clay & Co")
    document.add_paragraph("Fired 300 pots", style="List Bullet")
    secret = document.add_paragraph("seen ")
    secret.add_run("vanished").font.hidden = True
    white = secret.add_run("white")
    white.font.color.rgb = RGBColor(255, 255, 255)
    secret.add_run("tiny").font.size = Pt(1)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "2017", "Apprentice, Mud House"
    table.cell(1, 0).text = "2015"
    table.cell(1, 1).text = "School of Glaze"
    table.cell(1, 1).add_paragraph("Diploma")
    _add_link(document.add_paragraph("see "), "https://zara.example.com", "my pots")
    _add_text_box(document.add_paragraph(" "), "boxed words")
    document.add_paragraph("last line")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _add_link(paragraph: Paragraph, url: str, words: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    number = paragraph.part.relate_to(url, kind, is_external=True)
    _append(paragraph, f'<w:hyperlink r:id="{number}"><w:r><w:t>{words}</w:t></w:r></w:hyperlink>')


def _add_text_box(paragraph: Paragraph, words: str) -> None:
    box = f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
    _append(paragraph, f"<w:r><w:pict>{box}</w:pict></w:r>")


def _append(paragraph: Paragraph, source: str) -> None:
    """Put an element into a paragraph that python-docx has no call for."""
    element = parse_xml(re.sub(r"^<(w:\w+)", rf"<\1 {nsdecls('w', 'r')}", source))
    # lxml takes any element here; python-docx's types know runs alone.
    list(paragraph.runs)[-1].element.addnext(element)  # pyright: ignore[reportArgumentType]


def test_word_document_is_read_in_order_with_tables_boxes_and_headers(tmp_path: Path) -> None:
    document = read(tmp_path, "cv.docx", word_file())
    assert document.text.split("\n") == [
        "Zara Quill – résumé", "Experience", "Kiln Lead\tMay 2019 – now", "Clay & Co", "- Fired 300 pots", "seen",
        "2017\tApprentice, Mud House", "2015", "School of Glaze", "Diploma", "see my pots", "boxed words", "last line",
        "page",
    ]  # fmt: skip
    assert codes(document) == ["hidden_text"]
    assert [document.line_text(line) for line in document.lines if line.heading] == ["Experience"]
    link = document.links[0]
    assert (link.url, document.text[link.start : link.end]) == ("https://zara.example.com", "my pots")


def test_numbers_of_a_word_list_are_the_ones_that_word_prints(tmp_path: Path) -> None:
    document = docx.Document()
    for words, style in (("one", "List Number"), ("dot", "List Bullet"), ("two", "List Number"), ("plain", "Normal")):
        document.add_paragraph(words, style=style)
    data = io.BytesIO()
    document.save(data)
    assert read(tmp_path, "cv.docx", data.getvalue()).text.split("\n") == ["1. one", "- dot", "2. two", "plain"]


# --- OpenDocument, RTF, mail ----------------------------------------------------------------------------------------


def odt_file(content: str) -> bytes:
    names = "office text table style fo:xsl-fo-compatible xlink draw:drawing"
    spaces = " ".join(
        f'xmlns:{name.split(":")[0]}="urn:oasis:names:tc:opendocument:xmlns:{name.split(":")[-1]}:1.0"'
        for name in names.split()
        if name != "xlink"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink">{content}'
            "</office:document-content>",
        )
    return data.getvalue()


def test_opendocument_is_read_in_order_and_hidden_styles_are_left_out(tmp_path: Path) -> None:
    content = """<office:automatic-styles>
      <style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>
      <style:style style:name="H"><style:text-properties text:display="none"/></style:style>
      <style:style style:name="W"><style:text-properties fo:color="#ffffff"/></style:style>
    </office:automatic-styles><office:body><office:text>
      <text:h>Work</text:h>
      <text:p><text:span text:style-name="B">Kiln Lead</text:span><text:tab/>2019<text:line-break/>Clay<text:s text:c="2"/>&amp; Co</text:p>
      <text:list><text:list-item><text:p>Fired <text:a xlink:href="https://zara.example.com">300 pots</text:a></text:p></text:list-item></text:list>
      <text:p>seen<text:span text:style-name="H">vanished</text:span><text:span text:style-name="W">white</text:span></text:p>
      <table:table><table:table-row><table:table-cell><text:p>2017</text:p></table:table-cell><table:table-cell><text:p>Mud House</text:p></table:table-cell></table:table-row></table:table>
    </office:text></office:body>"""
    document = read(tmp_path, "cv.odt", odt_file(content))
    assert document.text.split("\n") == [
        "Work", "Kiln Lead\t2019", "Clay  & Co", "- Fired 300 pots", "seen", "2017\tMud House",
    ]  # fmt: skip
    assert codes(document) == ["hidden_text"]
    assert document.links[0].url == "https://zara.example.com"


def test_rich_text_is_read_without_its_control_words(tmp_path: Path) -> None:
    source = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\colortbl;\red255\green255\blue255;}{\info{\author Nobody}}"
        r"{\b Zara Quill}\par Kiln Lead\tab 2019 \endash  now, caf\'e9, \u321\'3fukasz\par{\v hidden}{\cf1 white}seen\par"
        r'{\field{\*\fldinst{HYPERLINK "https://zara.example.com"}}{\fldrslt my pots}} and\par'
        r"\trowd\intbl 2017\cell Mud House\cell\row}"
    )
    document = read(tmp_path, "cv.rtf", source)
    assert document.text.split("\n") == [
        "Zara Quill", "Kiln Lead\t2019 – now, café, Łukasz", "seen", "my pots and", "2017\tMud House",
    ]  # fmt: skip
    assert document.lines[0].bold
    assert not document.lines[1].bold
    assert codes(document) == ["hidden_text"]
    link = document.links[0]
    assert (link.url, document.text[link.start : link.end]) == ("https://zara.example.com", "my pots")


def test_mail_is_read_with_its_attachments(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Zara Quill <zara@example.com>", "jobs@example.com", "Kiln lead"
    mail.set_content("My résumé is attached.\n")
    mail.add_attachment(word_file(), maintype="application", subtype="octet-stream", filename="cv.docx")
    mail.add_attachment(b"MZ\x00", maintype="application", subtype="octet-stream", filename="run.exe")
    document = read(tmp_path, "mail.eml", mail.as_bytes())
    lines = document.text.split("\n")
    assert lines[:4] == [
        "From: Zara Quill <zara@example.com>", "To: jobs@example.com", "Subject: Kiln lead", "My résumé is attached.",
    ]  # fmt: skip
    assert "Kiln Lead\tMay 2019 – now" in lines
    assert codes(document) == ["hidden_text", "attachment_read", "attachment_unread"]


# --- all ----------------------------------------------------------------------------------------------------------


def test_language_is_told_when_there_is_enough_text(tmp_path: Path) -> None:
    french = (
        "Responsable des systèmes d'information, gestion de projets et développement de services à Paris depuis 2019."
    )
    assert read(tmp_path, "cv.txt", french).language == "fr"
    assert read(tmp_path, "short.txt", "Zara Quill, potter").language is None


def test_formats_are_listed_with_what_is_missing() -> None:
    formats = {form.name: form for form in list_formats()}
    assert {"PDF", "Word", "HTML", "Markdown", "plain text"} <= set(formats)
    assert formats["PDF"].missing == ""


JOB = {
    "@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, {
        "@type": "JobPosting", "title": "Ferry Mate &amp; Deckhand", "hiringOrganization": {"@type": "Organization", "name": "Tern Line"},
        "jobLocation": [{"address": {"addressLocality": "Oban", "addressRegion": "Scotland"}}],
        "description": "&lt;h3&gt;Required&lt;/h3&gt;&lt;ul&gt;&lt;li&gt;STCW certificate&lt;/li&gt;&lt;li&gt;Two winters at sea&lt;/li&gt;&lt;/ul&gt;",
    }],
}  # fmt: skip


@pytest.mark.parametrize("shown", ["", "<p>We look for a mate.</p>"])
def test_posting_for_machines_is_read_where_the_page_shows_nothing(shown: str, tmp_path: Path) -> None:
    page = tmp_path / "mate.html"
    script = f'<script type="application/ld+json">{json.dumps(JOB)}</script>'
    page.write_text(f"<html><head>{script}</head><body><div id=app>{shown}</div></body></html>", "utf-8")
    document = read_document(page)
    codes = [notice.code for notice in document.notices]
    if shown:
        assert document.text == "We look for a mate."
        assert codes == []
    else:
        assert [line for line in document.text.splitlines() if line] == [
            "Ferry Mate & Deckhand", "Tern Line", "Oban, Scotland", "Required", "- STCW certificate", "- Two winters at sea",
        ]  # fmt: skip
        assert codes == ["drawn_by_script"]


@pytest.mark.parametrize("data", ["no json", "[]", '{"@type": "Person", "name": "Zora"}', '{"@type": "JobPosting"'])
def test_page_without_words_and_without_a_posting_is_empty(data: str, tmp_path: Path) -> None:
    page = tmp_path / "empty.html"
    page.write_text(
        f'<html><head><script type="application/ld+json">{data}</script></head><body></body></html>', "utf-8"
    )
    with pytest.raises(DocumentError) as error:
        read_document(page)
    assert error.value.code == "empty"
