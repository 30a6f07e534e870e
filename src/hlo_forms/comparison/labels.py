"""Labels that pages share, in one language of an instrument, and the numbered list of doubts to check."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

import attrs

from ..basics.messages import filled
from ..basics.text import matching_key
from ..basics.values import one_of
from ..errors import InvalidValueError
from ..forms import Status
from ..instrument.model import Instrument
from ..pages.model import Bullets, PageRow, PageTable, Runs, Section, Text, fixed, quoted, section, strong
from ..readings.findings import Finding
from .sides import Side
from .verdicts import VoiceAnswer


@attrs.frozen
class InstrumentLabels:
    """The labels of an instrument in one of its languages; `InvalidValueError` for another language."""

    instrument: Instrument
    language: str

    def __attrs_post_init__(self) -> None:
        if self.language not in self.instrument.languages:
            raise InvalidValueError("language", one_of(self.instrument.languages), self.language)

    def word(self, key: str, **values: object) -> str:
        """Return the wording with this key, its values filled in."""
        text = self.instrument.word(key, self.language)
        return filled(text, values) if values else text

    def table(
        self,
        caption: str,
        columns: Iterable[str],
        rows: Iterable[PageRow],
        widths: tuple[int, ...] = (),
        **values: object,
    ) -> PageTable:
        """Return a table whose caption and columns are wordings by their keys; `values` are those of the caption."""
        heads = tuple(map(self.word, columns))
        return PageTable(caption=self.word(caption, **values), columns=heads, rows=tuple(rows), widths=widths)

    def motive(self, motive: str) -> str:
        """Return the label of a motive."""
        return self.instrument.motive(motive).label[self.language]

    def type(self, type: str) -> str:
        """Return the label of a type of organisation."""
        return self.instrument.organisation_type(type).label[self.language]

    def respondent(self, respondent: str | None) -> str:
        """Return the name of a voice."""
        return respondent or self.word("compare.voice.unnamed")

    def voice(self, respondent: str | None, voices: Sequence[str | None], *, named: bool) -> str:
        """Return the name of one of the voices of an organisation, or its number: a name may be that of a person."""
        if named:
            return self.respondent(respondent)
        return self.word("compare.voice.number", number=1 + voices.index(respondent))

    def status(self, status: Status) -> str:
        """Return a status in words."""
        return self.word(f"status.{status}")

    def answer(self, answer: VoiceAnswer) -> Runs:
        """Return the status that a voice gave, in bold where the motive applies."""
        text = self.status(answer.status)
        return strong(text) if answer.status is Status.APPLIES else fixed(text)

    def listed(self, texts: Iterable[str]) -> str:
        """Return texts as a sentence lists them: "A, B and C"."""
        *first, last = [*texts] or [""]
        return self.word("short.and", first=", ".join(first), last=last) if first else last

    def other_motives(self) -> str:
        """Return the heading over the motives that organisations add themselves."""
        return next(category.label[self.language] for category in self.instrument.categories if category.free)

    def categories(self, motives: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
        """Yield these motives, in order, under the label of their category."""
        wanted = set(motives)
        for category in self.instrument.categories:
            own = [motive.id for motive in self.instrument.in_category(category.id) if motive.id in wanted]
            if own:
                yield category.label[self.language], own


FEW = 4
"""Up to so many organisations each has a column of its own, and its whole name in a sentence."""


def edition_notes(editions: Sequence[Instrument], labels: InstrumentLabels) -> Iterator[Text]:
    """Yield for each new edition which motives it asks otherwise, which are new, and which are no longer asked."""
    for before, after in itertools.pairwise(editions):
        change, language = after.diff(before), labels.language
        spoken = language if language in before.languages else before.languages[0]
        parts = (("reworded", after, language), ("new", after, language), ("dropped", before, spoken))
        for name, asked, tongue in parts:
            motives = [one.label[tongue] for one in asked.motives if one.id in getattr(change, name)]
            if motives:
                values = {"later": after.edition, "earlier": before.edition, "motives": "; ".join(motives)}
                yield Text(fixed(labels.word(f"compare.edition.{name}", **values)))


def names_of(sides: Iterable[Side]) -> dict[str, str]:
    """Return the name of each organisation by id; with the id where it has none, or shares it with another."""
    names = {side.id: side.name for side in sides}
    keys = [matching_key(name) for name in names.values() if name]
    doubled = {id for id, name in names.items() if name and keys.count(matching_key(name)) > 1}
    return {id: f"{name} ({id})" if id in doubled else name or id for id, name in names.items()}


@attrs.frozen
class Checks:
    """The doubts to check, once each, numbered from 1 as they come up.

    Where they are not `listed` on the same page, a mark only says that there is something to check.
    """

    labels: InstrumentLabels
    listed: bool = True
    texts: list[str] = attrs.field(factory=list)

    def mark(self, where: str, doubts: Iterable[Finding], *, corrected: bool = False) -> Runs:
        """Return a mark with the numbers of these doubts, adding those that are new, and one of a correction."""
        marks = self.numbered([self._number(f"{where}: {self.message(doubt)}") for doubt in doubts])
        return (*marks, *self.corrected(corrected))

    def point(self, where: str, text: str) -> Runs:
        """Return a mark with the number of something else to check, in words, adding it where it is new."""
        return self.numbered([self._number(f"{where}: {text}")])

    def corrected(self, corrected: bool) -> Runs:
        """Return the mark of an answer that somebody corrected afterwards; empty for any other."""
        return fixed(f" [{self.labels.word('label.corrected').lower()}]") if corrected else ()

    def numbered(self, numbers: Iterable[int]) -> Runs:
        """Return a mark with these numbers; empty where there are none."""
        shown = ", ".join(map(str, dict.fromkeys(numbers)))
        if shown and not self.listed:
            return fixed(f" [{self.labels.word('brought.doubtful')}]")
        return strong(f" [{self.labels.word('compare.check', numbers=shown)}]") if shown else ()

    def message(self, doubt: Finding) -> str:
        """Return a doubt in words."""
        return doubt.message(self.labels.instrument, language=self.labels.language)

    def _number(self, text: str) -> int:
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text) + 1

    def section(self) -> Iterator[Section]:
        """Yield the list of everything that was marked before."""
        heading = self.labels.word("compare.heading.doubts")
        yield from section(heading, [Bullets(tuple(map(quoted, self.texts)), numbered=True)] if self.texts else [])
