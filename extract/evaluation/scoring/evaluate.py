"""Score the stored results of a run against gold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.documents import read_document
from extract.documents.discovery.paths import Named, find_documents
from extract.errors import DocumentError, UserError
from extract.evaluation.scoring.bindings import MEASURES, score_bindings
from extract.evaluation.scoring.demands import DETAILS, score_comparison, score_posting
from extract.evaluation.scoring.facts import QUALIFICATIONS, score_profile
from extract.evaluation.scoring.files import (
    GOLD_SUFFIX,
    GoldComparison,
    GoldFile,
    GoldPosting,
    GoldProfile,
    StoredComparison,
    StoredPosting,
    StoredProfile,
    find_gold,
    find_stored,
    load,
)
from extract.evaluation.scoring.reliability import Reliability, reliability_by_kind
from extract.evaluation.scoring.support import Support, check_support
from extract.evaluation.scoring.tallies import FACT_KINDS, FieldResult, Group, Score, count, count_by
from extract.store.results import Results
from schemas import Run

Key = tuple[Group, str]
"""A document or comparison: its group and NAME."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of every scored field, and what was found about support and cost.

    `scored` holds every document with gold, and whether something was stored for it. `support` is None without a
    folder of documents; `unchecked` then names the stored documents whose text was not found or cannot be read.
    `run` is None where the results hold no run.json.
    """

    results: tuple[FieldResult, ...]
    scored: Mapping[Key, bool]
    support: Mapping[Key, Support] | None
    unchecked: tuple[str, ...]
    run: Run | None

    @property
    def facts(self) -> Score:
        """The score of all facts of all profiles."""
        return count(result for result in self.results if result.kind in FACT_KINDS)

    @property
    def kinds(self) -> dict[str, Score]:
        """The score of each kind."""
        return count_by(self.results, lambda result: result.kind)

    @property
    def fields(self) -> dict[str, Score]:
        """The score of each field, as in "roles.employer"."""
        one_field = {QUALIFICATIONS, *MEASURES}
        kinds = (
            result for result in self.results
            if result.kind == DETAILS or (result.group == "profiles" and result.kind not in one_field)
        )  # fmt: skip
        return count_by(kinds, lambda result: f"{result.kind}.{result.field}")

    @property
    def documents(self) -> dict[Key, Score]:
        """The score of each document: of a profile that of its facts, otherwise of all fields."""
        by_key: dict[Key, list[FieldResult]] = {key: [] for key in self.scored}
        for result in self.results:
            if result.group != "profiles" or result.kind in FACT_KINDS:
                by_key[result.group, result.document].append(result)
        return {key: count(results) for key, results in by_key.items()}

    @property
    def mean_f1(self) -> float | None:
        """The mean of the profiles' F1, so that a long résumé counts no more than a short one; None without any."""
        scores = [score.f1 for (group, _), score in self.documents.items() if group == "profiles"]
        return sum(scores) / len(scores) if scores else None

    @property
    def reliability(self) -> dict[str, Reliability]:
        """How far the probabilities of each kind can be trusted, where any are stored."""
        return reliability_by_kind(self.results)

    @property
    def wrong(self) -> list[FieldResult]:
        """Every field that is not right."""
        return [result for result in self.results if result.outcome != "right"]

    def as_json(self) -> dict[str, Any]:
        """Return everything, for --json."""
        documents: dict[Group, dict[str, Any]] = {"profiles": {}, "postings": {}, "comparisons": {}}
        for (group, name), score in self.documents.items():
            documents[group][name] = {**score.as_json(), "stored": self.scored[group, name]}
        mean = self.mean_f1
        return {
            "facts": self.facts.as_json(),
            "mean_f1": None if mean is None else round(mean, 6),
            "kinds": {kind: score.as_json() for kind, score in self.kinds.items()},
            "fields": {field: score.as_json() for field, score in self.fields.items()},
            "documents": documents,
            "wrong": [result.as_json() for result in self.wrong],
            "reliability": {kind: each.as_json() for kind, each in self.reliability.items()},
            "support": self._support_as_json(),
            "run": _run_as_json(self.run),
        }

    def _support_as_json(self) -> dict[str, Any] | None:
        if self.support is None:
            return None
        return {
            "values": sum(each.values for each in self.support.values()),
            "unsupported": sum(len(each.unsupported) for each in self.support.values()),
            "assembled": sum(len(each.assembled) for each in self.support.values()),
            "evidence": sum(each.evidence for each in self.support.values()),
            "evidence_errors": sum(len(each.misplaced) for each in self.support.values()),
            "unchecked": list(self.unchecked),
            "documents": {f"{group}/{name}": each.as_json() for (group, name), each in self.support.items()},
        }


def evaluate(gold: Path, out: Path, docs: Path | None = None) -> Evaluation:
    """Score what is stored in `out` against the gold files below `gold`.

    A document with gold and nothing stored counts as all missing. With `docs`, the folder of the documents, values and
    evidence are looked up in the text as `read_document` gives it.

    Raises:
        UserError: a folder is missing, there is no gold, nothing is stored for any of it, or a file is damaged.
    """
    files = find_gold(gold)
    Results(out).check_there()
    stored = {file: find_stored(out, file.group, file.name) for file in files}
    if not any(stored.values()):
        raise UserError(
            f"The folder {str(out)!r} holds nothing that the gold in {str(gold)!r} is about.",
            "The names must be the same: results NAME.profile.json, gold NAME.profile.gold.json.",
        )
    results = tuple(result for file in files for result in _score(file, stored[file], gold, out))
    named: dict[Key, Path | None] = {(file.group, file.name): path for file, path in stored.items()}
    support, unchecked = (None, ()) if docs is None else _check(named, find_documents([docs]), docs)
    scored = {key: path is not None for key, path in named.items()}
    return Evaluation(results, scored, support, unchecked, _read_run(out))


def _score(file: GoldFile, stored: Path | None, gold: Path, out: Path) -> Iterator[FieldResult]:
    if file.group == "profiles":
        profile = load(stored, StoredProfile) if stored else StoredProfile()
        gold_profile = load(file.path, GoldProfile)
        yield from score_profile(file.name, gold_profile, profile)
        yield from score_bindings(file.name, gold_profile, profile)
    elif file.group == "postings":
        posting = load(stored, StoredPosting) if stored else StoredPosting()
        yield from score_posting(file.name, load(file.path, GoldPosting), posting)
    else:
        comparison, name = load(file.path, GoldComparison), _posting_of(file, gold)
        gold_posting = load(gold / f"{name}.posting{GOLD_SUFFIX}", GoldPosting)
        if unknown := comparison.verdicts.keys() - {each.id for each in gold_posting.requirements}:
            raise UserError(
                f"The file {str(file.path)!r} has a verdict on {min(unknown)!r}, which is no requirement of {name!r}.",
                "Use the ids of the posting's gold.",
            )
        path = find_stored(out, "postings", name)
        posting = load(path, StoredPosting) if path else StoredPosting()
        got = load(stored, StoredComparison) if stored else StoredComparison()
        yield from score_comparison(file.name, comparison, gold_posting, posting, got)


def _posting_of(file: GoldFile, gold: Path) -> str:
    """Return the NAME of the posting of PROFILE--POSTING: the part for which there is gold, since both may hold "--".

    A name is a path below `gold`, or one below the folder that the comparison's gold is in.
    """
    parts = file.name.split("--")
    for split in range(1, len(parts)):
        for folder in (gold, file.path.parent):
            path = folder / f"{'--'.join(parts[split:])}.posting{GOLD_SUFFIX}"
            if path.is_file():
                return path.relative_to(gold).as_posix().removesuffix(f".posting{GOLD_SUFFIX}")
    raise UserError(
        f"There is no gold of the posting that {str(file.path)!r} is about.",
        "Call the files PROFILE--POSTING.comparison.gold.json and POSTING.posting.gold.json, in one folder.",
    )


def _check(
    stored: Mapping[Key, Path | None], documents: list[Named], docs: Path
) -> tuple[dict[Key, Support], tuple[str, ...]]:
    support: dict[Key, Support] = {}
    unchecked: list[str] = []
    for (group, name), path in stored.items():
        if path is None or group == "comparisons":
            continue
        text = _text_of(name, documents)
        if text is None:
            unchecked.append(name)
            continue
        support[group, name] = check_support(
            load(path, StoredProfile) if group == "profiles" else load(path, StoredPosting), text
        )
    if not support:
        raise UserError(
            f"The folder {str(docs)!r} holds none of the documents that were scored.",
            "Name the folder that the results were extracted from.",
        )
    return support, tuple(unchecked)


def _text_of(name: str, documents: list[Named]) -> str | None:
    """Return the text of the one document of that NAME, or so called in a folder below; None where it has none."""
    named = [each for each in documents if each.name == name]
    named = named or [each for each in documents if each.name.rpartition("/")[2] == name.rpartition("/")[2]]
    if len(named) != 1:
        return None
    try:
        return read_document(named[0].path).text
    except DocumentError:
        return None


def _read_run(out: Path) -> Run | None:
    results = Results(out)
    run = results.read_run()
    if run is None and results.run_path.exists():
        raise UserError(
            f"The file {str(results.run_path)!r} is damaged, or of another version.", "Run the extraction again."
        )
    return run


def _run_as_json(run: Run | None) -> dict[str, Any] | None:
    if run is None:
        return None
    usage = run.usage.model_dump(mode="json")
    return {"model": run.model, "seconds": run.seconds, "finished": run.finished, "usage": usage}
