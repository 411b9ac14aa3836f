"""The command that lists the prompts, and writes the built-in ones to begin from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.common import kinds_option, load_settings, output_options, print_json, prompts_option, say, stdout
from extract.errors import PromptError

if TYPE_CHECKING:
    from extract.llm.prompts.prompt_set import PromptSet

_BEGIN = """\b
Your folder needs only the files that differ:
  vouchline prompts roles --write my-prompts      then edit my-prompts/roles.yaml and increase its version
  vouchline prompts --prompts my-prompts          check the files and list all prompts
  vouchline run FOLDER -o OUT --prompts my-prompts
"""


@click.command(short_help="List prompts, or write them to a folder for changes.", epilog=_BEGIN)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--write", "target", type=click.Path(path_type=Path), metavar="DIR",
    help="Write the built-in files of these NAMEs, or all, to DIR; an existing file is an error and is kept.",
)  # fmt: skip
@prompts_option
@kinds_option
@output_options
def prompts(
    names: tuple[str, ...],
    target: Path | None,
    prompts: str | None,
    options: dict[str, object],
    as_json: bool,
    quiet: bool,
) -> None:
    """List the prompts with version, fingerprint and source: built in or yours.

    Your own prompt files (--prompts, or the setting `prompts`) are checked as before a run: variables, form, and examples
    against their own text. With --kinds, the questions of these fact kinds follow.
    """
    from extract.llm.prompts.prompt import prompt_names, read_prompt
    from extract.pipeline.setup.prompt_check import check_prompts

    chosen = names or prompt_names()
    for name in chosen:
        read_prompt(name)  # says which there are
    if target is not None:
        written = _write(target, chosen)
        if as_json:
            print_json({"written": [str(path) for path in written]})
        for path in () if as_json else written:
            say(f"wrote {path}", quiet=quiet)
        return
    settings = load_settings({**options, "prompts": prompts})
    found = check_prompts(settings.prompts)
    rows = [
        {"name": name, "version": found[name].version, "fingerprint": found[name].fingerprint,
         "source": found.source(name), "about": found.read[name].about}
        for name in chosen
    ]  # fmt: skip
    rows += [] if names else _of_kinds(settings.kinds, found)
    if as_json:
        print_json({"prompts": rows})
    elif not quiet:
        console, wide = stdout(), max(len(str(row["name"])) for row in rows)
        for row in rows:
            console.print(
                f"{row['name']:{wide}}  {row['version']:>3}  {row['fingerprint']}  {row['source']}", soft_wrap=True
            )


def _of_kinds(folder: Path | None, prompts: PromptSet) -> list[dict[str, str | int]]:
    from extract.extraction.custom.loading import load_kinds

    return [
        {"name": name, "version": kind.version, "fingerprint": kind.prompt.fingerprint, "source": str(folder), "about": kind.about}
        for name, kind in load_kinds(folder, prompts).items()
    ]  # fmt: skip


def _write(folder: Path, names: Sequence[str]) -> list[Path]:
    """Write built-in prompt files into a folder, and return where; none where one of them is there already."""
    from extract.llm.prompts.prompt import prompt_text
    from extract.store.results import write_whole

    paths = [folder / f"{name}.yaml" for name in names]
    if there := next((path for path in paths if path.exists()), None):
        raise PromptError(
            f"There is a file {str(there)!r} already.", "Name another folder, or the prompts that you want."
        )
    for name, path in zip(names, paths, strict=True):
        write_whole(path, prompt_text(name))
    return paths
