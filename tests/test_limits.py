"""What is written can be read: a form that holds more than reading takes is refused when it is made."""

from __future__ import annotations

import pytest

import hlo_forms as hlo
from attacks import document, row, table
from hlo_forms.basics import limits
from hlo_forms.basics.limits import MOST_CHARACTERS, MOST_LINES, MOST_ROWS
from runs import dear

LINDE = hlo.Organisation("De Linde", type="practice_partner")


def preparation(**fields: object) -> hlo.PreparationForm:
    return hlo.PreparationForm(organisation=LINDE, **fields)


def own_motives(count: int) -> list[hlo.OtherMotive]:
    return [hlo.OtherMotive(f"Motief {number}", "Opbrengst") for number in range(count)]


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: preparation(other_motives=own_motives(5_000)), "other_motives"),
        (lambda: preparation(answers={"preparation.1": "a" * 2_000_000}), "answers.preparation.1"),
        (lambda: preparation(answers={"preparation.2": "a\n" * 60_000 + "b"}), "answers.preparation.2"),
        (lambda: preparation(answers={"preparation.2": "a\t" * 60_000 + "b"}), "answers.preparation.2"),
        (lambda: preparation(motives=[hlo.MotiveAnswer("network", outcome="a" * 2_000_000)]), "motives"),
        (lambda: preparation(round="a" * 2_000_000), "round"),
        (lambda: preparation(partnership="a" * 2_000_000), "partnership"),
        (lambda: preparation(invitation=hlo.Invitation(sender="a" * 2_000_000)), "invitation"),
        (lambda: preparation(participants=[hlo.Participant("a")] * 5_000), "participants"),
        (lambda: hlo.AlignmentForm(relations=[hlo.DeclaredRelation(note="a")] * 5_000), "relations"),
        (lambda: hlo.CommitmentForm(agreements=[hlo.Agreement(what="a")] * 5_000), "agreements"),
    ],
)
def test_a_form_that_could_not_be_read_back_is_refused_when_it_is_made(make: object, field: str) -> None:
    with pytest.raises(hlo.InvalidValueError, match="at most") as refusal:
        make()  # type: ignore[operator]  # one of the functions above
    assert refusal.value.field == field


RELATIONS = [hlo.DeclaredRelation(first_motive="network", kind="hinder", note="x" * 100)] * MOST_ROWS
LARGEST = {
    "own motives": lambda: preparation(other_motives=own_motives(MOST_ROWS)),
    "participants": lambda: preparation(participants=[hlo.Participant("a", "b")] * MOST_ROWS),
    "relations": lambda: hlo.AlignmentForm(relations=RELATIONS),
    "agreements": lambda: hlo.CommitmentForm(agreements=[hlo.Agreement(what="a")] * MOST_ROWS),
    "letters": lambda: preparation(answers={"preparation.1": "a" * (MOST_CHARACTERS - 1_000)}),
    "signs": lambda: preparation(answers={"preparation.1": "&" * (MOST_CHARACTERS - 1_000)}),
    "emoji": lambda: preparation(answers={"preparation.1": "🎓" * (MOST_CHARACTERS - 1_000)}),
    "lines": lambda: preparation(answers={"preparation.1": "a\n" * MOST_LINES + "b"}),
    "tabs": lambda: preparation(answers={"preparation.1": "a\t" * MOST_LINES + "b"}),
}


@pytest.mark.parametrize("name", dear(1, LARGEST))
def test_the_largest_form_is_written_and_read_back(name: str) -> None:
    form = LARGEST[name]()
    assert hlo.read(hlo.render(form)).form == form


def test_what_only_shows_when_it_is_written_names_the_longest_field() -> None:
    """Reading counts equals signs, as each attribute has one, before it parses anything."""
    form = preparation(answers={"preparation.1": "=" * 300_000, "preparation.2": "kort"})
    with pytest.raises(hlo.InvalidValueError, match="ask the sender") as refusal:
        hlo.render(form)
    assert refusal.value.field == "answers.preparation.1"


def test_a_document_with_more_rows_than_a_form_holds_is_refused_as_too_much() -> None:
    many = document(table(row(b"Naam", b"Rol") + row(b"a", b"b") * (MOST_ROWS + 10)))
    with pytest.raises(hlo.UnsafeFileError) as refusal:
        hlo.read(many)
    assert refusal.value.code == "too-much-text"


def test_a_form_in_json_is_held_to_the_same_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    text = hlo.to_json(preparation(other_motives=own_motives(30)))
    monkeypatch.setattr(limits, "MOST_ROWS", 20)
    with pytest.raises(hlo.InterchangeError, match="at most 20 rows"):
        hlo.from_json(text)
