"""Reading many: every file accounted for, in order, whichever way they are read."""

from __future__ import annotations

import io
import os
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import pytest

import hlo_forms as hlo
from hlo_forms import InvalidValueError, ReadFailure, TemplateError
from hlo_forms.batch import many
from hlo_forms.word.containers import Contained
from hlo_forms.word.reader.document import documents_of
from samples import BLANK, COMMON, FULL, SCHOOL

DOCUMENTS = {f"{name}.docx": hlo.render(form) for name, form in FULL.items()}
PDF = b"%PDF-1.7"


def form(**changes: Any) -> hlo.PreparationForm:  # Any: fields of several kinds
    return hlo.PreparationForm(**{"organisation": SCHOOL, **COMMON, **changes})


def folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def codes(results: list[hlo.Reading | ReadFailure]) -> list[str]:
    """What became of each: its code, or "read"."""
    return [result.code if isinstance(result, ReadFailure) else "read" for result in results]


def names(results: list[hlo.Reading | ReadFailure]) -> list[str | None]:
    return [result.source for result in results]


class Recording(Executor):
    """Does the work at once, and remembers how it was asked."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.given = 0

    def submit(self, task: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # Any: as its base
        self.sizes.append(len(args[0]))
        self.given += 1
        future: Future[Any] = Future()
        future.set_result(task(*args, **kwargs))
        return future


# ---- what can be read


def test_a_folder_gives_all_that_is_in_it_by_name(tmp_path: Path) -> None:
    files = {"b/fase1.docx": DOCUMENTS["commitment.docx"], "a.docx": DOCUMENTS["alignment.docx"], "scan.pdf": PDF}
    hidden = {".DS_Store": b"x", "Thumbs.db": b"x", ".git/config": b"x"}
    results = list(hlo.read_many(folder(tmp_path, files | hidden)))
    assert names(results) == ["a.docx", "scan.pdf", "b/fase1.docx"]
    assert codes(results) == ["read", "pdf", "read"]


def test_a_pattern_gives_what_matches(tmp_path: Path) -> None:
    folder(tmp_path, {"2025/a.docx": DOCUMENTS["commitment.docx"], "2026/b.docx": PDF, "2026/c.txt": b"x"})
    results = list(hlo.read_many(f"{tmp_path}/**/*.docx"))
    assert names(results) == [f"{tmp_path.as_posix()}/2025/a.docx", f"{tmp_path.as_posix()}/2026/b.docx"]


def test_a_file_whose_name_looks_like_a_pattern_is_read(tmp_path: Path) -> None:
    folder(tmp_path, {"fase1 [kopie].docx": DOCUMENTS["commitment.docx"]})
    assert codes(list(hlo.read_many([tmp_path / "fase1 [kopie].docx"]))) == ["read"]


def test_pairs_bytes_and_files_are_read_too() -> None:
    data = DOCUMENTS["commitment.docx"]
    sources = [("een.docx", data), ("twee.docx", io.BytesIO(data)), data, io.BytesIO(data)]
    assert names(list(hlo.read_many(sources))) == ["een.docx", "twee.docx", "#3", "#4"]


@pytest.mark.parametrize("single", ["path", "pair", "bytes"])
def test_one_source_needs_no_list(tmp_path: Path, single: str) -> None:
    data = DOCUMENTS["commitment.docx"]
    path = folder(tmp_path, {"een.docx": data}) / "een.docx"
    source: Any = {"path": path, "pair": ("een.docx", data), "bytes": data}[single]  # Any: one of several
    (result,) = hlo.read_many(source)
    assert isinstance(result, hlo.Reading)


@pytest.mark.parametrize(
    "wrong", [3, [3], [("een.docx", "tekst")], {"een.docx": b""}, [("een.docx", io.StringIO("x"))]]
)
def test_what_is_no_source_is_refused(wrong: Any) -> None:  # Any: wrong on purpose
    with pytest.raises(InvalidValueError, match="sources"):
        list(hlo.read_many(wrong))


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    sources = [
        tmp_path / "weg.docx",
        tmp_path / "leeg",
        f"{tmp_path}/*.docx",
        ("goed.docx", DOCUMENTS["commitment.docx"]),
    ]
    results = list(hlo.read_many(sources))
    assert codes(results) == ["missing", "no-match", "no-match", "read"]
    assert "folder" in str(results[0])


def test_what_the_disk_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(tmp_path, {"a.docx": DOCUMENTS["commitment.docx"], "b.docx": b"x"})
    before = Path.open

    def refusing(path: Path, mode: str = "r") -> Any:  # Any: as what it stands in for
        if path.name == "a.docx":
            raise PermissionError(13, "Permission denied")
        return before(path, mode)

    monkeypatch.setattr(Path, "open", refusing)
    first, second = hlo.read_many(tmp_path)
    assert (first.code, first.detail, first.sha256) == ("unreadable", "Permission denied", None)
    assert isinstance(second, ReadFailure)


def test_a_folder_that_is_closed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(tmp_path, {"a.docx": DOCUMENTS["commitment.docx"], "dicht/b.docx": b"x"})
    before = os.scandir

    def refusing(path: str) -> Any:  # Any: as what it stands in for
        if os.fspath(path).endswith("dicht"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return before(path)

    monkeypatch.setattr(os, "scandir", refusing)
    results = list(hlo.read_many(tmp_path))
    assert (names(results), codes(results)) == (["a.docx", "dicht"], ["read", "unreadable"])


def test_a_broken_link_is_told_and_a_pipe_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "weg.docx").symlink_to(tmp_path / "nergens.docx")
    os.mkfifo(tmp_path / "pijp.docx")
    (tmp_path / "naar-de-pijp.docx").symlink_to(tmp_path / "pijp.docx")
    assert [(result.source, result.code) for result in hlo.read_many(tmp_path)] == [("weg.docx", "missing")]


def test_a_file_far_too_large_is_not_opened(tmp_path: Path) -> None:
    folder(tmp_path, {"film.mp4": b"x" * 11, "klein.docx": b"x" * 10})
    assert codes(list(hlo.read_many(tmp_path, limits=hlo.Limits(file=10)))) == ["too-big", "text"]
    assert codes(list(hlo.read_many([b"x" * 11, io.BytesIO(b"x" * 11)], limits=hlo.Limits(file=10)))) == ["too-big"] * 2


# ---- what comes out


def test_each_reading_is_that_of_read_itself() -> None:
    for name, data in DOCUMENTS.items():
        (result,) = hlo.read_many([(name, data)])
        assert result == attrs.evolve(hlo.read(data), source=name)


def test_a_failure_says_why_in_the_language_that_is_asked_for() -> None:
    (failure,) = hlo.read_many([("scan.docx", PDF)])
    assert isinstance(failure, ReadFailure)
    assert "pdf" in failure.in_words(language="nl")
    assert failure.in_words(language="fr") == failure.message
    assert str(failure).startswith("scan.docx: this is a PDF")
    assert failure.sha256
    assert failure.reader


def test_a_fault_of_ours_stops_no_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes, limits: hlo.Limits) -> list[Contained]:
        if data == PDF:
            raise ZeroDivisionError("secret words of a partner")
        return documents_of(data, limits)

    monkeypatch.setattr(many, "documents_of", broken)
    first, second = hlo.read_many([("a.pdf", PDF), ("b.docx", DOCUMENTS["commitment.docx"])])
    assert (first.code, first.detail) == ("unexpected", "ZeroDivisionError")
    assert "secret" not in repr(first) + str(first)
    assert isinstance(second, hlo.Reading)


def test_a_house_style_that_cannot_be_rendered_is_the_callers_own_fault() -> None:
    with pytest.raises(TemplateError):
        list(hlo.read_many([("a.docx", DOCUMENTS["commitment.docx"])], template=b"no template"))


def test_files_that_are_the_same_are_both_told() -> None:
    data = DOCUMENTS["commitment.docx"]
    first, second = hlo.read_many([("een.docx", data), ("kopie.docx", data)])
    assert not [found for found in first.findings if found.code == "same-file"]
    assert [found.seen for found in second.findings if found.code == "same-file"] == ["een.docx"]
    assert first.form == second.form


def test_the_same_path_twice_is_told_as_well(tmp_path: Path) -> None:
    path = folder(tmp_path, {"een.docx": DOCUMENTS["commitment.docx"]}) / "een.docx"
    _, second = hlo.read_many([path, path])
    assert "same-file" in {found.code for found in second.findings}


def test_another_version_of_a_form_is_told_and_kept() -> None:
    later = form(answers={"preparation.1": "Samen opleiden"})
    files = [("een.docx", hlo.render(form())), ("twee.docx", hlo.render(later))]
    first, second = hlo.read_many(files)
    assert first.form.id == second.form.id
    assert [found.seen for found in second.findings if found.code == "other-version"] == ["een.docx"]
    assert second.form == later


def test_a_form_that_was_only_saved_again_is_no_other_version() -> None:
    files = [("nl.docx", hlo.render(form())), ("en.docx", hlo.render(form(), language="en"))]
    assert not [found for reading in hlo.read_many(files) for found in reading.findings]


def test_forms_of_two_organisations_are_no_versions_of_each_other() -> None:
    other = form(organisation=hlo.Organisation("Opleiding Social Work", type="programme"), id=form().id)
    files = [("een.docx", hlo.render(form())), ("twee.docx", hlo.render(other))]
    assert not [found for reading in hlo.read_many(files) for found in reading.findings]


def test_own_instruments_and_house_styles_are_passed_on() -> None:
    data = DOCUMENTS["commitment.docx"]
    own = attrs.evolve(hlo.load_instrument(), id="own", edition="1")
    theirs = hlo.render(hlo.CommitmentForm(instrument=own, round="2026"))
    results = hlo.read_many([("a.docx", theirs), ("b.docx", data)], instruments=iter([own]))
    assert [result.form.instrument.id for result in results] == ["own", hlo.load_instrument().id]


# ---- how it is read


def test_progress_counts_to_the_total(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    folder(tmp_path, {"a.pdf": PDF, "b.pdf": PDF})
    list(hlo.read_many([tmp_path, ("c.pdf", PDF)], progress=lambda done, total: told.append((done, total))))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_total_of_what_streams_in_is_not_known() -> None:
    told: list[tuple[int, int | None]] = []
    list(hlo.read_many(iter([("c.pdf", PDF)]), progress=lambda done, total: told.append((done, total))))
    assert told == [(1, None)]


def test_results_come_while_sources_still_do() -> None:
    asked: list[int] = []

    def sources() -> Iterator[tuple[str, bytes]]:
        for number in range(100):
            asked.append(number)
            yield f"{number}.pdf", PDF

    results = hlo.read_many(sources())
    next(results)
    assert len(asked) == 1


def test_no_more_is_asked_for_than_fits_the_window() -> None:
    asked: list[int] = []

    def sources() -> Iterator[tuple[str, bytes]]:
        for number in range(100):
            asked.append(number)
            yield f"{number}.pdf", PDF

    results = hlo.read_many(sources(), executor=Recording(), batch=5, window=3)
    next(results)
    assert len(asked) == 15


def test_batches_are_as_large_as_asked_and_large_files_go_in_smaller_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    executor = Recording()
    list(hlo.read_many([(f"{n}.pdf", PDF) for n in range(10)], executor=executor, batch=4))
    assert executor.sizes == [4, 4, 2]
    monkeypatch.setattr(many, "_MOST_BYTES", 2 * len(PDF))
    list(hlo.read_many([(f"{n}.pdf", PDF) for n in range(3)], executor=executor, batch=4))
    assert executor.sizes == [4, 4, 2, 2, 1]


@pytest.mark.parametrize("wrong", [{"batch": 0}, {"window": 0}])
def test_a_batch_or_window_of_nothing_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidValueError, match=next(iter(wrong))):
        hlo.read_many([], **wrong)  # type: ignore[arg-type]  # one number


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_gives_the_same_in_the_same_order(kind: type[Executor]) -> None:
    files = [
        *DOCUMENTS.items(),
        ("scan.pdf", PDF),
        *((f"{n}-{name}", data) for n in range(3) for name, data in DOCUMENTS.items()),
    ]
    with kind(2) as executor:  # type: ignore[call-arg]  # both take a number of workers
        together = list(hlo.read_many(files, executor=executor, batch=3))
    assert together == list(hlo.read_many(files))
    assert len(together) == len(files)


@pytest.mark.long
def test_a_dask_cluster_gives_the_same_in_the_same_order() -> None:
    """As the documentation on research shows it, on two workers of this machine."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install distributed")
    files = [*DOCUMENTS.items(), ("scan.pdf", PDF), *((f"{n}.docx", DOCUMENTS["commitment.docx"]) for n in range(150))]
    quiet = {"dashboard_address": ":0", "silence_logs": 50}
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, **quiet) as cluster,
        distributed.Client(cluster) as client,
    ):
        together = list(hlo.read_many(files, executor=client.get_executor(), batch=64, window=4))
    assert together == list(hlo.read_many(files))
    assert codes(together).count("read") == len(files) - 1


def test_what_was_given_is_let_go() -> None:
    """So that memory stays flat: of what streams through, no more is alive than a window of batches."""
    alive: list[weakref.ref[hlo.Reading]] = []
    for number, result in enumerate(hlo.read_many((f"{n}.docx", hlo.render(form(round=str(n)))) for n in range(20))):
        assert isinstance(result, hlo.Reading)
        assert sum(seen() is not None for seen in alive) <= 1, number
        alive.append(weakref.ref(result))


def test_who_stops_early_leaves_no_work_behind() -> None:
    class Waiting(Recording):
        def submit(self, task: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # Any: as its base
            future = super().submit(task, *args, **kwargs) if not self.given else Future()
            futures.append(future)
            return future

    futures: list[Future[Any]] = []
    results = hlo.read_many([(f"{n}.pdf", PDF) for n in range(9)], executor=Waiting(), batch=1, window=4)
    next(results)
    results.close()  # type: ignore[attr-defined]  # a generator
    assert [future.cancelled() for future in futures] == [False, True, True, True]


def test_blank_forms_are_read_as_blank() -> None:
    results = hlo.read_many([(name, hlo.render(blank)) for name, blank in BLANK.items()])
    assert [result.form for result in results] == list(BLANK.values())
