"""Gold files and stored files as the scorers take them: what they need of a file is checked, the rest may be anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from extract.errors import UserError
from extract.evaluation.scoring.comparators import Options, Scalar
from extract.evaluation.scoring.tallies import Group

GOLD_SUFFIX = ".gold.json"
SUFFIXES: dict[Group, str] = {"profiles": ".profile", "postings": ".posting", "comparisons": ".comparison"}
Stored = dict[str, Any]
"""One fact, requirement or verdict as it is stored."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore")


class AnyOf(BaseModel):
    """A gold field with several readings that are right."""

    model_config = ConfigDict(extra="forbid")
    any: Annotated[list[Scalar], Field(min_length=1)]


Owner = str | list[str] | None
"""What a fact belongs to: a name, or several that are all the owner's (employer and title); None where it stands by itself."""


class AnyOwner(BaseModel):
    """Several owners that are right."""

    model_config = ConfigDict(extra="forbid")
    any: Annotated[list[Owner], Field(min_length=1)]


class GoldFact(BaseModel):
    """One fact of gold. Every field is scored, if it is one that facts of this kind have; `optional`: may be left out."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Scalar | AnyOf] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride]
    optional: bool = False

    @property
    def fields(self) -> list[str]:
        """The fields that gold gives."""
        return [*self.__pydantic_extra__]

    def options(self, field: str) -> Options | None:
        """Return the readings of a field that are right; None where gold leaves it out."""
        return readings(self.__pydantic_extra__[field]) if field in self.__pydantic_extra__ else None


class GoldRole(GoldFact):
    """A position; `lines` are the lines below its heading, one entry a bullet, or pieces of them. None: not scored."""

    lines: list[str] | None = None


class GoldBound(GoldFact):
    """A metric or project, and what it belongs to: scored where `of` is given."""

    of: Owner | AnyOwner = None

    @property
    def owners(self) -> list[tuple[str, ...]] | None:
        """The owners that are right, each by the names that it must have (none: by itself); None where gold leaves it out."""
        if "of" not in self.model_fields_set:
            return None
        options = self.of.any if isinstance(self.of, AnyOwner) else [self.of]
        return [() if each is None else (each,) if isinstance(each, str) else tuple(each) for each in options]


class GoldQualification(GoldFact):
    """A skill, award, language and the like: a name alone, or with fields of its own."""

    name: str

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value


class GoldProfile(_Shape):
    """What a careful reader takes from a résumé. A kind that is left out is not scored.

    `lines_complete` and `qualifications_complete` say that gold has all of them, so that what is stored beyond them is
    wrong; qualifications in `qualifications_allowed` are neither right nor wrong.
    """

    roles: list[GoldRole] | None = None
    education: list[GoldFact] | None = None
    publications: list[GoldFact] | None = None
    metrics: list[GoldBound] | None = None
    projects: list[GoldBound] | None = None
    additional: dict[str, list[GoldFact]] = Field(default_factory=dict[str, list[GoldFact]])
    qualifications: list[GoldQualification] = Field(default_factory=list[GoldQualification])
    lines_complete: bool = False
    qualifications_complete: bool = False
    qualifications_allowed: list[str] = Field(default_factory=list[str])


class GoldRequirement(_Shape):
    """One demand of a posting."""

    id: str
    text: str
    kind: str | AnyOf | None = None
    importance: str | AnyOf | None = None
    min_years: int | float | AnyOf | None = None
    levels: list[str] = Field(default_factory=list[str])
    skills: list[str] = Field(default_factory=list[str])

    def options(self, field: str) -> Options | None:
        """Return the readings of a field that are right; None where gold leaves it out."""
        return readings(getattr(self, field)) if field in self.model_fields_set else None


class GoldPosting(_Shape):
    """What a careful reader takes from a posting."""

    requirements: list[GoldRequirement]


class GoldComparison(_Shape):
    """A careful reader's verdict on each requirement of the posting's gold, by its id."""

    verdicts: dict[str, str | AnyOf]


class StoredProfile(_Shape):
    """A stored profile, this program's or another's."""

    model_config = ConfigDict(extra="allow")
    roles: list[Stored] | None = None
    education: list[Stored] | None = None
    publications: list[Stored] | None = None
    metrics: list[Stored] | None = None
    projects: list[Stored] | None = None
    talks: list[Stored] | None = None
    qualifications: list[Stored] | None = None
    additional: dict[str, list[Stored]] = Field(default_factory=dict[str, list[Stored]])


class StoredPosting(_Shape):
    """A stored posting."""

    model_config = ConfigDict(extra="allow")
    requirements: list[Stored] | None = None


class StoredComparison(_Shape):
    """A stored comparison."""

    model_config = ConfigDict(extra="allow")
    verdicts: list[Stored] | None = None


_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class GoldFile:
    """A gold file: what it is gold of, and the NAME of that."""

    group: Group
    name: str
    path: Path


def find_gold(folder: Path) -> list[GoldFile]:
    """Return the gold files below a folder, profiles first, by name.

    Raises:
        UserError: there is no such folder, or no gold in it.
    """
    if not folder.is_dir():
        raise UserError(f"There is no folder {str(folder)!r}.", "Name the folder that the gold files are in.")
    found = [
        GoldFile(group, path.relative_to(folder).as_posix().removesuffix(suffix + GOLD_SUFFIX), path)
        for group, suffix in SUFFIXES.items()
        for path in sorted(folder.rglob(f"*{suffix}{GOLD_SUFFIX}"))
    ]
    if not found:
        raise UserError(
            f"The folder {str(folder)!r} holds no gold.",
            "Gold files are called NAME.profile.gold.json, NAME.posting.gold.json and "
            "PROFILE--POSTING.comparison.gold.json.",
        )
    return found


def find_stored(out: Path, group: Group, name: str) -> Path | None:
    """Return the stored file of that NAME, in a folder below if there is just one so called; None where there is none.

    Raises:
        UserError: several files in different folders have the name, and none of them is it in full.
    """
    top = out / group
    file = f"{name}{SUFFIXES[group]}.json"
    if (top / file).is_file():
        return top / file
    below = sorted(path for path in top.rglob(f"*{SUFFIXES[group]}.json") if path.name == Path(file).name)
    if len(below) > 1:
        names = ", ".join(repr(path.relative_to(top).as_posix()) for path in below[:5])
        raise UserError(
            f"Which file of {str(top)!r} is {name!r} of the gold? There are {names}.",
            "Put the gold file into a folder of the same name.",
        )
    return below[0] if below else None


def load(path: Path, model: type[_Model]) -> _Model:
    """Return a file's content.

    Raises:
        UserError: it cannot be read, is no JSON, or has another shape than its name says.
    """
    try:
        return model.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UserError(
            f"The file {str(path)!r} cannot be read: {error.strerror or type(error).__name__}.",
            "Check its permissions.",
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = f"cannot be used at {place!r}" if place else "is damaged: it is no JSON object"
        remedy = "Mend the gold." if path.name.endswith(GOLD_SUFFIX) else "Extract the document again."
        raise UserError(f"The file {str(path)!r} {reason}.", remedy) from None


def readings(gold: Scalar | AnyOf) -> Options:
    """Return the readings of a gold field that are right."""
    return tuple(gold.any) if isinstance(gold, AnyOf) else (gold,)
