"""What word processors write: one résumé saved by LibreOffice in each format, and edge cases of RTF and ODT."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extract.documents import Document, read_document
from extract.errors import DocumentError

FORMATS = Path(__file__).parents[4] / "samples" / "formats"
SEEN = [
    "Odile Marchetti, curriculum vitae",
    "Work",
    "Restorer of organs, Atelier Brisebois\t2019 – 2024",
    "- Rebuilt forty pipes of the great organ",
    "- Tuned it for three concerts",
    "Best known for:",
    "1. the choir of Saint Blaise",
    "a) bellows",
    "b) trackers",
    "2. the parlour organ of Vell",
    "Carver, Workshop Lund since childhood",
    "Speaks Danish and French",
    "Years\tSchools",
    "2012 – 2016\tAcademy of Instrument Making",
    "2010 – 2012",
    "Copenhagen",
    "School of Crafts",
    "Certificate in joinery",
    "References are given on request.",
    "Together with two apprentices.",
    "Under her grandmother.",
    "Kept until the post is filled",
]


def read(tmp_path: Path, name: str, data: bytes) -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    document = read_document(path)
    assert "\n".join(document.line_text(line) for line in document.lines) == document.text
    return document


@pytest.mark.parametrize("suffix", ["odt", "rtf", "docx"])
def test_what_a_reader_sees_is_read_and_nothing_else(suffix: str) -> None:
    """Headers, lists, frames, tables and notes are read; deletions, comments, hidden and white words are not."""
    document = read_document(FORMATS / f"resume.{suffix}")
    assert document.text.split("\n") == SEEN
    assert [notice.code for notice in document.notices] == ["hidden_text"]
    assert [document.line_text(line) for line in document.lines if line.heading] == ["Work"]


def test_old_word_file_is_refused_with_what_to_do() -> None:
    with pytest.raises(DocumentError, match="used before 2007") as caught:
        read_document(FORMATS / "resume.doc")
    assert caught.value.code == "unsupported"
    assert "save it as .docx or PDF" in caught.value.remedy


def test_word_file_with_a_password_is_encrypted(tmp_path: Path) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, "cv.docx", locked)
    assert caught.value.code == "encrypted"


RTF = [
    ("inserted words stay", r"{\revised seen} {\deleted gone}", ["seen"]),
    ("hidden words go", r"seen{\v gone}\par{\v\par gone}", ["seen"]),
    ("footnote comes last", r"pots{\super\chftn}{\*\footnote\pard\plain{\super\chftn} two kilns} fired\par done\par",
     ["pots fired", "done", "two kilns"]),
    ("endnote comes last", r"pots{\footnote\ftnalt two kilns}\par", ["pots", "two kilns"]),
    ("header first, footer last, once a wording",
     r"{\footerl end}{\footerr end}{\headerf top}{\header top}pots\par", ["top", "pots", "end"]),
    ("numbers of lists are those that are printed",
     r"{\listtext\pard 1.\tab}\ls1 one\par{\listtext\pard\u8226\'b7\tab}dot\par{\pntext 2)\tab}two\par plain\par",
     ["1. one", "- dot", "2) two", "plain"]),
    ("cells of a row share a line", r"\trowd\cellx1\cellx2\intbl 2019\cell\intbl Delft\cell\row after\par",
     ["2019\tDelft", "after"]),
    ("long cells follow each other", r"\trowd\intbl a\par b\cell c\cell\row", ["a", "b", "c"]),
    ("text box stays in place",
     r"before {\shp{\*\shpinst{\sp{\sn x}{\sv gone}}{\shptxt\pard boxed\par}}{\shprslt{\*\do old}}}after\par next\par",
     ["before after", "boxed", "next"]),
    ("comments go", r"pots{\*\atnid ZQ}{\*\atnauthor Zara}{\*\annotation\pard\plain really?}\par", ["pots"]),
    ("white words go, but not on a dark ground",
     r"{\colortbl;\red255\green255\blue255;\red0\green0\blue90;}a{\cf1 gone}{\cf1\chcbpat2 seen}\par"
     r"\trowd\clcbpat2\cellx1\cellx2\intbl{\cf1 head}\cell\intbl{\cf1 row}\cell\row", ["aseen", "head\trow"]),
    ("letters of two bytes", r"\ansicpg932 \'8e\'52\'93\'63\par", ["山田"]),
    ("letters beyond the first plane", r"\uc1 \u-10180?\u-9018?\par", ["\U0001f0c6"]),
    ("file that is cut", r"pots{\*\footnote\pard kilns", ["pots", "kilns"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "lines"), [case[1:] for case in RTF], ids=[case[0] for case in RTF])
def test_rich_text_reads_as_it_is_shown(tmp_path: Path, source: str, lines: list[str]) -> None:
    document = read(tmp_path, "cv.rtf", rf"{{\rtf1\ansi {source}}}".encode("ascii"))
    assert document.text.split("\n") == lines


def odt_of(body: str, styles: str = "") -> bytes:
    names = ("office", "text", "table", "style", "fo:xsl-fo-compatible", "draw:drawing")
    spaces = " ".join(
        f'xmlns:{name.split(":")[0]}="urn:oasis:names:tc:opendocument:xmlns:{name.split(":")[-1]}:1.0"'
        for name in names
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return data.getvalue()


WHITE = '<style:style style:name="W"><style:text-properties fo:color="#ffffff"/></style:style>'
DARK = '<style:style style:name="D"><style:{}-properties fo:background-color="#102030"/></style:style>'
NUMBERS = (
    '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="I" style:num-suffix="."'
    ' text:start-value="3"/></text:list-style>'
)
ODT = [
    ("section that is not shown", "<text:p>a</text:p><text:section text:display='none'><text:p>b</text:p></text:section>",
     "", ["a"]),
    ("paragraph that is not shown", "<text:p>a</text:p><text:p>b<text:hidden-paragraph text:is-hidden='true'/></text:p>",
     "", ["a"]),
    ("white words on a dark paragraph", "<text:p text:style-name='D'><text:span text:style-name='W'>a</text:span></text:p>",
     WHITE + DARK.format("paragraph"), ["a"]),
    ("white words in a dark cell", "<table:table><table:table-row><table:table-cell table:style-name='D'>"
     "<text:p><text:span text:style-name='W'>a</text:span></text:p></table:table-cell></table:table-row></table:table>",
     WHITE + DARK.format("table-cell"), ["a"]),
    ("white words on white", "<text:p>a<text:span text:style-name='W'>b</text:span></text:p>", WHITE, ["a"]),
    ("numbers that start at three", "<text:list text:style-name='N'><text:list-item><text:p>a</text:p><text:p>more</text:p>"
     "</text:list-item><text:list-item><text:p>b</text:p></text:list-item></text:list>", NUMBERS,
     ["III. a", "more", "IV. b"]),
    ("list that goes on", "<text:list text:style-name='N'><text:list-item><text:p>a</text:p></text:list-item></text:list>"
     "<text:p>between</text:p><text:list text:style-name='N' text:continue-numbering='true'><text:list-item><text:p>b"
     "</text:p></text:list-item></text:list>", NUMBERS, ["III. a", "between", "IV. b"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "styles", "lines"), [case[1:] for case in ODT], ids=[case[0] for case in ODT])
def test_opendocument_reads_as_it_is_shown(tmp_path: Path, body: str, styles: str, lines: list[str]) -> None:
    assert read(tmp_path, "cv.odt", odt_of(body, styles)).text.split("\n") == lines


# --- scripts ------------------------------------------------------------------------------------------------------

SCRIPTS = {
    "ar": (
        "محاسبة في شركة الخليج للتجارة منذ مارس 2019 حتى الآن",
        "أشرفت على فريق من ستة موظفين وخفضت مدة إقفال الحسابات من عشرة أيام إلى أربعة",
    ),
    "he": (
        "מנהלת חשבונות בחברת רוח צפון, מרץ 2019 עד היום",
        "ניהלתי צוות של שישה עובדים וקיצרתי את סגירת החודש מעשרה ימים לארבעה",
    ),
    "zh": ("2019年3月至今 海湾科技有限公司 高级软件工程师", "负责推荐系统的设计与开发，将点击率从百分之四提高到百分之七，并带领六人团队完成搜索服务的重写工作，响应时间缩短百分之四十"),
    "ja": ("2019年4月から現在 湾岸テクノロジー株式会社", "検索システムの設計と開発を担当し、応答時間を四十パーセント短縮しました。六人のチームを指導し、毎週の勉強会を開きました"),
    "ko": ("2019년 3월부터 현재까지 바다기술 주식회사", "추천 시스템을 설계하고 개발하여 클릭률을 높였으며 여섯 명의 팀을 이끌고 검색 서비스를 다시 만들어 응답 시간을 크게 줄였습니다"),
}  # fmt: skip


def in_text(lines: tuple[str, ...]) -> bytes:
    return "\n".join(lines).encode()


def in_html(lines: tuple[str, ...]) -> bytes:
    return f"<html dir=auto><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>".encode()


def in_word(lines: tuple[str, ...]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize(("name", "write"), [("cv.txt", in_text), ("cv.html", in_html), ("cv.docx", in_word)])
def test_scripts_are_read_in_the_order_in_which_they_are_spoken(
    tmp_path: Path, language: str, name: str, write: Callable[[tuple[str, ...]], bytes]
) -> None:
    document = read(tmp_path, name, write(SCRIPTS[language]))
    assert document.text.split("\n") == list(SCRIPTS[language])
    assert document.language == language


def test_small_signs_over_japanese_words_do_not_hide_the_words(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("名前: ")
    ruby = (
        f"<w:r {nsdecls('w')}><w:ruby><w:rt><w:r><w:t>やまだ</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>山田</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    paragraph.runs[-1].element.addnext(parse_xml(ruby))  # pyright: ignore[reportArgumentType]
    data = io.BytesIO()
    document.save(data)
    assert read(tmp_path, "cv.docx", data.getvalue()).text == "名前: 山田"


# --- suffixes -------------------------------------------------------------------------------------------------------

KINDS = {
    ".pdf": ("application/pdf", (FORMATS.parent / "layouts" / "right_dates.pdf").read_bytes()),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (FORMATS / "resume.docx").read_bytes(),
    ),
    ".odt": ("application/vnd.oasis.opendocument.text", (FORMATS / "resume.odt").read_bytes()),
    ".rtf": ("application/rtf", (FORMATS / "resume.rtf").read_bytes()),
    ".html": ("text/html", b"<html><body><p>Zara Quill, potter in Delft</p></body></html>"),
    ".eml": ("message/rfc822", b"From: zara@example.com\nTo: jobs@example.com\nSubject: x\n\nI throw pots.\n"),
    ".txt": ("text/plain", b"Zara Quill, potter in Delft"),
}


@pytest.mark.parametrize("text", ["BMW workshop, mechanic", "MZ-Verlag, Lektorin", "RIFF Records, sound engineer"])
def test_text_that_opens_like_another_format_is_text(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, "cv.txt", text.encode())
    assert (document.media_type, document.text) == ("text/plain", text)


WRONG = [(kind, suffix) for kind in KINDS for suffix in (*KINDS, ".doc", ".png", ".dat", "")]


@pytest.mark.parametrize(("kind", "suffix"), WRONG, ids=[f"{kind} as {suffix or 'none'}" for kind, suffix in WRONG])
def test_content_decides_what_a_file_is_whatever_it_is_called(tmp_path: Path, kind: str, suffix: str) -> None:
    media_type, data = KINDS[kind]
    document = read(tmp_path, f"cv{suffix}", data)
    assert document.media_type == media_type
    assert document.text.strip()
