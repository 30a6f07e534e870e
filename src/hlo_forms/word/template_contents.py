"""The parts of a house style that go to partners unseen with every form, and those that a form may not lack."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

import attrs
from lxml import etree

from ..basics.messages import Sentence
from ..errors import DamagedFileError
from ..forms import Form, PreparationForm
from .outline.xml import name_of, value
from .package import Package, open_package
from .writer.language import TEXTS, in_part
from .writer.slots import Writer

_FETCHING = frozenset(
    ["DDE", "DDEAUTO", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "DATABASE", "RD"]
)
_FETCHING |= frozenset({"MACROBUTTON", "HTMLACTIVEX", "CONTROL", "ADDIN"})
_NESTED = "\0"  # stands in a field for a field within it
_MACROS = ("/vbaProject", "/wordVbaData", "/keyMapCustomizations", "/attachedToolbars", "/ui/extensibility")
_MACRO_FILES = re.compile(r"vba(Project|Data)|attachedToolbars|customUI|(^|/)customizations\.xml$", re.IGNORECASE)
_OBJECTS = ("/oleObject", "/package", "/control", "/activeXControlBinary", "/webextensiontaskpanes")
_OBJECT_FILES = re.compile(r"/(embeddings|activeX|webextensions)/", re.IGNORECASE)
_BRACES = re.compile(r"\{[{%#].{0,40}?([}%#]\}|$)|\{[{%#].{0,40}|\w*[ ]?(\}\}|%\}|#\})", re.DOTALL)
_WITHOUT_TEXT = re.compile(
    r"word/(styles|settings|fontTable|webSettings|numbering|stylesWithEffects)\d*\.xml|word/theme/"
)
_VML = "urn:schemas-microsoft-com:vml"
_ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]+:|\\\\|//)", re.IGNORECASE)
_SHOWN = 80


@attrs.frozen
class Contents:
    """Something in a form that partners get unseen, or that the form lacks; `seen` is what stands there."""

    code: str
    message: Sentence
    seen: str = ""


def _contents(code: str, seen: str = "", **values: object) -> Contents:
    shown = " ".join(seen.split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
    return Contents(code, TEXTS.sentence(f"contents.{code}", seen=shown, **values), shown)


def unseen(document: bytes) -> list[Contents]:
    """Return what goes out to partners unseen with a document, each once."""
    package = open_package(document)
    kinds = (_outside(package), _carried(package), _in_parts(package))
    return list(dict.fromkeys(contents for kind in kinds for contents in kind))


def _outside(package: Package) -> Iterator[Contents]:
    """Yield what is fetched from outside the document: by a relationship, or by the address of a picture."""
    for name in package.names:
        if not name.endswith(".rels"):
            continue
        folder, file = posixpath.split(name)
        part = in_part(posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels")))
        for rel in package.xml(name).iter("{*}Relationship"):
            kind = rel.get("Type", "").rpartition("/")[2]
            if rel.get("TargetMode", "").strip().lower() == "external" and kind != "hyperlink":
                code = "picture-outside" if kind == "image" else "link-outside"
                yield _contents(code, rel.get("Target", ""), part=part)


def _carried(package: Package) -> Iterator[Contents]:
    """Yield the macros and the embedded files that the document carries, each kind once."""
    types = {
        rel.get("Type", ""): rel.get("Target", "")
        for name in package.names
        if name.endswith(".rels")
        for rel in package.xml(name).iter("{*}Relationship")
        if rel.get("TargetMode", "").strip().lower() != "external"
    }
    for code, ends, files in (("macros", _MACROS, _MACRO_FILES), ("embedded-object", _OBJECTS, _OBJECT_FILES)):
        carried = [name for name in package.names if files.search(name) and not name.endswith(".rels")]
        carried += [target for kind, target in types.items() if kind.endswith(ends)]
        if carried:
            yield _contents(code, posixpath.basename(carried[0]))


def _in_parts(package: Package) -> Iterator[Contents]:
    """Yield what stands in the parts with text: fields, inserted files, pictures by address, braces."""
    carried = False
    for name in package.names:
        if not name.endswith(".xml") or not name.startswith("word/") or name.startswith("word/glossary/"):
            continue
        root, part = _root(package, name), in_part(name)
        if root is None:
            continue
        for code in _fields(root):
            if code.lstrip().startswith(_NESTED) or (code.split()[:1] and code.split()[0].upper() in _FETCHING):
                yield _contents("field-fetches", code.replace(_NESTED, "{…}"), part=part)
        if next(root.iter("{*}altChunk"), None) is not None:
            yield _contents("alt-chunk", part=part)
        if not carried and next(root.iter("{*}OLEObject", "{*}objectEmbed", "{*}control"), None) is not None:
            carried = not any(_OBJECT_FILES.search(other) for other in package.names)
            yield from [_contents("embedded-object", name)] if carried else []
        for address in _addresses(root):
            yield _contents("picture-outside", address, part=part)
        braces = None if _WITHOUT_TEXT.match(name) else _BRACES.search("".join(map(str, root.itertext())))
        if braces:
            yield _contents("braces-unfilled", braces[0], part=part)


def _root(package: Package, name: str) -> etree._Element | None:
    try:
        return package.xml(name)
    except DamagedFileError:
        return None  # a part that no program can read shows nothing


def _addresses(root: etree._Element) -> Iterator[str]:
    """Yield the addresses elsewhere of pictures in old drawings (VML), which need no relationship."""
    for node in root.iter(f"{{{_VML}}}*"):
        address = node.get("src", "")
        if _ELSEWHERE.match(address):
            yield address


def _fields(root: etree._Element) -> Iterator[str]:
    """Yield the instruction of each field, also where it stands in pieces or has no end."""
    opened: list[list[str]] = []
    instructing: list[bool] = []
    for node in root.iter("{*}fldChar", "{*}instrText", "{*}fldSimple"):
        kind = value(node, "fldCharType") if name_of(node) == "fldChar" else name_of(node)
        if kind == "fldSimple":
            yield value(node, "instr") or ""
        elif kind == "begin":
            if opened and instructing[-1]:
                opened[-1].append(_NESTED)
            opened.append([])
            instructing.append(True)
        elif kind == "instrText" and opened and instructing[-1]:
            opened[-1].append(node.text or "")
        elif kind == "instrText":
            yield node.text or ""
        elif kind == "separate" and opened:
            instructing[-1] = False
        elif kind == "end" and opened:
            instructing.pop()
            yield "".join(opened.pop())
    yield from ("".join(code) for code in opened)


# ---- what a form may not lack


def missing(form: Form, language: str, document: bytes) -> Iterator[Contents]:
    """Yield what a document of this form lacks: its title, its readers where they are known, purpose and source."""
    slots = Writer(form, language).slots()
    shown = _shown_in(open_package(document))
    readers = form.instrument.word("about.readers", language)
    wanted: dict[str, tuple[str, str, Iterable[str]]] = {"title": ("", "{{ title }}", [slots["title"]])}
    if told := [line["text"] for line in slots["about"]["lines"] if line["label"] == readers]:
        wanted["readers"] = (readers, "{% for line in about.lines %}", [readers, *told])
    background = {"purpose": "purpose", "source": "further_reading"} if isinstance(form, PreparationForm) else {}
    for code, name in background.items():
        texts = slots[name]["texts"]
        wanted[code] = (slots[name]["heading"], f"{{% for text in {name}.texts %}}", texts)
    for code, (label, slot, texts) in wanted.items():
        if not all(" ".join(text.split()) in shown for text in texts):
            yield _contents(f"{code}-missing", slot, label=label)


def _shown_in(package: Package) -> str:
    """Return the text of the body, headers and footers of a document, with single spaces."""
    names = [name for name in package.names if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
    nodes = (node for name in names for node in package.xml(name).iter("{*}t", "{*}tab", "{*}br", "{*}p"))
    return " ".join("".join(node.text or "" if name_of(node) == "t" else " " for node in nodes).split())
