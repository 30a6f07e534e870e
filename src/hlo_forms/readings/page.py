"""A reading as HTML that stands on its own: the form as it was read, what was noticed beside it, then all the rest."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from ..forms import AlignmentForm, Form, PreparationForm
from ..forms.answers import BroughtMotive, Status
from ..forms.fields import CARRIED_OVER, FieldId, column_of, fields_of, heading_of, motive_of, question_of, tables_of
from ..pages.text import on_one_line
from .findings import CORRECTED, Evidence, Finding, Passage, Severity

if TYPE_CHECKING:
    from .reading import Reading


_STATUS = {True: "applies", False: "not_ticked", None: "unclear"}


@attrs.frozen
class Line:
    """A line of a form: the id of its field, what it is called, and its values, each with the name of its column."""

    field: str
    label: str
    values: tuple[tuple[str, str | None], ...]


@attrs.frozen
class FormLines:
    """The form with this number in a document, in a language where its instrument has that.

    `seen` are the ids of the fields that the document gave.
    """

    form: Form
    number: int
    wanted: str
    seen: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        """The language of the words."""
        known = self.form.instrument.languages
        return self.wanted if self.wanted in known else known[0]

    @property
    def title(self) -> str:
        """The title of the form."""
        if isinstance(self.form, PreparationForm):
            return self.form.instrument.organisation_type(self.form.organisation.type or "").form_title[self.language]
        return self._word(f"form.title.{self.form.phase}")

    def sections(self) -> Iterator[tuple[str, list[Line]]]:
        """Each part of the form with its heading and lines, in the order of the form; a part may have no lines."""
        yield self._word("heading.details"), list(self._details())
        tables = {table: self._records(table) for table in tables_of(self.form)}
        for table in ("organisations", "participants"):
            yield self._heading(table), tables.pop(table, [])
        for part in CARRIED_OVER:
            if part == "brought" and isinstance(self.form, AlignmentForm):
                yield self._word("heading.overview"), list(self._side_by_side(self.form))
            else:
                yield (
                    self._heading(part),
                    [self._given(part, *row) for row in enumerate(getattr(self.form, part, ()), 1)],
                )
        if isinstance(self.form, PreparationForm):
            yield from self._motives(self.form)
        for table in ("other_motives", "previous_other"):
            yield self._heading(table), tables.pop(table, [])
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

    def _details(self) -> Iterator[Line]:
        for key in self.form.instrument.words:
            names = key.removeprefix("label.").split(".")
            if not key.startswith("label.") or not hasattr(self.form, names[0]):
                continue
            value: Any = self.form  # Any: walks down to a text
            for name in names:
                value = getattr(value, name)
            silent = names[0] in ("invitation", "previous_round") or (
                names[0] == "research" and not self.form.asks_research
            )
            if value is not None or not silent:
                yield Line(self._id(".".join(names)), self._word(key), (("", self._shown(names[-1], value)),))

    def _motives(self, form: PreparationForm) -> Iterator[tuple[str, list[Line]]]:
        for category in form.instrument.categories:
            offered = [found.id for found in form.instrument.in_category(category.id)]
            lines = [self._motive(form, answer.motive) for answer in form.motives if answer.motive in offered]
            before = [self._previous(row) for row in form.previous if row.motive in offered]
            yield category.label[self.language], [*lines, *before]

    def _motive(self, form: PreparationForm, motive: str) -> Line:
        answer = form.answer(motive)
        values = [("", self._word(f"status.{form.status(motive)}")), *self._values("motives", ["outcome"], answer)]
        return Line(self._id(f"motives.{motive}"), motive_of(motive, form.instrument, self.language), tuple(values))

    def _previous(self, row: Any) -> Line:  # Any: a motive of the round before
        label = f"{motive_of(row.motive, self.form.instrument, self.language)} ({self._word('label.previous_round')})"
        values = self._values("previous", ["ticked", "outcome", "realised"], row)
        return Line(self._id(f"previous.{row.motive}"), label, tuple(values))

    def _answers(self) -> Iterator[Line]:
        for question in self.form.questions:
            label = question_of(question.id, self.form.instrument, self.language)
            yield Line(self._id(f"answers.{question.id}"), label, (("", self.form.answers.get(question.id)),))

    def _records(self, table: str) -> list[Line]:
        found = []
        for number, row in enumerate(tables_of(self.form)[table], 1):
            names = [field.name for field in attrs.fields(type(row)) if field.name != "question"]
            values = tuple(self._values(FieldId.of(table).part, names, row))
            found.append(Line(self._id(f"{table}.{number}"), str(number), values))
        gone = self._id(f"{table}.removed")
        return [*found, *([Line(gone, self._word("reading.removed"), ())] if gone in self.seen else [])]

    def _side_by_side(self, form: AlignmentForm) -> Iterator[Line]:
        """What the partners bring about each motive that they were offered."""
        for motive in dict.fromkeys(row.motive for row in form.brought):
            own = (row for row in form.brought if row.motive == motive)
            rows = [row for row in own if row.outcome or row.status is not Status.NOT_OFFERED]
            told = [(self._named("organisation", row.organisation or ""), self._brought(row)) for row in rows]
            yield Line(self._id(f"outcomes.{motive}"), motive_of(motive, form.instrument, self.language), tuple(told))

    def _brought(self, row: BroughtMotive) -> str:
        doubt = f" ({self._word('brought.doubtful')})" if row.doubtful else ""
        return self._word(f"status.{row.status}") + doubt + (f"\n{row.outcome}" if row.outcome else "")

    def _given(self, part: str, number: int, row: Any) -> Line:  # Any: any row
        names = [field.name for field in attrs.fields(type(row))]
        known = {name: self._shown(name, getattr(row, name)) for name in ("motive", "question") if name in names}
        label = next(iter(known.values()), None) or str(number)
        values = [*self._values(part, [name for name in names if name not in known], row)]
        doubt = [("", self._word("brought.doubtful"))] if row.doubtful else []
        return Line(self._id(f"{part}.{number}"), label, (*values, *doubt))

    def _values(self, part: str, names: Iterable[str], row: Any) -> Iterator[tuple[str, str]]:  # Any: any row
        for name in names:
            label = column_of(FieldId(part=part, column=name), self.form.instrument, self.language)
            value = self._shown(name, getattr(row, name))
            if value is not None and (label or name == "organisation"):
                yield label, value

    def _shown(self, column: str, value: Any) -> str | None:  # Any: a text, a tick or a status
        """A value as people read it: the words for a tick and for the id of a choice, an organisation or a motive."""
        if column == "ticked":
            return self._word(f"status.{_STATUS[value]}")
        if value is None or isinstance(value, bool):
            return None
        if column in ("status", "ownership", "realised", "research"):
            return self._word(f"{column}.{value}")
        return self._word(f"relation.{value}") if column == "kind" else self._named(column, str(value))

    def _named(self, column: str, id: str) -> str:
        """What the id of a part of the instrument or of a partner stands for; any other text as it is."""
        instrument = self.form.instrument
        if column == "type":
            return instrument.organisation_type(id).label[self.language]
        if column.endswith("motive"):
            return motive_of(id, instrument, self.language)
        if column == "question":
            return question_of(id, instrument, self.language)
        partners = self.form.organisations if isinstance(self.form, AlignmentForm) else ()
        named = (partner.name for partner in partners if partner.id == id and partner.name)
        return next(named, id) if column.endswith("organisation") else id


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
    sign = "" if label.endswith("?") else ":"
    name = f"<strong>{html.escape(label)}{sign}</strong> " if label else ""
    return f'<span class="written">{name}<bdi>{html.escape(text)}</bdi></span>'


def _row(head: str, cells: Iterable[str]) -> str:
    values = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{head}</th>{values}</tr>'


def _table(caption: str, heads: Iterable[str], rows: Iterable[str], kind: str = "rest") -> str:
    cells = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in heads)
    head = f"<caption>{html.escape(caption)}</caption>\n<thead><tr>{cells}</tr></thead>"
    return f'<table class="{kind}">\n{head}\n<tbody>{"".join(rows)}</tbody>\n</table>'


@attrs.frozen
class _Page:
    reading: Reading
    told: set[int] = attrs.field(factory=set)

    def parts(self) -> Iterator[str]:
        """The parts of the page, in order."""
        yield self._opening()
        for number, form in enumerate(self.reading.forms, 1):
            yield from self._form(FormLines(form, number, self.reading.language, frozenset(self.reading.evidence)))
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

    def _form(self, view: FormLines) -> Iterator[str]:
        several = self._word("place.form").replace("{number}", f"{view.number}: ")
        title = (several if len(self.reading.forms) > 1 else "") + view.title
        yield f"<p><strong>{html.escape(title[:1].upper() + title[1:])}</strong></p>"
        heads = [self._word(f"reading.column.{name}") for name in ("field", "value", "how", "findings")]
        for caption, lines in view.sections():
            rows = [self._line(line) for line in lines]
            if rows:
                yield _table(caption, heads, rows, "form")

    def _line(self, line: Line) -> str:
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


def _how(reading: Reading, field: str) -> str:
    exact = reading.evidence.get(field)
    under = (found for key, found in reading.evidence.items() if key.startswith(field + ".") and found.seen)
    found = exact or next(under, None)
    return found.how if found else ""


def table_of(reading: Reading) -> str:
    """What was found in a document: field, value, found by, doubts; then all else that was there."""
    rows = [("field", "value", "found by", "doubts")]
    for field, value in _fields(reading):
        doubts = ", ".join(dict.fromkeys(doubt.code for doubt in reading.doubts(field)))
        rows.append((field, on_one_line(value), _how(reading, field), doubts))
    widths = [min(max(len(row[column]) for row in rows), 60) for column in range(3)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)) for row in rows)
    return "\n".join([*(line.rstrip() for line in lines), *_passages(reading), *_findings(reading)])


def _fields(reading: Reading) -> Iterator[tuple[str, str]]:
    """The fields of every form, by the ids they have in the document."""
    for number, form in enumerate(reading.forms, 1):
        prefix = f"{number}/" if number > 1 else ""
        yield from ((prefix + field, value) for field, value in fields_of(form))


def _passages(reading: Reading) -> Iterator[str]:
    for name in ("unplaced", "deleted", "remarks"):
        found: tuple[Passage, ...] = getattr(reading, name)
        if found:
            yield f"\n{name}:"
        for passage in found:
            by = f" ({passage.author})" if passage.author else ""
            yield f"  {on_one_line(str(passage.place))}{on_one_line(by)}: {on_one_line(passage.text)}"


def _findings(reading: Reading) -> Iterator[str]:
    if reading.findings:
        yield "\nfindings:"
    settled = set(reading.settled)
    for finding, message in zip(reading.findings, reading.messages(), strict=True):
        about = f" {finding.field}:" if finding.field else ""
        done = " (settled)" if finding in settled else ""
        yield f"  {finding.severity} {finding.code}{done}:{about} {on_one_line(message)}"


def data_of(source: str, reading: Reading) -> dict[str, object]:
    """Everything that was found in a document, as an object for JSON."""
    from ..forms.interchange import envelope

    settled = set(reading.settled)
    return {
        "source": source,
        "language": reading.language,
        "forms": [envelope(form) for form in reading.forms],
        "findings": [
            {
                **_data(finding),
                "severity": str(finding.severity),
                "settled": finding in settled,
                "message": message,
            }
            for finding, message in zip(reading.findings, reading.messages(), strict=True)
        ],
        "evidence": [_data(found) for found in reading.evidence.values()],
        "unplaced": [_data(found) for found in reading.unplaced],
        "deleted": [_data(found) for found in reading.deleted],
        "remarks": [_data(found) for found in reading.remarks],
    }


def _data(value: Any) -> dict[str, object]:  # Any: an attrs value
    return attrs.asdict(value)
