"""The pages of the review page's server, over one room."""

from __future__ import annotations

import asyncio
from typing import Literal

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from extract.errors import UserError
from extract.review.state.progress import measure_progress
from extract.review.state.session import ROWS, ReviewSession
from extract.review.state.view_model import DocumentView
from extract.review.web import pages
from extract.review.web.queries import list_query, number_of, text_of

DocumentGroup = Literal["profiles", "postings"]
LIST_LENGTH = 100
MANY_FACTS = 250
"""A profile of more facts is shown at once without them; the page then asks for them, so that it opens quickly."""


class Views:
    """The pages, over one room."""

    def __init__(self, room: ReviewSession, reviewer: str) -> None:
        self._room = room
        self._reviewer = reviewer

    async def list_page(self, request: Request) -> Response:
        """The list of everything."""
        self._room.refresh_if_due()
        words, show, first = list_query(request)
        index, me = self._room.index, pages.reviewer_of(request, self._reviewer)
        there = {
            key: [each for each in people if each != me] for key, people in self._room.presence.everybody().items()
        }
        entries = index.search("profiles", words, show)
        try:
            look_alikes, trouble = await asyncio.to_thread(self._room.people.people.look_alikes, self._room.log.out), ""
        except UserError as error:  # the rest of the list is of use without it
            look_alikes, trouble = [], str(error)
        return _page(
            "list.html.j2", request, self._reviewer, look_alikes=look_alikes, trouble=trouble, entries=entries[first : first + LIST_LENGTH], found=len(entries),
            first=first, length=LIST_LENGTH, search=words, show=show, index=index, there=there,
            profiles=index.all("profiles"), postings=index.all("postings"), comparisons=index.all("comparisons"),
        )  # fmt: skip

    async def list_api(self, request: Request) -> Response:
        """The list of profiles, as data."""
        self._room.refresh_if_due()
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

    async def across_page(self, request: Request) -> Response:
        """One requirement of a posting across all candidates."""
        name, first = request.path_params["name"], number_of(request, "first") if "first" in request.query_params else 0
        view, found = await asyncio.to_thread(self._room.across, name, text_of(request, "id"), first)
        return _page(
            "across.html.j2", request, self._reviewer, view=view, name=name, found=found, first=first, length=ROWS
        )

    async def across_sheet(self, request: Request) -> Response:
        """The cards of that page."""
        name, first = text_of(request, "name"), number_of(request, "first")
        view, _ = await asyncio.to_thread(self._room.across, name, text_of(request, "id"), first)
        return HTMLResponse(pages.fragment("rows.html.j2", view=view))

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


def _page(template: str, request: Request, reviewer: str, **content: object) -> Response:
    return HTMLResponse(pages.page(template, reviewer=pages.reviewer_of(request, reviewer), **content))


def _neighbours(names: list[str], name: str) -> tuple[str | None, str | None]:
    """Return the names before and after one."""
    place = names.index(name) if name in names else -1
    before = names[place - 1] if place > 0 else None
    return before, names[place + 1] if 0 <= place < len(names) - 1 else None
