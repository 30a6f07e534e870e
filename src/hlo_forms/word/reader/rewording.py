"""Motives and questions that a document words otherwise than the instrument of the same id and edition at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import attrs

from ...basics.text import matching_key
from ...forms import Form, PreparationForm
from ...instrument.model import Instrument
from ...instrument.parts import Motive
from ...readings.findings import Evidence, Finding
from ..fields import NOT_DISCUSSED, Address, address_of
from ..outline.blocks import Outline, OutlineTable, Paragraph
from .cells import without_sign
from .labels import number_of, without_number

_LETTER = re.compile(r"^\s*[A-Z]{1,2}\.\s+")  # before a motive in the picture of phase 2
_MOTIVE = re.compile(r"motives\.(?P<id>.+)\.ticked")


@attrs.frozen
class Rewording:
    """A motive or question that is worded otherwise: its field, its label at hand, and the document's words for it."""

    field: str
    label: str
    seen: str = ""

    def __str__(self) -> str:
        labels = [f"“{text}”" for text in (self.seen, self.label) if text]
        return " ≠ ".join(labels)


def findings_on_wording(
    outline: Outline,
    form: Form,
    language: str,
    evidence: Mapping[str, Evidence],
    findings: Iterable[Finding],
    *,
    unsure: bool = False,
) -> Iterator[Finding]:
    """Yield one finding for the form that lists what differs, and a doubt on each value under other words.

    Where it is `unsure` whether anything differs, only other words under the tags of the form tell so.
    """
    document = _Document.of(outline, form.instrument, form.phase, language)
    differing = [*document.motives(form), *document.questions(form.phase)]
    if unsure:
        differing = [entry for entry in differing if entry.seen and entry.label]
        if not differing:
            return
    yield Finding(code="other-wording", seen="\n".join(map(str, differing)))
    doubted = {finding.field for finding in findings if finding.code == "label-differs"}
    for entry in differing:
        value = evidence.get(entry.field)
        question = entry.field.partition("answers.")[2]
        answered = not question or question in form.answers
        if value is not None and answered and entry.field not in doubted:
            yield Finding(code="label-differs", field=entry.field, place=value.place, seen=entry.seen or value.seen)


@attrs.define
class _Document:
    """The visible words of a document: those beside the box of each motive, above each answer, and all of them.

    `numbers` has the number before each question by its key. `strange` are motives that the instrument does not have.
    """

    instrument: Instrument
    language: str
    beside: dict[str, str] = attrs.field(factory=dict)
    above: dict[str, str] = attrs.field(factory=dict)
    strange: list[str] = attrs.field(factory=list)
    visible: set[str] = attrs.field(factory=set)
    numbers: dict[str, set[int]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, outline: Outline, instrument: Instrument, phase: str, language: str) -> _Document:
        """Return the words of an outline."""
        document, last = cls(instrument, language), ""
        for block in outline.blocks:
            if isinstance(block, Paragraph):
                last = block.text if block.text.strip() else last
                document._see(block.text)
            else:
                document._see_table(block, phase, last)
        return document

    def _see(self, text: str) -> None:
        for line in (text, *text.split("\n")):
            key = matching_key(without_number(without_sign(line)))
            self.visible |= {key, matching_key(_LETTER.sub("", line))}
            number = number_of(line)
            if number is not None:
                self.numbers.setdefault(key, set()).add(number)

    def _see_table(self, table: OutlineTable, phase: str, above: str) -> None:
        for cell in table.cells:
            self._see(cell.text)
            for tag in cell.tags:
                address = address_of(tag, self.instrument, phase)
                words = " ".join(without_sign(cell.text).split())
                if address is None and _MOTIVE.fullmatch(tag):
                    self.strange.append(words)
                elif address is not None and (address.table, address.column) == ("motives", "ticked"):
                    self.beside.setdefault(address.key, words)
                elif address is not None and (question := _question_of(address)):
                    self.above.setdefault(question, " ".join(above.split()))

    def motives(self, form: Form) -> Iterator[Rewording]:
        """Yield the motives that are worded otherwise, or that only one of the two has."""
        labels = {motive.id: motive.label[self.language] for motive in self._asked(form)}
        for id, label in labels.items():
            words = self.beside.get(id, "") if self.beside else label * (matching_key(label) in self.visible)
            if matching_key(words) != matching_key(label):
                yield Rewording(f"motives.{id}.ticked", label, words)
        yield from (Rewording("", "", words) for words in self.strange)

    def _asked(self, form: Form) -> Iterable[Motive]:
        if isinstance(form, PreparationForm):
            return form.offered
        shown = [m for m in self.instrument.motives if matching_key(m.label[self.language]) in self.visible]
        return self.instrument.motives if shown and form.phase == "alignment" else ()

    def questions(self, phase: str) -> Iterator[Rewording]:
        """Yield the questions that are worded or numbered otherwise."""
        for question in self.instrument.questions_of(phase):
            label = question.label[self.language]
            key, field = matching_key(label), f"answers.{question.id}"
            words = self.above.get(question.id, "")
            if self.above:
                same = matching_key(without_number(words)) == key and number_of(words) in (None, question.number)
            else:
                same = key in self.visible and question.number in self.numbers.get(key, {question.number})
            if not same:
                yield Rewording(field, f"{question.number}. {label}", words)


def _question_of(address: Address) -> str:
    if address.table == "answers" and address.column != NOT_DISCUSSED:
        return address.key
    table, _, question = address.table.partition(".")
    return question if table == "own_answers" else ""
