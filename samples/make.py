"""Make the binary samples from their sources: Typst to PDF, a small Markdown to DOCX.

    python samples/make.py [NAME...]

Needs `typst` and `python-docx`, in any environment; the package itself does not need typst. The files that this
script writes are committed: they are what counts, and tests never run it.

Markdown read here: `# ` name, `## ` section, `### ` employer, `- ` bullet, `**bold**`, and `| left | right |` rows,
which become one table without lines, with the dates as a rail on the left.
"""

import datetime
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import docx
import typst
from docx.document import Document
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

SAMPLES = Path(__file__).parent
SOURCES = SAMPLES / "sources"
TARGETS: dict[str, str] = {
    "zoe_lindqvist.typ": "demo/zoe_lindqvist.pdf",
    "joao_tavares.md": "demo/joao_tavares.docx",
    "maeve_okonkwo.typ": "resumes/maeve_okonkwo.pdf",
    "eszter_halmos.typ": "resumes/eszter_halmos.pdf",
    "tomasz_zielinski.md": "resumes/tomasz_zielinski.docx",
    "lucas_fairweather.md": "resumes/lucas_fairweather.docx",
    "senior_accountant.md": "postings/senior_accountant.docx",
}
STYLES = {"# ": "Title", "## ": "Heading 1", "### ": "Heading 2", "- ": "List Bullet"}
# Stored as the day of making, so that the same source gives the same document properties.
MADE_ON = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)


def add_runs(paragraph: Paragraph, text: str) -> None:
    """Add text to a paragraph, with `**bold**` parts as bold runs."""
    for index, part in enumerate(re.split(r"\*\*", text)):
        if part:
            paragraph.add_run(part).bold = index % 2 == 1


def add_rail(document: Document, rows: Sequence[str]) -> None:
    """Add one table of two columns; a cell's lines are parted by ` // ` in the source."""
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for row in rows:
        cells = table.add_row().cells
        for cell, text, width in zip(cells, row.strip("|").split("|"), (Cm(3.6), Cm(13.0)), strict=True):
            cell.width = width
            for number, line in enumerate(text.strip().split(" // ")):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                if line.startswith("- "):
                    paragraph.style = "List Bullet"
                    line = line.removeprefix("- ")
                add_runs(paragraph, line)


def write_docx(source: Path, target: Path) -> None:
    """Write the Markdown file `source` as a Word document."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(10.5)
    document.core_properties.created = document.core_properties.modified = MADE_ON
    document.core_properties.author = ""
    rail: list[str] = []
    for line in [*source.read_text("utf-8").splitlines(), ""]:
        if line.startswith("|"):
            rail.append(line)
            continue
        if rail:
            add_rail(document, rail)
            rail = []
        if not line.strip():
            continue
        mark = next((m for m in STYLES if line.startswith(m)), "")
        add_runs(document.add_paragraph(style=STYLES.get(mark, "Normal")), line.removeprefix(mark))
    document.save(str(target))


def main(names: Sequence[str]) -> int:
    """Make every target, or those whose source or target holds one of `names`."""
    for name, target in TARGETS.items():
        if names and not any(wanted in name or wanted in target for wanted in names):
            continue
        path = SAMPLES / target
        if name.endswith(".typ"):
            typst.compile(SOURCES / name, output=path, root=SOURCES)
        else:
            write_docx(SOURCES / name, path)
        print(f"{target}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
