"""Every command with wrong input: each answer is Dutch, one fault a line, without codes or words of Python."""

from __future__ import annotations

import re
import shlex
import shutil
import zipfile
from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
from commands import run
from hlo_forms.cli.main import main
from runs import dear
from samples import FARM, filled, first

ENGLISH = (
    "a an and any are be been but by cannot did does each expected file folder for form found from got has have how if "
    "into it made missing must name no none not nothing one only or other read row several than that the there these "
    "this to two usage value what where which with written you your line error note"
)
CODES = r"Traceback|\b(None|True|False|str|int|dict|object|Error|Exception)\b|\w+Error\b|=True|\w+=,"
_WORDS = re.compile(rf"\b({'|'.join(ENGLISH.split())})\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|\S*[./_]\S*|--[\w-]+|[{][{%].*?[}%][}]|hlo-forms \S+|\b[A-Z]+=[A-Z]+\b")
_NAMES = re.compile(
    r"De opdrachten zijn: .*|Up-to-date|(kolom|tabel) \w+|^ +\w+  |^ *\w+ = .*|^ +\[.*|contact, respondent.*|name en id"
)
"""Names of commands, of columns and of keys in a plan, and a motive as it is called."""

LIST = "Organisatie;Type;Contact\nDe Linde;praktijkpartner;Noor Bakker\nVerpleegkunde;opleiding;\nDe Eik;opleiding;\n"
FILES: dict[str, str | bytes] = {
    "partners.csv": LIST,
    "leeg.csv": "",
    "kop.csv": "Organisatie;Type\n",
    "raar.csv": "Wie;Wat\nDe Linde;iets\n",
    "dubbel.csv": "Organisatie;Type\nDe Linde;opleiding\nDe Linde;opleiding\n",
    "soort.csv": "Organisatie;Type\nDe Linde;praktijkprtner\nDe Eik;\n;opleiding\n",
    "kenmerk.csv": "Organisatie;Type;Id\nDe Linde;opleiding;a b c\n",
    "eigendom.csv": "Organisatie;Type;Publiek of privaat\nDe Linde;opleiding;half\n",
    "rondes.csv": "Organisatie;Type;Ronde\nDe Linde;opleiding;1\nDe Eik;opleiding;2\n",
    "teken.csv": "Organisatie;Type\nDe\x01Linde;opleiding\n",
    "bytes.csv": bytes(range(256)),
    "lijst.pdf": b"%PDF-1.4",
    "oud.xls": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    "kapot.xlsx": b"PK\3\4kapot",
    "a.toml": 'partnership = "P"\n[[organisations]]\nname = "A"\ntype = "x"\n',
    "b.toml": 'partnership = "P"\nanders = 1\n',
    "c.toml": 'partnership = "P"\nask_research = "ja"\n[[organisations]]\nname = "A"\ntype = "programme"\n',
    "d.toml": 'partnership = "P"\norganisations = 3\n',
    "e.toml": "partnership = 3\n",
    "f.toml": 'partnership = { name = "P", id = "x y" }\n[[organisations]]\nname = "A"\ntype = "programme"\n',
    "g.toml": "x = [",
    "h.toml": 'partnership = "P"\n[invitation]\nsender = 3\n[[organisations]]\nname = "A"\ntype = "programme"\n',
    "map/k": "x",
    "sleutel": '{"hlo_forms": "key file", "version": 1, "codes": {}}',
    "beslist.csv": "decision,text\nmisschien,Noor\n",
    "anders.csv": "x;y\n",
    "stijl/preparation.docx": "geen Word",
    "alleen/brief.txt": "Beste collega",
}
LINDE = "terug/fase1-de-linde.docx"
COMMANDS = f"""
new
new partners.csv
new partners.csv uit
new nergens.csv uit
new partners.csv uit --partnership ' '
new partners.csv uit --partnership $TEKEN
new partners.csv uit --partnership P --round $TEKEN
new partners.csv uit --partnership P --sender $TEKEN
new partners.csv partners.csv --partnership P
new partners.csv uit --partnership P --phase 4
new partners.csv uit --partnership P --language fr
new partners.csv uit --partnership P --rond 1
new partners.csv uit --partnership P --ask-research
new partners.csv Mijn map --partnership P
new partners.csv verstuurd --partnership Anders --round 2030
new partners.csv /proc/uit --partnership P
new form.docx uit --partnership P
status
status nergens
status alleen
status partners.csv
status 'verstuurd' lijst.pdf partners.csv alleen
status verstuurd --jsn
read
read nergens
read leeg
read lijst.pdf
read terug --set a=b
read {LINDE} --set ab
read {LINDE} --set =ja
read {LINDE} --set Netwerk=ja
read {LINDE} --set niets=ja
read {LINDE} --set motives.network.ticked=misschien
read {LINDE} --set motives.network.outcome=$TEKEN
read {LINDE} --set motives.netwerk.ticked=ja
read {LINDE} --set organisation.type=x
read {LINDE} --set organisation.type=programme
read {LINDE} --set organisation.ownership=x
read {LINDE} --set 'partnership.id=x y'
read {LINDE} --set other_motives.3.text=
read {LINDE} --write form.docx
read {LINDE} --write nergens/x.docx
correct
correct {LINDE}
correct terug network=ja
correct nergens.docx network=ja
correct lijst.pdf network=ja
correct {LINDE} network=ja network=nee
correct {LINDE} 'Talentontwikkeling=ja'
compare
compare nergens
compare leeg
compare verstuurd
compare {LINDE}
compare lijst.pdf alleen
compare terug vreemd
compare tweemaal
compare anders
align
align terug
align terug --to
align leeg --to uit
align nergens --to uit
align terug --to partners.csv
align verstuurd --to terug
align terug --to uit --share x
align terug --to uit --before nergens
align vreemd terug --to uit
align tweemaal --to uit
commit
commit terug --to uit
commit leeg --to uit
renew
renew terug --to 2027
renew terug --to 2027 --round 2026
renew leeg --to 2027 --round 2027
renew terug --to 2027 --round $TEKEN
report
report terug
report leeg --to uit
report terug --to uit --round 1999
report terug --to uit --share x
report terug --to partners.csv
report verstuurd --to uit
report {LINDE} --to uit
report vreemd terug --to uit
report tweesoorten --to uit
collect
collect terug
collect terug --to csv
collect terug --to csv --out
collect terug --to cvs --out c
collect terug --to '' --out c
collect terug --to csv --out terug/c
collect terug --to csv --out partners.csv
collect nergens --to csv --out c
collect leeg --to csv --out c
collect terug --to csv --out c --key terug/k
collect terug --to csv --out c --key map/k
collect terug --to csv --out c --key sleutel
collect terug --to csv --out c --review r.csv
collect terug --to csv --out c --key k --review anders.csv
collect terug --to csv --out c --key k --review beslist.csv
collect terug --to csv --out c --dates week
collect terug --to csv --out c --created gisteren
collect terug --to csv --out c --licence ' '
collect terug --to csv --out c --data-version ' '
collect terug --to csv --out c --contributor ' '
collect terug --to csv --out c --ground ' '
collect terug --to csv --out c --jobs nul
collect terug --to csv --out c --store partners.csv
collect terug --to csv --out c --store nergens/s
collect terug --to csv --out csv
collect terug --to csv --out c --key k2 --review r2.csv
templates
templates partners.csv
check
check nergens
check form.docx
check lijst.pdf
check partners.csv
check leeg
check huis/fout.docx
check huis/open.docx
check huis/kapot.docx
--style nergens status verstuurd
--style leeg status verstuurd
--style stijl status verstuurd
blank partners.csv
blank --type x
blank --type opleiding --phase 2
booklet leeg
booklet form.docx
booklet nergens/x.docx
demo
demo partners.csv
--language fr
--taal nl
niew
-x
"""


def plain(line: str) -> str:
    """A line without what it quotes: names of files and options, and what somebody typed."""
    return _NAMES.sub("", _QUOTED.sub("", line))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with forms that were sent, what came back, and files that are wrong in every way."""
    top = tmp_path_factory.mktemp("map")
    for name, content in FILES.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    for folder in ("leeg", "terug", "vreemd", "tweemaal", "tweesoorten", "anders", "Mijn map"):
        (top / folder).mkdir()
    sent = run("new", top / "partners.csv", top / "verstuurd", "--partnership", "Wijkzorg", "--round", "2026")
    assert sent.exit_code == 0, sent.stderr
    for path in (top / "verstuurd").glob("fase1*.docx"):
        form = hlo.read(path).form
        assert isinstance(form, hlo.PreparationForm)
        if "eik" not in path.name:
            hlo.write(filled(form), top / "terug" / path.name)
    hlo.write(filled(first(FARM, partnership="Elders")), top / "vreemd" / "boerderij.docx")
    for number, changes in enumerate(({"respondent": "Team"}, {"respondent": "Team"})):
        hlo.write(filled(first(**changes), outcomes(number)), top / "tweemaal" / f"{number}.docx")
    school = attrs.evolve(FARM, type="programme")
    for number, who in enumerate((FARM, school)):
        hlo.write(filled(first(who, respondent=str(number))), top / "tweesoorten" / f"{number}.docx")
    hlo.write(filled(first()), top / "form.docx")
    house = top / "huis"
    run("templates", house)
    changed(house / "preparation.docx", house / "fout.docx", "{{ title }}", "{{ titel }}")
    changed(house / "preparation.docx", house / "open.docx", "{{ title }}", "{{ title }")
    changed(house / "preparation.docx", house / "kapot.docx", "</w:body>", "")
    return top


def outcomes(number: int) -> str:
    return ("network", "recruitment")[number]


def changed(source: Path, target: Path, old: str, new: str) -> None:
    with zipfile.ZipFile(source) as template, zipfile.ZipFile(target, "w") as copy:
        for name in template.namelist():
            data = template.read(name)
            if name == "word/document.xml":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            copy.writestr(name, data)


LINES = [line for line in COMMANDS.splitlines() if line]
LINES += [f"new {name} uit --partnership P" for name in FILES if name.endswith(("csv", "pdf", "xls", "xlsx"))]
LINES += [f"new {name} uit" for name in FILES if name.endswith("toml")]


@pytest.mark.parametrize("line", dear(80, LINES))
def test_whatever_is_wrong_is_said_in_dutch_one_fault_a_line(
    line: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here)
    result = run(*shlex.split(line.replace("$TEKEN", "'a\x01b'")))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    for each in (result.stdout + result.stderr).splitlines():
        english = _WORDS.findall(plain(each))
        assert not english, (english, each)
        assert not re.search(CODES, _QUOTED.sub("", each)), each
    for folder in ("uit", "c", "2027"):
        shutil.rmtree(here / folder, ignore_errors=True)


@pytest.mark.parametrize("name", [None, *main.commands])
def test_help_holds_no_english(name: str | None) -> None:
    lines = run(*([name] if name else []), "--help").stdout.splitlines()
    assert not [(each, word) for each in lines for word in _WORDS.findall(plain(each))]
