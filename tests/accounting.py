"""The accounting: every visible character of a Word document, counted without the reader, must be in its reading.

A document is taken apart here with lxml alone. Each character of it must belong to the wording of the blank form, to
the values of the form that was read, or to what is reported as unplaced, deleted, hidden or remarked. Wording may
cover any number of places; a value or a report covers one.
"""

from __future__ import annotations

import functools
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator

import attrs
from lxml import etree

import hlo_forms
from hlo_forms import Finding, Instrument, Reading
from hlo_forms.basics.text import is_visible
from hlo_forms.forms.naming import short_names
from hlo_forms.word.fields import titles_of
from hlo_forms.word.relations import sentences_of
from hlo_forms.word.sources import Source, bytes_of

_BOXES = set("☐☒☑✓✔✅■□▢✗✘✖\ufe0e\ufe0f")
_SYMBOLS = {"F0FE": "☒", "F0A8": "☐"}
_IDENTITY = re.compile(r"hlo1(?:/[^\s/]*){9,10}")
_NUMBER = re.compile(r"^\s*(\d{1,6}|[a-z])\s*[.)]\s*")
_TYPED_BOX = re.compile(r"\[[\s_]*[xXvV√]?[\s_]*\]|\([\s_]*[xXvV√]?[\s_]*\)")
_PAGES = re.compile(r"\d+\s*/\s*\d+")
_SHOWN = (
    *("about", "column", "footer", "form", "heading", "identity", "label", "ownership", "question"),
    *("relation", "status"),
)
_IDS = ("id", "type", "ownership", "research", "kind", "motive", "question", "realised", "status")
_ODT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ODT_BREAKS, _ODT_SILENT = ("s", "tab", "line-break"), ("creator", "date", "note-citation")
_PARSER = etree.XMLParser(remove_comments=True, remove_pis=True)
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments|(charts|diagrams)/\w+)\.xml")


@attrs.frozen
class Account:
    """How many visible characters a document holds, and the stretches that nothing accounts for."""

    characters: int
    lost: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share that is accounted for, in percent."""
        missing = sum(len(text) for text in self.lost)
        return 100.0 * (self.characters - missing) / self.characters if self.characters else 100.0


def read(source: Source, **options: object) -> Reading:
    """`hlo_forms.read`, with the books checked."""
    reading = hlo_forms.read(source, **options)  # type: ignore[arg-type]  # as the caller passes them
    account = account_of(bytes_of(source)[0], reading, fixed=_fixed(options))
    assert account.lost == (), f"{account.share:.1f}% accounted for; lost: {account.lost}"
    return reading


def _fixed(options: dict[str, object]) -> list[str]:
    template = options.get("template")
    return pieces_of(bytes_of(template)[0]) if template is not None else []  # type: ignore[arg-type]  # a source


def account_of(data: bytes, reading: Reading, fixed: Iterable[str] = ()) -> Account:
    """The account of a document and its reading; `fixed` is the text of a house style."""
    instrument = reading.forms[0].instrument if reading.forms else hlo_forms.load_instrument()
    names, given = list(_partners(reading)), list(_given(reading))
    texts = {*_bare_wording(instrument), *map(_bare, (*given, *fixed, *names)), *map(_spared, (*given, *names))}
    wording = dict.fromkeys(sorted(texts - {""}, key=len, reverse=True))
    ticks = _ticks(reading)
    pieces = [part for piece in pieces_of(data) for part in _apart(piece, ticks)]
    prompts = [_bare(text) for text in instrument.prompt_texts]
    left = [_unprompted(_spared(piece), prompts) for piece in pieces]
    entries = []
    for entry in sorted(_entries(reading), key=len, reverse=True):
        if not _spent_whole(left, _spared(entry)):
            entries += [line for line in map(_spared, entry.split("\n")) if not _spent_whole(left, line)]
    left = [piece for piece in left if _without(piece, wording)]
    for entry in entries:
        _spend(left, entry)
    left = [part for piece in left for part in _without(piece, wording)]
    for sign in (sign for finding in reading.findings for sign in _signs(finding, instrument)):
        _spend(left, _bare(sign))
    return Account(
        sum(len(_bare(piece)) for piece in pieces), tuple(text for text in left if is_visible(text.strip("\0/:")))
    )


def _spent_whole(left: list[str], entry: str) -> bool:
    """Take an entry off the pieces that are it: one, or several in a row that are the paragraphs of one answer."""
    for start, piece in enumerate(left):
        if entry.startswith(piece) and piece:
            rest, end = entry, start
            while end < len(left) and rest and rest.startswith(left[end]):
                rest, end = rest[len(left[end]) :], end + 1
            if not rest:
                left[start:end] = [""] * (end - start)
                return True
    return not entry


def _spend(left: list[str], entry: str) -> None:
    """Take one entry off the first piece that holds it, or off the pieces that are its beginnings."""
    found = next((index for index, piece in enumerate(left) if entry in piece), None)
    if found is not None:
        left[found] = "\0".join(left[found].rsplit(entry, 1))  # signs behind a label stand behind signs of its own
        return
    rest = entry
    for index, piece in enumerate(left):
        if piece and rest.startswith(piece):
            rest, left[index] = rest[len(piece) :], ""


def _without(piece: str, wording: dict[str, None]) -> list[str]:
    """What is left of a piece beside wording of the form; parts of wording count where words were deleted."""
    if piece in wording:
        return []
    for text in wording:
        piece = piece.replace(text, "\0")
    rest = [part for part in piece.split("\0") if part]
    return [part for part in rest if not any(part in text for text in wording) or len(part) < 3]


def _spared(piece: str) -> str:
    """A piece without what every form may hold: its identity, boxes, numbers of rows, questions and pages."""
    piece = _NUMBER.sub("", _TYPED_BOX.sub("", _PAGES.sub("", _IDENTITY.sub("", piece))))
    return _bare(_TYPED_BOX.sub("", "".join(char for char in piece if char not in _BOXES)))


def _unprompted(piece: str, prompts: list[str]) -> str:
    """A piece without the prompts at its edges."""
    for prompt in prompts:
        piece = piece.removeprefix(prompt).removesuffix(prompt)
    return piece


def _bare(text: str) -> str:
    plain = text.replace("\u2011", "-").replace("\xad", "").replace("’", "'").replace("‘", "'")
    return "".join(plain.split()).casefold()


@functools.lru_cache(maxsize=16)
def _bare_wording(instrument: Instrument) -> frozenset[str]:
    return frozenset(map(_bare, _wording(instrument)))


def _wording(instrument: Instrument) -> Iterator[str]:
    for place, wording in instrument.wordings():
        if not place.startswith("words.") or place.split(".")[1] in _SHOWN:
            for text in wording.values():
                yield text
                yield from re.split(r"\s*\(", text)[:1]
    for language in instrument.languages:
        yield f"{instrument.title[language]} · {instrument.word('footer.page', language)}"


def _entries(reading: Reading) -> Iterator[str]:
    for form in reading.forms:
        motives = {motive.id for motive in form.instrument.motives}
        yield from (text for text in _values(form) if text not in motives)
    for passage in (*reading.unplaced, *reading.deleted, *reading.remarks):
        yield passage.text


def _partners(reading: Reading) -> Iterator[str]:
    """The names that forms show wherever a partner is meant."""
    for form in reading.forms:
        one = getattr(form, "organisation", None)
        yield from (partner.name or partner.id or "" for partner in getattr(form, "organisations", (one,)))


def _apart(piece: str, ticks: set[str]) -> list[str]:
    """A piece as it is, or what a form of ours put together in one cell."""
    first, _, rest = piece.partition("\n")
    return [first, rest] if rest and ticks and _bare(first) in ticks else [piece]


def _ticks(reading: Reading) -> set[str]:
    """The lines that say whether a motive was ticked in the round before; its outcome stands below, in one cell."""
    found = set()
    for form in (form for form in reading.forms if isinstance(form, hlo_forms.PreparationForm) and form.renewed):
        for language in form.instrument.languages:
            mark = f"({form.instrument.word('brought.doubtful', language)})"
            words = [form.instrument.word(f"status.{status}", language) for status in hlo_forms.Status]
            before = f"{form.instrument.word('column.motives.before', language)}: "
            found |= {_bare(lead + word + more) for lead in ("", before) for word in words for more in ("", mark)}
    return found


def _given(reading: Reading) -> Iterator[str]:
    """What stands beside values: the words of choices, the mark of a doubt, the legend, and how many share."""
    for form in reading.forms:
        kinds = ["realised."] if isinstance(form, hlo_forms.PreparationForm) and form.renewed else []
        kinds += ["research."] if form.asks_research else []
        choices = (words for key, words in form.instrument.words.items() if key.startswith(tuple(kinds)))
        yield from (text for words in choices for text in words.values())
        yield from _of_sender(form)
        for language in form.instrument.languages:
            kind = form.organisation.type if isinstance(form, hlo_forms.PreparationForm) else None
            yield from titles_of(form.phase, kind, form.instrument, language)
            words = {
                name: form.instrument.word(f"brought.{name}", language) for name in ("doubtful", "legend", "shared")
            }
            yield f"({words['doubtful']})"
            for table in ("previous_relations", "meeting_relations"):
                yield from (sentences_of(form, table, language) or () if getattr(form, table, ()) else ())
            if isinstance(form, hlo_forms.AlignmentForm):
                names = [" ".join((found.name or found.id or "").split()) for found in form.organisations]
                labels = (f"{number}. {name}" for number, name in enumerate(names, start=1))
                yield words["legend"].replace("{partners}", " · ".join(labels))
                yield from _picture(form, language)
                for k, n in itertools.product(range(2, len(names) + 1), repeat=2):
                    yield words["shared"].replace("{k}", str(k)).replace("{n}", str(n))


def _picture(form: hlo_forms.AlignmentForm, language: str) -> Iterator[str]:
    """What the picture of all motives shows: its signs, once each partner has one, its letters and its heads."""
    numbers = range(1, len(form.organisations) + 1)
    yield from (f"{number}. {name}" for number, name in zip(numbers, short_names(form.organisations), strict=True))
    labels = [motive.label[language] for motive in form.instrument.motives]
    lettered = [f"{chr(ord('A') + number)}. {label}" for number, label in enumerate(labels)]
    yield from lettered
    for category in form.instrument.categories:
        own = [text for text, m in zip(lettered, form.instrument.motives, strict=True) if m.category == category.id]
        yield f"{category.label[language]}: {' · '.join(own)}"
    words = [form.instrument.word(f"status.{status}", language) for status in _SIGNS]
    doubt = f"* {form.instrument.word('brought.doubtful', language)}"
    signs = " · ".join([*(f"{sign} {word}" for sign, word in zip(_SIGNS.values(), words, strict=True)), doubt])
    yield form.instrument.word("brought.signs", language).replace("{signs}", signs)
    yield from (sign + star for sign in _SIGNS.values() for star in ("", "*"))


_SIGNS = {"applies": "●", "not_ticked": "○", "unclear": "?", "not_filled_in": "–", "not_offered": "/"}


def _of_sender(form: hlo_forms.Form) -> Iterator[str]:
    """The sentences about the form that name its sender: ours, with the sender's words where they have slots."""
    words = {name: " ".join((text or "").split()) for name, text in attrs.asdict(form.invitation).items()}
    sentences = {key: text for key, text in form.instrument.words.items() if key.startswith("about.")}
    for language in form.instrument.languages:
        named = sentences["about.sender.named"][language].format(**{name: words[name] for name in _NAMED})
        sender = named if all(words[name] for name in _NAMED) else words["sender"] or words["organisation"]
        filled = words | {"sender": sender} | {"return_to": words["return_to"] or sender}
        filled |= {"questions_to": words["questions_to"] or sender}
        yield from (_with(text[language], filled) for text in sentences.values() if "{" in text[language])


def _with(sentence: str, words: dict[str, str]) -> str:
    """A sentence with these words in its slots; a role behind a name is closed where the sentence goes on."""
    closed = {name: f"{text}," if ", " in text and not text.endswith(",") else text for name, text in words.items()}
    return re.sub(
        r"\{(\w+)\}( \w|)",
        lambda slot: (closed if slot[2] else words)[slot[1]] + slot[2],
        sentence,
    )


_NAMED = ("sender", "organisation")


def _values(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, hlo_forms.Instrument):
        return
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            if field.name not in _IDS:
                yield from _values(getattr(value, field.name))
    elif hasattr(value, "values"):
        for entry in value.values():
            yield from _values(entry)
    elif isinstance(value, tuple):
        for entry in value:
            yield from _values(entry)


def _signs(finding: Finding, instrument: Instrument) -> Iterator[str]:
    """The sign that a finding about a tick shows."""
    if finding.code in ("tick-by-sign", "tick-contradicts"):
        words = "".join(char for char in finding.seen if char not in _BOXES)
        labels = {label for motive in instrument.motives for label in motive.label.values()}
        for label in labels:
            words = words.replace(label, " ")
        yield from (word for word in words.split() if len(word) < 7)


# ---- a document, taken apart


def pieces_of(data: bytes) -> list[str]:
    """The text of every paragraph of a document, with deleted and hidden text and notes as pieces of their own."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        odt = "content.xml" in archive.namelist()
        wanted = re.compile(r"(content|styles)\.xml") if odt else _PARTS
        names = sorted(name for name in archive.namelist() if wanted.fullmatch(name))
        roots = [etree.fromstring(archive.read(name), _PARSER) for name in names]
    return [text for root in roots for text in (_of_odt if odt else _of_root)(root) if text.strip()]


def _of_odt(root: etree._Element) -> Iterator[str]:
    """The paragraphs of an OpenDocument text; those in notes, frames and remarks are pieces of their own."""
    for paragraph in root.iter(f"{_ODT}p", f"{_ODT}h"):
        yield "".join(_of_odt_paragraph(paragraph))


def _of_odt_paragraph(node: etree._Element) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        if isinstance(child.tag, str) and child.tag not in (f"{_ODT}p", f"{_ODT}h"):
            if etree.QName(child).localname in _ODT_BREAKS:
                yield "\n"
            elif etree.QName(child).localname not in _ODT_SILENT:
                yield from _of_odt_paragraph(child)
        yield child.tail or ""


def _of_root(root: etree._Element) -> Iterator[str]:
    asides: list[str] = []
    for paragraph in root.iter("{*}p"):
        if _inside(paragraph, "Fallback") or paragraph.getparent().get("{*}type") is not None:
            continue
        inner = next((node for node in paragraph.iterancestors("{*}p")), None)
        if inner is not None and not _inside(paragraph, "txbxContent"):
            continue
        yield "".join(_of_paragraph(paragraph, asides))
    yield from asides


def _inside(node: etree._Element, name: str) -> bool:
    return next(node.iterancestors("{*}" + name), None) is not None


def _of_paragraph(paragraph: etree._Element, asides: list[str]) -> Iterator[str]:
    run, place = None, ""
    for node in paragraph.iter("{*}t", "{*}tab", "{*}br", "{*}cr", "{*}noBreakHyphen", "{*}sym", "{*}delText"):
        if (parent := node.getparent()) is not run:
            run, place = parent, _place_of(parent, paragraph)
        name = etree.QName(node).localname
        if place == "aside" or (place == "here" and name == "delText"):
            asides.append(_shown(node, name))
        elif place == "here":
            yield _shown(node, name)


def _place_of(run: etree._Element, paragraph: etree._Element) -> str:
    """Where the text of a run belongs: "here" in the paragraph, "aside" as deleted or hidden, or "elsewhere"."""
    around = [run, *run.iterancestors()]
    names = [etree.QName(node).localname for node in around]
    boxed = "txbxContent" in names and not _inside(paragraph, "txbxContent")
    if (boxed and around[names.index("p")] is not paragraph) or not {"Fallback", "tabs"}.isdisjoint(names):
        return "elsewhere"
    hidden = run.find("{*}rPr/{*}vanish") is not None
    return "aside" if hidden or not {"del", "moveFrom"}.isdisjoint(names) else "here"


def _shown(node: etree._Element, name: str) -> str:
    if name == "sym":
        return _SYMBOLS.get(next(str(v) for k, v in node.attrib.items() if str(k).endswith("char")), "")
    return _SIGNS_OF_TEXT.get(name) or "".join(node.itertext())


_SIGNS_OF_TEXT = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
