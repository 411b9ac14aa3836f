"""import: files of other programs become profiles that can be compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.common import load_settings, out_option, output_options, print_json, run_async, say
from extract.cli.group import EXIT_FAILED
from extract.errors import DocumentError, UserError

if TYPE_CHECKING:
    from extract.store.results import Results
    from schemas import Profile

_FILE = click.Path(path_type=Path)
_EXAMPLE = """\b
Example:  vouchline import zoe.json -o results
          vouchline compare results --posting nurse
"""


@click.command("import", short_help="Import JSON Resume files as profiles.", epilog=_EXAMPLE)
@click.argument("files", type=_FILE, nargs=-1, required=True, metavar="RESUME.json...")
@out_option
@click.option("--as-of", metavar="DATE", help='The date at which "present" ends. [default: today]')
@output_options
def import_(files: tuple[Path, ...], out: Path, as_of: str | None, as_json: bool, quiet: bool) -> None:
    """Import JSON Resume files into OUT as profiles, without a model; `vouchline compare OUT` then compares them.

    Each value is proved against the file's own text, which is written beside the profile. What cannot be used is left
    out, with a finding that names its place as a JSON pointer.
    """
    from extract.documents.discovery.names import name_documents
    from extract.importing.profile import import_resume
    from extract.store.results import Results

    day = load_settings({"as_of": as_of}).day
    results = Results(out)
    results.prepare()
    made: dict[str, tuple[Profile, str]] = {}
    failed: dict[str, str] = {}
    for path, name in zip(files, name_documents([path.name for path in files]), strict=True):
        try:
            made[name] = import_resume(path, day)
            _check_free(results, name, made[name][0])
        except (DocumentError, UserError) as error:
            made.pop(name, None)
            failed[str(path)] = str(error)
            say(f"error: {error}")
    run_async(_write(results, made))
    if as_json:
        imported = [
            {"profile": str(results.profile_path(name)), "facts": len(profile.facts()), "findings": len(profile.findings)}
            for name, (profile, _) in made.items()
        ]  # fmt: skip
        print_json({"imported": imported, "failures": [{"path": path, "reason": why} for path, why in failed.items()]})
    for name, (profile, _) in made.items():
        say(f"wrote {results.profile_path(name)}", quiet=quiet)
        for finding in profile.findings:
            say(f"{finding.severity}: {name}: {finding.message}", quiet=quiet or finding.severity == "info")
    if failed:
        click.get_current_context().exit(EXIT_FAILED)


def _check_free(results: Results, name: str, profile: Profile) -> None:
    """Refuse to put an imported profile in the place of one that was made of another document.

    Raises:
        UserError: there is such a profile, or one that cannot be read.
    """
    if not results.profile_path(name).exists():
        return
    there = results.read_profile(name).document
    if (there.path, there.media_type) != (profile.document.path, profile.document.media_type):
        raise UserError(
            f"There is a profile {name!r} of {there.path!r} in {str(results.folder)!r}.",
            "Rename the file, or import it into another folder.",
        )


async def _write(results: Results, made: dict[str, tuple[Profile, str]]) -> None:
    """Write profiles and their texts while no run writes to the folder."""
    from extract.pipeline.locking import hold_folder
    from extract.pipeline.watcher import Nobody
    from extract.system.interrupting import Stop

    async with hold_folder(results.own_folder, wait_s=None, watcher=Nobody(), stop=Stop()):
        for name, (profile, text) in made.items():
            results.write_profile(name, profile, text)
