"""Build the page of the documentation that follows from the code: the catalogue of findings.

python tools/build_docs.py           writes docs/findings.md
python tools/build_docs.py --check   exit status 1 where it is not fresh
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from hlo_forms import Severity, load_instrument
from hlo_forms.readings.findings import CODES

FINDINGS = Path(__file__).resolve().parent.parent / "docs" / "findings.md"
LANGUAGES = {"en": "English", "nl": "Nederlands"}
INTRODUCTION = """\
# Findings

*This page is made by `tools/build_docs.py` from the codes in `src/hlo_forms/readings/findings.py` and the words in
`src/hlo_forms/messages/forms.toml`; change those, not this.*

A reading never guesses in silence. What was noticed in a document is a `Finding`: a stable `code` and its `severity`, the `field` it
is about, the `place` in the document and what was `seen` there. The words come last, in the language of the form:

```python
from hlo_forms import Finding, Place, load_instrument

place = Place(heading="Kapitaal gerelateerde motieven", row=3, column="Beoogde opbrengst")
finding = Finding(code="text-struck", field="motives.network.outcome", place=place, seen="Tien stageplaatsen")
print(finding.message(load_instrument(), language="nl"))
```

```text
tabel Kapitaal gerelateerde motieven, rij 3, kolom Beoogde opbrengst: In dit antwoord is tekst doorgestreept; die telt nog mee. \
Vraag na of hij nog geldt. Gezien: “Tien stageplaatsen”.
```

Rows count from 1 and include the header row. A *warning* wants a look; an *info* is told. Warnings about a field are its *doubts*
(`reading.doubts("motives.network")`) and travel along into comparisons. A person settles them with `reading.corrected(…)`: the findings
stay, and no longer count. [reading.md](reading.md) says what is read from where, [refusals.md](refusals.md) which files are not read.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *_findings()])


def _findings() -> Iterator[str]:
    for severity in (Severity.WARNING, Severity.INFO):
        yield f"## {severity.value.capitalize()}\n"
        yield from _table({code: f"finding.{code}" for code in CODES if CODES[code] is severity})
        yield ""


def _table(keys: dict[str, str]) -> Iterator[str]:
    instrument = load_instrument()
    yield f"| code | {' | '.join(LANGUAGES.values())} |"
    yield "|---" * (1 + len(LANGUAGES)) + "|"
    for code, key in sorted(keys.items()):
        yield f"| `{code}` | {' | '.join(instrument.word(key, language) for language in LANGUAGES)} |"


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    made = page()
    if arguments == ["--check"]:
        fresh = FINDINGS.exists() and FINDINGS.read_text(encoding="utf-8") == made
        print(f"{FINDINGS.name}: {'fresh' if fresh else 'not fresh, run tools/build_docs.py'}")
        return 0 if fresh else 1
    FINDINGS.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
