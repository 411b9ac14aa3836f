"""All prompts of a run: the built-in ones, and the files of the user's folder in the place of those of the same name."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from extract.errors import PromptError
from extract.llm.prompts.prompt import (
    LoadedPrompt,
    Prompt,
    load_prompt,
    parse_prompt,
    prompt_names,
    read_prompt,
    render,
)
from extract.llm.prompts.yaml_lines import YamlFile

MAX_FILE_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class PromptSet:
    """The prompts of a run by name; `own` has the files of those that are the user's."""

    loaded: Mapping[str, LoadedPrompt]
    read: Mapping[str, Prompt]
    own: Mapping[str, Path]

    def __getitem__(self, name: str) -> LoadedPrompt:
        return self.loaded.get(name) or load_prompt(name)  # which says which names there are

    @property
    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of every prompt, by name."""
        return {name: prompt.fingerprint for name, prompt in self.loaded.items()}

    @property
    def versions(self) -> dict[str, int]:
        """The version of every prompt, by name."""
        return {name: prompt.version for name, prompt in self.loaded.items()}

    def file(self, name: str) -> Path | None:
        """Return the user's file that a prompt, or the prefix that it shares, comes from; None where there is none."""
        return self.own.get(name) or self.own.get(self.read[name].extends or "")

    def source(self, name: str) -> str:
        """Say where a prompt comes from: "built in", the user's file, or the one whose prefix it shares."""
        file = self.file(name)
        return "built in" if file is None else f"{'' if name in self.own else 'built in, behind '}{file}"

    def own_among(self, names: Iterable[str]) -> list[str]:
        """Return those of some prompts that say what a file of the user's says, sorted; names of others may be among them."""
        return sorted(name for name in names if name in self.read and self.file(name))


@functools.cache
def built_in_prompts() -> PromptSet:
    """Return the prompts that the program ships.

    Raises:
        PromptError: a file is not valid.
    """
    return _assembled({name: read_prompt(name) for name in prompt_names()}, {})


def read_prompts(folder: Path | None) -> PromptSet:
    """Return the prompts of a run; None is the built-in ones alone. Examples are checked by `extract.pipeline.setup.prompt_check`.

    Raises:
        PromptError: there is no such folder, no prompt in it, a file of another name than a prompt's, or one that is not
            valid or does not show what its question is given. The message names the file and the field.
    """
    if folder is None:
        return built_in_prompts()
    own = _own_files(folder)
    read = {name: read_prompt(name) for name in prompt_names()} | {name: _read(path) for name, path in own.items()}
    found = _assembled(read, own)
    for name in prompt_names():
        _check_variables(found, name)
    return found


def _assembled(read: Mapping[str, Prompt], own: Mapping[str, Path]) -> PromptSet:
    loaded: dict[str, LoadedPrompt] = {}
    for name, prompt in read.items():
        if prompt.extends is not None and (prompt.extends not in read or prompt.extends == name):
            raise PromptError(
                f"Prompt file {str(own.get(name, f'{name}.yaml'))!r}, field 'extends': there is no other prompt "
                f"{prompt.extends!r}.", f"Known prompts: {', '.join(prompt_names())}.",
            )  # fmt: skip
        parent = read[prompt.extends] if prompt.extends else None
        loaded[name] = LoadedPrompt(prompt, parent, str(own.get(name, "")))
    return PromptSet(loaded, read, own)


def _own_files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise PromptError(
            f"The folder of prompts {str(folder)!r} {what}.",
            f"Begin with the built-in ones: `vouchline prompts --write {folder}`.",
        )
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    if not paths:
        raise PromptError(
            f"The folder {str(folder)!r} holds no prompt.", "Put a YAML file into it that is called like a prompt."
        )
    for path in paths:
        if path.suffix != ".yaml" or path.stem not in prompt_names():
            near = difflib.get_close_matches(path.stem, prompt_names(), 1)
            meant = f"Do you mean {f'{near[0]}.yaml'!r}? " if near else ""
            raise PromptError(
                f"No prompt is asked that is called like the file {str(path)!r}.",
                f"{meant}Rename it, or take it out. Known prompts: {', '.join(prompt_names())}.",
            )
    return {path.stem: path for path in paths}


def _read(path: Path) -> Prompt:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        raise PromptError(
            f"The prompt file {str(path)!r} cannot be read: {error.strerror}.", "Check its permissions."
        ) from None
    except UnicodeDecodeError:
        raise PromptError(f"The prompt file {str(path)!r} is not UTF-8.", "Store it as UTF-8.") from None
    if len(data) > MAX_FILE_BYTES:
        raise PromptError(f"The prompt file {str(path)!r} is too large.", f"It may have {MAX_FILE_BYTES:,} bytes.")
    prompt = parse_prompt(text, str(path))
    for key, line in YamlFile(text).doubled_keys():
        raise PromptError(f"Prompt file {str(path)!r}, line {line}: {key!r} stands twice.", "Keep one of them.")
    return prompt


def _check_variables(prompts: PromptSet, name: str) -> None:
    """Raise PromptError where a prompt of the user's does not show all that its question is given, or more than that."""
    file = prompts.file(name)
    if file is None:
        return
    given, prompt = load_prompt(name).variables, prompts[name]
    shown = ", ".join(sorted(given))
    if unknown := (prompt.used | prompt.variables) - given:
        raise PromptError(
            f"Prompt file {str(file)!r}, prompt {name!r}: Unknown variables: {', '.join(sorted(unknown))}.",
            f"The question is given: {shown}.",
        )
    if missing := given - prompt.used:
        raise PromptError(
            f"Prompt file {str(file)!r}, prompt {name!r}: Missing variables: {', '.join(sorted(missing))}.",
            f"Its templates must show all of: {shown}; write each as {{{{ name }}}}.",
        )
    try:
        for template in prompt.templates:
            render(template, dict.fromkeys(given, "words"))
    except Exception as error:  # noqa: BLE001 - a template is a program of the user's
        raise PromptError(
            f"Prompt file {str(file)!r}, prompt {name!r}: a template cannot be filled in ({type(error).__name__}).",
            "Use variables alone, without filters and expressions.",
        ) from None
