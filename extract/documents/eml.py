"""EML: a mail as its reader sees it, with the documents attached to it."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.policy import default

from extract.documents.assemble import Draft, DraftLine, Part
from extract.documents.html import read_html
from extract.documents.model import Notice
from extract.documents.text import decode
from extract.errors import DocumentError

MEDIA_TYPE = "message/rfc822"

_MAX_ATTACHMENTS = 30
_HEADERS = ("From", "To", "Subject", "Date")


def read_eml(data: bytes, read_attachment: Callable[[bytes, str], Draft]) -> Draft:
    """Read a mail: the headers that mail programs show, the body, then each attachment.

    Args:
        data: The file.
        read_attachment: Reads the bytes of an attachment of a name.

    Raises:
        DocumentError: "damaged": the mail cannot be parsed.
    """
    try:
        message = message_from_bytes(data, policy=default)
        draft = Draft(MEDIA_TYPE, _headers(message))
        body = message.get_body(preferencelist=("plain", "html"))
        if body is not None:
            inner = _body(body)
            draft.lines += inner.lines
            draft.notices += inner.notices
        attachments = list(message.iter_attachments())
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise DocumentError("damaged", "The mail cannot be parsed.", "Save it again as .eml.") from error
    for number, part in enumerate(attachments[:_MAX_ATTACHMENTS], start=1):
        _attach(part, number, draft, read_attachment)
    return draft


def _headers(message: EmailMessage) -> list[DraftLine]:
    values = ((name, " ".join(str(message.get(name, "")).split())) for name in _HEADERS)
    return [DraftLine([Part(f"{name}: {value}")]) for name, value in values if value]


def _body(body: MIMEPart) -> Draft:
    payload = body.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if body.get_content_type() == "text/html":
        return read_html(data)
    text, _ = decode(data, body.get_content_charset())
    return Draft(MEDIA_TYPE, [DraftLine([Part(line)]) for line in text.replace("\r\n", "\n").split("\n")])


def _attach(part: EmailMessage, number: int, draft: Draft, read_attachment: Callable[[bytes, str], Draft]) -> None:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload:
        return
    try:
        inner = read_attachment(payload, part.get_filename() or "")
    except DocumentError as error:
        draft.notices.append(Notice("attachment_unread", f"Attachment {number} was not read: {error.code}."))
        return
    draft.lines += inner.lines
    draft.links += inner.links
    draft.notices += inner.notices
    draft.notices.append(Notice("attachment_read", f"Attachment {number} was read after the mail's own text."))
