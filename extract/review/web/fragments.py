"""The pieces of pages that the review page asks for: cards, forms, the document."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from extract.documents.model.boxes import boxes_of
from extract.review.decisions.subjects import kind_of
from extract.review.domain.corrections import fields_of
from extract.review.domain.deciding import OWN_KIND_REFUSED, Desk, RefusedError, addable_kinds, evidence_of
from extract.review.domain.links import targets_for
from extract.review.state.session import OpenComparison, OpenDocument, ReviewSession
from extract.review.state.sources import PATIENCE_S
from extract.review.state.view_model import KIND_WORDS, title_of
from extract.review.web import pages
from extract.review.web.queries import BadQueryError, group_of, number_of, text_of
from extract.text.dates.written import UnreadableDateError, read_written_date
from extract.text.sections.headings import heading_kind
from schemas import Posting, Profile


class Pieces:
    """The pieces, over one room."""

    def __init__(self, room: ReviewSession) -> None:
        self._room = room

    async def facts(self, request: Request) -> Response:
        """All cards of a profile, posting or comparison."""
        opened = await self._opened(request, patience_s=0.0)
        sheet = opened.sheet()
        return HTMLResponse(pages.fragment("sheet.html.j2", sheet=sheet))

    async def card(self, request: Request) -> Response:
        """One card."""
        opened = await self._opened(request, patience_s=0.0)
        key = text_of(request, "key")
        card = opened.sheet(only=key).find(key)
        if card is None:
            return PlainTextResponse("It is not there any more.", 404)
        return HTMLResponse(pages.fragment("card.html.j2", file=None, card=card, group=opened.desk.group))

    async def form(self, request: Request) -> Response:
        """The form that corrects an item, or that adds a fact from a span."""
        kind = request.query_params.get("kind")
        if kind == "lines":
            return await self._lines_form(request)
        opened = await self._opened(request, patience_s=PATIENCE_S if kind else 0.0)
        if kind:
            if kind not in addable_kinds(opened.desk.group) or not isinstance(opened, OpenDocument):
                raise BadQueryError("kind")
            span = (number_of(request, "start"), number_of(request, "end"))
            document = opened.desk.document
            assert document is not None
            try:
                lines = evidence_of(document, span)
            except RefusedError as error:
                return JSONResponse({"problems": error.problems}, 422)
            words = " ".join(document.text[slice(*span)].split())
            return HTMLResponse(
                pages.fragment(
                    "add.html.j2", kind=kind, words=words, span=span, lines=lines, targets=_targets(opened.desk, "", kind),
                    called={each: KIND_WORDS[each][1] for each in addable_kinds(opened.desk.group)},
                )
            )  # fmt: skip
        key = text_of(request, "key")
        card = opened.sheet(only=key).find(key)
        if card is None:
            return PlainTextResponse("It is not there any more.", 404)
        if not card.correctable:
            return JSONResponse({"problems": {"": OWN_KIND_REFUSED}}, 422)
        targets = _targets(opened.desk, card.each.key, card.each.kind)
        as_before = "as_before" in request.query_params
        return HTMLResponse(pages.fragment("form.html.j2", card=card, as_before=as_before, targets=targets))

    async def _lines_form(self, request: Request) -> Response:
        """The form that says which role the selected lines belong to."""
        opened = await self._opened(request)
        document = opened.desk.document
        if opened.desk.group != "profiles" or document is None:
            raise BadQueryError("kind")
        span = (number_of(request, "start"), number_of(request, "end"))
        try:
            lines = evidence_of(document, span)
        except RefusedError as error:
            return JSONResponse({"problems": error.problems}, 422)
        review = opened.desk.review()
        roles = [(each.key, title_of(each)) for each in targets_for("role_id", review)]
        owner = next((each.key for each in review.items if lines[0].line in each.lines), "")
        return HTMLResponse(pages.fragment("lines.html.j2", span=span, lines=lines, roles=roles, owner=owner))

    async def date(self, request: Request) -> Response:
        """What a date says that somebody types, before it is saved."""
        stored = await self._stored(request)
        try:
            return JSONResponse({"date": read_written_date(text_of(request, "text"), stored.document.language)})
        except UnreadableDateError as error:
            return JSONResponse({"date": None, "said": str(error)})

    async def text(self, request: Request) -> Response:
        """The text of a document, line by line."""
        stored, shown = await self._document(request)
        return HTMLResponse(pages.fragment("text.html.j2", shown=shown, unread=missed_lines(stored)))

    async def overlay(self, request: Request) -> Response:
        """The lines of a page, to lay over its picture."""
        stored, shown = await self._document(request, patience_s=60.0)
        number = number_of(request, "page")
        drawn = await self._room.sources.picture(stored.document, number)
        if drawn is None:
            return PlainTextResponse("There is no such page.", 404)
        lines = [line for line in shown.document.lines if line.page == number and line.box is not None]
        return HTMLResponse(
            pages.fragment(
                "overlay.html.j2", document=shown.document, lines=lines, width=drawn.width, height=drawn.height,
                unread=missed_lines(stored),
            )
        )  # fmt: skip

    async def boxes(self, request: Request) -> Response:
        """Where the words between two offsets stand on the pages."""
        span = number_of(request, "start"), number_of(request, "end")
        _, shown = await self._document(request, patience_s=60.0)
        return JSONResponse({"boxes": boxes_of(shown.document, *span)})

    async def picture(self, request: Request) -> Response:
        """A page as a picture."""
        stored = await self._stored(request)
        drawn = await self._room.sources.picture(stored.document, number_of(request, "page"))
        if drawn is None:
            return PlainTextResponse("There is no such page.", 404)
        return Response(drawn.png, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    async def _opened(self, request: Request, patience_s: float = PATIENCE_S) -> OpenDocument | OpenComparison:
        return await self._room.open(group_of(text_of(request, "group")), text_of(request, "name"), patience_s)

    async def _stored(self, request: Request) -> Profile | Posting:
        group, name = text_of(request, "group"), text_of(request, "name")
        if group not in ("profiles", "postings"):
            raise BadQueryError("group")
        return (await self._room.shelved(group, name)).stored

    async def _document(self, request: Request, patience_s: float = 2.0) -> tuple[Profile | Posting, Any]:
        stored = await self._stored(request)
        return stored, await self._room.sources.show(stored, patience_s)


def _targets(desk: Desk, key: str, kind: str) -> dict[str, list[tuple[str, str]]]:
    """Return the facts that each link of a fact may name: keys and titles, by field."""
    links = [] if kind == "verdict" else [field.name for field in fields_of(kind_of(kind)) if field.kind == "link"]
    review = desk.review() if links else None
    return {name: [(each.key, title_of(each)) for each in targets_for(name, review, key)] for name in links if review}


def missed_lines(stored: Profile | Posting) -> frozenset[int]:
    """Return the numbers of the lines that no fact cites and that may say something: headings do not."""
    kind = "resume" if isinstance(stored, Profile) else "posting"
    return frozenset(
        line.line for line in stored.unread_lines if heading_kind(line.text, kind, marked=line.text.isupper()) is None
    )
