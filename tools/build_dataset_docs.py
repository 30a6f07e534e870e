"""Write the tables of a data set and its statistics into docs/research.md, as they are defined; `--check` only compares.

python tools/build_dataset_docs.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from hlo_forms.research.tables import schemas

PAGE = Path(__file__).resolve().parents[1] / "docs" / "research.md"


def lines(file: str) -> Iterator[str]:
    """Every table that a file describes, with its columns, in Markdown."""
    for schema in schemas(file).values():
        yield f"\n### `{schema.name}`\n\n{schema.label['en']}.\n\n| column | kind | what it holds |\n|---|---|---|"
        for column in schema.columns:
            codes = f" ({', '.join(f'`{code}`' for code in column.codes)})" if column.codes else ""
            yield f"| `{column.name}` | {column.kind} | {column.label['en']}{codes} |"


def written(page: str) -> str:
    """The page with its tables as they are now."""
    for file in ("dataset", "statistics"):
        begin, end = f"<!-- {file}: begin ({Path(__file__).name}) -->", f"<!-- {file}: end -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = f"{before}{begin}\n{chr(10).join(lines(file))}\n\n{end}{after}"
    return page


def main() -> None:
    """Write the page, or say that it is not fresh."""
    page = PAGE.read_text("utf-8")
    if "--check" not in sys.argv:
        PAGE.write_text(written(page), "utf-8")
    elif page != written(page):
        raise SystemExit(f"{PAGE.name} is not fresh: run python tools/build_dataset_docs.py")


if __name__ == "__main__":
    main()
