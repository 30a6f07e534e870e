"""The whole cycle on an institution's own questions, in Python and on the command line; nothing of ours shows."""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
import museum
from commands import run
from hlo_forms.cli import language as spoken
from places import SOURCE
from runs import dear

LIST = """Organisatie;Type;Contact
Museum Alt;Museum;Eva Kranz
Archiv Neu;archive;Jan Peters
Dorf Mitte;Dorfverein;Ute Lamm
"""
SENDER = hlo.Invitation(sender="Eva Kranz", organisation="Werkstatt Dorfmuseum")
OF_OURS = ("hybride leer", "hybrid learning", "overige motieven", "other motives", "praktijkpartner", "opleiding")
OF_OURS += ("practice partner", "educational programme", "strategische motieven", "strategic motive")
"""Words of the built-in instrument, of which nothing may stand anywhere."""


@pytest.fixture(scope="module")
def instrument() -> hlo.Instrument:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return hlo.load_instrument(museum.toml().encode())


@pytest.fixture(scope="module")
def workspace(instrument: hlo.Instrument) -> hlo.Workspace:
    return hlo.Workspace(instruments=[instrument], invitation=SENDER)


def answered(form: hlo.Form, round: str = "2026") -> hlo.Form:
    """A form as partners fill it in."""
    instrument = form.instrument
    if isinstance(form, hlo.PreparationForm):
        offered = [answer.motive for answer in form.motives]
        ticked = [hlo.MotiveAnswer(id, ticked=True, outcome=f"Ergebnis {id} {round}") for id in offered[::2]]
        answers = {question.id: f"Antwort {question.id}" for question in instrument.questions_of("preparation")}
        own = [hlo.OtherMotive(text="Freude an der Sache", outcome="Mehr Feste")]
        return attrs.evolve(form, motives=ticked, other_motives=own, answers=answers)
    if isinstance(form, hlo.AlignmentForm):
        together = {
            q.id: f"Am Tisch {q.id}" for q in instrument.questions_of("alignment") if q.answered_by == "together"
        }
        return attrs.evolve(form, answers=together)
    assert isinstance(form, hlo.CommitmentForm)
    answers = {question.id: f"Zurück {question.id}" for question in form.questions[:3]}
    shared = [hlo.Agreement(what="Ein Fest im Mai", who="Vorstand", when="Mai")]
    return attrs.evolve(form, answers=answers, shared_agreements=shared)


def texts_in(data: bytes) -> str:
    """Everything in a document, a workbook or a text file."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = [file.read(name).decode("utf-8", "replace") for name in file.namelist()]
    return "\n".join(re.sub(r"<[^>]+>", "", part) if "<w:t" in part else part for part in parts)


def is_clean(*outputs: bytes | str) -> bool:
    """Whether no word and no id of the built-in instrument stands in these."""
    for output in outputs:
        text = texts_in(output) if isinstance(output, bytes) else output
        small = text.lower()
        words = [word for word in OF_OURS if word in small]
        maybe = [id for id in museum.OF_OURS - {"other"} if id in text]
        ids = [id for id in maybe if re.search(rf"(?<![\w.-]){re.escape(id)}(?![\w.-])", text)]
        assert not words, words
        assert not ids, ids
        assert "strategic-motives" not in text
    return True


def test_it_is_an_instrument_of_its_own(instrument: hlo.Instrument) -> None:
    sizes = [len(instrument.questions_of(phase.id)) for phase in instrument.phases]
    assert (len(instrument.organisation_types), len(instrument.motives), sizes) == (3, 20, [9, 4, 12])
    ids = {
        one.id
        for name in ("organisation_types", "categories", "motives", "questions")
        for one in getattr(instrument, name)
    }
    assert not ids & museum.OF_OURS
    assert "nl" not in instrument.languages


def rounds_of(workspace: hlo.Workspace) -> Iterator[tuple[list[hlo.Reading], hlo.Reading, list[hlo.Reading]]]:
    """The forms of two rounds, each phase rendered and read."""
    plan = workspace.plan(("partner.csv", LIST.encode()), partnership="Dorfnetz", round="2026")
    first = [form for form in plan.forms().values() if isinstance(form, hlo.PreparationForm)]
    readings = [workspace.read(workspace.render(answered(form))) for form in first]
    meeting = workspace.read(workspace.render(answered(hlo.AlignmentForm.from_forms(readings))))
    back = [hlo.CommitmentForm.from_forms(reading, meeting) for reading in readings]
    third = [workspace.read(workspace.render(answered(form))) for form in back]
    yield readings, meeting, third
    again = [workspace.read(workspace.render(answered(hlo.renew(r, round="2027"), "2027"))) for r in readings]
    meeting = workspace.read(workspace.render(answered(hlo.renew(meeting, round="2027"))))
    yield again, meeting, [workspace.read(workspace.render(hlo.renew(one, round="2027"))) for one in third]


def test_the_whole_cycle_in_python(workspace: hlo.Workspace, tmp_path: Path) -> None:
    rounds = list(rounds_of(workspace))
    outputs: list[bytes | str] = []
    for readings, meeting, third in rounds:
        assert not [finding for each in (*readings, meeting, *third) for finding in each.warnings]
        assert {each.language for each in (*readings, meeting, *third)} == {"de"}
        comparison = workspace.compare(readings)
        outputs += [comparison.to_html(), comparison.to_text(), repr(comparison)]
        parts = {"meeting": meeting, "commitments": third}
        outputs += [workspace.report(comparison, **parts), workspace.checklist(comparison, **parts)]
        outputs += [hlo.to_html(comparison, **parts), *(each.to_html() for each in (*readings, meeting))]
        outputs += [hlo.to_json(each.form) for each in (*readings, meeting, *third)]
        assert [workspace.from_json(hlo.to_json(each.form)) for each in readings] == [each.form for each in readings]
    change = workspace.recalibrate(*(readings for readings, _, _ in rounds))
    statistics = (hlo.Dataset(readings).counts() for readings, _, _ in rounds)
    outputs += [" ".join(one.explained(language="de").values()) for one in statistics]
    outputs += [change.to_html(), workspace.report(change), workspace.checklist(change), workspace.booklet()]
    outputs += [workspace.render(form) for form in workspace.blank()]
    assert is_clean(*outputs)
    everything = [each for readings, meeting, third in rounds for each in (*readings, meeting, *third)]
    dataset = hlo.Dataset(everything)
    assert is_clean(dataset.to_html(), dataset.counts().to_html(), dataset.co_occurrence().to_html())
    for name, write in {
        "csv": hlo.to_csv,
        "jsonl": hlo.to_jsonl,
        "spss": hlo.to_spss,
        "parquet": hlo.to_parquet,
    }.items():
        paths = write(dataset, tmp_path / name)
        assert is_clean(*(path.read_bytes() for path in paths if path.suffix not in (".sav", ".parquet")))
    assert is_clean(hlo.to_excel(dataset), hlo.to_qdpx(dataset), hlo.to_qdc(dataset))
    book = hlo.codebook(dataset)
    assert [row["label_de"] for row in book.items if row["id"] == "visitors_1"] == ["Jugend gewinnen (Besucher)"]
    assert is_clean(book.to_markdown(), book.to_html())


def test_pictures_and_pages_are_in_the_first_language_of_the_instrument(workspace: hlo.Workspace) -> None:
    rounds = list(rounds_of(workspace))
    (first, meeting, _), (second, _, _) = rounds
    pictures = [
        hlo.plots.motives(workspace.compare(first)),
        hlo.plots.categories(workspace.compare(first)),
        hlo.plots.recalibration(workspace.recalibrate(first, second)),
        hlo.plots.relations(meeting),
        hlo.plots.statistic(hlo.Dataset(first).counts()),
    ]
    assert {picture.language for picture in pictures} == {"de"}
    assert "Jugend gewinnen" in f"{pictures[0].table} {pictures[0].alt}"
    assert is_clean(*(picture.to_svg() for picture in pictures), *(picture.to_html() for picture in pictures))


DUTCH = re.compile(r"\b(het|een|niet|wordt|van|zijn|geen|organisatie|vraag|vragen|motieven|ronde|antwoord|formulier)\b")


def test_no_dutch_shows_where_the_language_is_not_dutch(workspace: hlo.Workspace, tmp_path: Path) -> None:
    readings, meeting, third = next(rounds_of(workspace))
    dataset = hlo.Dataset([*readings, meeting, *third])
    first = hlo.Dataset(readings)
    shown: list[str | bytes] = [dataset.to_html(), hlo.codebook(dataset).to_html(), hlo.codebook(dataset).to_markdown()]
    shown += [
        each.to_html() for each in (first.counts(), first.co_occurrence(), first["motives"], first.counts().table)
    ]
    shown += [hlo.Table(dataset["motives"].schema, (), instruments=dataset.instruments).to_html()]
    for name, write in {
        "csv": hlo.to_csv,
        "jsonl": hlo.to_jsonl,
        "spss": hlo.to_spss,
        "parquet": hlo.to_parquet,
    }.items():
        shown += [path.read_bytes() for path in write(dataset, tmp_path / name)]
    shown += [hlo.to_excel(dataset), hlo.to_qdpx(dataset), hlo.to_qdc(dataset)]
    for one in shown:
        text = texts_in(one) if isinstance(one, bytes) else one
        assert not DUTCH.findall(text), DUTCH.findall(text)
        assert "nl-NL" not in text
    assert {each.language for each in (hlo.codebook(dataset), first.counts(), first["motives"])} == {"de"}
    assert "label_nl" not in hlo.codebook(dataset).table.schema.names


def fill_in(folder: Path, instrument: hlo.Instrument, to: Path) -> None:
    """Fill in every document of a folder, as partners do."""
    to.mkdir(exist_ok=True)
    for path in folder.glob("*.docx"):
        reading = hlo.read(path, instruments=[instrument])
        (to / path.name).write_bytes(hlo.render(answered(reading.form), language=reading.language))


@pytest.mark.long
@pytest.mark.parametrize("named", dear(1, ["once", "on every command"]))
def test_the_whole_cycle_on_the_command_line(
    named: str, instrument: hlo.Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.toml").write_text(museum.toml(), encoding="utf-8")
    Path("p.csv").write_text(LIST, encoding="utf-8")
    if named == "once":
        Path("hlo-forms.toml").write_text(
            'instruments = "own.toml"\n[invitation]\nsender = "Eva Kranz"\n', encoding="utf-8"
        )
    option = ["--instrument", "own.toml"] if named == "on every command" else []

    def told(*arguments: object) -> str:
        result = run(*arguments, *option)
        assert result.exit_code == 0, result.stderr
        assert is_clean(result.stdout, result.stderr)
        return result.stdout

    assert "museum" in told("new", "--help")
    told("new", "p.csv", "out", "--partnership", "Dorfnetz", "--round", "2026", "--phase", 1)
    assert "Museum Alt" in told("status", "out")
    fill_in(Path("out"), instrument, Path("back"))
    assert "0" not in told("status", "out", "back").split("\n")[0].split()
    told("read", *Path("back").glob("*.docx"))
    told("read", "back", "--json")
    told("compare", "back")
    told("correct", "back/phase1-museum-alt.docx", "Jugend gewinnen (Besucher)=Mehr junge Gäste", "--by", "Eva")
    told("align", "back", "--to", "table")
    fill_in(Path("table"), instrument, Path("table-back"))
    told("commit", "back", "table-back", "--to", "home")
    fill_in(Path("home"), instrument, Path("home-back"))
    told("report", "back", "table-back", "home-back", "--to", "report", "--html")
    told("renew", "back", "table-back", "home-back", "--round", "2027", "--to", "next")
    fill_in(Path("next"), instrument, Path("next-back"))
    told("report", "back", "next-back", "--to", "report2")
    told(
        "collect",
        "back",
        "table-back",
        "next-back",
        "--to",
        "csv,excel,qda,spss,jsonl,parquet",
        "--out",
        "data",
        "--answers",
    )
    told("collect", "back", "--to", "csv", "--out", "coded", "--key", "key.csv", "--review", "review.csv")
    told("booklet", "heft.docx")
    told("blank", "leer", "--type", "Dorfverein")
    assert [path.name for path in Path("leer").glob("*.docx")] == ["phase1-dorfverein.docx"]
    assert json.loads(told("status", "next", "next-back", "--json"))["unread"] == []
    written = [
        path
        for name in ("out", "table", "home", "report", "next", "report2", "data", "leer")
        for path in Path(name).rglob("*")
    ]
    assert is_clean(*(path.read_bytes() for path in written if path.is_file() and path.suffix != ".sav"))
    if named == "once":
        assert hlo.read("out/phase1-museum-alt.docx", instruments=[instrument]).form.invitation.sender == "Eva Kranz"


# ---- the workspace


def settings(folder: Path, text: str) -> Path:
    path = folder / "hlo-forms.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_settings_are_found_from_the_folder_upward_with_paths_from_where_they_stand(tmp_path: Path) -> None:
    deep = tmp_path / "2026" / "nord"
    deep.mkdir(parents=True)
    (tmp_path / "own.toml").write_bytes(built_in_copy())
    settings(
        tmp_path,
        'instruments = ["own.toml"]\nlanguage = "en"\n[limits]\ncharacters = 90_000\n[invitation]\nsender = "Eva"\n',
    )
    workspace = hlo.Workspace.near(deep)
    assert (workspace.instrument.edition, workspace.first_language) == ("2030", "en")
    assert (workspace.limits.characters, workspace.invitation.sender) == (90_000, "Eva")
    form = workspace.form(hlo.PreparationForm, organisation=hlo.Organisation("De Linde", type="programme"))
    assert workspace.read(workspace.render(form)).form == form
    with pytest.raises(hlo.UnknownInstrumentError):
        hlo.read(workspace.render(form))


def built_in_copy(edition: str = "2030") -> bytes:
    """The built-in instrument as an institution's own file of another edition."""
    text = (SOURCE / "instruments" / "strategic-motives.toml").read_text(encoding="utf-8")
    return text.replace('edition = "2022"', f'edition = "{edition}"').encode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("instruments = 3", "instruments"),
        ('instruments = ["nowhere.toml"]', "nowhere.toml"),
        ('templates = "nowhere"', "templates"),
        ('templates = ["nowhere"]', "templates"),
        ("templates = []", "templates"),
        ("templates = 3", "templates"),
        ('language = "fr"', "language"),
        ("colour = 1", "colour"),
        ("[limits]\ncharacters = 0", "limits.characters"),
        ('[invitation]\nsendr = "Eva"', "invitation.sendr"),
        ("[limits", "hlo-forms.toml"),
        ("ask_research = 1", "ask_research"),
    ],
)
def test_a_fault_in_the_settings_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises((hlo.PlanError, hlo.InstrumentError), match=re.escape(said)):
        hlo.Workspace.load(settings(tmp_path, text))
    for language, error in (("nl", "fout"), ("en", "error")):
        result = run("blank", tmp_path / "leer", "--language", language)
        assert result.exit_code == 1
        assert result.stderr.startswith(error)
        assert said in result.stderr


def test_an_option_goes_before_the_list_and_the_list_before_the_settings(tmp_path: Path) -> None:
    study = '[research]\nby = "A"\npurpose = "B"\ncontact = "C"\nkept = "D"\nwithdraw = "E"\n'
    path = settings(
        tmp_path, f'language = "en"\nask_research = true\n[invitation]\nsender = "Eva"\nreturn_to = "e@x.nl"\n{study}'
    )
    workspace = hlo.Workspace.load(path)
    partner = '[[organisations]]\nname = "L"\ntype = "programme"\n'
    plan = f'partnership = "P"\nlanguage = "nl"\n[invitation]\nsender = "Jan"\n{partner}'.encode()
    made = workspace.plan(("p.toml", plan), invitation=hlo.Invitation(return_to="j@x.nl"))
    assert (made.language, made.invitation.sender, made.invitation.return_to) == ("nl", "Jan", "j@x.nl")
    assert (made.ask_research, made.study.by) == (True, "A")
    assert workspace.plan(("p.csv", b"Organisatie;Type\nL;opleiding"), partnership="P").language == "en"


def test_what_the_folder_remembers_goes_before_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.csv").write_text("Organisatie;Type\nLinde;praktijkpartner\nEik;opleiding\n", encoding="utf-8")
    settings(tmp_path, '[invitation]\nsender = "Eva"\nreturn_to = "eva@dorf.de"\n')
    new = ("new", "p.csv", "out", "--partnership", "P", "--round", "2026", "--phase", 1)
    assert run(*new, "--sender", "Jan").exit_code == 0
    assert run(*new, "--rewrite").exit_code == 0
    Path("back").mkdir()
    for path in Path("out").glob("*.docx"):
        sent = hlo.read(path).form
        assert (sent.invitation.sender, sent.invitation.return_to) == ("Jan", "eva@dorf.de")
        answered = attrs.evolve(sent, motives=[hlo.MotiveAnswer("network", ticked=True)])
        (Path("back") / path.name).write_bytes(hlo.render(answered))
    assert run("align", "back", "--to", "table").exit_code == 0
    (meeting,) = (hlo.read(path).form for path in Path("table").glob("*.docx"))
    assert (meeting.invitation.sender, meeting.invitation.return_to) == ("Jan", "eva@dorf.de")


def test_a_workspace_is_frozen_equal_by_content_and_has_the_house_style_for_reports() -> None:
    templates = {"report": b"x", "preparation": b"y"}
    one, other = (hlo.Workspace(template=dict(templates), language="en") for _ in range(2))
    assert one == other
    assert one.report_template == b"x"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one.language = "nl"  # type: ignore[misc]
    with pytest.raises(hlo.InvalidValueError, match="kind"):
        one.form(hlo.Organisation)  # type: ignore[type-var]


def test_an_instrument_that_cannot_be_used_is_told_by_every_command(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('languages = ["de"]\nid = "x"\n', encoding="utf-8")
    for command in (["blank", tmp_path / "leer"], ["booklet", tmp_path / "b.docx"], ["status", tmp_path]):
        result = run(*command, "--instrument", bad)
        assert result.exit_code == 1
        assert "bad.toml" in result.stderr


def test_the_language_of_a_command_is_looked_up_once_for_all_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []
    monkeypatch.setattr(spoken, "language_near", lambda *near: looked.append(near))
    bad = tmp_path / "bad.toml"
    bad.write_text('languages = ["de"]\nid = "x"\n', encoding="utf-8")
    result = run("booklet", tmp_path / "b.docx", "--instrument", bad)
    assert len(result.stderr.splitlines()) > 500
    assert len(looked) < 10
