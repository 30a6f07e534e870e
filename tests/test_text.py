"""The text of labels: what shows nothing does not count, and no run of marks costs more than its length."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edits import DOCUMENT, members, rewritten, zipped
from hlo_forms import MotiveAnswer, Organisation, PreparationForm, Reading, read, render
from hlo_forms.basics import text
from hlo_forms.basics.text import INVISIBLE, is_visible, matching_key, normalised, slug, without_format
from odt_parts import odt
from runs import dear
from sketch import sketch

LABEL = "Uitbreiden/versterken netwerk"
MARKS = "x" + "\u0300" * 50_000 + "\u0316" * 50_000
HALF_WIDTH = "x" + ("\u0300" + "\uff9e") * 50_000  # the second is no mark until it is taken apart
TITLE = "Invulformat voor strategische motieven en beoogde opbrengsten voor praktijkpartners"
SIGNS = ["\u200b", "\u200d", "\u200e", "\u202e", "\u2060", "\u2066", "\ufeff", "\u00ad", "\U000e0041"]


def test_the_characters_that_show_nothing_are_those_of_the_category() -> None:
    category = {chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"}
    invisible = set(re.findall(f"[{INVISIBLE}]", "".join(map(chr, range(sys.maxunicode + 1)))))
    assert category <= invisible
    assert {unicodedata.category(char) for char in invisible} <= {"Cf", "Cn"}  # newer Unicode has a few more


@pytest.mark.parametrize("sign", SIGNS)
def test_a_key_has_no_sign_that_shows_nothing(sign: str) -> None:
    assert matching_key(sign + sign.join(LABEL) + sign) == matching_key(LABEL)
    assert not is_visible(f" {sign}\n")


def test_a_key_joins_a_letter_with_its_accent_across_such_a_sign() -> None:
    assert matching_key("e\u200b\u0301") == matching_key("é")


@pytest.mark.parametrize("marks", [MARKS, HALF_WIDTH])
def test_no_run_of_marks_is_sorted_that_is_longer_than_a_text_has(marks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []

    class Counting:
        combining = staticmethod(unicodedata.combining)

        @staticmethod
        def normalize(form: str, text: str) -> str:
            runs.append(max((len(run) for run in re.findall("[\u0300-\u0316\uff9e]+", text)), default=0))
            return unicodedata.normalize(form, text)  # type: ignore[arg-type]  # one of its four names

    monkeypatch.setattr(text, "unicodedata", Counting)
    assert normalised("NFC", marks).replace("\u034f", "").count("\u0300") == 50_000
    assert max(runs) <= 31
    assert slug(marks) == "x"


def test_a_text_with_few_marks_is_normalised_as_ever() -> None:
    for plain in ("e\u0301", "\u1e0b\u0323" + "x" * 40, "☒" * 99, "日本語" * 99, "\u0344" * 14):
        assert normalised("NFKC", plain) == unicodedata.normalize("NFKC", plain)


@pytest.mark.parametrize("marks", dear(1, [MARKS, HALF_WIDTH]))
def test_marks_without_end_are_read_wherever_they_stand(marks: str) -> None:
    drawn = sketch(
        f"{TITLE}\n{marks}\n| Motief van toepassing | Beoogde opbrengst |\n| ☒ {LABEL} | {marks} |\n| ☐ {marks} | x |"
    )
    reading = read(drawn)
    assert reading.form.answer("network").outcome == marks
    assert reading.unplaced[0].text == marks
    assert read(odt(f"<text:p>{marks}</text:p>")).unplaced[0].text == marks


def test_marks_without_end_in_the_name_of_a_part_are_read() -> None:
    form = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"))
    parts = {**members(render(form)), f"word/{MARKS[:30_000]}.xml": b"<x/>"}
    assert read(zipped(parts)).form == form


# ---- labels with signs that show nothing, where no tag is left


def bare(sign: str) -> Reading:
    """A form without tags in which each label has this sign before it, in it and after it."""
    form = PreparationForm(
        organisation=Organisation("De Linde", type="practice_partner"),
        partnership="Wijkzorg Noord",
        motives=[MotiveAnswer("network", ticked=True, outcome="Meer plekken")],
        answers={"preparation.1": "Omdat het moet"},
    )

    def changed(xml: bytes) -> bytes:
        plain = re.sub(rb'<w:tag w:val="[^"]*"/>', b"", xml).decode()
        fill = re.compile(r"(?<=>)([^<>]{3,})(?=</w:t>)")
        typed = ("Meer plekken", "Omdat het moet", "De Linde", "Wijkzorg Noord")

        def mark(match: re.Match[str]) -> str:
            words = match[1]
            if words in typed:
                return words
            return sign + words[:2] + sign + words[2:] + sign

        return fill.sub(mark, plain).encode()

    return read(rewritten(render(form), DOCUMENT, changed))


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_that_show_nothing_do_not_hide_a_label(sign: str) -> None:
    reading, plain = bare(sign), bare("")
    assert reading.form == plain.form
    assert reading.form.answer("network").ticked
    assert reading.form.answers == {"preparation.1": "Omdat het moet"}
    codes, expected = ([finding.code for finding in each.findings] for each in (reading, plain))
    assert set(codes) - {"prompt-glued"} == set(expected)


def test_what_was_typed_keeps_its_signs() -> None:
    family = "👩\u200d👧 en 100\u00a0% \u200fזה"
    drawn = sketch(f"{TITLE}\n| Motief van toepassing | Beoogde opbrengst |\n| ☒ \u200b{LABEL} {family} | {family} |")
    reading = read(drawn)
    assert reading.form.answer("network").outcome == family.replace("\u00a0", " ")
    assert [passage.text for passage in reading.unplaced] == [family.replace("\u00a0", " ")]
    assert without_format("a") == "a"


def texts() -> st.SearchStrategy[str]:
    """Texts that a document can hold, with the signs that becoming canonical is about."""
    signs = st.sampled_from("\t\n\r\x85\u2028\u2029\xa0\xad\u2011 \u200ba")
    others = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    return st.text(signs | others, max_size=12)


@given(texts())
def test_a_line_of_printable_signs_becomes_canonical_as_any_text_does(text_typed: str) -> None:
    printable = "".join(char for char in text_typed if char.isprintable())
    for typed in (text_typed, printable, printable + " ", " " + printable):
        assert text.canonical(typed) == text.canonical(typed + "\n")  # which no single line of printable signs is


@given(texts(), st.lists(texts(), max_size=4))
def test_prompts_at_either_end_go_and_nothing_else(typed: str, prompts: list[str]) -> None:
    known = tuple(sorted(filter(None, prompts), key=len, reverse=True))
    left = text.without_prompts("".join([*prompts, typed, *prompts]), known)
    assert left is None or not left.startswith(known) or not known
    assert text.without_prompts(typed, ()) == typed
