"""Several forms in one document: the beginning and end of each."""

from __future__ import annotations

import attrs

from ..basics.text import matching_key
from ..errors import UnsafeFileError
from .identity import Identity
from .outline.blocks import Blocks, Outline, Paragraph
from .refusals import refused

MAX_FORMS = 100


@attrs.define
class _Segment:
    """The blocks of one form, as far as the walk has come."""

    blocks: Blocks = attrs.field(factory=list)
    titled: bool = False
    identified: bool = False

    @property
    def is_form(self) -> bool:
        """Return whether this is a form: a title or identity, and fields. A cover page with a title is none."""
        fields = any(not isinstance(block, Paragraph) for block in self.blocks)
        return fields and (self.titled or self.identified)


def segments(outline: Outline, titles: frozenset[str]) -> list[Outline]:
    """Cut the outline where one form ends (its line of identity) and the next begins (its title, or a table).

    A part without a title or identity of its own stays with the form before it. Passages outside the body go with the
    first form. A file with more forms than anybody sends is refused.
    """
    parts = [_Segment()]
    for block in outline.blocks:
        title = isinstance(block, Paragraph) and _is_title(block.text, titles)
        named = isinstance(block, Paragraph) and Identity.parse(block.text) is not None
        last = parts[-1]
        if (title and last.is_form) or (last.identified and (named or not isinstance(block, Paragraph))):
            parts.append(last := _Segment())
        last.blocks.append(block)
        last.titled, last.identified = last.titled or title, last.identified or named
    kept = parts[:1]
    for segment in parts[1:]:
        if segment.is_form and kept[-1].is_form:
            kept.append(segment)
        else:
            _join(kept[-1], segment)
    if len(kept) > MAX_FORMS:
        raise refused(UnsafeFileError, "too-many-forms")
    first, *others = kept
    return [attrs.evolve(outline, blocks=first.blocks), *(Outline(blocks=segment.blocks) for segment in others)]


def _is_title(text: str, titles: frozenset[str]) -> bool:
    """Return whether this is a title, or one with a few words after it, such as a name."""
    key = matching_key(text)
    return any(key.startswith(title) and len(key) < len(title) + 80 for title in titles)


def _join(before: _Segment, after: _Segment) -> None:
    before.blocks += after.blocks
    before.titled, before.identified = before.titled or after.titled, before.identified or after.identified
