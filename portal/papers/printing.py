"""From sheets of HTML to one official PDF: laid out part by part, with empty signature fields where people sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pydyf

from portal.papers import pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weasyprint import Document

    Progress = Callable[[int, int], None]

FIRST_SIGNATURE_FLAG = 1


def ignore_progress(_done: int, _total: int) -> None:
    """Progress nobody watches."""


def print_copies(copies: Sequence[Sequence[str]], progress: Progress = ignore_progress) -> list[bytes]:
    """Print some copies of a paper, each a list of sheets.

    A sheet is laid out by itself, so that its pages count from one, and once only, however many copies have it.
    """
    fonts, laid = pdf.new_fonts(), dict[str, "Document"]()
    different = list(dict.fromkeys(sheet for copy in copies for sheet in copy))
    steps = len(different) + len(copies)
    for done, sheet in enumerate(different, start=1):
        laid[sheet] = pdf.lay_out(sheet, fonts)
        progress(done, steps)
    printed = []
    for done, copy in enumerate(copies, start=len(different) + 1):
        bound = pdf.join([laid[sheet] for sheet in copy])
        printed.append(bytes(bound.write_pdf(pdf_variant=pdf.VARIANT, finisher=add_signature_fields)))
        progress(done, steps)
    return printed


def add_signature_fields(_document: Document, paper: pydyf.PDF) -> None:
    """Turn the form controls that the foot reserved into empty signature fields.

    WeasyPrint has placed and tagged them as it does any control, on the page of the signature block; here they only
    change their kind, and their look to nothing at all. The office's own tool signs in them.
    """
    form = paper.catalog.get("AcroForm")
    if form is None:
        return
    for reference in form["Fields"]:
        _make_signature(paper, _object(paper, reference))
    paper.catalog["AcroForm"] = pydyf.Dictionary({"Fields": form["Fields"], "SigFlags": FIRST_SIGNATURE_FLAG})


def _make_signature(paper: pydyf.PDF, field: pydyf.Dictionary) -> None:
    look = field["AP"]["N"]["on"]
    _object(paper, look).stream.clear()
    left, top, right, bottom = field["Rect"]
    for key in ("AS", "V", "MK"):
        del field[key]
    field["FT"] = "/Sig"
    field["Rect"] = pydyf.Array((left, bottom, right, top))
    field["AP"] = pydyf.Dictionary({"N": look})


def _object(paper: pydyf.PDF, reference: bytes) -> pydyf.Object:
    return paper.objects[int(reference.split()[0])]
