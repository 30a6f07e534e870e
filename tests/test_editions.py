"""Editions of an instrument over three years: what is the same is compared, and what is asked otherwise never is."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
import museum
from commands import run
from hlo_forms.comparison.recalibration import Change
from hlo_forms.instrument.loading import check_file

OLD, MENDED, OTHER = "Jugend gewinnen (Besucher)", "Jugend gewinnen (Besucher).", "Jugendliche ab zwölf gewinnen"


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def edition(year: str, previous: str = "", **replaced: str) -> hlo.Instrument:
    """An edition in which motives have other words, by id, or are gone."""
    text = museum.toml(year, extra=previous)
    for id, label in replaced.items():
        old = museum.motive(id)
        start = text.index(f'[[motives]]\nid = "{id}"\n')
        end = text.index("[[", start + 2)
        entry = text[start:end]
        changed = "" if not label else entry.replace(f'"{old}"', f'"{label}"').replace(f'"E: {old}"', f'"E: {label}"')
        text = text[:start] + changed + text[end:]
    return hlo.load_instrument(text.encode())


def previous(year: str, **parts: list[str]) -> str:
    lists = "".join(f"{name} = {str(ids).replace(chr(39), chr(34))}\n" for name, ids in parts.items())
    return f'[previous]\nedition = "{year}"\n{lists}'


@pytest.fixture(scope="module")
def years() -> list[hlo.Instrument]:
    """2026; 2027, in which one motive was mended, one asked otherwise and one dropped; 2028, which changes nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        told = {"same": ["visitors_1"], "reworded": ["visitors_3"], "dropped": ["people_5"]}
        words = {"visitors_1": MENDED, "visitors_3": OTHER, "people_5": ""}
        return [
            edition("2026"),
            edition("2027", previous("2026", **told), **words),
            edition("2028", previous("2027"), **words),
        ]


def form(
    instrument: hlo.Instrument, name: str = "Museum Alt", kind: str = "museum", **ticked: str
) -> hlo.PreparationForm:
    motives = [hlo.MotiveAnswer(id, ticked=True, outcome=outcome) for id, outcome in ticked.items()]
    who = hlo.Organisation(name, type=kind)
    return hlo.PreparationForm(
        instrument=instrument, organisation=who, partnership="Dorfnetz", round=instrument.edition, motives=motives
    )


def test_an_edition_says_what_it_continues_and_what_became_of_it(years: list[hlo.Instrument]) -> None:
    first, second, third = years
    change = second.diff(first)
    assert (change.earlier, change.later) == ("2026", "2027")
    assert change.reworded == ("visitors_3",)
    assert change.dropped == ("people_5",)
    assert change.new == ()
    assert "visitors_1" in change.same
    assert third.diff(second).reworded == third.diff(second).dropped == ()
    assert first.diff(second).new == ("people_5",)
    with pytest.raises(hlo.InvalidValueError, match="dorfmuseum"):
        first.diff(hlo.load_instrument())


def test_without_a_word_about_it_the_wording_decides() -> None:
    first, later = edition("2026"), edition("2027", previous("2026"), visitors_1=MENDED, visitors_3=OTHER)
    assert later.diff(first).reworded == ("visitors_1", "visitors_3")


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({"same": ["visitor_1"]}, "previous.same"),
        ({"dropped": ["visitors_1"]}, "previous.dropped"),
        ({"same": ["visitors_1"], "reworded": ["visitors_1"]}, "previous.reworded"),
    ],
)
def test_what_a_new_edition_cannot_say_is_told_with_its_line(parts: dict[str, list[str]], place: str) -> None:
    (fault,) = check_file(museum.toml("2027", extra=previous("2026", **parts)).encode())
    assert fault.place == place
    assert fault.line
    (fault,) = check_file(museum.toml("2026", extra=previous("2026")).encode())
    assert fault.place == "previous.edition"


def test_renewing_onto_a_new_edition_loses_nothing_and_equates_nothing(years: list[hlo.Instrument]) -> None:
    first, second, third = years
    before = form(first, visitors_1="Mehr Klassen", visitors_3="Drei Feste", people_5="Ein Archiv")
    later = hlo.renew(before, round="2027", instrument=second)
    assert later.instrument == second
    assert [(row.motive, row.outcome) for row in later.previous] == [("visitors_1", "Mehr Klassen")]
    assert [(row.text, row.outcome) for row in later.previous_other] == [
        (museum.motive("visitors_3"), "Drei Feste"),
        (museum.motive("people_5"), "Ein Archiv"),
    ]
    assert hlo.read(hlo.render(later), instruments=years).form == later
    assert hlo.read(hlo.render(later), instruments=years[::-1]).form == later
    with pytest.raises(hlo.InvalidValueError, match="instrument"):
        hlo.renew(before, round="2028", instrument=hlo.load_instrument())
    with pytest.raises(hlo.InvalidValueError, match="previous"):
        hlo.renew(before, round="2028", instrument=third)


def test_a_meeting_and_its_agreements_are_renewed_onto_a_new_edition(years: list[hlo.Instrument]) -> None:
    first, second, _ = years
    both = [hlo.Organisation("Museum Alt", type="museum"), hlo.Organisation("Archiv Neu", type="archive")]
    relation = hlo.DeclaredRelation(
        first_organisation="museum-alt", first_motive="visitors_3", kind="reinforce", second_organisation="archiv-neu",
        second_motive="visitors_1", note="Zusammen",
    )  # fmt: skip
    met = hlo.AlignmentForm(
        instrument=first, organisations=both, round="2026", answers={"table.1": "Ja"}, relations=[relation]
    )
    later = hlo.renew(met, round="2027", instrument=second)
    assert [row.text for row in later.previous_answers] == ["Ja"]
    assert later.previous_relations[0].first_motive == museum.motive("visitors_3")
    assert later.previous_relations[0].second_motive == "visitors_1"
    assert hlo.read(hlo.render(later), instruments=years).form == later
    agreed = hlo.CommitmentForm(
        instrument=first, organisation=both[0], round="2026", agreements=[hlo.Agreement(what="Ein Fest")]
    )
    assert hlo.renew(agreed, round="2027", instrument=second).previous_agreements[0].what == "Ein Fest"


def test_three_years_are_recalibrated_with_asked_otherwise_as_a_change_of_its_own(years: list[hlo.Instrument]) -> None:
    ticked = {"visitors_1": "A", "visitors_3": "B"}
    change = hlo.recalibrate(*(form(one, **ticked) for one in years))
    assert change.instrument == years[-1]
    assert change.editions == tuple(years)
    steps = {motive: [step.change for step in change.history("museum-alt", motive).steps] for motive in ticked}
    assert steps == {
        "visitors_1": [Change.KEPT, Change.KEPT],
        "visitors_3": [Change.ASKED_OTHERWISE, Change.KEPT],
    }
    assert [count.asked_otherwise for number in (0, 1) for count in change.counts(number)] == [1, 0]
    for text in (change.to_text(), change.to_html()):
        assert "asked otherwise" in text
        assert OTHER in text
        assert museum.motive("people_5") in text
    assert hlo.report(change)[:2] == b"PK"
    back = hlo.recalibrate(*(form(one, **ticked) for one in reversed(years)))
    assert [step.change for step in back.history("museum-alt", "visitors_3").steps] == [
        Change.KEPT,
        Change.ASKED_OTHERWISE,
    ]


def test_one_edition_has_no_word_about_editions(years: list[hlo.Instrument]) -> None:
    one, other = (attrs.evolve(form(years[0], visitors_1="A"), round=round, id=round) for round in ("1", "2"))
    assert "otherwise" not in hlo.recalibrate(one, other).to_text()


def test_partners_on_two_editions_are_compared_in_the_words_that_are_the_same(years: list[hlo.Instrument]) -> None:
    first, second, _ = years
    ticked = {"visitors_1": "A", "visitors_3": "B"}
    old = attrs.evolve(form(first, **ticked), round="2027")
    new = form(second, "Archiv Neu", "archive", **ticked)
    for pair in ([old, new], [new, old]):
        comparison = hlo.compare(pair)
        assert comparison.instrument == second
        assert comparison.motive("visitors_1").applies_to == ("museum-alt", "archiv-neu")
        asked = comparison.motive("visitors_3")
        assert asked.cell("museum-alt").status is hlo.Status.ASKED_OTHERWISE
        assert asked.applies_to == asked.offered_to == ("archiv-neu",)
        assert asked.verdict == "not_comparable"
        assert "asked otherwise" in comparison.to_text()
        assert hlo.report(comparison)[:2] == b"PK"


def test_editions_that_do_not_continue_each_other_are_refused() -> None:
    one, other = form(edition("2026")), attrs.evolve(form(edition("2027"), "Archiv Neu", "archive"), round="2026")
    with pytest.raises(hlo.ComparisonError, match="previous"):
        hlo.compare([one, other])


def test_a_data_set_holds_several_editions_and_says_what_is_comparable(
    years: list[hlo.Instrument], tmp_path: Path
) -> None:
    forms = [form(one, visitors_1="A", visitors_3="B") for one in years]
    dataset = hlo.Dataset(forms)
    assert [change.reworded for change in dataset.edition_changes] == [("visitors_3",), ()]
    assert "visitors_3" in dataset.to_html()
    hlo.to_csv(dataset, tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "Edition 2027 continues 2026" in readme
    for year in ("2026", "2027"):
        assert len(dataset.filter(edition=year)) == 1
        assert dataset.filter(edition=year).counts().forms == 1
    assert hlo.Dataset(forms[:1]).edition_changes == ()


def test_counts_over_several_editions_count_what_was_asked_the_same_and_say_so(years: list[hlo.Instrument]) -> None:
    names = ("Museum Alt", "Museum Neu", "Museum Drei")
    forms = [form(one, name, visitors_1="A", visitors_3="B") for one, name in zip(years, names, strict=True)]
    counts = hlo.Dataset(forms).counts()
    rows = {row.motive: row for row in counts.rows}
    assert (counts.instrument, counts.editions, counts.forms) == (years[-1], tuple(years), 3)
    assert (rows["visitors_1"].applies, rows["visitors_1"].n) == (3, 3)
    assert (rows["visitors_3"].applies, rows["visitors_3"].n, rows["visitors_3"].not_offered) == (2, 2, 1)
    assert "people_5" not in rows
    assert any("visitors_3" in line and "2027" in line for line in counts.remarks(language="en"))
    assert "visitors_3" in counts.to_html()
    assert hlo.Dataset(forms[1:2]).counts().editions == ()
    for other in (hlo.Dataset(forms).co_occurrence(), hlo.Dataset(forms).counts(by="round")):
        assert other.editions == tuple(years)
    changes = hlo.Dataset([form(one, visitors_1="A", visitors_3="B") for one in years]).changes("2026", "2027")
    assert {row.motive for row in changes.rows if row.n} >= {"visitors_1"}
    assert not [row for row in changes.rows if row.motive == "visitors_3" and row.n]


def test_counts_over_editions_that_do_not_continue_each_other_are_refused() -> None:
    forms = [form(edition(year)) for year in ("2026", "2027")]
    with pytest.raises(hlo.InvalidValueError, match="previous"):
        hlo.Dataset(forms).counts()


@pytest.mark.parametrize("turned", [False, True])
def test_a_meeting_of_two_editions_is_refused_with_what_to_do(years: list[hlo.Instrument], *, turned: bool) -> None:
    old = attrs.evolve(form(years[0]), round="2027")
    new = form(years[1], "Archiv Neu", "archive")
    with pytest.raises(hlo.InvalidValueError, match="forms of one edition") as refusal:
        hlo.AlignmentForm.from_forms([new, old] if turned else [old, new])
    assert "Museum Alt" in str(refusal.value.expected)
    dutch = refusal.value.expected.in_words(language="nl")
    assert "Museum Alt vulde nog dorfmuseum 2026 in, en Archiv Neu dorfmuseum 2027" in dutch
    same = len(years[1].diff(years[0]).same)
    assert f"Maak voor Museum Alt een leeg formulier van dorfmuseum 2027 en vraag het in te vullen; {same} " in dutch


def test_a_meeting_of_two_instruments_is_refused_too(years: list[hlo.Instrument]) -> None:
    other = hlo.PreparationForm(
        organisation=hlo.Organisation("De Linde", type="programme"), partnership="Dorfnetz", round="2026"
    )
    with pytest.raises(hlo.InvalidValueError, match="forms with the same questions"):
        hlo.AlignmentForm.from_forms([form(years[0]), other])


def test_json_of_each_edition_comes_back_with_its_own(years: list[hlo.Instrument]) -> None:
    for one in years:
        made = form(one, visitors_1="A")
        assert hlo.from_json(hlo.to_json(made), instruments=years).instrument == one


def test_the_command_line_renews_onto_the_first_instrument_where_that_continues_the_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("2026.toml").write_text(museum.toml("2026"), encoding="utf-8")
    told = previous("2026", same=["visitors_1"])
    text = museum.toml("2027", extra=told).replace(f'"{OLD}"', f'"{MENDED}"')
    Path("2027.toml").write_text(text, encoding="utf-8")
    Path("hlo-forms.toml").write_text('instruments = ["2027.toml", "2026.toml"]\n', encoding="utf-8")
    before = form(hlo.load_instrument("2026.toml"), visitors_1="Mehr Klassen")
    Path("back").mkdir()
    Path("back/a.docx").write_bytes(hlo.render(before))
    result = run("renew", "back", "--to", "next", "--round", "2027")
    assert result.exit_code == 0, result.stderr
    (reading,) = hlo.Workspace.near().read_many("next/*.docx")
    assert isinstance(reading, hlo.Reading)
    assert reading.form.instrument.edition == "2027"
    assert reading.form.previous[0].outcome == "Mehr Klassen"
