"""A reading as HTML that stands on its own: the form as it was read, what was noticed beside it, then all the rest."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from .field_ids import FieldId
from .field_words import heading_of, question_of
from .findings import CORRECTED, Evidence, Finding, Passage, Severity
from .form_fields import columns_of, tables_of
from .forms import AlignmentForm, Form, PreparationForm

if TYPE_CHECKING:
    from .readings import Reading

_STYLE = """<style>
.hlo-reading { line-height: 1.4; }
.hlo-reading table { border-collapse: collapse; margin: 0 0 1.5em 0; font-size: inherit; }
.hlo-reading table.form { table-layout: fixed; width: 100%; max-width: 80em; }
.hlo-reading table.form th:nth-child(1), .hlo-reading table.form th:nth-child(2) { width: 26%; }
.hlo-reading table.form th:nth-child(3) { width: 14%; }
.hlo-reading table caption {
  caption-side: top; text-align: left; font-weight: bold; padding: 0.4em 0; color: inherit; }
.hlo-reading table tr, .hlo-reading table tr:nth-child(n):hover { background: transparent; }
.hlo-reading table th, .hlo-reading table td {
  text-align: left; vertical-align: top; padding: 0.35em 0.7em; line-height: 1.4;
  border: 1px solid rgba(128, 128, 128, 0.6); white-space: normal; overflow-wrap: break-word; }
.hlo-reading table tbody th { font-weight: normal; }
.hlo-reading .written { display: block; white-space: pre-wrap; }
.hlo-reading .told { display: block; }
.hlo-reading .to-check { display: block; border-left: 0.25em solid; padding-left: 0.5em; }
.hlo-reading .blank { font-style: italic; }
</style>"""

_SHOWN_APART = {"unplaced-text", "hidden-text", "deleted-text"}


def html_of(reading: Reading) -> str:
    """The reading as tables, in the language of the form."""
    content = "\n".join(_Page(reading).parts())
    return f'<div class="hlo-reading" lang="{html.escape(reading.language)}">\n{_STYLE}\n{content}\n</div>'


def _written(text: str, label: str = "") -> str:
    """What a person wrote: escaped, with its own line ends, and in its own direction; its label before it."""
    name = f"<strong>{html.escape(label)}:</strong> " if label else ""
    return f'<span class="written">{name}<bdi>{html.escape(text)}</bdi></span>'


def _row(head: str, cells: Iterable[str]) -> str:
    values = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{head}</th>{values}</tr>'


def _table(caption: str, heads: Iterable[str], rows: Iterable[str], kind: str = "rest") -> str:
    cells = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in heads)
    head = f"<caption>{html.escape(caption)}</caption>\n<thead><tr>{cells}</tr></thead>"
    return f'<table class="{kind}">\n{head}\n<tbody>{"".join(rows)}</tbody>\n</table>'


@attrs.frozen
class _Line:
    """A line of the form: what it is called, what was read there (with the name of its column, or ""), its field."""

    field: str
    label: str
    values: tuple[tuple[str, str | None], ...]


@attrs.frozen
class _Page:
    reading: Reading
    told: set[int] = attrs.field(factory=set)

    def parts(self) -> Iterator[str]:
        """The parts of the page, in order."""
        yield self._opening()
        for number, form in enumerate(self.reading.forms, 1):
            yield from self._form(_FormView(form, self.reading, number))
        yield from self._document()
        yield from self._passages("unplaced", self.reading.unplaced)
        yield from self._passages("deleted", self.reading.deleted)
        yield from self._passages("remarks", self.reading.remarks)

    def _word(self, key: str) -> str:
        return self.reading.instrument.word(key, self.reading.language)

    def _opening(self) -> str:
        counted = {name: len(getattr(self.reading, name)) for name in ("forms", "warnings")}
        counted |= {name: len(getattr(self.reading, name)) for name in ("unplaced", "deleted", "remarks")}
        counts = " · ".join(f"{html.escape(self._word(f'reading.count.{name}'))}: {n}" for name, n in counted.items())
        source = f"<br><bdi>{html.escape(self.reading.source)}</bdi>" if self.reading.source else ""
        return f"<p><strong>{html.escape(self._word('reading.title'))}</strong>{source}<br>{counts}</p>"

    def _form(self, view: _FormView) -> Iterator[str]:
        several = self._word("place.form").replace("{number}", f"{view.number}: ")
        title = (several if len(self.reading.forms) > 1 else "") + view.title
        yield f"<p><strong>{html.escape(title[:1].upper() + title[1:])}</strong></p>"
        heads = [self._word(f"reading.column.{name}") for name in ("field", "value", "how", "findings")]
        for caption, lines in view.sections():
            rows = [self._line(line) for line in lines]
            if rows:
                yield _table(caption, heads, rows, "form")

    def _line(self, line: _Line) -> str:
        values = "".join(self._value(label, value) for label, value in line.values)
        found = [entry for field, entry in self.reading.evidence.items() if _is_about(field, line.field)]
        told = ", ".join(self._word(f"reading.how.{name}") for name in dict.fromkeys(entry.how for entry in found))
        before = "".join(self._before(entry) for entry in found if entry.how == CORRECTED)
        return _row(html.escape(line.label), [values, html.escape(told) + before, self._beside(line.field)])

    def _before(self, entry: Evidence) -> str:
        """What stood in the document before a person corrected it."""
        if not entry.seen or entry.seen in self.reading.instrument.prompt_texts:
            return ""
        return _written(self._word("reading.seen").replace("{seen}", entry.seen))

    def _value(self, label: str, value: str | None) -> str:
        blank = f'<span class="blank">{html.escape(self._word("reading.blank"))}</span>'
        return blank if value is None else _written(value, label)

    def _beside(self, field: str) -> str:
        about = [(n, f) for n, f in enumerate(self.reading.findings) if f.field and _is_about(f.field, field)]
        self.told.update(number for number, _ in about)
        return "".join(self._finding(finding, self._at(finding)) for _, finding in about)

    def _at(self, finding: Finding) -> str:
        place = finding.place.words(self.reading.instrument, self.reading.language)
        return (f"{place}: " if place else "") + finding.said(self.reading.instrument, self.reading.language)

    def _finding(self, finding: Finding, message: str) -> str:
        said = html.escape(message)
        kind, mark = "told", ""
        if finding in self.reading.settled:
            mark = self._word("reading.settled")
        elif finding.severity is Severity.WARNING:
            kind, mark = "to-check", self._word("reading.check")
        strong = f"<strong>{html.escape(mark)}:</strong> " if mark else ""
        return f'<span class="{kind}">{strong}<bdi>{said}</bdi></span>'

    def _document(self) -> Iterator[str]:
        """What was noticed beside single lines, and stands in no list of texts either."""
        left = [f for n, f in enumerate(self.reading.findings) if n not in self.told and f.code not in _SHOWN_APART]
        if left:
            yield f"<p><strong>{html.escape(self._word('reading.document'))}</strong></p>"
            told = ((f, f.message(self.reading.instrument, self.reading.language)) for f in left)
            yield "<ul>" + "".join(f"<li>{self._finding(*found)}</li>" for found in told) + "</ul>"

    def _passages(self, name: str, passages: tuple[Passage, ...]) -> Iterator[str]:
        if not passages:
            return
        known = any(passage.author or passage.date for passage in passages)
        columns = ["place", "text", "who"] if known else ["place", "text"]
        rows = [_row(self._place(passage), self._told(passage, known=known)) for passage in passages]
        yield _table(self._word(f"reading.count.{name}"), [self._word(f"reading.column.{c}") for c in columns], rows)
        advice = {"unplaced": "unplaced-text", "deleted": "deleted-text"}.get(name)
        if advice:
            yield f"<p>{html.escape(self._word(f'finding.{advice}'))}</p>"

    def _place(self, passage: Passage) -> str:
        return html.escape(passage.place.words(self.reading.instrument, self.reading.language))

    def _told(self, passage: Passage, *, known: bool) -> list[str]:
        who = ", ".join(text for text in (passage.author, passage.date) if text)
        return [_written(passage.text), *([f"<bdi>{html.escape(who)}</bdi>"] if known else [])]


def _is_about(field: str, line: str) -> bool:
    return field == line or field.startswith(line + ".")


@attrs.frozen
class _FormView:
    """One form of a document, as sections of lines."""

    form: Form
    reading: Reading
    number: int

    @property
    def language(self) -> str:
        """The language of the document, where this form has it."""
        known = self.form.instrument.languages
        return self.reading.language if self.reading.language in known else known[0]

    @property
    def title(self) -> str:
        """The title of the form."""
        if isinstance(self.form, PreparationForm):
            return self.form.instrument.organisation_type(self.form.organisation.type or "").form_title[self.language]
        return self._word(f"form.title.{self.form.phase}")

    def sections(self) -> Iterator[tuple[str, list[_Line]]]:
        """Each part of the form with its heading and lines, in the order of the form."""
        yield self._word("heading.details"), list(self._details())
        tables = {table: self._records(table) for table in tables_of(self.form)}
        for table in ("organisations", "participants"):
            yield self._heading(table), tables.pop(table, [])
        if isinstance(self.form, PreparationForm):
            yield from self._motives(self.form)
            yield self._heading("other_motives"), tables.pop("other_motives")
        yield self._word("reading.questions"), list(self._answers())
        for table, lines in tables.items():
            yield self._heading(table), lines

    def _heading(self, table: str) -> str:
        field = FieldId.of(table)
        if field.key:
            return question_of(field.key, self.form.instrument, self.language)
        return heading_of(table, self.form.instrument, self.language)

    def _word(self, key: str) -> str:
        return self.form.instrument.word(key, self.language)

    def _id(self, field: str) -> str:
        return str(attrs.evolve(FieldId.of(field), form=self.number))

    def _details(self) -> Iterator[_Line]:
        for key in self.form.instrument.words:
            names = key.removeprefix("label.").split(".")
            if not key.startswith("label.") or not hasattr(self.form, names[0]):
                continue
            value: Any = self.form  # Any: walks down to a text
            for name in names:
                value = getattr(value, name)
            if value is not None or names[0] != "invitation":
                yield _Line(self._id(".".join(names)), self._word(key), (("", self._shown(names[-1], value)),))

    def _shown(self, column: str, value: str | None) -> str | None:
        """A value as people read it: the words for the id of a choice, an organisation or a motive."""
        instrument, known = self.form.instrument, dict[str, str]()
        if column == "type":
            known = {kind.id: kind.label[self.language] for kind in instrument.organisation_types}
        elif column.endswith("motive"):
            known = {motive.id: motive.label[self.language] for motive in instrument.motives}
        elif column.endswith("organisation") and isinstance(self.form, AlignmentForm):
            known = {partner.id: partner.name for partner in self.form.organisations if partner.id and partner.name}
        elif value is not None and column in ("ownership", "kind"):
            known = {value: self._word(f"{'relation' if column == 'kind' else column}.{value}")}
        return known.get(value, value) if value is not None else None

    def _motives(self, form: PreparationForm) -> Iterator[tuple[str, list[_Line]]]:
        instrument, offered = form.instrument, {answer.motive: answer for answer in form.motives}
        outcome = instrument.headings["outcome"][self.language]
        for category in instrument.categories:
            lines = []
            for motive in instrument.in_category(category.id):
                if motive.id in offered:
                    status = self._word(f"status.{form.status(motive.id)}")
                    values = [("", status), *([(outcome, text)] if (text := offered[motive.id].outcome) else [])]
                    lines.append(_Line(self._id(f"motives.{motive.id}"), motive.label[self.language], tuple(values)))
            yield category.label[self.language], lines

    def _answers(self) -> Iterator[_Line]:
        for question in self.form.questions:
            label = question_of(question.id, self.form.instrument, self.language)
            value = self.form.answers.get(question.id)
            yield _Line(self._id(f"answers.{question.id}"), label, (("", value),))

    def _records(self, table: str) -> list[_Line]:
        found = []
        for number, row in enumerate(tables_of(self.form)[table], 1):
            values = []
            for column in columns_of(self.form, table):
                value = self._shown(column, getattr(row, column))
                key = f"column.{FieldId.of(table).part}.{column}"
                if value is not None and key in self.form.instrument.words:
                    values.append((self._word(key), value))
            found.append(_Line(self._id(f"{table}.{number}"), str(number), tuple(values)))
        gone = self._id(f"{table}.removed")
        return [*found, *([_Line(gone, self._word("reading.removed"), ())] if gone in self.reading.evidence else [])]
