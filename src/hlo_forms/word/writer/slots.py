"""The contents of a template's slots: wording, and a control for each field of a form."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import zip_longest
from typing import Any, TypeAlias

import attrs

from ...basics.values import grouped
from ...forms import (
    AlignmentForm,
    BroughtMotive,
    CommitmentForm,
    OrganisationForm,
    OwnAnswer,
    PreparationForm,
    organisations_of,
)
from ...forms.commitment import is_not_discussed
from ...forms.field_ids import PARTS
from ...forms.fields import Origin
from ...forms.naming import letters_of
from ...instrument.parts import Motive, Question
from .. import carried, fields
from ..controls import Xml, checkbox, label_beside
from ..identity import Identity
from ..relations import SENTENCE, sentences_of
from ..sender import SenderWords
from .fields import FURTHER, NOTHING, FieldWriter, Slots


@attrs.frozen
class Writer(FieldWriter):
    """Writes the slots of one form in one language."""

    @functools.cached_property
    def identity(self) -> Identity:
        """The identity of the document."""
        return Identity.of(self.form, self.language)

    def slots(self) -> Slots:
        """Return everything that a template of this phase can name."""
        slots, form = {**self._common(), **self._tables}, self.form
        if isinstance(form, PreparationForm):
            return slots | self._preparation(form)
        if isinstance(form, AlignmentForm):
            return slots | self._alignment(form)
        assert isinstance(form, CommitmentForm)  # noqa: S101 - there are three phases
        return slots | self._commitment(form)

    def _common(self) -> Slots:
        form, instrument, language = self.form, self.instrument, self.language
        phase = instrument.phase(form.phase)
        kind = form.organisation.type if isinstance(form, OrganisationForm) else None
        return {
            "language": language,
            "kicker": instrument.title[language],
            "title": fields.titles_of(form.phase, kind, instrument, language)[self.renewed],
            "phase_label": phase.label[language],
            "crowded": self.renewed or form.asks_research,  # the first page is full, or more than full
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
            "questions": [self._questions[question.id] for question in form.questions],
            **self._background(),
            "citation": instrument.citation[language],
            "page_word": self.word("footer.page"),
            "identity_label": self.word("identity.label"),
            "identity": str(self.identity.short),
        }

    def _about(self) -> Slots:
        notes = [("", note[self.language]) for note in self.instrument.notes.values() if self.language in note]
        meets = self.form.phase == AlignmentForm.phase
        return {
            "heading": self.word("about.heading"),
            "lines": self._about_lines(_OF_MEETING) if meets else self._about_lines(_ABOUT, notes),
            "meeting": self._about_lines(("who", "time", "how", "responsible"), notes),
            "research": self._about_lines(_OF_RESEARCH),
        }

    def _about_lines(self, keys: Iterable[str], notes: Iterable[tuple[str, str]] = ()) -> list[Slots]:
        """The lines about the form; who takes part only where the instrument says so."""
        lines = ((self.word(f"about.{key}"), text) for key in keys if (text := self._about_text(key)))
        return [{"label": label, "text": text} for label, text in (*lines, *notes)]

    def _about_text(self, key: str) -> str | None:
        sender, name = SenderWords(self.form, self.language), f"about.{key}.{self.form.phase}"
        if key == "who":
            who = self.instrument.phase(self.form.phase).who_takes_part
            return who[self.language] if who is not None else None
        if key in ("readers", "responsible"):
            return sender.readers() if key == "readers" else sender.responsible()
        name = f"{name}.again" if self.renewed and f"{name}.again" in self.instrument.words else name
        wanted = (key != "new" or self.renewed) and (key not in _OF_RESEARCH or self.form.asks_research)
        return self.word(name) if wanted and name in self.instrument.words else None

    def _background(self) -> Slots:
        instrument, language = self.instrument, self.language
        steps = [{"number": n, "text": step[language]} for n, step in enumerate(instrument.approach_steps, start=1)]
        notes = [text[language] for text in instrument.approach_notes]
        sources = [text for text in instrument.further_reading if not text.link_lost]

        def part(name: str, texts: Iterable[Any], **more: Any) -> Slots:  # Any: wordings, and what a slot takes
            return {"heading": instrument.headings[name][language], "texts": [text[language] for text in texts], **more}

        return {
            "purpose": part("purpose", instrument.purpose),
            "approach": part("approach", instrument.approach, steps=steps, notes=notes),
            "further_reading": part("further_reading", sources),
        }

    def _details(self) -> Slots:
        """The slots for what is known already, as text, for what is still asked, as boxes, and for the sender."""
        details = () if self.form.phase == AlignmentForm.phase else fields.DETAILS[self.form.phase]
        open_ones = [field for field in details if not self._is_known(field)]
        beside = [fields.RENEWED] if self._told_first else [fields.RENEWED, fields.CORRECTED]
        if self.form.asks_research:
            open_ones.append(fields.RESEARCH_USE)
            beside += fields.STUDY
        known = self._lines(filter(self._is_known, (*fields.RETURN, *details, *beside)))
        sender = self._lines(filter(self._is_known, fields.OF_SENDER))
        return {
            "known": {"lines": known, **self._first(known=True), "pairs": _in_pairs(known + sender)},
            "sender": {"lines": sender},
            "details": {
                "heading": self.word("heading.details"),
                **self._first(known=False),
                "lines": self._lines(open_ones, asked=True),
            },
        }

    def _first(self, *, known: bool) -> Slots:
        """The particulars on the first page of a meeting: text where all are known, and else boxes.

        What was corrected afterwards in the forms of the partners stands there too, above the picture of it.
        """
        here = self.form.phase == AlignmentForm.phase and known == all(map(self._is_known, fields.PAIR))
        shown = (*fields.PAIR, fields.CORRECTED) if self._told_first else fields.PAIR
        return {"first": _in_pairs(self._lines(shown)) if here else []}

    @property
    def _told_first(self) -> bool:
        """True if what was corrected stands on the first page of a meeting."""
        return self.form.phase == AlignmentForm.phase and self._is_known(fields.CORRECTED)

    def _is_known(self, field: str) -> bool:
        return fields.value_of(self.form, field) is not None

    def _lines(self, details: Iterable[str], *, asked: bool = False) -> list[Slots]:
        return [self._line(field, asked=asked) for field in details]

    def _line(self, field: str, *, asked: bool = False) -> Slots:
        """A detail that is known, as text or as the label of a choice without boxes; a box where it is `asked`."""
        kind, value, label = (
            fields.kind_of_detail(field),
            fields.value_of(self.form, field),
            self.word(f"label.{field}"),
        )
        if kind.options and (asked or value is None):
            return {"label": label, "answer": self.choice(field, kind.options, value, label)}
        return {"label": label, "answer": self.text(field, kind.shown(value, self.form, self.language), "cell", label)}

    @functools.cached_property
    def _questions(self) -> dict[str, Slots]:
        """The slots of each question of the phase, by its id: a template may name them by theme and in a row."""
        return {question.id: self._question(question) for question in self.instrument.questions_of(self.form.phase)}

    def _question(self, question: Question) -> Slots:
        """The slots of a question; below one of phase 3 the box "not discussed", ticked where the answer says so."""
        field, label, text = f"answers.{question.id}", question.label[self.language], self.form.answers.get(question.id)
        alias = f"{question.number}. {label}"
        slots: Slots = {"number": question.number, "label": label, "answer": self.text(field, text, "answer", alias)}
        if question.theme is not None:
            word, ticked = self.word("question.not_discussed"), is_not_discussed(text, self.instrument)
            box = checkbox(f"{field}.{fields.NOT_DISCUSSED}", ticked=ticked, alias=f"{word}: {alias}")
            slots["passed"] = Xml(box.text + label_beside(word))
        return slots

    @functools.cached_property
    def _tables(self) -> Slots:
        """The tables of records of a phase that occur once."""
        return {
            records.name: self.table(
                records,
                self.rows(records, filter(partial(fields.is_shown_in, records), getattr(self.form, records.part))),
                doubtful=any(getattr(row, "doubtful", False) for row in getattr(self.form, records.part)),
            )
            for records in fields.tables_of(self.form.phase)
            if not records.by
        }

    def _preparation(self, form: PreparationForm) -> Slots:
        instrument, kind = self.instrument, form.organisation.type
        return {
            "motive_header": instrument.headings["motive"][self.language],
            "outcome_header": instrument.headings["outcome"][self.language],
            "categories": [
                {
                    "label": category.label[self.language],
                    "motives": [self._motive(form, motive, first=motive is offered[0]) for motive in offered],
                }
                for category in instrument.categories
                if (offered := instrument.in_category(category.id, kind))
            ],
            "previous_round_shown": bool(form.previous),
            "realised_header": self.word("column.motives.realised"),
        }

    def _motive(self, form: PreparationForm, motive: Motive, *, first: bool) -> Slots:
        answer, label = form.answer(motive.id), motive.label[self.language]
        assert answer is not None  # noqa: S101 - only offered motives are drawn
        box = checkbox(f"motives.{motive.id}.ticked", ticked=bool(answer.ticked), alias=label)
        alias = f"{self.instrument.headings['outcome'][self.language]}: {label}"
        return {
            "label": label,
            "box": Xml(box.text + (label_beside("?") if answer.ticked is None else "")),
            "outcome": self.text(
                f"motives.{motive.id}.outcome", answer.outcome, "outcome" if first else FURTHER, alias
            ),
            **self._motive_before(form, motive.id, label),
        }

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

    def _alignment(self, form: AlignmentForm) -> Slots:
        return {
            "previous_relations": self._sentences("previous_relations"),
            "partners_line": carried.partners_line(form.organisations, self.instrument, self.language),
            "motives_by_category": carried.motives_by_category(self.instrument, self.language),
            "own_answers_heading": self.word("heading.own_answers"),
            "own_questions": [self._own_question(form, question) for question in form.own_questions],
            "brought": bool(form.brought),
            "marked": form.marked,
            "overview": self._overview(form),
            "outcomes": self._outcomes(form),
            "brought_answers": self.table(fields.ANSWERS, questions=self._brought_answers(form)),
        }

    def _own_question(self, form: AlignmentForm, question: Question) -> Slots:
        rows = [row for row in form.own_answers if row.question == question.id]
        answered = {row.organisation for row in rows}
        asked = [partner.id for partner in form.organisations if partner.id not in answered]
        rows += [OwnAnswer(question=question.id, organisation=partner) for partner in asked]
        table = self.table(fields.OWN_ANSWERS, self.rows(fields.OWN_ANSWERS, rows, question.id))
        return {"number": question.number, "label": question.label[self.language], **table}

    def _brought_answers(self, form: AlignmentForm) -> list[Slots]:
        labels = {question.id: question.label[self.language] for question in self.instrument.questions}
        rows = grouped((row.question, row) for row in form.brought_answers).items()
        return [{"label": labels[id], "rows": self.rows(fields.ANSWERS, own, id)} for id, own in rows]

    def _by_category(self, form: AlignmentForm) -> Iterator[tuple[str, list[_BesideMotive]]]:
        """Yield the categories, each with its motives and what each partner brings about them."""
        brought = {(row.motive, row.organisation): row for row in form.brought}
        for category in self.instrument.categories:
            motives = self.instrument.in_category(category.id)
            beside = [(m, [brought.get((m.id, who.id)) for who in form.organisations]) for m in motives]
            if beside:
                yield category.label[self.language], beside

    def _beside(self, records: fields.Records, beside: _BesideMotive, lead: str = "") -> list[tuple[str, Xml]]:
        """The heads of the partners, each with a control for what it brings about a motive."""
        motive, rows = beside
        column, heads = records.columns[1].name, carried.heads_of(organisations_of(self.form))
        cells = []
        for n, (head, row) in enumerate(zip(heads, rows, strict=True), start=1):
            text = None if row is None else carried.sign_text(row) if records is fields.OVERVIEW else row.outcome
            alias = f"{lead}{head}: {motive.label[self.language]}"
            cells.append((head, self.carried(f"{records.name}.{motive.id}.{n}.{column}", text, alias)))
        return cells

    @functools.cached_property
    def _heads(self) -> list[Slots]:
        return [{"head": carried.with_soft_hyphens(head)} for head in carried.heads_of(organisations_of(self.form))]

    def _overview(self, form: AlignmentForm) -> Slots:
        """The picture of all motives: a sign for each partner beside each motive."""
        blanks = [""] * len(form.organisations)
        return {
            "heading": self.word("heading.overview"),
            "headers": {name: self.word(f"column.overview.{name}") for name in ("motive", "shared")},
            "partners": self._heads,
            "categories": [
                {"label": label, "blanks": blanks, "motives": [self._signs(own) for own in beside]}
                for label, beside in self._by_category(form)
            ],
            "signs": carried.signs_line(self.instrument, self.language),
        }

    def _signs(self, beside: _BesideMotive) -> Slots:
        motive, rows = beside
        shared = carried.shared_text([row for row in rows if row], self.instrument, self.language)
        return {
            "letter": letters_of(self.instrument)[motive.id],
            "label": motive.label[self.language],
            "signs": [sign for _, sign in self._beside(fields.OVERVIEW, beside)],
            "shared": shared or "",
        }

    def _outcomes(self, form: AlignmentForm) -> Slots:
        """The outcomes by category: partners beside each other where they are few, else below each other."""
        few = len(form.organisations) <= carried.BESIDE
        categories = []
        for label, beside in self._by_category(form):
            motives = [
                self._outcomes_of(own) for own in beside if any(row and carried.has_outcome(row) for row in own[1])
            ]
            if motives:
                categories.append({"label": label, "partners": self._heads if few else [], "motives": motives})
        headers = {"motive": self.word("column.outcomes.motive")}
        return {**self.table(fields.OUTCOMES), "headers": headers, "categories": categories}

    def _outcomes_of(self, beside: _BesideMotive) -> Slots:
        motive, rows = beside
        cells = self._beside(fields.OUTCOMES, beside, f"{self.title(fields.OUTCOMES, 'outcome')} ")
        below = [cell for cell, row in zip(cells, rows, strict=True) if row and carried.has_outcome(row)]
        return {
            "label": motive.label[self.language],
            "texts": [text for _, text in cells],
            "rows": [{"organisation": head, "outcome": text} for head, text in below],
            "header": self.title(fields.OUTCOMES, "organisation"),
        }

    # ---- phase 3

    def _commitment(self, form: CommitmentForm) -> Slots:
        tables, instrument = self._tables, self.instrument
        return {
            "themes": [
                {
                    "label": theme.label[self.language],
                    "questions": [self._questions[asked.id] for asked in instrument.questions_of(form.phase, theme.id)],
                }
                for theme in instrument.themes
                if theme.phase == form.phase
            ],
            "agreements": {
                **tables["agreements"],
                "shown": bool(not form.kept_back or form.agreements),
                "again": bool(form.previous_agreements or form.partner_agreements),
            },
            "central": {
                **self._line(fields.CENTRAL),
                "shown": instrument.phase(form.phase).central is not None or form.central_answer is not None,
            },
            "meeting_relations": self._sentences("meeting_relations"),
            "brings": any(
                tables[records.name]["rows"]
                for records in fields.CARRIED[form.phase]
                if PARTS[records.name].origin is Origin.CARRIED  # came of the earlier phases, and not of a round before
            ),
            "brings_heading": self.word("heading.results"),
        }

    def _sentences(self, name: str) -> Slots:
        """The table of relations with its rows as sentences, where each can be read back from its sentence."""
        table, sentences = self._tables[name], sentences_of(self.form, name, self.language) or ()
        rows = [
            {**row, SENTENCE: self.carried(f"{name}.{number}.{SENTENCE}", text, table["headers"][SENTENCE])}
            for number, (row, text) in enumerate(zip(table["rows"], sentences, strict=False), start=1)
        ]
        return {**table, "sentences": rows, "rows": [] if rows else table["rows"]}


def _in_pairs(lines: list[Slots]) -> list[Slots]:
    """Return labelled lines two by two, and the last one alone where they are odd."""
    pairs = []
    for first, second in zip_longest(lines[::2], lines[1::2], fillvalue={"label": "", "answer": NOTHING}):
        left, right = ({f"{name}_{side}": line[name] for name in line} for side, line in ((1, first), (2, second)))
        pairs.append({**left, **right, "both": bool(second["label"])})
    return pairs


_BesideMotive: TypeAlias = tuple[Motive, list[BroughtMotive | None]]
"""A motive, and what each partner brings about it."""

_ABOUT = ("what", "new", "who", "readers", "keep", "responsible", "use", "time", "how")
_OF_MEETING = ("what", "new", "readers")
_OF_RESEARCH = ("use",)
