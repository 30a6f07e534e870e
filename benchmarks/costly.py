"""What small files made to cost much really cost: each as a multiple of reading an ordinary form.

The bounds themselves are tested by counts, in `tests/test_opening.py`, `tests/test_text.py`, `tests/test_readings.py`
and `tests/test_containers.py`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import hlo_forms as hlo

from .measuring import Task

DOCUMENT = "word/document.xml"


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def ordinary() -> bytes:
    """A form that somebody filled in."""
    home = hlo.Organisation("De Linde", type="practice_partner")
    motives = [hlo.MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen in de regio")]
    return hlo.render(hlo.PreparationForm(organisation=home, motives=motives, answers={"preparation.1": "Daarom."}))


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def with_body(xml: str, **more: bytes) -> bytes:
    """The ordinary form with this below its text, and more members."""
    with zipfile.ZipFile(io.BytesIO(ordinary())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[DOCUMENT] = parts[DOCUMENT].replace(b"<w:sectPr", xml.encode() + b"<w:sectPr", 1)
    return zipped({**parts, **more})


def paragraph(text: str) -> str:
    """A paragraph."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str) -> str:
    """A cell of a table."""
    return f"<w:tc>{paragraph(text)}</w:tc>"


def table(rows: str) -> str:
    """A table."""
    return f"<w:tbl>{rows}</w:tbl>"


def in_odt(text: str) -> bytes:
    """An OpenDocument text with one paragraph."""
    spaces = 'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    spaces += 'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = f"<o:document-content {spaces}><o:body><o:text><t:p>{text}</t:p></o:text></o:body></o:document-content>"
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def message(parts: int) -> bytes:
    """A message with so many attachments."""
    head = b"From: a@example.org\nTo: b@example.org\nContent-Type: multipart/mixed; boundary=b\n\n"
    return head + b"--b\nContent-Disposition: attachment; filename=x\n\nx\n" * parts


def nested(depth: int) -> bytes:
    """The ordinary form in a zip, in a zip, and so on."""
    data = zipped({"fase1.docx": ordinary()})
    for _ in range(depth):
        data = zipped({"meer.zip": data})
    return data


def chain(styles: int) -> bytes:
    """Styles of which each is based on the next."""
    each = (
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(styles)
    )
    return f'<w:styles xmlns:w="{_W}">{"".join(each)}</w:styles>'.encode()


def versions(texts: int) -> str:
    """One text far into the first of two versions, and so many texts in the second."""
    first = "<w:x/>" * 100_000 + paragraph("x")
    choice, fallback = f"<mc:Choice>{first}</mc:Choice>", f"<mc:Fallback>{paragraph('x') * texts}</mc:Fallback>"
    return f'<mc:AlternateContent xmlns:mc="{_MC}">{choice}{fallback}</mc:AlternateContent>'


MARKS = "a" + "\u0300" * 50_000 + "\u0316" * 50_000
HALF_WIDTH = "a" + "\u0300\uff9e" * 50_000
LABEL = "Uitbreiden/versterken netwerk"
MEMBERS = zipped({str(number): b"" for number in range(4_900)})
LETTER = in_odt("Regel</t:p><t:p>" * 14_000)
BOMB = zipped({f"{number}.docx": b"PK\3\4" + bytes(1_000_000) for number in range(99)})

FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "100,000 combining marks": (lambda: with_body(paragraph(MARKS)), "read"),
    "100,000 marks of two kinds": (lambda: with_body(paragraph(HALF_WIDTH)), "read"),
    "100,000 marks in an .odt": (lambda: in_odt(MARKS), "read"),
    "30,000 marks in the name of a part": (lambda: with_body("", **{f"word/{MARKS[:30_000]}.xml": b"<x/>"}), "read"),
    "28,000 equal paragraphs": (lambda: with_body(paragraph("Een regel") * 28_000), "read"),
    "28,000 numbered paragraphs": (lambda: with_body("".join(paragraph(f"Regel {n}") for n in range(28_000))), "read"),
    "35,000 paragraphs": (lambda: with_body(paragraph("x") * 35_000), "too-much-text"),
    "10,000,000 empty paragraphs": (lambda: with_body("<w:p/>" * 10_000_000), "too-many-tags"),
    "40,000 styles in a chain": (lambda: with_body("", **{"word/styles.xml": chain(40_000)}), "read"),
    "20,000 texts in a second version": (lambda: with_body(versions(20_000)), "read"),
    "one row of 14,000 labels": (lambda: with_body(table(f"<w:tr>{cell(LABEL) * 14_000}</w:tr>")), "read"),
    "85,000 texts in a run": (lambda: with_body(f"<w:p><w:r>{'<w:t>x</w:t>' * 85_000}</w:r></w:p>"), "too-much-text"),
    "300,000 signs that stand for a phrase": (lambda: with_body(paragraph("\ufdfa" * 300_000)), "read"),
    "250 zips of 4,900 parts in a zip": (lambda: zipped({f"{n}.zip": MEMBERS for n in range(250)}), "too-many-parts"),
    "100 letters in a zip": (lambda: zipped({f"{n}.docx": LETTER for n in range(100)}), "several-documents"),
    "a form in two zips": (lambda: nested(1), "read"),
    "a form in sixty zips": (lambda: nested(60), "zip"),
    "99 MB in a zip": (lambda: BOMB, "several-documents"),
    "a message with 50,000 parts": (lambda: message(50_000), "too-many-parts"),
}


def outcome(data: bytes) -> str:
    """What reading these bytes gives: "read", or the code of the refusal."""
    try:
        hlo.read(data)
    except hlo.DocumentError as error:
        return error.code
    return "read"


def _gives(expected: str, came: object) -> None:
    assert came == expected, f"{came}, and not {expected}"


def tasks(_folder: Path, _size: int) -> Iterator[Task]:
    """Yield the tasks: an ordinary form, and each file as a multiple of it."""
    base = "an ordinary form"
    yield Task(group="costly", name=base, run=partial(outcome, ordinary()), check=partial(_gives, "read"))
    for name, (make, expected) in FILES.items():
        check = partial(_gives, expected)
        yield Task(group="costly", name=name, run=partial(outcome, make()), check=check, base=base)
