"""What the rest of a stage will take, and at its end how that compares with what it took."""

from __future__ import annotations

import time

from extract.pipeline.run_state import Account
from extract.report.content.wording import duration

WORTH_IT = 20
"""Items from which on an estimate is noted down and compared."""
_SHARE = 10
"""It is noted once one in so many items is done."""


class Estimate:
    """One stage under way. Assumes that what is left takes as long, and costs as much, as what is done did."""

    def __init__(self, total: int, account: Account) -> None:
        self.total = total
        self.done = 0
        self._account = account
        self._started_s = time.monotonic()
        self._paid_usd = self._cost_usd()
        self._noted: tuple[int, float, float | None] | None = None

    def item_ended(self) -> None:
        """Count an item that is done."""
        self.done += 1
        if self.total >= WORTH_IT and self._noted is None and self.done * _SHARE >= self.total:
            self._noted = (self.done, *self.whole())

    def whole(self) -> tuple[float, float | None]:
        """Return the seconds and US dollars (None: the price is unknown) that the stage will take, the part done included."""
        factor = self.total / self.done if self.done else 0.0
        seconds, usd = self._taken()
        return seconds * factor, None if usd is None else usd * factor

    def left(self) -> tuple[float, float | None]:
        """Return the seconds and US dollars that are left."""
        factor = (self.total - self.done) / self.done if self.done else 0.0
        seconds, usd = self._taken()
        return seconds * factor, None if usd is None else usd * factor

    def compared(self) -> str | None:
        """Return a sentence that sets the estimate beside what came; None where the stage was short or was not finished."""
        if self._noted is None or self.done < self.total:
            return None
        after, seconds, usd = self._noted
        return f"Estimated after {after} of {self.total}: {_amount(seconds, usd)}; it took {_amount(*self._taken())}."

    def _taken(self) -> tuple[float, float | None]:
        usd = self._cost_usd()
        paid = None if usd is None or self._paid_usd is None else usd - self._paid_usd
        return time.monotonic() - self._started_s, paid

    def _cost_usd(self) -> float | None:
        return self._account.price.cost_usd(self._account.paid) if self._account.price else None


def dollars(usd: float) -> str:
    """Return an amount as "$0.42", with more places where it is small."""
    return f"${usd:,.2f}" if usd >= 1 or usd == 0 else f"${usd:.4f}"


def _amount(seconds: float, usd: float | None) -> str:
    return duration(seconds) + (f" and {dollars(usd)}" if usd else "")
