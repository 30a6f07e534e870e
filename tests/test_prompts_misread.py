"""Prompts as programs leave them: read from a scan, escaped, spaced, or in the language of another Word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

import hlo_forms as hlo
from edits import W, control, edited
from hlo_forms.forms.field_ids import fields_of
from hlo_forms.word.reader.prompts import asks_to_type, is_near_prompt
from samples import first
from strategies import INSTRUMENT

PROMPTS = [prompt for prompt in INSTRUMENT.prompt_texts if len(prompt) > 10]
SPELLED = INSTRUMENT.spellings["prompting"]
CYRILLIC = str.maketrans("aeopcxyKTH", "аеорсхуКТН")
MISREAD: dict[str, Callable[[str], str]] = {
    "without spaces": lambda text: text.replace(" ", ""),
    "letters apart": lambda text: " ".join(text.replace(" ", "")),
    "words and letters apart": lambda text: "  ".join(map(" ".join, text.split())),
    "with lines": lambda text: text.replace(" ", "_"),
    "escaped": lambda text: text.replace(" ", "&nbsp;"),
    "figures for letters": lambda text: text.translate(str.maketrans("lioes", "1|0c5")),
    "accents": lambda text: "".join(f"{letter}\u0301" if letter in "aeiou" else letter for letter in text),
    "Cyrillic letters": lambda text: text.translate(CYRILLIC),
    "wide letters": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "between stars": lambda text: f"**{text}**",
    "first and last word": lambda text: f"{text.split()[0]} {text.split()[-1]}",
}


@pytest.mark.parametrize("misread", MISREAD)
def test_a_prompt_that_a_program_misread_is_near_one(misread: str) -> None:
    for prompt in PROMPTS:
        text = MISREAD[misread](prompt)
        assert is_near_prompt(text, INSTRUMENT.prompt_texts) or asks_to_type(text, SPELLED, INSTRUMENT.prompt_texts), (
            text
        )


OF_WORD = [
    "Klicken oder tippen Sie hier, um Text einzugeben.",
    "Cliquez ou appuyez ici pour entrer du texte.",
    "Faceți clic sau atingeți aici pentru a introduce text.",
    "Щракнете или докоснете тук, за да въведете текст.",
    "Место для ввода текста.",
    "Клацніть або торкніться тут, щоб ввести текст.",
    "לחץ או הקש כאן להזנת טקסט.",
    "Klik eller tryk her for at skrive tekst.",
    "Klikk eller trykk her for å skrive inn tekst.",
    "Kirjoita tekstiä napsauttamalla tai napauttamalla tätä.",
    "Κάντε κλικ ή πατήστε εδώ για να εισαγάγετε κείμενο.",
    "单击或点击此处输入文字。",
    "テキストを入力するにはここをクリックまたはタップしてください。",
    "텍스트를 입력하려면 여기를 클릭하거나 탭하세요.",
    "Spustelėkite arba bakstelėkite čia ir įveskite teksto.",
    "Teksti sisestamiseks klõpsake või koputage siin.",
    "Noklikšķiniet vai pieskarieties šeit, lai ievadītu tekstu.",
    "Bấm hoặc gõ nhẹ vào đây để nhập văn bản.",
    "Klik atau ketuk di sini untuk memasukkan teks.",
    "Feu clic o toqueu aquí per escriure text.",
    "Metin girmek için buraya tıklayın veya dokunun.",
    "انقر أو اضغط هنا لإدخال نص.",
    "Kies een item.",
    "Choose an item.",
    "Wählen Sie ein Element aus.",
    "Schrijf hier",
    "Vul hier in",
    "Antwort hier eintragen",
    "اینجا بنویسید",
    "ኣብዚ ጽሓፉ",
]


@pytest.mark.parametrize("text", OF_WORD)
def test_a_prompt_of_word_in_another_language_is_doubted(text: str) -> None:
    assert asks_to_type(text, SPELLED, INSTRUMENT.prompt_texts) or is_near_prompt(text, INSTRUMENT.prompt_texts)


ANSWERS = [
    "Tekst van het convenant herschrijven",
    "De opbrengst is een netwerk",
    "Wij klikken goed met de school",
    "Beoogde opbrengst: meer plekken",
    "Het antwoord volgt in juni",
    "Typisch iets voor later",
    "Een type zorg dat we nu niet hebben",
    "Hier in de wijk",
    "Kiezen voor elkaar",
    "Intended: more students",
    "他们想要更多学生",
    "K. de Wit",
    "0 1 2 3",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_no_prompt(text: str) -> None:
    assert not is_near_prompt(text, INSTRUMENT.prompt_texts)
    assert not asks_to_type(text, SPELLED, INSTRUMENT.prompt_texts)


def test_prompts_that_a_program_translated_in_their_controls_are_doubted() -> None:
    """It keeps the flag of a prompt, as some programs do on answers."""

    def translated(root: etree._Element) -> None:
        for number in range(1, 8):
            for text in control(root, f"answers.preparation.{number}").iter(f"{W}t"):
                text.text = "Hi idatzi zure erantzuna hemen"

    reading = hlo.read(edited(hlo.render(first()), translated))
    fields = [field for field, text in fields_of(reading.form) if text == "Hi idatzi zure erantzuna hemen"]
    assert len(fields) == 7
    for field in fields:
        assert "prompt-near" in {finding.code for finding in reading.doubts(field)}
