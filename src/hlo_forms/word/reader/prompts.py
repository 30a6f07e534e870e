"""Prompts that a program changed: set in capitals, read by OCR, translated, or half deleted.

Text equal to a prompt is an empty field (see `basics.text`). A prompt that is nearly that must not count as an answer
in silence: it is recognised by its words, or by standing where nobody writes the same thing twice.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from ...basics.text import extra_signs, keys_of, matching_key, normalised, without_format
from ...forms.field_ids import FieldId
from ...readings.findings import Evidence
from ..fields import OPTIONS_OF, TYPED

_LONGEST = 120  # letters of a text that can be a changed prompt, or begin or end with one
_NEAR = 0.75
_WORDS = re.compile(r"\w+")
_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")  # Japanese, Chinese and Korean
_BEGINS, _PART, _TIMES = 3, 2, 3  # words at the start, words left, and fields with the same text
_SAYS_MORE, _SAYS_WHAT = re.compile(r"\n|\d|:\s*\w"), re.compile(r":\s*\w")
_FEW, _FIRST = 10, 4  # words of a prompt, at most, and the first of them
_GLUED = re.compile(r"\n+|(?<=[^\W\d_A-Z])(?=[A-Z0-9])")  # a new line, or a capital or number right behind a letter
_SIGNS_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


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
    signs = set("".join(without_format(text).split()).strip("[](){}<>«»“”„‘’\"'*_-"))
    return bool(signs) and len(text) < _LONGEST and any(signs <= set(prompt) for prompt in _of_signs(prompts))


def _signs_around(text: str, prompts: tuple[str, ...]) -> str:
    key = matching_key(text)
    return extra_signs(text, [prompt for prompt in prompts if matching_key(prompt) == key])


def is_near_prompt(text: str, prompts: tuple[str, ...]) -> bool:
    """Return whether a text is what is left of a prompt, or is one with letters misread, or begins or ends with such.

    People type an answer right behind a prompt that a program changed, or of which they deleted only a part.
    """
    if _is_left_of_signs(text, prompts) or _is_near(matching_key(text[:_LONGEST]), prompts):
        return True
    if len(text) < 2 * _LONGEST and _is_misspelled(text, prompts):
        return True
    return _is_glued(text[:_LONGEST], text[-_LONGEST:], prompts)


@functools.lru_cache(maxsize=2048)
def _is_glued(start: str, end: str, prompts: tuple[str, ...]) -> bool:
    """Return whether a text with this start and end begins or ends with what is left of a prompt.

    Who writes "Type here freely: a network of 15 places" gives an answer.
    """
    if not (start[0].isalnum() and end[-1].isalnum()):
        signs = ("".join(run.split()) for text in (start, end) for run in _SIGNS_AROUND.findall(text))
        if any(len(run) > 1 and _is_left_of_signs(run, prompts) for run in signs):
            return True
    glued = (piece for text in (start, end) for piece in _around_glue(text))
    if any(" " in piece and _is_near(matching_key(piece), prompts) for piece in glued):
        return True
    before, behind = matching_key(start), matching_key(end)
    if not _SAYS_WHAT.search(start) and any(map(_at_edges(prompts).search, {before, behind})):
        return True
    return _is_misread(before, prompts) or _is_misread(behind, prompts, behind=True)


def _around_glue(text: str) -> tuple[str, ...]:
    """Return what stands before the first place where two texts may be glued, and behind the last; else nothing."""
    if not _GLUED.search(text):
        return ()
    return _GLUED.split(text[:_LONGEST], 1)[0], _GLUED.split(text[-_LONGEST:])[-1]


@functools.lru_cache(maxsize=32)
def _at_edges(prompts: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for two words of a prompt at the start of a text, and for all but its first at either end."""
    words = [own for key in sorted(keys_of(prompts)) if len(own := _WORDS.findall(key)) > _PART]
    begun = "|".join(re.escape(" ".join(own[:_PART])) for own in words) or "(?!)"
    rest = "|".join(re.escape(" ".join(own[1:])) for own in words if len(own) > _BEGINS) or "(?!)"
    return re.compile(rf"^(?:{begun}|{rest})|(?:{rest})$")


def _is_misread(key: str, prompts: tuple[str, ...], *, behind: bool = False) -> bool:
    """Return whether nearly all letters of a prompt stand at the start of a text, or at its end."""
    there = set(key.split())
    for prompt, _, words in _words_of(prompts):
        if 2 * len(words & there) > len(words) - _PART and words & there:
            edge = key[-len(prompt) :] if behind else key[: len(prompt)]
            if _is_alike(edge, prompt):
                return True
    return False


@functools.lru_cache(maxsize=32)
def _words_of(prompts: tuple[str, ...]) -> list[tuple[str, list[str], frozenset[str]]]:
    """Return the prompts as they are compared, each with its words in order, and at hand."""
    words = ((key, _WORDS.findall(key)) for key in sorted(keys_of(prompts)))
    return [(key, own, frozenset(own)) for key, own in words]


@functools.lru_cache(maxsize=2048)
def _is_misspelled(text: str, prompts: tuple[str, ...]) -> bool:
    """Return whether the bare letters of a text are nearly those of a prompt, however a program spaced or misread them.

    Programs that read scans lose spaces or put them between letters, and take one letter for another.
    """
    bare = _bare(text)
    alike = (prompt for prompt in _bare_prompts(prompts) if 4 * abs(len(bare) - len(prompt)) <= len(prompt))
    return any(_is_alike(bare, prompt) for prompt in alike)


@functools.lru_cache(maxsize=32)
def _bare_prompts(prompts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(bare for prompt in prompts if len(bare := _bare(prompt)) >= _FEW))


_ENTITY = re.compile(r"&#?\w{1,8};")
_SAME = dict(zip("1|!i035асеорхукмтнc", "lllloesaeeopxykmthe", strict=True))  # figures, Cyrillic letters, and c for e


def _bare(text: str) -> str:
    """Return the letters of a text without accents, with those that programs take for each other as one.

    >>> _bare("K1ik  h í e r") == _bare("Klik&nbsp;hier") == _bare("Klik hier")
    True
    """
    plain = normalised("NFKD", _ENTITY.sub(" ", without_format(text))).casefold()
    letters = (_SAME.get(letter, letter) for letter in plain)
    return "".join(letter for letter in letters if letter.isalnum()).replace("rn", "m")


def _is_alike(key: str, prompt: str) -> bool:
    import difflib

    alike = difflib.SequenceMatcher(None, key, prompt, autojunk=False)
    return alike.real_quick_ratio() >= _NEAR and alike.quick_ratio() >= _NEAR and alike.ratio() >= _NEAR


def asks_to_type(text: str, spelled: Collection[str], prompts: tuple[str, ...]) -> bool:
    """Return whether a text asks the reader to click or type, in a language that the form may be translated to.

    A program that translates a form translates its prompts too, also one that stands alone, or with an answer typed
    right behind or before it. A prompt is short, and has no number and nothing behind a colon: who writes "Type here
    freely: 15 places" gives an answer. Who begins in another language than that of our prompts does not.
    """
    words = tuple(spelled)
    if len(text) < _LONGEST and (_asks(text, words) or _without_spaces(words).search(text)):
        return True
    if any(len(piece) < _LONGEST and _asks(piece, words) for piece in _around_glue(text)):
        return True
    return _asks(" ".join(_WORDS.findall(text[:_LONGEST])[:_FIRST]), _foreign(words, prompts))


@functools.lru_cache(maxsize=32)
def _foreign(spelled: tuple[str, ...], prompts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that ask to type, but for those that begin as our prompts."""
    ours = _first_words(prompts)
    return tuple(text for text in spelled if matching_key(text).split()[0] not in ours)


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


@functools.lru_cache(maxsize=32)
def _without_spaces(spelled: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for those of these words that are of a script without spaces between words."""
    return re.compile("|".join(re.escape(text) for text in spelled if _UNSPACED.search(text)) or r"(?!)")


@functools.lru_cache(maxsize=2048)
def _is_near(key: str, prompts: tuple[str, ...]) -> bool:
    words = _WORDS.findall(key)
    if len(words) < _PART:
        return key in _first_words(prompts)
    return any(_is_like(key, words, prompt, whole) for prompt, whole, _ in _words_of(prompts))


@functools.lru_cache(maxsize=32)
def _first_words(prompts: tuple[str, ...]) -> frozenset[str]:
    """Return what is left of prompts where all but the first word was deleted."""
    return frozenset(words[0] for prompt in keys_of(prompts) if (words := _WORDS.findall(prompt)))


def _is_like(key: str, words: list[str], prompt: str, whole: list[str]) -> bool:
    if words[:_BEGINS] == whole[:_BEGINS]:
        return True
    if whole[: len(words)] == words or whole[-len(words) :] == words:
        return True
    left = iter(whole)
    if words[:1] == whole[:1] and all(word in left for word in words):
        return True
    return abs(len(key) - len(prompt)) <= len(prompt) // 3 and _is_alike(key, prompt)


def repeated_texts(
    evidence: Mapping[str, Evidence], prompts: tuple[str, ...], flagged: Collection[str] = ()
) -> Iterator[str]:
    """Yield the fields whose text looks like a prompt in a language that is not ours: it is what rows consist of.

    A program that translates a form translates its prompts too. Nobody fills two rows of a table with the same texts,
    or gives the same answer of several words to three questions or in all columns of a row. Texts in controls of ours
    count where they are still `flagged` as prompts.
    """
    typed = ((field, entry) for field, entry in evidence.items() if _is_typed(field, entry, flagged))
    texts = {field: matching_key(entry.seen) for field, entry in typed}
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
    long = {text for text in suspects if len(_WORDS.findall(text)) >= _BEGINS or _UNSPACED.search(text)}
    yield from (field for field, text in texts.items() if text in long)


def _is_typed(field: str, entry: Evidence, flagged: Collection[str]) -> bool:
    if not entry.seen or len(entry.seen) > _LONGEST or "\n" in entry.seen:
        return False
    own = entry.how == "identity" or (entry.how == "tag" and field not in flagged)
    return not own and field not in OPTIONS_OF and not field.endswith(".ticked")
