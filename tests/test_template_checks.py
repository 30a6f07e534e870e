"""Whether a house style still works is told: what is lost, where, and in which language; also on the command line."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
from commands import run
from docx_parts import Docx, shown
from hlo_forms import load_instrument
from hlo_forms.forms.correcting import settable_fields
from hlo_forms.forms.field_ids import fields_of
from hlo_forms.word.package import write_package
from hlo_forms.word.template_checks import samples
from hlo_forms.word.writer.template import stripped
from places import SOURCE
from runs import dear

PHASES = ("preparation", "alignment", "commitment")
KINDS = {"alignment": "fase 2", "commitment": "fase 3", "preparation": "fase 1", "report": "verslag"}
DUTCH = attrs.evolve(load_instrument(), edition="test")


def template(phase: str = "commitment", *changes: tuple[str, str]) -> bytes:
    """A built-in template, with texts of its document replaced."""
    parts = Docx((SOURCE / "templates" / f"{phase}.docx").read_bytes()).parts
    text = parts["word/document.xml"].decode()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return write_package({**parts, "word/document.xml": text.encode()})


def told(data: bytes, **options: str) -> set[tuple[str, str | None]]:
    return {(fault.code, fault.field) for fault in hlo.check_template(data, **options).faults}


@pytest.mark.parametrize("phase", dear(1, PHASES))
def test_a_template_that_nobody_changed_works(phase: str) -> None:
    check = hlo.check_template(template(phase))
    assert check == hlo.TemplateCheck(phase=phase, faults=())
    assert check.works


def test_a_slot_that_was_deleted_is_told_with_its_place() -> None:
    check = hlo.check_template(template("commitment", ("{{r question.answer }}", "")))
    assert not check.works
    (fault,) = check.faults
    assert (fault.code, fault.slot) == ("slot-missing", "{{r question.answer }}")
    assert fault.place is not None
    assert "{{ question.label }}" in fault.place.words
    assert str(check) == (
        f"{{{{r question.answer }}}} is missing in {fault.place}. Put it back there, after {{{{ question.label }}}}, "
        "as in the original template."
    )


def test_a_slot_that_stands_twice_is_told() -> None:
    twice = ("{{r row.who }}", "{{r row.who }}{{r row.who }}")
    assert {code for code, _ in told(template("commitment", twice))} == {"slot-twice"}


def test_a_slot_that_does_not_exist_is_told_once_in_each_language() -> None:
    (fault,) = hlo.check_template(template("commitment", ("{{ title }}", "{{ titel }}"))).faults
    assert (fault.code, fault.slot) == ("slot-unknown", "{{ titel }}")
    assert "Bedoel je {{ title }}?" in fault.in_words(language="nl")
    assert "Do you mean {{ title }}?" in fault.in_words(language="en")


def test_what_only_goes_wrong_without_marks_is_told_as_such() -> None:
    """The line of identity, and the labels beside the answers, are what a form is read by once its tags are gone."""
    never = "{% if title == 'x' %}{{ identity }}{% endif %}"
    check = hlo.check_template(template("commitment", ("{{ identity }}", never)))
    assert check.faults
    assert all(fault.stripped for fault in check.faults)
    codes = [fault.code for fault in check.faults]
    assert "identity-missing" in codes
    assert len(set(codes)) == len(codes)
    assert check.faults[0].in_words(language="nl").startswith("Als een programma alle markeringen weghaalt: ")


def test_a_template_of_no_phase_is_refused() -> None:
    parts = Docx(template()).parts
    body = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body>'
    for text in (b"<w:p/>", b"<w:p><w:r><w:t>{{ prijs }}</w:t></w:r></w:p>"):
        data = write_package({**parts, "word/document.xml": body % text + b"</w:document>"})
        with pytest.raises(hlo.TemplateError, match="names none of the slots"):
            hlo.check_template(data)


@pytest.mark.long
def test_the_phase_may_be_named() -> None:
    assert hlo.check_template(template("alignment"), phase="alignment").works
    assert "slot-unknown" in {code for code, _ in told(template("alignment"), phase="preparation")}
    with pytest.raises(hlo.InvalidValueError, match="phase"):
        hlo.check_template(template(), phase="fase 3")


def test_what_is_no_word_file_is_refused() -> None:
    with pytest.raises(hlo.TemplateError):
        hlo.check_template(b"geen Word")


@pytest.mark.long
def test_another_instrument_may_be_asked() -> None:
    assert hlo.check_template(template("preparation"), instrument=DUTCH).works


@pytest.mark.parametrize("phase", PHASES)
def test_the_forms_that_are_tried_fill_every_field(phase: str) -> None:
    """But for what a document shows in another place, or what decides which form it is."""
    filled = {field for form in samples(load_instrument(), phase) for field, _ in fields_of(form)}
    wanted = {field for form in samples(load_instrument(), phase) for field in settable_fields(form)}
    empty = {field for field in wanted - filled if field.rpartition(".")[2] not in ("id", "type")}
    last_rows = {field for field in empty if field.split(".")[-2].isdecimal()}  # the row that could be added
    assert empty - last_rows == set()


def test_a_form_without_marks_keeps_its_words() -> None:
    data = hlo.render(samples(load_instrument(), "commitment")[1])
    before, after = Docx(data), Docx(stripped(data))
    assert before.tags()
    assert after.tags() == []
    assert shown(after.root()) == shown(before.root())


# ---- on the command line


@pytest.mark.long
def test_copies_of_the_templates_are_written_and_checked(tmp_path: Path) -> None:
    folder = tmp_path / "huisstijl"
    written = run("templates", folder)
    assert written.exit_code == 0
    for path in (SOURCE / "templates").glob("*.docx"):
        assert (folder / path.name).read_bytes() == path.read_bytes()
    every = [f"{folder}/{kind}.docx: werkt ({name})" for kind, name in KINDS.items()]
    of_folder = run("check", folder)
    assert (of_folder.exit_code, of_folder.stdout.splitlines()) == (0, every), of_folder.stderr
    of_files = run("check", folder / "commitment.docx", folder / "alignment.docx")
    assert (of_files.exit_code, of_files.stdout.splitlines()) == (0, [every[1], every[0]]), of_files.stderr


def test_faults_of_a_template_are_told_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "eigen.docx"
    path.write_bytes(template("commitment", ("{{ title }}", "{{ titel }}")))
    found = run("check", path)
    assert found.exit_code == 1
    assert found.stdout.splitlines()[0] == f"{path}: 1 fout (fase 3)"
    assert found.stdout.splitlines()[1].startswith(
        "  {{ titel }} in de tekst, alinea 2 (“{{ titel }}”) kennen we niet."
    )


@pytest.mark.long
def test_a_template_that_cannot_be_opened_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"geen Word")
    (tmp_path / "b.docx").write_bytes(template("alignment"))
    found = run("check", tmp_path / "a.docx", tmp_path / "b.docx")
    assert found.exit_code == 1
    assert "a.docx" in found.stderr
    assert found.stdout.splitlines() == [f"{tmp_path}/b.docx: werkt (fase 2)"]


# ---- a house style of several templates


OWN = "Hogeschool Oostervaart, lectoraat Samen Leren"


def own(phase: str) -> bytes:
    return template(phase, ("{{ kicker }}", f"{OWN} – {{{{ kicker }}}}"))


def test_a_house_style_may_be_a_template_for_each_phase() -> None:
    style = {"preparation": own("preparation"), "alignment": own("alignment")}
    forms = [hlo.PreparationForm(organisation=hlo.Organisation("De Linde", type="practice_partner"))]
    for form in (*forms, hlo.AlignmentForm(), hlo.CommitmentForm()):
        data = hlo.render(form, template=style)
        assert (OWN in shown(Docx(data).root())) == (form.phase in style)
        assert hlo.read(data, template=style).findings == ()


def test_many_forms_in_a_house_style_are_read_with_it() -> None:
    style = {"preparation": own("preparation"), "commitment": own("commitment")}
    sent = [hlo.CommitmentForm(), hlo.PreparationForm(organisation=hlo.Organisation(type="programme"))]
    files = [(f"{form.phase}.docx", hlo.render(form, template=style)) for form in sent]
    assert [found.unplaced for found in hlo.read_many(files, template=style)] == [(), ()]
    assert all(OWN in found.unplaced[0].text for found in hlo.read_many(files))


def test_what_was_kept_is_read_again_in_another_house_style(tmp_path: Path) -> None:
    files = [("a.docx", hlo.render(hlo.CommitmentForm(), template=own("commitment")))]
    store = tmp_path / "forms.store"
    assert next(hlo.read_many(files, store=store)).unplaced
    assert not next(hlo.read_many(files, store=store, template={"commitment": own("commitment")})).unplaced


def dated(phase: str, year: str, telephone: str = "030 - 123 45 67") -> bytes:
    """The letterhead of a year."""
    return template(phase, ("{{ kicker }}", f"{OWN}, {year} (tel. {telephone}) – {{{{ kicker }}}}"))


YEARS = {year: {phase: dated(phase, year) for phase in PHASES} for year in ("2026", "2025", "2024")}


@pytest.mark.parametrize("phase", dear(1, PHASES))
def test_forms_in_the_letterheads_of_earlier_years_are_still_read(phase: str) -> None:
    form = {
        "preparation": hlo.PreparationForm(organisation=hlo.Organisation("De Linde", type="practice_partner")),
        "alignment": hlo.AlignmentForm(round="2026"),
        "commitment": hlo.CommitmentForm(round="2026"),
    }[phase]
    several = list(YEARS.values())
    styles = [several, tuple(several), {phase: [style[phase] for style in several]}]
    for style in styles:
        assert f"{OWN}, 2026" in shown(Docx(hlo.render(form, template=style)).root())
        for year, own_style in YEARS.items():
            reading = hlo.read(hlo.render(form, template=own_style), template=style)
            assert (reading.findings, reading.form) == ((), form), year
    assert hlo.read(hlo.render(form, template=YEARS["2024"]), template=several[:2]).unplaced


def test_what_somebody_changed_in_an_old_letterhead_is_told() -> None:
    data = hlo.render(hlo.CommitmentForm(), template=dated("commitment", "2025", "030 - 765 43 21"))
    (passage,) = hlo.read(data, template=list(YEARS.values())).unplaced
    assert "765 43 21" in passage.text


def test_many_forms_and_folders_are_read_in_several_letterheads(tmp_path: Path) -> None:
    files = [(f"{year}.docx", hlo.render(hlo.CommitmentForm(), template=style)) for year, style in YEARS.items()]
    several = tuple(YEARS.values())
    assert [reading.unplaced for reading in hlo.read_many(files, template=several)] == [(), (), ()]
    for year, style in YEARS.items():
        (tmp_path / year).mkdir()
        for phase, data in style.items():
            (tmp_path / year / f"{phase}.docx").write_bytes(data)
    path = tmp_path / "2025.docx"
    path.write_bytes(files[1][1])
    (tmp_path / "hlo-forms.toml").write_text('templates = ["2026", "2025", "2024"]\n', encoding="utf-8")
    workspace = hlo.Workspace.load(tmp_path / "hlo-forms.toml")
    assert workspace.read(path).findings == ()
    assert f"{OWN}, 2026" in shown(Docx(workspace.render(hlo.CommitmentForm())).root())
    assert workspace.report_template is None
    (tmp_path / "hlo-forms.toml").unlink()
    options = [text for year in YEARS for text in ("--style", tmp_path / year)]
    assert OWN not in run(*options, "read", path).stdout
    assert OWN in run(*options[:2], "read", path).stdout


def test_the_report_has_the_letterhead_of_this_year() -> None:
    reports = [template("report", ("{{ kicker }}", f"{year} {{{{ kicker }}}}")) for year in ("2026", "2025")]
    workspace = hlo.Workspace(template=[{"report": each} for each in reports])
    assert workspace.report_template == reports[0]
    assert hlo.Workspace(template={"report": reports}).report_template == reports[0]


LIST = "Organisatie;Type\nDe Linde;praktijkpartner\nOpleiding Verpleegkunde;opleiding\n"


def test_the_command_line_sends_and_reads_forms_in_a_house_style(tmp_path: Path) -> None:
    style, sent, partners = tmp_path / "huisstijl", tmp_path / "verstuurd", tmp_path / "partners.csv"
    style.mkdir()
    (style / "preparation.docx").write_bytes(own("preparation"))
    partners.write_text(LIST, encoding="utf-8")
    made = run("--style", style, "new", partners, sent, "--phase", "1", "--partnership", "Wijkzorg Noord")
    assert made.exit_code == 0, made.stderr
    found = sent / "fase1-de-linde.docx"
    assert OWN in shown(Docx(found.read_bytes()).root())
    assert OWN in run("read", found).stdout
    assert OWN not in run("--style", style, "read", found).stdout
    assert run("--style", style, "status", sent).exit_code == 0


def test_a_folder_without_templates_is_no_house_style(tmp_path: Path) -> None:
    found = run("--style", tmp_path, "read", tmp_path / "x.docx")
    assert found.exit_code == 1
    assert "hier staat geen van alignment.docx, commitment.docx, preparation.docx, report.docx" in found.stderr
