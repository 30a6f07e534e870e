"""A data set as a piece of HTML: what is in it, and what is missing."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..forms import FORMS
from ..pages.html import style_sheet
from .tables import word

if TYPE_CHECKING:
    from .dataset import Dataset

_SHOWN = 25


def html_of(dataset: Dataset, language: str) -> str:
    """What is in a data set and what is missing; everything that was written is escaped."""
    page = _Page(dataset, language)
    return f'<div lang="{language}" class="hlo-page"><style>{style_sheet()}</style>{"".join(page.parts())}</div>'


class _Page:
    def __init__(self, dataset: Dataset, language: str) -> None:
        self.dataset = dataset
        self.language = language
        self._names: dict[str, dict[str, str]] = {}

    def parts(self) -> Iterator[str]:
        yield f"<p><strong>{self._say('title')}</strong>: {'; '.join(self._counts())}</p>"
        yield self._table("what", ["phase", "round", "forms"], self._phases())
        yield self._missing()
        yield self._failures()
        yield self._versions()
        sizes = [(name, str(len(table))) for name, table in self.dataset.tables.items()]
        shown = ", ".join(f"{html.escape(name)} {count}" for name, count in sizes)
        yield f"<p>{self._say('tables_heading')} ({self._say('rows')}): {shown}</p>"

    def _say(self, key: str) -> str:
        return html.escape(word(key, self.language))

    def _counts(self) -> Iterator[str]:
        dataset = self.dataset
        yield f"{len(dataset)} {self._say('forms')}"
        yield f"{len(dataset['partnerships'])} {self._say('partnerships')}"
        yield f"{len(dataset['organisations'])} {self._say('organisations')}"
        doubtful = sum(bool(row["doubts"]) for row in dataset["forms"])
        yield f"{doubtful} {self._say('doubtful')}"
        if dataset.files:
            results = [file["result"] for file in dataset["sources"]]
            same = sum(file["same_as"] is not None for file in dataset["sources"])
            kinds = {"not_read": results.count("failed"), "no_form": results.count("no_form"), "same": same}
            told = ", ".join(f"{count} {self._say(key)}" for key, count in kinds.items() if count)
            yield f"{len(dataset.files)} {self._say('files')}{f' ({told})' if told else ''}"

    def _phases(self) -> list[list[str]]:
        found: dict[tuple[str, str], int] = {}
        phases = [kind.phase for kind in FORMS]
        for entry in self.dataset.entries:
            key = (entry.form.phase, entry.form.round or "")
            found[key] = found.get(key, 0) + 1
        order = sorted(found, key=lambda key: (phases.index(key[0]), key[1]))
        return [
            [self._phase(phase), round or self._plain("unknown"), str(found[phase, round])] for phase, round in order
        ]

    def _phase(self, phase: str) -> str:
        entry = next(entry for entry in self.dataset.entries if entry.form.phase == phase)
        label = entry.form.instrument.phase(phase).label
        return label.get(self.language) or next(iter(label.values()))

    def _number(self, phase: str) -> int:
        entry = next(entry for entry in self.dataset.entries if entry.form.phase == phase)
        return entry.form.instrument.phase(phase).number

    def _name(self, kind: str, id: object) -> str:
        """What an organisation or partnership is called; its id where it has no name."""
        if kind not in self._names:
            self._names[kind] = {str(row[kind]): str(row["name"] or row[kind]) for row in self.dataset[f"{kind}s"]}
        return self._names[kind].get(str(id), str(id))

    def _plain(self, key: str) -> str:
        return word(key, self.language)

    def _missing(self) -> str:
        """Which side of which partnership did not answer, by round and phase."""
        rows = [
            [
                self._name("partnership", row["partnership"]),
                str(row["round"] or self._plain("unknown")),
                str(self._number(str(row["phase"]))),
                self._who(row["organisation"], row["organisation_type"]),
                self._plain(str(row["response"])),
            ]
            for row in self.dataset["responses"]
            if row["response"] != "filled_in"
        ]
        if not rows:
            return f"<p>{self._say('none_missing')}</p>" if len(self.dataset["responses"]) else ""
        return self._table("missing_heading", ["partnership", "round", "phase", "organisation", "response"], rows)

    def _who(self, organisation: object, type: object) -> str:
        if organisation is not None:
            return self._name("organisation", organisation)
        if type is None:
            return self._plain("together")
        label = self.dataset.entries[0].form.instrument.organisation_type(str(type)).label
        return self._plain("nobody_of").replace("{type}", label.get(self.language) or str(type))

    def _failures(self) -> str:
        rows = [[found.source, found.in_words(self.language)] for found in self.dataset.failures]
        return self._table("failed_heading", ["file", "reason"], rows) if rows else ""

    def _versions(self) -> str:
        counts = Counter(row["form_id"] for row in self.dataset["forms"])
        firsts = {row["form_id"]: row for row in self.dataset["forms"] if counts[row["form_id"]] > 1}
        rows = [
            [
                *(str(row[name] or self._plain("unknown")) for name in ("partnership", "round", "organisation")),
                str(counts[id]),
            ]
            for id, row in firsts.items()
        ]
        note = f"<p>{self._say('versions_note')}</p>" if rows else ""
        columns = ["partnership", "round", "organisation", "versions"]
        return self._table("versions_heading", columns, rows) + note if rows else ""

    def _table(self, caption: str, columns: Iterable[str], rows: list[list[str]]) -> str:
        head = "".join(f'<th scope="col">{_capital(self._say(name))}</th>' for name in columns)
        body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows[:_SHOWN])
        more = len(rows) - _SHOWN
        told = f"<p>{self._say('more').replace('{count}', str(more))}</p>" if more > 0 else ""
        title = f"<caption>{self._say(caption)}</caption>"
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{told}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
