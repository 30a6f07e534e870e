"""Prefilled text carried over from an earlier phase or round: the slots that hold it beside the fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from ...forms import (
    AlignmentForm,
    BroughtAnswer,
    BroughtMotive,
    BroughtRelation,
    CommitmentForm,
    PreparationForm,
    Status,
)
from ...instrument.parts import Motive
from .. import carried
from ..controls import Xml
from ..fields import (
    LEGEND,
    MEETING_ANSWERS,
    MEETING_RELATIONS,
    OUTCOMES,
    OVERVIEW,
    OWN_MOTIVES,
    OWN_OTHERS,
    PARTNERS_ANSWERS,
    PARTNERS_OTHERS,
    PREVIOUS_OTHERS,
    Records,
    title_of_column,
)
from .fields import FieldWriter, Slots

_NOTHING = Xml("")


@attrs.frozen
class CarriedOver:
    """Writes what is carried over, with the writer of a form."""

    writer: FieldWriter

    def _mark(self, text: str | None, doubtful: bool) -> str | None:
        return carried.with_doubt_mark(text, doubtful, self.writer.instrument, self.writer.language)

    def _text(self, field: str, text: str | None, alias: str) -> Xml:
        """A control for a text that is carried over, with its check in the tag; empty where there is no text."""
        if text is None:
            return _NOTHING
        return self.writer.text(f"{field}~{carried.check_of(text)}", text, "cell", alias)

    def _headers(self, records: Records) -> Slots:
        return {column.name: self._title(records.name, column.name) for column in records.columns}

    def _title(self, table: str, column: str) -> str:
        return title_of_column(table, column, self.writer.instrument, self.writer.language)

    def _table(self, records: Records, rows: Sequence[Slots], **more: Any) -> Slots:  # Any: what a slot takes
        heading = f"heading.{records.name}"
        return {"heading": self.writer.word(heading), "headers": self._headers(records), "rows": rows, **more}

    def _cells(self, records: Records, field: str, texts: dict[str, str | None], fixed: Sequence[str] = ()) -> Slots:
        """The cells of a row: those in `fixed` are labels, the others hold a text in a control."""
        return {
            name: (text or "")
            if name in fixed
            else self._text(f"{field}.{name}", text, self._title(records.name, name))
            for name, text in texts.items()
        }

    # ---- phase 1, a year later

    def round_before(self, form: PreparationForm) -> Slots:
        """Return the slots for the answers of the round before."""
        rows = []
        for number, row in enumerate(form.previous_other, start=1):
            field, note = f"previous_other.{number}", self._mark(None, row.doubtful)
            alias = f"{self.writer.word('column.previous_other.realised')} {number}"
            cells = self._cells(PREVIOUS_OTHERS, field, {"text": row.text, "note": note, "outcome": row.outcome})
            rows.append({**cells, "realised": self.writer.choice(f"{field}.realised", "realised", row.realised, alias)})
        return {
            "previous": {
                "shown": bool(form.previous),
                "before_header": self.writer.word("column.motives.before"),
                "realised_header": self.writer.word("column.motives.realised"),
            },
            "previous_other": self._table(PREVIOUS_OTHERS, rows),
        }

    def motive_before(self, form: PreparationForm, motive: str) -> Slots:
        """Return the slots for a motive in the round before: its answer, and the question whether it was realised."""
        row = next((row for row in form.previous if row.motive == motive), None)
        if row is None:
            return {"before": _NOTHING, "realised": _NOTHING}
        instrument, language = self.writer.instrument, self.writer.language
        label = instrument.motive(motive).label[language]
        text = carried.previous_text(row.ticked, row.outcome, row.doubtful, instrument, language)
        before, realised = (self.writer.word(f"column.motives.{name}") for name in ("before", "realised"))
        return {
            "before": self._text(f"previous.{motive}.before", text, f"{before}: {label}"),
            "realised": self.writer.choice(
                f"previous.{motive}.realised", "realised", row.realised, f"{realised}: {label}"
            ),
        }

    # ---- phase 2

    def partners(self, form: AlignmentForm) -> Slots:
        """Return the slots for what the partners bring from phase 1."""
        motives = [self._overview_row(form, n, motive) for n, motive in enumerate(form.instrument.motives, start=1)]
        outcomes = [self._outcomes(form, motive) for motive in form.instrument.motives]
        asked = dict.fromkeys(row.question for row in form.brought_answers)
        numbers = {partner.id: number for number, partner in enumerate(form.organisations, start=1)}
        return {
            "brought": bool(form.brought),
            "brings": bool(form.brought or form.brought_other or form.brought_answers),
            "marked": form.marked,
            "overview": self._table(
                OVERVIEW,
                motives,
                help=self.writer.word("heading.overview.help"),
                legend=self.writer.text(LEGEND, self._legend(form), "cell", self.writer.word("heading.organisations")),
            ),
            "outcome_headers": self._headers(OUTCOMES),
            "outcomes": {
                "heading": self.writer.word("heading.outcomes"),
                "help": self.writer.word("heading.outcomes.help"),
                "motives": [table for table in outcomes if table["rows"]],
            },
            "brought_other": self._table(
                PARTNERS_OTHERS,
                [
                    self._cells(
                        PARTNERS_OTHERS,
                        f"brought_other.{number}",
                        {"organisation": self._partner(form, row, numbers), "text": row.text, "outcome": row.outcome},
                        fixed=("organisation",),
                    )
                    for number, row in enumerate(form.brought_other, start=1)
                ],
            ),
            "brought_answers": self._table(
                PARTNERS_ANSWERS,
                [],
                questions=[self._answers(form, question, numbers) for question in asked],
            ),
        }

    def _legend(self, form: AlignmentForm) -> str:
        return carried.legend_of(form.organisations, form.instrument, self.writer.language)

    def _partner(self, form: AlignmentForm, row: Any, numbers: dict[str | None, int]) -> str | None:  # Any: any row
        number = numbers[row.organisation]
        return self._mark(carried.label_of(number, form.organisations[number - 1]), row.doubtful)

    def _overview_row(self, form: AlignmentForm, number: int, motive: Motive) -> Slots:
        rows = {row.organisation: row for row in form.brought if row.motive == motive.id}
        label, texts = motive.label[self.writer.language], {}
        for status in Status:
            numbers = (
                (n, rows[partner.id].doubtful)
                for n, partner in enumerate(form.organisations, start=1)
                if partner.id in rows and rows[partner.id].status is status
            )
            text = carried.numbers_text(numbers, self.writer.instrument, self.writer.language)
            alias = f"{self._title('overview', status.value)}: {label}"
            texts[status.value] = self._text(f"overview.{number}.{status.value}", text, alias)
        shared = carried.shared_text(list(rows.values()), self.writer.instrument, self.writer.language)
        return {"motive": label, **texts, "shared": shared or ""}

    def _outcomes(self, form: AlignmentForm, motive: Motive) -> Slots:
        rows = []
        for number, partner in enumerate(form.organisations, start=1):
            row = next((r for r in form.brought if r.motive == motive.id and r.organisation == partner.id), None)
            if row and partner.id and (row.outcome or row.status in (Status.APPLIES, Status.UNCLEAR)):
                who = self._mark(carried.label_of(number, partner), row.doubtful)
                field = f"outcomes.{motive.id}.{number}"
                texts = {"organisation": who, "outcome": row.outcome}
                rows.append(self._cells(OUTCOMES, field, texts, fixed=("organisation",)))
        return {"label": motive.label[self.writer.language], "rows": rows}

    def _answers(self, form: AlignmentForm, question: str, numbers: dict[str | None, int]) -> Slots:
        asked = self.writer.instrument.question(question)
        rows = [row for row in form.brought_answers if row.question == question]
        return {
            "label": asked.label[self.writer.language],
            "rows": [
                self._cells(
                    PARTNERS_ANSWERS,
                    f"brought_answers.{question}.{number}",
                    {"organisation": self._partner(form, row, numbers), "text": row.text},
                    fixed=("organisation",),
                )
                for number, row in enumerate(rows, start=1)
            ],
        }

    # ---- phase 3

    def meeting(self, form: CommitmentForm) -> Slots:
        """Return the slots for what an organisation brings to phase 3."""
        others = [
            {"text": row.text, "note": self._mark(None, row.doubtful), "outcome": row.outcome}
            for row in form.brought_other
        ]
        return {
            "brought": self._numbered(OWN_MOTIVES, map(self._own_motive, form.brought), ("motive",)),
            "brought_other": self._numbered(OWN_OTHERS, others),
            "meeting_answers": self._numbered(
                MEETING_ANSWERS, map(self._meeting_answer, form.meeting_answers), ("question",)
            ),
            "meeting_relations": self._numbered(MEETING_RELATIONS, map(self._relation, form.meeting_relations)),
        }

    def _numbered(self, records: Records, rows: Any, fixed: Sequence[str] = ()) -> Slots:  # Any: rows of texts
        cells = [
            self._cells(records, f"{records.name}.{number}", texts, fixed) for number, texts in enumerate(rows, start=1)
        ]
        return self._table(records, cells)

    def _own_motive(self, row: BroughtMotive) -> dict[str, str | None]:
        word = self.writer.word(f"status.{row.status.value}")
        label = self.writer.instrument.motive(row.motive).label[self.writer.language]
        return {"motive": label, "status": self._mark(word, row.doubtful), "outcome": row.outcome}

    def _meeting_answer(self, row: BroughtAnswer) -> dict[str, str | None]:
        asked = self.writer.instrument.question(row.question)
        label = f"{asked.number}. {asked.label[self.writer.language]}"
        return {"question": self._mark(label, row.doubtful), "text": row.text}

    def _relation(self, row: BroughtRelation) -> dict[str, str | None]:
        kind = self.writer.word(f"relation.{row.kind}") if row.kind else None
        texts = {column.name: getattr(row, column.name) for column in MEETING_RELATIONS.columns}
        shown = {name: self.writer.shown(name, text) for name, text in texts.items() if name != "kind"}
        return {**shown, "kind": self._mark(kind, row.doubtful)}
