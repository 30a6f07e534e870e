"""Forms as plain fields, and the programs that people open them in.

`flatten` lays a form out as text by field, as its document shows it: names and labels, not ids. It is written
apart from the reader and from the layout that the writer uses.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

import libreoffice
from hlo_forms import AlignmentForm, CommitmentForm, Form, PreparationForm
from hlo_forms.forms.field_ids import PARTS
from hlo_forms.forms.fields import Kind, Origin

Fields = dict[str, str | bool]
ROWS = re.compile(r"(?P<table>.*)\.(?P<row>\d+)\.(?P<column>[a-z_]+)")


def beside(document: Path) -> dict[str, Any]:  # Any: what JSON holds
    """What was typed into a document that an editor saved, as the file beside it tells."""
    typed: dict[str, Any] = json.loads(document.with_suffix(".json").read_text(encoding="utf-8"))
    return typed


def flatten(form: Form, language: str) -> Fields:
    """Every value of a form by field; what is absent or not ticked is left out, and None as a tick is "unclear"."""
    found: dict[str, str | bool | None] = {
        "partnership.name": form.partnership.name,
        "round": form.round,
        **{f"invitation.{name}": text for name, text in attrs.asdict(form.invitation).items()},
    }
    found |= {f"answers.{question}": text for question, text in form.answers.items()}
    if isinstance(form, AlignmentForm):
        found |= _of_partners(form, language)
    else:
        found |= _of_one(form)
    for number, person in enumerate(form.participants, start=1):
        found[f"participants.{number}.name"] = person.name
        found[f"participants.{number}.role"] = person.role
        found[f"participants.{number}.organisation"] = _name(form, person.organisation)
    return {field: value for field, value in found.items() if value is not None and value is not False}


def outcomes(fields: Mapping[str, str | bool], *, ticked: bool, negative: bool) -> set[str]:
    """The outcomes beside a tick or without one that mean no, or that do not."""
    beside_motives = {field for field in fields if re.fullmatch(r"motives\.\w+\.outcome", field)}
    return {
        field
        for field in beside_motives
        if bool(fields.get(field.replace(".outcome", ".ticked"))) is ticked
        and (fields[field] in {"nee", "n.v.t.", "–"}) is negative
    }


def _of_one(form: Form) -> dict[str, str | bool | None]:
    assert isinstance(form, PreparationForm | CommitmentForm)
    found: dict[str, str | bool | None] = {
        "organisation.name": form.organisation.name,
        "organisation.type": form.organisation.type,
        "organisation.sector": form.organisation.sector,
        "organisation.ownership": form.organisation.ownership,
        "respondent": form.respondent,
    }
    found |= _given_along(form)
    if isinstance(form, CommitmentForm):
        for number, agreement in enumerate(form.agreements, start=1):
            found[f"agreements.{number}.what"] = agreement.what
            found[f"agreements.{number}.who"] = agreement.who
            found[f"agreements.{number}.when"] = agreement.when
        for number, agreement in enumerate(form.shared_agreements, start=1):
            found |= {f"shared_agreements.{number}.{name}": text for name, text in attrs.asdict(agreement).items()}
        found["central_answer"] = form.central_answer
        return found
    for answer in form.motives:
        found[f"motives.{answer.motive}.ticked"] = "unclear" if answer.ticked is None else answer.ticked
        found[f"motives.{answer.motive}.outcome"] = answer.outcome
    for number, other in enumerate(form.other_motives, start=1):
        found[f"other_motives.{number}.text"] = other.text
        found[f"other_motives.{number}.outcome"] = other.outcome
    return found


def _of_partners(form: AlignmentForm, language: str) -> dict[str, str | bool | None]:
    found: dict[str, str | bool | None] = {}
    for number, partner in enumerate(form.organisations, start=1):
        found[f"organisations.{number}.name"] = partner.name
        found[f"organisations.{number}.type"] = partner.type
        found[f"organisations.{number}.sector"] = partner.sector
        found[f"organisations.{number}.ownership"] = partner.ownership
    found |= _given_along(form)
    labels = {motive.id: motive.label[language] for motive in form.instrument.motives}
    for number, relation in enumerate(form.relations, start=1):
        at = f"relations.{number}"
        found[f"{at}.first_organisation"] = _name(form, relation.first_organisation)
        found[f"{at}.first_motive"] = labels.get(relation.first_motive or "", relation.first_motive)
        found[f"{at}.kind"] = relation.kind
        found[f"{at}.second_organisation"] = _name(form, relation.second_organisation)
        found[f"{at}.second_motive"] = labels.get(relation.second_motive or "", relation.second_motive)
        found[f"{at}.note"] = relation.note
    counts: dict[str, int] = {}
    for answer in form.own_answers:
        number = counts[answer.question] = counts.get(answer.question, 0) + 1
        found[f"own_answers.{answer.question}.{number}.organisation"] = _name(form, answer.organisation)
        found[f"own_answers.{answer.question}.{number}.text"] = answer.text
    return found


_AGAIN = tuple(part.name for part in PARTS.values() if part.origin is Origin.PREVIOUS and part.kind is Kind.RECORDS)


def _given_along(form: Form) -> dict[str, str | bool | None]:
    """What came along from the phase or round before; of a row only what it says, for a mark alone is no row."""
    found: dict[str, str | bool | None] = {}
    for table in ("previous", "brought"):
        for row in getattr(form, table, ()):
            at = f"{table} {row.motive} {getattr(row, 'organisation', '')}"
            found |= {f"{at} {field.name}": getattr(row, field.name) for field in attrs.fields(type(row))}
    for table in (*_AGAIN, "brought_other", "brought_answers", "meeting_answers", "meeting_relations"):
        for number, row in enumerate(getattr(form, table, ()), start=1):
            said = {field.name: getattr(row, field.name) for field in attrs.fields(type(row))}
            found |= {f"{table}.{number}.{name}": value for name, value in said.items()}
    return found | {name: getattr(form, name, None) for name in ("previous_round", "corrected", "marked")}


def _name(form: Form, organisation: str | None) -> str | None:
    partners = form.organisations if isinstance(form, AlignmentForm) else ()
    return next((partner.name for partner in partners if partner.id == organisation), organisation)


def without_gaps(fields: Mapping[str, str | bool]) -> Fields:
    """The fields with the rows of each table numbered without gaps: a blank row is no row, but a partner with an id."""
    rows: dict[str, set[int]] = {}
    for field in fields:
        if (found := ROWS.fullmatch(field)) and found["table"] != "organisations":
            rows.setdefault(found["table"], set()).add(int(found["row"]))
    order = {(table, row): n for table, kept in rows.items() for n, row in enumerate(sorted(kept), start=1)}
    moved: Fields = {}
    for field, value in fields.items():
        found = ROWS.fullmatch(field)
        row = order.get((found["table"], int(found["row"]))) if found else None
        place = f"{found['table']}.{row}.{found['column']}" if found and row else field
        moved[place] = value
    return moved


Documents = Sequence[bytes]
Program = Callable[[Documents], list[bytes]]
FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "html": "html:HTML (StarWriter)",
    "fodt": "fodt:OpenDocument Text Flat XML",
}


def through_office(*kinds: str) -> Program:
    """LibreOffice: open, save as each kind of file in turn, all documents of a step in one start of the program."""

    def convert(documents: Documents) -> list[bytes]:
        with tempfile.TemporaryDirectory() as made:
            work = Path(made)
            before = "docx"
            _put(work / "0", documents)
            for step, kind in enumerate(kinds, start=1):
                sources = sorted((work / str(step - 1)).glob(f"*.{before}"))
                opened = ["--infilter=HTML (StarWriter)"] if before == "html" else []  # else it is a web page
                libreoffice.convert(sources, FILTERS.get(kind, kind), work / str(step), *opened, timeout=300)
                before = kind
            return _taken(work / str(len(kinds)), len(documents), before)

    return convert


def through(step: Callable[[Path, Path], None], *kinds: str) -> Program:
    """A program that opens one file and saves another, by way of each kind of file in turn."""

    def convert(documents: Documents) -> list[bytes]:
        with tempfile.TemporaryDirectory() as made:
            work = Path(made)
            before = "docx"
            _put(work / "0", documents)
            for number, kind in enumerate(kinds):
                (work / str(number + 1)).mkdir()
                for source in sorted((work / str(number)).glob(f"*.{before}")):
                    step(source, work / str(number + 1) / f"{source.stem}.{kind}")
                before = kind
            return _taken(work / str(len(kinds)), len(documents), before)

    return convert


def by_pandoc(source: Path, target: Path) -> None:
    """Convert by pandoc."""
    _run("pandoc", source, "-o", target)


def by_abiword(source: Path, target: Path) -> None:
    """Open in AbiWord, and save; an empty file where it breaks down, as it does now and then."""
    try:
        _run("abiword", f"--to={target.suffix[1:]}", f"--to-name={target}", source)
    except subprocess.CalledProcessError:
        target.write_bytes(b"")


def by_calligra(source: Path, target: Path) -> None:
    """Open in Calligra Words, and save."""
    with tempfile.TemporaryDirectory() as home:
        _run("calligraconverter", "--batch", source, target, QT_QPA_PLATFORM="offscreen", HOME=home)


PROGRAMS: dict[str, tuple[str, Program]] = {
    "LibreOffice": ("soffice", through_office("docx")),
    "LibreOffice odt": ("soffice", through_office("odt", "docx")),
    "LibreOffice doc": ("soffice", through_office("doc", "docx")),
    "pandoc": ("pandoc", through(by_pandoc, "docx")),
    "AbiWord": ("abiword", through(by_abiword, "docx")),
}
PATHS: dict[str, tuple[str, Program]] = {
    "LibreOffice .docx": PROGRAMS["LibreOffice"],
    "LibreOffice .odt": ("soffice", through_office("odt")),
    "LibreOffice .odt, .docx": PROGRAMS["LibreOffice odt"],
    "LibreOffice .doc, .docx": PROGRAMS["LibreOffice doc"],
    "LibreOffice .rtf, .docx": ("soffice", through_office("rtf", "docx")),
    "LibreOffice .fodt, .docx": ("soffice", through_office("fodt", "docx")),
    "LibreOffice .html, .docx": ("soffice", through_office("html", "docx")),
    "pandoc .docx": PROGRAMS["pandoc"],
    "pandoc .odt": ("pandoc", through(by_pandoc, "odt")),
    "pandoc .html, .docx": ("pandoc", through(by_pandoc, "html", "docx")),
    "pandoc .md, .docx": ("pandoc", through(by_pandoc, "md", "docx")),
    "AbiWord .docx": PROGRAMS["AbiWord"],
    "AbiWord .odt": ("abiword", through(by_abiword, "odt")),
    "AbiWord .rtf, .docx": ("abiword", through(by_abiword, "rtf", "docx")),
    "AbiWord .xhtml, .docx": ("abiword", through(by_abiword, "xhtml", "docx")),
    "Calligra .odt": ("calligraconverter", through(by_calligra, "odt")),
    "Calligra .odt, .docx": ("calligraconverter", through(by_calligra, "odt", "docx")),
}
"""Ways through a program: what it saves in turn, the last of which is read."""


def in_parts(convert: Program, documents: Documents, size: int = 20) -> Iterator[bytes]:
    """Have a program save many documents, so many at a time that it has time enough on a busy machine."""
    for start in range(0, len(documents), size):
        yield from convert(documents[start : start + size])


def is_here(program: str) -> bool:
    """Return whether the program of one of `PROGRAMS` or `PATHS` is on this machine."""
    return shutil.which((PROGRAMS | PATHS)[program][0]) is not None


def _put(folder: Path, documents: Documents) -> None:
    folder.mkdir()
    for number, document in enumerate(documents):
        (folder / f"{number:04}.docx").write_bytes(document)


def _taken(folder: Path, count: int, kind: str) -> list[bytes]:
    found = [path.read_bytes() for path in sorted(folder.glob(f"*.{kind}"))]
    assert len(found) == count, f"{count} documents went in, {len(found)} came out"
    return found


def _run(*arguments: str | Path, **environment: str) -> None:
    subprocess.run(arguments, check=True, capture_output=True, timeout=300, env={**os.environ, **environment})
