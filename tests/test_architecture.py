"""The shape of the code: rooms that import one way, no circle, modules of one subject, and no wording in Python."""

from __future__ import annotations

import ast
import functools
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from hlo_forms import load_instrument
from places import MODULES, SOURCE, module_name, texts_of, tree_of

ROOMS = {
    "errors": "",
    "basics": "errors",
    "pages": "basics",
    "instrument": "pages",
    "forms": "instrument",
    "readings": "forms",
    "word": "readings",
    "comparison": "readings",
    "batch": "word",
    "research": "comparison",
    "plots": "research",
    "export": "research",
    "facilitator": "batch reports export",
    "reports": "plots word",
    "examples": "reports export facilitator",
    "cli": "examples",
    "__main__": "cli",
}
"""Each room with those it stands on: it may import them, and all that they may import themselves; nothing else."""

ON_USE = {"docx", "docxtpl", "jinja2", "matplotlib", "narwhals", "numpy", "pandas", "polars", "pyarrow", "scipy"}
ON_USE |= {"openpyxl", "pyreadstat", "xlsxwriter"}
NETWORK = {"asyncio", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib.request", "xmlrpc"}
DECLARED = {"attrs", "cattrs", "click", "docx", "docxtpl", "hlo_forms", "jinja2", "lxml", "matplotlib"}
DECLARED |= {"narwhals", "openpyxl", "pandas", "polars", "pyarrow", "pyreadstat", "xlsxwriter"}  # on use
WORD = {"docx", "docxtpl", "lxml"}
LONGEST = 500

DUTCH = re.compile(r"\b(de|het|een|niet|van|voor|formulier|fase|samen|ingevuld|vraag|jullie)\b", re.IGNORECASE)


def below(room: str) -> set[str]:
    """The rooms that a room may import."""
    direct = ROOMS[room].split()
    return {room, *direct}.union(*map(below, direct))


def imports(path: Path, nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The full names of the modules that nodes import."""
    package = ["hlo_forms", *path.relative_to(SOURCE).parent.parts]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{module}.{alias.name}" for alias in node.names]
            yield from (name if is_module(name) else module for name in names)


def is_module(name: str) -> bool:
    place = SOURCE.joinpath(*name.split(".")[1:])
    return name.startswith("hlo_forms.") and (place.with_suffix(".py").exists() or place.is_dir())


@functools.cache
def all_imports(path: Path) -> frozenset[str]:
    """The modules that are imported anywhere in a module, for types or late imports too."""
    return frozenset(imports(path, ast.walk(tree_of(path))))


def own(path: Path, names: Iterable[str]) -> set[str]:
    """The modules of this package among those that a module imports."""
    return {name.removeprefix("hlo_forms.") for name in names if name.startswith("hlo_forms.")} - {module_name(path)}


def circle_in(graph: dict[str, set[str]]) -> set[str]:
    """The modules that import themselves by way of others, or lead to some that do."""
    while leaves := [name for name, used in graph.items() if not used & graph.keys()]:
        graph = {name: used for name, used in graph.items() if name not in leaves}
    return set(graph)


def rooms_entered_upward(graph: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Every import of a room that the importing module's own room may not see."""
    return [
        (name, used)
        for name, imported in graph.items()
        for used in imported
        if used.split(".")[0] not in below(name.split(".")[0])
    ]


@functools.cache
def graph() -> dict[str, set[str]]:
    """Every module with those that it imports."""
    return {module_name(path): own(path, all_imports(path)) for path in MODULES if module_name(path)}


def test_every_module_stands_in_a_room_of_the_table() -> None:
    assert {name.split(".")[0] for name in graph()} == set(ROOMS)


def test_a_room_imports_only_what_it_stands_on() -> None:
    """But for the package itself, which names everything and imports it on use."""
    assert not rooms_entered_upward(graph())


def test_imports_have_no_circle() -> None:
    assert not circle_in(graph())


def test_these_checks_see_imports_for_types_and_late_ones_and_circles() -> None:
    source = """
from ..comparison import verdicts
from . import package
if TYPE_CHECKING:
    from ..research.dataset import Dataset
def late():
    from ..forms import Form
"""
    path = SOURCE / "word" / "new.py"
    used = own(path, imports(path, ast.walk(ast.parse(source))))
    assert used == {"comparison.verdicts", "word.package", "research.dataset", "forms"}
    assert {room for _, room in rooms_entered_upward({"word.new": used})} == {"comparison.verdicts", "research.dataset"}
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == {"a", "b", "c"}


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported: not its functions, and nothing that only types need."""
    for child in ast.iter_child_nodes(node):
        for_types = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
        if not (for_types or isinstance(child, ast.FunctionDef)):
            yield child
            yield from at_import(child)


def libraries(names: Iterable[str]) -> set[str]:
    """The first names of what is imported."""
    return {name.split(".")[0] for name in names}


def test_heavy_libraries_are_imported_on_use() -> None:
    first = {module_name(path): libraries(imports(path, at_import(tree_of(path)))) for path in MODULES}
    assert not {name: used for name, imported in first.items() if (used := imported & ON_USE)}
    assert libraries(imports(SOURCE / "new.py", at_import(ast.parse("if a:\n    import pandas")))) == {"pandas"}


def test_nothing_reaches_for_the_network() -> None:
    used = set().union(*map(all_imports, MODULES))
    assert not {name for name in used if name in NETWORK or name.split(".")[0] in NETWORK}


def test_only_declared_libraries_are_imported() -> None:
    used = libraries(set().union(*map(all_imports, MODULES)))
    assert used - set(sys.stdlib_module_names) <= DECLARED


def test_a_module_has_one_subject_and_fits_on_a_few_screens() -> None:
    lengths = {module_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {name: length for name, length in lengths.items() if length > LONGEST}


def test_only_the_word_package_knows_word() -> None:
    others = [path for path in MODULES if "word" not in path.relative_to(SOURCE).parts]
    assert not [path.name for path in others if "schemas.openxmlformats.org" in path.read_text(encoding="utf-8")]
    assert not [(path.name, used) for path in others if (used := libraries(all_imports(path)) & WORD)]


def test_what_partners_see_stands_in_the_language_data() -> None:
    instrument = load_instrument()
    wordings = [*instrument.words.values(), *instrument.prompts.values()]
    shown = {text for wording in wordings for text in wording.values() if len(text) >= 12 and " " in text}
    literals = "\0".join(text for path in MODULES for text in texts_of(path))
    assert not [text for text in shown if text in literals]


def test_no_dutch_stands_in_the_code() -> None:
    assert not [(path.name, text) for path in MODULES for text in texts_of(path) if DUTCH.search(text)]
