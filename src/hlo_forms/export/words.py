"""What exports say beside the data, in every language; the words stand in `instruments/exports.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from ..analysis.dataset import Dataset
from ..analysis.table_schemas import Column, Schema, languages
from ..errors import InvalidValueError
from ..values import FrozenMap
from ..wording import one_of


@functools.cache
def _file() -> dict[str, Any]:  # Any: what the TOML file holds
    text = (resources.files("hlo_forms") / "instruments" / "exports.toml").read_text("utf-8")
    return tomllib.loads(text)


def say(key: str, language: str, **values: object) -> str:
    """What an export says for this key, with these values in their places."""
    text: str = _file()["words"][key][language]
    return text.format_map(values)


def kind_word(kind: str, language: str) -> str:
    """What the entries of an instrument of this kind are called."""
    text: str = _file()["kinds"][kind][language]
    return text


def checked_dataset(dataset: object) -> Dataset:
    """A data set; `InvalidValueError` for anything else."""
    if not isinstance(dataset, Dataset):
        raise InvalidValueError("dataset", "a Dataset", dataset)
    return dataset


def checked_language(language: str) -> str:
    """A language that exports speak; `InvalidValueError` for another."""
    if language not in languages():
        raise InvalidValueError("language", one_of(languages(), language), language)
    return language


@functools.cache
def schema(name: str) -> Schema:
    """A table that exports have beside those of the data set: "codebook" or "instrument"."""
    given: Mapping[str, Any] = _file()[name]  # Any: as above
    columns = tuple(
        Column(name=column, kind=entry["kind"], label=_label(entry)) for column, entry in given["columns"].items()
    )
    return Schema(name=name, label=_label(given), columns=columns)


def _label(given: Mapping[str, str]) -> FrozenMap[str, str]:
    return FrozenMap({language: given[language] for language in languages()})
