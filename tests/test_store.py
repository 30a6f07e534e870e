"""What was read is kept in one file: exactly, safely, and erased on request."""

from __future__ import annotations

import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from pathlib import Path

import attrs
import pytest
from hypothesis import given

import hlo_forms as hlo
from hlo_forms import Evidence, Finding, Form, Passage, Place, ReadFailure, StoreError
from hlo_forms.basics.values import FrozenMap
from hlo_forms.batch import many
from hlo_forms.batch.store import dumped, loaded
from hlo_forms.readings.reading import read_failure
from hlo_forms.word.containers import Contained
from hlo_forms.word.reader.document import documents_of
from places import ROOT
from runs import tries
from samples import FULL
from strategies import forms

FILES = [*((f"{name}.docx", hlo.render(form)) for name, form in FULL.items()), ("scan.pdf", b"%PDF-1.7")]


class Count:
    """How many documents were really read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read = 0
        monkeypatch.setattr(many, "documents_of", self._documents_of)

    def _documents_of(self, data: bytes, limits: hlo.Limits) -> list[Contained]:
        self.read += 1
        return documents_of(data, limits)


def plain(results: list[hlo.Reading | ReadFailure]) -> list[hlo.Reading | ReadFailure]:
    """Results pickled and back: what equals these equals them in full."""
    return [pickle.loads(pickle.dumps(result)) for result in results]


# ---- exact


@given(forms())
@tries(10, of=30)
def test_what_was_kept_is_what_was_read(form: Form) -> None:
    reading = attrs.evolve(hlo.read(hlo.render(form)), source="een.docx")
    assert loaded(dumped(reading), "een.docx") == reading


def test_everything_a_reading_can_hold_is_kept() -> None:
    place = Place(part="hidden", heading="Overige motieven", row=2, column="Eigen motief")
    reading = hlo.Reading(
        forms=(FULL["commitment"], FULL["alignment"]),
        language="en",
        findings=(Finding(code="label-near", field="2/round", place=place, seen="Ronde\n"), Finding(code="alt-chunk")),
        evidence=FrozenMap({"round": Evidence(field="round", how="tag", place=place, seen="")}),
        unplaced=(Passage(text="<&>\u202e", place=place),),
        deleted=(Passage(text="weg"),),
        remarks=(Passage(text="Let op", place=place, author="Sem de Wit", date="2026-03-01T10:00:00Z"),),
        source="een.docx",
        sha256="ab",
        reader="1+x",
    )
    assert loaded(dumped(reading), "een.docx") == reading
    assert all(getattr(reading, field.name) for field in attrs.fields(hlo.Reading))


def test_a_failure_is_kept_too() -> None:
    failure = attrs.evolve(read_failure("een.docx", "unreadable", "door"), sha256="ab", reader="1+x")
    assert loaded(dumped(failure), "een.docx") == failure


# ---- reading again


def test_a_second_run_reads_none_of_what_did_not_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = Count(monkeypatch)
    first = list(hlo.read_many(FILES, store=tmp_path / "store"))
    assert count.read == len(FILES)
    second = list(hlo.read_many(FILES, store=tmp_path / "store"))
    assert count.read == len(FILES)
    assert second == first == list(hlo.read_many(FILES))


def test_only_what_is_new_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = Count(monkeypatch)
    list(hlo.read_many(FILES[:2], store=tmp_path / "store"))
    renamed = [(f"map/{name}", data) for name, data in FILES]
    results = list(hlo.read_many(renamed, store=tmp_path / "store"))
    assert count.read == len(FILES)
    assert [result.source for result in results] == [name for name, _ in renamed]


def test_another_reader_or_setting_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = Count(monkeypatch)
    own = attrs.evolve(hlo.load_instrument(), id="own", edition="1")
    list(hlo.read_many(FILES[:1], store=tmp_path / "store"))
    list(hlo.read_many(FILES[:1], store=tmp_path / "store", instruments=[own]))
    assert count.read == 2
    monkeypatch.setattr("hlo_forms.batch.store.reader_version", lambda: "99+other")
    with hlo.ReadingStore(tmp_path / "store") as store:
        list(hlo.read_many(FILES[:1], store=store))
        assert count.read == 3
        assert len(store) == 2, "in place of what the other reader made"


def test_a_store_inside_the_folder_is_not_read_as_a_form(tmp_path: Path) -> None:
    for name, data in FILES:
        (tmp_path / name).write_bytes(data)
    for _ in range(2):
        results = list(hlo.read_many(tmp_path, store=tmp_path / "forms.store"))
        assert sorted(result.source or "" for result in results) == sorted(name for name, _ in FILES)


def test_a_fault_of_ours_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_data: bytes, _limits: hlo.Limits) -> list[Contained]:
        raise ZeroDivisionError

    monkeypatch.setattr(many, "documents_of", broken)
    (failure,) = hlo.read_many(FILES[:1], store=tmp_path / "store")
    assert isinstance(failure, ReadFailure)
    with hlo.ReadingStore(tmp_path / "store") as store:
        assert len(store) == 0


def test_who_stops_early_keeps_what_was_read(tmp_path: Path) -> None:
    results = hlo.read_many(FILES, store=tmp_path / "store")
    next(results), next(results)
    results.close()  # type: ignore[attr-defined]  # a generator
    with hlo.ReadingStore(tmp_path / "store") as store:
        assert len(store) == 2


def test_what_was_kept_and_damaged_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = list(hlo.read_many(FILES, store=tmp_path / "store"))
    damage = [b"no zlib", zlib.compress(b"no json"), zlib.compress(b"{}"), zlib.compress(b"[]"), zlib.compress(b"3")]
    connection = sqlite3.connect(tmp_path / "store")
    for number, data in enumerate(damage, 1):
        connection.execute("UPDATE readings SET data = ? WHERE rowid = ?", (data, number))
    connection.commit()
    connection.close()
    count = Count(monkeypatch)
    assert list(hlo.read_many(FILES, store=tmp_path / "store")) == first
    assert count.read == len(damage)


@pytest.mark.parametrize(
    "text",
    [
        '{"code": 3, "words": {}}',
        '{"code": "pdf"}',
        '{"code": "pdf", "words": {"en": 3}}',
        '{"forms": [{}], "language": "nl"}',
        '{"forms": [], "language": "nl", "findings": [{"code": "no code"}]}',
        '{"forms": [], "language": "nl", "remarks": [{"text": "x", "place": {"row": "2"}}]}',
        '{"forms": [], "language": "nl", "more": 1}',
    ],
)
def test_a_text_of_another_shape_is_read_again(tmp_path: Path, text: str) -> None:
    with hlo.ReadingStore(tmp_path / "store") as store:
        (failure,) = hlo.read_many(FILES[-1:])
        store.put([failure])
        assert store.get(failure.sha256 or "", "scan.pdf") == failure
    connection = sqlite3.connect(tmp_path / "store")
    connection.execute("UPDATE readings SET data = ?", (zlib.compress(text.encode()),))
    connection.commit()
    connection.close()
    with hlo.ReadingStore(tmp_path / "store") as store:
        assert store.get(failure.sha256 or "", "scan.pdf") is None


# ---- the file


def test_a_file_that_is_another_is_refused_and_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine (x)")
    connection.commit()
    connection.close()
    document = tmp_path / "fase1.docx"
    document.write_bytes(FILES[0][1])
    for path in (other, document):
        before = path.read_bytes()
        with pytest.raises(StoreError, match="is no store of readings"):
            hlo.ReadingStore(path)
        assert path.read_bytes() == before


def test_a_store_of_another_layout_is_refused(tmp_path: Path) -> None:
    hlo.ReadingStore(tmp_path / "store").close()
    connection = sqlite3.connect(tmp_path / "store")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="another version"):
        hlo.ReadingStore(tmp_path / "store")


def test_a_place_that_cannot_hold_a_store_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "weg" / "store"):
        with pytest.raises(StoreError, match="cannot be opened"):
            hlo.ReadingStore(path)


def test_a_damaged_store_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "store"
    list(hlo.read_many(FILES, store=path))
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    with pytest.raises(StoreError, match="delete it"):
        list(hlo.read_many(FILES, store=path))


def test_nothing_is_half_written(tmp_path: Path) -> None:
    readings = list(hlo.read_many(FILES))
    broken = attrs.evolve(readings[1], sha256=7)  # what SQLite keeps, and the JSON cannot
    broken = attrs.evolve(broken, language={"nl"})
    with hlo.ReadingStore(tmp_path / "store") as store:
        with pytest.raises(TypeError):
            store.put([readings[0], broken])
        assert len(store) == 0
        store.put(readings)
        assert len(store) == len(readings)


def test_it_shows_its_name_only(tmp_path: Path) -> None:
    with hlo.ReadingStore(tmp_path / "forms.store") as store:
        assert repr(store) == "ReadingStore('forms.store')"
        assert store


def test_forgetting_leaves_nothing_of_a_form_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "store"
    secret = hlo.CommitmentForm(round="2026", answers=dict.fromkeys(FULL["commitment"].answers, "zeergeheim"))
    marker = b"zeergeheim"
    with hlo.ReadingStore(path) as store:
        list(hlo.read_many([*FILES, ("geheim.docx", hlo.render(secret))], store=store))
        assert secret.id in store.form_ids()
        assert store.forget(secret.id) == 1
        assert store.forget(secret.id) == 0
        assert secret.id not in store.form_ids()
        assert len(store) == len(FILES)
    connection = sqlite3.connect(path)
    kept = b"".join(zlib.decompress(row[0]) for row in connection.execute("SELECT data FROM readings"))
    connection.close()
    assert marker not in kept
    assert secret.id.encode() not in path.read_bytes()


# ---- interrupted

READ = """
import sys
import hlo_forms as hlo
import hlo_forms.batch.store
hlo_forms.batch.store.reader_version = lambda: "1"  # the source may change while it is tested
for number, _ in enumerate(hlo.read_many(sys.argv[1], store=sys.argv[2], batch=4), 1):
    print(number, flush=True)
"""


def killed_half_way(folder: Path, store: Path, after: int) -> None:
    """Start reading in a process of its own, and kill it once so many files were read."""
    path = os.pathsep.join([str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = os.environ | ({} if os.environ.get("HLO_FORMS_INSTALLED") else {"PYTHONPATH": path})
    command = [sys.executable, "-c", READ, str(folder), str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= after:
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL


def test_killed_half_way_and_started_again_it_ends_with_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, store = tmp_path / "forms", tmp_path / "store"
    folder.mkdir()
    for number in range(40):
        form = hlo.CommitmentForm(partnership=f"Leerwerkplaats {number}", round="2026")
        (folder / f"{number:02}.docx").write_bytes(hlo.render(form))
    (folder / "kapot.docx").write_bytes(b"PK\x03\x04")
    killed_half_way(folder, store, after=20)
    monkeypatch.setattr("hlo_forms.batch.store.reader_version", lambda: "1")
    with hlo.ReadingStore(store) as kept:
        before = len(kept)
    assert 16 <= before < 41
    count = Count(monkeypatch)
    assert list(hlo.read_many(folder, store=store)) == list(hlo.read_many(folder))
    assert count.read == 41 - before + 41
    list(hlo.read_many(folder, store=store))
    assert count.read == 41 - before + 41


def test_two_runs_at_once_wait_for_each_other(tmp_path: Path) -> None:
    with hlo.ReadingStore(tmp_path / "store") as one, hlo.ReadingStore(tmp_path / "store") as other:
        started = time.monotonic()
        assert list(hlo.read_many(FILES, store=one)) == list(hlo.read_many(FILES, store=other))
        assert time.monotonic() - started < 50


def test_the_version_of_the_reader_covers_every_module_that_reads() -> None:
    code = """
import sys
import hlo_forms as hlo
from hlo_forms.basics.libraries import READS
hlo.read(hlo.render(hlo.CommitmentForm()))
modules = (name.split(".") for name in sys.modules if name.startswith("hlo_forms."))
print({room for _, room, *inner in modules if inner} - {*READS})
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
