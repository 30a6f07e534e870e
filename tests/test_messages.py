"""Our own sentences: every one is found by its key, in every language of its file, and none is left over."""

from __future__ import annotations

import ast
import fnmatch
import functools
import importlib
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hlo_forms import load_instrument
from hlo_forms.basics.messages import Catalogue, Sentence, _sentences, filled
from hlo_forms.errors import InvalidValueError
from places import MODULES, SOURCE, module_name, tree_of

CATALOGUES = [Catalogue(path.stem) for path in sorted((SOURCE / "messages").glob("*.toml"))]
FACILITATOR = Catalogue("facilitator")
ENTRIES = {"words", "codes", "kinds", "explained", "prompts"}
"""The sections that hold nothing but sentences; others describe columns, or are lists."""


def sentences(catalogue: Catalogue) -> Iterator[tuple[str, dict[str, str]]]:
    """The key and texts of every sentence in a file, as it is written there."""

    def entries(table: dict[str, object], place: str) -> Iterator[tuple[str, dict[str, str]]]:
        for name, value in table.items():
            if isinstance(value, dict) and value.keys() & set(catalogue.languages):
                yield f"{place}{name}", value
            elif isinstance(value, dict):
                yield from entries(value, f"{place}{name}.")

    for section in ENTRIES & catalogue.content.keys():
        yield from entries(catalogue.content[section], "" if section == "words" else f"{section}.")


def keys_of(catalogue: Catalogue) -> list[str]:
    """The keys by which the catalogue finds its sentences."""
    return [*_sentences(catalogue.name)]


def test_a_sentence_is_given_in_a_language_with_its_values_filled_in() -> None:
    assert FACILITATOR.text("title", "nl", partnership="Wijkzorg", round="2026") == "Wijkzorg, ronde 2026"
    assert FACILITATOR.text("title", "en", partnership="Wijkzorg", round="2026") == "Wijkzorg, round 2026"


def test_without_values_a_sentence_stays_as_it_is_in_the_file() -> None:
    assert FACILITATOR.text("title", "en") == "{partnership}, round {round}"


def test_a_key_is_a_name_among_the_words_or_a_place_elsewhere_in_the_file() -> None:
    texts = Catalogue("dataset")
    assert texts.text("title", "en") == "Data set"
    assert texts.texts("codes.not_offered") == {"nl": "niet gevraagd", "en": "not asked"}


def test_a_plain_text_is_the_same_in_every_language() -> None:
    dutch, english = Catalogue("statistics").texts("explained.counts.source").values()
    assert dutch == english


def test_an_unknown_key_is_refused_with_the_one_that_was_probably_meant() -> None:
    with pytest.raises(
        InvalidValueError, match=r'key: expected in messages/facilitator.toml: .*"answered".*got .answerd'
    ):
        FACILITATOR.text("answerd", "nl")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="language: expected one of nl, en, got 'fr'"):
        Catalogue("examples").text("not_applicable", "fr")


def test_a_file_with_a_default_answers_in_that_language_instead() -> None:
    assert FACILITATOR.text("answered", "fr") == "answered"


def test_a_sentence_that_is_passed_on_is_english_and_can_still_be_given_in_another_language() -> None:
    note = FACILITATOR.sentence("not_used", name="partners.csv", columns='"X"')
    assert note == 'partners.csv: not used: "X"'
    assert note.in_words(language="nl") == 'partners.csv: niet gebruikt: "X"'
    assert note.in_words(language="fr") == str(note)


def test_a_sentence_survives_pickling() -> None:
    copy = pickle.loads(pickle.dumps(FACILITATOR.sentence("no_round")))
    assert isinstance(copy, Sentence)
    assert copy.in_words(language="nl") == "zonder ronde"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: catalogue.name)
def test_every_sentence_is_there_in_every_language_with_the_same_places(catalogue: Catalogue) -> None:
    for key, entry in sentences(catalogue):
        texts = [entry[language] for language in catalogue.languages]
        assert all(texts), key
        if catalogue.name != "forms":  # whose slots are checked against what fills them in
            assert len({tuple(sorted(set(re.findall(r"\{(\w+)[:}]", text)))) for text in texts}) == 1, key


PLURALS = re.compile(
    r"\b1 (antwoorden|bestanden|formulieren|motieven|organisaties|partners|punten|rijen|teksten|vragen|"
    r"answers|files|forms|motives|organisations|questions|rows|texts|things)\b"
)
MORE_THAN_ONE = {"check", "list_too_long", "versions", "too_many", "plot.rounds.together"}
"""Sentences that are only said of several; one thing to check has a sentence of its own."""


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: catalogue.name)
def test_one_of_anything_is_not_several(catalogue: Catalogue) -> None:
    keys = dict(sentences(catalogue))
    for key, entry in keys.items():
        if key in MORE_THAN_ONE or f"{key}.one" in keys:
            continue
        for language in catalogue.languages:
            slots = dict.fromkeys(re.findall(r"\{(\w+)[:}]", entry[language]), 1)
            told = filled(entry[language], slots) if slots else ""
            assert not PLURALS.search(told), told


def test_a_count_brings_its_word_along() -> None:
    text = "{n:organisatie deed|organisaties deden} mee, {who} ook"
    assert [filled(text, {"n": n, "who": "De Linde"}) for n in (0, 1, 2)] == [
        "0 organisaties deden mee, De Linde ook",
        "1 organisatie deed mee, De Linde ook",
        "2 organisaties deden mee, De Linde ook",
    ]


def test_the_sentences_that_instruments_share_are_in_the_languages_of_the_built_in_one() -> None:
    assert Catalogue("forms").languages == load_instrument().languages


# Keys in the code and keys in the files

NOT_NAMED = {"research.yes", "research.motives", "research.no", "prompts.word_older"}
"""Sentences whose key is put together from two values (the name of a field, and the answer to it), and a prompt that
is only looked for, as one of all prompts."""


def literal(node: ast.expr) -> str:
    """The text of a literal, with a `*` for each part that is filled in; "" for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    return "".join(part.value if isinstance(part, ast.Constant) else "*" for part in parts)


def keys_named_for(names: set[str], tree: ast.AST) -> Iterator[str]:
    """The key in every call of a function or method with one of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in names and (key := literal(node.args[0])):
                yield key


def catalogue_in(path: Path) -> Catalogue | None:
    """The catalogue from which a module takes its sentences."""
    texts = getattr(importlib.import_module(f"hlo_forms.{module_name(path)}".rstrip(".")), "TEXTS", None)
    return texts if isinstance(texts, Catalogue) else None


def test_every_key_that_the_code_names_is_in_its_file() -> None:
    named = {
        (texts.name, key)
        for path in MODULES
        if path.name != "__main__.py" and (texts := catalogue_in(path))
        for key in keys_named_for({"text", "sentence"}, tree_of(path))
    }
    assert len(named) > 80
    for name, key in named:
        assert fnmatch.filter(keys_of(Catalogue(name)), key), (name, key)


def test_every_key_of_a_word_that_the_code_asks_an_instrument_for_is_in_the_file_they_share() -> None:
    shared = keys_of(Catalogue("forms"))
    named = {key for path in MODULES for key in keys_named_for({"word"}, tree_of(path)) if "." in key}
    assert len(named) > 100
    assert not [key for key in named if not fnmatch.filter(shared, key)]


@functools.cache
def all_literals() -> frozenset[str]:
    """The texts in our source that may be keys."""
    nodes = (node for path in MODULES for node in ast.walk(tree_of(path)))
    return frozenset(key for node in nodes if isinstance(node, ast.expr) and (key := literal(node)))


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: catalogue.name)
def test_every_sentence_is_used(catalogue: Catalogue) -> None:
    literals = all_literals()
    patterns = [key for key in literals if re.fullmatch(r"[a-z_.]{4,}\*[a-z_.*]*", key)]
    for key, _ in sentences(catalogue):
        name = key.removeprefix("prompts.")
        used = name in literals or any(fnmatch.fnmatchcase(key, pattern) for pattern in patterns)
        assert used or key in NOT_NAMED, key
