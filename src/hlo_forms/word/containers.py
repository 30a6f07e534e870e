"""Documents inside an e-mail message (.eml) or a zip file: found within the limits, and nothing else is opened.

A message is cut into its parts here, because the parser of the standard library sets no bounds; it reads the few
headers of each part.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import attrs

from ..errors import DocumentError, NotAWordFileError, RefusalCode, UnsafeFileError
from .limits import Limits
from .package import Package, kind_of_zip, open_zip, refusal
from .sniffing import HOLDERS, is_message, kind_of, text_of_message

if TYPE_CHECKING:
    from email.message import Message
    from zipfile import ZipFile, ZipInfo

_DOCUMENTS = (".docx", ".docm", ".dotx", ".dotm", ".odt", ".ott")
_WORTH_UNPACKING = re.compile(r"(?i)[^.]*|.*\.(do[ct][xm]?|od?tt?|zip|eml|mbox|tmp|bin|dat)(?![a-z]).*")
"""The names of members that can be a document or hold one; some programs rename them ("form.docx_")."""
_OTHERS: Mapping[str, RefusalCode] = {
    ".pdf": "pdf",
    ".doc": "doc",
    ".rtf": "rtf",
    ".pages": "apple",
    ".html": "html",
    ".htm": "html",
}
_TELLING = ("pdf", "doc", "rtf", "winmail", "email", "encrypted", "restricted", "archive")
_DEEPEST = 3  # a form in a zip in a message that was sent on
_MOST_PARTS = 200  # of a message
_DEEPEST_PARTS = 8
_HEAD = 256 * 1024  # where the headers of a message end, at most
_HEADERS = 8 * 1024  # of one part, those about its content
_NAME = 400
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_OF_MAILBOX = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From \S{1,400} +\w{3} \w{3} +\d\d? \d\d:\d\d(?::\d\d)? [^\r\n]{0,20}\d{4}"
    rb"[^\r\n]{0,20}\r?\n"
)
"""The line above each message of a mailbox: who sent it, and when."""

_CONTENT = re.compile(rb"(?im)^content-[\w-]+:[^\n]*(?:\n[ \t][^\n]*)*")


@attrs.frozen
class Contained:
    """A document, under the name of its file and of what it stands in ("mail.eml/form.docx"); None: it has no name.

    `package` is the document once it was opened.
    """

    name: str | None
    data: bytes = attrs.field(repr=False)
    package: Package | None = attrs.field(default=None, repr=False)


def documents_in(data: bytes, name: str | None, limits: Limits, refused: NotAWordFileError) -> list[Contained]:
    """Return the documents in a message or zip file; raises `refused`, or what says more, where there is none."""
    holds = is_message(data) or data.startswith(b"PK\3\4")  # no message of Outlook, no empty zip
    if refused.code not in HOLDERS or not holds:
        raise refused
    search = _Search(limits)
    search.within(data, name, _DEEPEST)
    if not search.documents:
        code = next(iter(search.others), HOLDERS[refused.code])
        raise search.error or refusal(NotAWordFileError, code)
    return search.documents


def several_documents(documents: list[Contained]) -> NotAWordFileError:
    """Return the refusal of several documents where one is asked for; it names them."""
    names = ", ".join((document.name or "").rpartition("/")[2] for document in documents)
    return refusal(NotAWordFileError, "several-documents", names)


_NAMELESS = "attachment"


@attrs.define
class _Search:
    """A search through a file and the files in it; all that is unpacked, and all parts, count against one limit."""

    limits: Limits
    documents: list[Contained] = attrs.field(factory=list)
    others: list[RefusalCode] = attrs.field(factory=list)
    error: DocumentError | None = None
    _unpacked: int = 0
    _parts: int = 0

    def within(self, data: bytes, name: str | None, depth: int) -> None:
        """Look at each file in a message or zip file."""
        members = self._attached(data) if is_message(data) else self._unzipped(data)
        for inner, content in members:
            self._unpacked += len(content)
            if self._unpacked > self.limits.total:
                raise refusal(UnsafeFileError, "too-large", inner)
            self._take(content, inner if name is None else f"{name}/{inner}", depth)

    def _take(self, data: bytes, name: str, depth: int) -> None:
        suffix = PurePosixPath(name).suffix.lower()
        if _is_helper(name, data):
            return
        if suffix in _DOCUMENTS or self._is_document(data):
            self.documents.append(Contained(name, data))
            if len(self.documents) > self.limits.forms:
                raise refusal(UnsafeFileError, "too-many-forms")
        elif depth and (data.startswith(b"PK\3\4") or (suffix in (".eml", "") and is_message(data))):
            try:
                self.within(data, name, depth - 1)
            except DocumentError as error:  # what stands beside a form stops nobody from reading it
                if error.code.startswith("too-"):
                    raise
                self.error = self.error or error
        elif suffix in _OTHERS:
            self.others.append(_OTHERS[suffix])
        elif data and (code := kind_of(data)) in _TELLING:
            self.others.append(code)

    def _open_zip(self, data: bytes) -> tuple[ZipFile, dict[str, ZipInfo]]:
        archive, members = open_zip(data, self.limits)
        self._count(len(members))
        return archive, members

    def _count(self, parts: int) -> None:
        """Count the parts of this file and of the files in it: small zips and messages can stand there by thousands."""
        self._parts += parts
        if self._parts > self.limits.parts:
            raise refusal(UnsafeFileError, "too-many-parts")

    def _attached(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        for part in _parts_of(data, self.limits):
            self._count(1)
            if part is not None:
                yield part

    def _is_document(self, data: bytes) -> bool:
        """Return whether this is a document that we read, whatever its name says."""
        if not data.startswith(b"PK\3\4"):
            return False
        try:
            archive, members = self._open_zip(data)
            return kind_of_zip(archive, members) in ("docx", "odt")
        except DocumentError:
            if self._parts > self.limits.parts:
                raise
            return False

    def _unzipped(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        archive, members = self._open_zip(data)
        package = Package(archive, members, "zip", self.limits)
        for name in members:
            if name.endswith("/") or _is_helper(name):
                continue
            worth = _WORTH_UNPACKING.fullmatch(PurePosixPath(name).name)
            yield _shown(name), package.part(name) if worth else b""


def _is_helper(name: str, data: bytes = b"") -> bool:
    """Return whether this is a file that Word or a Mac keeps beside a document."""
    path = PurePosixPath(name)
    return path.name.startswith((".", "~$")) or "__MACOSX" in path.parts or data.startswith(b"\0\5\x16\7")


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in name)


# ---- messages


def _parts_of(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes] | None]:
    """Yield the name and content of each file in a message, also of one that was sent on with it; None for a text."""
    pieces = [(message, _DEEPEST_PARTS) for message in reversed(_messages(text_of_message(data)))]
    taken = 0
    while pieces:
        piece, depth = pieces.pop()
        taken += 1
        if taken > min(_MOST_PARTS, limits.parts):
            raise refusal(UnsafeFileError, "too-many-parts")
        headers, body = _cut(piece)
        boundary = _boundary(headers)
        if boundary is not None and depth:
            pieces += [(inner, depth - 1) for inner in reversed(_pieces(body, boundary))]
            yield None
        elif headers.get_content_type() == "message/rfc822" and depth:
            pieces.append((_decoded(headers, body).lstrip(b"\r\n"), depth - 1))
            yield None
        else:
            name = _name(headers) or _NAMELESS * _is_attached(headers)
            yield (name, _decoded(headers, body)) if name else None


def _messages(data: bytes) -> list[bytes]:
    """Return the messages in a mailbox (mbox), each of which begins with a line of its own; else the one there is."""
    return _OF_MAILBOX.split(data, _MOST_PARTS + 1)[1:] if _OF_MAILBOX.match(data) else [data]


def _is_attached(headers: Message) -> bool:
    """Return whether a part without a name can be a file."""
    attached = headers.get_content_disposition() == "attachment"
    return attached or headers.get_content_maintype() not in ("text", "image", "message", "multipart")


def _cut(piece: bytes) -> tuple[Message, bytes]:
    """Return the headers about the content of a part, and its body."""
    from email.parser import HeaderParser

    blank = None if piece.startswith((b"\n", b"\r\n")) else _BLANK_LINE.search(piece, 0, _HEAD)
    head, body = (piece[: blank.start()], piece[blank.end() :]) if blank else (b"", piece)
    content = b"\n".join(match[0].rstrip(b"\r") for match in _CONTENT.finditer(head))
    return HeaderParser().parsestr(_as_text(content[:_HEADERS]) + "\n\n"), body


def _as_text(headers: bytes) -> str:
    """Return headers as text: some programs write a name as it is, in UTF-8 or Latin 1, which no header allows."""
    try:
        return headers.decode("utf-8")
    except UnicodeDecodeError:
        return headers.decode("latin-1")


def _boundary(headers: Message) -> str | None:
    boundary = headers.get_boundary() if headers.get_content_maintype() == "multipart" else None
    return boundary or None


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    """Return the parts between lines that are a boundary: what stands before the first is none."""
    mark = re.escape(boundary.encode("utf-8", "surrogateescape"))
    line = re.compile(rb"(?:\A|\r?\n)--" + mark + rb"(?:--)?[ \t]*(?=\r?\n|\Z)")
    pieces = line.split(body, _MOST_PARTS + 1)
    return [piece.partition(b"\n")[2] for piece in pieces[1:]]


def _name(headers: Message) -> str:
    """Return the name of an attached file, decoded; empty where it has none."""
    from email.errors import MessageError
    from email.header import decode_header, make_header

    try:
        name = (headers.get_filename() or "")[:_NAME]
        name = str(make_header(decode_header(name)))
    except (MessageError, LookupError, ValueError, TypeError):
        name = "?"
    name = _shown(" ".join(name.split()))
    return name.replace("\\", "/").rpartition("/")[2]


def _decoded(headers: Message, body: bytes) -> bytes:
    encoding = re.split(r"[\s(;]", str(headers.get("Content-Transfer-Encoding", "")).strip().lower())[0]
    try:
        if encoding == "base64":
            return binascii.a2b_base64(body + b"==")
        if encoding in _UNIX:
            return codecs.decode(body.replace(b"\r\n", b"\n").lstrip(), "uu")
        return binascii.a2b_qp(body) if encoding == "quoted-printable" else body
    except ValueError:
        return b""


_UNIX = ("x-uuencode", "uuencode", "x-uue", "uue")
