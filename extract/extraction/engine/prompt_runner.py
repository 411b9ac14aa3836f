"""Ask the questions of prompt files, and keep count of what was asked for one stored file."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.errors import ReplyCutOffError
from extract.extraction.engine.patience import unanswered_findings
from extract.llm.client import ModelClient
from extract.llm.prompts.prompt import LoadedPrompt
from extract.llm.request.answer_schema import AnswerForm, form_of
from extract.llm.request.questions import Answer, Question, T, TokenLogprob, Usage
from extract.llm.request.wire import says_words
from extract.llm.retry.retries import monotonic_s
from schemas import Finding

SHOWN = ("document", "lines", "line", "sentence", "head")
"""Variables of prompts that hold words of the document, at most one of them a prompt."""
CHOICE_TOKENS, TOP_LOGPROBS = 12, 8
LEAST_TOKENS = 200
"""No limit is below this, however short the text: the keys of an answer take tokens too."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was answered: `variables` filled the prompt, `task` is its last message, `reply` the JSON answer.

    `key` is the content address of the request; `from_cache` tells that nothing was asked this time. `probabilities` are
    those of the options of a choice; None for other questions, and where the endpoint does not say. `sample` as in `PromptRunner`.
    """

    prompt: str
    variables: dict[str, str]
    task: str
    reply: str
    key: str
    from_cache: bool
    probabilities: dict[str, float] | None = None
    sample: int = 0

    @property
    def shown(self) -> str:
        """The words of the document that were shown."""
        return _shown(self.variables)


MOST_ODDS = 9.0
"""Most of a choice's log-odds: beyond it a probability says no more than that the model is sure."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The option that the model chose, and how likely each option was; None where the endpoint does not say."""

    option: str
    probabilities: dict[str, float] | None

    @property
    def probability(self) -> float | None:
        """How likely the option chosen was, among all."""
        return None if self.probabilities is None else self.probabilities[self.option]

    def log_odds(self, option: str) -> float:
        """Return the logarithm of the odds of an option, within ±MOST_ODDS; without probabilities the choice is taken at its word."""
        if self.probabilities is None:
            return MOST_ODDS if option == self.option else -MOST_ODDS
        chance = self.probabilities[option]
        return max(-MOST_ODDS, min(MOST_ODDS, math.log(max(chance, 1e-9) / max(1 - chance, 1e-9))))


class PromptRunner:
    """The model, asked on behalf of one stored file.

    `usage` sums every answer, also those from the cache; `answers` counts them; `prompts` holds the fingerprint of each
    prompt used, by name, and `versions` its version; `asked` is what was asked, in order. `name` names the document in messages;
    `about` are the hashes of the documents that are asked about. `sample` is the number
    of the sample that the next questions ask for, 0 for the likeliest answer. All questions together may take `patience_s`
    seconds from now on, or what the client's `max_document_s` says.
    """

    def __init__(self, client: ModelClient, name: str, patience_s: float, about: tuple[str, ...] = ()) -> None:
        self.client = client
        self.name = name
        self.about = about
        self.sample = 0
        self.usage = Usage()
        self.answers = 0
        self.prompts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.asked: list[Asked] = []
        self._patience_s = patience_s
        self._began_s = monotonic_s()
        self._cut_off: Counter[str] = Counter()
        self._not_asked: Counter[str] = Counter()

    async def ask(
        self, prompt: str | LoadedPrompt, answer: type[T] | AnswerForm[T], max_tokens: int, **variables: str
    ) -> T | None:
        """Ask one question and return the checked answer; None where there is none to be had in time, or none that is whole.

        `prompt` is the name of one of the client's prompts, or a prompt that somebody else brings. `max_tokens` bounds the answer for
        ordinary words of a Latin script; it is raised for others, and never above what the text shown could fill. Of an
        answer that reached its limit, the items that are whole are kept.

        Raises:
            ModelCallError: the call failed for good.
            UserError: the prompt or the model cannot be used at all.
        """
        reply = await self.ask_weighed(prompt, answer, max_tokens, 0, **variables)
        return reply.value if reply else None

    async def ask_weighed(
        self,
        prompt: str | LoadedPrompt,
        answer: type[T] | AnswerForm[T],
        max_tokens: int,
        top_logprobs: int,
        **variables: str,
    ) -> Answer[T] | None:
        """Like `ask`, and return the log-probabilities of the reply's tokens with it, where the endpoint has them."""
        prompt = self.client.prompts[prompt] if isinstance(prompt, str) else prompt
        self.note_prompt(prompt)
        form, shown = form_of(answer), _shown(variables)
        messages = prompt.messages(words=says_words(form, self.client.endpoint), **variables)
        limit = self._limit(max_tokens, shown)
        question = Question(
            prompt.name,
            prompt.fingerprint,
            messages,
            form,
            limit,
            top_logprobs,
            self.name,
            self.sample,
            prompt.fixed,
            shown if prompt.copied else "",
            self.about,
        )
        try:
            # What is kept already is given also when time is up: it takes none.
            async with asyncio.timeout(max(self.patience_s - (monotonic_s() - self._began_s), 0.0)):
                reply = await self.client.ask(question)
        except TimeoutError:
            self._not_asked[prompt.name] += 1
            return None
        except ReplyCutOffError as cut:
            self._cut_off[prompt.name] += 1
            partial = form.read_partial(cut.completion or "")
            if partial is None:
                return None
            reply = Answer(partial, Usage(), "")
        self.usage += reply.usage
        self.answers += 1
        self.asked.append(
            Asked(
                prompt.name, variables, messages[-1].content, reply.value.model_dump_json(), reply.key,
                reply.usage.from_cache, sample=self.sample,
            )
        )  # fmt: skip
        return reply

    async def choose(self, prompt: str, answer: type[T] | AnswerForm[T], **variables: str) -> Choice | None:
        """Ask a question whose answer is one of a few words, and return it with the probability of each.

        Raises as `ask` does; ValueError where the answer is no such choice.
        """
        form = form_of(answer)
        if form.choice is None:
            raise ValueError(f"The answer {form.name!r} is no choice of words.")
        field, options = form.choice
        reply = await self.ask_weighed(prompt, form, CHOICE_TOKENS, TOP_LOGPROBS, **variables)
        if reply is None:
            return None
        probabilities = probabilities_of(reply.logprobs, options)
        self.asked[-1] = replace(self.asked[-1], probabilities=probabilities)
        return Choice(str(getattr(reply.value, field)), probabilities)

    def note_prompt(self, prompt: LoadedPrompt) -> None:
        """Note that what is stored rests on a prompt."""
        self.prompts[prompt.name], self.versions[prompt.name] = prompt.fingerprint, prompt.version

    @property
    def patience_s(self) -> float:
        """The seconds that all questions together may take."""
        return self.client.max_document_s or self._patience_s

    def unanswered(self) -> list[Finding]:
        """Return the findings about questions that got no whole answer."""
        return unanswered_findings(self._cut_off, self._not_asked, self.patience_s)

    def _limit(self, max_tokens: int, shown: str) -> int:
        """Return the tokens that an answer may have: `max_tokens` for the script of the text, and no more than it could copy."""
        size = len(shown.encode())
        letter = max(size / max(len(shown), 1), 1.0)  # bytes: scripts of three bytes a letter take a token a letter
        most = LEAST_TOKENS + 2 * size if shown else max_tokens
        profile = self.client.endpoint.profile
        wanted = profile.slack * min(round(max_tokens * letter), most)
        return wanted if profile.output_tokens is None else min(wanted, profile.output_tokens)


def probabilities_of(logprobs: Sequence[TokenLogprob], options: Sequence[str]) -> dict[str, float] | None:
    """Return how likely each option was, from the alternatives to the first token that begins one.

    A token that may begin several options counts for each in equal parts. None where no token begins any.
    """
    for token in logprobs:
        weights = dict.fromkeys(options, 0.0)
        if not _begun(token.token, options):
            continue
        for text, logprob in token.top:
            begun = _begun(text, options)
            for option in begun:
                weights[option] += math.exp(logprob) / len(begun)
        total = sum(weights.values())
        return {option: weight / total for option, weight in weights.items()} if total > 0 else None
    return None


def _begun(token: str, options: Sequence[str]) -> list[str]:
    word = token.strip(' "')
    return [option for option in options if word and option.startswith(word)]


def _shown(variables: dict[str, str]) -> str:
    return next((variables[name] for name in SHOWN if name in variables), "")
