"""Prompts that a program changed: set in capitals, read by OCR, translated, or half deleted.

Text equal to a prompt is an empty field (see `basics.text`). A prompt that is nearly that must not count as an answer
in silence: it is recognised by its words, or by standing where nobody writes the same thing twice.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from ...basics.text import extra_signs, keys_of, matching_key, without_format
from ...forms.field_ids import FieldId
from ...readings.findings import Evidence
from ..fields import OPTIONS_OF, TYPED

_LONGEST = 120  # letters of a text that can be a changed prompt, or begin with one
_NEAR = 0.75
_WORDS = re.compile(r"\w+")
_BEGINS, _PART, _TIMES = 3, 2, 3  # words at the start, words left, and fields with the same text
_SAYS_MORE = re.compile(r"\n|\d|:\s*\w")
_FEW = 10  # words of a prompt, at most


def is_prompt(text: str, prompts: tuple[str, ...]) -> bool:
    """Return whether a text is a prompt but for capitals and white space; signs around it are somebody's."""
    if len(text) >= _LONGEST:
        return False
    if "".join(without_format(text).split()) in _of_signs(prompts):
        return True
    return matching_key(text) in keys_of(prompts) and not _signs_around(text, prompts)


@functools.lru_cache(maxsize=32)
def _of_signs(prompts: tuple[str, ...]) -> frozenset[str]:
    """Return the prompts without words, such as three dots, without the white space between their signs."""
    return frozenset("".join(prompt.split()) for prompt in prompts if not _WORDS.search(prompt))


def _is_left_of_signs(text: str, prompts: tuple[str, ...]) -> bool:
    """Return whether a text without words holds nothing but signs of a prompt, perhaps between brackets."""
    if _WORDS.search(text):
        return False
    signs = set("".join(without_format(text).split()).strip("[](){}<>«»"))
    return bool(signs) and len(text) < _LONGEST and any(signs <= set(prompt) for prompt in _of_signs(prompts))


def _signs_around(text: str, prompts: tuple[str, ...]) -> str:
    key = matching_key(text)
    return extra_signs(text, [prompt for prompt in prompts if matching_key(prompt) == key])


def is_near_prompt(text: str, prompts: tuple[str, ...]) -> bool:
    """Return whether a text is what is left of a prompt, or is one with letters misread or words added behind it."""
    return _is_left_of_signs(text, prompts) or _is_near(matching_key(text[:_LONGEST]), prompts)


def asks_to_type(text: str, spelled: Collection[str]) -> bool:
    """Return whether a short text asks the reader to click or type, in a language that the form may be translated to.

    A program that translates a form translates its prompts too, also one that stands alone. A prompt has no number,
    and nothing behind a colon: who writes "Type here freely: 15 places" gives an answer.
    """
    return len(text) < _LONGEST and _asks(text, tuple(spelled))


@functools.lru_cache(maxsize=2048)
def _asks(text: str, spelled: tuple[str, ...]) -> bool:
    if _SAYS_MORE.search(text):
        return False
    words = _WORDS.findall(matching_key(text))
    padded = f" {' '.join(words)} "
    return 1 < len(words) <= _FEW and _any_of(spelled).search(padded) is not None


@functools.lru_cache(maxsize=32)
def _any_of(spelled: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for any of these words between spaces; for nothing where there are none."""
    keys = "|".join(map(re.escape, sorted(keys_of(spelled))))
    return re.compile(f" (?:{keys}) " if spelled else r"(?!)")


@functools.lru_cache(maxsize=2048)
def _is_near(key: str, prompts: tuple[str, ...]) -> bool:
    words = _WORDS.findall(key)
    if len(words) < _PART:
        return key in _first_words(prompts)
    return any(_is_like(key, words, prompt) for prompt in keys_of(prompts))


@functools.lru_cache(maxsize=32)
def _first_words(prompts: tuple[str, ...]) -> frozenset[str]:
    """Return what is left of prompts where all but the first word was deleted."""
    return frozenset(words[0] for prompt in keys_of(prompts) if (words := _WORDS.findall(prompt)))


def _is_like(key: str, words: list[str], prompt: str) -> bool:
    whole = _WORDS.findall(prompt)
    if words[:_BEGINS] == whole[:_BEGINS]:
        return True
    if whole[: len(words)] == words or whole[-len(words) :] == words:
        return True
    if abs(len(key) - len(prompt)) > len(prompt) // 3:
        return False
    import difflib

    alike = difflib.SequenceMatcher(None, key, prompt, autojunk=False)
    return alike.real_quick_ratio() >= _NEAR and alike.quick_ratio() >= _NEAR and alike.ratio() >= _NEAR


def repeated_texts(evidence: Mapping[str, Evidence], prompts: tuple[str, ...]) -> Iterator[str]:
    """Yield the fields whose text looks like a prompt in a language that is not ours: it is what rows consist of.

    A program that translates a form translates its prompts too. Nobody fills two rows of a table with the same texts,
    or gives the same answer of several words to three questions or in all columns of a row.
    """
    texts = {field: matching_key(entry.seen) for field, entry in evidence.items() if _is_typed(field, entry)}
    texts = {field: text for field, text in texts.items() if text not in keys_of(prompts)}
    rows: defaultdict[str, list[str]] = defaultdict(list)
    for field, text in texts.items():
        id = FieldId.of(field)
        if id.row and id.part in TYPED and not id.column.endswith(("organisation", "motive")):
            rows[f"{id.table}.{id.row}"].append(text)
    same = Counter(tuple(row) for row in rows.values() if len(row) > 1)
    suspects = {text for row, times in same.items() if times > 1 or len(set(row)) == 1 for text in row}
    answers = Counter(text for field, text in texts.items() if field.startswith("answers."))
    suspects |= {text for text, times in answers.items() if times >= _TIMES}
    long = {text for text in suspects if len(_WORDS.findall(text)) >= _BEGINS}
    yield from (field for field, text in texts.items() if text in long)


def _is_typed(field: str, entry: Evidence) -> bool:
    if not entry.seen or len(entry.seen) > _LONGEST or "\n" in entry.seen:
        return False
    return entry.how not in ("tag", "identity") and field not in OPTIONS_OF and not field.endswith(".ticked")
