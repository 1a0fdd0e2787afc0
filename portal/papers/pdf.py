"""Papers by WeasyPrint: tagged PDF/A-3a, the same bytes each time, with empty signature fields where people sign.

Sheets of HTML are laid out part by part. They read our own static files and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import pydyf
from flask import current_app

if TYPE_CHECKING:
    from weasyprint import Document
    from weasyprint.text.fonts import FontConfiguration

Progress = Callable[[int, int], None]  # told how many steps are done, of how many
VARIANT = "pdf/a-3a"
FIRST_SIGNATURE_FLAG = 1


def ignore_progress(_done: int, _total: int) -> None:
    """Progress that is not shown."""


def new_fonts() -> FontConfiguration:
    """Fonts that the parts of one paper share."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - see papers.typesetting

    return FontConfiguration()


def fill(template: str, values: Mapping[str, object]) -> str:
    """Fill a template with these values alone: no request, no session, no signed-in person reaches a paper."""
    return current_app.jinja_env.get_template(template).render(values)


def lay_out(html: str, fonts: FontConfiguration | None = None) -> Document:
    """Set the pages. Raises ForeignResourceError for a paper that names something outside `static/`."""
    from portal.papers import typesetting  # noqa: PLC0415 - WeasyPrint is loaded where papers are made

    return typesetting.lay_out(html, VARIANT, fonts)


def join(parts: Sequence[Document]) -> Document:
    """Bind documents laid out with the same fonts into one; title and language come from the first."""
    return parts[0].copy([page for part in parts for page in part.pages])


def write(document: Document, drawn: Callable[[int], None] | None = None) -> bytes:
    """Write the file; the same pages give the same bytes. `drawn` hears how many pages are drawn."""
    if drawn is not None:
        for number, page in enumerate(document.pages, start=1):
            page.paint = followed_by(page.paint, drawn, number)
    return bytes(document.write_pdf(pdf_variant=VARIANT))


def followed_by(paint: Callable[..., None], drawn: Callable[[int], None], number: int) -> Callable[..., None]:
    """Paint a page, then say that so many are done."""

    def paint_and_tell(*args: object, **options: object) -> None:
        paint(*args, **options)
        drawn(number)

    return paint_and_tell


def print_copies(copies: Sequence[Sequence[str]], progress: Progress = ignore_progress) -> list[bytes]:
    """Print some copies of a paper, each a list of sheets, each sheet with pages that count from one."""
    fonts, laid = new_fonts(), dict[str, "Document"]()
    different = list(dict.fromkeys(sheet for copy in copies for sheet in copy))  # laid out once, in whatever copies
    steps = len(different) + len(copies)
    for done, sheet in enumerate(different, start=1):
        laid[sheet] = lay_out(sheet, fonts)
        progress(done, steps)
    printed = []
    for done, copy in enumerate(copies, start=len(different) + 1):
        bound = join([laid[sheet] for sheet in copy])
        printed.append(bytes(bound.write_pdf(pdf_variant=VARIANT, finisher=add_signature_fields)))
        progress(done, steps)
    return printed


def add_signature_fields(_document: Document, paper: pydyf.PDF) -> None:
    """Turn the form controls that the foot reserved into empty signature fields, in which the office's tool signs."""
    form = paper.catalog.get("AcroForm")
    if form is None:
        return
    for reference in form["Fields"]:
        make_signature_field(paper, object_at(paper, reference))
    paper.catalog["AcroForm"] = pydyf.Dictionary({"Fields": form["Fields"], "SigFlags": FIRST_SIGNATURE_FLAG})


def make_signature_field(paper: pydyf.PDF, field: pydyf.Dictionary) -> None:
    # WeasyPrint has placed and tagged the control on the page of the block: only its kind and look change here.
    look = field["AP"]["N"]["on"]
    object_at(paper, look).stream.clear()
    left, top, right, bottom = field["Rect"]
    for key in ("AS", "V", "MK"):
        del field[key]
    field["FT"] = "/Sig"
    field["Rect"] = pydyf.Array((left, bottom, right, top))  # WeasyPrint writes a control's box upside down
    field["AP"] = pydyf.Dictionary({"N": look})


def object_at(paper: pydyf.PDF, reference: bytes) -> pydyf.Object:
    return paper.objects[int(reference.split()[0])]
