"""What a run may cost: when what was paid reaches it, nothing new is begun."""

from __future__ import annotations

from dataclasses import dataclass

from extract.errors import SettingsError
from extract.llm.prices import Price
from extract.llm.request.questions import Usage


@dataclass(frozen=True, slots=True)
class Budget:
    """Most that a run may pay: US dollars, and tokens sent and written together. None is no limit."""

    max_cost_usd: float | None = None
    max_tokens: int | None = None

    @property
    def is_set(self) -> bool:
        """Whether there is any limit."""
        return self.max_cost_usd is not None or self.max_tokens is not None

    def check(self, price: Price | None, model: str) -> None:
        """Raise SettingsError where a limit on the cost cannot be held, since the price is not known."""
        if self.max_cost_usd is not None and price is None:
            raise SettingsError(
                f"--max-cost cannot be held: the price of {model!r} is not known.",
                "Give it in US dollars a million tokens as INPUT/OUTPUT or INPUT/CACHED/OUTPUT, in the variable "
                "VOUCHLINE_PRICE or as `price` in the settings file, such as 0.40/0.10/1.60; or use --max-tokens.",
            )

    def spent(self, paid: Usage, price: Price | None) -> str | None:
        """Return why nothing more may be begun; None while there is something left."""
        tokens = paid.prompt_tokens + paid.completion_tokens
        if self.max_tokens is not None and tokens >= self.max_tokens:
            return f"The budget of {self.max_tokens:,} tokens is spent ({tokens:,}). {_GO_ON}"
        cost = price.cost_usd(paid) if price else 0.0
        if self.max_cost_usd is not None and price and cost >= self.max_cost_usd:
            return f"The budget of {self.max_cost_usd:g} US dollars is spent ({cost:.4f}). {_GO_ON}"
        return None


_GO_ON = "Run the same command again to go on, with a new budget; what is done is kept and costs nothing."
