"""Everything that the documentation shows is tried: Python examples run, command lines parse, links lead to files."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from extract.cli import main
from testing.servers.fitting import serve_fitting

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<code>.*?)^(?P=indent)``` *$", re.MULTILINE | re.DOTALL
)
INLINE = re.compile(r"(?<!`)`(?P<code>vouchline [^`]+)`(?!`)")
SHELL = frozenset({"", "bash", "console", "sh", "shell", "text"})


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of code on a page; `line` counts from 1 and is that of the first line of the code."""

    page: str
    line: int
    language: str
    code: str


def find_blocks(page: str, text: str) -> Iterator[Example]:
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start("code")) + 1
        indent = re.compile(f"^{match['indent']}", re.MULTILINE)
        yield Example(page, line, match["language"], indent.sub("", match["code"]))


def split_commands(code: str) -> Iterator[list[str]]:
    """Yield the arguments of every call of vouchline, as a shell would see them.

    Lines that end with a backslash are joined; prompts, comments, variables set in front, pipes and redirections are
    left out. The marks of a synopsis may stand: brackets are dropped, of "a|b" the first is tried.
    """
    for line in code.replace("\\\n", " ").splitlines():
        if "vouchline" not in line:
            continue
        line = re.sub(r"(?<=\s)[12&]>+(&[12])?", ">", line.strip().removeprefix("$ "))
        words = shlex.shlex(line, posix=True, punctuation_chars=True)
        words.wordchars += ":@%+,…[]{}"
        command: list[str] = []
        for word in [*words, ";"]:
            if not set(word) <= set(words.punctuation_chars):
                command.append(word.strip("[]"))
                continue
            while command and re.match(r"\w+=", command[0]):
                del command[0]
            if command and Path(command[0]).name == "vouchline":
                yield [part for part in command[1:] if part]
            command = ["a file"] if set(word) & set("<>") else []


def check_command(program: click.Command, arguments: list[str]) -> None:
    """Parse a command line without running it or looking at files.

    Raises:
        click.UsageError: unknown command or option, a value missing or not among the choices, an argument too many.
    """
    context = click.Context(program, info_name="vouchline")
    while True:
        options, rest, _ = program.make_parser(context).parse_args(list(arguments))
        for parameter in program.params:
            value = options.get(parameter.name or "")
            if isinstance(parameter.type, click.Choice) and isinstance(value, str):
                parameter.type.convert(value, parameter, context)
        if not isinstance(program, click.Group):
            if rest:
                raise click.UsageError(f"Got unexpected extra argument {rest[0]!r}", context)
            return
        if not rest:
            return
        _, command, arguments = program.resolve_command(context, rest)
        if command is None:
            raise click.UsageError(f"No such command {rest[0]!r}", context)
        context = click.Context(command, info_name=command.name, parent=context)
        program = command


def examples(page: Path) -> list[Example]:
    return list(find_blocks(page.relative_to(ROOT).as_posix(), page.read_text(encoding="utf-8")))


def commands(page: Path) -> Iterator[tuple[int, list[str]]]:
    for block in examples(page):
        if block.language in SHELL:
            for arguments in split_commands(block.code):
                yield block.line, arguments
    text = page.read_text(encoding="utf-8")
    prose = FENCE.sub(lambda match: "\n" * match[0].count("\n"), text)
    for match in INLINE.finditer(prose):
        for arguments in split_commands(match["code"].replace("\n", " ")):
            yield prose.count("\n", 0, match.start()) + 1, arguments


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_parse_when_a_page_shows_them(page: Path) -> None:
    wrong: list[str] = []
    for line, arguments in commands(page):
        try:
            check_command(main, arguments)
        except click.UsageError as error:
            wrong.append(f"{page.name}:{line}: vouchline {shlex.join(arguments)}: {error.format_message()}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_python_examples_run_when_a_page_shows_them(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blocks of a page run one after another and share their names, in a folder that holds the samples.

    The model that they ask is a server on loopback, whose answers fit whatever schema they are held to.
    """
    (tmp_path / "samples").symlink_to(ROOT / "samples", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__example__"}
    with serve_fitting() as server:
        monkeypatch.setenv("VOUCHLINE_BASE_URL", server.base_url)
        monkeypatch.setenv("VOUCHLINE_PROVIDER", "llama_cpp")  # a port says nothing of what a server can do
        for block in examples(page):
            if block.language in ("python", "py"):
                padding = "\n" * (block.line - 1)  # so that a traceback names the line
                exec(compile(padding + block.code, str(page), "exec"), names)


@click.group()
@click.version_option("1")
def toy() -> None:
    raise AssertionError("only parsed")


@toy.command("run")
@click.argument("folder", type=click.Path(exists=True))
@click.option("-o", "--out", required=True)
@click.option("--kind", type=click.Choice(["auto", "resume"]))
@click.option("--jobs", type=int)
def toy_run(**_options: object) -> None:
    raise AssertionError("only parsed")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("vouchline run here -o out --fast", "--fast"),
        ("vouchline walk here", "walk"),
        ("vouchline run here -o", "-o"),
        ("vouchline run here -o out --kind poster", "poster"),
        ("vouchline run here there -o out", "there"),
        ("vouchline --loud run here -o out", "--loud"),
        ("KEY=1 vouchline run here -o out --fast # as fast as it goes", "--fast"),
        ("cat a | vouchline run here \\\n  -o out --fast | head", "--fast"),
        ("true && vouchline run [--fast] here", "--fast"),
    ],
)
def test_command_line_is_refused_when_the_program_would_refuse_it(line: str, message: str) -> None:
    [arguments] = split_commands(line)
    with pytest.raises(click.UsageError, match=message):
        check_command(toy, arguments)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("$ vouchline run 'my folder' -o out --kind resume --jobs=2 > log.txt", 1),
        ("vouchline run FOLDER -o OUT [--kind auto|resume] [--jobs N]", 1),
        ("vouchline --version; vouchline run a -o b && .venv/bin/vouchline run c -o d", 3),
        ("vouchline run a -o b --jobs 2 2>&1 | vouchline run c -o d 2> log.txt", 2),
        ("pip install vouchline", 0),
        ("# vouchline run --fast", 0),
        ("edit vouchline.toml", 0),
    ],
)
def test_command_line_is_accepted_when_the_program_would_take_it(line: str, count: int) -> None:
    found = list(split_commands(line))
    assert len(found) == count
    for arguments in found:
        check_command(toy, arguments)


def test_blocks_are_found_with_their_lines_when_a_page_has_several() -> None:
    text = "# Page\n\n```python\nx = 1\n```\n\n1. then\n   ```sh\n   vouchline run a -o b\n   ```\n"
    assert list(find_blocks("p.md", text)) == [
        Example("p.md", 4, "python", "x = 1\n"),
        Example("p.md", 9, "sh", "vouchline run a -o b\n"),
    ]
