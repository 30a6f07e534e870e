"""The causes and places in a template of what went wrong with a form, or a report, that was made with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from .controls import W
from .package import Package
from .template_damage import Use
from .template_tags import BODY, TemplateFault, TemplatePlace, sentence_of, texts_of
from .writer.language import TEXTS

_TAG = re.compile(r'<w:tag w:val="([^"~]+)')
_BRACES = re.compile(r"\{([{%#]).*?[}%#]\}", re.DOTALL)
_SHORTEST = 4  # characters of a text that points at one place


@attrs.frozen
class Trace:
    """The slot and the place in a template that something comes from, as far as these can be known."""

    slot: str | None = None
    place: TemplatePlace | None = None


@attrs.frozen
class Tracing:
    """A template with what fills its slots in one document.

    `uses` are its slots by path, `texts` what fills those that are no field, `fields` the path of each field, and
    `paragraphs` its own texts.
    """

    uses: Mapping[str, Use]
    paragraphs: Sequence[tuple[str, TemplatePlace]]
    texts: Mapping[str, set[str]] = attrs.field(factory=dict)
    fields: Mapping[str, str] = attrs.field(factory=dict)

    @classmethod
    def of(cls, package: Package, uses: Sequence[Use]) -> Tracing:
        """Return the tracing of a template in which nothing stands yet."""
        slots = {use.path: use for use in reversed(uses) if use.kind == "slot"}
        return cls(slots, [(_plain(text), place) for text, place in texts_of(package)])

    def filled(self, slots: Mapping[str, object]) -> Tracing:
        """Return the tracing of a document that was made of these slots."""
        texts: dict[str, set[str]] = {}
        fields: dict[str, str] = {}
        for path, text in _leaves(slots):
            tags = _TAG.findall(text)
            fields.update(dict.fromkeys(tags, path))
            if path in self.uses and not tags:
                texts.setdefault(path, set()).add(_plain(text))
        return attrs.evolve(self, texts=texts, fields=fields)

    def trace(self, field: str | None, seen: Iterable[str]) -> Trace:
        """Return where a field, or what else fills a slot, stands in the template, or else the first text seen."""
        wanted = [field, field.rpartition(".")[0]] if field else []  # what stands beside it, where it has no tag
        paths = [path for each in wanted for tag, path in self.fields.items() if each and _is_of(tag, each)]
        use = next((self.uses[path] for path in (*paths, field or "") if path in self.uses), None)
        if use is not None:
            return Trace(use.tag.text, use.tag.place)
        return next(filter(None, (self._of_text(_plain(text)) for text in seen)), Trace())

    def _of_text(self, text: str) -> Trace | None:
        """Return where a text stands in the template itself, or the slot that it comes from."""
        if len(text) < _SHORTEST:
            return None
        place = next((place for own, place in self.paragraphs if text in own), None)
        if place is not None:
            return Trace(place=place)
        filled = [(own, path) for path, texts in self.texts.items() for own in texts]
        whole = next((path for own, path in filled if text in own), "")
        longest, path = max(((len(own), path) for own, path in filled if own in text), default=(0, ""))
        use = self.uses.get(whole or path) if whole or longest >= _SHORTEST else None
        return Trace(use.tag.text, use.tag.place) if use else None


def _is_of(tag: str, field: str) -> bool:
    """Return whether a content control is that of a field, of a part of it, or of the whole that it is part of."""
    return tag == field or tag.startswith(f"{field}.") or field.startswith(f"{tag}.")


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # Any: what fills a template
    """Yield everything that fills a template as text, each with its path as tags name it."""
    if isinstance(value, Mapping):
        for name, entry in value.items():
            yield from _leaves(entry, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _leaves(entry, f"{path}[]")
    else:
        yield path, str(getattr(value, "text", value))


def _plain(text: str) -> str:
    return " ".join(text.split())


def words_in_answers(uses: Iterable[Use], usual: Iterable[Use]) -> Iterator[TemplateFault]:
    """Yield each place with words of its own where a partner is to answer: they would count as part of the answer."""
    normal: dict[str, set[str]] = {}
    for use in filter(_is_in_cell, usual):
        normal.setdefault(use.path, set()).add(_words(use))
    holders: list[Any] = []  # Any: elements
    for use in filter(_is_in_cell, uses):
        words = _words(use)
        if words not in normal.get(use.path, {words}) and not any(use.tag.holder is one for one in holders):
            holders.append(use.tag.holder)
            values = {"slot": use.tag.text, "place": sentence_of(use.tag.place), "words": words}
            said = TEXTS.sentence("fault.words-in-answer", **values)
            yield TemplateFault(code="words-in-answer", slot=use.tag.text, place=use.tag.place, said=said)


def _is_in_cell(use: Use) -> bool:
    """Return whether this is an answer in a cell of a table; elsewhere a paragraph is not of the answer alone."""
    return use.is_answer and use.tag.row is not None and use.tag.place.part == BODY


def _words(use: Use) -> str:
    """Return the words of the template itself in the cell, or other holder, of a tag."""
    texts = (node.text or "" for one in use.tag.holder.iterchildren(f"{W}p") for node in one.iter(f"{W}t"))
    return _plain(_BRACES.sub(" ", "".join(texts)))
