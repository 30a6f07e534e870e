"""Forms of an instrument that is not at hand, or that asks something else under the same id and edition."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from lxml import etree

import hlo_forms as hlo
import museum
from accounting import read
from commands import run
from edits import DOCUMENT, W, edited, members, one_after_another, rewritten, zipped
from hlo_forms.instrument.parts import Wording
from odt_parts import odt
from samples import LINDE, SCHOOL, codes
from sketch import sketch
from strategies import INSTRUMENT

OWN = attrs.evolve(INSTRUMENT, id="hogeschool-motieven", edition="2027")
OTHER_EDITION = attrs.evolve(INSTRUMENT, edition="2031")
MUSEUM = attrs.evolve(
    INSTRUMENT,
    organisation_types=[
        attrs.evolve(kind, id="museum") if kind.id == "practice_partner" else kind
        for kind in INSTRUMENT.organisation_types
    ],
    motives=[
        attrs.evolve(m, offered_to=["museum" if kind == "practice_partner" else kind for kind in m.offered_to])
        for m in INSTRUMENT.motives
    ],
)


def form_of(instrument: hlo.Instrument, phase: str = "preparation", **more: Any) -> hlo.Form:  # Any: fields
    kind = next(iter(instrument.organisation_types)).id
    home = hlo.Organisation("De Linde", type=kind)
    if phase == "alignment":
        return hlo.AlignmentForm(instrument=instrument, organisations=[home], round="2026", **more)
    make = hlo.PreparationForm if phase == "preparation" else hlo.CommitmentForm
    return make(instrument=instrument, organisation=home, round="2026", **more)


def sent(instrument: hlo.Instrument, phase: str = "preparation") -> bytes:
    return hlo.render(form_of(instrument, phase))


Change = Callable[[bytes], bytes]


def as_it_is(data: bytes) -> bytes:
    return data


def without_property(data: bytes) -> bytes:
    """As pandoc and AbiWord leave it: the visible line only."""
    return zipped({name: part for name, part in members(data).items() if not name.startswith("docProps")})


def without_line(data: bytes) -> bytes:
    """As a person leaves it who deletes the small print."""

    def change(root: etree._Element) -> None:
        for paragraph in [p for p in root.iter(f"{W}p") if "hlo1/" in "".join(p.itertext())]:
            paragraph.getparent().remove(paragraph)

    return edited(data, change)


def with_identifier_only(data: bytes) -> bytes:
    return rewritten(without_line(data), "docProps/custom.xml", lambda xml: xml.replace(b"hlo1/", b""))


def without_controls(data: bytes) -> bytes:
    """As LibreOffice 7.4 leaves it."""

    def change(root: etree._Element) -> None:
        for tag in list(root.iter(f"{W}tag")):
            tag.getparent().remove(tag)

    return edited(data, change)


def damaged(data: bytes) -> bytes:
    """A reference that lost its end, everywhere."""
    parts = members(data)
    for name in (DOCUMENT, "docProps/custom.xml", "docProps/core.xml"):
        parts[name] = re.sub(rb"(hlo1/[^/<]*/[^/<]*/nl/)[^<]*", rb"\1", parts[name])
    return zipped(parts)


def as_odt(data: bytes) -> bytes:
    """The visible line and a title in an OpenDocument text."""
    line = re.search(rb"hlo1/[^<\s]*", members(data)[DOCUMENT])
    assert line is not None
    title = INSTRUMENT.organisation_types[0].form_title["nl"]
    return odt(f"<text:p>{title}</text:p><text:p>{line[0].decode()}</text:p>")


PATHS: dict[str, Change] = {
    "as it is": as_it_is,
    "without property": without_property,
    "without line": without_line,
    "with identifier only": with_identifier_only,
    "without controls": without_controls,
    "without controls and property": lambda data: without_property(without_controls(data)),
    "damaged": damaged,
    "as odt": as_odt,
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("missing", [OWN, OTHER_EDITION], ids=["other id", "other edition"])
@pytest.mark.parametrize("phase", ["preparation", "alignment", "commitment"])
def test_a_form_of_an_instrument_that_is_not_at_hand_is_refused_by_name(
    path: str, missing: hlo.Instrument, phase: str
) -> None:
    data = PATHS[path](sent(missing, phase))
    with pytest.raises(hlo.UnknownInstrumentError) as caught:
        hlo.read(data)
    assert (caught.value.code, caught.value.instrument, caught.value.edition) == (
        "unknown-instrument",
        missing.id,
        missing.edition,
    )
    for language in ("nl", "en"):
        assert f"“{missing.id} {missing.edition}”" in caught.value.in_words(language=language)
        assert "instruments=[load_instrument(" in caught.value.in_words(language=language)


@pytest.mark.parametrize("path", [path for path in PATHS if path not in ("damaged", "as odt")])
@pytest.mark.parametrize("phase", ["preparation", "alignment", "commitment"])
def test_a_form_of_an_own_instrument_is_read_where_that_is_passed(path: str, phase: str) -> None:
    reading = hlo.read(PATHS[path](sent(OWN, phase)), instruments=[OWN])
    assert reading.form == form_of(OWN, phase)
    assert reading.form.instrument is OWN
    assert codes(reading) <= {"tags-missing"}


def test_a_damaged_reference_with_a_digest_still_tells_of_other_wording() -> None:
    motives = [attrs.evolve(INSTRUMENT.motives[0], label=Wording({"nl": "Iets anders", "en": "Something else"}))]
    other = attrs.evolve(INSTRUMENT, motives=[*motives, *INSTRUMENT.motives[1:]])
    assert "other-wording" in codes(hlo.read(damaged(sent(other))))
    assert "other-wording" not in codes(hlo.read(damaged(sent(INSTRUMENT))))


def test_a_damaged_reference_of_an_instrument_at_hand_is_read_and_told() -> None:
    for instrument in (INSTRUMENT, OWN):
        reading = hlo.read(damaged(sent(instrument)), instruments=[OWN])
        assert "identity-unreadable" in codes(reading)
        assert reading.form.instrument == instrument


@pytest.mark.parametrize("path", [path for path in PATHS if path != "damaged"])
def test_a_reference_of_other_organisation_types_is_not_damaged_and_no_other_type_comes_of_it(path: str) -> None:
    data = PATHS[path](hlo.render(form_of(MUSEUM)))
    with pytest.raises(hlo.UnknownInstrumentError, match="strategic-motives 2022"):
        hlo.read(data)


@pytest.mark.parametrize(
    ("left", "refused"),
    [
        ("hlo1/hogeschool-mot", "hogeschool-mot"),
        ("hlo1/hogeschool-motieven/20 27/nl", "hogeschool-motieven 20"),
        ("hlo1/strategic-motives/2031", "strategic-motives 2031"),
        ("hlo1/strategic-motives/2031~0123/nl", "strategic-motives 2031"),
        ("hlo1/strategic-mot", None),
        ("hlo1/strategic-motives/", None),
        ("hlo1/strategic-motives/20", None),
        ("hlo1/strategic-motives/2022~01", None),
        ("hlo1/strategic-motives/2022/nl", None),
        ("hlo1/", None),
        ("hlo1//2022/nl/preparation", None),
    ],
)
def test_what_is_left_of_a_damaged_reference_still_tells_which_instrument_it_is_not(
    left: str, refused: str | None
) -> None:
    data = sketch(f"{left}\n1. Wat is het hoofdmotief om te participeren in de samenwerking?\n| A |")
    if refused is None:
        assert "identity-unreadable" in codes(hlo.read(data))
        return
    with pytest.raises(hlo.UnknownInstrumentError) as caught:
        hlo.read(data)
    assert f"{caught.value.instrument} {caught.value.edition}".strip() == refused


def test_a_type_that_was_edited_in_the_reference_is_damage() -> None:
    data = rewritten(
        without_property(sent(INSTRUMENT)), DOCUMENT, lambda xml: xml.replace(b"/practice_partner/", b"/practice/")
    )
    assert "identity-unreadable" in codes(hlo.read(data))


def test_in_a_document_with_other_forms_it_is_a_finding_of_its_own() -> None:
    for first, second in ((OWN, INSTRUMENT), (INSTRUMENT, OWN)):
        reading = read(one_after_another(without_property(sent(first)), sent(second)))
        assert [form.instrument for form in reading.forms] == [INSTRUMENT]
        told = [finding for finding in reading.warnings if finding.code == "instrument-missing"]
        assert [finding.seen for finding in told] == ["hogeschool-motieven 2027"]
        assert "hogeschool-motieven 2027" in told[0].message(INSTRUMENT, language="nl")
    both = hlo.read(one_after_another(sent(OWN), sent(INSTRUMENT)), instruments=[OWN])
    assert [form.instrument.id for form in both.forms] == ["hogeschool-motieven", "strategic-motives"]


def test_many_documents_and_the_command_line_say_the_same(tmp_path: Any) -> None:  # Any: a path
    own, known = tmp_path / "own.docx", tmp_path / "known.docx"
    own.write_bytes(sent(OWN))
    known.write_bytes(sent(INSTRUMENT))
    results = list(hlo.read_many([own, known]))
    assert [type(result).__name__ for result in results] == ["ReadFailure", "Reading"]
    assert results[0].code == "unknown-instrument"  # type: ignore[union-attr]  # a failure
    assert len(hlo.Dataset(results).forms) == 1
    told = run("read", own, known, "--language", "nl")
    assert told.exit_code == 1
    assert "hogeschool-motieven 2027" in told.stderr
    assert "instruments=[load_instrument(" in told.stderr
    assert "known.docx" in told.stdout


def test_a_folder_of_forms_reads_the_instruments_that_are_passed(tmp_path: Any) -> None:  # Any: a path
    form = attrs.evolve(form_of(OWN), partnership="Wijkzorg Noord")
    hlo.FormsFolder(tmp_path).write([form])
    back = tmp_path / "back"
    back.mkdir()
    answered = attrs.evolve(form, motives=[hlo.MotiveAnswer("network", ticked=True)])
    (back / "formulier.docx").write_bytes(hlo.render(answered))
    (failure,) = hlo.FormsFolder(tmp_path).status(back).failures
    assert failure.code == "unknown-instrument"
    status = hlo.FormsFolder(tmp_path, instruments=[OWN]).status(back)
    assert (status.failures, status.waiting) == ((), ())


# ---- references that a program misread


def misread(change: Callable[[bytes], bytes]) -> Change:
    """The reference changed wherever it stands."""

    def changed(data: bytes) -> bytes:
        parts = members(data)
        for name in {DOCUMENT, "docProps/custom.xml", "docProps/core.xml"} & parts.keys():
            parts[name] = re.sub(rb"hlo1/[^<\s]*", lambda match: change(match[0]), parts[name])
        return zipped(parts)

    return changed


MISREAD: dict[str, Change] = {
    "capital i": misread(lambda line: line.replace(b"hlo1", b"hIo1")),
    "figure and letter": misread(lambda line: line.replace(b"hlo1", b"h1ol")),
    "zero": misread(lambda line: line.replace(b"hlo1", b"hl01")),
    "a space in the mark": misread(lambda line: line.replace(b"hlo1", b"hlo 1")),
    "spaces around": misread(lambda line: line.replace(b"/", b" / ")),
    "backslashes": misread(lambda line: line.replace(b"/", b"\\")),
    "bars": misread(lambda line: line.replace(b"/", b"|")),
    "fraction slashes": misread(lambda line: line.replace(b"/", "\u2044".encode())),
    "letters apart": misread(lambda line: b" ".join(bytes([sign]) for sign in line)),
    "mark gone": misread(lambda line: line.partition(b"/")[2]),
    "mark and id": misread(lambda line: line.replace(b"l", b"1").replace(b"i", b"l")),
    "edition": misread(lambda line: line.replace(b"/20", b"/2O")),
    "dash for tilde": misread(lambda line: line.replace(b"hlo1", b"hIo1").replace(b"~", b"-")),
}


@pytest.mark.parametrize("path", [as_it_is, without_property, without_controls])
@pytest.mark.parametrize("way", MISREAD)
def test_a_misread_reference_of_an_instrument_that_is_not_at_hand_is_refused(way: str, path: Change) -> None:
    with pytest.raises(hlo.UnknownInstrumentError) as caught:
        hlo.read(MISREAD[way](path(sent(OWN))))
    assert "hoge" in caught.value.instrument or "h0ge" in caught.value.instrument


@pytest.mark.parametrize("phase", ["preparation", "alignment", "commitment"])
@pytest.mark.parametrize("way", MISREAD)
def test_a_misread_reference_of_an_instrument_at_hand_is_damage(way: str, phase: str) -> None:
    for instrument in (INSTRUMENT, OWN):
        reading = hlo.read(MISREAD[way](sent(instrument, phase)), instruments=[OWN])
        assert (reading.form.instrument, reading.form.phase) == (instrument, phase)
        assert "identity-unreadable" in codes(reading)
        assert "other-wording" not in codes(reading)


@pytest.mark.parametrize(
    "text",
    [
        "Wij werken in de voorbereiding/preparation/aan/en/of/met alles",
        "nl/en/de/fr/preparation",
        "a / b / c / d / e / f / g",
        "https://www.hogeschool.nl/nl/over/preparation/fase/1",
    ],
)
def test_a_text_with_slashes_is_no_misread_reference(text: str) -> None:
    reading = hlo.read(sketch(f"{text}\n1. Wat is het hoofdmotief om te participeren in de samenwerking?\n| A |"))
    assert "identity-missing" in codes(reading)


# ---- no reference at all


@pytest.mark.parametrize("controls", [True, False])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("phase", ["preparation", "alignment", "commitment"])
def test_without_any_reference_a_form_of_nothing_of_ours_is_no_form(
    phase: str,
    language: str,
    controls: bool,
    tmp_path: Any,  # Any: a path
) -> None:
    (tmp_path / "museum.toml").write_text(museum.toml(extra=""), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        instrument = hlo.load_instrument(tmp_path / "museum.toml")
        data = without_property(without_line(hlo.render(form_of(instrument, phase), language=language)))
    data = data if controls else without_controls(data)
    assert hlo.read(data).forms == ()
    assert [form.phase for form in hlo.read(data, instruments=[instrument]).forms] == [phase]


# ---- the reference carries a digest


def references(data: bytes) -> dict[str, str]:
    parts = {"line": DOCUMENT, "property": "docProps/custom.xml", "identifier": "docProps/core.xml"}
    xml = {place: members(data)[name].decode() for place, name in parts.items()}
    return {place: re.search(r"hlo1/[^<\s]*", text)[0] for place, text in xml.items()}  # type: ignore[index]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_visible_line_has_eight_digits_of_the_digest_and_the_property_all(language: str) -> None:
    told = references(hlo.render(form_of(INSTRUMENT), language=language))
    digest = INSTRUMENT.digest_in(language)
    assert told["line"] == told["identifier"] == told["property"].replace(digest, digest[:8])
    assert told["line"].startswith(f"hlo1/strategic-motives/2022~{digest[:8]}/{language}/preparation/")
    assert told["property"].startswith(f"hlo1/strategic-motives/2022~{digest}/")


def test_the_digest_is_of_what_is_asked_in_one_language() -> None:
    def digests(instrument: hlo.Instrument) -> list[str]:
        return [instrument.digest_in(language) for language in ("nl", "en")]

    motive, question = INSTRUMENT.motives[0], INSTRUMENT.questions[0]
    nl, en = digests(INSTRUMENT)
    english = attrs.evolve(motive, label=Wording({**motive.label, "en": "Something else"}))
    assert digests(attrs.evolve(INSTRUMENT, motives=[english, *INSTRUMENT.motives[1:]]))[0] == nl
    assert digests(attrs.evolve(INSTRUMENT, motives=[english, *INSTRUMENT.motives[1:]]))[1] != en
    same = [
        attrs.evolve(INSTRUMENT, source={**INSTRUMENT.source, "note": "een andere noot"}),
        attrs.evolve(INSTRUMENT, notes={}),
        attrs.evolve(INSTRUMENT, citation=Wording({"nl": "Bron", "en": "Source"})),
        attrs.evolve(INSTRUMENT, motives=[attrs.evolve(m, counterpart=None) for m in INSTRUMENT.motives]),
    ]
    assert [digests(one) for one in same] == [[nl, en]] * len(same)
    other = [
        attrs.evolve(INSTRUMENT, motives=[*INSTRUMENT.motives[1:], motive]),
        attrs.evolve(INSTRUMENT, motives=[attrs.evolve(motive, offered_to=["programme"]), *INSTRUMENT.motives[1:]]),
        attrs.evolve(INSTRUMENT, questions=[attrs.evolve(question, id="preparation.1b"), *INSTRUMENT.questions[1:]]),
        attrs.evolve(INSTRUMENT, edition="2023"),
    ]
    assert not {nl, en} & {digest for one in other for digest in digests(one)}
    with pytest.raises(hlo.InvalidValueError, match="language"):
        INSTRUMENT.digest_in("fr")


@pytest.mark.parametrize("digest", ["", "~0123", "~xyz", "~" + "0" * 65])
def test_a_reference_of_before_is_read_and_a_digest_that_is_none_is_damage(digest: str) -> None:
    line = f"hlo1/strategic-motives/2022{digest}/nl/preparation/practice_partner/abc/-/-/-"
    reading = hlo.read(sketch(f"{line}\n1. Wat is het hoofdmotief om te participeren in de samenwerking?\n| A |"))
    assert ("identity-unreadable" in codes(reading)) is bool(digest)
    assert "other-wording" not in codes(reading)


# ---- other wording under the same id and edition


def reworded(**labels: str) -> hlo.Instrument:
    """The built-in instrument with other Dutch words for motives and questions."""

    def label(entry: Any) -> Any:  # Any: a motive or question
        words = labels.get(entry.id.replace(".", "_"))
        return attrs.evolve(entry, label=Wording({**entry.label, "nl": words})) if words else entry

    return attrs.evolve(INSTRUMENT, motives=map(label, INSTRUMENT.motives), questions=map(label, INSTRUMENT.questions))


def wording(reading: hlo.Reading) -> list[str]:
    (finding,) = (finding for finding in reading.warnings if finding.code == "other-wording")
    return finding.seen.splitlines()


@pytest.mark.parametrize("controls", [True, False])
def test_a_motive_that_says_the_opposite_at_hand_is_told_and_doubted(controls: bool) -> None:
    use = "Gebruik van elkaars kennis"
    for ours, theirs in ((use, f"Geen {use[0].lower()}{use[1:]}"), (f"Geen {use[0].lower()}{use[1:]}", use)):
        home = attrs.evolve(LINDE, type="practice_partner")
        motives = [hlo.MotiveAnswer("network", ticked=True, outcome="Korte lijnen")]
        form = hlo.PreparationForm(instrument=reworded(network=theirs), organisation=home, motives=motives)
        data = hlo.render(form)
        at_hand = [reworded(network=ours)]
        reading = hlo.read(data if controls else without_controls(data), instruments=at_hand)
        (told,) = wording(reading)
        assert f"“{ours}”" in told
        assert (f"“{theirs}”" in told) is controls
        assert {"label-differs"} <= {finding.code for finding in reading.doubts("motives.network")}
        message = next(f for f in reading.findings if f.code == "other-wording").message(INSTRUMENT, language="nl")
        assert "1 tekst is anders: " in message


@pytest.mark.parametrize("controls", [True, False])
def test_questions_that_were_swapped_are_told_and_doubted(controls: bool) -> None:
    one, two = (INSTRUMENT.question(f"preparation.{n}").label["nl"] for n in (1, 2))
    swapped = reworded(preparation_1=two, preparation_2=one)
    home = attrs.evolve(LINDE, type="practice_partner")
    form = hlo.PreparationForm(
        instrument=swapped, organisation=home, answers={"preparation.1": "Een", "preparation.2": "Twee"}
    )
    data = hlo.render(form)
    reading = hlo.read(data if controls else without_controls(data))
    told = wording(reading)
    assert len(told) == 2
    assert f"“1. {one}”" in told[0]
    assert f"“2. {two}”" in told[1]
    for question in ("preparation.1", "preparation.2"):
        assert {finding.code for finding in reading.doubts(f"answers.{question}")} == {"label-differs"}


@pytest.mark.parametrize("way", ["digest gone", "reference gone"])
def test_without_a_digest_other_words_under_the_tags_are_told_and_doubted(way: str) -> None:
    other = reworded(network="Geen gebruik van het netwerk", preparation_1="Waarom doen jullie niet mee?")
    home = attrs.evolve(LINDE, type="practice_partner")
    motives = [hlo.MotiveAnswer("network", ticked=True, outcome="Korte lijnen")]
    answers = {"preparation.1": "Een", "preparation.2": "Twee"}
    data = hlo.render(hlo.PreparationForm(instrument=other, organisation=home, motives=motives, answers=answers))
    wiped = misread(lambda line: re.sub(rb"~[0-9a-f]*", b"", line))
    reading = hlo.read(wiped(data) if way == "digest gone" else without_property(without_line(data)))
    assert len(wording(reading)) == 2
    assert {finding.code for finding in reading.doubts("answers.preparation.1")} == {"label-differs"}
    assert "label-differs" in {finding.code for finding in reading.doubts("motives.network")}
    assert reading.doubts("answers.preparation.2") == ()
    same = hlo.render(hlo.PreparationForm(organisation=home, motives=motives, answers=answers))
    assert "other-wording" not in codes(hlo.read(wiped(same)))


def test_a_motive_that_only_one_of_the_two_has_is_told() -> None:
    network = INSTRUMENT.motive("network")
    without = attrs.evolve(INSTRUMENT, motives=[m for m in INSTRUMENT.motives if m.id != "network"])
    more = attrs.evolve(network, id="calm", label=Wording({"nl": "Rust in de tent", "en": "Calm"}))
    beyond = attrs.evolve(INSTRUMENT, motives=[*INSTRUMENT.motives, more])
    for made, label in ((without, network.label["nl"]), (beyond, "Rust in de tent")):
        motives = [hlo.MotiveAnswer("calm", ticked=True, outcome="Stilte")] if made is beyond else []
        reading = hlo.read(hlo.render(form_of(made, motives=motives)))
        assert wording(reading) == [f"“{label}”"]
        assert ("Stilte" in [passage.text for passage in reading.unplaced]) is (made is beyond)


def test_other_words_that_the_document_does_not_show_are_told_without_them() -> None:
    other = attrs.evolve(INSTRUMENT, motives=[*INSTRUMENT.motives[1:], INSTRUMENT.motives[0]])
    reading = hlo.read(sent(other, "commitment"))
    assert [(finding.code, finding.seen) for finding in reading.findings] == [("other-wording", "")]
    assert "niet te zien" in reading.messages()[0]


def test_the_overview_of_phase_2_tells_which_motives_differ() -> None:
    other = reworded(network="Geen gebruik van het netwerk")
    ticked = [hlo.MotiveAnswer("network", ticked=True)]
    both = [
        hlo.PreparationForm(instrument=other, organisation=who, partnership="P", round="2026", motives=ticked)
        for who in (LINDE, SCHOOL)
    ]
    reading = hlo.read(hlo.render(hlo.AlignmentForm.from_forms(both)))
    assert wording(reading) == [f"“{INSTRUMENT.motive('network').label['nl']}”"]


def test_of_two_instruments_of_one_edition_the_one_of_the_digest_is_taken() -> None:
    other = reworded(network="Geen gebruik van het netwerk")
    for made in (INSTRUMENT, other):
        for at_hand in ([INSTRUMENT, other], [other, INSTRUMENT]):
            reading = hlo.read(sent(made), instruments=at_hand)
            assert (reading.form.instrument, reading.findings) == (made, ())


# ---- as JSON


def test_json_names_the_instrument_that_is_not_at_hand() -> None:
    for missing in (OWN, OTHER_EDITION):
        text = hlo.to_json(form_of(missing))
        with pytest.raises(hlo.InterchangeError, match=f"{missing.id} {missing.edition}"):
            hlo.from_json(text)
        assert hlo.from_json(text, instruments=[missing]) == form_of(missing)
    with pytest.raises(hlo.InterchangeError, match=r"digest.*strategic-motives 2022"):
        hlo.from_json(hlo.to_json(form_of(reworded(network="Geen gebruik van het netwerk"))))
