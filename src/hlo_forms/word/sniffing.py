"""Recognises a file by its bytes: the code of the refusal for whatever is no document that we read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Literal

from ..errors import RefusalCode

_HEAD = 4096
_SIGNATURES: tuple[tuple[bytes, RefusalCode], ...] = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"\x78\x9f\x3e\x22", "winmail"),
    (b"\0\5\x16\7", "apple-double"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\7", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"MSCF", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"L\0\0\0\1\x14\2\0", "shortcut"),
    (b"[InternetShortcut]", "shortcut"),
)
_BOXED = re.compile(rb"(?s)....ftyp(heic|heix|heif|hevc|mif1|msf1|avif)|RIFF....WEBP")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: tuple[tuple[str, RefusalCode], ...] = (
    ("DRMEncrypted", "restricted"),
    ("EncryptedPackage", "encrypted"),
    ("__substg1.0_", "email"),
    ("WordDocument", "doc"),
)
_MARKUP: tuple[tuple[re.Pattern[bytes], RefusalCode], ...] = (
    (re.compile(rb"(?i)<(!doctype\s+)?html\b"), "html"),
    (re.compile(rb"<svg\b|<!DOCTYPE svg"), "image"),
    (re.compile(rb"progid=.Word\.Document|<\w+:wordDocument\b|<pkg:package\b"), "word-xml"),
    (re.compile(rb"<office:document\b"), "fodt"),
    (re.compile(rb"<plist\b.*URL"), "shortcut"),
    (re.compile(rb"(?i)<(head|body|table|div|p|meta)\b[^<]*>"), "html"),
)
_HEADER = re.compile(
    rb"(?im)^(received|return-path|delivered-to|message-id|from|to|cc|subject|date|mime-version|content-type|reply-to|sender"
    rb"|in-reply-to|references|authentication-results|dkim-signature|(arc|thread|list|x)-[\w-]+):\s"
)
_IN_PARTS = re.compile(rb"(?im)^content-type:\s*multipart/[\w-]+;\s*(?:[^\n]*;\s*)?boundary=")
_HEADERS = 64 * 1024  # where the headers of a message end, at most
_WIDEST = 16 * 1024 * 1024  # a message in UTF-16 that is turned into UTF-8
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_CLOUD = re.compile(rb'\A\{\s*"(url|doc_id)"')
_DOCUMENT_NAMES = (".docx", ".docm", ".dotx", ".doc", ".odt", ".ott", ".rtf", ".pdf")
_FOLDERS: tuple[tuple[tuple[str, ...], RefusalCode | Literal["docx"]], ...] = (
    (("word/",), "docx"),
    (("xl/",), "excel"),
    (("ppt/",), "powerpoint"),
    (("visio/",), "visio"),
    (("index/document.iwa", "index.zip", "index.xml.gz", "index.apxl"), "apple"),
)
_OWN_PARTS = ("[content_types].xml", "word/document.xml", "meta-inf/manifest.xml", "index/document.iwa")
HOLDERS: Mapping[str, RefusalCode] = {"email": "message-without-form", "mht": "mht", "zip": "zip"}
"""The refusals of files in which a document may stand, each with the refusal where none does."""

_STATED: tuple[tuple[str, RefusalCode], ...] = (
    ("application/epub+zip", "epub"),
    ("application/vnd.sun.xml.", "unknown"),  # of OpenOffice 1
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def kind_of(data: bytes) -> RefusalCode:
    """Return the code of the refusal for bytes that are no zip; "unknown" where they are not recognised."""
    head = data[:_HEAD]
    if not data.strip(b"\0 \t\r\n"):
        return "empty"
    if data.startswith(_COMPOUND):
        return _compound(data)
    for signature, code in _SIGNATURES:
        if head.startswith(signature):
            return code
    if _BOXED.match(head):
        return "image"
    if head[257:262] == b"ustar":
        return "archive"
    return "lock-file" if _is_lock_file(data) else _text(data)


def is_message(data: bytes) -> bool:
    """Return whether this is an e-mail message as text (.eml), or looks like one; one of Outlook (.msg) does not."""
    return not data.startswith(_COMPOUND) and kind_of(data) in ("email", "mht")


def text_of_message(data: bytes) -> bytes:
    """Return a message from its first sign on, in an encoding that keeps ASCII: some programs save text in UTF-16."""
    mark, encoding = next((each for each in _MARKS if data.startswith(each[0])), (b"", "utf-8"))
    plain = data[len(mark) :]
    if encoding != "utf-8" and len(plain) <= _WIDEST:
        plain = plain.decode(encoding, "replace").encode("utf-8", "replace")
    return plain.lstrip(b"\r\n\t ")


def _compound(data: bytes) -> RefusalCode:
    """Recognise the content of an old Office container by the names of its streams."""
    return next((code for name, code in _STREAMS if name.encode("utf-16-le") in data), "old-office")


def _is_lock_file(data: bytes) -> bool:
    """Recognise the owner file of Word: the length of a user's name, the name, and blanks up to 162 bytes."""
    return len(data) == 162 and 0 < data[0] <= 54 and b"\0" in data


def _text(data: bytes) -> RefusalCode:
    start = text_of_message(data[:_HEADERS])
    headers = _BLANK_LINE.split(start, 1)[0]
    if start.startswith(b"<") and _is_text(data[:_HEAD]):
        return next((code for pattern, code in _MARKUP if pattern.search(start[:_HEAD])), "text")
    if _is_text(headers) and (len(_HEADER.findall(headers)) >= 2 or _IN_PARTS.search(headers)):
        return "mht" if b"multipart/related" in headers and not _SENT.search(headers) else "email"
    if not _is_text(data[:_HEAD]):
        return "unknown"
    return "shortcut" if _CLOUD.match(start) else "text"


_SENT = re.compile(rb"(?im)^received:|^to:")


def _is_text(start: bytes) -> bool:
    """Return whether no bytes are in the start of a file that text does not have."""
    wide = start.startswith(tuple(mark for mark, _ in _MARKS))
    return wide or not any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in start)


def zip_kind(names: Collection[str], mimetype: bytes) -> RefusalCode | Literal["docx", "odt"]:
    """Recognise a zip by the names of its members and its `mimetype`: "docx", "odt", or the code of a refusal."""
    declared = mimetype[:100].decode("ascii", "replace").strip()
    if declared.startswith(_OPEN_DOCUMENT):
        return "odt" if declared in (_OPEN_DOCUMENT + "text", _OPEN_DOCUMENT + "text-template") else "odf-other"
    if stated := next((code for start, code in _STATED if declared.startswith(start)), None):
        return stated
    low = [name.lower() for name in names]
    documents = any(name.endswith(_DOCUMENT_NAMES) for name in low)
    if documents and not set(_OWN_PARTS).intersection(low):
        return "zip"  # a folder in it can be called "word"
    for beginnings, code in _FOLDERS:
        if any(name.startswith(beginnings) for name in low):
            return code
    if {"content.xml", "meta-inf/manifest.xml"} <= set(low):
        return "odt"
    return "zip"
