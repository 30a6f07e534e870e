"""Codes in place of names: the same for the same name and key, and meaningless without the key."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

import attrs

from ...basics.values import FrozenMap
from ...errors import InvalidValueError

_FEWEST = 16
_CHARACTERS = 12


@attrs.frozen(order=True)
class Name:
    """The name, id or digest that a code stands for, and its kind."""

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

    def code(self, kind: str, identity: str, name: str | None = None) -> str:
        """Return the code of something of a kind: "organisation-k3fm7qz2pxwa". `name` is its name in the key file.

        >>> codes = Codes(b"sixteen bytes or")
        >>> codes.code("person", "noor bakker") == codes.code("person", "noor bakker")
        True
        >>> codes.code("person", "noor bakker") == Codes(b"another key, new").code("person", "noor bakker")
        False
        """
        code = f"{kind}-{base64.b32encode(self._digest(kind, identity))[:_CHARACTERS].decode('ascii').lower()}"
        self._names.setdefault(code, Name(kind, name or identity))
        return code

    def digest(self, kind: str, identity: str) -> str:
        """Return a code that looks like a SHA-256 in hex, where one is expected."""
        code = self._digest(kind, identity).hex()
        self._names.setdefault(code, Name(kind, identity))
        return code

    def _digest(self, kind: str, identity: str) -> bytes:
        return hmac.new(self._key, f"{kind}\0{identity}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()

    @property
    def names(self) -> Mapping[str, Name]:
        """The name that each code stands for, in the order of the codes."""
        return FrozenMap(dict(sorted(self._names.items())))


def codes_with(key: bytes) -> Codes:
    """Return codes under a key; `InvalidValueError`, which never shows it, for one too short to be a secret."""
    if not isinstance(key, bytes | bytearray):
        raise InvalidValueError("key", "bytes, as secrets.token_bytes(32) gives them", type(key).__name__)
    if len(key) < _FEWEST:
        raise InvalidValueError("key", f"{_FEWEST} bytes or more, as secrets.token_bytes(32) gives them", len(key))
    return Codes(bytes(key))
