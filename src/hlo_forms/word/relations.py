"""Relations of the meeting as sentences, on the forms where each can be read back from its sentence as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..forms import RELATION_KINDS, Form
from ..forms.answers import Relation
from ..instrument.model import Instrument
from .carried import with_doubt_mark, without_doubt_mark
from .columns import MotiveKind, OrganisationKind, TextKind

SENTENCE = "sentence"
"""The column that stands for those of the two motives, whose they are, and how they touch."""

_UNNAMED = "unnamed"
_PARTS: Mapping[str, TextKind] = {
    f"{side}_{name}": kind
    for side in ("first", "second")
    for name, kind in (("organisation", OrganisationKind()), ("motive", MotiveKind()))
}


def sentences_of(form: Form, table: str, language: str) -> list[str] | None:
    """Return the relations in a table as sentences; None if one of them would not come back from its sentence."""
    sentences = []
    for row in getattr(form, table):
        texts = {name: kind.shown(getattr(row, name), form, language) for name, kind in _PARTS.items()}
        sentence = _sentence(row, texts, form.instrument, language)
        kind = row.kind and form.instrument.word(f"relation.{row.kind}", language)
        mark = with_doubt_mark(kind, row.doubtful, form.instrument, language)
        if parts_of(sentence, form.instrument, language) != {**texts, "kind": mark or None}:
            return None
        sentences.append(sentence)
    return sentences


def _sentence(row: Relation, texts: Mapping[str, str | None], instrument: Instrument, language: str) -> str:
    verb = instrument.word(f"relation.{row.kind or _UNNAMED}.verb", language)
    first, second = (
        ": ".join(text for text in (texts[f"{side}_organisation"], texts[f"{side}_motive"]) if text)
        for side in ("first", "second")
    )
    doubtful = bool(getattr(row, "doubtful", False))
    return with_doubt_mark(f"{first} {verb} {second}", doubtful, instrument, language) or ""


def parts_of(sentence: str, instrument: Instrument, language: str) -> dict[str, str | None] | None:
    """Return the columns that a sentence stands for, as texts; None where it can be taken apart in no way or several.

    The kind is the word of ours for it in this language, with the mark of a doubt that the sentence ends in.
    """
    if "\n" in sentence or "\t" in sentence:
        return None
    bare, doubtful = without_doubt_mark(sentence, instrument)
    ways = dict.fromkeys(_ways(bare, instrument))
    if len(ways) != 1:
        return None
    kind, *sides = next(iter(ways))
    parts = [_side(side, instrument) for side in sides]
    word = instrument.word(f"relation.{kind}", language) if kind != _UNNAMED else None
    texts = dict(zip(_PARTS, [text for part in parts if part for text in part], strict=False))
    mark = with_doubt_mark(word, doubtful, instrument, language)
    return {**texts, "kind": mark or None} if all(parts) else None


def _ways(sentence: str, instrument: Instrument) -> Iterator[tuple[str, str, str]]:
    """Yield the kinds whose verb stands in a sentence, with what stands before and after it."""
    for kind in (*RELATION_KINDS, _UNNAMED):
        for verb in dict.fromkeys(instrument.words[f"relation.{kind}.verb"].values()):
            pieces = sentence.split(f" {verb} ")
            for place in range(1, len(pieces)):
                yield kind, f" {verb} ".join(pieces[:place]), f" {verb} ".join(pieces[place:])


def _side(text: str, instrument: Instrument) -> tuple[str | None, str | None] | None:
    """Return whose motive a side of a sentence names, and the motive; None where that can be read in two ways."""
    if not text:
        return None
    labels = {label for motive in instrument.motives for label in motive.label.values()}
    if text in labels:
        return None, text
    pieces = text.split(": ")
    ways = [(": ".join(pieces[:n]), ": ".join(pieces[n:])) for n in range(1, len(pieces))]
    ways = [way for way in ways if way[1] in labels] or ways
    return ways[0] if len(ways) == 1 else None if ways else (text, None)
