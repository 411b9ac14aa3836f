"""What a run has to do and why: a document or pair whose stored result still holds is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from extract.documents.discovery.paths import Named
from extract.llm.prompts.prompt_set import built_in_prompts
from extract.pipeline.planning.fingerprints import Basis, file_sha256, file_state, same_file, same_result
from extract.store.journal import Journal, Pair
from extract.store.journal_rows import DocumentRow, Made, first_difference
from extract.store.results import TEXT_SUFFIX, Results

NEW, FAILED_BEFORE = "new", "failed last time"


@dataclass(frozen=True, slots=True)
class Freshness:
    """Tells stored results that still hold from those that do not.

    `choice` is what --kind says. `redo` names why everything is done anew ("--no-cache"), "" where it is not. `with_text`
    tells that a text is wanted beside each result.
    """

    results: Results
    journal: Journal
    basis: Basis
    choice: str = "auto"
    redo: str = ""
    with_text: bool = False
    prompts: Mapping[str, str] = field(default_factory=lambda: built_in_prompts().fingerprints)

    def why_extract(self, named: Named) -> str | None:
        """Return why a document has to be extracted, in a few words; None where its stored result holds.

        A file whose times differ is read to tell whether its bytes do. A member of an archive that was written to comes
        back as changed: only reading tells.
        """
        if self.redo:
            return self.redo
        row = self.journal.document(named.shown)
        if row is None or row.made is None:
            return FAILED_BEFORE if row and row.entry.outcome == "failed" else NEW
        if row.entry.name != named.name:
            return "another name"
        if why := self.why_made_again(row):
            return why
        now = file_state(named.path)
        if same_file(row.file, now):
            return None
        if now is not None and named.path.is_file() and file_sha256(named.path) == row.sha256:
            if self.journal.writable:  # so that the next run need not read it
                self.journal.add(row.model_copy(update={"file": now}))
            return None
        return "changed"

    def why_made_again(self, row: DocumentRow) -> str | None:
        """Return why what is stored of a document does not hold, whatever became of the document; None where it does."""
        entry, made = row.entry, row.made
        if made is None or entry.name is None:
            return NEW
        if self.choice not in (row.choice, entry.kind):
            return f"--kind {self.choice}"
        is_profile = entry.kind == "resume"
        path = self.results.profile_path(entry.name) if is_profile else self.results.posting_path(entry.name)
        if self.with_text and not self.results.text_path(path).is_file():
            return f"no {TEXT_SUFFIX} beside it"
        return self._why(made, self.basis.profile if is_profile else self.basis.posting, path)

    def why_compare(self, pair: Pair, name: str, profile_sha256: str, posting_sha256: str) -> str | None:
        """Return why a pair has to be compared; None where its stored comparison holds."""
        if self.redo:
            return self.redo
        row = self.journal.comparison(pair)
        if row is None or row.made is None:
            return FAILED_BEFORE if row and row.entry.outcome == "failed" else NEW
        if row.profile_sha256 != profile_sha256:
            return "profile changed"
        if row.posting_sha256 != posting_sha256:
            return "posting changed"
        return self._why(row.made, self.basis.comparison, self.results.comparison_path(name))

    def _why(self, made: Made, basis: Mapping[str, str], path: Path) -> str | None:
        if changed := first_difference(made.basis, basis):
            return f"{changed} changed"
        for prompt, fingerprint in made.prompts.items():
            if self.prompts.get(prompt) != fingerprint:
                return f"prompt {prompt!r} changed"
        if not same_result(path, made.result):
            return "result changed by hand" if path.exists() else "result is missing"
        return None
