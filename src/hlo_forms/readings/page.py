"""A reading as HTML that stands on its own: the form as it was read, what was noticed beside it, then all the rest."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from ..form_lines import FormLines, Line
from .findings import CORRECTED, Evidence, Finding, Passage, Severity

if TYPE_CHECKING:
    from .reading import Reading

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
