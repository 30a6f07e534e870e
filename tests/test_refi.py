"""Codebooks and projects for programs for qualitative analysis, read back without the code that wrote them."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from lxml import etree

import hlo_forms as hlo
from hlo_forms import Finding, InvalidValueError, Place, examples
from hlo_forms.export.refi_codes import Names, codes_of
from places import SHARED, SOURCE
from runs import tries
from samples import BLANK, COLLEGE, FARM, FULL
from strategies import INSTRUMENT, forms

SCHEMA = SHARED / "schemas" / "refi" / "Project.xsd"
NS = {"q": "urn:QDA-XML:project:1.0"}
LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])
AWKWARD = "👩🏽‍⚕️ samen 🎓 e\u0301 é עברית (מימין) \u202eom\u202c\n\nderde regel & <b>"


@attrs.frozen
class Project:
    """What a program gets that opens a .qdpx: its XML, and the text of each source by the name of its file."""

    root: Any  # Any: an element of lxml
    files: dict[str, bytes]

    def all(self, path: str) -> list[Any]:  # Any: elements of lxml
        return list(self.root.iterfind(path, NS))

    def text_of(self, source: Any) -> str:  # Any: as above
        path = source.get("plainTextPath")
        assert path.startswith("internal://")
        return self.files["sources/" + path.removeprefix("internal://")].decode("utf-8")

    def codes(self) -> dict[str, str]:
        return {code.get("guid"): code.get("name") for code in self.all(".//q:Code")}

    def selections(self) -> Iterator[tuple[str, str, str, list[str]]]:
        """Of each selection: its source, its field, the text that it holds, and the names of its codes."""
        codes = self.codes()
        for source in self.all("q:Sources/q:TextSource"):
            text = self.text_of(source)
            for found in source.iterfind("q:PlainTextSelection", NS):
                start, end = int(found.get("startPosition")), int(found.get("endPosition"))
                names = [codes[ref.get("targetGUID")] for ref in found.iterfind("q:Coding/q:CodeRef", NS)]
                yield source.get("name"), found.get("name"), text[start:end], names

    def values(self, owner: Any) -> dict[str, str]:  # Any: an element of lxml
        names = {variable.get("guid"): variable.get("name") for variable in self.all("q:Variables/q:Variable")}
        return {
            names[value.find("q:VariableRef", NS).get("targetGUID")]: value.find("q:TextValue", NS).text
            for value in owner.iterfind("q:VariableValue", NS)
        }


def opened(data: bytes) -> Project:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    return Project(etree.fromstring(files.pop("project.qde")), files)


def project_of(*items: Any, language: str = "nl") -> Project:  # Any: forms and readings
    return opened(hlo.to_qdpx(hlo.Dataset(items), language=language, answers=True))


def written_in(form: Any) -> Iterator[tuple[str, str]]:  # Any: a form of any phase
    """The field and text of everything that people wrote as an answer, told apart from the code under test."""
    yield from ((f"answers.{question}", text) for question, text in form.answers.items())
    for answer in getattr(form, "motives", ()):
        yield f"motives.{answer.motive}.outcome", answer.outcome
    yield "central_answer", getattr(form, "central_answer", None)
    agreed = {key: ["what", "who", "when"] for key in ("agreements", "shared_agreements")}
    for table, columns in {"other_motives": ["text", "outcome"], **agreed}.items():
        for number, row in enumerate(getattr(form, table, ()), 1):
            yield from ((f"{table}.{number}.{column}", getattr(row, column)) for column in columns)
    for number, row in enumerate(getattr(form, "relations", ()), 1):
        yield f"relations.{number}.note", row.note
    now, agreed = ("previous_answers", "previous_relations"), ("previous_agreements", "previous_shared_agreements")
    for table, column in [
        *((name, "now") for name in now),
        *((name, "result") for name in (*agreed, "partner_agreements")),
    ]:
        for number, row in enumerate(getattr(form, table, ()), 1):
            yield f"{table}.{number}.{column}", getattr(row, column)
    for question in getattr(form, "own_questions", ()):
        own = [row for row in form.own_answers if row.question == question.id]
        yield from ((f"own_answers.{question.id}.{number}.text", row.text) for number, row in enumerate(own, 1))


@functools.cache
def example(language: str = "nl") -> tuple[hlo.Dataset, bytes]:
    """Invented partnerships with everything that a form can hold."""
    several = [*examples.forms(4, seed=3), *FULL.values(), *BLANK.values()]
    renewed = hlo.renew(FULL["preparation programme"], round="2028")
    several.append(attrs.evolve(renewed, previous=[attrs.evolve(row, realised="partly") for row in renewed.previous]))
    dataset = hlo.Dataset(several)
    return dataset, hlo.to_qdpx(dataset, language=language, answers=True)


@LANGUAGES
def test_every_answer_is_selected_to_the_character_and_coded(language: str) -> None:
    dataset, data = example(language)
    project = opened(data)
    written = sorted(pair for form in dataset.forms for pair in written_in(form) if pair[1])
    found = sorted((field, text) for _, field, text, codes in project.selections() if not field.endswith(".kind"))
    assert found == written
    assert all(codes for *_, codes in project.selections())


@given(st.lists(forms(), max_size=3))
@tries(8, of=25, suppress_health_check=list(HealthCheck))
def test_what_people_type_stands_in_a_project_as_they_typed_it(found: list[Any]) -> None:
    dataset = hlo.Dataset(found)
    project = opened(hlo.to_qdpx(dataset, language="en", everything=True))
    written = sorted(pair for form in dataset.forms for pair in written_in(form) if pair[1])
    assert sorted((f, t) for _, f, t, _ in project.selections() if not f.endswith(".kind")) == written
    check_structure(project)


def test_positions_count_code_points_whatever_is_typed() -> None:
    form = hlo.PreparationForm(organisation=COLLEGE, answers={"preparation.1": AWKWARD, "preparation.2": "en daarna"})
    assert [(field, text) for _, field, text, _ in project_of(form).selections()] == [
        ("answers.preparation.1", AWKWARD),
        ("answers.preparation.2", "en daarna"),
    ]


def codes_by_field(project: Project) -> dict[str, list[str]]:
    return {field: codes for _, field, _, codes in project.selections()}


def test_an_answer_is_coded_with_its_question_an_outcome_with_its_motive_and_the_rest_with_what_it_is_of() -> None:
    motives = [hlo.MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")]
    first = hlo.PreparationForm(
        organisation=COLLEGE,
        motives=motives,
        other_motives=[hlo.OtherMotive("Plezier")],
        answers={"preparation.2": "Gemak"},
    )
    relation = hlo.DeclaredRelation(
        first_organisation="opleiding-verpleegkunde",
        first_motive="network",
        kind="hinder",
        second_motive="iets anders",
        note="Soms",
    )
    own = hlo.OwnAnswer(question="alignment.6", organisation="zorgboerderij-de-linde", text="Tijd maken")
    meeting = hlo.AlignmentForm(organisations=[COLLEGE, FARM], relations=[relation], own_answers=[own])
    last = hlo.CommitmentForm(
        organisation=FARM, answers={"commitment.investment.1": "Een dag"}, agreements=[hlo.Agreement(what="Evaluatie")]
    )
    assert codes_by_field(project_of(first, meeting, last, language="en")) == {
        "motives.network.outcome": ["Expanding/strengthening our network"],
        "other_motives.1.text": ["Other motives"],
        "answers.preparation.2": ["1.2 Which other motives play a role?"],
        "own_answers.alignment.6.1.text": ["2.6 What do you take from this conversation back to your own…"],
        "relations.1.kind": ["hinder each other", "Expanding/strengthening our network"],
        "relations.1.note": ["hinder each other", "Expanding/strengthening our network"],
        "answers.commitment.investment.1": ["3.2.1 What investment is agreed regarding employees’ time in…"],
        "agreements.1.what": ["Agreements within our organisation"],
    }


def test_a_relation_of_no_kind_is_coded_as_a_relation() -> None:
    meeting = hlo.AlignmentForm(relations=[hlo.DeclaredRelation(first_motive="network", note="Nog eens bespreken")])
    found = codes_by_field(project_of(meeting, language="en"))
    assert found == {"relations.1.note": ["Motives that affect each other", "Expanding/strengthening our network"]}


def tree(element: Any) -> dict[str, Any]:  # Any: an element of lxml, and trees of names
    return {code.get("name"): tree(code) for code in element.iterchildren("{*}Code")}


@LANGUAGES
def test_the_codebook_says_category_over_motive_and_phase_over_theme_over_question(language: str) -> None:
    found = tree(etree.fromstring(hlo.to_qdc(hlo.Dataset([]), language=language))[0])
    for category in INSTRUMENT.categories:
        motives = [motive.label[language] for motive in INSTRUMENT.in_category(category.id)]
        assert [name.rstrip("…") for name in found[category.label[language]]] == [
            label[: len(name.rstrip("…"))] for name, label in zip(found[category.label[language]], motives, strict=True)
        ]
    third = next(below for name, below in found.items() if name.startswith(("Fase 3", "Phase 3")))
    assert [name[:4] for name in third] == ["3.1 ", "3.2 ", "3.3 ", "3.4 "]
    assert [[name[:6] for name in below] for below in third.values()][1] == ["3.2.1 ", "3.2.2 ", "3.2.3 "]


def test_the_codebook_of_a_project_is_that_of_the_codebook_file() -> None:
    dataset, data = example()
    codebook = etree.fromstring(hlo.to_qdc(dataset, language="nl"))
    assert codebook.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    plain = [(code.get("guid"), code.get("name"), code.get("isCodable")) for code in codebook.iter("{*}Code")]
    inside = opened(data).all(".//q:Code")
    assert plain == [(code.get("guid"), code.get("name"), code.get("isCodable")) for code in inside]


def test_a_name_that_is_cut_has_the_whole_wording_as_its_description() -> None:
    root = etree.fromstring(hlo.to_qdc(hlo.Dataset([]), language="nl"))
    said = {code.get("name"): code.findtext("{*}Description") for code in root.iter("{*}Code")}
    assert all(said[name] for name in said if name.endswith("…"))
    assert said["1.2 Welke andere motieven spelen een rol?"] == "Welke andere motieven spelen een rol?"


def test_editions_of_one_instrument_share_their_codes_and_another_has_its_own() -> None:
    later = attrs.evolve(INSTRUMENT, edition="2030", motives=INSTRUMENT.motives[:-1])
    other = attrs.evolve(INSTRUMENT, id="other")
    one, together, apart = (codes_of(found, "nl") for found in ([INSTRUMENT], [later, INSTRUMENT], [INSTRUMENT, other]))
    keys = [[code.key for top in codes for code in top.all()] for codes in (one, together, apart)]
    assert sorted(keys[0]) == sorted(keys[1])
    assert len(keys[2]) == 2 * len(keys[0])
    assert "Legitimerende motieven (2)" in {code.name for code in apart}


@LANGUAGES
def test_every_case_has_its_variables_and_its_sources(language: str) -> None:
    dataset, data = example(language)
    project = opened(data)
    cases = {case.get("guid"): case for case in project.all("q:Cases/q:Case")}
    rows = list(dataset["organisations"])
    assert len(cases) == len(rows)
    for case, row in zip(cases.values(), rows, strict=True):
        values = project.values(case)
        wanted = {row[name] for name in ("name", "sector") if row[name]}
        kind = (
            INSTRUMENT.organisation_type(str(row["organisation_type"])).label[language]
            if row["organisation_type"]
            else None
        )
        assert wanted | ({kind} - {None}) <= set(values.values())
        own = [entry for entry in dataset.entries if row["organisation"] in {who.id for who in entry.organisations}]
        assert len(case.findall("q:SourceRef", NS)) == len(own)
        rounds = sorted({entry.form.round for entry in own if entry.form.round})
        assert values.get("Ronde" if language == "nl" else "Round", "") == "; ".join(rounds)


def test_what_is_known_of_a_form_stands_on_its_source_in_words() -> None:
    renewed = hlo.PreparationForm(
        organisation=FARM,
        partnership="Wijkzorg Noord",
        round="2027",
        respondent="Team Buiten",
        previous_round="2026",
        previous=[hlo.PreviousMotive("network", ticked=True, realised="partly")],
        motives=[hlo.MotiveAnswer("network", ticked=True)],
    )
    project = project_of(renewed)
    values = project.values(project.all("q:Sources/q:TextSource")[0])
    motives = [motive.label["nl"] for motive in INSTRUMENT.offered("practice_partner")]
    assert {key: value for key, value in values.items() if value != "niet aangekruist"} == {
        "Fase": INSTRUMENT.phase("preparation").label["nl"],
        "Ronde": "2027",
        "Samenwerkingsverband": "Wijkzorg Noord",
        "Organisatie": "Zorgboerderij De Linde",
        "Soort organisatie": "Praktijkpartner",
        "Sector": "Zorg",
        "Publiek of privaat": "privaat",
        "Ingevuld namens": "Team Buiten",
        "Uitbreiden/versterken netwerk": "van toepassing",
        "Is deze opbrengst er gekomen? Uitbreiden/versterken netwerk": "deels",
    }
    assert set(motives) <= set(values)


def test_what_a_partner_takes_home_belongs_to_its_case() -> None:
    rows = [
        hlo.OwnAnswer(question="alignment.6", organisation=who, text=text)
        for who, text in (("opleiding-verpleegkunde", "A"), (FARM.id, "B"))
    ]
    project = project_of(hlo.AlignmentForm(organisations=[COLLEGE, FARM], own_answers=rows))
    selections = {found.get("guid"): found.get("name") for found in project.all(".//q:PlainTextSelection")}
    said = {
        case.get("name"): [selections[ref.get("targetGUID")] for ref in case.iterfind("q:SelectionRef", NS)]
        for case in project.all("q:Cases/q:Case")
    }
    assert said == {
        "Opleiding Verpleegkunde": ["own_answers.alignment.6.1.text"],
        "Zorgboerderij De Linde": ["own_answers.alignment.6.2.text"],
    }


def test_doubts_travel_along_with_their_answer_or_with_the_source() -> None:
    form = hlo.PreparationForm(organisation=COLLEGE, answers={"preparation.1": "Samen opleiden"})
    place = Place(heading="Reflectievragen", row=1)
    doubts = (
        Finding(code="label-near", field="answers.preparation.1", place=place, seen="hoofdmotief"),
        Finding(code="tick-contradicts", field="motives.network.ticked", place=place),
        Finding(code="tick-by-sign", field="motives.network.ticked", place=place),
    )
    reading = attrs.evolve(hlo.read(hlo.render(form)), findings=doubts, source="fase1\udcff\x01.docx")
    project = project_of(reading)
    source = project.all("q:Sources/q:TextSource")[0]
    assert "hoofdmotief" in source.findtext("q:PlainTextSelection/q:Description", namespaces=NS)
    said = source.findtext("q:Description", namespaces=NS)
    assert str(reading.sha256) in said
    assert "fase1" not in said
    assert doubts[1].message(INSTRUMENT, language="nl") in said
    assert "hoofdmotief" not in said
    assert doubts[2].message(INSTRUMENT, language="nl") not in said


def test_people_who_took_part_and_what_was_given_along_are_left_out() -> None:
    name = "Noor Bakker-Zilverberk"
    own = hlo.PreparationForm(
        organisation=COLLEGE, motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Meegegeven")]
    )
    meeting = hlo.AlignmentForm(organisations=[COLLEGE, FARM])
    last = attrs.evolve(
        hlo.CommitmentForm.from_forms(own, meeting),
        participants=[hlo.Participant(name)],
        invitation=hlo.Invitation(sender=name),
    )
    data = b"".join([*project_of(last).files.values(), etree.tostring(project_of(last).root, encoding="utf-8")])
    assert name.encode() not in data
    assert b"Meegegeven" not in data


def test_a_question_that_was_passed_over_says_so() -> None:
    project = project_of(hlo.CommitmentForm(organisation=FARM, answers={"commitment.investment.1": "Een dag"}))
    (text,) = project.files.values()
    assert text.decode().count("[niet besproken]") == len(INSTRUMENT.questions_of("commitment")) - 1
    (blank,) = project_of(hlo.CommitmentForm(organisation=FARM)).files.values()
    assert blank.decode().count("[niet ingevuld]") == len(INSTRUMENT.questions_of("commitment"))


def check_structure(project: Project) -> None:
    """What makes ATLAS.ti, MAXQDA and NVivo stumble."""
    order = ["Users", "CodeBook", "Variables", "Cases", "Sources", "Description"]
    tops = [etree.QName(child).localname for child in project.root]
    assert tops == [name for name in order if name in tops]
    for element in project.root.iter():
        assert len(element) or element.text or element.attrib, f"{element.tag} is empty"
    guids = [element.get("guid") for element in project.root.iter() if element.get("guid")]
    assert len(guids) == len(set(guids))
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", guid) for guid in guids)
    for path, longest in {".//q:Code": 63, ".//q:Variable": 100, ".//q:Case": 100, ".//q:TextSource": 100}.items():
        names = [element.get("name").casefold() for element in project.all(path)]
        assert len(names) == len(set(names))
        assert all(0 < len(name) <= longest and "\n" not in name for name in names)
    referred = {element.get("targetGUID") for element in project.root.iter() if element.get("targetGUID")}
    assert referred <= set(guids)
    sources = project.all("q:Sources/q:TextSource")
    assert {f"sources/{source.get('guid')}.txt" for source in sources} == set(project.files)
    for source in sources:
        assert source.get("richTextPath") is None
        data = project.files[f"sources/{source.get('guid')}.txt"]
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        children = [etree.QName(child).localname for child in source]
        assert children == sorted(children, key=["Description", "PlainTextSelection", "VariableValue"].index)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_project_holds_nothing_that_programs_stumble_over(language: str) -> None:
    check_structure(opened(example(language)[1]))


def validated(root: Any) -> None:  # Any: an element of lxml
    if not SCHEMA.exists():
        pytest.skip("the schema of REFI-QDA is not beside the project")
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)


@LANGUAGES
def test_a_project_is_valid_against_the_schema(language: str) -> None:
    validated(opened(example(language)[1]).root)


def test_a_project_without_forms_is_valid_and_holds_the_codebook() -> None:
    project = opened(hlo.to_qdpx(hlo.Dataset([])))
    assert [etree.QName(child).localname for child in project.root] == ["Users", "CodeBook"]
    check_structure(project)
    validated(project.root)


def test_a_project_that_leaves_forms_out_says_so_and_is_valid() -> None:
    kept = hlo.PreparationForm(organisation=COLLEGE, research="yes", answers={"preparation.1": "Ja"})
    project = project_of(kept, hlo.PreparationForm(organisation=FARM, research="no"))
    assert len(project.files) == 1
    assert project.root.findtext("q:Description", namespaces=NS).endswith(": 1.")
    validated(project.root)


def test_a_codebook_is_valid_within_a_project() -> None:
    codebook = hlo.to_qdc(example()[0]).replace(b"urn:QDA-XML:codebook:1.0", b"urn:QDA-XML:project:1.0")
    root = etree.Element("{urn:QDA-XML:project:1.0}Project", name="x")
    root.append(etree.fromstring(codebook))
    del root[0].attrib["origin"]
    validated(root)


def test_another_reader_of_the_standard_finds_every_answer(tmp_path: Path) -> None:
    """pyrefiqda builds its model from the schema, and refuses what that does not know."""
    from pyrefiqda.reficodebook import RefiCodebook
    from pyrefiqda.refiproject import RefiProject

    dataset, data = example()
    (tmp_path / "p.qdpx").write_bytes(data)
    (tmp_path / "c.qdc").write_bytes(hlo.to_qdc(dataset))
    project = RefiProject.load(tmp_path / "p.qdpx", str(tmp_path / "out"))
    found = []
    for source in project.sources.text_source:
        text = RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "out").read_text("utf-8")
        found += [(one.name, text[one.start_position : one.end_position]) for one in source.plain_text_selection]
    written = sorted(pair for form in dataset.forms for pair in written_in(form) if pair[1])
    assert sorted(pair for pair in found if not pair[0].endswith(".kind")) == written
    assert RefiCodebook.load(tmp_path / "c.qdc").codes.code[0].name == "Legitimerende motieven"


def test_the_same_data_give_the_same_bytes_and_the_date_is_the_callers() -> None:
    dataset, data = example()
    assert hlo.to_qdpx(hlo.Dataset(dataset.forms), language="nl", answers=True) == data
    when = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    dated = opened(hlo.to_qdpx(dataset, language="nl", name="Onderzoek\n2026", created=when))
    assert dated.root.get("creationDateTime") == "2026-03-01T12:00:00+00:00"
    assert dated.root.get("name") == "Onderzoek\n2026"
    validated(dated.root)


@pytest.mark.parametrize(
    "make", [lambda data: hlo.to_qdc(data, language="fy"), lambda data: hlo.to_qdpx(data, language="fy")]
)
def test_a_language_that_no_form_speaks_is_refused(make: Any) -> None:  # Any: a call
    with pytest.raises(InvalidValueError, match="language: expected one of nl, en"):
        make(hlo.Dataset([]))


def test_a_form_in_another_language_says_its_own_words() -> None:
    text = (SOURCE / "instruments" / "strategic-motives.toml").read_text("utf-8").replace('["nl", "en"]', '["nl"]')
    only = hlo.load_instrument(re.sub(r', en = "[^"]*"|\nen = "[^"]*"|\n\[notes\]\n.*', "", text).encode())
    form = hlo.PreparationForm(instrument=only, organisation=COLLEGE, answers={"preparation.1": "Ja"})
    both = project_of(form, hlo.PreparationForm(organisation=FARM, answers={"preparation.1": "Yes"}), language="en")
    texts = [both.text_of(source) for source in both.all("q:Sources/q:TextSource")]
    assert "Wat is het hoofdmotief" in texts[0]
    assert "What is the main motive" in texts[1]


def test_names_are_given_once_and_stay_short() -> None:
    names = Names(12)
    assert [names.unique(text) for text in ("Een lange naam", "een  lange naam", "x" * 20, "\u3000")] == [
        "Een lange…",
        "een… (2)",
        "x" * 11 + "…",
        "?",
    ]
