"""hlo_forms: carry the conversation about strategic motives through Word documents, and turn it into data.

Import everything public from here; it is loaded on first use. `__all__` lists what stays as it is.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .batch.many import read_many as read_many
    from .batch.store import ReadingStore as ReadingStore
    from .comparison.comparison import Comparison as Comparison
    from .comparison.comparison import compare as compare
    from .comparison.recalibration import Recalibration as Recalibration
    from .comparison.recalibration import recalibrate as recalibrate
    from .comparison.voices import VoiceComparison as VoiceComparison
    from .comparison.voices import compare_voices as compare_voices
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
    from .facilitator.folder import FormsFolder as FormsFolder
    from .facilitator.plan import Partner as Partner
    from .facilitator.plan import Plan as Plan
    from .facilitator.plan import read_plan as read_plan
    from .facilitator.status import FolderStatus as FolderStatus
    from .forms.alignment import AlignmentForm as AlignmentForm
    from .forms.answers import Agreement as Agreement
    from .forms.answers import BroughtAnswer as BroughtAnswer
    from .forms.answers import BroughtMotive as BroughtMotive
    from .forms.answers import BroughtOtherMotive as BroughtOtherMotive
    from .forms.answers import BroughtRelation as BroughtRelation
    from .forms.answers import DeclaredRelation as DeclaredRelation
    from .forms.answers import MotiveAnswer as MotiveAnswer
    from .forms.answers import OtherMotive as OtherMotive
    from .forms.answers import OwnAnswer as OwnAnswer
    from .forms.answers import PreviousMotive as PreviousMotive
    from .forms.answers import PreviousOtherMotive as PreviousOtherMotive
    from .forms.answers import QuestionStatus as QuestionStatus
    from .forms.answers import Status as Status
    from .forms.base import Form as Form
    from .forms.commitment import CommitmentForm as CommitmentForm
    from .forms.interchange import from_json as from_json
    from .forms.interchange import to_json as to_json
    from .forms.people import Invitation as Invitation
    from .forms.people import Organisation as Organisation
    from .forms.people import Participant as Participant
    from .forms.people import Partnership as Partnership
    from .forms.preparation import PreparationForm as PreparationForm
    from .forms.preparation import renew as renew
    from .instrument.loading import load_instrument as load_instrument
    from .instrument.model import Instrument as Instrument
    from .readings.findings import Evidence as Evidence
    from .readings.findings import Finding as Finding
    from .readings.findings import Passage as Passage
    from .readings.findings import Place as Place
    from .readings.findings import Severity as Severity
    from .readings.reading import ReadFailure as ReadFailure
    from .readings.reading import Reading as Reading
    from .reports.documents import report as report
    from .reports.documents import to_html as to_html
    from .research.dataset import Dataset as Dataset
    from .research.dataset import Provenance as Provenance
    from .research.privacy.pseudonyms import Pseudonymised as Pseudonymised
    from .research.privacy.pseudonyms import pseudonymise as pseudonymise
    from .research.privacy.small_counts import SafeCounts as SafeCounts
    from .research.privacy.small_counts import hide_small as hide_small
    from .research.statistics.counts import CategoryCounts as CategoryCounts
    from .research.statistics.counts import CoOccurrence as CoOccurrence
    from .research.statistics.counts import MotiveCounts as MotiveCounts
    from .research.statistics.differences import GroupDifferences as GroupDifferences
    from .research.statistics.differences import RoundChanges as RoundChanges
    from .research.statistics.sharing import SharingCounts as SharingCounts
    from .research.tables import Table as Table
    from .word.limits import Limits as Limits
    from .word.reader.document import read as read
    from .word.template_checks import TemplateCheck as TemplateCheck
    from .word.template_checks import TemplateFault as TemplateFault
    from .word.template_checks import check_template as check_template
    from .word.writer.template import render as render
    from .word.writer.template import write as write

_HOME = {
    "batch.many": ("read_many",),
    "batch.store": ("ReadingStore",),
    "comparison.comparison": (
        "Comparison",
        "compare",
    ),
    "comparison.recalibration": (
        "Recalibration",
        "recalibrate",
    ),
    "comparison.voices": (
        "VoiceComparison",
        "compare_voices",
    ),
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
    "export.codebook": (
        "Codebook",
        "codebook",
    ),
    "export.excel": ("to_excel",),
    "export.flat_files": (
        "to_csv",
        "to_jsonl",
        "to_parquet",
    ),
    "export.refi": (
        "to_qdc",
        "to_qdpx",
    ),
    "export.spss": ("to_spss",),
    "facilitator.folder": ("FormsFolder",),
    "facilitator.plan": (
        "Partner",
        "Plan",
        "read_plan",
    ),
    "facilitator.status": ("FolderStatus",),
    "forms.alignment": ("AlignmentForm",),
    "forms.answers": (
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
    "forms.base": ("Form",),
    "forms.commitment": ("CommitmentForm",),
    "forms.interchange": (
        "from_json",
        "to_json",
    ),
    "forms.people": (
        "Invitation",
        "Organisation",
        "Participant",
        "Partnership",
    ),
    "forms.preparation": (
        "PreparationForm",
        "renew",
    ),
    "instrument.loading": ("load_instrument",),
    "instrument.model": ("Instrument",),
    "readings.findings": (
        "Evidence",
        "Finding",
        "Passage",
        "Place",
        "Severity",
    ),
    "readings.reading": (
        "ReadFailure",
        "Reading",
    ),
    "reports.documents": (
        "report",
        "to_html",
    ),
    "research.dataset": (
        "Dataset",
        "Provenance",
    ),
    "research.privacy.pseudonyms": (
        "Pseudonymised",
        "pseudonymise",
    ),
    "research.privacy.small_counts": (
        "SafeCounts",
        "hide_small",
    ),
    "research.statistics.counts": (
        "CategoryCounts",
        "CoOccurrence",
        "MotiveCounts",
    ),
    "research.statistics.differences": (
        "GroupDifferences",
        "RoundChanges",
    ),
    "research.statistics.sharing": ("SharingCounts",),
    "research.tables": ("Table",),
    "word.limits": ("Limits",),
    "word.reader.document": ("read",),
    "word.template_checks": (
        "TemplateCheck",
        "TemplateFault",
        "check_template",
    ),
    "word.writer.template": (
        "render",
        "write",
    ),
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
