"""Importing: quick, quiet, and with every name that was promised."""

from __future__ import annotations

import ast
import importlib.metadata
import inspect
import os
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import hlo_forms
from places import ROOT, SOURCE

PROMISED = {
    # what is asked, who, and what was answered
    *("Instrument", "load_instrument", "Organisation", "Partnership", "Participant", "Invitation", "Status"),
    *("Form", "PreparationForm", "AlignmentForm", "CommitmentForm"),
    *("MotiveAnswer", "OtherMotive", "DeclaredRelation", "OwnAnswer", "Agreement"),
    # from one form to the next
    *("renew", "PreviousMotive", "PreviousOtherMotive", "QuestionStatus"),
    *("BroughtMotive", "BroughtOtherMotive", "BroughtAnswer", "BroughtRelation"),
    # out, back and compared
    *("render", "write", "read", "Reading", "Finding", "Evidence", "Passage", "Place", "Severity"),
    *("read_many", "ReadFailure", "ReadingStore", "Dataset", "Table", "Provenance"),
    # counted
    *("MotiveCounts", "CategoryCounts", "CoOccurrence", "SharingCounts", "GroupDifferences", "RoundChanges"),
    *("to_qdc", "to_qdpx", "pseudonymise", "Pseudonymised", "hide_small", "SafeCounts"),
    *("Codebook", "codebook", "to_csv", "to_excel", "to_jsonl", "to_parquet", "to_spss"),
    *("compare", "Comparison", "to_json", "from_json"),
    *("compare_voices", "VoiceComparison", "recalibrate", "Recalibration"),
    *("report", "to_html"),
    # what can go wrong
    *(
        "HloFormsError",
        "FolderError",
        "InvalidValueError",
        "InstrumentError",
        "TemplateCheck",
        "TemplateError",
        "TemplateFault",
        "check_template",
        "ReadingError",
        "InterchangeError",
    ),
    *("DocumentError", "NotAWordFileError", "DamagedFileError", "UnsafeFileError", "ComparisonError"),
    "StoreError",
    "FolderStatus",
    "FormsFolder",
    "Partner",
    "Plan",
    "PlanError",
    "read_plan",
    "MissingDependencyError",
}
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


def test_the_promise_is_kept_to_the_letter() -> None:
    assert set(hlo_forms.__all__) == PROMISED
    assert len(hlo_forms.__all__) == len(PROMISED)
    assert set(dir(hlo_forms)) >= PROMISED


def test_every_promised_name_is_there_and_is_our_own() -> None:
    values = {name: getattr(hlo_forms, name) for name in PROMISED}
    assert {name: value.__name__ for name, value in values.items()} == {name: name for name in PROMISED}
    assert not [name for name, value in values.items() if not value.__module__.startswith("hlo_forms.")]


def test_a_name_that_was_not_promised_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'rendr'"):
        _ = hlo_forms.rendr  # type: ignore[attr-defined]  # the point of the test


def test_no_module_hides_a_public_function() -> None:
    modules = {found.name for found in pkgutil.iter_modules(hlo_forms.__path__)}
    assert not modules & set(hlo_forms.__all__)


def test_type_checkers_see_the_same_names_from_the_same_modules() -> None:
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    typed = {
        (node.module, alias.asname)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }
    assert typed == {(module, name) for module, names in hlo_forms._HOME.items() for name in names}


def test_each_name_comes_from_the_module_that_makes_it() -> None:
    for module, names in hlo_forms._HOME.items():
        for name in names:
            assert inspect.getmodule(getattr(hlo_forms, name)).__name__ == f"hlo_forms.{module}"  # type: ignore[union-attr]


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    try:
        importlib.metadata.version("hlo-forms")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("run from the source folder: nothing is installed")
    assert hlo_forms.__version__ == project["version"]


def test_the_tested_package_is_the_installed_one() -> None:
    if not os.environ.get("HLO_FORMS_INSTALLED"):
        pytest.skip("only where the wheel is tested")
    assert "site-packages" in Path(hlo_forms.__file__).parts


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(hlo_forms.__file__).parent / "py.typed").exists()
