"""Make the pictures of the Dutch guide and the README from the demo: `python tools/guide_pictures.py [NAME...]`.

Plays the demo in a temporary folder, turns its documents into pages with LibreOffice and poppler, its status and list
into pages with Chromium, and writes small PNG files in docs/pictures/. Needs `soffice`, `pdftotext`, `pdftoppm` and
`chromium` on the PATH, and Pillow (which comes with matplotlib).
"""

from __future__ import annotations

import csv
import html
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    import PIL.Image

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
WIDTH = 900
"""How wide a picture is at most, in pixels."""

_MARGIN = 18
_STYLE = """
body { margin: 0; padding: 16px; background: #fff; font: 15px/1.4 "DejaVu Sans", Arial, sans-serif; width: 868px; }
pre { margin: 0; padding: 16px; border-radius: 6px; background: #1f2933; color: #f2f5f7;
  font: 13px/1.45 "DejaVu Sans Mono", monospace; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
td, th { border: 1px solid #b8c2c9; padding: 4px 8px; text-align: left; }
th { background: #eef3f5; } tr > :first-child { background: #eef3f5; color: #5a6570; text-align: center; }
"""


@attrs.frozen
class Page:
    """A picture of the page of a document on which a text stands; `part` of it from the top, so without its foot."""

    document: str
    text: str
    part: float = 0.92


PAGES = {
    "fase1": Page("2026/terug/fase1-de-wilgenhof-ingevuld.docx", "Professionalisering"),
    "fase1-leeg": Page("2026/verstuurd/fase1-de-wilgenhof.docx", "Over dit formulier"),
    "fase2": Page("2026/verstuurd/fase2-samen.docx", "De motieven naast elkaar"),
    "fase2-relaties": Page("2026/terug/fase2-samen-ingevuld.docx", "Motieven die elkaar versterken"),
    "fase3": Page("2026/terug/fase3-de-wilgenhof-ingevuld.docx", "De vraag staat centraal"),
    "herijken": Page("2027/terug/fase1-de-wilgenhof-2027-ingevuld.docx", "Professionalisering"),
    "herijken-gesprek": Page("2027/terug/fase2-samen-ingevuld.docx", "Een jaar later: wat jullie samen zeiden"),
    "herijken-afspraken": Page("2027/terug/fase3-de-wilgenhof-2027-ingevuld.docx", "onze afspraken van toen", 0.7),
    "verslag": Page("2026/verslag/verslag-2026.docx", "In het kort"),
    "verslag-herijken": Page("2027/verslag/verslag-2026-2027.docx", "vervallen", 0.58),
}
"""The pictures of pages, by their name."""

SCREENS = ("lijst", "status")
"""The pictures of what stands on a screen."""

DRAWN = "motieven"
"""The picture that the program itself draws: which motives apply to which partner."""


# What is shown


def page_with(pages: Sequence[str], text: str) -> int:
    """The number, from 1, of the first page on which a text stands, white space aside; `LookupError` where none does."""
    wanted = "".join(text.split())
    for number, page in enumerate(pages, 1):
        if wanted in "".join(page.split()):
            return number
    raise LookupError(f"no page says {text!r}")


def screen_html(command: str, output: str) -> str:
    """A command and what it printed, as a page."""
    return _html(f"<pre>{html.escape(f'> {command}')}\n\n{html.escape(output.strip())}</pre>")


def sheet_html(data: bytes) -> str:
    """A list in CSV as a spreadsheet shows it: letters over the columns, numbers before the rows."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), ""), delimiter=";"))
    letters = ["", *(chr(ord("A") + index) for index in range(len(rows[0])))]
    lines = [letters, *([str(number), *row] for number, row in enumerate(rows, 1))]
    return _html(f"<table>{''.join(map(_row, lines))}</table>")


def _row(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in cells)}</tr>"


def _html(body: str) -> str:
    return f'<!DOCTYPE html><html lang="nl"><meta charset="utf-8"><style>{_STYLE}</style><body>{body}</body></html>'


def trimmed(image: PIL.Image.Image) -> PIL.Image.Image:
    """A picture without the white around what it shows, but for a margin."""
    import PIL.Image
    import PIL.ImageChops

    plain = image.convert("RGB")
    box = PIL.ImageChops.difference(plain, PIL.Image.new("RGB", plain.size, "white")).getbbox()
    if box is None:
        return plain
    left, top, right, bottom = box
    width, height = plain.size
    return plain.crop(
        (max(left - _MARGIN, 0), max(top - _MARGIN, 0), min(right + _MARGIN, width), min(bottom + _MARGIN, height))
    )


# How it is made


def main(names: Sequence[str]) -> None:
    """Make these pictures, or all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        _run([sys.executable, "-m", "hlo_forms", "demo", "demo"], work)
        for name in names or [*PAGES, *SCREENS, DRAWN]:
            image = _drawn(work) if name == DRAWN else _image(name, work)
            _save(image, PICTURES / f"{name}.png")
            print(PICTURES / f"{name}.png")


def _image(name: str, work: Path) -> PIL.Image.Image:
    return _of_page(PAGES[name], work) if name in PAGES else _of_screen(name, work)


def _drawn(work: Path) -> PIL.Image.Image:
    import PIL.Image

    import hlo_forms as hlo

    returned = sorted((work / "demo" / "2026" / "terug").glob("fase1-*.docx"))
    return PIL.Image.open(io.BytesIO(hlo.plots.motives(hlo.compare(map(hlo.read, returned))).to_png()))


def _run(command: Sequence[str], folder: Path) -> str:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def _of_page(page: Page, work: Path) -> PIL.Image.Image:
    import PIL.Image

    document = work / "demo" / page.document
    profile = f"-env:UserInstallation={(work / 'office').as_uri()}"
    _run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(work), str(document)], work)
    pdf = work / f"{document.stem}.pdf"
    number = page_with(_run(["pdftotext", "-layout", pdf.name, "-"], work).split("\f"), page.text)
    one = ["-f", str(number), "-l", str(number), "-singlefile"]
    _run(["pdftoppm", "-r", "96", "-png", *one, pdf.name, "page"], work)
    image = PIL.Image.open(work / "page.png").convert("RGB")
    return trimmed(image.crop((0, 0, image.width, int(image.height * page.part))))


def _of_screen(name: str, work: Path) -> PIL.Image.Image:
    import PIL.Image

    if name == "lijst":
        text = sheet_html((work / "demo" / "partners.csv").read_bytes())
    else:
        shutil.copytree(work / "demo" / "2026", work / "2026", dirs_exist_ok=True)
        command = ["status", "2026/verstuurd", "2026/terug"]
        text = screen_html(" ".join(["hlo-forms", *command]), _run([sys.executable, "-m", "hlo_forms", *command], work))
    (work / "screen.html").write_text(text, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WIDTH},1400"]
    _run(["chromium", *options, "--screenshot=screen.png", "screen.html"], work)
    return trimmed(PIL.Image.open(work / "screen.png"))


def _save(image: PIL.Image.Image, path: Path) -> None:
    """Write a picture in few colours, so that it stays small."""
    if image.width > WIDTH:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)))
    image.quantize(48, dither=0).save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
