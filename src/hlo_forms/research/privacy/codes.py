"""Codes in place of names: the same for the same name and key, and meaningless without the key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from ...basics.arguments import path_of
from ...basics.files import contents, write_new, write_private
from ...basics.messages import Catalogue
from ...basics.values import FrozenMap
from ...errors import InvalidValueError

CODE = r"(?:organisation|partnership|person|respondent|form|file|name|contact|address|number)-[a-z2-7]{12}"
"""The pattern of a code; what has one already keeps it."""

_CODE = re.compile(CODE)
_TEXTS = Catalogue("privacy")

_FEWEST = 16
_NEW = 32  # bytes of a new key
_HALF = 48  # characters of a digest that is a code; the others tell that it is one
_CHARACTERS = 12


def is_code(text: str) -> bool:
    """Return whether a text is a code, and nothing else.

    >>> is_code("person-k3fm7qz2pxwa"), is_code("person")
    (True, False)
    """
    return _CODE.fullmatch(text) is not None


@attrs.frozen(order=True)
class Name:
    """The name, id or digest that a code stands for.

    Attributes:
        kind: The kind of name, such as "organisation".
        text: The name itself.

    >>> Name("organisation", "De Linde").text
    'De Linde'
    """

    kind: str
    text: str


@attrs.define(repr=False)
class Codes:
    """Gives out codes, and keeps the name that each stands for.

    A code is the start of the HMAC-SHA256 (RFC 2104) of kind and name under the key: 60 bits, in base 32. Somebody with
    the name but without the key can neither compute nor check it; a plain digest of a name can be checked by anybody
    who guesses the name.
    """

    _key: bytes
    _names: dict[str, Name] = attrs.field(factory=dict)
    _proposed: dict[str, Name] = attrs.field(factory=dict)

    def code(self, kind: str, identity: str, name: str | None = None) -> str:
        """Return the code of something of a kind: "organisation-k3fm7qz2pxwa". `name` is its name in the key file.

        >>> codes = Codes(b"sixteen bytes or")
        >>> codes.code("person", "noor bakker") == codes.code("person", "noor bakker")
        True
        >>> codes.code("person", "noor bakker") == Codes(b"another key, new").code("person", "noor bakker")
        False
        """
        code = self.propose(kind, identity, name)
        self.use(code)
        return code

    def propose(self, kind: str, identity: str, name: str | None = None) -> str:
        """Return a code that may be used; what has a code already keeps it.

        Of several names of one code it keeps the shortest, whatever the order in which they come.
        """
        if is_code(identity):
            return identity
        code = self.compute(kind, identity)
        names = [one.text for one in (self._proposed.get(code),) if one and one.text != identity]
        names += [name] if name else []
        self._proposed[code] = Name(kind, min(names, key=lambda text: (len(text), text), default=identity))
        return code

    def use(self, code: str) -> None:
        """Keep the name behind a code that was proposed, as the code stands in the data set now."""
        if code in self._proposed:
            self._names[code] = self._proposed[code]

    def compute(self, kind: str, identity: str) -> str:
        """Return a code without keeping its name."""
        return f"{kind}-{base64.b32encode(self._digest(kind, identity))[:_CHARACTERS].decode('ascii').lower()}"

    def digest(self, kind: str, identity: str) -> str:
        """Return a code that looks like a SHA-256 in hex, where one is expected; what has one of this key keeps it."""
        if identity[_HALF:] == self._digest("check", identity[:_HALF]).hex()[:-_HALF]:
            return identity
        half = self._digest(kind, identity).hex()[:_HALF]
        code = half + self._digest("check", half).hex()[:-_HALF]
        self._names.setdefault(code, Name(kind, identity))
        return code

    def _digest(self, kind: str, identity: str) -> bytes:
        return hmac.new(self._key, f"{kind}\0{identity}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()

    @property
    def names(self) -> Mapping[str, Name]:
        """The name that each code stands for, in the order of the codes."""
        return FrozenMap(dict(sorted(self._names.items())))


@attrs.frozen(repr=False)
class KeyFile:
    """A file with a secret key and the names behind its codes; made where there is none.

    Only its owner may read it. Whoever has it can find everybody back.
    """

    path: Path = attrs.field(converter=Path)

    def key(self) -> bytes:
        """Return the key in the file; make the file, with a new key, where there is none."""
        if not os.path.lexists(self.path):
            key = secrets.token_bytes(_NEW)
            write_new(self.path, _key_file({}, key), mode=0o600)
            return key
        key = bytes.fromhex(self._content().get("key", ""))
        if len(key) < _FEWEST:
            raise InvalidValueError("key", _TEXTS.sentence("want_key", path=self.path), self.path.name)
        return key

    def add(self, names: Mapping[str, Name], check: str) -> None:
        """Add the names behind codes; `InvalidValueError` where the codes were made with another key."""
        content = self._content()
        key = bytes.fromhex(content.get("key", ""))
        if not hmac.compare_digest(check_of(key), check):
            raise InvalidValueError(
                "key", _TEXTS.sentence("want_same_key", path=self.path), _TEXTS.sentence("another_key")
            )
        write_private(self.path, _key_file(content["codes"] | _plain(names), key))

    def _content(self) -> dict[str, Any]:  # Any: what JSON holds
        try:
            content = json.loads(contents(self.path))
            {"key file": 1}[content["hlo_forms"]]
            bytes.fromhex(content.get("key", ""))
            codes = dict(content["codes"].items())
        except (ValueError, TypeError, KeyError, RecursionError, AttributeError) as error:
            raise InvalidValueError("key", _TEXTS.sentence("want_key_file", path=self.path), self.path.name) from error
        return {**content, "codes": codes}


def load_key(path: str | os.PathLike[str]) -> bytes:
    """Return the secret key in a key file; make the file, with a new key, where there is none.

    The same key gives the same codes, this year and next. `Pseudonymised.write_key_file` adds the names behind the
    codes to the file. Keep it apart from the data. Raises `InvalidValueError` for a file that is no key file.

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "key.json")
    >>> load_key(path) == load_key(path)
    True
    """
    return KeyFile(path_of("path", path)).key()


def check_of(key: bytes) -> str:
    """Return a text by which a key is recognised, and that gives nothing of it away."""
    return hmac.new(key, b"hlo_forms check", hashlib.sha256).hexdigest()


def _plain(names: Mapping[str, Name]) -> dict[str, dict[str, str]]:
    return {code: {"kind": name.kind, "name": name.text} for code, name in names.items()}


def key_file(names: Mapping[str, Name]) -> bytes:
    """Return the names behind codes as a key file without the key."""
    return _key_file(_plain(names))


def _key_file(codes: Mapping[str, object], key: bytes | None = None) -> bytes:
    table = {"hlo_forms": "key file", "version": 1} | ({"key": key.hex()} if key else {})
    return json.dumps(table | {"codes": dict(sorted(codes.items()))}, ensure_ascii=True, indent=1).encode("ascii")


def codes_with(key: bytes) -> Codes:
    """Return codes under a key; `InvalidValueError`, which never shows it, for one too short to be a secret."""
    if not isinstance(key, bytes | bytearray):
        raise InvalidValueError("key", "bytes, as secrets.token_bytes(32) gives them", type(key).__name__)
    if len(key) < _FEWEST:
        raise InvalidValueError("key", f"{_FEWEST} bytes or more, as secrets.token_bytes(32) gives them", len(key))
    return Codes(bytes(key))
