"""Whether a form may be used for research: asked on the form, read back, and held to when data go out."""

from __future__ import annotations

import io
import itertools
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

import commands
import hlo_forms as hlo
from docx_parts import Docx, shown
from hlo_forms import Form, InvalidValueError, examples
from hlo_forms.facilitator.plan import plan_of
from hlo_forms.forms import organisations_of
from hlo_forms.readings.findings import Passage
from hlo_forms.research.permission import may_be_same
from hlo_forms.word.package import write_package
from hlo_forms.word.writer.template import stripped
from libreoffice import converted
from runs import tries
from samples import COLLEGE, COMMON, FARM

BLANK: dict[str, Form] = {
    "preparation": hlo.PreparationForm(organisation=FARM, **COMMON),
    "alignment": hlo.AlignmentForm(organisations=[FARM, COLLEGE], **COMMON),
    "commitment": hlo.CommitmentForm(organisation=FARM, **COMMON),
}
every_phase = pytest.mark.parametrize("phase", BLANK)
every_language = pytest.mark.parametrize("language", ["nl", "en"])
every_answer = pytest.mark.parametrize("answer", [None, "yes", "motives", "no"])
STUDY = hlo.Study(
    by="Lectoraat Samen Leren, Hogeschool Beekdal",
    purpose="hoe organisaties elkaars doelen leren kennen",
    contact="Sanne de Wit",
    kept="tien jaar",
    withdraw="met een bericht aan Sanne de Wit",
)


def asking(phase: str, answer: str | None = None) -> Form:
    return attrs.evolve(BLANK[phase], asks_research=True, study=STUDY, research=answer)


# ---- on the form


@every_phase
def test_a_form_that_does_not_ask_says_nothing_of_it(phase: str) -> None:
    form = BLANK[phase]
    said = shown(Docx(hlo.render(form, language="nl")).root("word/document.xml"))
    assert form.instrument.word("label.research", "nl") not in said
    assert form.instrument.word(f"about.use.{phase}", "nl") not in said
    assert not hlo.read(hlo.render(form)).form.asks_research


@every_phase
@every_language
def test_a_form_that_asks_says_what_is_done_with_it(phase: str, language: str) -> None:
    form = asking(phase)
    said = shown(Docx(hlo.render(form, language=language)).root("word/document.xml"))
    keys = (f"about.use.{phase}", *(f"label.study.{name}" for name in attrs.asdict(STUDY)))
    for key in (*keys, "label.research", "research.yes", "research.motives", "research.no"):
        assert form.instrument.word(key, language) in said
    assert all(text in said for text in attrs.asdict(STUDY).values())


@every_phase
@every_answer
@pytest.mark.parametrize("marks", [True, False])
def test_the_answer_comes_back_also_without_any_mark(phase: str, answer: str | None, *, marks: bool) -> None:
    data = hlo.render(asking(phase, answer), language="en")
    reading = hlo.read(data if marks else stripped(data))
    assert (reading.form.asks_research, reading.form.study, reading.form.research) == (True, STUDY, answer)
    assert reading.unplaced == ()


def test_both_boxes_ticked_is_no_answer_and_a_doubt() -> None:
    parts = Docx(hlo.render(asking("commitment", "yes"))).parts
    body = parts["word/document.xml"].decode()
    start = body.index('w:val="research.no"')
    ticked = body[start:].replace('<w14:checked w14:val="0"/>', '<w14:checked w14:val="1"/>', 1).replace("☐", "☒", 1)
    reading = hlo.read(write_package({**parts, "word/document.xml": (body[:start] + ticked).encode()}))
    assert reading.form.research is None
    assert [finding.code for finding in reading.doubts("research")] == ["choice-contradicts"]
    assert reading.corrected({"research": "no"}).form.research == "no"


def test_an_institution_says_it_in_its_own_words() -> None:
    source = (Path(hlo.__file__).parent / "instruments" / "strategic-motives.toml").read_text("utf-8")
    source = source.partition("\n[words]")[0]
    words = '\n[words]\n"about.use.commitment" = { nl = "Alleen voor Hogeschool Beekdal.", en = "For us." }\n'
    own = hlo.load_instrument((source + words).encode())
    form = attrs.evolve(asking("commitment", "no"), instrument=own)
    data = hlo.render(form)
    assert "Alleen voor Hogeschool Beekdal." in shown(Docx(data).root("word/document.xml"))
    reading = hlo.read(data, instruments=[own])
    assert (reading.form.research, reading.unplaced) == ("no", ())


def test_an_answer_is_only_given_where_it_is_asked() -> None:
    assert hlo.CommitmentForm(research="yes").asks_research
    with pytest.raises(InvalidValueError, match="research: expected one of yes, motives, no"):
        hlo.CommitmentForm(research="maybe")


@every_answer
def test_json_keeps_the_answer(answer: str | None) -> None:
    form = asking("alignment", answer)
    assert hlo.from_json(hlo.to_json(form)) == form


def test_what_follows_a_form_that_asks_asks_too_and_has_no_answer_yet() -> None:
    own = attrs.evolve(BLANK["preparation"], research="yes", study=STUDY)
    meeting = hlo.AlignmentForm.from_forms([own, hlo.PreparationForm(organisation=COLLEGE, **COMMON)])
    forms = (hlo.renew(own, round="2027"), meeting, hlo.CommitmentForm.from_forms(own, meeting))
    assert [(form.asks_research, form.study, form.research) for form in forms] == [(True, STUDY, None)] * 3


def test_a_plan_asks_on_every_form() -> None:
    table = {
        "partnership": "Wijkzorg Noord",
        "ask_research": True,
        "research": attrs.asdict(STUDY),
        "organisations": [{"name": "De Linde", "type": "practice_partner"}, {"name": "School", "type": "programme"}],
    }
    assert {(form.asks_research, form.study) for form in plan_of(table).forms().values()} == {(True, STUDY)}
    silent = plan_of({**table, "ask_research": False}).forms().values()
    assert {(form.asks_research, form.study) for form in silent} == {(False, hlo.Study())}
    with pytest.raises(InvalidValueError, match="ask_research"):
        plan_of({**table, "ask_research": "yes"})


LIST = "Organisatie;Type\nDe Linde;praktijkpartner\nVerpleegkunde;opleiding\n"
OPTIONS = [part for name, text in attrs.asdict(STUDY).items() for part in (f"--research-{name}", text)]


def new(tmp_path: Path, *options: str, content: str = LIST, name: str = "partners.csv") -> Result:
    (tmp_path / name).write_text(content, encoding="utf-8")
    return commands.run("new", tmp_path / name, tmp_path / "out", "--partnership", "Wijkzorg Noord", *options)


def test_new_asks_with_what_the_settings_say_about_the_research(tmp_path: Path) -> None:
    assert new(tmp_path, "--ask-research", *OPTIONS).exit_code == 0
    forms = [hlo.read(path).form for path in sorted((tmp_path / "out").glob("*.docx"))]
    assert len(forms) == 5
    assert {(form.asks_research, form.study, form.research) for form in forms} == {(True, STUDY, None)}


def test_an_option_goes_before_what_the_file_says_about_the_research(tmp_path: Path) -> None:
    research = "".join(f'{name} = "{text}"\n' for name, text in attrs.asdict(STUDY).items())
    partners = '[[organisations]]\nname = "De Linde"\ntype = "practice_partner"\n'
    content = f"ask_research = true\n[research]\n{research}{partners}"
    assert new(tmp_path, "--research-kept", "een jaar", "--phase", "1", content=content, name="p.toml").exit_code == 0
    (path,) = (tmp_path / "out").glob("*.docx")
    assert hlo.read(path).form.study == attrs.evolve(STUDY, kept="een jaar")


@pytest.mark.parametrize("lacking", attrs.asdict(STUDY))
def test_new_refuses_to_ask_without_saying_what_for(tmp_path: Path, lacking: str) -> None:
    place = OPTIONS.index(f"--research-{lacking}")
    result = new(tmp_path, "--ask-research", *OPTIONS[:place], *OPTIONS[place + 2 :])
    assert result.exit_code == 1
    assert f"--research-{lacking}" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
    with pytest.raises(hlo.PlanError, match="permission for research"):
        hlo.read_plan(("p.csv", LIST.encode()), partnership="P", ask_research=True)


def test_new_does_not_ask_by_itself(tmp_path: Path) -> None:
    assert new(tmp_path, *OPTIONS).exit_code == 0
    forms = [hlo.read(path).form for path in (tmp_path / "out").glob("*.docx")]
    assert {(form.asks_research, form.study) for form in forms} == {(False, hlo.Study())}


@pytest.mark.long
@pytest.mark.editor
def test_the_answer_survives_libreoffice_and_the_forms_are_a_page_longer_at_most(tmp_path: Path) -> None:
    forms = {f"{phase}-{answer}": asking(phase, answer) for phase in BLANK for answer in ("yes", "no")}
    for name, form in forms.items():
        hlo.write(form, tmp_path / f"{name}.docx", language="en")
    for name, form in forms.items():
        assert hlo.read(converted(tmp_path / f"{name}.docx", "docx", tmp_path / "out")).form == form
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo is not installed")
    for phase, blank in BLANK.items():
        hlo.write(blank, tmp_path / f"{phase}-plain.docx", language="en")
        pages = [
            pages_of(converted(tmp_path / f"{phase}-{kind}.docx", "pdf", tmp_path / "pdf")) for kind in ("plain", "yes")
        ]
        assert pages[1] - pages[0] in (0, 1)


def pages_of(pdf: Path) -> int:
    said = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    found = re.search(r"Pages:\s+(\d+)", said)
    assert found
    return int(found[1])


# ---- when data go out


def said(
    answer: str | None, organisation: hlo.Organisation = FARM, **changes: Any
) -> hlo.PreparationForm:  # Any: fields
    """A form of phase 1 that asks, with this answer."""
    answers = {"preparation.1": f"Woorden van {organisation.name}"}
    common = {"organisation": organisation, "asks_research": True, "research": answer, "answers": answers}
    return hlo.PreparationForm(**(COMMON | common | changes))


def left_out(*items: Any, **options: Any) -> list[str]:  # Any: forms and readings; whether unasked ones stay
    return [str(row["reason"]) for row in hlo.Dataset(items).for_research(**options).left_out]


@pytest.mark.parametrize(("answer", "reasons"), [("yes", []), ("no", ["refused"]), (None, ["no_answer"])])
def test_only_a_yes_is_a_yes(answer: str | None, reasons: list[str]) -> None:
    assert left_out(said(answer)) == reasons


def test_forms_that_did_not_ask_stay_where_none_asks_and_go_where_others_do() -> None:
    unasked = BLANK["preparation"]
    asked = said("yes", COLLEGE)
    assert left_out(unasked) == []
    assert left_out(unasked, unasked=False) == ["not_asked"]
    assert left_out(unasked, asked) == ["not_asked"]
    assert left_out(unasked, asked, unasked=True) == []


def test_an_answer_that_is_not_there_is_no_yes_where_the_form_asks() -> None:
    """The form of the round before, or of a partner, may hold a no: only who was not asked may be taken along."""
    before = said("no", round="2025", motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Woord van toen")])
    now = attrs.evolve(hlo.renew(before, round="2026"), research="yes")
    other = said("yes", COLLEGE)
    meeting = attrs.evolve(hlo.AlignmentForm.from_forms([now, other]), answers={"alignment.1": "Samen gezegd"})
    later = attrs.evolve(hlo.CommitmentForm.from_forms(other, meeting), research="yes")
    (kept,) = hlo.Dataset([now]).for_research(unasked=True).dataset.forms
    assert "Woord van toen" not in hlo.to_json(kept)
    (theirs, held) = hlo.Dataset([other, meeting]).for_research(unasked=True).dataset.forms
    assert [who.id for who in held.organisations] == [theirs.organisation.id]
    assert not held.answers
    for form in hlo.Dataset([other, later]).for_research(unasked=True).dataset.forms:
        assert "Samen gezegd" not in hlo.to_json(form)
    together = attrs.evolve(meeting, answers={"alignment.1": "Samen gezegd"}, round="2025")
    again = hlo.renew(together, round="2026")
    for form in hlo.Dataset([other, again]).for_research(unasked=True).dataset.forms:
        assert "Samen gezegd" not in hlo.to_json(form)


def test_text_of_a_file_without_a_form_stays_where_some_were_asked() -> None:
    """Nobody knows whose it is, nor what that organisation said."""
    blank = hlo.read(hlo.render(BLANK["preparation"]))
    loose = attrs.evolve(blank, forms=(), remarks=(Passage(text="Van wie?"),), source="brief.docx")
    research = hlo.Dataset([said("yes", COLLEGE), loose]).for_research(unasked=True, answers=True)
    assert not any(getattr(file.result, "remarks", ()) for file in research.dataset.files)


def test_a_yes_that_was_read_with_a_doubt_is_none() -> None:
    doubt = hlo.Finding(code="label-near", field="research")
    assert left_out(attrs.evolve(hlo.read(hlo.render(said("yes"))), findings=(doubt,))) == ["doubtful"]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (("yes", "no"), "refused"),
        (("yes", "motives"), "motives"),
        (("motives", "no"), "refused"),
        (("yes", None), None),
    ],
)
def test_of_several_versions_of_a_form_the_strictest_answer_counts_in_any_order(
    answers: tuple[str | None, str | None], reason: str | None
) -> None:
    """Files do not tell which of them came last; a version without an answer says nothing."""
    first = said("yes")
    versions = [attrs.evolve(first, research=answer, answers={"preparation.1": str(answer)}) for answer in answers]
    assert len({form.id for form in versions}) == 1
    for order in (versions, versions[::-1]):
        assert left_out(*order) == ([reason] * 2 if reason else [])


@tries(15, of=60)
@given(st.data())
def test_permissions_do_not_depend_on_the_order_of_files(data: st.DataObject) -> None:
    answer, rounds = st.sampled_from(["yes", "motives", "no", None]), st.sampled_from(["2025", "2026", None])
    names = st.sampled_from(
        [FARM, attrs.evolve(FARM, name="De Lindes", id=None), COLLEGE, hlo.Organisation(type=FARM.type)]
    )
    kinds = st.builds(
        lambda make, who, said, year, sector: make(said, organisation=attrs.evolve(who, sector=sector), round=year),
        st.sampled_from([said, own]), names, answer, rounds, st.sampled_from(["zorg", "welzijn"]),
    )  # fmt: skip
    meeting = hlo.AlignmentForm(
        organisations=[FARM, COLLEGE], answers={"alignment.1": "Samen"}, research=data.draw(answer), **COMMON
    )
    forms = list(dict.fromkeys([*data.draw(st.lists(kinds, min_size=1, max_size=6)), meeting]))

    def words(order: list[Form]) -> list[str]:
        return sorted(hlo.to_json(form) for form in hlo.Dataset(order).for_research().dataset.forms)

    assert words(data.draw(st.permutations(forms))) == words(forms)


LOST: dict[str, dict[str, Any]] = {  # Any: fields of a form
    "round": {"round": None},
    "partnership": {"partnership": hlo.Partnership()},
    "both": {"round": None, "partnership": hlo.Partnership()},
    "organisation": {"organisation": hlo.Organisation(type=FARM.type)},
    "typed": {"organisation": hlo.Organisation("Zorgboerderij de Lindee", type=FARM.type)},
    "shorter": {"organisation": hlo.Organisation("De Linde", type=FARM.type)},
    "another-id": {"organisation": attrs.evolve(FARM, id="PP-17")},
    "partnership-typed": {"partnership": "Wijkzorg Nord"},
    "typed-and-partnership": {
        "organisation": hlo.Organisation("Zorgboerderij de Lindee", type=FARM.type),
        "partnership": hlo.Partnership(),
    },
}


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("options", [{}, {"unasked": True}])
@pytest.mark.parametrize(("answer", "reason"), [("no", "resembling"), ("motives", "motives")])
def test_a_no_follows_an_organisation_whose_particulars_were_emptied_or_mistyped(
    lost: str, options: dict[str, bool], answer: str, reason: str
) -> None:
    refused = said(answer, **LOST[lost])
    met = hlo.AlignmentForm(
        organisations=[FARM, COLLEGE],
        own_answers=[hlo.OwnAnswer(question="alignment.6", organisation=FARM.id, text="Binnenskamers")],
        **COMMON,
    )
    for forms in ([refused, own("yes"), said("yes", COLLEGE), met], [met, said("yes", COLLEGE), own("yes"), refused]):
        research = hlo.Dataset(forms).for_research(**options)
        assert "Binnenskamers" not in "".join(map(hlo.to_json, research.dataset.forms))
        (key,) = [row["form"] for row in hlo.Dataset(forms)["forms"] if row["phase"] == "commitment"]
        assert reason in [row["reason"] for row in research.left_out if row["form"] == key]
        assert "Woorden van Opleiding" in "".join(map(hlo.to_json, research.dataset.forms))
        if answer == "no":
            assert any("misschien nee" in remark for remark in research.remarks(language="nl"))


@pytest.mark.parametrize(
    "other",
    [
        {"organisation": hlo.Organisation("Zorgboerderij Het Anker", type=FARM.type)},
        {"organisation": hlo.Organisation("Zorgboerderij Wijkzorg", type=FARM.type)},
        {"organisation": hlo.Organisation("Zorgboerderij De Linde", type="programme", id="x")},
        {"round": "2025"},
        {"partnership": "Jeugdhulp Zuid"},
    ],
    ids=str,
)
def test_a_no_says_nothing_of_somebody_else(other: dict[str, Any]) -> None:
    assert left_out(said("no", **other), own("yes")) == ["refused"]


@pytest.mark.parametrize(
    ("name", "other", "alike"),
    [
        ("Merelveld", "Zorggroep Merelveld", True),
        ("Zorggroep Merelveld B.V.", "Zorg-groep Merelvelt", True),
        ("DeLinde", "De Linde", True),
        ("Opleiding Verpleegkunde", "Opleiding Verpleegkunde, Hogeschool Beekdal", True),
        ("Thuiszorg Merelveld", "Welzijn Merelveld", False),
        ("Wijkteam 1", "Wijkteam 2", False),
        ("Wijkteam", "Wijkteam 2", False),
        ("Wijkteam Oost", "Wijkteam West", False),
        ("De", "De Linde", False),
        ("…", "De Linde", False),
    ],
)
def test_names_are_alike_where_one_says_all_of_the_other(name: str, other: str, *, alike: bool) -> None:
    assert may_be_same(name, other) is may_be_same(other, name) is alike


def test_invented_organisations_are_never_taken_for_each_other() -> None:
    forms = examples.forms(60, seed=3)
    names = {who.name for form in forms for who in organisations_of(form) if who.name}
    assert not [pair for pair in itertools.combinations(sorted(names), 2) if may_be_same(*pair)]


def test_of_two_forms_that_name_nobody_a_no_on_one_counts_for_the_other() -> None:
    nobody, others = (hlo.Organisation(type=kind) for kind in (FARM.type, COLLEGE.type))
    no, yes = said("no", nobody), own("yes", organisation=nobody)
    assert sorted(left_out(no, yes)) == ["refused", "resembling"]
    assert left_out(no, own("yes", organisation=others)) == ["refused"]


def test_partners_with_nearly_one_name_that_met_each_other_are_two() -> None:
    here, there = (hlo.Organisation(f"Zorggroep Merelveld{end}", type=FARM.type) for end in ("", " Noord"))
    met = hlo.AlignmentForm(organisations=[here, there], **COMMON)
    assert left_out(said("no", here), said("yes", there)) == ["refused", "resembling"]
    assert left_out(said("no", here), said("yes", there), met) == ["refused", "refused"]


def test_a_no_says_nothing_of_another_round() -> None:
    assert left_out(said("no", round="2025"), said("yes")) == ["refused"]


def test_every_voice_of_an_organisation_must_say_yes() -> None:
    for answer, reason in (("no", "refused"), (None, "no_answer")):
        voices = [said("yes", respondent="het team"), said(answer, respondent="de directie")]
        assert left_out(*voices) == [reason] * 2
    assert left_out(said("yes", respondent="het team"), said("motives", respondent="de directie")) == ["motives"] * 2
    assert left_out(said("yes", respondent="het team"), said("yes", respondent="de directie")) == []


def own(answer: str | None, **changes: Any) -> hlo.CommitmentForm:  # Any: fields
    fields = {"organisation": FARM, "asks_research": True, "research": answer, "answers": {ASKED: "Binnenskamers"}}
    return hlo.CommitmentForm(**(COMMON | fields | changes))


ASKED = "commitment.commitment.1"


def test_a_permission_of_phase_1_holds_for_the_round_and_a_later_answer_can_take_it_away() -> None:
    assert left_out(said("yes"), own(None, asks_research=False)) == []
    assert left_out(said("yes"), own("no")) == ["refused"] * 2
    assert left_out(said("yes"), own(None)) == ["no_answer"]


@pytest.mark.parametrize("reading", [True, False])
def test_words_of_an_earlier_round_follow_the_answer_of_that_round(*, reading: bool) -> None:
    ticked = [hlo.MotiveAnswer("network", ticked=True, outcome="Woord van toen")]
    before = said("no", round="2025", motives=ticked, other_motives=[hlo.OtherMotive("Plezier van toen")])
    renewed = hlo.renew(before, round="2026")
    now = attrs.evolve(
        renewed,
        research="yes",
        previous=[attrs.evolve(row, realised="partly") for row in renewed.previous],
        previous_other=[attrs.evolve(row, realised="no") for row in renewed.previous_other],
    )
    items = [hlo.read(hlo.render(form)) if reading else form for form in (before, now)]
    research = hlo.Dataset(items).for_research()
    (form,) = research.dataset.forms
    assert "van toen" not in hlo.to_json(form)
    (row,) = [row for row in research.dataset["motives"] if row["motive"] == "network"]
    assert (row["previous_ticked"], row["previous_outcome"], row["realised"]) == (None, None, "partly")
    assert not [one for one in research.dataset["evidence"] if "van toen" in str(one["seen"])]
    reasons = [(one["part"], one["reason"], one["count"]) for one in research.left_out]
    assert {(None, "refused", 1), ("previous", "previous", 1), ("previous_other", "previous", 1)} <= set(reasons)
    assert hlo.Dataset([attrs.evolve(before, research="yes"), now]).for_research().dataset.forms[1] == now


def _met(*partners: hlo.Organisation) -> hlo.AlignmentForm:
    relation = hlo.DeclaredRelation(first_organisation=FARM.name, kind="hinder", note="Woord van toen")
    answers = {"alignment.1": "Woord van toen"}
    return hlo.AlignmentForm(
        organisations=partners, answers=answers, relations=[relation], **{**COMMON, "round": "2025"}
    )


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("answer", ["yes", "motives", "no", None])
def test_words_that_were_said_together_in_an_earlier_round_follow_the_answers_of_everybody_then(
    answer: str | None, *, there: bool
) -> None:
    """Also of an organisation that is no longer a partner, and where the form of that meeting is not at hand."""
    gone = hlo.Organisation("Weggegaan", type="practice_partner")
    before = [said("yes", round="2025"), said("yes", COLLEGE, round="2025"), said(answer, gone, round="2025")]
    met = _met(FARM, COLLEGE, gone)
    later = hlo.AlignmentForm(organisations=[FARM, COLLEGE], research="yes", **COMMON)
    later = hlo.look_back(later, [met])
    later = attrs.evolve(
        later,
        previous_answers=[attrs.evolve(row, now="Woord van nu") for row in later.previous_answers],
        previous_relations=[attrs.evolve(row, now="Woord van nu") for row in later.previous_relations],
    )
    forms = [*before, said("yes"), said("yes", COLLEGE), later, *([met] if there else [])]
    research = hlo.Dataset(forms).for_research()
    (form,) = [one for one in research.dataset.forms if one.previous_round]
    goes_out = answer == "yes" and there
    assert ("van toen" in hlo.to_json(form)) == ("van nu" in hlo.to_json(form)) == goes_out
    assert bool(list(research.dataset["looking_back"])) == goes_out
    reasons = [(one["part"], one["reason"]) for one in research.left_out]
    assert (("previous_answers", "previous") in reasons) == (not goes_out)


@pytest.mark.parametrize(("then", "now"), [("yes", "yes"), ("no", "yes"), ("motives", "yes"), ("yes", "motives")])
def test_agreements_of_an_earlier_round_follow_the_answers_of_then_and_now(then: str | None, now: str | None) -> None:
    own = hlo.CommitmentForm(
        organisation=FARM, **{**COMMON, "round": "2025"}, agreements=[hlo.Agreement(what="Eigen van toen")]
    )
    other = attrs.evolve(
        own, organisation=COLLEGE, id=None, shared_agreements=[hlo.Agreement(what="Hun woord van toen")]
    )
    later = hlo.look_back(hlo.CommitmentForm(organisation=FARM, **COMMON), [own, other])
    assert later.partner_agreements
    for who, theirs in ((FARM, ("yes", then)), (COLLEGE, (then, "yes"))):
        answers = [said(theirs[1], FARM, round="2025"), said(theirs[0], COLLEGE, round="2025"), said(now, FARM)]  # type: ignore[arg-type]  # answers
        research = hlo.Dataset([*answers, said("yes", COLLEGE), own, other, later]).for_research()
        (text,) = [hlo.to_json(form) for form in research.dataset.forms if form.previous_round]
        assert ("Eigen van toen" in text) == (now == "yes" and (who is COLLEGE or then == "yes"))
        assert ("Hun woord van toen" in text) == (now == "yes" and (who is FARM or then == "yes"))


def test_a_stranger_at_the_meeting_gave_no_permission() -> None:
    forms = [said("yes"), said("yes", COLLEGE)]
    told = {"answers": {"alignment.1": "Samen gezegd"}, "organisations": [FARM, COLLEGE], **COMMON}
    assert left_out(*forms, hlo.AlignmentForm(**told)) == []
    stranger = hlo.AlignmentForm(participants=[hlo.Participant("Noor", organisation="De Buren")], **told)
    assert left_out(*forms, stranger) == ["partners", "partners"]


def test_what_was_said_at_a_meeting_that_is_not_there_stays_in() -> None:
    met = hlo.AlignmentForm(organisations=[FARM, COLLEGE], answers={"alignment.1": "Samen gezegd"}, **COMMON)
    forms = [said("yes"), said("yes", COLLEGE)]
    taken = attrs.evolve(hlo.CommitmentForm.from_forms(forms[0], met), research="yes")
    assert left_out(*forms, met, taken) == []
    assert left_out(*forms, taken) == ["partners"]


def test_a_file_that_holds_a_form_that_goes_too_keeps_no_loose_text() -> None:
    passage = hlo.Passage(text="Los")
    forms = (said("yes"), said("no", COLLEGE))
    reading = attrs.evolve(hlo.read(hlo.render(forms[0])), forms=forms, unplaced=(passage,), source="twee.docx")
    both = hlo.Dataset([reading])
    assert [row["text"] for row in both["passages"]] == ["Los"]
    assert list(both.for_research().dataset["passages"]) == []
    alone = attrs.evolve(reading, forms=forms[:1])
    assert len(hlo.Dataset([alone]).for_research().dataset["passages"]) == 1


@every_language
def test_what_was_left_out_is_said_in_words(language: str) -> None:
    found = hlo.Dataset(
        [said("no"), said(None, COLLEGE), said("yes", hlo.Organisation("C", type="programme"))]
    ).for_research()
    assert len(found.remarks(language=language)) == 3
    assert all(remark.endswith(": 1.") for remark in found.remarks(language=language)[1:])
    assert repr(found).endswith("2 left out)")
    kept = hlo.Dataset([said("yes")]).for_research()
    assert len(kept.remarks(language=language)) == 2
    with pytest.raises(InvalidValueError, match="language"):
        kept.remarks(language="fy")


def written(dataset: hlo.Dataset, folder: Path, **options: Any) -> str:  # Any: everything or not
    """All that the exports to files write, as text."""
    paths = [*hlo.to_csv(dataset, folder / "csv", **options), *hlo.to_jsonl(dataset, folder / "jsonl", **options)]
    with zipfile.ZipFile(io.BytesIO(hlo.to_qdpx(dataset, **options))) as archive:
        project = [archive.read(name).decode("utf-8") for name in archive.namelist()]
    return "\n".join([*(path.read_text("utf-8") for path in paths), *project])


def test_exports_write_what_may_be_used_and_say_what_they_left_out(tmp_path: Path) -> None:
    dataset = hlo.Dataset([said("no"), said("yes", COLLEGE)])
    found = written(dataset, tmp_path / "some")
    assert "Woorden van Opleiding Verpleegkunde" in found
    assert "De Linde" not in found
    for remark in hlo.Dataset([said("no")]).for_research().remarks(language="nl"):
        assert remark in found
    every = written(dataset, tmp_path / "all", everything=True)
    assert "Woorden van Zorgboerderij De Linde" in every


def test_a_spreadsheet_holds_what_may_be_used(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    dataset = hlo.Dataset([said("no"), said("yes", COLLEGE)])
    texts = {}
    for everything in (False, True):
        book = openpyxl.load_workbook(io.BytesIO(hlo.to_excel(dataset, everything=everything)))
        texts[everything] = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "De Linde" not in texts[False]
    assert "De Linde" in texts[True]
