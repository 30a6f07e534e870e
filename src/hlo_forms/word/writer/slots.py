"""The contents of a template's slots: wording, and a control for each field of a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from ...forms import AlignmentForm, CommitmentForm, OrganisationForm, OwnAnswer, PreparationForm, Status
from ...forms.commitment import is_not_discussed
from ...forms.field_ids import PARTS
from ...forms.fields import Origin
from ...instrument.parts import Motive, Question
from .. import carried
from ..columns import Choice
from ..controls import Xml, checkbox, runs
from ..fields import (
    ANSWERS,
    CARRIED,
    CENTRAL,
    DETAILS,
    INVITATION,
    LEGEND,
    NOT_DISCUSSED,
    OPTIONS_OF,
    OUTCOMES,
    OVERVIEW,
    OWN_ANSWERS,
    RENEWED,
    RESEARCH_USE,
    RETURN,
    STUDY,
    Records,
    tables_of,
    titles_of,
)
from ..identity import Identity
from ..relations import SENTENCE, sentences_of
from ..sender import SenderWords
from .fields import NOTHING, FieldWriter, Slots


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
        return {**self._common(), **self._tables(), **of_phase[type(self.form)]()}

    def _common(self) -> Slots:
        form, instrument, language = self.form, self.instrument, self.language
        phase = instrument.phase(form.phase)
        kind = form.organisation.type if isinstance(form, OrganisationForm) else None
        return {
            "language": language,
            "kicker": instrument.title[language],
            "title": titles_of(form.phase, kind, instrument, language)[form.renewed],
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
        asked, new = ["use"] * self.form.asks_research, ["new"] * self.form.renewed
        for key in ("what", *new, "who", "readers", "keep", "responsible", *asked, "time", "how"):
            if key == "readers":
                yield self.word("about.readers"), sender.readers()
            elif key == "responsible":
                yield from ((self.word("about.responsible"), text) for text in [sender.responsible()] if text)
            elif key == "keep" and f"about.keep.{phase}" not in self.instrument.words:
                continue
            elif key != "who":
                again = f"about.{key}.{phase}.again"
                shown = again if self.form.renewed and again in self.instrument.words else f"about.{key}.{phase}"
                yield self.word(f"about.{key}"), self.word(shown)
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
            "further_reading": part(
                "further_reading", [text for text in instrument.further_reading if not text.link_lost]
            ),
        }

    def _details(self) -> Slots:
        """The slots for what is known already, as text, for what is still asked, as boxes, and for the sender."""
        fields = DETAILS[self.form.phase]
        study = STUDY if self.form.asks_research else ()
        known = [field for field in (*RETURN, *fields, RENEWED, *study) if self._value(field) is not None]
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
        value: Any = self.form  # Any: as above
        for name in field.split("."):
            value = getattr(value, name, None)
        return value

    def _known(self, field: str) -> Xml:
        """A detail that is known: the text, or the label of the choice, without boxes."""
        value, kind = self._value(field), OPTIONS_OF.get(field)
        shown = Choice(options=kind).shown(value, self.form, self.language) if kind else value
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

    def _tables(self) -> Slots:
        """The tables of records of a phase that occur once."""
        return {
            records.name: self.table(
                records,
                self.rows(records, getattr(self.form, records.name)),
                doubtful=any(getattr(row, "doubtful", False) for row in getattr(self.form, records.name)),
            )
            for records in tables_of(self.form.phase)
            if not records.by and records is not OVERVIEW
        }

    def _preparation(self) -> Slots:
        form, instrument = self.form, self.instrument
        assert isinstance(form, PreparationForm)  # noqa: S101 - by the table in slots()
        kind = form.organisation.type
        return {
            "motive_header": instrument.headings["motive"][self.language],
            "outcome_header": instrument.headings["outcome"][self.language],
            "categories": [
                {"label": category.label[self.language], "motives": [self._motive(m.id) for m in offered]}
                for category in instrument.categories
                if (offered := instrument.in_category(category.id, kind))
            ],
            "previous_round_shown": bool(form.previous),
            "realised_header": self.word("column.motives.realised"),
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
        box_and_outcome = {"label": label, "box": Xml(box.text + doubt), "outcome": outcome}
        return box_and_outcome | self._motive_before(self.form, motive, label)

    def _motive_before(self, form: PreparationForm, motive: str, label: str) -> Slots:
        """The cells of a motive about the round before: its answer then, and whether it was realised since."""
        row = next((row for row in form.previous if row.motive == motive), None)
        if row is None:
            return {"again": False, "before": NOTHING, "realised": NOTHING}
        field, text = f"previous.{motive}", carried.previous_text(row, self.instrument, self.language)
        before, realised = (f"{self.word(f'column.motives.{name}')}: {label}" for name in ("before", "realised"))
        return {
            "again": True,
            "before": self.carried(f"{field}.before", text, before),
            "realised": self.choice(f"{field}.realised", "realised", row.realised, realised, apart="   "),
        }

    # ---- phase 2

    def _alignment(self) -> Slots:
        form = self.form
        assert isinstance(form, AlignmentForm)  # noqa: S101 - by the table in slots()
        legend = carried.legend_of(form.organisations, self.instrument, self.language)
        outcomes = [self._outcomes(form, motive) for motive in self.instrument.motives]
        return {
            "own_answers_heading": self.word("heading.own_answers"),
            "own_questions": [self._own_question(form, question) for question in form.own_questions],
            "brought": bool(form.brought),
            "brings": bool(form.brought or form.brought_other or form.brought_answers),
            "marked": form.marked,
            "overview": self.table(
                OVERVIEW,
                [self._overview_row(form, n, motive) for n, motive in enumerate(self.instrument.motives, start=1)],
                legend=self.text(LEGEND, legend, "cell", self.word("heading.organisations")),
            ),
            "outcome_headers": self.table(OUTCOMES)["headers"],
            "outcomes": self.table(OUTCOMES, motives=[table for table in outcomes if table["rows"]]),
            "brought_answers": self.table(ANSWERS, questions=self._brought_answers(form)),
        }

    def _own_question(self, form: AlignmentForm, question: Question) -> Slots:
        rows: list[Any] = [row for row in form.own_answers if row.question == question.id]
        answered = {row.organisation for row in rows}
        rows += [
            OwnAnswer(question=question.id, organisation=partner.id)
            for partner in form.organisations
            if partner.id not in answered
        ]
        table = self.table(OWN_ANSWERS, self.rows(OWN_ANSWERS, rows, question.id))
        return {"number": question.number, "label": question.label[self.language], **table}

    def _brought_answers(self, form: AlignmentForm) -> list[Slots]:
        rows = {
            row.question: [r for r in form.brought_answers if r.question == row.question]
            for row in form.brought_answers
        }
        return [
            {
                "label": self.instrument.question(question).label[self.language],
                "rows": self.rows(ANSWERS, own, question),
            }
            for question, own in rows.items()
        ]

    def _overview_row(self, form: AlignmentForm, number: int, motive: Motive) -> Slots:
        rows = {row.organisation: row for row in form.brought if row.motive == motive.id}
        label, cells = motive.label[self.language], {}
        for status in Status:
            numbers = (
                (n, rows[partner.id].doubtful)
                for n, partner in enumerate(form.organisations, start=1)
                if partner.id in rows and rows[partner.id].status is status
            )
            text = carried.numbers_text(numbers, self.instrument, self.language)
            alias = f"{self.title(OVERVIEW, status.value)}: {label}"
            cells[status.value] = self.carried(f"overview.{number}.{status.value}", text, alias)
        shared = carried.shared_text(list(rows.values()), self.instrument, self.language)
        return {"motive": label, **cells, "shared": shared or ""}

    def _outcomes(self, form: AlignmentForm, motive: Motive) -> Slots:
        rows = []
        for number, partner in enumerate(form.organisations, start=1):
            row = next((r for r in form.brought if r.motive == motive.id and r.organisation == partner.id), None)
            if row and partner.id and (row.outcome or row.status in (Status.APPLIES, Status.UNCLEAR)):
                rows.append(self.row(OUTCOMES, f"outcomes.{motive.id}.{number}", row, number))
        return {"label": motive.label[self.language], "rows": rows}

    # ---- phase 3

    def _commitment(self) -> Slots:
        themes = [theme for theme in self.instrument.themes if theme.phase == self.form.phase]
        form, tables = self.form, self._tables()
        assert isinstance(form, CommitmentForm)  # noqa: S101 - by the table in slots()
        return {
            "themes": [
                {
                    "label": theme.label[self.language],
                    "questions": [self._question(q) for q in self.instrument.questions_of(self.form.phase, theme.id)],
                }
                for theme in themes
            ],
            "agreements": {**tables["agreements"], "shown": bool(not form.kept_back or form.agreements)},
            "central": {**self._line(CENTRAL, self._detail(CENTRAL)), "shown": self._has_central},
            "meeting_relations": {**tables["meeting_relations"], **self._sentences(form, tables["meeting_relations"])},
            "brings": any(tables[records.name]["rows"] for records in CARRIED[form.phase] if _is_of_meeting(records)),
            "brings_heading": self.word("heading.results"),
        }

    def _sentences(self, form: CommitmentForm, table: Slots) -> Slots:
        """The relations as sentences, where each can be read back from its sentence."""
        sentences, title = sentences_of(form, self.language), table["headers"][SENTENCE]
        cells = (
            self.carried(f"meeting_relations.{number}.{SENTENCE}", text, title)
            for number, text in enumerate(sentences or (), start=1)
        )
        rows = [{**row, SENTENCE: cell} for row, cell in zip(table["rows"], cells, strict=False)]
        return {"sentences": rows, "rows": [] if rows else table["rows"]}

    @property
    def _has_central(self) -> bool:
        """True if the instrument asks a central question here, or there is an answer to one."""
        return self.instrument.phase(self.form.phase).central is not None or self._value(CENTRAL) is not None


def _is_of_meeting(records: Records) -> bool:
    """Return whether a table shows what came of the earlier phases, and not of an earlier round."""
    return PARTS[records.name].origin is Origin.CARRIED
