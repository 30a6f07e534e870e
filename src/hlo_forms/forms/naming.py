"""Short names of partners and letters of motives, by which people point at them, and relations as sentences."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..basics.text import matching_key
from ..instrument.model import Instrument
from .answers import Relation
from .people import Organisation

_LONGEST, _TELLING, _SHORT = 22, 4, 2  # letters of a short name; of a word that says something; of one that never does
_WORDS = re.compile(r"\w+")
_NUMBERED = re.compile(r"\s*(\d{1,3})\s*[.)]?(?:\s+(.*))?", re.DOTALL)
_LETTERED = re.compile(r"\s*([A-Za-z]{1,2})(?:\s*[.)]\s*(.*)|\s+(.*))?", re.DOTALL)


def short_names(partners: Iterable[Organisation]) -> tuple[str, ...]:
    """Return a short name for each partner, for the head of a column: its first words, if no other has the same.

    >>> short_names([Organisation("De Linde"), Organisation("Hogeschool Oostpoort, opleiding Social Work")])
    ('De Linde', 'Hogeschool Oostpoort')
    """
    return _shortened(tuple(" ".join((partner.name or partner.id or "").split()) for partner in partners))


@functools.lru_cache(maxsize=64)
def _shortened(names: tuple[str, ...]) -> tuple[str, ...]:
    short = [_cut(name.split()) for name in names]
    for text in (text for text, times in Counter(short).items() if times > 1):
        alike = [index for index, own in enumerate(short) if own == text]
        words = [names[index].split() for index in alike]
        same = _same_words(words)
        for index, own in zip(alike, words, strict=True):
            short[index] = _cut(own[same:]) or names[index]
    times = Counter(short)
    return tuple(text if times[text] == 1 else name for text, name in zip(short, names, strict=True))


def _cut(words: Sequence[str]) -> str:
    """Return the first words that fit, without a comma or small words at the end."""
    kept = list(words[:1])
    for word in words[1:]:
        if len(" ".join([*kept, word])) > _LONGEST:
            break
        kept.append(word)
    while len(kept) < len(words) and (kept[-1].islower() or len(kept[-1]) <= _SHORT):
        if len(" ".join(kept[:-1])) < _TELLING:
            break
        kept.pop()
    return " ".join(kept).rstrip(",;:–-") if len(kept) < len(words) else " ".join(kept)


def _same_words(names: Sequence[Sequence[str]]) -> int:
    """Return how many words these names have in common before they differ."""
    same = 0
    while all(len(name) > same + 1 for name in names) and len({name[same] for name in names}) == 1:
        same += 1
    return same


@functools.lru_cache(maxsize=16)
def letters_of(instrument: Instrument) -> Mapping[str, str]:
    """Return the letter that each motive has in a picture of all motives, by its id.

    >>> from hlo_forms import load_instrument
    >>> letters_of(load_instrument())["network"]
    'I'
    """

    def letter(number: int) -> str:
        return (letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)

    return {motive.id: letter(number) for number, motive in enumerate(instrument.motives)}


def partner_meant(text: str, partners: Mapping[int, Organisation]) -> int | None:
    """Return the number of the partner that a text points at: by its number, or a part of its name.

    None where no partner has it, or several have. A number and a name that do not agree point at nobody.

    >>> partners = {1: Organisation("De Linde"), 2: Organisation("Opleiding Verpleegkunde")}
    >>> [partner_meant(text, partners) for text in ("2", "Linde", "2. De Linde", "iemand")]
    [2, 1, None, None]
    """
    numbered = _NUMBERED.fullmatch(text)
    number = int(numbered[1]) if numbered else None
    rest = (numbered[2] or "") if numbered else text
    if number is not None and not rest.strip():
        return number if number in partners else None
    names = [[partner.name or partner.id or ""] for partner in partners.values()]
    pairs = zip(names, short_names(partners.values()), strict=True)
    at = _only(rest, [[*own, short] for own, short in pairs])
    named = [*partners][at] if at is not None else None
    return named if number is None or number == named else None


def motive_meant(text: str, instrument: Instrument) -> str | None:
    """Return the id of the motive that a text points at: by its letter, or a part of its label that no other has.

    >>> from hlo_forms import load_instrument
    >>> [motive_meant(text, load_instrument()) for text in ("i", "werven", "I. Werven", "studenten")]
    ['network', 'recruitment', None, None]
    """
    letters = {letter: id for id, letter in letters_of(instrument).items()}
    labels = [list(motive.label.values()) for motive in instrument.motives]
    if (named := _only(text, labels)) is not None:
        return instrument.motives[named].id
    lettered = _LETTERED.fullmatch(text)
    by_letter = letters.get(lettered[1].upper()) if lettered else None
    rest = (lettered[2] or lettered[3] or "") if lettered else ""
    if by_letter is None or not rest.strip():
        return by_letter
    named = _only(rest, labels)
    return by_letter if named is not None and instrument.motives[named].id == by_letter else None


def _only(text: str, names: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the only one whose name holds these words, one after another, or is them."""
    key = matching_key(text)
    whole = [index for index, own in enumerate(names) if key in map(matching_key, own)]
    if whole:
        return whole[0] if len(whole) == 1 else None
    words = _WORDS.findall(key)
    within = [index for index, own in enumerate(names) if any(_holds(name, words) for name in own)]
    return within[0] if len(within) == 1 else None


def _holds(name: str, words: Sequence[str]) -> bool:
    """Return whether these words stand in a name, and one of them says something: no article or preposition."""
    spelled, count = _WORDS.findall(name), len(words)
    own = [matching_key(word) for word in spelled]
    starts = (start for start in range(len(own) - count + 1) if own[start : start + count] == list(words))
    return any(any(map(_says_something, spelled[start : start + count])) for start in starts)


def _says_something(word: str) -> bool:
    return len(word) > _TELLING or (len(word) > _SHORT and not word.islower())


def is_pointer(text: str) -> bool:
    """Return whether a text is a number or letter alone, which a slip of the pen makes another.

    >>> is_pointer("2."), is_pointer("K"), is_pointer("2. De Linde")
    (True, True, False)
    """
    return re.fullmatch(r"\s*(\d{1,3}|[A-Za-z]{1,2})\s*[.)]?\s*", text) is not None


def parts_of_name(name: str) -> Iterator[str]:
    """Yield a name and every part of it: words that follow each other."""
    words = name.split()
    for start in range(len(words)):
        yield from (" ".join(words[start:end]) for end in range(start + 1, len(words) + 1))


def relation_sentence(
    relation: Relation, partners: Sequence[Organisation], instrument: Instrument, language: str
) -> tuple[str, str, str]:
    """Return a relation as the three parts of a sentence: a motive, the verb between, and the other motive.

    >>> from hlo_forms import DeclaredRelation, load_instrument
    >>> relation = DeclaredRelation(first_organisation="de-linde", first_motive="recruitment", kind="reinforce",
    ...     second_organisation="school", second_motive="network")
    >>> partners = [Organisation("De Linde"), Organisation("Opleiding Verpleegkunde", id="school")]
    >>> first, verb, second = relation_sentence(relation, partners, load_instrument(), "nl")
    >>> print(first, verb, second, sep=" | ")
    De Linde: Werven nieuwe medewerkers | versterkt | Opleiding: Uitbreiden/versterken netwerk
    """
    names = {partner.id: short for partner, short in zip(partners, short_names(partners), strict=True)}
    labels = {motive.id: motive.label[language] for motive in instrument.motives}

    def side(organisation: str | None, motive: str | None) -> str:
        who = names.get(organisation, organisation) if organisation else None
        return ": ".join(text for text in (who, labels.get(motive, motive) if motive else None) if text) or "…"

    verb = instrument.word(f"relation.{relation.kind or 'unnamed'}.verb", language)
    first = side(relation.first_organisation, relation.first_motive)
    return first, verb, side(relation.second_organisation, relation.second_motive)
