"""A comparison as HTML that stands on its own: tables with captions and headers, in the colours of the page."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from ..forms import Status
from .comparison_page import ComparisonWords
from .verdicts import COUNTED, Cell, CounterpartComparison, MotiveComparison, Overlap, VoiceAnswer

if TYPE_CHECKING:
    from .comparison import Comparison

_STYLE = """<style>
.hlo-comparison { line-height: 1.4; }
.hlo-comparison table { border-collapse: collapse; margin: 0 0 1.5em 0; font-size: inherit; }
.hlo-comparison table caption {
  caption-side: top; text-align: left; font-weight: bold; padding: 0.4em 0; color: inherit; }
.hlo-comparison table tr, .hlo-comparison table tr:nth-child(n):hover { background: transparent; }
.hlo-comparison table th, .hlo-comparison table td {
  text-align: left; vertical-align: top; padding: 0.35em 0.7em; line-height: 1.4;
  border: 1px solid rgba(128, 128, 128, 0.6); max-width: 24em; white-space: normal; overflow-wrap: break-word; }
.hlo-comparison table tbody th { font-weight: normal; }
.hlo-comparison table th[scope=rowgroup] { font-weight: bold; border-top: 2px solid; }
.hlo-comparison .written { display: block; white-space: pre-wrap; }
.hlo-comparison .check { font-weight: bold; }
</style>"""

Row = MotiveComparison | CounterpartComparison


def html_of(comparison: Comparison, language: str) -> str:
    """The comparison as tables, with a list of what to check at the end."""
    page = _Page(ComparisonWords(comparison, language))
    tables = (page.opening, page.motives, page.counterparts, page.own, page.categories, page.pairs, page.checks)
    content = "\n".join(part for table in tables for part in table())
    return f'<div class="hlo-comparison" lang="{html.escape(language)}">\n{_STYLE}\n{content}\n</div>'


def written(text: str) -> str:
    """What a person wrote: escaped, with its own line ends, and in its own direction."""
    return f"<bdi>{html.escape(text)}</bdi>"


def _head(texts: Iterable[str]) -> str:
    cells = "".join(f'<th scope="col">{text}</th>' for text in texts)
    return f"<thead><tr>{cells}</tr></thead>"


def _line(head: str, cells: Iterable[str]) -> str:
    values = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{head}</th>{values}</tr>'


def _table(caption: str, head: Iterable[str], bodies: Iterable[str]) -> str:
    return f"<table>\n<caption>{caption}</caption>\n{_head(head)}\n" + "\n".join(bodies) + "\n</table>"


@attrs.frozen
class _Page:
    words: ComparisonWords

    def opening(self) -> Iterator[str]:
        known = "".join(f"<br>{html.escape(label)}: {written(text)}" for label, text in self.words.heads())
        yield f"<p><strong>{self._said('compare.title')}</strong>{known}</p>"
        yield f"<p>{'<br>'.join(html.escape(line) for line in self.words.summary())}</p>"

    def motives(self) -> Iterator[str]:
        span = len(self.words.comparison.organisations) + 2
        bodies = []
        for heading, rows in self.words.by_category():
            head = f'<tr><th scope="rowgroup" colspan="{span}">{html.escape(heading)}</th></tr>'
            lines = [self._row(html.escape(self.words.motive(row.motive)), row) for row in rows]
            bodies.append(f"<tbody>{head}{''.join(lines)}</tbody>")
        yield _table(self._said("compare.heading.motives"), self._columns("compare.column.motive"), bodies)
        if left := self.words.not_offered():
            yield f"<p>{html.escape(left)}</p>"

    def counterparts(self) -> Iterator[str]:
        rows = [row for row in self.words.comparison.counterparts if row.offered_to]
        if not rows:
            return
        lines = [
            self._row(
                f"{html.escape(self.words.motive(row.first))}<br>{html.escape(self.words.motive(row.second))}", row
            )
            for row in rows
        ]
        body = f"<tbody>{''.join(lines)}</tbody>"
        yield _table(self._said("compare.heading.counterparts"), self._columns("compare.column.motive"), [body])
        if self.words.comparison.instrument.counterparts_origin == "ours":
            yield f"<p>{self._said('compare.counterparts.ours')}</p>"

    def own(self) -> Iterator[str]:
        if not self.words.comparison.other_motives:
            return
        lines = []
        for own in self.words.comparison.other_motives:
            several = len(self.words.side(own.organisation).voices) > 1
            voice = f"<br>{written(self.words.respondent(own.respondent))}" if several else ""
            text = written(own.text or "-") + self._checks(self.words.numbers(own))
            lines.append(_line(self._name(own.organisation) + voice, [text, written(own.outcome or "-")]))
        heads = ["label.organisation.name", "compare.column.motive", "compare.heading.outcomes"]
        caption = html.escape(self.words.own_heading())
        yield _table(caption, [self._said(key) for key in heads], [f"<tbody>{''.join(lines)}</tbody>"])

    def categories(self) -> Iterator[str]:
        comparison = self.words.comparison
        lines = []
        for category in comparison.instrument.categories:
            own = [count for count in comparison.categories if count.category == category.id]
            if own:
                cells = [html.escape(self.words.count(count)) for count in own]
                lines.append(_line(html.escape(category.label[self.words.language]), cells))
        heads = [self._said("compare.column.category"), *self._names()]
        yield _table(self._said("compare.heading.categories"), heads, [f"<tbody>{''.join(lines)}</tbody>"])

    def pairs(self) -> Iterator[str]:
        lines = []
        for pair in self.words.comparison.pairs:
            name = self.words.word(
                "compare.pair", first=self.words.name(pair.first), second=self.words.name(pair.second)
            )
            for what, overlap in self.words.overlaps(pair):
                coefficient = self.words.coefficient(overlap) if overlap is pair.motives else ""
                cells = [html.escape(what), *self._counts(overlap), html.escape(coefficient or "-")]
                lines.append(_line(written(name), cells))
        columns = ["pair", "what", "offered", *COUNTED, "coefficient"]
        heads = [self._said(f"compare.column.{name}") for name in columns]
        yield _table(self._said("compare.heading.pairs"), heads, [f"<tbody>{''.join(lines)}</tbody>"])

    def checks(self) -> Iterator[str]:
        if self.words.doubts:
            lines = "".join(f"<li>{written(self.words.check(doubt))}</li>" for doubt in self.words.doubts)
            yield f"<p><strong>{self._said('compare.heading.doubts')}</strong></p>\n<ol>{lines}</ol>"

    def _counts(self, overlap: Overlap) -> list[str]:
        checks = f" ({self._said('compare.count.doubtful', k=overlap.doubtful)})" if overlap.doubtful else ""
        return [f"{overlap.offered}{checks}", *(str(getattr(overlap, name)) for name in COUNTED)]

    def _row(self, label: str, row: Row) -> str:
        return _line(label, [*(self._cell(cell) for cell in row.cells), written(self.words.verdict(row))])

    def _cell(self, cell: Cell) -> str:
        told = self._status(cell) + self._checks(self.words.numbers(cell))
        if len(cell.voices) == 1:
            return told + "".join(f'<span class="written">{written(outcome)}</span>' for outcome in cell.outcomes)
        return told + "".join(self._voice(voice) for voice in cell.voices if voice.outcome or cell.voices_differ)

    def _status(self, cell: Cell) -> str:
        said = html.escape(self.words.status(cell))
        return f"<strong>{said}</strong>" if cell.status is Status.APPLIES else said

    def _voice(self, voice: VoiceAnswer) -> str:
        who, status = written(self.words.respondent(voice.respondent)), html.escape(self.words.status(voice))
        outcome = f". {written(voice.outcome)}" if voice.outcome else ""
        return f'<span class="written">{who}: {status}{outcome}</span>'

    def _checks(self, numbers: str) -> str:
        said = self._said("compare.check", numbers=numbers)
        return f' <span class="check">[{said}]</span>' if numbers else ""

    def _columns(self, first: str) -> list[str]:
        return [self._said(first), *self._sides(), self._said("compare.column.comparison")]

    def _names(self) -> list[str]:
        return [self._name(side.id) for side in self.words.comparison.organisations]

    def _sides(self) -> list[str]:
        """Each organisation with its type, its voices where it has several, and what to check about its form."""
        found = []
        for side in self.words.comparison.organisations:
            voices = [written(self.words.respondent(voice.respondent)) for voice in side.voices]
            said = f"<br>{'; '.join(voices)}" if len(voices) > 1 else ""
            checks = self._checks(self.words.numbers(side))
            found.append(f"{self._name(side.id)}<br>{html.escape(self.words.type(side))}{said}{checks}")
        return found

    def _name(self, organisation: str) -> str:
        return written(self.words.name(organisation))

    def _said(self, key: str, **values: object) -> str:
        return html.escape(self.words.word(key, **values))
