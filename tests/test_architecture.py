"""The shape of the code: imports point one way, modules are small, and no wording stands in Python."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hlo_forms.instrument import load_instrument
from places import MODULES, SOURCE, module_name

LAYERS = (
    {"errors", "files", "libraries", "pages", "values", "versions"},
    {"text"},
    {"office", "spreadsheets", "wording"},
    {"fields", "instrument", "instrument_checks", "instrument_files", "instrument_parts", "instrument_page"},
    {"answers", "brought", "field_ids", "field_words", "findings", "people"},
    {
        "alignment_form",
        "commitment_form",
        "form_base",
        "form_fields",
        "form_lines",
        "forms",
        "preparation_form",
        "sharing",
    },
    {"correcting", "interchange", "interchange_problems", "reading_html", "readings"},
    {"reading_json", "results", "sources", "store"},
    {"analysis", "word"},
    {
        "demo",
        "demo_play",
        "example_people",
        "example_words",
        "examples",
        "file_names",
        "folders",
        "forms_folder",
        "many",
        "partner_lists",
        "plan_page",
        "plans",
        "plots",
        "reading_views",
        "registers",
        "returns",
        "returns_words",
        "reporting",
        "status",
        "status_page",
        "template_checks",
    },
    {"export"},
    {"commands"},
    {"cli"},
    {"__main__"},
)
"""A module imports from its own layer and from those above it in this list, never from one below."""

ON_USE = {"docx", "docxtpl", "jinja2", "matplotlib", "narwhals", "numpy", "pandas", "polars", "pyarrow", "scipy"}
ON_USE |= {"openpyxl", "pyreadstat", "xlsxwriter"}
NETWORK = {"asyncio", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib.request", "xmlrpc"}
LONG: dict[str, str] = {}

by_module = pytest.mark.parametrize("path", MODULES, ids=module_name)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path, tree: ast.AST) -> Iterator[str]:
    """The full names of the modules that are imported anywhere below a node."""
    package = ["hlo_forms", *path.relative_to(SOURCE).parent.parts]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found = [f"{module}.{alias.name}" for alias in node.names]
            yield from (name if is_module(name) else module for name in found)


def is_module(name: str) -> bool:
    place = SOURCE.joinpath(*name.split(".")[1:])
    return name.startswith("hlo_forms.") and (place.with_suffix(".py").exists() or place.is_dir())


def layer(module: str) -> int:
    top, *_ = module.split(".")
    return next(index for index, names in enumerate(LAYERS) if top in names)


def own_imports(path: Path, tree: ast.AST) -> set[str]:
    found = {name.removeprefix("hlo_forms.") for name in imports(path, tree) if name.startswith("hlo_forms.")}
    return found - {""}


@pytest.mark.parametrize("path", [path for path in MODULES if module_name(path)], ids=module_name)
def test_every_module_has_a_layer_and_imports_point_one_way(path: Path) -> None:
    """But for the package itself, which names everything and imports it on use."""
    name = module_name(path)
    for imported in own_imports(path, tree_of(path)):
        assert layer(imported) <= layer(name), f"{name} imports {imported}"


@by_module
def test_word_and_analysis_never_see_each_other(path: Path) -> None:
    tops = {imported.split(".")[0] for imported in own_imports(path, tree_of(path))}
    other = {"word": "analysis", "analysis": "word"}.get(module_name(path).split(".")[0])
    assert other not in tops


def test_the_check_of_imports_sees_them() -> None:
    path = SOURCE / "word" / "new.py"
    tree = ast.parse(
        "from ..analysis import comparison\nfrom . import layout\nfrom .. import forms\nimport docx.shared"
    )
    assert set(imports(path, tree)) == {
        "hlo_forms.analysis.comparison" if is_module("hlo_forms.analysis.comparison") else "hlo_forms.analysis",
        "hlo_forms.word.layout",
        "hlo_forms.forms",
        "docx.shared",
    }


def at_import(tree: ast.Module) -> ast.Module:
    """What runs when a module is imported: not its functions, and nothing that only types need."""

    class Pruned(ast.NodeTransformer):
        def visit_FunctionDef(self, _node: ast.FunctionDef) -> None:
            return None

        def visit_If(self, node: ast.If) -> ast.AST | None:
            return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)

    return Pruned().visit(tree)


@by_module
def test_heavy_libraries_are_imported_on_use(path: Path) -> None:
    found = {name.split(".")[0] for name in imports(path, at_import(tree_of(path)))}
    assert not found & ON_USE


def test_imports_have_no_circle() -> None:
    graph = {module_name(path): own_imports(path, at_import(tree_of(path))) - {module_name(path)} for path in MODULES}
    while leaves := [name for name, found in graph.items() if not found & graph.keys()]:
        graph = {name: found for name, found in graph.items() if name not in leaves}
    assert not graph


@by_module
def test_nothing_reaches_for_the_network(path: Path) -> None:
    found = set(imports(path, tree_of(path)))
    assert not {name for name in found if name in NETWORK or name.split(".")[0] in NETWORK}


@by_module
def test_only_declared_libraries_are_imported(path: Path) -> None:
    declared = {"attrs", "cattrs", "click", "docx", "docxtpl", "hlo_forms", "jinja2", "lxml", "matplotlib"}
    declared |= {
        "narwhals",
        "openpyxl",
        "pandas",
        "polars",
        "pyarrow",
        "pyreadstat",
        "xlsxwriter",
    }  # on use, for who asks for them
    found = {name.split(".")[0] for name in imports(path, tree_of(path))}
    assert found - set(sys.stdlib_module_names) <= declared


@by_module
def test_a_module_has_one_subject_and_fits_on_a_few_screens(path: Path) -> None:
    length = len(path.read_text(encoding="utf-8").splitlines())
    assert length <= 300 or module_name(path) in LONG


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name != "word"], ids=module_name)
def test_only_the_word_package_knows_word(path: Path) -> None:
    assert "schemas.openxmlformats.org" not in path.read_text(encoding="utf-8")
    assert not {name.split(".")[0] for name in imports(path, tree_of(path))} & {"docx", "docxtpl", "lxml"}


def texts(path: Path) -> Iterator[str]:
    """The texts in a module, less its docstrings."""
    tree = tree_of(path)
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@by_module
def test_what_partners_see_stands_in_the_language_data(path: Path) -> None:
    instrument = load_instrument()
    wordings = [*instrument.words.values(), *instrument.prompts.values()]
    said = {text for wording in wordings for text in wording.values() if len(text) >= 12 and " " in text}
    assert not [(text, literal) for literal in texts(path) for text in said if text in literal]


@by_module
def test_no_dutch_stands_in_the_code(path: Path) -> None:
    dutch = re.compile(r"\b(de|het|een|niet|van|voor|formulier|fase|samen|ingevuld|vraag|jullie)\b", re.IGNORECASE)
    assert not [text for text in texts(path) if dutch.search(text)]


def test_this_list_of_long_modules_is_no_longer_than_needed() -> None:
    lengths = {module_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert all(lengths.get(name, 0) > 300 for name in LONG)
