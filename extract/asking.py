"""Ask the questions of prompt files, and keep count of what was asked for one stored file."""

from __future__ import annotations

from extract.client import ModelClient
from extract.errors import ReplyCutOffError
from extract.prompting import load_prompt
from extract.questions import Answer, Question, T, Usage

ROOM = 3
"""How much more room a reply is given that reached its limit: limits are set for ordinary words, and scripts with a
token or more a letter take up to three times as many."""


class Asking:
    """The model, asked on behalf of one stored file.

    `usage` sums every answer, also those from the cache; `answers` counts them; `prompts` holds the fingerprint of each
    prompt used, by name. `name` names the document in messages.
    """

    def __init__(self, client: ModelClient, name: str) -> None:
        self.client = client
        self.name = name
        self.usage = Usage()
        self.answers = 0
        self.prompts: dict[str, str] = {}

    async def ask(self, prompt_name: str, answer: type[T], max_tokens: int, **variables: str) -> T:
        """Ask one question and return the checked answer; a reply cut off is asked for once more, with more room.

        Raises:
            ReplyCutOffError: the reply ran on past `ROOM` times its limit.
            ModelCallError: the call failed for good.
            UserError: the prompt or the model cannot be used at all.
        """
        try:
            return (await self.ask_weighed(prompt_name, answer, max_tokens, 0, **variables)).value
        except ReplyCutOffError:
            return (await self.ask_weighed(prompt_name, answer, ROOM * max_tokens, 0, **variables)).value

    async def ask_weighed(
        self, prompt_name: str, answer: type[T], max_tokens: int, top_logprobs: int, **variables: str
    ) -> Answer[T]:
        """Like `ask`, and return the log-probabilities of the reply's tokens with it, where the endpoint has them."""
        prompt = load_prompt(prompt_name)
        self.prompts[prompt_name] = prompt.fingerprint
        reply = await self.client.ask(
            Question(
                prompt_name,
                prompt.fingerprint,
                prompt.messages(**variables),
                answer,
                max_tokens,
                top_logprobs,
                self.name,
            )
        )
        self.usage += reply.usage
        self.answers += 1
        return reply
