"""The reference of the site: every public name has an example that runs, and every attribute a meaning."""

from __future__ import annotations

import importlib.util
import inspect
import re
import sys
from types import ModuleType

import attrs
import pytest

from places import ROOT

TOOLS = ROOT / "tools"


def tool(name: str) -> ModuleType:
    """A script of ours, as a module."""
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec
    assert spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


docstrings = tool("docstrings")
reference = tool("build_reference")
NAMES = docstrings.public()
CLASSES = [name for name in NAMES if inspect.isclass(name.value)]


def test_every_public_name_has_an_example() -> None:
    """They run in `test_docstrings`. An alias of types has none: it has a text below it, in the source."""
    without = [name.path for name in NAMES if not name.is_alias and ">>> " not in name.text]
    assert without == [], "add an example (>>> …) to the docstrings of these"
    bare = [name.path for name in NAMES if name.is_alias and not name.text]
    assert bare == [], 'add a text ("""…""") below the definition of these'


def test_every_attribute_of_a_public_class_is_described() -> None:
    for name in CLASSES:
        meanings = docstrings.attributes(name.value)
        missing = [each for each in docstrings.attributes_of(name.value) if each not in meanings]
        assert missing == [], f"add a line for each to `Attributes:` in the docstring of {name.path}"


def test_what_is_described_is_there() -> None:
    """A field or member; of an error, what it keeps of its arguments."""
    for name in CLASSES:
        source = "".join(inspect.getsource(base) for base in docstrings.bases(name.value))
        there = {*docstrings.attributes_of(name.value), *re.findall(r"self\.(\w+)(?:: [^=]+)? = ", source)}
        assert docstrings.attributes(name.value).keys() <= there, name.path


def test_meanings_read_like_sentences() -> None:
    for name in CLASSES:
        for attribute, meaning in docstrings.attributes(name.value).items():
            assert meaning[0] == '"' or meaning[0].isupper(), (name.path, attribute)
            assert meaning.endswith("."), (name.path, attribute)


def test_a_class_without_a_meaning_for_an_attribute_is_seen() -> None:
    @attrs.frozen
    class Bench:
        """A bench.

        Attributes:
            seats: The number of people
                who can sit on it.
        """

        seats: int
        colour: str

    Bench.__module__ = "hlo_forms.test"
    assert docstrings.attributes(Bench) == {"seats": "The number of people who can sit on it."}
    assert docstrings.attributes_of(Bench) == ["seats", "colour"]


def test_every_public_name_has_a_page_of_its_own() -> None:
    pages = dict(reference.pages())
    assert {reference.page_of(name) for name in NAMES} <= pages.keys()
    assert len({page.lower() for page in pages}) == len(list(reference.pages())), "two pages differ by capitals only"
    for name in NAMES:
        page = pages[reference.page_of(name)]
        assert name.is_alias or ">>> " in page
        attributes = docstrings.attributes_of(name.value) if inspect.isclass(name.value) else []
        assert [each for each in attributes if f":: {name.name}.{each}\n" not in page] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "`Reading.form` of `read`",
            ":py:obj:`Reading.form <hlo_forms.Reading.form>` of :py:obj:`read <hlo_forms.read>`",
        ),
        ("`Reading.nothing` and *this*_", r"``Reading.nothing`` and \*this\*_"),
        ("see `docs/research.md`", "see :doc:`/research`"),
    ],
)
def test_names_in_a_docstring_lead_to_their_pages(text: str, shown: str) -> None:
    assert reference.linked(text, "") == shown
