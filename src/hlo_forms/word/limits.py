"""Limits on what is opened: how much a file may unpack to, how much of it is read, and what counts for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from ..errors import InvalidValueError

if TYPE_CHECKING:
    from lxml import etree

MIB = 1024 * 1024
_BLOCKS = ("{*}p", "{*}h", "{*}tc", "{*}table-cell", "{*}covered-table-cell")
_RUNS = ("{*}r", "{*}span")
_LEAVES = tuple(f"{{*}}{name}" for name in ("t", "delText", "instrText", "delInstrText", "sym", "textpath"))
_HOLDERS = ("{*}sdt", "{*}content-control", "{*}drawing", "{*}pict")


def _most(most: int) -> Any:  # Any: a field, whose type is that of its annotation
    """Return a field that takes numbers up to this one, and has it by default."""

    def check(_limits: Limits, attribute: attrs.Attribute[int], value: Any) -> None:  # Any: checked here
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise InvalidValueError(attribute.name, f"a whole number from 1 to {most}", value)

    return attrs.field(default=most, validator=check)


@attrs.frozen(kw_only=True)
class Limits:
    """Limits on the files that are read; a file past one of them is refused with an `UnsafeFileError`.

    The defaults are the highest values, and far above any form; an institution that takes files from strangers can
    pass lower ones to `read` and `read_many`. A value that is higher, or no number, raises `InvalidValueError`.

    Attributes:
        file: The size of the file in bytes.
        part: The size of one part of it after unpacking, in bytes.
        total: The size of all parts after unpacking, in bytes.
        ratio: That size over the packed size, past 1 MiB.
        parts: The number of parts.
        tags: The number of XML elements.
        attributes: The number of XML attributes.
        blocks: The number of paragraphs and cells.
        runs: The number of stretches of text, and that of texts and symbols in them, and of controls and drawings.
        characters: The number of characters of text.
        forms: The number of forms in one document, and of documents in one e-mail or zip file.

    >>> from hlo_forms import CommitmentForm, DocumentError, read, render
    >>> small = Limits(file=1024 * 1024, characters=100_000)
    >>> try:
    ...     read(render(CommitmentForm()), limits=Limits(characters=10))
    ... except DocumentError as error:
    ...     print(error.code)
    too-much-text
    """

    file: int = _most(128 * MIB)
    part: int = _most(64 * MIB)
    total: int = _most(128 * MIB)
    ratio: int = _most(200)
    parts: int = _most(5_000)
    # Counted before a tree is built: 60 MiB of empty paragraphs, in a zip of 627 KB, cost lxml 1.3 GiB.
    tags: int = _most(1_000_000)
    attributes: int = _most(250_000)
    blocks: int = _most(30_000)
    runs: int = _most(80_000)
    characters: int = _most(2_000_000)
    forms: int = _most(100)


HIGHEST = Limits()


class Weight(NamedTuple):
    """The paragraphs and cells, runs and characters of a part, as far as they are counted.

    A file may hold pieces of text outside runs, or many in one; each of these is counted as a run.
    """

    blocks: int = 0
    runs: int = 0
    characters: int = 0

    @classmethod
    def of(cls, root: etree._Element, *, measured: bool = False) -> Weight:
        """Return the weight of a tree; with its characters only where they are to be measured now."""
        characters = sum(map(len, root.itertext())) if measured else 0
        blocks, *runs = (sum(1 for _ in root.iter(*names)) for names in (_BLOCKS, _RUNS, _LEAVES, _HOLDERS))
        texts = sum(1 for text in root.itertext() if not text.isspace())
        return cls(blocks, max(*runs, texts), characters)
