"""Reading: each phase with controls, what programs made of forms, and what others do with the same document."""

from __future__ import annotations

import contextlib
import importlib
import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import docx
from lxml import etree

import hlo_forms as hlo

from . import made
from .measuring import ROOT, Task

PASSES = 5
PEERS = ("docx2python", "mammoth", "markitdown")


def tasks(_folder: Path, _size: int) -> Iterator[Task]:
    """Yield the tasks: for each document the floor, and reading it."""
    for name, form in made.each_phase().items():
        data = hlo.render(form)
        yield from _pair(name, data, partial(_holds, form), "≤ 5")
        if name == "phase 1":
            yield from _others(name, data)
    for name, path in _programs():
        yield from _pair(name, path.read_bytes(), _is_read, "≤ 10")
        yield from _without_proof(name, path.read_bytes())


def _pair(name: str, data: bytes, check: Callable[[object], None], goal: str) -> Iterator[Task]:
    opened = _opened(data)
    floor = f"{name}: floor"
    yield Task(
        group="read", name=floor, run=_times(partial(unzip_and_parse, data, opened)), count=PASSES, library=False
    )
    read = _times(partial(hlo.read, data))
    yield Task(group="read", name=name, run=read, check=check, base=floor, goal=goal, count=PASSES)


def _times(run: Callable[[], object]) -> Callable[[], object]:
    """Return a task that runs something some times over, and gives the last result: one run is short for a clock."""

    def several() -> object:
        for _ in range(PASSES - 1):
            run()
        return run()

    return several


def _opened(data: bytes) -> list[str]:
    """Return the members that reading opens, noted while it reads."""
    opened: dict[str, None] = {}

    class Noting(zipfile.ZipFile):
        def open(self, name: str | zipfile.ZipInfo, *args: object, **options: object) -> object:  # type: ignore[override]  # as it is called
            opened[name.filename if isinstance(name, zipfile.ZipInfo) else name] = None
            return super().open(name, *args, **options)  # type: ignore[arg-type]

    usual, zipfile.ZipFile = zipfile.ZipFile, Noting  # type: ignore[misc]
    try:
        hlo.read(data)
    finally:
        zipfile.ZipFile = usual  # type: ignore[misc]
    return list(opened)


def unzip_and_parse(data: bytes, names: list[str]) -> None:
    """Unzip these members and parse their XML: nothing that reads a document can do less."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in names:
            content = archive.read(name)
            if name.endswith((".xml", ".rels")):
                etree.fromstring(content)


def _holds(form: hlo.Form, reading: object) -> None:
    assert isinstance(reading, hlo.Reading)
    assert reading.form == form, "the form that is read is not the form that was made"


def _is_read(reading: object) -> None:
    assert isinstance(reading, hlo.Reading)
    assert reading.forms, "no form is found in it"


def _programs() -> Iterator[tuple[str, Path]]:
    """Yield documents that programs saved, which have no controls any more."""
    tests = ROOT / "tests"
    for name, path in {
        "from LibreOffice, by way of .odt": tests / "documents" / "02-praktijkpartner-odt.docx",
        "from LibreOffice, by way of .doc": tests / "documents" / "03-praktijkpartner-doc.docx",
        "phase 2, by way of .doc": tests / "documents" / "12-partners-doc.docx",
        "phase 3, by way of .odt": tests / "documents" / "14-commitment-odt.docx",
        ".odt": tests / "odt_documents" / "01-praktijkpartner.odt",
    }.items():
        if path.exists():
            yield name, path


def _without_proof(name: str, data: bytes) -> Iterator[Task]:
    """Yield the reading of a document without laying the form against it afterwards."""
    module = importlib.import_module("hlo_forms.word.reader.document")
    if not hasattr(module, "_prove"):
        return

    def read() -> object:
        proof, module._prove = module._prove, lambda *_: None
        try:
            return hlo.read(data)
        finally:
            module._prove = proof

    name, floor = f"{name}, without the proof", f"{name}: floor"
    yield Task(group="read", name=name, run=_times(read), check=_is_read, base=floor, goal="≤ 6", count=PASSES)


# ---- others


def _others(name: str, data: bytes) -> Iterator[Task]:
    for peer, text in {"python-docx, text of cells": cells, **dict(_installed())}.items():
        check = _has_answer if peer != "python-docx, text of cells" else _has_text
        run = _times(partial(text, data))
        goal = "≥ 0.85" if check is _has_text else ""
        yield Task(group="read", name=peer, run=run, check=check, base=name, goal=goal, count=PASSES, library=False)


def _installed() -> Iterator[tuple[str, Callable[[bytes], str]]]:
    with contextlib.suppress(ImportError):
        from docx2python import docx2python

        yield "docx2python", lambda data: docx2python(io.BytesIO(data)).text
    with contextlib.suppress(ImportError):
        import mammoth

        yield "mammoth", lambda data: mammoth.convert_to_html(io.BytesIO(data)).value
    with contextlib.suppress(ImportError):
        from markitdown import MarkItDown

        yield (
            "markitdown",
            lambda data: MarkItDown().convert_stream(io.BytesIO(data), file_extension=".docx").text_content,
        )


def missing() -> list[str]:
    """Return the names of libraries that could be measured and are not installed."""
    return [name for name in PEERS if importlib.util.find_spec(name) is None]


def cells(data: bytes) -> str:
    """Return the text of the cells, as python-docx gives it: without any answer that stands in a control."""
    document = docx.Document(io.BytesIO(data))
    return "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


def _has_text(text: object) -> None:
    assert isinstance(text, str)
    assert hlo.load_instrument().offered("practice_partner")[0].label["nl"][:20] in text


def _has_answer(text: object) -> None:
    assert isinstance(text, str)
    assert made.OUTCOME in text, "it does not give the answers"
