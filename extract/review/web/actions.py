"""Decisions that the review page sends, taken down; and who is there."""

from __future__ import annotations

import asyncio
import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from extract.errors import UserError
from extract.review.decisions.log import StaleDecisionError
from extract.review.decisions.orders import Batch, DecisionOrder, PairOrder, Stack
from extract.review.domain.deciding import RefusedError
from extract.review.state.session import OpenComparison, OpenDocument, ReviewSession
from extract.review.state.sources import PATIENCE_S
from extract.review.web import pages
from extract.review.web.queries import body_of, group_of


class Taking:
    """What changes something, over one room."""

    def __init__(self, room: ReviewSession, reviewer: str) -> None:
        self._room = room
        self._reviewer = reviewer

    async def decide(self, request: Request) -> Response:
        """Take a decision down."""
        order = DecisionOrder.model_validate(await body_of(request))
        group = group_of(order.group)
        patience_s = (
            PATIENCE_S if order.action in ("correct", "add", "assign") else 0.0
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
        self._room.refresh(force=True)
        key = order.key
        if decision.action == "add":
            key = f"added-{decision.number}"
        elif decision.action == "undo":
            # Taken back as one: the page asks for all cards, since this names only the last of them.
            touched = [each for each in review.items if each.version == decision.number]
            key = touched[0].key if len(touched) == 1 and decision.batch is None else ""
        elif decision.action == "assign":
            key = ""  # two roles changed, and what stands in the lines
        sheet = opened.sheet(review, only=key)
        card = sheet.find(key)
        return JSONResponse(
            {
                "number": decision.number, "key": key, "action": decision.action,
                "summary": pages.fragment("summary.html.j2", sheet=sheet),
                "card": pages.fragment("card.html.j2", file=None, card=card, group=group) if card is not None else None,
                "document_version": review.document_version,
            }
        )  # fmt: skip

    async def decide_several(self, request: Request) -> Response:
        """Take one action on several items down: for each file all of them or none."""
        batch = Batch.model_validate(await body_of(request))
        by, mark = pages.reviewer_of(request, self._reviewer), secrets.token_hex(8)
        saved = 0
        about: dict[str, object] = {}
        stopped: dict[str, object] = {}
        for stack in batch.stacks:
            try:
                count, about = await self._take_stack(batch, stack, by, mark)
                saved += count
            except StaleDecisionError:
                stopped = {"stale": "item", "message": pages.STALE_BATCH}
            except RefusedError as error:
                stopped = {"problems": error.problems}
            if stopped:
                break
        if saved:
            self._room.refresh(force=True)
        status = (409 if "stale" in stopped else 422) if stopped else 200
        return JSONResponse({"saved": saved, **stopped, **(about if len(batch.stacks) == 1 else {})}, status)

    async def _take_stack(self, batch: Batch, stack: Stack, by: str, mark: str) -> tuple[int, dict[str, object]]:
        """Return how many decisions were written, and how far the file is now."""
        opened = await self._room.open(stack.group, stack.name, 0.0)
        made, review = await asyncio.to_thread(opened.desk.carry_out_all, batch.orders(stack), by, mark)
        summary = pages.fragment("summary.html.j2", sheet=opened.sheet(review, only=""))
        return len(made), {"summary": summary, "document_version": review.document_version}

    def _stale(self, order: DecisionOrder, opened: OpenDocument | OpenComparison) -> Response:
        sheet = opened.sheet(only=order.key)
        if order.results != opened.desk.versions.results:
            return JSONResponse({"stale": "results", "message": pages.STALE_RESULTS}, 409)
        card = sheet.find(order.key)
        by = card.each.decision.by if card is not None and card.each.decision is not None else ""
        html = (
            pages.fragment("card.html.j2", file=None, card=card, group=opened.desk.group) if card is not None else None
        )
        return JSONResponse(
            {
                "stale": "item", "key": order.key, "card": html, "by": by, "message": pages.stale_words(by),
                "summary": pages.fragment("summary.html.j2", sheet=sheet),
                "document_version": sheet.review.document_version,
            },
            409,
        )  # fmt: skip

    async def tell_people(self, request: Request) -> Response:
        """Take down whether two profiles are of the same person."""
        order = PairOrder.model_validate(await body_of(request))
        for name in (order.first, order.second):
            self._room.known("profiles", name)
        by = pages.reviewer_of(request, self._reviewer)
        people = await asyncio.to_thread(self._room.people.look)
        try:
            await asyncio.to_thread(people.decide, self._room.log.out, (order.first, order.second), order.likeness, by)
        except UserError as error:
            return JSONResponse({"problems": {"": str(error)}}, 422)
        shown = await asyncio.to_thread(people.look_alikes, self._room.log.out)
        return JSONResponse({"pairs": pages.fragment("look_alikes_list.html.j2", look_alikes=shown)})

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
