"""The contents of a template's slots: wording, and a control for each field of a form."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from ...forms import AlignmentForm, CommitmentForm, OrganisationForm, PreparationForm
from ...forms.commitment import is_not_discussed
from ...instrument.parts import Question
from ..controls import Xml, checkbox, runs
from ..fields import (
    AGREEMENTS,
    CENTRAL,
    DETAILS,
    INVITATION,
    NOT_DISCUSSED,
    OPTIONS_OF,
    ORGANISATIONS,
    OTHER_MOTIVES,
    OWN_ANSWERS,
    PARTICIPANTS,
    PRESENT,
    RELATIONS,
    RENEWED,
    RESEARCH_USE,
    RETURN,
    SHARED_AGREEMENTS,
    Records,
    option_label,
    records_of,
    title_of,
)
from ..identity import Identity
from ..sender import SenderWords
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
            **self._details(),
            "conversation": {"shown": not (isinstance(form, OrganisationForm) and form.kept_back)},
            "sending": {
                "heading": self.word("heading.return"),
                "lines": SenderWords(form, language).last_lines(),
                "kept": self.word("about.return.kept"),
            },
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
        notes = (note[self.language] for note in self.instrument.notes.values() if self.language in note)
        lines = [*self._about_lines(), *(("", note) for note in notes)]
        return {
            "heading": self.word("about.heading"),
            "lines": [{"label": label, "text": text} for label, text in lines],
        }

    def _about_lines(self) -> Iterator[tuple[str, str]]:
        """The lines about the form on its first page; who takes part only where the instrument says so."""
        who = self.instrument.phase(self.form.phase).who_takes_part
        sender, phase = SenderWords(self.form, self.language), self.form.phase
        asked = ("use", "kept") if self.form.asks_research else ()
        for key in ("what", "who", "readers", "keep", "responsible", *asked, "time", "how"):
            if key == "readers":
                yield self.word("about.readers"), sender.readers()
            elif key == "responsible":
                yield from ((self.word("about.responsible"), text) for text in [sender.responsible()] if text)
            elif key == "keep" and f"about.keep.{phase}" not in self.instrument.words:
                continue
            elif key in ("use", "kept"):
                yield self.word(f"about.{key}"), self.word(f"about.{key}.all")
            elif key != "who":
                yield self.word(f"about.{key}"), self.word(f"about.{key}.{phase}")
            elif who is not None:
                yield self.word("about.who"), who[self.language]

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
            "further_reading": part("further_reading", [text for text in instrument.further_reading if not text.link_lost]),
        }

    def _details(self) -> Slots:
        """The slots for what is known already, as text, for what is still asked, as boxes, and for the sender."""
        fields = DETAILS[self.form.phase]
        known = [field for field in (*RETURN, *fields, RENEWED) if self._value(field) is not None]
        of_sender = [field for field in INVITATION if field not in RETURN and self._value(field) is not None]
        asked = [field for field in fields if field not in known] + [RESEARCH_USE] * self.form.asks_research
        return {
            "known": {"lines": [self._line(field, self._known(field)) for field in known]},
            "sender": {"lines": [self._line(field, self._known(field)) for field in of_sender]},
            "details": {
                "heading": self.word("heading.details"),
                "lines": [self._line(field, self._detail(field)) for field in asked],
            },
        }

    def _line(self, field: str, answer: Xml) -> Slots:
        return {"label": self.word(f"label.{field}"), "answer": answer}

    def _value(self, field: str) -> Any:  # Any: a text or None; walks down to it
        return functools.reduce(lambda value, name: getattr(value, name, None), field.split("."), self.form)

    def _known(self, field: str) -> Xml:
        """A detail that is known: the text, or the label of the choice, without boxes."""
        value, kind = self._value(field), OPTIONS_OF.get(field)
        shown = option_label(kind, value, self.instrument, self.language) if kind else value
        return self.text(field, shown, "cell", self.word(f"label.{field}"))

    def _detail(self, field: str) -> Xml:
        value, alias = self._value(field), self.word(f"label.{field}")
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
            value, alias = getattr(entry, column.name, None), f"{headers[column.name]} {number}"
            if column.options:
                cells[column.name] = self.choice(f"{field}.{column.name}", column.options, value, alias)
            else:
                prompt = "outcome" if column.name == "outcome" else "cell"
                cells[column.name] = self.text(f"{field}.{column.name}", self.shown(column.name, value), prompt, alias)
        return cells

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
        return {
            "organisations": self._table(ORGANISATIONS),
            "participants": self._table(PRESENT),
            "relations": {**self._table(RELATIONS), "help": self.word("heading.relations.help")},
            "own_answers_heading": self.word("heading.own_answers"),
            "own_questions": [self._own_question(form, question) for question in form.own_questions],
            **CarriedOver(self).partners(form),
        }

    def _own_question(self, form: AlignmentForm, question: Question) -> Slots:
        rows: list[Any] = [row for row in form.own_answers if row.question == question.id]
        answered = {row.organisation for row in rows}
        rows += [_Unanswered(partner.id) for partner in form.organisations if partner.id not in answered]
        table = self._records(OWN_ANSWERS, rows, f"own_answers.{question.id}", least=ORGANISATIONS.least)
        return {"number": question.number, "label": question.label[self.language], **table}

    def _commitment(self) -> Slots:
        assert isinstance(self.form, CommitmentForm)  # noqa: S101 - by the table in slots()
        themes = [theme for theme in self.instrument.themes if theme.phase == self.form.phase]
        carried = CarriedOver(self).meeting(self.form)
        return {
            "participants": self._table(PARTICIPANTS),
            "themes": [
                {
                    "label": theme.label[self.language],
                    "questions": [self._question(q) for q in self.instrument.questions_of(self.form.phase, theme.id)],
                }
                for theme in themes
            ],
            "agreements": {**self._table(AGREEMENTS), "shown": bool(not self.form.kept_back or self.form.agreements)},
            "shared_agreements": {
                **self._table(SHARED_AGREEMENTS),
                "help": self.word("heading.shared_agreements.help"),
            },
            "central": {**self._line(CENTRAL, self._detail(CENTRAL)), "shown": self._has_central},
            "brings": any(table["rows"] for table in carried.values()),
            "brings_heading": self.word("heading.results"),
            **carried,
        }


    @property
    def _has_central(self) -> bool:
        """True if the instrument asks a central question here, or there is an answer to one."""
        return self.instrument.phase(self.form.phase).central is not None or self._value(CENTRAL) is not None


@attrs.frozen
class _Unanswered:
    """A row that waits for the answer of a partner."""

    organisation: str | None
    text: None = None
