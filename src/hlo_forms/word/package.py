"""A Word file as a zip of parts: opened within limits, written the same way every time."""

from __future__ import annotations

import io
import os
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import attrs
from lxml import etree

from ..errors import DamagedFileError, InvalidValueError, NotAWordFileError, UnsafeFileError

Source = str | os.PathLike[str] | bytes | BinaryIO

MIB = 1024 * 1024
MAX_PART = 64 * MIB
MAX_TOTAL = 128 * MIB
MAX_RATIO = 200
MAX_MEMBERS = 5_000
MAX_TAGS = 1_000_000
OFFICE_DOCUMENT = re.compile(r"/relationships/officeDocument$")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)


def bytes_of(source: Source) -> tuple[bytes, str | None]:
    """The bytes of a path, bytes or binary file, and its name where it has one."""
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source), None
    if isinstance(source, str | os.PathLike):
        return Path(source).read_bytes(), Path(source).name
    read = getattr(source, "read", None)
    data = read() if read else None
    if not isinstance(data, bytes):
        raise InvalidValueError("source", "a path, bytes or a file opened in binary mode", source)
    name = getattr(source, "name", None)
    return data, Path(name).name if isinstance(name, str) else None


@attrs.define
class Package:
    """An opened package: its members by name; `part` inflates one, counting against the limits."""

    archive: zipfile.ZipFile
    names: tuple[str, ...]
    _total: int = 0
    _tags: int = 0

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def part(self, name: str) -> bytes:
        """The bytes of a member; `DamagedFileError` where it is missing or broken, `UnsafeFileError` past a limit."""
        if name not in self.names:
            message = f"the file lacks the part {name}: ask the sender to save it again"
            raise DamagedFileError("part-missing", message)
        try:
            return self._inflated(name)
        except _DAMAGE as error:
            message = f"the part {name} of the file is damaged: ask the sender to save it again"
            raise DamagedFileError("part-damaged", message) from error

    def _inflated(self, name: str) -> bytes:
        packed = max(self.archive.getinfo(name).compress_size, 1)
        found = io.BytesIO()
        with self.archive.open(name) as member:
            while chunk := member.read(MIB // 4):
                found.write(chunk)
                size = found.tell()
                self._total += len(chunk)
                if size > MAX_PART or self._total > MAX_TOTAL or (size > MIB and size > MAX_RATIO * packed):
                    message = f"the part {name} of the file unpacks to too much to open safely"
                    raise UnsafeFileError("too-large", message)
        return found.getvalue()

    def xml(self, name: str) -> etree._Element:
        """The root element of a member, parsed without entities, network or outside files."""
        data = self.part(name)
        if b"<!DOCTYPE" in data or "<!DOCTYPE".encode("utf-16-le") in data or "<!DOCTYPE".encode("utf-16-be") in data:
            raise _doctype(name)
        self._tags += data.count(b"<") - data.count(b"</")
        if self._tags > MAX_TAGS:
            raise UnsafeFileError("too-many-tags", "the file holds more elements than can be opened safely")
        try:
            root = etree.fromstring(data, _parser())
        except etree.XMLSyntaxError as error:
            message = f"the part {name} of the file is damaged: ask the sender to save it again"
            raise DamagedFileError("part-damaged", message) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise _doctype(name)
        return root

    def related(self, owner: str = "") -> list[tuple[str, str, str]]:
        """The relationships of a part (the package itself: ""): id, type and target; never external ones."""
        folder, file = posixpath.split(owner)
        rels = posixpath.join(folder, "_rels", file + ".rels")
        if rels not in self:
            return []
        found = []
        for rel in self.xml(rels).iter("{*}Relationship"):
            target = rel.get("Target", "")
            if rel.get("TargetMode") != "External":
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found.append((rel.get("Id", ""), rel.get("Type", ""), posixpath.normpath(path)))
        return found

    @property
    def document(self) -> str:
        """The name of the main part."""
        for _, kind, target in self.related():
            if OFFICE_DOCUMENT.search(kind) and target in self:
                return target
        if "word/document.xml" in self:
            return "word/document.xml"
        raise NotAWordFileError("no-document", "this is a zip file without a Word document in it")


def _doctype(name: str) -> UnsafeFileError:
    return UnsafeFileError("doctype", f"the part {name} declares a document type: such a file is not opened")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True)


def open_package(data: bytes) -> Package:
    """The package of these bytes; a typed error names what they are where they are no Word document."""
    if not data.startswith(b"PK"):
        raise _other_file(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = [info.filename for info in archive.infolist()]
    except _DAMAGE as error:
        message = "the file is cut off or damaged: ask the sender to send it again"
        raise DamagedFileError("zip-damaged", message) from error
    _check_names(names)
    package = Package(archive, tuple(names))
    _check_kind(package)
    return package


def _check_names(names: list[str]) -> None:
    if len(names) > MAX_MEMBERS:
        raise UnsafeFileError("too-many-parts", f"the file holds {len(names)} parts, more than can be opened safely")
    if len(set(names)) != len(names):
        raise UnsafeFileError("duplicate-parts", "a part stands twice in the file: such a file is not opened")
    for name in names:
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
            raise UnsafeFileError("path-outside", f"the file holds a part that points outside it: {name!r}")


_OTHER_OFFICE = (("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint file"), ("Index/", "an Apple Pages file"))


def _check_kind(package: Package) -> None:
    if "[Content_Types].xml" in package and any(name.startswith("word/") for name in package.names):
        return
    if "mimetype" in package and b"opendocument" in package.part("mimetype"):
        raise NotAWordFileError("odf", "this is an OpenDocument file (.odt): save it as .docx and read that")
    for prefix, kind in _OTHER_OFFICE:
        if any(name.startswith(prefix) for name in package.names):
            raise NotAWordFileError("other-office-file", f"this is {kind}: save or export it as .docx")
    package.document  # noqa: B018 - raises where there is none


_SIGNATURES = (
    (b"%PDF", "pdf", "this is a PDF: ask for the Word file (.docx) it was made of"),
    (b"{\\rtf", "rtf", "this is a rich text file (.rtf): save it as .docx"),
    (b"\x89PNG", "image", "this is a picture: ask for the Word file (.docx)"),
    (b"\xff\xd8\xff", "image", "this is a picture: ask for the Word file (.docx)"),
)


def _other_file(data: bytes) -> NotAWordFileError | DamagedFileError:
    if not data.strip():
        return DamagedFileError("empty", "the file is empty: ask the sender to send it again")
    for signature, code, message in _SIGNATURES:
        if data.startswith(signature):
            return NotAWordFileError(code, message)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return NotAWordFileError("encrypted", "this file has a password: save it without one")
        return NotAWordFileError("doc", "this is a Word 97 file (.doc): save it as .docx")
    if re.match(rb"(?is)\s*(<\?xml.*?)?\s*<(!doctype\s+)?html", data[:2000]):
        return NotAWordFileError("html", "this is a web page: save it as .docx")
    return NotAWordFileError("unknown", "this is no Word file: ask for a .docx")


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """The bytes of a package with these parts: the same parts give the same bytes."""
    first = ["[Content_Types].xml", "_rels/.rels"]
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in [*first, *sorted(set(parts) - set(first))]:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, parts[name])
    return found.getvalue()


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file whole or not at all."""
    import tempfile

    target = Path(path)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
