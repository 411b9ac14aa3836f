"""What the sentences of a posting are, as the model tells: a closed question about each, with its heading."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from extract.replies import Reply

LineKind = Literal["required", "preferred", "duty", "unneeded", "offer", "firm", "apply"]


class LineKindAnswer(Reply):
    """What one sentence of a posting is."""

    kind: LineKind = Field(alias="is")
