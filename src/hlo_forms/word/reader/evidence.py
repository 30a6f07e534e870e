"""The recorder of evidence: findings, the evidence of each value, and texts that fit nowhere."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

import attrs

from ...basics.text import extra_signs, is_visible, matching_key, without_prompts
from ...basics.values import grouped
from ...forms.field_ids import PARTS, FieldId
from ...forms.fields import Origin, Readers
from ...instrument.model import Instrument
from ...readings.findings import Evidence, Finding, Passage, Place, finding_code
from ..fields import (
    CARRIED,
    OPTIONS_OF,
    SIDE_BY_SIDE,
    TYPED,
    records_named,
)
from ..identity import NamedParty
from .cells import Answer
from .moved import DETAILS, part_of
from .prompts import repeated_texts
from .state import Collected, CollectedRow

_BARE = ("label", "number")  # ways to find a place without a control


def _group(field: str) -> str:
    """Return the neighbours of a field: the answers, the outcomes of motives, the row of a record, the details."""
    id = FieldId.of(field)
    if id.row:
        return f"{id.table}.{id.row}"
    return f"{id.part}.{id.column}" if id.part in ("answers", "motives") else DETAILS


def _was_carried(field: str) -> bool:
    """Return whether a field was filled in before the form was sent: what this form asks about it is left out."""
    id = FieldId.of(field)
    part = PARTS.get(id.part)
    return part is not None and part.origin in (Origin.PREVIOUS, Origin.CARRIED) and id.column not in part.asked


def _printed(rows: list[CollectedRow], least: int) -> list[CollectedRow]:
    """Return the rows that a document had from the start: those with a number, and those before one with a prompt."""
    prompted = [n for n, row in enumerate(rows, start=1) if any(a.seen and _is_blank(a) for a in row.answers.values())]
    last = max([least, *prompted])
    return [row for n, row in enumerate(rows, start=1) if row.index or n <= last]


def _is_blank(answer: Answer) -> bool:
    return answer.how in _BARE and answer.value is None


def _is_emptied(answer: Answer) -> bool:
    return _is_blank(answer) and not answer.seen


@attrs.define
class Recorder:
    """Takes collected values into a form, and records how each was found and the doubts about it.

    `paragraphs` are the fields whose answer has several, and no control.
    """

    collected: Collected
    instrument: Instrument
    findings: list[Finding] = attrs.field(factory=list)
    evidence: dict[str, Evidence] = attrs.field(factory=dict)
    unplaced: list[Passage] = attrs.field(factory=list)
    paragraphs: list[str] = attrs.field(factory=list)

    def report(self, code: str, field: str | None, place: Place | None = None, seen: str = "") -> None:
        """Record a finding."""
        self.findings.append(Finding(code=finding_code(code), field=field, place=place or Place(), seen=seen))

    def unplace(self, text: str, place: Place) -> None:
        """Record text that belongs to no answer."""
        if is_visible(text):
            self.unplaced.append(Passage(text=text.strip(), place=place))

    def unplace_signs(self, answer: Answer | None, spelled: Iterable[str]) -> None:
        """Record the signs that somebody typed around one of these texts, such as "???" behind a name."""
        if answer is not None and answer.value:
            key = matching_key(answer.value)
            same = [text for text in spelled if matching_key(text) == key]
            self.unplace(extra_signs(answer.value, same), answer.place)

    def add_evidence(self, field: str, answers: list[Answer]) -> None:
        """Record the evidence of a field, and report the doubts about it."""
        first = answers[0]
        if len(answers) > 1:
            first = next((answer for answer in answers if answer.value is not None), first)
        seen = "\n".join([answer.seen for answer in answers if answer.seen])
        self.evidence[field] = Evidence(field=field, how=first.how, place=first.place, seen=seen)
        if first.paragraphs > 1:
            self.paragraphs.append(field)
        for answer in answers:
            for code in answer.codes:
                self.report(code, field, answer.place, answer.seen)

    def place_of(self, field: str) -> Place:
        """Return the place of a field, as far as its evidence says."""
        return self.evidence[field].place if field in self.evidence else Place()

    def compare_name(self, field: str, named: NamedParty, name: str | None) -> None:
        """Report a name that differs from the identity's: the form may have gone to somebody else."""
        if named.differs(name):
            self.report("differs-from-identity", field, self.place_of(field), name or "")

    def value(self, field: str) -> str | None:
        """Return the value of a field with its evidence; texts that occur more than once go on lines of their own."""
        answers = self.collected.answers.get(field, [])
        if not answers:
            if field.partition(".")[0] not in (
                "invitation",
                "study",
                "motives",
            ):  # the sender's own words; reported per motive
                self.report("place-missing", field)
            return None
        self.add_evidence(field, answers)
        values = list(dict.fromkeys(answer.value for answer in answers if answer.value is not None))
        again = any(answer.how == answers[-1].how for answer in answers[:-1])
        beside = any(a.how == "tag" for a in answers) and any(a.value for a in answers if a.how != "tag")
        if len(values) > 1 or (values and (again or beside)):
            self.report("answered-twice", field, answers[-1].place, answers[-1].seen)
        if field in OPTIONS_OF and len(values) > 1:
            self.report("choice-contradicts", field, answers[0].place, " / ".join(values))
            return None
        return "\n".join(values) or None

    def report_repeated_texts(self) -> None:
        """Report the texts that look like prompts which a program translated."""
        flagged = {finding.field for finding in self.findings if finding.code == "prompt-flagged" and finding.field}
        for field in repeated_texts(self.evidence, self.instrument.prompt_texts, flagged):
            self.report("prompt-near", field, self.place_of(field), self.evidence[field].seen)

    # ---- what is missing

    def report_controls_gone(self) -> None:
        """Report the empty cells that lost their control while their neighbours have theirs.

        A web editor (docx-js-editor) drops block-level controls, with the answer in them.
        """
        empty = [e for e in self.evidence.values() if e.how not in ("tag", "identity") and not e.seen]
        tagged = {_group(field) for field, entry in self.evidence.items() if empty and entry.how == "tag"}
        for entry in empty:
            if _group(entry.field) in tagged:
                self.report("place-missing", entry.field, entry.place)

    def report_joined(self, phase: str) -> None:
        """Report the answers in several paragraphs that may be two, where no control tells.

        People drag an answer onto another one, and both stand in one place then. What was carried over is one
        paragraph, whatever its lines. Elsewhere a place of that part tells that lost its prompt while others keep
        theirs; for the short answers in a row, so does one of another part, where its row is in use still.
        """
        if not self.paragraphs:
            return
        emptied = [*self._emptied(phase)] if self.keeps_prompts else []
        parts, rows = {part for part, _ in emptied}, any(beside for _, beside in emptied)
        doubted = {finding.field for finding in self.findings}
        for field in (field for field in self.paragraphs if field not in doubted):
            part = part_of(field, phase)
            if _was_carried(field) or part in parts or (rows and FieldId.of(field).row):
                self.report("place-unsure", field, self.place_of(field), self.evidence[field].seen)

    def doubt_shifted(self, rows: list[CollectedRow], columns: Iterable[str], least: int) -> None:
        """Doubt the texts of a row without controls in which an earlier cell lost its prompt, where prompts are left.

        Somebody emptied that cell, or put in one and took another one out: then the texts behind it stand under others.
        """
        names = list(columns)
        for row in _printed(rows, least) if self.keeps_prompts else ():
            answers = [(name, row.answers[name]) for name in names if name in row.answers]
            emptied = next((n for n, (_, answer) in enumerate(answers) if _is_emptied(answer)), len(answers))
            bare = ((name, own) for name, own in answers[emptied:] if own.value is not None and own.how in _BARE)
            row.answers |= {name: answer.with_codes("place-unsure") for name, answer in bare}

    @functools.cached_property
    def keeps_prompts(self) -> bool:
        """True if a prompt is left in an empty place: the programs that the form came through keep them."""
        rows = (row for rows in self.collected.rows.values() for row in rows)
        answers = [*self.collected.answers.values(), *(row.answers.values() for row in rows)]
        blank = (answer.seen for own in answers for answer in own if answer.value is None and answer.seen)
        return any(without_prompts(seen, self.instrument.prompt_texts) is None for seen in blank)

    def _emptied(self, phase: str) -> Iterator[tuple[str, bool]]:
        """Yield the part of each place that lost its control and its prompt, and whether others of its row are filled.

        People type in rows that they added themselves, and leave other cells of these empty: such rows are left out.
        What was carried over could be empty from the start, without a prompt: it tells of its own part alone.
        """
        for field, answers in self.collected.answers.items():
            yield from ((part_of(field, phase), False) for answer in answers if _is_emptied(answer))
        for name, rows in self.collected.rows.items():
            records = records_named(name, phase)
            printed = rows if records is None or records.carried else _printed(rows, records.least)
            for row in (row for row in printed if any(answer.seen for answer in row.answers.values())):
                emptied = (column for column, answer in row.answers.items() if _is_emptied(answer))
                typed = (records is None or not records.gives(column) for column in emptied)
                yield from ((part_of(name, phase), row.filled and is_typed) for is_typed in typed)

    def report_rows_gone(self, phase: str) -> None:
        """Report the tables that were carried over and are gone below their heading, and the rows gone from one."""
        by_name = grouped((name.partition(".")[0], (name, rows)) for name, rows in self.collected.rows.items())
        for records in CARRIED[phase]:
            tables = dict(by_name.get(records.name, ()))
            heading = f"heading.{records.name}"
            words = self.instrument.words[heading].values() if heading in self.instrument.words else ()
            # Nobody may have an outcome to show; where the overview says that somebody has, its row is missed there.
            shown = records.name != "outcomes" and self.collected.headings & set(map(matching_key, words))
            if shown and not tables:
                self.report("place-missing", records.name)
            for name, rows in tables.items() if records.name not in SIDE_BY_SIDE else ():
                numbers = {row.index for row in rows}
                if all(row.tagged for row in rows) and max(numbers) > len(numbers):
                    self.report("place-missing", name)

    # ---- rows of a table

    def optional_rows(self, table: str) -> list[CollectedRow]:
        """Return the rows of a table that a form may lack."""
        return self.collected.rows.get(table, [])

    def rows(self, table: str, part: str = "") -> list[CollectedRow]:
        """Return the rows of a table that every form has, for this part of the form."""
        if table not in self.collected.rows and not self._may_be_kept(table):
            self.report("place-missing", part or table)
        return self.optional_rows(table)

    def _may_be_kept(self, table: str) -> bool:
        """Return whether a table stands on pages that an organisation may keep, and is gone with its heading."""
        part = PARTS.get(FieldId.of(table).part)
        heading = self.instrument.words.get(f"heading.{table}")
        if part is None or part.readers is not Readers.NOBODY or heading is None:
            return False
        return not self.collected.headings & set(map(matching_key, heading.values()))

    def take(self, field: str, row: CollectedRow) -> dict[str, str | None]:
        """Return the values of a row by column, with their evidence under the number that the row gets."""
        carried = FieldId.of(field).part not in TYPED
        for column, answer in row.answers.items():
            if answer.value is not None or answer.how == "tag" or not (row.tagged and carried):  # may be empty there
                self.add_evidence(f"{field}.{column}", [answer])
        return {column: answer.value for column, answer in row.answers.items()}

    def report_empty(self, table: str, row: CollectedRow) -> None:
        """Report the doubts about a row that holds nothing."""
        for column, answer in row.answers.items():
            for code in answer.codes:
                self.report(code, f"{table}.{row.index}.{column}", answer.place, answer.seen)

    def refuse(self, table: str, row: CollectedRow) -> None:
        """Report a row that fits nowhere, and record its texts as unplaced."""
        for column, answer in row.answers.items():
            if answer.value is not None:
                self.report("value-refused", f"{table}.{row.index}.{column}", answer.place, answer.seen)
                self.unplaced.append(Passage(text=answer.seen, place=answer.place))
