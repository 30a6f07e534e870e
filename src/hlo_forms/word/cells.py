"""What a cell says: the text of an answer less its prompts, and the choice of a closed set."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..findings import Place
from ..instrument import Instrument
from ..text import canonical, matching_key, without_prompts
from . import layout
from .blocks import MARKED, STRUCK, Cell, Span
from .ticks import chosen


@attrs.frozen(kw_only=True)
class Answer:
    """A value as it was found: `value` is a text, the id of a choice, or None; `rest` belongs to no answer."""

    value: str | None
    how: str
    place: Place
    seen: str = ""
    codes: tuple[str, ...] = ()
    rest: str = ""


def text_of(spans: Iterable[Span], instrument: Instrument, *, how: str, place: Place) -> Answer:
    """The text of an answer: what stands there less the prompts."""
    found = list(spans)
    seen = canonical("".join(span.text for span in found))
    value = without_prompts(seen, instrument.prompt_texts)
    codes = []
    if value is not None and value != seen:
        codes.append("prompt-glued")
    if value is not None and any(span.prompt and without_prompts(span.text, instrument.prompt_texts) for span in found):
        codes.append("prompt-flagged")
    if value is not None and any(STRUCK in span.looks and span.text.strip() for span in found):
        codes.append("text-struck")
    return Answer(value=value, how=how, place=place, seen=seen or "", codes=tuple(codes))


def merged(answer: Answer, cell: Cell) -> Answer:
    """An answer, with a doubt where its cell is one with the cells above or below it."""
    return attrs.evolve(answer, codes=(*answer.codes, "cells-merged")) if cell.merged else answer


def choice_of(cell: Cell, kind: str, instrument: Instrument, *, how: str, place: Place) -> Answer:
    """The one choice that is ticked; none where several are, with what was seen."""
    labels = {
        matching_key(layout.option_label(kind, option, instrument, language)): option
        for option in layout.options(kind, instrument)
        for language in instrument.languages
    }
    ticked, rest = chosen(cell, labels)
    several = len(set(ticked)) > 1
    looks = {look for span in cell.spans if span.text.strip() for look in span.looks} & {MARKED, STRUCK}
    codes = ["choice-contradicts"] * several + ["label-marked"] * bool(looks)
    return Answer(
        value=ticked[0] if ticked and not several else None,
        how=how,
        place=place,
        seen=cell.text.strip(),
        codes=tuple(codes),
        rest=rest,
    )


def shares(cell: Cell, tags: Iterable[str]) -> dict[str, list[Span]]:
    """The spans of a cell that holds several fields, by tag; what stands outside goes with what is before it."""
    wanted = list(tags)
    found: dict[str, list[Span]] = {tag: [] for tag in wanted}
    current = wanted[0]
    for span in cell.spans:
        current = span.tag if span.tag in found else current
        found[current].append(span)
    return found
