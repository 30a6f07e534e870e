"""Signs that are drawn by a font of symbols: boxes, check marks and crosses of Wingdings and its kin."""

from __future__ import annotations

SYMBOLS = {
    **dict.fromkeys(("F0FE", "F078", "F0FD", "F051", "F052", "F053", "F054", "2612"), "☒"),
    **dict.fromkeys(("F0FC", "F050", "2611", "2713", "2714"), "✓"),
    **dict.fromkeys(("F0FB", "F04F", "2717", "2718"), "✗"),
    **dict.fromkeys(("F0A8", "F06F", "F071", "F072", "F0A3", "2610"), "☐"),
}
"""Codes of signs in Wingdings (1 and 2) and Segoe UI Symbol, as the sign they look like."""


def symbol(code: str) -> str:
    """Return the sign with a code in hexadecimal; U+FFFD where it is the code of no sign.

    >>> symbol("F0FE"), symbol("00E9")
    ('☒', 'é')
    """
    code = code.upper()
    if code in SYMBOLS:
        return SYMBOLS[code]
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return "\ufffd"
    return sign if sign.isprintable() or "\ue000" <= sign <= "\uf8ff" else "\ufffd"


def in_symbols(text: str) -> str:
    """Return letters in a font of symbols as the signs they look like."""
    return "".join(SYMBOLS.get(f"{ord(char):04X}", char) for char in text)
