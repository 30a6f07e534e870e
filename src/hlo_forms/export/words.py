"""Sentences of exports in every language, from `instruments/exports.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from ..basics.values import FrozenMap, one_of
from ..errors import InvalidValueError
from ..research.dataset import Dataset
from ..research.tables import Column, Schema, languages


@functools.cache
def _file() -> dict[str, Any]:  # Any: what the TOML file holds
    text = (resources.files("hlo_forms") / "instruments" / "exports.toml").read_text("utf-8")
    return tomllib.loads(text)


def say(key: str, language: str, **values: object) -> str:
    """Return the sentence with this key in a language, with its values filled in."""
    text: str = _file()["words"][key][language]
    return text.format_map(values)


def kind_word(kind: str, language: str) -> str:
    """Return the name of a kind of entries of an instrument ("motive")."""
    text: str = _file()["kinds"][kind][language]
    return text


def checked_dataset(dataset: object) -> Dataset:
    """Return the data set; raise `InvalidValueError` for anything else."""
    if not isinstance(dataset, Dataset):
        raise InvalidValueError("dataset", "a Dataset", dataset)
    return dataset


def checked_language(language: str) -> str:
    """Return the language; raise `InvalidValueError` for one that exports do not know."""
    if language not in languages():
        raise InvalidValueError("language", one_of(languages(), language), language)
    return language


@functools.cache
def schema(name: str) -> Schema:
    """Return the schema of a table that exports add to those of the data set, such as "codebook"."""
    described: Mapping[str, Any] = _file()[name]  # Any: as above
    columns = tuple(
        Column(name=column, kind=entry["kind"], label=_label(entry)) for column, entry in described["columns"].items()
    )
    return Schema(name=name, label=_label(described), columns=columns)


def _label(texts: Mapping[str, str]) -> FrozenMap[str, str]:
    return FrozenMap({language: texts[language] for language in languages()})
