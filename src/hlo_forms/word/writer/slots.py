"""The contents of a template's slots: wording, and a control for each field of a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from ...forms import AlignmentForm, CommitmentForm, OrganisationForm, PreparationForm
from ...forms.alignment import reinforces
from ...forms.commitment import is_not_discussed
from ...instrument.parts import Question
from .. import carried
from ..controls import Xml, checkbox, runs
from ..fields import (
    AGREEMENTS,
    DETAILS,
    INVITATION,
    NOT_DISCUSSED,
    OPTIONS_OF,
    ORGANISATIONS,
    OTHER_MOTIVES,
    OWN_ANSWERS,
    PARTICIPANTS,
    PRESENT,
    REINFORCEMENTS,
    RELATIONS,
    RENEWED,
    RESEARCH_USE,
    Records,
    records_of,
    title_of,
    title_of_table,
)
from ..identity import Identity
from .carried import CarriedOver
from .fields import FieldWriter, Slots


@attrs.frozen
class Writer(FieldWriter):
    """Writes the slots of one form in one language."""

    def slots(self) -> Slots:
        """Return everything that a template of this phase can name."""
        of_phase = {
            PreparationForm: self._preparation,
            AlignmentForm: self._alignment,
            CommitmentForm: self._commitment,
        }
        return {**self._common(), **of_phase[type(self.form)]()}

    def _common(self) -> Slots:
        form, instrument, language = self.form, self.instrument, self.language
        phase = instrument.phase(form.phase)
        kind = form.organisation.type if isinstance(form, OrganisationForm) else None
        return {
            "language": language,
            "kicker": instrument.title[language],
            "title": title_of(form.phase, kind, instrument, language),
            "phase_label": phase.label[language],
            "about": self._about(),
            "details": {"heading": self.word("heading.details"), **self._details()},
            "instruction": [
                {"text": text[language], "central": index == phase.central}
                for index, text in enumerate(phase.instruction)
            ],
            "questions_heading": phase.questions_heading[language] if phase.questions_heading else "",
            "questions": [self._question(question) for question in form.questions],
            **self._background(),
            "citation": instrument.citation[language],
            "page_word": self.word("footer.page"),
            "identity_label": self.word("identity.label"),
            "identity": str(Identity.of(form, language).short),
        }

    def _about(self) -> Slots:
        notes = [("", note[self.language]) for note in self.instrument.notes.values() if self.language in note]
        return {
            "heading": self.word("about.heading"),
            "lines": self._about_lines(_ABOUT, notes),
            "purpose": self._about_lines(("what", "readers")),
            "meeting": self._about_lines(("who", "time", "how"), notes),
            "research": self._about_lines(_OF_RESEARCH),
        }

    def _about_lines(self, keys: Iterable[str], notes: Iterable[tuple[str, str]] = ()) -> list[Slots]:
        """The lines about the form; who takes part only where the instrument says so."""
        who = self.instrument.phase(self.form.phase).who_takes_part
        texts = {"who": who[self.language] if who is not None else None}
        words = self.instrument.words
        for key in _ABOUT:
            name = f"about.{key}.{'all' if key in _OF_RESEARCH else self.form.phase}"
            if name in words and (key not in _OF_RESEARCH or self.form.asks_research):
                texts[key] = self.word(name)
        lines = [(self.word(f"about.{key}"), text) for key in keys if (text := texts.get(key)) is not None]
        return [{"label": label, "text": text} for label, text in (*lines, *notes)]

    def _background(self) -> Slots:
        instrument, language = self.instrument, self.language
        steps = [{"number": n, "text": step[language]} for n, step in enumerate(instrument.approach_steps, start=1)]

        def part(name: str, texts: Iterable[Any]) -> Slots:  # Any: wordings
            return {"heading": instrument.headings[name][language], "texts": [text[language] for text in texts]}

        return {
            "purpose": part("purpose", instrument.purpose),
            "approach": {
                **part("approach", instrument.approach),
                "steps": steps,
                "notes": [text[language] for text in instrument.approach_notes],
            },
            "further_reading": part("further_reading", instrument.further_reading),
        }

    def _details(self) -> Slots:
        """The lines of the details; on the form of the meeting those of the first page apart, two on a line."""
        fields, first = [*INVITATION, *DETAILS[self.form.phase]], []
        if self.form.phase == "alignment":
            fields = [field for field in INVITATION if getattr(self.form.invitation, field.rpartition(".")[2])]
            first = list(zip(*[iter(DETAILS[self.form.phase])] * 2, strict=True))
        if isinstance(self.form, PreparationForm) and self.form.renewed:
            fields.append(RENEWED)
        if self.form.asks_research:
            fields.append(RESEARCH_USE)
        lines = [{"label": self.word(f"label.{field}"), "answer": self._detail(field)} for field in fields]
        return {"lines": lines, "first": [self._pair(*pair) for pair in first]}

    def _pair(self, *fields: str) -> Slots:
        pairs = enumerate(fields, start=1)
        cells = ((n, self.word(f"label.{field}"), self._detail(field)) for n, field in pairs)
        return {key: value for n, label, answer in cells for key, value in ((f"label_{n}", label), (f"answer_{n}", answer))}

    def _detail(self, field: str) -> Xml:
        value: Any = self.form  # Any: walks down to a text
        for name in field.split("."):
            value = getattr(value, name)
        alias = self.word(f"label.{field}")
        if field in OPTIONS_OF:
            return self.choice(field, OPTIONS_OF[field], value, alias)
        return self.text(field, value, "cell", alias)

    def _question(self, question: Question) -> Slots:
        field, alias = f"answers.{question.id}", f"{question.number}. {question.label[self.language]}"
        answer = self.text(field, self.form.answers.get(question.id), "answer", alias)
        return {
            "number": question.number,
            "label": question.label[self.language],
            "answer": answer,
            **self._passed(question),
        }

    def _passed(self, question: Question) -> Slots:
        """The box "not discussed" below a question of phase 3; ticked where the answer says so."""
        if question.theme is None:
            return {}
        field, word = f"answers.{question.id}.{NOT_DISCUSSED}", self.word("question.not_discussed")
        ticked = is_not_discussed(self.form.answers.get(question.id), self.instrument)
        box = checkbox(field, ticked=ticked, alias=f"{word}: {question.number}. {question.label[self.language]}")
        return {"passed": Xml(box.text + runs(f" {word}"))}

    def _records(self, records: Records, rows: Iterable[object], name: str = "", least: int | None = None) -> Slots:
        """The header texts and the rows of a table of records, with blank rows to fill in."""
        name, entries = name or records.name, list(rows)
        count = max(len(entries), least) if least is not None else records.rows(len(entries))
        headers = {column.name: self.word(f"column.{records.name}.{column.name}") for column in records.columns}
        blank = [None] * (count - len(entries))
        return {
            "headers": {"number": self.word("column.number"), **headers},
            "rows": [
                {"number": f"{number}.", **self._row(records, f"{name}.{number}", entry, headers, number)}
                for number, entry in enumerate([*entries, *blank], start=1)
            ],
        }

    def _row(self, records: Records, field: str, entry: object, headers: dict[str, str], number: int) -> Slots:
        cells: Slots = {}
        for column in records.columns:
            value = getattr(entry, column.name, None)
            alias = f"{title_of_table(field.rpartition('.')[0], self.instrument, self.language)} {number}: {headers[column.name]}"
            if column.options and records is ORGANISATIONS:
                cells[column.name] = self._of_partner(f"{field}.{column.name}", column.options, value, alias)
            elif column.options:
                cells[column.name] = self.choice(f"{field}.{column.name}", column.options, value, alias)
            else:
                prompt = "outcome" if column.name == "outcome" else "cell"
                cells[column.name] = self.text(f"{field}.{column.name}", self.shown(column.name, value), prompt, alias)
        return cells

    def _of_partner(self, field: str, kind: str, value: str | None, alias: str) -> Xml:
        """Something about a partner: what is known is not asked again."""
        if value is not None:
            return self.settled(field, kind, value, alias)
        return self.choice(field, kind, None, alias, apart="   ")

    def _table(self, records: Records) -> Slots:
        heading = f"heading.{records.name}"
        table = self._records(records, records_of(self.form, records))
        return {"heading": self.word(heading) if heading in self.instrument.words else "", **table}

    def _preparation(self) -> Slots:
        form, instrument = self.form, self.instrument
        assert isinstance(form, PreparationForm)  # noqa: S101 - by the table in slots()
        kind = form.organisation.type
        free = next((category for category in instrument.categories if category.free), None)
        heading = free.label[self.language] if free else ""
        return {
            "participants": self._table(PARTICIPANTS),
            "motive_header": instrument.headings["motive"][self.language],
            "outcome_header": instrument.headings["outcome"][self.language],
            "categories": [
                {"label": category.label[self.language], "motives": [self._motive(m.id) for m in offered]}
                for category in instrument.categories
                if (offered := instrument.in_category(category.id, kind))
            ],
            "other_motives": {**self._table(OTHER_MOTIVES), "heading": heading},
            **CarriedOver(self).round_before(form),
        }

    def _motive(self, motive: str) -> Slots:
        assert isinstance(self.form, PreparationForm)  # noqa: S101 - by the table in slots()
        answer = self.form.answer(motive)
        assert answer is not None  # noqa: S101 - only offered motives are drawn
        label = self.instrument.motive(motive).label[self.language]
        box = checkbox(f"motives.{motive}.ticked", ticked=bool(answer.ticked), alias=label)
        outcome_alias = f"{self.instrument.headings['outcome'][self.language]}: {label}"
        doubt = runs(" ?") if answer.ticked is None else ""
        outcome = self.text(f"motives.{motive}.outcome", answer.outcome, "outcome", outcome_alias)
        before = CarriedOver(self).motive_before(self.form, motive)
        return {"label": label, "box": Xml(box.text + doubt), "outcome": outcome, **before}

    def _alignment(self) -> Slots:
        form = self.form
        assert isinstance(form, AlignmentForm)  # noqa: S101 - by the table in slots()
        relations = {table: [row for row in form.relations if reinforces(row) == alike] for table, alike in _RELATED}
        return {
            "organisations": self._partners(form),
            "participants": self._table(PRESENT),
            "reinforcements": self._headed(REINFORCEMENTS, relations[REINFORCEMENTS]),
            "relations": {
                **self._headed(RELATIONS, relations[RELATIONS]),
                "help": self.word("heading.relations.help"),
                "motives": carried.motives_line(self.instrument, self.language),
            },
            "own_answers_heading": self.word("heading.own_answers"),
            "own_questions": [self._own_question(form, question) for question in form.own_questions],
            **CarriedOver(self).partners(form),
        }

    def _headed(self, records: Records, rows: Iterable[object]) -> Slots:
        return {"heading": self.word(f"heading.{records.name}"), **self._records(records, rows)}

    def _partners(self, form: AlignmentForm) -> Slots:
        """The list of partners: what is known of them, and boxes for what is not."""
        table = self._records(ORGANISATIONS, form.organisations, least=0 if form.organisations else _UNNAMED)
        line = carried.partners_line(form.organisations, self.instrument, self.language)
        return {"heading": self.word("heading.organisations"), "line": line, **table}

    def _own_question(self, form: AlignmentForm, question: Question) -> Slots:
        rows: list[Any] = [row for row in form.own_answers if row.question == question.id]
        answered = {row.organisation for row in rows}
        rows += [_Unanswered(partner.id) for partner in form.organisations if partner.id not in answered]
        table = self._records(OWN_ANSWERS, rows, f"own_answers.{question.id}", least=0 if form.organisations else _UNNAMED)
        return {"number": question.number, "label": question.label[self.language], **table}

    def _commitment(self) -> Slots:
        assert isinstance(self.form, CommitmentForm)  # noqa: S101 - by the table in slots()
        themes = [theme for theme in self.instrument.themes if theme.phase == self.form.phase]
        return {
            "participants": self._table(PARTICIPANTS),
            "themes": [
                {
                    "label": theme.label[self.language],
                    "questions": [self._question(q) for q in self.instrument.questions_of(self.form.phase, theme.id)],
                }
                for theme in themes
            ],
            "agreements": self._table(AGREEMENTS),
            **CarriedOver(self).meeting(self.form),
        }


_ABOUT = ("what", "who", "readers", "use", "kept", "time", "how")
_OF_RESEARCH = ("use", "kept")
_UNNAMED = 4  # rows for partners that are not known yet
_RELATED = ((REINFORCEMENTS, True), (RELATIONS, False))


@attrs.frozen
class _Unanswered:
    """A row that waits for the answer of a partner."""

    organisation: str | None
    text: None = None
