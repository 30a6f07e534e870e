"""Invented partnerships: the same for the same seed, believable, and with everything that can happen in them."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from pathlib import Path

import pytest

import hlo_forms as hlo
from hlo_forms import InvalidValueError, Status, examples
from hlo_forms.basics.messages import Catalogue

WORDS = Catalogue("examples").content
FORMS = list(examples.forms(partnerships=40, seed=1))
PREPARATION = [form for form in FORMS if isinstance(form, hlo.PreparationForm)]


def test_the_same_seed_gives_the_same_forms_and_another_seed_others() -> None:
    assert list(examples.forms(partnerships=40, seed=1)) == FORMS
    assert list(examples.forms(partnerships=40, seed=2)) != FORMS


def test_the_first_partnerships_are_the_same_however_many_there_are() -> None:
    few = list(examples.forms(partnerships=5, seed=1))
    assert FORMS[: len(few)] == few


def test_any_number_streams() -> None:
    assert len(list(itertools.islice(examples.forms(partnerships=10**9), 50))) == 50


def test_every_form_has_an_id_of_its_own() -> None:
    assert len({form.id for form in FORMS}) == len(FORMS)


def test_every_phase_round_type_and_status_occurs() -> None:
    assert {form.phase for form in FORMS} == {"preparation", "alignment", "commitment"}
    assert {form.round for form in FORMS} == {"2025", "2026"}
    statuses = Counter(form.status(motive.id) for form in PREPARATION for motive in form.instrument.motives)
    assert set(statuses) == set(Status)
    assert {row.realised for form in PREPARATION for row in form.previous} == {"yes", "partly", "no", "too_early", None}
    assert any(form.other_motives for form in PREPARATION)
    assert any(form.respondent for form in PREPARATION)


def test_some_organisations_take_part_in_two_partnerships_and_keep_who_they_are() -> None:
    seen: dict[str | None, set[tuple[object, ...]]] = {}
    where: dict[str | None, set[str | None]] = {}
    for form in examples.forms(partnerships=60, seed=3, languages=["nl"]):
        if isinstance(form, hlo.PreparationForm):
            seen.setdefault(form.organisation.id, set()).add((form.organisation,))
            where.setdefault(form.organisation.id, set()).add(form.partnership.id)
    assert all(len(found) == 1 for found in seen.values())
    assert max(map(len, where.values())) == 2


def test_some_partners_never_answer_and_some_answer_blank() -> None:
    meetings = [form for form in FORMS if isinstance(form, hlo.AlignmentForm)]
    sent = {(form.partnership.id, form.round, form.organisation.id) for form in PREPARATION}
    asked = {(form.partnership.id, form.round, partner.id) for form in meetings for partner in form.organisations}
    assert asked - sent
    assert any(not form.touched for form in PREPARATION)


def test_motives_are_as_likely_as_they_are_said_to_be() -> None:
    many = [form for form in examples.forms(300, rounds=["2026"], seed=5) if isinstance(form, hlo.PreparationForm)]
    for type, chances in WORDS["chance"].items():
        own = [form for form in many if form.organisation.type == type and form.touched]
        for motive, chance in chances.items():
            share = sum(form.status(motive) is Status.APPLIES for form in own) / len(own)
            assert abs(share - chance) < 0.12, (type, motive, share)


def test_every_word_stands_in_both_languages_and_about_what_the_instrument_asks() -> None:
    instrument = hlo.load_instrument()

    def wordings(found: object) -> list[dict[str, str]]:
        if isinstance(found, dict):
            own = [found] if "nl" in found else []
            return own or [entry for value in found.values() for entry in wordings(value)]
        return [entry for value in found for entry in wordings(value)] if isinstance(found, list) else []

    assert all(set(found) == set(instrument.languages) for found in wordings(WORDS))
    motives = {motive.id for motive in instrument.motives}
    assert set(WORDS["outcomes"]) == motives
    assert set(WORDS["answers"]) - {"any"} <= {question.id for question in instrument.questions}
    for type, chances in WORDS["chance"].items():
        assert set(chances) == {motive.id for motive in instrument.offered(type)}


def test_one_language_is_kept_to() -> None:
    names = {form.partnership.name or "" for form in examples.forms(20, languages=["en"], rounds=["1"])}
    assert all(re.match("Learning|Neighbourhood|Practice|Studio", name) for name in names)


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="languages"):
        list(examples.forms(1, languages=["fr"]))


def test_as_word_documents_they_come_back() -> None:
    found = list(examples.documents(6, rounds=["2026"], seed=4))
    made = list(examples.forms(6, rounds=["2026"], seed=4))
    assert [hlo.read(data).form for _, data in found] == made
    assert len({name for name, _ in found}) == len(found)


def test_a_folder_of_documents_is_never_written_over(tmp_path: Path) -> None:
    paths = examples.write_documents(tmp_path, 1, rounds=["2026"], languages=["nl"])
    assert {path.relative_to(tmp_path).parts[1] for path in paths} == {"2026"}
    assert all(path.name.startswith("fase") for path in paths)
    with pytest.raises(FileExistsError):
        examples.write_documents(tmp_path, 1, rounds=["2026"], languages=["nl"])


def test_other_instruments_have_something_to_say_as_well() -> None:
    from hlo_forms.examples import InventedWords

    words = InventedWords.of("en")
    chance = random.Random(1)  # noqa: S311 - no secrets
    assert words.about(chance, "outcomes", "unknown", "Beekdal")
    assert words.chance_of("unknown", "unknown") == 0.4
