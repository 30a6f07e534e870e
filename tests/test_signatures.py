"""Arguments stand in the same order and are of one kind everywhere: what a call is about first, options by name."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import hlo_forms as hlo

BY_NAME = {"language", "template", "instrument", "instruments", "limits", "strict", "everything", "evidence", "answers"}
"""Options: each is passed by name, wherever it is one."""

SUBJECT = {
    "check_template.template": "the template is what is checked",
    "Workspace.check.template": "as above",
    "Finding.message.instrument": "its words are asked for",
    "Finding.said.instrument": "as above",
    "Place.words.instrument": "as above",
    "Place.words.language": "a text is asked of an instrument by its key and its language",
    "Instrument.word.language": "as above",
    "Instrument.prompt.language": "as above",
    "Instrument.locale.language": "the language is what is asked about",
    "Instrument.digest_in.language": "as above",
    "*.language_or_own.language": "as above",
    "TemplateCheck.commented.template": "the copy is of this one",
    "UnknownInstrumentError.instrument": "its name, in an error that only reading makes",
}
"""Where one of these is no option, but what the call is about."""

FIRST = ("form", "dataset", "subject", "comparison", "source", "sources")
"""What a call is about stands before everything else."""


def callables() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function and class, and every public method, once."""
    rooms = [hlo, *(importlib.import_module(f"hlo_forms.{room}") for room in hlo._ROOMS)]
    for room in rooms:
        for name in room.__all__:
            value = getattr(room, name)
            if inspect.isfunction(value):
                yield name, value
            elif inspect.isclass(value) and value.__module__.startswith("hlo_forms"):
                yield name, value
                own = inspect.getmembers(value, lambda one: inspect.isfunction(one) or inspect.ismethod(one))
                yield from ((f"{name}.{method}", one) for method, one in own if not method.startswith("_"))


def parameters(of: Callable[..., Any]) -> list[inspect.Parameter]:
    try:
        return [one for one in inspect.signature(of).parameters.values() if one.name != "self"]
    except (TypeError, ValueError):
        return []


ALL = {name: parameters(value) for name, value in callables()}


def is_subject(place: str) -> bool:
    return place in SUBJECT or f"*.{place.partition('.')[2]}" in SUBJECT


def test_options_are_passed_by_name() -> None:
    wrong = [
        place
        for name, own in ALL.items()
        for one in own
        if one.name in BY_NAME and one.kind is not one.KEYWORD_ONLY
        and not is_subject(place := f"{name}.{one.name}")
    ]  # fmt: skip
    assert not wrong


def test_what_is_no_option_is_there() -> None:
    places = {f"{name}.{one.name}" for name, own in ALL.items() for one in own}
    assert not [place for place in SUBJECT if not any(each.endswith(place.lstrip("*")) for each in places)]


def test_what_a_call_is_about_stands_first() -> None:
    for name, own in ALL.items():
        names = [one.name for one in own if one.kind is one.POSITIONAL_OR_KEYWORD]
        assert not [one for one in FIRST if one in names[1:]] or name.endswith(("ReadingStore.get", "trace")), name


@pytest.mark.parametrize("option", ["language", "everything", "evidence", "answers", "ground", "strict"])
def test_an_option_has_one_default_everywhere(option: str) -> None:
    """So that what is left out means the same in every call."""
    defaults = {
        repr(one.default)
        for name, own in ALL.items()
        for one in own
        if one.name == option and one.default is not one.empty and inspect.isfunction(getattr(hlo, name, None))
    }
    assert len(defaults) == 1
