"""Codebooks (.qdc) and projects (.qdpx) that programs for qualitative analysis exchange (REFI-QDA 1.0).

The files avoid what these programs stumble over: the folder in the zip is called `sources`, its texts are UTF-8 without
a byte order mark and with `\\n` only, positions count code points from 0, names of codes, variables, cases and sources
are unique and short, values are given both for named cases and for sources, and no element is empty.
"""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from ..basics.files import zipped
from ..basics.libraries import reader_version
from ..basics.text import NOT_XML
from ..basics.values import one_of
from ..errors import InvalidValueError
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from ..research.dataset import Dataset
from .codebook import checked_dataset
from .refi_codes import ProjectCode, codes_of, guid, language_of
from .refi_project import parts_of

_CODEBOOK = "urn:QDA-XML:codebook:1.0"
_PROJECT = "urn:QDA-XML:project:1.0"
_USER = "hlo_forms"


def to_qdc(dataset: Dataset, language: str | None = None) -> bytes:
    """Return the codebook (.qdc) of the instruments of a data set, for ATLAS.ti, MAXQDA, NVivo and others.

    Category > motive, phase > theme > question, and the codes of relations and agreements; those of the built-in
    instrument where the data set is empty. The ids of codes are always the same, so that projects made at different
    times can be merged. Raises `InvalidValueError` unless `dataset` is a data set, and for a language that no
    instrument has.

    >>> from hlo_forms import Dataset
    >>> b'name="1.2 Welke andere motieven spelen een rol?"' in to_qdc(Dataset([]))
    True
    """
    language = checked_dataset(dataset).language_or_own(language)
    root = ET.Element("CodeBook", xmlns=_CODEBOOK, origin=_origin())
    _add_codes(ET.SubElement(root, "Codes"), codes_of(_instruments(dataset, language), language))
    return _xml(root)


def to_qdpx(  # noqa: PLR0913 - all but the data set may be left out
    dataset: Dataset,
    language: str | None = None,
    *,
    name: str | None = None,
    created: dt.datetime | None = None,
    everything: bool = False,
    answers: bool = False,
    ground: str | None = None,
) -> bytes:
    """Return a project (.qdpx) with a text for each form, each answer coded, and the organisations as cases.

    An answer is coded with its question, an outcome with its motive, an own motive with its category, a relation with
    its kind and both motives. The name of each selection is the id of its field, as in the tables of the data set; its
    description says what was doubtful when it was read. Participants, senders, and answers carried over from an
    earlier phase or round are left out, and so is what organisations did not permit for research; the description of
    the project says so. `everything`, `answers` and `ground` are those of `to_csv`. `name` is that of the project. The
    time `created` is only written where you pass it, so that the same data always give the same bytes. Raises
    `InvalidValueError` unless `dataset` is a data set, and for a language that no instrument has.

    >>> import io, zipfile
    >>> from hlo_forms import Dataset, examples
    >>> project = to_qdpx(Dataset(examples.forms(1, seed=1)), "nl")
    >>> zipfile.ZipFile(io.BytesIO(project)).namelist()[0]
    'project.qde'
    """
    language = checked_dataset(dataset).language_or_own(language)
    research = dataset.for_research(everything=everything, answers=answers)
    dataset = research.dataset
    instruments = _instruments(dataset, language)
    title = instruments[0].title[language_of(instruments[0], language)]
    root = ET.Element("Project", xmlns=_PROJECT, name=name or title, origin=_origin())
    user = guid("user", _USER)
    root.set("creatingUserGUID", user)
    if created is not None:
        root.set("creationDateTime", created.isoformat(timespec="seconds"))
    ET.SubElement(ET.SubElement(root, "Users"), "User", guid=user, name=_USER)
    _add_codes(ET.SubElement(ET.SubElement(root, "CodeBook"), "Codes"), codes_of(instruments, language))
    parts, texts = parts_of(dataset, language, user)
    root.extend(parts)
    if research.dataset.entries or research.counts:
        ET.SubElement(root, "Description").text = "\n".join(research.remarks(language, ground=ground))
    return zipped({"project.qde": _xml(root), **texts})


def _instruments(dataset: Dataset, language: str) -> tuple[Instrument, ...]:
    """Return the instruments of the forms, each edition once."""
    instruments = dataset.instruments or (load_instrument(),)
    languages = list(dict.fromkeys(language for instrument in instruments for language in instrument.languages))
    if language not in languages:
        raise InvalidValueError("language", one_of(languages, language), language)
    return instruments


def _origin() -> str:
    return "hlo_forms " + reader_version().partition("+")[0]


def _add_codes(parent: ET.Element, codes: Iterable[ProjectCode]) -> None:
    for code in codes:
        codable = "true" if code.codable else "false"
        element = ET.SubElement(parent, "Code", guid=code.guid, name=code.name, isCodable=codable)
        if code.description:
            ET.SubElement(element, "Description").text = code.description
        _add_codes(element, code.below)


def _xml(root: ET.Element) -> bytes:
    for element in root.iter():  # names of files may hold any character, the texts of forms do not
        element.text = element.text and NOT_XML.sub("\ufffd", element.text)
        for name, value in element.items():
            element.set(name, NOT_XML.sub("\ufffd", value))
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
