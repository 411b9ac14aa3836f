"""Readers of documents that are compared: a name, and a function from a path to text."""

# The other libraries carry no types.
# pyright: reportMissingImports=false, reportMissingModuleSource=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from extract import read_document

Reader = Callable[[Path], str]


def read_with_vouchline(path: Path) -> str:
    return read_document(path).text


def read_with_pypdfium2(path: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def read_with_pypdf(path: Path) -> str:
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def read_with_pdfplumber(path: Path) -> str:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def read_with_markitdown(path: Path) -> str:
    from markitdown import MarkItDown

    return str(MarkItDown().convert(path).text_content)


def read_with_python_docx(path: Path) -> str:
    import docx

    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def read_with_docx2txt(path: Path) -> str:
    import docx2txt

    return str(docx2txt.process(str(path)))


def read_with_mammoth(path: Path) -> str:
    import mammoth

    with path.open("rb") as file:
        return str(mammoth.extract_raw_text(file).value)


READERS: dict[str, dict[str, Reader]] = {
    ".pdf": {
        "Vouchline": read_with_vouchline,
        "pypdfium2": read_with_pypdfium2,
        "pypdf": read_with_pypdf,
        "pdfplumber": read_with_pdfplumber,
        "markitdown": read_with_markitdown,
    },
    ".docx": {
        "Vouchline": read_with_vouchline,
        "python-docx": read_with_python_docx,
        "docx2txt": read_with_docx2txt,
        "mammoth": read_with_mammoth,
        "markitdown": read_with_markitdown,
    },
    ".odt": {"Vouchline": read_with_vouchline},
    ".html": {"Vouchline": read_with_vouchline, "markitdown": read_with_markitdown},
}
