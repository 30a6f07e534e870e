"""The remains of our forms after each program: the tables of docs/word.md, measured with the programs that are installed.

    python tools/programs.py [--only NAME] [--every 3]

Honest forms of every phase (`tests/honest.py`), filled in by hands that press Enter, make lists and clear prompts
(`tests/hands.py`), go through each way of each program (`tests/editors.py`) and are read. Printed as Markdown: what of
a form survives, the values that came out otherwise, and the findings to look at, all of which are too many.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path

import hlo_forms as hlo

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from editors import PATHS, flatten, in_parts, is_here
from hands import filled_in
from honest import Document, honest_documents, own_instruments

MARK = "Regel een\nRegel twee\n\nRegel vier"
SAMPLE = hlo.PreparationForm(
    organisation=hlo.Organisation("De Linde", type="practice_partner"),
    motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Korte lijnen")],
    answers={"preparation.1": MARK},
)
KEPT = {
    "tags": 'w:tag w:val="motives.network|loext:tag="motives.network',
    "state of boxes": '(w14:)?checked w14:val="1"|w14:checked="1"|loext:checked="true"',
    "signs ☐ ☒": "☐.*☒|☒.*☐",
    "custom property": '(name|meta:name)="hlo_forms"',
    "line of identity": "hlo1/strategic-motives",
}
ROWS = r"<w:tr[ >]|<table:table-row[ >]"


def kept(before: bytes, typed: bytes) -> dict[str, str]:
    """Tell how much a program kept of the sample with its lines within a paragraph, and of the one with paragraphs."""
    whole = _inside(before)
    said = {name: "kept" if re.search(pattern, whole, re.DOTALL) else "lost" for name, pattern in KEPT.items()}
    said["rows"] = f"{len(re.findall(ROWS, whole))} of {len(re.findall(ROWS, _inside(hlo.render(SAMPLE))))}"
    for name, data in (("lines within a paragraph", before), ("lines by Enter", typed)):
        answer = hlo.read(data).form.answers.get("preparation.1")
        said[name] = {MARK: "kept", MARK.replace("\n\n", "\n"): "kept, but for empty ones"}.get(
            str(answer), repr(answer)
        )
    return said


def _inside(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return " ".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())


def differing(one: Document, reading: hlo.Reading) -> int:
    """The number of values that came out otherwise, apart from white space: silent faults, of the program or ours."""
    if len(reading.forms) != 1:
        return 1
    sent, came = (
        {
            field: " ".join(value.split()) if isinstance(value, str) else value
            for field, value in flatten(form, one.language).items()
        }
        for form in (one.form, reading.form)
    )
    return sum(sent.get(field) != came.get(field) for field in sent.keys() | came.keys())


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="", help="a part of the name of a way")
    parser.add_argument("--every", type=int, default=1, help="every nth document only")
    asked = parser.parse_args()
    sent, instruments = honest_documents(asked.every), own_instruments()
    sample = hlo.render(SAMPLE)
    samples = [sample, filled_in(sample, lines="paragraphs", cleared=False)]
    for way, (_, convert) in PATHS.items():
        if asked.only not in way or not is_here(way):
            continue
        print(f"\n{way}:", ", ".join(f"{name} {said}" for name, said in kept(*convert(samples)).items()))
        told: Counter[str] = Counter()
        wrong, doubtful = 0, []
        for one, data in zip(sent, in_parts(convert, [one.data for one in sent]), strict=True):
            try:
                reading = hlo.read(data, instruments=instruments)
            except hlo.DocumentError:  # AbiWord breaks down now and then, or writes what is no XML
                told["no document"] += 1
                continue
            codes = Counter(finding.code for finding in reading.warnings)
            told, wrong = told + codes, wrong + differing(one, reading)
            doubtful += [one.name] if codes else []
        print(f"{len(sent)} documents, {wrong} values differ, {len(doubtful)} with findings to look at: {dict(told)}")


if __name__ == "__main__":
    main()
