"""The promise of a permission: whose words go out over all exports, by unique words of each organisation and field."""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import commands
import hlo_forms as hlo
from hlo_forms import Form
from hlo_forms.export.formats import FORMATS
from hlo_forms.forms.correcting import settable_fields, with_values
from hlo_forms.forms.field_ids import FieldId
from hlo_forms.forms.fields import Origin, parts_of
from runs import dear
from samples import COLLEGE, FARM

WHO = {"a": FARM, "b": COLLEGE}
MOTIVES, OTHER, TOGETHER, LOOSE = "motives", "other", "together", "loose"
TOKEN = re.compile(r"zz(?P<who>[abt])(?P<round>202[5-7])(?P<kind>[a-z]+)n\d+zz")
Answers = dict[tuple[str, str], str | None]
"""The answer about research of an organisation in a round."""


class Words:
    """Gives out words that occur nowhere else, each of somebody, of a round and of a kind."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def new(self, who: str, round: str, kind: str) -> str:
        self.given.append(f"zz{who}{round}{kind}n{len(self.given)}zz")
        return self.given[-1]


def filled(form: Form, words: Words, who: str) -> Form:
    """The form with a word in every text that somebody answers."""
    origins = {part.name: part.origin for part in parts_of(type(form))}
    values: dict[FieldId, Any] = {}  # Any: texts and ticks
    for id in map(FieldId.of, settable_fields(form)):
        origin = origins[id.part]
        if id.column == "ticked":
            values[id] = True
        elif id.column in ("kind", "realised"):
            values[id] = {"kind": "reinforce", "realised": "partly"}[id.column]
        elif origin in (Origin.MOTIVE, Origin.ANSWER) or (id.part == "participants" and id.column != "organisation"):
            kind = MOTIVES if origin is Origin.MOTIVE else TOGETHER if who == "t" else OTHER
            values[id] = words.new(who, str(form.round), kind)
    return with_values(form, values).form


def joint(first: list[Form], words: Words) -> hlo.AlignmentForm:
    """The form of the meeting, with what each brings and takes home, and what they say together."""
    meeting = hlo.AlignmentForm.from_forms(first, share=["preparation.1"])  # type: ignore[arg-type]  # forms of phase 1
    together = filled(meeting, words, "t")
    taken = [
        hlo.OwnAnswer(question="alignment.6", organisation=WHO[who].id, text=words.new(who, str(meeting.round), OTHER))
        for who in WHO
    ]
    people = [hlo.Participant(words.new(who, str(meeting.round), OTHER), organisation=WHO[who].id) for who in WHO]
    relation = attrs.evolve(together.relations[0], first_organisation=FARM.id, second_organisation=COLLEGE.id)  # type: ignore[attr-defined]
    return attrs.evolve(together, relations=[relation], own_answers=taken, participants=people)  # type: ignore[return-value]  # as above


def read(form: Form, words: Words, who: str) -> hlo.Reading:
    """The reading of its document, with loose words in it."""
    round = str(form.round)
    loose = [hlo.Passage(text=words.new(who, round, LOOSE)) for _ in range(3)]
    reading = hlo.read(hlo.render(form))
    assert reading.form == form
    stray = hlo.Finding(code="unplaced-text", seen=loose[0].text)
    findings = (*reading.findings, stray)
    return attrs.evolve(
        reading, unplaced=loose[:1], deleted=loose[1:2], remarks=loose[2:], findings=findings, source=f"{form.id}.docx"
    )


def collected(answers: Answers, *, asks: bool = True, meeting_says: str | None = None) -> tuple[hlo.Dataset, list[str]]:
    """Two organisations over two rounds, with all their forms, and every word that they wrote."""
    words = Words()

    def own(form: Form, who: str, *, asking: bool = asks) -> Form:
        answer = answers[who, str(form.round)]
        return attrs.evolve(filled(form, words, who), asks_research=asking, research=answer if asking else None)

    common = {"partnership": "Wijkzorg Noord"}
    before = [own(hlo.PreparationForm(organisation=WHO[who], round="2025", **common), who) for who in WHO]
    now = [own(hlo.renew(form, round="2026"), who) for form, who in zip(before, WHO, strict=True)]  # type: ignore[arg-type]  # of phase 1
    meeting = attrs.evolve(joint(now, words), asks_research=asks, research=meeting_says)
    last = [own(hlo.CommitmentForm.from_forms(form, meeting), who) for form, who in zip(now, WHO, strict=True)]  # type: ignore[arg-type]
    forms = [*zip((*before, *now, *last), itertools.cycle("ab"), strict=False), (meeting, "t")]
    readings = [read(form, words, who) for form, who in forms]
    text = str(readings_in_full(readings))
    return hlo.Dataset(readings), [word for word in words.given if word in text]


def readings_in_full(readings: list[hlo.Reading]) -> list[dict[str, Any]]:  # Any: the values of any field
    return [attrs.asdict(reading, filter=lambda field, _: field.name != "instrument") for reading in readings]


def goes_out(word: str, answers: Answers) -> bool:
    """The promise, in the terms of the forms: of whom a word is, of which round, and what it is about."""
    token = TOKEN.fullmatch(word)
    assert token
    said = [answers[who, token["round"]] for who in (WHO if token["who"] == "t" else token["who"])]
    return set(said) <= ({"yes", "motives"} if token["kind"] == MOTIVES else {"yes"})


def exported(dataset: hlo.Dataset, folder: Path, **options: Any) -> dict[str, set[str]]:  # Any: options of exports
    """The words that each export holds."""
    written = {name: "\n".join(texts) for name, texts in exports(dataset, folder, **options)}
    return {name: {match[0] for match in TOKEN.finditer(text)} for name, text in written.items()}


def exports(dataset: hlo.Dataset, folder: Path, **options: Any) -> Iterator[tuple[str, Iterator[str]]]:  # Any: as above
    for one in FORMATS.values():
        files = one.files(dataset, "nl", evidence=True, **options)
        yield one.name, itertools.chain.from_iterable(texts_in(name, data, folder) for name, data in files.items())
    research = dataset.for_research(answers=options.get("answers", False)).dataset
    yield "json", map(hlo.to_json, research.forms)
    yield "pages", iter([research.to_html(), research.to_text(), repr(research)])
    yield "pandas", (table.to_pandas().to_csv() for table in research.tables.values())


def texts_in(name: str, data: bytes, folder: Path) -> Iterator[str]:
    """The texts in a file of an export, as its own program reads it."""
    if name.endswith(".sav"):
        path = folder / name
        path.write_bytes(data)
        frame, _ = pytest.importorskip("pyreadstat").read_sav(path)
        yield frame.to_csv()
    elif name.endswith(".parquet"):
        yield str(pytest.importorskip("polars").read_parquet(io.BytesIO(data)).to_dicts())
    elif zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(member).decode("utf-8", "replace") for member in archive.namelist())
    else:
        yield data.decode("utf-8")


def answered(a: str | None, b: str | None, before_a: str | None = "yes", before_b: str | None = "yes") -> Answers:
    return {("a", "2025"): before_a, ("b", "2025"): before_b, ("a", "2026"): a, ("b", "2026"): b}


CASES = [
    *(answered(a, b) for a, b in [("yes", "motives"), ("yes", "yes"), ("yes", "no"), ("yes", None), ("motives", None)]),
    answered("yes", "yes", "no", "motives"),
    answered("no", "yes", "yes", None),
]


@pytest.mark.parametrize("answers", dear(1, CASES), ids=lambda answers: "-".join(str(one) for one in answers.values()))
def test_every_word_goes_out_by_the_answer_of_its_own_organisation_and_round(answers: Answers, tmp_path: Path) -> None:
    dataset, words = collected(answers)
    expected = {word for word in words if goes_out(word, answers)}
    for name, shown in exported(dataset, tmp_path).items():
        missing = {word for word in expected - shown if name in ("csv", "jsonl", "excel", "parquet", "spss", "pandas")}
        assert (shown - expected, missing) == (set(), set()), name


@pytest.mark.long
def test_every_pair_of_answers_keeps_the_promise(tmp_path: Path) -> None:
    said = ("yes", "motives", "no", None)
    for answers in (
        answered(*two, *before)
        for two in itertools.product(said, said)
        for before in [("yes", "no"), (None, "motives")]
    ):
        dataset, words = collected(answers)
        expected = {word for word in words if goes_out(word, answers)}
        assert all(shown <= expected for shown in exported(dataset, tmp_path).values()), answers


@pytest.mark.parametrize("says", dear(1, ["yes", None]))
def test_a_yes_that_partners_wrote_together_is_nobodys_own(says: str | None, tmp_path: Path) -> None:
    answers = answered("yes", None)
    dataset, words = collected(answers, meeting_says=says)
    expected = {word for word in words if goes_out(word, answers)}
    assert all(shown <= expected for shown in exported(dataset, tmp_path).values())


def test_a_no_on_the_form_of_the_meeting_keeps_all_of_it_in(tmp_path: Path) -> None:
    dataset, _ = collected(answered("yes", "yes"), meeting_says="no")
    for name, shown in exported(dataset, tmp_path).items():
        assert not [word for word in shown if TOKEN.fullmatch(word)["who"] == "t"], name  # type: ignore[index]  # all match


INTERNAL = {"preparation": {"answers"}, "alignment": {"brought_answers"}, "commitment": {"answers", "meeting_answers"}}


@pytest.mark.long
def test_where_nobody_was_asked_internal_answers_go_out_only_when_they_are_named(tmp_path: Path) -> None:
    nobody = dict.fromkeys(answered(None, None))
    dataset, words = collected(nobody, asks=False)
    plain, named = exported(dataset, tmp_path), exported(dataset, tmp_path, answers=True)
    internal = {
        match[0]
        for form in dataset.forms
        for part in parts_of(type(form))
        if part.name in INTERNAL[form.phase] or (form.phase == "commitment" and part.readers.value == "nobody")
        for match in TOKEN.finditer(str(getattr(form, part.name)))
    } | {word for word in words if LOOSE in word}
    meeting = next(form for form in dataset.forms if isinstance(form, hlo.AlignmentForm))
    together = {match[0] for match in TOKEN.finditer(hlo.to_json(attrs.evolve(meeting, brought_answers=())))}
    for name in ("csv", "jsonl", "excel", "parquet", "spss", "pandas"):
        assert plain[name] == set(words) - (internal - together), name
        assert named[name] == set(words), name
    assert all(shown <= plain["csv"] for shown in plain.values())


@pytest.mark.long
def test_a_data_set_that_was_filtered_keeps_the_permissions_of_the_whole(tmp_path: Path) -> None:
    answers = answered("no", "yes")
    dataset, words = collected(answers)
    expected = {word for word in words if goes_out(word, answers)}
    for part in (dataset.filter(phase="alignment"), dataset.filter(organisation=FARM.id), dataset.filter(round="2026")):
        for shown in exported(part.latest(), tmp_path).values():
            assert shown <= expected


@pytest.mark.long
def test_codes_in_place_of_names_change_nothing_about_permission(tmp_path: Path) -> None:
    answers = answered("motives", "no", "no", "yes")
    dataset, words = collected(answers)
    expected = {word for word in words if goes_out(word, answers)}
    shared = hlo.pseudonymise(dataset, b"k" * 32).dataset
    assert all(shown <= expected for shown in exported(shared, tmp_path).values())
    assert exported(shared, tmp_path)["csv"]


def test_what_was_left_out_is_not_told_as_not_filled_in() -> None:
    dataset, _ = collected(answered("motives", "no"))
    research = dataset.for_research().dataset
    rows = [row for row in research["forms"] if row["round"] == "2026"]
    assert {row["phase"]: row["filled_in"] for row in rows} == dict.fromkeys(
        ("preparation", "commitment", "alignment"), True
    )
    assert all("answers" in str(row["left_out"]) for row in rows)
    assert not [row for row in research.joined("answers") if row["round"] == "2026"]
    for answer, shown in (("yes", True), ("motives", False)):
        blank = hlo.Dataset([hlo.PreparationForm(organisation=FARM, research=answer)])
        assert ("[niet ingevuld]" in "".join(texts_in("all.qdpx", hlo.to_qdpx(blank), Path()))) is shown


def test_the_rows_that_stay_keep_their_doubts_and_where_they_stood() -> None:
    dataset, _ = collected(answered("no", "yes"))
    meeting = next(
        file.result
        for file in dataset.files
        if isinstance(file.result, hlo.Reading) and file.result.form.phase == "alignment"
    )
    field = "own_answers.alignment.6.2.text"
    doubt = hlo.Finding(code="label-near", field=field, seen="x")
    others = [file.result for file in dataset.files if file.result is not meeting]
    whole = hlo.Dataset([*others, attrs.evolve(meeting, findings=(doubt,))])
    research = whole.for_research().dataset
    (row,) = [row for row in research.joined("answers") if row["phase"] == "alignment"]
    assert (row["partner"], row["number"], row["doubt_codes"]) == (COLLEGE.id, 1, "label-near")
    seen = {entry["field"]: entry["seen"] for entry in research["evidence"] if entry["form"] == row["form"]}
    assert seen[str(row["field"])] == row["text"]
    assert [(one["field"], one["code"]) for one in research["findings"] if one["form"] == row["form"]] == [
        (row["field"], "label-near")
    ]


# ---- names that stay behind


def mentioning() -> list[hlo.Reading]:
    """A form that says yes and names an organisation that says no, each in a file with somebody's name."""
    common: dict[str, Any] = {"partnership": "Wijkzorg Noord", "round": "2026"}  # Any: as fields of a form
    no = hlo.PreparationForm(organisation=FARM, research="no", respondent="Iris de Boer", **common)
    yes = hlo.PreparationForm(
        organisation=COLLEGE, research="yes", answers={"preparation.1": f"Wij bellen Iris van {FARM.name}."}, **common
    )
    baker = hlo.Organisation("Bakkerij Zonneveld", type="practice_partner")
    other = hlo.PreparationForm(organisation=baker, research="no", **common)
    readings = [hlo.read(hlo.render(form)) for form in (no, yes, other)]
    names = ("Iris", "Noor", "Sam")
    return [attrs.evolve(one, source=f"{who}.docx") for one, who in zip(readings, names, strict=True)]


@pytest.mark.parametrize("first", ["research", "codes"])
def test_who_said_no_is_found_in_the_words_of_others_and_is_not_in_the_key_file(first: str, tmp_path: Path) -> None:
    data = hlo.Dataset(mentioning())
    shared = hlo.pseudonymise(data.for_research().dataset if first == "research" else data, b"k" * 32)
    for text in ("\n".join(texts) for _, texts in exports(shared.dataset, tmp_path)):
        assert "Linde" not in text
        assert "Iris" not in text
    shared.write_key_file(tmp_path / "key.json")
    names = [entry["name"] for entry in json.loads((tmp_path / "key.json").read_text())["codes"].values()]
    assert COLLEGE.name in names
    for name in ("Iris.docx", "Bakkerij Zonneveld"):
        assert (name in names) == (first == "codes")  # all of it is in the data set still


def test_collect_writes_into_the_key_file_only_whom_it_exports(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for one in mentioning():
        hlo.write(one.form, tmp_path / "in" / str(one.source))
    key, review = tmp_path / "key.json", tmp_path / "review.csv"
    result = commands.run(
        "collect", tmp_path / "in", "--to", "csv", "--out", tmp_path / "out", "--key", key, "--review", review
    )
    assert "zeiden: 2" in result.stderr
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.*"))
    assert "Linde" not in written
    names = [entry["name"] for entry in json.loads(key.read_text())["codes"].values()]
    assert "Noor.docx" in names
    assert not {"Iris.docx", "Bakkerij Zonneveld"} & {*names}


def test_names_of_files_go_out_only_with_the_evidence(tmp_path: Path) -> None:
    data = hlo.Dataset([attrs.evolve(one, source="van Noor Bakker.docx") for one in mentioning()[1:2]])
    for name, texts in exports(data, tmp_path):
        assert name in ("json", "pages", "pandas") or ("Noor Bakker" in "".join(texts)) == (name != "qda")
    for one in FORMATS.values():
        for file, content in one.files(data, "nl").items():
            assert "Noor Bakker" not in "".join(texts_in(file, content, tmp_path)), file
    hlo.to_csv(data, tmp_path / "csv")
    assert "de namen van de bestanden" in (tmp_path / "csv" / "README.md").read_text("utf-8")


# ---- what is said


@pytest.mark.parametrize("ground", [None, "", " \n", "Taak van algemeen belang;\ntoetsing 2026-14"])
def test_where_nobody_was_asked_it_is_said_first_with_the_ground(ground: str | None, tmp_path: Path) -> None:
    dataset = hlo.Dataset([hlo.PreparationForm(organisation=FARM, answers={"preparation.1": "Binnen"})])
    sentences = dataset.for_research().remarks(language="nl", ground=ground)
    assert sentences[0] == "Geen enkele organisatie in deze gegevens is om toestemming voor onderzoek gevraagd."
    assert sentences[1] == (
        f"Grond voor het gebruik, zoals opgegeven: {' '.join(ground.split())}"
        if ground and ground.strip()
        else "Er is geen grond voor het gebruik opgegeven (ground=, --ground)."
    )
    assert "antwoorden op reflectievragen" in sentences[2].lower()
    assert ": 1." in sentences[2]
    hlo.to_csv(dataset, tmp_path, ground=ground)
    title, first = (tmp_path / "README.md").read_text(encoding="utf-8").split("\n\n")[:2]
    assert (title[:2], first) == ("# ", sentences[0])


def test_the_command_line_says_first_that_nobody_was_asked(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    hlo.write(hlo.PreparationForm(organisation=FARM, answers={"preparation.1": "Binnen"}), tmp_path / "in" / "a.docx")
    for options, second in (((), "--ground"), (("--ground", "Eigen taak"), "Eigen taak")):
        result = commands.run("collect", tmp_path / "in", "--to", "jsonl", "--out", tmp_path / "out", *options)
        lines = result.stderr.splitlines()
        assert lines[0].startswith("Geen enkele organisatie")
        assert second in lines[1]
        assert "Binnen" not in (tmp_path / "out" / "jsonl" / "answers.jsonl").read_text(encoding="utf-8")
    commands.run("collect", tmp_path / "in", "--to", "jsonl", "--out", tmp_path / "out", "--answers")
    assert "Binnen" in (tmp_path / "out" / "jsonl" / "answers.jsonl").read_text(encoding="utf-8")


def test_everything_is_said_to_be_so_where_organisations_were_asked() -> None:
    dataset = hlo.Dataset([hlo.PreparationForm(organisation=FARM, research="no")])
    (first,) = dataset.for_research(everything=True).remarks(language="en")
    assert first.startswith("Everything is in it, also what organisations did not permit")


def test_what_was_left_out_before_is_still_said_and_that_organisations_were_asked() -> None:
    dataset, _ = collected(answered("yes", "motives", "no", "yes"))
    once = dataset.for_research()
    assert once.dataset.for_research().remarks(language="nl") == once.remarks(language="nl")
    assert once.dataset.filter(round="2026").for_research().remarks(language="nl") == once.remarks(language="nl")
    nothing = hlo.Dataset([hlo.PreparationForm(organisation=FARM, research="no")]).for_research()
    assert len(nothing.dataset) == 0
    assert nothing.dataset.for_research().remarks(language="en") == nothing.remarks(language="en")


def test_what_was_left_out_is_counted_by_part_and_reason() -> None:
    dataset, words = collected(answered("yes", "motives", "no", "yes"))
    left_out = [(row["part"], row["reason"]) for row in dataset.for_research().left_out]
    assert (None, "refused") in left_out
    assert {("answers", "motives"), ("agreements", "motives"), ("participants", "motives")} <= set(left_out)
    assert {("answers", "partners"), ("relations", "partners"), ("previous", "previous")} <= set(left_out)
    loose = [row["count"] for row in dataset.for_research().left_out if row["reason"] == "loose"]
    assert loose == [3, 3, 3]  # of the form of b, of what it said at home, and of the meeting
    counts = dataset.for_research().left_out.column("count")
    assert all(isinstance(count, int) and count > 0 for count in counts)
    assert len(words) > 100


def test_the_sector_of_a_refusal_does_not_go_out_with_what_was_recoded() -> None:
    who = hlo.Organisation("Zorgboerderij Oost", type="practice_partner", sector="zzboerderij")
    other = hlo.Organisation("De Linde", type="practice_partner", sector="ouderenzorg")
    answers = ((who, "no"), (other, "yes"))
    forms = [hlo.PreparationForm(organisation=one, asks_research=True, research=said) for one, said in answers]
    tidy = hlo.Dataset(forms).recode(sector={"zzboerderij": "zorg", "ouderenzorg": "zorg"})
    assert dict(tidy.for_research().dataset.recoded) == {"ouderenzorg": "zorg"}
    assert dict(tidy.recoded) == {"zzboerderij": "zorg", "ouderenzorg": "zorg"}
