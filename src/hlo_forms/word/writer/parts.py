"""The parts of a document beside its body: properties, language, glossary of prompts, and all that lists them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from html import escape

from lxml import etree

from ...errors import TemplateError
from ...instrument.model import Instrument
from ..controls import PROMPT_LOOK, W, docpart, runs
from ..identity import IDENTITY_PROPERTY, REPORT, Identity
from .finishing import HEAD, as_part, parse_part
from .language import TEXTS

CONTENT_TYPES, STYLES = "[Content_Types].xml", "word/styles.xml"
PNG = "png"
DOCUMENT_RELS, PACKAGE_RELS = "word/_rels/document.xml.rels", "_rels/.rels"
SLOTTED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = f"{{{_PACKAGE}/content-types}}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MAIN = f"{_WORD_TYPE}.document.main+xml"
CORE, CUSTOM = _PROPERTIES = ("docProps/core.xml", "docProps/custom.xml")
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
CORE_RELATION = (f"{_PACKAGE}/relationships/metadata/core-properties", CORE)
_OURS = {
    CORE: CORE_TYPE,
    CUSTOM: "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "word/glossary/document.xml": f"{_WORD_TYPE}.document.glossary+xml",
    "word/glossary/styles.xml": f"{_WORD_TYPE}.styles+xml",
}
_COMMENTS = tuple(f"/comments{kind}" for kind in ("", "Extended", "Extensible", "Ids"))
_MAIL_MERGE = ("/mailMergeSource", "/mailMergeHeaderSource", "/recipientData")
_PEOPLE = ("/people", "/documenttasks")
LEFT_BEHIND = ("/glossaryDocument", "/customXml", "/attachedTemplate", *_PEOPLE, *_MAIL_MERGE, *_COMMENTS)
_DATA = ("docVars", "mailMerge", "attachedSchema", "saveThroughXslt", "schemaLibrary", "smartTagType")
_OWN_SETTINGS = ("attachedTemplate", "rsids", "documentProtection", "writeProtection", *_DATA)


_once = functools.lru_cache(maxsize=64)
"""Keeps what is made of a part of the template, which is the same for every form."""


def shared_parts(members: Mapping[str, bytes], instrument: Instrument, language: str) -> dict[str, bytes]:
    """Return the parts that all documents of a template, instrument and language have, of which some list all parts."""
    parts = {**_in_house(members, instrument.locale(language)), **dict.fromkeys(_PROPERTIES, b"")}
    prompts = "".join(_prompt(docpart(key), prompt[language]) for key, prompt in instrument.prompts.items())
    glossary = f"{HEAD}<w:glossaryDocument {_W}><w:docParts>{prompts}</w:docParts></w:glossaryDocument>"
    parts["word/glossary/document.xml"] = glossary.encode()
    parts["word/glossary/styles.xml"] = parts[STYLES]
    parts["word/glossary/_rels/document.xml.rels"] = relate(None, {"rId1": ("styles", "styles.xml")})
    of_glossary = {"rIdGlossary": ("glossaryDocument", "glossary/document.xml")}
    parts[DOCUMENT_RELS] = relate(parts.get(DOCUMENT_RELS), of_glossary)
    every = _with_contents(parts).items()
    return {name: part for name, part in every if name not in _PROPERTIES and not SLOTTED.fullmatch(name)}


def properties(identity: Identity, title: str, locale: str) -> dict[str, bytes]:
    """Return the parts that say whose a document is."""
    return {CORE: core(title, str(identity.short), locale), CUSTOM: _custom(str(identity))}


def complete_page(members: Mapping[str, bytes], title: str, locale: str) -> dict[str, bytes]:
    """Return the members of a report's document, which says that it is no form, and has no prompts."""
    parts = _in_house(members, locale)
    parts[CORE] = core(title, REPORT, locale)
    return _with_contents(parts)


def _in_house(members: Mapping[str, bytes], locale: str) -> dict[str, bytes]:
    """Return the members in one language, without what belongs to the template and its makers."""
    parts = dict(members)
    for name in [name for name in parts if name.endswith(".rels")]:
        parts[name] = _without(parts[name], _stays_behind)
    if "word/settings.xml" in parts:
        parts["word/settings.xml"] = _without(parts["word/settings.xml"], _is_own_setting)
    parts[STYLES] = _in_language(parts[STYLES], locale)
    return parts


def _with_contents(parts: dict[str, bytes]) -> dict[str, bytes]:
    custom = {"rId2": ("custom-properties", CUSTOM)} if CUSTOM in parts else {}
    of_document = {"rId1": ("officeDocument", "word/document.xml")}
    parts[PACKAGE_RELS] = relate(None, {**of_document, **custom, "rId9": CORE_RELATION})
    parts[CONTENT_TYPES] = _content_types(parts[CONTENT_TYPES], tuple(parts))
    return parts


@_once
def _in_language(styles: bytes, locale: str) -> bytes:
    """Set one language in all styles: any of them may have that of the template."""
    root = parse_part(styles)
    defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    if defaults is None:
        raise TemplateError(TEXTS.sentence("no_defaults"))
    if defaults.find(f"{W}lang") is None:
        etree.SubElement(defaults, f"{W}lang")
    for lang in root.iter(f"{W}lang"):
        lang.set(f"{W}val", locale)
    return as_part(root)


@_once
def _without(part: bytes, is_own: Callable[[etree._Element], bool]) -> bytes:
    """Return a part without the entries that belong to the template and its makers."""
    root = parse_part(part)
    for node in filter(is_own, list(root)):
        root.remove(node)
    return as_part(root)


def _is_own_setting(setting: etree._Element) -> bool:
    """Return whether this is a setting of the makers, such as the path of another template."""
    return etree.QName(setting).localname in _OWN_SETTINGS


def _stays_behind(relationship: etree._Element) -> bool:
    """Return whether this is a relationship to a part that stays behind."""
    return str(relationship.get("Type", "")).endswith(LEFT_BEHIND)


def _prompt(name: str, text: str) -> str:
    """Return a glossary entry, from which a program brings a prompt back when an answer is cleared.

    A program looks for one of this name and of the type bbPlcHdr (ECMA-376, 17.5.2).
    """
    return (
        f'<w:docPart><w:docPartPr><w:name w:val="{name}"/><w:category><w:name w:val="General"/>'
        '<w:gallery w:val="placeholder"/></w:category><w:types><w:type w:val="bbPlcHdr"/></w:types>'
        '<w:behaviors><w:behavior w:val="content"/></w:behaviors></w:docPartPr>'
        f"<w:docPartBody><w:p>{runs(text, PROMPT_LOOK)}</w:p></w:docPartBody></w:docPart>"
    )


def core(title: str, identity: str = "", locale: str = "") -> bytes:
    """Return title, identifier and language; no author, no dates: those of the template do not leak."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title, quote=False)}</dc:title>"
        f"<dc:identifier>{escape(identity, quote=False)}</dc:identifier>"
        f"<dc:language>{locale}</dc:language></cp:coreProperties>"
    ).encode()


def _custom(identity: str) -> bytes:
    return (
        f'{HEAD}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{IDENTITY_PROPERTY}">'
        f"<vt:lpwstr>{escape(identity, quote=False)}</vt:lpwstr></property></Properties>"
    ).encode()


def relate(rels: bytes | None, targets: Mapping[str, tuple[str, str]]) -> bytes:
    """Return the relationships of a part, with these added: a kind (of Office, or a whole one) and a target by id."""
    root = parse_part(rels or f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode())
    for id, (kind, target) in targets.items():
        whole = kind if "/" in kind else f"{_OFFICE}/relationships/{kind}"
        etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship", Id=id, Type=whole, Target=target)
    return as_part(root)


def typed(types: bytes, kinds: Mapping[str, str]) -> bytes:
    """Return the types of parts with these added, where the parts have none."""
    root = parse_part(types)
    _add_types(root, kinds)
    return as_part(root)


def _add_types(root: etree._Element, kinds: Mapping[str, str]) -> None:
    there = {node.get("PartName") for node in root}
    for name in (name for name in kinds if f"/{name}" not in there):
        etree.SubElement(root, f"{_TYPES}Override", PartName=f"/{name}", ContentType=kinds[name])


@_once
def _content_types(types: bytes, parts: tuple[str, ...]) -> bytes:
    """Return the template's types for the parts that are kept, and ours; a template file becomes a document."""
    root = parse_part(types)
    for node in root.findall(f"{_TYPES}Override"):
        name = str(node.get("PartName", "")).lstrip("/")
        if name not in parts or name in _OURS:
            root.remove(node)
        elif name == "word/document.xml":
            node.set("ContentType", _MAIN)
    _add_types(root, {name: kind for name, kind in _OURS.items() if name in parts})
    kinds = {str(node.get("Extension", "")).lower() for node in root.findall(f"{_TYPES}Default")}
    if PNG not in kinds and any(name.endswith(f".{PNG}") for name in parts):
        root.insert(0, root.makeelement(f"{_TYPES}Default", {"Extension": PNG, "ContentType": f"image/{PNG}"}))
    return as_part(root)
