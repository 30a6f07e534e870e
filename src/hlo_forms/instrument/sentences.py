"""Our own sentences in the languages of an institution: what its instrument file brings, and what is not there yet.

Words and prompts on forms have tables of their own; every other sentence of `messages/` stands in the instrument file
under `[sentences.<file>]`, by its key there and by language. It is that file and none beside it, so that one file is
checked, translated and passed on, and bytes are enough to load it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from unicodedata import category

from ..basics.messages import Catalogue, Sentence
from .checks import TEXTS
from .faults import unknown_key

FILES = ("forms", "facilitator", "dataset", "exports", "statistics", "privacy", "templates", "instruments", "commands")
"""The files with sentences that an institution may bring; the others hold invented forms, and lists of words."""

_ON_FORMS = frozenset(
    (
        *("about", "label", "heading", "column", "status", "relation", "ownership", "tick", "realised", "research"),
        *("question", "brought", "footer", "identity", "form", "file", "box"),
    )
)
"""The first part of the keys of words that stand on forms, and so before partners."""

_IN_REPORTS = frozenset(("report", "short", "plot", "compare", "recalibration", "booklet"))
"""The same of words in what partners get afterwards: reports with their pictures and tables, and the booklet."""

Path: TypeAlias = tuple[str, ...]
Texts: TypeAlias = Mapping[str, str]
_NO_SIGNS = ("Cc", "Cs", "Zl", "Zp")  # steering signs and ends of lines, but where ours has them, as help does
_SLOT = re.compile(r"\{(\w*)(?::([^{}]*))?\}")


@functools.cache
def sentences_of(file: str) -> Mapping[str, Texts]:
    """Return the sentences of a file that stand under `[sentences]`, by key, each in our languages.

    >>> sentences_of("facilitator")["no_round"]["en"]
    'without a round'
    """
    catalogue = Catalogue(file)
    forms = catalogue.content if file == "forms" else {}
    elsewhere = {*forms.get("words", ()), *(f"prompts.{key}" for key in forms.get("prompts", ()))}
    return {key: texts for key, texts in catalogue.translatable.items() if key not in elsewhere}


def own_sentences(
    table: object, languages: Iterable[str]
) -> tuple[dict[str, dict[str, str]], list[tuple[Path, Sentence]]]:
    """Return the sentences in a table of an instrument file by place and language, and every fault of the table."""
    kept: dict[str, dict[str, str]] = {}
    faults: list[tuple[Path, Sentence]] = []
    if not isinstance(table, dict):
        return {}, [((), _want("table"))]
    for file, section in table.items():
        if file not in FILES:
            faults.append(((file,), unknown_key(file, FILES)))
        elif not isinstance(section, dict):
            faults.append(((file,), _want("table")))
        else:
            for key, texts in _flat(section, ""):
                own = list(_faults(sentences_of(file), key, texts, tuple(languages)))
                faults += [((file, *path), fault) for path, fault in own]
                if not own:
                    kept[f"{file}.{key}"] = dict(texts)
    return kept, faults


def _want(kind: str) -> Sentence:
    return TEXTS.sentence("want_kind", kind=TEXTS.sentence(f"kinds.{kind}"))


def _flat(section: Mapping[str, Any], place: str) -> Iterator[tuple[str, Any]]:  # Any: what a TOML file holds
    """Yield the sentences of a section by key, whether it is written in quotes or as tables within tables."""
    for name, value in section.items():
        if isinstance(value, dict) and value and all(isinstance(each, dict) for each in value.values()):
            yield from _flat(value, f"{place}{name}.")
        elif isinstance(value, dict):
            texts = {each: own for each, own in value.items() if not isinstance(own, dict)}
            yield f"{place}{name}", texts
            yield from _flat({each: own for each, own in value.items() if isinstance(own, dict)}, f"{place}{name}.")
        else:
            yield f"{place}{name}", value


def _faults(
    ours: Mapping[str, Texts], key: str, texts: object, languages: tuple[str, ...]
) -> Iterator[tuple[Path, Sentence]]:
    if key not in ours:
        yield (key,), unknown_key(key, ours)
    elif not isinstance(texts, dict):
        yield (key,), _want("texts")
    else:
        for language, text in texts.items():
            if language not in languages:
                yield (key, language), unknown_key(language, languages)
            elif not isinstance(text, str) or not text.strip():
                yield (key, language), _want("text")
            else:
                if any(category(sign) in _NO_SIGNS and sign not in "".join(ours[key].values()) for sign in text):
                    yield (key, language), TEXTS.sentence("no_sign")
                yield from (((key, language), fault) for fault in slot_faults(ours[key], text))


def slot_faults(ours: Texts, text: str, *, may_lack: bool = False) -> Iterator[Sentence]:
    """Yield what does not fit in the braces of a text: it fills in what ours does, in the same way, and nothing else.

    Unless it `may_lack` some, it fills in all that ours does in each of our languages.
    """
    specs = [_specs(each) for each in ours.values()]
    filled = set[str]().union(*specs)
    counts = {slot for each in specs for slot, own in each.items() if any("|" in spec for spec in own)}
    own = _specs(text)
    for slot in sorted(own.keys() - filled):
        yield TEXTS.sentence("not_filled_in", slot=f"{{{slot}}}")
    for slot in sorted(own.keys() & filled):
        if any(spec and (slot not in counts or spec.count("|") != 1) for spec in own[slot]):
            yield TEXTS.sentence("no_count", slot=f"{{{slot}}}", own=f"{{{slot}:…|…}}")
    if _loose(text) - set[str]().union(*map(_loose, ours.values())):
        yield TEXTS.sentence("open_braces", slots=", ".join(f"{{{slot}}}" for slot in sorted(filled)) or "–")
    lost = filled.intersection(*specs) - own.keys() if not may_lack else ()
    for slot in sorted(lost):
        yield TEXTS.sentence("slot_lost", slot=f"{{{slot}}}")


def _loose(text: str) -> set[str]:
    """Return the braces in a text that hold nothing to fill in; help shows some as they are."""
    return set(re.findall(r"[{}]+", _SLOT.sub("", text)))


def _specs(text: str) -> dict[str, set[str]]:
    """Return what is filled in, and as which words: "{n:form|forms}" is n as "form|forms"."""
    specs: dict[str, set[str]] = {}
    for name, spec in _SLOT.findall(text):
        specs.setdefault(name, set()).add(spec)
    return specs


def rank(place: str) -> int:
    """Return 0 for a text on forms at a place of an instrument, 1 for one in reports, 2 for any other.

    >>> [rank(place) for place in ("motives[0].label", "words.report.date", "sentences.dataset.title")]
    [0, 1, 2]
    """
    section, _, key = place.partition(".")
    first = key.split(".")[0]
    if section == "sentences" or (section == "words" and first not in _ON_FORMS | _IN_REPORTS):
        return 2
    return int(section == "words" and first in _IN_REPORTS)


def for_partners(place: str) -> bool:
    """Return whether partners read the text at a place of an instrument; the rest only who works with it."""
    return rank(place) < 2


def missing_sentences(own: Mapping[str, Texts], language: str) -> Iterator[str]:
    """Yield the place of each sentence that neither we nor an institution have in a language."""
    if language in TEXTS.languages:  # in which every sentence is there, so that no other file has to be read
        return
    for file in FILES:
        for key in sentences_of(file):
            if language not in own.get(f"{file}.{key}", {}):
                yield f"{file}.{key}"
