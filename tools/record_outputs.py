"""Record the sha256 of everything the library makes, so that a change of its inside can be held against the state before.

    python tools/record_outputs.py before.json
    …
    python tools/record_outputs.py after.json --against before.json

Documents, exports, JSON texts, readings, findings in words and pictures must stay byte for byte the same; pages (HTML) and texts for a terminal
are recorded apart, and written to `--pages FOLDER` to be looked at side by side.
The fingerprint of the reader, which is made of the sources, is held still.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

import hlo_forms as hlo
import hlo_forms.examples
import hlo_forms.plots

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
KEPT, PAGES = "kept", "pages"  # what must stay the same, and what may be laid out otherwise
LANGUAGES = ("nl", "en")
Made = Iterator[tuple[str, str, str | bytes]]  # a kind, a name, a text or bytes


def hold_the_fingerprint_still() -> None:
    """Put one fixed version in place of the reader's own, in every module that names it."""
    for module in pkgutil.walk_packages(hlo.__path__, "hlo_forms."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name, module in list(sys.modules.items()):
        if name.startswith("hlo_forms") and hasattr(module, "reader_version"):
            module.reader_version = lambda: "0.0.0+fixed"


def plain(value: Any) -> Any:  # Any: whatever a reading holds
    """A value as JSON knows it."""
    if isinstance(value, hlo.Form):
        return json.loads(hlo.to_json(value))
    if attrs.has(type(value)):
        names = (field.name for field in attrs.fields(type(value)))
        return {name: plain(getattr(value, name)) for name in names if not name.startswith("_")}
    if hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [plain(item) for item in value]
        return sorted(items, key=repr) if isinstance(value, (set, frozenset)) else items
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def dumped(value: Any) -> str:  # Any: as above
    """A value as JSON text."""
    return json.dumps(plain(value), ensure_ascii=False, indent=1)


def of_reading(name: str, reading: hlo.Reading) -> Made:
    """A reading, its findings in words, and its page."""
    held = {field.name: getattr(reading, field.name) for field in attrs.fields(hlo.Reading)}
    yield KEPT, f"{name} reading", dumped(held)
    yield KEPT, f"{name} findings", "\n".join(reading.messages())
    yield PAGES, f"{name}.html", reading._repr_html_()


def demo() -> Made:
    """All files of the demo, and what it tells on the way."""
    from click.testing import CliRunner

    main = importlib.import_module("hlo_forms.cli.main").main
    with tempfile.TemporaryDirectory() as folder:
        done = CliRunner().invoke(main, ["demo", folder])
        if done.exit_code:
            raise SystemExit(done.output)
        yield KEPT, "demo told", done.output.replace(folder, "DEMO")
        for path in sorted(path for path in Path(folder).rglob("*") if path.is_file() and path.name[0] != "."):
            name = f"demo/{path.relative_to(folder)}"
            yield (PAGES if path.suffix == ".html" else KEPT), name, path.read_bytes()
            if path.suffix == ".docx" and "verslag" not in path.name:
                yield from of_reading(name, hlo.read(path))


def documents() -> Made:
    """Readings of the documents of the tests, saved by real programs."""
    for folder in ("documents", "odt_documents"):
        for path in sorted((ROOT / "tests" / folder).glob("*.[do][od][ct]*")):
            yield from of_reading(f"{folder}/{path.name}", hlo.read(path))


def invented() -> Made:
    """Several hundred invented forms: their documents, JSON texts and readings; and the forms that follow from them."""
    for language in LANGUAGES:
        for index, form in enumerate(hlo.examples.forms(20, languages=[language], seed=7)):
            name = f"invented/{language}/{index:03}"
            data = hlo.render(form, language=language)
            yield KEPT, f"{name}.docx", data
            yield KEPT, f"{name}.json", hlo.to_json(form)
            yield from of_reading(name, hlo.read(data))
            if isinstance(form, hlo.PreparationForm):
                yield KEPT, f"{name} renewed.docx", hlo.render(hlo.renew(form, round="2030"), language=language)


def samples() -> Made:
    """The forms of the tests, blank and full, and attacks on the reader."""
    from samples import BLANK, FULL

    for language in LANGUAGES:
        for name, form in {**{f"blank {key}": form for key, form in BLANK.items()}, **FULL}.items():
            data = hlo.render(form, language=language)
            yield KEPT, f"samples/{language}/{name}.docx", data
            yield from of_reading(f"samples/{language}/{name}", hlo.read(data))
    for name, data in (("pdf", b"%PDF-1.7"), ("text", b"abc"), ("empty", b""), ("zip", b"PK\x05\x06" + bytes(18))):
        try:
            hlo.read(data)
        except hlo.DocumentError as error:
            yield (
                KEPT,
                f"refused/{name}",
                "\n".join([error.code, *(error.in_words(language=language) for language in LANGUAGES)]),
            )


def partnerships() -> Made:
    """Comparisons, meetings, voices, recalibrations, reports and pictures, with two to eight partners."""
    from partnerships import commitments, forms, meeting, next_year

    for count in (2, 3, 5, 8):
        first, met, own = forms(count), meeting(count), commitments(count)
        comparison, later = hlo.compare(first), next_year(first)
        change = hlo.recalibrate(first, later)
        aligned = hlo.AlignmentForm.from_forms(first)
        values = {"comparison": comparison, "change": change, "aligned": aligned}
        yield KEPT, f"{count}/values", dumped({key: repr(value) for key, value in values.items()})
        yield KEPT, f"{count}/aligned.json", hlo.to_json(aligned)
        for language in LANGUAGES:
            name = f"{count}/{language}"
            options: dict[str, Any] = {
                "meeting": met,
                "commitments": own,
                "date": "3 december 2026",
            }  # Any: several kinds
            yield KEPT, f"{name}/aligned.docx", hlo.render(aligned, language=language)
            brought = hlo.CommitmentForm.from_forms(first[0], met)
            yield KEPT, f"{name}/brought.docx", hlo.render(brought, language=language)
            yield from of_reading(f"{name}/aligned", hlo.read(hlo.render(aligned, language=language)))
            for key, subject in (("comparison", comparison), ("change", change)):
                more = options if key == "comparison" else {}
                yield KEPT, f"{name}/{key}.docx", hlo.report(subject, language=language, pictures=count == 3, **more)
                yield PAGES, f"{name}/{key}.html", hlo.to_html(subject, language=language, pictures=False, **more)
                yield PAGES, f"{name}/{key} piece.html", subject.to_html(language=language)
                if key == "comparison":
                    yield PAGES, f"{name}/{key}.txt", subject.to_text(language=language)
            for key, picture in (
                ("motives", hlo.plots.motives(comparison, language=language)),
                ("categories", hlo.plots.categories(comparison, language=language)),
                ("rounds", hlo.plots.recalibration(change, language=language)),
                ("relations", hlo.plots.relations(met, language=language)),
            ):
                yield KEPT, f"{name}/{key}.svg", picture.to_svg()
                yield KEPT, f"{name}/{key} words", f"{picture.title}\n{picture.alt}"


def datasets() -> Made:
    """Exports, statistics and pseudonyms of a data set."""
    from exported import everything

    results = list(hlo.read_many(hlo.examples.documents(12, seed=3)))
    for label, dataset in (("invented", hlo.Dataset(results)), ("everything", everything())):
        for language in LANGUAGES:
            yield from exports(f"{label}/{language}", dataset, language)
        yield from statistics(label, dataset)
    coded = hlo.pseudonymise(hlo.Dataset(results), b"0" * 32, names=["Meerdijk"])
    yield KEPT, "pseudonymised", dumped({name: list(table) for name, table in coded.dataset.tables.items()})
    yield KEPT, "pseudonymised told", dumped([repr(coded), coded.key_file() if hasattr(coded, "key_file") else ""])


def exports(label: str, dataset: hlo.Dataset, language: str) -> Made:
    """Every file of every format."""
    for everything in (False, True):
        for write in (hlo.to_csv, hlo.to_jsonl, hlo.to_parquet, hlo.to_spss):
            with tempfile.TemporaryDirectory() as folder:
                for path in sorted(write(dataset, folder, language=language, everything=everything)):
                    data = path.read_bytes()
                    if path.suffix == ".sav":
                        data = data[:84] + data[101:]  # its header holds the time of day
                    yield KEPT, f"{label}/{everything}/{write.__name__}/{path.name}", data
        yield (
            KEPT,
            f"{label}/{everything}/dataset.xlsx",
            hlo.to_excel(dataset, language=language, everything=everything),
        )
    yield KEPT, f"{label}/dataset.qdpx", hlo.to_qdpx(dataset, language=language)
    yield KEPT, f"{label}/codebook.qdc", hlo.to_qdc(dataset, language=language)
    book = hlo.codebook(dataset)
    yield KEPT, f"{label}/codebook.md", book.to_markdown(language=language)
    yield PAGES, f"{label}/codebook.html", book.to_html(language=language)
    yield PAGES, f"{label}/dataset.html", dataset.to_html(language=language)


def statistics(label: str, dataset: hlo.Dataset) -> Made:
    """Every statistic with its rows, what explains it, and its page."""
    one_round = dataset.filter(round="2026")
    for name, statistic in (
        ("counts", one_round.counts(by="organisation_type")),
        ("all counts", dataset.counts()),
        ("categories", one_round.category_counts()),
        ("co-occurrence", one_round.co_occurrence()),
        ("sharing", one_round.sharing()),
        ("differences", one_round.differences("organisation_type")),
        ("changes", dataset.changes("2025", "2026")),
    ):
        yield KEPT, f"{label}/{name}", dumped(statistic)
        for language in LANGUAGES:
            yield (
                KEPT,
                f"{label}/{name}/{language}",
                dumped([statistic.remarks(language=language), statistic.explained(language=language)]),
            )
            yield PAGES, f"{label}/{name}/{language}.html", statistic.to_html(language=language)
    safe = hlo.hide_small(dataset.counts(by="sector"))
    yield KEPT, f"{label}/safe", dumped(safe)
    for name, table in dataset.tables.items():
        yield KEPT, f"{label}/tables/{name}", dumped([table.schema, list(table)])


def record(pages: Path | None) -> dict[str, dict[str, str]]:
    """The sha256 of all that is made, by kind and name."""
    digests: dict[str, dict[str, str]] = {KEPT: {}, PAGES: {}}
    for part in (demo, documents, invented, samples, partnerships, datasets):
        for kind, name, content in part():
            data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
            digests[kind][name] = hashlib.sha256(data).hexdigest()
            if pages and (kind == PAGES or name.endswith(".keep")):
                path = pages / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    return digests


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("record", type=Path, help="where to write the digests, as JSON")
    parser.add_argument("--against", type=Path, help="an earlier record to hold them against")
    parser.add_argument("--pages", type=Path, help="a folder for the pages and texts themselves")
    options = parser.parse_args()
    hold_the_fingerprint_still()
    digests = record(options.pages)
    options.record.write_text(json.dumps(digests, indent=0, sort_keys=True), encoding="utf-8")
    print({kind: len(names) for kind, names in digests.items()})
    if options.against is None:
        return 0
    earlier = json.loads(options.against.read_text(encoding="utf-8"))
    differ = {
        kind: sorted(k for k in {*names, *earlier[kind]} if names.get(k) != earlier[kind].get(k))
        for kind, names in digests.items()
    }
    for kind, names in differ.items():
        print(
            f"{kind}: {len(names)} of {len(digests[kind])} differ", *(names if kind == KEPT else names[:5]), sep="\n  "
        )
    return bool(differ[KEPT])


if __name__ == "__main__":
    sys.exit(main())
