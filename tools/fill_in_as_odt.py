"""Fill in forms through LibreOffice and keep what it saves as OpenDocument: the files of `tests/odt_documents`.

    /usr/bin/python3 tools/fill_in_as_odt.py --python PYTHON [NAME...]

Runs under the Python that has `uno` (Debian: python3-uno). PYTHON is one that has `hlo_forms`; it renders the blank
forms. `tests/odt_documents/source/fillings.toml` says what is typed, and what is written beside the text through the
menus: comments, footnotes, frames, hidden words, tracked changes, headers. `tests/documents/source/places.toml` says
where a person sees each field. Beside each document stands NAME.json, made of those lists and never by our reader.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uno

from fill_in_editor import SOURCE as PLACES
from fill_in_editor import Person, Table, described
from word_editor import Document, Office, version

Uno = Any  # Any: objects of LibreOffice
DOCUMENTS = Path(__file__).parent.parent / "tests" / "odt_documents"
WRITER, WRITTEN = "Iris de Boer", (2026, 3, 2)
FILLINGS = DOCUMENTS / "source" / "fillings.toml"


class Writer(Document):
    """A document that is open in the editor, with what its menus insert."""

    def insert(self, kind: str, cell: Uno, text: str) -> None:
        """Put something of a kind at the end of a cell, or (struck, hidden) change words there."""
        makers: dict[str, Callable[[Uno, str], None]] = {
            "comment": self._comment,
            "footnote": self._footnote,
            "frame": self._text_frame,
            "hidden": self._hidden,
            "struck": self._strike,
        }
        makers[kind](cell, text)

    def write_header(self, text: str) -> None:
        """Turn the header of the page on, and type in it."""
        style = self._opened.StyleFamilies.getByName("PageStyles").getByName("Standard")
        style.HeaderIsOn = True
        style.HeaderText.String = text

    def _comment(self, cell: Uno, text: str) -> None:
        comment = self._opened.createInstance("com.sun.star.text.textfield.Annotation")
        comment.Content, comment.Author, comment.DateTimeValue = text, WRITER, _written()
        cell.insertTextContent(_end(cell), comment, False)

    def _footnote(self, cell: Uno, text: str) -> None:
        note = self._opened.createInstance("com.sun.star.text.Footnote")
        cell.insertTextContent(_end(cell), note, False)
        note.String = text

    def _text_frame(self, cell: Uno, text: str) -> None:
        frame = self._opened.createInstance("com.sun.star.text.TextFrame")
        frame.AnchorType = uno.Enum("com.sun.star.text.TextContentAnchorType", "AS_CHARACTER")
        cell.insertTextContent(_end(cell), frame, False)
        frame.String = text

    def _hidden(self, cell: Uno, text: str) -> None:
        cursor = _end(cell)
        cursor.CharHidden = True
        cell.insertString(cursor, text, False)

    def _strike(self, cell: Uno, text: str) -> None:
        self._opened.RecordChanges = True
        at = str(cell.String).index(text)
        self._select(cell, at + 1, len(text))  # the control around the answer counts for one
        self._press("Delete")
        self._opened.RecordChanges = False


def _written() -> Uno:
    found = uno.createUnoStruct("com.sun.star.util.DateTime")
    found.Year, found.Month, found.Day = WRITTEN
    return found


def _end(cell: Uno) -> Uno:
    cursor = cell.createTextCursor()
    cursor.gotoEnd(False)
    return cursor


class Annotator(Person):
    """Somebody who fills in a form, and then writes beside the text."""

    def write_beside(self, document: Writer) -> None:
        """Write what the list says beside the text."""
        for entry in self.filling.get("beside", ()):
            if entry["kind"] == "header":
                document.write_header(entry["text"])
            else:
                document.insert(entry["kind"], self._cell(entry["field"]), entry["text"])


def told(form: Table, filling: Table, program: str) -> Table:
    """What stands beside a document; an answer lacks what was struck out of it."""
    found = described(form, filling, program)
    beside = filling.get("beside", [])
    for entry in beside:
        if entry["kind"] == "struck":
            found["fields"][entry["field"]] = found["fields"][entry["field"]].replace(entry["text"], "", 1)
    return {**found, "beside": beside}


def make(services: Uno, name: str, filling: Table, blank: Path, places: Table) -> None:
    """Fill in one form and save it as OpenDocument."""
    document = Writer(services, blank)
    person = Annotator(document, places, filling)
    person.fill_in()
    person.write_beside(document)
    document.save(DOCUMENTS / f"{name}.odt")
    document.close()


def main() -> None:
    """Make the documents that were named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--python", required=True, help="a Python that has hlo_forms")
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    fillings, places = (tomllib.loads(path.read_text("utf-8")) for path in (FILLINGS, PLACES / "places.toml"))
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        subprocess.run([asked.python, Path(__file__).with_name("blank_forms.py"), FILLINGS, work], check=True)
        with Office(work / "profile") as services:
            for name in asked.names or fillings["documents"]:
                filling = fillings["documents"][name]
                form = fillings["forms"][filling["form"]]
                make(services, name, filling, work / f"{filling['form']}.docx", places[form["language"]])
                beside = json.dumps(told(form, filling, version(services)), ensure_ascii=False, indent=2)
                (DOCUMENTS / f"{name}.json").write_text(beside + "\n", encoding="utf-8")
                print(name)


if __name__ == "__main__":
    main()
