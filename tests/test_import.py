"""Importing: quick, quiet, and with every name that was promised."""

from __future__ import annotations

import ast
import importlib.metadata
import inspect
import os
import pkgutil
import pydoc
import re
import rlcompleter
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import hlo_forms
from places import SOURCE

PROMISED = {
    "a form for each phase": "render write document Form PreparationForm AlignmentForm CommitmentForm",
    "who": "Organisation Ownership Partnership Participant Invitation Study",
    "answers": "MotiveAnswer OtherMotive DeclaredRelation OwnAnswer Agreement Status QuestionStatus FrozenMap "
    "RelationKind Realised ResearchUse",
    "back": "read Limits Reading Finding Severity Place Evidence Passage to_json from_json json_schema",
    "compared": "compare Comparison compare_voices VoiceComparison report checklist to_html booklet",
    "the next form": "renew look_back left_out recalibrate Recalibration FormWithDoubts PreviousMotive "
    "PreviousOtherMotive "
    "BroughtMotive BroughtOtherMotive BroughtAnswer BroughtRelation PreviousAnswer PreviousRelation PreviousAgreement "
    "PartnerAgreement",
    "many forms": "read_many ReadFailure ReadingStore Dataset Provenance Table MotiveCounts CategoryCounts "
    "CoOccurrence SharingCounts GroupDifferences RoundChanges pseudonymise Pseudonymised load_key "
    "read_review Decisions hide_small SafeCounts",
    "exports": "to_csv to_jsonl to_parquet to_excel to_spss to_qdpx to_qdc codebook Codebook",
    "the facilitator's folder": "read_plan Plan Partner FormsFolder FolderStatus Workspace",
    "own questions and house style": "load_instrument Instrument OrganisationType MotiveCategory Motive Phase Theme "
    "Question Wording InstrumentDiff Previous check_template TemplateCheck TemplateFault",
    "errors": "HloFormsError InvalidValueError InstrumentError TemplateError InterchangeError ReadingError "
    "DocumentError NotAWordFileError DamagedFileError UnsafeFileError ComparisonError PlanError FolderError "
    "StoreError UnknownInstrumentError MissingDependencyError RefusalCode",
}
"""The promise itself, apart from the table in the package: who drops a name there has to drop it here too."""

PUBLIC_ROOMS = {"plots", "examples", "comparison", "readings", "batch", "research", "export", "reports", "facilitator"}
PUBLIC_ROOMS |= {"word", "pages"}
NAMES = sorted(name for names in PROMISED.values() for name in names.split())
HEAVY = ("docx", "docxtpl", "jinja2", "lxml", "pandas", "numpy", "matplotlib", "scipy", "cattrs", "click")


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after this code, less those it starts with."""
    script = f"import sys; before = set(sys.modules)\n{code}\nprint(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not done.stderr
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_else() -> None:
    loaded = modules_after("import hlo_forms")
    assert {name for name in loaded if name.startswith("hlo_forms")} == {"hlo_forms"}
    assert {name.split(".")[0] for name in loaded} - set(sys.stdlib_module_names) == {"hlo_forms"}


def test_making_a_form_needs_no_word_and_no_tables() -> None:
    loaded = modules_after("import hlo_forms\nhlo_forms.CommitmentForm()")
    assert not loaded.intersection(HEAVY) - {"cattrs"}


def test_the_command_line_starts_without_what_only_some_commands_need() -> None:
    loaded = modules_after("import hlo_forms.cli.main")
    assert not loaded.intersection(HEAVY) - {"click"}


def test_the_version_is_told_before_any_command_is_loaded() -> None:
    asked = "with contextlib.redirect_stdout(io.StringIO()):\n    main()"
    loaded = modules_after(
        f"import contextlib, io\nfrom hlo_forms.__main__ import main\nsys.argv = ['hlo-forms', '--version']\n{asked}"
    )
    assert {name for name in loaded if name.startswith("hlo_forms")} == {"hlo_forms", "hlo_forms.__main__"}
    assert not loaded.intersection({*HEAVY, "attrs", "importlib.metadata"})


def test_reading_a_form_loads_only_what_reading_needs(tmp_path: Path) -> None:
    path = tmp_path / "fase3.docx"
    hlo_forms.write(hlo_forms.CommitmentForm(), path)
    loaded = modules_after(f"import hlo_forms\nhlo_forms.read({str(path)!r})")
    assert not loaded.intersection({*HEAVY, "email", "importlib.metadata", "tomllib"}) - {"lxml"}
    shown = {"hlo_forms.pages.model", "hlo_forms.readings.page", "hlo_forms.instrument.page"}
    assert not loaded & {*shown, "hlo_forms.word.writer", "hlo_forms.word.outline.odt"}


def test_the_promise_is_kept_to_the_letter() -> None:
    assert sorted(hlo_forms.__all__) == NAMES
    assert set(hlo_forms._ROOMS) == PUBLIC_ROOMS
    assert set(dir(hlo_forms)) == {*NAMES, *PUBLIC_ROOMS, "__version__"}


def test_every_promised_name_is_there_and_is_our_own() -> None:
    """But for the aliases of types, which have no name of their own."""
    values = {name: value for name in NAMES if not typing.get_args(value := getattr(hlo_forms, name))}
    assert len(values) >= len(NAMES) - 5
    assert {name: value.__name__ for name, value in values.items()} == {name: name for name in values}
    assert not [name for name, value in values.items() if not value.__module__.startswith("hlo_forms.")]


def test_a_star_imports_what_was_promised() -> None:
    names: dict[str, object] = {}
    exec("from hlo_forms import *", names)  # noqa: S102 - a star is allowed only at the top of a module
    assert names.keys() - {"__builtins__"} == set(NAMES)


def test_rooms_need_no_import_of_their_own_and_load_nothing_heavy() -> None:
    asked = ", ".join(f"hlo.{room}.__all__" for room in sorted(PUBLIC_ROOMS))
    loaded = modules_after(f"import hlo_forms as hlo\n{asked}")
    assert loaded >= {f"hlo_forms.{room}" for room in PUBLIC_ROOMS}
    assert not loaded.intersection(HEAVY) - {"lxml", "cattrs"}


def test_tab_finds_rooms_and_names() -> None:
    completer = rlcompleter.Completer({"hlo": hlo_forms})
    for start, whole in {"hlo.plo": "hlo.plots", "hlo.exa": "hlo.examples", "hlo.read_p": "hlo.read_plan("}.items():
        assert completer.complete(start, 0) == whole


def test_help_begins_with_the_names_by_task_and_is_short() -> None:
    text = pydoc.plain(pydoc.render_doc(hlo_forms))
    assert len(text.splitlines()) < 120
    for task, modules in hlo_forms._TASKS.items():
        assert task in text
        assert all(re.search(rf"\b{name}\b", text) for names in modules.values() for name in names.split())
    assert "class PreparationForm" not in text


def test_pydoc_on_the_command_line_is_as_short() -> None:
    done = subprocess.run([sys.executable, "-m", "pydoc", "hlo_forms"], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) < 120


def test_help_on_one_name_is_whole() -> None:
    assert "Return the form in a Word document" in pydoc.plain(pydoc.render_doc(hlo_forms.read))
    assert "from_forms(" in pydoc.plain(pydoc.render_doc(hlo_forms.AlignmentForm))


def test_a_name_that_was_not_promised_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'rendr'"):
        _ = hlo_forms.rendr  # type: ignore[attr-defined]  # the point of the test


def test_no_module_hides_a_public_function() -> None:
    modules = {module.name for module in pkgutil.iter_modules(hlo_forms.__path__)}
    assert not modules & set(hlo_forms.__all__)


def test_type_checkers_see_the_same_names_from_the_same_modules() -> None:
    """The block under `if TYPE_CHECKING` says what the table says; if not, this shows what to write there."""
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    typed = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 1}
    named = {f"from .{module} import {name} as {name}" for name, module in hlo_forms._MODULE_OF.items()}
    wanted = named | {f"from . import {room} as {room}" for room in hlo_forms._ROOMS}
    assert not wanted - typed, "write these"
    assert not typed - wanted, "take these away"


def test_each_name_has_one_task_and_comes_from_the_module_that_makes_it() -> None:
    assert sum(len(names) for _, names in hlo_forms._MODULES) == len(NAMES)
    for name, module in hlo_forms._MODULE_OF.items():
        value = getattr(hlo_forms, name)
        assert getattr(importlib.import_module(f"hlo_forms.{module}"), name) is value
        if not typing.get_args(value):  # an alias of types is of the module that it is made in, and cannot tell
            assert inspect.getmodule(value).__name__ == f"hlo_forms.{module}"  # type: ignore[union-attr]


def test_the_version_is_that_of_the_project() -> None:
    try:
        installed = importlib.metadata.version("hlo-forms")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("run from the source folder: nothing is installed")
    assert hlo_forms.__version__ == installed


def test_the_tested_package_is_the_installed_one() -> None:
    if not os.environ.get("HLO_FORMS_INSTALLED"):
        pytest.skip("only where the wheel is tested")
    assert "site-packages" in Path(hlo_forms.__file__).parts


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(hlo_forms.__file__).parent / "py.typed").exists()
