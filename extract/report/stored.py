"""Read what a run stored in OUT, and name what cannot be read instead of stopping there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from extract.errors import UserError
from extract.report.decided import Decided
from schemas import Comparison, Posting, Profile, Run, Stored

PROFILE_SUFFIX = ".profile.json"
POSTING_SUFFIX = ".posting.json"
COMPARISON_SUFFIX = ".comparison.json"

_Model = TypeVar("_Model", bound=Stored)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file of OUT that is missing, damaged, or out of step with the others: `file` below OUT, and `reason`."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class StoredRun:
    """What OUT holds: profiles, postings and comparisons by name, in the order of their file names.

    `decided` is what people decided; where it says anything, the rest is as reviewed.
    """

    profiles: Mapping[str, Profile]
    postings: Mapping[str, Posting]
    comparisons: Mapping[str, Comparison]
    run: Run | None
    troubles: tuple[Trouble, ...]
    decided: Decided = field(default_factory=Decided)


def read_stored(out: Path) -> StoredRun:
    """Read all profiles, postings, comparisons and run.json below `out`.

    Raises:
        UserError: `out` is no folder, or holds none of these files.
    """
    if not out.is_dir():
        raise UserError(f"There is no folder {str(out)!r}.", f"Run `vouchline run FOLDER -o {out}` first.")
    troubles: list[Trouble] = []
    profiles = _read_folder(out, "profiles", PROFILE_SUFFIX, Profile, troubles)
    postings = _read_folder(out, "postings", POSTING_SUFFIX, Posting, troubles)
    compared = _read_folder(out, "comparisons", COMPARISON_SUFFIX, Comparison, troubles)
    run_file = out / "run.json"
    run = _read_model(run_file, "run.json", Run, troubles) if run_file.exists() else None
    if not (profiles or postings or compared or run or troubles):
        raise UserError(
            f"The folder {str(out)!r} holds no results to report.", f"Run `vouchline run FOLDER -o {out}` first."
        )
    if not run_file.exists():
        troubles.append(Trouble("run.json", "It is missing, so model, calls, cost and failed documents are not known."))
    comparisons = tuple(compared.values())
    known = {trouble.file for trouble in troubles}
    troubles += [
        trouble for trouble in _missing_files(profiles, postings, comparisons, run) if trouble.file not in known
    ]
    troubles += _out_of_step(profiles, postings, compared)
    return StoredRun(profiles, postings, compared, run, tuple(troubles))


def _read_folder(
    out: Path, folder: str, suffix: str, model: type[_Model], troubles: list[Trouble]
) -> dict[str, _Model]:
    """Return the models of one folder, nested ones too, by name (path below the folder without suffix), sorted."""
    found: dict[str, _Model] = {}
    for path in sorted((out / folder).rglob(f"*{suffix}")):
        name = path.relative_to(out / folder).as_posix().removesuffix(suffix)
        stored = _read_model(path, f"{folder}/{name}{suffix}", model, troubles)
        if stored is not None:
            found[name] = stored
    return found


def _read_model(path: Path, file: str, model: type[_Model], troubles: list[Trouble]) -> _Model | None:
    try:
        return model.model_validate_json(path.read_bytes())
    except OSError as error:
        troubles.append(Trouble(file, f"It could not be opened: {error.strerror or type(error).__name__}."))
    except ValidationError as error:
        troubles.append(Trouble(file, _describe(error)))
    return None


def _describe(error: ValidationError) -> str:
    """Say where a file breaks its schema, without repeating what it holds."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return "It is not valid JSON: damaged, or not written whole. Run the extraction again."
    place = ".".join(str(part) for part in first["loc"]) or "the whole file"
    if place == "schema_version":
        return "It was written by another version of Vouchline (schema_version differs). Run the extraction again."
    more = f", and {error.error_count() - 1} more" if error.error_count() > 1 else ""
    return f"It does not follow its schema at {place}: {first['msg']}{more}. Run the extraction again."


def _missing_files(
    profiles: Mapping[str, Profile],
    postings: Mapping[str, Posting],
    comparisons: tuple[Comparison, ...],
    run: Run | None,
) -> list[Trouble]:
    """Return the files that run.json or a comparison names and that are not there, each once."""
    missing: dict[str, str] = {}
    for comparison in comparisons:
        if comparison.profile not in profiles:
            missing[f"profiles/{comparison.profile}{PROFILE_SUFFIX}"] = "It is missing, though a comparison names it."
        if comparison.posting not in postings:
            missing[f"postings/{comparison.posting}{POSTING_SUFFIX}"] = "It is missing, though a comparison names it."
    for document in run.documents if run else ():
        if document.name is None or document.outcome in ("failed", "skipped"):
            continue
        if document.kind == "resume" and document.name not in profiles:
            missing[f"profiles/{document.name}{PROFILE_SUFFIX}"] = "It is missing, though run.json names it."
        if document.kind == "posting" and document.name not in postings:
            missing[f"postings/{document.name}{POSTING_SUFFIX}"] = "It is missing, though run.json names it."
    there = {(comparison.profile, comparison.posting) for comparison in comparisons}
    for pair in run.comparisons if run else ():
        if pair.outcome not in ("failed", "skipped") and (pair.profile, pair.posting) not in there:
            file = f"comparisons/{pair.profile}--{pair.posting}{COMPARISON_SUFFIX}"
            missing[file] = "It is missing, though run.json names it."
    return [Trouble(file, missing[file]) for file in sorted(missing)]


def _out_of_step(
    profiles: Mapping[str, Profile], postings: Mapping[str, Posting], compared: Mapping[str, Comparison]
) -> list[Trouble]:
    """Return the comparisons that rest on facts or requirements that profile and posting no longer hold."""
    troubles: list[Trouble] = []
    for name, comparison in compared.items():
        posting, profile = postings.get(comparison.posting), profiles.get(comparison.profile)
        unknown: set[str] = set()
        if posting is not None:
            unknown |= {verdict.requirement_id for verdict in comparison.verdicts} - {
                requirement.id for requirement in posting.requirements
            }
        if profile is not None:
            cited = {fact_id for verdict in comparison.verdicts for fact_id in verdict.fact_ids}
            unknown |= cited - {fact.id for fact in profile.facts()}
        if unknown:
            reason = (
                f"It rests on {', '.join(sorted(unknown))}, which its profile and posting do not hold: "
                "one of them was read again since. Run the comparison again."
            )
            troubles.append(Trouble(f"comparisons/{name}{COMPARISON_SUFFIX}", reason))
    return troubles
