"""Make a file of every kind as this version writes it, once for each version: later versions have to read them.

python tools/build_stored.py

Refuses to make those of a version again: see tests/test_stored.py.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import hlo_forms as hlo
from hlo_forms.facilitator.corrections import Correction, add_corrections

STORED = Path(__file__).resolve().parents[1] / "tests" / "stored"

SCHOOL = hlo.Organisation("Opleiding Verpleegkunde", type="programme", sector="Onderwijs", ownership="public")
LINDE = hlo.Organisation("De Linde", type="practice_partner")
SETTINGS = """\
language = "nl"

[invitation]
sender = "Noor Bakker"
organisation = "Leerwerkplaats Wijkzorg Noord"
"""


def preparation(who: hlo.Organisation, **fields: object) -> hlo.PreparationForm:
    """Return a form of phase 1 with everything filled in."""
    return hlo.PreparationForm(
        organisation=who,
        partnership="Wijkzorg Noord",
        round="2026",
        motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")],
        other_motives=[hlo.OtherMotive("Zichtbaar in de wijk", "Een open dag")],
        participants=[hlo.Participant("Noor Bakker", role="leidinggevende")],
        answers={"preparation.1": "Studenten leren hier samen."},
        asks_research=True,
        research="yes",
        study=hlo.Study(by="Lectoraat Samen Leren"),
        **fields,  # type: ignore[arg-type]  # fields of several kinds
    )


def forms() -> dict[str, hlo.Form]:
    """Return a form of every phase by the name of its file, and one of the year after."""
    school, home = preparation(SCHOOL), preparation(LINDE)
    meeting = hlo.AlignmentForm.from_forms([school, home], share=["preparation.1"])
    own = hlo.CommitmentForm.from_forms(school, meeting)
    return {"preparation": school, "alignment": meeting, "commitment": own, "renewed": hlo.renew(school, round="2027")}


def results() -> dict[str, object]:
    """Return a value of every kind that has JSON, by the name of its file."""
    made = (preparation(SCHOOL), preparation(LINDE), forms()["renewed"])
    school, home, later = (hlo.read(hlo.render(each)) for each in made)
    voices = [preparation(SCHOOL, respondent=name) for name in ("docent", "manager")]
    return {
        **{f"form-{name}": form for name, form in forms().items()},
        "reading": hlo.read(hlo.render(preparation(LINDE))).corrected({"motives.network.outcome": "nee"}),
        "failure": next(iter(hlo.read_many([("fase1.docx", b"Beste collega")]))),
        "finding": hlo.Finding(code="outcome-negative", field="motives.network.outcome", seen="n.v.t."),
        "findings": (hlo.Finding(code="unplaced-text", place=hlo.Place(part="header"), seen="Zie de bijlage"),),
        "comparison": hlo.compare([school, home]),
        "voices": hlo.compare_voices(voices, share=["preparation.1"]),
        "recalibration": hlo.recalibrate(school, later),
        "dataset": hlo.Dataset([school, home]),
    }


def in_folder(folder: Path) -> None:
    """Make a facilitator's folder with a register, a document that came back, and a correction of it."""
    form = preparation(LINDE)
    (path,) = hlo.FormsFolder(folder).write({"fase1-de-linde.docx": form}, language="nl")
    path.write_bytes(hlo.render(form))
    sha256 = hlo.read(path).sha256 or ""
    field, value = "motives.network.outcome", "Acht stageplaatsen"
    correction = Correction(file=path.name, field=field, value=value, by="Noor", date="2026-03-01", sha256=sha256)
    add_corrections(folder, [correction], "nl")


def privacy(folder: Path) -> None:
    """Write a key file, and a review of names."""
    shared = hlo.pseudonymise(hlo.Dataset([preparation(SCHOOL), preparation(LINDE)]), bytes(range(32)))
    shared.write_key_file(folder / "key.json")
    shared.write_review(folder / "review.csv")


def main() -> None:
    """Write the files of this version."""
    folder = STORED / hlo.__version__
    if folder.exists():
        sys.exit(f"{folder} is there: files of a version are made once")
    folder.mkdir(parents=True)
    for name, value in results().items():
        (folder / f"{name}.json").write_text(hlo.to_json(value), "utf-8")  # type: ignore[arg-type]  # of every kind
    for (name, form), language in itertools.product(forms().items(), ("nl", "en")):
        hlo.write(form, folder / f"{name}-{language}.docx", language=language)
    with hlo.ReadingStore(folder / "readings.store") as store:
        list(hlo.read_many([folder / "preparation-nl.docx"], store=store))
    (folder / "hlo-forms.toml").write_text(SETTINGS, "utf-8")
    in_folder(folder / "verstuurd")
    privacy(folder)


if __name__ == "__main__":
    main()
