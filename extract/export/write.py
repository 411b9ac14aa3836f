"""Profiles in forms that other programs read, as they stand after review: JSON Resume, schema.org, JSON lines, and tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from extract.errors import UserError
from extract.export.delimited import BYTE_ORDER_MARK
from extract.export.forms import FILES_ALONE, FORMS_OF_A_DOCUMENT, FORMS_OF_ONE_TABLE
from extract.export.jsonresume import to_json_resume
from extract.export.reading import candidate_rows, reading_rows
from extract.export.rows import FactRow, fact_rows, tables_of
from extract.export.schemaorg import to_job_posting, to_json_ld, to_person
from extract.export.tables import to_csv, to_parquet
from extract.export.verdicts import verdict_tables
from extract.export.workbook import Row, to_xlsx
from extract.review.decisions.standing import Reviewed
from extract.review.domain.reviewed import ReviewedProfile, review_posting, review_profile
from extract.store.results import Results, write_whole
from schemas import Posting

_ONE_FILE = (".json", ".jsonld")
"""Suffixes of a target that is a file, also where several documents go into it."""


def export_profiles(
    out: Path, form: str, target: Path | None = None, names: Sequence[str] = (), *, as_extracted: bool = False
) -> tuple[str, list[Path]]:
    """Write the stored profiles (all, or those named) in one of `FORMATS`; in that of schema.org the postings too.

    Rejected facts are left out, corrected and added ones are in, and each says who decided; `as_extracted` leaves all
    decisions out.

    Returns:
        The text, where there is no `target`, else ""; and the files that were written.

    Raises:
        UserError: there are no profiles, or none of that name, or `target` cannot be written, or is missing for a form
            that is no text.
    """
    results = Results(out)
    results.check_there()
    if form in FILES_ALONE and target is None:
        raise UserError(f"The form {form!r} is no text.", f"Name a file with -o, such as -o facts.{form}.")
    profiles = {
        name: review_profile(results, name, as_extracted=as_extracted) for name in names or results.profile_names()
    }
    postings = {} if names or form != "schemaorg" else _postings(results, as_extracted=as_extracted)
    if not profiles and not postings:
        raise UserError(f"There are no profiles in {str(out)!r}.", f"Run `vouchline run FOLDER -o {out}` first.")
    if form in FORMS_OF_A_DOCUMENT:
        files, whole = _documents(form, profiles, postings)
        if target is not None and (len(files) > 1 or target.is_dir()) and target.suffix not in _ONE_FILE:
            return "", _write_each(target, files)
        content: str | bytes = _json(whole)
    else:
        rows = [row for name, reviewed in profiles.items() for row in fact_rows(name, reviewed)]
        if form in FORMS_OF_ONE_TABLE and len(tables := tables_of(rows)) > 1:
            return "", _write_tables(form, target, tables)
        content = to_xlsx(_sheets(results, profiles, rows)) if form == "xlsx" else _WRITERS[form](rows)
        content = _marked(form, content, target)
    if target is None:
        assert isinstance(content, str)
        return content, []
    write_whole(target, content)
    return "", [target]


def _postings(results: Results, *, as_extracted: bool) -> dict[str, Posting]:
    names = results.posting_names()
    if as_extracted:
        return {name: results.read_posting(name) for name in names}
    return {name: review_posting(results, name).posting for name in names}


def _documents(
    form: str, profiles: Mapping[str, ReviewedProfile], postings: Mapping[str, Posting]
) -> tuple[dict[str, Any], Any]:
    """Return a document a profile and posting, by the name of its file, and all of them as one."""
    if form == "jsonresume":
        resumes = {f"{name}.json": _resume(reviewed) for name, reviewed in profiles.items()}
        return resumes, next(iter(resumes.values())) if len(resumes) == 1 else list(resumes.values())
    nodes = {f"{name}.person.jsonld": to_person(reviewed.profile) for name, reviewed in profiles.items()}
    nodes |= {f"{name}.posting.jsonld": to_job_posting(posting) for name, posting in postings.items()}
    return {name: to_json_ld([node]) for name, node in nodes.items()}, to_json_ld(list(nodes.values()))


def _resume(reviewed: ReviewedProfile) -> dict[str, Any]:
    """Return a JSON Resume document; its `meta` says who reviewed how much of it, where anybody did."""
    decided = [each for each in reviewed.by_id.values() if each.decided]
    resume = to_json_resume(reviewed.profile)
    if decided:
        by = sorted({each.decision.by for each in decided if each.decision is not None})
        finished = reviewed.review.finished
        resume["meta"] = {
            "vouchline": {
                "facts": len(reviewed.by_id), "reviewed": len(decided), "reviewed_by": by,
                "finished_by": finished.by if finished else None,
            }
        }  # fmt: skip
    return resume


def _sheets(
    results: Results, profiles: Mapping[str, ReviewedProfile], rows: Sequence[FactRow]
) -> list[tuple[str, Sequence[Row]]]:
    """Return the tables of a workbook by name: what is read first stands first."""
    facts = tables_of(rows)
    compared = verdict_tables(
        results, rows, {name: each.profile.candidate.name or name for name, each in profiles.items()}
    )
    additional = [(kind, [row.cells() for row in table]) for kind, table in facts.items() if kind != "facts"]
    return [
        ("candidates", candidate_rows(profiles)), ("comparisons", compared["comparisons"]), ("verdicts", compared["verdicts"]),
        ("facts", reading_rows(facts["facts"])), *additional, ("quotes", compared["quotes"]),
    ]  # fmt: skip


def _write_each(folder: Path, documents: Mapping[str, Any]) -> list[Path]:
    written = [folder / name for name in documents]
    for path, document in zip(written, documents.values(), strict=True):
        write_whole(path, _json(document))
    return written


def _write_tables(form: str, target: Path | None, tables: Mapping[str, Sequence[FactRow]]) -> list[Path]:
    """Write a table a file: those of the user's own kinds beside `target`, as NAME.KIND.SUFFIX."""
    if target is None:
        own = ", ".join(name for name in tables if name != "facts")
        raise UserError(
            f"There are kinds with tables of their own: {own}.", f"Name a file with -o, such as -o facts.{form}."
        )
    paths = {name: target if name == "facts" else target.with_suffix(f".{name}{target.suffix}") for name in tables}
    for name, path in paths.items():
        write_whole(path, _marked(form, _WRITERS[form](tables[name]), path))
    return list(paths.values())


def _marked(form: str, content: str | bytes, target: Path | None) -> str | bytes:
    """Return a CSV file with the mark by which Excel knows UTF-8; what goes to another program has none."""
    return f"{BYTE_ORDER_MARK}{content}" if form == "csv" and target is not None else content


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _json_lines(rows: Sequence[FactRow]) -> str:
    lines: list[str] = []
    for row in rows:
        fact = {
            "profile": row.profile,
            "candidate": row.candidate,
            "fact": row.kind,
            **row.fact.model_dump(mode="json"),
        }
        lines.append(json.dumps(fact | {"review": _review(row.each)}, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def _review(each: Reviewed | None) -> dict[str, object] | None:
    """Return what was decided about a fact; None where nobody looked at it."""
    if each is None or each.decision is None:
        return None
    return {
        "state": each.state, "by": each.decision.by, "at": each.decision.at, "knowledge": list(each.knowledge),
        "note": each.note.note if each.note else None,
    }  # fmt: skip


_WRITERS = {"csv": to_csv, "jsonl": _json_lines, "parquet": to_parquet}
