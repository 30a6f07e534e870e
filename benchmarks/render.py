"""Rendering: each phase, against the compiled template with the deflate of what changes, and against docxtpl."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from importlib import resources
from pathlib import Path

import attrs
import jinja2
from docxtpl import DocxTemplate

import hlo_forms as hlo
from hlo_forms.word.writer.slots import Writer

from . import made
from .measuring import Task

PASSES = 5
DOCUMENT = "word/document.xml"


def tasks(_folder: Path, _size: int) -> Iterator[Task]:
    """Yield the tasks: for each phase the floor, docxtpl, and `render`."""
    for name, form in made.each_phase().items():
        floor, peer = f"{name}: floor", f"{name}: docxtpl"
        template = _template(form.phase)
        slots = Writer(form, "nl").slots()
        yield _task(floor, _least(form, template, slots), library=False)
        yield _task(peer, partial(by_docxtpl, template, slots), base=floor, library=False)
        yield _task(name, partial(hlo.render, form), base=floor, goal="≤ 2", check=partial(_is_right, form))
        yield _task(f"{name}, against docxtpl", partial(hlo.render, form), base=peer, goal="≤ 0.125")


def _task(name: str, run: Callable[[], object], **more: object) -> Task:
    def several() -> object:
        for _ in range(PASSES - 1):
            run()
        return run()

    return Task(group="render", name=name, run=several, first=run, count=PASSES, **more)  # type: ignore[arg-type]


def _template(phase: str) -> bytes:
    return (resources.files("hlo_forms") / "templates" / f"{phase}.docx").read_bytes()


def _least(form: hlo.Form, template: bytes, slots: dict[str, object]) -> Callable[[], object]:
    """Return the least: fill the compiled template, and deflate each part that differs from form to form."""
    document = DocxTemplate(io.BytesIO(template))
    document.init_docx()
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    compiled = environment.from_string(document.patch_xml(document.get_xml()))
    one, other = (made.parts_of(hlo.render(each)) for each in (form, attrs.evolve(form, round="2031", id=None)))
    changing = [part for name, part in one.items() if other.get(name) != part]
    assert one[DOCUMENT] in changing

    def least() -> None:
        compiled.render(slots).encode("utf-8")
        for part in changing:
            zlib.compress(part)

    return least


def by_docxtpl(template: bytes, slots: dict[str, object]) -> bytes:
    """Return the same slots, filled by docxtpl, without what it does not do: ids, prompts, identity."""
    document = DocxTemplate(io.BytesIO(template))
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    document.render(slots, jinja_env=environment, autoescape=True)
    made_document = io.BytesIO()
    document.save(made_document)
    return made_document.getvalue()


def _is_right(form: hlo.Form, data: object) -> None:
    assert isinstance(data, bytes)
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    assert hlo.read(data).form == form, "the form that is read is not the form that was rendered"
