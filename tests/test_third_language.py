"""A third language to the end: an institution's own sentences in everything that we write, and none of ours left.

Every sentence is in a pseudo-language here, so that whatever is left of ours can be told by its letters.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
import museum
from commands import run
from hlo_forms.basics.messages import Catalogue, Language, alike
from hlo_forms.instrument.loading import check_file
from hlo_forms.instrument.sentences import FILES, sentences_of, slot_faults
from hlo_forms.instrument.writing import as_toml, pseudo
from hlo_forms.research.tables import schemas
from test_own_instrument import LIST, SENDER, answered, fill_in, rounds_of, texts_in

SHORTEST = 6
"""Letters of a piece of a sentence of ours that nothing else has by chance."""


def quietly(data: str) -> hlo.Instrument:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return hlo.load_instrument(data.encode())


def places() -> dict[str, Mapping[str, str]]:
    """Every text of ours that an instrument may bring, by place."""
    shared = Catalogue("forms").content
    words = {
        f"{section}.{key}": texts for section in ("words", "prompts") for key, texts in shared[section].items()
    }
    return words | {f"sentences.{file}.{key}": texts for file in FILES for key, texts in sentences_of(file).items()}


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


def pieces_of_ours() -> frozenset[str]:
    """The longest piece of each sentence of ours without what is filled in."""
    found = set()
    for texts in places().values():
        for language in ("nl", "en"):
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

PIECES = re.compile("|".join(sorted(map(re.escape, pieces_of_ours()), key=len, reverse=True)))
AT_A_WORD = re.compile(r"[\w/_.-]")


def left_of_ours(output: bytes | str) -> set[str]:
    """The pieces of our sentences that stand in an output as they are in Dutch or English."""
    text = texts_in(output) if isinstance(output, bytes) else output
    text = " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL).split())
    found = set()
    for match in PIECES.finditer(text):
        around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
        if not AT_A_WORD.search(around) and match[0] not in IDS:
            found.add(match[0])
    return found


def outputs_of(workspace: hlo.Workspace, folder: Path) -> Iterator[tuple[str, bytes | str]]:
    """Everything that comes out of the whole cycle, by a name for it."""
    rounds = list(rounds_of(workspace))
    (first, meeting, third), (second, *_) = rounds
    parts = {"meeting": meeting, "commitments": third}
    comparison, change = workspace.compare(first), workspace.recalibrate(first, second)
    for name, value in {"comparison": comparison, "recalibration": change, "reading": first[0], "meeting": meeting}.items():
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
    do("align", "back", "--to", "table")
    fill_in(Path("table"), instrument, Path("table-back"))
    do("commit", "back", "table-back", "--to", "home")
    do("report", "back", "table-back", "--to", "report", "--html")
    do("renew", "back", "table-back", "--round", "2027", "--to", "next")
    do("collect", "back", "table-back", "--to", "csv,excel,spss,qda", "--out", "data", "--answers")
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
    written = [path for folder in ("out", "back", "report", "data", "coded") for path in Path(folder).rglob("*.csv")]
    assert not [path for path in (*written, Path("review.csv")) if left_of_ours(path.read_bytes())]
