"""hlo_forms: carry the conversation about strategic motives through Word documents, and turn it into data.

Everything public is imported from here and is loaded on first use; `__all__` is the promise.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import ComparisonError as ComparisonError
    from .errors import DamagedFileError as DamagedFileError
    from .errors import DocumentError as DocumentError
    from .errors import HloFormsError as HloFormsError
    from .errors import InstrumentError as InstrumentError
    from .errors import InterchangeError as InterchangeError
    from .errors import InvalidValueError as InvalidValueError
    from .errors import MissingDependencyError as MissingDependencyError
    from .errors import NotAWordFileError as NotAWordFileError
    from .errors import ReadingError as ReadingError
    from .errors import TemplateError as TemplateError
    from .errors import UnsafeFileError as UnsafeFileError
    from .findings import Evidence as Evidence
    from .findings import Finding as Finding
    from .findings import Passage as Passage
    from .findings import Place as Place
    from .findings import Severity as Severity
    from .forms import Agreement as Agreement
    from .forms import AlignmentForm as AlignmentForm
    from .forms import CommitmentForm as CommitmentForm
    from .forms import DeclaredRelation as DeclaredRelation
    from .forms import Form as Form
    from .forms import Invitation as Invitation
    from .forms import MotiveAnswer as MotiveAnswer
    from .forms import Organisation as Organisation
    from .forms import OtherMotive as OtherMotive
    from .forms import OwnAnswer as OwnAnswer
    from .forms import Participant as Participant
    from .forms import Partnership as Partnership
    from .forms import PreparationForm as PreparationForm
    from .forms import Status as Status
    from .instrument import Instrument as Instrument
    from .instrument import load_instrument as load_instrument
    from .readings import Reading as Reading
    from .word.rendering import render as render
    from .word.rendering import write as write

_HOME = {
    "errors": (
        "ComparisonError",
        "DamagedFileError",
        "DocumentError",
        "HloFormsError",
        "InstrumentError",
        "InterchangeError",
        "InvalidValueError",
        "MissingDependencyError",
        "NotAWordFileError",
        "ReadingError",
        "TemplateError",
        "UnsafeFileError",
    ),
    "findings": ("Evidence", "Finding", "Passage", "Place", "Severity"),
    "forms": (
        "Agreement",
        "AlignmentForm",
        "CommitmentForm",
        "DeclaredRelation",
        "Form",
        "Invitation",
        "MotiveAnswer",
        "Organisation",
        "OtherMotive",
        "OwnAnswer",
        "Participant",
        "Partnership",
        "PreparationForm",
        "Status",
    ),
    "instrument": ("Instrument", "load_instrument"),
    "readings": ("Reading",),
    "word.rendering": ("render", "write"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_MODULE_OF)  # noqa: PLE0605 - a sorted list of the names above


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("hlo-forms")
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
