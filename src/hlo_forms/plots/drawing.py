"""A sheet to draw on: millimetres from the top left, in one colour and grey, legible in black and white."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import attrs

from ..comparison.labels import InstrumentLabels
from ..errors import InvalidValueError
from ..pages.model import PageTable
from .canvas import put_on_canvas
from .lettering import INSTEAD, LEADING, MM, balanced, drawable, font, width, wrapped
from .picture import Picture

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

PRINTED = 160.0
"""The width of a picture, in millimetres: it fits between the margins of a printed page."""
WIDTH = 159.0
"""The width to draw on; the rest is white on both sides."""
PAGE = 215.0
"""The height that fits on a page below a line of text, in millimetres."""
INK, ACCENT, GREY, LINE = "#1F2933", "#1D5B6B", "#5A6570", "#B8C4CC"
TITLE, BODY, SMALL = 10.5, 8.5, 7.5
_EDGE = 0.8  # points
_STRIPES = 1.0  # millimetres apart
_SHAPE: dict[str, Any] = {
    "linewidth": _EDGE,
    "linestyle": "-",
    "fill": True,
    "hatch": "",
    "antialiased": True,
    "zorder": 2,
}  # Any: what matplotlib takes

Point = tuple[float, float]
Dash = tuple[float, ...]
Entry = tuple[Callable[[float, float], None], str]
"""A sign, drawn around a point, and what it means."""
Column = tuple[float, list[str], str]
"""Small words behind a row: a place, their lines, and the side of the lines that is there."""


def line_height(size: float) -> float:
    """Return the distance from one line of text to the next, in millimetres."""
    return size * MM * LEADING


def must_be(kind: type, name: str, value: object) -> None:
    """Raise `InvalidValueError` unless an argument has the right type."""
    if not isinstance(value, kind):
        raise InvalidValueError(name, f"a {kind.__name__}", value)


@attrs.define
class Drawing:
    """Shapes to draw, collected until the height of the picture is known; `y` is how far down they come."""

    labels: InstrumentLabels
    y: float = 1.0
    artists: list[Artist] = attrs.field(factory=list)
    lacking: bool = False

    # Letters

    def text(
        self, at: Point, text: str, size: float = BODY, *, bold: bool = False, colour: str = INK, side: str = "left"
    ) -> None:
        """Draw a line of text below a point, which is at its `side`: left, center or right."""
        self._letters((at[0], at[1] + size * MM), text, font(size, bold=bold), color=colour, ha=side, va="baseline")

    def upright(self, at: Point, text: str, size: float = SMALL, *, colour: str = INK) -> None:
        """Draw a line of text that runs upwards from a point, which is the middle of its foot."""
        self._letters(at, text, font(size), color=colour, ha="center", va="bottom", rotation=90)

    def _letters(self, at: Point, text: str, letter: FontProperties, **how: str | float) -> None:
        from matplotlib.text import Text

        line = drawable(text)
        self.lacking |= INSTEAD in line
        words = Text(*at, line, fontproperties=letter, usetex=False, parse_math=False, zorder=3, **how)  # type: ignore[arg-type]  # names that matplotlib knows
        self.artists.append(words)

    def lines(
        self,
        at: Point,
        lines: Iterable[str],
        size: float = BODY,
        *,
        bold: bool = False,
        colour: str = INK,
        side: str = "left",
    ) -> float:
        """Draw lines of text below each other; returns how far down the next one would come."""
        x, y = at
        for line in lines:
            self.text((x, y), line, size, bold=bold, colour=colour, side=side)
            y += line_height(size)
        return y

    def head(self, title: str, *under: str) -> None:
        """Draw the title over the picture, and smaller lines under it."""
        self.y = self.lines((0, self.y), balanced(title, WIDTH, TITLE, most=5), TITLE, bold=True) + 0.6
        for text in under:
            self.y = self.lines((0, self.y), wrapped(text, WIDTH, BODY, most=5), BODY, colour=GREY) + 0.4
        self.y += 2.0

    def row(self, label: list[str], *behind: Column, margin: float = 1.8, ruled: bool = True) -> float:
        """Draw a row: a label at the left and small words behind it, around the middle, which it returns.

        A ruled row has a line over it.
        """
        heights = [len(label) * line_height(BODY), *(len(lines) * line_height(SMALL) for _, lines, _ in behind)]
        top, self.y = self.y, self.y + max(heights) + margin
        middle = (top + self.y) / 2
        self.lines((0, middle - heights[0] / 2), label)
        for (at, lines, side), high in zip(behind, heights[1:], strict=True):
            self.lines((at, middle - high / 2), lines, SMALL, side=side)
        if ruled:
            self.rule((0, top), (WIDTH, top))
        return middle

    def heading(self, text: str) -> None:
        """Draw a heading over rows that belong together, in the accent colour."""
        self.y += 1.4
        self.y = self.lines((0, self.y), wrapped(text, WIDTH, BODY, bold=True, most=3), bold=True, colour=ACCENT) + 0.5

    # Lines and shapes

    def rule(
        self, start: Point, end: Point, *, thick: float = 0.4, colour: str = LINE, dash: Dash = (), over: bool = False
    ) -> None:
        """Draw a line; `thick` in points, `dash` in lengths on and off, `over` the shapes or else under them."""
        font(BODY)
        from matplotlib.lines import Line2D

        (x, y), (to_x, to_y) = start, end
        line = Line2D(
            [x, to_x],
            [y, to_y],
            color=colour,
            linewidth=thick,
            linestyle=(0, dash) if dash else "-",
            marker="None",
            antialiased=True,
            solid_capstyle="butt",
            dash_capstyle="butt",
            zorder=4 if over else 1,
        )
        self.artists.append(line)

    def circle(self, at: Point, radius: float, *, filled: bool) -> None:
        """Draw a circle in the accent colour, filled or open."""
        font(BODY)
        from matplotlib.patches import Circle

        colours: dict[str, Any] = {"facecolor": ACCENT if filled else "white", "edgecolor": ACCENT}
        self.artists.append(Circle(at, radius - _EDGE * MM / 2, **_SHAPE, **colours))

    def box(self, at: Point, wide: float, high: float, look: str) -> None:
        """Draw a rectangle from its top left corner: "filled", "open", "upright" or "level" (stripes), or "faint"."""
        font(BODY)
        from matplotlib.patches import Rectangle

        (x, y), colour = at, LINE if look == "faint" else ACCENT
        inside = min(_EDGE * MM, wide)
        colours: dict[str, Any] = {"facecolor": ACCENT if look == "filled" else "white", "edgecolor": colour}
        colours |= {"joinstyle": "miter", "capstyle": "butt"}
        corner = (x + inside / 2, y + inside / 2)
        self.artists.append(Rectangle(corner, wide - inside, high - inside, **_SHAPE, **colours))
        stripes = {"upright": wide, "level": high}.get(look, 0.0)
        for place in range(1, int(stripes / _STRIPES) + 1):
            step = place * stripes / (int(stripes / _STRIPES) + 1)
            upright, level = ((x + step, y), (x + step, y + high)), ((x, y + step), (x + wide, y + step))
            self.rule(*(upright if look == "upright" else level), thick=_EDGE, colour=ACCENT, over=True)

    # What the signs mean

    def legend(self, entries: Iterable[Entry]) -> None:
        """Draw signs with their meanings in words, on as many lines as it takes."""
        x, step = 0.0, line_height(BODY) + 0.9
        self.y += 1.6
        for draw, text in entries:
            wide = 6.2 + width(text, BODY) + 4.4
            if x and x + wide - 4.4 > WIDTH:
                x, self.y = 0.0, self.y + step
            draw(x + 2.4, self.y + BODY * MM * 0.62)
            self.text((x + 6.2, self.y), text)
            x += wide
        self.y += step if x else 0.0

    def key(self, entries: Iterable[tuple[str, str]]) -> None:
        """Draw short marks with the names that they stand for, in two columns."""
        pairs = [(mark, wrapped(text, WIDTH / 2 - 10, BODY, most=4)) for mark, text in entries]
        self.y += 1.2
        for left, right in zip(pairs[::2], [*pairs[1::2], None], strict=False):
            tops = []
            for x, entry in ((0.0, left), (WIDTH / 2, right)):
                if entry:
                    self.text((x, self.y), entry[0], bold=True)
                    tops.append(self.lines((x + 6.0, self.y), entry[1]))
            self.y = max(tops) + 0.6

    # Done

    def done(self, title: str, alt: str, table: PageTable) -> Picture:
        """Return the picture, as high as what was drawn."""
        if self.lacking:
            self.y += 1.0
            note = self.labels.word("plot.lacking", sign=INSTEAD)
            self.y = self.lines((0, self.y), wrapped(note, WIDTH, SMALL), SMALL, colour=GREY)
        high = self.y + 1.5
        figure = _figure(high, self.artists)
        return Picture(
            figure=figure, title=title, alt=alt, table=table, width=PRINTED, height=high, language=self.labels.language
        )


def _figure(high: float, artists: Iterable[Artist]) -> Figure:
    """Return a figure so many millimetres high with these artists, whatever matplotlib's settings are."""
    font(BODY)
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    figure = Figure((PRINTED / 25.4, high / 25.4), dpi=100, facecolor="white", edgecolor="none")
    put_on_canvas(figure)
    on_paper = Affine2D().translate((PRINTED - WIDTH) / 2, -high).scale(1 / 25.4, -1 / 25.4)
    from_top_left = on_paper + figure.dpi_scale_trans
    for artist in artists:
        artist.set_transform(from_top_left)
        figure.add_artist(artist)
    for artist in (figure.patch, *artists):
        artist.set_sketch_params(None)
        artist.set_path_effects([])
    return figure
