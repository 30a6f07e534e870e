"""Undoes what editors do to a template when they save it: a house style need not know about slots and loops.

`stripped` does to a form what editors do to it: only its tables and words are left to read it by.
"""

from __future__ import annotations

import re

from lxml import etree

from .package import open_package, write_package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LOOP = "{%p"
_MARKED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_PROPERTIES = re.compile(r"docProps/(core|custom)\.xml")
_BEFORE_BREAK = (f"{W}pStyle", f"{W}keepNext", f"{W}keepLines")


def repaired(root: etree._Element, language: str | None) -> etree._Element:
    """Move page breaks out of loops and drop the template's language from runs; changes the part, and returns it."""
    _move_breaks(root)
    _drop_language(root, language)
    return root


def language_of(styles: etree._Element) -> str | None:
    """Return the language of a template according to its styles."""
    lang = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    return lang.get(f"{W}val") if lang is not None else None


def _move_breaks(root: etree._Element) -> None:
    """Move page breaks from the marks of loops to the heading after them.

    LibreOffice writes the page break of a heading into the paragraph before it, which is lost where it marks a loop.
    """
    for mark in [paragraph for paragraph in root.iter(f"{W}p") if _LOOP in _text(paragraph)]:
        heading = next((node for node in mark.itersiblings(f"{W}p") if _LOOP not in _text(node)), None)
        if heading is not None:
            _move(mark, heading)


def _move(mark: etree._Element, heading: etree._Element) -> None:
    for run in mark.findall(f"{W}r"):
        for page_break in run.findall(f"{W}br[@{W}type='page']"):
            run.remove(page_break)
            _break_before(heading)


def _break_before(paragraph: etree._Element) -> None:
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = paragraph.makeelement(f"{W}pPr")
        paragraph.insert(0, properties)
    if properties.find(f"{W}pageBreakBefore") is not None:
        return
    place = sum(1 for node in properties if node.tag in _BEFORE_BREAK)
    properties.insert(place, properties.makeelement(f"{W}pageBreakBefore"))


def _drop_language(root: etree._Element, language: str | None) -> None:
    """Drop the language of runs that only repeat that of the template, so that they take that of the form."""
    for properties in root.findall(f".//{W}rPr"):
        lang = properties.find(f"{W}lang")
        if lang is not None and language and lang.get(f"{W}val") == language:
            properties.remove(lang)


def _text(node: etree._Element) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


def stripped(data: bytes) -> bytes:
    """Return a document of ours as the harshest programs save it: without content controls and properties."""
    package = open_package(data)
    parts = {name: package.part(name) for name in package.names}
    for name in parts:
        if _PROPERTIES.fullmatch(name):
            root = package.xml(name)
            root[:] = []
            parts[name] = etree.tostring(root)
        elif _MARKED.fullmatch(name):
            parts[name] = etree.tostring(_without_controls(package.xml(name)))
    return write_package(parts)


def _without_controls(root: etree._Element) -> etree._Element:
    for control in list(root.iter(f"{W}sdt")):
        content = control.find(f"{W}sdtContent")
        parent = control.getparent()
        if parent is not None:
            place = parent.index(control)
            parent[place : place + 1] = [] if content is None else list(content)
    return root
