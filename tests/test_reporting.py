"""Reports: what stands in them and what never does, as a Word document and as a page."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

import hlo_forms as hlo
from docx_parts import Docx, W, faults, luminance, schema_faults, shown
from edits import around, control, edited, put
from hlo_forms import InvalidValueError, TemplateError
from hlo_forms.word.package import write_package
from libreoffice import all_converted, converted
from partnerships import commitments, forms, meeting, next_year, partners
from places import SOURCE
from runs import dear, tries
from samples import AWKWARD, COMMON, LONG
from strategies import INSTRUMENT, preparation_forms

SIZES = (2, 3, 8)
every_size = pytest.mark.parametrize("count", SIZES)
every_language = pytest.mark.parametrize("language", ["nl", "en"])


def full(count: int, language: str = "nl", **more: object) -> Docx:
    """A report of a partnership of so many organisations with all there is."""
    given = {
        "meeting": meeting(count),
        "commitments": commitments(count),
        "date": "3 december 2026",
        "pictures": False,
        **more,
    }
    return Docx(hlo.report(hlo.compare(forms(count)), language=language, **given))


def checked(subject: object, **more: object) -> Docx:
    """The facilitator's list that goes with a report."""
    return Docx(hlo.checklist(subject, **more))


def texts(docx: Docx) -> list[str]:
    return [shown(paragraph) for paragraph in docx.root().iter(f"{W}p")]


def under(docx: Docx, heading: str) -> str:
    """What stands under a heading, up to the next of its level."""
    found, inside = [], False
    for paragraph in docx.root().iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") == "Heading1":
            inside = shown(paragraph) == heading
        elif inside:
            found.append(shown(paragraph))
    return "\n".join(found)


@every_language
@every_size
def test_a_report_is_a_sound_document_of_one_language(count: int, language: str) -> None:
    docx = full(count, language)
    assert faults(docx) == []
    instrument = forms(2)[0].instrument
    assert {node.get(f"{W}val") for node in docx.root("word/styles.xml").iter(f"{W}lang")} == {
        instrument.locale(language)
    }


def test_the_checks_of_documents_find_nothing(tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    first = forms(2, LONG)
    documents = [
        hlo.report(hlo.compare(first), language="en", meeting=meeting(2, AWKWARD), commitments=commitments(2, LONG)),
        hlo.report(hlo.recalibrate(*[form[:1] for form in (first, next_year(first))] * 3), pictures=False),
    ]
    assert schema_faults(documents) == []
    for number, document in enumerate(documents):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(document)
        assert [error.description for error in audit.OpenXmlValidator().validate(path).errors] == []


def in_short(docx: Docx) -> str:
    """What the first page says, without the marks where words may break."""
    return under(docx, "In het kort").replace("\N{ZERO WIDTH SPACE}", "")


@every_size
def test_the_first_page_has_a_sentence_for_every_motive_and_names_every_organisation(count: int) -> None:
    told = in_short(full(count))
    assert all(who.name in told for who in partners(count))
    for motive in INSTRUMENT.motives:
        offered = sum(motive.id in {one.id for one in INSTRUMENT.offered(who.type or "")} for who in partners(count))
        assert told.count(motive.label["nl"]) == 1
        lines = [line for line in told.split("\n") if motive.label["nl"] in line]
        assert re.search(rf"(\d van|geen van de(ze)?) {offered}\b", lines[0])


def test_who_did_not_answer_stands_on_the_first_page_by_name() -> None:
    waiting_for = ["De Beuk", "", "Stichting <Noord>", "De Beuk"]
    docx = full(2, waiting_for=waiting_for)
    assert "Nog geen antwoord van: De Beuk en Stichting <Noord>." in under(docx, "In het kort")
    page = hlo.to_html(hlo.compare(forms(2)), language="en", waiting_for=waiting_for)
    assert "No answer yet from:" in page
    assert "De Beuk and Stichting &lt;Noord&gt;" in page
    assert "Nog geen antwoord" not in under(full(2), "In het kort")


def test_many_partners_stand_on_the_first_page_by_their_short_names_after_the_opening_sentence() -> None:
    opening, *lines = in_short(full(8)).split("\n")
    assert "Woonzorgcentrum De Linde (praktijkpartner)" in opening
    assert not [line for line in lines if "Woonzorgcentrum De" in line or "Noorderpoort" in line]
    assert any(re.search(r"\(.*Woonzorgcentrum\b", line) for line in lines)
    assert any("Woonzorgcentrum De Linde" in line for line in in_short(full(4)).split("\n")[1:])


def test_the_first_page_counts_those_who_were_asked() -> None:
    first, second, third = forms(3)
    told = in_short(full(3)).split("\n")
    applies = [form for form in (first, second, third) if form.status("new_knowledge") is hlo.Status.APPLIES]
    line = next(line for line in told if "Nieuwe kennis" in line)
    assert f"{len(applies)} van 3" in line
    assert all(form.organisation.name in line for form in applies)
    assert any(line.startswith("Alleen gevraagd aan Opleiding Verpleegkunde Noorderpoort") for line in told)


def test_what_is_unclear_or_blank_stands_on_the_first_page_with_whose_it_is() -> None:
    first, second = forms(2)
    unclear = [attrs.evolve(answer, ticked=None) for answer in first.motives if answer.motive == "network"]
    others = [answer for answer in first.motives if answer.motive != "network"]
    blank = hlo.PreparationForm(organisation=hlo.Organisation("Stil", type="programme"), **COMMON)
    subject = hlo.compare([attrs.evolve(first, motives=[*others, *unclear]), second, blank])
    told = in_short(Docx(hlo.report(subject, pictures=False)))
    assert "Woonzorgcentrum De Linde, onduidelijk: Uitbreiden/versterken netwerk." in told
    assert "Stil vulde bij de motieven niets in." in told
    assert "2 niet duidelijk" in next(line for line in told.split("\n") if "Uitbreiden" in line and " van " in line)


@pytest.mark.editor
@pytest.mark.parametrize("count", dear(1, SIZES))
def test_the_first_page_is_one_page(count: int, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    years = forms(count)
    reports = [tmp_path / "vergelijking.docx", tmp_path / "herijking.docx"]
    for path, subject in zip(reports, [hlo.compare(years), hlo.recalibrate(years, next_year(years))], strict=True):
        path.write_bytes(hlo.report(subject, meeting=meeting(count), waiting_for=["De Beuk"], pictures=False))
    for pdf in all_converted(reports, "pdf", tmp_path / "pdf"):
        told = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
        pages = told.split("\f")
        assert "In het kort" in pages[0]
        assert "Het gesprek van de partners" in pages[1]


def test_short_texts_stay_with_the_table_that_they_lead_to() -> None:
    years = forms(2)
    root = Docx(hlo.report(hlo.recalibrate(years, next_year(years)), pictures=False)).root()
    styles = {
        shown(paragraph)[:9]: style.get(f"{W}val")
        for paragraph in root.iter(f"{W}p")
        if (style := paragraph.find(f"{W}pPr/{W}pStyle")) is not None
    }
    assert styles["Nieuw: al"] == styles["Doorgestr"] != styles["Dit veran"]


def test_a_heading_on_the_first_page_has_something_under_it() -> None:
    blank = [hlo.PreparationForm(organisation=who, **COMMON) for who in partners(4)]
    assert "Alleen gevraagd aan" not in in_short(Docx(hlo.report(hlo.compare(blank), pictures=False)))


def test_the_answers_of_phase_1_stay_internal() -> None:
    assert "onder ons" not in full(2).everything()
    assert "Elkaar vaker zien" not in full(2).everything()
    assert "Vier uur per week" not in full(2).everything()


def test_named_answers_are_shown() -> None:
    held = hlo.AlignmentForm.from_forms(forms(2), share=["preparation.3"])
    docx = full(2, share=["preparation.3", "alignment.1"], meeting=held)
    told = under(docx, "Antwoorden die gedeeld mogen worden")
    assert "overeenkomsten" not in told  # what is answered together stands with the meeting anyway
    assert "Binnen twee jaar." in told
    assert "Elkaar vaker zien" in under(full(2, share="alignment.6"), "Antwoorden die gedeeld mogen worden")
    told = under(full(2, share=["preparation.2"]), "Antwoorden die gedeeld mogen worden")
    assert "Geen antwoorden op het formulier van het gesprek." in told


def test_what_an_organisation_discussed_in_phase_3_is_never_shared() -> None:
    with pytest.raises(InvalidValueError, match="share: expected a question of phase 1 or 2"):
        full(2, share=["commitment.investment.1"])


def test_an_unknown_question_cannot_be_shared() -> None:
    with pytest.raises(InvalidValueError, match="did you mean"):
        full(2, share=["preparation.11"])


def test_relations_stand_as_the_partners_declared_them() -> None:
    told = under(full(3), "Motieven die elkaar raken")
    assert "Werven nieuwe medewerkers versterkt Opleiding: Realiseren" in told
    assert "Werven nieuwe medewerkers\n1 Woonzorgcentrum" not in told  # one cell, two lines
    assert "Rust op de afdeling" in told


def test_what_the_meeting_wrote_otherwise_is_told_beside_phase_1() -> None:
    comparison, held = hlo.compare(forms(2)), hlo.AlignmentForm.from_forms(forms(2))
    assert "Anders dan in fase 1" not in texts(checked(comparison, meeting=held))
    place = next(place for place, row in enumerate(held.brought) if row.outcome)
    rows = [*held.brought]
    rows[place] = attrs.evolve(rows[place], outcome="Toch liever iets anders")
    told = under(checked(comparison, meeting=attrs.evolve(held, brought=rows)), "Anders dan in fase 1")
    assert "van toepassing\nToch liever iets anders" in told
    assert str(held.brought[place].outcome) in told


def test_voices_of_a_partner_bring_the_same_to_the_meeting_as_to_the_comparison() -> None:
    first, second = forms(2)
    voices = [attrs.evolve(first, respondent=name, id=None) for name in ("de directie", "het team")]
    held = hlo.AlignmentForm.from_forms([*voices[::-1], second])
    assert "Anders dan in fase 1" not in texts(checked(hlo.compare([*voices, second]), meeting=held))


def test_the_title_of_a_document_says_what_it_is_about() -> None:
    core = full(2).parts["docProps/core.xml"].decode()
    assert "<dc:title>Motieven naast elkaar: Wijkzorg Noord, 2026</dc:title>" in core
    assert "<title>Motieven naast elkaar: Wijkzorg Noord, 2026</title>" in hlo.to_html(hlo.compare(forms(2)))


def test_what_organisations_tell_the_partners_stands_under_their_names_and_nothing_else_of_phase_3() -> None:
    docx = full(3)
    told = under(docx, "Wat organisaties de partners vertellen").split("\n")
    assert told.count("Een dag per week begeleiden") == 2
    assert "Onder ons" not in docx.everything()


def test_a_page_holds_no_names_of_who_was_at_the_meeting_and_the_report_does() -> None:
    held = meeting(2)
    names = [person.name for person in held.participants]
    page = hlo.to_html(hlo.compare(forms(2)), meeting=held, commitments=commitments(2))
    docx = full(2)
    assert names
    assert all(str(name) in docx.everything() and str(name) not in page for name in names)


def test_what_is_open_is_told_for_every_form() -> None:
    blank = hlo.PreparationForm(organisation=hlo.Organisation("Stil", type="programme"), **COMMON)
    subject, talk = hlo.compare([*forms(2), blank]), {"meeting": meeting(3), "commitments": commitments(2)}
    assert "Wat niet is ingevuld" not in texts(Docx(hlo.report(subject, pictures=False, **talk)))
    told = under(checked(subject, **talk), "Wat niet is ingevuld")
    assert "geen enkel motief" in told
    assert "niet bij de partners van het gesprek genoemd" in told
    assert "geen formulier" in told
    assert "zonder antwoord: vraag 1" in told
    assert "van de 15 vragen" not in told
    assert "niets voor de partners opgeschreven" not in told


def test_the_same_input_gives_the_same_bytes() -> None:
    one, other = hlo.compare(forms(2)), hlo.compare(forms(2)[::-1])
    assert hlo.report(one, meeting=meeting(2)) == hlo.report(other, meeting=meeting(2))
    assert hlo.to_html(one, meeting=meeting(2)) == hlo.to_html(other, meeting=meeting(2))


@every_language
def test_awkward_text_stands_there_as_it_was_typed(language: str) -> None:
    long = "Een lang antwoord. " * 1100
    for text in (AWKWARD, long.strip()):
        comparison = hlo.compare(forms(2, text))
        docx = Docx(
            hlo.report(
                comparison,
                language=language,
                meeting=meeting(2, text),
                commitments=commitments(2, text),
                date=text,
                pictures=False,
            )
        )
        assert faults(docx) == []
        assert "\n".join(texts(docx)).count(text) >= 5
        assert "49" not in docx.everything().replace("499", "")


@every_language
def test_a_recalibration_gives_a_report(language: str) -> None:
    first = forms(3)
    docx = Docx(hlo.report(hlo.recalibrate(first, next_year(first)), language=language, pictures=False))
    assert faults(docx) == []
    assert {"Added", "Removed"} & {node.get(f"{W}val") for node in docx.root().iter(f"{W}rStyle")}


def test_a_recalibration_tells_of_which_outcomes_nothing_was_said() -> None:
    first = forms(2)
    later = next_year(first)
    told = under(checked(hlo.recalibrate(first, later)), "Wat niet is ingevuld")
    assert "niet gezegd of de opbrengst van 2026 er is gekomen: " in told
    waiting_for = [
        attrs.evolve(form, previous=[attrs.evolve(row, realised=None) for row in form.previous]) for form in later
    ]
    told = under(checked(hlo.recalibrate(first, waiting_for[:1])), "Wat niet is ingevuld")
    assert "van geen enkele opbrengst van 2026 gezegd" in told
    assert "2027\ngeen formulier" in told


def test_a_recalibration_takes_the_conversation_of_one_of_its_rounds() -> None:
    first = forms(2)
    change = hlo.recalibrate(first, next_year(first))
    docx = Docx(hlo.report(change, meeting=meeting(2), commitments=commitments(2), pictures=False))
    assert "Rust op de afdeling" in under(docx, "Motieven die elkaar raken")
    points = checked(change, meeting=meeting(2), commitments=commitments(2))
    assert "Ronde of fase" in under(points, "Wat niet is ingevuld")


def test_forms_that_do_not_belong_are_refused() -> None:
    comparison = hlo.compare(forms(2))
    with pytest.raises(InvalidValueError, match="partnership"):
        hlo.report(comparison, meeting=hlo.AlignmentForm(partnership="Elders", round="2026"))
    other = attrs.evolve(INSTRUMENT, edition="eigen")
    with pytest.raises(InvalidValueError, match=r"strategic-motives 2022 \(\w{8}\).*eigen"):
        hlo.report(comparison, meeting=hlo.AlignmentForm(instrument=other, **COMMON))
    with pytest.raises(InvalidValueError, match="round"):
        hlo.report(comparison, commitments=[hlo.CommitmentForm(partnership="Wijkzorg Noord", round="2031")])
    with pytest.raises(InvalidValueError, match="AlignmentForm"):
        hlo.report(comparison, meeting=forms(2)[0])
    with pytest.raises(InvalidValueError, match="list"):
        hlo.report(comparison, commitments=commitments(2)[0])


def test_a_template_that_is_no_report_is_refused() -> None:
    other = (SOURCE / "templates" / "preparation.docx").read_bytes()
    with pytest.raises(TemplateError):
        hlo.report(hlo.compare(forms(2)), template=other, pictures=False)


def test_a_house_style_gives_its_own_look() -> None:
    parts = Docx((SOURCE / "templates" / "report.docx").read_bytes()).parts
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"1D5B6B", b"8A1538")
    docx = full(2, template=write_package(parts))
    assert "8A1538" in docx.parts["word/styles.xml"].decode()
    assert faults(docx) == []


@every_size
def test_a_page_needs_nothing_else_and_is_escaped(count: int) -> None:
    comparison = hlo.compare(forms(count, AWKWARD))
    page = hlo.to_html(comparison, language="en", meeting=meeting(count), date="<b>today</b>", pictures=False)
    assert not re.search(r"\bsrc=|href=\"[^#]|@import|url\(", page)
    assert "<b>" not in page
    assert "&lt; 10 &amp; " in page
    assert '<html lang="en-GB">' in page


def test_a_data_set_gives_a_page() -> None:
    page = hlo.to_html(hlo.Dataset(forms(3)), language="nl", date="3 december 2026")
    assert "<h1>" in page
    assert "3 december 2026" in page
    with pytest.raises(InvalidValueError):
        hlo.to_html(hlo.Dataset(forms(3)), share="preparation.1")


def test_voices_of_a_partner_have_numbers_and_only_the_facilitator_sees_their_names() -> None:
    first, second = forms(2)
    blank = hlo.PreparationForm(organisation=first.organisation, respondent="het team", **COMMON)
    subject = hlo.compare([attrs.evolve(first, respondent="de directie", id=None), blank, second])
    docx = Docx(hlo.report(subject))
    assert "1 stem 1" in under(docx, "De beoogde opbrengsten naast elkaar").split("\n")
    assert "de directie" not in docx.everything() + hlo.to_html(subject) + subject._repr_html_()
    assert "Linde, het team" in under(checked(subject), "Wat niet is ingevuld")


def test_what_nobody_wrote_is_said_in_words() -> None:
    blank = [hlo.PreparationForm(organisation=form.organisation, **COMMON) for form in forms(2)]
    own = hlo.CommitmentForm(organisation="Een ander", respondent="het team", **COMMON)
    talk = {"meeting": hlo.AlignmentForm(**COMMON), "commitments": [own]}
    docx, points = Docx(hlo.report(hlo.compare(blank), **talk)), checked(hlo.compare(blank), **talk)
    told = "\n".join([*texts(docx), *texts(points)])
    for words in (
        "Er zijn geen motieven aangekruist en geen opbrengsten opgeschreven.",
        "Wie bij het gesprek waren, is niet opgeschreven.",
        "De partners schreven geen motieven op die elkaar raken.",
        "Geen organisatie schreef hier iets voor de partners op.",
        "Een ander, het team",
        "niets voor de partners opgeschreven",
    ):
        assert words in told


def test_a_report_of_which_nothing_is_open_says_so() -> None:
    full_forms = [
        attrs.evolve(form, motives=[attrs.evolve(answer, ticked=True, outcome="Ja") for answer in form.motives])
        for form in forms(2)
    ]
    told = under(checked(hlo.compare(full_forms)), "Wat niet is ingevuld")
    assert told.endswith("is niets open gelaten.")


def test_a_report_among_the_returned_documents_is_no_form() -> None:
    reading = hlo.read(hlo.report(hlo.compare(forms(2)), pictures=False))
    assert reading.forms == ()
    assert "form-missing" in {finding.code for finding in reading.warnings}


# The page


def page(count: int, **more: object) -> etree._Element:
    given = {"meeting": meeting(count), "commitments": commitments(count), "pictures": False, **more}
    return html.document_fromstring(hlo.to_html(hlo.compare(forms(count)), **given))


@every_size
def test_a_page_can_be_read_aloud(count: int) -> None:
    root = page(count)
    assert root.get("lang") == "nl-NL"
    assert [len(root.findall(f".//{name}")) for name in ("h1", "main", "header", "nav")] == [1, 1, 1, 1]
    levels = [int(node.tag[1]) for node in root.iter("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(table.find("caption").text for table in root.iter("table"))
    assert {node.get("scope") for node in root.iter("th")} == {"col", "row", "rowgroup"}
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert {link.get("href")[1:] for link in root.iter("a")} <= set(ids)


def test_pictures_on_a_page_say_what_they_show() -> None:
    root = page(2, pictures=True)
    drawn = list(root.iter("svg"))
    assert len(drawn) == 3
    assert all(node.get("role") == "img" and node.get("aria-label") for node in drawn)
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))


def test_letters_on_a_page_stand_out() -> None:
    style = hlo.to_html(hlo.compare(forms(2)), pictures=False).split("</style>")[0]
    letters = set(re.findall(r"[ {]color: #(\w{6})", style))
    assert letters
    for colour in letters:
        assert (luminance("EEF3F5") + 0.05) / (luminance(colour) + 0.05) >= 4.5


# Pictures


def pictures_in(docx: Docx) -> list[tuple[str, str]]:
    """The names and alternative texts of the pictures in a document."""
    drawn = docx.root().iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    return [(node.get("name"), node.get("descr")) for node in drawn]


def test_each_picture_has_words_and_its_table_stands_in_the_annex() -> None:
    docx = full(2, pictures=True)
    assert under(docx, "Bijlage: tabellen en tekeningen").count("Wat iedere organisatie per motief aankruiste") == 1
    assert "Bijlage: tabellen" not in texts(full(2))
    assert faults(docx) == []
    assert len(pictures_in(docx)) == 3
    assert all(name and descr for name, descr in pictures_in(docx))
    assert sum(name.startswith("word/media/") for name in docx.names) == 3
    captions = [line for line in texts(docx) if line.startswith(("Wat iedere organisatie", "Hoeveel motieven"))]
    assert len(captions) == len(set(captions))


def test_a_picture_fits_on_its_page_also_where_others_are_turned() -> None:
    wide = [
        attrs.evolve(form, organisation=attrs.evolve(form.organisation, name=f"{letter * 40} {form.organisation.name}"))
        for form, letter in zip(forms(4), "abcd", strict=True)
    ]
    docx = Docx(hlo.report(hlo.compare(wide), pictures=True))
    sides = [size.get(f"{W}orient", "portrait") for size in docx.root().iter(f"{W}pgSz")]
    assert sides == ["portrait", "landscape"]  # the annex with the wide table
    page = next(docx.root().iter(f"{W}pgSz"))
    extents = docx.root().iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent")
    assert all(int(extent.get("cy")) / 635 < int(page.get(f"{W}h")) - 2 * 1134 for extent in extents)


def test_a_recalibration_draws_every_organisation() -> None:
    first = forms(2)
    change = hlo.recalibrate(first, next_year(first))
    assert len(pictures_in(Docx(hlo.report(change, language="en")))) == 2
    assert hlo.to_html(change, language="en").count("<svg") == 2


def test_without_matplotlib_a_report_says_that_it_has_no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: None)
    comparison = hlo.compare(forms(2))
    docx = Docx(hlo.report(comparison))
    assert pictures_in(docx) == []
    assert "zonder afbeeldingen" in under(docx, "Over dit verslag")
    assert "zonder afbeeldingen" not in under(Docx(hlo.report(comparison, pictures=False)), "Over dit verslag")


# Doubts


def doubtful(
    form: hlo.PreparationForm | hlo.AlignmentForm | hlo.CommitmentForm, **texts: tuple[str, str]
) -> hlo.Reading:
    """A form as it is read back after somebody typed something in its document."""
    parts = Docx(hlo.render(form)).parts
    for before, after in texts.values():
        assert before.encode() in parts["word/document.xml"]
        parts["word/document.xml"] = parts["word/document.xml"].replace(before.encode(), after.encode(), 1)
    return hlo.read(write_package(parts))


def by_number(root: etree._Element) -> None:
    """Type a number over the partner of the first relation."""
    tags = (node.get(f"{W}val") for node in root.iter(f"{W}tag"))
    tag = next(tag for tag in tags if re.fullmatch(r"(relations|reinforcements)\.1\.first_organisation", tag))
    put(around(control(root, tag), "tc"), "1")


def test_doubtful_values_are_marked_and_listed() -> None:
    first, second = forms(2)
    reading = doubtful(first, one=("Meer stageplaatsen in de wijk", "nee"))
    held = hlo.read(edited(hlo.render(meeting(2)), by_number))
    assert reading.warnings
    subject = hlo.compare([reading, second])
    docx = Docx(hlo.report(subject, meeting=held, pictures=False))
    assert "\n".join(texts(docx)).count("[na te kijken]") >= 2
    assert "Nakijken" not in texts(docx)
    points = under(checked(subject, meeting=held), "Nakijken")
    assert len(points.split("\n")) == 2
    assert "alleen een nummer of letter" in points


def test_what_is_doubtful_about_a_whole_form_is_told_without_what_stays_internal() -> None:
    more = ("<w:body>", "<w:body><w:p><w:r><w:t>Los zinnetje</w:t></w:r></w:p>")
    held, own = doubtful(meeting(2), one=more), doubtful(commitments(2)[0], one=more)
    docx = Docx(hlo.report(hlo.compare(forms(2)), meeting=held, commitments=[own], pictures=False))
    assert "Het formulier van het gesprek [na te kijken]" in under(docx, "Het gesprek van de partners")
    assert "Het formulier van fase 3 van 1 Woonzorgcentrum De Linde [na te kijken]" in under(
        docx, "Wat organisaties de partners vertellen"
    )
    points = checked(hlo.compare(forms(2)), meeting=held, commitments=[own])
    assert "Het formulier van het gesprek" in under(points, "Nakijken")
    assert "Los zinnetje" not in docx.everything() + points.everything()


# Voices, and what is no subject


def test_voices_of_one_organisation_give_a_report_of_their_own() -> None:
    first = forms(1)[0]
    voices = hlo.compare_voices([attrs.evolve(first, respondent=name, id=None) for name in ("directie", "team")])
    docx = Docx(hlo.report(voices, date="3 december 2026"))
    assert faults(docx) == []
    assert "Verslag voor de eigen organisatie" in texts(docx)
    assert "directie" in docx.everything()
    assert "stem 1" in hlo.to_html(voices)
    assert "directie" not in hlo.to_html(voices)
    with pytest.raises(InvalidValueError, match="other phases"):
        hlo.report(voices, meeting=meeting(2))


def test_what_is_no_comparison_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="comparison"):
        hlo.report(forms(2)[0])
    with pytest.raises(InvalidValueError, match="language"):
        hlo.report(hlo.compare(forms(2)), language="fr")


# The look of pages


def test_pages_are_turned_only_where_a_table_needs_it() -> None:
    first = forms(2)
    rounds = [first]
    for year in range(2027, 2032):
        rounds.append(next_year(rounds[-1], str(year)))
    docx = Docx(hlo.report(hlo.recalibrate(*rounds), pictures=False))
    assert faults(docx) == []
    sides = [size.get(f"{W}orient", "portrait") for size in docx.root().iter(f"{W}pgSz")]
    assert sides == ["portrait", "landscape", "portrait"]
    assert {size.get(f"{W}orient") for size in full(8).root().iter(f"{W}pgSz")} == {None}


def test_header_rows_stand_on_every_page_and_short_rows_stay_whole() -> None:
    for table in list(full(3).root().iter(f"{W}tbl"))[1:]:
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_a_row_with_a_long_answer_may_break() -> None:
    docx = Docx(hlo.report(hlo.compare(forms(2, "Lang. " * 3000)), pictures=False))
    long = [row for row in docx.root().iter(f"{W}tr") if len(shown(row)) > 3000]
    assert long
    assert all(row.find(f"{W}trPr/{W}cantSplit") is None for row in long)


def test_the_author_of_a_template_does_not_leak() -> None:
    parts = Docx((SOURCE / "templates" / "report.docx").read_bytes()).parts
    parts["docProps/core.xml"] = b"<core>Vertrouwelijk Persoon</core>"
    assert "Vertrouwelijk" not in full(2, template=write_package(parts)).everything()


def test_the_logo_of_a_house_style_stays_beside_the_pictures() -> None:
    parts = Docx((SOURCE / "templates" / "report.docx").read_bytes()).parts
    parts["word/media/picture1.png"] = b"logo"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"<Override", b'<Default Extension="PNG" ContentType="image/png"/><Override', 1
    )
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    logo = b'<Relationship Id="logo" Type="%s" Target="media/picture1.png"/></Relationships>' % kind
    relations = "word/_rels/document.xml.rels"
    parts[relations] = parts[relations].replace(b"</Relationships>", logo)
    docx = full(2, template=write_package(parts), pictures=True)
    assert docx.parts["word/media/picture1.png"] == b"logo"
    assert docx.parts["[Content_Types].xml"].lower().count(b'"png"') == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"<w:sectPr>.*?</w:sectPr>", ""),
        (r"<w:pgSz [^>]*/>", ""),
        (r"<w:pgMar [^>]*/>", ""),
        (r'w:left="1134"', 'w:left="99999"'),
        (r'w:w="11906"', 'w:w="breed"'),
    ],
)
def test_a_house_style_with_odd_pages_still_gives_a_report(before: str, after: str) -> None:
    parts = Docx((SOURCE / "templates" / "report.docx").read_bytes()).parts
    text = parts["word/document.xml"].decode()
    parts["word/document.xml"] = re.sub(before, after, text, flags=re.DOTALL).encode()
    first = forms(1)
    years = [first, *(next_year(first, str(year)) for year in range(2027, 2032))]
    docx = Docx(hlo.report(hlo.recalibrate(*years), template=write_package(parts), pictures=False))
    assert faults(docx) == []
    assert all(int(column.get(f"{W}w")) > 0 for column in docx.root().iter(f"{W}gridCol"))


# Whether a house style works


def house_style(**changes: tuple[str, str]) -> bytes:
    parts = Docx((SOURCE / "templates" / "report.docx").read_bytes()).parts
    for name, (before, after) in changes.items():
        text = parts[f"word/{name}.xml"].decode()
        assert before in text
        parts[f"word/{name}.xml"] = text.replace(before, after).encode()
    return write_package(parts)


def test_the_built_in_template_of_reports_works() -> None:
    assert hlo.check_template(house_style()) == hlo.TemplateCheck(phase="report")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"document": ("{{ section.heading }}", "")}, "slot-missing", "{{ section.heading }}"),
        ({"document": ("{{p block.table }}", "")}, "slot-missing", "{{p block.table }}"),
        ({"document": ("{{r block.picture }}", "")}, "slot-missing", "{{r block.picture }}"),
        ({"document": ("{{ kicker }}", "{{ kicker }} {{ kicker }}")}, "text-twice", "{{ kicker }}"),
        ({"document": ("{{ block.sign }}", "{{ block.sign }} {{ title }}")}, "text-twice", "{{ title }}"),
        ({"styles": ('w:styleId="GroupRow"', 'w:styleId="Other"')}, "style-missing", "GroupRow"),
        ({"document": ("{{ subtitle }}", "{{ ondertitel }}")}, "slot-unknown", "{{ ondertitel }}"),
    ],
)
def test_what_a_house_style_lost_is_told(changes: dict[str, tuple[str, str]], code: str, field: str | None) -> None:
    check = hlo.check_template(house_style(**changes))
    assert check.phase == "report"
    assert [(fault.code, fault.slot or fault.field) for fault in check.faults][:1] == [(code, field)], str(check)


def test_another_order_is_told() -> None:
    swapped = {"document": ("{{ title }}", "{{ swap }}")}
    parts = Docx(house_style(**swapped)).parts
    text = (
        parts["word/document.xml"]
        .decode()
        .replace("{{ subtitle }}", "{{ title }}")
        .replace("{{ swap }}", "{{ subtitle }}")
    )
    check = hlo.check_template(write_package({**parts, "word/document.xml": text.encode()}), phase="report")
    assert [fault.code for fault in check.faults] == ["order-changed"]


@pytest.mark.long
@pytest.mark.editor
def test_a_template_of_reports_saved_by_libreoffice_still_works(tmp_path: Path) -> None:
    saved = converted(SOURCE / "templates" / "report.docx", "docx", tmp_path / "saved").read_bytes()
    assert hlo.check_template(saved) == hlo.TemplateCheck(phase="report")
    own, house = full(2), full(2, template=saved)
    assert faults(house) == []
    assert [text for text in texts(house) if text] == [text for text in texts(own) if text]


# Laws


@st.composite
def comparisons(draw: st.DrawFn) -> hlo.Comparison:
    """Any two forms, of organisations that can be told apart, in one partnership and round."""
    found = [draw(preparation_forms()) for _ in range(2)]
    common = {"partnership": found[0].partnership, "round": found[0].round, "id": None}
    return hlo.compare(
        attrs.evolve(form, organisation=attrs.evolve(form.organisation, id=f"o{number}"), **common)
        for number, form in enumerate(found)
    )


@tries(6, of=15)
@given(comparisons(), st.sampled_from(INSTRUMENT.languages))
def test_any_comparison_gives_a_sound_report_with_every_outcome_in_it(
    comparison: hlo.Comparison, language: str
) -> None:
    docx = Docx(hlo.report(comparison, language=language, pictures=False))
    assert faults(docx) == []
    told = [shown(cell) for cell in docx.root().iter(f"{W}tc")]
    for row in comparison.motives:
        for cell in row.cells:
            assert all(outcome in told for outcome in cell.outcomes)
    for own in comparison.other_motives:
        assert any(text.startswith(own.text or "") for text in told)
    assert etree.fromstring(docx.parts["docProps/core.xml"]) is not None
    html.document_fromstring(hlo.to_html(comparison, language=language, pictures=False))


def test_what_was_doubtful_a_year_ago_is_marked_in_the_report() -> None:
    relation = hlo.PreviousRelation(
        first_organisation="Hogeschool", kind="hinder", note="Te weinig uren", doubtful=True
    )
    answer = hlo.PreviousAnswer(question="alignment.1", text="Een netwerk", doubtful=True)
    talk = attrs.evolve(meeting(2), previous_relations=[relation], previous_answers=[answer])
    said = under(full(2, meeting=talk), "Een jaar later: wat de partners samen zeiden")
    assert said.count("[na te kijken]") == 2
