"""doctor, cache, model, cassettes: what a run stands on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.common import (
    load_settings,
    model_options,
    output_options,
    print_json,
    reading_options,
    run_async,
    say,
    stdout,
)
from extract.cli.group import EXIT_FAILED
from extract.errors import SettingsError

if TYPE_CHECKING:
    from extract.settings.load import Settings

_PATH = click.Path(path_type=Path)
_MARKS = {"ok": ("ok", "green"), "wrong": ("WRONG", "bold red"), "note": ("note", "yellow")}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kKMGT]?)B?")
_AGE = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])")
_SIZE_UNITS = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_AGE_UNITS_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


@click.command(short_help="Check the set-up and the selected model.")
@click.option("--no-question", is_flag=True, help="Do not call the model, and do not start the embedded one.")
@model_options
@reading_options
@output_options
def doctor(no_question: bool, options: dict[str, object], as_json: bool, quiet: bool) -> None:
    """Print the selected model and the reason, test it, and list missing parts of the set-up."""
    from rich.table import Table
    from rich.text import Text

    from extract.pipeline.setup.doctor import diagnose

    settings = load_settings(options)
    if not (no_question or as_json):
        say("Asking the model one small question…", quiet=quiet)
    found = run_async(diagnose(settings, ask=not no_question))
    if as_json:
        print_json(found.as_json())
    else:
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for check in found.checks:
            word, style = _MARKS[check.state]
            table.add_row(check.topic, Text(word, style=style), Text(check.found))
            if check.remedy:
                table.add_row("", "", Text(f"→ {check.remedy}", style="cyan"))
        for name, value in found.settings.items():
            table.add_row("setting", "", Text(f"{name} = {value}", style="dim"))
        stdout().print(table)
    if not found.healthy:
        click.get_current_context().exit(EXIT_FAILED)


@click.group(short_help="Manage cached answers: stats, clear, prune.")
def cache() -> None:
    """Manage cached answers."""


@cache.command()
@output_options
def stats(as_json: bool, quiet: bool) -> None:
    """Print the size and the folder of the cache."""
    from extract.pipeline.setup.shared_cache import cache_summary

    found = cache_summary(load_settings())
    if as_json:
        print_json(found)
        return
    answers, models = found["answers"], found["models"]
    click.echo(f"answers  {answers['entries']:,} in {answers['bytes'] / 1e6:,.1f} MB  {answers['folder']}")
    click.echo(f"models   {models['bytes'] / 1e6:,.1f} MB  {models['folder']}")


@cache.command()
@output_options
def clear(as_json: bool, quiet: bool) -> None:
    """Delete all cached answers; weights are kept."""
    from extract.pipeline.setup.shared_cache import open_cache

    with open_cache(load_settings()) as store:
        _report_dropped(store.clear(), as_json=as_json, quiet=quiet)


@cache.command()
@click.option(
    "--max-size", metavar="SIZE", help="Delete the oldest answers until the cache has this size, such as 100MB."
)
@click.option("--older-than", metavar="AGE", help="Delete answers older than this, such as 30d or 12h.")
@output_options
def prune(max_size: str | None, older_than: str | None, as_json: bool, quiet: bool) -> None:
    """Delete old cached answers."""
    if max_size is None and older_than is None:
        raise SettingsError(
            "Nothing says what to forget.", "Give --max-size or --older-than, or use `vouchline cache clear`."
        )
    size = None if max_size is None else int(_measure(max_size, _SIZE, _SIZE_UNITS, "--max-size", "100MB or 2GB"))
    age = None if older_than is None else _measure(older_than, _AGE, _AGE_UNITS_S, "--older-than", "30d, 12h or 90m")
    from extract.pipeline.setup.shared_cache import open_cache

    with open_cache(load_settings()) as store:
        _report_dropped(store.prune(max_bytes=size, older_than_s=age), as_json=as_json, quiet=quiet)


def _measure(text: str, pattern: re.Pattern[str], units: dict[str, int], option: str, allowed: str) -> float:
    found = pattern.fullmatch(text.strip())
    if found is None:
        raise SettingsError(f"The value {text!r} of option {option} cannot be used.", f"Write it like {allowed}.")
    return float(found.group(1)) * units[found.group(2)]


def _report_dropped(dropped: int, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        print_json({"dropped": dropped})
    elif not quiet:
        click.echo(f"{dropped:,} answers forgotten.")


@click.group(short_help="Manage the embedded model: list, pull, serve.")
def model() -> None:
    """Manage the embedded model, and list the models of a server."""


@model.command("list")
@click.option("--base-url", metavar="URL", help="Also list the models of this server.")
@output_options
def list_(base_url: str | None, as_json: bool, quiet: bool) -> None:
    """List the available models."""
    from extract.llm.local.catalogue import EMBEDDED
    from extract.llm.local.weights import installed, weights_path
    from extract.pipeline.setup.model_choice import choose_model
    from extract.pipeline.setup.session import list_models

    settings = load_settings({"base_url": base_url})
    there = installed(settings.cache_dir)
    rows = [{"model": EMBEDDED.name, "where": "embedded", "installed": there, "bytes": EMBEDDED.bytes,
             "licence": EMBEDDED.licence, "path": str(weights_path(settings.cache_dir))}]  # fmt: skip
    choice = choose_model(settings)
    if not choice.embedded:
        names = run_async(list_models(choice.base_url, settings))
        rows += [{"model": name, "where": choice.base_url} for name in names]
    if as_json:
        print_json({"models": rows, "used": choice.model or None})
        return
    state = "installed" if there else "not installed: vouchline model pull"
    click.echo(f"{EMBEDDED.name}  embedded, {EMBEDDED.bytes / 1e9:.2f} GB, {EMBEDDED.licence}, {state}")
    for row in rows[1:]:
        click.echo(f"{row['model']}  {row['where']}")


@model.command("pull")
@output_options
def pull_(as_json: bool, quiet: bool) -> None:
    """Download the weights of the embedded model (1.1 GB) into the cache folder.

    The file is checked; an interrupted download resumes.
    """
    from extract.llm.local.catalogue import EMBEDDED
    from extract.llm.local.weights import installed, pull

    settings = load_settings()
    path = pull(settings.cache_dir) if installed(settings.cache_dir) or quiet else _pull_with_bar(settings)
    if as_json:
        print_json({"model": EMBEDDED.name, "path": str(path), "bytes": EMBEDDED.bytes})
    elif not quiet:
        stdout().print(f"{EMBEDDED.name} is in {path}", soft_wrap=True)


def _pull_with_bar(settings: Settings) -> Path:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    from extract.llm.local.catalogue import EMBEDDED
    from extract.llm.local.weights import pull

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    if not console.is_terminal:
        say(f"Fetching {EMBEDDED.name} ({EMBEDDED.bytes / 1e9:.2f} GB)…")
        return pull(settings.cache_dir, _line_at_each_tenth())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("weights", total=EMBEDDED.bytes)
        return pull(settings.cache_dir, lambda done, total: bar.update(task, completed=done, total=total))


def _line_at_each_tenth() -> Callable[[int, int], None]:
    last = -1

    def tell(done: int, total: int) -> None:
        nonlocal last
        if (tenth := done * 10 // total) > last:
            last = tenth
            say(f"{tenth * 10} % ({done / 1e6:,.0f} of {total / 1e6:,.0f} MB)")

    return tell


@model.command()
@click.argument("weights", required=False, metavar="[GGUF]", type=_PATH)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port. [default: the system picks one]")
def serve(weights: Path | None, port: int) -> None:
    """Serve the embedded model or a GGUF file by the OpenAI protocol until Ctrl-C."""
    from extract.llm.local.engines import choose_engine
    from extract.pipeline.setup.model_choice import choose_model
    from extract.pipeline.setup.session import find_weights, load_server
    from extract.settings.load import Settings

    settings = load_settings()
    choice = choose_model(Settings(model=str(weights) if weights else "embedded", cache_dir=settings.cache_dir))
    path = find_weights(choice, settings)

    def announce(base_url: str, key: str) -> None:
        click.echo(f"OPENAI_BASE_URL={base_url}\nOPENAI_API_KEY={key}")
        say("Serving on this machine alone; end it with Ctrl-C.")

    engine = choose_engine(settings.local_engine, is_catalogued=choice.is_catalogued).name
    load_server().serve_forever(announce, path, port, settings.cache_dir, engine=engine)


@click.group(short_help="Check recorded answers.")
def cassettes() -> None:
    """Check recorded answers of a model."""


@cassettes.command()
@click.argument("folder", type=_PATH, default=Path("cassettes"))
@click.option("--tests", type=_PATH, help="Also find recordings that no test in this folder replays.")
@output_options
def check(folder: Path, tests: Path | None, as_json: bool, quiet: bool) -> None:
    """Find secrets and personal data in recordings, and unused recordings.

    Keys, cookies, account ids, mail addresses and phone numbers are found.
    """
    from extract.llm.recordings.check import check_cassettes

    for given in (folder, tests):
        if given is not None and not given.is_dir():
            raise SettingsError(f"There is no folder {str(given)!r}.", "Name the folder that the recordings are in.")
    problems = check_cassettes(folder, tests=tests)
    if as_json:
        rows = [{"path": str(each.path), "code": each.code, "message": each.message} for each in problems]
        print_json({"problems": rows})
    elif not quiet or problems:
        for each in problems:
            click.echo(f"{each.path}: {each.message}")
        if not problems:
            click.echo("Nothing wrong.")
    if problems:
        click.get_current_context().exit(EXIT_FAILED)
