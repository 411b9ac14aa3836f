"""Save one made-up résumé in the word processors' formats, by LibreOffice: lists, notes, frames, tables, tracked changes.

Run it where `soffice` is on the path: `python samples/formats/make.py`. `resume.fodt` is the source.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
FORMATS = ("odt", "rtf", "docx", "doc")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for suffix in FORMATS:
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", suffix,
                 "--outdir", folder, str(HERE / "resume.fodt")],
                check=True,
            )  # fmt: skip
            shutil.copyfile(Path(folder) / f"resume.{suffix}", HERE / f"resume.{suffix}")


if __name__ == "__main__":
    main()
