"""A form as a source for programs for qualitative analysis: one plain text, and the position of each answer in it."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..forms import AlignmentForm, CommitmentForm, Form, OrganisationForm, PreparationForm
from ..forms.answers import OwnAnswer, QuestionStatus, Relation
from ..forms.field_ids import motive_of, name_of
from ..forms.fields import FormPart, Kind, Origin, parts_of
from ..instrument.parts import Question
from ..research.entries import Record
from .refi_codes import Key, coded_parts, language_of, number_of


@attrs.frozen(kw_only=True)
class TextSelection:
    """An answer in the text of a source: from `start` up to `end`, in code points from 0.

    `field` is its id, as in the tables of a data set; `codes` are the keys of its codes; `note` says what was doubtful
    when it was read; `organisation` is the id of the organisation that answered, where the form is for several.
    """

    field: str
    start: int
    end: int
    codes: tuple[Key, ...]
    note: str | None = None
    organisation: str | None = None


@attrs.frozen(kw_only=True)
class SourceText:
    """The text of a form with the selections of its answers."""

    text: str
    selections: tuple[TextSelection, ...]


def source_text(entry: Record, language: str) -> SourceText:
    """Return the text of a form with its answers, in this language if its instrument has it.

    Participants, senders and text carried over from an earlier phase or round are left out: they are no answers.
    """
    writer = _SourceWriter(entry, language_of(entry.form.instrument, language))
    writer.write()
    return SourceText(text=writer.text, selections=tuple(writer.selections))


@attrs.define
class _SourceWriter:
    """Writes the text of a form in order, and keeps the position of each answer."""

    entry: Record
    language: str
    text: str = ""
    selections: list[TextSelection] = attrs.field(factory=list)

    @property
    def form(self) -> Form:
        return self.entry.form

    def write(self) -> None:
        form = self.form
        self.text += f"{self.title}\n\n"
        self._details()
        for part in parts_of(type(form)):
            if part.origin is Origin.MOTIVE:
                self._part(part)
        self._questions()
        for part in coded_parts(type(form)):
            self._part(part)

    def _part(self, part: FormPart) -> None:
        """Write an answered part of the form: as it asks, or as a text or records with a code of their own."""
        form, value = self.form, getattr(self.form, part.name)
        if isinstance(form, PreparationForm) and part.name == "motives":
            self._motives(form)
        elif value and (part.origin is not Origin.PREVIOUS or part.is_answered(form)):
            self.text += f"\n{name_of(part.name, form.instrument, self.language)}\n"
            if part.kind is Kind.RECORDS:
                self._records(part, value)
            else:
                shown = self._word(f"{part.name}.{value}") if part.kind is Kind.CHOICE else value
                self._answer(part.name, shown, self._key(part.name))

    def _records(self, part: FormPart, rows: Iterable[attrs.AttrsInstance]) -> None:
        free = next(category.id for category in self.form.instrument.categories if category.free)
        code = self._key("category", free) if part.name == "other_motives" else self._key(part.name)
        for number, row in enumerate(rows, 1):
            if isinstance(row, Relation) and part.origin is not Origin.PREVIOUS:
                self._relation(number, row)
            else:
                names = part.asked if part.origin is Origin.PREVIOUS else [column.name for column in part.columns]
                cells = {name: getattr(row, name) for name in names}
                self._row(part.name, number, cells, (code,))

    @property
    def title(self) -> str:
        if isinstance(self.form, PreparationForm):
            asked = self.form.instrument.organisation_type(self.form.organisation.type or "")
            return asked.form_title[self.language]
        return self._word(f"form.title.{self.form.phase}")

    def _word(self, key: str) -> str:
        return self.form.instrument.word(key, self.language)

    def _key(self, kind: str, id: str = "") -> Key:
        return (self.form.instrument.id, kind, id)

    def _details(self) -> None:
        form = self.form
        details = {"partnership.name": form.partnership.name or form.partnership.id, "round": form.round}
        if isinstance(form, OrganisationForm):
            details["organisation.name"] = form.organisation.name or form.organisation.id
            details["respondent"] = form.respondent
        for key, text in details.items():
            if text:
                self.text += f"{self._word(f'label.{key}')}: {' '.join(text.split())}\n"
        if isinstance(form, AlignmentForm):
            names = (partner.name or partner.id or "" for partner in form.organisations)
            listed = "; ".join(" ".join(name.split()) for name in names)
            self.text += f"{self._word('heading.organisations')}: {listed}\n"

    def _motives(self, form: PreparationForm) -> None:
        realised = {row.motive: row.realised for row in form.previous}
        heading = ""
        for motive in form.offered:
            category = form.instrument.category(motive.category).label[self.language]
            if category != heading:
                heading = category
                self.text += f"\n{heading}\n"
            status = self._word(f"status.{form.status(motive.id)}")
            self.text += f"\n{motive.label[self.language]}: {status}\n"
            if code := realised.get(motive.id):
                self.text += f"{self._word('label.previous_round')}: {self._word('column.motives.realised')} "
                self.text += f"{self._word(f'realised.{code}')}\n"
            answer = form.answer(motive.id)
            if answer and answer.outcome:
                self.text += f"{form.instrument.headings['outcome'][self.language]}:\n"
                self._answer(f"motives.{motive.id}.outcome", answer.outcome, self._key("motive", motive.id))

    def _row(
        self, table: str, number: int, cells: dict[str, str | None], codes: tuple[Key, ...], *, numbered: bool = True
    ) -> None:
        """Write the cells of a row that are not empty as answers, under the names of their columns."""
        lead = f"\n{number}. " if numbered else ""
        for column, text in cells.items():
            if text:
                self.text += f"{lead}{self._word(f'column.{table}.{column}')}:\n"
                lead = ""
                self._answer(f"{table}.{number}.{column}", text, *codes)

    def _answer(self, field: str, text: str, *codes: Key, organisation: str | None = None) -> None:
        doubts = (doubt.message(self.form.instrument, language=self.language) for doubt in self.entry.doubts(field))
        selection = TextSelection(
            field=field,
            start=len(self.text),
            end=len(self.text) + len(text),
            codes=tuple(dict.fromkeys(codes)),
            note="\n".join(doubts) or None,
            organisation=organisation,
        )
        self.selections.append(selection)
        self.text += f"{text}\n"

    def _questions(self) -> None:
        form, heading = self.form, None
        for question in form.instrument.questions_of(form.phase):
            if ("own_answers" if question.answered_by == "each" else "answers") in self._silent:
                continue
            if question.theme != heading:
                heading = question.theme
                self.text += f"\n{form.instrument.theme(heading).label[self.language] if heading else ''}\n"
            self.text += f"\n{number_of(question, form.instrument)} {question.label[self.language]}\n"
            if question.answered_by == "each":
                self._own_answers(question)
            elif (text := form.answers.get(question.id)) is not None:
                self._answer(f"answers.{question.id}", text, self._key("question", question.id))
            else:
                self._unanswered(question.id)

    @property
    def _silent(self) -> set[str]:
        """The parts with answers to questions of which nothing goes out, not even whether they were answered."""
        return {name for name in self.entry.withheld if not getattr(self.form, name, None)}

    def _unanswered(self, question: str) -> None:
        status = self.form.question_status(question) if isinstance(self.form, CommitmentForm) else None
        if isinstance(self.form, OrganisationForm) and self.form.kept_back:
            status = QuestionStatus.KEPT_BACK
        self.text += f"[{self._word(f'question.{status or QuestionStatus.NOT_FILLED_IN}')}]\n"

    def _own_answers(self, question: Question) -> None:
        answers: Iterable[OwnAnswer] = self.form.own_answers if isinstance(self.form, AlignmentForm) else ()
        rows = [row for row in answers if row.question == question.id and row.text]
        for number, row in enumerate(rows, 1):
            field = f"own_answers.{question.id}.{number}.text"
            self.text += f"{number}. {self._partner(row.organisation)}:\n"
            key = self._key("question", question.id)
            self._answer(field, row.text or "", key, organisation=row.organisation)
        if not rows:
            self._unanswered(question.id)

    def _partner(self, organisation: str | None) -> str:
        partners = self.form.organisations if isinstance(self.form, AlignmentForm) else ()
        name = next((partner.name for partner in partners if partner.id == organisation), None)
        return " ".join((name or organisation or "?").split())

    def _relation(self, number: int, row: Relation) -> None:
        """Write a declared relation: both sides as text, kind and note as answers coded with both motives."""
        sides = ((row.first_organisation, row.first_motive), (row.second_organisation, row.second_motive))
        shown = (f"{self._partner(who)}, {self._motive(motive)}" for who, motive in sides)
        self.text += f"\n{number}. {' – '.join(shown)}\n"
        ids = {motive.id for motive in self.form.instrument.motives}
        motives = (self._key("motive", motive) for _, motive in sides if motive in ids)
        kind = self._key("relation", row.kind) if row.kind else self._key("relations")
        cells = {"kind": self._word(f"relation.{row.kind}") if row.kind else None, "note": row.note}
        self._row("relations", number, cells, (kind, *motives), numbered=False)

    def _motive(self, motive: str | None) -> str:
        return " ".join(motive_of(motive, self.form.instrument, self.language).split()) if motive else "?"
