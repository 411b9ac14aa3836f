"""Documents read while the model is asked about those before them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import asynccontextmanager

from extract.documents.discovery.paths import Named
from extract.documents.model.document import Document
from extract.documents.sandbox.reader import IsolatedReader

READ_AHEAD = 2
"""Documents that are read ahead at least."""

Reading = tuple[Named, asyncio.Task[Document]]


@asynccontextmanager
async def reading_ahead(
    named: Iterable[Named], reader: IsolatedReader, ahead: int = READ_AHEAD
) -> AsyncGenerator[Iterator[Reading]]:
    """Give each document with the task that reads it, `ahead` further ones read or being read; at the end none is left."""
    under_way: deque[Reading] = deque()

    async def read(document: Named) -> Document:
        if document.problem is not None:
            raise document.problem
        return await reader.read(document.path)

    def begin() -> Iterator[Reading]:
        for document in named:
            under_way.append((document, asyncio.create_task(read(document))))
            if len(under_way) > ahead:
                yield under_way.popleft()
        while under_way:
            yield under_way.popleft()

    try:
        yield begin()
    finally:
        tasks = [task for _, task in under_way]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
