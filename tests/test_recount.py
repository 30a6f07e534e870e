"""Every number of every statistic, counted anew from the exported tables by code that shares nothing with the library.

The exported unit is the table "counted": a row for each counted answer and motive. An answer is one organisation in one
round of one partnership. What is counted here from `counted.csv` is what the library says.
"""

from __future__ import annotations

import csv
import functools
import io
import itertools
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

import hlo_forms as hlo
from hlo_forms import examples

Rows = list[dict[str, str]]
CLEAR = ("applies", "not_ticked")


@functools.cache
def many() -> hlo.Dataset:
    """Partnerships that share organisations, over two rounds, in documents of two languages."""
    documents = examples.documents(4, rounds=["2025", "2026"], seed=8)
    return hlo.Dataset([*hlo.read_many(documents), *examples.forms(30, rounds=["2025", "2026"], seed=3)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("export")
    hlo.to_csv(many(), made, everything=True)
    return made


@pytest.fixture(scope="module")
def counted(folder: Path) -> Rows:
    return list(csv.DictReader(io.StringIO((folder / "counted.csv").read_text("utf-8"), newline="")))


def by(rows: Iterable[dict[str, str]], key: Callable[[dict[str, str]], object]) -> Mapping[object, Rows]:
    groups: dict[object, Rows] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def tally(rows: Rows) -> dict[str, int]:
    """The numbers of one motive over these rows."""
    status = Counter(row["status"] for row in rows)
    clear = [row for row in rows if row["status"] in CLEAR]
    return {
        **{name: status[name] for name in ("applies", "not_ticked", "unclear", "not_filled_in", "not_offered")},
        "n": len(clear),
        "organisations": len({row["organisation"] for row in clear} - {""}),
        "organisations_applies": len({row["organisation"] for row in clear if row["status"] == "applies"} - {""}),
        "doubtful": sum(bool(row["doubt_codes"]) for row in clear),
    }


def same_numbers(row: object, numbers: Mapping[str, object]) -> bool:
    return {name: getattr(row, name) for name in numbers} == numbers


@pytest.mark.parametrize(
    "split",
    [(), ("organisation_type",), ("sector",), ("ownership", "round"), ("language",), ("partnership",)],
    ids=lambda split: " ".join(split) or "all",
)
def test_how_often_a_motive_applies(counted: Rows, split: tuple[str, ...]) -> None:
    rows = by(counted, lambda row: (*(row[name] for name in split), row["motive"]))
    told = many().counts(by=split).rows
    assert len(told) == len(rows)
    for row in told:
        key = (*(row.group[name] or "" for name in split), row.motive)
        assert same_numbers(row, tally(rows[key])), key


def test_how_often_a_motive_applies_where_each_organisation_counts_once(counted: Rows) -> None:
    rows = by([row for row in counted if row["once"] == "true"], lambda row: row["motive"])
    small = many().one_partnership_each()
    for row in small.counts().rows:
        assert same_numbers(row, tally(rows[row.motive])), row.motive
    assert {row["answer"] for row in small["counted"]} == {row["answer"] for row in counted if row["once"] == "true"}


def test_the_motives_of_a_category(counted: Rows) -> None:
    rows = by(counted, lambda row: (row["organisation_type"], row["category"]))
    for row in many().category_counts().rows:
        own = [one for one in rows[row.group["organisation_type"], row.category] if one["status"] != "not_offered"]
        answers = by([one for one in own if one["status"] in CLEAR], lambda one: one["answer"])
        status = Counter(one["status"] for one in own)
        assert (row.applies, row.n) == (status["applies"], status["applies"] + status["not_ticked"])
        assert (row.unclear, row.not_filled_in) == (status["unclear"], status["not_filled_in"])
        assert row.answers == len(answers)
        assert row.with_any == sum(any(one["status"] == "applies" for one in mine) for mine in answers.values())
        assert row.organisations == len({one["organisation"] for mine in answers.values() for one in mine} - {""})


def test_motives_that_apply_together(counted: Rows) -> None:
    status = {(row["answer"], row["motive"]): row["status"] for row in counted}
    answers = list(dict.fromkeys(row["answer"] for row in counted))
    for row in many().co_occurrence().rows:
        pairs = [(status[answer, row.first], status[answer, row.second]) for answer in answers]
        offered = [pair for pair in pairs if "not_offered" not in pair]
        clear = Counter(pair for pair in offered if set(pair) <= set(CLEAR))
        numbers = (row.both, row.only_first, row.only_second, row.neither)
        assert numbers == tuple(clear[pair] for pair in itertools.product(CLEAR, CLEAR))
        assert row.left_open == len(offered) - clear.total()


def shares(rows: Rows, motive: str) -> tuple[int, int, int]:
    """The partnerships that share a motive, those that can be compared, and those that left it open."""
    places = by([row for row in rows if row["motive"] == motive], lambda row: (row["partnership"], row["round"]))
    offered = [[row["status"] for row in own if row["status"] != "not_offered"] for own in places.values()]
    offered = [own for own in offered if len(own) > 1]
    clear = [[one for one in own if one in CLEAR] for own in offered]
    compared = [own for own in clear if len(own) > 1]
    return sum(own.count("applies") > 1 for own in compared), len(compared), len(offered) - len(compared)


@pytest.mark.parametrize("lot", [False, True], ids=["all", "one partnership each"])
def test_partnerships_that_share_a_motive_are_counted_with_all_partners(counted: Rows, lot: bool) -> None:
    """The lot decides what is tested, never what is shared: "15 of 34" where it is 17 of 38 was a false count."""
    dataset = many().filter(round=2026)
    own = [row for row in counted if row["round"] == "2026" and row["partnership"]]
    sharing = (dataset.one_partnership_each() if lot else dataset).sharing()
    for row in sharing.rows:
        assert (row.shared, row.n, row.left_open) == shares(own, row.motive), row.motive


def test_differences_between_groups(counted: Rows) -> None:
    rows = by(counted, lambda row: (row["ownership"], row["motive"]))
    told = many().differences("ownership")
    for row in told.rows:
        first, second = (tally(rows[value, row.motive]) for value in told.between)
        assert (row.first_applies, row.first_n) == (first["applies"], first["n"])
        assert (row.second_applies, row.second_n) == (second["applies"], second["n"])
        assert row.unclear == first["unclear"] + second["unclear"]


def test_changes_between_rounds(counted: Rows) -> None:
    who = ("organisation", "organisation_type", "partnership", "motive")
    rounds = by([row for row in counted if row["organisation"]], lambda row: row["round"])
    before, after = (
        {tuple(row[name] for name in who): row["status"] for row in rounds[one]} for one in ("2025", "2026")
    )
    for row in many().changes(2025, 2026).rows:
        pairs = [(before[key], after[key]) for key in before if key in after and key[-1] == row.motive]
        clear = Counter(pair for pair in pairs if set(pair) <= set(CLEAR))
        numbers = (row.kept, row.dropped, row.new, row.neither)
        assert numbers == tuple(clear[pair] for pair in itertools.product(CLEAR, CLEAR))
        assert row.left_open == sum("not_offered" not in pair for pair in pairs) - clear.total()


@pytest.mark.long
def test_spss_excel_and_pandas_count_what_the_library_counts(tmp_path: Path) -> None:
    """One number for one question, whichever file somebody opens first."""
    dataset = hlo.Dataset(examples.forms(20, rounds=["2025", "2026"], seed=1))
    (row,) = (row for row in dataset.counts().rows if row.motive == "network")
    hlo.to_spss(dataset, tmp_path)
    frame, _ = pyreadstat.read_sav(tmp_path / "wide.sav", user_missing=True)
    assert ((frame["m_network"] == 1).sum(), frame["m_network"].isin([0, 1]).sum()) == (row.applies, row.n)
    book = io.BytesIO(hlo.to_excel(dataset))
    sheet = pd.read_excel(book, engine="openpyxl")
    assert openpyxl.load_workbook(book).active.title == "about"
    for table in (sheet, dataset["counted"].to_pandas()):
        own = table[table["motive"] == "network"]["status"]
        assert ((own == "applies").sum(), own.isin(CLEAR).sum()) == (row.applies, row.n)


SCRIPT = """
counted <- read.csv("counted.csv", na.strings = "", encoding = "UTF-8", colClasses = c(round = "character"))
network <- subset(counted, motive == "network")
print(table(network$status))
first <- network$status[network$organisation_type == "programme"]
cat("programme", sum(first == "applies"), sum(first %in% c("applies", "not_ticked")), "\\n")
own <- subset(network, round == "2026" & status %in% c("applies", "not_ticked") & !is.na(partnership))
sizes <- table(own$partnership)
ticks <- tapply(own$status == "applies", own$partnership, sum)
cat("shared", sum(ticks[sizes > 1] > 1), sum(sizes > 1), "\\n")
"""


@pytest.mark.editor
@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
def test_r_counts_the_same(folder: Path) -> None:
    def run(name: str) -> list[list[str]]:
        done = subprocess.run(["Rscript", name], cwd=folder, check=True, capture_output=True, text=True)
        return [line.split() for line in done.stdout.splitlines()]

    told = {row.motive: row for row in many().counts().rows}
    lines = run("read.R")
    assert {line[1]: tuple(map(int, line[2:])) for line in lines[1:]} == {
        motive: (row.applies, row.n) for motive, row in told.items() if row.n
    }
    (folder / "recount.R").write_text(SCRIPT, encoding="utf-8")
    lines = run("recount.R")
    (programme,) = (
        row
        for row in many().counts("organisation_type").rows
        if row.motive == "network" and row.group["organisation_type"] == "programme"
    )
    (shared,) = (row for row in many().filter(round="2026").sharing().rows if row.motive == "network")
    assert ["programme", str(programme.applies), str(programme.n)] in lines
    assert ["shared", str(shared.shared), str(shared.n)] in lines


def test_the_script_beside_the_csv_has_four_lines(folder: Path) -> None:
    lines = (folder / "read.R").read_text("utf-8").splitlines()
    assert len(lines) == 4
    assert all(name in "\n".join(lines) for name in ("counted.csv", "applies", "not_ticked", "motive"))
