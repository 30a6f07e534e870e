"""Pseudonyms, tried as an attacker would: no name that the data hold is left in anything that is shared."""

from __future__ import annotations

import functools
import io
import json
import re
import secrets
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import hlo_forms as hlo
from hlo_forms import Evidence, Finding, InvalidValueError, Passage, Place, ReadFailure, examples
from hlo_forms.basics.values import FrozenMap
from hlo_forms.readings.reading import read_failure
from hlo_forms.research.privacy.finder import coarse
from hlo_forms.research.privacy.names import organisation_variants, people_named_in
from runs import dear, tries
from strategies import forms

KEY = b"a key that is only for these tests"
LINDE = hlo.Organisation("Stichting Zorgboerderij De Linde (ZDL)", type="practice_partner", sector="Zorg")
SCHOOL = hlo.Organisation("Opleiding Verpleegkunde Zandhoek", type="programme", id="HS01")
COMMON: dict[str, Any] = {"partnership": "Wijkzorg Beekdal", "round": "2026"}  # Any: fields of several kinds


def first_form(**changes: Any) -> hlo.PreparationForm:  # Any: as above
    return hlo.PreparationForm(**(COMMON | {"organisation": LINDE} | changes))


def shared(*items: Any, **options: Any) -> hlo.Pseudonymised:  # Any: forms and readings; how
    return hlo.pseudonymise(hlo.Dataset(items), KEY, **options)


def texts_in(value: Any) -> Iterator[str]:  # Any: anything made of texts
    """Every text within a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | FrozenMap):
        yield from (text for pair in value.items() for part in pair for text in texts_in(part))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (text for part in value for text in texts_in(part))
    elif attrs.has(type(value)) and not isinstance(value, hlo.Instrument):
        yield from (text for field in attrs.fields(type(value)) for text in texts_in(getattr(value, field.name)))


def everything(found: hlo.Pseudonymised) -> str:
    """All that somebody gets who gets the data set: cells, views, forms, readings, and what is made of them."""
    dataset = found.dataset
    said = [
        repr(found),
        found._repr_html_(),
        repr(dataset),
        dataset.to_html(language="nl"),
        dataset.to_html(language="en"),
    ]
    for table in (*dataset.tables.values(), found.replaced):
        said += [repr(table), table._repr_html_(), *map(str, (cell for row in table.rows for cell in row))]
    for form in dataset.forms:
        said += [repr(form), hlo.to_json(form)]
    for file in dataset.files:
        said += [repr(file.result), str(file.result), *texts_in(file.result)]
    with zipfile.ZipFile(io.BytesIO(hlo.to_qdpx(dataset, answers=True))) as archive:
        said += [archive.read(name).decode("utf-8") for name in archive.namelist()]
    with tempfile.TemporaryDirectory() as folder:
        said += [path.read_text("utf-8") for path in hlo.to_csv(dataset, folder, evidence=True, answers=True)]
    return "\n".join(said)


@functools.cache
def told() -> str:
    """All of that, of the planted data set."""
    return everything(hlo.pseudonymise(planted()[0], KEY)).casefold()


@functools.cache
def planted() -> tuple[hlo.Dataset, tuple[str, ...]]:
    """A data set with names in every place that can hold one, and those names."""
    people = ("Noor Bakker-Zilverberk", "Sem de Wit", "Ingrid Überschär", "Fatima El Idrissi")
    text = f"Met {people[0]} van De Linde en de ZDL, voor Wijkzorg Beekdal (zie HS01, {SCHOOL.name}); bel Sem."
    own = first_form(
        participants=[hlo.Participant(people[0], role=f"namens {LINDE.name}")],
        invitation=hlo.Invitation(
            sender=f"{people[1]}, s.dewit@delinde.example", return_to="info@wijkzorgbeekdal.example", return_by=text
        ),
        respondent=people[2],
        answers={"preparation.1": text, "preparation.2": f"ingrid überschär; {people[2].upper()}"},
        motives=[hlo.MotiveAnswer("network", ticked=True, outcome=text)],
        other_motives=[hlo.OtherMotive(text, text)],
    )
    second = attrs.evolve(own, organisation=LINDE, respondent="Team Oever", id=None)
    school = first_form(organisation=SCHOOL, answers={"preparation.1": text})
    meeting = hlo.AlignmentForm.from_forms([own, second, school], share=["preparation.1"])
    relation = hlo.DeclaredRelation(
        first_organisation=LINDE.id, first_motive="network", second_organisation="Bakkerij Jansen", note=text
    )
    taken = [hlo.OwnAnswer(question="alignment.6", organisation=who, text=text) for who in (LINDE.id, "De Buren")]
    meeting = attrs.evolve(
        meeting,
        relations=[relation],
        own_answers=taken,
        participants=[hlo.Participant(people[3], organisation="HS01"), hlo.Participant("Bo", organisation="De Buren")],
    )
    last = attrs.evolve(
        hlo.CommitmentForm.from_forms(own, meeting),
        agreements=[hlo.Agreement(what=text, who=f"{people[3]} en Joost van Loon", when=text)],
    )
    place = Place(part="body", heading=f"Kop van {people[0]}", row=1, column="De Linde")
    passage = Passage(text=text, place=place, author="Marleen Postma", date="2026-03-12T10:00:00Z")
    reading = hlo.read(hlo.render(own))
    evidence = dict(reading.evidence)
    evidence["answers.preparation.3"] = Evidence(field="answers.preparation.3", how="tag", place=Place(), seen="")
    evidence["participants.removed"] = Evidence(field="participants.removed", how="label", place=place, seen=people[0])
    evidence["answers.preparation.1"] = Evidence(field="answers.preparation.1", how="tag", place=place, seen=text)
    findings = (
        Finding(
            code="differs-from-identity",
            seen=f"hlo1/x/y/nl/preparation/programme/{own.id}/wijkzorg~1f2e/de-linde~2e3f/-",
        ),
        Finding(code="label-near", field="organisation.name", place=place, seen="zorgboerderij linde bo"),
        Finding(code="unplaced-text", place=place, seen=f"{text} hlo1/strategic/2022/{LINDE.id}~1f2e"),
    )
    extra: dict[str, Any] = {"unplaced": (passage,), "deleted": (passage,), "remarks": (passage,), "findings": findings}
    full = attrs.evolve(
        reading, evidence=FrozenMap(evidence), source="Beekdal/De Linde - Noor Bakker.docx", sha256="ab" * 32, **extra
    )
    words = {"nl": f"{people[0]}: te groot", "en": text}
    broken = ReadFailure(source="Sem de Wit.pdf", code="pdf", words=FrozenMap(words), sha256="cd" * 32, detail=text)
    items = [full, attrs.evolve(hlo.read(hlo.render(meeting)), source=None), last, second, broken]
    names = [*people, "Bakker-Zilverberk", "de Wit", "Überschär", "El Idrissi", "Joost van Loon", "Marleen Postma"]
    names += ["De Linde", "Zorgboerderij", "ZDL", "Zandhoek", "HS01", "Beekdal", "Team Oever", "De Buren", "Jansen"]
    names += [own.id, meeting.id, "ab" * 32, "cd" * 32, "delinde", "1f2e", "2e3f", str(LINDE.id), ".example"]
    return hlo.Dataset(items), tuple(names)


@pytest.mark.parametrize("name", planted()[1])
def test_no_name_from_the_data_is_left_anywhere(name: str) -> None:
    assert name.casefold() not in told()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_export_says_whether_names_or_codes_stand_in_it_and_that_codes_are_not_anonymous(
    language: str, tmp_path: Path
) -> None:
    dataset, _ = planted()
    said = {"nl": ("door codes vervangen: wie", "niet anoniem"), "en": ("replaced by codes: whoever", "not anonymous")}
    for folder, each in (("names", dataset), ("codes", hlo.pseudonymise(dataset, KEY).dataset)):
        hlo.to_csv(each, tmp_path / folder, language=language)
        text = (tmp_path / folder / "README.md").read_text("utf-8")
        assert [words in text for words in said[language]] == [folder == "codes"] * 2


def test_the_data_set_of_this_test_does_hold_these_names() -> None:
    """Or the test above could not fail."""
    dataset, names = planted()
    cells = "\n".join(str(cell) for table in dataset.tables.values() for row in table.rows for cell in row).casefold()
    missing = [name for name in names if name.casefold() not in cells]
    assert missing == []


FIRST = ("Noor", "Sem", "Ingrid", "Bilal", "Zoë", "Anna Maria", "Joost")
LAST = ("Bakker", "de Wit", "van der Veen", "El Idrissi", "Überschär", "Bakker-Zilverberk", "'t Hart", "Pattinama")
PLACES = ("Zandhoek", "Beekdal", "Oosterwâlde")
KINDS = ("Zorgboerderij De {}", "Stichting {} Vooruit", "Woningcorporatie {} B.V.", "Opleiding Techniek {} (OT{})")
AROUND = ("Voor {} gaat dit goed.", "{}", "volgens\n{}, en anderen", "“{}”", "(zie {})", "samen met {}; later meer")


def accentless(text: str) -> str:
    plain = {"ë": "e", "Ü": "U", "ü": "u", "ä": "a", "â": "a"}
    return "".join(plain.get(character, character) for character in text)


def ways_to_write(first: str, last: str) -> list[str]:
    """How people write a person: listed here by hand, apart from the code under test."""
    whole = f"{first} {last}"
    ways = [whole, whole.upper(), whole.lower(), accentless(whole), whole.replace(" ", "  "), whole.replace(" ", "\n")]
    ways += [
        first.split(" ", maxsplit=1)[0],
        last,
        f"{first[0]}. {last}",
        f"{last}, {first}",
        f"mevrouw {last}",
        f"dr. {whole}",
    ]
    return [*ways, whole.replace(" ", "-").lower(), f"{whole}s" if last[-1] != "s" else whole]


@tries(20, of=100)
@given(
    st.sampled_from(FIRST),
    st.sampled_from(LAST),
    st.sampled_from(AROUND),
    st.integers(0, 13),
    st.sampled_from(("participant", "sender", "agreement", "author", "respondent")),
)
def test_a_person_is_found_in_free_text_however_people_write_the_name(
    first: str, last: str, around: str, way: int, place: str
) -> None:
    written = ways_to_write(first, last)[way]
    name = f"{first} {last}"
    text = around.format(written)
    answers = {"commitment.communication.1": text}
    changes: dict[str, Any] = {  # Any: fields of several kinds
        "participant": {"participants": [hlo.Participant(name)]},
        "sender": {"invitation": hlo.Invitation(sender=f"{name}, Hogeschool")},
        "agreement": {"agreements": [hlo.Agreement(who=name)]},
        "respondent": {"respondent": name},
    }.get(place, {})
    form = hlo.CommitmentForm(answers=answers, **changes)
    item: Any = form  # Any: a form or a reading
    if place == "author":
        item = attrs.evolve(hlo.read(hlo.render(form)), remarks=(Passage(text="ok", author=name),))
    found = shared(item).dataset.forms[0].answers["commitment.communication.1"]
    left = set(re.findall(r"\w+", accentless(found).casefold()))
    parts = {accentless(part).casefold() for part in re.findall(r"\w+", f"{first} {last}") if len(part) > 2}
    assert not left & (parts - {"van", "der"})
    assert found.startswith(around[: around.index("{")])


@tries(20, of=80)
@given(st.sampled_from(KINDS), st.sampled_from(PLACES), st.sampled_from(AROUND), st.integers(0, 5))
def test_an_organisation_or_partnership_is_found_however_people_write_it(
    kind: str, place: str, around: str, way: int
) -> None:
    name = kind.format(place, place[0])
    short = re.sub(r"^Stichting | B\.V\.$| \(.*\)$", "", name)
    written = [name, short, short.upper(), accentless(short), short.replace(" ", "-").lower(), short.replace(" ", "")][
        way
    ]
    form = hlo.PreparationForm(organisation=LINDE, partnership=name, answers={"preparation.1": around.format(written)})
    found = shared(form).dataset.forms[0].answers["preparation.1"]
    assert accentless(place).casefold() not in accentless(found).casefold()
    assert re.match(r".*partnership-[a-z2-7]{12}\b", found.replace("\n", " "))
    assert found.startswith(around[: around.index("{")])


@given(st.lists(forms(), max_size=3))
@tries(8, of=30, suppress_health_check=list(HealthCheck))
def test_facts_stay_what_they_were_whatever_is_typed(found: list[Any]) -> None:
    before = hlo.Dataset(found)
    after = hlo.pseudonymise(before, KEY, dates="year").dataset
    for name in before:
        assert len(before[name]) == len(after[name]), name
    assert facts(before) == facts(after)
    for form in after.forms:
        assert hlo.from_json(hlo.to_json(form)) == form
        for who in (getattr(form, "organisation", None), *getattr(form, "organisations", ())):
            assert who is None or all(
                re.fullmatch(r"organisation-[a-z2-7]{12}", text) for text in (who.id, who.name) if text
            )


def facts(dataset: hlo.Dataset) -> Counter[Any]:  # Any: a row of facts
    """What the tables say beside names and texts, in no order."""
    columns = {
        "motives": ("category", "motive", "status", "ticked", "realised"),
        "answers": ("theme", "question", "status", "number"),
        "relations": ("kind", "first_motive", "second_motive", "carried"),
        "forms": (
            "phase",
            "version",
            "versions",
            "copies",
            "instrument",
            "organisation_type",
            "ownership",
            "filled_in",
        ),
        "brought": ("kind", "number", "motive", "status", "doubtful"),
        "responses": ("phase", "organisation_type", "forms", "response"),
    }
    return Counter(
        (name, *(row[column] for column in wanted)) for name, wanted in columns.items() for row in dataset[name]
    )


def test_partnerships_compare_and_change_as_they_did() -> None:
    before = hlo.Dataset(examples.forms(6, seed=4))
    after = hlo.pseudonymise(before, KEY).dataset
    compared = [Counter(map(repr, counted(dataset))) for dataset in (before, after)]
    assert compared[0] == compared[1]
    assert compared[0]


def counted(dataset: hlo.Dataset) -> Iterator[Any]:  # Any: counts
    for partnership in {form.partnership.id for form in dataset.forms}:
        for round in ("2025", "2026"):
            own = [
                form
                for form in dataset.forms
                if isinstance(form, hlo.PreparationForm) and (form.partnership.id, form.round) == (partnership, round)
            ]
            if len({form.organisation.id for form in own}) > 1:
                yield from (sorted_counts(pair) for pair in hlo.compare(own).pairs)


def sorted_counts(pair: Any) -> tuple[Any, ...]:  # Any: a pair of organisations
    one, other = pair.motives.only_first, pair.motives.only_second
    return (pair.motives.both, *sorted((one, other)), pair.motives.neither, pair.counterparts.both)


def test_the_same_key_gives_the_same_codes_in_another_data_set() -> None:
    person = hlo.Participant("Noor Bakker")
    one, other = first_form(participants=[person]), first_form(organisation=SCHOOL, participants=[person], round="2027")
    first, second = shared(one).dataset.forms[0], shared(other).dataset.forms[0]
    assert first.partnership == second.partnership
    assert first.participants == second.participants
    assert shared(one).dataset.forms == shared(one).dataset.forms


def test_another_key_gives_other_codes_for_everything() -> None:
    dataset, _ = planted()
    codes = [set(hlo.pseudonymise(dataset, key)._names) for key in (KEY, secrets.token_bytes(32))]
    assert codes[0]
    assert not codes[0] & codes[1]


@pytest.mark.parametrize(
    ("key", "said"), [(b"too short", "16 bytes or more"), ("a text and no bytes", "expected bytes")]
)
def test_a_key_that_is_no_secret_is_refused_and_never_shown(key: Any, said: str) -> None:  # Any: no key
    with pytest.raises(InvalidValueError, match=said) as caught:
        hlo.pseudonymise(hlo.Dataset([]), key)
    assert str(key) not in str(caught.value)
    assert "too short" not in str(caught.value)


def test_an_unknown_way_with_dates_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="dates: expected one of day, month, year"):
        shared(dates="week")


def test_what_was_replaced_is_told_by_place_and_code_and_not_by_name() -> None:
    form = first_form(answers={"preparation.1": "De Linde belt, De Linde mailt x@y.example"})
    rows = [(row["field"], row["within"], row["kind"], row["times"]) for row in shared(form).replaced]
    assert rows == [
        ("answers.preparation.1", "answer", "contact", 1),
        ("answers.preparation.1", "answer", "organisation", 2),
    ]
    assert {row["form"] for row in shared(form).replaced} == {shared(form).dataset.entries[0].key}


def test_fields_are_named_as_in_the_tables() -> None:
    fields = {row["field"] for row in hlo.pseudonymise(planted()[0], KEY).replaced if row["within"] == "answer"}
    known = {"own_answers.alignment.6.1.text", "own_answers.alignment.6.2.text", "motives.network.outcome"}
    assert known | {"other_motives.1.text", "relations.1.note", "agreements.1.what", "invitation.return_by"} <= fields


def test_a_name_of_several_has_a_code_that_is_of_none_of_them() -> None:
    people = [hlo.Participant("Noor Bakker"), hlo.Participant("Noor Postma")]
    found = shared(first_form(participants=people, answers={"preparation.1": "Noor belt Noor Bakker"}))
    codes = re.findall(r"person-[a-z2-7]{12}", found.dataset.forms[0].answers["preparation.1"])
    assert [found._names[code].text for code in codes] == ["noor (?)", "Noor Bakker"]


@pytest.mark.parametrize("name", ["Bo", "Zorg", "Ja", "😀", "nee", "Opleiding", "de school"])
def test_a_name_that_is_too_short_or_common_is_not_looked_for_and_says_so(name: str) -> None:
    text = "Ja, zorg voor Bo; nee, de school en de Opleiding 😀 Zorg"
    found = shared(
        hlo.PreparationForm(organisation=hlo.Organisation(name, type="programme"), answers={"preparation.1": text})
    )
    form = found.dataset.forms[0]
    assert form.answers["preparation.1"] == text
    assert set(found.unsearched) == {form.organisation.id, *found.review.column("code")}
    assert found.review.column("text") == ("Bo",)
    assert name not in repr(form)


def test_an_answer_that_says_no_stays_no_whoever_is_called_so() -> None:
    form = hlo.PreparationForm(
        organisation=hlo.Organisation("Nee", type="programme"),
        participants=[hlo.Participant("Niet Van Toepassing")],
        motives=[
            hlo.MotiveAnswer("network", outcome="Nee"),
            hlo.MotiveAnswer("recruitment", outcome="niet van toepassing"),
        ],
    )
    assert shared(form).dataset.forms[0].status("network") is form.status("network") is hlo.Status.NOT_TICKED


def test_more_names_can_be_given() -> None:
    form = first_form(answers={"preparation.1": "Juf Roos van de Regenboog zag het."})
    found = shared(form, names=["De Regenboog", "Juf Roos"]).dataset.forms[0].answers["preparation.1"]
    assert re.fullmatch(r"name-[a-z2-7]{12} van name-[a-z2-7]{12} zag het\.", found)


def test_ordinary_words_stay() -> None:
    text = "De linde bij de school bloeit; het team met 12 leden wil 020 keer per 1 maart samen bakken. Op 06-03 niet."
    form = first_form(participants=[hlo.Participant("Sem Bakker, procesbegeleider")], answers={"preparation.1": text})
    stays = attrs.evolve(form, organisation=attrs.evolve(LINDE, name="Zorgboerderij Linde", id=None), id=None)
    assert shared(stays).dataset.forms[0].answers["preparation.1"] == text


@pytest.mark.parametrize(
    "contact",
    ["noor@delinde.example", "n.b+x@zorg.example.nl", "06-12345678", "020 123 4567", "+31 6 1234 5678", "0612345678"],
)
def test_addresses_and_telephone_numbers_are_found_by_their_looks(contact: str) -> None:
    found = shared(first_form(answers={"preparation.1": f"Bel of mail {contact}."})).dataset.forms[0]
    assert re.fullmatch(r"Bel of mail contact-[a-z2-7]{12}\.", found.answers["preparation.1"])


@pytest.mark.parametrize(
    ("text", "month", "year"),
    [
        ("2026-03-12", "2026-03", "2026"),
        ("2026-03-12T10:15:00Z", "2026-03", "2026"),
        ("voor 12-03-2026 graag", "voor 03-2026 graag", "voor 2026 graag"),
        ("1/3/26", "3-26", "26"),
        ("vrijdag 12 maart 2026", "maart 2026", "2026"),
        ("Friday, March 12th, 2026", "March 2026", "2026"),
        ("the 3rd of May 2026", "the May 2026", "the 2026"),
        ("vóór 12 mrt.", "vóór mrt.", "vóór …"),
        ("12 maanden, 3 mei en 4 meisjes", "12 maanden, mei en 4 meisjes", "12 maanden, … en 4 meisjes"),
        ("artikel 3.2.1 van 2026", "artikel 3.2.1 van 2026", "artikel 3.2.1 van 2026"),
        ("in maart 2026", "in maart 2026", "in maart 2026"),
    ],
)
def test_dates_become_as_coarse_as_was_asked(text: str, month: str, year: str) -> None:
    assert [coarse(text, dates)[0] for dates in ("day", "month", "year")] == [text, month, year]


def test_dates_are_made_coarse_everywhere_or_nowhere() -> None:
    dataset, _ = planted()
    exact = hlo.pseudonymise(dataset, KEY).dataset
    rough = hlo.pseudonymise(dataset, KEY, dates="year").dataset
    assert set(exact["passages"].column("date")) == {"2026-03-12T10:00:00Z"}
    assert set(rough["passages"].column("date")) == {"2026"}
    form = hlo.CommitmentForm(agreements=[hlo.Agreement(what="Evaluatie", when="12 juni 2026")], round="2026")
    assert shared(form, dates="month").dataset.forms[0].agreements[0].when == "juni 2026"  # type: ignore[attr-defined]


def test_the_key_file_says_what_each_code_stands_for(tmp_path: Path) -> None:
    found = shared(first_form(participants=[hlo.Participant("Noor Bakker")]))
    path = tmp_path / "key.json"
    found.write_key_file(path)
    codes = json.loads(path.read_text("ascii"))["codes"]
    form = found.dataset.forms[0]
    assert codes[form.participants[0].name] == {"kind": "person", "name": "Noor Bakker"}
    assert codes[form.partnership.id] == {"kind": "partnership", "name": "Wijkzorg Beekdal"}
    assert codes[form.id]["kind"] == "form"
    assert path.stat().st_mode & 0o077 == 0
    assert [found.name for found in tmp_path.iterdir()] == ["key.json"]


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text("kept")
    with pytest.raises(FileExistsError):
        shared(first_form()).write_key_file(path)
    assert path.read_text() == "kept"
    assert [found.name for found in tmp_path.iterdir()] == ["key.json"]


def test_neither_key_nor_names_stand_in_what_is_given_back() -> None:
    found = shared(first_form())
    assert KEY.decode() not in "".join(
        texts_in({name: str(getattr(found, name)) for name in ("dataset", "replaced", "unsearched")})
    )
    assert "Linde" not in repr(found)
    assert not hasattr(found, "key")


def test_forms_and_files_stand_in_no_order_of_names() -> None:
    """Or the alphabet would tell who is who."""
    names = [f"{letter}eekdal.docx" for letter in "ABCDEFGH"]
    items = [read_failure(name, "missing") for name in names]
    found = shared(*items)
    listed = [found._names[str(row["file"]).removesuffix(".docx")].text for row in found.dataset["sources"]]
    assert sorted(listed) == names != listed
    assert [row["source"] for row in found.dataset["sources"]] == list(range(1, 9))


def test_sources_versions_and_copies_are_still_told() -> None:
    form = first_form(answers={"preparation.1": "een"})
    first = attrs.evolve(hlo.read(hlo.render(form)), source="a.docx", sha256="0" * 64)
    later = hlo.read(hlo.render(attrs.evolve(form, answers={"preparation.1": "twee"})))
    other = attrs.evolve(later, source="z.docx", sha256="1" * 64)
    dataset = hlo.Dataset([first, attrs.evolve(first, source="copy.docx"), other])
    found = hlo.pseudonymise(dataset, KEY).dataset
    assert [entry.key for entry in found.entries] == [found.forms[0].id, f"{found.forms[0].id}#2"]
    assert [form.answers["preparation.1"] for form in found.latest().forms] == ["twee"]
    by_number = {row["source"]: row for row in found["sources"]}
    copies = [row for row in by_number.values() if row["same_as"]]
    assert len(copies) == 1
    assert by_number[copies[0]["same_as"]]["sha256"] == copies[0]["sha256"]
    assert all(re.fullmatch("[0-9a-f]{64}", str(row["sha256"])) for row in by_number.values())
    assert found.trace(found.entries[1].key, "answers.preparation.1")[0].seen == "twee"


def test_a_file_of_which_one_form_was_filtered_out_is_still_of_nobody() -> None:
    forms = (first_form(), first_form(organisation=SCHOOL))
    reading = attrs.evolve(hlo.read(hlo.render(forms[0])), forms=forms, source="twee.docx")
    dataset = hlo.Dataset([reading]).filter(organisation="HS01")
    found = hlo.pseudonymise(dataset, KEY)
    assert len(found.dataset) == 1
    assert "Linde" not in everything(found)


def words(variants: Iterable[Any]) -> set[str]:  # Any: variants
    return {" ".join(found.words) for found in variants}


def test_several_people_in_one_field_are_each_somebody() -> None:
    found = people_named_in("Noor Bakker, Sem de Wit en Bo (teamleider)")
    assert [person.identity for person in found] == ["noor bakker", "sem de wit", "bo"]
    assert [person.identity for person in people_named_in("de teamleider")] == ["de teamleider"]
    assert people_named_in("😀") == ()
    assert words(people_named_in("een heel lange omschrijving van wie dit doet Zo")[0].variants) == {
        "een heel lange omschrijving van wie dit doet zo",
        "eenheellangeomschrijvingvanwieditdoetzo",
    }


def test_what_is_around_the_name_of_an_organisation_is_left_out() -> None:
    assert {"bakkerij jansen", "bakkerijjansen"} <= words(organisation_variants("Bakkerij Jansen B.V."))
    assert {"han", "hogeschool van arnhem"} <= words(organisation_variants("Hogeschool van Arnhem (HAN)"))
    assert {"de linde", "delinde"} <= words(organisation_variants("Zorgboerderij De Linde"))


# ---- distinctive words, patterns, review

MERELVELD = hlo.Organisation("Zorggroep Merelveld", type="practice_partner", sector="Ouderenzorg", ownership="private")


def coded(text: str, *more: str, **options: Any) -> hlo.Pseudonymised:  # Any: how
    """A data set of Zorggroep Merelveld in Wijkzorg Ooievaarsdam, with these answers."""
    texts = {f"preparation.{number}": one for number, one in enumerate((text, *more), 1)}
    form = hlo.PreparationForm(organisation=MERELVELD, partnership="Wijkzorg Ooievaarsdam", round="2026", answers=texts)
    return shared(form, **options)


def answer(result: hlo.Pseudonymised, number: int = 1) -> str:
    return result.dataset.forms[0].answers[f"preparation.{number}"]


def test_the_word_that_tells_who_it_is_goes_and_so_does_what_tells_where() -> None:
    text = "Bij Merelveld, in Ooievaarsdam, www.merelveld.example, Dorpsstraat 12, 1234 AB, KvK 12345678"
    result = coded(text)
    kinds = re.sub(r"-[a-z2-7]{12}", "", answer(result))
    assert kinds == "Bij organisation, in partnership, contact, address, address, number"
    assert (result.unsearched, result.review.rows) == ((), ())


@pytest.mark.parametrize(
    "written",
    [
        *("MERELVELD", "Merelvelds", "Merelveldse", "Merelvelders", "Mérelveld", "Merel veld", "Merel-\nveld"),
        *(
            "M E R E L V E L D",
            "Merelveldteam",
            "merelveldteam",
            "het Merelveld-team",
            "oud-Merelveld",
            "#merelveldzorg",
        ),
        *("ZM", "zorggroep-merelveld", "Zorggroepmerelveld", "Merel\u200bveld", "Merelveld’s", "Ooievaarsdammer"),
        *("Ooievaarsdams", "WO", "Ooievaars\u00addam", "“Merelveld”", "team_merelveld"),
    ],
)
def test_a_distinctive_word_is_found_however_it_stands(written: str) -> None:
    left = answer(coded(f"Wij gaan met {written} verder."))
    assert re.search(r"(organisation|partnership)-[a-z2-7]{12}", left) or written == "WO"
    assert not re.search(r"merel|veld|ooievaar|\bZM\b|m e r", accentless(left).casefold())


@pytest.mark.parametrize(
    ("name", "written"),
    [
        *(("Welzijn Wilgenkade", "de Wilgenkaadse aanpak"), ("Gemeente Nijmegen", "de Nijmeegse wijk")),
        *(("Gemeente Den Haag", "people in The Hague"), ("Thuiszorg Vlissingen", "the town of Flushing")),
        *(
            ("Zorg Überschär", "bij Ueberschaer"),
            ("Stichting Sjøvik", "bij Sjovik"),
            ("Gemeente Breda", "de Bredase markt"),
        ),
        *(("Wonen Kromme Vliet", "de Krommevliet en de Vliet"), ("Welzijn Heideveld aan de Aa", "Heideveld aan de Aa")),
    ],
)
def test_a_place_is_found_as_an_adjective_and_in_other_languages(name: str, written: str) -> None:
    organisation = hlo.Organisation(name, type="practice_partner")
    text = shared(first_form(organisation=organisation, answers={"preparation.1": f"Hier {written}"}))
    left = accentless(answer(text)).casefold()
    words = (
        "wilgen",
        "nijme",
        "hague",
        "flushing",
        "schar",
        "schaer",
        "sjovik",
        "breda",
        "vliet",
        "heideveld",
        "aa\\b",
    )
    assert not [word for word in words if re.search(rf"\b{word}", left)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "1234 AB",
            "1234AB",
            "1234ab",
            "Dorpsstraat 12",
            "Burgemeester de Vlugtlaan 5-7",
            "Laan van Meerdervoort 100a",
        ),
        *(
            "dorpsstraat 12 bis",
            "12 Mill Lane",
            "Postbus 123",
            "https://a.example/b?c=1",
            "www.a.nl",
            "zorg-samen.nl/over",
        ),
        *("@zorgsamen", "KvK 12345678", "KvK-nummer: 12 34 56 78", "Kamer van Koophandel 12345678", "BRIN 25LW"),
        *("NL91ABNA0417164300", "NL123456789B01", "12345678", "(020) 123 45 67", "06.12.34.56.78", "0031 6 12345678"),
        *("noor [at] zorg [punt] nl", "WWW.ZORG.NL", "noor@zorg.nl"),
    ],
)
def test_what_tells_where_or_who_by_its_looks_goes_whole(text: str) -> None:
    assert re.fullmatch(r"zie (address|contact|number)-[a-z2-7]{12}\.", answer(coded(f"zie {text}.")))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Op 12-03-2026 12:00 uur",
            "2026 IT en 2026 EU",
            "de weg 3 keer",
            "fase 2 en vraag 10",
            "20260312",
            "1.000.000",
        ),
        *(
            "Klaar.Dan verder",
            "artikel 3.2.1",
            "10 studenten",
            "van 2024 tot 2026",
            "nr. 5",
            "50% van 1200 uur",
            "o.a. zorg",
        ),
    ],
)
def test_numbers_and_dates_stay(text: str) -> None:
    assert answer(coded(text)) == text


def test_a_word_that_stands_in_lower_case_too_is_replaced_inside_a_sentence_only_and_the_rest_is_for_review() -> None:
    brug = hlo.Organisation("Basisschool Brug", type="practice_partner")
    texts = {"preparation.1": "De brug is open.", "preparation.2": "Wij zijn bij Brug. Brug doet mee."}
    result = shared(first_form(organisation=brug, answers=texts))
    assert answer(result) == "De brug is open."
    assert re.fullmatch(r"Wij zijn bij organisation-\w{12}\. Brug doet mee\.", answer(result, 2))
    rows = [(row["text"], row["reason"], row["times"], row["lower"]) for row in result.review]
    assert rows == [("Brug", "ordinary", 2, 1)]


def test_a_name_that_is_carelessly_written_once_is_no_ordinary_word() -> None:
    result = coded("Bij Merelveld. En bij Merelveld gaat merelveld goed")
    assert "erelveld" not in answer(result)
    assert not result.review.rows


def test_a_person_is_found_with_letters_written_out() -> None:
    form = first_form(participants=[hlo.Participant("Ingrid Überschär")], answers={"preparation.1": "bij Ueberschaer"})
    assert re.fullmatch(r"bij person-\w{12}", answer(shared(form)))


def test_words_of_kinds_and_sectors_stay() -> None:
    text = "In de Zorggroep en de Wijkzorg, bij Ouderenzorg en bij de Nursing School"
    assert answer(coded(text)) == text


def test_what_may_still_be_a_name_is_listed_with_how_often_and_where() -> None:
    text = "Daar is Jan van der Berg, en in Vaartwijk de Wmo. Dan Moodle."
    result = coded(text, "Wij gaan naar Vaartwijk")
    rows = {row["text"]: row for row in result.review}
    assert set(rows) == {"Jan van der Berg", "Vaartwijk", "Moodle"}
    assert (rows["Vaartwijk"]["times"], rows["Vaartwijk"]["places"], rows["Vaartwijk"]["reason"]) == (2, 2, "unknown")
    key = result.dataset.entries[0].key
    assert rows["Vaartwijk"]["where"] == f"{key} answers.preparation.1; {key} answers.preparation.2"
    assert "Jan van der Berg, en in Vaartwijk" in str(rows["Vaartwijk"]["context"])
    assert set(result.unsearched) == set(result.review.column("code"))
    assert result.remarks(language="en")[0] == "Words that may still be a name, and that somebody must look at: 3."
    assert "Vaartwijk" not in repr(result) + result._repr_html_()


def test_a_list_of_names_is_for_review_though_each_begins_a_line() -> None:
    text = "Rotterdam\n- Delft\n1. Breda, en Gouda\nSamenwerken met anderen is goed. Delft doet mee."
    assert set(coded(text).review.column("text")) == {"Rotterdam", "Delft", "Breda", "Gouda"}


def test_decisions_are_given_back_and_then_nothing_is_left(tmp_path: Path) -> None:
    texts = ("Daar is Jan van der Berg, en in Vaartwijk", "Wij zijn in vaartwijk en gebruiken Moodle, van Bo")
    path = tmp_path / "review.csv"
    first = coded(*texts)
    first.write_review(path)
    assert path.stat().st_mode & 0o077 == 0
    decide(path)
    decisions = hlo.read_review(path)
    assert decisions.fine == ("Moodle",)
    second = coded(*texts, names=decisions.names, fine=decisions.fine)
    codes = {row["text"]: row["code"] for row in first.review}
    assert str(codes["Vaartwijk"]) in answer(second)
    assert [(row["text"], row["reason"]) for row in second.review] == [("vaartwijk", "ordinary")]
    second.write_review(path)
    decide(path)
    decisions = hlo.read_review(path)
    third = coded(*texts, names=decisions.names, fine=decisions.fine)
    assert (third.unsearched, third.review.rows) == ((), ())
    assert not re.search("Berg|aartwijk|Bo", answer(third) + answer(third, 2))
    assert "Moodle" in answer(third, 2)


def decide(path: Path) -> None:
    """Say of all that is left that it is a name, but for Moodle."""
    lines = path.read_text("utf-8-sig").splitlines()
    lines = [("fine" if line.startswith(",Moodle") else "naam" if line[0] == "," else "") + line for line in lines]
    path.write_text("\r\n".join(lines), encoding="utf-8-sig")


def test_a_word_may_be_a_name_with_a_capital_and_fine_without() -> None:
    texts = ("Juf Roos is er, bij Roos", "een roos", "en nog een roos")
    result = coded(*texts, names=["Juf Roos", "Roos"], fine=["roos"])
    assert [answer(result, number) for number in (2, 3)] == list(texts[1:])
    assert "Roos" not in answer(result)
    assert not result.review.rows


def test_a_decision_that_is_none_and_a_file_that_is_no_review_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_text("decision;text\nperhaps;Noor\n")
    with pytest.raises(InvalidValueError, match=r"line 2: expected .name., .fine. or nothing"):
        hlo.read_review(path)
    path.write_bytes("text\ncaf\u00e9\n".encode("cp1252"))
    with pytest.raises(InvalidValueError, match="the columns decision and text"):
        hlo.read_review(path)


def test_more_names_in_a_review_file_win_from_what_it_said() -> None:
    before = hlo.Decisions(names=["Noor"], fine=["Moodle"])
    assert before | hlo.Decisions(fine=["Noor"]) == hlo.Decisions((), ("Moodle", "Noor"))


def test_what_somebody_says_is_fine_stays() -> None:
    assert answer(coded("Wij zijn het Merelveld", fine=["Merelveld"])) == "Wij zijn het Merelveld"


def test_a_name_in_a_longer_word_of_unknown_parts_is_for_review() -> None:
    linde = hlo.Organisation("Zorgboerderij Linden", type="practice_partner")
    result = shared(first_form(organisation=linde, answers={"preparation.1": "het elindenq en Lindenbos"}))
    assert [(row["text"], row["reason"]) for row in result.review] == [("elindenq", "part")]
    assert "Lindenbos" not in answer(result)


@pytest.mark.parametrize(
    "piece",
    dear(
        3,
        [
            "a",
            "1",
            "a.b-",
            "a[at]b ",
            "0-",
            "Aa ",
            "KvK A1",
            "weg12-3-",
            "van ",
            "M ",
            "A-1-",
            "J.",
            "De Aa ",
            "NL12",
            "1.",
            "ab.",
            "aa.bb/",
            "Ka",
            "O'",
            "Het Oude ",
        ],
    ),
)
def test_a_long_text_takes_no_more_time_than_its_length(piece: str) -> None:
    """Minutes, where anything grows by the square of it."""
    coded((piece * 50_000)[:100_000])


def test_the_id_of_a_form_is_found_in_text() -> None:
    form = first_form(answers={"preparation.1": "x"})
    again = attrs.evolve(form, id=form.id, answers={"preparation.1": f"Zie formulier {form.id}."})
    assert form.id not in answer(shared(again))


def test_organisations_that_are_alone_in_what_they_are_are_counted() -> None:
    alike = [
        hlo.Organisation(f"Zorg {name}", type="practice_partner", sector="Zorg") for name in ("Noordwal", "Oeverwijk")
    ]
    forms = [first_form(organisation=who) for who in (*alike, SCHOOL)]
    result = shared(*forms)
    assert result.unique == 1
    assert result.remarks(language="nl")[-1].startswith(
        "Organisaties die als enige hun type, sector en publiek of privaat hebben: 1 van 3"
    )


@pytest.mark.parametrize(
    ("text", "month"), [("Fri 13 March 2026", "March 2026"), ("Tues, 3 May", "May"), ("thu 3 sept 2026", "sept 2026")]
)
def test_english_weekdays_go_with_the_day(text: str, month: str) -> None:
    assert coarse(text, "month")[0] == month


def test_a_key_file_is_made_used_again_and_gets_the_names(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    key = hlo.load_key(path)
    assert path.stat().st_mode & 0o077 == 0
    form = first_form(participants=[hlo.Participant("Noor Bakker")])
    hlo.pseudonymise(hlo.Dataset([form]), key).write_key_file(path)
    other = hlo.pseudonymise(hlo.Dataset([attrs.evolve(first_form(organisation=SCHOOL), id=None)]), hlo.load_key(path))
    other.write_key_file(path)
    names = {entry["name"] for entry in json.loads(path.read_text())["codes"].values()}
    assert {"Noor Bakker", "Wijkzorg Beekdal", SCHOOL.name, LINDE.name} <= names
    assert hlo.load_key(path) == key
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["key.json"]
    with pytest.raises(InvalidValueError, match="with which its codes were made"):
        shared(form).write_key_file(path)


@pytest.mark.parametrize(
    "text", ["kept", "[]", '{"hlo_forms": "key file", "codes": 1}', '{"hlo_forms": "key file", "codes": {}}']
)
def test_what_is_no_key_file_is_not_taken_for_one(text: str, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(text)
    with pytest.raises(InvalidValueError, match=r"key\.json"):
        hlo.load_key(path)
    assert path.read_text() == text


@pytest.mark.long
def test_no_export_of_forty_partnerships_holds_a_distinctive_word_of_their_names(tmp_path: Path) -> None:
    dataset = hlo.Dataset(examples.forms(40, seed=1))
    result = hlo.pseudonymise(dataset, KEY)
    names = {str(row["name"]) for table in ("organisations", "partnerships") for row in dataset[table]}
    words = {word.casefold() for name in names for word in re.findall(r"[A-Z]\w+", name)} - KINDS_IN_NAMES
    assert len(words) > 20
    parts = [word if len(word) > 4 else rf"\b{word}\b" for word in sorted(words)]
    assert not re.search("|".join(parts), everything_exported(result.dataset, tmp_path))
    assert set(result.unsearched) == set(result.review.column("code"))


KINDS_IN_NAMES = {
    *("applied", "basisschool", "bureau", "care", "college", "community", "de", "el", "engineering", "gemeente"),
    *(
        "higher",
        "hogeschool",
        "home",
        "house",
        "housing",
        "learning",
        "leerwerkplaats",
        "municipality",
        "neighbourhood",
    ),
    *("nursing", "opleiding", "praktijkhuis", "primary", "samen", "school", "sciences", "social", "studio"),
    *(
        "practice",
        "techniek",
        "technisch",
        "the",
        "thuiszorg",
        "university",
        "vakcollege",
        "verpleegkunde",
        "vocational",
    ),
    *("welzijn", "work", "werkatelier", "wijkzorg", "woonstichting", "workplace"),
}
"""Words with a capital in the invented names that tell nobody who it is."""


def everything_exported(dataset: hlo.Dataset, folder: Path) -> str:
    """The text of every export that can be read as such, in lower case."""
    hlo.to_csv(dataset, folder / "csv", everything=True, evidence=True)
    hlo.to_jsonl(dataset, folder / "jsonl", everything=True)
    texts = [path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()]
    for data in (hlo.to_excel(dataset, everything=True), hlo.to_qdpx(dataset, everything=True)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join(texts).casefold()
