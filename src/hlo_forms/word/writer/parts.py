"""The parts of a document beside its body: unique ids, properties, language, glossary of prompts."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from lxml import etree

from ...errors import TemplateError
from ...forms import Form
from ...instrument.model import Instrument
from ..controls import PROMPT_LOOK, W14, docpart, runs
from ..identity import IDENTITY_PROPERTY, REPORT, Identity
from .language import TEXTS
from .widths import fit_tables

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CONTENT_TYPES, STYLES = "[Content_Types].xml", "word/styles.xml"
PNG = "png"
DOCUMENT_RELS = "word/_rels/document.xml.rels"
SLOTTED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_NUMBER = re.compile(r"-?[0-9]{1,10}")
_LOOPED = 2  # a label, and a column at least
_LONGEST, _TITLE = 64, 250  # letters of the name of a control, and of the title of a table
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_IGNORABLE = f"{{{_MC}}}Ignorable"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MAIN = f"{_WORD_TYPE}.document.main+xml"
CORE, CORE_TYPE = "docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"
CORE_RELATION = f"{_PACKAGE}/relationships/metadata/core-properties"
_OURS = {
    CORE: CORE_TYPE,
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "word/glossary/document.xml": f"{_WORD_TYPE}.document.glossary+xml",
    "word/glossary/styles.xml": f"{_WORD_TYPE}.styles+xml",
}
_COMMENTS = tuple(f"/comments{kind}" for kind in ("", "Extended", "Extensible", "Ids"))
_MAIL_MERGE = ("/mailMergeSource", "/mailMergeHeaderSource", "/recipientData")
LEFT_BEHIND = ("/glossaryDocument", "/customXml", "/attachedTemplate", "/people", *_MAIL_MERGE, *_COMMENTS)
_OWN_SETTINGS = ("attachedTemplate", "rsids", "documentProtection", "writeProtection", "docVars", "mailMerge")


_once = functools.lru_cache(maxsize=64)
"""Keeps what is made of a part of the template, which is the same for every form."""


def _every(path: str) -> Callable[[etree._Element], list[Any]]:  # Any: elements, or texts
    find: Any = etree.XPath(path, namespaces={"w": W[1:-1]})  # Any: as above
    return find  # type: ignore[no-any-return]


_IDS, _ALIASES = _every(".//w:sdtPr/w:id"), _every(".//w:sdtPr/w:alias")
_CELLS, _TEXTS = _every("w:tc/w:tcPr/w:tcW"), _every(".//w:t/text()")
_SPANS = _every("w:tr/w:tc/w:tcPr/w:gridSpan")
_EMPTY_RUNS = _every(".//w:p/w:r[not(*[not(self::w:rPr) and not(self::w:t[not(text())])])]")
_TITLES = ("Title", "Heading", "Question", "Central", "Caption")
_TITLING = " or ".join(f"starts-with(@w:val, '{style}')" for style in _TITLES)
_HEADINGS_AND_TABLES = _every(f"w:body/w:tbl | w:body/w:p[w:pPr/w:pStyle[{_TITLING}]]")


def finish(xml: bytes) -> bytes:
    """Return a rendered part, well formed, with control ids made unique and the extension namespaces declared."""
    root = parse_part(_with_namespaces(xml))
    _number_controls(root)
    _name_controls(root)
    _share_columns(root)
    fit_tables(root)
    _title_tables(root)
    _drop_empty_runs(root)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r", "mc", "w14"])
    return as_part(_with_declared(root))


def _number_controls(root: etree._Element) -> None:
    taken: set[int] = set()
    for node in _IDS(root):
        value = node.get(f"{W}val", "")
        number = int(value) if _NUMBER.fullmatch(value) else 1  # a template may hold a control with any other id
        while number in taken:
            number = number % 0x7FFFFFFE + 1
        taken.add(number)
        if str(number) != value:
            node.set(f"{W}val", str(number))


def _name_controls(root: etree._Element) -> None:
    """Give each control a name that no other has: what is read out is all that tells them apart."""
    taken: set[str] = set()
    for node in _ALIASES(root):
        name = own = node.get(f"{W}val", "")
        number = 1
        while own in taken:
            number += 1
            own = f"{name[: _LONGEST - len(str(number)) - 3]} ({number})"
        taken.add(own)
        if own != name:
            node.set(f"{W}val", own)


def _share_columns(root: etree._Element) -> None:
    """Share the room of a table among the columns that a loop made in it, from the second one on."""
    for table in root.iter(f"{W}tbl"):
        grid, first = table.find(f"{W}tblGrid"), table.find(f"{W}tr")
        if grid is None or first is None:
            continue
        drawn, widths = _widths(grid), _widths(_CELLS(first))
        if _SPANS(table) or (len(widths) == len(drawn) and sum(widths) == sum(drawn)):
            continue
        rows = [_CELLS(row) for row in table.iterchildren(f"{W}tr")]
        if len(set(map(len, rows))) != 1 or len(widths) < _LOOPED:
            continue
        looped = next((n for n, width in enumerate(widths[1:]) if width != widths[1]), len(widths) - 1)
        widths[1 : 1 + looped] = [(sum(drawn) - widths[0] - sum(widths[1 + looped :])) // looped] * looped
        for cells in rows:
            for size, cell in zip(widths, cells, strict=True):
                cell.set(f"{W}w", str(size))
        grid[:] = [grid.makeelement(f"{W}gridCol", {f"{W}w": str(size)}) for size in widths]


def _widths(nodes: Iterable[etree._Element]) -> list[int]:
    widths = (node.get(f"{W}w", "") for node in nodes)
    return [int(width) if _NUMBER.fullmatch(width) else 0 for width in widths]  # a template may hold any other text


def _title_tables(root: etree._Element) -> None:
    """Give each table the heading above it as its title, for those who hear the document."""
    heading = None
    for block in _HEADINGS_AND_TABLES(root):
        if block.tag == f"{W}p":
            heading = block
        elif heading is not None:
            _title(block, " ".join("".join(_TEXTS(heading)).split()))


def _title(table: etree._Element, title: str) -> None:
    properties = table.find(f"{W}tblPr")
    if title and properties is not None and properties.find(f"{W}tblCaption") is None:
        etree.SubElement(properties, f"{W}tblCaption").set(f"{W}val", title[:_TITLE])


def _drop_empty_runs(root: etree._Element) -> None:
    """Drop runs that show nothing, such as that of a slot without a text."""
    for run in _EMPTY_RUNS(root):
        run.getparent().remove(run)


def _with_declared(root: etree._Element) -> etree._Element:
    """Name as ignorable only what is declared: Word refuses a part that names a prefix it does not know."""
    prefixes = str(root.get(_IGNORABLE, "")).split()
    root.set(_IGNORABLE, " ".join(prefix for prefix in prefixes if prefix in root.nsmap))
    return root


def as_part(root: etree._Element) -> bytes:
    """Return the bytes of a part with this root."""
    return _HEAD.encode() + etree.tostring(root, encoding="utf-8")


def parse_part(part: bytes) -> etree._Element:
    """Return the root of a part; raises `TemplateError` where it is not well-formed."""
    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise TemplateError(TEXTS.sentence("not_well_formed")) from error


def _with_namespaces(xml: bytes) -> bytes:
    """Declare w14 on the root and let older readers pass over it."""
    start = re.search(rb"<w:(document|hdr|ftr)\b[^>]*>", xml)
    if not start:
        return xml
    tag = start[0][:-1]
    for prefix, name in ((b"mc", _MC), (b"w14", W14)):
        if b"xmlns:" + prefix + b"=" not in tag:
            tag += b" xmlns:" + prefix + b'="' + name.encode() + b'"'
    ignorable = re.search(rb'mc:Ignorable="([^"]*)"', tag)
    if not ignorable:
        tag += b' mc:Ignorable="w14"'
    elif b"w14" not in ignorable[1].split():
        tag = tag.replace(ignorable[0], b'mc:Ignorable="' + (ignorable[1] + b" w14").strip() + b'"')
    return xml.replace(start[0], tag + b">", 1)


def complete_parts(members: Mapping[str, bytes], form: Form, identity: Identity, title: str) -> dict[str, bytes]:
    """Return the members of a form's document: in its language, with properties, glossary and all that lists them."""
    instrument, language = form.instrument, identity.language
    locale = instrument.locale(language)
    parts = _in_house(members, locale)
    parts["word/glossary/document.xml"] = _glossary(instrument, language)
    parts["word/glossary/styles.xml"] = parts[STYLES]
    parts["word/glossary/_rels/document.xml.rels"] = _rels([("styles", "styles.xml")])
    parts["docProps/core.xml"] = core(title, str(identity.short), locale)
    parts["docProps/custom.xml"] = _custom(str(identity))
    parts[DOCUMENT_RELS] = _with_glossary(parts.get(DOCUMENT_RELS))
    return _with_contents(parts)


def is_own(name: str) -> bool:
    """Return whether a part of a form's document differs from one form to the next; all others are the template's."""
    return bool(SLOTTED.fullmatch(name)) or name in ("docProps/core.xml", "docProps/custom.xml")


def complete_page(members: Mapping[str, bytes], title: str, locale: str) -> dict[str, bytes]:
    """Return the members of a report's document, which says that it is no form, and has no prompts."""
    parts = _in_house(members, locale)
    parts["docProps/core.xml"] = core(title, REPORT, locale)
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
    return f"{_HEAD}<w:glossaryDocument {_W}><w:docParts>{entries}</w:docParts></w:glossaryDocument>".encode()


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
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title, quote=False)}</dc:title>"
        f"<dc:identifier>{escape(identity, quote=False)}</dc:identifier>"
        f"<dc:language>{locale}</dc:language></cp:coreProperties>"
    ).encode()


def _custom(identity: str) -> bytes:
    return (
        f'{_HEAD}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{IDENTITY_PROPERTY}">'
        f"<vt:lpwstr>{escape(identity, quote=False)}</vt:lpwstr></property></Properties>"
    ).encode()


def _rels(targets: list[tuple[str, str]]) -> bytes:
    entries = "".join(
        f'<Relationship Id="rId{index}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        for index, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'.encode()


@_once
def _with_glossary(rels: bytes | None) -> bytes:
    return relate(rels, {"rIdGlossary": ("glossaryDocument", "glossary/document.xml")})


def _package_rels(parts: Mapping[str, bytes]) -> bytes:
    entry = f'<Relationship Id="rId9" Type="{CORE_RELATION}" Target="{CORE}"/>'
    custom = [("custom-properties", "docProps/custom.xml")] if "docProps/custom.xml" in parts else []
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
