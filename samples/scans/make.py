"""Make scans of the sample pages: drawn at a scanner's resolution, slightly askew, with noise; and PDFs without a text layer.

Run it in Vouchline's own environment: `python samples/scans/make.py`. Chance is seeded, so the files come out alike.
"""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops

HERE = Path(__file__).parent
LAYOUTS = HERE.parent / "layouts"
DPI = 200
SKEW_DEGREES = 0.5
NOISE = 36  # most by which a pixel is lighter or darker, of 255


def scan(name: str, page: int = 0, *, dpi: int = DPI, skew: float = SKEW_DEGREES) -> Image.Image:
    """Return a page of a layout as a scanner would see it, in grey."""
    with pdfium.PdfDocument(LAYOUTS / f"{name}.pdf") as document:
        image = document[page].render(scale=dpi / 72, grayscale=True).to_pil()
    image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    chance = random.Random(f"{name} {page}")
    table = [NOISE * value // 255 for value in range(256)]
    lighter, darker = (
        Image.frombytes("L", image.size, chance.randbytes(image.width * image.height)).point(table) for _ in range(2)
    )
    return ImageChops.subtract(ImageChops.add(image, lighter), darker)


def black_and_white(image: Image.Image) -> Image.Image:
    return image.point(lambda tone: 255 if tone > 150 else 0).convert("1")


def pdf_of(*pages: Image.Image | tuple[str, int]) -> bytes:
    """Return a PDF of scanned pages, and of pages of the layouts (name, number from 0) as they are."""
    made = pdfium.PdfDocument.new()
    for page in pages:
        if isinstance(page, tuple):
            with pdfium.PdfDocument(LAYOUTS / f"{page[0]}.pdf") as source:
                made.import_pages(source, [page[1]])
            continue
        jpeg = io.BytesIO()
        page.save(jpeg, "JPEG", quality=40)
        picture = pdfium.PdfImage.new(made)
        picture.load_jpeg(jpeg, inline=True)
        width, height = page.width * 72 / DPI, page.height * 72 / DPI
        picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
        sheet = made.new_page(width, height)
        sheet.insert_obj(picture)
        sheet.gen_content()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def without_unicode_map(name: str) -> bytes:
    """Return a layout whose fonts do not say which characters their letters are: it looks the same, and cannot be copied."""
    data = (LAYOUTS / f"{name}.pdf").read_bytes()
    blanked, count = re.subn(rb"/ToUnicode \d+ 0 R", lambda found: b" " * len(found.group()), data)
    if not count:
        raise SystemExit(f"{name}.pdf has no map in the open")
    return blanked


def main() -> None:
    sidebar, dates = scan("sidebar_left"), scan("right_dates")
    sidebar.save(HERE / "sidebar.jpg", quality=40, dpi=(DPI, DPI))
    black_and_white(dates).save(HERE / "dates.png", dpi=(DPI, DPI))
    dates.resize((dates.width // 4 * 3, dates.height // 4 * 3)).rotate(90, expand=True).save(
        HERE / "on_its_side.webp", quality=40
    )
    first, *others = [black_and_white(scan("two_pages", page)) for page in range(2)]
    first.save(
        HERE / "two_pages.tif", compression="group4", save_all=True, append_images=others, dpi=(DPI, DPI)
    )
    (HERE / "three_columns.pdf").write_bytes(pdf_of(scan("three_columns")))
    (HERE / "second_page_scanned.pdf").write_bytes(pdf_of(("two_pages", 0), scan("two_pages", 1)))
    (HERE / "without_unicode_map.pdf").write_bytes(without_unicode_map("right_dates"))


if __name__ == "__main__":
    main()
