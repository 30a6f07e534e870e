"""The value of a cell: the text of an answer less its prompts, or a choice from a closed set."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ...basics.text import canonical, matching_key, without_prompts
from ...instrument.model import Instrument
from ...readings.findings import Place
from .. import fields as layout
from ..outline.blocks import MARKED, STRUCK, Cell, Span
from ..ticks import choices_in


@attrs.frozen(kw_only=True)
class Answer:
    """A value as read: `value` is a text, the id of a choice, or None; `rest` belongs to no answer."""

    value: str | None
    how: str
    place: Place
    seen: str = ""
    codes: tuple[str, ...] = ()
    rest: str = ""

    def with_codes(self, *codes: str) -> Answer:
        """Return the answer with more codes of doubt."""
        return attrs.evolve(self, codes=(*self.codes, *codes))

    def with_codes_if_filled(self, *codes: str) -> Answer:
        """Return the answer with more codes of doubt, unless it is blank."""
        return self.with_codes(*codes) if self.value is not None else self


def text_of(spans: Iterable[Span], instrument: Instrument, *, how: str, place: Place) -> Answer:
    """Return the text of an answer, less the prompts."""
    pieces = list(spans)
    seen = canonical("".join(span.text for span in pieces))
    value = without_prompts(seen, instrument.prompt_texts)
    codes = []
    if value is not None and value != seen:
        codes.append("prompt-glued")
    # SuperDoc leaves the placeholder flag on controls that now hold an answer: the text counts, not the flag.
    if value is not None and any(
        span.prompt and without_prompts(span.text, instrument.prompt_texts) for span in pieces
    ):
        codes.append("prompt-flagged")
    if value is not None and any(STRUCK in span.looks and span.text.strip() for span in pieces):
        codes.append("text-struck")
    return Answer(value=value, how=how, place=place, seen=seen or "", codes=tuple(codes))


def with_merge_doubt(answer: Answer, cell: Cell) -> Answer:
    """Return an answer, with a doubt if its cell is one with the cells above or below it."""
    return answer.with_codes("cells-merged") if cell.merged else answer


def value_of(cell: Cell, instrument: Instrument) -> str | None:
    """Return the text of a cell less the prompts; None if nothing is left."""
    return text_of(cell.spans, instrument, how="", place=Place()).value


def choice_of(cell: Cell, kind: str, instrument: Instrument, *, how: str, place: Place) -> Answer:
    """Return the one choice that is ticked; none if several are, with the text that was seen."""
    labels = {
        matching_key(layout.option_label(kind, option, instrument, language)): option
        for option in layout.options(kind, instrument)
        for language in instrument.languages
    }
    ticked, rest = choices_in(cell, labels)
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


def spans_by_tag(cell: Cell, tags: Iterable[str]) -> dict[str, list[Span]]:
    """Return the spans of a cell that holds several fields, by tag.

    Text outside any control goes with the control before it: LibreOffice 24.8 shrinks a block-level control to its
    first paragraph and leaves the rest of the answer in the cell.
    """
    wanted = list(tags)
    shares: dict[str, list[Span]] = {tag: [] for tag in wanted}
    current = wanted[0]
    for span in cell.spans:
        current = span.tag if span.tag in shares else current
        shares[current].append(span)
    return shares
