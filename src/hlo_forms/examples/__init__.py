"""Invented partnerships, to try things on: believable forms of every phase and round, the same for the same seed.

Nothing in them exists. Some organisations take part in two partnerships, some send forms of two voices, some
leave a form blank or never send it, and some answers contradict themselves, as happens.

    from hlo_forms import examples

    for form in examples.forms(partnerships=200, seed=1): ...
    examples.write_documents("forms", partnerships=20)
"""

from __future__ import annotations

from .invented import documents, forms, write_documents

__all__ = ["documents", "forms", "write_documents"]
