"""Ask the questions of prompt files, and keep count of what was asked for one stored file."""

from __future__ import annotations

from dataclasses import dataclass

from extract.client import ModelClient
from extract.errors import ReplyCutOffError
from extract.prompting import LoadedPrompt, load_prompt
from extract.questions import Answer, Question, T, Usage
from extract.replies import AnswerForm, form_of

ROOM = 3
"""How much more room a reply is given that reached its limit: limits are set for ordinary words, and scripts with a
token or more a letter take up to three times as many."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was answered: `variables` filled the prompt, `task` is its last message, `reply` the JSON answer.

    `key` is the content address of the request; `from_cache` tells that nothing was asked this time.
    """

    prompt: str
    variables: dict[str, str]
    task: str
    reply: str
    key: str
    from_cache: bool

    @property
    def shown(self) -> str:
        """The words of the document that were shown."""
        return next((self.variables[name] for name in ("document", "lines", "line") if name in self.variables), "")


class Asking:
    """The model, asked on behalf of one stored file.

    `usage` sums every answer, also those from the cache; `answers` counts them; `prompts` holds the fingerprint of each
    prompt used, by name; `asked` is what was asked, in order. `name` names the document in messages. `sample` is the number
    of the sample that the next questions ask for, 0 for the likeliest answer.
    """

    def __init__(self, client: ModelClient, name: str) -> None:
        self.client = client
        self.name = name
        self.sample = 0
        self.usage = Usage()
        self.answers = 0
        self.prompts: dict[str, str] = {}
        self.asked: list[Asked] = []

    async def ask(
        self, prompt: str | LoadedPrompt, answer: type[T] | AnswerForm[T], max_tokens: int, **variables: str
    ) -> T:
        """Ask one question and return the checked answer; a reply cut off is asked for once more, with more room.

        `prompt` is the name of a shipped prompt, or a prompt that somebody else brings.

        Raises:
            ReplyCutOffError: the reply ran on past `ROOM` times its limit.
            ModelCallError: the call failed for good.
            UserError: the prompt or the model cannot be used at all.
        """
        try:
            return (await self.ask_weighed(prompt, answer, max_tokens, 0, **variables)).value
        except ReplyCutOffError:
            return (await self.ask_weighed(prompt, answer, ROOM * max_tokens, 0, **variables)).value

    async def ask_weighed(
        self,
        prompt: str | LoadedPrompt,
        answer: type[T] | AnswerForm[T],
        max_tokens: int,
        top_logprobs: int,
        **variables: str,
    ) -> Answer[T]:
        """Like `ask`, and return the log-probabilities of the reply's tokens with it, where the endpoint has them."""
        prompt = load_prompt(prompt) if isinstance(prompt, str) else prompt
        self.prompts[prompt.name] = prompt.fingerprint
        messages = prompt.messages(**variables)
        reply = await self.client.ask(
            Question(
                prompt.name,
                prompt.fingerprint,
                messages,
                form_of(answer),
                max_tokens,
                top_logprobs,
                self.name,
                self.sample,
            )
        )
        self.usage += reply.usage
        self.answers += 1
        self.asked.append(
            Asked(
                prompt.name, variables, messages[-1].content, reply.value.model_dump_json(), reply.key,
                reply.usage.from_cache,
            )
        )  # fmt: skip
        return reply
