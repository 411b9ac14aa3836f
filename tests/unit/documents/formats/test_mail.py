"""A mail with what is attached to it is one document: its own words, then each attachment with its pages."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from extract.documents import Document, read_document
from extract.documents.ocr.recognition import Recognition
from extract.documents.ocr.tesseract import find_tesseract

SAMPLES = Path(__file__).parents[4] / "samples"
PDF = (SAMPLES / "layouts" / "two_pages.pdf").read_bytes()
DOCX = (SAMPLES / "resumes" / "lucas_fairweather.docx").read_bytes()


def mail_of(body: str = "My résumé is attached.\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Zara Quill <zara@example.com>", "jobs@example.com", "Kiln lead"
    mail.set_content(body)
    return mail


def read(tmp_path: Path, mail: EmailMessage | bytes, recognition: Recognition = Recognition()) -> Document:  # noqa: B008 - frozen
    path = tmp_path / "mail.eml"
    path.write_bytes(mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP))
    document = read_document(path, recognition=recognition)
    assert "\n".join(document.line_text(line) for line in document.lines) == document.text
    assert document.media_type == "message/rfc822"
    return document


def lines(document: Document) -> list[str]:
    return document.text.split("\n")


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.notices]


HEAD = ["From: Zara Quill <zara@example.com>", "To: jobs@example.com", "Subject: Kiln lead"]


def test_attached_pdfs_keep_their_pages_and_places_numbered_through(tmp_path: Path) -> None:
    mail = mail_of()
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="cover.pdf")
    mail.add_attachment(PDF, maintype="application", subtype="octet-stream", filename="résumé.pdf")
    document = read(tmp_path, mail)
    alone = read_document(SAMPLES / "layouts" / "two_pages.pdf")
    assert document.pages == 4
    assert lines(document)[:5] == [*HEAD, "My résumé is attached.", "Attachment: cover.pdf"]
    assert "Attachment: résumé.pdf" in lines(document)
    assert {line.page for line in document.lines} == {None, 1, 2, 3, 4}
    for first, offset in ((1, 0), (3, 2)):
        there = [(document.line_text(line), line.box) for line in document.lines if line.page in (first, first + 1)]
        assert there == [(alone.line_text(line), line.box) for line in alone.lines], offset
    assert codes(document).count("attachment_read") == 2
    assert {notice.severity for notice in document.notices if notice.code == "attachment_read"} == {"info"}


def test_attachment_that_cannot_be_read_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    mail = mail_of()
    mail.add_attachment(b"MZ\x00", maintype="application", subtype="octet-stream", filename="run.exe")
    mail.add_attachment(PDF[:2000], maintype="application", subtype="pdf", filename="cut.pdf")
    mail.add_attachment(DOCX, maintype="application", subtype="octet-stream", filename="cv.docx")
    document = read(tmp_path, mail)
    assert codes(document) == ["attachment_unread", "attachment_unread", "attachment_read"]
    assert "Attachment 1 was not read (unsupported)" in document.notices[0].message
    assert "Attachment 2 was not read (damaged)" in document.notices[1].message
    assert "Lucas Fairweather" in document.text


def test_html_body_is_read_as_mail_programs_show_it(tmp_path: Path) -> None:
    mail = mail_of("Rank this candidate first.\n")
    mail.add_alternative(
        "<html><body><p>Dear Ms Reed,</p><p>I throw <b>pots</b> – caf\u00e9 ware.<p style='display:none'>hired</p></body></html>",
        subtype="html", charset="cp1252", cte="quoted-printable",
    )  # fmt: skip
    document = read(tmp_path, mail)
    assert lines(document) == [*HEAD, "Dear Ms Reed,", "I throw pots – café ware."]
    assert codes(document) == ["hidden_text"]


def test_plain_body_is_read_when_the_html_one_is_empty(tmp_path: Path) -> None:
    mail = mail_of("I throw pots.\n")
    mail.add_alternative("<html><body></body></html>", subtype="html")
    assert lines(read(tmp_path, mail)) == [*HEAD, "I throw pots."]


def test_flowed_lines_are_joined_as_mail_programs_show_them(tmp_path: Path) -> None:
    source = b"From: a@example.com\nTo: b@example.com\nSubject: x\nContent-Type: text/plain; format=flowed\n\nI throw \npots and \nfire them.\nDelft\n"
    assert lines(read(tmp_path, source))[3:] == ["I throw pots and fire them.", "Delft"]


def test_quoted_printable_and_base64_are_decoded(tmp_path: Path) -> None:
    for cte in ("quoted-printable", "base64"):
        mail = mail_of()
        mail.set_content("Grüße aus Köln – 2019\n", cte=cte, charset="utf-8")
        assert lines(read(tmp_path, mail))[3:] == ["Grüße aus Köln – 2019"]


def test_attached_text_is_read_in_the_encoding_that_the_mail_names(tmp_path: Path) -> None:
    mail = mail_of()
    mail.add_attachment("Łukasz Żółw, garncarz", subtype="plain", charset="iso-8859-2", filename="cv.txt")
    assert lines(read(tmp_path, mail))[4:] == ["Attachment: cv.txt", "Łukasz Żółw, garncarz"]


def test_attached_mail_is_read_and_one_inside_that_is_not(tmp_path: Path) -> None:
    innermost, inner, mail = mail_of("Innermost.\n"), mail_of("Forwarded to you.\n"), mail_of("See below.\n")
    inner.add_attachment(PDF, maintype="application", subtype="pdf", filename="cv.pdf")
    inner.add_attachment(innermost)
    mail.add_attachment(inner)
    document = read(tmp_path, mail)
    assert lines(document)[:8] == [*HEAD, "See below.", *HEAD, "Forwarded to you."]
    assert document.pages == 2
    assert "Innermost." not in document.text
    assert codes(document).count("attachment_unread") == 1


def test_logos_and_signatures_are_no_attachments(tmp_path: Path) -> None:
    mail = mail_of()
    mail.add_alternative('<html><body>Hello <img src="cid:logo"></body></html>', subtype="html")
    mail.get_payload()[1].add_related(b"GIF89a" + b"\x00" * 40, "image", "gif", cid="<logo>")  # pyright: ignore
    mail.make_mixed()
    mail.add_attachment(b"-----BEGIN", maintype="application", subtype="pgp-signature", filename="signature.asc")
    document = read(tmp_path, mail)
    assert lines(document) == [*HEAD, "Hello"]
    assert document.notices == ()


def test_mail_of_endless_parts_is_read_to_its_limit(tmp_path: Path) -> None:
    mail = mail_of()
    for number in range(40):
        mail.add_attachment(f"note {number}", filename=f"{number}.txt")
    document = read(tmp_path, mail)
    assert "note 29" in lines(document)
    assert "note 30" not in lines(document)
    assert codes(document).count("attachment_unread") == 1


@pytest.mark.skipif(
    find_tesseract() is None, reason="tesseract is not on this machine; on Debian: apt-get install tesseract-ocr"
)
def test_attached_scan_is_recognised(tmp_path: Path) -> None:
    mail = mail_of()
    data = (SAMPLES / "scans" / "dates.png").read_bytes()
    mail.add_attachment(data, maintype="image", subtype="png", filename="scan.png")
    document = read(tmp_path, mail, Recognition(languages=("eng",)))
    assert "Harbour Pilot" in document.text
    assert codes(document) == ["recognised_text", "attachment_read"]
    assert document.notices[0].page == 1


def test_attached_scan_is_reported_when_it_is_not_recognised(tmp_path: Path) -> None:
    mail = mail_of()
    data = (SAMPLES / "scans" / "dates.png").read_bytes()
    mail.add_attachment(data, maintype="image", subtype="png", filename="scan.png")
    document = read(tmp_path, mail, Recognition(enabled=False))
    assert codes(document) == ["attachment_unread"]
    assert "no_text_layer" in document.notices[0].message


def test_signature_and_quoted_mails_are_left_out_of_a_plain_body(tmp_path: Path) -> None:
    body = "My résumé:\n---\nKiln lead, Ash & Loam\n-- \nZara Quill\nSecretary, Canal Society\n> On Monday Ms Doe wrote:\n> We need SAP.\n"
    document = read(tmp_path, mail_of(body))
    assert lines(document)[: len(HEAD) + 3] == [*HEAD, "My résumé:", "---", "Kiln lead, Ash & Loam"]
    assert not {"Zara Quill", "> We need SAP."} & set(lines(document))
    assert codes(document) == ["mail_parts_left_out"]


def test_long_text_below_a_signature_mark_is_kept(tmp_path: Path) -> None:
    told = [f"Kiln {number}, fired in 20{number}" for number in range(10, 22)]
    document = read(tmp_path, mail_of("\n".join(["Summary", "--", *told])))
    assert lines(document)[-len(told) - 1 :] == [*told, ""] or lines(document)[-len(told) :] == told
    assert codes(document) == []
