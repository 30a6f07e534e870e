"""Several forms in one document: where each begins and ends."""

from __future__ import annotations

import attrs

from ..errors import UnsafeFileError
from ..text import matching_key
from .blocks import Blocks, Outline, Paragraph
from .identity import Identity
from .refusals import refused

MAX_FORMS = 100


@attrs.define
class _Segment:
    """The blocks of one form, as far as they were met."""

    blocks: Blocks = attrs.field(factory=list)
    titled: bool = False
    identified: bool = False

    @property
    def is_form(self) -> bool:
        """A form has a title or identity, and fields: a cover page with a title is no form."""
        fields = any(not isinstance(block, Paragraph) for block in self.blocks)
        return fields and (self.titled or self.identified)


def segments(outline: Outline, titles: frozenset[str]) -> list[Outline]:
    """The outline cut where one form ends (its line of identity) and the next begins (its title, or a table).

    A part without a title or identity of its own stays with the form before it. What stands outside the body goes
    with the first form. A file with more forms than anybody sends is refused.
    """
    made = [_Segment()]
    for block in outline.blocks:
        title = isinstance(block, Paragraph) and _is_title(block.text, titles)
        named = isinstance(block, Paragraph) and Identity.parse(block.text) is not None
        last = made[-1]
        if (title and last.is_form) or (last.identified and (named or not isinstance(block, Paragraph))):
            made.append(last := _Segment())
        last.blocks.append(block)
        last.titled, last.identified = last.titled or title, last.identified or named
    kept = made[:1]
    for segment in made[1:]:
        if segment.is_form and kept[-1].is_form:
            kept.append(segment)
        else:
            _join(kept[-1], segment)
    if len(kept) > MAX_FORMS:
        raise refused(UnsafeFileError, "too-many-forms")
    return [_cut(outline, segment, first=not index) for index, segment in enumerate(kept)]


def _is_title(text: str, titles: frozenset[str]) -> bool:
    """Is this a title, or one with a few words after it, such as a name?"""
    key = matching_key(text)
    return any(key.startswith(title) and len(key) < len(title) + 80 for title in titles)


def _join(before: _Segment, after: _Segment) -> None:
    before.blocks += after.blocks
    before.titled, before.identified = before.titled or after.titled, before.identified or after.identified


def _cut(outline: Outline, segment: _Segment, *, first: bool) -> Outline:
    return attrs.evolve(outline, blocks=segment.blocks) if first else Outline(blocks=segment.blocks)
