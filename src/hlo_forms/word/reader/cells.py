"""The value of a cell: the text of an answer less its prompts, or a choice from a closed set."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from ...basics.text import (
    INVISIBLE,
    canonical,
    is_visible,
    keys_of,
    matching_key,
    normalised,
    without_format,
    without_prompts,
)
from ...instrument.model import Instrument
from ...readings.findings import Place
from ..carried import check_of
from ..controls import CHECKED as DRAWN_CHECKED
from ..controls import UNCHECKED as DRAWN_UNCHECKED
from ..outline.blocks import APART, BOLD, CELL_END, LINE_END, MARKED, STRUCK, OutlineCell, Span
from .labels import is_part
from .prompts import asks_to_type, is_near_prompt, is_prompt

CROSSES = "✗✘✖❌✕☓🗴🗶"
CHECKS = "☑✓✔✅🗸🗹"
CHECKED = DRAWN_CHECKED + CHECKS + "■⊠⮽🗵🗷" + CROSSES
UNCHECKED = DRAWN_UNCHECKED + "□▢◻⬜"


# A house style, or a program, can give a control round signs; as text they are bullets, or signs of the overview.
_ROUND_CHECKED = "◉⦿●⬤🔘"
_ROUND = _ROUND_CHECKED + "○◯"

# Letters typed as a tick: web editors that import by mammoth lose every box, and under some hosts of Word Online boxes
# could not be clicked until 2026. The instrument's `affirmative` spellings are what people type beside a label.
_LETTERS = "xXvV"
_TYPED = re.compile(rf"\[\s*(?:[{_LETTERS}{CHECKED}√]\s*)?\]|\(\s*[{_LETTERS}{CHECKED}√]\s*\)|\(\s+\)|\[_+\]|\(_+\)")
_SIGN = re.compile(f"({_TYPED.pattern}|[{CHECKED}{UNCHECKED}][\ufe0e\ufe0f]?)")
_UNSURE = "?"
_MAY_BE_SIGN = re.compile(rf"[\[({CHECKED}{UNCHECKED}]")
_SIGN_BEFORE = re.compile(rf"\s*(?:{_TYPED.pattern})\s*|[\W_]+|\s*[{_LETTERS}]\s+")
_SHADED = "shaded"  # the look of a label whose cell has a colour
_COUNTING = re.compile(r"[-–—•·▪◦]|\(?(\d{1,3}|[a-z])[.)]", re.IGNORECASE)
_MARK, _MARK_WORDS = 20, 2  # letters and words of what people type beside a box for a tick: "ok", "akkoord", "mee eens"
_TICK_BEFORE = re.compile(rf"\s*[{_LETTERS}+√]\s")


class Box(NamedTuple):
    """A box in a cell: its state, its sign, whether it is a control, and whether state and sign agree.

    `typed` is the text in a control that shows something else than a box.
    """

    checked: bool
    sign: str
    control: bool
    agrees: bool = True
    typed: str = ""

    @property
    def is_drawn(self) -> bool:
        """True unless this is "[x]" or "(x)", which people type where the boxes are gone."""
        return self.control or not self.sign.startswith(("[", "("))


class BoxedText(NamedTuple):
    """A stretch of a cell: a box and the text up to the next one (the first may have no box)."""

    box: Box | None
    text: str


class Tick(NamedTuple):
    """The tick in a cell: `ticked` is None if its signs contradict each other, `rest` is text beside sign and label.

    `marked` says that this text may be somebody's tick, such as "ok": beside an open box that is unclear, not a no.
    """

    ticked: bool | None
    boxes: tuple[Box, ...] = ()
    signed: bool = False
    rest: str = ""
    codes: tuple[str, ...] = ()
    how: str = "tag"
    place: Place = Place()
    seen: str = ""
    looks: frozenset[str] = frozenset()
    labelled: bool = True
    marked: bool = False


def without_sign(text: str) -> str:
    """Return a label without the box or sign before it."""
    plain = without_format(text)
    sign = _SIGN_BEFORE.match(plain)
    return plain[sign.end() :] if sign else plain


def has_box_or_sign(cell: OutlineCell) -> bool:
    """Return whether a cell holds a box, or begins with a sign."""
    return any(stretch.box for stretch in boxed_texts(cell)) or without_sign(cell.text) != without_format(cell.text)


def has_box_or_tick(cell: OutlineCell) -> bool:
    """Return whether a cell holds a box, or begins with a typed tick."""
    return (
        any(stretch.box for stretch in boxed_texts(cell)) or _TICK_BEFORE.match(without_format(cell.text)) is not None
    )


def boxed_texts(cell: OutlineCell) -> list[BoxedText]:
    """Return the boxes of a cell, each with the text after it."""
    stretches: list[BoxedText] = []
    box: Box | None = None
    text = ""
    for piece in _pieces(cell):
        if isinstance(piece, Box):
            if box is not None or text.strip():
                stretches.append(BoxedText(box, text))
            box, text = piece, ""
        else:
            text += piece
    return [*stretches, BoxedText(box, text)]


def _pieces(cell: OutlineCell) -> Iterator[Box | str]:
    for span in cell.spans:
        if span.box is None:
            yield from _signs(span.text)
            continue
        shown = without_format(span.text).strip()
        sign = shown[:1]
        is_sign = bool(sign) and sign in CHECKED + UNCHECKED + _ROUND
        agrees = (sign in CHECKED + _ROUND_CHECKED) == span.box if is_sign else bool(sign) or not span.box
        yield Box(span.box, sign, True, agrees, "" if is_sign else shown)
        if is_sign:
            yield from _signs(shown[1:].lstrip("\ufe0e\ufe0f"))
        elif shown:
            yield span.text.strip()


@functools.lru_cache(maxsize=256)
def _typed(sign: str, *, checked: bool) -> Box:
    """Return a typed box: one shared value for equal ones, however many there are."""
    return Box(checked, sign, False)


def _signs(text: str) -> list[Box | str]:
    if not _MAY_BE_SIGN.search(text):
        return [text] if text else []
    pieces: list[Box | str] = []
    for piece in _SIGN.split(text):
        if piece and piece[0] in CHECKED + UNCHECKED:
            pieces.append(_typed(piece[0], checked=piece[0] in CHECKED))
        elif _TYPED.fullmatch(piece):
            pieces.append(_typed(piece, checked=bool(piece[1:-1].strip(" _"))))
        elif piece:
            pieces.append(piece)
    return pieces


def tick_of(cell: OutlineCell, labels: Collection[str], instrument: Instrument, *, how: str, place: Place) -> Tick:
    """Return the tick that a cell holds beside its label, by its boxes and typed signs."""
    marks = boxed_texts(cell)
    boxes = tuple(mark.box for mark in marks if mark.box is not None)
    words = " ".join(" ".join(mark.text for mark in marks).split())
    beyond = remainder(words, labels)
    rest, sign = _peeled(" ".join(beyond.split()), instrument)
    rest = rest if is_visible(rest) else ""
    agrees = all(is_as_set(box, instrument) for box in boxes)
    codes = [] if agrees else ["tick-glyph-differs"]
    states = {box.checked for box in boxes}
    if sign is not None:
        codes.append("tick-by-sign")
        clear = len(states) < 2 and (sign or True not in states) and sign_of(rest, instrument) in (None, sign)
        states = {sign} if clear else {True, False}  # as "ja / nee" beside a label does not say which
    labelled = beyond.strip() != words.strip() or not words.strip()
    marked = (labelled or how == "label") and not (True in states or sign is not None) and may_be_tick(rest)
    unsure = len(states) > 1 or is_question_mark(rest) or (marked and bool(boxes))
    if unsure:
        codes.append("tick-contradicts")
    return Tick(
        ticked=None if unsure or not agrees else True in states,
        boxes=boxes,
        signed=sign is not None,
        rest="" if is_question_mark(rest) else rest,
        codes=tuple(codes),
        how=how,
        place=place,
        seen=cell.text.strip(),
        labelled=labelled,
        marked=marked,
        looks=frozenset([_SHADED] * cell.shaded + [look for s in cell.spans if s.text.strip() for look in s.looks]),
    )


def is_as_set(box: Box, instrument: Instrument) -> bool:
    """Return whether a box shows what it is set to, as far as it shows a box, nothing, or something else.

    A program that shows changes or lost a script leaves ☒ over a state of 0: what the eye sees is not what is set.
    People type in a box too: x and "nee" are signs of their own, and what may be a tick in an open box is doubted.
    """
    if not box.typed:
        return box.agrees
    sign = sign_of(box.typed, instrument)
    return sign is True if box.checked else sign is not None or may_be_tick(box.typed)


def may_be_tick(text: str) -> bool:
    """Return whether a text beside a box may be a tick in somebody's own words or letters, and no number or dash.

    >>> [may_be_tick(text) for text in ("ok", "х", "mee eens", "2.", "–", "alleen voor studenten")]
    [True, True, True, False, False, False]
    """
    words = without_format(text).split()
    return 0 < len(words) <= _MARK_WORDS and len(text) <= _MARK and not is_counting(text)


def is_counting(text: str) -> bool:
    """Return whether a text beside a label only counts, or lists: numbers, letters, bullets and dashes."""
    words = without_format(text).split()
    return bool(words) and all(map(_COUNTING.fullmatch, words))


def is_question_mark(text: str) -> bool:
    """Return whether a text beside a tick only asks whether it holds."""
    return _UNSURE in text and not text.strip(_UNSURE + " ")


def _peeled(rest: str, instrument: Instrument) -> tuple[str, bool | None]:
    """Return a text beside a label less the typed tick or no at one of its ends, and that sign."""
    words = rest.split()
    for edge in (rest, *(words[:1] + words[-1:] if len(words) > 1 else ())):
        sign = sign_of(edge.strip(_UNSURE), instrument)
        if sign is not None:
            left = "" if edge is rest else rest.removeprefix(edge) if words[0] == edge else rest.removesuffix(edge)
            return left.strip() or _UNSURE * (_UNSURE in edge), sign
    return rest, None


def is_only_sign(cell: OutlineCell, instrument: Instrument) -> bool:
    """Return whether a cell holds nothing but a box, a typed tick or a typed no."""
    marks = boxed_texts(cell)
    rest, sign = _peeled(" ".join(mark.text for mark in marks).strip(), instrument)
    return not is_visible(rest.strip(_UNSURE)) and (sign is not None or any(mark.box for mark in marks))


def sign_of(text: str, instrument: Instrument) -> bool | None:
    """Return whether a text is a typed tick (True) or a typed no (False); None if it is neither, or asks."""
    key = matching_key(text) if _UNSURE not in text else ""
    for spelling, sign in (("affirmative", True), ("negative", False)):
        if key and key in keys_of(instrument.spellings.get(spelling, ())):
            return sign
    return None


def remainder(text: str, labels: Collection[str]) -> str:
    """Return the text beyond a label: nothing if it is one or part of one, the whole text if none is in it.

    >>> remainder("x  Werven nieuwe medewerkers (soms)", ["Werven nieuwe medewerkers"])
    'x (soms)'
    """
    whole, hidden = text.strip(), without_format(text) != text
    if whole in labels:
        return ""
    for label in sorted(labels, key=len, reverse=True):  # in one language it may be a part of it in another
        match = _pattern(label).search(text) or (hidden and _pattern(label, hidden=True).search(text))
        if match:
            parts = (text[: match.start()].strip(), text[match.end() :].strip().removeprefix(":").strip())
            return " ".join(part for part in parts if is_visible(part))
    plain = normalised("NFC", whole)
    if plain != whole:
        return remainder(plain, labels)
    return "" if any(is_part(matching_key(whole), matching_key(label)) for label in labels) else whole


_HIDDEN = f"[{INVISIBLE}]*"


@functools.lru_cache(maxsize=1024)
def _pattern(label: str, *, hidden: bool = False) -> re.Pattern[str]:
    """Return a pattern for a label; `hidden` allows characters that show nothing within it."""
    between = _HIDDEN if hidden else ""
    spelled = (between.join(_ALIKE.get(char, re.escape(char)) for char in word) for word in label.split())
    words = rf"{between}\s+{between}".join(spelled)
    return re.compile(rf"(?<![^\W_]){words}(?![^\W_])", re.IGNORECASE)  # a line to write on is no letter


# Curly quotes and other dashes count as the plain sign, and a slash with or without spaces around it.
_ALIKE = {
    **dict.fromkeys("'‘’ʼ", "['‘’ʼ´`]"),
    **dict.fromkeys('"“”„', '["“”„]'),
    **dict.fromkeys("-–", "[-–‑]"),
    "/": r"\s*/\s*",
}


class Answer(NamedTuple):
    """A value as read: `value` is a text, the id of a choice, or None; `rest` belongs to no answer.

    `boxed` says of a choice whether its boxes are there, or whether all of them are gone; None where that is unknown.
    `paragraphs` counts those with text; a line break ends none.
    """

    value: str | None
    how: str
    place: Place
    seen: str = ""
    codes: tuple[str, ...] = ()
    rest: str = ""
    boxed: bool | None = None
    paragraphs: int = 1

    def with_codes(self, *codes: str) -> Answer:
        """Return the answer with more codes of doubt."""
        return self._replace(codes=(*self.codes, *codes)) if codes else self

    def with_codes_if_filled(self, *codes: str) -> Answer:
        """Return the answer with more codes of doubt, unless it is blank."""
        return self.with_codes(*codes) if codes and self.value is not None else self


def text_of(pieces: Sequence[Span], instrument: Instrument, *, how: str, place: Place) -> Answer:
    """Return the text of an answer, less the prompts."""
    prompts = instrument.prompt_texts
    seen = canonical(pieces[0].text if len(pieces) == 1 else "".join([span.text for span in pieces]))
    value = without_prompts(seen, prompts)
    if value is not None and value != seen and not is_visible(value):
        value = None  # a zero-width sign beside a prompt
    untyped = how != "tag" or all(span.prompt for span in pieces if is_visible(span.text))
    if value is not None and untyped and (plain := without_format(value)) != value:
        # Web editors put zero-width signs around prompts. An answer of such signs only is an answer.
        value = value if without_prompts(plain, prompts) or not is_visible(value) else None
    if value is None:
        return Answer(None, how, place, seen or "")
    codes = ["prompt-glued"] if value != seen else []
    if untyped and is_prompt(value, prompts):
        return Answer(value=None, how=how, place=place, seen=seen or "", codes=tuple(codes))
    if is_near_prompt(value, prompts) or asks_to_type(value, instrument.spellings.get("prompting", ()), prompts):
        codes.append("prompt-near")
    codes += _codes_of(pieces, prompts)
    paragraphs = 1 if how == "tag" else sum(any(span.text.strip() for span in own) for own in _paragraphs(pieces))
    return Answer(value, how, place, seen or "", tuple(codes), paragraphs=paragraphs)


def _codes_of(spans: Iterable[Span], prompts: tuple[str, ...]) -> list[str]:
    """Return the codes of doubt about the way in which a text stands there: as a prompt, or struck through."""
    flagged = struck = False
    for span in spans:
        # SuperDoc leaves the placeholder flag on controls that now hold an answer: the text counts, not the flag.
        flagged = flagged or (span.prompt and bool(without_prompts(span.text, prompts)))
        struck = struck or (STRUCK in span.looks and bool(span.text.strip()))
    return ["prompt-flagged"] * flagged + ["text-struck"] * struck


def _paragraphs(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """Yield the spans of each paragraph of a cell, and of each cell of a table in it."""
    for is_end, own in itertools.groupby(spans, lambda span: span is LINE_END or span is CELL_END):
        if not is_end:
            yield list(own)


def with_merge_doubt(answer: Answer, cell: OutlineCell) -> Answer:
    """Return an answer, with a doubt if its cell is one with the cells above or below it."""
    return answer.with_codes("cells-merged") if cell.merged else answer


def value_of(cell: OutlineCell, instrument: Instrument) -> str | None:
    """Return the text of a cell less the prompts; None if nothing is left."""
    return text_of(cell.spans, instrument, how="", place=Place()).value


def spans_by_tag(cell: OutlineCell, tags: Iterable[str]) -> dict[str, list[Span]]:
    """Return the spans of a cell that holds several fields, by tag.

    Text outside any control goes with the control before it: LibreOffice 24.8 shrinks a block-level control to its
    first paragraph and leaves the rest of the answer in the cell.
    """
    wanted = list(tags)
    if len(wanted) == 1:
        return {wanted[0]: list(cell.spans)}
    shares: dict[str, list[Span]] = {tag: [] for tag in wanted}
    current = wanted[0]
    for span in cell.spans:
        current = span.tag if span.tag in shares else current
        shares[current].append(span)
    return shares


class Doubt(NamedTuple):
    """A doubt about a tick."""

    code: str
    place: Place
    seen: str


class Usage(NamedTuple):
    """The way a form was ticked: with boxes, with signs, with crosses beside check marks, with some labels set off.

    `differing` are the looks that some labels have and others lack; of rows that are banded in turn they say nothing.
    """

    boxed: bool
    signed: bool
    crossed: bool
    differing: frozenset[str]

    @classmethod
    def of(cls, ticks: Iterable[Tick]) -> Usage:
        """Return the usage of all ticks of a form."""
        every = list(ticks)
        signs = {box.sign for tick in every for box in tick.boxes}
        return cls(
            boxed=any(tick.boxes for tick in every),
            signed=any(tick.boxes or tick.signed or tick.ticked is None for tick in every),
            crossed=bool(signs & set(CHECKS)) and bool(signs & set(CROSSES)),
            differing=frozenset(
                [*(look for look in (BOLD, APART, _SHADED) if _tells_apart(look, every)), *_colours(every)]
            ),
        )


def _colours(ticks: list[Tick]) -> frozenset[str]:
    """Return the colours that only some labels have: all but none, or but the most common where each has one."""
    of_labels = Counter(frozenset(look for look in tick.looks if look.startswith("#")) for tick in ticks)
    plain = frozenset() if frozenset() in of_labels or not of_labels else of_labels.most_common(1)[0][0]
    return frozenset().union(*of_labels) - plain


def _tells_apart(look: str, ticks: Iterable[Tick]) -> bool:
    """Return whether some labels have a look and others lack it, and not those of every other row."""
    rows = {(look in tick.looks, (tick.place.row or 0) % 2) for tick in ticks}
    return len({has for has, _ in rows}) > 1 and (look != _SHADED or len(rows) > 2)


def fact_of(ticks: list[Tick], usage: Usage, outcome: str | None, *, negative: bool) -> tuple[bool | None, list[Doubt]]:
    """Return whether a motive is ticked (None: unclear), and the doubts about that.

    `outcome` is the text written beside it, `negative` says that it means no. On a form with neither boxes nor signs,
    as when retyped from paper or sent through a web editor that drops every box, an outcome counts as a tick, a
    negative as none, and a motive without either is unclear.
    """
    doubts = [Doubt(code, tick.place, tick.seen) for tick in ticks for code in tick.codes]
    if not ticks:
        return False, [Doubt("place-missing", Place(), "")]
    # People highlight labels or strike them through, and mark with bold, lines or colours where there are no boxes.
    # That says nothing where all labels have it, and nothing more beside a tick.
    doubts += [
        Doubt("label-marked", tick.place, tick.seen)
        for tick in ticks
        if tick.looks & {MARKED, STRUCK} or (tick.looks & usage.differing and tick.ticked is not True)
    ]
    if not usage.signed:
        return _fact_without_boxes(doubts, ticks[0], outcome, negative=negative)
    first, last = ticks[0], ticks[-1]
    marks = [tick for tick in ticks if tick.boxes or tick.signed or tick.ticked is None]
    if not marks:
        marked = next((tick for tick in ticks if tick.marked), None)
        code = "tick-contradicts" if marked else "place-missing"
        more = [Doubt(code, first.place, (marked or first).seen)] if marked or usage.boxed else []
        return (None if marked else False), [*doubts, *more]
    crosses = [tick for tick in marks if any(box.sign in CROSSES and not box.control for box in tick.boxes)]
    if usage.crossed and crosses:  # beside ✓ on the same form, ✗ may mean yes or no
        return None, [*doubts, Doubt("tick-crossed", crosses[0].place, crosses[0].seen)]
    if len(marks) > 1:
        doubts.append(Doubt("answered-twice", last.place, last.seen))
    states = {tick.ticked for tick in marks}
    if len(states) > 1:
        return None, [*doubts, Doubt("tick-contradicts", last.place, last.seen)]
    return states.pop(), doubts


def _fact_without_boxes(
    doubts: list[Doubt], tick: Tick, outcome: str | None, *, negative: bool
) -> tuple[bool | None, list[Doubt]]:
    if outcome is None or negative:
        return (False if negative else None), doubts
    return True, [*doubts, Doubt("tick-by-outcome", tick.place, outcome)]


def checked(answer: Answer, checks: Iterable[str]) -> Answer:
    """Return an answer, with a code if its text differs from the one carried over."""
    own = {*checks} - {""}
    return answer.with_codes("differs-from-given") if own and own != {check_of(answer.value)} else answer
