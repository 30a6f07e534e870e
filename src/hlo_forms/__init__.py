"""Carry the conversation about strategic motives through Word documents, and turn it into data.

    import hlo_forms as hlo

    form = hlo.PreparationForm(organisation=hlo.Organisation("De Linde", type="practice_partner"))
    hlo.write(form, "de-linde.docx")
    reading = hlo.read("de-linde.docx")

Everything public is imported from here, and loaded on first use; `__all__` lists what stays as it is. Below are its
names by task: `help(hlo.read)` shows one of them in full.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_TASKS = {
    "Forms out: a form for each phase as a Word document, and who takes part": {
        "word.writer.template": "render write document",
        "forms.people": "Organisation Ownership Partnership Participant Invitation Study",
        "forms.base": "Form",
        "forms.preparation": "PreparationForm",
        "forms.alignment": "AlignmentForm",
        "forms.commitment": "CommitmentForm",
        "forms.answers": "MotiveAnswer OtherMotive DeclaredRelation RelationKind OwnAnswer Agreement Status "
        "QuestionStatus Realised ResearchUse",
        "basics.values": "FrozenMap",
    },
    "Forms back: what a document says, and how each value was found": {
        "word.reader.document": "read",
        "word.limits": "Limits",
        "readings.reading": "Reading",
        "readings.findings": "Finding Severity Place Evidence Passage",
        "export.interchange": "to_json from_json json_schema",
    },
    "Compare: organisations, or the voices of one, and a report to hand out": {
        "comparison.comparison": "compare Comparison",
        "comparison.voices": "compare_voices VoiceComparison",
        "reports.documents": "report checklist to_html",
        "reports.booklet": "booklet",
    },
    "The next phase and the next year: `from_forms` of a form, and what it carries over": {
        "forms.renewal": "renew look_back left_out",
        "comparison.recalibration": "recalibrate Recalibration",
        "forms.answers": "PreviousMotive PreviousOtherMotive BroughtMotive BroughtOtherMotive BroughtAnswer "
        "BroughtRelation PreviousAnswer PreviousRelation PreviousAgreement PartnerAgreement",
        "forms.doubtful": "FormWithDoubts",
    },
    "Many forms: read, counted, and with codes in place of names": {
        "batch.many": "read_many",
        "batch.store": "ReadingStore",
        "readings.reading": "ReadFailure",
        "research.dataset": "Dataset Provenance",
        "research.tables": "Table",
        "research.statistics.counts": "MotiveCounts CategoryCounts CoOccurrence",
        "research.statistics.sharing": "SharingCounts",
        "research.statistics.differences": "GroupDifferences RoundChanges",
        "research.privacy.codes": "load_key",
        "research.privacy.pseudonyms": "pseudonymise Pseudonymised",
        "research.privacy.review": "read_review Decisions",
        "research.privacy.small_counts": "hide_small SafeCounts",
    },
    "Exports: a data set for other programs": {
        "export.flat_files": "to_csv to_jsonl to_parquet",
        "export.excel": "to_excel",
        "export.spss": "to_spss",
        "export.refi": "to_qdpx to_qdc",
        "export.codebook": "codebook Codebook",
    },
    "The facilitator's folder: a list of partners in, forms out, and who has answered": {
        "facilitator.plan": "read_plan Plan Partner",
        "facilitator.folder": "FormsFolder",
        "facilitator.status": "FolderStatus",
        "facilitator.workspace": "Workspace",
    },
    "Your own questions and house style": {
        "instrument.loading": "load_instrument",
        "instrument.model": "Instrument",
        "instrument.editions": "InstrumentDiff Previous",
        "instrument.parts": "OrganisationType MotiveCategory Motive Phase Theme Question Wording",
        "word.template_checks": "check_template TemplateCheck",
        "word.template_tags": "TemplateFault",
    },
    "Errors": {
        "errors": "HloFormsError InvalidValueError InstrumentError TemplateError InterchangeError ReadingError "
        "DocumentError NotAWordFileError DamagedFileError UnsafeFileError ComparisonError PlanError FolderError "
        "StoreError UnknownInstrumentError MissingDependencyError RefusalCode",
    },
}
"""The public names, by task and by the module that makes them; `help` begins with this."""

_ROOMS = {
    "plots": "pictures of comparisons, rounds, relations and counts",
    "examples": "invented partnerships, to try things on",
    "comparison": "the parts of a comparison and of a recalibration",
    "readings": "the codes of findings, and the value of a field that was read",
    "batch": "what `read_many` takes and gives",
    "research": "the parts of a data set, of its tables and of its counts",
    "export": "the variables of a codebook",
    "reports": "what `report` takes",
    "facilitator": "the parts of a folder's register and status",
    "word": "what counts as a document or a template",
    "pages": "the table under a picture",
}
"""The public rooms: what `plots` and `examples` do, and the types of what the names above hold, for annotations."""

_MODULES = [(module, names.split()) for modules in _TASKS.values() for module, names in modules.items()]
_MODULE_OF = {name: module for module, names in _MODULES for name in names}


def _map() -> str:
    """Return the names by task, for people."""
    tasks = ((task, ", ".join(" ".join(modules.values()).split())) for task, modules in _TASKS.items())
    rooms = "".join(f"    {room:<12} {content}\n" for room, content in _ROOMS.items())
    lines = [f"{task}\n{_filled(names)}\n" for task, names in tasks]
    return "\n".join([*lines, f"Rooms, as in `hlo.plots.motives(comparison)`\n{rooms}"])


def _filled(names: str, width: int = 104) -> str:
    """Return names on lines that are not too long; `textwrap` would cost more to import than it saves here."""
    lines = ["   "]
    for name in names.split():
        if len(lines[-1]) + len(name) >= width:
            lines.append("   ")
        lines[-1] += f" {name}"
    return "\n".join(lines)


__doc__ = f"{__doc__}\n{_map()}"

if TYPE_CHECKING:
    from . import batch as batch
    from . import comparison as comparison
    from . import examples as examples
    from . import export as export
    from . import facilitator as facilitator
    from . import pages as pages
    from . import plots as plots
    from . import readings as readings
    from . import reports as reports
    from . import research as research
    from . import word as word
    from .basics.values import FrozenMap as FrozenMap
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
    from .errors import RefusalCode as RefusalCode
    from .errors import StoreError as StoreError
    from .errors import TemplateError as TemplateError
    from .errors import UnknownInstrumentError as UnknownInstrumentError
    from .errors import UnsafeFileError as UnsafeFileError
    from .export.codebook import Codebook as Codebook
    from .export.codebook import codebook as codebook
    from .export.excel import to_excel as to_excel
    from .export.flat_files import to_csv as to_csv
    from .export.flat_files import to_jsonl as to_jsonl
    from .export.flat_files import to_parquet as to_parquet
    from .export.interchange import from_json as from_json
    from .export.interchange import json_schema as json_schema
    from .export.interchange import to_json as to_json
    from .export.refi import to_qdc as to_qdc
    from .export.refi import to_qdpx as to_qdpx
    from .export.spss import to_spss as to_spss
    from .facilitator.folder import FormsFolder as FormsFolder
    from .facilitator.plan import Partner as Partner
    from .facilitator.plan import Plan as Plan
    from .facilitator.plan import read_plan as read_plan
    from .facilitator.status import FolderStatus as FolderStatus
    from .facilitator.workspace import Workspace as Workspace
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
    from .forms.answers import PartnerAgreement as PartnerAgreement
    from .forms.answers import PreviousAgreement as PreviousAgreement
    from .forms.answers import PreviousAnswer as PreviousAnswer
    from .forms.answers import PreviousMotive as PreviousMotive
    from .forms.answers import PreviousOtherMotive as PreviousOtherMotive
    from .forms.answers import PreviousRelation as PreviousRelation
    from .forms.answers import QuestionStatus as QuestionStatus
    from .forms.answers import Realised as Realised
    from .forms.answers import RelationKind as RelationKind
    from .forms.answers import ResearchUse as ResearchUse
    from .forms.answers import Status as Status
    from .forms.base import Form as Form
    from .forms.commitment import CommitmentForm as CommitmentForm
    from .forms.doubtful import FormWithDoubts as FormWithDoubts
    from .forms.people import Invitation as Invitation
    from .forms.people import Organisation as Organisation
    from .forms.people import Ownership as Ownership
    from .forms.people import Participant as Participant
    from .forms.people import Partnership as Partnership
    from .forms.people import Study as Study
    from .forms.preparation import PreparationForm as PreparationForm
    from .forms.renewal import left_out as left_out
    from .forms.renewal import look_back as look_back
    from .forms.renewal import renew as renew
    from .instrument.editions import InstrumentDiff as InstrumentDiff
    from .instrument.editions import Previous as Previous
    from .instrument.loading import load_instrument as load_instrument
    from .instrument.model import Instrument as Instrument
    from .instrument.parts import Motive as Motive
    from .instrument.parts import MotiveCategory as MotiveCategory
    from .instrument.parts import OrganisationType as OrganisationType
    from .instrument.parts import Phase as Phase
    from .instrument.parts import Question as Question
    from .instrument.parts import Theme as Theme
    from .instrument.parts import Wording as Wording
    from .readings.findings import Evidence as Evidence
    from .readings.findings import Finding as Finding
    from .readings.findings import Passage as Passage
    from .readings.findings import Place as Place
    from .readings.findings import Severity as Severity
    from .readings.reading import ReadFailure as ReadFailure
    from .readings.reading import Reading as Reading
    from .reports.booklet import booklet as booklet
    from .reports.documents import checklist as checklist
    from .reports.documents import report as report
    from .reports.documents import to_html as to_html
    from .research.dataset import Dataset as Dataset
    from .research.dataset import Provenance as Provenance
    from .research.privacy.codes import load_key as load_key
    from .research.privacy.pseudonyms import Pseudonymised as Pseudonymised
    from .research.privacy.pseudonyms import pseudonymise as pseudonymise
    from .research.privacy.review import Decisions as Decisions
    from .research.privacy.review import read_review as read_review
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
    from .word.template_checks import check_template as check_template
    from .word.template_tags import TemplateFault as TemplateFault
    from .word.writer.template import document as document
    from .word.writer.template import render as render
    from .word.writer.template import write as write

    __all__: list[str]
else:

    def __getattr__(name: str) -> object:
        if name in _MODULE_OF:
            return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
        if name in _ROOMS:
            return importlib.import_module(f"{__name__}.{name}")
        if name == "__all__" and not _pydoc_asks():
            return sorted(_MODULE_OF)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _pydoc_asks() -> bool:
    """Return whether the caller of `__getattr__` is pydoc, for `help(hlo_forms)`.

    Of a module with `__all__` it prints each name with all its methods: 7,500 lines. Of one without it prints the
    docstring, which is the map above. So pydoc, and nobody else, gets no `__all__`.
    """
    spec = sys._getframe(2).f_globals.get("__spec__")  # noqa: SLF001 - the only way to know who asks
    return getattr(spec, "name", None) == "pydoc"


def __dir__() -> list[str]:
    return [*_MODULE_OF, *_ROOMS, "__version__"]
