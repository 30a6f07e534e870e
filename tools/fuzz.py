"""Mutants of documents, and what reading them gives: a form, a reading, or a typed refusal; anything else is a fault.

    python tools/fuzz.py --seed 1 --count 20000
    python tools/fuzz.py --seed 1 --count 2000 --templates

Each mutant is made of its seed and number alone, so that `--only 4711` makes one of them again. Prints a line of
figures; the exit code is 1 where a mutant raised an untyped error or took longer than it may. With `--templates` the
mutants are of templates, with pieces of Jinja put into them, and are rendered.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import functools
import io
import os
import random
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path

import attrs
from lxml import etree

import hlo_forms
from hlo_forms import (
    AlignmentForm,
    CommitmentForm,
    DocumentError,
    MotiveAnswer,
    Organisation,
    OtherMotive,
    PreparationForm,
    TemplateError,
    read,
    render,
)

MOST_SECONDS = 5.0
BATCH = 100
Parts = dict[str, bytes]
_VALUES = ("", "0", "-1", "1", "true", "x" * 50_000, "99999999999", "1e9", "\u202e", "²", "goog_rdk_1", "NaN", "../..")
_TEXTS = (
    "☒",
    "☐",
    "x",
    "nee",
    "[ ]",
    "hlo1/" * 10,
    "{{ 7*7 }}",
    "\u2028",
    "a" * 100_000,
    "Typ hier jullie antwoord",
    " ",
)
_TEXTS += (
    "hlo1/strategic-motives/2022/nl/preparation/programme/x/-/-/%01",
    "1. ",
    "Uitbreiden/versterken netwerk",
    "7",
)
_WRAPS = ("ins", "del", "moveFrom", "moveTo", "smartTag", "hyperlink", "sdt", "sdtContent", "p", "tbl", "tr", "tc", "r")
_WRAPS += ("body", "pPr", "rPr", "subDoc", "nobodyKnowsThis")
_WRAPS += ("fldSimple", "txbxContent", "AlternateContent", "customXml", "footnote", "comment", "t", "pict", "ruby")


def sources() -> list[bytes]:
    """The documents that mutants are made of: forms of every phase, and what real programs saved where it is at hand."""
    made = [MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen\nin de regio")]
    linde = Organisation("De Linde", type="practice_partner")
    forms = (
        PreparationForm(organisation=linde, motives=made, other_motives=[OtherMotive("Zichtbaarheid", "Bekend")]),
        AlignmentForm(organisations=[linde, Organisation("Opleiding", type="programme")]),
        CommitmentForm(organisation=linde, answers={"commitment.investment.1": "Een dag per week"}),
    )
    saved = Path(__file__).parents[1] / "tests"
    files = sorted([*saved.glob("*documents/*.docx"), *saved.glob("*documents/*.odt")])
    return [*map(render, forms), *(path.read_bytes() for path in files)]


# ---- mutations of the file and its members


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice((1, 7, 100, len(data))) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.choice((1, 9, 400))]
    return data[:start] + piece * chance.randint(2, 40) + data[start:]


_BYTES = (_flip, _cut, _repeat)


def _drop(parts: Parts, chance: random.Random) -> None:
    parts.pop(chance.choice(list(parts)), None)


def _swap(parts: Parts, chance: random.Random) -> None:
    one, other = chance.choice(list(parts)), chance.choice(list(parts))
    parts[one], parts[other] = parts[other], parts[one]


def _copy(parts: Parts, chance: random.Random) -> None:
    name = chance.choice(list(parts))
    parts[chance.choice((name.upper(), "word/" + name, name + "x", "../" + name, "word/vbaProject.bin"))] = parts[name]


def _corrupt(parts: Parts, chance: random.Random) -> None:
    name = chance.choice(list(parts))
    parts[name] = chance.choice(_BYTES)(parts[name], chance)


_MEMBERS = (_drop, _swap, _copy, _corrupt, _corrupt)


# ---- mutations of a tree


def _node(root: etree._Element, chance: random.Random, which: str = "*") -> etree._Element:
    """Any element, or any of those that a path says; the root where there are none."""
    count = int(root.xpath(f"count(/descendant::{which})"))
    return root.xpath(f"/descendant::{which}[$number]", number=chance.randrange(count) + 1)[0] if count else root


def _delete(root: etree._Element, chance: random.Random) -> None:
    node = _node(root, chance)
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _duplicate(root: etree._Element, chance: random.Random) -> None:
    node, times = _node(root, chance), chance.choice((1, 1, 1, 30))
    parent = node.getparent()
    if parent is not None and len(list(node.iter())) < 3_000:
        for _ in range(times):
            parent.insert(chance.randrange(len(parent) + 1), deepcopy(node))


def _move(root: etree._Element, chance: random.Random) -> None:
    node, target = _node(root, chance), _node(root, chance)
    if node is not root and target not in list(node.iter()):
        target.insert(chance.randrange(len(target) + 1), node)


def _named(node: etree._Element, name: str) -> str:
    namespace = etree.QName(node).namespace
    return f"{{{namespace}}}{name}" if namespace else name


def _rename(root: etree._Element, chance: random.Random) -> None:
    node = _node(root, chance)
    node.tag = _named(node, chance.choice((*_WRAPS, etree.QName(_node(root, chance)).localname)))


def _wrap(root: etree._Element, chance: random.Random) -> None:
    node = _node(root, chance)
    parent = node.getparent()
    if parent is None:
        return
    outer = inner = etree.Element(_named(node, chance.choice(_WRAPS)))
    for _ in range(chance.choice((0, 0, 1, 3, 80))):
        inner = etree.SubElement(inner, _named(node, chance.choice(_WRAPS)))
    parent.replace(node, outer)
    inner.append(node)


def _revalue(root: etree._Element, chance: random.Random) -> None:
    node = _node(root, chance, "*[@*]")
    if node.attrib:
        node.set(chance.choice(list(node.attrib)), chance.choice(_VALUES))


def _retext(root: etree._Element, chance: random.Random) -> None:
    _node(root, chance, "*[text()]").text = chance.choice(_TEXTS)


def _mark(root: etree._Element, chance: random.Random) -> None:
    node = _node(root, chance)
    name = chance.choice(
        ("fldChar", "br", "tab", "sym", "footnoteReference", "altChunk", "gridSpan", "vMerge", "vanish")
    )
    made = etree.SubElement(node, _named(node, name))
    made.set(
        _named(node, chance.choice(("val", "fldCharType", "id", "char", "type"))), chance.choice(("begin", *_VALUES))
    )


def _interrupt(root: etree._Element, chance: random.Random) -> None:
    """Put a comment or an instruction into a text, as some programs do."""
    node = _node(root, chance, "*[text()]")
    if node.text and not len(node):
        cut = chance.randrange(len(node.text) + 1)
        made = chance.choice((etree.Comment("x"), etree.ProcessingInstruction("x", "y")))
        made.tail, node.text = node.text[cut:], node.text[:cut]
        node.append(made)


_TREES = (_delete, _duplicate, _move, _rename, _wrap, _revalue, _retext, _mark, _interrupt)


def _graft(parts: Parts, chance: random.Random) -> None:
    """Mutate the tree of one part, most often of the one that holds the text."""
    main = [name for name in parts if name in ("word/document.xml", "content.xml")]
    trees = [name for name in parts if name.endswith((".xml", ".rels"))]
    if not trees:
        return
    name = chance.choice(main if main and chance.random() < 0.7 else trees)
    try:
        root = etree.fromstring(parts[name])
    except etree.XMLSyntaxError:
        return
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        chance.choice(_TREES)(root, chance)
    parts[name] = etree.tostring(root, encoding=chance.choice(("UTF-8", "UTF-8", "UTF-16", "US-ASCII")))


# ---- mutants


@functools.lru_cache(maxsize=64)
def _members(data: bytes) -> Parts:
    """The members of a document, unpacked once for all its mutants."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: Parts) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def mutant(seed: int, number: int, documents: list[bytes]) -> bytes:
    """The mutant with this number."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - repeatable on purpose
    data = chance.choice(documents)
    kind = chance.random()
    if kind < 0.1:
        return chance.choice(_BYTES)(data, chance)
    parts = dict(_members(data))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        (_graft if kind < 0.8 or not parts else chance.choice(_MEMBERS))(parts, chance)
    return _zipped(parts)


# ---- mutants of templates

_PIECES = (
    "title",
    "about.lines",
    "questions",
    "line.text",
    "9**9",
    "range(99999)",
    "x",
    "'a'",
    "loop",
    "self",
    "__class__",
)
_JOINTS = (
    " ",
    ".",
    "|",
    "(",
    ")",
    "[",
    "]",
    " == ",
    " not ",
    " in ",
    ",",
    "~",
    " if ",
    " for ",
    " else ",
    " is ",
    "*",
    '"',
)
_WORDS = (
    "for",
    "endfor",
    "if",
    "endif",
    "else",
    "elif",
    "set",
    "macro",
    "include",
    "raw",
    "vm",
    "hm",
    "colspan",
    "block",
)
_ENDS = (("{{ ", " }}"), ("{% ", " %}"), ("{{r ", " }}"), ("{%p ", " %}"), ("{%tr ", " %}"), ("{# ", " #}"), ("{{", ""))


def _jinja(chance: random.Random) -> str:
    """Something that looks as a template does."""
    begin, end = chance.choice(_ENDS)
    words = [chance.choice(_WORDS)] if "%" in begin else []
    for _ in range(chance.choice((0, 1, 1, 2, 3, 30))):
        words += [chance.choice(_PIECES), chance.choice(_JOINTS)]
    return begin + " ".join(words[:1]) + " " + "".join(words[1:]) + end


def _tag(parts: Parts, chance: random.Random) -> None:
    """Put pieces of Jinja in texts of a template, or in place of a slot."""
    name = chance.choice([name for name in parts if name in ("word/document.xml", "word/footer1.xml")] or [""])
    try:
        root = etree.fromstring(parts[name])
    except (KeyError, etree.XMLSyntaxError):
        return
    for _ in range(chance.choice((1, 1, 2, 8))):
        node = _node(root, chance, "*[text()]")
        node.text = chance.choice((node.text or "", "")) + _jinja(chance) * chance.choice((1, 1, 1, 40))
    parts[name] = etree.tostring(root, encoding="UTF-8")


FORMS_OF = {"preparation": PreparationForm(organisation=Organisation("De Linde", type="practice_partner"))}
FORMS_OF |= {"alignment": AlignmentForm(), "commitment": CommitmentForm()}
TEMPLATES = Path(hlo_forms.__file__).parent / "templates"


def template_mutant(seed: int, number: int) -> tuple[str, bytes]:
    """The phase and the bytes of the mutant of a template with this number."""
    chance = random.Random(f"template/{seed}/{number}")  # noqa: S311 - repeatable on purpose
    phase = chance.choice(list(FORMS_OF))
    parts = dict(_members((TEMPLATES / f"{phase}.docx").read_bytes()))
    for _ in range(chance.choice((1, 1, 2, 3))):
        chance.choice((_tag, _tag, _tag, _graft, _graft, chance.choice(_MEMBERS)))(parts, chance)
    return phase, _zipped(parts)


def tried_template(seed: int, number: int) -> Outcome:
    """Render a form with one mutant of a template."""
    phase, data = template_mutant(seed, number)
    before = time.process_time()
    fault = ""
    try:
        render(FORMS_OF[phase], template=data)
        seen = "rendered"
    except TemplateError as error:
        seen = "refused"
        net = "gives no document" in str(error)  # caught by the net below the rules, which should know it
        fault = "".join(traceback.format_exception(error)) if net else ""
    except Exception:  # noqa: BLE001 - any untyped error is what this looks for
        seen, fault = "untyped", traceback.format_exc()
    seconds = time.process_time() - before
    slow = f"took {seconds:.1f} s" if seconds > MOST_SECONDS else ""
    return Outcome(number, seen, seconds, fault or slow)


def template_batch(seed: int, numbers: Iterable[int]) -> list[Outcome]:
    """Render forms with several mutants of templates."""
    return [tried_template(seed, number) for number in numbers]


@attrs.frozen
class Outcome:
    """What reading a mutant gave: "read", or the code of its refusal, or the fault; and how long it took."""

    number: int
    seen: str
    seconds: float
    fault: str = ""


def tried(seed: int, number: int, documents: list[bytes]) -> Outcome:
    """Read one mutant."""
    data = mutant(seed, number, documents)
    before = time.process_time()
    fault = ""
    try:
        reading = read(data)
        reading.messages()
        seen = "read"
    except DocumentError as error:
        seen = error.code
        fault = (
            "" if error.in_words(language="nl") != error.in_words(language="en") else f"{seen} has no words in Dutch"
        )
    except Exception:  # noqa: BLE001 - any untyped error is what this looks for
        seen, fault = "untyped", traceback.format_exc()
    seconds = time.process_time() - before
    slow = f"took {seconds:.1f} s" if seconds > MOST_SECONDS else ""
    return Outcome(number, seen, seconds, fault or slow)


def batch(seed: int, numbers: Iterable[int]) -> list[Outcome]:
    """Read several mutants."""
    documents = sources()
    return [tried(seed, number, documents) for number in numbers]


def campaign(
    seed: int,
    numbers: range,
    tell: Callable[[Outcome], None] = lambda _outcome: None,
    of: Callable[[int, Iterable[int]], list[Outcome]] = batch,
) -> list[Outcome]:
    """Read mutants on all processors, or render them; `tell` hears of each fault as it is found."""
    batches = [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]
    outcomes: list[Outcome] = []
    with concurrent.futures.ProcessPoolExecutor(max_workers=min(os.cpu_count() or 1, len(batches))) as pool:
        for found in pool.map(of, [seed] * len(batches), batches):
            outcomes += found
            for outcome in found:
                if outcome.fault:
                    tell(outcome)
    return outcomes


def figures(outcomes: list[Outcome]) -> str:
    """What came out, in one line."""
    counts = Counter(outcome.seen for outcome in outcomes)
    read_back = counts.pop("read", 0) + counts.pop("rendered", 0)
    untyped = counts.pop("untyped", 0)
    slow = sum(outcome.seconds > MOST_SECONDS for outcome in outcomes)
    longest = max((outcome.seconds for outcome in outcomes), default=0.0)
    refused = ", ".join(f"{code} {count}" for code, count in counts.most_common())
    return (
        f"{len(outcomes)} mutants: {read_back} read or rendered, {counts.total()} refused ({refused}), {untyped} untyped errors, "
        f"{slow} over {MOST_SECONDS:g} s, longest {longest:.2f} s"
    )


def main() -> None:
    """Run from the command line."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--count", type=int, default=1_000)
    asked.add_argument("--only", type=int, help="make and read this one only")
    asked.add_argument("--templates", action="store_true", help="mutants of templates, which are rendered")
    options = asked.parse_args()
    numbers = range(options.count) if options.only is None else range(options.only, options.only + 1)
    of = template_batch if options.templates else batch
    found = campaign(options.seed, numbers, lambda outcome: print(f"mutant {outcome.number}: {outcome.fault}"), of)
    print(figures(found))
    sys.exit(any(outcome.fault for outcome in found))


if __name__ == "__main__":
    main()
