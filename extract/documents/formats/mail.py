"""EML: a mail as its reader sees it, with the documents attached to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import default
from typing import Any, cast

from extract.documents.formats.html.reader import read_html
from extract.documents.formats.text.reader import decode
from extract.documents.model.assemble import DraftDocument, DraftLine, Part
from extract.documents.model.document import Notice
from extract.errors import DocumentError

MEDIA_TYPE = "message/rfc822"

_MAX_ATTACHMENTS = 30
_MAX_PARTS = 300
_HEADERS = ("From", "To", "Subject", "Date")
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_LOGO_BYTES = 20_000  # a smaller picture inside the text is decoration

AttachmentReader = Callable[[bytes, str], DraftDocument]
"""Takes an attachment's bytes and its name."""


def read_eml(data: bytes, read_attachment: AttachmentReader) -> DraftDocument:
    """Read a mail: the headers that mail programs show, the body, then each attachment under its name.

    The signature of a plain body and the mails that it quotes are left out, with a notice.

    A mail that is attached is read with its own attachments; one attached to that is not. Pages of attachments are
    numbered through. Of a body in several forms the HTML one counts, since that is what mail programs show.

    Raises:
        DocumentError: "damaged": the mail cannot be parsed.
    """
    try:
        message = message_from_bytes(data, policy=default)
        draft = DraftDocument(MEDIA_TYPE, [])
        _read_mail(message, draft, _Attachments(read_attachment))
    except (MessageError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise DocumentError("damaged", "The mail cannot be parsed.", "Save it again as .eml.") from error
    return draft


@dataclass(slots=True)
class _Attachments:
    """Reads attachments, and counts them. `inside` is set in a mail that is itself attached."""

    read: AttachmentReader
    count: int = 0
    inside: bool = False


def _read_mail(message: EmailMessage, draft: DraftDocument, attachments: _Attachments) -> None:
    draft.lines += _headers(message)
    bodies: dict[str, EmailMessage] = {}
    attached: list[EmailMessage] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and not _is_attached(part) and kind not in bodies:
            bodies[kind] = part
        elif kind not in _SIGNATURES:
            attached.append(part)
    body = _html_body(bodies["text/html"]) if "text/html" in bodies else None
    if (body is None or not body.lines) and "text/plain" in bodies:
        body = _plain_body(bodies["text/plain"])
    if body is not None:
        draft.lines += body.lines
        draft.links += body.links
        draft.notices += body.notices
    for part in attached:
        _attach(part, draft, attachments)


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts that hold something, in order; a mail inside is one of them."""
    waiting = [message]
    for _ in range(_MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        content: Any = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(content, list):
            waiting[:0] = cast("list[EmailMessage]", content)
        else:
            yield part


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _headers(message: EmailMessage) -> list[DraftLine]:
    values = ((name, " ".join(_header(message, name).split())) for name in _HEADERS)
    return [DraftLine([Part(f"{name}: {value}")]) for name, value in values if value]


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as shown. Bytes that should have been encoded and were not are read as those of a text file."""
    raw = next((value for key, value in message.raw_items() if key.casefold() == name.casefold()), "")
    if any(0xDC80 <= ord(character) <= 0xDCFF for character in str(raw)):
        return decode(str(raw).encode("utf-8", "surrogateescape"))[0]
    try:
        return str(message.get(name, ""))
    except (MessageError, LookupError, ValueError, TypeError, AttributeError):
        return str(raw)


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _html_body(part: EmailMessage) -> DraftDocument | None:
    try:
        return read_html(_payload(part), part.get_content_charset())
    except DocumentError:
        return None


def _plain_body(part: EmailMessage) -> DraftDocument:
    text, _ = decode(_payload(part), part.get_content_charset())
    text = text.replace("\r\n", "\n")
    if part.get_param("format") == "flowed":
        text = re.sub(r"(?<!^--) \n(?!>)", " ", text, flags=re.MULTILINE)  # RFC 3676: such breaks are not shown
    lines = text.split("\n")
    own = _own_lines(lines)
    draft = DraftDocument(MEDIA_TYPE, [DraftLine([Part(line)]) for line in own])
    if len(own) < len(lines):
        what = f"The mail's signature and the mails that it quotes, {len(lines) - len(own)} lines, were left out."
        draft.notices.append(Notice("mail_parts_left_out", what, severity="info"))
    return draft


_SIGNATURE_LINES = 8
"""A longer end of a mail below its "-- " is no signature."""


def _own_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines that the mail's author wrote for it: none of another mail, and not the signature (RFC 3676, 4.3)."""
    own = [line for line in lines if not line.startswith(">")]
    signs = [number for number, line in enumerate(own) if line in ("-- ", "--")]
    if signs and sum(1 for line in own[signs[-1] + 1 :] if line.strip()) <= _SIGNATURE_LINES:
        own = own[: signs[-1]]
    return own


def _attach(part: EmailMessage, draft: DraftDocument, attachments: _Attachments) -> None:
    is_mail = part.get_content_type() == MEDIA_TYPE
    payload = b"" if is_mail else _payload(part)
    if not is_mail and not payload:
        return
    is_picture = part.get_content_maintype() == "image"
    in_text = is_picture and (part.get("Content-ID") is not None or not _is_attached(part))
    if in_text and len(payload) < _LOGO_BYTES:
        return
    attachments.count += 1
    number = attachments.count
    if number > _MAX_ATTACHMENTS:
        if number == _MAX_ATTACHMENTS + 1:
            what = f"The mail has more than {_MAX_ATTACHMENTS} attachments; the others were not read."
            draft.notices.append(Notice("attachment_unread", what))
        return
    try:
        inner = _inner(part, payload, attachments)
    except DocumentError as error:
        if not in_text:
            draft.notices.append(
                Notice("attachment_unread", f"Attachment {number} was not read ({error.code}): {error.what}")
            )
        return
    name = " ".join((part.get_filename() or "").split())
    if name:
        draft.lines.append(DraftLine([Part(f"Attachment: {name}")], heading=True))
    before = draft.pages or 0
    draft.lines += [replace(line, page=line.page + before) if line.page else line for line in inner.lines]
    draft.links += inner.links
    draft.notices += [replace(notice, page=notice.page + before) if notice.page else notice for notice in inner.notices]
    if inner.pages:
        draft.pages = before + inner.pages
    place = f", as page {before + 1} and following" if inner.pages else ""
    what = f"Attachment {number} was read after the mail's own text{place}."
    draft.notices.append(Notice("attachment_read", what, severity="info"))


def _inner(part: EmailMessage, payload: bytes, attachments: _Attachments) -> DraftDocument:
    if part.get_content_type() != MEDIA_TYPE:
        if part.get_content_maintype() == "text" and part.get_content_subtype() not in ("html", "rtf"):
            # The mail knows the encoding of a text, which the text itself does not say.
            payload = decode(payload, part.get_content_charset())[0].encode()
        return attachments.read(payload, part.get_filename() or "")
    if attachments.inside:
        raise DocumentError("unsupported", "It is a mail in a mail in a mail.", "Save it as a file of its own.")
    content = part.get_payload()
    inner = cast("list[EmailMessage]", content)[0] if isinstance(content, list) else EmailMessage()
    draft = DraftDocument(MEDIA_TYPE, [])
    attachments.inside = True
    try:
        _read_mail(inner, draft, attachments)
    finally:
        attachments.inside = False
    return draft
