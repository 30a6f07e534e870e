"""A document as a zip of parts: opened within limits, written the same way every time."""

from __future__ import annotations

import functools
import io
import itertools
import posixpath
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar, cast
from urllib.parse import unquote

import attrs
from lxml import etree

from ..basics.files import zipped, zipped_onto
from ..basics.messages import Catalogue
from ..basics.text import normalised
from ..errors import (
    DamagedFileError,
    DocumentError,
    NotAWordFileError,
    RefusalCode,
    UnsafeFileError,
)
from .limits import HIGHEST, MIB, Limits, Weight
from .sniffing import kind_of, zip_kind

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)
_END = b"PK\5\6"
_END_LENGTH = 22
IN_DIRECTORY = b"PK\1\2"
_ENCRYPTED = 0x1 | 0x40
_PADDING = b"\0 \t\r\n"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_STATED = 64 * 1024  # of a member that states what a zip is


def open_zip(data: bytes, limits: Limits = HIGHEST) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """Return the archive of these bytes and its members by name; raises a typed error for anything odd."""
    if data.count(IN_DIRECTORY) > limits.parts:  # before anything is parsed
        raise refusal(UnsafeFileError, "too-many-parts")
    end = _end(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data[:end]))
    except (*DAMAGE, OverflowError) as error:
        raise refusal(DamagedFileError, "zip-damaged") from error
    infos = archive.infolist()
    _check_counts(data, infos)
    _check_extents(data, infos, archive.start_dir)
    _check_names(infos)
    for info in infos:
        _check_member(info)
    return archive, {_plain(info.filename): info for info in infos}


def _plain(name: str) -> str:
    """Return the name of a member with the slashes that it should have: some programs write `\\` or `./`."""
    slashed = name.replace("\\", "/")
    return "/".join(piece for piece in slashed.split("/") if piece not in ("", ".")) + "/" * slashed.endswith("/")


def _end(data: bytes) -> int:
    """Return where the zip ends; padding that mail programs add may follow, and nothing else."""
    start = data.rfind(_END)
    if start < 0:
        raise refusal(DamagedFileError, "cut-off")
    end = start + _END_LENGTH + int.from_bytes(data[start + 20 : start + _END_LENGTH], "little")
    if end > len(data) or start + _END_LENGTH > len(data):
        raise refusal(DamagedFileError, "cut-off")
    if data[end:].strip(_PADDING):
        raise refusal(UnsafeFileError, "glued")
    return end


def _check_counts(data: bytes, infos: list[zipfile.ZipInfo]) -> None:
    """Check the number of members against the end record; 65,535 there says that another record states it."""
    start = data.rfind(_END)
    count = int.from_bytes(data[start + 10 : start + 12], "little")
    if not infos or count not in (len(infos), 0xFFFF):
        raise refusal(DamagedFileError, "zip-damaged")


def _check_extents(data: bytes, infos: Iterable[zipfile.ZipInfo], directory: int) -> None:
    """Check that the members begin where the file begins, and that none lies over another."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    if ordered[0].header_offset != 0:
        raise refusal(UnsafeFileError, "glued")
    starts = [info.header_offset for info in ordered] + [directory]
    for info, (start, following) in zip(ordered, itertools.pairwise(starts), strict=True):
        lengths = data[start + 26 : start + 30]
        head = 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        if start + head + info.compress_size > following:
            raise refusal(DamagedFileError, "zip-damaged")


def _check_names(infos: Iterable[zipfile.ZipInfo]) -> None:
    taken: set[str] = set()
    for info in infos:
        name = info.filename
        pieces = name.replace("\\", "/").split("/")
        if name[:1] in ("/", "\\") or ".." in pieces or ":" in name or "\0" in info.orig_filename:
            raise refusal(UnsafeFileError, "path-outside", name)
        key = normalised("NFC", _plain(name)).casefold()
        if key in taken:
            raise refusal(UnsafeFileError, "duplicate-parts", name)
        taken.add(key)


def _check_member(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise refusal(NotAWordFileError, "encrypted")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise refusal(UnsafeFileError, "path-outside", info.filename)
    if info.compress_type not in _PACKED:
        raise refusal(UnsafeFileError, "packing", info.filename)


_Error = TypeVar("_Error", bound=DocumentError)
Derived = TypeVar("Derived")
_KEPT = MIB // 4  # bytes of a part whose derivation is kept
_SHOWN = 80


def refusal(kind: type[_Error], code: RefusalCode, part: str = "") -> _Error:
    """Return the error of this kind and code; `part` is the part of the file that it is about.

    >>> from hlo_forms import NotAWordFileError
    >>> refusal(NotAWordFileError, "rtf").in_words(language="en")
    'this is a rich text file (.rtf): open it in Word and save it as .docx'
    """
    shown = "".join(char if char.isprintable() else "\ufffd" for char in part[:_SHOWN])
    return kind(code, Catalogue("forms").label(f"refusal.{code}", part=shown))


_CHUNK = MIB // 4
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_ENCODINGS = re.compile(r"utf-?8|utf-?16-?(le|be)?|(us-)?ascii|(iso-8859|windows-125|cp125)[-\d]*", re.IGNORECASE)
_DECLARED = re.compile(r"""\A<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"']*)""")
_OFFICE_DOCUMENT = "/relationships/officeDocument"


@attrs.define(eq=False, repr=False)
class Package:
    """An opened package: its members by name, and whether it is "docx" or "odt".

    `part` inflates a member, counting against the limits of the whole.
    """

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    kind: str = "docx"
    limits: Limits = HIGHEST
    _total: int = 0
    _tags: int = 0
    _attributes: int = 0
    _blocks: int = 0
    _runs: int = 0
    _text: int = 0
    _nested: int = 0
    _opened: int = 0
    _uncounted: list[bytes] = attrs.field(factory=list)
    _unweighed: list[etree._Element] = attrs.field(factory=list)
    _unmeasured: list[etree._Element] = attrs.field(factory=list)
    _related: dict[str, list[tuple[str, str, str]]] = attrs.field(factory=dict)
    _stored: dict[str, str] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._stored = {name.casefold(): name for name in self.members}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members, in order."""
        return tuple(self.members)

    @property
    def read_so_far(self) -> int:
        """The number of bytes that were unpacked so far, with twenty for each tag: what reading them may cost."""
        return self._total + 20 * self._opened

    def __contains__(self, name: str) -> bool:
        return name in self.members or name.casefold() in self._stored

    def stored(self, name: str) -> str:
        """Return the name under which a part is stored: case does not count (ISO/IEC 29500-2, 6.2.2.3)."""
        return name if name in self.members else self._stored.get(name.casefold(), name)

    def part(self, name: str) -> bytes:
        """Return a member; raises `DamagedFileError` where it is missing or broken, `UnsafeFileError` past a limit."""
        return b"".join(self._inflated(name))

    def _inflated(self, name: str) -> Iterator[bytes]:
        info = self.members.get(self.stored(name))
        if info is None:
            raise refusal(DamagedFileError, "part-missing", name)
        size = 0
        try:
            with self.archive.open(info) as member:
                while chunk := member.read(_CHUNK):
                    size += len(chunk)
                    self._total += len(chunk)
                    ratio = size / max(info.compress_size, 1) if size > MIB else 0
                    if size > self.limits.part or self._total > self.limits.total or ratio > self.limits.ratio:
                        raise refusal(UnsafeFileError, "too-large", name)
                    yield chunk
        except DAMAGE as error:
            raise refusal(DamagedFileError, "part-damaged", name) from error
        if size != info.file_size:
            raise refusal(DamagedFileError, "part-damaged", name)

    def xml(self, name: str) -> etree._Element:
        """Return the root element of a member, parsed without entities, network or outside files.

        Tags are counted ahead of the parser, so that a tree never grows past the limit.
        """
        root = _parsed(name, self._examined(name))
        self._unmeasured.append(root)
        self._unweighed.append(root)
        self._weigh(Weight())
        return root

    def derived(self, name: str, make: Callable[[etree._Element], Derived]) -> Derived:
        """Return what `make` makes of the root of a member; made once for equal bytes, as forms share their styles.

        It is examined and weighed like any other part; `make` must give the same for the same, which nobody changes.
        """
        data = b"".join(self._examined(name))
        made: tuple[Derived, Weight] = (_derived if len(data) <= _KEPT else _derived.__wrapped__)(data, name, make)
        self._weigh(made[1])
        return made[0]

    def _examined(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a member, checked before a parser sees them."""
        before = b""
        for chunk in self._inflated(name):
            if not before and not _is_encoded_as_usual(chunk):
                raise refusal(UnsafeFileError, "encoding", name)
            seam = before + chunk[:32]
            marks = _DOCTYPES if b"\0" in chunk or b"\0" in before else _DOCTYPES[:1]
            if [mark for mark in marks if mark in seam or mark in chunk]:
                raise refusal(UnsafeFileError, "doctype", name)
            self._opened += chunk.count(b"<")
            self._count(chunk)
            yield chunk
            before = chunk[-32:]

    def _count(self, chunk: bytes) -> None:
        """Count tags and attributes; as long as there are no more bytes than there may be of these, nothing need be."""
        self._uncounted.append(chunk)
        if self._total <= min(self.limits.tags, self.limits.attributes):
            return
        for waiting in self._uncounted:
            closing = 0 if b"\0" in waiting else waiting.count(b"</")  # in UTF-16 these may be other characters
            self._tags += waiting.count(b"<") - closing
            self._attributes += waiting.count(b"=")
        self._uncounted.clear()
        if self._tags > self.limits.tags or self._attributes > self.limits.attributes:
            raise refusal(UnsafeFileError, "too-many-tags")

    def _weigh(self, weight: Weight) -> None:
        """Count what reading takes time and memory for: paragraphs and cells, runs, and characters.

        A character takes a byte or more, and each of the others a sign that opens it, so that these are counted only
        where there are more bytes, and more such signs, than that.
        """
        limits = self.limits
        waiting = self._unweighed if self._opened > min(limits.blocks, limits.runs) else []
        for own in (weight, *map(Weight.of, waiting)):
            self._blocks += own.blocks
            self._runs += own.runs
            self._text += own.characters
        waiting.clear()
        if self._total > limits.characters:
            self._text += sum(len(text) for waiting in self._unmeasured for text in waiting.itertext())
            self._unmeasured.clear()
        if self._blocks > limits.blocks or self._runs > limits.runs or self._text > limits.characters:
            raise refusal(UnsafeFileError, "too-much-text")

    def hold_again(self, characters: int) -> None:
        """Count text in a table within a table, which is held again at each table around it."""
        self._nested += characters
        if self._nested > self.limits.characters:
            raise refusal(UnsafeFileError, "too-much-text")

    def related(self, owner: str = "") -> list[tuple[str, str, str]]:
        """Return the relationships of a part (the package itself: ""): id, type and target; never external ones."""
        if owner not in self._related:
            self._related[owner] = list(self._relationships(owner))
        return self._related[owner]

    def _relationships(self, owner: str) -> Iterator[tuple[str, str, str]]:
        folder, file = posixpath.split(owner)
        rels = posixpath.join(folder, "_rels", file + ".rels")
        if rels not in self:
            return
        for rel in self.xml(rels).iter("{*}Relationship"):
            target = rel.get("Target", "").strip().replace("\\", "/")
            if rel.get("TargetMode", "").strip().lower() != "external":
                path = posixpath.normpath(target.lstrip("/") if target[:1] == "/" else posixpath.join(folder, target))
                yield rel.get("Id", ""), rel.get("Type", ""), self.stored(path if path in self else unquote(path))

    def reached(self, without: tuple[str, ...] = ()) -> frozenset[str]:
        """Return the parts that the document refers to, itself or by another, but by relationships of these kinds."""
        named = {name.lower(): name for name in self.names}  # programs look for a part in small letters too
        waiting, parts = [self.document], set[str]()
        while waiting:
            part = named.get(unquote(waiting.pop()).lower())
            if part is not None and part not in parts:
                parts.add(part)
                waiting += [target for _, kind, target in self.related(part) if not kind.endswith(without)]
        return frozenset(parts)

    @property
    def document(self) -> str:
        """The name of the main part."""
        for _, kind, target in self.related():
            if kind.endswith(_OFFICE_DOCUMENT) and target in self:
                return target
        if "word/document.xml" in self:
            return self.stored("word/document.xml")
        raise refusal(DamagedFileError, "part-missing", "word/document.xml")


def _parsed(name: str, chunks: Iterable[bytes]) -> etree._Element:
    """Return the root of the XML in these chunks, without entities, network or outside files."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        collect_ids=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        for chunk in chunks:
            parser.feed(chunk)
        root = parser.close()
    except etree.XMLSyntaxError as error:
        code: RefusalCode = "too-deep" if "depth" in str(error).lower() else "part-damaged"
        raise refusal(DamagedFileError, code, name) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refusal(UnsafeFileError, "doctype", name)
    return root


@functools.lru_cache(maxsize=8)
def _derived(data: bytes, name: str, make: Callable[[etree._Element], Derived]) -> tuple[Derived, Weight]:
    root = _parsed(name, [data])
    return make(root), Weight.of(root, measured=True)


def _is_encoded_as_usual(start: bytes) -> bool:
    """Return whether XML is in UTF-8, UTF-16 or a superset of ASCII: there, whatever looks like a tag is one."""
    if start.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"<\0\0\0", b"\0\0\0<")):
        return False
    wide = {b"\xff\xfe": "utf-16-le", b"<\0": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\0<": "utf-16-be"}
    encoding = wide.get(start[:2], "latin-1")
    text = start.decode(encoding, "replace").removeprefix("\ufeff").removeprefix("\xef\xbb\xbf")
    declared = _DECLARED.match(text)
    return text.lstrip()[:1] in ("<", "") and (declared is None or bool(_ENCODINGS.fullmatch(declared[1])))


def open_package(data: bytes, limits: Limits = HIGHEST) -> Package:
    """Return the package of these bytes; raises a typed error that names what they are if that is no document."""
    if not data.startswith(b"PK\3\4"):
        code = "zip" if data.startswith(b"PK\5\6") else kind_of(data)
        raise refusal(DamagedFileError if code == "empty" else NotAWordFileError, code)
    archive, members = open_zip(data, limits)
    kind = kind_of_zip(archive, members)
    if kind in ("docx", "odt"):
        return Package(archive, members, kind, limits)
    raise refusal(NotAWordFileError, cast("RefusalCode", kind))


def kind_of_zip(archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo]) -> str:
    """Return "docx", "odt", or the code of a refusal: by the names of the members and what one of them states."""
    kind = zip_kind(members, _start_of(archive, members, "mimetype"))
    types = next((name for name in members if name.lower() == "[content_types].xml"), None)
    if kind != "zip" or types is None:
        return kind
    return "docx" if b"wordprocessingml." in _start_of(archive, members, types).replace(b"\0", b"") else kind


def _start_of(archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], name: str) -> bytes:
    """Return how a member begins; empty where there is none of this name."""
    if name not in members:
        return b""
    try:
        with archive.open(members[name]) as member:
            return member.read(_STATED)
    except DAMAGE as error:
        raise refusal(DamagedFileError, "part-damaged", name) from error


def _packs_too_well(part: bytes) -> bool:
    """Return whether reading would take a packed part for a zip bomb."""
    return len(part) > MIB and len(part) > HIGHEST.ratio * len(zlib.compress(part))


def with_parts_changed(document: bytes, changes: Mapping[re.Pattern[str], Callable[[etree._Element], object]]) -> bytes:
    """Return a document of ours in which each part whose name matches a pattern was changed by its function."""
    package = open_package(document)
    parts = {name: package.part(name) for name in package.names}
    for name in parts:
        for pattern, change in changes.items():
            if pattern.fullmatch(name):
                root = package.xml(name)
                change(root)
                parts[name] = etree.tostring(root, encoding="utf-8")
    return write_package(parts)


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a package with these parts: the same parts give the same bytes."""
    first = ["[Content_Types].xml", "_rels/.rels"]
    names = [*first, *sorted(set(parts) - set(first))]
    return zipped({name: parts[name] for name in names}, stored=_stored(parts))


def write_onto(package: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a package with the parts of another, which is ours, and these."""
    return zipped_onto(package, {name: parts[name] for name in sorted(parts)}, stored=_stored(parts))


def _stored(parts: Mapping[str, bytes]) -> list[str]:
    return [name for name, part in parts.items() if name.endswith(".png") or _packs_too_well(part)]
