"""What a model can do: one frozen object, from its provider, its family of models, and what a settings file says of it.

It decides how a question is put, which rules act, how much is shown at once and how long an answer may be. Settings files
change it by the model's name, below `[tool.vouchline.models."NAME"]`; docs/models.md lists the fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extract.errors import SettingsError
from extract.llm.models.rules import NAMES, RULES, Need

Provider = Literal["embedded", "llama_cpp", "vllm", "ollama", "lm_studio", "openai", "azure", "other"]
Mode = Literal["json_schema", "tools", "json"]
Shape = Literal["closed", "static"]
Strength = Literal["small", "large"]

STATIC_VARIANTS = {"metrics": "metrics_listed"}
"""Prompts that ask otherwise where one schema serves all documents."""
OVERHEAD_TOKENS = 1_850
"""Tokens of a question beside the text shown: its template, its examples, and what a chat template adds."""
BYTES_A_TOKEN = 3
"""Least bytes of UTF-8 that a token has: scripts of three bytes a letter take about a token a letter."""
BYTES_FOR_AN_ANSWER_TOKEN = 10 / 3
"""Bytes shown for each token that their answer may take: a list of all that stands in them fits."""
MOST_ANSWER_TOKENS = 8_000
"""Longest answer that is planned for, however much a model could write: of a longer list also large models lose items."""
MOST_CLOSED_BYTES = 10_000
"""Most of a document shown at once where answers are closed: the longest lists of such answers are set for that."""


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """What a model can do behind its server.

    `mode`: "json_schema" where the server holds the reply to a schema, "tools" or "json" otherwise. `shape`: "closed" where a
    schema made for each document costs nothing, "static" where the provider compiles every new schema first. `grammar`: the
    server takes Vouchline's grammar, which holds free words to those of the text. `choices`: it answers closed questions.
    `logprobs`: it returns log-probabilities. `temperature`: it takes one. `limit_name` is what the server calls the limit of
    an answer. `prefixes`: it keeps the beginning of a prompt that it is told of. `strength`: a "small" model gets long lists
    in pieces. `context_tokens` is what a question and its answer may take together, `output_tokens` the most that the model
    can write, None where that is not known. `slack` is how many times the tokens of one-line JSON an answer may take. `calls`
    is how many calls at once it gains from; None leaves that to where it runs. `without` are rules that it is better without.
    """

    mode: Mode = "json_schema"
    shape: Shape = "closed"
    grammar: bool = False
    choices: bool = True
    logprobs: bool = True
    temperature: bool = True
    limit_name: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    prefixes: bool = False
    strength: Strength = "small"
    context_tokens: int = 8_192
    output_tokens: int | None = None
    slack: int = 2
    calls: int | None = None
    without: frozenset[str] = frozenset()

    @property
    def answer_tokens(self) -> int:
        """The longest answer about one part of a document, in tokens of one-line JSON."""
        written = self.output_tokens // self.slack if self.output_tokens else MOST_ANSWER_TOKENS
        return max(_rounded(min(self.context_tokens * 3 // 8, written, MOST_ANSWER_TOKENS)), 1_000)

    @property
    def part_bytes(self) -> int:
        """The most of a document that is shown at once, in bytes of UTF-8."""
        fits = BYTES_A_TOKEN * (self.context_tokens - self.answer_tokens - OVERHEAD_TOKENS)
        most = MOST_CLOSED_BYTES if self.shape == "closed" else fits
        return _rounded(min(fits, round(self.answer_tokens * BYTES_FOR_AN_ANSWER_TOKEN), most))

    @property
    def list_bytes(self) -> int:
        """The most of a long list that is shown at once: for a small model some 12 citations or 30 positions."""
        return self.part_bytes // 4 if self.strength == "small" else self.part_bytes

    @property
    def long_list_bytes(self) -> int:
        """The length from which on a list is shown in pieces of `list_bytes`.

        Without the rest of its document, a small model takes remarks below a title for further titles.
        """
        return self.part_bytes * 3 // 5 if self.strength == "small" else self.part_bytes

    @property
    def rules_left_out(self) -> frozenset[str]:
        """The rules that do not act with this model: it lacks what they need, or is better without."""
        return self.without | {rule.name for rule in RULES if not self.can(rule.needs)}

    def can(self, needs: tuple[Need, ...]) -> bool:
        """Tell whether the model has all that a rule needs."""
        has: dict[Need, bool] = {"closed": self.choices, "logprobs": self.logprobs}
        return all(has[need] for need in needs)

    def variant(self, prompt: str) -> str:
        """Return the name of the prompt that asks a question in this model's shape."""
        return STATIC_VARIANTS.get(prompt, prompt) if self.shape == "static" else prompt


def _rounded(count: int) -> int:
    return count // 1_000 * 1_000


_OPENAI = ModelProfile(
    shape="static", limit_name="max_completion_tokens", strength="large", context_tokens=128_000, output_tokens=16_384
)
PROVIDERS: Mapping[Provider, ModelProfile] = {
    "embedded": ModelProfile(grammar=True, prefixes=True, slack=1, calls=1),
    "llama_cpp": ModelProfile(), "vllm": ModelProfile(), "ollama": ModelProfile(), "lm_studio": ModelProfile(),
    "openai": _OPENAI, "azure": replace(_OPENAI, limit_name="max_tokens"),
    "other": ModelProfile(mode="tools", shape="static", logprobs=False),
}  # fmt: skip
"""What is true of a provider's models where nothing else is said. A server whose context nobody states may have 8,192 tokens.
The embedded model gains nothing from a second call: it uses all cores for one, and two would take each other's prefixes."""

FAMILIES: tuple[tuple[re.Pattern[str], dict[str, Any]], ...] = (
    # Reasoning models take no temperature and no logprobs: platform.openai.com/docs/guides/reasoning.
    (
        re.compile(r"^(o\d|gpt-(?:[5-9]|\d\d))(?!.*chat)"),
        {"temperature": False, "logprobs": False, "limit_name": "max_completion_tokens", "output_tokens": 65_536},
    ),
    # Models older than structured outputs (August 2024): platform.openai.com/docs/guides/structured-outputs. Their answers have
    # 4,096 tokens, the oldest of them 8,192 in all: platform.openai.com/docs/models.
    (
        re.compile(r"^(gpt-3\.5|gpt-4($|-\d{4}|-turbo|-32k|-vision)|gpt-4o-2024-05-13|o1-mini|o1-preview)"),
        {"mode": "tools", "strength": "small", "context_tokens": 8_192, "output_tokens": 4_096},
    ),
    (re.compile(r"^gpt-4\.1"), {"context_tokens": 1_047_576, "output_tokens": 32_768}),
)
"""Models of OpenAI, by the beginning of their names, and where they differ from the others."""


class ProfileChange(BaseModel):
    """What a settings file says of one model; what it leaves out stays. `rules` names those that act, and no others do."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    mode: Mode | None = None
    shape: Shape | None = None
    choices: bool | None = None
    logprobs: bool | None = None
    temperature: bool | None = None
    limit_name: Literal["max_tokens", "max_completion_tokens"] | None = None
    strength: Strength | None = None
    context_tokens: Annotated[int, Field(ge=4_096)] | None = None
    output_tokens: Annotated[int, Field(ge=2_000)] | None = None
    slack: Annotated[int, Field(ge=1, le=8)] | None = None
    calls: Annotated[int, Field(ge=1, le=256)] | None = None
    rules: list[str] | None = None
    without: list[str] | None = None


Changes = Mapping[str, ProfileChange]
"""What a settings file says of models, by name."""


def parse_models(raw: object) -> Changes:
    """Return what a settings file says of models.

    Raises:
        SettingsError: an unknown key, a value that cannot be used, or a rule that there is not; names the model and the key.
        ValueError: it is no table of tables.
    """
    if not isinstance(raw, dict):
        raise ValueError
    return {name: _parse(str(name), table) for name, table in cast("dict[str, object]", raw).items()}


def _parse(model: str, table: object) -> ProfileChange:
    if not isinstance(table, dict):
        raise ValueError
    written = {str(key).replace("-", "_"): value for key, value in cast("dict[object, object]", table).items()}
    try:
        change = ProfileChange.model_validate(written)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = str(first["loc"][0])
        if first["type"] == "extra_forbidden":
            known = ", ".join(ProfileChange.model_fields)
            raise SettingsError(f"Unknown key {key!r} for the model {model!r}.", f"Known: {known}.") from None
        raise SettingsError(
            f"The value of {key!r} for the model {model!r} cannot be used: {first['msg']}.",
            "docs/models.md lists them.",
        ) from None
    for key in ("rules", "without"):
        if unknown := [name for name in getattr(change, key) or () if name not in NAMES]:
            raise SettingsError(
                f"There is no rule {unknown[0]!r} ({key!r} for the model {model!r}).", "`vouchline rules` lists them."
            )
    return change


def profile_of(provider: Provider, model: str, change: ProfileChange | None = None, **chosen: Any) -> ModelProfile:
    """Return what a model can do: its provider's profile, changed by its family's, a settings file's and by options.

    Options that are None change nothing.

    Raises:
        SettingsError: the settings file names a rule that needs what the model has not.
    """
    profile = PROVIDERS[provider]
    if provider in ("openai", "azure"):
        for pattern, differing in FAMILIES:
            if pattern.match(model):
                profile = replace(profile, **differing)
    told = change.model_dump(exclude={"rules", "without"}) if change else {}
    profile = replace(profile, **{name: value for name, value in [*told.items(), *chosen.items()] if value is not None})
    if change is None:
        return profile
    for rule in RULES:
        if rule.name in (change.rules or ()) and not profile.can(rule.needs):
            raise SettingsError(
                f"The rule {rule.name!r} needs {' and '.join(rule.needs)}, which the model {model!r} does not have.",
                f"Take it out of 'rules' for this model, or say that it has them: {rule.needs[-1]} = true.",
            )
    left_out = {*(change.without or ()), *(set(NAMES) - set(change.rules) if change.rules is not None else ())}
    return replace(profile, without=profile.without | left_out)


def as_stored(profile: ModelProfile) -> dict[str, Any]:
    """Return a profile as plain data, to tell whether it is another one."""
    found = {field.name: getattr(profile, field.name) for field in fields(profile)}
    return found | {"without": sorted(profile.without)}
