"""A third language to the end: an institution's own sentences in everything that we write, and none of ours left.

Every sentence is in a pseudo-language here, so that whatever is left of ours can be told by its letters.
"""

from __future__ import annotations

import ast
import functools
import io
import re
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import docx
import pytest

import hlo_forms as hlo
import museum
from commands import run
from hlo_forms.basics.messages import Catalogue, Language, alike
from hlo_forms.instrument.loading import check_file
from hlo_forms.instrument.sentences import FILES, sentences_of, slot_faults
from hlo_forms.instrument.writing import as_toml, pseudo
from hlo_forms.research.tables import schemas
from places import MODULES, SOURCE
from test_own_instrument import LIST, SENDER, answered, fill_in, rounds_of, texts_in

SHORTEST = 6
"""Letters of a piece of a sentence of ours that nothing else has by chance."""


def quietly(data: str) -> hlo.Instrument:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return hlo.load_instrument(data.encode())


@functools.cache
def places() -> dict[str, Mapping[str, str]]:
    """Every text of ours that an instrument may bring, by place."""
    shared = Catalogue("forms").content
    words = {f"{section}.{key}": texts for section in ("words", "prompts") for key, texts in shared[section].items()}
    return words | {f"sentences.{file}.{key}": texts for file in FILES for key, texts in sentences_of(file).items()}


@functools.cache
def in_german(part: float = 1.0, fallback: str = "en", turn: str = "") -> str:
    """The file of the museum with this part of all texts of ours in a pseudo-language as its German and English."""
    several = [place for place in places() if place != "words.locale"]
    kept = [place for number, place in enumerate(several) if number % 100 < part * 100]
    texts = {place: dict.fromkeys(("de", "en"), turn + pseudo(places()[place]["en"])) for place in kept}
    texts["words.locale"] = {"de": "de-DE", "en": "en-GB"}
    return as_toml(quietly(museum.toml(head=f'fallback = "{fallback}"')), texts=texts, fallback=fallback)


@pytest.fixture(scope="module")
def instrument() -> hlo.Instrument:
    return hlo.load_instrument(in_german().encode())


@pytest.fixture(scope="module")
def workspace(instrument: hlo.Instrument) -> hlo.Workspace:
    return hlo.Workspace(instruments=[instrument], invitation=SENDER)


def pieces_of_ours(*languages: str) -> frozenset[str]:
    """The longest piece of each sentence of ours, in these languages, without what is filled in."""
    found = set()
    for texts in places().values():
        for language in languages:
            parts = re.split(r"\{[^{}]*\}|\n", texts[language])
            longest = max((" ".join(part.split()).strip(" .,:;()") for part in parts), key=len)
            if len(longest) >= SHORTEST and pseudo(longest) != f"[{longest}]":
                found.add(longest)
    return frozenset(found)


SCHEMAS = [schema for file in ("dataset", "exports", "statistics", "privacy") for schema in schemas(file).values()]
IDS = {
    *(kind.phase for kind in (hlo.PreparationForm, hlo.AlignmentForm, hlo.CommitmentForm)),
    *(name for schema in SCHEMAS for name in (schema.name, *schema.names)),
    *(code for schema in SCHEMAS for one in schema.columns for code in (*one.codes, *one.often)),
    *museum.CATEGORIES,
    "unknown",
}
"""Names of tables and columns, and codes: the same in every language."""

PIECES = {piece: frozenset(re.findall(r"\w+", piece)) for piece in pieces_of_ours("nl", "en") - IDS}
"""Each piece with its words: where one of these is missing, nobody need look further."""


def left_of_ours(output: bytes | str) -> set[str]:
    """The pieces of our sentences that stand in an output as they are in Dutch or English."""
    text = texts_in(output) if isinstance(output, bytes) else output
    text = " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL).split())
    there = set(re.findall(r"\w+", text))
    near = {piece for piece, words in PIECES.items() if words <= there and piece in text}
    return {piece for piece in near if re.search(rf"(?<![\w/_.-]){re.escape(piece)}(?![\w/_.-])", text)}


def outputs_of(workspace: hlo.Workspace, folder: Path) -> Iterator[tuple[str, bytes | str]]:
    """Everything that comes out of the whole cycle, by a name for it."""
    rounds = list(rounds_of(workspace))
    (first, meeting, third), (second, *_) = rounds
    parts = {"meeting": meeting, "commitments": third}
    comparison, change = workspace.compare(first), workspace.recalibrate(first, second)
    for name, value in {
        "comparison": comparison,
        "recalibration": change,
        "reading": first[0],
        "meeting": meeting,
    }.items():
        yield f"{name} html", value.to_html()
        yield f"{name} text", value.to_text()
        yield f"{name} text named", value.to_text(language="de")
    yield "voices", workspace.compare_voices([attrs.evolve(first[0].form, respondent=who) for who in "AB"]).to_text()
    yield "report", workspace.report(comparison, **parts)
    yield "checklist", workspace.checklist(comparison, **parts)
    yield "page", hlo.to_html(comparison, **parts)
    yield "report of change", workspace.report(change)
    yield "booklet", workspace.booklet()
    yield "findings", " ".join(text for one in (*first, meeting, *third) for text in one.messages())
    for kind in workspace.blank():
        yield f"blank {kind.phase}", workspace.render(kind)
    pictures = [hlo.plots.motives(comparison), hlo.plots.categories(comparison), hlo.plots.recalibration(change)]
    pictures += [hlo.plots.relations(meeting), hlo.plots.statistic(hlo.Dataset(first).counts())]
    for number, picture in enumerate(pictures):
        yield f"picture {number}", f"{picture.to_html()} {picture.to_svg()} {picture.alt} {picture.table}"
    everything = [each for readings, meeting, third in rounds for each in (*readings, meeting, *third)]
    yield from of_a_dataset(hlo.Dataset([*everything, *hlo.read_many([("notulen.docx", b"Notulen")])]), folder)


def of_a_dataset(dataset: hlo.Dataset, folder: Path) -> Iterator[tuple[str, bytes | str]]:
    """Everything that comes out of a data set, by a name for it."""
    yield "data set", dataset.to_html()
    yield "page of data set", hlo.to_html(dataset)
    research = dataset.for_research()
    yield "research", " ".join(research.remarks(language="de", ground="Zustimmung"))
    yield "left out", research.left_out.to_html()
    statistics = [dataset.counts(), dataset.counts("organisation_type"), dataset.co_occurrence()]
    statistics += [dataset.sharing(), dataset.changes("2026", "2027"), dataset.differences("round")]
    for one in (*statistics, hlo.hide_small(statistics[1])):
        yield f"{type(one).__name__} html", one.to_html()
        yield f"{type(one).__name__} text", one.to_text(language="de")
        yield f"{type(one).__name__} remarks", " ".join(one.remarks(language="de"))
    for one in statistics:
        yield f"{type(one).__name__} explained", " ".join(one.explained(language="de").values())
    frame = dataset.joined("motives").to_pandas(labels="de")
    yield "labels", " ".join(map(str, frame["status"].cat.categories))
    book = hlo.codebook(dataset)
    yield "codebook html", book.to_html()
    yield "codebook markdown", book.to_markdown()
    yield "codebook rows", "\n".join(str(row) for table in (book.table, book.items) for row in table)
    for write in (hlo.to_csv, hlo.to_jsonl, hlo.to_spss, hlo.to_parquet):
        for path in write(dataset, folder / write.__name__, evidence=True, ground="Zustimmung"):
            yield f"{write.__name__} {path.name}", labels_in(path)
    yield "excel", hlo.to_excel(dataset)
    yield "qdpx", hlo.to_qdpx(dataset)
    yield "qdc", hlo.to_qdc(dataset)
    coded = hlo.pseudonymise(dataset, bytes(range(32)))
    yield "coded", " ".join(coded.remarks()) + coded.replaced.to_html() + coded.review.to_html()
    coded.write_review(folder / "review.csv")
    yield "review", (folder / "review.csv").read_bytes()


def labels_in(path: Path) -> bytes | str:
    """The texts in a file of an export, with the labels of those that hold them packed."""
    if path.suffix == ".sav":
        import pyreadstat

        meta = pyreadstat.read_sav(path, metadataonly=True)[1]
        return f"{meta.column_labels} {meta.variable_value_labels} {meta.notes}"
    if path.suffix == ".parquet":
        import pyarrow.parquet

        schema = pyarrow.parquet.read_schema(path)
        every = [schema.metadata or {}, *(field.metadata or {} for field in schema)]
        return "\n".join(value.decode() for own in every for value in own.values())
    return path.read_bytes()


def test_no_sentence_of_ours_is_left_in_dutch_or_english(workspace: hlo.Workspace, tmp_path: Path) -> None:
    for name, output in outputs_of(workspace, tmp_path):
        assert not left_of_ours(output), name


@pytest.mark.long
def test_the_command_line_speaks_it_too(
    instrument: hlo.Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.toml").write_text(in_german(), encoding="utf-8")
    Path("p.csv").write_text(LIST, encoding="utf-8")
    Path("hlo-forms.toml").write_text('instruments = "own.toml"\n', encoding="utf-8")
    told: list[tuple[str, str]] = []

    def do(*arguments: object, code: int = 0) -> None:
        result = run(*arguments)
        assert result.exit_code == code, (arguments, result.stderr)
        told.append((str(arguments[0]), f"{result.stdout}\n{result.stderr}"))

    do("new", "p.csv", "out", "--partnership", "Dorfnetz", "--round", "2026", "--phase", 1, "--sender", "Eva Kranz")
    do("status", "out")
    fill_in(Path("out"), instrument, Path("back"))
    do("status", "out", "back")
    do("read", *Path("back").glob("*.docx"))
    do("compare", "back")
    do("correct", "back/phase1-museum-alt.docx", "Jugend gewinnen (Besucher)=Mehr junge Gäste", "--by", "Eva")
    do("correct", "back/phase1-museum-alt.docx", "motives.visitors_1.ticked=ja", "--by", "Eva", code=1)
    do("correct", "back/phase1-museum-alt.docx", "motives.visitors_1.ticked=[ýés]", "--by", "Eva")
    do("read", "back/phase1-museum-alt.docx")
    do("align", "back", "--to", "tisch")
    fill_in(Path("tisch"), instrument, Path("tisch-zurück"))
    do("commit", "back", "tisch-zurück", "--to", "home")
    do("report", "back", "tisch-zurück", "--to", "bericht", "--html")
    do("renew", "back", "tisch-zurück", "--round", "2027", "--to", "next")
    do("collect", "back", "tisch-zurück", "--to", "csv,excel,spss,qda", "--out", "data", "--answers")
    do("collect", "back", "--to", "csv", "--out", "coded", "--key", "key.csv", "--review", "review.csv")
    do("collect", "back", "--to", "csv", "--out", "coded", "--key", "key.csv", "--review", "review.csv")
    do("compare", "nowhere", code=1)
    do("compare", code=2)
    do("status", "nowhere", code=1)
    do("collect", "--help")
    do("new", "--help")
    Path("notulen.docx").write_bytes(b"Notulen")
    do("read", "notulen.docx", code=1)
    do("blank", "leer", "--type", "Dorfverein")
    do("blank", "leer2", "--type", "Dorfverein", "--language", "en")
    for command, text in told:
        assert not left_of_ours(text), command
    written = [path for folder in ("out", "back", "bericht", "data", "coded") for path in Path(folder).rglob("*.csv")]
    assert not [path for path in (*written, Path("review.csv")) if left_of_ours(path.read_bytes())]


def test_a_list_of_partners_may_have_the_headings_that_the_instrument_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    german = as_toml(quietly(in_german()), languages=["de"])
    Path("own.toml").write_text(german, encoding="utf-8")
    head = ";".join(pseudo(word) for word in ("Organisation", "Type", "Contact"))
    Path("p.csv").write_text(f"{head}\nMuseum Alt;Museum;Eva\nArchiv Neu;archive;Jan\n", encoding="utf-8")
    instrument = ("--instrument", "own.toml")
    assert run("new", "p.csv", "out", "--partnership", "Netz", "--round", "2026", *instrument).exit_code == 0
    assert "Archiv Neu" in run("status", "out", *instrument).stdout
    refused = run("status", "out", "--language", "fr", *instrument)
    assert (refused.exit_code, "de, nl, en" in refused.stderr) == (2, True)
    assert left_of_ours(run("status", "out", "--language", "en", *instrument).stdout)
    folder = hlo.FormsFolder("out", instruments=[quietly(german)])
    assert {entry.contact for entry in folder.register} == {"Eva", "Jan", None}
    assert isinstance(folder.register[0].language, Language)
    with pytest.raises(hlo.PlanError):
        assert hlo.FormsFolder("out").register


# ---- what is missing


@pytest.mark.parametrize("fallback", ["nl", "en"])
def test_half_of_the_sentences_fall_back_to_the_language_that_is_named_with_one_warning(fallback: str) -> None:
    with pytest.warns(UserWarning, match="texts of ours") as warned:
        half = hlo.load_instrument(in_german(0.5, fallback).encode())
    (message,) = (str(each.message) for each in warned)
    missing = half.untranslated["de"]
    total = len(places()) - 1
    assert total * 0.4 < len(missing) < total * 0.6
    assert f'{len(missing)} texts of ours are not translated yet (language: "de")' in message
    assert f'uses the language "{fallback}" instead' in message
    german = half.languages[0]
    lacking = {place.removeprefix("sentences.") for place in missing}
    for file in FILES:
        for key, texts in sentences_of(file).items():
            expected = texts[fallback] if f"{file}.{key}" in lacking else pseudo(texts["en"])
            assert Catalogue(file).text(key, german) == expected


def test_what_falls_back_stands_in_that_language_everywhere_and_in_no_other(tmp_path: Path) -> None:
    half = quietly(in_german(0.5, "nl"))
    workspace = hlo.Workspace(instruments=[half])
    readings, meeting, _ = next(rounds_of(workspace))
    dataset = hlo.Dataset([*readings, meeting])
    shown = [
        dataset.to_html(),
        *dataset.counts().explained(language="de").values(),
        *dataset.counts().remarks(language="de"),
    ]
    shown += [workspace.compare(readings).to_html(), hlo.codebook(dataset).to_markdown()]
    english = {piece for piece in pieces_of_ours("en") if len(piece) > 20} - pieces_of_ours("nl")
    found = set().union(*map(left_of_ours, shown))
    assert len(found) > 40
    assert not found & english


def test_without_a_language_to_fall_back_to_sentences_are_in_english_and_words_have_to_be_there() -> None:
    texts = {place.removeprefix("words."): text for place, text in places().items() if place.startswith("words.")}
    whole = in_german().replace('fallback = "en"\n', "")
    without = re.sub(r"\n\[sentences\.facilitator\].*?\n\n", "\n\n", whole, flags=re.DOTALL)
    with pytest.warns(UserWarning, match=r'uses the language "en" instead\. Partners read 0 of them'):
        made = hlo.load_instrument(without.encode())
    assert Catalogue("facilitator").text("no_round", made.languages[0]) == "without a round"
    assert texts
    assert any(fault.place.startswith("words.") for fault in check_file(museum.toml(head="").encode()))


def test_an_instrument_in_our_languages_brings_what_it_likes_and_warns_of_nothing() -> None:
    text = museum.toml(extra='[sentences.facilitator]\nno_round = { en = "for no year at all" }')
    made = quietly(text)
    assert "en" not in made.untranslated
    assert Catalogue("facilitator").text("no_round", alike(made.languages[0], "en")) == "for no year at all"
    assert Catalogue("facilitator").text("no_round", "en") == "without a round"


# ---- nobody sees the sentences of another


def test_two_instruments_with_the_same_questions_keep_their_own_sentences_in_32_threads() -> None:
    def told(turn: str) -> set[str]:
        workspace = hlo.Workspace(instruments=[instruments[turn]])
        form = answered(workspace.blank()[0])
        document = workspace.render(form)
        reading = workspace.read(document)
        dataset = hlo.Dataset([reading])
        book = hlo.codebook(dataset).to_markdown()
        texts = [
            texts_in(document),
            *reading.messages(),
            book,
            dataset.to_html(),
            *dataset.counts().explained(language="de").values(),
        ]
        return {sign for text in texts for sign in "①②③④" if sign in text}

    instruments = {turn: quietly(in_german(turn=turn)) for turn in "①②③④"}
    assert len({instrument.digest for instrument in instruments.values()}) == 1
    turns = list("①②③④") * 8
    assert told("①") == {"①"}  # which loads every module before there are threads
    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(told, turns)) == [{turn} for turn in turns]


def test_two_instruments_that_differ_in_one_sentence_only_keep_their_own() -> None:
    asked = hlo.load_instrument()
    for own in ("zonder jaar", "nog geen ronde"):
        instrument = attrs.evolve(asked, sentences={"facilitator.no_round": {"nl": own}})
        document = hlo.render(hlo.CommitmentForm(instrument=instrument))
        language = hlo.read(document, instruments=[instrument]).language
        assert Catalogue("facilitator").text("no_round", language) == own
    without = attrs.evolve(instrument, sentences={}).languages
    assert [type(language) for language in without] == [str, str]


def test_two_instruments_that_differ_in_one_spelling_only_keep_their_own() -> None:
    asked = hlo.load_instrument()
    question = asked.questions_of("commitment")[0].id
    for own, other in (("overgeslagen", "later"), ("later", "overgeslagen")):
        instrument = attrs.evolve(asked, spellings={**asked.spellings, "not_discussed": [own]})
        status = [
            hlo.CommitmentForm(answers={question: text}, instrument=instrument).question_status(question)
            for text in (own, other)
        ]
        assert status == [hlo.QuestionStatus.NOT_DISCUSSED, hlo.QuestionStatus.ANSWERED]


def test_a_language_goes_along_with_what_is_pickled(instrument: hlo.Instrument) -> None:
    import pickle

    copy = pickle.loads(pickle.dumps(instrument))
    assert copy == instrument
    assert copy.sentences == instrument.sentences
    assert isinstance(copy.languages[0], Language)
    label = Catalogue("dataset").label("codes.yes")
    assert pickle.loads(pickle.dumps(label))[copy.languages[0]] == "[ýés]"


def test_a_file_that_cannot_be_read_is_told_in_the_language_of_the_instrument(instrument: hlo.Instrument) -> None:
    with pytest.raises(hlo.DocumentError) as raised:
        hlo.read(b"Notulen", instruments=[instrument])
    assert raised.value.in_words(language=instrument.languages[0]).startswith("[thís ís")
    assert raised.value.in_words(language="de") == raised.value.in_words(language="en")


# ---- what is wrong with a sentence, and the sheet


FAULTS = [
    ("no_round", '"ohne Runde {round}"', "nothing fills in {round}", "haal het weg"),
    ("not_used", '"{name}: nicht gebraucht"', "{columns} is missing", "zet het op zijn plaats"),
    ("listed", '"{first}, {then"', "a stray brace", "losse accolade"),
    ("together", '""', "expected a text", "een tekst"),
    ("forms_written", '"{count:Bogen|Bögen|mehr} {register}"', "for a count {count:…|…}", "bij een aantal"),
    ("unnamed", "3", "expected a text", "een tekst"),
    ("no_round", '"ohne\\u0007 Runde"', "a sign here that does not belong", "haal het weg"),
    ("no_round", '"ohne\\nRunde"', "or a new line", "haal het weg"),
    ("no_rond", '"ohne"', "did you mean", "no_round"),
]


@pytest.mark.parametrize(("key", "text", "said", "remedy"), FAULTS)
def test_a_fault_in_a_sentence_is_told_with_its_line_and_what_to_do(
    key: str, text: str, said: str, remedy: str
) -> None:
    file = museum.toml(extra=f"[sentences.facilitator]\n{key} = {{ de = {text} }}")
    faults = check_file(file.encode())
    assert any(said in str(fault) for fault in faults), list(map(str, faults))
    (fault, *_) = (fault for fault in faults if said in str(fault))
    near = file.splitlines()[(fault.line or 0) - 1 : (fault.line or 0) + 1]
    assert any(key in line for line in near)
    assert remedy in fault.in_words(language="nl")


def test_our_own_sentences_have_no_fault_and_go_out_and_come_back(instrument: hlo.Instrument) -> None:
    for place, texts in places().items():
        own = {language: texts[language] for language in ("nl", "en")}
        assert not [fault for text in own.values() for fault in slot_faults(own, text)], place
    again = hlo.load_instrument(as_toml(instrument).encode())
    assert (again, again.sentences, again.words) == (instrument, instrument.sentences, instrument.words)


def test_a_sheet_has_every_sentence_after_what_partners_read_and_brings_it_back(tmp_path: Path) -> None:
    import csv

    source, sheet, target = (tmp_path / name for name in ("m.toml", "fy.csv", "fy.toml"))
    source.write_text(museum.toml(), encoding="utf-8")
    assert run("instrument", "translate", source, sheet, "--to", "fy", "--language", "en").exit_code == 0
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file, delimiter=";")
    listed = [row[0] for row in rows]
    assert set(places()) - {"words.locale"} <= set(listed)
    first = next(number for number, row in enumerate(rows) if row[1] != "partners")
    assert {row[1] for row in rows[first:]} == {"only you; may stay empty"}
    assert all(place.startswith(("words.", "sentences.")) for place in listed[first:])
    for row in rows:
        row[3] = f"Fy {row[2]}"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *rows])
    result = run("instrument", "translate", source, target, "--to", "fy", "--with", sheet)
    assert result.exit_code == 0, result.stderr
    made = quietly(target.read_text(encoding="utf-8"))
    assert "fy" not in made.untranslated
    assert made.source["text_fy"] == "Fy Erfunden für einen Test."
    assert "Fy Erfunden für einen Test." in texts_in(hlo.booklet(instrument=made, language="fy"))
    assert Catalogue("commands").text("or", made.languages[-1]).startswith(" ")


def test_the_pseudo_language_shows_what_is_not_translated(tmp_path: Path) -> None:
    source, target = tmp_path / "m.toml", tmp_path / "try.toml"
    extra = '[sentences.dataset]\ntitle = { de = "Datensatz" }'
    source.write_text(museum.toml(extra=extra), encoding="utf-8")
    assert run("instrument", "translate", source, target, "--to", "de", "--pseudo").exit_code == 0
    made = quietly(target.read_text(encoding="utf-8"))
    form = hlo.PreparationForm(instrument=made, organisation=hlo.Organisation("A", type="museum"))
    page = hlo.Dataset([form]).to_html(language="de")
    assert pseudo("Datensatz") in page
    assert "What is in it" in page


def test_dutch_is_nobodys_language_by_itself() -> None:
    named = {
        path.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == "nl"
    }
    assert named <= {"files.py", "__init__.py"}  # the name of a list of corrections, and invented partnerships


def test_the_faults_of_a_template_are_told_in_the_language_of_the_instrument(
    workspace: hlo.Workspace, instrument: hlo.Instrument
) -> None:
    document = docx.Document(SOURCE / "templates" / "alignment.docx")
    for table in document.tables[:1]:
        table._element.getparent().remove(table._element)
    data = io.BytesIO()
    document.save(data)
    result = workspace.check(data.getvalue())
    said = [fault.in_words(language=instrument.languages[0]) for fault in result.faults]
    assert said
    assert not set().union(*map(left_of_ours, said))
    assert not left_of_ours(result.commented(data.getvalue(), language=instrument.languages[0]))


def test_an_unknown_key_among_the_sentences_is_told_at_its_own_line() -> None:
    lines = ["[sentences.fcilitator]", 'no_round = { de = "x" }', "[sentences.facilitator]", 'no_rond = { de = "x" }']
    text = "\n".join([museum.toml().rstrip(), *lines, 'answered = { fr = "x" }', ""])
    first = text.splitlines().index(lines[0]) + 1
    faults = [(fault.place, fault.line) for fault in check_file(text.encode()) if fault.place.startswith("sentences")]
    places = ("fcilitator", "facilitator.no_rond", "facilitator.answered.fr")
    assert faults == [(f"sentences.{place}", first + at) for place, at in zip(places, (0, 3, 4), strict=True)]
