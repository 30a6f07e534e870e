"""The parts of a document beside its body: properties, language, glossary of prompts, and all that lists them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from html import escape

from lxml import etree

from ...errors import TemplateError
from ...instrument.model import Instrument
from ..controls import PROMPT_LOOK, docpart, runs
from ..identity import IDENTITY_PROPERTY, REPORT, Identity
from .finishing import HEAD, W, as_part, parse_part
from .language import TEXTS

CONTENT_TYPES, STYLES = "[Content_Types].xml", "word/styles.xml"
PNG = "png"
DOCUMENT_RELS = "word/_rels/document.xml.rels"
SLOTTED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MAIN = f"{_WORD_TYPE}.document.main+xml"
CORE, CUSTOM = _PROPERTIES = ("docProps/core.xml", "docProps/custom.xml")
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
CORE_RELATION = f"{_PACKAGE}/relationships/metadata/core-properties"
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
    parts["word/glossary/document.xml"] = _glossary(instrument, language)
    parts["word/glossary/styles.xml"] = parts[STYLES]
    parts["word/glossary/_rels/document.xml.rels"] = _rels([("styles", "styles.xml")])
    parts[DOCUMENT_RELS] = relate(
        parts.get(DOCUMENT_RELS), {"rIdGlossary": ("glossaryDocument", "glossary/document.xml")}
    )
    return {name: part for name, part in _with_contents(parts).items() if not _is_own(name)}


def _is_own(name: str) -> bool:
    return name in _PROPERTIES or bool(SLOTTED.fullmatch(name))


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
        parts[name] = _kept_rels(parts[name])
    if "word/settings.xml" in parts:
        parts["word/settings.xml"] = _plain_settings(parts["word/settings.xml"])
    parts[STYLES] = _in_language(parts[STYLES], locale)
    return parts


def _with_contents(parts: dict[str, bytes]) -> dict[str, bytes]:
    parts["_rels/.rels"] = _package_rels(parts)
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
def _plain_settings(settings: bytes) -> bytes:
    """Return the settings without what belongs to the template and its makers, such as the path of another template."""
    root = parse_part(settings)
    for node in [node for node in root if etree.QName(node).localname in _OWN_SETTINGS]:
        root.remove(node)
    return as_part(root)


def _glossary(instrument: Instrument, language: str) -> bytes:
    """Return the glossary of prompts, so that a program can bring one back when an answer is cleared."""
    entries = "".join(_prompt(docpart(key), prompt[language]) for key, prompt in instrument.prompts.items())
    return f"{HEAD}<w:glossaryDocument {_W}><w:docParts>{entries}</w:docParts></w:glossaryDocument>".encode()


def _prompt(name: str, text: str) -> str:
    """Return a glossary entry; a program looks for one of this name and of the type bbPlcHdr (ECMA-376, 17.5.2)."""
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


def _rels(targets: list[tuple[str, str]]) -> bytes:
    entries = "".join(
        f'<Relationship Id="rId{index}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        for index, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'.encode()


def _package_rels(parts: Mapping[str, bytes]) -> bytes:
    entry = f'<Relationship Id="rId9" Type="{CORE_RELATION}" Target="{CORE}"/>'
    custom = [("custom-properties", CUSTOM)] if CUSTOM in parts else []
    rels = _rels([("officeDocument", "word/document.xml"), *custom])
    return rels.replace(b"</Relationships>", entry.encode() + b"</Relationships>")


@_once
def _kept_rels(rels: bytes) -> bytes:
    """Return the relationships of a part without those to parts that stay behind."""
    root = parse_part(rels)
    for rel in [rel for rel in root if str(rel.get("Type", "")).endswith(LEFT_BEHIND)]:
        root.remove(rel)
    return as_part(root)


def relate(rels: bytes | None, targets: Mapping[str, tuple[str, str]]) -> bytes:
    """Return the relationships of a part, with these added: a kind and a target by id."""
    root = parse_part(rels or _rels([]))
    for id, (kind, target) in targets.items():
        attributes = {"Id": id, "Type": f"{_OFFICE}/relationships/{kind}", "Target": target}
        root.append(root.makeelement(f"{{{_PACKAGE}/relationships}}Relationship", attributes))
    return as_part(root)


@_once
def _content_types(types: bytes, parts: tuple[str, ...]) -> bytes:
    """Return the template's types for the parts that are kept, and ours; a template file becomes a document."""
    space = f"{{{_PACKAGE}/content-types}}"
    root = parse_part(types)
    for node in root.findall(f"{space}Override"):
        name = str(node.get("PartName", "")).lstrip("/")
        if name not in parts or name in _OURS:
            root.remove(node)
        elif name == "word/document.xml":
            node.set("ContentType", _MAIN)
    for name in [name for name in _OURS if name in parts]:
        etree.SubElement(root, f"{space}Override", {"PartName": f"/{name}", "ContentType": _OURS[name]})
    kinds = {str(node.get("Extension", "")).lower() for node in root.findall(f"{space}Default")}
    if PNG not in kinds and any(name.endswith(f".{PNG}") for name in parts):
        root.insert(0, root.makeelement(f"{space}Default", {"Extension": PNG, "ContentType": f"image/{PNG}"}))
    return as_part(root)
