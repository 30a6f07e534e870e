"""Word documents of forms: fills the slots of a template, with controls written by code; the same bytes each time."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any, TypeAlias

from lxml import etree

from ...errors import DocumentError, InvalidValueError, TemplateError
from ...files import write_whole
from ...forms import Form
from ...wording import one_of
from .. import house_style
from ..identity import Identity
from ..package import Source, bytes_of, open_package, write_package
from ..scrubbing import scrubbed
from . import parts
from .slots import Slots, Writer

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Templates: TypeAlias = Source | Mapping[str, Source]
"""A house style: one template, or one for each phase by its id."""

_SLOTTED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_DROPPED = re.compile(
    r"docProps/|docMetadata/|_xmlsignatures/|customXml/|word/glossary/|word/people\.xml$|word/comments\w*\.xml$|_rels/\.rels$"
)


def render(form: Form, language: str = "nl", *, template: Templates | None = None) -> bytes:
    """Return a Word document (.docx) of a form, blank or filled, as bytes; the same input gives the same bytes.

    `language` is one of the instrument's; `template` is a path, bytes or file of a house style, made from one of
    the built-in templates, or a mapping of these by phase, in which a phase without one has the built-in look. Raises
    `InvalidValueError` for an unknown language, and `TemplateError` for a template that cannot be opened or names a
    slot that does not exist.

    >>> from hlo_forms import Organisation, PreparationForm, read
    >>> form = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), round="2026")
    >>> read(render(form, language="en")).form == form
    True
    """
    if language not in form.instrument.languages:
        raise InvalidValueError("language", one_of(form.instrument.languages, language), language)
    slots = Writer(form, language).slots()
    members = filled(form.phase, template_of(form.phase, template), slots)
    return write_package(parts.completed(members, form, language, str(Identity.of(form, language)), slots["title"]))


def template_of(phase: str, template: Templates | None) -> Source | None:
    """Return the template of a house style for a phase."""
    return template.get(phase) if isinstance(template, Mapping) else template


def write(form: Form, path: str | os.PathLike[str], language: str = "nl", *, template: Templates | None = None) -> None:
    """Write the Word document of a form to a path, whole or not at all; see `render`.

    >>> import tempfile, pathlib
    >>> from hlo_forms import CommitmentForm
    >>> path = pathlib.Path(tempfile.mkdtemp(), "fase3.docx")
    >>> write(CommitmentForm(), path)
    >>> path.stat().st_size > 5000
    True
    """
    write_whole(path, render(form, language, template=template))


def filled(name: str, template: Source | None, slots: Slots) -> dict[str, bytes]:
    """Return the members of a template with its slots filled; without a template, of the built-in one of this name."""
    members, sources = _template(_built_in(name) if template is None else bytes_of(template)[0])
    return {**members, **{part: parts.finished(_filled(part, source, slots)) for part, source in sources.items()}}


def template_parts(name: str, template: Source | None) -> Mapping[str, bytes]:
    """Return the members of a template unchanged; without a template, of the built-in one of this name."""
    return _template(_built_in(name) if template is None else bytes_of(template)[0])[0]


@functools.cache
def _built_in(name: str) -> bytes:
    return (resources.files("hlo_forms") / "templates" / f"{name}.docx").read_bytes()


@functools.lru_cache(maxsize=16)
def _template(data: bytes) -> tuple[Mapping[str, bytes], Mapping[str, Any]]:
    """Return the members of a template unchanged, and those with slots compiled, once. Any: Jinja's templates."""
    try:
        package = open_package(data)
        members = {name: package.part(name) for name in package.names if not name.endswith("/")}
        _check_parts(members)
        slotted = {name: package.xml(name) for name in members if _SLOTTED.fullmatch(name)}
        language = house_style.language_of(package.xml(parts.STYLES))
    except DocumentError as error:
        raise TemplateError(f"the template cannot be opened: {error}") from error
    kept = {name: part for name, part in members.items() if not _DROPPED.match(name)}
    return kept, {
        name: _compiled(name, house_style.repaired(scrubbed(root), language)) for name, root in slotted.items()
    }


def slots_named(template: bytes) -> frozenset[str]:
    """Return the slots that the body of a template names, loops aside; raises `TemplateError` as rendering does."""
    from jinja2 import meta

    members, _ = _template(template)
    text = _patched(etree.fromstring(members["word/document.xml"]))
    return frozenset(meta.find_undeclared_variables(_environment().parse(text)))


def _check_parts(members: Mapping[str, bytes]) -> None:
    for name in (parts.CONTENT_TYPES, parts.STYLES, "word/document.xml"):
        if name not in members:
            raise TemplateError(f"the template lacks the part {name}: save it once in Word")


def _compiled(name: str, root: etree._Element) -> Any:  # Any: a Jinja template, imported on use
    import jinja2

    try:
        return _environment().from_string(_patched(root))
    except jinja2.TemplateError as error:
        raise TemplateError(f"the template has a fault in {name}: {error}") from error


def _environment() -> Any:  # Any: Jinja's environment, imported on use
    import jinja2
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)


def _patched(root: etree._Element) -> str:
    """Return a part with its slots as Jinja takes them."""
    from docxtpl import DocxTemplate

    text: str = DocxTemplate("").patch_xml(etree.tostring(root, encoding="unicode"))
    return text


def _filled(name: str, source: Any, slots: Slots) -> bytes:  # Any: a Jinja template
    import jinja2

    try:
        text: str = source.render(slots)
    except jinja2.TemplateError as error:
        raise TemplateError(f"the template asks in {name} for something that does not exist: {error}") from error
    return text.encode("utf-8")
