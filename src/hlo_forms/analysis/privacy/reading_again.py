"""The results of reading with codes in place of names: files, findings, evidence, and text that is no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

import attrs

from ...basics.values import FrozenMap
from ...field_ids import FieldId
from ...forms import Form
from ...forms.fields import fields_of
from ...readings.findings import Evidence, Finding, Passage, Place
from ...readings.reading import Reading
from ...research.entries import placed
from ...research.privacy.rewriting import Place as Where
from ...research.privacy.rewriting import Rewriter
from ...results import ReadFailure
from .dates import coarse

_OF_NAMES = {"organisation", "organisations", "participants", "partnership", "respondent", "invitation"}
_NO_NAMES = {"type", "sector", "ownership", "role", "return_by"}
_OF_IDENTITY = {"identity-unreadable", "differs-from-identity"}
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")


def result_again(
    rewriter: Rewriter, result: Reading | ReadFailure, number: int, forms: Mapping[Form, Form]
) -> Reading | ReadFailure:
    """Rewrite the result of a file with its name, digest and texts in codes; `forms` maps old forms to new ones."""
    file = _FileRewriter(rewriter, number)
    if isinstance(result, Reading):
        return file.reading(result, tuple(forms[form] for form in result.forms))
    words = FrozenMap({language: file.text(text, "file") for language, text in result.words.items()})
    detail = file.text(result.detail, "file") if result.detail else None
    sha256 = file.digest(result.sha256)
    return attrs.evolve(result, source=file.name(result.source), words=words, detail=detail, sha256=sha256)


def is_of_names(field: str) -> bool:
    """Return whether a field holds a name, so that the text that was seen tells more than its code.

    >>> is_of_names("participants.1.name"), is_of_names("participants.1.role"), is_of_names("relations.1.note")
    (True, False, False)
    """
    id = FieldId.of(field)
    if id.part in _OF_NAMES:
        return id.column not in _NO_NAMES
    return id.column.endswith("organisation") or (id.part, id.column) == ("agreements", "who")


@attrs.define
class _FileRewriter:
    """Rewrites the result of the file with this number."""

    rewriter: Rewriter
    number: int
    _values: dict[int, dict[str, str]] = attrs.field(factory=dict)

    def reading(self, old: Reading, forms: tuple[Form, ...]) -> Reading:
        self._values = {place: dict(fields_of(form)) for place, form in enumerate(forms, 1)}
        return attrs.evolve(
            old,
            forms=forms,
            findings=tuple(map(self._finding, old.findings)),
            evidence=FrozenMap({field: self._evidence(evidence) for field, evidence in old.evidence.items()}),
            unplaced=tuple(self._passage(row, "unplaced") for row in old.unplaced),
            deleted=tuple(self._passage(row, "deleted") for row in old.deleted),
            remarks=tuple(self._passage(row, "remark") for row in old.remarks),
            source=self.name(old.source) if old.source else old.source,
            sha256=self.digest(old.sha256),
        )

    def name(self, name: str) -> str:
        """Return a code in place of the name of a file, with the suffix of that name."""
        ending = PurePosixPath(name.replace("\\", "/")).suffix
        return self.rewriter.names.codes.code("file", name) + (ending if _ENDING.fullmatch(ending) else "")

    def digest(self, sha256: str | None) -> str | None:
        """Return a code in place of a digest: anybody with the file could search for the digest itself."""
        return self.rewriter.names.codes.digest("sha256", sha256) if sha256 else sha256

    def text(self, text: str, field: str, within: str = "passage") -> str:
        return self.rewriter.text(text, Where(None, self.number, within, field))

    def _seen(self, seen: str, field: str | None) -> str:
        """Return the text that was seen of a field, rewritten; for a field that holds a name its new value."""
        if not seen:
            return seen
        if field is None:
            return self.text(seen, "", "seen")
        place, bare = placed(field)
        if is_of_names(bare):
            return self._values.get(place, {}).get(bare, "")
        return self.text(seen, bare, "seen")

    def _place(self, place: Place) -> Place:
        heading, column = (text and self.rewriter.finder.replaced(text)[0] for text in (place.heading, place.column))
        return attrs.evolve(place, heading=heading, column=column)

    def _finding(self, old: Finding) -> Finding:
        seen = "" if old.code in _OF_IDENTITY else self._seen(old.seen, old.field)
        return attrs.evolve(old, place=self._place(old.place), seen=seen)

    def _evidence(self, old: Evidence) -> Evidence:
        return attrs.evolve(old, place=self._place(old.place), seen=self._seen(old.seen, old.field))

    def _passage(self, old: Passage, kind: str) -> Passage:
        author = self.rewriter.names.people(old.author) if old.author else old.author
        date = coarse(old.date, self.rewriter.finder.dates)[0] if old.date else old.date
        return attrs.evolve(old, text=self.text(old.text, kind), place=self._place(old.place), author=author, date=date)
