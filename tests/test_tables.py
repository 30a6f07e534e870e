"""Results as data frames, filters that say why nothing fits, recoded sectors, and the language of the data."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hlo_forms as hlo
from exported import everything
from hlo_forms import InvalidValueError, MotiveAnswer, Organisation, PreparationForm, examples, plots
from hlo_forms.pages.shown import Shown
from hlo_forms.research.dataset import Dataset
from hlo_forms.research.statistics.pool import GROUPS
from hlo_forms.research.tables import Framed
from runs import dear, tries
from strategies import INSTRUMENT


def form(name: str = "De Linde", **changes: Any) -> PreparationForm:  # Any: several kinds
    """A form of a practice partner that ticked a motive."""
    sector = changes.pop("sector", None)
    common: dict[str, Any] = {"partnership": "Wijkzorg Noord", "round": "2026"}  # Any: as above
    who = Organisation(name, type="practice_partner", sector=sector)
    return PreparationForm(organisation=who, motives=[MotiveAnswer("network", ticked=True)], **(common | changes))


def results() -> list[Framed]:
    """A result of every kind, of partnerships in two rounds."""
    data = Dataset(examples.forms(6, rounds=["2025", "2026"], seed=2))
    counted = [data.counts("organisation_type"), data.category_counts(), data.co_occurrence(), data.sharing()]
    return [
        *counted,
        data.differences("ownership"),
        data.changes("2025", "2026"),
        *data.tables.values(),
        hlo.codebook(data),
    ]


def test_every_result_is_a_frame_of_every_library() -> None:
    for result in results():
        rows, names = len(result.table), list(result.table.schema.names)
        for frame in (result.to_pandas(), result.to_polars(), result.to_arrow().to_pandas(), pl.DataFrame(result)):
            assert (len(frame), list(frame.columns)) == (rows, names)
        assert pa.table(result).num_rows == rows
        assert list(result.to_narwhals("polars").columns) == names


def test_codes_are_ordered_categoricals_in_the_order_of_the_instrument() -> None:
    table = everything()["motives"]
    order = [motive.id for motive in INSTRUMENT.motives]
    frame = table.to_pandas(ordered=True)
    assert list(frame["motive"].cat.categories) == order
    assert frame["motive"].cat.ordered
    assert list(frame["status"].cat.categories) == list(table.schema.column("status").codes)
    assert table.to_polars(ordered=True)["motive"].dtype == pl.Enum(order)
    assert table.to_arrow(ordered=True).schema.field("motive").type == pa.dictionary(
        pa.int32(), pa.string(), ordered=True
    )
    assert list(everything().counts().to_pandas(ordered=True).groupby("motive")["applies"].sum().index) == order


def test_types_do_not_depend_on_the_data_unless_somebody_asks() -> None:
    one, other = everything()["motives"], Dataset([])["motives"]
    assert one.to_arrow().schema == other.to_arrow().schema
    assert one.to_pandas().dtypes.equals(other.to_pandas().dtypes)


@pytest.mark.parametrize(
    ("language", "label", "status"), [("en", "network", "applies"), ("nl", "netwerk", "van toepassing")]
)
def test_labels_take_the_place_of_codes(language: str, label: str, status: str) -> None:
    table = everything()["motives"]
    names = {motive.id: motive.label[language] for motive in INSTRUMENT.motives}
    for frame in (
        table.to_pandas(labels=language),
        table.to_polars(language).to_pandas(),
        table.to_arrow(language).to_pandas(),
    ):
        assert list(frame["motive"]) == [names[str(motive)] for motive in table["motive"]]
        assert label in frame["motive"][list(table["motive"]).index("network")]
        assert status in set(frame["status"])
    assert list(table.to_pandas("nl").columns) == list(table.schema.names)
    with pytest.raises(InvalidValueError, match="language"):
        table.to_pandas(labels="fr")


def test_labels_that_two_codes_share_are_told_apart() -> None:
    first, *rest = INSTRUMENT.motives
    other = attrs.evolve(INSTRUMENT, edition="2030", motives=(attrs.evolve(first, id="image"), *rest))
    table = attrs.evolve(Dataset([form()])["motives"], instruments=(INSTRUMENT, other))
    labels = list(table.to_pandas(labels="en")["motive"].cat.categories)
    assert [labels[0], labels[-1]] == [f"{first.label['en']} (own_image)", f"{first.label['en']} (image)"]


def test_an_id_that_no_instrument_has_comes_last() -> None:
    table = attrs.evolve(Dataset([form()])["motives"], instruments=())
    assert table.to_pandas(ordered=True)["motive"].dtype == "string"
    column = table.schema.names.index("motive")
    changed = tuple(
        (*row[:column], "oud" if number else row[column], *row[column + 1 :]) for number, row in enumerate(table.rows)
    )
    old = attrs.evolve(Dataset([form()])["motives"], rows=changed)
    assert old.to_pandas(ordered=True)["motive"].cat.categories[-1] == "oud"


def test_a_table_is_sliced_and_its_names_complete() -> None:
    data = Dataset([form(), form("Merelveld")])
    motives = data["motives"]
    assert motives[0] == next(iter(motives))
    assert motives[-1]["form"] == data.forms[1].id
    assert (len(motives[:3]), motives[:3].schema, motives[2:3][0]) == (3, motives.schema, motives[2])
    assert motives["motive"] == motives.column("motive")
    assert data._ipython_key_completions_() == list(data)
    assert motives._ipython_key_completions_() == list(motives.schema.names)
    with pytest.raises(InvalidValueError, match="did you mean"):
        motives["motif"]
    with pytest.raises(IndexError):
        motives[99]


def test_merging_on_form_gives_no_column_twice() -> None:
    forms = everything()["forms"].to_pandas()
    for name, table in everything().tables.items():
        if "form" in table.schema.names and name != "forms":
            merged = table.to_pandas().merge(forms, on="form", how="left")
            assert not [column for column in merged.columns if column.endswith(("_x", "_y"))], name
            assert len(merged) == len(table)


def test_a_joined_table_says_whose_form_it_is() -> None:
    joined = everything().joined("answers")
    assert [row["text"] for row in joined] == list(everything()["answers"]["text"])
    forms = {row["form"]: row for row in everything()["forms"]}
    assert all(row["respondent"] == forms[row["form"]]["respondent"] for row in joined)
    with pytest.raises(InvalidValueError, match="form"):
        everything().joined("organisations")


# Filters


def test_a_number_is_taken_as_text() -> None:
    data = Dataset([form(), form(round="2025")])
    assert data.filter(round=2026).forms == data.filter(round="2026").forms == data.filter(round=2026.0).forms
    assert len(data.filter(round=[2025, "2026"])) == 2
    assert len(data.filter(version="1")) == 2
    assert data.changes(2025, 2026).rows == data.changes("2025", "2026").rows


def test_numbers_of_numpy_and_pandas_are_numbers_too() -> None:
    data = Dataset([form(), form(round="2025")])
    assert len(data.filter(round=pd.Series([2025, 2026])[0])) == 1
    assert len(data.filter(round=pd.Series([2025, 2026]))) == 2


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ({"round": "2O26"}, "2026"),
        ({"organisation_type": "praktijkpartner"}, "practice_partner"),
        ({"phase": "prepration"}, "preparation"),
        ({"ownership": "publiek"}, "public"),
        ({"partnership": "wijkzorg-nord"}, "wijkzorg-noord"),
        ({"organisation_type": ["programme", "practise_partner"]}, "practice_partner"),
    ],
)
def test_a_value_that_nothing_has_is_refused_with_what_was_meant(
    wanted: dict[str, Any], meant: str
) -> None:  # Any: as it is typed
    with pytest.raises(InvalidValueError, match=f'did you mean "{meant}"'):
        Dataset([form(sector="zorg")]).filter(**wanted)


def test_a_code_that_the_data_could_have_gives_an_empty_part_that_says_why() -> None:
    data = Dataset([form(), form("Merelveld", round="2025")])
    empty = data.filter(round="2025", organisation="de-linde").latest().one_partnership_each()
    why = "none of the 2 forms fits round = 2025, organisation = de-linde"
    assert why in repr(empty)
    assert why in empty.to_text(language="en")
    assert why in empty.counts().to_text(language="en")
    assert empty.sharing().remarks(language="nl")[0].startswith("geen van de 2 formulieren voldoet")
    assert "none of the 2 forms fits the condition" in repr(data.filter(lambda _: False))
    assert "empty already" in repr(Dataset([]).filter(round="2026"))
    assert "fits" not in repr(data.filter(round="2026"))
    assert len(data.filter(phase="alignment")) == 0


def test_one_wanted_value_of_several_is_enough() -> None:
    assert len(Dataset([form()]).filter(round=["2024", "2025", "2026"])) == 1


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"filled_in": "ja"}, "True or False"),
        ({"filled_in": 2}, "True or False"),
        ({"versions": "twee"}, "a whole number"),
        ({"versions": True}, "a whole number"),
        ({"doubts": "1,5"}, "a whole number"),
        ({"round": True}, "a text"),
        ({"respondent": [["x"]]}, "a text"),
        ({"kept_back": ["nee", None]}, "True or False"),
        ({"round": b"2026"}, "a text"),
        ({"language": "nl"}, "None, as no form has a value here"),
    ],
    ids=str,
)
def test_a_value_of_another_kind_is_refused_with_what_to_pass(wanted: dict[str, Any], expected: str) -> None:
    with pytest.raises(InvalidValueError, match=f"{next(iter(wanted))}: expected {expected}"):
        Dataset([form()]).filter(**wanted)


@pytest.mark.parametrize("where", [{"round": 2026}, "round"])
def test_a_condition_that_is_no_function_is_refused_with_what_to_pass(where: Any) -> None:  # Any: what people try
    with pytest.raises(InvalidValueError, match="as in round=2026"):
        Dataset([form()]).filter(where)


def test_a_value_that_can_mean_one_thing_only_is_taken() -> None:
    first = form()
    data = Dataset([first, attrs.evolve(first, answers={"preparation.1": "x"}), form("Merelveld")])
    assert len(data.filter(versions="2")) == len(data.filter(versions=2.0)) == 2
    assert data.filter(filled_in="True").forms == data.filter(filled_in=True).forms == data.filter(filled_in=1).forms
    assert data.filter(filled_in="false").forms == data.filter(filled_in=np.False_).forms


SOME = {"sector": ["zorg", "welzijn", None], "ownership": ["public", "private", None]}


@st.composite
def voices(draw: st.DrawFn) -> list[hlo.Form]:
    """Forms of few organisations, partnerships and rounds, in several voices and versions that agree or not."""
    made: list[hlo.Form] = []
    for number in range(draw(st.integers(1, 9))):
        who = hlo.Organisation(
            draw(st.sampled_from(["De Linde", "Merelveld", None])),
            type=draw(st.sampled_from(["practice_partner", "programme"])),
            **{name: draw(st.sampled_from(values)) for name, values in SOME.items()},
        )
        common: dict[str, Any] = {  # Any: as fields of a form
            "organisation": who,
            "partnership": draw(st.sampled_from(["Noord", "Zuid", None])),
            "round": draw(st.sampled_from(["2025", "2026", None])),
            "respondent": draw(st.sampled_from(["Team", "Directie", None])),
        }
        if draw(st.integers(0, 5)) == 0:
            made.append(hlo.CommitmentForm(**common))
            continue
        ticked = draw(st.sets(st.sampled_from(["network", "recruitment", "new_knowledge"])))
        motives = [hlo.MotiveAnswer(motive, ticked=True) for motive in ticked]
        id = draw(st.sampled_from([None, None, "f1"]))
        made.append(hlo.PreparationForm(motives=motives, id=id, answers={"preparation.1": str(number)}, **common))
    return made


@tries(15, of=80)
@given(voices())
def test_a_filter_by_column_gives_what_counting_by_that_column_has_in_its_row(forms: list[hlo.Form]) -> None:
    languages = ["nl", "en"]
    readings = [hlo.Reading(forms=(one,), language=languages[number % 2]) for number, one in enumerate(forms)]
    data = Dataset(readings)
    for by in GROUPS:
        split = data.counts(by)
        for value in {row.group[by] for row in split.rows}:
            part = data.filter(**{by: value}).counts()
            own = [attrs.evolve(row, group=part.rows[0].group) for row in split.rows if row.group[by] == value]
            assert own == list(part.rows), (by, value)


@tries(15, of=60)
@given(voices())
def test_a_filter_by_column_keeps_counted_answers_whole(forms: list[hlo.Form]) -> None:
    data = Dataset(forms)
    whole = set(data["counted"].rows)
    once = data["counted"].schema.names.index("once")  # whether it is drawn depends on what else there is
    for name in (*GROUPS, "organisation", "organisation_name", "respondent"):
        for value in set(data["forms"][name]):
            part = {row[:once] + row[once + 1 :] for row in data.filter(**{name: value})["counted"].rows}
            assert part <= {row[:once] + row[once + 1 :] for row in whole}, (name, value)


def test_forms_of_other_phases_go_along_with_the_answer_of_their_organisation() -> None:
    where: dict[str, Any] = {"partnership": "Noord", "round": "2026"}
    who, bare = (hlo.Organisation("De Linde", type="practice_partner", sector=sector) for sector in ("zorg", None))
    forms = [
        hlo.PreparationForm(organisation=who, **where),
        hlo.AlignmentForm(organisations=[bare], **where),
        hlo.CommitmentForm(organisation=bare, **where),
    ]
    assert Dataset(forms).filter(sector="zorg").forms == tuple(forms)


# Sectors


def test_sectors_are_recoded_everywhere_and_remembered() -> None:
    data = Dataset([form("A", sector="zorg"), form("B", sector="Zorg en welzijn"), form("C", sector="Techniek")])
    tidy = data.recode(sector={"zorg": "Zorg", "Zorg en welzijn": "Zorg"})
    for name in ("forms", "organisations", "counted"):
        assert sorted(set(map(str, tidy[name]["sector"]))) == ["Techniek", "Zorg"], name
    assert [group["sector"] for group in dict.fromkeys(row.group for row in tidy.counts("sector").rows)] == [
        "Techniek",
        "Zorg",
    ]
    assert len(tidy.filter(sector="Zorg")) == 2
    assert [form.organisation.sector for form in tidy.forms] == ["zorg", "Zorg en welzijn", "Techniek"]
    (remembered,) = (row for row in hlo.codebook(tidy).table if row["table"] == "forms" and row["code"] == "Zorg")
    assert remembered["label_en"] == "recoded; filled in as “zorg”; “Zorg en welzijn”"
    assert "“Zorg en welzijn”" in hlo.codebook(tidy).to_markdown(language="nl")


def test_recoding_again_renames_the_new_names() -> None:
    tidy = Dataset([form(sector="zorg")]).recode(sector={"zorg": "Zorg"}).recode(sector={"Zorg": "Care"})
    assert tidy.recoded == {"zorg": "Care"}
    assert tidy.filter(sector="Care").latest()["forms"]["sector"] == ("Care",)
    with pytest.raises(InvalidValueError, match="did you mean"):
        tidy.recode(sector={"care": "Zorg"})
    with pytest.raises(InvalidValueError, match="new name"):
        tidy.recode(sector={"Care": " "})
    with pytest.raises(InvalidValueError, match="in a dict"):
        tidy.recode(sector=[("zorg", "Zorg")])  # type: ignore[arg-type]


def test_a_new_name_is_written_as_on_forms_so_that_it_is_one_group_with_its_like() -> None:
    data = Dataset([form(sector="zorg"), form("Merelveld", sector="Zorg en welzijn")])
    tidy = data.recode(sector={"zorg": " Zorg  en\u00a0welzijn "})
    assert {row.group["sector"] for row in tidy.counts("sector").rows} == {"Zorg en welzijn"}


def test_names_in_recoded_sectors_become_codes_too() -> None:
    data = Dataset([form("Merelveld", sector="Zorg in Merelveld")]).recode(sector={"Zorg in Merelveld": "Zorg"})
    shared = hlo.pseudonymise(data, b"a key of sixteen bytes").dataset
    assert shared["forms"]["sector"] == ("Zorg",)
    assert "Merelveld" not in hlo.codebook(shared).to_markdown(language="nl")


# The language of the data


def readings(*languages: str) -> list[hlo.Reading]:
    return [hlo.Reading(forms=(form(f"Linde {n}"),), language=one) for n, one in enumerate(languages)]


def test_what_is_shown_and_exported_is_in_the_language_of_most_forms(tmp_path: Path) -> None:
    english, dutch, unknown = (
        Dataset(readings("en", "en", "nl")),
        Dataset(readings("nl", "en", "nl")),
        Dataset([form()]),
    )
    for data, word in (
        (english, "How often a motive applies"),
        (dutch, "Hoe vaak een motief"),
        (unknown, "Hoe vaak een motief"),
    ):
        assert word in data.counts().to_text()
        assert word in plots.statistic(data.counts()).title
    assert "# Codebook" in hlo.codebook(english).to_markdown()
    assert "# Codeboek" in hlo.codebook(unknown).to_markdown()
    hlo.to_csv(english, tmp_path)
    assert "Forms of partnerships" in (tmp_path / "README.md").read_text("utf-8")
    assert b"Verdere" not in hlo.to_qdc(english)
    assert hlo.to_excel(english) == hlo.to_excel(english, language="en")
    assert english["motives"].to_text() == english["motives"].to_text(language="en")


def shown(data: Dataset) -> list[Shown]:
    """Everything that is made of a data set and shows itself."""
    shared = hlo.pseudonymise(data, b"k" * 32)
    research = data.for_research(unasked=False)
    sets = [data, data.latest(), data.one_partnership_each(), data.published(licence="CC0-1.0"), research.dataset]
    sets += [shared.dataset, data.filter(round="2025", phase="alignment"), data.filter(lambda _: False)]
    counts = [one.counts(by) for one in sets for by in ((), ("sector",))]
    counted = [made for one in sets for made in (one.category_counts(), one.co_occurrence(), one.sharing())]
    tables = [shared.replaced, shared.review, research.left_out, data.joined("motives"), data["motives"][:2]]
    books = [hlo.codebook(one) for one in sets]
    framed = [*counts, *counted, data.differences("ownership"), data.changes("2025", "2026"), *books]
    pictures = [plots.statistic(one) for one in (data.counts(), data.sharing(), data.changes("2025", "2026"))]
    every = [*sets, *tables, *framed, *(one.table for one in framed), *(one.items for one in books), *pictures]
    return [*every, *map(hlo.hide_small, counts), *(hlo.hide_small(one).table for one in counts)]


@pytest.mark.parametrize("language", dear(1, ["en", "nl"]))  # Dutch is what is shown without any
def test_everything_that_is_made_of_a_data_set_is_in_its_language(language: str) -> None:
    forms = examples.forms(4, rounds=["2025", "2026"], seed=2)
    data = Dataset([hlo.Reading(forms=(one,), language=language) for one in forms])
    for value in shown(data):
        assert value.language_or_own(None) == language, repr(value)
        assert value._repr_html_() == value.to_html(language=language), repr(value)


def test_a_comparison_of_readings_is_in_their_language() -> None:
    results = readings("en", "en")
    assert hlo.compare(results).to_text() == hlo.compare(results).to_text(language="en")
    assert hlo.to_html(hlo.compare(results)) == hlo.to_html(hlo.compare(results), language="en")
    assert hlo.compare([one.form for one in results]).to_text() == hlo.compare(results).to_text(language="nl")


# What is published


def package(data: Dataset, folder: Path) -> dict[str, Any]:  # Any: what JSON holds
    hlo.to_csv(data, folder, language="en")
    described: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))  # Any: as above
    return described


def test_the_package_names_licence_contributors_version_and_date(tmp_path: Path) -> None:
    data = Dataset([form()]).published(
        licence="CC-BY-4.0", contributors=["Noor Bakker"], version="1.2.0", created="2026-11-28"
    )
    told = package(data.latest().filter(round=2026), tmp_path)
    assert told["licenses"] == [{"name": "CC-BY-4.0"}]
    assert told["contributors"][0] == {"title": "Noor Bakker"}
    assert (told["version"], told["created"]) == ("1.2.0", "2026-11-28T00:00:00+00:00")
    page = (tmp_path / "README.md").read_text("utf-8")
    assert all(text in page for text in ("CC-BY-4.0", "Noor Bakker", "1.2.0", "2026-11-28"))


def test_without_a_licence_the_package_says_that_none_was_given(tmp_path: Path) -> None:
    told = package(Dataset([form()]), tmp_path / "one")
    assert told["licenses"][0]["title"].startswith("not given")
    assert told["version"].startswith("0.0.0+")
    assert "created" not in told
    assert package(Dataset([form()]), tmp_path / "two") == told
    assert package(Dataset([form("Merelveld")]), tmp_path / "three")["version"] != told["version"]


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        ("https://example.org/licentie", {"path": "https://example.org/licentie"}),
        ("Alleen voor dit project", {"name": "LicenseRef-own", "title": "Alleen voor dit project"}),
    ],
)
def test_a_licence_may_be_an_address_or_words(licence: str, told: dict[str, str], tmp_path: Path) -> None:
    assert package(Dataset([form()]).published(licence=licence), tmp_path)["licenses"] == [told]


@pytest.mark.parametrize("wrong", [{"created": "gisteren"}, {"licence": " "}, {"contributors": [""]}, {"version": ""}])
def test_particulars_that_say_nothing_are_refused(wrong: dict[str, Any]) -> None:  # Any: as it is typed
    with pytest.raises(InvalidValueError, match=next(iter(wrong))):
        Dataset([]).published(**wrong)


# The lot


def test_the_lot_leaves_a_trace() -> None:
    data = Dataset([form(), form(partnership="Zuid"), form("Merelveld")])
    once = data.one_partnership_each()
    assert once.counts().undrawn == once.counts().undrawn_organisations == 1
    assert any(
        "Left out by the lot: 1 answer of 1 organisation" in remark for remark in once.counts().remarks(language="en")
    )
    assert "lot" in once.counts().explained(language="nl")
    assert "lot" not in data.counts().explained(language="nl")
    assert data.counts().undrawn == 0


def test_the_test_of_sharing_is_of_two_hundred_lots_with_its_own_numbers() -> None:
    data = Dataset(examples.forms(40, rounds=["2025", "2026"], seed=1))
    once = data.filter(round=2026).one_partnership_each()
    rows = {row.motive: row for row in once.sharing().rows}
    network = rows["network"]
    assert (network.shared, network.n) == (17, 38)
    assert network.lots == 200
    assert network.tested_n is not None
    assert network.tested_n < network.n
    for row in rows.values():
        if row.tested:
            low, high = row.tested.range
            assert low <= row.tested.exact.p <= high
            assert row.tested.chance[0] <= row.tested.chance[1] <= row.tested.n <= row.n
    assert once.sharing().rows == once.sharing().rows
    text = once.sharing().to_text(language="en", width=160)
    assert "200 fixed lots" in text
    assert "All partners are counted" in text


def test_partners_that_the_lot_left_out_stay_partners_after_a_filter_or_pseudonyms() -> None:
    data = Dataset(examples.forms(12, rounds=["2025", "2026"], seed=1))
    shared = {row.motive: (row.shared, row.n) for row in data.filter(round="2026").sharing().rows}
    for once in (
        data.filter(round="2026").one_partnership_each(),
        data.one_partnership_each().filter(round="2026"),
        hlo.pseudonymise(data.one_partnership_each().filter(round="2026"), b"a key of sixteen bytes").dataset,
        data.one_partnership_each().filter(round="2026").latest().for_research().dataset,
    ):
        sharing = once.sharing()
        assert {row.motive: (row.shared, row.n) for row in sharing.rows} == shared
        assert sharing.undrawn


def test_a_further_statistic_does_not_pool_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from hlo_forms.research import dataset as module

    calls: list[int] = []
    pool_answers = module.pool_answers
    monkeypatch.setattr(module, "pool_answers", lambda entries: calls.append(1) or pool_answers(entries))
    data = Dataset(examples.forms(4, seed=1))
    for by in ((), "sector", ("round", "language")):
        data.counts(by)
    data.sharing()
    data.changes("2025", "2026")
    assert calls == [1]


def test_a_particular_on_which_voices_differ_is_missing() -> None:
    data = Dataset([form(respondent="team", sector="Zorg"), form(respondent="bestuur", sector="Welzijn")])
    (row,) = data["counted"][:1]
    assert (row["sector"], row["voices"], row["once"]) == (None, 2, True)
    (group,) = {one.group for one in data.counts("sector").rows}
    assert group["sector"] is None


def test_excel_shows_the_counted_answers_first() -> None:
    frame = pd.read_excel(io.BytesIO(hlo.to_excel(Dataset([form()]))), engine="openpyxl")
    assert list(frame.columns)[:3] == ["answer", "partnership", "round"]


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("organisation_type", ("Practice partner", "Educational programme")),
        ("ownership", ("private", "public")),
        ("round", None),
    ],
)
def test_the_groups_of_differences_have_the_labels_of_their_column(by: str, labels: tuple[str, str] | None) -> None:
    result = Dataset(examples.forms(8, rounds=["2025", "2026"], seed=1)).differences(by)
    frame = result.to_pandas(labels="en")
    groups = (frame["first_group"][0], frame["second_group"][0])
    assert groups == (labels or ("2025", "2026"))
    assert (result.table[0]["first_group"], result.table[0]["second_group"]) == result.between


def test_margins_and_the_column_that_splits_have_labels_too() -> None:
    data = hlo.Dataset(examples.forms(6, seed=1))
    shared, split = data.sharing(), data.differences(by="organisation_type")
    assert any("praktijkpartner" in text for text in shared.to_pandas(labels="nl")["margins"])
    assert not any("practice_partner" in text for text in shared.to_pandas(labels="nl")["margins"])
    assert any("practice_partner" in text for text in shared.to_pandas()["margins"])
    assert set(split.to_pandas(labels="nl")["split"]) == {"soort organisatie"}
