"""The window of a Firefox: what the tests of pages do and see in it."""

from __future__ import annotations

import time
from typing import Any

from tests.browser.marionette import Connection

PATIENCE_S = 30.0
CONTROL, ENTER, TAB = "\ue009", "\ue007", "\ue004"
"""Keys, as WebDriver names them."""


class Window:
    """The window of a Firefox. Elements are named by CSS selectors, and waited for until they can be seen."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, url: str) -> None:
        self._connection.send("WebDriver:Navigate", url=url)

    def reload(self) -> None:
        self._connection.send("WebDriver:Refresh")

    def resize(self, width: int, height: int) -> None:
        self._connection.send("WebDriver:SetWindowRect", width=width, height=height)

    def click(self, selector: str) -> None:
        self.wait_until("document.querySelector(arguments[0])?.checkVisibility()", selector)
        found = self._connection.send("WebDriver:FindElement", using="css selector", value=selector)
        self._connection.send("WebDriver:ElementClick", id=next(iter(found.values())))

    def press(self, *keys: str) -> None:
        """Press keys, one after the other; a text is a row of keys."""
        self._keys([(kind, key) for text in keys for key in text for kind in ("keyDown", "keyUp")])

    def press_with_control(self, key: str) -> None:
        self._keys([("keyDown", CONTROL), ("keyDown", key), ("keyUp", key), ("keyUp", CONTROL)])

    def _keys(self, actions: list[tuple[str, str]]) -> None:
        self._act("key", [{"type": kind, "value": key} for kind, key in actions])

    def _act(self, kind: str, actions: list[dict[str, Any]]) -> None:
        self._connection.send("WebDriver:PerformActions", actions=[{"type": kind, "id": kind, "actions": actions}])

    def drag_over(self, selector: str) -> None:
        """Select the words of an element as a hand does: button down before the first, up behind the last."""
        start_x, start_y, end_x, end_y = self.see(_ENDS_OF_WORDS, selector)
        self._act("pointer", [
            {"type": "pointerMove", "x": start_x + 1, "y": start_y}, {"type": "pointerDown", "button": 0},
            {"type": "pointerMove", "x": end_x - 1, "y": end_y, "duration": 200}, {"type": "pointerUp", "button": 0},
        ])  # fmt: skip

    def fill(self, selector: str, text: str) -> None:
        """Put a text in the place of what a field holds."""
        self.click(selector)
        self.press_with_control("a")
        self.press(text)

    def see(self, expression: str, *arguments: str) -> Any:
        """Return what an expression of JavaScript gives; `arguments[0]` is the first of the arguments."""
        return self._connection.send("WebDriver:ExecuteScript", script=f"return {expression}", args=arguments)

    def wait_until(self, expression: str, *arguments: str) -> None:
        """Wait until an expression is true."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.see(f"Boolean({expression})", *arguments):
            assert time.monotonic() < deadline, f"not true in time: {expression} {arguments}"
            time.sleep(0.05)

    def wait_for_text(self, selector: str, text: str) -> None:
        """Wait until an element shows a text."""
        self.wait_until("document.querySelector(arguments[0])?.innerText.includes(arguments[1])", selector, text)

    def wait_for_state(self, key: str, state: str) -> None:
        """Wait until the card of an item is in a state."""
        self.wait_until("document.getElementById(`card-${arguments[0]}`)?.dataset.state === arguments[1]", key, state)

    @property
    def current(self) -> str:
        """The key of the current item."""
        return self.see("document.querySelector('.item.current')?.dataset.key ?? ''")


_ENDS_OF_WORDS = """((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    // Of words on a picture, stretched by SVG, Firefox knows the width of the whole alone.
    const boxes = element instanceof SVGElement ? [element.getBoundingClientRect()] : range.getClientRects();
    const first = boxes[0], last = boxes[boxes.length - 1];
    return [first.left, (first.top + first.bottom) / 2, last.right, (last.top + last.bottom) / 2].map(Math.round);
})(document.querySelector(arguments[0]))"""
"""Where the words of an element begin and end: x and y of the first and of the last line that they stand on."""
