"""What the page gives to take away, as reviewed: the report, tables, and documents for other systems."""

from __future__ import annotations

import asyncio
import io
import tempfile
import zipfile
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from extract.export.write import export_profiles
from extract.report.write import render_report
from extract.review.state.reporting import read_reviewed
from extract.review.state.session import ReviewSession, UnknownNameError

_TYPES = {
    "html": "text/html", "csv": "text/csv", "json": "application/json", "jsonld": "application/ld+json", "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
_FORMS = {
    "report": "report.html", "xlsx": "facts.xlsx", "csv": "facts.csv", "jsonresume": "resumes.json", "schemaorg": "results.jsonld"
}  # fmt: skip
"""What can be taken, and what its file is called."""


class HandingOut:
    """What can be taken away, over one room."""

    def __init__(self, room: ReviewSession) -> None:
        self._room = room

    async def give(self, request: Request) -> Response:
        """One form, of all profiles or of the one that `name` says; several files come as one archive."""
        form, name = request.path_params["form"], request.query_params.get("name", "")
        if form not in _FORMS:
            raise UnknownNameError(form)
        if name:
            self._room.known("profiles", name)
        title, content = await asyncio.to_thread(self._made, form, name)
        called = f"{name.replace('/', '_')}{Path(title).suffix}" if name else title
        headers = {
            "Content-Disposition": f"attachment; filename=\"{title}\"; filename*=UTF-8''{quote(called, safe='')}"
        }
        return Response(content, media_type=_TYPES[title.rpartition(".")[2]], headers=headers)

    def _made(self, form: str, name: str) -> tuple[str, bytes]:
        out = self._room.results.folder
        if form == "report":
            return _FORMS[form], render_report(read_reviewed(out)).encode()
        with tempfile.TemporaryDirectory() as folder:
            _, written = export_profiles(out, form, Path(folder) / _FORMS[form], [name] if name else ())
            if len(written) == 1:
                return _FORMS[form], written[0].read_bytes()
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for path in written:
                    archive.write(path, path.name)
            return f"{form}.zip", packed.getvalue()
