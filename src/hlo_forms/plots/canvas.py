"""A canvas that draws letters as outlines, and keeps these: most lines of a picture stand in the next one too.

Matplotlib's own lays a text out, fits its letters to pixels and paints them one by one, each time anew; that was four
fifths of the time of a picture.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path

_KEPT = 2048  # texts


def put_on_canvas(figure: Figure) -> None:
    """Put a figure on such a canvas."""
    _canvas()(figure)


@functools.lru_cache(maxsize=_KEPT)
def _outline(text: str, letter: FontProperties, features: tuple[str, ...] | None, language: str | None) -> Path:
    """Return the outline of a line of text, in the size that matplotlib has all outlines in."""
    from matplotlib.path import Path
    from matplotlib.textpath import text_to_path

    places, codes = text_to_path.get_text_path(letter, text, features=features, language=language)  # type: ignore[arg-type]  # which says that there is one feature
    return Path(places, codes)


@functools.lru_cache(maxsize=_KEPT)
def _measures(text: str, letter: FontProperties) -> tuple[float, float, float]:
    """Return the width, height and descent of a line of text, in points."""
    from matplotlib.textpath import text_to_path

    width, height, descent = text_to_path.get_text_width_height_descent(text, letter, ismath=False)
    return float(width), float(height), float(descent)


@functools.cache
def _canvas() -> Any:  # Any: a class of matplotlib's, which is imported on use
    from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
    from matplotlib.textpath import text_to_path
    from matplotlib.transforms import Affine2D

    class Renderer(RendererAgg):
        """Draws texts as outlines; formulas as matplotlib does."""

        def draw_text(  # noqa: PLR0913, PLR0917 - as matplotlib calls it
            self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
        ) -> None:  # Any: as matplotlib calls it
            usual: Any = super()  # Any: these methods have no types
            if ismath or mtext is None:
                usual.draw_text(gc, x, y, s, prop, angle, ismath, mtext)
                return
            size = usual.points_to_pixels(prop.get_size_in_points()) / text_to_path.FONT_SCALE
            there = Affine2D().scale(size).rotate_deg(angle).translate(x, self.height - y)
            gc.set_linewidth(0)
            gc.set_snap(False)
            usual.draw_path(gc, _outline(s, prop, mtext.get_fontfeatures(), mtext.get_language()), there, gc.get_rgb())

        def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
            usual: Any = super()  # Any: as above
            measures = usual.get_text_width_height_descent(s, prop, ismath) if ismath else _measures(s, prop)
            width, height, descent = measures if ismath else map(usual.points_to_pixels, measures)
            return width, height, descent

    class Canvas(FigureCanvasAgg):
        """A canvas with such a renderer, as long as the size of the figure stays."""

        renderer: Any = None
        drawn_at: Any = None

        def get_renderer(self) -> Any:
            size = (*self.figure.bbox.size, self.figure.dpi)
            if self.drawn_at != size:
                self.renderer, self.drawn_at = Renderer(*size), size  # type: ignore[no-untyped-call]  # as above
            return self.renderer

    return Canvas
