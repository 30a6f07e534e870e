"""Files that are no form, or mean harm: made here, each with what must be said of it."""

from __future__ import annotations

import base64
import io
import random
import struct
import warnings
import zipfile
from collections.abc import Callable

from edits import DOCUMENT, members, zipped
from hlo_forms import AlignmentForm, DeclaredRelation, Organisation, PreparationForm, load_instrument, render

BLANK = render(PreparationForm(organisation=Organisation("De Linde", type="practice_partner")))
PARTS = members(BLANK)
LETTER = b"Geachte collega,\nHierbij het formulier.\n"
MAIL = b"From: noor@example.org\r\nTo: sam@example.org\r\nSubject: formulier\r\n\r\nZie bijlage."
PAGE_IN_ONE = (
    b'MIME-Version: 1.0\r\nSubject: =?utf-8?B?Zm9ybQ==?=\r\nContent-Type: multipart/related; boundary="a"\r\n\r\n'
)
LOCK = bytes([4]) + b"Noor" + b" " * 49 + b"\4\0" + "Noor".encode("utf-16-le")


def compound(*streams: str) -> bytes:
    """The old container of Office, with streams of these names."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names


def packed(*names: str, mimetype: str | None = None) -> bytes:
    """A zip with members of these names."""
    first = {} if mimetype is None else {"mimetype": mimetype.encode()}
    return zipped({**first, **dict.fromkeys(names, b"<x/>")})


_ODF = "application/vnd.oasis.opendocument."
OTHER_FILES: dict[str, tuple[bytes, str]] = {
    "Word 97": (compound("Root Entry", "WordDocument"), "doc"),
    "rich text": (rb"{\rtf1\ansi Hallo}", "rtf"),
    "Word 2003 XML": (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "word-xml"),
    "flat OPC": (b'<?xml version="1.0"?><pkg:package xmlns:pkg="x"/>', "word-xml"),
    "flat ODF": (b'<?xml version="1.0"?><office:document xmlns:office="x"/>', "fodt"),
    "pdf": (b"%PDF-1.7\n", "pdf"),
    "web page": (b"\n<!DOCTYPE html><html><body>x</body></html>", "html"),
    "web page with a byte order mark": (b"\xef\xbb\xbf<HTML><p>x</p>", "html"),
    "piece of a web page": (b"<table><tr><td>x</td></tr></table>", "html"),
    "web page in one file": (PAGE_IN_ONE, "mht"),
    "e-mail": (MAIL, "message-without-form"),
    "Outlook message": (compound("Root Entry", "__substg1.0_0037001F"), "email"),
    "winmail.dat": (b"\x78\x9f\x3e\x22" + bytes(20), "winmail"),
    "Pages": (packed("Index/Document.iwa", "preview.jpg"), "apple"),
    "older Pages": (packed("index.xml.gz", "QuickLook/Thumbnail.jpg"), "apple"),
    "Excel": (packed("[Content_Types].xml", "xl/workbook.xml"), "excel"),
    "PowerPoint": (packed("[Content_Types].xml", "ppt/presentation.xml"), "powerpoint"),
    "Visio": (packed("[Content_Types].xml", "visio/document.xml"), "visio"),
    "old Excel": (compound("Root Entry", "Workbook"), "old-office"),
    "ODF spreadsheet": (packed("content.xml", mimetype=_ODF + "spreadsheet"), "odf-other"),
    "ODF presentation": (packed("content.xml", mimetype=_ODF + "presentation"), "odf-other"),
    "text of OpenOffice 1": (
        packed("content.xml", "META-INF/manifest.xml", mimetype="application/vnd.sun.xml.writer"),
        "unknown",
    ),
    "e-book": (packed("META-INF/container.xml", mimetype="application/epub+zip"), "epub"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(9), "image"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
    "gif": (b"GIF89a" + bytes(9), "image"),
    "tiff": (b"II*\0" + bytes(9), "image"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(9), "image"),
    "webp": (b"RIFF\x10\0\0\0WEBPVP8 ", "image"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image"),
    "plain text": (LETTER, "text"),
    "text in UTF-16": ("\ufeffGeachte collega".encode("utf-16-le"), "text"),
    "some XML": (b"<a>x</a>", "text"),
    "Google Docs shortcut": (b'{"url": "https://docs.example.org/1", "doc_id": "1"}', "shortcut"),
    "Windows shortcut": (b"L\0\0\0\1\x14\2\0" + bytes(60), "shortcut"),
    "internet shortcut": (b"[InternetShortcut]\r\nURL=https://example.org", "shortcut"),
    "lock file": (LOCK.ljust(162, b"\0"), "lock-file"),
    "Mac helper file": (b"\0\5\x16\7\0\2\0\0" + bytes(20), "apple-double"),
    "gzip": (b"\x1f\x8b\x08" + bytes(9), "archive"),
    "7-zip": (b"7z\xbc\xaf\x27\x1c", "archive"),
    "rar": (b"Rar!\x1a\7\0", "archive"),
    "tar": (b"form.docx".ljust(257, b"\0") + b"ustar\0" + bytes(300), "archive"),
    "zip": (packed("foto.jpg"), "zip"),
    "empty zip": (zipped({}), "zip"),
    "zip with a form in it": (packed("formulieren/De Linde.docx"), "text"),
    "program": (b"MZ\x90\0" + bytes(60), "program"),
    "document with a password": (compound("Root Entry", "EncryptionInfo", "EncryptedPackage"), "encrypted"),
    "document under rights management": (compound("DRMEncryptedTransform", "EncryptedPackage"), "restricted"),
    "anything": (bytes(range(1, 255)), "unknown"),
}


# ---- zips that lie


def tampered(change: Callable[[zipfile.ZipInfo], None], name: str = DOCUMENT) -> bytes:
    """The blank form with one entry of the central directory changed after all was written."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for found, content in PARTS.items():
            archive.writestr(found, content)
        change(archive.getinfo(name))
    return made.getvalue()


def with_member(name: str, content: bytes = b"<x/>", change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    """The blank form with one member more."""
    made = io.BytesIO(BLANK)
    with warnings.catch_warnings(), zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # a name that is there already
        info = zipfile.ZipInfo(name)
        info.filename = name  # as it is, also where it has a back slash
        if change is not None:
            change(info)
        archive.writestr(info, content)
    return made.getvalue()


def setting(**values: object) -> Callable[[zipfile.ZipInfo], None]:
    """A change that sets attributes of an entry."""

    def change(info: zipfile.ZipInfo) -> None:
        for name, value in values.items():
            setattr(info, name, value)

    return change


def overlapping() -> bytes:
    """Two entries of the directory that share the bytes of one member."""

    def change(info: zipfile.ZipInfo) -> None:
        info.header_offset = 0

    return tampered(change)


def with_stated_count(count: int) -> bytes:
    """The blank form whose end record states another number of members."""
    end = BLANK.rfind(b"PK\5\6")
    return BLANK[: end + 8] + struct.pack("<HH", count, count) + BLANK[end + 12 :]


def replaced(name: str, content: bytes) -> bytes:
    """The blank form with the content of one member replaced."""
    return zipped({**PARTS, name: content})


def without(name: str) -> bytes:
    """The blank form without one member."""
    return zipped({found: content for found, content in PARTS.items() if found != name})


BODY = PARTS[DOCUMENT]
BARE = BODY[BODY.index(b"<w:document") :]
ENTITIES = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;">]>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
DIRECTORY = 0o120777 << 16


def in_encoding(encoding: str, label: str = "", before: str = "") -> bytes:
    """The body in another encoding, declared as such; `before` stands before its root."""
    declared = f'<?xml version="1.0" encoding="{label or encoding}"?>'
    return (declared + before + BARE.decode("utf-8")).encode(encoding, "xmlcharrefreplace")


UNSAFE: dict[str, tuple[bytes, str]] = {
    "a part twice": (with_member(DOCUMENT), "duplicate-parts"),
    "a part twice but for its case": (with_member("word/Document.XML"), "duplicate-parts"),
    "a part twice by its path": (with_member("word/./document.xml"), "duplicate-parts"),
    "a part twice by back slash": (with_member("word\\document.xml"), "duplicate-parts"),
    "absolute path": (with_member("/etc/passwd"), "path-outside"),
    "path on a drive": (with_member("C:/x.xml"), "path-outside"),
    "parent path": (with_member("word/../../x.xml"), "path-outside"),
    "parent path by back slash": (with_member("word\\..\\x.xml"), "path-outside"),
    "symbolic link": (with_member("word/x.xml", b"/etc/passwd", setting(external_attr=DIRECTORY)), "path-outside"),
    "bzip2": (with_member("x.xml", b"x" * 99, setting(compress_type=zipfile.ZIP_BZIP2)), "packing"),
    "lzma": (with_member("x.xml", b"x" * 99, setting(compress_type=zipfile.ZIP_LZMA)), "packing"),
    "unknown packing": (tampered(setting(compress_type=99)), "packing"),
    "something before it": (b"PK\3\4" + bytes(60) + BLANK, "glued"),
    "two documents glued together": (BLANK + BLANK, "glued"),
    "something after it": (BLANK + b"<html>", "glued"),
    "too many parts": (zipped({**PARTS, **{f"x/{n}.xml": b"" for n in range(5_001)}}), "too-many-parts"),
    "entities": (replaced(DOCUMENT, ENTITIES + BARE), "doctype"),
    "entity of another file": (replaced(DOCUMENT, OUTSIDE + BARE), "doctype"),
    "doctype in UTF-16": (replaced(DOCUMENT, in_encoding("utf-16", before="<!DOCTYPE a>")), "doctype"),
    "doctype in UTF-16 without a mark": (
        replaced(DOCUMENT, in_encoding("utf-16-be", before="<!DOCTYPE a>")),
        "doctype",
    ),
    "doctype in a relationship": (replaced("_rels/.rels", ENTITIES + PARTS["_rels/.rels"][55:]), "doctype"),
    "UTF-32": (replaced(DOCUMENT, in_encoding("utf-32")), "encoding"),
    "UTF-7": (replaced(DOCUMENT, in_encoding("utf-8", "UTF-7")), "encoding"),
    "EBCDIC": (replaced(DOCUMENT, in_encoding("cp500", "ebcdic-cp-be")), "encoding"),
    "Japanese encoding": (replaced(DOCUMENT, in_encoding("utf-8", "Shift_JIS")), "encoding"),
    "60 MiB of paragraphs": (replaced(DOCUMENT, BODY.replace(b"</w:body>", b"<w:p/>" * 10_000_000)), "too-many-tags"),
    "blanks without end": (replaced("word/styles.xml", b"<a>" + b" " * 2_000_000 + b"</a>"), "too-large"),
}

DAMAGED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "only zeros": (bytes(4096), "empty"),
    "only white space": (b" \r\n\t", "empty"),
    "cut in half": (BLANK[: len(BLANK) // 2], "cut-off"),
    "cut at the end": (BLANK[:-3], "cut-off"),
    "bytes in the middle lost": (BLANK[:2000] + BLANK[2200:], "glued"),
    "more members stated than there are": (with_stated_count(99), "zip-damaged"),
    "overlapping members": (overlapping(), "zip-damaged"),
    "smaller than stated": (tampered(setting(file_size=len(BODY) + 9)), "part-damaged"),
    "larger than stated": (tampered(setting(file_size=len(BODY) - 9)), "part-damaged"),
    "wrong checksum": (tampered(setting(CRC=1)), "part-damaged"),
    "no main part": (without(DOCUMENT), "part-missing"),
    "empty main part": (replaced(DOCUMENT, b""), "part-damaged"),
    "main part cut off": (replaced(DOCUMENT, BODY[:4000]), "part-damaged"),
    "no XML": (replaced(DOCUMENT, b"Geachte collega"), "encoding"),
    "no body": (replaced(DOCUMENT, b"<a/>"), "no-body"),
    "undeclared prefix": (replaced(DOCUMENT, b"<w:document><w:body/></w:document>"), "part-damaged"),
    "entity nobody declared": (replaced(DOCUMENT, BODY.replace(b"De Linde", b"De &linde;")), "part-damaged"),
    "10,000 levels deep": (replaced(DOCUMENT, b"<a>" * 10_000 + b"</a>" * 10_000), "too-deep"),
    "styles cut off": (replaced("word/styles.xml", b"<w:styles"), "part-damaged"),
    "relationships cut off": (replaced("word/_rels/document.xml.rels", b"<Rel"), "part-damaged"),
}


def encrypted_member() -> bytes:
    """The blank form in a zip with a password."""
    return tampered(setting(flag_bits=1))


# ---- documents that cost much


def noise(seed: int, length: int) -> bytes:
    """Text that packs badly, made of so many bytes."""
    return base64.b64encode(random.Random(seed).randbytes(length))  # noqa: S311 - the same each time


def document(body: bytes) -> bytes:
    """The blank form with this after its text, and noise enough to keep it below any ratio of packing."""
    rest = b"</w:body><!--" + noise(7, len(body) // 190 + 10) + b"-->"
    return replaced(DOCUMENT, BODY.replace(b"</w:body>", body + rest))


def one_cell_of_controls(count: int) -> bytes:
    """A form with a cell that holds the controls of so many participants."""
    controls = b"".join(map(_CONTROL.__mod__, range(1, count)))
    return document(b"<w:tbl><w:tr><w:tc><w:p>" + controls + b"</w:p></w:tc></w:tr></w:tbl>")


def run(text: bytes) -> bytes:
    """A run of text."""
    return b'<w:r><w:t xml:space="preserve">' + text + b"</w:t></w:r>"


def paragraph(text: bytes) -> bytes:
    """A paragraph."""
    return b"<w:p>" + run(text) + b"</w:p>"


def row(*texts: bytes) -> bytes:
    """A row of a table."""
    return b"<w:tr>" + b"".join(b"<w:tc>" + paragraph(text) + b"</w:tc>" for text in texts) + b"</w:tr>"


def table(rows: bytes) -> bytes:
    """A table."""
    return b"<w:tbl>" + rows + b"</w:tbl>"


def nested(before: bytes, inner: bytes, after: bytes, times: int) -> bytes:
    """Something wrapped many times."""
    return before * times + inner + after * times


_HEADER = row(b"Motief van toepassing", b"Beoogde opbrengst")
_NETWORK = b"Uitbreiden/versterken netwerk"
_PROMPT = b"Typ hier de beoogde opbrengst"
_IN_CELL = (b"<w:tbl><w:tr><w:tc>", b"<w:p/></w:tc></w:tr></w:tbl>")
_IN_BOX = (
    b'<w:p><w:r><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>',
    b"</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
)
_CONTROL = (
    b'<w:sdt><w:sdtPr><w:tag w:val="participants.%d.name"/></w:sdtPr><w:sdtContent>'
    b"<w:r><w:t>a</w:t></w:r></w:sdtContent></w:sdt>"
)
_LINE = b"%d Deze regel staat nergens op het formulier, nummer %d van de reeks"
_TITLE = b"Invulformat voor strategische motieven en beoogde opbrengsten voor praktijkpartners"

_FINANCIAL = "Financiële motieven, zoals kostenreductie of het spreiden van financiële risico’s".encode()
_QUESTION = load_instrument().question("preparation.3").label["nl"].encode()
_FIELD = (
    b'<w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/>',
    b'<w:fldChar w:fldCharType="end"/>',
)
_BEGINS = b'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>'
_BELOW = b"<w:tc><w:tcPr><w:vMerge/></w:tcPr>"
_OLD_BOX = b'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox/></w:ffData></w:fldChar></w:r>'

SLOW = {
    "paragraphs up to the limit",
    "characters up to the limit",
    "everything up to the limit",
    "one row of many cells",
    "many rows that are no motive",
    "one motive many times",
    "boxes",
    "identities",
    "titles",
}
"""Those of `HEAVY` that wait for the long run: each takes seconds to make and to read."""

HEAVY: dict[str, Callable[[], bytes]] = {
    "a million empty paragraphs": lambda: document(b"<w:p/>" * 980_000),
    "a million attributes": lambda: document(b"<w:p %b/>" % b" ".join(b'a%d="1"' % n for n in range(1_000_000))),
    "a million tags that say nothing": lambda: document(b"<w:p>" + b"<w:proofErr/>" * 990_000 + b"</w:p>"),
    "attributes up to the limit": lambda: document(b"<w:p>" + b'<w:b w:val="x"/>' * 245_000 + b"</w:p>"),
    "paragraphs up to the limit": lambda: document(b"".join(paragraph(_LINE % (n * 7919, n)) for n in range(24_000))),
    "characters up to the limit": lambda: document(paragraph("🎓 ".encode() * 990_000)),
    "runs up to the limit": lambda: document(
        b"<w:p>" + (b"<w:r><w:rPr>" + b"<w:b/>" * 7 + b"</w:rPr><w:t>a</w:t></w:r>") * 79_000 + b"</w:p>"
    ),
    "controls up to the limit": lambda: one_cell_of_controls(79_000),
    "everything up to the limit": lambda: document(
        b"".join(paragraph(_LINE % (n * 7919, n)) for n in range(12_000))
        + table(row(*[b"abc"] * 8_000))
        + b"<w:p>"
        + (b'<w:r><w:rPr w:x="1" w:y="2" w:z="3">' + b"<w:b/>" * 7 + "</w:rPr><w:t>🎓 abc</w:t></w:r>".encode())
        * 58_000
        + b"</w:p>"
    ),
    "one row of many cells": lambda: document(table(row(*[b"abc"] * 14_000))),
    "many rows that are no motive": lambda: document(
        table(_HEADER + b"".join(row(b"Iets anders, nummer %d" % n, b"Tekst %d" % n) for n in range(7_000)))
    ),
    "one motive many times": lambda: document(table(_HEADER + row(_NETWORK, b"Tekst") * 7_000)),
    "many participants": lambda: document(table(row(b"Naam", b"Rol") + row(b"a", b"b") * 990)),
    "a label many times in a cell": lambda: document(table(_HEADER + row((_NETWORK + b" ") * 60_000, b"x"))),
    "a prompt many times": lambda: document(table(_HEADER + row(_NETWORK, b"x" + _PROMPT * 60_000))),
    "an open bracket and spaces": lambda: document(table(_HEADER + row(b"[" + b" " * 900_000 + b"a", b"(" * 900_000))),
    "dashes": lambda: document(table(_HEADER + row(b"a" + b"-" * 900_000 + b"a", b"-" * 900_000 + b"y"))),
    "boxes": lambda: document(table(_HEADER + row("☐".encode() * 900_000, b"x"))),
    "tabs": lambda: document(paragraph(b"a\t" * 900_000)),
    "identities": lambda: document(paragraph(b"hlo1/a/b/nl/preparation/x/y/z/w/v") * 14_000),
    "titles": lambda: document(paragraph(_TITLE) * 14_000),
    "tables in tables": lambda: document(nested(_IN_CELL[0], table(row(b"a", b"b") * 6_000), _IN_CELL[1], 75)),
    "text boxes in text boxes": lambda: document(nested(_IN_BOX[0], paragraph(b"x"), _IN_BOX[1], 45)),
    "insertions in insertions": lambda: document(
        b"<w:p>" + nested(b"<w:ins>", run(b"x") * 79_000, b"</w:ins>", 240) + b"</w:p>"
    ),
    "deletions": lambda: document(
        b"<w:p>" + b"<w:del><w:r><w:delText>a</w:delText></w:r></w:del>" * 79_000 + b"</w:p>"
    ),
    "huge spans": lambda: document(
        table(b'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr><w:p/></w:tc></w:tr>' * 9_000)
    ),
    "a vast comment": lambda: document(b"<!--" + noise(3, 7_000_000) + b"-->"),
    "a long attribute": lambda: document(b'<w:p w:x="' + noise(4, 6_000_000).replace(b"=", b"") + b'"/>'),
    "many relationships": lambda: related(b"/header", b"document.xml", 60_000),
    "relationships to nothing": lambda: related(b"/header", b"x", 120_000),
    "60 MiB that pack badly": lambda: replaced(
        "word/styles.xml",
        b"<a>" + b"".join(b"<b>" + noise(n, 900) * 20 + b"</b>" for n in range(2_600)) + b"</a>",
    ),
}

HEAVIER: dict[str, Callable[[], bytes]] = {
    "paragraphs under a question": lambda: under_the_last_question(
        b"".join(paragraph(_LINE % (n * 7919, n)) for n in range(12_900))
    ),
    "questions with their letters mixed up": lambda: under_the_last_question(
        b"".join(paragraph(mixed(_QUESTION, n)) for n in range(11_000))
    ),
    "labels with their letters mixed up": lambda: document(
        table(_HEADER + b"".join(row(mixed(_FINANCIAL, n), mixed(_FINANCIAL, -n)) for n in range(1, 7_000)))
    ),
    "colons and dashes": lambda: motives_as_lines(b"".join(paragraph(b"a: - " * 80) for _ in range(4_000))),
    "blanks behind a label": lambda: motives_as_lines(paragraph(_NETWORK + b" " * 900_000 + b"x")),
    "fields in fields": lambda: document(
        b"<w:p>"
        b"<w:r>" + _FIELD[0] * 40_000 + b"</w:r>" + run(b"x") * 76_000 + b"<w:r>" + _FIELD[1] * 40_000 + b"</w:r></w:p>"
    ),
    "controls in controls": lambda: document(
        nested(b"<w:sdt><w:sdtContent>", paragraph(b"x") * 9_000, b"</w:sdtContent></w:sdt>", 115)
    ),
    "cells merged downwards": lambda: document(
        table(_HEADER + (b"<w:tr>" + b"<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" * 3 + b"</w:tr>") * 4_500)
    ),
    "comments up to the limit": lambda: noted(b"comment", 14_000),
    "footnotes up to the limit": lambda: noted(b"footnote", 14_000),
    "equations up to the limit": lambda: document(
        b'<w:p xmlns:m="x">' + b"<m:oMath><m:f><m:r><m:t>a</m:t></m:r></m:f></m:oMath>" * 75_000 + b"</w:p>"
    ),
    "old boxes up to the limit": lambda: document(
        table(_HEADER + row(b"x", b"y").replace(b"<w:p>", b"<w:p>" + _OLD_BOX * 35_000, 1))
    ),
    "many partners and relations": lambda: partners(500, 500),
    "questions in a table": lambda: document(table(row(_QUESTION, b"x") * 7_000)),
    "rows of labels alone": lambda: document(table(row(*[_NETWORK] * 32) * 437)),
    "one row of labels alone": lambda: document(table(row(*[_NETWORK] * 14_000))),
    "deleted texts in one run": lambda: document(
        b"<w:p><w:r>" + b"<w:delText>a</w:delText>" * 490_000 + b"</w:r></w:p>"
    ),
    "signs that stand for a phrase": lambda: document(paragraph("\ufdfa".encode() * 1_900_000)),
    "a long text in tables in tables": lambda: document(
        nested(_IN_CELL[0], paragraph(b"woord " * 320_000), _IN_CELL[1], 75)
    ),
    "forms with letters mixed up": lambda: document(
        b"".join(
            paragraph(_TITLE) + table(row(b"Naam", b"Rol") + row(b"a", b"b")) + many_mixed(form) for form in range(90)
        )
    ),
    "blanks above merged cells": lambda: document(
        table(row(b" " * 900_000 + b"a").replace(b"<w:tc>", _BEGINS, 1) + row(b"").replace(b"<w:tc>", _BELOW) * 14_000)
    ),
}


def many_mixed(seed: int) -> bytes:
    """Paragraphs with the letters of a question."""
    return b"".join(paragraph(mixed(_QUESTION, 300 * seed + number)) for number in range(280))


def mixed(text: bytes, seed: int) -> bytes:
    """The letters of a text in another order, so that they are as many of each."""
    letters = list(text.decode())
    random.Random(seed).shuffle(letters)  # noqa: S311 - the same each time
    return "".join(letters).replace(" ", "_").encode()


def under_the_last_question(body: bytes) -> bytes:
    """The blank form with this below its last box."""
    end = BODY.rindex(b"</w:tbl>") + len(b"</w:tbl>")
    rest = b"<!--" + noise(7, len(body) // 190 + 10) + b"-->"
    return replaced(DOCUMENT, BODY[:end] + body + BODY[end:].replace(b"</w:body>", b"</w:body>" + rest))


def motives_as_lines(body: bytes) -> bytes:
    """A form without tables that begins with this."""
    start, end = BODY.index(b"<w:tbl>"), BODY.rindex(b"</w:tbl>") + len(b"</w:tbl>")
    rest = b"</w:body><!--" + noise(7, len(body) // 190 + 10) + b"-->"
    return replaced(DOCUMENT, BODY[:start] + body + BODY[end:].replace(b"</w:body>", rest))


def noted(kind: bytes, count: int) -> bytes:
    """A form with so many notes, each with its reference."""
    numbers = range(1, count + 1)
    notes = b"".join(b'<w:%b w:id="%d">%b</w:%b>' % (kind, n, paragraph(b"x"), kind) for n in numbers)
    body = b"".join(b'<w:r><w:%bReference w:id="%d"/></w:r>' % (kind, n) for n in numbers)
    parts = members(document(b"<w:p>" + body + b"</w:p>"))
    root = b'<w:%bs xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%b</w:%bs><!--%b-->'
    parts[f"word/{kind.decode()}s.xml"] = root % (kind, notes, kind, noise(5, len(notes) // 150))
    relationship = b'<Relationship Id="rN" Type="http://x/%bs" Target="%bs.xml"/></Relationships>' % (kind, kind)
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", relationship)
    return zipped(parts)


def partners(many: int, relations: int) -> bytes:
    """A form of phase 2 in which so many partners declare so many relations."""
    form = AlignmentForm(
        organisations=[Organisation(f"Organisatie {n}", id=f"o-{n}") for n in range(many)],
        relations=[DeclaredRelation(first_organisation=f"o-{n}", kind="hinder") for n in range(relations)],
    )
    parts = members(render(form))
    parts[DOCUMENT] += b"<!--" + noise(6, len(parts[DOCUMENT]) // 150) + b"-->"
    return zipped(parts)


def related(kind: bytes, target: bytes, times: int) -> bytes:
    """The blank form with one relationship many times."""
    relationship = b'<Relationship Type="%b" Target="%b"/>' % (kind, target)
    rest = b"<!--" + noise(9, times // 2) + b"--></Relationships>"
    content = b"<Relationships>" + relationship * times + rest
    return replaced("word/_rels/document.xml.rels", content)
