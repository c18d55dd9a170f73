"""What does each form look like when it is filled? A marked specimen of every registered form, and of its variants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from desk.rules.citizen import fold
from printing.documents.editions import EDITIONS, edition_for
from printing.documents.parts import Document
from printing.documents.sectors import sector_editions
from printing.render import FORMS


def specimens(on: date | None = None) -> Iterator[tuple[str, Document]]:
    """(name of a file, document) of each form: `01`, `01-chung-thuc`, …; without a number, the title in plain letters.

    `on` asks for the editions of that day; a form that did not exist then is left out.
    """
    for kind in FORMS:
        made: Document = kind.specimen()  # type: ignore[attr-defined]
        variants: dict[str, Document] = getattr(kind, "variants", dict)() if on is None else {}
        for variant, document in {"": made, **variants}.items():
            shown = document if on is None else _of_day(document, on)
            if shown is not None:
                name = specimen_name(made)
                yield (f"{name}-{variant}" if variant else name), shown
    for edition in sector_editions(on):
        kind = next(kind for kind in FORMS if kind.specimen().edition.form == edition.form)  # type: ignore[attr-defined]
        yield edition.number, replace(kind.specimen(), edition=edition)  # type: ignore[attr-defined]


def specimen_name(document: Document) -> str:
    """`01` to `07` by the number in force, any other form by its own number or title."""
    edition = document.edition
    return edition.form or edition.number or re.sub("[^a-z0-9]+", "-", fold(edition.title)).strip("-")


def _of_day(document: Any, on: date) -> Document | None:
    form = document.edition.form
    if form not in EDITIONS:
        return document  # type: ignore[no-any-return]
    if len(EDITIONS[form]) == 1 and on < EDITIONS[form][0].applies_from:
        return None
    return replace(document, edition=edition_for(form, on))  # type: ignore[no-any-return]
