"""The program tesseract: where it is, what it knows, and one call of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extract.errors import DocumentError

MAX_LANGUAGES = 4
"""Installed languages that are used unasked. Each adds about half to the time; with more, nobody chose them one by one."""

_INSTALL = {
    "linux": "`apt-get install tesseract-ocr`, or `dnf install tesseract`",
    "darwin": "`brew install tesseract`",
    "win32": "`winget install UB-Mannheim.TesseractOCR`",
}
# Where installers put it without adding it to the path.
USUAL_PLACES = (
    "/opt/homebrew/bin/tesseract", "/usr/local/bin/tesseract", r"C:\Program Files\Tesseract-OCR\tesseract.exe",
)  # fmt: skip
_NO_LANGUAGE = frozenset(("osd", "equ", "snum"))  # layout, formulas, serial numbers
_MAX_ANSWER_BYTES = 20_000_000


class TesseractFailed(Exception):  # noqa: N818 - an outcome of one page, never shown as an error
    """It could not read one picture: it took too long, or ended with an error."""


def installing(languages: tuple[str, ...] = ()) -> str:
    """Say how to get it on this machine, with what the languages need."""
    how = _INSTALL.get(sys.platform, _INSTALL["linux"])
    more = f", and its data for {', '.join(languages)}" if languages else ""
    return f"Install tesseract ({how}){more}."


@dataclass(frozen=True, slots=True)
class Tesseract:
    """An installed tesseract. `languages` are those that its data covers, sorted."""

    path: str
    version: str
    languages: tuple[str, ...]

    def languages_for(self, chosen: tuple[str, ...]) -> tuple[str, ...]:
        """Return the languages to read in: those chosen; otherwise English first, with the others where they are few.

        Raises:
            DocumentError: "no_text_layer": a chosen one is not installed, or none is.
        """
        missing = tuple(sorted(set(chosen) - set(self.languages)))
        if missing or not self.languages:
            what = f"tesseract has no data for {', '.join(missing) or 'any language'}."
            raise DocumentError("no_text_layer", what, installing(missing or ("eng",)))
        if chosen:
            return chosen
        ordered = sorted(self.languages, key=lambda name: (name != "eng", name))
        return tuple(ordered if len(ordered) <= MAX_LANGUAGES else ordered[:1])

    def recognise(self, pgm: bytes, languages: tuple[str, ...], dpi: int, timeout_s: float) -> bytes:
        """Return the hOCR of a grey picture in PGM form.

        Raises:
            TesseractFailed: it took longer than `timeout_s`, or ended with an error.
        """
        command = [
            self.path, "stdin", "stdout", "-l", "+".join(languages), "--dpi", str(dpi), "--psm", "3",
            "-c", "tessedit_create_hocr=1",
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, input=pgm, capture_output=True, timeout=timeout_s, env=_environment(), check=False
            )
        except subprocess.TimeoutExpired as error:
            raise TesseractFailed(f"text recognition takes more than {timeout_s:g} seconds") from error
        except OSError as error:
            raise TesseractFailed(f"tesseract does not start ({error.strerror})") from error
        if done.returncode or not done.stdout or len(done.stdout) > _MAX_ANSWER_BYTES:
            raise TesseractFailed(f"tesseract ended with status {done.returncode}")
        return done.stdout


def find_tesseract() -> Tesseract | None:
    """Return the tesseract of this machine, None where there is none that runs."""
    path = shutil.which("tesseract") or next((place for place in USUAL_PLACES if Path(place).is_file()), None)
    # By its time of change too: an update in a long-lived program is noticed.
    return _look_at(path, Path(path).stat().st_mtime_ns) if path else None


@lru_cache(maxsize=8)
def _look_at(path: str, _changed_ns: int) -> Tesseract | None:
    try:
        version = _ask(path, "--version")
        listed = _ask(path, "--list-langs")
    except (OSError, subprocess.TimeoutExpired):
        return None
    number = re.search(r"tesseract\s+v?(\d[\w.-]*)", version)
    names = (line.strip() for line in listed.splitlines()[1:])
    # Names with a folder are models of a script, such as script/Latin.
    languages = sorted({name for name in names if re.fullmatch(r"\w+", name)} - _NO_LANGUAGE)
    return Tesseract(path, number.group(1), tuple(languages)) if number else None


def _ask(path: str, option: str) -> str:
    done = subprocess.run([path, option], capture_output=True, timeout=20, env=_environment(), check=False)
    return (done.stdout + done.stderr).decode("utf-8", errors="replace")


def _environment() -> dict[str, str]:
    """The user's own, and one thread: with more, tesseract's threads wait for each other on a busy machine."""
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}
