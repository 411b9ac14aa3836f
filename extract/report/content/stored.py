"""Read what a run stored in OUT, and name what cannot be read instead of stopping there."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from extract.errors import UserError
from extract.report.content.decided import Decided
from extract.report.content.look_alikes import LookAlike
from extract.store.results import COMPARISON_SUFFIX, POSTING_SUFFIX, PROFILE_SUFFIX
from schemas import Comparison, Posting, Profile, Run, RunDocument, Stored

_Model = TypeVar("_Model", bound=Stored)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file of OUT that is missing, damaged, or out of step with the others: `file` below OUT, and `reason`."""

    file: str
    reason: str


MOST_ON_PAGE = 300
"""How many candidates one page shows: more are slow to open in a browser, and nobody reads them at once."""


@dataclass(frozen=True, slots=True)
class StoredRun:
    """What OUT holds: profiles, postings and comparisons by name, in the order of their file names.

    `decided` is what people decided; where it says anything, the rest is as reviewed. `look_alikes` are profiles that the
    run found to look like one person's. `candidates_left_out` and
    `documents_left_out` count what is there and was not read, since it is too much for a page.
    """

    profiles: Mapping[str, Profile]
    postings: Mapping[str, Posting]
    comparisons: Mapping[str, Comparison]
    run: Run | None
    troubles: tuple[Trouble, ...]
    decided: Decided = field(default_factory=Decided)
    look_alikes: tuple[LookAlike, ...] = ()
    candidates_left_out: int = 0
    documents_left_out: int = 0


def shorten(documents: Iterable[RunDocument], most: int = MOST_ON_PAGE) -> tuple[list[RunDocument], int]:
    """Return the first so many rows and the first so many failures after them, and how many rows are left out."""
    kept: list[RunDocument] = []
    count = failed = 0
    for count, row in enumerate(documents, 1):
        if count <= most or (row.outcome == "failed" and failed < most):
            failed += count > most
            kept.append(row)
    return kept, count - len(kept)


def read_stored(out: Path, run: Run | None = None, *, documents_left_out: int = 0) -> StoredRun:
    """Read profiles, postings, comparisons and run.json below `out`: all of them up to `MOST_ON_PAGE` candidates.

    Where there are more, the first by name are read, and the comparisons of these. `run` stands for run.json where the
    caller has it; `documents_left_out` is then how many of its rows the caller left out.

    Raises:
        UserError: `out` is no folder, or holds none of these files.
    """
    if not out.is_dir():
        raise UserError(f"There is no folder {str(out)!r}.", f"Run `vouchline run FOLDER -o {out}` first.")
    troubles: list[Trouble] = []
    names = _names(out, "profiles", PROFILE_SUFFIX)
    chosen = names[:MOST_ON_PAGE]
    pair_names = _names(out, "comparisons", COMPARISON_SUFFIX)
    if len(chosen) < len(names):
        pair_names = _pairs_of(set(chosen), pair_names)
    posting_names = _names(out, "postings", POSTING_SUFFIX)
    profiles = _read_folder(out, "profiles", chosen, PROFILE_SUFFIX, Profile, troubles)
    postings = _read_folder(out, "postings", posting_names, POSTING_SUFFIX, Posting, troubles)
    compared = _read_folder(out, "comparisons", pair_names, COMPARISON_SUFFIX, Comparison, troubles)
    run_file = out / "run.json"
    if run is None and run_file.exists():
        run = _read_model(run_file, "run.json", Run, troubles)
        if run is not None:
            rows, documents_left_out = shorten(run.documents)
            run = run.model_copy(update={"documents": rows})
    if not (profiles or postings or compared or run or troubles):
        raise UserError(
            f"The folder {str(out)!r} holds no results to report.", f"Run `vouchline run FOLDER -o {out}` first."
        )
    if not run_file.exists():
        troubles.append(Trouble("run.json", "It is missing, so model, calls, cost and failed documents are not known."))
    comparisons = tuple(compared.values())
    known = {trouble.file for trouble in troubles}
    troubles += [
        trouble
        for trouble in _missing_files(
            set(names), set(posting_names), comparisons, run, left_out=set(names) - set(chosen)
        )
        if trouble.file not in known
    ]
    troubles += _out_of_step(profiles, postings, compared)
    return StoredRun(
        profiles, postings, compared, run, tuple(troubles),
        candidates_left_out=len(names) - len(chosen), documents_left_out=documents_left_out,
    )  # fmt: skip


def _names(out: Path, folder: str, suffix: str) -> list[str]:
    """Return what is stored in one folder, nested ones too: names (path below the folder without suffix), by their paths."""
    top = str(out / folder)
    found = [  # as text: ten thousand paths as objects take more than the page
        f"{place.removeprefix(top)}/{file}".replace(os.sep, "/").lstrip("/")
        for place, _, files in os.walk(top)
        for file in files
        if file.endswith(suffix)
    ]
    found.sort(key=lambda name: name.split("/"))
    return [name.removesuffix(suffix) for name in found]


def _pairs_of(profiles: set[str], pair_names: Iterable[str]) -> list[str]:
    """Return the names of comparisons that begin with one of these profiles: PROFILE--POSTING."""
    return [
        name
        for name in pair_names
        if any(name[:place] in profiles for place in range(len(name)) if name.startswith("--", place))
    ]


def _read_folder(
    out: Path, folder: str, names: Iterable[str], suffix: str, model: type[_Model], troubles: list[Trouble]
) -> dict[str, _Model]:
    """Return the models of these names in one folder, by name."""
    found: dict[str, _Model] = {}
    for name in names:
        stored = _read_model(out / folder / f"{name}{suffix}", f"{folder}/{name}{suffix}", model, troubles)
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
    profiles: Container[str],
    postings: Container[str],
    comparisons: tuple[Comparison, ...],
    run: Run | None,
    left_out: Container[str],
) -> list[Trouble]:
    """Return the files that run.json or a comparison names and that are not there, each once.

    The comparisons of profiles that were left out were not read.
    """
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
        if pair.outcome in ("failed", "skipped") or pair.profile in left_out:
            continue
        if (pair.profile, pair.posting) not in there:
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
