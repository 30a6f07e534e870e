"""Forms that a reader could mistake: signs and looks of boxes, prompts that changed, and forms of other instruments.

    python tools/mistake.py --seed 1 --count 2000

A third of the documents have boxes that show something else than they hold, typed signs or symbols in place of boxes, or
labels that somebody marked: what the eye sees is what is read, or it is doubted. A third are forms of an instrument
that is not at hand, also with a reference that was misread, which is refused by name, or of one that asks something
else under the same id and edition, which is told. In the others a program changed a prompt, which is no answer in
silence. Each document is made of its seed and number alone (`--only 4711`). The exit code is 1 where something was
mistaken in silence.
"""

from __future__ import annotations

import argparse
import functools
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
from lxml import etree

import hlo_forms as hlo
from disturb import W, _members, _zipped, sources, unwrap
from hlo_forms import Form, Instrument
from hlo_forms.forms.field_ids import fields_of
from hlo_forms.instrument.parts import Wording

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_DOCUMENT = "word/document.xml"
_REFERENCES = (_DOCUMENT, "docProps/custom.xml", "docProps/core.xml")
_TICKS, _OPEN = ("☒", "☑", "✓", "✔", "x", "X", "[x]", "(x)", "√", "×", "+", "●", "[✓]", "xx"), ("☐", "□", "[ ]", "")
_STRANGE = ("⚫", "▣", "❎", "🆗", "J", "ok", "1", "Х", "[*]", "(•)", "•", "2.", "_")
_SYMBOLS = (("Wingdings", "F0FE", True), ("Wingdings 2", "F052", True), ("Webdings", "F072", True))
_SYMBOLS += (("ZapfDingbats", "F034", True), ("Wingdings", "F0A8", False), ("Webdings", "F063", False))


@attrs.frozen
class Outcome:
    """What reading a document gave: what was mistaken in silence, and what was done to it."""

    number: int
    mistakes: tuple[str, ...]
    done: str


# ---- boxes


@functools.cache
def boxed() -> tuple[tuple[Form, bytes], ...]:
    """Return forms with every kind of box, each with its document."""
    form, _ = sources()[1]
    asking = attrs.evolve(form, asks_research=True)
    return (*sources(), (asking, hlo.render(asking, language="nl")))


def _box_controls(root: etree._Element) -> list[etree._Element]:
    return [control for control in root.iter(f"{W}sdt") if control.find(f"{W}sdtPr/{W14}checkbox") is not None]


def _tag(control: etree._Element) -> str:
    return str(control.find(f"{W}sdtPr/{W}tag").get(f"{W}val"))


def _is_set(control: etree._Element) -> bool:
    return bool(control.find(f"{W}sdtPr/{W14}checkbox/{W14}checked").get(f"{W14}val") == "1")


def _sign_over_state(control: etree._Element, chance: random.Random) -> bool:
    """Change the sign or the state of a box, and return whether the eye sees a tick."""
    ticked = _is_set(control)
    if chance.random() < 0.5:
        control.find(f"{W}sdtPr/{W14}checkbox/{W14}checked").set(f"{W14}val", "0" if ticked else "1")
        return ticked
    next(control.iter(f"{W}t")).text = chance.choice(_OPEN[:2] if ticked else _TICKS[:4])
    return not ticked


def _typed_sign(control: etree._Element, chance: random.Random) -> bool:
    """Put a typed sign in place of a box, and return whether it is a tick."""
    ticked = chance.random() < 0.7
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = chance.choice(_TICKS if ticked else _OPEN) + " "
    control.getparent().replace(control, run)
    return ticked


def _symbol_in_place(control: etree._Element, chance: random.Random) -> bool:
    """Put a symbol of some font in place of a box, and return whether it is a tick."""
    font, code, ticked = chance.choice(_SYMBOLS)
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}sym", {f"{W}font": font, f"{W}char": code})
    control.getparent().replace(control, run)
    return ticked


def _strange_sign(control: etree._Element, chance: random.Random) -> bool:
    """Type a strange sign in a box, and return whether the box is ticked."""
    next(control.iter(f"{W}t")).text = chance.choice(_STRANGE)
    return _is_set(control)


def tried_boxes(number: int, chance: random.Random) -> Outcome:
    """Read a form with a box that was changed, and lay what was read beside what the eye sees."""
    _, data = chance.choice(boxed())
    parts = dict(_members(data))
    root = etree.fromstring(parts[_DOCUMENT])
    control = chance.choice(_box_controls(root))
    seen = {_tag(other): _is_set(other) for other in _box_controls(root)}
    tag = _tag(control)
    change = chance.choice((_sign_over_state, _typed_sign, _symbol_in_place, _strange_sign))
    seen[tag] = change(control, chance)
    bare = change in (_typed_sign, _symbol_in_place) and chance.random() < 0.5
    if bare:
        unwrap(root)
    parts[_DOCUMENT] = etree.tostring(root)
    reading = hlo.read(_zipped(parts))
    done = f"{change.__name__.strip('_')} at {tag}{', without controls' if bare else ''}"
    return Outcome(number, tuple(_boxes_mistaken(reading, tag, seen, change)), done)


def _boxes_mistaken(
    reading: hlo.Reading, tag: str, seen: dict[str, bool], change: Callable[..., bool]
) -> Iterator[str]:
    """Yield what is read otherwise than the eye sees, without a doubt about it."""
    owner = tag if tag.endswith(".ticked") else tag.rpartition(".")[0]
    kind = owner.endswith(".kind")  # the rows of two tables have one numbering in the form
    names = ("relations",) if kind else (owner, owner.rpartition(".")[0])
    doubted = any(str(finding.field).startswith(names) for finding in reading.warnings)
    after = dict(fields_of(reading.form))
    looks = _expected(owner, seen)
    if change in (_sign_over_state, _strange_sign) and not doubted:
        yield f"{owner}: sign and state differ, and nothing is told"
    elif tag.endswith(".passed"):
        if seen[tag] and not doubted:
            yield f"{owner}: ticked as not discussed beside an answer, and nothing is told"
    elif kind:
        if looks not in ("no", *(value for field, value in after.items() if field.endswith(".kind"))) and not doubted:
            yield f"{owner} looks {looks}, and no relation is"
    elif (after.get(owner) or "no") != looks and not doubted:
        yield f"{owner} is {after.get(owner)}, and looks {looks}"


def _expected(owner: str, seen: dict[str, bool]) -> str:
    """Return the value that the boxes of a field show: one option, or none."""
    if owner.endswith(".ticked"):
        return "yes" if seen[owner] else "no"
    options = [tag.rpartition(".")[2] for tag, ticked in seen.items() if ticked and tag.rpartition(".")[0] == owner]
    return options[0] if len(options) == 1 else "no" if not options else "several"


# ---- labels

_LOOKS = ("u", "color", "highlight", "b", "strike", "dstrike")
_VALUES = {"u": "single", "color": "C00000", "highlight": "yellow"}
_SHADE = {f"{W}val": "clear", f"{W}fill": "FFFF00"}


def _look_of_label(control: etree._Element, chance: random.Random) -> str:
    label, look = control.getnext(), chance.choice(_LOOKS)
    properties = label.find(f"{W}rPr")
    if properties is None:
        label.insert(0, properties := etree.Element(f"{W}rPr"))
    etree.SubElement(properties, f"{W}{look}", {f"{W}val": _VALUES[look]} if look in _VALUES else {})
    return look


def _shade_around(control: etree._Element, chance: random.Random) -> str:
    kind = chance.choice(("tc", "p"))
    etree.SubElement(next(control.iterancestors(f"{W}{kind}")).find(f"{W}{kind}Pr"), f"{W}shd", _SHADE)
    return f"shade of {kind}"


def tried_looks(number: int, chance: random.Random) -> Outcome:
    """Read a form on which the label of an open box was marked."""
    data = chance.choice([data for _, data in boxed() if b"ticked" in dict(_members(data))[_DOCUMENT]])
    parts = dict(_members(data))
    root = etree.fromstring(parts[_DOCUMENT])
    open_boxes = [c for c in _box_controls(root) if _tag(c).endswith(".ticked") and not _is_set(c)]
    if not open_boxes:
        return Outcome(number, (), "no open box")
    control = chance.choice(open_boxes)
    tag = _tag(control)
    done = chance.choice((_look_of_label, _shade_around))(control, chance)
    if chance.random() < 0.5:
        unwrap(root)
    parts[_DOCUMENT] = etree.tostring(root)
    reading = hlo.read(_zipped(parts))
    told = any(finding.field == tag and finding.code == "label-marked" for finding in reading.warnings)
    return Outcome(number, () if told else (f"{tag}: nothing is told of its look",), done)


# ---- prompts


def _apart(prompt: str, _chance: random.Random) -> str:
    return " ".join(prompt.replace(" ", ""))


def _glued(prompt: str, _chance: random.Random) -> str:
    return prompt.replace(" ", "")


def _misspelled(prompt: str, chance: random.Random) -> str:
    figures = {"l": "1", "o": "0", "i": "|", "s": "5", "e": "c"}
    return "".join(figures.get(letter, letter) if chance.random() < 0.7 else letter for letter in prompt)


def _escaped(prompt: str, _chance: random.Random) -> str:
    return prompt.replace(" ", "&nbsp;")


def _shortened(prompt: str, chance: random.Random) -> str:
    words = prompt.split()
    return " ".join(words[: chance.randint(2, len(words))])


PROMPTS = (_apart, _glued, _misspelled, _escaped, _shortened, lambda prompt, _chance: prompt.upper())


def tried_prompts(number: int, chance: random.Random) -> Outcome:
    """Read a form in which a program changed a prompt: it is no answer, or a doubt."""
    form, _ = chance.choice(sources())
    blank = type(form)(instrument=form.instrument, **_whose(form))
    language = chance.choice(form.instrument.languages)
    parts = dict(_members(hlo.render(blank, language=language)))
    root = etree.fromstring(parts[_DOCUMENT])
    empty = [c for c in root.iter(f"{W}sdt") if c.find(f"{W}sdtPr/{W}showingPlcHdr") is not None]
    control = chance.choice([c for c in empty if len(_shown(c).split()) > 2 and any(map(str.isalpha, _shown(c)))])
    text = chance.choice(PROMPTS)(_shown(control), chance)
    for at, leaf in enumerate(control.iter(f"{W}t")):
        leaf.text = "" if at else text
    control.find(f"{W}sdtPr").remove(control.find(f"{W}sdtPr/{W}showingPlcHdr"))
    done = f"{_tag(control)} says {text!r}"
    if chance.random() < 0.5:
        unwrap(root)
    parts[_DOCUMENT] = etree.tostring(root)
    reading = hlo.read(_zipped(parts))
    silent = [field for field, value in fields_of(reading.form) if value == text and not reading.doubts(field)]
    return Outcome(number, tuple(f"{field} is a prompt that changed" for field in silent), done)


def _shown(control: etree._Element) -> str:
    return "".join(leaf.text or "" for leaf in control.iter(f"{W}t"))


def _whose(form: Form) -> dict[str, Any]:  # Any: the fields of a form
    names = ("organisation", "organisations", "partnership", "round")
    return {name: getattr(form, name) for name in names if hasattr(form, name)}


# ---- instruments


def _reworded(wording: Wording, words: str) -> Wording:
    return Wording({language: f"{words} ({language})" for language in wording})


def _with_labels(parts: Sequence[Any], labels: Mapping[int, Wording]) -> list[Any]:  # Any: motives or questions
    return [attrs.evolve(part, label=labels.get(at, part.label)) for at, part in enumerate(parts)]


def _other_motive(instrument: Instrument, chance: random.Random) -> Instrument:
    at = chance.randrange(len(instrument.motives))
    label = _reworded(instrument.motives[at].label, "Iets heel anders")
    return attrs.evolve(instrument, motives=_with_labels(instrument.motives, {at: label}))


def _swapped_motives(instrument: Instrument, chance: random.Random) -> Instrument:
    motives = instrument.motives
    one, other = chance.sample(range(len(motives)), 2)
    labels = {one: motives[other].label, other: motives[one].label}
    return attrs.evolve(instrument, motives=_with_labels(motives, labels))


def _other_question(instrument: Instrument, chance: random.Random) -> Instrument:
    at = chance.randrange(len(instrument.questions))
    label = _reworded(instrument.questions[at].label, "Welke kleur past hierbij")
    return attrs.evolve(instrument, questions=_with_labels(instrument.questions, {at: label}))


def _swapped_questions(instrument: Instrument, chance: random.Random) -> Instrument:
    questions = instrument.questions
    one = chance.randrange(len(questions))
    phase = questions[one].phase
    other = chance.choice([n for n, question in enumerate(questions) if question.phase == phase and n != one])
    labels = {one: questions[other].label, other: questions[one].label}
    return attrs.evolve(instrument, questions=_with_labels(questions, labels))


def _other_id(instrument: Instrument, chance: random.Random) -> Instrument:
    return attrs.evolve(instrument, id=chance.choice(("hogeschool-motieven", "strategic-motives-2", "x")))


def _other_edition(instrument: Instrument, chance: random.Random) -> Instrument:
    return attrs.evolve(instrument, edition=chance.choice(("2023", "2031", "2022-b")))


_UNKNOWN = (_other_id, _other_edition)
INSTRUMENTS = (*_UNKNOWN, _other_motive, _swapped_motives, _other_question, _swapped_questions)


def _without_properties(parts: dict[str, bytes], _chance: random.Random) -> None:
    """As pandoc and AbiWord leave it: the visible line alone."""
    for name in [name for name in parts if name.startswith("docProps")]:
        del parts[name]


def _without_line(parts: dict[str, bytes], _chance: random.Random) -> None:
    """As somebody leaves it who deletes the small print."""
    root = etree.fromstring(parts[_DOCUMENT])
    for paragraph in [p for p in root.iter(f"{W}p") if "hlo1/" in "".join(p.itertext())]:
        paragraph.getparent().remove(paragraph)
    parts[_DOCUMENT] = etree.tostring(root)


def _without_controls(parts: dict[str, bytes], _chance: random.Random) -> None:
    root = etree.fromstring(parts[_DOCUMENT])
    unwrap(root)
    parts[_DOCUMENT] = etree.tostring(root)


def _cut_short(parts: dict[str, bytes], chance: random.Random) -> None:
    """The reference without its end, everywhere."""
    kept = chance.randint(3, 8)
    for name in parts.keys() & set(_REFERENCES):
        parts[name] = re.sub(rb"hlo1(/[^/<\s]*)+", lambda m: b"/".join(m[0].split(b"/")[: kept + 1]), parts[name])


def _misread(parts: dict[str, bytes], chance: random.Random) -> None:
    """The reference as a program reads it from a scan, everywhere."""
    changes = ((b"hlo1", b"hIo1"), (b"hlo1", b"h1ol"), (b"/", b" / "), (b"/", b"|"), (b"hlo1/", b"/"), (b"i", b"l"))
    old, new = chance.choice(changes)
    for name in parts.keys() & set(_REFERENCES):
        parts[name] = re.sub(rb"hlo1(/[^/<\s]*)+", lambda m: m[0].replace(old, new), parts[name])


PATHS = (_without_properties, _without_line, _without_controls, _cut_short)


def tried_instrument(number: int, chance: random.Random) -> Outcome:
    """Read a form of another instrument, with only the built-in one at hand."""
    form, _ = chance.choice(sources())
    change = chance.choice(INSTRUMENTS)
    other = change(form.instrument, chance)
    parts = dict(_members(hlo.render(attrs.evolve(form, instrument=other), language=chance.choice(other.languages))))
    paths = chance.sample(PATHS, chance.choice((0, 1, 1, 2)))
    misread = change in _UNKNOWN and _cut_short not in paths and chance.random() < 0.3
    paths += [_misread] * misread
    if {_without_properties, _without_line} <= set(paths):  # nothing says then what it is a form of
        paths.remove(_without_line)
    for path in paths:
        path(parts, chance)
    done = " + ".join(step.__name__.strip("_") for step in (change, *paths))
    mistaken = _instrument_mistaken(form, other, change, _zipped(parts), named=not misread)
    return Outcome(number, tuple(mistaken), done)


def _instrument_mistaken(
    form: Form, other: Instrument, change: object, data: bytes, *, named: bool = True
) -> Iterator[str]:
    """Yield what came out of a form of another instrument as if it were of the one at hand."""
    try:
        reading = hlo.read(data)
    except hlo.UnknownInstrumentError as error:
        if change not in _UNKNOWN or (named and (error.instrument, error.edition) != (other.id, other.edition)):
            yield f"refused as {error.instrument} {error.edition}"
        return
    if change in _UNKNOWN:
        yield f"read as a form of {reading.form.instrument.id} {reading.form.instrument.edition}"
    elif _asks_the_same(form, other):
        return
    elif "other-wording" not in {finding.code for finding in reading.findings}:
        yield "nothing is told of the other wording"


def _asks_the_same(form: Form, other: Instrument) -> bool:
    """Return whether another instrument has the same digests: what it says otherwise is then nothing that it asks."""
    return all(form.instrument.digest_in(language) == other.digest_in(language) for language in other.languages)


# ---- all of them


def tried(seed: int, number: int) -> Outcome:
    """Read one document."""
    chance = random.Random(f"mistake/{seed}/{number}")  # noqa: S311 - repeatable on purpose
    kind = (tried_instrument, tried_boxes, (tried_prompts, tried_looks)[number % 2])[number % 3]
    return kind(number, chance)


def campaign(seed: int, numbers: Iterable[int]) -> list[Outcome]:
    """Read several documents."""
    return [tried(seed, number) for number in numbers]


def figures(outcomes: list[Outcome]) -> str:
    """Return what came out, in one line."""
    mistaken = sum(bool(outcome.mistakes) for outcome in outcomes)
    return f"{len(outcomes)} documents: {mistaken} mistaken in silence"


def main() -> None:
    """Run from the command line."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--count", type=int, default=1_000, help="how many documents to read")
    asked.add_argument("--only", type=int, help="make and read this one only")
    options = asked.parse_args()
    outcomes = campaign(options.seed, range(options.count) if options.only is None else [options.only])
    for outcome in outcomes:
        for words in outcome.mistakes:
            print(f"document {outcome.number} ({outcome.done}): {words}")
    print(figures(outcomes))
    sys.exit(any(outcome.mistakes for outcome in outcomes))


if __name__ == "__main__":
    main()
