"""What the layouts say: two made-up résumés, and for each file the text that a person reads from it.

`truth.json` has an entry a file: `columns` (how many stand side by side at the widest place), `text` (its words in reading
order: headers across, then columns from left to right), and `roles`, each with the words of its head and its bullets.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TRUTH = HERE / "truth.json"


@dataclass(frozen=True)
class Role:
    """A position. `place` may be empty: then the employer's words hold it."""

    title: str
    employer: str
    place: str
    period: str
    bullets: list[str]

    @property
    def where(self) -> str:
        return f"{self.employer}, {self.place}" if self.place else self.employer


class Resume:
    """One made-up person's résumé, from its JSON file."""

    def __init__(self, file: str) -> None:
        self.data = json.loads((HERE / file).read_text(encoding="utf-8"))
        self.name: str = self.data["name"]
        self.title: str = self.data.get("title", "")
        self.contact: list[str] = self.data["contact"]
        self.links: list[tuple[str, str]] = [tuple(link) for link in self.data.get("links", [])]
        self.profile: str = self.data["profile"]
        self.roles = [Role(**{"place": "", **role}) for role in self.data["roles"]]
        self.schools: list[tuple[str, str, str]] = [tuple(school.values()) for school in self.data["schools"]]
        self.publications: list[str] = self.data.get("publications", [])
        self.skills: list[str] = self.data["skills"]
        self.languages: list[str] = self.data["languages"]

    def role_lines(self, role: Role, *, grouped: bool = False) -> list[str]:
        """A role as most layouts have it: title, employer, period, bullets."""
        return [role.title, *([] if grouped else [role.where]), role.period, *role.bullets]


SHORT = Resume("resume.json")
LONG = Resume("long.json")


def flat(*pieces: object) -> list[str]:
    """Strings out of nested lists and tuples, in order."""
    found: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            found.append(piece)
        else:
            found.extend(flat(*piece))
    return found


def keep_truth(name: str, resume: Resume, columns: int, *pieces: object, grouped: bool = False, scattered: bool = False) -> None:
    """Store what a person reads from the file `name` (a path below this folder).

    `grouped`: an employer with several titles is named once, so that it belongs to the head of the first alone.
    `scattered`: heads and bullets stand at different places of the page, so no role can be whole.
    """
    truths = json.loads(TRUTH.read_text(encoding="utf-8")) if TRUTH.exists() else {}
    heads: list[dict[str, list[str]]] = []
    seen = ""
    for role in resume.roles:
        again = grouped and role.employer == seen
        head = [role.title, *([] if again else [role.employer.split(",")[0]]), role.period]
        heads.append({"head": head, "bullets": role.bullets})
        seen = role.employer
    truths[name] = {"columns": columns, "text": "\n".join(flat(*pieces)), "roles": [] if scattered else heads}
    ordered = dict(sorted(truths.items()))
    TRUTH.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
