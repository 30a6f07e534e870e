"""Prefilled text carried over from an earlier phase or round: the slots that hold it beside the fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from ...forms.naming import letters_of
from ...instrument.parts import Motive
from .. import carried
from ..controls import Xml
from ..fields import (
    MEETING_ANSWERS,
    MEETING_RELATIONS,
    OWN_MOTIVES,
    OWN_OTHERS,
    PARTNERS_ANSWERS,
    PARTNERS_OTHERS,
    PREVIOUS_OTHERS,
    Records,
    title_of_column,
)
from .fields import FieldWriter, Slots, with_soft_hyphens

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
        numbers = {partner.id: number for number, partner in enumerate(form.organisations, start=1)}
        return {
            "brought": bool(form.brought),
            "marked": form.marked,
            "overview": self._overview(form),
            "outcomes": {
                "heading": self.writer.word("heading.outcomes"),
                "help": self.writer.word("heading.outcomes.help"),
                "headers": {"motive": self.writer.word("column.outcomes.motive")},
                "categories": [made for _, made in self._by_category(form, self._outcomes) if made["motives"]],
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
                questions=[self._answers(form, q, numbers) for q in dict.fromkeys(r.question for r in form.brought_answers)],
            ),
        }

    def _partner(self, form: AlignmentForm, row: Any, numbers: dict[str | None, int]) -> str | None:  # Any: any row
        number = numbers[row.organisation]
        return self._mark(carried.label_of(number, form.organisations[number - 1]), row.doubtful)

    def _by_category(self, form: AlignmentForm, made: Callable[..., Slots]) -> Iterator[tuple[str, Slots]]:
        """Yield the slots for the motives of each category, made of their rows by motive and partner."""
        rows = {(row.motive, row.organisation): row for row in form.brought}
        for category in form.instrument.categories:
            motives = [motive for motive in form.instrument.motives if motive.category == category.id]
            if motives:
                label = category.label[self.writer.language]
                yield category.id, {"label": label, **made(form, motives, rows)}

    def _heads(self, form: AlignmentForm) -> list[Slots]:
        return [{"head": with_soft_hyphens(head)} for head in carried.heads_of(form.organisations)]

    def _overview(self, form: AlignmentForm) -> Slots:
        """The slots for the picture of all motives: a sign for each partner beside each motive."""
        shared = self.writer.word("column.overview.shared")
        return {
            "heading": self.writer.word("heading.overview"),
            "headers": {"motive": self.writer.word("column.overview.motive"), "shared": shared},
            "partners": self._heads(form),
            "categories": [made for _, made in self._by_category(form, self._signs)],
            "signs": carried.signs_line(form.instrument, self.writer.language),
        }

    def _signs(self, form: AlignmentForm, motives: list[Motive], rows: Mapping[Any, BroughtMotive]) -> Slots:
        letters, heads, lines = letters_of(form.instrument), carried.heads_of(form.organisations), []
        for motive in motives:
            label = motive.label[self.writer.language]
            own = [rows.get((motive.id, partner.id)) for partner in form.organisations]
            signs = [
                self._text(f"overview.{motive.id}.{n}.status", carried.sign_text(row), f"{head}: {label}")
                if row
                else _NOTHING
                for n, (row, head) in enumerate(zip(own, heads, strict=True), start=1)
            ]
            shared = carried.shared_text([row for row in own if row], form.instrument, self.writer.language)
            lines.append({"letter": letters[motive.id], "label": label, "signs": signs, "shared": shared or ""})
        return {"motives": lines, "blanks": [""] * len(form.organisations)}

    def _outcomes(self, form: AlignmentForm, motives: list[Motive], rows: Mapping[Any, BroughtMotive]) -> Slots:
        """The slots for the outcomes of a category: beside each other for a few partners, else below each other."""
        few = len(form.organisations) <= carried.BESIDE
        lines = []
        for motive in motives:
            own = [rows.get((motive.id, partner.id)) for partner in form.organisations]
            if any(row and carried.has_outcome(row) for row in own):
                lines.append(self._outcomes_of(form, motive, own, few=few))
        return {"motives": lines, "partners": self._heads(form) if few else []}

    def _outcomes_of(self, form: AlignmentForm, motive: Motive, own: list[BroughtMotive | None], *, few: bool) -> Slots:
        label, heads = motive.label[self.writer.language], carried.heads_of(form.organisations)
        title = self._title("outcomes", "outcome")
        shown = {
            n: self._text(f"outcomes.{motive.id}.{n}.outcome", row.outcome, f"{title} {head}: {label}")
            for n, (row, head) in enumerate(zip(own, heads, strict=True), start=1)
            if row and (few or carried.has_outcome(row))
        }
        texts = [shown.get(n, _NOTHING) for n in range(1, len(own) + 1)]
        listed = [{"organisation": heads[n - 1], "outcome": text} for n, text in shown.items()]
        return {"label": label, "texts": texts, "rows": listed, "header": self.writer.word("column.outcomes.organisation")}

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
