"""An institution's own instrument, invented: museums, archives and villages, in German and English, no id of ours."""

from __future__ import annotations

from collections.abc import Iterator

import hlo_forms as hlo

TYPES = {"museum": "Museum", "archive": "Archiv", "village": "Dorfverein"}
CATEGORIES = {"visitors": "Besucher", "collection": "Sammlung", "place": "Ort", "people": "Menschen"}
PHASES = {"preparation": (1, "Zu Hause"), "alignment": (2, "Am Tisch"), "commitment": (3, "Zurück zu Hause")}
_SUBJECTS = ("Jugend", "Familien", "Schulen", "Gäste", "Objekte")
_VERBS = {"visitors": "gewinnen", "collection": "erforschen", "place": "beleben", "people": "stärken"}
MOTIVES = {f"{category}_{n}": category for category in CATEGORIES for n in range(1, 6)}
THEMES = {"means": "Mittel", "rules": "Regeln", "voices": "Stimmen"}


def both(german: str, english: str | None = None) -> str:
    return f'{{ de = "{german}", en = "{english or "E: " + german}" }}'


def motive(id: str) -> str:
    category, number = id.rsplit("_", 1)
    return f"{_SUBJECTS[int(number) - 1]} {_VERBS[category]} ({CATEGORIES[category]})"


def _offered(number: int) -> list[str]:
    kinds = list(TYPES)
    return kinds if number % 2 else [kinds[number % 3], kinds[(number + 1) % 3]]


def _questions() -> Iterator[str]:
    for number in range(1, 10):
        yield _question(f"home.{number}", "preparation", number, f"Was sagt ihr zu Punkt {number} der Sammlung?")
    for number in range(1, 5):
        who = "each" if number == 4 else "together"
        yield _question(f"table.{number}", "alignment", number, f"Was sagt ihr am Tisch zu Punkt {number}?", who)
    for theme, label in THEMES.items():
        for number in range(1, 5):
            text = f"Was vereinbart ihr über {label}, Punkt {number}?"
            yield _question(f"back.{theme}.{number}", "commitment", number, text, theme=theme)


def _question(id: str, phase: str, number: int, text: str, who: str = "organisation", theme: str | None = None) -> str:
    lines = ["[[questions]]", f'id = "{id}"', f'phase = "{phase}"', f"number = {number}", f'answered_by = "{who}"']
    lines += [f'theme = "{theme}"'] if theme else []
    return "\n".join([*lines, f"label = {both(text)}"])


def toml(edition: str = "2026", extra: str = "", head: str = 'fallback = "en"') -> str:
    """The file of the instrument; `extra` are more tables, `head` more keys at the top."""
    parts = [
        f'id = "dorfmuseum"\nedition = "{edition}"\nlanguages = ["de", "en"]\n{head}',
        f"title = {both('Warum wir zusammenarbeiten', 'Why we work together')}",
        f"citation = {both('Werkstatt Dorfmuseum', 'Village Museum Workshop')}",
        '[source]\ntext = "Erfunden für einen Test."',
        f"[headings]\npurpose = {both('Zweck')}\napproach = {both('Vorgehen')}\nfurther_reading = {both('Mehr')}",
        f"motive = {both('Trifft zu')}\noutcome = {both('Was es bringen soll')}",
    ]
    for id, label in TYPES.items():
        parts.append(
            f'[[organisation_types]]\nid = "{id}"\nlabel = {both(label)}\nform_title = {both("Bogen " + label)}'
        )
    for id, label in CATEGORIES.items():
        parts.append(f'[[categories]]\nid = "{id}"\nlabel = {both(label)}')
    parts.append(f'[[categories]]\nid = "own"\nlabel = {both("Eigene Gründe")}\nfree = true')
    for number, (id, category) in enumerate(MOTIVES.items(), 1):
        offered = str(_offered(number)).replace("'", '"')
        parts.append(
            f'[[motives]]\nid = "{id}"\ncategory = "{category}"\noffered_to = {offered}\nlabel = {both(motive(id))}'
        )
    for id, (number, label) in PHASES.items():
        text = f"[ {both(f'Sprecht über die Sammlung, Teil {number}.')} ]"
        parts.append(
            f'[[phases]]\nid = "{id}"\nnumber = {number}\nlabel = {both(label)}\ninstruction = {text}\n'
            f"questions_heading = {both(f'Fragen zu Teil {number}:')}"
        )
    for id, label in THEMES.items():
        parts.append(f'[[themes]]\nid = "{id}"\nphase = "commitment"\nlabel = {both(label)}')
    parts += _questions()
    parts.append('[[purpose]]\nde = "Damit ihr wisst, warum."\nen = "So that you know why."')
    parts.append(extra)
    return "\n\n".join(parts) + "\n"


OF_OURS = {
    entry.id
    for kind in ("organisation_types", "categories", "motives", "questions")
    for entry in getattr(hlo.load_instrument(), kind)
}
"""The ids of the built-in instrument, of which this one has none."""
