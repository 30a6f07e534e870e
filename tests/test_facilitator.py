"""The facilitator's folder: a list of partners becomes forms and a register, and what came back finds its place."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hlo_forms as hlo
from commands import is_told, run
from hlo_forms.basics.files import MANIFEST
from hlo_forms.facilitator import spreadsheets
from hlo_forms.facilitator.matching import Mismatch, State
from hlo_forms.facilitator.register import REGISTER, SentForm, by_file_name, entry_for, from_csv, merge, to_csv
from hlo_forms.forms.fields import is_answered
from samples import COMMON, SCHOOL, filled, first
from strategies import texts

LIST = "Organisatie;Type;Contact\nDe Linde;praktijkpartner;Noor Bakker\nOpleiding Verpleegkunde;opleiding;\n"


def plan(text: str | bytes = LIST, name: str = "partners.csv", **options: Any) -> hlo.Plan:
    data = text.encode() if isinstance(text, str) else text
    return hlo.read_plan((name, data), **{"partnership": "Wijkzorg Noord", **options})


def workbook(*rows: tuple[object, ...]) -> bytes:
    """An Excel workbook with one sheet."""
    openpyxl = pytest.importorskip("openpyxl")
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.fixture
def sent(tmp_path: Path) -> hlo.FormsFolder:
    """A folder with the forms of two partners, as they were sent."""
    folder = hlo.FormsFolder(tmp_path / "verstuurd")
    found = plan(round="2026")
    folder.write(found.forms(), language="nl", contacts=found.contacts)
    return folder


@pytest.fixture
def back(tmp_path: Path) -> Path:
    """The folder for what comes back."""
    (tmp_path / "terug").mkdir()
    return tmp_path / "terug"


# The list


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_is_read_in_whatever_way_an_office_saved_it(delimiter: str, encoding: str) -> None:
    rows = ("Organisatie|Type", "Café ’t Vóórhuys & Zn.|Praktijkpartner", "School|Opleiding")
    found = plan("\r\n".join(rows).replace("|", delimiter).encode(encoding))
    assert [partner.organisation.name for partner in found.partners] == ["Café ’t Vóórhuys & Zn.", "School"]
    assert len(found.notes) == (1 if encoding == "cp1252" else 0)


def test_what_was_noticed_about_a_list_is_told_in_the_language_of_the_forms(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_bytes("Organisatie;Type;Naam\r\nVóórhuys;opleiding;x".encode("cp1252"))
    told = {
        language: run(
            "new", tmp_path / "p.csv", tmp_path / language, "--partnership", "P", "--language", language
        ).stderr
        for language in ("nl", "en")
    }
    assert "let op: p.csv: gelezen als Windows-1252" in told["nl"]
    assert 'niet gebruikt: "Naam"' in told["nl"]
    assert "note: p.csv: read as Windows-1252" in told["en"]


def test_excel_is_read_with_its_numbers_as_they_are_shown() -> None:
    rows = (
        ("Partners 2026",),
        (),
        ("Organisatie", "Soort", "Ronde", "Telefoon"),
        ("De Linde", "Praktijkpartner", 2026.0, 612345678),
    )
    found = plan(workbook(*rows), "partners.xlsx")
    assert (found.round, found.contacts["de-linde"]) == ("2026", "612345678")


def test_csv_and_excel_give_the_same_plan() -> None:
    rows = [tuple(line.split(";")) for line in LIST.splitlines()]
    assert plan(workbook(*rows), "partners.xlsx") == plan()


def test_quoted_cells_may_hold_signs_and_lines() -> None:
    found = plan('sep=;\nOrganisatie;Type;Contact\n"Zorg; ""wonen""";opleiding;"Noor\nBakker"\n')
    assert found.partners[0].organisation.name == 'Zorg; "wonen"'
    assert found.partners[0].contact == "Noor\nBakker"


def test_types_and_ownership_are_known_by_id_and_by_label_in_every_language() -> None:
    kinds = (
        "practice_partner",
        "PRAKTIJKPARTNER",
        "Practice partner",
        "Programme",
        "opleiding ",
        "educational programme",
    )
    owned = ("publiek", "private", "Privaat", "", "public", "")
    rows = [f"{kind};{own};P{number}" for number, (kind, own) in enumerate(zip(kinds, owned, strict=True))]
    found = plan("\n".join(["Type;Ownership;Name", *rows]))
    assert [partner.organisation.type for partner in found.partners] == ["practice_partner"] * 3 + ["programme"] * 3
    assert [partner.organisation.ownership for partner in found.partners][:3] == ["public", "private", "private"]


def test_columns_of_contact_are_taken_together_and_others_are_named() -> None:
    found = plan(
        "Organisatie;Naam;Type;Contactpersoon;E-mail;Opmerking\nDe Linde;Noor;opleiding;Noor;n@linde.example;belt\n"
    )
    assert found.partners[0].contact == "Noor, n@linde.example"
    assert found.partners[0].organisation.name == "De Linde"
    assert found.notes == ('partners.csv: not used: "Naam", "Opmerking"',)


def test_headings_are_known_with_spaces_hyphens_and_signs_of_any_kind() -> None:
    found = plan(
        "Naam-organisatie :;SOORT.;Contact persoon;e-mail adres\nDe Linde;praktijk partner;Noor;n@linde.example\n"
    )
    assert found.partners[0].organisation.name == "De Linde"
    assert found.partners[0].contact == "Noor, n@linde.example"
    assert found.notes == ()


def test_rows_of_one_organisation_with_their_own_voice_are_its_voices() -> None:
    found = plan(
        "Organisatie;Type;Namens;Contact\n"
        "De Linde;praktijkpartner;de directie;Noor\n"
        "De Linde;praktijkpartner;het team;Sem\n"
    )
    assert len(found.organisations) == 1
    assert list(found.forms([1])) == ["fase1-de-linde-de-directie.docx", "fase1-de-linde-het-team.docx"]
    contacts = [found.contacts[form.id] for form in found.forms([1]).values()]
    assert (contacts, found.contacts["de-linde"]) == (["Noor", "Sem"], "Noor; Sem")


def test_what_is_passed_goes_before_what_the_list_says() -> None:
    text = "Organisatie;Type;Samenwerkingsverband;Ronde\nDe Linde;opleiding;Oud;2025\n"
    found = hlo.read_plan(("p.csv", text.encode()), round="2026", invitation=hlo.Invitation(sender="Noor"))
    assert (found.partnership.name, found.round, found.invitation.sender) == ("Oud", "2026", "Noor")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "there is no row with the headings that are needed"),
        (b"Organisatie;Soorten\nX;Y", 'It has: "Organisatie", "Soorten"'),
        (b"Organisatie;Type\n", "has headings and no partners"),
        (b"Organisatie;Type\nDe Linde;\n;opleiding;", "row 2: the column “Type” is empty\npartners.csv, row 3: the"),
        (b"Organisatie;Type\nA;opleidng", "did you mean “educational programme”?"),
        (b"Organisatie;Type;Ronde\nA;opleiding;2025\nB;opleiding;2026", "more than one value (2025, 2026)"),
        (b"Organisatie;Type\nA;opleiding\nB;opleiding\nA;opleiding", "row 4: A is also in row 2"),
        (b"Organisatie;Type;Id\nA;opleiding;a b", 'row 2: Id: "a b" does not fit'),
        (b"\xff\xfeabc", "is no text"),
        (b"\x81\x8d\x8f\x90\x9d", "is no text"),
        (b"PK\x03\x04 and no more", "is no Excel workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "is an old Excel file"),
        (b"x" * (spreadsheets.MOST_BYTES + 1), "is larger than"),
        (b"Organisatie;Type\n" + b"A;B\n" * (spreadsheets.MOST_ROWS + 1), "has more than"),
        (b'Organisatie;"Type' + b"x" * 200_000, "is no CSV that can be read"),
    ],
)  # fmt: skip
def test_a_fault_in_a_list_is_told_with_its_place(data: bytes, told: str) -> None:
    with pytest.raises(hlo.PlanError) as caught:
        plan(data)
    assert told in str(caught.value)


def test_a_list_without_a_partnership_says_how_to_give_it() -> None:
    with pytest.raises(hlo.PlanError, match="--partnership"):
        hlo.read_plan(("partners.csv", LIST.encode()))


def test_a_workbook_that_would_unpack_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "_MOST_UNPACKED", 1_000)
    with pytest.raises(hlo.PlanError, match="is no Excel workbook"):
        plan(workbook(("Organisatie", "Type")), "p.xlsx")


def test_a_damaged_workbook_is_refused() -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    with pytest.raises(hlo.PlanError, match="is no Excel workbook"):
        plan(out.getvalue(), "p.xlsx")


def test_excel_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    data = workbook(("Organisatie", "Type"))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(hlo.MissingDependencyError, match=r"hlo-forms\[excel\]"):
        plan(data, "p.xlsx")


def test_a_plan_shows_itself_and_escapes_what_was_typed() -> None:
    found = plan("Organisatie;Type\n<b>De Linde;opleiding\n")
    assert repr(found) == "Plan(Wijkzorg Noord: 1 partner)"
    assert "&lt;b&gt;De Linde" in found._repr_html_()


# Names of files


@given(st.lists(st.tuples(texts(), st.sampled_from(["", "directie", "Directie"])), max_size=6, unique=True))
def test_names_of_files_are_safe_on_every_system_and_distinct(people: list[tuple[str, str]]) -> None:
    forms = [
        hlo.PreparationForm(organisation=hlo.Organisation(name or None, type="programme"), respondent=voice or None)
        for name, voice in people
    ]
    names = list(by_file_name(forms, "nl"))
    assert len(names) == len(forms)
    assert all(name.isascii() and name == name.casefold() and len(name) < 130 for name in names)
    assert all(name.startswith("fase1") and name.removesuffix(".docx").replace("-", "").isalnum() for name in names)


# The register


def test_the_register_says_which_form_is_whose(sent: hlo.FormsFolder) -> None:
    entries = {entry.file: entry for entry in sent.register}
    assert list(entries) == [
        "fase1-de-linde.docx",
        "fase1-opleiding-verpleegkunde.docx",
        "fase2-samen.docx",
        "fase3-de-linde.docx",
        "fase3-opleiding-verpleegkunde.docx",
    ]
    linde = entries["fase1-de-linde.docx"]
    assert (linde.organisation, linde.contact, linde.round, linde.number) == ("De Linde", "Noor Bakker", "2026", 1)
    assert linde.form_id == first().id


@given(texts() | st.sampled_from(["'t Hofje", "'=1", "''@x", "- , -"]), texts(), st.sampled_from(["nl", "en"]))
def test_the_register_comes_back_as_it_was(name: str, contact: str, language: str) -> None:
    form = first(hlo.Organisation(name, type="programme")) if name else first()
    entry = entry_for("fase1.docx", form, b"x", language, contact or None)
    (again,) = from_csv(REGISTER, to_csv([entry], language))

    def without_outer_space(sent: SentForm) -> SentForm:
        texts_of = {key: (getattr(sent, key) or "").strip() or None for key in ("organisation", "contact")}
        return attrs.evolve(sent, **texts_of)

    assert without_outer_space(again) == without_outer_space(entry)


@pytest.mark.parametrize(
    ("text", "held"), [("=1+1", True), ("@x", True), ("-2+3;x()", True), ("+31 6 1234", False), ("De Linde", False)]
)
def test_no_program_takes_a_cell_for_a_formula(text: str, held: bool) -> None:
    data = to_csv([entry_for("a.docx", first(), b"", "nl", text)], "nl").decode("utf-8-sig")
    assert (f"'{text.split(';', maxsplit=1)[0]}" in data) is held


def test_a_later_entry_takes_the_place_of_one_of_the_same_file_or_form() -> None:
    old, new = (entry_for("a.docx", first(round=round), b"", "nl") for round in ("2026", "2027"))
    moved = attrs.evolve(old, file="b.docx")
    assert merge([old], [new]) == (new,)
    assert merge([old], [moved]) == (moved,)
    assert merge([attrs.evolve(new, file="c.docx")], [old]) == (old, attrs.evolve(new, file="c.docx"))


def test_a_register_that_somebody_changed_is_left_alone_and_still_counts(sent: hlo.FormsFolder) -> None:
    path = sent.path / REGISTER
    changed = path.read_bytes().decode("utf-8-sig").replace("SHA-256", "SHA-256;Gebeld").encode("cp1252")
    path.write_bytes(changed)
    sent.write([first(hlo.Organisation("De Eik", type="practice_partner"))])
    assert path.read_bytes() == changed
    assert [entry.organisation for entry in sent.register if entry.number == 1] == [
        "De Linde",
        "Opleiding Verpleegkunde",
        "De Eik",
    ]


@pytest.mark.parametrize(
    "text", ["nothing", "Bestand;Formulier;SHA-256\na.docx;#1;abc", "Bestand;Formulier;SHA-256;Fase\na.docx;#1;abc;7"]
)
def test_a_register_that_was_spoilt_says_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / REGISTER).write_text(text, encoding="utf-8")
    assert is_told(run("status", tmp_path), REGISTER)


def test_a_list_of_ones_own_beside_the_register_is_left_alone(sent: hlo.FormsFolder) -> None:
    (sent.path / "register-2026.csv").write_text("mijn eigen lijst", encoding="utf-8")
    assert len(sent.register) == 5


def test_forms_of_nobody_are_not_taken_for_each_other(tmp_path: Path, back: Path) -> None:
    folder = hlo.FormsFolder(tmp_path / "verstuurd")
    folder.write([hlo.CommitmentForm(round="2026")])
    hlo.write(hlo.CommitmentForm(round="2026", id="other", agreements=[hlo.Agreement(what="x")]), back / "a.docx")
    assert [found.why for found in folder.status(back).unlisted] == [Mismatch.NOT_LISTED]


def test_a_folder_without_forms_says_so(tmp_path: Path) -> None:
    assert is_told(run("status", tmp_path), "hier staat geen register.csv")


# What came back


def test_nobody_has_answered_when_nothing_came_back(sent: hlo.FormsFolder) -> None:
    status = sent.status()
    assert {entry.state for entry in status.entries} == {State.WAITING}
    assert len(status.waiting) == 5


def test_a_form_is_told_by_its_reference_whatever_the_file_is_called(sent: hlo.FormsFolder, back: Path) -> None:
    hlo.write(filled(first()), back / "Kopie van scan (2) DEFINITIEF.docx")
    (entry,) = [entry for entry in sent.status(back).entries if entry.state is State.ANSWERED]
    assert entry.sent.file == "fase1-de-linde.docx"
    assert not entry.returned[0].by_name


def test_a_form_that_came_back_blank_is_not_answered(sent: hlo.FormsFolder, back: Path) -> None:
    shutil.copy(sent.path / "fase1-de-linde.docx", back)
    hlo.write(first(SCHOOL, participants=[hlo.Participant("Noor Bakker")]), back / "school.docx")
    status = sent.status(back)
    assert [entry.state for entry in status.of("preparation")] == [State.BLANK, State.BLANK]
    assert len(status.waiting) == 5


def test_a_form_that_was_filled_in_where_it_stood_is_answered(sent: hlo.FormsFolder) -> None:
    hlo.write(filled(first()), sent.path / "fase1-de-linde.docx")
    assert [entry.state for entry in sent.status().of("preparation")] == [State.ANSWERED, State.WAITING]


def test_a_form_without_its_reference_is_told_by_its_organisation(sent: hlo.FormsFolder, back: Path) -> None:
    hlo.write(filled(first(id="retyped")), back / "a.docx")
    hlo.write(hlo.AlignmentForm(id="again", answers={"alignment.1": "Ja"}, **COMMON), back / "b.docx")
    told = {entry.sent.phase: entry.returned[0].by_name for entry in sent.status(back).entries if entry.returned}
    assert told == {"preparation": True, "alignment": True}


def test_a_form_that_does_not_say_whose_voice_it_is_is_told(tmp_path: Path, back: Path) -> None:
    folder = hlo.FormsFolder(tmp_path / "verstuurd")
    folder.write([first(respondent="de directie"), first(respondent="het team")])
    hlo.write(filled(first(id="retyped")), back / "a.docx")
    (found,) = folder.status(back).unlisted
    assert found.why is Mismatch.SEVERAL
    assert "zegt niet namens wie" in " ".join(folder.status(back).to_text().split())


def test_files_of_others_are_named_with_the_reason(sent: hlo.FormsFolder, back: Path) -> None:
    eik = hlo.Organisation("De Eik", type="practice_partner")
    hlo.write(filled(first(partnership="Zorg Zuid")), back / "a.docx")
    hlo.write(filled(first(round="2025")), back / "b.docx")
    hlo.write(filled(first(eik)), back / "c.docx")
    docx = pytest.importorskip("docx")
    docx.Document().save(str(back / "d.docx"))
    status = sent.status(back)
    assert [found.why for found in status.unlisted] == [
        Mismatch.OTHER_PARTNERSHIP,
        Mismatch.OTHER_ROUND,
        Mismatch.NOT_LISTED,
        Mismatch.NO_FORM,
    ]
    assert "Zorg Zuid" in status.to_text()
    assert "De Eik, phase 1" in " ".join(status.to_text(language="en").split())


def test_files_that_are_the_same_and_versions_that_differ_are_told(sent: hlo.FormsFolder, back: Path) -> None:
    hlo.write(filled(first()), back / "a.docx")
    shutil.copy(back / "a.docx", back / "b.docx")
    hlo.write(filled(first(), "recruitment"), back / "c.docx")
    (entry, _) = sent.status(back).of("preparation")
    assert [found.same_as is not None for found in entry.returned] == [False, True, False]
    assert len(entry.versions) == 2
    text = " ".join(sent.status(back).to_text(language="en").split())
    assert "2 versions that differ" in text
    assert "b.docx: exactly the same as" in text


def test_what_is_doubtful_is_counted_and_the_gravest_is_told_first(sent: hlo.FormsFolder, back: Path) -> None:
    motives = [hlo.MotiveAnswer("network", ticked=True, outcome="n.v.t.")]
    hlo.write(attrs.evolve(first(), motives=motives), back / "a.docx")
    (returned,) = sent.status(back).of("preparation")[0].returned
    assert [finding.code for finding in returned.warnings] == ["outcome-negative"]
    assert "1 punt om na te kijken" in sent.status(back).to_text()


def test_the_status_names_the_motives_with_an_outcome_and_no_tick(sent: hlo.FormsFolder, back: Path) -> None:
    motives = [hlo.MotiveAnswer("network", ticked=True), hlo.MotiveAnswer("recruitment", outcome="misschien")]
    hlo.write(attrs.evolve(first(), motives=motives), back / "a.docx")
    (returned,) = sent.status(back).of("preparation")[0].returned
    assert [finding.code for finding in returned.warnings] == ["outcomes-unticked"]
    told = " ".join(sent.status(back).to_text().split())
    assert "1 motief heeft wel een opbrengst, maar geen kruisje: Werven nieuwe medewerkers." in told
    assert "misschien" not in told


def test_files_that_are_no_form_are_told_and_lock_files_are_not(sent: hlo.FormsFolder, back: Path) -> None:
    for name in ("~$x.docx", ".DS_Store", "Thumbs.db", REGISTER):
        (back / name).write_bytes(b"x")
    (back / "scan.pdf").write_bytes(b"%PDF-1.7")
    (back / "kapot.docx").write_bytes(b"PK\x03\x04")
    status = sent.status([back, back / "none.docx"])
    assert {Path(failure.source).name for failure in status.failures} == {"scan.pdf", "kapot.docx", "none.docx"}
    assert "dit is een pdf" in status.to_text()
    assert repr(status) == "FolderStatus(0 of 5 answered, 3 not read)"


def test_a_file_that_is_named_twice_counts_once(sent: hlo.FormsFolder, back: Path) -> None:
    hlo.write(filled(first()), back / "a.docx")
    (entry, _) = sent.status([back, back / "a.docx"]).of("preparation")
    assert len(entry.returned) == 1


def test_the_status_shows_itself_and_escapes_what_people_typed(tmp_path: Path) -> None:
    folder = hlo.FormsFolder(tmp_path)
    folder.write([first(hlo.Organisation("<b>x</b>", type="programme", id="x"))])
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    html = folder.status()._repr_html_()
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "nog niet terug" in html
    assert "Niet te lezen" in html


def test_the_status_as_data_names_every_file(sent: hlo.FormsFolder, back: Path) -> None:
    hlo.write(filled(first()), back / "a.docx")
    hlo.write(filled(first(round="2025")), back / "b.docx")
    (back / "c.docx").write_bytes(b"%PDF-1.7")
    result = run("status", sent.path, back, "--json")
    data = json.loads(result.stdout_bytes.decode("utf-8"))
    assert result.exit_code == 0
    assert (data["forms"][0]["state"], data["forms"][0]["returned"][0]["recognised_by"]) == ("answered", "id")
    assert [found["why"] for found in data["unlisted"]] == ["other_round"]
    assert [found["code"] for found in data["unread"]] == ["pdf"]


@pytest.mark.parametrize(
    "form",
    [
        first(answers={"preparation.1": "Ja"}),
        first(other_motives=[hlo.OtherMotive("Plezier")]),
        first(previous_round="2025", previous=[hlo.PreviousMotive("network", ticked=True, realised="yes")]),
        hlo.AlignmentForm(relations=[hlo.DeclaredRelation(kind="hinder")]),
        hlo.AlignmentForm(own_answers=[hlo.OwnAnswer(question="alignment.6", text="Ja")]),
        hlo.CommitmentForm(agreements=[hlo.Agreement(what="Evaluatie")]),
    ],
)
def test_any_answer_makes_a_form_answered(form: hlo.Form) -> None:
    assert is_answered(form)


@pytest.mark.parametrize("form", [first(), hlo.AlignmentForm(), hlo.CommitmentForm()])
def test_a_blank_form_is_not_answered(form: hlo.Form) -> None:
    assert not is_answered(form)


# The words


def test_new_says_what_it_did_with_a_list(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_bytes("Organisatie;Type;X\nCafé;opleiding;1".encode("cp1252"))
    result = run("new", tmp_path / "p.csv", tmp_path / "out", "--partnership", "P", "--phase", "1", "--sender", "Noor")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1), result.stderr
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [
        "let op",
        "let op",
        "1 formulier gemaakt; " + str(tmp_path / "out" / REGISTER) + " zegt welk formulier van wie is",
    ]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [MANIFEST, "fase1-cafe.docx", REGISTER]


def test_a_file_where_a_folder_was_expected_says_so(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(LIST, encoding="utf-8")
    assert is_told(run("new", tmp_path / "p.csv", tmp_path / "p.csv", "--partnership", "P"), "p.csv: is een bestand")


def test_forms_that_take_the_place_of_those_of_another_round_are_told(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(LIST, encoding="utf-8")
    for round in ("2026", "2027"):
        command = ("new", tmp_path / "p.csv", tmp_path / "out", "--partnership", "P", "--round", round, "--phase", "1")
        result = run(*command, "--rewrite")
    assert "P, ronde 2026: fase1-de-linde.docx, fase1-opleiding" in result.stderr
    assert [line.split()[0] for line in run(*command).stderr.splitlines()] == ["2", "0"]


# ---- lists that would cost too much


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        packed(**{"xl/worksheets/sheet1.xml": b"<sheetData>" + b"<row/>" * 1_000_001}),
        packed(**{"[Content_Types].xml": b"<Types " + b'a="" ' * 1_000_001}),
        packed(**{"xl/styles.xml": b" " * (33 * 1024 * 1024)}),
    ],
    ids=["rows", "attributes", "bytes"],
)
def test_a_workbook_that_unpacks_to_far_more_than_a_list_is_refused_unread(data: bytes) -> None:
    assert len(data) < 200_000
    with pytest.raises(hlo.PlanError, match="no Excel workbook"):
        plan(data)


def test_a_number_that_cannot_be_shown_is_a_fault_of_the_list(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text("language = 0x" + "f" * 6_000, encoding="utf-8")
    with pytest.raises(hlo.PlanError, match=r"plan\.toml"):
        hlo.read_plan(path)


def test_how_long_a_cell_may_be_does_not_depend_on_the_process() -> None:
    before = csv.field_size_limit(1 << 24)
    try:
        with pytest.raises(hlo.PlanError, match="is no CSV that can be read"):
            plan(b'Organisatie;"Type' + b"x" * 200_000)
    finally:
        csv.field_size_limit(before)
