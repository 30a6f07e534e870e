"""Contacts, addresses, numbers of registers and references of forms, which are found in a text by their looks."""

from __future__ import annotations

import functools
import re

from .codes import CODE
from .names import TEXTS

_PHONE = r"(?<![\w+/.-])(?!\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d(?!\d))"
_SUFFIX = r"(?:\s?(?:[a-zA-Z]|bis|ter|hs|huis|rd|zw|[IVX]{1,3})\b|-[a-zA-Z]{1,3}\b|\s?[-/]\s?\d{1,4}[a-zA-Z]?\b)"
_NUMBER = rf"(?:nr\.?\s*|no\.?\s*|number\s+|nummer\s+)?\d{{1,5}}{_SUFFIX}*(?!\w)"
_NUMBERS = (
    r"\b[A-Z]{2}\d{2}(?:[\s.-]?[A-Z\d]{4}){2,7}(?:[\s.-]?[A-Z\d]{1,3})?(?!\w)",  # of a bank account
    r"\b[a-z]{2}\d{2}[a-z]{4}\d{10}\b",
    r"\b(?:NL|nl)[\s.-]?\d{4}\.?\d{2}\.?\d{3}[\s.-]?[Bb][\s.-]?\d{2}\b",  # for taxes
    r"\b(?:B[E][\s.-]?0?\d{3}|D[E]\d{3})[\s.]?\d{3}[\s.]?\d{3}\b",
    r"(?<![\w.,€-])\d{3}(?P<gap>[ .-])\d{3}(?P=gap)\d{3}(?!\w|[.,]\d| ?€| euro)",
    r"(?<![\w.,-])\d{4}[. ]\d{2}[. ]\d{3}(?!\w|[.,]\d)",  # of a citizen
    r"\b(?:[A-Z]{1,3}-\d{2,3}-[A-Z]{1,2}|\d{1,2}-[A-Z]{2,3}-\d{1,2}|[A-Z]{2}-[A-Z]{2}-\d{2})\b",  # of a car
    r"(?<![\w.,-])(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))\d{8,12}(?!\w|[.,]\d)",
)


@functools.cache
def looks() -> re.Pattern[str]:
    """Match what is found by its looks, in a group with its kind; a code, in the group "coded", is left as it is."""
    kinds = {
        "coded": (rf"\b{CODE}\b",),
        "form": (r"\bhlo1/\S+",),
        "contact": _contacts(),
        "number": _numbers(),
        "address": _addresses(),
    }
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in kinds.items()))


def _any_of(key: str) -> str:
    return "|".join(TEXTS.content["looks"][key])


def _contacts() -> tuple[str, ...]:
    """Return the patterns of addresses of e-mail, also written out, of the web, of social media, and of telephones."""
    at, dot = (
        rf"\s?[(\[{{]\s?(?:{_any_of('at')})\s?[)\]}}]\s?",
        rf"\s?(?:\.|[(\[{{]\s?(?:{_any_of('dot')})\s?[)\]}}])\s?",
    )
    return (
        r"[^\s@<>(),;:]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+",
        rf"[\w.+-]{{1,64}}{at}[\w-]{{1,63}}(?:{dot}[\w-]{{1,63}})+",
        r"(?i:\bhttps?://[^\s<>]*[\w/]|\bwww\.[^\s<>]*[\w/])",
        rf"(?<![\w@.-])(?:[\w-]+\.)+(?:{_any_of('domains')})\b(?:/[^\s<>]*[\w/])?",
        r"(?<![\w@.-])(?:[\w-]{2,63}\.)+(?:NL|COM|ORG|EU|NET|BE)\b",
        r"(?<![\w@.-])[\w-]{1,63}\.(?:[\w-]{1,63}\.){0,4}[a-z]{2,24}/(?<!\.en/)(?<!\.and/)[^\s<>]*[\w/]",
        r"(?<![\w@/])@\w{2,}(?:[.-]\w+)*",
        rf"{_PHONE}(?:\+|00)\d[\d\s()./-]{{7,18}}\d(?!\w)",
        rf"{_PHONE}\(?0\d(?:[\s./()-]{{0,3}}\d){{7,8}}(?!\w)",
    )


def _numbers() -> tuple[str, ...]:
    """Return the patterns of numbers in registers: after the name of one, or by their form."""
    between = rf"(?:[\s:.-]{{0,9}}(?:{_any_of('numbers')})\b){{0,3}}[\s:.#-]{{0,9}}"
    number = r"(?=[A-Za-z]{0,4}\d)[a-z]{0,2}[A-Z\d](?:[\s.]?[A-Z\d]){3,19}(?!\w)"
    return (rf"(?i:\b(?:{_any_of('registers')}){between}){number}", *_NUMBERS)


def _addresses() -> tuple[str, ...]:
    """Return the patterns of postcodes, of streets with a number, in Dutch and in English, and of post boxes."""
    name = rf"(?:[^\W\d_a-z][\w'’.-]{{0,30}}|{_any_of('small')})\s+"
    first = r"[A-Z][\w'’-]{0,30}\s+"
    small = rf"\d{{1,3}}{_SUFFIX}*(?!\w|[.,]\d|\s(?:{_any_of('units')})\b)"
    article = rf"(?:{_any_of('street_articles')})\s+"
    return (
        r"(?<![\w.,-])(?:NL-)?[1-9]\d{3}(?:\s?-?\s?(?!(?:IT|EU|AI|HR|OK|VO|PO|TV|CO|MT)\b)[A-Z]{2}|-?[a-z]{2})(?!\w)",
        r"(?<![\w-])(?:B|BE|D|D[E]|L|FR?)-\d{4,5}(?!\w)",
        rf"\b(?:{name}){{0,4}}[^\W\d_]{{1,40}}(?:{_any_of('streets')})\s+{_NUMBER}",
        rf"\b(?:{name}){{0,4}}[A-Z][^\W\d_]{{1,40}}(?:{_any_of('rarer_streets')})\s+{small}",
        rf"\b(?:{_any_of('before_street')})\s+(?:{name}){{1,4}}{_NUMBER}",
        rf"\b(?:{article})?(?:{_any_of('bare_streets')})\s+{small}",
        rf"\b(?i:{article}(?:{_any_of('small_streets')}))\s+{small}",
        rf"(?<![\w.,])\d{{1,4}}[a-zA-Z]?,?\s+(?:{first}){{1,3}}(?:{_any_of('after_street')})\b",
        rf"\b(?i:{_any_of('boxes')})\s+\d+(?!\w)",
    )
