"""No text is lost wherever it stands: texts as programs and people wrap them, in each part of a document."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

import pytest

import hlo_forms
from edits import DOCUMENT, members, zipped
from hlo_forms import Reading
from malformed import FORM, PARTS, TYPED
from runs import dear
from text_places import BESIDE_THE_FORM, FOR_BLOCKS, FOR_LINES, IN_BLOCKS, IN_LINES, Document, worded

_PLACES: Mapping[str, tuple[Mapping[str, str], Mapping[str, Document]]] = {
    "lines": (IN_LINES, FOR_LINES),
    "blocks": (IN_BLOCKS, FOR_BLOCKS),
}


def _cases() -> list[tuple[str, str, str]]:
    """Each wrapping in each place, in such an order that the first of them have every wrapping and every place."""
    rounds: dict[int, list[tuple[str, str, str]]] = {}
    for kind, (wrappings, places) in _PLACES.items():
        for (number, name), (turn, place) in itertools.product(enumerate(wrappings), enumerate(places)):
            rounds.setdefault((turn - number) % len(places), []).append((kind, name, place))
    return [case for turn in sorted(rounds) for case in rounds[turn]]


def texts_in(reading: Reading) -> str:
    """All that came out of a document: its forms, and what belongs to none of their fields."""
    passages = (*reading.unplaced, *reading.deleted, *reading.remarks)
    return "\n".join([*(hlo_forms.to_json(form) for form in reading.forms), *(passage.text for passage in passages)])


def lost(data: bytes, words: list[str]) -> Iterator[str]:
    """The words of a document that its reading lacks."""
    text = texts_in(hlo_forms.read(data))
    yield from (word for word in words if word not in text)


@pytest.mark.parametrize(("kind", "name", "place"), dear(len(IN_LINES) + len(IN_BLOCKS), _cases()))
def test_a_text_is_told_wherever_it_stands(kind: str, name: str, place: str) -> None:
    wrappings, places = _PLACES[kind]
    xml, words = worded(wrappings[name])
    data = places[place](xml)
    assert list(lost(data, words)) == []
    if place in BESIDE_THE_FORM:
        assert hlo_forms.read(data).form == FORM


STRICT = {
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


@pytest.mark.parametrize(("kind", "name"), dear(20, [(kind, name) for kind in _PLACES for name in _PLACES[kind][0]]))
def test_a_text_is_told_in_a_strict_document_too(kind: str, name: str) -> None:
    wrappings, places = _PLACES[kind]
    xml, words = worded(wrappings[name])
    parts = members(places["end"](xml))
    for before, after in STRICT.items():
        parts = {part: content.replace(before, after) for part, content in parts.items()}
    assert list(lost(zipped(parts), words)) == []


def test_a_text_that_two_versions_share_is_told_once() -> None:
    for name in ("two versions", "a box with letters as a picture", "a text in a text"):
        xml, words = worded(IN_LINES[name])
        text = texts_in(hlo_forms.read(FOR_LINES["text box"](xml)))
        assert [text.count(word) for word in words if word in text] == [1] * len(words), name


# ---- signs that show nothing


@pytest.mark.parametrize("sign", dear(3, ["\u200b", "\u200e", "\ufeff", "\u2060", "\u200d", "\U000e0020"]))
def test_a_form_with_signs_that_show_nothing_in_all_its_words_is_that_form(sign: str) -> None:
    body = PARTS[DOCUMENT].decode()
    texts = set(re.findall(r">([^<>{}/]{6,})</w:t>", body)) - {TYPED, "Meer stageplaatsen", "De Linde"}
    for text in sorted(texts, key=len, reverse=True):
        body = body.replace(f">{text}</w:t>", f">{text[:4]}{sign}{text[4:]}</w:t>")
    assert body.count(sign) > 80
    reading = hlo_forms.read(zipped({**PARTS, DOCUMENT: body.encode()}))
    assert (reading.form, reading.findings) == (FORM, ())


# ---- beside the reference of the form


def _with_reference(change: str) -> bytes:
    """The form with its line of reference changed: `{}` stands for the reference."""
    body = PARTS[DOCUMENT].decode()
    begin = body.index("hlo1/")
    reference = body[begin : body.index("<", begin)]
    return zipped({**PARTS, DOCUMENT: body.replace(reference, change.format(reference)).encode()})


@pytest.mark.parametrize(
    "change", ["kwartel {}", "kwartel{}", "{} kwartel", "kwartel{} merel", "{}</w:t><w:t> kwartel"]
)
def test_a_text_beside_the_reference_is_told(change: str) -> None:
    data = _with_reference(change)
    words = [word for word in ("kwartel", "merel") if word in change]
    assert list(lost(data, words)) == []
    assert hlo_forms.read(data).form == FORM


def test_a_reference_that_somebody_typed_in_makes_no_second_form() -> None:
    parts = members(_with_reference("{}kwartel"))
    for name in ("docProps/custom.xml", "docProps/core.xml"):  # which pandoc and AbiWord lose
        parts[name] = parts[name].replace(b"hlo1/", b"x")
    reading = hlo_forms.read(zipped(parts))
    assert reading.form.answers == FORM.answers
    assert "kwartel" in " ".join(finding.seen for finding in reading.findings)


@pytest.mark.parametrize("place", ["header", "footer", "footnote", "remark", "text box"])
def test_a_text_beside_a_reference_in_another_place_is_told(place: str) -> None:
    reference = hlo_forms.read(_with_reference("{}")).form.id
    text = f"kwartel hlo1/strategic-motives/2022/nl/preparation/practice_partner/{reference}/-/-/- merel"
    assert list(lost(FOR_LINES[place](f"<w:r><w:t>{text}</w:t></w:r>"), ["kwartel", "merel"])) == []
