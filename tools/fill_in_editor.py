"""Fill in forms through LibreOffice and keep what it saves: the documents of `tests/documents`.

    /usr/bin/python3 tools/fill_in_editor.py --python PYTHON [NAME...]

Runs under the Python that has `uno` (Debian: python3-uno). PYTHON is one that has `hlo_forms`; it renders the
blank forms. `tests/documents/source/fillings.toml` says what is typed, `places.toml` where a person sees each
field. Beside each document stands NAME.json: what was sent, what was typed, and the fields that must come back,
all from those lists and never from our own reader. The same input gives the same text; LibreOffice writes the
time of saving, so the bytes differ.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from word_editor import Document, Office, convert, text_of, version

Uno = Any  # Any: objects of LibreOffice
Table = dict[str, Any]  # Any: what a TOML table holds
DOCUMENTS = Path(__file__).parent.parent / "tests" / "documents"
SOURCE = DOCUMENTS / "source"


class Person:
    """Somebody who fills in a form, and finds each field by the words printed there."""

    def __init__(self, document: Document, places: Table, filling: Table) -> None:
        self.document = document
        self.places = places
        self.filling = filling

    def fill_in(self) -> None:
        """Do everything that the list says, in its order."""
        for column, count in self.filling.get("add_rows", {}).items():
            for _ in range(count):
                self._add_row(self.places[column])
        for field, value, *how in self.filling["typed"]:
            self._answer(field, value, how[0] if how else self.filling["how"])
        for field, how in self.filling.get("cleared", ()):
            self.document.clear(self._cell(field), how)
        for remark in self.filling.get("elsewhere", ()):
            self._remark(remark)

    def _add_row(self, place: Table) -> None:
        rows = self.document.table_below(place["heading"]).Rows.Count
        self.document.add_row(self.document.in_column(place["heading"], place["column"], rows - 1))

    def _answer(self, field: str, value: str | bool, how: str) -> None:
        if isinstance(value, bool):
            label, _ = self.document.labelled(self.places[field.removesuffix(".ticked")]["beside"])
            self._tick(label, value)
            return
        options = self._place(field)[0].get("options")
        cell = self._cell(field)
        if options:
            self._tick(cell, True, options[value])
        else:
            self.document.type_in(cell, value, how)
            self._look(field, cell, value, how)

    def _tick(self, cell: Uno, ticked: bool, option: str = "") -> None:
        if self.filling.get("boxes") == "x":
            self.document.type_over_box(cell, "x", option)
        else:
            self.document.tick(cell, ticked, option)

    def _look(self, field: str, cell: Uno, value: str, how: str) -> None:
        """Does the page now say what was typed? If not, the list would not be the truth."""
        seen = text_of(cell)
        if seen != value if how in {"over", "instead"} else value not in seen:
            raise RuntimeError(f"{field}: typed {value!r}, but the page says {seen!r}")

    def _remark(self, remark: Table) -> None:
        if "in" in remark:
            self.document.type_behind(self.document.labelled(remark["in"])[0], remark["text"])
        else:
            self.document.type_below(self.document.paragraph(remark["after"]), remark["text"])

    def _place(self, field: str) -> tuple[Table, int]:
        """Where a field is, and the number of its row (0 where it has none)."""
        field = field.removesuffix(".outcome") if field.startswith("motives.") else field
        if field in self.places:
            return self.places[field], 0
        records, row, column = field.rsplit(".", 2)
        return self.places[f"{records}.{column}"], int(row)

    def _cell(self, field: str) -> Uno:
        place, row = self._place(field)
        if "beside" in place:
            return self.document.labelled(place["beside"])[1]
        if "under" in place:
            return self.document.table_below(place["under"]).getCellByName("A1")
        return self.document.in_column(place["heading"], place["column"], row)


def sent_fields(form: Table) -> dict[str, str | bool]:
    """What stands on a form when it is sent, by field."""
    fields: dict[str, str | bool] = {}
    for key, value in form.items():
        fields |= _sent(key, value) if key not in {"phase", "language"} else {}
    for number, row in enumerate(form.get("organisations", ()), start=1):
        fields[f"own_answers.alignment.6.{number}.organisation"] = row["name"]
    return fields


def _sent(key: str, value: Any) -> dict[str, str | bool]:  # Any: what a TOML key holds
    if key == "motives":
        facts = ("ticked", "outcome")
        return {f"motives.{row['motive']}.{name}": row[name] for row in value for name in facts if name in row}
    if isinstance(value, list):
        return {f"{key}.{number}.{name}": text for number, row in enumerate(value, 1) for name, text in row.items()}
    if isinstance(value, dict):
        return {f"{key}.{name}": text for name, text in value.items()}
    return {"partnership.name" if key == "partnership" else key: value}


def beside_prompt(filling: Table) -> list[str]:
    """The fields that were typed before or after a prompt that stayed."""
    habits = ((field, value, how[0] if how else filling["how"]) for field, value, *how in filling["typed"])
    return [field for field, value, how in habits if how in {"before", "after"} and isinstance(value, str)]


def described(form: Table, filling: Table, program: str) -> Table:
    """What stands beside a document: how it came about, and the fields that must come back."""
    sent = sent_fields(form)
    remarks = filling.get("elsewhere", ())
    outside = {remark["answers"]: remark["text"] for remark in remarks if "answers" in remark}
    typed = {field: value for field, value, *_ in filling["typed"]} | outside
    cleared = [field for field, _ in filling.get("cleared", ())]
    fields = {field: value for field, value in (sent | typed).items() if field not in cleared and value is not False}
    return {
        "phase": form["phase"],
        "language": form["language"],
        "program": program,
        "saved_as": filling["saved_as"],
        "how": filling["how"],
        "boxes": filling.get("boxes", "ticked"),
        "sent": sent,
        "typed": typed,
        "cleared": cleared,
        "beside_prompt": beside_prompt(filling),
        "outside_box": list(outside),
        "elsewhere": [remark["text"] for remark in remarks if "answers" not in remark],
        "fields": {field: value for field, value in fields.items() if not field.endswith(".number")},
    }


def make(services: Uno, name: str, filling: Table, blank: Path, places: Table) -> None:
    """Fill in one form and save it in each kind of file in turn; the last is the document."""
    document = Document(services, blank)
    Person(document, places, filling).fill_in()
    first, *others = filling["saved_as"]
    saved = blank.parent / f"{name}.{first}"
    document.save(saved)
    document.close()
    for number, kind in enumerate(others):
        source, saved = saved, blank.parent / f"{name}-{number}.{kind}"
        convert(services, source, saved)
    (DOCUMENTS / f"{name}.docx").write_bytes(saved.read_bytes())


def main() -> None:
    """Make the documents that were named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--python", required=True, help="a Python that has hlo_forms")
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    fillings, places = (tomllib.loads((SOURCE / f"{name}.toml").read_text("utf-8")) for name in ("fillings", "places"))
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        blank_forms = Path(__file__).with_name("blank_forms.py")
        subprocess.run([asked.python, blank_forms, SOURCE / "fillings.toml", work], check=True)
        with Office(work / "profile") as services:
            for name in asked.names or fillings["documents"]:
                filling = fillings["documents"][name]
                form = fillings["forms"][filling["form"]]
                make(services, name, filling, work / f"{filling['form']}.docx", places[form["language"]])
                beside = json.dumps(described(form, filling, version(services)), ensure_ascii=False, indent=2)
                (DOCUMENTS / f"{name}.json").write_text(beside + "\n", encoding="utf-8")
                print(name)


if __name__ == "__main__":
    main()
