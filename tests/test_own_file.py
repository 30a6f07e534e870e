"""Making an instrument: a skeleton that can be used at once, every fault of a file at once, and translating it."""

# ruff: noqa: E501 - the faults are a table

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

import hlo_forms as hlo
import museum
from commands import run
from hlo_forms.basics.messages import in_words
from hlo_forms.instrument.loading import check_file
from hlo_forms.instrument.writing import as_toml, in_pseudo_language, pseudo, skeleton
from places import SOURCE


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


EXTRA = """
[words]
"about.heading" = { de = "Über diesen Bogen {nobody}", en = "About this form" }
"about.hedding" = { de = "Über", en = "About" }
"about.time" = "lang"

[prompts]
answer = { de = "", en = "Type here" }

[spellings]
negative = "nein"
negativ = ["nein"]
"""

FAULTS: list[tuple[str, str, str, str]] = [
    # what is replaced by what, the place that is told, and a word of what is told
    ('fallback = "en"', 'fallback = "fr"', "fallback", "one of de, en, nl"),
    ('edition = "2026"', 'edition = "20 26"', "edition", "an id"),
    ('citation = { de = "Werkstatt Dorfmuseum", ', "citation = { ", "citation", '"de": add it'),
    ('[source]\ntext = "Erfunden', '[source]\ntekst = "Erfunden', "source", '"text" among them'),
    ('further_reading = { de = "Mehr"', 'further = { de = "Mehr"', "headings", "further_reading"),
    ('motive = { de = "Trifft zu"', 'motive = { fr = "Vrai", de = "Trifft zu"', "headings.motive", '"fr"'),
    ('label = { de = "Museum", en', 'label = { de = " Museum", en', "organisation_types[0].label.de", "one paragraph"),
    ('form_title = { de = "Bogen Archiv"', 'form_titel = { de = "Bogen Archiv"', "organisation_types[1].form_titel", "form_title"),
    ('[[categories]]\nid = "place"', '[[categories]]\nid = "place"\nfree = "yes"', "categories[2].free", "true or false"),
    ('id = "people"\nlabel = { de = "Menschen"', 'id = "people"\nlabel = { de = "Besucher"', "categories[3].label", "no other"),
    ('id = "visitors_1"', 'id = "visitors 1"', "motives[0].id", "an id"),
    ('id = "visitors_2"\ncategory = "visitors"', 'id = "visitors_2"\ncategory = "visitor"', "motives[1].category", '"visitors"'),
    ('id = "visitors_3"\ncategory = "visitors"', 'id = "visitors_3"\ncategory = "own"', "motives[2].category", "one of"),
    ('id = "visitors_4"\n', 'id = "visitors_5"\n', "motives[4].id", "no other"),
    ('offered_to = ["archive", "village"]\nlabel = { de = "Gäste gewinnen', 'offered_to = []\nlabel = { de = "Gäste gewinnen', "motives[3].offered_to", "each once"),
    ('label = { de = "Jugend erforschen (Sammlung)", en', 'label = { de = "Familien erforschen (Sammlung)", en', "motives[6].label", "no other"),
    ('id = "collection_2"', 'id = "collection_2"\ncounterpart = "nobody"', "motives[6].counterpart", "one of"),
    ('id = "collection_3"', 'id = "collection_3"\ncounterpart = "collection_4"', "motives[7].counterpart", "as its counterpart too"),
    ('id = "collection_5"', 'id = "collection_5"\nnumber = 3', "motives[9].number", 'unknown key "number"'),
    ('id = "place_3"\ncategory = "place"\n', 'id = "place_3"\n', "motives[12].category", "is missing"),
    ('id = "place_4"\ncategory = "place"\n', 'id = "place_4"\ncategory = 4\n', "motives[13].category", "a text"),
    ('id = "people_1"\ncategory = "people"\noffered_to = ["archive", "village"]', 'id = "people_1"\ncategory = "people"\noffered_to = "museum"', "motives[15].offered_to", "a list"),
    ('label = { de = "Objekte stärken (Menschen)", en = "E: Objekte stärken (Menschen)" }', 'label = "Objekte"', "motives[19].label", "a table of texts"),
    ('number = 2\nlabel = { de = "Am Tisch"', 'number = 1\nlabel = { de = "Am Tisch"', "phases[1].number", "no other"),
    ('questions_heading = { de = "Fragen zu Teil 3:"', 'central = 5\nquestions_heading = { de = "Fragen zu Teil 3:"', "phases[2].central", "paragraph"),
    ('id = "rules"\nphase = "commitment"', 'id = "rules"\nphase = "comitment"', "themes[1].phase", '"commitment"'),
    ('label = { de = "Stimmen"', 'label = { de = ""', "themes[2].label.de", "one paragraph"),
    ('id = "home.1"\nphase = "preparation"', 'id = "home.1"\nphase = "preperation"', "questions[0].phase", '"preparation"'),
    ('id = "home.2"\nphase = "preparation"\nnumber = 2', 'id = "home.2"\nphase = "preparation"\nnumber = "2"', "questions[1].number", "a whole number"),
    ('id = "home.3"\nphase = "preparation"\nnumber = 3', 'id = "home.3"\nphase = "preparation"\nnumber = 4', "questions[3].number", "no other has there"),
    ('number = 5\nanswered_by = "organisation"\nlabel = { de = "Was sagt ihr zu Punkt 5', 'number = 5\nanswered_by = "together"\nlabel = { de = "Was sagt ihr zu Punkt 5', "questions[4].answered_by", "organisation"),
    ('number = 6\nanswered_by = "organisation"\nlabel', 'number = 0\nanswered_by = "organisation"\nlabel', "questions[5].number", "above 0"),
    ('id = "home.7"', 'id = "home.8"', "questions[7].id", "no other has"),
    ('label = { de = "Was sagt ihr zu Punkt 9 der Sammlung?"', 'label = { de = "Was sagt ihr zu Punkt 8 der Sammlung?"', "questions[8].label", "no other"),
    ('id = "table.1"\nphase = "alignment"\nnumber = 1\nanswered_by = "together"', 'id = "table.1"\nphase = "alignment"\nnumber = 1\nanswered_by = "everybody"', "questions[9].answered_by", "one of"),
    ('answered_by = "organisation"\ntheme = "voices"\nlabel = { de = "Was vereinbart ihr über Stimmen, Punkt 4?"', 'answered_by = "organisation"\ntheme = "voice"\nlabel = { de = "Was vereinbart ihr über Stimmen, Punkt 4?"', "questions[24].theme", "means"),
    ("[[purpose]]\nde =", "[[purpose]]\nnl =", "purpose[0]", '"nl"'),
    ('"about.heading" = { de = "Über diesen', '"about.heading" = { de = "Über diesen', "words.about.heading.de", "{nobody}"),
    ('"about.hedding"', '"about.hedding"', "words.about.hedding", '"about.heading"'),
    ('"about.time" = "lang"', '"about.time" = "lang"', "words.about.time", "a table of texts"),
    ('answer = { de = ""', 'answer = { de = ""', "prompts.answer.de", "one paragraph"),
    ('negative = "nein"', 'negative = "nein"', "spellings.negative", "a list"),
    ('negativ = ["nein"]', 'negativ = ["nein"]', "spellings.negativ", '"negative"'),
]  # fmt: skip


def spoilt() -> str:
    """The file with every one of these faults in it."""
    text = museum.toml(extra=EXTRA)
    for old, new, _, _ in FAULTS:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_forty_faults_in_one_file_are_each_told_with_line_and_remedy(tmp_path: Path) -> None:
    assert len(FAULTS) >= 40
    text = spoilt()
    faults = check_file(text.encode())
    lines = text.splitlines()
    for _, new, place, word in FAULTS:
        own = [fault for fault in faults if fault.place == place and word in str(fault)]
        assert own, (place, word, [str(fault) for fault in faults if fault.place.startswith(place)])
        assert own[0].line, place
        near = "\n".join(lines[max(0, own[0].line - 1) : own[0].line + 7])
        assert place in ("headings", "source", "words", "spellings") or any(
            line in near for line in new.splitlines()
        ), (place, own[0].line, near)
        assert "regel" in own[0].in_words(language="nl")
    assert [fault.line for fault in faults] == sorted(fault.line or 0 for fault in faults)
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    result = run("instrument", "check", path, "--language", "nl")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == len(faults)
    assert "expected" not in result.stdout
    with pytest.raises(hlo.InstrumentError, match=f"{len(faults)} problems"):
        hlo.load_instrument(path)


@pytest.mark.parametrize("index", range(len(FAULTS)))
def test_a_fault_alone_is_told_and_draws_few_others_along(index: int) -> None:
    old, new, place, word = FAULTS[index]
    extra = EXTRA if place.startswith(("words", "prompts", "spellings")) else ""
    faults = check_file(museum.toml(extra=extra).replace(old, new).encode())
    assert any(fault.place == place and word in str(fault) for fault in faults)
    assert len(faults) <= (6 if extra else 5)


def test_a_file_that_is_no_toml_or_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    (fault,) = check_file(b'id = "x"\nlanguages = [\n')
    assert fault.line == 2
    (fault,) = check_file(tmp_path / "nowhere.toml")
    assert "cannot be read" in str(fault)
    assert check_file((SOURCE / "instruments" / "strategic-motives.toml").read_bytes()) == ()
    assert check_file(museum.toml().encode()) == ()


OTHERS: list[tuple[str, str, str, str]] = [
    # what is replaced by what, the only place that is told, and the whole of it in Dutch
    ("free = true", "free = false", "categories", "regel 36: categories: hier moet staan: precies één categorie met free = true, voor motieven die organisaties zelf toevoegen; er staat []"),
    ('label = { de = "Museum"', "label = { de = 3", "organisation_types[0].label.de", 'regel 23: organisation_types[0].label.de: hier moet staan: een tekst; er staat 3 (id "museum")'),
    ('["de", "en"]', '["de", "de", "en"]', "languages", 'regel 3: languages: hier moet staan: taalcodes zoals "nl", minstens één, elk één keer; er staat ["de", "de", "en"]'),
    ("[source]", "[kleuren]\nrood = 1\n[source]", "kleuren", 'regel 10: kleuren: "kleuren" is hier onbekend: gebruik een van id, edition,'),
    ("[source]", '[words]\n"status.aplies" = { de = "x" }\n[source]', "words.status.aplies", 'regel 11: words.status.aplies: "status.aplies" is hier onbekend: gebruik een van de 6'),
    ("[source]", '[previous]\nsame = ["visitors_1"]\n[source]', "previous.edition", "regel 10: previous.edition: ontbreekt: voeg het toe"),
    ("[source]", '[previous]\nedition = "2020"\nsam = ["visitors_1"]\n[source]', "previous.sam", 'regel 12: previous.sam: "sam" is hier onbekend: gebruik een van edition, same, reworded, new, dropped (bedoelde je "same"?)'),
    ("[source]", '[previous]\nedition = "2020"\nsame = ["nergens"]\n[source]', "previous.same", 'regel 12: previous.same: hier moet staan: een van de 45 bekende namen; er staat "nergens"'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "dutch"), OTHERS)
def test_a_fault_is_told_once_with_the_line_of_the_key_itself(old: str, new: str, place: str, dutch: str) -> None:
    (fault,) = check_file(museum.toml().replace(old, new, 1).encode())
    assert fault.place == place
    assert fault.in_words(language="nl").startswith(dutch)


def test_an_entry_that_was_copied_is_told_at_the_copy() -> None:
    text = museum.toml()
    entry = text[text.index("[[motives]]") : text.index("[[motives]]", text.index("[[motives]]") + 1)]
    faults = check_file(f"{text}\n{entry}".encode())
    assert [fault.place for fault in faults] == ["motives[20].id", "motives[20].label"]
    assert all(fault.line and fault.line > text.count("\n") for fault in faults)


NO_TOML = [
    ('id = "x\ntitle = 3', 1, 8, "niet afgesloten", "not closed"),
    ('id = "x\ny"', 1, 8, "niet afgesloten", "not closed"),
    ('tekst = """a\n\n', 1, 13, "niet afgesloten", "not closed"),
    ("id = vragen", 1, 6, "achter = hoort een waarde", "a value belongs after ="),
    ("id =", 1, 5, "achter = hoort een waarde", "a value belongs after ="),
    ("een naam = 1", 1, 5, "achter een naam hoort =", "= belongs after a name"),
    ("\n\n= 1", 3, 1, "een naam met een waarde", "a name with a value"),
    ("[motief\nid = 1", 1, 8, "deze kop is niet afgesloten", "this heading is not closed"),
    ("[[motief]\nid = 1", 1, 9, "deze kop is niet afgesloten", "this heading is not closed"),
    ('talen = ["nl" "en"]', 1, 15, "een komma", "a comma"),
    ("talen = [\n\n", 1, 10, "niet afgesloten", "not closed"),
    ('titel = {nl = "a" en = "b"}', 1, 19, "een komma", "a comma"),
    ('id = "a"\nid = "b"', 2, 9, "twee keer", "twice"),
    ("[a]\n[b]\n[a]", 3, 3, "twee keer", "twice"),
    ('id = "a" "b"', 1, 10, "nieuwe regel", "a new line"),
    ('pad = "C:\\map"', 1, 11, "betekent iets anders", "means something else"),
    ('a = "\x07"', 1, 6, "een teken dat niet mag", "a sign here that is not allowed"),
    ("a = 2026-02-30", 1, 5, "deze datum bestaat niet", "no such date"),
]


@pytest.mark.parametrize(("text", "line", "column", "dutch", "english"), NO_TOML)
def test_what_is_no_toml_is_told_in_our_own_words(text: str, line: int, column: int, dutch: str, english: str) -> None:
    (fault,) = check_file(text.encode())
    assert dutch in fault.in_words(language="nl")
    assert english in fault.in_words(language="en")
    assert fault.in_words(language="nl").startswith(f"regel {line}: is geen TOML: kolom ")
    assert abs(column - int(str(fault).split("column ")[1].split(":")[0])) <= 2
    with pytest.raises(hlo.InstrumentError, match=f"^instrument: is not valid TOML: line {line}, column") as error:
        hlo.load_instrument(text.encode())
    assert dutch in str(in_words(error.value, "nl"))
    with pytest.raises(hlo.PlanError, match=f"plan.toml: is not valid TOML: line {line}, column"):
        hlo.read_plan(("plan.toml", text.encode()))


def test_a_file_in_another_encoding_or_too_deep_is_told_in_our_own_words(tmp_path: Path) -> None:
    (fault,) = check_file('id = "x"\ntitle = "vragenlijst café"'.encode("latin-1"))
    assert fault.in_words(language="nl").startswith(
        "regel 2: is geen TOML: kolom 25: hier staat een teken in een andere"
    )
    (fault,) = check_file(b"a = " + b"[" * 50_000)
    assert (
        fault.in_words(language="nl") == "is geen TOML: hierin zitten te veel lijsten in elkaar: haal er een paar weg"
    )
    path = tmp_path / "eigen.toml"
    path.write_text("id = vragen", "utf-8")
    result = run("instrument", "check", path)
    assert result.exit_code == 1
    assert f"{path}: regel 1: is geen TOML: kolom 6: achter = hoort een waarde" in result.stdout
    result = run("status", tmp_path, "--instrument", path)
    assert "eigen.toml: is geen TOML: regel 1, kolom 6: achter = hoort een waarde" in result.output + result.stderr
    (tmp_path / "hlo-forms.toml").write_text("language = nl", "utf-8")
    result = run("status", tmp_path)
    assert "hlo-forms.toml: is geen TOML: regel 1, kolom 12: achter = hoort een waarde" in result.output + result.stderr


def test_a_command_that_uses_a_file_with_faults_tells_each_in_its_own_language(tmp_path: Path) -> None:
    path = tmp_path / "eigen.toml"
    text = museum.toml().replace("number = 2", "number = 1", 1).replace("free = true", "free = 3", 1)
    path.write_text("\ufeff" + text, "utf-8")
    result = run("blank", tmp_path / "uit", "--instrument", path)
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[0] == f"fout: {path.name}: {len(check_file(path))} fouten"
    assert lines[1:] == [f"fout: {fault.in_words(language='nl')}" for fault in check_file(path)]
    assert all(line.startswith("fout: regel ") for line in lines[1:])


# ---- a skeleton


@pytest.mark.parametrize("languages", [["nl"], ["nl", "en"], ["de", "fy"], ["pt-BR", "nl"]])
@pytest.mark.parametrize("comments", ["nl", "en"])
def test_a_skeleton_can_be_used_at_once(languages: list[str], comments: str) -> None:
    text = skeleton(languages, comments=comments)
    assert text.count("\n# ") > 10
    made = hlo.load_instrument(text.encode())
    assert made.languages == tuple(languages)
    kind = made.organisation_types[0].id
    form = hlo.PreparationForm(instrument=made, organisation=hlo.Organisation("A", type=kind))
    assert hlo.read(hlo.render(form), instruments=[made]).form == form


def test_the_skeleton_says_what_is_still_to_be_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    assert run("instrument", "new", path, "--languages", "nl,de", "--id", "ons", "--edition", "2027").exit_code == 0
    told = run("instrument", "check", path, "--language", "nl")
    assert (told.exit_code, "tussen ‹ en ›" in told.stderr, "nog niet vertaald" in told.stderr) == (0, True, True)
    assert hlo.load_instrument(path).edition == "2027"
    assert run("instrument", "new", path).exit_code == 1


def test_an_instrument_that_is_written_is_the_same_one() -> None:
    for own in (hlo.load_instrument(), hlo.load_instrument(museum.toml().encode())):
        again = hlo.load_instrument(as_toml(own).encode())
        assert (again, again.words, again.prompts, again.spellings) == (own, own.words, own.prompts, own.spellings)
        assert again.untranslated == own.untranslated


# ---- translating


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_sheet_goes_out_and_comes_back_with_a_language(ending: str, tmp_path: Path) -> None:
    source, sheet, target = tmp_path / "m.toml", tmp_path / f"fy{ending}", tmp_path / "m-fy.toml"
    source.write_text(museum.toml(), encoding="utf-8")
    assert run("instrument", "translate", source, sheet, "--to", "fy").exit_code == 0
    filled_in(sheet)
    result = run("instrument", "translate", source, target, "--to", "fy", "--with", sheet)
    assert result.exit_code == 0, result.stderr
    made = hlo.load_instrument(target)
    assert made.languages == ("de", "en", "fy")
    assert made.motive("visitors_1").label["fy"] == "Fy: Jugend gewinnen (Besucher)"
    assert made.word("about.heading", "fy") == "Fy: About this form"
    assert made.word("finding.unplaced-text", "fy") == made.word("finding.unplaced-text", "en")
    places = made.untranslated["fy"]
    assert places
    assert not any(place.startswith(("words.about", "words.column", "prompts")) for place in places)


def filled_in(path: Path) -> None:
    """Translate what partners read, as a person does in an office program."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file, delimiter=";")
    else:
        import openpyxl

        book = openpyxl.load_workbook(path)
        head, *rows = ([cell or "" for cell in row] for row in book.active.iter_rows(values_only=True))
    words = hlo.load_instrument(museum.toml().encode()).words
    order = [row[1] for row in rows]
    assert order == sorted(order, key=lambda who: who != "partners")
    for row in rows:
        text = words[row[0].removeprefix("words.")]["en"] if row[0].startswith("words.") else row[2]
        row[3] = f"Fy: {text}" if row[1] == "partners" else ""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows([head, *rows])
    else:
        for number, row in enumerate(rows, 2):
            book.active.cell(number, 4, row[3])
        book.save(path)


def test_a_sheet_that_does_not_fit_is_told_with_its_row(tmp_path: Path) -> None:
    source, sheet, target = tmp_path / "m.toml", tmp_path / "fy.csv", tmp_path / "m-fy.toml"
    source.write_text(museum.toml(), encoding="utf-8")
    for text, told in (
        ("place;fy\ntitel;Namme\n", 'row 2: the instrument has no text at the place "titel"'),
        ("place;de\ntitle;Namme\n", "fy"),
        ("place;fy\ntitle;Namme\n", 'citation: no text for language "fy"'),
    ):
        sheet.write_text(text, encoding="utf-8")
        result = run("instrument", "translate", source, target, "--to", "fy", "--with", sheet, "--language", "en")
        assert result.exit_code == 1
        assert told in result.stderr
        assert not target.exists()


def test_a_pseudo_language_puts_every_translated_text_in_brackets() -> None:
    assert pseudo("{n:form|forms} van {sender}") == "[{n:fórm|fórms} váñ {sender}]"
    made = hlo.load_instrument(in_pseudo_language(hlo.load_instrument(), "nl").encode())
    assert made != hlo.load_instrument()
    for place, wording in made.wordings():
        if place != "words.locale" and "nl" in wording:
            assert wording["nl"].startswith("["), place
    form = hlo.PreparationForm(instrument=made, organisation=hlo.Organisation("A", type="programme"))
    assert hlo.read(hlo.render(form), instruments=[made]).form == form
    own = hlo.load_instrument(in_pseudo_language(hlo.load_instrument(museum.toml().encode()), "de").encode())
    assert own.motive("visitors_1").label["de"].startswith("[")
    assert own.word("about.heading", "de") == "About this form"
