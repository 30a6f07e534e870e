"""Files on the disk: whole or not at all, also where a run is killed or a form is open, and never somebody else's."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import hlo_forms as hlo
from commands import is_told, run
from hlo_forms.basics import files
from hlo_forms.basics.files import MANIFEST, Folder, write_draft, write_new, write_whole
from hlo_forms.errors import FolderError
from places import MODULES, SOURCE
from runs import dear

OLD = {"a.docx": b"a of 2026", "b.docx": b"b of 2026", "c.docx": b"c of 2026"}
NEW = {"a.docx": b"a of 2027", "b.docx": b"b of 2027", "d.docx": b"d of 2027"}
STEPS = 40

KILLED = """
import os, pathlib, sys
from hlo_forms.basics import files
left = int(sys.argv[2])
def killed(step):
    def taken(*arguments, **options):
        global left
        if left == 0:
            os._exit(9)
        left -= 1
        return step(*arguments, **options)
    return taken
for name in ("replace", "unlink", "mkdir"):
    setattr(pathlib.Path, name, killed(getattr(pathlib.Path, name)))
files.os.open = killed(os.open)
files.os.fdopen = killed(os.fdopen)
files.Folder(pathlib.Path(sys.argv[1])).save({new!r}, tidy=True)
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MANIFEST}


def is_list_of(folder: Path, files: dict[str, bytes]) -> bool:
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in sorted(files.items())]
    return (folder / MANIFEST).read_text(encoding="utf-8").splitlines() == ["# hlo-forms", *lines]


def killed_at(step: int, folder: Path) -> int:
    program = KILLED.replace("{new!r}", repr(NEW))
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent)}
    return subprocess.run([sys.executable, "-c", program, folder, str(step)], env=environment, check=False).returncode


@pytest.mark.parametrize("first", dear(1, [True, False]), ids=["a second run", "the first run"])
def test_a_run_that_is_killed_at_any_step_can_be_done_again(tmp_path: Path, first: bool) -> None:
    for step in range(STEPS):
        folder = tmp_path / str(step)
        before = OLD if first else {}
        if first:
            Folder(folder).save(OLD)
        code = killed_at(step, folder)
        assert code in (0, 9)
        if folder.exists():
            there = contents(folder)
            seen = {name: data for name, data in there.items() if not name.startswith(".")}
            assert all(data in (before.get(name), NEW.get(name)) for name, data in seen.items())  # never half a file
        Folder(folder).save(NEW, tidy=True)
        assert contents(folder) == NEW  # the helper files of the run that was killed are gone as well
        assert is_list_of(folder, NEW)
        if code == 0:
            return
    pytest.fail("more steps than were tried")


@pytest.mark.long
def test_what_was_killed_may_be_tried_with_other_contents(tmp_path: Path) -> None:
    for step in range(STEPS):
        folder = tmp_path / str(step)
        Folder(folder).save(OLD)
        code = killed_at(step, folder)
        Folder(folder).save(OLD, tidy=True)
        assert contents(folder) == OLD
        if code == 0:
            return


def is_open_in_word(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As on Windows: a file that is open cannot be replaced or deleted."""
    replace, unlink = Path.replace, Path.unlink

    def refuse(path: Path, target: Path) -> Path:
        if Path(target).name == name:
            raise PermissionError(13, "Access is denied", str(path), 5, str(target))
        return replace(path, target)

    def keep(path: Path, missing_ok: bool = False) -> None:
        if path.name == name:
            raise PermissionError(13, "Access is denied", str(path))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(Path, "unlink", keep)


@pytest.mark.parametrize("name", ["a.docx", "b.docx"])
def test_a_form_that_is_open_stops_a_run_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    Folder(tmp_path).save(OLD)
    before = (tmp_path / MANIFEST).read_bytes()
    with monkeypatch.context() as patch:
        is_open_in_word(patch, name)
        with pytest.raises(FolderError, match="is it open in Word") as refusal:
            Folder(tmp_path).save(NEW, tidy=True)
    assert str(tmp_path / name) in str(refusal.value)
    assert ".part" not in str(refusal.value)
    assert contents(tmp_path) == OLD
    assert (tmp_path / MANIFEST).read_bytes() == before
    Folder(tmp_path).save(NEW, tidy=True)
    assert contents(tmp_path) == NEW


def test_a_file_that_should_go_and_is_open_stays_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Folder(tmp_path).save(OLD)
    with monkeypatch.context() as patch:
        is_open_in_word(patch, "c.docx")
        with pytest.raises(PermissionError, match=r"c\.docx"):
            Folder(tmp_path).save(NEW, tidy=True)
    Folder(tmp_path).save(NEW, tidy=True)
    assert contents(tmp_path) == NEW


def test_what_cannot_be_put_back_is_still_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Folder(tmp_path).save(OLD)
    replace, count = Path.replace, iter(range(100))

    def fail(path: Path, target: Path) -> Path:
        if next(count) >= 2:  # the list and the first form are written
            raise OSError(28, "No space left on device", str(path))
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="No space left") as refusal:
            Folder(tmp_path).save(NEW, tidy=True)
    assert refusal.value.filename == str(tmp_path / "b.docx")
    Folder(tmp_path).save(NEW, tidy=True)
    assert contents(tmp_path) == NEW


def test_a_form_that_is_open_is_told_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    partners = tmp_path / "partners.csv"
    partners.write_text("Organisatie;Type\nDe Linde;praktijkpartner\n", encoding="utf-8")
    arguments = ("new", partners, tmp_path / "uit", "--partnership", "Wijkzorg", "--round")
    assert run(*arguments, "2026").exit_code == 0
    with monkeypatch.context() as patch:
        is_open_in_word(patch, "fase2-samen.docx")
        assert is_told(
            run(*arguments, "2027", "--rewrite"), "fase2-samen.docx", "staat het open in Word", "er is niets geschreven"
        )
    assert run(*arguments, "2027", "--rewrite").exit_code == 0


# ---- helper files


def test_a_helper_file_of_a_run_that_still_writes_stays(tmp_path: Path) -> None:
    ours = write_draft(tmp_path, b"x")
    gone = tmp_path / f".hlo-forms-{2**22 + 17}-{'0' * 16}.part"
    other = tmp_path / ".hlo-forms-mine.part"
    for path in (gone, other):
        path.write_bytes(b"y")
    write_whole(tmp_path / "a.docx", b"z")
    assert ours.exists()
    assert other.exists()
    assert not gone.exists()


def test_where_a_process_cannot_be_asked_the_age_of_a_helper_file_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, old = (tmp_path / f".hlo-forms-1-{sign * 16}.part" for sign in "01")
    for path in (new, old):
        path.write_bytes(b"y")
    os.utime(old, (0, 0))
    monkeypatch.setattr("hlo_forms.basics.files.ASKS", False)
    write_whole(tmp_path / "a.docx", b"z")
    assert new.exists()
    assert not old.exists()


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such rights")
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_a_file_gets_the_rights_of_any_new_file(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        Folder(tmp_path).save({"a.docx": b"x"})
        write_new(tmp_path / "b.docx", b"x")
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o666 & ~mask}


def test_nothing_sets_the_rights_of_the_whole_process() -> None:
    assert [path.name for path in MODULES if re.search(r"\bumask\s*\(", path.read_text(encoding="utf-8"))] == []


def test_a_list_that_was_saved_in_a_plain_editor_is_still_ours(tmp_path: Path) -> None:
    Folder(tmp_path).save(OLD)
    text = (tmp_path / MANIFEST).read_text(encoding="utf-8")
    (tmp_path / MANIFEST).write_bytes("\ufeff".encode() + text.replace("\n", "\r\n").encode())
    Folder(tmp_path).save(NEW, tidy=True)
    assert contents(tmp_path) == NEW
    assert is_list_of(tmp_path, NEW)


FAULTS = {"a full disk": OSError(28, "No space left on device"), "a lock": PermissionError(13, "Permission denied")}


@pytest.mark.parametrize("sort", dear(1, FAULTS))
def test_a_run_that_the_disk_refuses_at_any_step_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    (tmp_path / "partners.csv").write_text("Organisatie;Type\nDe Linde;praktijkpartner\n", encoding="utf-8")
    command = ("new", tmp_path / "partners.csv", tmp_path / "uit", "--partnership", "Wijkzorg", "--round")
    assert run(*command, "2026").exit_code == 0
    before = contents(tmp_path / "uit")
    for step in range(STEPS):
        with monkeypatch.context() as patch:
            refuse_at(patch, step, FAULTS[sort])
            result = run(*command, "2027", "--rewrite")
        if result.exit_code == 0:
            break
        assert ".part" not in result.stderr
        assert "niet hadden voorzien" not in result.stderr
        seen = {name: data for name, data in contents(tmp_path / "uit").items() if not name.startswith(".")}
        assert all(
            data == before.get(name) or hlo.read(data).form.round for name, data in seen.items() if "fase" in name
        )
    else:
        pytest.fail("more steps than were tried")
    assert step > 5
    assert hlo.read(tmp_path / "uit" / "fase1-de-linde.docx").form.round == "2027"


def refuse_at(patch: pytest.MonkeyPatch, step: int, error: OSError) -> None:
    """Let the disk refuse from a step on: of opening a file to write it, moving it to its place, or deleting it."""
    count = iter(range(10_000))

    def refusing(usual: Callable[..., object]) -> Callable[..., object]:
        def taken(*arguments: object, **options: object) -> object:
            if next(count) >= step:
                raise type(error)(error.errno, error.strerror, str(arguments[0]))
            return usual(*arguments, **options)

        return taken

    patch.setattr(files.os, "open", refusing(os.open))
    for name in ("replace", "unlink", "mkdir", "hardlink_to"):
        patch.setattr(Path, name, refusing(getattr(Path, name)))


# ---- what is no file, or far too large

LONG = "x" * 300


@pytest.mark.parametrize(
    "command",
    [
        ("read", LONG),
        ("status", LONG),
        ("check", LONG),
        ("blank", LONG),
        ("templates", LONG),
        ("align", LONG, "--to", "uit"),
        ("align", ".", "--to", LONG),
        ("new", LONG, "uit", "--partnership", "x", "--round", "1"),
    ],
    ids=lambda command: " ".join(command).replace(LONG, "…"),
)
def test_a_name_that_is_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*command)
    assert result.exit_code == 1
    assert "deze naam is te lang" in result.stderr


OWN_FILES: dict[str, Callable[[Path], object]] = {
    "a list of partners": lambda path: hlo.read_plan(path.rename(path.with_suffix(".csv")), partnership="x", round="1"),
    "a plan": lambda path: hlo.read_plan(path.rename(path.with_suffix(".toml"))),
    "an instrument": hlo.load_instrument,
    "a workspace": hlo.Workspace.load,
    "a template": hlo.check_template,
    "a form": hlo.read,
}


@pytest.mark.skipif(sys.platform != "linux", reason="pipes of Linux")
@pytest.mark.parametrize("kind", OWN_FILES)
@pytest.mark.parametrize("sort", ["a pipe", "three gigabytes"])
def test_what_is_no_file_or_far_too_large_is_refused_before_it_is_read(tmp_path: Path, kind: str, sort: str) -> None:
    path = tmp_path / "bestand"
    if sort == "a pipe":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(3 * 1024**3)  # takes no room on the disk
    with pytest.raises((OSError, hlo.UnsafeFileError)):
        OWN_FILES[kind](path)


@pytest.mark.skipif(sys.platform != "linux", reason="pipes of Linux")
@pytest.mark.parametrize(
    "command",
    [
        ("new", "{}", "uit", "--partnership", "x", "--round", "1"),
        ("blank", "uit", "--instrument", "{}"),
        ("read", "{}"),
        ("check", "{}"),
    ],
    ids=lambda command: " ".join(command[:3]),
)
def test_a_pipe_is_told_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pijp")
    result = run(*(each.format("pijp") for each in command))
    assert (result.exit_code, "pijp: " in result.stderr, "pipe" in result.stderr) == (1, True, True), result.stderr


# ---- one file


@pytest.mark.parametrize("write", [write_whole, write_new])
@pytest.mark.parametrize("links", [True, False])
def test_one_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: object, links: bool
) -> None:
    if not links:

        def refuse(*_: object) -> None:
            raise OSError(95, "Operation not supported")

        monkeypatch.setattr(Path, "hardlink_to", refuse)
    write(tmp_path / "a.docx", b"x")  # type: ignore[operator]
    assert contents(tmp_path) == {"a.docx": b"x"}
    if write is write_new:
        with pytest.raises(FileExistsError) as refusal:
            write_new(tmp_path / "a.docx", b"y")
        assert refusal.value.filename == str(tmp_path / "a.docx")
        assert contents(tmp_path) == {"a.docx": b"x"}


def test_a_form_that_cannot_be_written_is_named_by_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fase3.docx"
    hlo.write(hlo.CommitmentForm(), path)
    is_open_in_word(monkeypatch, "fase3.docx")
    with pytest.raises(PermissionError) as refusal:
        hlo.write(hlo.CommitmentForm(round="2027"), path)
    assert (refusal.value.filename, refusal.value.filename2) == (str(path), None)
    with pytest.raises(FileNotFoundError) as missing:
        hlo.write(hlo.CommitmentForm(), tmp_path / "nergens" / "x.docx")
    assert missing.value.filename == str(tmp_path / "nergens" / "x.docx")


def test_read_and_write_is_whole_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "fase3.docx", tmp_path / "nieuw.docx"
    hlo.write(hlo.CommitmentForm(), source)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("hlo_forms.basics.files._move_to_new", full)
        assert is_told(run("read", source, "--set", "round=2027", "--write", target), "nieuw.docx", "de schijf is vol")
    assert contents(tmp_path).keys() == {"fase3.docx"}
    assert run("read", source, "--set", "round=2027", "--write", target).exit_code == 0
    assert hlo.read(target).form.round == "2027"
    again = run("read", source, "--write", target)
    assert is_told(again, "nieuw.docx", "bestaat al")
    assert hlo.read(target).form.round == "2027"


def test_a_command_in_a_folder_that_was_deleted_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "weg"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    result = run("blank", "--phase", "3")
    assert (result.exit_code, "bestaat niet" in result.stderr) == (1, True), result.stderr


@pytest.mark.parametrize("step", ["_clear", "write_draft", "write_whole"])
def test_a_folder_that_is_deleted_while_we_write_to_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder, deleted = tmp_path / "forms", list[Path]()
    take = getattr(files, step)

    def without_folder(*arguments: object, **options: object) -> object:
        if folder.exists() and not deleted:
            shutil.rmtree(folder)
            deleted.append(folder)
        return take(*arguments, **options)

    monkeypatch.setattr(files, step, without_folder)
    with pytest.raises(FolderError) as refusal:
        Folder(folder).save(OLD)
    assert "this folder is not there any more" in str(refusal.value)
    monkeypatch.undo()
    Folder(folder).save(OLD)
    assert contents(folder) == OLD


def test_documents_whose_folder_is_deleted_while_they_are_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "terug"
    (folder / "later").mkdir(parents=True)
    for name in ("a.docx", "later/b.docx"):
        hlo.write(hlo.CommitmentForm(), folder / name)
    results = hlo.read_many([folder])
    assert isinstance(next(results), hlo.Reading)
    shutil.rmtree(folder)
    (failure,) = results
    assert isinstance(failure, hlo.ReadFailure)
    assert (failure.code, "verplaatst" in failure.in_words(language="nl")) == ("missing", True)
