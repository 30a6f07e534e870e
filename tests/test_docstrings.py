"""What the documentation of the code promises: it is there, and its examples run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import types
from collections.abc import Iterator

import pytest

import hlo_forms
from places import MODULES, module_name

NAMES = [".".join(filter(None, ["hlo_forms", module_name(path)])) for path in MODULES]
WITHOUT_EXAMPLE = {
    "Codebook": "shown by `codebook`",
    "Pseudonymised": "shown by `pseudonymise`",
    "SafeCounts": "shown by `hide_small`",
    "Evidence": "made by reading",
    "Form": "made as one of its three kinds",
    "FormWithDoubts": "made by reading: a `Reading` is one",
    "Passage": "made by reading",
    "Provenance": "made by `Dataset.trace`",
    "TemplateFault": "made by `check_template`",
    "QuestionStatus": "shown by `CommitmentForm`",
    "Severity": "two names",
    "Status": "shown by `PreparationForm`",
    "Comparison": "shown by `compare`",
    "VoiceComparison": "shown by `compare_voices`",
    "Recalibration": "shown by `recalibrate`",
    "CategoryCounts": "shown by `Dataset.category_counts`",
    "CoOccurrence": "shown by `Dataset.co_occurrence`",
    "GroupDifferences": "shown by `Dataset.differences`",
    "MotiveCounts": "shown by `Dataset.counts`",
    "RoundChanges": "shown by `Dataset.changes`",
    "SharingCounts": "shown by `Dataset.sharing`",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_a_module_run(name: str) -> None:
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    assert not failed


@pytest.mark.parametrize("name", NAMES)
def test_a_module_says_what_it_is_for(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__ or not any(
        inspect.isfunction(found) or inspect.isclass(found) for found in vars(module).values()
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_a_module_offers_is_documented(name: str) -> None:
    """Functions and classes without an underscore, for those who read the code."""
    module = importlib.import_module(name)
    own = {key: found for key, found in vars(module).items() if getattr(found, "__module__", None) == name}
    bare = [
        key for key, found in own.items() if not key.startswith("_") and callable(found) and not inspect.getdoc(found)
    ]
    assert not [key for key in bare if not key.startswith(("check_", "must_"))]


def members(kind: type) -> Iterator[tuple[str, object]]:
    for name, found in vars(kind).items():
        if name.startswith("_") or isinstance(found, types.MemberDescriptorType):
            continue
        if isinstance(found, property | classmethod | staticmethod) or inspect.isfunction(found):
            yield name, found


def undocumented(kind: type) -> list[str]:
    """The members of a class without a docstring."""
    own = [base for base in kind.__mro__ if base.__module__.startswith("hlo_forms")]
    return [f"{kind.__name__}.{name}" for base in own for name, value in members(base) if not inspect.getdoc(value)]


@pytest.mark.parametrize("name", hlo_forms.__all__)
def test_every_public_object_is_documented(name: str) -> None:
    found = getattr(hlo_forms, name)
    assert found.__doc__
    assert found.__doc__.strip().split("\n")[0].endswith((".", ":", "?"))
    if inspect.isclass(found):
        assert not undocumented(found)


@pytest.mark.parametrize("room", hlo_forms._ROOMS)
def test_every_public_type_of_a_room_is_documented(room: str) -> None:
    """Their room says what makes them; `Picture` and others are made by no caller, and need no example."""
    module = importlib.import_module(f"hlo_forms.{room}")
    kinds = [kind for name in module.__all__ if inspect.isclass(kind := getattr(module, name))]
    assert not [kind for kind in kinds if not kind.__doc__]
    assert not [member for kind in kinds for member in undocumented(kind)]


@pytest.mark.parametrize("name", [name for name in hlo_forms.__all__ if not name.endswith("Error")])
def test_every_public_object_has_an_example_or_a_reason_for_none(name: str) -> None:
    assert (">>>" in getattr(hlo_forms, name).__doc__) != (name in WITHOUT_EXAMPLE)
