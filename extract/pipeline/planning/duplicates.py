"""Documents of the same content: the first is extracted, the others get what came of it."""

from __future__ import annotations

import asyncio


class Contents:
    """Which content was extracted from which document, by path, and which is being extracted now."""

    def __init__(self) -> None:
        self._done: dict[bytes, str] = {}
        self._under_way: dict[bytes, asyncio.Event] = {}

    def know(self, sha256: str, media_type: str, path: str) -> None:
        """Note that the result of a document with this content is stored."""
        self._done.setdefault(_key(sha256, media_type), path)

    async def claim(self, sha256: str, media_type: str) -> str | None:
        """Return the document whose result can be taken, waiting for it where it is under way.

        None: nobody has that content yet. The caller extracts it, and calls `settle` whatever comes of it.
        """
        key = _key(sha256, media_type)
        while (event := self._under_way.get(key)) is not None:
            await event.wait()
        if (done := self._done.get(key)) is None:
            self._under_way[key] = asyncio.Event()
        return done

    def settle(self, sha256: str, media_type: str, path: str | None) -> None:
        """Note what came of a claim: the document whose result is stored, None where it failed and the next one may try."""
        key = _key(sha256, media_type)
        if path is not None:
            self._done[key] = path
        if event := self._under_way.pop(key, None):
            event.set()


def _key(sha256: str, media_type: str) -> bytes:
    """Return a short key: the same bytes under another suffix may be another kind of file, and be read otherwise."""
    return bytes.fromhex(sha256)[:16] + media_type.encode()
