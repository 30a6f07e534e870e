"""One converter for JSON and TOML: nothing is coerced, and every fault has its path."""

from __future__ import annotations

import json
from typing import Literal

import attrs
import cattrs
import pytest

from hlo_forms.basics.structuring import as_is, faults, strict_converter
from hlo_forms.basics.values import FrozenMap

NAMES = {str: "a text", int: "a whole number", bool: "true or false", list: "a list", dict: "an object"}


@attrs.frozen(kw_only=True)
class Leaf:
    name: str
    number: int | None = None
    flag: bool = False


@attrs.frozen(kw_only=True)
class Tree:
    leaves: tuple[Leaf, ...] = ()
    named: FrozenMap[str, Leaf] = attrs.field(factory=FrozenMap)
    kind: Literal["oak", "elm"] = "oak"


def problems(table: object) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(cattrs.BaseValidationError) as told:
        strict_converter(NAMES).structure(table, Tree)
    return [(path, "missing" if isinstance(fault, KeyError) else str(fault)) for path, fault in faults(told.value)]


def test_values_come_back_exactly_and_frozen() -> None:
    tree = Tree(leaves=(Leaf(name="a", number=0), Leaf(name="", flag=True)), named=FrozenMap({"b c": Leaf(name="b")}))
    converter = strict_converter(NAMES)
    table = json.loads(json.dumps(converter.unstructure(tree)))
    assert table == {
        "leaves": [{"name": "a", "number": 0}, {"name": "", "flag": True}],
        "named": {"b c": {"name": "b"}},
    }
    again = converter.structure(table, Tree)
    assert again == tree
    assert isinstance(again.named, FrozenMap)


@pytest.mark.parametrize(
    ("table", "path", "said"),
    [
        ({"leaves": "ab"}, ("leaves",), "expected a list"),
        ({"leaves": {}}, ("leaves",), "expected a list"),
        ({"leaves": [{"name": "a"}, []]}, ("leaves", 1), "expected an object"),
        ({"leaves": [{"name": "a"}, {"name": 3}]}, ("leaves", 1, "name"), "expected a text"),
        ({"leaves": [{"name": None}]}, ("leaves", 0, "name"), "expected a text"),
        ({"leaves": [{"name": "a", "number": True}]}, ("leaves", 0, "number"), "expected a whole number"),
        ({"leaves": [{"name": "a", "number": float("nan")}]}, ("leaves", 0, "number"), "expected a whole number"),
        ({"leaves": [{"name": "a", "number": "1"}]}, ("leaves", 0, "number"), "expected a whole number"),
        ({"leaves": [{"name": "a", "flag": 0}]}, ("leaves", 0, "flag"), "expected true or false"),
        ({"leaves": [{}]}, ("leaves", 0, "name"), "missing"),
        ({"named": []}, ("named",), "expected an object"),
        ({"named": {"b c": {"name": 3}}}, ("named", "b c", "name"), "expected a text"),
    ],
)
def test_a_fault_has_its_path(table: object, path: tuple[str | int, ...], said: str) -> None:
    assert problems(table) == [(path, said)]


def test_every_fault_is_told_unknown_keys_among_them() -> None:
    told = problems({"leaves": [{"name": 1}, {"nme": "a"}], "named": 3, "bark": 1})
    assert [path for path, _ in told] == [("leaves", 0, "name"), ("leaves", 1, "name"), ("leaves", 1), ("named",), ()]
    assert [said.partition(":")[2] for _, said in told if said.startswith("Extra")] == [" nme", " bark"]


def test_no_size_of_number_is_refused_and_literals_are_left_to_their_fields() -> None:
    tree = strict_converter(NAMES).structure({"leaves": [{"name": "a", "number": 10**5000}], "kind": "ash"}, Tree)
    assert tree.leaves[0].number == 10**5000
    assert str(tree.kind) == "ash"
    assert as_is(tree, Tree) is tree
