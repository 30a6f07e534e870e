"""A finished picture: it shows itself in a notebook, says in words what it shows, and saves itself."""

from __future__ import annotations

import hashlib
import html
import io
import os
import re
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..basics.files import write_whole
from ..basics.libraries import import_library
from ..errors import InvalidValueError
from ..pages.model import Fold, Illustration, Page, PageTable, Section
from ..pages.shown import Shown, makes_page_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_QUICK = 3  # white areas pack well at any level
_INCH = 0.0254  # in metres
_AROUND = re.compile(r"\A.*?(?=<svg)|<metadata>.*?</metadata>\s*", re.DOTALL)
_IDS = re.compile(r'(?<=\bid=")[^"]+(?=")')
_MENTIONS = re.compile(r'(\bid="|href="#|url\(#)([^")]+)(?=["\)])')


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Picture(Shown):
    """A picture with what it says in words; the same answers give the same bytes (with the same matplotlib and fonts).

    Attributes:
        figure: The figure of matplotlib, to change as you like.
        title: The title: what is seen.
        alt: The same in words, for whoever cannot see it.
        table: Everything that is drawn, as a table.
        width: The width in millimetres, as it is meant to be printed.
        height: The height in millimetres.
        language: The language of its words.

    >>> from hlo_forms import compare, examples, plots
    >>> sample = examples.forms(1, rounds=["2026"], languages=["nl"])
    >>> picture = plots.motives(compare(form for form in sample if form.phase == "preparation"))
    >>> picture.title, picture.language
    ('Gedeeld: 2 van de 6 motieven die aan twee of meer van deze organisaties zijn gevraagd.', 'nl')
    """

    figure: Figure
    title: str
    alt: str
    table: PageTable
    width: float
    height: float
    language: str

    def to_png(self, dpi: int = 200) -> bytes:
        """Return the picture as PNG; 200 dots per inch do for print."""
        wide = int(self.figure.get_figwidth() * dpi)
        return _png(self._saved("rgba", dpi), wide, dpi, {"Title": self.title, "Description": self.alt})

    def to_svg(self) -> str:
        """Return the picture as SVG, with its title and alternative text in it; its ids differ from those of others."""
        svg = self._saved("svg", 72, metadata={"Date": None, "Creator": None}).decode("utf-8")
        return self._described(_with_own_ids(_AROUND.sub("", svg)))

    @property
    def _default_language(self) -> str:
        return self.language

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it, whole or not at all, as the name says: .png or .svg; `InvalidValueError` for another."""
        kind = Path(path).suffix.lower()
        if kind not in (".png", ".svg"):
            raise InvalidValueError("path", "a name that ends in .png or .svg", str(path))
        write_whole(path, self.to_png() if kind == ".png" else self.to_svg().encode("utf-8"))

    def _saved(self, format: str, dpi: int, **more: object) -> bytes:
        """Return the picture as bytes; all that matplotlib would take from the settings of this machine is passed."""
        file = io.BytesIO()
        self.figure.savefig(
            file,
            format=format,
            dpi=dpi,
            facecolor="white",
            edgecolor="none",
            transparent=False,
            bbox_inches=self.figure.bbox_inches,
            **more,
        )
        return file.getvalue()

    def _described(self, svg: str) -> str:
        """Add a title and a description, which screen readers say."""
        end = svg.index(">")
        label, lang = html.escape(f"{self.title} {self.alt}"), html.escape(self.language)
        title, alt = (html.escape(text, quote=False) for text in (self.title, self.alt))
        words = f"<title>{title}</title>\n <desc>{alt}</desc>"
        return f'{svg[:end]} role="img" xml:lang="{lang}" aria-label="{label}">\n {words}{svg[end + 1 :]}'

    def _repr_svg_(self) -> str:
        return self.to_svg()

    def _repr_png_(self) -> bytes:
        return self.to_png()

    def __repr__(self) -> str:
        return f"Picture({self.title!r}, {self.width:.0f} x {self.height:.0f} mm)"


@makes_page_of(Picture)
def _(picture: Picture, language: str) -> Page:
    if language != picture.language:
        raise InvalidValueError("language", f"{picture.language}, in which the picture is drawn", language)
    blocks = (Illustration(picture), Fold(picture.table.caption, (picture.table,)))
    return Page(title="", locale=language, sections=(Section("", blocks),))


def _png(pixels: bytes, wide: int, dpi: int, texts: Mapping[str, str]) -> bytes:
    """Return PNG of pixels in red, green, blue and opacity, of which all is opaque; half the time of a library's.

    A library tries for each line which filter packs best; on letters and white areas it is none.
    """
    np = import_library("numpy")  # which matplotlib needs
    rows = np.frombuffer(pixels, np.uint8).reshape(-1, wide, 4)[:, :, :3].reshape(-1, wide * 3)
    filtered = np.zeros((len(rows), 1 + wide * 3), np.uint8)  # a line begins with its filter
    filtered[:, 1:] = rows
    per_metre = round(dpi / _INCH)
    words = [(b"iTXt", f"{name}\0\0\0\0\0{text}".encode()) for name, text in texts.items()]
    chunks = [
        (b"IHDR", struct.pack(">2I5B", wide, len(rows), 8, 2, 0, 0, 0)),
        (b"pHYs", struct.pack(">2IB", per_metre, per_metre, 1)),
        *words,
        (b"IDAT", zlib.compress(filtered.tobytes(), _QUICK)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def _with_own_ids(svg: str) -> str:
    """Make ids from what is drawn: matplotlib makes some of them at random, and those of two pictures must differ."""
    ids = list(dict.fromkeys(_IDS.findall(svg)))
    plain = _renamed(svg, {name: f"i{number}" for number, name in enumerate(ids)})
    own = hashlib.sha256(plain.encode("utf-8")).hexdigest()[:8]
    return _renamed(svg, {name: f"p{own}-{number}" for number, name in enumerate(ids)})


def _renamed(svg: str, names: dict[str, str]) -> str:
    return _MENTIONS.sub(lambda hit: hit[1] + names.get(hit[2], hit[2]), svg)
