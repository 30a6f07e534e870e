"""What is asked: the built-in instrument, an institution's own, and everything that makes one unusable."""

from __future__ import annotations

import copy
import html
import io
import pickle
import re
import string
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from hlo_forms import Instrument, InstrumentError, InvalidValueError, load_instrument
from hlo_forms.instrument.parts import Motive, MotiveCategory, OrganisationType, Phase, Question, Theme, Wording
from places import MODULES, ROOT, SHARED, SOURCE, texts_of

PACKAGE = SOURCE
BUILT_IN = (PACKAGE / "instruments" / "strategic-motives.toml").read_text(encoding="utf-8")
RECONSTRUCTED = {"title", "phases[0].label", "themes[3].label"}

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", fullmatch=True)


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument()


def own(*changes: tuple[str, str]) -> bytes:
    """The built-in file with some of its text changed: an institution's own edition."""
    text = BUILT_IN
    for before, after in changes:
        assert before in text, f"the file has no {before}"
        text = text.replace(before, after, 1)
    return text.encode("utf-8")


def with_tables(text: str) -> bytes:
    """The built-in file with these tables, and without the words of its own."""
    return own((BUILT_IN[BUILT_IN.index("\n[words]") :], ""), ("[title]", f"{text}\n[title]"))


def wording(text: str) -> Wording:
    return Wording({"nl": text, "en": text})


# What the built-in instrument asks


def test_it_asks_two_types_of_organisation_in_five_categories_of_which_one_is_free(
    instrument: Instrument,
) -> None:
    assert [kind.id for kind in instrument.organisation_types] == ["practice_partner", "programme"]
    assert len(instrument.categories) == 5
    assert [category.id for category in instrument.categories if category.free] == ["other"]


@pytest.mark.parametrize(
    ("organisation_type", "by_category"),
    [("practice_partner", [1, 2, 5, 2, 0]), ("programme", [1, 4, 4, 2, 0])],
)
def test_each_type_is_offered_its_own_motives(
    instrument: Instrument, organisation_type: str, by_category: list[int]
) -> None:
    counts = [len(instrument.in_category(category.id, organisation_type)) for category in instrument.categories]
    assert counts == by_category
    assert len(instrument.offered(organisation_type)) == sum(by_category)


def test_there_are_fifteen_motives_and_six_are_offered_to_both(instrument: Instrument) -> None:
    assert len(instrument.motives) == 15
    assert sum(len(motive.offered_to) == 2 for motive in instrument.motives) == 6


def test_offered_motives_keep_the_order_of_the_form(instrument: Instrument) -> None:
    categories = [category.id for category in instrument.categories]
    for kind in instrument.organisation_types:
        offered = instrument.offered(kind.id)
        assert list(offered) == sorted(offered, key=instrument.motives.index)
        assert list(offered) == sorted(offered, key=lambda motive: categories.index(motive.category))


def test_a_category_without_a_type_holds_all_its_motives(instrument: Instrument) -> None:
    assert len(instrument.in_category("capital")) == 6


def test_two_pairs_mirror_each_other_and_are_our_reading(instrument: Instrument) -> None:
    pairs = [(one.id, other.id) for one, other in instrument.counterparts()]
    assert pairs == [
        ("employee_development", "teacher_development"),
        ("educating_students", "strengthening_field"),
    ]
    assert instrument.counterparts_origin == "ours"


def test_the_three_phases_ask_seven_six_and_fifteen_questions(instrument: Instrument) -> None:
    assert [phase.number for phase in instrument.phases] == [1, 2, 3]
    assert [len(instrument.questions_of(phase.id)) for phase in instrument.phases] == [7, 6, 15]
    assert len(instrument.questions) == 28


def test_the_four_themes_of_the_last_phase_ask_four_three_four_and_four(instrument: Instrument) -> None:
    counts = [len(instrument.questions_of(theme.phase, theme.id)) for theme in instrument.themes]
    assert counts == [4, 3, 4, 4]


def test_question_ids_and_numbers_say_where_a_question_stands(instrument: Instrument) -> None:
    for question in instrument.questions:
        parts = [question.phase, question.theme, str(question.number)]
        assert question.id == ".".join(part for part in parts if part)


def test_partners_answer_together_except_for_what_each_takes_home(instrument: Instrument) -> None:
    answered_by = [question.answered_by for question in instrument.questions]
    assert answered_by == ["organisation"] * 7 + ["together"] * 5 + ["each"] + ["organisation"] * 15


def test_the_central_question_of_the_last_phase_is_a_paragraph_of_its_own(instrument: Instrument) -> None:
    phase = instrument.phase("commitment")
    assert phase.central is not None
    assert phase.instruction[phase.central]["nl"].endswith("?")
    assert [phase.central for phase in instrument.phases[:2]] == [None, None]


def test_exactly_what_the_scan_lost_is_marked_as_reconstructed(instrument: Instrument) -> None:
    assert {place for place, text in instrument.wordings() if text.reconstructed} == RECONSTRUCTED


def test_only_who_takes_part_the_notes_and_the_shared_words_are_ours(instrument: Instrument) -> None:
    ours = {re.split(r"\W", place)[0] for place, text in instrument.wordings() if text.ours}
    assert ours == {"citation", "phases", "notes", "words", "prompts"}
    assert all(phase.who_takes_part and phase.who_takes_part.ours for phase in instrument.phases)
    assert all(text.ours for text in (*instrument.words.values(), *instrument.prompts.values()))


def test_every_wording_but_a_note_has_every_language(instrument: Instrument) -> None:
    for place, text in instrument.wordings():
        assert place.startswith("notes.") or set(text) == set(instrument.languages), place


def test_english_forms_say_that_an_intended_outcome_is_no_learning_outcome(instrument: Instrument) -> None:
    assert list(instrument.notes["intended_outcome"]) == ["en"]
    assert "intended learning outcome" in instrument.notes["intended_outcome"]["en"]


def test_the_source_says_that_its_rights_are_unknown(instrument: Instrument) -> None:
    assert "unknown" in instrument.source["rights"]
    assert "unknown" in (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert instrument.source["doi"] in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


# Finding one's way


@pytest.mark.parametrize("part", ["organisation_type", "category", "motive", "phase", "theme", "question"])
def test_each_part_is_found_by_its_id_and_an_unknown_id_names_the_known_ones(instrument: Instrument, part: str) -> None:
    find: Callable[[str], Motive] = getattr(instrument, part)
    entries: tuple[Motive, ...] = getattr(instrument, "categories" if part == "category" else f"{part}s")
    assert [find(entry.id) for entry in entries] == list(entries)
    known = entries[-1].id
    with pytest.raises(InvalidValueError, match=f'{part}: .*{re.escape(known)} .did you mean "') as caught:
        find(f"{known}x")
    assert caught.value.value == f"{known}x"


def test_words_prompts_and_locales_are_found_by_key_and_language(instrument: Instrument) -> None:
    assert instrument.word("status.applies", "en") == instrument.words["status.applies"]["en"]
    assert {instrument.prompt(key, "nl") for key in instrument.prompts} < set(instrument.prompt_texts)
    assert instrument.locale("nl") == "nl-NL"


def test_an_unknown_word_or_language_is_refused_with_a_suggestion(instrument: Instrument) -> None:
    with pytest.raises(InvalidValueError, match=r'did you mean "status\.applies"'):
        instrument.word("status.aplies", "nl")
    with pytest.raises(InvalidValueError, match="prompt: "):
        instrument.prompt("nothing", "nl")
    with pytest.raises(InvalidValueError, match="language: expected one of nl, en, got 'fr'"):
        instrument.word("locale", "fr")


# Ready to use


def same(one: object, other: object) -> bool:
    """Whether two values are of one kind and hold the same, all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Mapping) and isinstance(other, Mapping) and not isinstance(one, Wording):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if attrs.has(kind := type(one)):
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in attrs.fields(kind))
    return one == other


def test_the_data_of_the_built_in_instrument_are_fresh() -> None:
    tool = [sys.executable, ROOT / "tools" / "build_instrument.py", "--check"]
    result = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_built_in_instrument_is_what_its_file_gives_when_all_is_checked(instrument: Instrument) -> None:
    checked = load_instrument(BUILT_IN.encode("utf-8"))
    assert same(instrument, checked)
    assert hash(instrument) == hash(checked)
    assert {hash(wording) for _, wording in instrument.wordings()} == {hash(one) for _, one in checked.wordings()}


# A value


def test_the_built_in_instrument_is_loaded_once_and_pickled_as_a_call(instrument: Instrument) -> None:
    assert load_instrument() is instrument
    assert pickle.loads(pickle.dumps(instrument)) is instrument
    assert len(pickle.dumps(instrument)) < 200


def test_another_instrument_is_pickled_with_all_it_holds(instrument: Instrument) -> None:
    other = attrs.evolve(instrument, edition="2030")
    again = pickle.loads(pickle.dumps(other))
    assert again == other
    assert hash(again) == hash(other)
    assert copy.deepcopy(other) == other
    assert again != instrument


def test_prompts_come_longest_first_so_that_none_hides_another(instrument: Instrument) -> None:
    lengths = [len(text) for text in instrument.prompt_texts]
    assert lengths == sorted(lengths, reverse=True)


def test_instruments_are_equal_by_content_wherever_it_came_from(instrument: Instrument) -> None:
    same = load_instrument(own())
    assert same is not instrument
    assert same == instrument
    assert hash(same) == hash(instrument)
    assert same.digest == instrument.digest
    assert instrument != "strategic-motives"


@pytest.mark.parametrize(
    "change",
    [
        {"edition": "2023"},
        {"title": Wording({"nl": "Motieven", "en": "Motives"})},
        {"counterparts_origin": "source"},
        {"notes": {}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_other_content_makes_another_instrument(instrument: Instrument, change: dict[str, object]) -> None:
    other = attrs.evolve(instrument, **change)  # type: ignore[arg-type]  # each is of its field's own type
    assert other != instrument
    assert other.digest != instrument.digest


def test_contents_cannot_change(instrument: Instrument) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        instrument.edition = "2023"  # type: ignore[misc]  # the point of the test
    with pytest.raises(AttributeError):
        instrument.motives[0].label.texts.items = None  # type: ignore[method-assign, assignment]  # likewise
    assert isinstance(hash(instrument.motives), int)


def test_it_shows_itself_in_one_line_and_as_a_table(instrument: Instrument) -> None:
    assert repr(instrument) == "Instrument(strategic-motives 2022: 15 motives, 28 questions, nl en)"
    table = instrument._repr_html_()
    assert table == load_instrument(own())._repr_html_()
    assert table.count('<th scope="row">') == 15
    assert table.count("✓") == 10 + 11


def test_the_table_is_escaped(instrument: Instrument) -> None:
    title = "R&D <b>motieven</b>"
    table = attrs.evolve(instrument, title=wording(title))._repr_html_()
    assert escape(title) in table
    assert title not in table


# A wording


def test_a_wording_is_a_mapping_that_can_be_hashed_and_pickled() -> None:
    text = Wording({"nl": "Doel", "en": "Purpose"}, reconstructed=True)
    assert dict(text) == {"nl": "Doel", "en": "Purpose"}
    assert len(text) == 2
    assert "fr" not in text
    assert pickle.loads(pickle.dumps(text)) == text
    assert hash(text) == hash(copy.copy(text))
    assert text != Wording({"nl": "Doel", "en": "Purpose"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        " doel",
        "doel ",
        "doel\n",
        "een\ntwee",
        "een\ttwee",
        "een\u2028twee",
        "een\xa0twee",
        "\x00",
        "\ud800",
    ],
)
def test_a_wording_is_one_canonical_paragraph(text: str) -> None:
    with pytest.raises(InvalidValueError, match="nl: expected"):
        Wording({"nl": text})


@pytest.mark.parametrize("texts", [{}, {"nl": 3}, {"Dutch": "Doel"}, {"": "Doel"}])
def test_a_wording_needs_texts_by_language(texts: dict[str, str]) -> None:
    with pytest.raises(InvalidValueError):
        Wording(texts)


def test_the_origin_of_a_wording_is_yes_or_no() -> None:
    with pytest.raises(InvalidValueError, match="ours: expected True or False, got 1"):
        Wording({"nl": "Doel"}, ours=1)  # type: ignore[arg-type]  # the point of the test


@given(st.text(string.ascii_letters + "éë’‘ &<>-", min_size=1).map(str.strip).filter(bool))
def test_any_other_text_is_kept_as_it_is(text: str) -> None:
    assert Wording({"nl": text})["nl"] == text


# The parts guard their fields


@given(ids)
def test_an_id_is_letters_digits_and_some_signs(id: str) -> None:
    assert MotiveCategory(id=id, label=wording("Motieven")).id == id


@pytest.mark.parametrize("id", ["", "-a", ".a", "a b", "a/b", "é", "a" * 41, "a\n", None, 3])
def test_no_other_id_is_taken(id: str) -> None:
    with pytest.raises(InvalidValueError, match="id: expected an id") as caught:
        MotiveCategory(id=id, label=wording("Motieven"))
    assert caught.value.field == "id"


A = wording("A")
PARTS: dict[type, dict[str, object]] = {
    OrganisationType: {"id": "a", "label": A, "form_title": A},
    MotiveCategory: {"id": "a", "label": A},
    Motive: {"id": "a", "category": "a", "label": A, "offered_to": ["a"]},
    Phase: {"id": "a", "number": 1, "label": A, "instruction": [A]},
    Theme: {"id": "a", "phase": "a", "label": A},
    Question: {"id": "a", "phase": "a", "number": 1, "label": A, "answered_by": "each"},
}


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        (OrganisationType, "form_title", "A"),
        (MotiveCategory, "free", "yes"),
        (Motive, "label", "A"),
        (Motive, "category", "a b"),
        (Motive, "counterpart", ""),
        (Phase, "number", 0),
        (Phase, "number", True),
        (Phase, "instruction", ["A"]),
        (Phase, "central", 1),
        (Phase, "questions_heading", "A"),
        (Phase, "who_takes_part", "A"),
        (Theme, "phase", "a b"),
        (Question, "theme", ""),
        (Question, "answered_by", "nobody"),
    ],
)
def test_a_part_names_the_field_and_the_value_it_cannot_hold(part: type, field: str, value: object) -> None:
    assert part(**PARTS[part])
    with pytest.raises(InvalidValueError, match=f"^{field}: expected") as caught:
        part(**{**PARTS[part], field: value})
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "a b"}, "id"),
        ({"edition": ""}, "edition"),
        ({"languages": []}, "languages"),
        ({"languages": ["nl", "nl"]}, "languages"),
        ({"languages": ["nl", "Engels"]}, "languages"),
        ({"title": "Motieven"}, "title"),
        ({"title": Wording({"nl": "Motieven"})}, 'title: expected a text for language "en"'),
        (
            {"title": Wording({"nl": "Motieven", "en": "Motives", "fr": "Motifs"})},
            "title: expected one of nl, en",
        ),
        ({"source": {}}, "source"),
        ({"source": {"text": "here", "year": 2022}}, "source"),
        ({"counterparts_origin": "theirs"}, "counterparts_origin"),
        ({"organisation_types": []}, "organisation_types"),
        ({"motives": ["network"]}, "motives"),
        ({"headings": {}}, "headings: expected the heading"),
        ({"headings": {"purpose": "Doel"}}, "headings"),
        ({"purpose": ["Doel"]}, "purpose"),
        (
            {"notes": {"intended_outcome": Wording({"fr": "Note"})}},
            "notes.intended_outcome: expected one of nl, en",
        ),
        ({"spellings": {"negative": [""]}}, "spellings.negative"),
        ({"questions": [], "themes": [], "phases": []}, "phases"),
    ],
)
def test_an_instrument_names_the_field_it_cannot_hold(
    instrument: Instrument, change: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidValueError, match=f"^{field}"):
        attrs.evolve(instrument, **change)  # type: ignore[arg-type]  # the point of the test


def test_an_instrument_can_do_without_themes_and_questions(instrument: Instrument) -> None:
    assert attrs.evolve(instrument, themes=[], questions=[]).questions == ()


# An institution's own file


def test_an_own_edition_loads_from_a_path_bytes_or_a_file_and_differs(instrument: Instrument, tmp_path: Path) -> None:
    data = own(('edition = "2022"', 'edition = "2022.hogeschool"'), ("Werven nieuwe medewerkers", "Nieuwe collega’s"))
    path = tmp_path / "own.toml"
    path.write_bytes(data)
    with path.open("rb") as file:
        loaded = [
            load_instrument(path),
            load_instrument(str(path)),
            load_instrument(data),
            load_instrument(file),
        ]
    assert len(set(loaded)) == 1
    assert loaded[0] != instrument
    assert loaded[0].motive("recruitment").label["nl"] == "Nieuwe collega’s"


def test_a_file_saved_by_a_windows_editor_loads(instrument: Instrument) -> None:
    assert load_instrument(b"\xef\xbb\xbf" + own().replace(b"\n", b"\r\n")) == instrument
    assert load_instrument(io.BytesIO(own())) == instrument


def test_own_words_lie_over_ours_text_by_text(instrument: Instrument) -> None:
    loaded = load_instrument(with_tables('[words]\n"status.applies" = { nl = "geldt voor ons" }'))
    assert loaded.word("status.applies", "nl") == "geldt voor ons"
    assert loaded.word("status.applies", "en") == instrument.word("status.applies", "en")
    assert loaded.words["status.applies"].ours
    assert loaded.words.keys() == instrument.words.keys()


@pytest.mark.parametrize("section", ["words", "prompts", "spellings"])
def test_what_documents_say_beside_the_questions_makes_no_other_instrument(
    instrument: Instrument, section: str
) -> None:
    """So that a stored form is still read when one of our own words is improved."""
    other = attrs.evolve(instrument, **{section: {}})
    assert (other, other.digest) == (instrument, instrument.digest)
    again = pickle.loads(pickle.dumps(other))
    assert getattr(again, section) == {}


def test_words_that_are_wholly_their_own_are_no_longer_ours() -> None:
    loaded = load_instrument(with_tables('[prompts]\nanswer = { nl = "Schrijf hier", en = "Write here" }'))
    assert not loaded.prompts["answer"].ours
    assert loaded.prompt("answer", "nl") == "Schrijf hier"


def test_own_spellings_replace_a_whole_list() -> None:
    loaded = load_instrument(with_tables('[spellings]\nnegative = ["nee"]'))
    assert loaded.spellings["negative"] == ("nee",)


def test_counterparts_can_be_left_out(instrument: Instrument) -> None:
    loaded = load_instrument(re.sub(rb"counterpart = .*\n", b"", own()))
    assert loaded.counterparts() == ()


def test_an_instrument_in_one_language_takes_only_that_language_from_ours() -> None:
    dutch = re.sub(r', en = "[^"]*"|\nen = "[^"]*"|\n\[notes\]\n.*', "", BUILT_IN).replace('["nl", "en"]', '["nl"]')
    loaded = load_instrument(dutch.encode())
    assert {language for _, text in loaded.wordings() for language in text} == {"nl"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            [(', en = "Drawing on the', ', eng = "Drawing on the')],
            r'motives\[3\].label: unknown key "eng".*mean "en"',
        ),
        (
            [('nl = "Overige motieven", ', "")],
            r'categories\[4\].label: no text for language "nl".* \(id "other"\)',
        ),
        ([("free = true", "fre = true")], r'categories\[4\].fre: unknown key "fre": .*did you mean "free"'),
        ([("free = true", 'free = "yes"')], r"categories\[4\].free: expected true or false"),
        ([("free = true", "")], "categories: expected exactly one free category"),
        (
            [('category = "legitimising"', 'category = "other"')],
            r"motives\[0\].category: expected one of legitimi",
        ),
        (
            [('offered_to = ["programme"]', 'offered_to = "programme"')],
            r"motives\[1\].offered_to: expected a list",
        ),
        (
            [('offered_to = ["programme"]', "offered_to = []")],
            r"motives\[1\].offered_to: expected organisation ty",
        ),
        (
            [('offered_to = ["programme"]', 'offered_to = ["program"]')],
            r"motives\[1\].offered_to: .*\"programme\"",
        ),
        (
            [('offered_to = ["programme"]', "offered_to = [1]")],
            r"motives\[1\].offered_to\[0\]: expected a text",
        ),
        ([('counterpart = "teacher_development"\n', "")], r"motives\[5\].counterpart: .*its counterpart too"),
        ([('"teacher_development"', '"nobody"')], r"motives\[4\].counterpart: expected one of own_image"),
        (
            [('offered_to = ["practice_partner"]', 'offered_to = ["practice_partner", "programme"]')],
            r"motives\[4\].counterpart: expected a motive that is offered to other organisation types",
        ),
        ([('id = "network"', 'id = "recruitment"')], r"motives\[9\].id: expected an id that no other has"),
        ([('id = "network"', 'id = "net work"')], r"motives\[8\].id: expected an id"),
        ([('id = "network"\n', "")], r"motives\[8\].id: is missing"),
        (
            [("Werven nieuwe medewerkers", "UITBREIDEN/versterken  netwerk")],
            r"motives\[9\].label: expected a label",
        ),
        (
            [('id = "alignment"\n', 'id = "talking"\n')],
            "phases: expected the phases preparation, alignment, commit",
        ),
        ([("number = 2\n", "number = 1\n")], r"phases\[1\].number: .*no other has there"),
        ([("number = 2\n", 'number = "2"\n')], r"phases\[1\].number: expected a whole number"),
        ([("central = 1", "central = 3")], r"phases\[2\].central: expected the index of a paragraph"),
        (
            [('[[themes]]\nid = "commitment"\nphase = "commitment"', '[[themes]]\nid = "a"\nphase = "b"')],
            r"themes\[0",
        ),
        ([('theme = "investment"', 'theme = "invest"')], r"questions\[17\].theme: .*mean \"investment\""),
        ([('phase = "alignment"\n', 'phase = "align"\n')], r"questions\[7\].phase: .*mean \"alignment\""),
        (
            [('id = "preparation.1"', 'id = "alignment.1"')],
            r"questions\[7\].id: expected an id that no other has",
        ),
        (
            [('number = 7\nanswered_by = "organisation"', 'number = 6\nanswered_by = "organisation"')],
            r"questions\[6\]",
        ),
        (
            [('answered_by = "each"', 'answered_by = "organisation"')],
            r"questions\[12\].answered_by: expected one of",
        ),
        (
            [('answered_by = "each"', 'answered_by = ["each"]')],
            r"questions\[12\].answered_by: expected one of",
        ),
        (
            [('purpose = { nl = "Doelstelling"', 'purpos = { nl = "Doel"')],
            'headings: .*did you mean "purpose"',
        ),
        (
            [('nl = "Praktijkpartner"', 'nl = "Praktijk\\npartner"')],
            r"organisation_types\[0\].label.nl: expected one p",
        ),
        (
            [('nl = "Praktijkpartner"', "nl = 3")],
            r"organisation_types\[0\].label.[a-z]+: expected a text, got",
        ),
        ([("ours = true }", 'ours = "yes" }')], "notes.intended_outcome.ours: expected True or False"),
        (
            [("[[further_reading]]", "[[further_readings]]")],
            'unknown key "further_readings": .*"further_reading"',
        ),
        ([("[title]", "[titles]")], "title: is missing"),
        ([('text = "The published', 'texts = "The published')], 'source: expected texts, "text" among them'),
        ([('doi = "', 'doi = 3 # "')], "source.doi: expected a text"),
        ([('languages = ["nl", "en"]', 'languages = "nl"')], "languages: expected a list of language codes"),
        ([('languages = ["nl", "en"]', "")], "languages: expected a list of language codes"),
        (
            [('languages = ["nl", "en"]', 'languages = ["nl", "en", "nl"]')],
            "languages: expected language codes",
        ),
        ([("[citation]", "[citation")], "is not valid TOML: line 17, "),
    ],
)
def test_a_file_that_cannot_be_used_says_where_to_mend_it(changes: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(InstrumentError, match=message) as caught:
        load_instrument(own(*changes))
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (
            '[words]\n"status.aplies" = { nl = "geldt" }',
            'words.status.aplies: unknown key "status.aplies": .*"status.applies"',
        ),
        (
            '[words]\n"status.applies" = "geldt"',
            "words.status.applies: expected a table of texts by language",
        ),
        (
            '[words]\n"status.applies" = { nl = "{n} keer" }',
            r"words.status.applies.nl: nothing fills in \{n\}",
        ),
        ('[words]\n"status.applies" = { nl = "" }', "words.status.applies.nl: expected one paragraph"),
        ('[prompts]\nanswers = { nl = "Schrijf" }', 'prompts.answers: unknown key "answers": .*"answer"'),
        ('[spellings]\nnegative = "nee"', "spellings.negative: expected a list"),
        ('[spellings]\nnegatief = ["nee"]', 'spellings.negatief: unknown key "negatief"'),
        ("[[words]]", "words: expected a table"),
    ],
)
def test_own_words_that_do_not_fit_are_refused(tables: str, message: str) -> None:
    with pytest.raises(InstrumentError, match=message):
        load_instrument(with_tables(tables))


def test_a_language_that_ours_lacks_needs_every_word_of_it() -> None:
    with pytest.raises(InstrumentError, match=r'words.locale: no text for language "fr"'):
        load_instrument(own(('["nl", "en"]', '["nl", "en", "fr"]')))


def test_every_problem_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(own(("free = true", "fre = true"), ("number = 3", 'number = "3"'), ('id = "network"\n', "")))
    with pytest.raises(InstrumentError, match=r"^own.toml: 3 problems\n") as caught:
        load_instrument(path)
    assert len(str(caught.value).splitlines()) == 4


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.toml"):
        load_instrument(tmp_path / "nowhere.toml")
    with pytest.raises(InvalidValueError, match="expected a path"):
        load_instrument("a\0b")
    with pytest.raises(
        InstrumentError, match="is not valid TOML: line 1, column 1: there is a sign here in another encoding"
    ):
        load_instrument(b"\xff\xfe")
    with pytest.raises(InstrumentError, match="not valid TOML"):
        load_instrument(b"a = " + b"[" * 5000)


@pytest.mark.parametrize("source", [3, io.StringIO("id = 1"), ["own.toml"]])
def test_nothing_but_a_path_bytes_or_a_binary_file_is_a_source(source: str) -> None:
    with pytest.raises(InvalidValueError, match="source: expected a path, bytes or a binary file"):
        load_instrument(source)


# No word of it in the code


def instrument_wordings() -> Iterator[str]:
    for place, text in load_instrument().wordings():
        if not place.startswith(("words.", "prompts.")):
            yield from (said for said in text.values() if len(said) >= 12)


def document_text(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode("utf-8") for name in package.namelist() if name.endswith((".xml", ".rels"))]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", part)) for part in parts)


def test_python_code_holds_no_wording_and_no_id_of_a_motive_or_question(instrument: Instrument) -> None:
    asked = {motive.id for motive in instrument.motives} | {question.id for question in instrument.questions}
    literals = {text for path in MODULES for text in texts_of(path)}
    assert literals
    assert not literals & asked
    together = "\0".join(literals)
    assert not [text for text in instrument_wordings() if text in together]


def test_templates_hold_no_wording() -> None:
    texts = {path.name: document_text(path) for path in sorted(PACKAGE.rglob("*.docx"))}
    assert texts
    assert not [f"{name}: {text}" for name in texts for text in instrument_wordings() if text in texts[name]]


# True to the source

REPAIRS = {
    "gebruik?)": "gebruikt)",
    "creéren": "creëren",
    "geévalueerd": "geëvalueerd",
    "Financiele": "Financiële",
    "financiele": "financiële",
    "afstemmmingsfase": "afstemmingsfase",
    "oplossingen/producten/\n": "oplossingen/producten/",
    "'": "’",
}
SET_BY_LAYOUT = re.compile(r"(categories|organisation_types)\[\d\].label")


def shared(name: str) -> str:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the repository")
    return path.read_text(encoding="utf-8")


def repaired(seed: str) -> str:
    for damaged, read_as in REPAIRS.items():
        assert damaged in seed
        seed = seed.replace(damaged, read_as)
    return " ".join(seed.split())


def of_the_authors(language: str) -> dict[str, str]:
    return {
        place: text[language]
        for place, text in load_instrument().wordings()
        if not text.ours and language in text and not (language == "nl" and text.reconstructed)
    }


def test_every_dutch_wording_of_the_authors_stands_in_the_source() -> None:
    seed = repaired(shared("seed.txt"))
    for place, text in of_the_authors("nl").items():
        found = text.casefold() in seed.casefold() if SET_BY_LAYOUT.fullmatch(place) else text in seed
        assert found, f"{place}: {text}"


def test_nothing_of_the_source_is_left_out() -> None:
    rest = repaired(shared("seed.txt"))
    for text in sorted(of_the_authors("nl").values(), key=len, reverse=True):
        rest = re.sub(re.escape(text), " ", rest, flags=re.IGNORECASE)
    assert set(rest.split()) <= {"|", "1.", *(f"{number})" for number in range(1, 8))}


def test_the_running_text_of_each_phase_is_the_instruction_and_then_the_heading(
    instrument: Instrument,
) -> None:
    seed = repaired(shared("seed.txt"))
    for phase in instrument.phases[1:]:
        assert phase.questions_heading
        running = " ".join(paragraph["nl"] for paragraph in (*phase.instruction, phase.questions_heading))
        assert f"{phase.label['nl']} {running}" in seed


def test_every_english_wording_is_the_one_that_was_settled() -> None:
    settled = " ".join(shared("instrument.md").replace("*", "").split())
    settled = settled.replace(" / for educational", " Form for strategic motives and intended outcomes for educational")
    for place, text in of_the_authors("en").items():
        assert text in settled, f"{place}: {text}"


def test_a_number_of_thousands_of_digits_is_a_fault_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "eigen.toml"
    path.write_text("id = " + "9" * 5_000, encoding="utf-8")
    with pytest.raises(InstrumentError, match=r"eigen\.toml: is not valid TOML"):
        load_instrument(path)
