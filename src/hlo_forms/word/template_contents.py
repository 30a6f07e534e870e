"""The parts of a house style that go to partners unseen with every form, and those that a form may not lack."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from ..basics.text import without_format
from ..forms import Form, PreparationForm
from .outline.xml import NESTED, fields_in, name_of, name_of_field
from .package import Package, open_package
from .template_tags import TemplateFault, TemplatePlace, place_at, root_of, sentence_of
from .writer.language import TEXTS, shortened
from .writer.parts import LEFT_BEHIND, SLOTTED
from .writer.slots import Writer
from .writer.template import DROPPED, goes_out

_FETCHING = frozenset(str.split("DDE DDEAUTO INCLUDE INCLUDETEXT INCLUDEPICTURE IMPORT LINK DATABASE RD"))
_FETCHING |= frozenset(str.split("MACROBUTTON HTMLACTIVEX CONTROL ADDIN"))
_MACROS = ("/vbaProject", "/wordVbaData", "/keyMapCustomizations", "/attachedToolbars", "/ui/extensibility")
_CHUNK = "/aFChunk"
_MACRO_FILES = re.compile(r"vba(Project|Data)|attachedToolbars|customUI|(^|/)customizations\.xml$", re.IGNORECASE)
_OBJECTS = ("/oleObject", "/package", "/control", "/activeXControlBinary", "/webextensiontaskpanes")
_OBJECT_FILES = re.compile(r"/(embeddings|activeX|webextensions)/", re.IGNORECASE)
_BRACES = re.compile(r"\{[{%#].{0,40}?([}%#]\}|$)|\{[{%#].{0,40}|\w*[ ]?(\}\}|%\}|#\})", re.DOTALL)
_WITHOUT_TEXT = re.compile(
    r"word/(styles|settings|fontTable|webSettings|numbering|stylesWithEffects)\d*\.xml|word/theme/"
)
_VML = "urn:schemas-microsoft-com:vml"
_OF_PICTURES = ("src", *(f"{{urn:schemas-microsoft-com:office:office}}{name}" for name in ("href", "althref")))
_FOLLOWED = re.compile(r"\s*((https?|mailto|tel):|#|$)", re.IGNORECASE)
_ARGUMENT = re.compile(r'\\[lotm]\s+"[^"]*"|\\[a-z*](?=\s|$)|"([^"]*)"|(\S+)', re.IGNORECASE)
_USUAL_FILES = re.compile(
    r"\.(xml|rels|vml|odttf|fntdata|png|jpe?g|jpe|jfif|gif|bmp|dib|tiff?|[ew]m[fz]|svg|wdp)$", re.IGNORECASE
)
_ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]+:|\\\\|//)", re.IGNORECASE)
_SHOWN = 80
_OFFICE = "officeDocument/2006/relationships"


def _contents(code: str, seen: str = "", place: TemplatePlace | None = None, **values: object) -> TemplateFault:
    shown = shortened(" ".join(seen.split()), _SHOWN)
    part = {"part": sentence_of(place)} if place else {}
    said = TEXTS.sentence(f"contents.{code}", seen=shown, **part, **values)
    return TemplateFault(code=code, place=place, seen=shown, said=said)


def unseen(document: bytes) -> list[TemplateFault]:
    """Return what goes out to partners unseen with a template, or a document made with it, each once."""
    package = open_package(document)
    kinds = (_outside(package), _carried(package), _in_parts(package))
    once: dict[tuple[str, str, str], TemplateFault] = {}
    for contents in (contents for kind in kinds for contents in kind):
        once.setdefault((contents.code, contents.seen, contents.place.part if contents.place else ""), contents)
    return list(once.values())


def _outside(package: Package) -> Iterator[TemplateFault]:
    """Yield what is fetched from outside the document: by a relationship, or by the address of a picture."""
    for name, rel in _relationships(package):
        kind, target, (folder, file) = rel.get("Type", ""), rel.get("Target", ""), posixpath.split(name)
        goes_out_of_it = _is_external(rel) or _ELSEWHERE.match(target)
        if goes_out_of_it and not DROPPED.match(name) and not kind.endswith(LEFT_BEHIND):
            part = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
            code = "picture-outside" if kind.endswith("/image") else "link-outside"
            if kind.endswith("/hyperlink"):
                code = "" if _FOLLOWED.match(target) else "link-local"
            if code:
                yield _contents(code, target, _related(package, part, rel.get("Id", "")))


def _is_external(rel: etree._Element) -> bool:
    return rel.get("TargetMode", "").strip().lower() == "external"


def _relationships(package: Package) -> Iterator[tuple[str, etree._Element]]:
    """Yield the relationships of the document, with the parts that they stand in."""
    for name in (name for name in package.names if name.endswith(".rels")):
        yield from ((name, rel) for rel in package.xml(name).iter("{*}Relationship"))


def _related(package: Package, part: str, id: str) -> TemplatePlace:
    """Return the place of the first element that names a relationship."""
    root = root_of(package, part)
    if root is None:
        return TemplatePlace(part=part)
    names = (node for node in root.iter(etree.Element) if any(_OFFICE in str(key) for key, _ in node.items()))
    node = next((node for node in names if id in node.values()), None)
    return place_at(part, root, node)


def _carried(package: Package) -> Iterator[TemplateFault]:
    """Yield the macros and the embedded files that the document carries, each kind once."""
    types = {rel.get("Type", ""): rel for _, rel in _relationships(package) if not _is_external(rel)}
    others = package.reached((*LEFT_BEHIND, *_MACROS, _CHUNK))  # those are told by their own names
    sent = [name for name in package.names if goes_out(name, others)]
    for code, ends, files in (("macros", _MACROS, _MACRO_FILES), ("embedded-object", _OBJECTS, _OBJECT_FILES)):
        carried = [name for name in package.names if files.search(name) and not name.endswith(".rels")]
        carried += [name for name in sent if code == "embedded-object" and not _USUAL_FILES.search(name)]
        related = [rel for kind, rel in types.items() if kind.endswith(ends)]
        carried += [rel.get("Target", "") for rel in related]
        if carried:
            place = _related(package, "word/document.xml", related[0].get("Id", "")) if related else None
            yield _contents(code, posixpath.basename(carried[0]), place or TemplatePlace(part="word/document.xml"))


def _in_parts(package: Package) -> Iterator[TemplateFault]:
    """Yield what stands in the parts with text: fields, inserted files, pictures by address, braces."""
    carried = False
    for name in package.names:
        root = root_of(package, name) if name.endswith((".xml", ".svg")) and not DROPPED.match(name) else None
        if root is None:
            continue
        if name.endswith(".svg"):
            yield from _in_picture(name, root)
            continue
        yield from _in_fields(name, root)
        chunk = next(root.iter("{*}altChunk"), None)
        if chunk is not None or any(kind.endswith(_CHUNK) for _, kind, _ in package.related(name)):
            yield _contents("alt-chunk", "", place_at(name, root, chunk))
        thing = next(root.iter("{*}OLEObject", "{*}objectEmbed", "{*}control"), None)
        if not carried and thing is not None:
            carried = not any(_OBJECT_FILES.search(other) for other in package.names)
            yield from [_contents("embedded-object", name, place_at(name, root, thing))] if carried else []
        for node, code, address in _addresses(root):
            yield _contents(code, address, place_at(name, root, node))
        yield from _braces(name, root) if name.startswith("word/") else ()


def _in_fields(name: str, root: etree._Element) -> Iterator[TemplateFault]:
    """Yield the fields that fetch or start something, and those with an address that partners cannot follow."""
    for node, code, _ in fields_in(root):
        field = name_of_field(without_format(code)).strip('"“”')
        if field in _FETCHING or (NESTED in field and not field.startswith("=")):  # its name is made by another field
            yield _contents("field-fetches", code.replace(NESTED, "{…}"), place_at(name, root, node))
        elif field == "HYPERLINK":
            _, *arguments = _ARGUMENT.finditer(code)
            address = next((match[1] or match[2] for match in arguments if match[1] or match[2]), "")
            if not _FOLLOWED.match(address) and NESTED not in address:
                yield _contents("link-local", address, place_at(name, root, node))


def _in_picture(name: str, root: etree._Element) -> Iterator[TemplateFault]:
    """Yield what a picture in letters (SVG) fetches from outside, and that it holds a program."""
    place = TemplatePlace(part=name)
    if any(name_of(node) == "script" for node in root.iter(etree.Element)):
        yield _contents("macros", posixpath.basename(name), place)
    for node in root.iter(etree.Element):
        address = next((str(text) for key, text in node.items() if str(key).rpartition("}")[2] == "href"), "")
        if _ELSEWHERE.match(address) and not address.lstrip().lower().startswith("data:") and name_of(node) != "a":
            yield _contents("picture-outside", address, place)


def _braces(name: str, root: etree._Element) -> Iterator[TemplateFault]:
    """Yield the first braces in a part that nobody fills in; those of a template's own slots are checked elsewhere."""
    braces = None if _WITHOUT_TEXT.match(name) else _BRACES.search("".join(map(str, root.itertext())))
    if braces:
        texts = (node for node in root.iter("{*}t") if "{" in (node.text or "") or "}" in (node.text or ""))
        yield _contents("braces-unfilled", braces[0], place_at(name, root, next(texts, None)))


def _addresses(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Yield pictures and links in old drawings (VML), which need no relationship, each with the code of its fault."""
    for node in root.iter(f"{{{_VML}}}*"):
        for name in _OF_PICTURES:
            if _ELSEWHERE.match(node.get(name, "")):
                yield node, "picture-outside", node.get(name, "")
        if not _FOLLOWED.match(node.get("href", "")):
            yield node, "link-local", node.get("href", "")


# ---- what a form may not lack


def missing(form: Form, language: str, document: bytes) -> Iterator[TemplateFault]:
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
            said = TEXTS.sentence(f"contents.{code}-missing", seen=slot, label=label)
            yield TemplateFault(code=f"{code}-missing", slot=slot, said=said)


def _shown_in(package: Package) -> str:
    """Return the text of the body, headers and footers of a document, with single spaces."""
    names = filter(SLOTTED.fullmatch, package.names)
    nodes = (node for name in names for node in package.xml(name).iter("{*}t", "{*}tab", "{*}br", "{*}p"))
    return " ".join("".join(node.text or "" if name_of(node) == "t" else " " for node in nodes).split())
