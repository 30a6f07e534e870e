"""Names that stand in no field for names: each is replaced by a code, or listed for a person; few other words are."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hlo_forms as hlo
from hlo_forms import examples
from hlo_forms.research.privacy.codes import CODE, is_code
from hlo_forms.research.privacy.names import generic_words, is_typing_error, key_of
from hlo_forms.research.privacy.suspects import is_ordinary
from runs import dear, tries
from test_pseudonyms import KEY, answer, coded, everything, planted, shared

WAYS = (
    *("{} doet mee.", "- {} belt", "1. {}", "Doel: {} versterken", "Wij werken met {} aan iets.", "o.a. {} en anderen"),
    *("Ze zei: “{} is fijn.”", "Zo ging het bij {}.\n{} ook.", "({} en anderen)", "het {}-team", "{}\nHet gaat goed."),
    *("bij {}, {} en zo", "{U} ZEGT DAT HET GOED GAAT", "Vraag het {}!", "Eerst dit (secr.). {} komt later.", "• {}"),
)
PEOPLE = (
    *("Achmed", "Jansen", "Philips", "Sjoerd", "Çağla", "Łukasz", "Fatma Yıldırım", "J. de Vries", "dhr. Bakker"),
    *("mw. El Idrissi", "prof. dr. Zwartjes", "juf Roos", "O'Brien", "fam. Nguyen", "A. van der Laan", "Jan", "Mark"),
)
ORGANISATIONS = (
    *("De Brug", "Samen Sterk", "ROC MN", "HvA", "8D", "Gate15", "DigiLab", "iZorg", "mboLand", "O'dam", "N'licht"),
    *("V&D", "Jansen & Zn", "Fryske Finen", "It Heitelân", "Özgür Yaşam", "Dar al-Amal", "El-Hidaya", "WIJkracht"),
    *("'t Kruispunt", "St. Jozef", "Kompas", "De Haven", "Het Groene Hart", "Zuid-West", "Nieuw-Beerta", "Kans 2.0"),
    *("Zorg voor Elkaar", "PIT", "De Twaalf Ambachten", "Roode Hert", "Ooststelling", "Vaartwijk"),
)
SOMEBODY = hlo.Organisation(type="practice_partner")
SMALL = {"de", "het", "van", "der", "dhr", "mw", "fam", "juf", "prof", "dr", "st", "voor", "al", "it", "en", "zn"}
SHOUTED = {
    "samen",
    "brug",
    "sterk",
    "haven",
    "groene",
    "hart",
    "zorg",
    "elkaar",
    "pit",
    "kans",
    "twaalf",
    "mark",
    "laan",
    "roc",
}
"""Ordinary words, which nothing sets apart in a line of capitals."""


def words_of(name: str) -> set[str]:
    """The words by which somebody would know who it is."""
    return {key_of(word) for word in re.findall(r"[^\W_]+", name) if len(word) > 1} - SMALL


def words_left(result: hlo.Pseudonymised, text: str) -> set[str]:
    """The words of a text that are neither coded nor listed."""
    listed = set(re.findall(r"[^\W_]+", " ".join(map(str, result.review.column("text")))))
    return {key_of(word) for word in re.findall(r"[^\W_]+", re.sub(CODE, "", text))} - set(map(key_of, listed))


@pytest.mark.parametrize("name", dear(20, [*PEOPLE, *ORGANISATIONS]))
def test_a_name_that_no_field_holds_is_listed_wherever_it_stands(name: str) -> None:
    for way in WAYS:
        text = way.replace("{U}", name.upper()).replace("{}", name)
        left = words_of(name) & words_left(
            shared(hlo.PreparationForm(organisation=SOMEBODY, answers={"preparation.1": text})), text
        )
        assert not left - (SHOUTED if "{U}" in way else set()), (text, left)


@pytest.mark.parametrize("name", dear(10, ORGANISATIONS))
def test_the_name_of_an_organisation_is_replaced_or_listed_wherever_it_stands(name: str) -> None:
    for way in (*WAYS, "met {l} gaat het goed", "bij {l}"):
        text = way.replace("{U}", name.upper()).replace("{l}", name.lower()).replace("{}", name)
        who = hlo.Organisation(name, type="practice_partner")
        result = shared(hlo.PreparationForm(organisation=who, answers={"preparation.1": text}))
        left = words_of(name) & words_left(result, answer(result)) - generic_words()
        assert not left or result.unsearched == (result.dataset.forms[0].organisation.id,), (text, left)


def test_a_list_of_ordinary_answers_costs_few_rows() -> None:
    """Answers in telegram style, each line begins with another word; written before the list of ordinary words was."""
    lines = Path(__file__).with_name("answers_without_names.txt").read_text("utf-8").splitlines()
    forms = [hlo.PreparationForm(organisation=SOMEBODY, answers={"preparation.1": line}) for line in lines]
    rows = shared(*[attrs.evolve(form, id=f"form-{at}") for at, form in enumerate(forms)]).review
    assert len(rows) <= len(lines) / 20
    assert {row["reason"] for row in rows} <= {"unknown", "start"}


def test_a_hundred_example_forms_cost_few_rows() -> None:
    dataset = hlo.Dataset(examples.forms(10, seed=2))
    assert len(dataset) >= 100
    assert len(hlo.pseudonymise(dataset, KEY).review) <= 2


def test_ordinary_words_are_ordinary_and_names_are_not() -> None:
    ordinary = "studenten stagebegeleiding kortere afstemming vergankelijkheid whether colleagues voortgangsgesprekken"
    names = "achmed jansen philips merelveld ooststelling nijmegen bakker visser de-wit groningen beringen adelheid"
    assert [word for word in ordinary.split() if not is_ordinary(word)] == []
    assert [word for word in names.split() if is_ordinary(word)] == []
    assert is_ordinary("beklinkeringen")
    assert not is_ordinary("student" * 9)
    assert is_typing_error("merelvel", "merelveld")


def test_a_word_at_the_start_is_ordinary_where_it_stands_in_lower_case_as_often() -> None:
    assert not coded("Kwikstaart telt mee.", "en een kwikstaart").review.rows
    assert coded("Kwikstaart telt. Kwikstaart ook.", "en een kwikstaart").review.column("text") == ("Kwikstaart",)
    assert coded("Kwikstaart telt.", "bij Kwikstaart, een kwikstaart").review.column("text") == ("Kwikstaart",)


def test_likely_names_come_before_words_that_only_begin_a_sentence() -> None:
    rows = coded("Blorkje telt mee. Dat zei Achmed.").review
    assert [(row["text"], row["reason"]) for row in rows] == [("Achmed", "unknown"), ("Blorkje", "start")]


@pytest.mark.parametrize(
    "text",
    [
        *("Wij, en U ook, doen mee.", "Dat mag. Ik wil het. U ook?", "de HBO-V en het MBO", "LET OP: NIET DOEN"),
        *(
            "A. Samen leren",
            "de foto's. Foto's ook",
            "optie B en groep A",
            "in Nederland en Europa",
            "met Word en Excel",
        ),
        *(
            "Bij de Opleiding en de Gemeente",
            "niveau B1 en A4",
            "R&D en P&O",
            "zo'n dag, z'n werk",
            "I'm sure. I'll go",
        ),
    ],
)
def test_what_is_no_name_is_not_listed(text: str) -> None:
    assert coded(text).review.rows == ()


@pytest.mark.parametrize("written", ["mereveld", "Merelvedl", "merellveld", "merelvelt", "mereIveld", "Mrelveld"])
def test_a_typing_error_in_a_long_name_is_for_review(written: str) -> None:
    result = coded(f"Het gaat goed met {written} hier")
    assert result.review.column("text") == (written,)


@pytest.mark.parametrize("written", ["merelveldse", "merelveldteam", "oudmerelvelder", "vanmerelveldnaarhier"])
def test_a_word_with_a_name_in_it_is_for_review_where_the_name_is_written_in_lower_case_too(written: str) -> None:
    result = coded("Bij merelveld en bij merelveld", f"en {written} ook", "het Merelveld-team en oud-Merelveld")
    rows = {row["text"]: row["reason"] for row in result.review}
    assert rows[written] == "part"
    assert rows["merelveld"] == "ordinary"
    assert re.sub(CODE, "", answer(result, 3)) == "het -team en oud-"


@pytest.mark.parametrize(
    "text",
    [
        *("1234-AB", "NL-1234 AB", "Het Plein 4", "het plein 4", "Oude Gracht 3bis", "Damrak 1", "Kerkstr 12"),
        *("Kerkstr. 12-a", "Dorpsstraat 12-a", "Hauptstraße 12", "Weesperzijde 190", "Spui 70", "B-2000", "D-48149"),
        *("fb.me/x", "linkedin.com/in/jan-j", "t.me/abc", "Zorg.NL", "merelveld.zorg/contact", "@jj", "03 123 45 67"),
        *("BSN 1234.56.782", "123.456.782", "NL 1234.56.789.B.01", "BE68 5390 0754 7034", "BE 0123.456.789"),
        *("DE89 3704 0044 0532 0130 00", "studentnummer s1234567", "AB-123-C", "nl91abna0417164300"),
    ],
)
def test_more_that_tells_where_or_who_by_its_looks_goes_whole(text: str) -> None:
    assert re.fullmatch(r"zie (address|contact|number)-[a-z2-7]{12}, ja", answer(coded(f"zie {text}, ja")))


@pytest.mark.parametrize(
    "text",
    [
        *("Ervaring 3 jaar", "Voortgang 2 en uitgang 3", "de kade 2 jaar", "Het plein 4 keer", "d.m.v./of", "Groep 8"),
        *("klaar.en/of", "12.500.000 euro", "123.456.789 euro", "16-18 jaar", "cohort 2024-2025", "van 9.00 tot 17.00"),
    ],
)
def test_more_numbers_stay(text: str) -> None:
    assert answer(coded(text)) == text


def test_the_postcode_of_a_place_abroad_is_listed_with_it() -> None:
    assert coded("wij zitten in 48149 Münster, sinds 2024 Gent").review.column("text") == ("48149 Münster", "Gent")


# The data set as a whole


def test_pseudonymising_again_changes_nothing() -> None:
    for dataset in (planted()[0], hlo.Dataset(examples.forms(5, seed=3))):
        once = hlo.pseudonymise(dataset, KEY, dates="month")
        again = hlo.pseudonymise(once.dataset, KEY, dates="month")
        assert again.dataset.forms == once.dataset.forms
        assert [file.result for file in again.dataset.files] == [file.result for file in once.dataset.files]
        assert [table.rows for table in again.dataset.tables.values()] == [
            table.rows for table in once.dataset.tables.values()
        ]
        assert again.replaced.rows == ()
        assert dict(again._names) == {}


@pytest.mark.long
@given(st.randoms(use_true_random=False))
@tries(4, of=20)
def test_the_order_of_forms_does_not_matter(chance: random.Random) -> None:
    forms = list({form.id: form for form in examples.forms(3, seed=5)}.values())
    more = [
        hlo.PreparationForm(
            organisation=SOMEBODY, answers={"preparation.1": f"Bij Vaartwijk {n}. VAARTWIJK!"}, id=f"x{n}"
        )
        for n in "abc"
    ]
    before = hlo.pseudonymise(hlo.Dataset([*forms, *more]), KEY)
    mixed = [*forms, *more]
    chance.shuffle(mixed)
    after = hlo.pseudonymise(hlo.Dataset(mixed), KEY)
    assert after.dataset.forms == before.dataset.forms
    assert after.review.rows == before.review.rows
    assert after.replaced.rows == before.replaced.rows
    assert dict(after._names) == dict(before._names)


def test_the_key_file_holds_only_codes_that_stand_in_the_data(tmp_path: Path) -> None:
    result = hlo.pseudonymise(planted()[0], KEY, names=["Nergensland", "Moerwijk"])
    result.write_key_file(tmp_path / "key.json")
    codes = json.loads((tmp_path / "key.json").read_text())["codes"]
    text = everything(result)
    assert [entry["name"] for code, entry in codes.items() if code not in text] == []
    assert set(re.findall(CODE, text)) <= set(codes)
    assert "Nergensland" not in (tmp_path / "key.json").read_text()


def test_what_it_says_is_in_the_language_of_the_data(tmp_path: Path) -> None:
    form = hlo.PreparationForm(organisation=SOMEBODY, answers={"preparation.1": "With Achmed"})
    words = {}
    for language in ("nl", "en"):
        result = shared(hlo.read(hlo.render(form, language=language)))
        result.write_review(tmp_path / f"{language}.csv")
        words[language] = (tmp_path / f"{language}.csv").read_text("utf-8-sig").splitlines()[0]
        assert result.remarks() == result.remarks(language=language)
        assert (result.review.language, result.replaced.language) == (language, language)
    result.write_review(tmp_path / "own.csv", language="nl")
    assert (tmp_path / "own.csv").read_text("utf-8-sig").startswith("besluit,")
    with pytest.raises(hlo.InvalidValueError, match="language: expected one of nl, en"):
        result.write_review(tmp_path / "own.csv", language="fr")
    assert words["nl"].startswith("besluit,tekst,waarom,code,")
    assert words["en"].startswith("decision,text,reason,code,")


# Exports


def exported(dataset: hlo.Dataset, folder: Path) -> str:
    """The text of every export in every format, and the names of its files, in lower case."""
    options: dict[str, Any] = {"everything": True, "answers": True}  # Any: of several kinds
    hlo.to_csv(dataset, folder / "csv", evidence=True, **options)
    hlo.to_jsonl(dataset, folder / "jsonl", evidence=True, **options)
    hlo.to_parquet(dataset, folder / "parquet", evidence=True, **options)
    hlo.to_spss(dataset, folder / "sav", evidence=True, **options)
    texts = [str(path.relative_to(folder)) for path in folder.rglob("*")]
    for path in (path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".parquet":
            texts.append(pd.read_parquet(path).to_csv())
        elif path.suffix == ".sav":
            frame, meta = pyreadstat.read_sav(path)
            texts += [frame.to_csv(), repr(vars(meta))]
        else:
            texts.append(path.read_text("utf-8"))
    for data in (hlo.to_excel(dataset, evidence=True, **options), hlo.to_qdpx(dataset, **options)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    texts += [hlo.to_json(form) for form in dataset.forms]
    return "\n".join([*texts, hlo.to_qdc(dataset).decode("utf-8")]).casefold()


@given(st.integers(0, 10_000), st.data())
@pytest.mark.long
@tries(7, of=7)
def test_no_export_of_forty_partnerships_holds_a_name_that_is_not_listed(seed: int, data: st.DataObject) -> None:
    forms = list(examples.forms(40, seed=seed))
    known = {name for form in forms for name in names_on(form)}
    unknown = data.draw(st.lists(st.sampled_from([*PEOPLE, *ORGANISATIONS]), min_size=8, max_size=8, unique=True))
    chance = random.Random(seed)  # noqa: S311 - no secret
    mixed = [with_names(form, [*sorted(known), *unknown * 20], chance) for form in forms]
    result = hlo.pseudonymise(hlo.Dataset(mixed), KEY)
    words = set().union(*map(words_of, [*known, *unknown])) - generic_words() - SHOUTED
    listed = {key_of(word) for text in result.review.column("text") for word in re.findall(r"[^\W_]+", str(text))}
    words = {word for word in words - listed if not is_ordinary(word) and len(word) > 3}
    assert len(words) > 20
    with_folder = export_in_new_folder(result.dataset)
    left = [word for word in sorted(words) if word in with_folder]
    assert [word for word in left if len(word) > 5 or re.search(rf"\b{word}\b", with_folder)] == []


def export_in_new_folder(dataset: hlo.Dataset) -> str:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return exported(dataset, Path(folder))


def names_on(form: Any) -> set[str]:  # Any: a form of any phase
    """The names of the organisations and of the partnership on a form."""
    people = getattr(form, "organisations", None) or (form.organisation,)
    return {name for name in (form.partnership.name, *(who.name for who in people)) if name}


def with_names(form: Any, names: list[str], chance: random.Random) -> Any:  # Any: as above
    """A form with names in the answers that it has, and in one more."""

    def planted_in(text: str) -> str:
        name = chance.choice(names)
        return f"{text} {chance.choice(WAYS).replace('{U}', name).replace('{}', name)}"

    answers = {id: planted_in(text) if chance.random() < 0.5 else text for id, text in form.answers.items()}
    return attrs.evolve(form, answers=answers)


def test_codes_are_codes() -> None:
    result = coded("Bij Merelveld")
    assert is_code(str(result.dataset.forms[0].organisation.id))


# The guarantee


@st.composite
def made_up(draw: st.DrawFn) -> str:
    """A word that nobody has a list of, as somebody writes a name."""
    syllables = st.sampled_from(("kav", "vro", "zij", "mel", "dru", "pho", "yl", "qua", "tex", "wub", "éf", "öb", "ñi"))
    word = "".join(draw(st.lists(syllables, min_size=2, max_size=4)))
    return draw(st.sampled_from((word.capitalize(), word.capitalize(), word.upper(), f"{word.capitalize()}7")))


BEFORE = (
    *(
        "",
        " ",
        "\n",
        "\t",
        "- ",
        "– ",
        "• ",
        "* ",
        "1. ",
        "a) ",
        "> ",
        "#",
        "_",
        "__",
        "**",
        "“",
        "‘",
        "'",
        '"',
        "(",
        "[",
        "«",
    ),
    *(
        "met ",
        "bij de ",
        "o.a. ",
        "Dus: ",
        "Dus:",
        "Goed. ",
        "Goed.",
        "Wat? ",
        "nee; ",
        "en/of ",
        "en/",
        "oud-",
        "A.",
        "B. de ",
    ),
    *(
        "dr. ",
        "mw ",
        "de heer ",
        "5 ",
        "3x ",
        "🎓 ",
        "🎓",
        "→ ",
        "= ",
        "+ ",
        "| ",
        "1) ",
        "... ",
        "… ",
        "e.d. ",
        "\u200b",
    ),
)
AFTER = (
    *(
        "",
        " ",
        ".",
        ",",
        "!",
        "?",
        ":",
        ";",
        "\n",
        "-team",
        "-",
        "'s",
        "’s",
        "s",
        " zegt",
        " en",
        "/",
        "…",
        ")",
        "”",
        "_",
        "*",
        "\u00ad",
    ),
    *(" & Zn", "+", " 2", " (oud)", "\t", " doet mee. Dat", " is", "@", "#", "🎓", "\u200b"),
)


@given(st.lists(st.tuples(st.sampled_from(BEFORE), made_up(), st.sampled_from(AFTER)), min_size=1, max_size=4))
@tries(150, of=3000)
def test_a_word_that_no_list_has_is_coded_or_listed_wherever_it_stands(pieces: list[tuple[str, str, str]]) -> None:
    text = "".join(map("".join, pieces))
    result = shared(hlo.PreparationForm(organisation=SOMEBODY, answers={"preparation.1": text}))
    left = words_left(result, answer(result)) if result.dataset.forms[0].answers else set()
    assert not {key_of(word) for _, word, _ in pieces} & left, (text, result.review.column("text"))
