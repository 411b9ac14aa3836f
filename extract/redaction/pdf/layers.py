"""Layers of a PDF that are switched off (optional content, ISO 32000-1, 8.11): what stands on them is not shown."""

# pikepdf's objects take any attribute.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from extract.redaction.pdf.refusing import unusual


class Layers:
    """Which of a file's layers are off when it is opened."""

    def __init__(self, root: Any) -> None:
        properties = root.get("/OCProperties", {})
        config = properties.get("/D", {})
        self._on = {each.objgen for each in config.get("/ON", [])}
        self._off = {each.objgen for each in config.get("/OFF", [])}
        self._all_off = str(config.get("/BaseState", "/ON")) == "/OFF"

    def is_off(self, group: Any) -> bool:
        """Whether content that belongs to a group, or to what is made of several, is not shown."""
        if group is None:
            return False
        if str(group.get("/Type", "")) != "/OCMD":
            return group.objgen in self._off or (self._all_off and group.objgen not in self._on)
        if "/VE" in group:
            raise unusual("layers that are shown by a rule of their own")
        groups = group.get("/OCGs", [])
        off = [self.is_off(each) for each in ([groups] if hasattr(groups, "keys") else list(groups))]
        if not off:
            return False
        policy = str(group.get("/P", "/AnyOn"))
        shown = {"/AllOn": not any(off), "/AnyOff": any(off), "/AllOff": all(off)}.get(policy, not all(off))
        return not shown
