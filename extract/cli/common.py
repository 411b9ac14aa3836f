"""What the commands share: the options that choose a model, how work is begun, and how results are printed.

Modules of commands import at their head what options are declared with, and in the commands what does the work: help
waits for no library.
"""

from __future__ import annotations

import asyncio
import functools
import json
import shlex
import sys
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from extract.pipeline.remote.place import is_address
from extract.system.interrupting import Stop, heeding_signals

if TYPE_CHECKING:
    from rich.console import Console

    from extract.pipeline.watcher import Watcher
    from extract.settings.load import Settings

_Result = TypeVar("_Result")
_Command = TypeVar("_Command", bound=Callable[..., Any])

_AS_OF = click.option("--as-of", metavar="YYYY-MM-DD", help="The date at which 'present' ends. [default: today]")
_CACHE = click.option(
    "--cache", "cache_url", metavar="URL",
    help="A Redis server for a cache that several machines share, such as redis://host:6379/0. [default: a folder]",
)  # fmt: skip
_PROMPTS = click.option(
    "--prompts", metavar="DIR", help="A folder of your own prompt files; each replaces the built-in prompt of its name."
)
_ENDPOINT_OPTIONS = (
    click.option(
        "--model", metavar="NAME",
        help="The model: a name known to the server, 'embedded', or a GGUF file. [default: the embedded model, or "
        "gpt-4.1-mini with OPENAI_API_KEY set]",
    ),
    click.option(
        "--base-url", metavar="URL", help="A server with the OpenAI protocol, such as http://127.0.0.1:8080/v1."
    ),
)  # fmt: skip
_MODEL_OPTIONS = (
    *_ENDPOINT_OPTIONS,
    click.option(
        "--jobs", metavar="N", help="Concurrent calls to the model. [default: 1 embedded, 4 on this machine, 8 elsewhere]"
    ),
    click.option(
        "--max-document-s", metavar="N",
        help="Time limit for all questions about one document or pair, in seconds. [default: 120, plus 90 per "
        "1,000 characters]",
    ),
    click.option(
        "--local-engine", metavar="NAME",
        help="Engine of the embedded model: ik, llama.cpp, or auto for the faster one available. [default: auto]",
    ),
    click.option("--requests-per-minute", metavar="N", help="Request limit per minute. [default: no limit]"),
    click.option(
        "--tokens-per-minute", metavar="N", help="Token limit per minute, input and output. [default: no limit]"
    ),
    click.option(
        "--log-json", metavar="FILE", help="Append events to FILE as JSON lines; - is stderr. Document text is never logged."
    ),
    _AS_OF,
    click.option(
        "--record-mode", metavar="MODE",
        help="With --cassettes: none replays and never calls a model, once records if there is no recording "
        "yet, new_episodes records what is missing, all records everything again. [default: none]",
    ),
    click.option("--cassettes", metavar="DIR", help="A folder of recorded answers, to replay or to record."),
    _PROMPTS,
    _CACHE,
    click.option("--no-cache", is_flag=True, help="Ignore cached answers and repeat all work."),
)  # fmt: skip
_LIMITS = ("max_read_s", "max_read_mb", "max_file_mb", "max_pages")
_LIMIT_OPTIONS = (
    click.option("--max-read-s", metavar="N", help="Time limit for reading one document, in seconds. [default: 120]"),
    click.option("--max-read-mb", metavar="N", help="Memory limit for reading one document, in MB. [default: 2000]"),
    click.option("--max-file-mb", metavar="N", help="Size limit of a document, in MB. [default: 50]"),
    click.option("--max-pages", metavar="N", help="Page limit of a document. [default: 500]"),
)
_READING_OPTIONS = (
    click.option("--no-ocr", is_flag=True, help="Disable text recognition of scans and images."),
    click.option(
        "--ocr-languages", metavar="NAMES",
        help="Languages of scans, as tesseract names, such as eng+deu. [default: those installed, up to 4; else eng]",
    ),
)  # fmt: skip
_KINDS_OPTION = (
    click.option("--kinds", metavar="FOLDER", help="Your own fact kinds: a folder with one YAML file per kind."),
)
_TAXONOMY_OPTION = (
    click.option(
        "--taxonomy", metavar="FILE",
        help="Identifiers of skills and job titles: a CSV or JSON file of your own, esco, or none. [default: esco]",
    ),
)  # fmt: skip
_RULES_OPTION = (
    click.option(
        "--without", metavar="RULE", multiple=True,
        help="Disable a rule; `vouchline rules` lists them. Repeatable.",
    ),
)  # fmt: skip
_OUTPUT_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout."),
    click.option("--quiet", is_flag=True, help="Print errors only."),
)


def model_options(command: _Command) -> _Command:
    """Add the options that choose a model. They arrive in one argument `options`, for `Settings.load`."""

    @functools.wraps(command)
    def gather(*args: Any, no_cache: bool, **kwargs: Any) -> Any:
        names = (
            "model", "base_url", "jobs", "max_document_s", "local_engine", "requests_per_minute", "tokens_per_minute", "log_json", "as_of", "record_mode",
            "cassettes", "prompts", "cache_url",
        )  # fmt: skip
        chosen = {name: kwargs.pop(name) for name in names} | {"cache": False if no_cache else None}
        return command(*args, options={**kwargs.pop("options", {}), **chosen}, **kwargs)

    return _decorate(gather, _MODEL_OPTIONS)


def endpoint_options(command: _Command) -> _Command:
    """Add the options that name a model behind an address, and the as-of date. They arrive in `options` too."""

    @functools.wraps(command)
    def gather(*args: Any, **kwargs: Any) -> Any:
        chosen = {name: kwargs.pop(name) for name in ("model", "base_url", "as_of", "prompts", "cache_url")}
        return command(*args, options={**kwargs.pop("options", {}), **chosen}, **kwargs)

    return _decorate(gather, (*_ENDPOINT_OPTIONS, _AS_OF, _PROMPTS, _CACHE))


def limit_options(command: _Command) -> _Command:
    """Add the options that bound what a document may take. They arrive in `options` too; this stands above."""

    @functools.wraps(command)
    def gather(*args: Any, **kwargs: Any) -> Any:
        chosen = {name: kwargs.pop(name) for name in _LIMITS}
        return command(*args, options={**kwargs.pop("options", {}), **chosen}, **kwargs)

    return _decorate(gather, _LIMIT_OPTIONS)


def reading_options(command: _Command) -> _Command:
    """Add the options about scans and pictures. They arrive in `options` too; this stands above."""

    @functools.wraps(command)
    def gather(*args: Any, no_ocr: bool, ocr_languages: str | None, **kwargs: Any) -> Any:
        chosen: dict[str, object] = {"ocr": False if no_ocr else None, "ocr_languages": ocr_languages}
        return command(*args, options={**kwargs.pop("options", {}), **chosen}, **kwargs)

    return _decorate(gather, _READING_OPTIONS)


def kinds_option(command: _Command) -> _Command:
    """Add --kinds, which arrives in `options` too; this stands above."""

    @functools.wraps(command)
    def gather(*args: Any, kinds: str | None, **kwargs: Any) -> Any:
        return command(*args, options={**kwargs.pop("options", {}), "kinds": kinds}, **kwargs)

    return _decorate(gather, _KINDS_OPTION)


def taxonomy_option(command: _Command) -> _Command:
    """Add --taxonomy, which arrives in `options` too; this stands above."""

    @functools.wraps(command)
    def gather(*args: Any, taxonomy: str | None, **kwargs: Any) -> Any:
        return command(*args, options={**kwargs.pop("options", {}), "taxonomy": taxonomy}, **kwargs)

    return _decorate(gather, _TAXONOMY_OPTION)


def rules_option(command: _Command) -> _Command:
    """Add --without, which arrives in `options` too; this stands above."""

    @functools.wraps(command)
    def gather(*args: Any, without: tuple[str, ...], **kwargs: Any) -> Any:
        return command(*args, options={**kwargs.pop("options", {}), "without": list(without) or None}, **kwargs)

    return _decorate(gather, _RULES_OPTION)


def output_options(command: _Command) -> _Command:
    """Add --json and --quiet, which arrive as `as_json` and `quiet`."""
    return _decorate(command, _OUTPUT_OPTIONS)


def _decorate(command: Any, options: Sequence[Callable[[Any], Any]]) -> Any:
    for option in reversed(options):
        command = option(command)
    return command


def read_place(text: str) -> Path | str:
    """Return a path, or an address such as s3://bucket/folder as it was given."""
    return text if is_address(text) else Path(text)


def remote_out_option(command: _Command) -> _Command:
    """Add -o OUT, which arrives as `out`: a path, or an address."""
    text = "The folder for the results, or its address, such as s3://bucket/results."
    return click.option("-o", "--out", metavar="OUT", type=read_place, required=True, help=text)(command)


def prompts_option(command: _Command) -> _Command:
    """Add --prompts alone, which arrives as `prompts`."""
    return _PROMPTS(command)


def out_option(command: _Command) -> _Command:
    """Add -o OUT, which arrives as `out`."""
    kind = click.Path(path_type=Path)
    return click.option("-o", "--out", metavar="OUT", type=kind, required=True, help="The folder for the results.")(
        command
    )


def run_async(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run `work` to its end. Ctrl-C cancels it, so that it can write down how far it came."""
    return asyncio.run(work)


def run_stoppable(work: Coroutine[Any, Any, _Result], stop: Stop) -> _Result:
    """Run `work` to its end. Ctrl-C and SIGTERM let it finish what is under way; the second one ends it at once."""

    async def heeding() -> _Result:
        with heeding_signals(stop, say):
            return await work

    try:
        return asyncio.run(heeding())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def record_command() -> str:
    """Return the command that was given, made to record what is missing."""
    words = ["vouchline", *sys.argv[1:]]
    kept: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        if word != "--record-mode" and before != "--record-mode" and not word.startswith("--record-mode="):
            kept.append(word)
    return f"{shlex.join(kept)} --record-mode new_episodes"


def print_json(value: object) -> None:
    """Print one JSON object on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def stdout() -> Console:
    """Return the console for results; names and notes may hold anything, so nothing in them is markup."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def say(text: str, *, quiet: bool = False) -> None:
    """Print a message on stderr."""
    if not quiet:
        click.echo(text, err=True)


def watch(settings: Settings, *, quiet: bool) -> Watcher:
    """Return who watches the command that is running; those who observe it are told until the command ends."""
    return click.get_current_context().with_resource(_observed(settings, quiet=quiet))


@contextmanager
def _observed(settings: Settings, *, quiet: bool) -> Generator[Watcher]:
    from extract.observability.hooks import observed
    from extract.observability.progress import make_watcher

    status: click.exceptions.Exit | None = None
    command = click.get_current_context().info_name or ""
    with observed(make_watcher(quiet=quiet), settings, command) as watcher:
        try:
            yield watcher
        except click.exceptions.Exit as exit_:  # how a command says that some document failed; no fault of the run
            status = exit_
    if status is not None:
        raise status


def load_settings(options: dict[str, object] | None = None) -> Settings:
    """Return the settings in force."""
    from extract.settings.load import Settings

    return Settings.load(options)
