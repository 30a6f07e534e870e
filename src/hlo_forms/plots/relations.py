"""The relations between motives that partners declared themselves: who, what, how they affect each other, who, what."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..comparison.labels import InstrumentLabels
from ..errors import InvalidValueError
from ..forms import AlignmentForm, DeclaredRelation
from ..pages.model import PageRow, PageTable, fixed, quoted
from ..readings.reading import Reading
from .drawing import ACCENT, BODY, GREY, PAGE, SMALL, WIDTH, Drawing, line_height
from .lettering import width, wrapped
from .marks import star
from .picture import Picture

_SIDE = 61.0
_LEFT, _RIGHT = _SIDE + 2, WIDTH - _SIDE - 2
_NAME, _MOTIVE, _NOTE = 3, 4, 3  # lines at most: the table has all
_OVER = 1.9  # from the line to the words over it, in millimetres
_DASHES = {"in_tension": (4.0, 2.0), None: (1.0, 2.0)}
_COLUMNS = ("first_organisation", "first_motive", "kind", "second_organisation", "second_motive", "note")


def relations(meeting: AlignmentForm | Reading, *, language: str | None = None) -> Picture:
    """Draw which motives affect each other, as the partners wrote in phase 2, in their order; nothing is inferred.

    On either side an organisation and its motive; between them a line with the kind in words, which differs in form
    too; under it the note of the partners, unless notes would take more than a page. In a reading, what is doubtful
    has a star. Raises `InvalidValueError` for anything but a form of phase 2.

    >>> from hlo_forms import AlignmentForm, DeclaredRelation, Organisation, plots
    >>> meeting = AlignmentForm(
    ...     organisations=[Organisation("De Linde"), Organisation("Verpleegkunde")],
    ...     relations=[DeclaredRelation(first_organisation="De Linde", first_motive="recruitment", kind="reinforce",
    ...         second_organisation="Verpleegkunde", second_motive="learning_outcomes")])
    >>> plots.relations(meeting).title
    'Motieven die elkaar raken, volgens de partners: 1 opgeschreven'
    """
    form = meeting.form if isinstance(meeting, Reading) else meeting
    if not isinstance(form, AlignmentForm):
        raise InvalidValueError("meeting", "a form of phase 2 (AlignmentForm), or a reading of one", meeting)
    reading = meeting if isinstance(meeting, Reading) else None
    own = reading.language if reading else form.instrument.languages[0]
    labels = InstrumentLabels(form.instrument, own if language is None else language)
    picture = _Lines(Drawing(labels), form, reading, notes=True).draw()
    if picture.height > PAGE and any(relation.note for relation in form.relations):
        picture = _Lines(Drawing(labels), form, reading, notes=False).draw()
    return picture


@attrs.frozen
class _Lines:
    sheet: Drawing
    form: AlignmentForm
    reading: Reading | None
    notes: bool

    def draw(self) -> Picture:
        sheet, word = self.sheet, self.sheet.labels.word
        title = word("plot.relations.title", k=len(self.form.relations))
        sheet.head(title, *([] if self.notes else [word("plot.relations.notes")]))
        for number, relation in enumerate(self.form.relations, 1):
            self._row(relation, doubtful=self._doubtful(number))
        if self.form.relations:
            sheet.rule((0, sheet.y), (WIDTH, sheet.y))
        if any(map(self._doubtful, range(1, len(self.form.relations) + 1))):
            sheet.legend([(lambda x, y: star(sheet, x, y), word("brought.doubtful"))])
        return sheet.done(title, word("plot.relations.alt"), self._table())

    def _doubtful(self, number: int) -> bool:
        return bool(self.reading and self.reading.doubts(f"relations.{number}"))

    # In words

    def _who(self, organisation: str | None) -> str:
        names = {partner.id: partner.name for partner in self.form.organisations}
        return names.get(organisation) or organisation or ""

    def _what(self, motive: str | None) -> str:
        ids = {motive.id for motive in self.form.instrument.motives}
        return self.sheet.labels.motive(motive) if motive in ids and motive else motive or ""

    def _kind(self, relation: DeclaredRelation) -> str:
        return self.sheet.labels.word(f"relation.{relation.kind}") if relation.kind else ""

    def _table(self) -> PageTable:
        word = self.sheet.labels.word
        rows = list(self._rows()) or [PageRow(tuple(fixed("-") for _ in _COLUMNS))]
        columns = tuple(word(f"column.relations.{name}") for name in _COLUMNS)
        widths = (3, 4, 3, 3, 4, 4)
        return PageTable(caption=word("plot.caption.relations"), columns=columns, rows=tuple(rows), widths=widths)

    def _rows(self) -> Iterator[PageRow]:
        doubt = f" ({self.sheet.labels.word('brought.doubtful')})"
        for number, relation in enumerate(self.form.relations, 1):
            kind = (self._kind(relation) or "-") + (doubt if self._doubtful(number) else "")
            first, second = (
                (quoted(self._who(organisation) or "-"), quoted(self._what(motive) or "-"))
                for organisation, motive in _sides(relation)
            )
            yield PageRow((*first, fixed(kind), *second, quoted(relation.note or "")))

    # Drawn

    def _row(self, relation: DeclaredRelation, *, doubtful: bool) -> None:
        sheet, top = self.sheet, self.sheet.y
        sheet.rule((0, top), (WIDTH, top))
        open_ = self.sheet.labels.word("status.not_filled_in")
        sides = []
        for organisation, motive in _sides(relation):
            who = wrapped(self._who(organisation), _SIDE - 1, BODY, bold=True, most=_NAME) if organisation else []
            sides.append((who, wrapped(self._what(motive) or open_, _SIDE - 1, BODY, most=_MOTIVE)))
        tallest = max(len(who) + len(what) for who, what in sides) * line_height(BODY)
        foot = top + 1.4 + max(tallest, 2 * line_height(BODY))
        middle = top + 1.4 + (foot - top - 1.4) / 2
        for (who, what), x in zip(sides, (0.0, WIDTH - _SIDE), strict=True):
            high = (len(who) + len(what)) * line_height(BODY)
            y = sheet.lines((x, middle - high / 2), who, bold=True)
            sheet.lines((x, y), what)
        self._line(relation, middle + 1.7, doubtful=doubtful)
        sheet.y = foot + 0.4
        if relation.note and self.notes:
            note = wrapped(relation.note, WIDTH - 1, SMALL, most=_NOTE)
            sheet.y = sheet.lines((0, sheet.y), note, SMALL, colour=GREY)
        sheet.y += 1.4

    def _line(self, relation: DeclaredRelation, y: float, *, doubtful: bool) -> None:
        """Draw a line between the two motives, of a form that fits its kind, with the kind in words over it."""
        sheet, x, kind = self.sheet, (_LEFT + _RIGHT) / 2, relation.kind
        text = self._kind(relation) or sheet.labels.word("status.not_filled_in")
        colour = ACCENT if kind else GREY
        sheet.text((x, y - line_height(SMALL) - _OVER), text, SMALL, bold=True, colour=colour, side="center")
        thick = 2.2 if kind == "reinforce" else 1.1
        sheet.rule((_LEFT + 1.5, y), (_RIGHT - 1.5, y), thick=thick, colour=colour, dash=_DASHES.get(kind, ()))
        for end in (_LEFT + 1.5, _RIGHT - 1.5) if kind else ():
            sheet.circle((end, y), 1.0, filled=True)
        if kind == "hinder":
            sheet.rule((x, y - 1.7), (x, y + 1.7), thick=1.6, colour=colour, over=True)
        if kind == "conflict":
            for slope in (-1.5, 1.5):
                sheet.rule((x - 1.5, y - slope), (x + 1.5, y + slope), thick=1.6, colour=colour, over=True)
        if doubtful:
            star(sheet, x + width(text, SMALL, bold=True) / 2 + 1.2, y - line_height(SMALL) / 2 - _OVER)


def _sides(relation: DeclaredRelation) -> tuple[tuple[str | None, str | None], tuple[str | None, str | None]]:
    """Return the organisation and the motive on either side of a relation."""
    first = relation.first_organisation, relation.first_motive
    return first, (relation.second_organisation, relation.second_motive)
