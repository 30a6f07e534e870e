"""The whole instrument as one document, in the order of its source: to read, to print, or to hand to its authors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from ..basics.arguments import must_be
from ..instrument.checks import SOURCE_NOTES
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from ..instrument.parts import OrganisationType, Question, Wording
from ..pages.model import Block, Bullets, Heading, Page, PageRow, PageTable, Runs, Section, Text, fixed, section
from ..word.sources import Source
from ..word.writer.report import render_page

_MISSING, _OURS = "*", "†"
_UNSIGNED = ("who_takes_part", "citation")
"""Wordings that stand nowhere in the booklet, or in its last section."""
_WIDTHS = (2, 3)
_ROOM = fixed("\n")  # two lines, to write by hand


def booklet(
    *, language: str | None = None, instrument: Instrument | None = None, template: Source | None = None
) -> bytes:
    """The whole instrument as one editable Word document (.docx), as bytes; the same input gives the same bytes.

    It follows the source: purpose, approach, the form of each type of organisation, the questions of phase 1, then
    phases 2 and 3 and further reading. Every text is the source's own, word for word, except where a sign marks it:
    * was lost in the source and is reconstructed, † was added by this library. The last section says so, with the
    source, its rights, and where the other languages come from.

    `language` is by default the first of the instrument, `instrument` the built-in one, and `template` a house style
    made from the built-in `report.docx`. Raises `InvalidValueError` for a language that the instrument does not have,
    and `TemplateError` for a template that cannot be used.

    >>> booklet(language="nl")[:2]
    b'PK'
    """
    chosen = load_instrument() if instrument is None else must_be("instrument", instrument, Instrument, "an instrument")
    language = chosen.languages[0] if language is None else language
    page = booklet_page(chosen, language)
    return render_page(page, chosen.word("footer.page", language), template)


def booklet_page(instrument: Instrument, language: str) -> Page:
    """Return the booklet as a page."""
    writer = _Booklet(instrument, language)
    return Page(
        kicker=instrument.word("booklet.kicker", language),
        title=writer.marked(instrument.title),
        locale=instrument.locale(language),
        contents=instrument.word("report.contents", language),
        sections=tuple(writer.sections()),
    )


@attrs.frozen
class _Booklet:
    """An instrument in one language, with a sign behind each text that does not come from the source."""

    instrument: Instrument
    language: str

    def marked(self, wording: Wording) -> str:
        """Return a text, with its sign if it was reconstructed or added."""
        signs = _MISSING * wording.reconstructed + _OURS * wording.ours
        return wording[self.language] + signs

    def sections(self) -> Iterator[Section]:
        """Yield the sections, in the order of the source."""
        headings = self.instrument.headings
        steps = Bullets(tuple(map(self._runs, self.instrument.approach_steps)), numbered=True)
        approach = [*self._texts(self.instrument.approach), *([steps] if steps.items else [])]
        approach += self._texts(self.instrument.approach_notes)
        yield from section(self.marked(headings["purpose"]), self._texts(self.instrument.purpose))
        yield from section(self.marked(headings["approach"]), approach)
        for phase in sorted(self.instrument.phases, key=lambda phase: phase.number):
            forms = self._forms() if phase.id == "preparation" else ()
            blocks = [*self._texts(phase.instruction), *forms]
            if phase.questions_heading:
                blocks.append(Text(self._runs(phase.questions_heading)))
            yield from section(self.marked(phase.label), [*blocks, *self._questions(phase.id)])
        yield from section(self.marked(headings["further_reading"]), self._texts(self.instrument.further_reading))
        yield from section(self._word("booklet.heading.about"), [Bullets(tuple(map(fixed, self._about())))])

    def _runs(self, wording: Wording) -> Runs:
        return fixed(self.marked(wording))

    def _word(self, key: str, **values: object) -> str:
        return self.instrument.word(key, self.language).format_map(values)

    def _texts(self, wordings: Iterable[Wording]) -> list[Block]:
        return [Text(self._runs(wording)) for wording in wordings]

    def _forms(self) -> Iterator[Block]:
        for kind in self.instrument.organisation_types:
            yield Heading(self.marked(kind.form_title))
            yield self._form(kind)

    def _form(self, kind: OrganisationType) -> PageTable:
        rows: list[PageRow] = []
        for category in self.instrument.categories:
            motives = self.instrument.in_category(category.id, kind.id)
            names = [self._runs(motive.label) for motive in motives]
            if category.free:
                names = [fixed("1.")]
            if names:
                rows.append(PageRow((self._runs(category.label),), group=True))
                rows += [PageRow((name, _ROOM)) for name in names]
        columns = tuple(self.marked(self.instrument.headings[name]) for name in ("motive", "outcome"))
        return PageTable(caption="", columns=columns, rows=tuple(rows), widths=_WIDTHS)

    def _questions(self, phase: str) -> Iterator[Block]:
        """Yield the questions of a phase, numbered: those without a theme first, then theme by theme."""
        questions = self.instrument.questions_of(phase)
        yield from self._numbered([question for question in questions if question.theme is None])
        for theme in self.instrument.themes:
            if theme.phase == phase:
                yield Heading(self.marked(theme.label))
                yield from self._numbered(self.instrument.questions_of(phase, theme.id))

    def _numbered(self, questions: Iterable[Question]) -> Iterator[Block]:
        items = tuple(self._runs(question.label) for question in sorted(questions, key=lambda each: each.number))
        if items:
            yield Bullets(items, numbered=True)

    def _about(self) -> Iterator[str]:
        """Yield what is not the source's own, and where the text comes from."""
        wordings = [wording for _, wording in self._asked()]
        if any(wording.reconstructed for wording in wordings):
            yield self._word("booklet.about.reconstructed", sign=_MISSING)
        if any(wording.ours for wording in wordings):
            yield self._word("booklet.about.ours", sign=_OURS)
        if self.language != self.instrument.languages[0]:
            yield self._word("booklet.about.translation")
        source, fallback = self.instrument.source, self.instrument.fallback
        for key in SOURCE_NOTES:
            texts = (source.get(name) for name in (f"{key}_{self.language}", f"{key}_{fallback}", key))
            yield from list(filter(None, texts))[:1]
        yield self._word("report.about.source", citation=self.instrument.citation[self.language])

    def _asked(self) -> Iterator[tuple[str, Wording]]:
        """Yield the wordings that the booklet prints with a sign, where they need one."""
        for place, wording in self.instrument.wordings():
            if not place.startswith(("words.", "prompts.", "notes.")) and not place.endswith(_UNSIGNED):
                yield place, wording
