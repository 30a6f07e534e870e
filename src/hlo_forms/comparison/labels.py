"""What the pages of several analyses say alike: labels in one language, and what there is to check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from ..basics.text import matching_key
from ..basics.values import one_of
from ..errors import InvalidValueError
from ..forms import Status
from ..instrument.model import Instrument
from ..pages.model import Bullets, Run, Runs, Section, quoted, section, strong
from ..readings.findings import Finding
from .sides import Side
from .verdicts import VoiceAnswer


@attrs.frozen
class Labels:
    """The labels of an instrument in one of its languages; `InvalidValueError` for another language."""

    instrument: Instrument
    language: str

    def __attrs_post_init__(self) -> None:
        if self.language not in self.instrument.languages:
            raise InvalidValueError("language", one_of(self.instrument.languages), self.language)

    def word(self, key: str, **values: object) -> str:
        """The wording with this key, its values filled in."""
        text = self.instrument.word(key, self.language)
        return text.format(**values) if values else text

    def motive(self, motive: str) -> str:
        """The label of a motive."""
        return self.instrument.motive(motive).label[self.language]

    def type(self, type: str) -> str:
        """The label of a type of organisation."""
        return self.instrument.organisation_type(type).label[self.language]

    def respondent(self, respondent: str | None) -> str:
        """Whose voice it is."""
        return respondent or self.word("compare.voice.unnamed")

    def status(self, status: Status) -> str:
        """A status."""
        return self.word(f"status.{status}")

    def answer(self, answer: VoiceAnswer) -> Runs:
        """What a voice answered: its status, in bold where the motive applies."""
        said = self.status(answer.status)
        return strong(said) if answer.status is Status.APPLIES else (Run(said),)

    def other_motives(self) -> str:
        """The heading over the motives that organisations add themselves."""
        return next(found.label[self.language] for found in self.instrument.categories if found.free)

    def categories(self, motives: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
        """These motives, in order, under the label of their category."""
        wanted = set(motives)
        for category in self.instrument.categories:
            own = [motive.id for motive in self.instrument.in_category(category.id) if motive.id in wanted]
            if own:
                yield category.label[self.language], own


def names_of(sides: Iterable[Side]) -> dict[str, str]:
    """What to call each organisation, by id: its name, with the id where it has none or shares it with another."""
    every = list(sides)
    keys = [matching_key(side.name) for side in every if side.name]
    return {
        side.id: (side.name if keys.count(matching_key(side.name)) == 1 else f"{side.name} ({side.id})")
        if side.name
        else side.id
        for side in every
    }


@attrs.frozen
class Checks:
    """What there is to check, once each, numbered from 1 as it comes up."""

    labels: Labels
    found: list[str] = attrs.field(factory=list)

    def mark(self, where: str, doubts: Iterable[Finding]) -> Runs:
        """A mark that names the numbers of these doubts; empty where there are none."""
        numbers = [self._number(f"{where}: {self._said(doubt)}") for doubt in doubts]
        if not numbers:
            return ()
        shown = ", ".join(map(str, dict.fromkeys(numbers)))
        return (Run(f" [{self.labels.word('compare.check', numbers=shown)}]", "strong"),)

    def _said(self, doubt: Finding) -> str:
        return doubt.message(self.labels.instrument, self.labels.language)

    def _number(self, text: str) -> int:
        if text not in self.found:
            self.found.append(text)
        return self.found.index(text) + 1

    def section(self) -> Iterator[Section]:
        """The list of what was marked before."""
        items = tuple(quoted(text) for text in self.found)
        heading = self.labels.word("compare.heading.doubts")
        yield from section(heading, [Bullets(items, numbered=True)] if items else [])
