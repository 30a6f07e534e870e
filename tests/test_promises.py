"""What forms and reports say about who reads what: each sentence is marked with the parts it speaks of, and is true.

A word of its own stands in every field of every form; every output is made, with all options, and searched for them.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import pytest

import hlo_forms as hlo
from docx_parts import Docx
from hlo_forms.basics.messages import Catalogue
from hlo_forms.forms import FORMS, Form
from hlo_forms.forms.answers import PreviousMotive
from hlo_forms.forms.correcting import settable_fields, with_values
from hlo_forms.forms.field_ids import FieldId
from hlo_forms.forms.fields import FormPart, Origin, Readers, parts_of
from hlo_forms.word.package import write_package
from hlo_forms.word.writer.template import stripped
from samples import COLLEGE, COMMON, FARM
from strategies import INSTRUMENT
from test_messages import CATALOGUES, sentences

PROMISES: Mapping[str, Mapping[str, Any]] = Catalogue("promises").content["promises"]  # Any: what a TOML file holds
PARTS = {f"{kind.phase}.{part.name}": part for kind in FORMS for part in parts_of(kind)}

ABOUT_READERS = re.compile(
    r"\b(leest|lezen|webpagina|intern|vertrouwelijk|openbaar)\b"
    r"|\b[Nn]iemand anders\b|blij(ft|ven) binnen|zelf houden|(aan|naar|voor|met) de partners"
    r"|\b[Pp]artners (die|van|lezen|zien|krijgen)\b|partners .*vertel|binnen onze organisatie|\bgedeeld mogen\b"
)
NO_PROMISE = {
    "about.readers": "a label",
    "about.keep": "a label",
    "about.what.preparation": "what the partner does next",
    "about.what.alignment": "what partners do together",
    "about.how.commitment": "points at the table that is marked itself",
    "form.title.alignment": "who fill it in",
    "report.open.not_in_meeting": "who was at the meeting",
    "report.subtitle": "for whom the report is",
    "report.heading.named": "above answers that were named",
    "report.open.shared_agreements": "that nothing was written there",
    "report.no_agreements": "that nothing was written there",
    "heading.meeting_answers": "where these answers come from",
    "heading.partner_agreements": "where these agreements come from",
    "column.partner_agreements.what": "where these agreements come from",
    "report.again.answers": "who said it together",
    "report.caption.again.answers": "who said it together",
}
"""Sentences with such words that say nothing about who reads a part of a form, each with the reason."""

_SKIPPED = {"id", "type", "ticked", "ownership", "kind", "realised"}


# ---- each promise is marked


def test_every_sentence_about_readers_is_marked_with_the_parts_it_speaks_of() -> None:
    forms = dict(sentences(Catalogue("forms")))
    said = {key for key, texts in forms.items() if ABOUT_READERS.search(texts["nl"])}
    said = {key for key in said if key.partition(".")[0] not in ("finding", "failure", "refusal", "plot", "checklist")}
    assert said - PROMISES.keys() - NO_PROMISE.keys() == set()
    assert PROMISES.keys() <= forms.keys()


def test_the_words_that_tell_such_a_sentence_find_the_ones_that_were_false() -> None:
    for text in (
        "De antwoorden op de reflectievragen blijven binnen de eigen organisatie.",
        "Wat jullie met de partners delen, bepalen jullie zelf.",
        "Alleen de afzender leest dit.",
        "Dit blijft intern.",
    ):
        assert ABOUT_READERS.search(text), text


@pytest.mark.parametrize("key", PROMISES)
def test_a_promise_says_of_its_parts_what_their_description_says(key: str) -> None:
    promise = PROMISES[key]
    assert promise["fields"]
    assert {PARTS[field].readers for field in promise["fields"]} == {Readers(promise["readers"])}
    for phase in promise.get("only", ()):
        read = {name for name in PARTS if name.startswith(phase) and _goes_to_partners(PARTS[name])}
        if f"{key}.again" in PROMISES:  # stands on forms that look back on nothing
            read = {name for name in read if PARTS[name].origin is not Origin.PREVIOUS}
        assert read <= {*promise["fields"]}, key


def _goes_to_partners(part: FormPart) -> bool:
    """Is this a part that is filled in on a form and that partners may read?"""
    return (part.is_answer or _is_told_again(part)) and part.readers is Readers.PARTNERS


def _is_told_again(part: FormPart) -> bool:
    """Is this a part with words of an earlier round, and room to say how that is now?"""
    return bool(part.asked)


def test_no_catalogue_but_that_of_the_forms_promises_partners_anything() -> None:
    for catalogue in CATALOGUES:
        if catalogue.name not in ("forms", "promises", "examples", "demo"):
            said = [key for key, texts in sentences(catalogue) if re.search(r"naar de partners", texts.get("nl", ""))]
            assert said == []


# ---- each promise is kept


@functools.cache
def worded() -> tuple[dict[str, Form], dict[str, str]]:
    """A form of every phase with a word of its own in every field; the phase and part of each word."""
    first = _filled_in(
        hlo.PreparationForm(organisation=FARM, motives=_all(FARM), previous=_before(), **COMMON), "eerst"
    )
    other = hlo.PreparationForm(organisation=COLLEGE, motives=_all(COLLEGE), **COMMON)
    meeting = hlo.AlignmentForm.from_forms([first[0], other])  # type: ignore[list-item]  # a form of phase 1
    held = _filled_in(attrs.evolve(meeting, **_before_together()), "samen")
    own = _filled_in(hlo.CommitmentForm(organisation=FARM, **COMMON, **_before_alone()), "later")
    forms = {"preparation": first[0], "other": other, "alignment": held[0], "commitment": own[0]}
    return forms, {**first[1], **held[1], **own[1], **CARRIED}


CARRIED = {
    "samen900x": "alignment.previous_answers",
    "samen901x": "alignment.previous_relations",
    "later900x": "commitment.previous_agreements",
    "later901x": "commitment.previous_shared_agreements",
    "later902x": "commitment.partner_agreements",
    "eerst903x": "preparation.respondent",
    "later904x": "commitment.respondent",
    "later905x": "commitment.previous_shared_agreements",
}
"""Words of an earlier round, each in a part of its own."""


def _before_together() -> dict[str, Any]:
    answers = [hlo.PreviousAnswer(question="alignment.1", text="samen900x")]
    return {"previous_answers": answers, "previous_relations": [hlo.PreviousRelation(note="samen901x")]}


def _before_alone() -> dict[str, Any]:
    return {
        "previous_agreements": [hlo.PreviousAgreement(what="later900x")],
        "previous_shared_agreements": [hlo.PreviousAgreement(what="later901x", who="later905x")],
        "partner_agreements": [hlo.PartnerAgreement(organisation="De Buren", what="later902x")],
    }


def _all(who: hlo.Organisation) -> list[hlo.MotiveAnswer]:
    return [hlo.MotiveAnswer(motive.id, ticked=True) for motive in INSTRUMENT.offered(str(who.type))]


def _before() -> list[PreviousMotive]:
    return [PreviousMotive("network", ticked=True, outcome="eerder")]


def _filled_in(form: Form, name: str) -> tuple[Form, dict[str, str]]:
    fields = [FieldId.of(field) for field in settable_fields(form)]
    fields = [field for field in fields if field.column not in _SKIPPED and not _identifies(field)]
    words = {field: f"{name}{number}x" for number, field in enumerate(fields)}
    filled = with_values(form, words).form  # type: ignore[arg-type]  # texts are values
    return filled, {word: f"{form.phase}.{field.part}" for field, word in words.items()}


def _identifies(field: FieldId) -> bool:
    """Is this what joins the forms of a partnership, or whether research may use it?"""
    return field.part in ("partnership", "round", "organisations", "research", "previous_round") or (
        field.part == "organisation" and field.column == "name"
    )


@functools.cache
def outputs() -> dict[str, tuple[str, str]]:
    """What partners can get, with and without naming questions: a "page", "report" or "form", and its text."""
    forms, _ = worded()
    first, other, held, own = (forms[name] for name in ("preparation", "other", "alignment", "commitment"))
    asked = [q.id for q in INSTRUMENT.questions if q.phase != "commitment"]
    made: dict[str, tuple[str, str]] = {}
    for name, share in (("", []), (" of named questions", asked)):
        of_first = [id for id in share if id.startswith("preparation")]
        meeting = hlo.AlignmentForm.from_forms([first, other], share=of_first, mark=True)  # type: ignore[list-item]
        carried = {"brought_answers": meeting.brought_answers}
        told: dict[str, Any] = {"meeting": attrs.evolve(held, **carried), "commitments": [own], "share": share}
        second = attrs.evolve(first, respondent="eerst903x", id=None)  # type: ignore[call-arg]
        joint = hlo.AlignmentForm.from_forms([first, second, other], share=of_first)  # type: ignore[list-item]
        made[f"the meeting's form of several voices{name}"] = "form", _docx(hlo.render(joint))
        told["commitments"] = [own, attrs.evolve(own, respondent="later904x", id=None)]  # type: ignore[call-arg]
        comparison = hlo.compare([first, second, other])
        every = (first, second, other)
        change = hlo.recalibrate(every, [hlo.renew(one, round="2027") for one in every])  # type: ignore[type-var]
        made[f"the meeting's form{name}"] = "form", _docx(hlo.render(meeting))
        made[f"the form of another organisation{name}"] = (
            "form",
            _docx(
                hlo.render(hlo.CommitmentForm.from_forms(other, held))  # type: ignore[arg-type]
            ),
        )
        theirs = hlo.CommitmentForm(organisation=COLLEGE, **COMMON)
        for later in (hlo.renew(held, round="2027"), hlo.renew(theirs, round="2027", others=[own])):  # type: ignore[type-var]
            made[f"next year's form of phase {later.phase}{name}"] = "form", _docx(hlo.render(later))
        made[f"a comparison{name}"] = (
            "page",
            html.unescape(comparison._repr_html_() + comparison.to_text(language="nl")),
        )
        for subject, about in ((comparison, "report"), (change, "recalibration")):
            made[f"{about}{name}"] = "report", _docx(hlo.report(subject, **told))
            made[f"page of the {about}{name}"] = "page", html.unescape(hlo.to_html(subject, **told))
    return made


def _docx(data: bytes) -> str:
    return Docx(data).everything()


def seen_by_partners(*, named: bool, kinds: tuple[str, ...] = ("form", "page", "report")) -> Iterator[tuple[str, str]]:
    """The parts of which partners see a word, and the output that holds it."""
    _, words = worded()
    for name, (kind, text) in outputs().items():
        if kind in kinds and name.endswith("named questions") == named:
            found = set(re.findall(r"(?:eerst|samen|later)\d+x", text))
            yield from ((words[word], name) for word in found)


def test_partners_see_what_they_may_read_and_nothing_internal() -> None:
    for part, output in seen_by_partners(named=False):
        own_meeting = part == "alignment.answers"  # what was answered together
        assert PARTS[part].readers in (Readers.PARTNERS, Readers.PRESENT) or own_meeting, (part, output)


def test_naming_questions_opens_answers_to_these_and_no_other_part() -> None:
    more = {part for part, _ in seen_by_partners(named=True)} - {part for part, _ in seen_by_partners(named=False)}
    assert {PARTS[part].readers for part in more} == {Readers.NAMED}
    assert not {part for part in more if part.startswith("commitment")}


def test_of_phases_1_and_3_partners_see_only_what_the_form_says() -> None:
    seen = {part for part, _ in seen_by_partners(named=False) if not part.startswith("alignment")}
    answers = {part for part in seen if PARTS[part].origin in (Origin.MOTIVE, Origin.ANSWER)}
    answers |= {part for part in seen if _is_told_again(PARTS[part])}
    promised = {field for key in PROMISES if PROMISES[key].get("only") for field in PROMISES[key]["fields"]}
    chosen = {field for field in promised if PARTS[field].asked == ("realised",)}  # a choice, which holds no word
    assert answers == promised - chosen
    assert seen - answers <= {f"{phase}.{name}" for phase in ("preparation", "commitment") for name in _WHOSE}


_WHOSE = ("organisation", "previous", "study")


def test_names_of_who_was_there_stand_in_the_report_and_on_no_page() -> None:
    assert "alignment.participants" in {part for part, _ in seen_by_partners(named=True, kinds=("report",))}
    for kinds in (("page",), ("form",)):
        assert not {part for part, _ in seen_by_partners(named=True, kinds=kinds) if part.endswith("participants")}
    every = {part for part, _ in seen_by_partners(named=True)}
    assert every & {"preparation.participants", "commitment.participants"} == set()


def test_names_that_people_gave_themselves_stand_on_no_page() -> None:
    """Of who filled a form in, and of who is to do what was agreed; of the first also in no report or other form."""
    _, words = worded()
    people = {word for word, part in words.items() if part.endswith(".respondent")}
    doers = {word for word, part in words.items() if part.endswith("agreements") and word in _doers()}
    assert people
    assert doers
    for name, (kind, text) in outputs().items():
        seen = set(re.findall(r"(?:eerst|samen|later)\d+x", text))
        assert not seen & people, name
        assert not seen & doers or kind != "page", name


def test_a_page_of_a_data_set_names_no_files() -> None:
    items = hlo.read_many([("van Noor Bakker.docx", b"%PDF-1.7")])
    page = hlo.to_html(dataset := hlo.Dataset(items), language="nl")
    assert "Noor Bakker" not in page
    assert dataset.failures[0].in_words(language="nl") in html.unescape(page)


def _doers() -> set[str]:
    """The words that say who is to do what was agreed."""
    own = worded()[0]["commitment"]
    rows = [*own.agreements, *own.shared_agreements, *own.previous_shared_agreements]  # type: ignore[attr-defined]
    return {row.who for row in rows if row.who}


@pytest.mark.parametrize("discussed", [0, 7, 15])
def test_how_much_an_organisation_discussed_inside_changes_nothing_that_partners_see(discussed: int) -> None:
    forms, _ = worded()
    questions = [question.id for question in INSTRUMENT.questions_of("commitment")]
    own = attrs.evolve(forms["commitment"], answers=dict.fromkeys(questions[:discussed], "x"), agreements=[])
    told: dict[str, Any] = {"meeting": forms["alignment"], "pictures": False}
    subject = hlo.compare([forms["preparation"], forms["other"]])
    kept = attrs.evolve(own, answers={}, central_answer=None, kept_back=True)
    assert hlo.report(subject, commitments=[own], **told) == hlo.report(subject, commitments=[kept], **told)
    assert hlo.to_html(subject, commitments=[own], **told) == hlo.to_html(subject, commitments=[kept], **told)


# ---- only what the sender's settings say


SENDER = {
    "sender": "Noor Bakker",
    "organisation": "Hogeschool Beekdal",
    "return_to": "noor@beekdal.example",
    "return_by": "13 maart",
    "responsible": "Stichting Beekdal",
    "questions_to": "Iris de Boer",
}
BLANK = {kind.phase: kind(organisation=FARM) if kind is not hlo.AlignmentForm else kind() for kind in FORMS}  # type: ignore[call-arg]


@pytest.mark.parametrize("phase", BLANK)
@pytest.mark.parametrize("marks", [True, False])
def test_a_form_says_who_reads_it_who_is_responsible_and_whom_to_ask(phase: str, *, marks: bool) -> None:
    form = attrs.evolve(BLANK[phase], invitation=hlo.Invitation(**SENDER))
    data = hlo.render(form)
    text = " ".join(_docx(data).split())
    assert "Noor Bakker van Hogeschool Beekdal" in text
    assert "Stichting Beekdal is verantwoordelijk voor de gegevens" in text
    assert "Stuur het formulier vóór 13 maart terug aan noor@beekdal.example." in text
    assert "Stel ze aan Iris de Boer." in text
    reading = hlo.read(data if marks else stripped(data))
    assert (reading.form.invitation, reading.unplaced, reading.warnings) == (form.invitation, (), ())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_role_behind_the_name_of_a_sender_ends_before_the_sentence_goes_on(language: str) -> None:
    who = hlo.Invitation(sender="Anne de Wit, procesbegeleider", return_to="Anne de Wit, kamer 3", return_by="13 maart")
    form = attrs.evolve(BLANK["preparation"], invitation=who)
    text = " ".join(_docx(hlo.render(form, language=language)).split())
    goes_on = {"nl": "leest wat jullie terugsturen", "en": "reads what you send back"}[language]
    assert f"Anne de Wit, procesbegeleider, {goes_on}" in text
    assert "Anne de Wit, kamer 3." in text
    reading = hlo.read(hlo.render(form, language=language))
    assert (reading.form.invitation, reading.unplaced, reading.findings) == (who, (), ())


@pytest.mark.parametrize("phase", BLANK)
def test_braces_in_the_words_of_a_sender_stay_as_they_were_typed(phase: str) -> None:
    words = SENDER | {"return_to": "{return_by} of balie {questions_to}", "sender": "{organisation}"}
    text = " ".join(_docx(hlo.render(attrs.evolve(BLANK[phase], invitation=hlo.Invitation(**words)))).split())
    assert "{organisation} van Hogeschool Beekdal" in text
    assert "Stuur het formulier vóór 13 maart terug aan {return_by} of balie {questions_to}." in text


def test_whom_to_ask_in_the_words_of_a_question_is_no_answer_to_it() -> None:
    question = INSTRUMENT.question("preparation.1").label["nl"]
    form = attrs.evolve(BLANK["preparation"], invitation=hlo.Invitation(questions_to=question), kept_back=True)
    reading = hlo.read(hlo.render(form))
    assert (reading.form, reading.findings, reading.unplaced) == (form, (), ())


@pytest.mark.parametrize("phase", BLANK)
def test_without_settings_it_says_nothing_of_the_kind_and_has_no_boxes_for_them(phase: str) -> None:
    docx = Docx(hlo.render(BLANK[phase]))
    text = docx.everything()
    assert INSTRUMENT.word("about.readers", "nl") not in text
    assert "naar de partners gaan alleen" not in text.lower()
    assert "leest wat jullie terugsturen" not in text
    assert "verantwoordelijk voor de gegevens" not in text.lower()
    assert not [tag for tag in docx.tags() if tag.startswith("invitation.")]


@pytest.mark.parametrize("marks", [True, False])
def test_a_renewed_form_says_that_what_became_of_the_round_before_goes_to_the_partners_too(*, marks: bool) -> None:
    first = hlo.PreparationForm(organisation=FARM, motives=[hlo.MotiveAnswer("network", ticked=True)], **COMMON)
    own = hlo.CommitmentForm(organisation=FARM, shared_agreements=[hlo.Agreement(what="Een dag per week")], **COMMON)
    for form in (first, own):
        later = attrs.evolve(hlo.renew(form, round="2027"), invitation=hlo.Invitation(**SENDER))  # type: ignore[type-var]
        data = hlo.render(later)
        assert "vorige ronde" in INSTRUMENT.word(f"about.readers.{form.phase}.again", "nl")
        assert INSTRUMENT.word(f"about.readers.{form.phase}.again", "nl").partition("; ")[2] in _docx(data)
        reading = hlo.read(data if marks else stripped(data))
        assert (reading.form, reading.unplaced, reading.warnings) == (later, (), ())


@pytest.mark.parametrize("phase", BLANK)
@pytest.mark.parametrize("known", ["return_to", "return_by", "responsible", "questions_to"])
def test_an_address_alone_names_no_reader(phase: str, known: str) -> None:
    form = attrs.evolve(BLANK[phase], invitation=hlo.Invitation(**{known: SENDER[known]}))
    reading = hlo.read(data := hlo.render(form))
    assert INSTRUMENT.word("about.readers", "nl") not in _docx(data)
    assert (reading.form, reading.unplaced, reading.warnings) == (form, (), ())


def test_what_is_known_already_is_text_and_what_is_not_a_box() -> None:
    form = hlo.CommitmentForm(organisation=FARM, partnership="Wijkzorg Noord")
    docx = Docx(hlo.render(form))
    tags = docx.tags()
    assert {"organisation.type", "organisation.ownership", "partnership.name"} <= set(tags)
    assert not [tag for tag in tags if tag.startswith(("organisation.type.", "organisation.ownership."))]
    assert hlo.read(hlo.render(form)).form == form


def test_a_sentence_about_the_sender_that_somebody_changed_is_reported() -> None:
    form = hlo.PreparationForm(organisation=FARM, invitation=hlo.Invitation(**SENDER))
    docx = Docx(hlo.render(form))
    xml = docx.parts["word/document.xml"].decode().replace("leest wat jullie terugsturen", "leest alles", 1)
    reading = hlo.read(write_package({**docx.parts, "word/document.xml": xml.encode()}))
    assert any("leest alles" in passage.text for passage in reading.unplaced)


def _with(form: Form, old: str, new: str, *, rows: bool) -> bytes:
    """A document of a form with other words of the sender, in its rows or in its sentences."""
    docx = Docx(hlo.render(form))
    xml, row = docx.parts["word/document.xml"].decode(), f">{old}<"
    xml = xml.replace(row, f">{new}<") if rows else xml.replace(row, ">\0<").replace(old, new).replace(">\0<", row)
    return write_package({**docx.parts, "word/document.xml": xml.encode()})


@pytest.mark.parametrize("phase", BLANK)
@pytest.mark.parametrize("marks", [True, False])
@pytest.mark.parametrize("rows", [True, False])
@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("return_by", "20 maart"),
        ("return_to", "bo@beekdal.example"),
        ("responsible", "Stichting Zuid"),
        ("questions_to", "Bo"),
    ],
)
def test_a_date_or_address_that_was_changed_is_one_remark_and_no_alarm(
    phase: str, field: str, new: str, *, marks: bool, rows: bool
) -> None:
    form = attrs.evolve(BLANK[phase], invitation=hlo.Invitation(**SENDER))
    data = _with(form, SENDER[field], new, rows=rows)
    reading = hlo.read(data if marks else stripped(data))
    assert getattr(reading.form.invitation, field) == (new if rows else SENDER[field])
    assert (reading.unplaced, reading.warnings) == ((), ())
    (told,) = [finding for finding in reading.findings if finding.code == "sender-differs"]
    assert (SENDER[field] if rows else new) in told.seen


def test_what_somebody_wrote_into_a_sentence_about_the_sender_is_reported() -> None:
    form = hlo.PreparationForm(organisation=FARM, invitation=hlo.Invitation(**SENDER))
    for new in (
        "13 maart (lukt ons niet, wordt april)",
        "13 maart. Bel ons even, wij zijn dan met vakantie. Stuur het",
    ):
        reading = hlo.read(_with(form, "13 maart", new, rows=False))
        assert any(new in passage.text for passage in reading.unplaced)


def test_forms_send_nobody_to_a_link_that_we_lack() -> None:
    for form in BLANK.values():
        assert "Lees dit artikel" not in _docx(hlo.render(form))
    assert any("Lees dit artikel." in text["nl"] for text in INSTRUMENT.further_reading)


def test_durations_are_ours_and_estimates() -> None:
    for phase in BLANK:
        words = INSTRUMENT.words[f"about.time.{phase}"]
        assert words.ours
        assert "eken op" in words["nl"]
