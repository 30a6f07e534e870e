"""A page as plain text for a terminal.

A quoted text cannot steer the terminal, begin a line of its own, or turn the direction of what follows. Words are never
broken: a table whose columns do not fit becomes a block of lines for each row, and so does one whose rows are named by
a literal text, which then has a line of its own to be copied from.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from ..basics.arguments import must_be
from . import WIDTH
from .model import Block, Bullets, Fold, Heading, Illustration, Page, PageRow, PageTable, Run, Runs, Section, Text

_LEAST = 40
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_TIED, _OPEN = "\0", "\1"  # a space that keeps its line whole, and a place to break without one: neither is in a text
_WORDS = re.compile(f"[^ {_OPEN}]+[ {_OPEN}]?|[ {_OPEN}]")
_BREAKS = re.compile(r"(?<=[^\W\d_])[-/](?=[^\W\d_])")  # between two words of our own
_MARKS = {"added": ("{+", "+}"), "removed": ("[-", "-]")}
_GAP = "  "


def as_text(page: Page, width: int = WIDTH) -> str:
    """Return the page as lines of at most `width` columns, 40 at least; only a longer word goes beyond."""
    room = max(must_be("width", width, int, "a number of columns"), _LEAST)
    parts = [_opening(page, room), *(wrapped(_flow(note), room) for note in page.notes)]
    parts += [_section(section, room) for section in page.sections]
    return "\n\n".join("\n".join(lines) for lines in parts if lines).replace(_TIED, " ")


def on_one_line(text: str) -> str:
    """Return a text on one line of a screen: line ends shown, and nothing that steers a terminal.

    >>> on_one_line("Leren\\nvan elkaar \\x1b[31m")
    'Leren ⏎ van elkaar \\\\u001b[31m'
    """
    line = text.replace("\n", " ⏎ ").replace("\t", " ")
    return _STEERING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", line)


def harmless(text: str) -> str:
    """Return text for a terminal, with a replacement for each sign that steers it or reverses its writing direction."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def screen_width(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for a wide sign, none for a combining one."""
    return sum(map(_columns, text))


@functools.lru_cache(maxsize=4096)
def _columns(sign: str) -> int:
    if sign == _TIED:
        return 1
    if unicodedata.category(sign) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def wrapped(text: str, room: int, first: str = "", then: str = "") -> list[str]:
    """Return a text in lines of at most `room` columns, the first and all others with an indent of their own."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        indent = then if lines else first
        line, used = indent, screen_width(indent)
        for word in _WORDS.findall(paragraph):
            if line != indent and used + screen_width(word.rstrip(" ")) > room:
                lines.append(line)
                line, indent, used = then, then, screen_width(then)
            line, used = line + word, used + screen_width(word)
        lines.append(line)
    return [line.replace(_OPEN, "").rstrip(" ") for line in lines]


def _flow(runs: Runs) -> str:
    """Return the text of runs, with line ends only where our own words have them."""
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    lines = [run.text] if run.quoted else run.text.split("\n")
    text = "\n".join(map(on_one_line, lines))
    if run.look == "literal":
        return text.replace(" ", _TIED)
    if not run.quoted:
        text = _BREAKS.sub(rf"\g<0>{_OPEN}", text)
    before, after = _MARKS.get(run.look, ("", ""))
    wide = (sign + _OPEN if unicodedata.east_asian_width(sign) in "WF" else sign for sign in text)
    return f"{before}{''.join(wide)}{after}"


def _own(text: str) -> str:
    return _flow((Run(text, quoted=True),))


def _opening(page: Page, room: int) -> list[str]:
    lines = [line for text in (page.kicker, page.title) if text for line in wrapped(_own(text), room)]
    lines += ["=" * max(map(screen_width, lines))] if lines else []
    lines += wrapped(_own(page.subtitle), room) if page.subtitle else []
    for label, runs in page.details:
        lines += wrapped(f"{_own(label)}: {_flow(runs)}", room, then=_GAP)
    return lines


def _section(section: Section, room: int) -> list[str]:
    heading = wrapped(_own(section.heading), room) if section.heading else []
    rule = ["-" * max(map(screen_width, heading))] if heading and section.blocks else []
    return [*heading, *rule, *_stacked(section.blocks, room)]


def _stacked(blocks: Iterable[Block], room: int) -> Iterator[str]:
    """Yield the lines of blocks, with an empty line between two of them."""
    for number, block in enumerate(blocks):
        if number:
            yield ""
        yield from _lines(block, room)


@functools.singledispatch
def _lines(block: Block, room: int) -> list[str]:
    raise NotImplementedError


@_lines.register
def _(block: Heading, room: int) -> list[str]:
    return wrapped(_own(block.text), room)


@_lines.register
def _(block: Text, room: int) -> list[str]:
    return wrapped(_flow(block.runs), room)


@_lines.register
def _(block: Bullets, room: int) -> list[str]:
    signs = [f"{number}. " if block.numbered else "- " for number in range(1, len(block.items) + 1)]
    pairs = zip(signs, block.items, strict=True)
    return [line for sign, item in pairs for line in wrapped(_flow(item), room, sign, " " * len(sign))]


@_lines.register
def _(block: Illustration, room: int) -> list[str]:
    return wrapped(_own(f"{block.picture.title} {block.picture.alt}"), room)


@_lines.register
def _(block: Fold, room: int) -> list[str]:
    inner = _stacked(block.blocks, room - len(_GAP))
    return [*wrapped(_own(block.summary), room), *(f"{_GAP}{line}".rstrip() for line in inner)]


@_lines.register
def _(table: PageTable, room: int) -> list[str]:
    block = table.brief or table
    caption = wrapped(_own(block.caption), room) if block.caption else []
    indent = _GAP if any(row.group for row in block.rows) else ""
    heads = tuple(map(_own, block.columns))
    rows = [tuple(map(_flow, row.cells)) for row in block.rows if not row.group]
    is_named_literally = any(run.look == "literal" for row in block.rows for run in row.cells[0])
    widths = [] if is_named_literally else _widths([heads, *rows], room - len(indent))
    if widths:
        rule = tuple("-" * width for width in widths)
        caption += [indent + line for cells in (heads, rule) for line in _side_by_side(cells, widths, block.numbers)]
    for row in block.rows:
        caption += _row(row, block, widths, indent, room)
    return caption


def _row(row: PageRow, table: PageTable, widths: Sequence[int], indent: str, room: int) -> list[str]:
    cells = tuple(map(_flow, row.cells))
    if row.group:
        return wrapped(cells[0], room)
    if widths:
        return [indent + line for line in _side_by_side(cells, widths, table.numbers)]
    lines = wrapped(cells[0], room, indent, indent + _GAP)
    for text in _named(cells, table):
        lines += wrapped(text, room, indent + _GAP, indent + 2 * _GAP)
    return lines


def _named(cells: Sequence[str], table: PageTable) -> Iterator[str]:
    """Yield the cells after the first, each with its heading; numbers beside each other together."""
    pairs = [(place, f"{_own(table.columns[place])}: {cell}") for place, cell in enumerate(cells) if place and cell]
    for are_numbers, group in itertools.groupby(pairs, lambda pair: pair[0] in table.numbers):
        texts = [text for _, text in group]
        yield from ["; ".join(texts)] if are_numbers else texts


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the widths of columns in which every word stays whole; none where they do not fit beside each other."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(_longest, column)) for column in columns]
    wished = [max(screen_width(line) for cell in column for line in cell.split("\n")) for column in columns]
    spare = room - len(_GAP) * (len(columns) - 1) - sum(widths)
    if spare < 0:
        return []
    short = sorted((wish - width, number) for number, (wish, width) in enumerate(zip(wished, widths, strict=True)))
    for place, (missing, number) in enumerate(short):
        more = min(missing, spare // (len(short) - place))
        widths[number] += more
        spare -= more
    return widths


def _longest(cell: str) -> int:
    """Return how wide the longest word of a cell is."""
    words = (word for line in cell.split("\n") for word in _WORDS.findall(line))
    return max((screen_width(word.rstrip(" ")) for word in words), default=0)


def _side_by_side(cells: Sequence[str], widths: Sequence[int], numbers: frozenset[int]) -> Iterator[str]:
    """Yield the lines of a row: each cell in its column, numbers to the right."""
    columns = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for line in itertools.zip_longest(*columns, fillvalue=""):
        padded = []
        for number, (text, width) in enumerate(zip(line, widths, strict=True)):
            blank = " " * (width - screen_width(text))
            padded.append(blank + text if number in numbers else text + blank)
        yield _GAP.join(padded).rstrip(" ")
