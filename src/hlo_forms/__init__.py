"""hlo_forms: carry the conversation about strategic motives through Word documents, and turn it into data.

Import everything public from here; it is loaded on first use. `__all__` lists what stays as it is.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .alignment_form import AlignmentForm as AlignmentForm
    from .analysis.comparison import Comparison as Comparison
    from .analysis.comparison import compare as compare
    from .analysis.dataset import Dataset as Dataset
    from .analysis.dataset import Provenance as Provenance
    from .analysis.privacy.pseudonyms import Pseudonymised as Pseudonymised
    from .analysis.privacy.pseudonyms import pseudonymise as pseudonymise
    from .analysis.privacy.small_counts import SafeCounts as SafeCounts
    from .analysis.privacy.small_counts import hide_small as hide_small
    from .analysis.recalibration import Recalibration as Recalibration
    from .analysis.recalibration import recalibrate as recalibrate
    from .analysis.statistics.changes import RoundChanges as RoundChanges
    from .analysis.statistics.counting import CategoryCounts as CategoryCounts
    from .analysis.statistics.counting import CoOccurrence as CoOccurrence
    from .analysis.statistics.counting import MotiveCounts as MotiveCounts
    from .analysis.statistics.differences import GroupDifferences as GroupDifferences
    from .analysis.statistics.sharing import SharingCounts as SharingCounts
    from .analysis.tables import Table as Table
    from .analysis.voices import VoiceComparison as VoiceComparison
    from .analysis.voices import compare_voices as compare_voices
    from .answers import Agreement as Agreement
    from .answers import BroughtAnswer as BroughtAnswer
    from .answers import BroughtMotive as BroughtMotive
    from .answers import BroughtOtherMotive as BroughtOtherMotive
    from .answers import BroughtRelation as BroughtRelation
    from .answers import DeclaredRelation as DeclaredRelation
    from .answers import MotiveAnswer as MotiveAnswer
    from .answers import OtherMotive as OtherMotive
    from .answers import OwnAnswer as OwnAnswer
    from .answers import PreviousMotive as PreviousMotive
    from .answers import PreviousOtherMotive as PreviousOtherMotive
    from .answers import QuestionStatus as QuestionStatus
    from .answers import Status as Status
    from .commitment_form import CommitmentForm as CommitmentForm
    from .errors import ComparisonError as ComparisonError
    from .errors import DamagedFileError as DamagedFileError
    from .errors import DocumentError as DocumentError
    from .errors import FolderError as FolderError
    from .errors import HloFormsError as HloFormsError
    from .errors import InstrumentError as InstrumentError
    from .errors import InterchangeError as InterchangeError
    from .errors import InvalidValueError as InvalidValueError
    from .errors import MissingDependencyError as MissingDependencyError
    from .errors import NotAWordFileError as NotAWordFileError
    from .errors import PlanError as PlanError
    from .errors import ReadingError as ReadingError
    from .errors import StoreError as StoreError
    from .errors import TemplateError as TemplateError
    from .errors import UnsafeFileError as UnsafeFileError
    from .export.codebook import Codebook as Codebook
    from .export.codebook import codebook as codebook
    from .export.excel import to_excel as to_excel
    from .export.flat_files import to_csv as to_csv
    from .export.flat_files import to_jsonl as to_jsonl
    from .export.flat_files import to_parquet as to_parquet
    from .export.refi import to_qdc as to_qdc
    from .export.refi import to_qdpx as to_qdpx
    from .export.spss import to_spss as to_spss
    from .findings import Evidence as Evidence
    from .findings import Finding as Finding
    from .findings import Passage as Passage
    from .findings import Place as Place
    from .findings import Severity as Severity
    from .form_base import Form as Form
    from .forms_folder import FormsFolder as FormsFolder
    from .instrument import Instrument as Instrument
    from .instrument import load_instrument as load_instrument
    from .interchange import from_json as from_json
    from .interchange import to_json as to_json
    from .many import read_many as read_many
    from .people import Invitation as Invitation
    from .people import Organisation as Organisation
    from .people import Participant as Participant
    from .people import Partnership as Partnership
    from .plans import Partner as Partner
    from .plans import Plan as Plan
    from .plans import read_plan as read_plan
    from .preparation_form import PreparationForm as PreparationForm
    from .readings import Reading as Reading
    from .reporting.documents import report as report
    from .reporting.documents import to_html as to_html
    from .results import ReadFailure as ReadFailure
    from .sharing import renew as renew
    from .status import FolderStatus as FolderStatus
    from .store import ReadingStore as ReadingStore
    from .template_checks import TemplateCheck as TemplateCheck
    from .template_checks import TemplateFault as TemplateFault
    from .template_checks import check_template as check_template
    from .word.reading import read as read
    from .word.rendering import render as render
    from .word.rendering import write as write

_HOME = {
    "alignment_form": ("AlignmentForm",),
    "analysis.comparison": ("Comparison", "compare"),
    "analysis.privacy.pseudonyms": ("Pseudonymised", "pseudonymise"),
    "analysis.privacy.small_counts": ("SafeCounts", "hide_small"),
    "analysis.recalibration": ("Recalibration", "recalibrate"),
    "analysis.voices": ("VoiceComparison", "compare_voices"),
    "analysis.dataset": ("Dataset", "Provenance"),
    "analysis.statistics.changes": ("RoundChanges",),
    "analysis.statistics.counting": ("CategoryCounts", "CoOccurrence", "MotiveCounts"),
    "analysis.statistics.differences": ("GroupDifferences",),
    "analysis.statistics.sharing": ("SharingCounts",),
    "analysis.tables": ("Table",),
    "answers": (
        "Agreement",
        "BroughtAnswer",
        "BroughtMotive",
        "BroughtOtherMotive",
        "BroughtRelation",
        "DeclaredRelation",
        "MotiveAnswer",
        "OtherMotive",
        "OwnAnswer",
        "PreviousMotive",
        "PreviousOtherMotive",
        "QuestionStatus",
        "Status",
    ),
    "commitment_form": ("CommitmentForm",),
    "errors": (
        "ComparisonError",
        "DamagedFileError",
        "DocumentError",
        "FolderError",
        "HloFormsError",
        "InstrumentError",
        "InterchangeError",
        "InvalidValueError",
        "MissingDependencyError",
        "NotAWordFileError",
        "PlanError",
        "ReadingError",
        "StoreError",
        "TemplateError",
        "UnsafeFileError",
    ),
    "export.codebook": ("Codebook", "codebook"),
    "export.flat_files": ("to_csv", "to_jsonl", "to_parquet"),
    "export.spss": ("to_spss",),
    "export.excel": ("to_excel",),
    "export.refi": ("to_qdc", "to_qdpx"),
    "findings": ("Evidence", "Finding", "Passage", "Place", "Severity"),
    "form_base": ("Form",),
    "forms_folder": ("FormsFolder",),
    "instrument": ("Instrument", "load_instrument"),
    "interchange": ("from_json", "to_json"),
    "many": ("read_many",),
    "people": ("Invitation", "Organisation", "Participant", "Partnership"),
    "plans": ("Partner", "Plan", "read_plan"),
    "preparation_form": ("PreparationForm",),
    "readings": ("Reading",),
    "reporting.documents": ("report", "to_html"),
    "results": ("ReadFailure",),
    "status": ("FolderStatus",),
    "store": ("ReadingStore",),
    "sharing": ("renew",),
    "template_checks": ("TemplateCheck", "TemplateFault", "check_template"),
    "word.reading": ("read",),
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
