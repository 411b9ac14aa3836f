"""The answers of the review page's server, over one room."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from extract.review import pages
from extract.review.corrections import fields_of
from extract.review.deciding import OWN_KIND_REFUSED, Desk, Order, RefusedError, addable_kinds, evidence_of
from extract.review.links import targets_for
from extract.review.log import StaleDecisionError
from extract.review.progress import measure_progress
from extract.review.queries import BadQueryError, body_of, group_of, list_query, number_of, text_of
from extract.review.room import OpenComparison, OpenDocument, Room
from extract.review.sources import PATIENCE_S
from extract.review.subjects import kind_of
from extract.review.views import KIND_WORDS, DocumentView, title_of
from schemas import Posting, Profile

DocumentGroup = Literal["profiles", "postings"]
LIST_LENGTH = 100
MANY_FACTS = 250
"""A profile of more facts is shown at once without them; the page then asks for them, so that it opens quickly."""


class Views:
    """The answers, over one room."""

    def __init__(self, room: Room, reviewer: str) -> None:
        self._room = room
        self._reviewer = reviewer
        self._refreshing: set[asyncio.Task[None]] = set()

    async def list_page(self, request: Request) -> Response:
        """The list of everything."""
        self._refresh_if_due()
        words, show, first = list_query(request)
        index, me = self._room.index, pages.reviewer_of(request, self._reviewer)
        there = {
            key: [each for each in people if each != me] for key, people in self._room.presence.everybody().items()
        }
        entries = index.search("profiles", words, show)
        return _page(
            "list.html.j2", request, self._reviewer, entries=entries[first : first + LIST_LENGTH], found=len(entries),
            first=first, length=LIST_LENGTH, search=words, show=show, index=index, there=there,
            profiles=index.all("profiles"), postings=index.all("postings"), comparisons=index.all("comparisons"),
        )  # fmt: skip

    async def list_api(self, request: Request) -> Response:
        """The list of profiles, as data."""
        self._refresh_if_due()
        words, show, first = list_query(request)
        entries = self._room.index.search("profiles", words, show)
        rows = [
            {"name": each.name, "label": each.label, "total": each.total, "decided": each.decided,
             "warnings": each.warnings, "progress": each.progress, "people": each.people}
            for each in entries[first : first + LIST_LENGTH]
        ]  # fmt: skip
        return JSONResponse({"profiles": rows, "found": len(entries), "complete": self._room.index.complete})

    async def progress_page(self, request: Request) -> Response:
        """How far the review is."""
        figures = await asyncio.to_thread(measure_progress, self._room.log)
        return _page("progress.html.j2", request, self._reviewer, figures=figures, index=self._room.index)

    async def profile_page(self, request: Request) -> Response:
        """A profile beside its document."""
        name = request.path_params["name"]
        others = [each for each in self._room.index.all("comparisons") if each.profile == name]
        asked = {each.name: each.label for each in self._room.index.all("postings")}
        return await self._desk(request, "profiles", name, compared=others, asked=asked)

    async def requirements_page(self, request: Request) -> Response:
        """A posting's requirements beside its document."""
        return await self._desk(request, "postings", request.path_params["name"], compared=[])

    async def _desk(self, request: Request, group: DocumentGroup, name: str, **more: object) -> Response:
        opened = await self._room.glance(group, name)
        later = len(opened.desk.items) > MANY_FACTS
        sheet = opened.sheet(only="" if later else None)
        return _page(
            "desk.html.j2", request, self._reviewer, sheet=sheet, later=later,
            shown=DocumentView(group, name, opened.stored.document, opened.path),
            neighbours=_neighbours([each.name for each in self._room.index.all(group)], name),
            start=sheet.start, **more,
        )  # fmt: skip

    async def posting_page(self, request: Request) -> Response:
        """A posting's matrix."""
        name = request.path_params["name"]
        self._room.known("postings", name)
        words, _, first = list_query(request)
        view, names, found, rejected = await asyncio.to_thread(self._room.matrix, name, words, first)
        return _page(
            "posting.html.j2", request, self._reviewer, posting=view, names=names, found=found, first=first,
            length=len(view.pairs) or 1, search=words, name=name, rejected=rejected,
        )  # fmt: skip

    async def comparison_page(self, request: Request) -> Response:
        """The verdicts on one candidate for one posting."""
        opened = await self._room.open_comparison(request.path_params["name"])
        sheet = opened.sheet()
        shown = None
        if opened.profile is not None:
            shown = DocumentView("profiles", opened.comparison.profile, opened.profile.document, opened.path)
        around = [
            each.name for each in self._room.index.all("comparisons") if each.posting == opened.comparison.posting
        ]
        return _page(
            "comparison.html.j2", request, self._reviewer, sheet=sheet, comparison=opened.comparison,
            posting=opened.posting, profile=opened.profile, neighbours=_neighbours(around, opened.desk.name),
            start=sheet.start, shown=shown,
        )  # fmt: skip

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
        return HTMLResponse(pages.fragment("card.html.j2", card=card, group=opened.desk.group))

    async def form(self, request: Request) -> Response:
        """The form that corrects an item, or that adds a fact from a span."""
        kind = request.query_params.get("kind")
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

    async def text(self, request: Request) -> Response:
        """The text of a document, line by line."""
        stored, shown = await self._document(request)
        return HTMLResponse(pages.fragment("text.html.j2", shown=shown, unread=_unread(stored)))

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
                unread=_unread(stored),
            )
        )  # fmt: skip

    async def picture(self, request: Request) -> Response:
        """A page as a picture."""
        stored = await self._stored(request)
        drawn = await self._room.sources.picture(stored.document, number_of(request, "page"))
        if drawn is None:
            return PlainTextResponse("There is no such page.", 404)
        return Response(drawn.png, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    async def decide(self, request: Request) -> Response:
        """Take a decision down."""
        order = Order.model_validate(await body_of(request))
        group = group_of(order.group)
        patience_s = (
            PATIENCE_S if order.action in ("correct", "add") else 0.0
        )  # values are sought in the document itself
        opened = await self._room.open(group, order.name, patience_s)
        by = pages.reviewer_of(request, self._reviewer)
        try:
            decision, review = await asyncio.to_thread(opened.desk.carry_out, order, by)
        except StaleDecisionError:
            opened = await self._room.open(group, order.name, patience_s=0.0)
            return self._stale(order, opened)
        except RefusedError as error:
            return JSONResponse({"problems": error.problems}, 422)
        self._refresh(force=True)
        key = order.key
        if decision.action == "add":
            key = f"added-{decision.number}"
        elif decision.action == "undo":
            touched = [each for each in review.items if each.version == decision.number]
            key = touched[0].key if touched else ""
        sheet = opened.sheet(review, only=key)
        card = sheet.find(key)
        return JSONResponse(
            {
                "number": decision.number, "key": key, "action": decision.action,
                "summary": pages.fragment("summary.html.j2", sheet=sheet),
                "card": pages.fragment("card.html.j2", card=card, group=group) if card is not None else None,
                "document_version": review.document_version,
            }
        )  # fmt: skip

    def _stale(self, order: Order, opened: OpenDocument | OpenComparison) -> Response:
        sheet = opened.sheet(only=order.key)
        if order.results != opened.desk.versions.results:
            return JSONResponse({"stale": "results", "message": pages.STALE_RESULTS}, 409)
        card = sheet.find(order.key)
        by = card.each.decision.by if card is not None and card.each.decision is not None else ""
        html = pages.fragment("card.html.j2", card=card, group=opened.desk.group) if card is not None else None
        return JSONResponse(
            {
                "stale": "item", "key": order.key, "card": html, "by": by, "message": pages.stale_words(by),
                "summary": pages.fragment("summary.html.j2", sheet=sheet),
                "document_version": sheet.review.document_version,
            },
            409,
        )  # fmt: skip

    async def present(self, request: Request) -> Response:
        """Note who is here, or that a window was closed, and tell who else is here and what changed."""
        body = await body_of(request)
        group, name, window = (str(body.get(field, ""))[:1000] for field in ("group", "name", "window"))
        self._room.known(group_of(group), name)
        if body.get("leaving"):
            await asyncio.to_thread(self._room.presence.leave, window)
            return JSONResponse({"others": []})
        by = pages.reviewer_of(request, self._reviewer)
        others = await asyncio.to_thread(self._present, window, by, group, name)
        opened = await self._room.open(group_of(group), name, patience_s=0.0)
        review = await asyncio.to_thread(opened.desk.review)
        return JSONResponse(
            {
                "others": others, "results": opened.desk.versions.results, "document_version": review.document_version,
                "versions": {each.key: each.version for each in review.items},
            }
        )  # fmt: skip

    def _present(self, window: str, by: str, group: str, name: str) -> list[str]:
        self._room.presence.say(window, by, group, name)
        return self._room.presence.others(window, group, name)

    async def rename(self, request: Request) -> Response:
        """Keep the reviewer's name in the browser."""
        body = await body_of(request)
        name = pages.clean_name(str(body.get("reviewer", "")))
        if not name:
            return JSONResponse({"problems": {"reviewer": "Give a name."}}, 422)
        answer = JSONResponse({"reviewer": name})
        pages.remember_reviewer(answer, name)
        return answer

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

    def _refresh_if_due(self) -> None:
        if self._room.index.due:
            self._refresh(force=False)

    def _refresh(self, *, force: bool) -> None:
        task = asyncio.create_task(asyncio.to_thread(self._room.index.refresh, force=force))
        self._refreshing.add(task)
        task.add_done_callback(self._refreshing.discard)


def _page(template: str, request: Request, reviewer: str, **content: object) -> Response:
    return HTMLResponse(pages.page(template, reviewer=pages.reviewer_of(request, reviewer), **content))


def _neighbours(names: list[str], name: str) -> tuple[str | None, str | None]:
    """Return the names before and after one."""
    place = names.index(name) if name in names else -1
    before = names[place - 1] if place > 0 else None
    return before, names[place + 1] if 0 <= place < len(names) - 1 else None


def _targets(desk: Desk, key: str, kind: str) -> dict[str, list[tuple[str, str]]]:
    """Return the facts that each link of a fact may name: keys and titles, by field."""
    links = [] if kind == "verdict" else [field.name for field in fields_of(kind_of(kind)) if field.kind == "link"]
    review = desk.review() if links else None
    return {name: [(each.key, title_of(each)) for each in targets_for(name, review, key)] for name in links if review}


def _unread(stored: Profile | Posting) -> frozenset[int]:
    return frozenset(line.line for line in stored.unread_lines)
