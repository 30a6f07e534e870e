"""Names of files for forms: recognisable, distinct, and safe on every system, whatever people typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from .basics.text import slug
from .forms import Form, OrganisationForm, PreparationForm


def named(forms: Iterable[Form], language: str) -> dict[str, Form]:
    """Return the forms by the name of their file: phase, organisation, and for a renewed form its round.

    If an organisation gets several forms, the respondent is in the name too.

    Only lower case letters, digits and hyphens, so that no name is reserved, differs in capitals alone, or is cut.

    >>> from hlo_forms import Organisation, PreparationForm
    >>> who = Organisation("CON: a/b?", type="programme")
    >>> list(named([PreparationForm(organisation=who)], "nl"))
    ['fase1-con-a-b.docx']
    >>> list(named([PreparationForm(organisation=who, respondent=name) for name in ("Directie", "Team")], "nl"))
    ['fase1-con-a-b-directie.docx', 'fase1-con-a-b-team.docx']
    """
    several = list(forms)
    short = Counter(_name(form, language) for form in several)
    by_name: dict[str, Form] = {}
    for form in several:
        name = _name(form, language)
        name = name if short[name] == 1 else _name(form, language, voiced=True)
        by_name[unused(name, by_name, ".docx")] = form
    return by_name


def unused(name: str, taken: Collection[str], suffix: str = "") -> str:
    """Return the name with its suffix, with a number in between if it is taken."""
    number, candidate = 2, name + suffix
    while candidate in taken:
        candidate, number = f"{name}-{number}{suffix}", number + 1
    return candidate


def _name(form: Form, language: str, *, voiced: bool = False) -> str:
    instrument = form.instrument
    phase = f"{instrument.word('file.phase', language)}{instrument.phase(form.phase).number}"
    if not isinstance(form, OrganisationForm):
        return "-".join([phase, instrument.word("file.together", language)])
    who = form.organisation
    kind = instrument.organisation_type(who.type).label[language] if who.type else None
    title = who.id or who.name or kind
    parts = [phase, slug(title)] if title else [phase]
    parts += [slug(form.respondent)] if voiced and form.respondent else []
    parts += [slug(form.round)] if isinstance(form, PreparationForm) and form.renewed and form.round else []
    return "-".join(parts)
